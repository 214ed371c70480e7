/*---
model: kpi_k45
title: "K45: new policies by how they are paid"
zh: 代理保险期交
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
WITH modes AS (
  SELECT d.code AS pay_mode, COUNT(DISTINCT p.account_id) AS policies, COALESCE(SUM(p.premium_fen), 0) AS premium_fen
    FROM dim_code AS d
   CROSS JOIN run_context AS c
    LEFT JOIN fact_policy AS p ON p.pay_mode = d.code AND p.issue_date BETWEEN c.period_from AND c.as_of AND p.status <> 'CANCELLED'
                              AND p.valid_from <= c.as_of AND p.valid_to > c.as_of
   WHERE d.list = 'pay_mode'
   GROUP BY d.code
), share AS (
  SELECT SUM(CASE pay_mode WHEN 'REGULAR' THEN policies ELSE 0 END) AS regular, SUM(policies) AS policies FROM modes
)
SELECT 'K45' AS kpi_id, 'BANK' AS org, 'bp' AS unit, 'R' AS basis, regular AS num, policies AS den,
       CAST((regular * 20000 + policies - (regular * 20000 + policies) % NULLIF(2 * policies, 0)) / NULLIF(2 * policies, 0) AS BIGINT) AS value, NULL AS base_value FROM share
UNION ALL
SELECT 'K45.' || pay_mode, 'BANK', 'policies', 'C', NULL, NULL, policies, NULL FROM modes
UNION ALL
SELECT 'K45.' || pay_mode || '_fen', 'BANK', 'fen', 'C', NULL, NULL, premium_fen, NULL FROM modes
