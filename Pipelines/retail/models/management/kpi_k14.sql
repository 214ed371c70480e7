/*---
model: kpi_k14
title: "K14: asset allocation"
zh: 智能资产配置
grain: one row per figure id
owner: management accounting
key: [kpi_id, org]
refresh: full
columns:
  kpi_id:     { type: text, required: true, zh: 指标代码 }
  org:        { type: text, required: true, zh: 机构, doc: "BANK, the whole bank" }
  unit:       { type: text, required: true, zh: 单位 }
  basis:      { type: text, required: true, zh: 口径, doc: "P point in time, C cumulative, L since launch, G growth, R ratio" }
  num:        { type: integer, zh: 分子, declassify: "a figure of the whole bank" }
  den:        { type: integer, zh: 分母, declassify: "a figure of the whole bank" }
  value:      { type: integer, zh: 数值, declassify: "a figure of the whole bank" }
  base_value: { type: integer, zh: 基期数值, declassify: "a figure of the whole bank" }
---*/
WITH steps AS (
  SELECT e.event_id, e.step, e.party_id
    FROM fact_allocation AS e
   CROSS JOIN run_context AS c
   WHERE e.biz_date BETWEEN c.period_from AND c.as_of
)
SELECT 'K14' AS kpi_id, 'BANK' AS org, 'persons' AS unit, 'C' AS basis, NULL AS num, NULL AS den, COUNT(DISTINCT party_id) AS value, NULL AS base_value FROM steps
UNION ALL
SELECT 'K14.steps', 'BANK', 'steps', 'C', NULL, NULL, COUNT(DISTINCT event_id), NULL FROM steps
UNION ALL
SELECT 'K14.' || d.code, 'BANK', 'steps', 'C', NULL, NULL, COUNT(DISTINCT s.event_id), NULL
  FROM dim_code AS d
  LEFT JOIN steps AS s ON s.step = d.code
 WHERE d.list = 'allocation_step'
 GROUP BY d.code
