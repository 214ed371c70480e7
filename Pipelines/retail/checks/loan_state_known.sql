/*---
check: loan_state_known
title: Every loan with a balance has one risk state on the day
severity: stop
owner: risk
---*/
SELECT b.account_id
  FROM fact_balance AS b
 CROSS JOIN run_context AS c
  LEFT JOIN fact_loan_state AS s ON s.account_id = b.account_id AND s.valid_from <= c.as_of AND s.valid_to > c.as_of
 WHERE substr(b.kind, 1, 5) = 'LOAN_' AND b.valid_from <= c.as_of AND b.valid_to > c.as_of AND s.account_id IS NULL
