/*---
model: kpi_k51
title: "K51: the inclusive shelf"
zh: 普惠型产品货架
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
WITH shelf AS (
  SELECT COALESCE(SUM(CASE WHEN p.min_buy_fen <= 100 THEN 1 ELSE 0 END), 0) AS cheap, COUNT(*) AS offered
    FROM dim_product AS p
   CROSS JOIN run_context AS c
   WHERE p.status = 'OFFERED' AND p.valid_from <= c.as_of AND p.valid_to > c.as_of
), bought AS (
  SELECT COALESCE(SUM(CASE o.fee_fen WHEN 0 THEN 1 ELSE 0 END), 0) AS free, COALESCE(SUM(CASE o.suitable WHEN 0 THEN 1 ELSE 0 END), 0) AS unsuitable
    FROM fact_order AS o
   CROSS JOIN run_context AS c
   WHERE o.side = 'BUY' AND o.state = 'CONFIRMED' AND o.biz_date BETWEEN c.period_from AND c.as_of
)
SELECT 'K51' AS kpi_id, 'BANK' AS org, 'bp' AS unit, 'R' AS basis, cheap AS num, offered AS den,
       CAST((cheap * 20000 + offered - (cheap * 20000 + offered) % NULLIF(2 * offered, 0)) / NULLIF(2 * offered, 0) AS BIGINT) AS value, NULL AS base_value FROM shelf
UNION ALL
SELECT 'K51.num', 'BANK', 'products', 'P', NULL, NULL, cheap, NULL FROM shelf
UNION ALL
SELECT 'K51.den', 'BANK', 'products', 'P', NULL, NULL, offered, NULL FROM shelf
UNION ALL
SELECT 'K51.free_orders', 'BANK', 'orders', 'C', NULL, NULL, free, NULL FROM bought
UNION ALL
SELECT 'K51.unsuitable', 'BANK', 'orders', 'C', NULL, NULL, unsuitable, NULL FROM bought
