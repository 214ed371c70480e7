/*---
model: kpi_k25
title: "K25, K26, K29, K30, K31: facilities"
zh: 网点设施指标
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
WITH open_sites AS (
  SELECT f.facility_no, f.kind, f.scene, f.age_friendly, f.elder_focus, f.passbook_upgrade, f.pension_branch, f.hours, f.language_cnt
    FROM dim_facility AS f
   CROSS JOIN run_context AS c
   WHERE f.status = 'OPEN' AND f.valid_from <= c.as_of AND f.valid_to > c.as_of
), branches AS (
  SELECT COALESCE(SUM(age_friendly), 0) AS num, COUNT(*) AS den, COALESCE(SUM(elder_focus), 0) AS elder, COALESCE(SUM(pension_branch), 0) AS pension
    FROM open_sites WHERE kind = 'BRANCH'
), covered AS (
  SELECT num, den, elder, pension, num * 20000 + den AS a, NULLIF(2 * den, 0) AS b FROM branches
), machines AS (
  SELECT COUNT(*) AS machines, MAX(language_cnt) AS languages, COALESCE(SUM(CASE WHEN hours = '24H' THEN 1 ELSE 0 END), 0) AS h24
    FROM open_sites WHERE kind = 'FX_MACHINE'
), currencies AS (
  SELECT COUNT(DISTINCT y.ccy) AS currencies
    FROM facility_currency AS y
   CROSS JOIN run_context AS c
    JOIN open_sites AS f ON f.facility_no = y.facility_no AND f.kind = 'FX_MACHINE'
   WHERE y.valid_from <= c.as_of AND y.valid_to > c.as_of
)
SELECT 'K25' AS kpi_id, 'BANK' AS org, 'bp' AS unit, 'R' AS basis, num AS num, den AS den, CAST((a - a % b) / b AS BIGINT) AS value, NULL AS base_value FROM covered
UNION ALL
SELECT 'K25.num', 'BANK', 'branches', 'P', NULL, NULL, num, NULL FROM covered
UNION ALL
SELECT 'K25.den', 'BANK', 'branches', 'P', NULL, NULL, den, NULL FROM covered
UNION ALL
SELECT 'K26', 'BANK', 'branches', 'P', NULL, NULL, elder, NULL FROM covered
UNION ALL
SELECT 'K26.atms', 'BANK', 'machines', 'P', NULL, NULL, COUNT(*), NULL FROM open_sites WHERE kind = 'ATM' AND passbook_upgrade = 1
UNION ALL
SELECT 'K26.pension', 'BANK', 'branches', 'P', NULL, NULL, pension, NULL FROM covered
UNION ALL
SELECT 'K29', 'BANK', 'machines', 'P', NULL, NULL, machines, NULL FROM machines
UNION ALL
SELECT 'K29.languages', 'BANK', 'languages', 'P', NULL, NULL, languages, NULL FROM machines
UNION ALL
SELECT 'K29.h24', 'BANK', 'machines', 'P', NULL, NULL, h24, NULL FROM machines
UNION ALL
SELECT 'K29.currencies', 'BANK', 'currencies', 'P', NULL, NULL, currencies, NULL FROM currencies
UNION ALL
SELECT 'K30', 'BANK', 'agencies', 'P', NULL, NULL, COUNT(*), NULL FROM open_sites WHERE kind = 'FX_AGENCY'
UNION ALL
SELECT 'K31', 'BANK', 'centres', 'P', NULL, NULL, COUNT(*), NULL FROM open_sites WHERE kind = 'PAY_CENTRE'
UNION ALL
SELECT 'K31.' || scene, 'BANK', 'centres', 'P', NULL, NULL, COUNT(*), NULL FROM open_sites WHERE kind = 'PAY_CENTRE' GROUP BY scene
