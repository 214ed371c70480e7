/*---
check: k22_campaigns
title: Campaign spend is part of card spend, and the sum of its scenes, brands and partners
severity: stop
owner: management accounting
---*/
WITH parts AS (
  SELECT DISTINCT list, CAST('K22.' || code AS VARCHAR(40)) AS kpi_id
    FROM dim_code
   WHERE list IN ('campaign_scene', 'campaign_brand', 'campaign_partner')
), lists AS (
  SELECT DISTINCT list FROM parts
), sums AS (
  SELECT p.list, s.org, SUM(s.value) AS value
    FROM parts AS p
    JOIN mgt_kpi AS s ON s.kpi_id = p.kpi_id
   GROUP BY p.list, s.org
)
SELECT k.value
  FROM mgt_kpi AS k
  JOIN mgt_kpi AS s ON s.kpi_id = 'K21' AND s.org = k.org
 WHERE k.kpi_id = 'K22' AND k.value > s.value
UNION ALL
SELECT k.value
  FROM mgt_kpi AS k
 CROSS JOIN lists AS l
  LEFT JOIN sums AS s ON s.list = l.list AND s.org = k.org
 WHERE k.kpi_id = 'K22' AND k.value <> COALESCE(s.value, 0)
