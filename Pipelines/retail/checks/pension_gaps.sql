/*---
check: pension_gaps
title: "The cash of pensions follows from their events, but for a few accounts"
severity: stop
owner: pension
---*/
SELECT g.gaps
  FROM (SELECT COUNT(*) AS gaps FROM pension_tie) AS g
 CROSS JOIN (SELECT COUNT(*) AS accounts FROM dim_account WHERE acct_type = 'PENSION' AND is_current = 1) AS a
 WHERE g.gaps > 20 AND g.gaps * 10000 > a.accounts
