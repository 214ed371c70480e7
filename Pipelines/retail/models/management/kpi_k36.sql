/*---
model: kpi_k36
title: "K36: served on several platforms"
zh: 多平台服务客户数
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
WITH served AS (
  SELECT e.party_id
    FROM fact_channel_event AS e
   CROSS JOIN run_context AS c
   WHERE e.channel IN ('GMT', 'WDT', 'YXT', 'REM') AND e.party_id IS NOT NULL AND e.biz_date BETWEEN c.period_from AND c.as_of
   GROUP BY e.party_id
  HAVING COUNT(DISTINCT e.channel) >= 2
)
SELECT 'K36' AS kpi_id, 'BANK' AS org, 'persons' AS unit, 'C' AS basis, NULL AS num, NULL AS den, COUNT(*) AS value, NULL AS base_value FROM served
