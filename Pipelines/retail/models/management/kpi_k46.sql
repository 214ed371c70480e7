/*---
model: kpi_k46
title: "K46: pension accounts, and who is over the cap"
zh: 养老金账户与缴存上限
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
WITH accounts AS (
  SELECT COUNT(DISTINCT a.account_id) AS accounts
    FROM dim_account AS a
   CROSS JOIN run_context AS c
   WHERE a.acct_type = 'PENSION' AND a.status = 'OPEN' AND a.valid_from <= c.as_of AND a.valid_to > c.as_of
), capped AS (
  SELECT COALESCE(SUM(p.over_cap), 0) AS over
    FROM run_context AS c
    JOIN adv_pension AS p ON p.tax_year = c.year
)
SELECT 'K46' AS kpi_id, 'BANK' AS org, 'accounts' AS unit, 'P' AS basis, NULL AS num, NULL AS den, accounts AS value, NULL AS base_value FROM accounts
UNION ALL
SELECT 'K46.over', 'BANK', 'persons', 'P', NULL, NULL, over, NULL FROM capped
