/*---
model: kpi_k05
title: "K05: reached by the smart brain"
zh: 精准触客
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
WITH reached AS (
  SELECT DISTINCT t.party_id
    FROM run_context AS c
   CROSS JOIN fact_touch AS t
   WHERE t.source = 'BRAIN' AND t.arm = 'T' AND t.delivered = 1 AND t.party_id IS NOT NULL AND t.biz_date BETWEEN c.period_from AND c.as_of
), based AS (
  SELECT r.party_id
    FROM run_context AS c
   CROSS JOIN reached AS r
   WHERE EXISTS (SELECT 1 FROM id_xref AS x WHERE x.party_id = r.party_id AND x.cust_status = 'A' AND x.valid_from <= c.base_date AND x.valid_to > c.base_date)
), counted AS (
  SELECT r.reached, b.on_base FROM (SELECT COUNT(*) AS reached FROM reached) AS r CROSS JOIN (SELECT COUNT(*) AS on_base FROM based) AS b
), held AS (
  SELECT CASE WHEN MIN(x.valid_from) <= MIN(c.base_date) THEN 1 ELSE 0 END AS base_held FROM id_xref AS x CROSS JOIN run_context AS c
)
SELECT 'K05' AS kpi_id, 'BANK' AS org, 'persons' AS unit, 'C' AS basis, NULL AS num, NULL AS den, reached AS value, NULL AS base_value FROM counted
UNION ALL
SELECT 'K05.on_base', 'BANK', 'persons', 'C', NULL, NULL, CASE WHEN base_held = 1 THEN on_base END, NULL FROM counted CROSS JOIN held
UNION ALL
SELECT 'K05.joined', 'BANK', 'persons', 'C', NULL, NULL, CASE WHEN base_held = 1 THEN reached - on_base END, NULL FROM counted CROSS JOIN held
