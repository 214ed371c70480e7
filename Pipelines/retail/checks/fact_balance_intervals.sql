/*---
check: fact_balance_intervals
title: Versions in fact_balance neither overlap nor are empty
severity: stop
owner: data office
---*/
SELECT a.account_id, a.kind, a.product_code, a.pension, a.valid_from
  FROM (SELECT account_id, kind, product_code, pension, valid_from, valid_to, LEAD(valid_from) OVER (PARTITION BY account_id, kind, product_code, pension ORDER BY valid_from) AS next_from FROM fact_balance) AS a
 WHERE a.next_from < a.valid_to OR a.valid_from >= a.valid_to
