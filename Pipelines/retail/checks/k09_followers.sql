/*---
check: k09_followers
title: Followers are among those who ever followed, and no more than pairs of user and account
severity: stop
owner: wealth
---*/
SELECT k.value
  FROM mgt_kpi AS k
  JOIN mgt_kpi AS e ON e.kpi_id = 'K09.ever' AND e.org = k.org
  JOIN mgt_kpi AS p ON p.kpi_id = 'K09.pairs' AND p.org = k.org
 WHERE k.kpi_id = 'K09' AND (k.value > e.value OR k.value > p.value)
UNION ALL
SELECT k.value
  FROM mgt_kpi AS k
 WHERE k.kpi_id = 'K09' AND k.org = 'BANK' AND k.value <> (SELECT COALESCE(SUM(follower), 0) FROM customer_360)
