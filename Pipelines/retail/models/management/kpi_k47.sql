/*---
model: kpi_k47
title: "K47: customers by tier"
zh: 星级客户
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
WITH counted AS (
  SELECT t.tier, COUNT(*) AS persons
    FROM run_context AS c
    JOIN customer_tier AS t ON t.month = CAST(substr(c.closed_to, 1, 7) AS VARCHAR(7))
   GROUP BY t.tier
)
SELECT 'K47' AS kpi_id, 'BANK' AS org, 'persons' AS unit, 'P' AS basis, NULL AS num, NULL AS den, COALESCE(SUM(persons), 0) AS value, NULL AS base_value FROM counted
UNION ALL
SELECT 'K47.' || t.code, 'BANK', 'persons', 'P', NULL, NULL, COALESCE(n.persons, 0), NULL
  FROM dim_code AS t
  LEFT JOIN counted AS n ON n.tier = t.code
 WHERE t.list = 'tier' AND t.valid_to = '9999-12-31'
