/*---
check: bridge_intervals
title: Holdings of an account by one number neither overlap nor are empty
severity: stop
owner: data office
---*/
SELECT a.account_id, a.src, a.src_cust_id, a.role, a.valid_from
  FROM bridge_account_party AS a
 WHERE a.valid_from >= a.valid_to
    OR EXISTS (SELECT 1 FROM bridge_account_party AS b WHERE b.account_id = a.account_id AND b.src = a.src AND b.src_cust_id = a.src_cust_id AND b.role = a.role AND b.valid_from > a.valid_from AND b.valid_from < a.valid_to)
