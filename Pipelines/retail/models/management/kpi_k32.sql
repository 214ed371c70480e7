/*---
model: kpi_k32
title: "K32: active in the mobile bank"
zh: 手机银行月活
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
WITH logins AS (
  SELECT e.party_id,
         MAX(CASE WHEN substr(e.app_version, 1, 2) = '9.' THEN 1 ELSE 0 END) AS v9,
         MAX(CASE WHEN substr(e.app_version, 1, 3) = '10.' THEN 1 ELSE 0 END) AS v10
    FROM run_context AS c
   CROSS JOIN fact_channel_event AS e
   WHERE e.channel = 'MOB' AND e.event_type = 'LOGIN' AND e.party_id IS NOT NULL AND e.biz_date BETWEEN c.month_from AND c.as_of
   GROUP BY e.party_id
), counted AS (
  SELECT COUNT(*) AS active, COALESCE(SUM(v9), 0) AS v9, COALESCE(SUM(v10), 0) AS v10 FROM logins
), registered AS (
  SELECT COUNT(*) AS numbers
    FROM run_context AS c
   CROSS JOIN id_xref AS x
   WHERE x.src = 'MOBI' AND x.cust_status = 'A' AND x.valid_from <= c.as_of AND x.valid_to > c.as_of
)
SELECT 'K32' AS kpi_id, 'BANK' AS org, 'persons' AS unit, 'C' AS basis, NULL AS num, NULL AS den, active AS value, NULL AS base_value FROM counted
UNION ALL
SELECT 'K32.registered', 'BANK', 'numbers', 'P', NULL, NULL, numbers, NULL FROM registered
UNION ALL
SELECT 'K32.v9', 'BANK', 'persons', 'C', NULL, NULL, v9, NULL FROM counted
UNION ALL
SELECT 'K32.v10', 'BANK', 'persons', 'C', NULL, NULL, v10, NULL FROM counted
