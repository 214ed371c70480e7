/*---
model: kpi_k41
title: "K41: parties over their one limit"
zh: 统一授信超限客户
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
SELECT 'K41' AS kpi_id, 'BANK' AS org, 'persons' AS unit, 'P' AS basis, NULL AS num, NULL AS den, COALESCE(SUM(over_cap), 0) AS value, NULL AS base_value FROM risk_limit
