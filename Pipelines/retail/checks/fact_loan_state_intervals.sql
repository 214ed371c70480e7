/*---
check: fact_loan_state_intervals
title: Versions in fact_loan_state neither overlap nor are empty
severity: stop
owner: risk
---*/
SELECT a.account_id, a.valid_from
  FROM fact_loan_state AS a
 WHERE a.valid_from >= a.valid_to
    OR EXISTS (SELECT 1 FROM fact_loan_state AS b WHERE b.account_id = a.account_id AND b.valid_from > a.valid_from AND b.valid_from < a.valid_to)
