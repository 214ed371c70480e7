/*---
check: k13_funnel
title: No stage of contactless applications is passed by more than the one before
severity: stop
owner: loan
---*/
WITH stages AS (
  SELECT d.code, d.sort_no, k.value, LAG(k.value) OVER (ORDER BY d.sort_no, d.code) AS before
    FROM dim_code AS d
    JOIN mgt_kpi AS k ON k.kpi_id = 'K13.' || d.code AND k.org = 'BANK'
   WHERE d.list = 'loan_stage'
)
SELECT code, value, before FROM stages WHERE value > before
