/*---
model: kpi_k20
title: "K20: complaint efficiency"
zh: 工单处置效率
grain: one row per figure id
owner: management accounting
key: [kpi_id, org]
refresh: full
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
WITH sums AS (
  SELECT COALESCE(SUM(CASE WHEN t.assisted = 0 THEN t.handle_min ELSE 0 END), 0) AS before_sum, COALESCE(SUM(CASE WHEN t.assisted = 0 THEN 1 ELSE 0 END), 0) AS before_n,
         COALESCE(SUM(CASE WHEN t.assisted = 1 THEN t.handle_min ELSE 0 END), 0) AS after_sum, COALESCE(SUM(CASE WHEN t.assisted = 1 THEN 1 ELSE 0 END), 0) AS after_n
    FROM fact_complaint AS t
   CROSS JOIN run_context AS c
   WHERE t.state = 'CLOSED' AND t.closed_on BETWEEN c.period_from AND c.as_of
), tickets AS (
  SELECT before_sum, before_n, after_sum, after_n, before_sum * after_n AS x, after_sum * before_n AS y FROM sums
)
SELECT 'K20' AS kpi_id, 'BANK' AS org, 'bp' AS unit, 'R' AS basis, x - y AS num, y AS den, CASE WHEN x >= y THEN CAST(((x - y) * 20000 + y - ((x - y) * 20000 + y) % NULLIF(2 * y, 0)) / NULLIF(2 * y, 0) AS BIGINT)
       ELSE -CAST(((y - x) * 20000 + y - ((y - x) * 20000 + y) % NULLIF(2 * y, 0)) / NULLIF(2 * y, 0) AS BIGINT) END AS value, NULL AS base_value FROM tickets
UNION ALL
SELECT 'K20.time_bp', 'BANK', 'bp', 'R', y - x, x, CASE WHEN y >= x THEN CAST(((y - x) * 20000 + x - ((y - x) * 20000 + x) % NULLIF(2 * x, 0)) / NULLIF(2 * x, 0) AS BIGINT)
       ELSE -CAST(((x - y) * 20000 + x - ((x - y) * 20000 + x) % NULLIF(2 * x, 0)) / NULLIF(2 * x, 0) AS BIGINT) END, NULL FROM tickets
UNION ALL
SELECT 'K20.before', 'BANK', 'minutes', 'C', before_sum, before_n, CAST((2 * before_sum + before_n - (2 * before_sum + before_n) % NULLIF(2 * before_n, 0)) / NULLIF(2 * before_n, 0) AS BIGINT), NULL FROM tickets
UNION ALL
SELECT 'K20.after', 'BANK', 'minutes', 'C', after_sum, after_n, CAST((2 * after_sum + after_n - (2 * after_sum + after_n) % NULLIF(2 * after_n, 0)) / NULLIF(2 * after_n, 0) AS BIGINT), NULL FROM tickets
UNION ALL
SELECT 'K20.before_n', 'BANK', 'tickets', 'C', NULL, NULL, before_n, NULL FROM tickets
UNION ALL
SELECT 'K20.after_n', 'BANK', 'tickets', 'C', NULL, NULL, after_n, NULL FROM tickets
UNION ALL
SELECT 'K20.before_sum', 'BANK', 'minutes', 'C', NULL, NULL, before_sum, NULL FROM tickets
UNION ALL
SELECT 'K20.after_sum', 'BANK', 'minutes', 'C', NULL, NULL, after_sum, NULL FROM tickets
