/*---
model: ledger_tie
title: The ledger against the accounts
zh: 总分核对
grain: one row per day, organisation, subject and currency of tonight's ledger; none while it has not come
owner: core finance
key: [biz_date, org, subject, ccy]
refresh: full
columns:
  biz_date:     { type: text, required: true, zh: 业务日期 }
  org:          { type: text, required: true, zh: 机构, doc: "province of the account's branch; 00 for the card centre; - for accounts without a known branch" }
  subject:      { type: text, required: true, zh: 科目 }
  ccy:          { type: text, required: true, zh: 币种 }
  ledger_minor: { type: integer, required: true, unit: minor, additive: semi, zh: 总账余额 }
  mart_minor:   { type: integer, required: true, unit: minor, additive: semi, zh: 分户余额, declassify: "a sum over the accounts of a province" }
  known_minor:  { type: integer, required: true, unit: minor, additive: semi, zh: 已知差异, doc: "dated items of gl_items.csv" }
  difference:   { type: integer, required: true, unit: minor, additive: semi, zh: 差额, declassify: "a sum over the accounts of a province", doc: "ledger less accounts less what is known" }
---*/
WITH tonight AS (
  SELECT c.as_of FROM run_context AS c WHERE EXISTS (SELECT 1 FROM fact_ledger AS l WHERE l.biz_date = c.as_of)
), branches AS (
  SELECT facility_no, CAST(substr(region_code, 1, 2) AS VARCHAR(2)) AS org, ROW_NUMBER() OVER (PARTITION BY facility_no ORDER BY valid_from DESC) AS place
    FROM dim_facility
), accounts AS (
  SELECT a.account_id, a.family, a.ccy, CASE WHEN a.family = 'CARD' THEN '00' ELSE COALESCE(f.org, '-') END AS org,
         ROW_NUMBER() OVER (PARTITION BY a.account_id ORDER BY a.valid_from DESC) AS place
    FROM dim_account AS a
    LEFT JOIN branches AS f ON f.facility_no = a.branch_no AND f.place = 1
   WHERE a.family IN ('DEPOSIT', 'LOAN', 'CARD')
), cells AS (
  SELECT l.org, l.subject, l.ccy, l.balance_minor AS ledger_minor, 0 AS mart_minor, 0 AS known_minor
    FROM tonight AS n
    JOIN fact_ledger AS l ON l.biz_date = n.as_of
  UNION ALL
  SELECT COALESCE(a.org, '-'), CASE WHEN b.kind = 'CARD_OVERDRAFT' AND b.amount_minor < 0 THEN 'CARD_OVERPAID' ELSE b.kind END, COALESCE(a.ccy, 'CNY'), 0,
         CASE WHEN b.kind = 'CARD_OVERDRAFT' AND b.amount_minor < 0 THEN -b.amount_minor ELSE b.amount_minor END, 0
    FROM tonight AS n
    JOIN fact_balance AS b ON b.valid_from <= n.as_of AND b.valid_to > n.as_of
    LEFT JOIN accounts AS a ON a.account_id = b.account_id AND a.place = 1
   WHERE b.kind IN ('DEMAND', 'TIME', 'PENSION_CASH', 'LOAN_CONS_CREDIT', 'LOAN_CONS_SECURED', 'LOAN_MORTGAGE', 'LOAN_BUSINESS', 'CARD_OVERDRAFT')
  UNION ALL
  SELECT i.org, i.subject, i.ccy, 0, 0, i.amount_minor
    FROM tonight AS n
    JOIN ref_gl_items AS i ON i.valid_from <= n.as_of AND i.valid_to > n.as_of
)
SELECT n.as_of AS biz_date, c.org, c.subject, c.ccy, SUM(c.ledger_minor) AS ledger_minor, SUM(c.mart_minor) AS mart_minor, SUM(c.known_minor) AS known_minor,
       SUM(c.ledger_minor) - SUM(c.mart_minor) - SUM(c.known_minor) AS difference
  FROM tonight AS n
 CROSS JOIN cells AS c
 GROUP BY n.as_of, c.org, c.subject, c.ccy
