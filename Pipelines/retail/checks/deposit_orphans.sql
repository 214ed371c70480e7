/*---
check: deposit_orphans
title: Balances of unknown deposit accounts
severity: warn
owner: core
---*/
WITH orphans AS (                                       -- in the order of both keys, so that SQLite reads the tables side by side and looks nothing up
  SELECT DISTINCT account_id FROM fact_balance EXCEPT SELECT account_id FROM dim_account ORDER BY account_id
)
SELECT o.account_id
  FROM orphans AS o
 WHERE EXISTS (SELECT 1 FROM fact_balance AS b WHERE b.account_id = o.account_id AND b.kind IN ('DEMAND', 'TIME', 'PENSION_CASH'))
