/*---
check: k27_parts
title: Merchants, packs and services add up over scenes, packs and kinds
severity: stop
owner: management accounting
---*/
WITH scenes AS (
  SELECT DISTINCT code FROM dim_code WHERE list = 'scene'
), parts AS (
  SELECT w.kpi_id, s.org, SUM(s.value) AS value
    FROM (SELECT 'K27' AS kpi_id UNION ALL SELECT 'K28') AS w
   CROSS JOIN scenes AS d
    JOIN mgt_kpi AS s ON s.kpi_id = w.kpi_id || '.' || d.code
   GROUP BY w.kpi_id, s.org
)
SELECT n.kpi_id, n.value
  FROM mgt_kpi AS n
  LEFT JOIN parts AS p ON p.kpi_id = n.kpi_id AND p.org = n.org
 WHERE n.kpi_id IN ('K27', 'K28') AND n.org = 'BANK' AND n.value <> COALESCE(p.value, 0)
UNION ALL
SELECT n.kpi_id, n.value
  FROM mgt_kpi AS n
 WHERE n.kpi_id = 'K28' AND n.org = 'BANK'
   AND n.value <> (SELECT COALESCE(SUM(s.value), 0) FROM mgt_kpi AS s WHERE s.org = n.org AND s.kpi_id IN (SELECT 'K28.' || code FROM dim_code WHERE list = 'cash_pack'))
UNION ALL
SELECT n.kpi_id, n.value
  FROM mgt_kpi AS n
 WHERE n.kpi_id = 'K53' AND n.org = 'BANK'
   AND n.value <> (SELECT COALESCE(SUM(s.value), 0) FROM mgt_kpi AS s WHERE s.org = n.org AND s.kpi_id IN ('K53.FXEX', 'K53.CASHOUT'))
