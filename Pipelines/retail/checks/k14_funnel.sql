/*---
check: k14_funnel
title: No step of asset allocation is taken more often than the one before
severity: warn
owner: wealth
---*/
WITH steps AS (
  SELECT d.code, k.value, LAG(k.value) OVER (ORDER BY d.sort_no, d.code) AS before
    FROM dim_code AS d
    JOIN mgt_kpi AS k ON k.kpi_id = 'K14.' || d.code AND k.org = 'BANK'
   WHERE d.list = 'allocation_step'
)
SELECT code, value, before FROM steps WHERE value > before
