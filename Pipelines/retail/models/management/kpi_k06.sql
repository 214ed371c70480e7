/*---
model: kpi_k06
title: "K06, K07, K08: reached persons whose assets rose"
zh: 促成资产提升
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
WITH uplift AS (
  SELECT u.treated_n, u.treated_rise_n, u.control_n, u.control_rise_n, u.uplift_bp, u.ci_low_bp, u.ci_high_bp, u.incremental_n
    FROM mkt_uplift AS u
    JOIN (SELECT MIN(x.valid_from) AS first_day FROM id_xref AS x) AS f ON 1 = 1
   CROSS JOIN run_context AS c
   WHERE u.source = 'BRAIN' AND u.campaign_code = 'ALL' AND f.first_day <= c.base_date
), reached AS (
  SELECT DISTINCT t.party_id
    FROM run_context AS c
   CROSS JOIN fact_touch AS t
   WHERE t.source = 'BRAIN' AND t.arm = 'T' AND t.delivered = 1 AND t.party_id IS NOT NULL AND t.biz_date BETWEEN c.period_from AND c.as_of
), assets AS (
  SELECT r.party_id, COALESCE(n.aum_end_fen, l.aum_end_fen, 0) - COALESCE(m.aum_end_fen, 0) AS rise_fen
    FROM run_context AS c
    JOIN dim_date AS f ON f.date_id = c.month_from
    JOIN dim_date AS e ON e.day_no = f.day_no - 1
   CROSS JOIN reached AS r
    LEFT JOIN customer_month AS n ON n.party_id = r.party_id AND n.month = c.month       -- none where nothing moved in the running month
    LEFT JOIN customer_month AS l ON l.party_id = r.party_id AND l.month = e.month
    LEFT JOIN customer_month AS m ON m.party_id = r.party_id AND m.month = substr(c.base_date, 1, 7)
)
SELECT 'K06' AS kpi_id, 'BANK' AS org, 'persons' AS unit, 'C' AS basis, treated_rise_n AS num, treated_n AS den, treated_rise_n AS value, NULL AS base_value FROM uplift
UNION ALL
SELECT 'K06.of', 'BANK', 'persons', 'C', NULL, NULL, treated_n, NULL FROM uplift
UNION ALL
SELECT 'K06.rate_bp', 'BANK', 'bp', 'R', treated_rise_n, treated_n,
       CAST((treated_rise_n * 20000 + treated_n - (treated_rise_n * 20000 + treated_n) % NULLIF(2 * treated_n, 0)) / NULLIF(2 * treated_n, 0) AS BIGINT), NULL FROM uplift
UNION ALL
SELECT 'K07', 'BANK', 'bp', 'R', NULL, NULL, uplift_bp, NULL FROM uplift
UNION ALL
SELECT 'K07.ci_low_bp', 'BANK', 'bp', 'R', NULL, NULL, ci_low_bp, NULL FROM uplift
UNION ALL
SELECT 'K07.ci_high_bp', 'BANK', 'bp', 'R', NULL, NULL, ci_high_bp, NULL FROM uplift
UNION ALL
SELECT 'K07.incremental', 'BANK', 'persons', 'C', NULL, NULL, incremental_n, NULL FROM uplift
UNION ALL
SELECT 'K07.control_rise', 'BANK', 'persons', 'C', NULL, NULL, control_rise_n, NULL FROM uplift
UNION ALL
SELECT 'K07.control', 'BANK', 'persons', 'C', NULL, NULL, control_n, NULL FROM uplift
UNION ALL
SELECT 'K08', 'BANK', 'persons', 'C', NULL, NULL, COUNT(*), NULL
  FROM assets AS a
 CROSS JOIN run_context AS c
 WHERE a.rise_fen >= 100000
   AND EXISTS (SELECT 1 FROM id_xref AS x WHERE x.party_id = a.party_id AND x.cust_status = 'A' AND x.valid_from <= c.base_date AND x.valid_to > c.base_date)
