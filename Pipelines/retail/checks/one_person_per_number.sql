/*---
check: one_person_per_number
title: A source number has one person on the day
severity: stop
owner: data office
---*/
SELECT x.src, x.src_cust_id
  FROM id_xref AS x
 CROSS JOIN run_context AS c
 WHERE x.valid_from <= c.as_of AND x.valid_to > c.as_of
 GROUP BY x.src, x.src_cust_id
HAVING COUNT(*) > 1
