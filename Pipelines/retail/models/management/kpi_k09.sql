/*---
model: kpi_k09
title: "K09, K10: the wealth community"
zh: 财富社区指标
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
WITH follows AS (
  SELECT e.user_id, e.community_account, e.party_id, e.event_type,
         ROW_NUMBER() OVER (PARTITION BY e.user_id, e.community_account ORDER BY e.occurred_at DESC, e.event_id DESC) AS rn
    FROM fact_community AS e
   CROSS JOIN run_context AS c
   WHERE e.event_type IN ('FOLLOW', 'UNFOLLOW') AND e.biz_date <= c.as_of
), following AS (
  SELECT user_id, community_account, party_id FROM follows WHERE rn = 1 AND event_type = 'FOLLOW'
)
SELECT 'K09' AS kpi_id, 'BANK' AS org, 'persons' AS unit, 'P' AS basis, NULL AS num, NULL AS den, COUNT(DISTINCT party_id) AS value, NULL AS base_value FROM following
UNION ALL
SELECT 'K09.ever', 'BANK', 'persons', 'C', NULL, NULL, COUNT(DISTINCT party_id), NULL FROM follows WHERE event_type = 'FOLLOW'
UNION ALL
SELECT 'K09.pairs', 'BANK', 'pairs', 'P', NULL, NULL, COUNT(*), NULL FROM following
UNION ALL
SELECT 'K09.noparty', 'BANK', 'users', 'P', NULL, NULL, COUNT(DISTINCT user_id), NULL FROM following WHERE party_id IS NULL
UNION ALL
SELECT 'K10', 'BANK', 'persons', 'C', NULL, NULL, COUNT(DISTINCT e.party_id), NULL FROM fact_community AS e CROSS JOIN run_context AS c WHERE e.event_type = 'READ' AND e.content_kind = 'RESEARCH' AND e.biz_date BETWEEN c.period_from AND c.as_of
