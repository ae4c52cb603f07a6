-- Guards of taking down: a hiding is reviewed once, a redaction leaves its tombstone.
SELECT 1;
