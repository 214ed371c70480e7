/*---
model: kpi_k27
title: "K27, K28, K53: payment services"
zh: 支付服务指标
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
  SELECT f.facility_no, f.kind, f.scene, f.fx_card
    FROM dim_facility AS f
   CROSS JOIN run_context AS c
   WHERE f.status = 'OPEN' AND f.valid_from <= c.as_of AND f.valid_to > c.as_of
), merchants AS (
  SELECT scene FROM open_sites WHERE kind = 'FX_MERCHANT' AND fx_card = 1
), services AS (
  SELECT p.kind, p.signed_quantity, p.signed_fen
    FROM fact_payment_service AS p
   CROSS JOIN run_context AS c
   WHERE p.biz_date BETWEEN c.period_from AND c.as_of
), packs AS (
  SELECT p.pack_code, p.facility_no, p.signed_quantity, p.signed_fen, COALESCE(f.scene, 'UNK') AS scene
    FROM fact_payment_service AS p
   CROSS JOIN run_context AS c
    LEFT JOIN dim_facility AS f ON f.facility_no = p.facility_no AND f.valid_from <= c.as_of AND f.valid_to > c.as_of
   WHERE p.kind IN ('PACK', 'PACK_REV') AND p.biz_date <= c.as_of
)
SELECT 'K27' AS kpi_id, 'BANK' AS org, 'merchants' AS unit, 'P' AS basis, NULL AS num, NULL AS den, COUNT(*) AS value, NULL AS base_value FROM merchants
UNION ALL
SELECT 'K27.' || scene, 'BANK', 'merchants', 'P', NULL, NULL, COUNT(*), NULL FROM merchants GROUP BY scene
UNION ALL
SELECT 'K27.count', 'BANK', 'transactions', 'C', NULL, NULL, COALESCE(SUM(signed_quantity), 0), NULL FROM services WHERE kind IN ('FXACQ', 'FXACQ_REV')
UNION ALL
SELECT 'K27.fen', 'BANK', 'fen', 'C', NULL, NULL, COALESCE(SUM(signed_fen), 0), NULL FROM services WHERE kind IN ('FXACQ', 'FXACQ_REV')
UNION ALL
SELECT 'K28', 'BANK', 'packs', 'L', NULL, NULL, COALESCE(SUM(signed_quantity), 0), NULL FROM packs
UNION ALL
SELECT 'K28.fen', 'BANK', 'fen', 'L', NULL, NULL, COALESCE(SUM(signed_fen), 0), NULL FROM packs
UNION ALL
SELECT 'K28.' || pack_code, 'BANK', 'packs', 'L', NULL, NULL, SUM(signed_quantity), NULL FROM packs WHERE pack_code IS NOT NULL GROUP BY pack_code
UNION ALL
SELECT 'K28.' || scene, 'BANK', 'packs', 'L', NULL, NULL, SUM(signed_quantity), NULL FROM packs GROUP BY scene
UNION ALL
SELECT 'K53', 'BANK', 'services', 'C', NULL, NULL, COALESCE(SUM(signed_quantity), 0), NULL FROM services WHERE kind IN ('FXEX', 'FXEX_REV', 'CASHOUT')
UNION ALL
SELECT 'K53.FXEX', 'BANK', 'services', 'C', NULL, NULL, COALESCE(SUM(signed_quantity), 0), NULL FROM services WHERE kind IN ('FXEX', 'FXEX_REV')
UNION ALL
SELECT 'K53.CASHOUT', 'BANK', 'services', 'C', NULL, NULL, COALESCE(SUM(signed_quantity), 0), NULL FROM services WHERE kind = 'CASHOUT'
UNION ALL
SELECT 'K53.FXEX_fen', 'BANK', 'fen', 'C', NULL, NULL, COALESCE(SUM(signed_fen), 0), NULL FROM services WHERE kind IN ('FXEX', 'FXEX_REV')
UNION ALL
SELECT 'K53.CASHOUT_fen', 'BANK', 'fen', 'C', NULL, NULL, COALESCE(SUM(signed_fen), 0), NULL FROM services WHERE kind = 'CASHOUT'
