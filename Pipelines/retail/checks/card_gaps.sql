/*---
check: card_gaps
title: Card debt follows from its movements, but for a few accounts
severity: stop
owner: card centre
---*/
SELECT g.gaps
  FROM (SELECT COUNT(*) AS gaps FROM card_tie) AS g
 CROSS JOIN (SELECT COUNT(*) AS accounts FROM dim_account WHERE family = 'CARD' AND is_current = 1) AS a
 WHERE g.gaps > 20 AND g.gaps * 10000 > a.accounts
