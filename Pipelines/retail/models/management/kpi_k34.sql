/*---
model: kpi_k34
title: "K34, K35: penetration of messenger and third-party payment"
zh: 信使和第三方支付渗透率
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
WITH ends AS (
  SELECT d.month, d.date_id AS day, CASE WHEN d.date_id = c.as_of THEN 1 ELSE 0 END AS is_now
    FROM run_context AS c
   CROSS JOIN dim_date AS d
   WHERE d.date_id = c.as_of OR (d.is_month_end = 1 AND d.date_id >= c.base_date AND d.date_id < c.as_of)
), told AS (
  SELECT DISTINCT CAST(substr(valid_from, 1, 7) AS VARCHAR(7)) AS month FROM dim_account WHERE family = 'DEPOSIT'
), spans AS (
  SELECT b.party_id, a.messenger, a.tp_pay,
         CASE WHEN a.valid_from > b.valid_from THEN a.valid_from ELSE b.valid_from END AS valid_from,
         CASE WHEN a.valid_to < b.valid_to THEN a.valid_to ELSE b.valid_to END AS valid_to
    FROM dim_account AS a
   CROSS JOIN bridge_account_party AS b
   WHERE b.account_id = a.account_id AND b.valid_from < a.valid_to AND b.valid_to > a.valid_from
     AND a.acct_type = 'DEMAND' AND a.status = 'OPEN' AND b.share_bp > 0 AND b.party_id IS NOT NULL
), owners AS (                                          -- most have one account that never changed, or several that began and end together
  SELECT party_id, CASE WHEN MIN(valid_from) = MAX(valid_from) AND MIN(valid_to) = MAX(valid_to) THEN 1 ELSE 0 END AS is_one_span,
         MAX(messenger) AS messenger, MAX(tp_pay) AS tp_pay, MIN(valid_from) AS valid_from, MIN(valid_to) AS valid_to
    FROM spans
   GROUP BY party_id
), several AS (
  SELECT e.month, s.party_id, MAX(s.messenger) AS messenger, MAX(s.tp_pay) AS tp_pay
    FROM owners AS o
    JOIN spans AS s ON s.party_id = o.party_id
   CROSS JOIN ends AS e
   WHERE o.is_one_span = 0 AND s.valid_from <= e.day AND s.valid_to > e.day
   GROUP BY s.party_id, e.month
), moved AS (                                         -- who begins counts from then on, who ends no more
  SELECT valid_from AS day, SUM(messenger) AS messenger, SUM(tp_pay) AS tp_pay, COUNT(*) AS den FROM owners WHERE is_one_span = 1 GROUP BY valid_from
  UNION ALL
  SELECT valid_to, -SUM(messenger), -SUM(tp_pay), -COUNT(*) FROM owners WHERE is_one_span = 1 GROUP BY valid_to
), parts_counted AS (
  SELECT e.month, SUM(m.messenger) AS messenger, SUM(m.tp_pay) AS tp_pay, SUM(m.den) AS den
    FROM ends AS e
   CROSS JOIN moved AS m
   WHERE m.day <= e.day
   GROUP BY e.month
  HAVING SUM(m.den) > 0
  UNION ALL
  SELECT month, SUM(messenger), SUM(tp_pay), COUNT(*) FROM several GROUP BY month
), counted AS (
  SELECT month, SUM(messenger) AS messenger, SUM(tp_pay) AS tp_pay, SUM(den) AS den FROM parts_counted GROUP BY month
), services(kpi, place) AS (
  VALUES ('K34', 1), ('K35', 2)
), parts AS (
  SELECT s.kpi, e.month, e.is_now, CASE WHEN e.is_now = 1 OR t.month IS NOT NULL THEN CASE s.place WHEN 1 THEN n.messenger ELSE n.tp_pay END END AS num,
         CASE WHEN e.is_now = 1 OR t.month IS NOT NULL THEN n.den END AS den
    FROM ends AS e
   CROSS JOIN services AS s
    LEFT JOIN counted AS n ON n.month = e.month
    LEFT JOIN told AS t ON t.month = e.month
), scaled AS (
  SELECT kpi, month, is_now, num, den, num * 20000 + den AS a, NULLIF(2 * den, 0) AS b FROM parts
)
SELECT kpi AS kpi_id, 'BANK' AS org, 'bp' AS unit, 'R' AS basis, num, den, CAST((a - a % b) / b AS BIGINT) AS value, NULL AS base_value FROM scaled WHERE is_now = 1
UNION ALL
SELECT kpi || '.num', 'BANK', 'persons', 'P', NULL, NULL, num, NULL FROM scaled WHERE is_now = 1
UNION ALL
SELECT kpi || '.den', 'BANK', 'persons', 'P', NULL, NULL, den, NULL FROM scaled WHERE is_now = 1
UNION ALL
SELECT kpi || '.' || month, 'BANK', 'bp', 'R', num, den, CAST((a - a % b) / b AS BIGINT), NULL FROM scaled
