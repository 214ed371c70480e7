/*---
check: branch_month_customers
title: Customers of all branches are the customers
severity: stop
owner: management accounting
---*/
SELECT k.value
  FROM mgt_kpi AS k
 CROSS JOIN run_context AS c
 WHERE k.kpi_id = 'K01' AND k.org = 'BANK'
   AND k.value <> (SELECT COALESCE(SUM(b.customer_cnt), 0) FROM mgt_branch_month AS b WHERE b.month = c.month)
