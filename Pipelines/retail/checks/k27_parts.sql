/*---
check: k27_parts
title: Merchants, packs and services add up over scenes, packs and kinds
severity: stop
owner: management accounting
---*/
WITH parts AS (
  SELECT 'K27' AS kpi_id, 'scene' AS kind, CAST('K27.' || code AS VARCHAR(40)) AS part FROM dim_code WHERE list = 'scene'
  UNION
  SELECT 'K28', 'scene', CAST('K28.' || code AS VARCHAR(40)) FROM dim_code WHERE list = 'scene'
  UNION
  SELECT 'K28', 'cash_pack', CAST('K28.' || code AS VARCHAR(40)) FROM dim_code WHERE list = 'cash_pack'
  UNION
  SELECT 'K53', 'service', 'K53.FXEX' FROM run_context
  UNION
  SELECT 'K53', 'service', 'K53.CASHOUT' FROM run_context
), sums AS (
  SELECT p.kpi_id, p.kind, SUM(COALESCE(s.value, 0)) AS value
    FROM parts AS p
    LEFT JOIN mgt_kpi AS s ON s.kpi_id = p.part AND s.org = 'BANK'
   GROUP BY p.kpi_id, p.kind
)
SELECT n.kpi_id, n.value
  FROM sums AS s
  JOIN mgt_kpi AS n ON n.kpi_id = s.kpi_id AND n.org = 'BANK'
 WHERE n.value <> s.value
