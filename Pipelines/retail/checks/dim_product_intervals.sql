/*---
check: dim_product_intervals
title: Versions in dim_product neither overlap nor are empty
severity: stop
owner: wealth
---*/
SELECT a.product_code, a.valid_from
  FROM dim_product AS a
 WHERE a.valid_from >= a.valid_to
    OR EXISTS (SELECT 1 FROM dim_product AS b WHERE b.product_code = a.product_code AND b.valid_from > a.valid_from AND b.valid_from < a.valid_to)
