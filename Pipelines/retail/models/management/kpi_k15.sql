/*---
model: kpi_k15
title: "K15: average contribution to pensions"
zh: 养老金户均缴存额
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
WITH accounts AS (
  SELECT p.account_id,
         SUM(CASE WHEN p.biz_date BETWEEN c.period_from AND c.as_of THEN p.signed_fen ELSE 0 END) AS now_fen,
         SUM(CASE WHEN p.biz_date BETWEEN c.pension_base_from AND c.pension_base_to THEN p.signed_fen ELSE 0 END) AS base_fen
    FROM fact_pension AS p
   CROSS JOIN run_context AS c
   WHERE p.kind IN ('CONTRIB', 'CONTRIB_REV')
   GROUP BY p.account_id
), opened AS (
  SELECT COUNT(DISTINCT a.account_id) AS accounts
    FROM dim_account AS a
   CROSS JOIN run_context AS c
   WHERE a.acct_type = 'PENSION' AND a.status = 'OPEN' AND a.valid_from <= c.as_of AND a.valid_to > c.as_of
), sums AS (
  SELECT COALESCE(SUM(CASE WHEN now_fen > 0 THEN now_fen END), 0) AS n, COALESCE(SUM(CASE WHEN now_fen > 0 THEN 1 END), 0) AS n_accounts,
         COALESCE(SUM(CASE WHEN base_fen > 0 THEN base_fen END), 0) AS b, COALESCE(SUM(CASE WHEN base_fen > 0 THEN 1 END), 0) AS b_accounts
    FROM accounts
), means AS (
  SELECT s.n, s.n_accounts, s.b, s.b_accounts,
         CAST((2 * s.n + s.n_accounts - (2 * s.n + s.n_accounts) % NULLIF(2 * s.n_accounts, 0)) / NULLIF(2 * s.n_accounts, 0) AS BIGINT) AS n_mean,
         CAST((2 * s.b + s.b_accounts - (2 * s.b + s.b_accounts) % NULLIF(2 * s.b_accounts, 0)) / NULLIF(2 * s.b_accounts, 0) AS BIGINT) AS b_mean,
         CAST((2 * s.n + o.accounts - (2 * s.n + o.accounts) % NULLIF(2 * o.accounts, 0)) / NULLIF(2 * o.accounts, 0) AS BIGINT) AS open_mean
    FROM sums AS s CROSS JOIN opened AS o
), growth AS (
  SELECT n_mean, b_mean, CASE WHEN n_mean < b_mean THEN -1 ELSE 1 END AS sign,
         (CASE WHEN n_mean < b_mean THEN b_mean - n_mean ELSE n_mean - b_mean END) * 20000 + b_mean AS a, NULLIF(2 * b_mean, 0) AS b
    FROM means
)
SELECT 'K15' AS kpi_id, 'BANK' AS org, 'fen' AS unit, 'R' AS basis, n AS num, n_accounts AS den, n_mean AS value, b_mean AS base_value FROM means
UNION ALL
SELECT 'K15.base', 'BANK', 'fen', 'R', b, b_accounts, b_mean, NULL FROM means
UNION ALL
SELECT 'K15.growth_bp', 'BANK', 'bp', 'G', n_mean, b_mean, CAST((a - a % b) / b AS BIGINT) * sign, NULL FROM growth
UNION ALL
SELECT 'K15.sum', 'BANK', 'fen', 'C', NULL, NULL, n, NULL FROM means
UNION ALL
SELECT 'K15.accounts', 'BANK', 'accounts', 'C', NULL, NULL, n_accounts, NULL FROM means
UNION ALL
SELECT 'K15.base_sum', 'BANK', 'fen', 'C', NULL, NULL, b, NULL FROM means
UNION ALL
SELECT 'K15.base_accounts', 'BANK', 'accounts', 'C', NULL, NULL, b_accounts, NULL FROM means
UNION ALL
SELECT 'K15.per_open', 'BANK', 'fen', 'R', NULL, NULL, open_mean, NULL FROM means
