/*---
check: fact_balance_intervals
title: Versions in fact_balance neither overlap nor are empty
severity: stop
owner: data office
---*/
SELECT a.account_id, a.kind, a.product_code, a.pension, a.valid_from
  FROM fact_balance AS a
 WHERE a.valid_from >= a.valid_to
    OR EXISTS (SELECT 1 FROM fact_balance AS b WHERE b.account_id = a.account_id AND b.kind = a.kind AND b.product_code = a.product_code AND b.pension = a.pension AND b.valid_from > a.valid_from AND b.valid_from < a.valid_to)
