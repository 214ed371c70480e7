/*---
model: kpi_k52
title: "K52: approvals at a low rate or none"
zh: 低息免息
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
WITH approvals AS (
  SELECT CASE WHEN e.rate_bp <= d.value THEN 1 ELSE 0 END AS is_low, CASE WHEN e.rate_bp = 0 THEN 1 ELSE 0 END AS is_zero
    FROM fact_loan_stage AS e
   CROSS JOIN run_context AS c
    JOIN dim_code AS d ON d.list = 'low_rate' AND d.valid_from <= c.as_of AND d.valid_to > c.as_of
   WHERE e.stage = 'DECIDE' AND e.result = 'PASS' AND e.biz_date BETWEEN c.period_from AND c.as_of
)
SELECT 'K52' AS kpi_id, 'BANK' AS org, 'approvals' AS unit, 'C' AS basis, NULL AS num, NULL AS den, COALESCE(SUM(is_low), 0) AS value, NULL AS base_value FROM approvals
UNION ALL
SELECT 'K52.zero', 'BANK', 'approvals', 'C', NULL, NULL, COALESCE(SUM(is_zero), 0), NULL FROM approvals
UNION ALL
SELECT 'K52.of', 'BANK', 'approvals', 'C', NULL, NULL, COUNT(*), NULL FROM approvals
