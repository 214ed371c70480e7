/*---
model: kpi_k38
title: "K38: households"
zh: 家庭财富图谱
grain: one row per figure id
owner: management accounting
key: [kpi_id, org]
refresh: view
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
WITH households AS (
  SELECT COUNT(*) AS households, COALESCE(SUM(member_cnt), 0) AS members FROM adv_household WHERE member_cnt >= 2
)
SELECT 'K38' AS kpi_id, 'BANK' AS org, 'households' AS unit, 'P' AS basis, NULL AS num, NULL AS den, households AS value, NULL AS base_value FROM households
UNION ALL
SELECT 'K38.members', 'BANK', 'persons', 'P', NULL, NULL, members, NULL FROM households
