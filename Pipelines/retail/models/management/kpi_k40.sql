/*---
model: kpi_k40
title: "K40: ratio of non-performing loans"
zh: 不良率
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
WITH loans AS (
  SELECT s.grade, b.amount_fen
    FROM fact_loan_state AS s
   CROSS JOIN run_context AS c
    JOIN fact_balance AS b ON b.account_id = s.account_id AND substr(b.kind, 1, 5) = 'LOAN_'
                          AND b.valid_from <= c.as_of AND b.valid_to > c.as_of
   WHERE s.loan_type <> 'CARD' AND s.valid_from <= c.as_of AND s.valid_to > c.as_of
), summed AS (
  SELECT COALESCE(SUM(CASE WHEN grade IN ('SUBSTANDARD', 'DOUBTFUL', 'LOSS') THEN amount_fen ELSE 0 END), 0) AS num,
         COALESCE(SUM(amount_fen), 0) AS den
    FROM loans
), scaled AS (
  SELECT num, den, num * 20000 + den AS a, NULLIF(2 * den, 0) AS b FROM summed
)
SELECT 'K40' AS kpi_id, 'BANK' AS org, 'bp' AS unit, 'R' AS basis, num, den, CAST((a - a % b) / b AS BIGINT) AS value, NULL AS base_value FROM scaled
UNION ALL
SELECT 'K40.num', 'BANK', 'fen', 'P', NULL, NULL, num, NULL FROM scaled
UNION ALL
SELECT 'K40.den', 'BANK', 'fen', 'P', NULL, NULL, den, NULL FROM scaled
