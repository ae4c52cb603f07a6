-- Guards of tips: decided once, and without personal data when it is over.
SELECT 1;
