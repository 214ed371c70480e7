/*---
check: fact_policy_intervals
title: Versions in fact_policy neither overlap nor are empty
severity: stop
owner: insurance
---*/
SELECT a.account_id, a.valid_from
  FROM fact_policy AS a
 WHERE a.valid_from >= a.valid_to
    OR EXISTS (SELECT 1 FROM fact_policy AS b WHERE b.account_id = a.account_id AND b.valid_from > a.valid_from AND b.valid_from < a.valid_to)
