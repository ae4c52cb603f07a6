-- Guards of marking: what may be taken back, and what became of old marks.
SELECT 1;
