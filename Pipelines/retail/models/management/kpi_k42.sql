/*---
model: kpi_k42
title: "K42, K43: plans, the night market and fast redemption"
zh: 定投、夜市与快速赎回
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
WITH orders AS (
  SELECT o.account_id, o.side, o.order_type, o.session, o.settle_mode
    FROM fact_order AS o
   CROSS JOIN run_context AS c
   WHERE o.state = 'CONFIRMED' AND o.biz_date BETWEEN c.period_from AND c.as_of
), sold AS (
  SELECT COALESCE(SUM(CASE WHEN settle_mode IN ('T0', 'T05') THEN 1 ELSE 0 END), 0) AS fast, COUNT(*) AS sold
    FROM orders WHERE side = 'SELL'
), modes AS (
  SELECT d.code AS settle_mode, COUNT(o.account_id) AS sold
    FROM dim_code AS d
    LEFT JOIN orders AS o ON o.settle_mode = d.code AND o.side = 'SELL'
   WHERE d.list = 'settle_mode' AND d.code IN ('T0', 'T05', 'T1')
   GROUP BY d.code
)
SELECT 'K42' AS kpi_id, 'BANK' AS org, 'accounts' AS unit, 'C' AS basis, NULL AS num, NULL AS den,
       COUNT(DISTINCT CASE order_type WHEN 'AUTO' THEN account_id END) AS value, NULL AS base_value FROM orders
UNION ALL
SELECT 'K42.night', 'BANK', 'orders', 'C', NULL, NULL, COALESCE(SUM(CASE session WHEN 'NIGHT' THEN 1 ELSE 0 END), 0), NULL FROM orders
UNION ALL
SELECT 'K43', 'BANK', 'bp', 'R', fast, sold,
       CAST((fast * 20000 + sold - (fast * 20000 + sold) % NULLIF(2 * sold, 0)) / NULLIF(2 * sold, 0) AS BIGINT), NULL FROM sold
UNION ALL
SELECT 'K43.' || settle_mode, 'BANK', 'orders', 'C', NULL, NULL, sold, NULL FROM modes
