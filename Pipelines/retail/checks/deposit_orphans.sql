/*---
check: deposit_orphans
title: Balances of unknown deposit accounts
severity: warn
owner: core
---*/
SELECT DISTINCT b.account_id
  FROM fact_balance AS b
 WHERE b.kind IN ('DEMAND', 'TIME', 'PENSION_CASH')
   AND NOT EXISTS (SELECT 1 FROM dim_account AS a WHERE a.account_id = b.account_id)
