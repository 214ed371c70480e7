-- How much is lent in each bucket of days past due, by type of loan?
SELECT s.bucket, s.loan_type, COUNT(*) AS loans, SUM(b.amount_fen) AS balance_fen, SUM(s.overdue_fen) AS overdue_fen
  FROM fact_loan_state AS s
 CROSS JOIN run_context AS c
  JOIN fact_balance AS b ON b.account_id = s.account_id AND b.valid_from <= c.as_of AND b.valid_to > c.as_of
 WHERE s.loan_type <> 'CARD' AND s.valid_from <= c.as_of AND s.valid_to > c.as_of
 GROUP BY s.bucket, s.loan_type
 ORDER BY s.bucket, s.loan_type;
