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
WITH steps AS (
  SELECT COALESCE(SUM(CASE f.step WHEN 'BOOK' THEN f.event_cnt END), 0) AS booked, COALESCE(SUM(CASE f.step WHEN 'ARRIVE' THEN f.event_cnt END), 0) AS arrived,
         COALESCE(SUM(CASE f.step WHEN 'SERVED' THEN f.event_cnt END), 0) AS served
    FROM run_context AS c
    JOIN mkt_funnel AS f ON f.funnel = 'APPOINTMENT' AND f.month BETWEEN substr(c.period_from, 1, 7) AND c.month
), scaled AS (
  SELECT booked, arrived, served, arrived * 20000 + booked AS a, NULLIF(2 * booked, 0) AS b FROM steps
)
SELECT 'K37' AS kpi_id, 'BANK' AS org, 'bp' AS unit, 'R' AS basis, arrived AS num, booked AS den, CAST((a - a % b) / b AS BIGINT) AS value, NULL AS base_value FROM scaled
UNION ALL
SELECT 'K37.BOOK', 'BANK', 'appointments', 'C', NULL, NULL, booked, NULL FROM scaled
UNION ALL
SELECT 'K37.ARRIVE', 'BANK', 'appointments', 'C', NULL, NULL, arrived, NULL FROM scaled
UNION ALL
SELECT 'K37.SERVED', 'BANK', 'appointments', 'C', NULL, NULL, served, NULL FROM scaled
