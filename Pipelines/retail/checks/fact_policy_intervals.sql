/*---
check: fact_policy_intervals
title: Versions in fact_policy neither overlap nor are empty
severity: stop
owner: insurance
---*/
SELECT a.account_id, a.valid_from
  FROM (SELECT account_id, valid_from, valid_to, LEAD(valid_from) OVER (PARTITION BY account_id ORDER BY valid_from) AS next_from FROM fact_policy) AS a
 WHERE a.next_from < a.valid_to OR a.valid_from >= a.valid_to
