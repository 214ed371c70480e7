/*---
check: deposit_orphans
title: Balances of unknown deposit accounts
severity: warn
owner: core
---*/
SELECT b.account_id
  FROM (SELECT DISTINCT account_id FROM fact_balance WHERE kind IN ('DEMAND', 'TIME', 'PENSION_CASH')) AS b
 WHERE NOT EXISTS (SELECT 1 FROM dim_account AS a WHERE a.account_id = b.account_id)
