/*---
model: kpi_k49
title: "K49: holders of weak partners' products"
zh: 合作机构风险
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
WITH positions AS (
  SELECT p.partner_grade, b.party_id
    FROM run_context AS c
   CROSS JOIN party_balance AS b
    JOIN dim_product AS p ON p.product_code = b.product_code AND p.valid_from <= c.as_of AND p.valid_to > c.as_of
   WHERE b.product_code IN (SELECT product_code FROM dim_product WHERE partner_grade IN ('C', 'D'))   -- before each balance looks its product up
     AND p.partner_grade IN ('C', 'D') AND b.amount_fen > 0 AND b.valid_from <= c.as_of AND b.valid_to > c.as_of
)
SELECT 'K49' AS kpi_id, 'BANK' AS org, 'persons' AS unit, 'P' AS basis, NULL AS num, NULL AS den, COUNT(DISTINCT party_id) AS value, NULL AS base_value FROM positions
UNION ALL
SELECT 'K49.C', 'BANK', 'persons', 'P', NULL, NULL, COUNT(DISTINCT CASE partner_grade WHEN 'C' THEN party_id END), NULL FROM positions
UNION ALL
SELECT 'K49.D', 'BANK', 'persons', 'P', NULL, NULL, COUNT(DISTINCT CASE partner_grade WHEN 'D' THEN party_id END), NULL FROM positions
