/*---
check: bridge_intervals
title: Holdings of an account by one number neither overlap nor are empty
severity: stop
owner: data office
---*/
SELECT a.account_id, a.src, a.src_cust_id, a.role, a.valid_from
  FROM (SELECT account_id, src, src_cust_id, role, valid_from, valid_to, LEAD(valid_from) OVER (PARTITION BY account_id, src, src_cust_id, role ORDER BY valid_from) AS next_from FROM bridge_account_party) AS a
 WHERE a.next_from < a.valid_to OR a.valid_from >= a.valid_to
