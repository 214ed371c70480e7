/*---
check: k01_sources
title: Source numbers add up over the sources
severity: stop
owner: management accounting
---*/
SELECT n.value
  FROM mgt_kpi AS n
 WHERE n.kpi_id = 'K01.numbers' AND n.org = 'BANK'
   AND n.value <> (SELECT SUM(s.value) FROM mgt_kpi AS s WHERE s.kpi_id IN (SELECT 'K01.' || code FROM dim_code WHERE list = 'src') AND s.org = 'BANK')
