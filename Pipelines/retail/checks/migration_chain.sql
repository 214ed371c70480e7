/*---
check: migration_chain
title: Where loans went to in a month, the next month begins
severity: stop
owner: risk
---*/
WITH sides AS (
  SELECT month_to AS month, loan_type, bucket_to AS bucket, account_cnt, balance_to_fen AS amount_fen FROM risk_migration WHERE bucket_to <> 'CLOSED'
  UNION ALL
  SELECT month_from, loan_type, bucket_from, -account_cnt, -balance_from_fen FROM risk_migration WHERE bucket_from <> 'NEW'
)
SELECT s.month, s.loan_type, s.bucket, SUM(s.account_cnt) AS accounts, SUM(s.amount_fen) AS amount_fen
  FROM sides AS s
 CROSS JOIN run_context AS c
 WHERE s.month < c.month
 GROUP BY s.month, s.loan_type, s.bucket
HAVING SUM(s.account_cnt) <> 0 OR SUM(s.amount_fen) <> 0
