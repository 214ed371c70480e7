/*---
model: kpi_k12
title: "K12, K13: loans without contact"
zh: 云个贷
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
WITH passed AS (
  SELECT e.application_no, e.party_id, e.stage, e.biz_date, d.sort_no
    FROM fact_loan_stage AS e
   CROSS JOIN run_context AS c
    JOIN dim_code AS d ON d.list = 'loan_stage' AND d.code = e.stage AND d.valid_from <= e.biz_date AND d.valid_to > e.biz_date
   WHERE e.contactless = 1 AND e.result = 'PASS' AND e.biz_date <= c.as_of
), furthest AS (
  SELECT application_no, MAX(sort_no) AS sort_no FROM passed GROUP BY application_no
), listed AS (
  -- a later stage implies the earlier ones, so that no count is larger than the one before
  SELECT d.code AS stage, COUNT(f.application_no) AS applications
    FROM dim_code AS d
    LEFT JOIN furthest AS f ON f.sort_no >= d.sort_no
   WHERE d.list = 'loan_stage'
   GROUP BY d.code
), signed AS (
  SELECT COUNT(DISTINCT p.application_no) AS applications, COUNT(DISTINCT p.party_id) AS persons,
         COUNT(DISTINCT CASE WHEN p.biz_date >= c.period_from THEN p.application_no END) AS recent
    FROM passed AS p
   CROSS JOIN run_context AS c
   WHERE p.stage = 'SIGN'
)
SELECT 'K12' AS kpi_id, 'BANK' AS org, 'applications' AS unit, 'L' AS basis, NULL AS num, NULL AS den, applications AS value, NULL AS base_value FROM signed
UNION ALL
SELECT 'K12.persons', 'BANK', 'persons', 'L', NULL, NULL, persons, NULL FROM signed
UNION ALL
SELECT 'K12.ytd', 'BANK', 'applications', 'C', NULL, NULL, recent, NULL FROM signed
UNION ALL
SELECT 'K13', 'BANK', 'applications', 'L', NULL, NULL, applications, NULL FROM listed WHERE stage = 'SUBMIT'
UNION ALL
SELECT 'K13.' || stage, 'BANK', 'applications', 'L', NULL, NULL, applications, NULL FROM listed
