/*---
model: kpi_k23
title: "K23, K24: consumer credit and its growth"
zh: 消费贷款和透支及增幅
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
WITH kinds(kind, counts) AS (
  VALUES ('LOAN_CONS_CREDIT', 1), ('LOAN_CONS_SECURED', 1), ('CARD_OVERDRAFT', 1), ('CARD_INSTAL', 0)
), accounts AS (                                        -- in the order of fact_balance, so that few rows are left to sort
  SELECT b.account_id, b.kind, MIN(b.valid_from) AS first_day,
         SUM(CASE WHEN b.amount_fen > 0 AND b.valid_from <= c.as_of AND b.valid_to > c.as_of THEN b.amount_fen ELSE 0 END) AS now_fen,
         SUM(CASE WHEN b.amount_fen > 0 AND b.valid_from <= c.base_date AND b.valid_to > c.base_date THEN b.amount_fen ELSE 0 END) AS base_fen,
         SUM(CASE WHEN b.amount_fen > 0 AND b.valid_from <= c.yoy_date AND b.valid_to > c.yoy_date THEN b.amount_fen ELSE 0 END) AS yoy_fen
    FROM fact_balance AS b
   CROSS JOIN run_context AS c
   WHERE b.kind IN ('LOAN_CONS_CREDIT', 'LOAN_CONS_SECURED', 'CARD_OVERDRAFT', 'CARD_INSTAL')
   GROUP BY b.account_id, b.kind
), stocks AS (
  SELECT kind, MIN(first_day) AS first_day, SUM(now_fen) AS now_fen, SUM(base_fen) AS base_fen, SUM(yoy_fen) AS yoy_fen FROM accounts GROUP BY kind
), held AS (
  SELECT MIN(c.base_date) AS base_date, MIN(c.yoy_date) AS yoy_date, MIN(s.first_day) AS first_day
    FROM stocks AS s
   CROSS JOIN run_context AS c
   WHERE s.kind <> 'CARD_INSTAL'
), parts AS (
  SELECT k.kind, k.counts, COALESCE(s.now_fen, 0) AS now_fen,
         CASE WHEN h.first_day <= h.base_date THEN COALESCE(s.base_fen, 0) END AS base_fen,
         CASE WHEN h.first_day <= h.yoy_date THEN COALESCE(s.yoy_fen, 0) END AS yoy_fen
    FROM kinds AS k
   CROSS JOIN held AS h
    LEFT JOIN stocks AS s ON s.kind = k.kind
), total AS (
  SELECT SUM(now_fen) AS now_fen, SUM(base_fen) AS base_fen, SUM(yoy_fen) AS yoy_fen FROM parts WHERE counts = 1
), growth AS (
  SELECT now_fen - base_fen AS base_num, base_fen AS base_den, now_fen - yoy_fen AS yoy_num, yoy_fen AS yoy_den,
         (CASE WHEN now_fen >= base_fen THEN now_fen - base_fen ELSE base_fen - now_fen END) * 20000 + base_fen AS base_a, NULLIF(2 * base_fen, 0) AS base_b,
         (CASE WHEN now_fen >= yoy_fen THEN now_fen - yoy_fen ELSE yoy_fen - now_fen END) * 20000 + yoy_fen AS yoy_a, NULLIF(2 * yoy_fen, 0) AS yoy_b
    FROM total
)
SELECT 'K23' AS kpi_id, 'BANK' AS org, 'fen' AS unit, 'P' AS basis, NULL AS num, NULL AS den, now_fen AS value, base_fen AS base_value FROM total
UNION ALL
SELECT CASE kind WHEN 'CARD_INSTAL' THEN 'K23.instal' ELSE 'K23.' || kind END, 'BANK', 'fen', 'P', NULL, NULL, now_fen, base_fen FROM parts
UNION ALL
SELECT 'K24', 'BANK', 'bp', 'G', base_num, base_den, CAST((base_a - base_a % base_b) / base_b AS BIGINT) * CASE WHEN base_num < 0 THEN -1 ELSE 1 END, NULL FROM growth
UNION ALL
SELECT 'K24.base', 'BANK', 'fen', 'P', NULL, NULL, base_fen, NULL FROM total
UNION ALL
SELECT 'K24.base_' || kind, 'BANK', 'fen', 'P', NULL, NULL, base_fen, NULL FROM parts WHERE counts = 1
UNION ALL
SELECT 'K24.yoy_base', 'BANK', 'fen', 'P', NULL, NULL, yoy_fen, NULL FROM total
UNION ALL
SELECT 'K24.yoy_bp', 'BANK', 'bp', 'G', yoy_num, yoy_den, CAST((yoy_a - yoy_a % yoy_b) / yoy_b AS BIGINT) * CASE WHEN yoy_num < 0 THEN -1 ELSE 1 END, NULL FROM growth
