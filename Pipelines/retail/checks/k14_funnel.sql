/*---
check: k14_funnel
title: Steps of asset allocation sum to the whole, and none is taken more often than the one before
severity: stop
owner: wealth
---*/
WITH steps AS (
  SELECT d.code, k.value, LAG(k.value) OVER (ORDER BY d.sort_no, d.code) AS before, SUM(k.value) OVER () AS total
    FROM dim_code AS d
    JOIN mgt_kpi AS k ON k.kpi_id = 'K14.' || d.code AND k.org = 'BANK'
   WHERE d.list = 'allocation_step'
)
SELECT s.code, s.value
  FROM steps AS s
  JOIN mgt_kpi AS k ON k.kpi_id = 'K14.steps' AND k.org = 'BANK'
 WHERE s.value > s.before OR s.total <> k.value
