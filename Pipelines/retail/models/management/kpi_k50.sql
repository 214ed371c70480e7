/*---
model: kpi_k50
title: "K50: tied to the ledger"
zh: 总分核对
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
SELECT 'K50' AS kpi_id, 'BANK' AS org, 'cells' AS unit, 'P' AS basis, NULL AS num, NULL AS den,
       SUM(CASE WHEN t.difference <> 0 THEN 1 ELSE 0 END) AS value, NULL AS base_value
  FROM ledger_tie AS t CROSS JOIN run_context AS c WHERE t.biz_date = c.as_of
UNION ALL
SELECT 'K50.known', 'BANK', 'cells', 'P', NULL, NULL, SUM(CASE WHEN t.known_minor <> 0 THEN 1 ELSE 0 END), NULL
  FROM ledger_tie AS t CROSS JOIN run_context AS c WHERE t.biz_date = c.as_of
