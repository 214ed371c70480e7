/*---
check: fact_loan_state_intervals
title: Versions in fact_loan_state neither overlap nor are empty
severity: stop
owner: risk
---*/
SELECT a.account_id, a.valid_from
  FROM (SELECT account_id, valid_from, valid_to, LEAD(valid_from) OVER (PARTITION BY account_id ORDER BY valid_from) AS next_from FROM fact_loan_state) AS a
 WHERE a.next_from < a.valid_to OR a.valid_from >= a.valid_to
