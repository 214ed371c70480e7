/*---
check: k14_steps
title: Steps of asset allocation sum to the whole
severity: stop
owner: wealth
---*/
SELECT k.value
  FROM mgt_kpi AS k
 WHERE k.kpi_id = 'K14.steps'
   AND k.value <> (SELECT COALESCE(SUM(s.value), 0) FROM mgt_kpi AS s WHERE s.org = k.org AND s.kpi_id IN (SELECT 'K14.' || code FROM dim_code WHERE list = 'allocation_step'))
