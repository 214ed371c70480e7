-- Which loans became overdue this month, and since when?
SELECT s.account_id, s.loan_type, s.overdue_since, s.bucket, s.grade, s.overdue_fen
  FROM fact_loan_state AS s
 CROSS JOIN run_context AS c
 WHERE s.loan_type <> 'CARD' AND s.valid_from <= c.as_of AND s.valid_to > c.as_of AND s.overdue_since >= c.month_from
 ORDER BY s.overdue_since, s.account_id
 LIMIT 20;
