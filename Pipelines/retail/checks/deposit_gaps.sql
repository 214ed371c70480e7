/*---
check: deposit_gaps
title: Balances follow from their movements, but for a few accounts
severity: stop
owner: core
---*/
SELECT g.gaps
  FROM (SELECT COUNT(*) AS gaps FROM deposit_tie WHERE gap_cnt > 0) AS g
 CROSS JOIN (SELECT COUNT(*) AS accounts FROM dim_account WHERE family = 'DEPOSIT' AND is_current = 1) AS a
 WHERE g.gaps > 20 AND g.gaps * 10000 > a.accounts
