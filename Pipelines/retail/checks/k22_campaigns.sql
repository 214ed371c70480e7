/*---
check: k22_campaigns
title: Campaign spend is part of card spend, and the sum of its scenes, brands and partners
severity: stop
owner: management accounting
---*/
WITH lists AS (
  SELECT DISTINCT list, code FROM dim_code WHERE list IN ('campaign_scene', 'campaign_brand', 'campaign_partner')
), parts AS (
  SELECT d.list, p.org, SUM(p.value) AS value
    FROM lists AS d
    JOIN mgt_kpi AS p ON p.kpi_id = 'K22.' || d.code
   GROUP BY d.list, p.org
)
SELECT k.value
  FROM mgt_kpi AS k
  JOIN mgt_kpi AS s ON s.kpi_id = 'K21' AND s.org = k.org
 WHERE k.kpi_id = 'K22' AND k.value > s.value
UNION ALL
SELECT k.value
  FROM mgt_kpi AS k
  JOIN (SELECT DISTINCT list FROM lists) AS l ON 1 = 1
  LEFT JOIN parts AS p ON p.list = l.list AND p.org = k.org
 WHERE k.kpi_id = 'K22' AND k.value <> COALESCE(p.value, 0)
