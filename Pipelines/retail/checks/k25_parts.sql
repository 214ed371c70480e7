/*---
check: k25_parts
title: No more branches are age-friendly than open, and centres and machines add up
severity: stop
owner: management accounting
---*/
SELECT n.kpi_id, n.value
  FROM mgt_kpi AS n
  JOIN mgt_kpi AS d ON d.kpi_id = 'K25.den' AND d.org = n.org
 WHERE n.kpi_id IN ('K25.num', 'K26', 'K26.pension') AND n.value > d.value
UNION ALL
SELECT n.kpi_id, n.value
  FROM mgt_kpi AS n
 WHERE n.kpi_id = 'K31' AND n.org = 'BANK'
   AND n.value <> (SELECT COALESCE(SUM(s.value), 0) FROM mgt_kpi AS s WHERE s.org = n.org AND s.kpi_id IN (SELECT 'K31.' || code FROM dim_code WHERE list = 'scene'))
