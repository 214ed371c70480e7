/*---
model: kpi_k21
title: "K21: card spend"
zh: 借贷记卡消费
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
WITH spend AS (
  SELECT t.card_kind,
         SUM(t.signed_fen) AS net,
         SUM(CASE WHEN t.signed_fen > 0 THEN t.signed_fen ELSE 0 END) AS gross,
         SUM(CASE WHEN t.signed_fen < 0 THEN -t.signed_fen ELSE 0 END) AS reversed
    FROM fact_card_txn AS t
   CROSS JOIN run_context AS c
   WHERE t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE', 'PURCHASE_REV', 'REFUND') AND t.posted_on BETWEEN c.period_from AND c.as_of
   GROUP BY t.card_kind
)
SELECT 'K21' AS kpi_id, 'BANK' AS org, 'fen' AS unit, 'C' AS basis, NULL AS num, NULL AS den, COALESCE(SUM(net), 0) AS value, NULL AS base_value FROM spend
UNION ALL
SELECT 'K21.gross', 'BANK', 'fen', 'C', NULL, NULL, COALESCE(SUM(gross), 0), NULL FROM spend
UNION ALL
SELECT 'K21.reversed', 'BANK', 'fen', 'C', NULL, NULL, COALESCE(SUM(reversed), 0), NULL FROM spend
UNION ALL
SELECT 'K21.' || card_kind, 'BANK', 'fen', 'C', NULL, NULL, net, NULL FROM spend
