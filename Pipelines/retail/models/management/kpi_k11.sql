/*---
model: kpi_k11
title: "K11: holders of Tiantianying"
zh: 天天盈持仓客户
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
WITH products AS (
  SELECT p.product_code
    FROM dim_product AS p
   CROSS JOIN run_context AS c
   WHERE p.bundle_code = 'TTY' AND p.valid_from <= c.as_of AND p.valid_to > c.as_of
), accounts AS (                                        -- few, found without the holders of all balances
  SELECT DISTINCT b.account_id
    FROM run_context AS c
   CROSS JOIN fact_balance AS b
   WHERE b.valid_to > c.as_of AND b.valid_from <= c.as_of AND b.product_code IN (SELECT product_code FROM products)
), positions AS (
  SELECT b.party_id, b.amount_fen
    FROM run_context AS c
   CROSS JOIN accounts AS a
   CROSS JOIN party_balance AS b
   WHERE b.account_id = a.account_id AND b.product_code IN (SELECT product_code FROM products)
     AND b.amount_fen > 0 AND b.valid_from <= c.as_of AND b.valid_to > c.as_of
)
SELECT 'K11' AS kpi_id, 'BANK' AS org, 'persons' AS unit, 'P' AS basis, NULL AS num, NULL AS den, COUNT(DISTINCT party_id) AS value, NULL AS base_value FROM positions
UNION ALL
SELECT 'K11.rows', 'BANK', 'positions', 'P', NULL, NULL, COUNT(*), NULL FROM positions
UNION ALL
SELECT 'K11.fen', 'BANK', 'fen', 'P', NULL, NULL, COALESCE(SUM(amount_fen), 0), NULL FROM positions
