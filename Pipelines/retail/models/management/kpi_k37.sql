/*---
model: kpi_k37
title: "K37: appointments kept"
zh: 网点预约履约
grain: one row per figure id
owner: management accounting
key: [kpi_id, org]
refresh: view
columns:
  kpi_id:     { type: text, required: true, zh: 指标代码 }
  org:        { type: text, required: true, zh: 机构, doc: "BANK, the whole bank" }
  unit:       { type: text, required: true, zh: 单位 }
  basis:      { type: text, required: true, zh: 口径, doc: "P point in time, C cumulative, G growth, R ratio" }
  num:        { type: integer, zh: 分子, declassify: "a figure of the whole bank" }
  den:        { type: integer, zh: 分母, declassify: "a figure of the whole bank" }
  value:      { type: integer, zh: 数值, declassify: "a figure of the whole bank" }
  base_value: { type: integer, zh: 基期数值, declassify: "a figure of the whole bank" }
---*/
-- Who was served arrived, and who arrived had booked: steps are counted by appointment, and a later one implies the earlier.
WITH appointments AS (
  SELECT e.ref_id, MAX(CASE WHEN e.event_type IN ('APPT_ARRIVE', 'APPT_SERVED') THEN 1 ELSE 0 END) AS arrived,
         MAX(CASE e.event_type WHEN 'APPT_SERVED' THEN 1 ELSE 0 END) AS served
    FROM fact_channel_event AS e
   CROSS JOIN run_context AS c
   WHERE e.event_type IN ('APPT_BOOK', 'APPT_ARRIVE', 'APPT_SERVED') AND e.biz_date BETWEEN c.period_from AND c.as_of
   GROUP BY e.ref_id
), steps AS (
  SELECT COUNT(*) AS booked, COALESCE(SUM(arrived), 0) AS arrived, COALESCE(SUM(served), 0) AS served,
         COALESCE(SUM(arrived), 0) * 20000 + COUNT(*) AS a, NULLIF(2 * COUNT(*), 0) AS b
    FROM appointments
)
SELECT 'K37' AS kpi_id, 'BANK' AS org, 'bp' AS unit, 'R' AS basis, arrived AS num, booked AS den, CAST((a - a % b) / b AS BIGINT) AS value, NULL AS base_value FROM steps
UNION ALL
SELECT 'K37.BOOK', 'BANK', 'appointments', 'C', NULL, NULL, booked, NULL FROM steps
UNION ALL
SELECT 'K37.ARRIVE', 'BANK', 'appointments', 'C', NULL, NULL, arrived, NULL FROM steps
UNION ALL
SELECT 'K37.SERVED', 'BANK', 'appointments', 'C', NULL, NULL, served, NULL FROM steps
