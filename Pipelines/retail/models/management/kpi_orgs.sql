/*---
model: kpi_orgs
title: Figures by province and branch
zh: 分省分网点指标
grain: one row per figure id and organisation
owner: management accounting
key: [kpi_id, org]
refresh: view
columns:
  kpi_id:     { type: text, required: true, zh: 指标代码 }
  org:        { type: text, required: true, zh: 机构, doc: "two digits of a province, or a branch; - for branches with fewer than five customers and for what has no branch, which are in no province" }
  unit:       { type: text, required: true, zh: 单位 }
  basis:      { type: text, required: true, zh: 口径, doc: "P point in time, C cumulative, L since launch, G growth, R ratio" }
  num:        { type: integer, zh: 分子, declassify: "a sum over at least five persons, or over a province" }
  den:        { type: integer, zh: 分母, declassify: "a sum over at least five persons, or over a province" }
  value:      { type: integer, zh: 数值, declassify: "a sum over at least five persons, or over a province" }
  base_value: { type: integer, zh: 基期数值, declassify: "a sum over at least five persons, or over a province" }
---*/
WITH sites AS (
  SELECT facility_no, CAST(substr(region_code, 1, 2) AS VARCHAR(2)) AS province, ROW_NUMBER() OVER (PARTITION BY facility_no ORDER BY valid_from DESC) AS place
    FROM dim_facility
), months AS (
  SELECT b.branch_no,
         SUM(CASE WHEN b.month = c.month THEN b.customer_cnt ELSE 0 END) AS customers,
         SUM(CASE WHEN b.month = substr(c.base_date, 1, 7) THEN b.customer_cnt ELSE 0 END) AS base_customers,
         SUM(CASE WHEN b.month = c.month THEN b.aum_end_fen ELSE 0 END) AS aum_fen,
         SUM(CASE WHEN b.month = substr(c.base_date, 1, 7) THEN b.aum_end_fen ELSE 0 END) AS base_aum_fen,
         SUM(CASE WHEN b.month = c.month THEN b.debt_end_fen ELSE 0 END) AS debt_fen,
         SUM(CASE WHEN b.month BETWEEN substr(c.period_from, 1, 7) AND c.month THEN b.spend_fen ELSE 0 END) AS spend_fen
    FROM mgt_branch_month AS b
   CROSS JOIN run_context AS c
   GROUP BY b.branch_no
), held AS (
  SELECT CASE WHEN SUM(base_customers) > 0 THEN 1 ELSE 0 END AS base_held FROM months
), pooled AS (
  -- the smallest branches together, and further ones until no sum of theirs is of fewer than five customers
  SELECT branch_no, CASE WHEN customers < 5 OR SUM(customers) OVER (ORDER BY customers, branch_no ROWS UNBOUNDED PRECEDING) - customers BETWEEN 1 AND 4
                         THEN 1 ELSE 0 END AS is_small
    FROM months
), orgs AS (
  SELECT m.branch_no, CASE WHEN p.is_small = 1 OR s.province IS NULL THEN '-' ELSE m.branch_no END AS branch,
         CASE WHEN p.is_small = 1 THEN '-' ELSE COALESCE(s.province, '-') END AS province,
         m.customers, m.base_customers, m.aum_fen, m.base_aum_fen, m.debt_fen, m.spend_fen
    FROM months AS m
    JOIN pooled AS p ON p.branch_no = m.branch_no
    LEFT JOIN sites AS s ON s.facility_no = m.branch_no AND s.place = 1
), persons AS (
  SELECT p.branch_no, SUM(p.follower) AS followers,
         SUM(CASE WHEN p.last_login_on >= c.month_from AND EXISTS (SELECT 1 FROM fact_channel_event AS e
                    WHERE e.party_id = p.party_id AND e.channel = 'MOB' AND e.event_type = 'LOGIN' AND e.biz_date BETWEEN c.month_from AND c.as_of)
                  THEN 1 ELSE 0 END) AS active
    FROM customer_360 AS p
   CROSS JOIN run_context AS c
   GROUP BY p.branch_no
), loans AS (
  SELECT COALESCE(o.province, '-') AS province, SUM(b.amount_fen) AS all_fen,
         SUM(CASE WHEN s.grade IN ('SUBSTANDARD', 'DOUBTFUL', 'LOSS') THEN b.amount_fen ELSE 0 END) AS bad_fen,
         SUM(CASE WHEN b.kind IN ('LOAN_MORTGAGE', 'LOAN_BUSINESS') THEN b.amount_fen ELSE 0 END) AS other_fen
    FROM fact_loan_state AS s
   CROSS JOIN run_context AS c
    JOIN fact_balance AS b ON b.account_id = s.account_id AND substr(b.kind, 1, 5) = 'LOAN_' AND b.valid_from <= c.as_of AND b.valid_to > c.as_of
    LEFT JOIN dim_account AS a ON a.account_id = s.account_id AND a.valid_from <= c.as_of AND a.valid_to > c.as_of
    LEFT JOIN orgs AS o ON o.branch_no = a.branch_no
   WHERE s.loan_type <> 'CARD' AND s.valid_from <= c.as_of AND s.valid_to > c.as_of
   GROUP BY COALESCE(o.province, '-')
), open_sites AS (
  SELECT CAST(substr(f.region_code, 1, 2) AS VARCHAR(2)) AS province,
         SUM(CASE WHEN f.kind = 'BRANCH' THEN 1 ELSE 0 END) AS branches,
         SUM(CASE WHEN f.kind = 'BRANCH' THEN f.age_friendly ELSE 0 END) AS friendly,
         SUM(CASE WHEN f.kind = 'BRANCH' THEN f.elder_focus ELSE 0 END) AS elder,
         SUM(CASE WHEN f.kind = 'BRANCH' THEN f.pension_branch ELSE 0 END) AS pension,
         SUM(CASE WHEN f.kind = 'ATM' AND f.passbook_upgrade = 1 THEN 1 ELSE 0 END) AS atms,
         SUM(CASE WHEN f.kind = 'FX_MERCHANT' AND f.fx_card = 1 THEN 1 ELSE 0 END) AS merchants,
         SUM(CASE WHEN f.kind = 'FX_MACHINE' THEN 1 ELSE 0 END) AS machines,
         SUM(CASE WHEN f.kind = 'FX_MACHINE' AND f.hours = '24H' THEN 1 ELSE 0 END) AS machines_24h,
         SUM(CASE WHEN f.kind = 'FX_AGENCY' THEN 1 ELSE 0 END) AS agencies,
         SUM(CASE WHEN f.kind = 'PAY_CENTRE' THEN 1 ELSE 0 END) AS centres
    FROM dim_facility AS f
   CROSS JOIN run_context AS c
   WHERE f.status = 'OPEN' AND f.valid_from <= c.as_of AND f.valid_to > c.as_of
   GROUP BY CAST(substr(f.region_code, 1, 2) AS VARCHAR(2))
), services AS (
  SELECT COALESCE(s.province, '-') AS province,
         SUM(CASE WHEN p.kind IN ('PACK', 'PACK_REV') THEN p.signed_quantity ELSE 0 END) AS packs,
         SUM(CASE WHEN p.kind IN ('PACK', 'PACK_REV') THEN p.signed_fen ELSE 0 END) AS packs_fen,
         SUM(CASE WHEN p.kind IN ('FXACQ', 'FXACQ_REV') AND p.biz_date >= c.period_from THEN p.signed_quantity ELSE 0 END) AS payments,
         SUM(CASE WHEN p.kind IN ('FXACQ', 'FXACQ_REV') AND p.biz_date >= c.period_from THEN p.signed_fen ELSE 0 END) AS payments_fen,
         SUM(CASE WHEN p.kind IN ('FXEX', 'FXEX_REV', 'CASHOUT') AND p.biz_date >= c.period_from THEN p.signed_quantity ELSE 0 END) AS visits
    FROM fact_payment_service AS p
   CROSS JOIN run_context AS c
    LEFT JOIN sites AS s ON s.facility_no = p.facility_no AND s.place = 1
   WHERE p.biz_date <= c.as_of
   GROUP BY COALESCE(s.province, '-')
), lines AS (
  SELECT 'K01' AS kpi_id, 'persons' AS unit, 'P' AS basis, branch, province, customers AS value, CASE WHEN base_held = 1 THEN base_customers END AS base_value FROM orgs CROSS JOIN held
  UNION ALL
  SELECT 'K02', 'persons', 'G', branch, province, CASE WHEN base_held = 1 THEN customers - base_customers END, NULL FROM orgs CROSS JOIN held
  UNION ALL
  SELECT 'K02.base', 'persons', 'P', branch, province, CASE WHEN base_held = 1 THEN base_customers END, NULL FROM orgs CROSS JOIN held
  UNION ALL
  SELECT 'K03', 'fen', 'P', branch, province, aum_fen, base_aum_fen FROM orgs
  UNION ALL
  SELECT 'K04', 'fen', 'G', branch, province, aum_fen - base_aum_fen, NULL FROM orgs
  UNION ALL
  SELECT 'K09', 'persons', 'P', COALESCE(o.branch, '-'), COALESCE(o.province, '-'), p.followers, NULL FROM persons AS p LEFT JOIN orgs AS o ON o.branch_no = p.branch_no
  UNION ALL
  SELECT 'K21', 'fen', 'C', branch, province, spend_fen, NULL FROM orgs
  UNION ALL
  SELECT 'K32', 'persons', 'C', COALESCE(o.branch, '-'), COALESCE(o.province, '-'), p.active, NULL FROM persons AS p LEFT JOIN orgs AS o ON o.branch_no = p.branch_no
  UNION ALL
  SELECT 'K23', 'fen', 'P', '-', province, debt_fen, NULL FROM orgs
  UNION ALL
  SELECT 'K23', 'fen', 'P', '-', province, -other_fen, NULL FROM loans
  UNION ALL
  SELECT 'K40.num', 'fen', 'P', '-', province, bad_fen, NULL FROM loans
  UNION ALL
  SELECT 'K40.den', 'fen', 'P', '-', province, all_fen, NULL FROM loans
  UNION ALL
  SELECT 'K48', 'fen', 'P', '-', province, all_fen, NULL FROM loans
  UNION ALL
  SELECT 'K25.num', 'branches', 'P', '-', province, friendly, NULL FROM open_sites
  UNION ALL
  SELECT 'K25.den', 'branches', 'P', '-', province, branches, NULL FROM open_sites
  UNION ALL
  SELECT 'K26', 'branches', 'P', '-', province, elder, NULL FROM open_sites
  UNION ALL
  SELECT 'K26.atms', 'machines', 'P', '-', province, atms, NULL FROM open_sites
  UNION ALL
  SELECT 'K26.pension', 'branches', 'P', '-', province, pension, NULL FROM open_sites
  UNION ALL
  SELECT 'K27', 'merchants', 'P', '-', province, merchants, NULL FROM open_sites
  UNION ALL
  SELECT 'K27.count', 'transactions', 'C', '-', province, payments, NULL FROM services
  UNION ALL
  SELECT 'K27.fen', 'fen', 'C', '-', province, payments_fen, NULL FROM services
  UNION ALL
  SELECT 'K28', 'packs', 'L', '-', province, packs, NULL FROM services
  UNION ALL
  SELECT 'K28.fen', 'fen', 'L', '-', province, packs_fen, NULL FROM services
  UNION ALL
  SELECT 'K29', 'machines', 'P', '-', province, machines, NULL FROM open_sites
  UNION ALL
  SELECT 'K29.h24', 'machines', 'P', '-', province, machines_24h, NULL FROM open_sites
  UNION ALL
  SELECT 'K30', 'agencies', 'P', '-', province, agencies, NULL FROM open_sites
  UNION ALL
  SELECT 'K31', 'centres', 'P', '-', province, centres, NULL FROM open_sites
  UNION ALL
  SELECT 'K53', 'services', 'C', '-', province, visits, NULL FROM services
), provinces AS (
  SELECT kpi_id, province, MIN(unit) AS unit, MIN(basis) AS basis, SUM(value) AS value, SUM(base_value) AS base_value FROM lines GROUP BY kpi_id, province
), ratios AS (
  SELECT CAST(substr(n.kpi_id, 1, 3) AS VARCHAR(3)) AS kpi_id, n.province, n.value AS num, d.value AS den, n.value * 20000 + d.value AS a, NULLIF(2 * d.value, 0) AS b
    FROM provinces AS n
    JOIN provinces AS d ON d.province = n.province AND d.kpi_id = substr(n.kpi_id, 1, 3) || '.den'
   WHERE n.kpi_id IN ('K25.num', 'K40.num')
)
SELECT kpi_id, branch AS org, unit, basis, NULL AS num, NULL AS den, value, base_value FROM lines WHERE branch <> '-'
UNION ALL
SELECT kpi_id, province, unit, basis, NULL, NULL, value, base_value FROM provinces
UNION ALL
SELECT kpi_id, province, 'bp', 'R', num, den, CAST((a - a % b) / b AS BIGINT), NULL FROM ratios
