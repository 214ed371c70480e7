/*---
model: kpi_k48
title: "K48: loans by days past due"
zh: 逾期分布
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
  SELECT s.bucket, b.amount_fen
    FROM fact_loan_state AS s
   CROSS JOIN run_context AS c
    JOIN fact_balance AS b ON b.account_id = s.account_id AND substr(b.kind, 1, 5) = 'LOAN_'
                          AND b.valid_from <= c.as_of AND b.valid_to > c.as_of
   WHERE s.loan_type <> 'CARD' AND s.valid_from <= c.as_of AND s.valid_to > c.as_of
), buckets AS (
  SELECT d.code AS bucket, COUNT(l.amount_fen) AS loans, COALESCE(SUM(l.amount_fen), 0) AS amount_fen
    FROM dim_code AS d
    LEFT JOIN loans AS l ON l.bucket = d.code
   WHERE d.list = 'dpd_bucket'
   GROUP BY d.code
)
SELECT 'K48' AS kpi_id, 'BANK' AS org, 'fen' AS unit, 'P' AS basis, NULL AS num, NULL AS den, SUM(amount_fen) AS value, NULL AS base_value FROM buckets
UNION ALL
SELECT 'K48.' || bucket, 'BANK', 'fen', 'P', NULL, NULL, amount_fen, NULL FROM buckets
UNION ALL
SELECT 'K48.' || bucket || '_n', 'BANK', 'accounts', 'P', NULL, NULL, loans, NULL FROM buckets
