/*---
check: k27_parts
title: Merchants, packs and services add up over scenes, packs and kinds
severity: stop
owner: management accounting
---*/
SELECT n.kpi_id, n.value
  FROM mgt_kpi AS n
 WHERE n.kpi_id IN ('K27', 'K28') AND n.org = 'BANK'
   AND n.value <> (SELECT COALESCE(SUM(s.value), 0) FROM mgt_kpi AS s WHERE s.org = n.org AND s.kpi_id IN (SELECT n.kpi_id || '.' || code FROM dim_code WHERE list = 'scene'))
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
