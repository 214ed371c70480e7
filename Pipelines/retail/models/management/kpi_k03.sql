/*---
model: kpi_k03
title: "K03: customer assets by kind"
zh: 个人客户金融资产分类
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
SELECT 'K03.' || b.kind AS kpi_id, 'BANK' AS org, 'fen' AS unit, 'P' AS basis, NULL AS num, NULL AS den,
       SUM(CASE WHEN b.valid_from <= c.as_of AND b.valid_to > c.as_of THEN b.amount_fen ELSE 0 END) AS value,
       SUM(CASE WHEN b.valid_from <= c.base_date AND b.valid_to > c.base_date THEN b.amount_fen ELSE 0 END) AS base_value
  FROM fact_balance AS b
 CROSS JOIN run_context AS c
 WHERE b.kind IN ('DEMAND', 'TIME', 'PENSION_CASH', 'WMP', 'MMF', 'FUND', 'INSURANCE', 'BOND', 'METAL')
 GROUP BY b.kind
