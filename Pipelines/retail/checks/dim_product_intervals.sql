/*---
check: dim_product_intervals
title: Versions in dim_product neither overlap nor are empty
severity: stop
owner: wealth
---*/
SELECT a.product_code, a.valid_from
  FROM (SELECT product_code, valid_from, valid_to, LEAD(valid_from) OVER (PARTITION BY product_code ORDER BY valid_from) AS next_from FROM dim_product) AS a
 WHERE a.next_from < a.valid_to OR a.valid_from >= a.valid_to
