/*---
model: ledger_tie
title: The ledger against the accounts
zh: 总分核对
grain: one row per organisation, subject, currency and day of the ledger, of the last 35 days
owner: core finance
key: [biz_date, org, subject, ccy]
refresh: full
columns:
  biz_date:     { type: text, required: true, zh: 业务日期 }
  org:          { type: text, required: true, zh: 机构, doc: "province of the account's branch; 00 for the card centre; - for accounts without a known branch" }
  subject:      { type: text, required: true, zh: 科目, declassify: "a code of the ledger, not an amount" }
  ccy:          { type: text, required: true, zh: 币种 }
  ledger_minor: { type: integer, required: true, unit: minor, additive: semi, zh: 总账余额 }
  mart_minor:   { type: integer, required: true, unit: minor, additive: semi, zh: 分户余额, declassify: "a sum over the accounts of a province" }
  known_minor:  { type: integer, required: true, unit: minor, additive: semi, zh: 已知差异, doc: "dated items of gl_items.csv" }
  difference:   { type: integer, required: true, unit: minor, additive: semi, zh: 差额, declassify: "a sum over the accounts of a province", doc: "ledger less accounts less what is known" }
---*/
WITH days AS (
  SELECT DISTINCT l.biz_date
    FROM fact_ledger AS l
    JOIN dim_date AS d ON d.date_id = l.biz_date
   CROSS JOIN run_context AS c
    JOIN dim_date AS t ON t.date_id = c.as_of
   WHERE t.day_no - d.day_no BETWEEN 0 AND 35
), first_day AS (
  SELECT MIN(biz_date) AS day FROM days
), branches AS (
  SELECT facility_no, CAST(substr(region_code, 1, 2) AS VARCHAR(2)) AS org, ROW_NUMBER() OVER (PARTITION BY facility_no ORDER BY valid_from DESC) AS place
    FROM dim_facility
), balances AS (
  SELECT CASE WHEN a.family = 'CARD' THEN '00' ELSE COALESCE(o.org, '-') END AS org,
         CASE WHEN b.kind = 'CARD_OVERDRAFT' AND b.amount_minor < 0 THEN 'CARD_OVERPAID' ELSE b.kind END AS subject,
         COALESCE(a.ccy, 'CNY') AS ccy, CASE WHEN b.kind = 'CARD_OVERDRAFT' AND b.amount_minor < 0 THEN -b.amount_minor ELSE b.amount_minor END AS amount,
         CASE WHEN b.valid_from < f.day THEN f.day ELSE b.valid_from END AS valid_from, b.valid_to
    FROM first_day AS f
   CROSS JOIN fact_balance AS b
    LEFT JOIN dim_account AS a ON a.account_id = b.account_id AND a.family IN ('DEPOSIT', 'LOAN', 'CARD')
    LEFT JOIN dim_account AS n ON n.account_id = a.account_id AND n.valid_from > a.valid_from AND n.family IN ('DEPOSIT', 'LOAN', 'CARD')
    LEFT JOIN branches AS o ON o.facility_no = a.branch_no AND o.place = 1
   WHERE b.valid_to > f.day AND b.amount_minor <> 0
     AND b.kind IN ('DEMAND', 'TIME', 'PENSION_CASH', 'LOAN_CONS_CREDIT', 'LOAN_CONS_SECURED', 'LOAN_MORTGAGE', 'LOAN_BUSINESS', 'CARD_OVERDRAFT')
     AND n.account_id IS NULL                         -- no later version than a: ranking all by a window made this model a third longer
), moves AS (
  SELECT org, subject, ccy, valid_from AS day, SUM(amount) AS amount FROM balances GROUP BY org, subject, ccy, valid_from
  UNION ALL
  SELECT org, subject, ccy, valid_to, -SUM(amount) FROM balances WHERE valid_to < '9999-12-31' GROUP BY org, subject, ccy, valid_to
), cells AS (
  SELECT DISTINCT org, subject, ccy FROM moves
), marks AS (
  SELECT m.org, m.subject, m.ccy, m.day, m.amount, 0 AS is_mark FROM moves AS m
  UNION ALL
  SELECT c.org, c.subject, c.ccy, d.biz_date, 0, 1 FROM cells AS c CROSS JOIN days AS d
), sums AS (
  SELECT org, subject, ccy, day, is_mark, SUM(amount) OVER (PARTITION BY org, subject, ccy ORDER BY day, is_mark ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS amount
    FROM marks
), parts AS (
  SELECT biz_date, org, subject, ccy, balance_minor AS ledger_minor, 0 AS mart_minor, 0 AS known_minor
    FROM fact_ledger
   WHERE biz_date IN (SELECT d.biz_date FROM days AS d)
  UNION ALL
  SELECT day, org, subject, ccy, 0, amount, 0 FROM sums WHERE is_mark = 1 AND amount <> 0
  UNION ALL
  SELECT d.biz_date, i.org, i.subject, i.ccy, 0, 0, i.amount_minor
    FROM days AS d
    JOIN ref_gl_items AS i ON i.valid_from <= d.biz_date AND i.valid_to > d.biz_date
)
SELECT biz_date, org, subject, ccy, SUM(ledger_minor) AS ledger_minor, SUM(mart_minor) AS mart_minor, SUM(known_minor) AS known_minor,
       SUM(ledger_minor) - SUM(mart_minor) - SUM(known_minor) AS difference
  FROM parts
 GROUP BY biz_date, org, subject, ccy
