/*---
check: k47_tiers
title: Customers by tier are the customers at a month's end
severity: stop
owner: management accounting
---*/
SELECT k.value
  FROM mgt_kpi AS k
  JOIN mgt_kpi AS n ON n.kpi_id = 'K01' AND n.org = k.org
 CROSS JOIN run_context AS c
 WHERE k.kpi_id = 'K47'
   AND (c.closed_to = c.as_of AND k.value <> n.value
    OR k.value <> (SELECT COALESCE(SUM(p.value), 0) FROM mgt_kpi AS p WHERE p.org = k.org AND p.kpi_id IN (SELECT 'K47.' || code FROM dim_code WHERE list = 'tier')))
