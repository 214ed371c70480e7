/*---
model: kpi_k12
title: "K12, K13: loans without contact"
zh: 云个贷
grain: one row per figure id
owner: management accounting
key: [kpi_id, org]
refresh: view
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
  SELECT e.stage, e.application_no, e.party_id, CASE WHEN e.biz_date >= c.period_from THEN e.application_no END AS recent_no
    FROM fact_loan_stage AS e
   CROSS JOIN run_context AS c
   WHERE e.contactless = 1 AND e.result = 'PASS' AND e.biz_date <= c.as_of
), stages AS (
  SELECT stage, COUNT(DISTINCT application_no) AS applications, COUNT(DISTINCT party_id) AS persons, COUNT(DISTINCT recent_no) AS recent
    FROM passed
   GROUP BY stage
), listed AS (
  SELECT d.code AS stage, COALESCE(s.applications, 0) AS applications, COALESCE(s.persons, 0) AS persons, COALESCE(s.recent, 0) AS recent
    FROM dim_code AS d
    LEFT JOIN stages AS s ON s.stage = d.code
   WHERE d.list = 'loan_stage'
)
SELECT 'K12' AS kpi_id, 'BANK' AS org, 'applications' AS unit, 'L' AS basis, NULL AS num, NULL AS den, applications AS value, NULL AS base_value FROM listed WHERE stage = 'SIGN'
UNION ALL
SELECT 'K12.persons', 'BANK', 'persons', 'L', NULL, NULL, persons, NULL FROM listed WHERE stage = 'SIGN'
UNION ALL
SELECT 'K12.ytd', 'BANK', 'applications', 'C', NULL, NULL, recent, NULL FROM listed WHERE stage = 'SIGN'
UNION ALL
SELECT 'K13', 'BANK', 'applications', 'L', NULL, NULL, applications, NULL FROM listed WHERE stage = 'SUBMIT'
UNION ALL
SELECT 'K13.' || stage, 'BANK', 'applications', 'L', NULL, NULL, applications, NULL FROM listed
