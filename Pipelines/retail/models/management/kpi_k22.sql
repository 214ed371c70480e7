/*---
model: kpi_k22
title: "K22: campaign spend"
zh: 工享消费指标
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
  SELECT m.scene, m.brand, m.partner, t.signed_fen
    FROM fact_card_txn AS t
   CROSS JOIN run_context AS c
    JOIN dim_campaign AS m ON m.campaign_code = t.campaign_code
   WHERE t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE', 'PURCHASE_REV', 'REFUND') AND t.posted_on BETWEEN c.period_from AND c.as_of
)
SELECT 'K22' AS kpi_id, 'BANK' AS org, 'fen' AS unit, 'C' AS basis, NULL AS num, NULL AS den, COALESCE(SUM(signed_fen), 0) AS value, NULL AS base_value FROM spend
UNION ALL
SELECT 'K22.' || scene, 'BANK', 'fen', 'C', NULL, NULL, SUM(signed_fen), NULL FROM spend WHERE scene IS NOT NULL GROUP BY scene
UNION ALL
SELECT 'K22.' || brand, 'BANK', 'fen', 'C', NULL, NULL, SUM(signed_fen), NULL FROM spend WHERE brand IS NOT NULL GROUP BY brand
UNION ALL
SELECT 'K22.' || partner, 'BANK', 'fen', 'C', NULL, NULL, SUM(signed_fen), NULL FROM spend WHERE partner IS NOT NULL GROUP BY partner
