/*---
model: kpi_k39
title: "K39: risk events by path"
zh: 风险路径
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
WITH events AS (
  SELECT e.path, SUM(e.net_cnt) AS net_cnt, SUM(e.blocked_fen) AS blocked_fen
    FROM fact_risk_event AS e
   CROSS JOIN run_context AS c
   WHERE e.biz_date BETWEEN c.period_from AND c.as_of
   GROUP BY e.path
), paths AS (
  SELECT p.code AS path, COALESCE(e.net_cnt, 0) AS net_cnt, COALESCE(e.blocked_fen, 0) AS blocked_fen
    FROM dim_code AS p
    LEFT JOIN events AS e ON e.path = p.code
   WHERE p.list = 'risk_path'
)
SELECT 'K39' AS kpi_id, 'BANK' AS org, 'events' AS unit, 'C' AS basis, NULL AS num, NULL AS den, SUM(net_cnt) AS value, NULL AS base_value FROM paths
UNION ALL
SELECT 'K39.' || path, 'BANK', 'events', 'C', NULL, NULL, net_cnt, NULL FROM paths
UNION ALL
SELECT 'K39.blocked_fen', 'BANK', 'fen', 'C', NULL, NULL, SUM(blocked_fen), NULL FROM paths
UNION ALL
SELECT 'K39.' || path || '_fen', 'BANK', 'fen', 'C', NULL, NULL, blocked_fen, NULL FROM paths
