/*---
check: k22_campaigns
title: Campaign spend is part of card spend, and the sum of its scenes, brands and partners
severity: stop
owner: management accounting
---*/
SELECT k.value
  FROM mgt_kpi AS k
  JOIN mgt_kpi AS s ON s.kpi_id = 'K21' AND s.org = k.org
 WHERE k.kpi_id = 'K22' AND k.value > s.value
UNION ALL
SELECT k.value
  FROM mgt_kpi AS k
  JOIN (SELECT DISTINCT list FROM dim_code WHERE list IN ('campaign_scene', 'campaign_brand', 'campaign_partner')) AS l ON 1 = 1
 WHERE k.kpi_id = 'K22'
   AND k.value <> (SELECT COALESCE(SUM(p.value), 0) FROM mgt_kpi AS p WHERE p.org = k.org AND p.kpi_id IN (SELECT 'K22.' || d.code FROM dim_code AS d WHERE d.list = l.list))
