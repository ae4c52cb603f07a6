-- Guards of discussion: what was said stays said.
SELECT 1;
