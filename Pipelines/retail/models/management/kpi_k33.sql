/*---
model: kpi_k33
title: "K33: accounts opened by mode"
zh: 智慧开户
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
WITH opened AS (
  SELECT a.open_mode, COUNT(DISTINCT a.account_id) AS accounts
    FROM dim_account AS a
   CROSS JOIN run_context AS c
   WHERE a.family = 'DEPOSIT' AND a.open_date BETWEEN c.period_from AND c.as_of AND a.valid_from <= c.as_of AND a.valid_to > c.as_of
   GROUP BY a.open_mode
)
SELECT 'K33' AS kpi_id, 'BANK' AS org, 'accounts' AS unit, 'C' AS basis, NULL AS num, NULL AS den, COALESCE(SUM(accounts), 0) AS value, NULL AS base_value FROM opened
UNION ALL
SELECT 'K33.' || m.code, 'BANK', 'accounts', 'C', NULL, NULL, COALESCE(o.accounts, 0), NULL
  FROM dim_code AS m
  LEFT JOIN opened AS o ON o.open_mode = m.code
 WHERE m.list = 'open_mode'
