-- Guards of clearing: a sign-off stands for exactly one text, and queries are answered once.
SELECT 1;
