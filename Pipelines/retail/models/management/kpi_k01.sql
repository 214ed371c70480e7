/*---
model: kpi_k01
title: "K01, K02: customers and their growth"
zh: 个人客户数及增长
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
WITH days AS (
  SELECT x.party_id, x.src,
         CASE WHEN x.valid_from <= c.as_of AND x.valid_to > c.as_of THEN 1 ELSE 0 END AS now,
         CASE WHEN x.valid_from <= c.base_date AND x.valid_to > c.base_date THEN 1 ELSE 0 END AS base
    FROM run_context AS c
   CROSS JOIN id_xref AS x
   WHERE x.cust_status = 'A'
), numbers AS (                                         -- as id_xref lies
  SELECT src, SUM(now) AS numbers FROM days GROUP BY src
), persons AS (
  SELECT party_id, MAX(now) AS now, MAX(base) AS base FROM days GROUP BY party_id
), counted AS (
  SELECT COALESCE(SUM(now), 0) AS now, COALESCE(SUM(base), 0) AS base,
         COALESCE(SUM(CASE WHEN now = 1 AND base = 0 THEN 1 ELSE 0 END), 0) AS joined,
         COALESCE(SUM(CASE WHEN now = 0 AND base = 1 THEN 1 ELSE 0 END), 0) AS gone
    FROM persons
), held AS (
  SELECT CASE WHEN MIN(x.valid_from) <= MIN(c.base_date) THEN 1 ELSE 0 END AS base_held FROM id_xref AS x CROSS JOIN run_context AS c
)
SELECT 'K01' AS kpi_id, 'BANK' AS org, 'persons' AS unit, 'P' AS basis, NULL AS num, NULL AS den, now AS value,
       CASE WHEN base_held = 1 THEN base END AS base_value FROM counted CROSS JOIN held
UNION ALL
SELECT 'K01.numbers', 'BANK', 'numbers', 'P', NULL, NULL, COALESCE(SUM(numbers), 0), NULL FROM numbers
UNION ALL
SELECT 'K01.' || s.code, 'BANK', 'numbers', 'P', NULL, NULL, COALESCE(SUM(d.numbers), 0), NULL
  FROM dim_code AS s LEFT JOIN numbers AS d ON d.src = s.code WHERE s.list = 'src' GROUP BY s.code
UNION ALL
SELECT 'K02', 'BANK', 'persons', 'G', NULL, NULL, CASE WHEN base_held = 1 THEN now - base END, NULL FROM counted CROSS JOIN held
UNION ALL
SELECT 'K02.base', 'BANK', 'persons', 'P', NULL, NULL, CASE WHEN base_held = 1 THEN base END, NULL FROM counted CROSS JOIN held
UNION ALL
SELECT 'K02.joined', 'BANK', 'persons', 'C', NULL, NULL, CASE WHEN base_held = 1 THEN joined END, NULL FROM counted CROSS JOIN held
UNION ALL
SELECT 'K02.left', 'BANK', 'persons', 'C', NULL, NULL, CASE WHEN base_held = 1 THEN gone END, NULL FROM counted CROSS JOIN held
