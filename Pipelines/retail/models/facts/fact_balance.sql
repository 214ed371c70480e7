/*---
model: fact_balance
title: Balances by interval
zh: 余额事实
grain: one row per account, kind, product and interval [valid_from, valid_to) of a balance; what is 0 has no row
owner: data office
key: [account_id, kind, product_code, pension, valid_from]
refresh: by account_id
columns:
  account_id:   { type: integer, required: true, class: C2, zh: 账户标识 }
  kind:         { type: text, required: true, zh: 余额类别, doc: "a code of aum_kind, or a debt: LOAN_ and the loan type, CARD_OVERDRAFT, and CARD_INSTAL, a memo: the part of it in instalments, in no sum" }
  product_code: { type: text, required: true, zh: 产品代码, doc: "product of the deposit account, position or policy; loans: the loan type; cards: that of the main card" }
  pension:      { type: integer, required: true, zh: 个人养老金, doc: "1: held under the personal pension" }
  amount_fen:   { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 余额, doc: "in CNY, at the bank's own conversion" }
  amount_minor: { type: integer, required: true, class: C2, unit: minor, additive: semi, zh: 原币余额, doc: "in minor units of the account's currency" }
  valid_from:   { type: text, required: true, zh: 生效日, doc: "first day the balance holds at its end" }
  valid_to:     { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
  delivery_id:  { type: integer, required: true, zh: 交付标识, doc: "delivery of the row that began the interval" }
  line_no:      { type: integer, required: true, zh: 行号 }
  late:         { type: integer, required: true, zh: 迟到, doc: "1: delivered after its window; deposits and cards only" }
---*/
WITH accounts AS (
  SELECT account_id, MAX(CASE acct_type WHEN 'PENSION' THEN 'PENSION_CASH' ELSE acct_type END) AS kind, MAX(product_code) AS product_code
    FROM dim_account
   WHERE family IN ('DEPOSIT', 'CARD')
   GROUP BY account_id
), products AS (
  SELECT product_code, aum_kind, ROW_NUMBER() OVER (PARTITION BY product_code ORDER BY valid_from DESC) AS place FROM dim_product
), deposits AS (
  SELECT account_no, close_cny_fen, close_minor, biz_date, LEAD(biz_date, 1, '9999-12-31') OVER (PARTITION BY account_no ORDER BY biz_date) AS valid_to,
         delivery_id, line_no, late
    FROM stg_deposit_balance
), loans AS (
  SELECT loan_no, loan_type, balance_fen, valid_from, valid_to, delivery_id, line_no,
         CASE WHEN LAG(valid_to) OVER w = valid_from AND LAG(balance_fen) OVER w = balance_fen AND LAG(loan_type) OVER w = loan_type THEN 0 ELSE 1 END AS opens
    FROM stg_loan_account
  WINDOW w AS (PARTITION BY loan_no ORDER BY valid_from)
), loan_islands AS (
  SELECT loan_no, loan_type, balance_fen, valid_from, valid_to, delivery_id, line_no, opens,
         SUM(opens) OVER (PARTITION BY loan_no ORDER BY valid_from ROWS UNBOUNDED PRECEDING) AS island
    FROM loans
), overdrafts AS (
  SELECT card_acct_no, overdraft_fen, instal_fen, biz_date, LEAD(biz_date, 1, '9999-12-31') OVER w AS valid_to,
         LAG(instal_fen, 1, 0) OVER w AS before_fen, delivery_id, line_no, late
    FROM stg_credit_card_balance
  WINDOW w AS (PARTITION BY card_acct_no ORDER BY biz_date)
), instalments AS (
  SELECT card_acct_no, instal_fen, biz_date, LEAD(biz_date, 1, '9999-12-31') OVER (PARTITION BY card_acct_no ORDER BY biz_date) AS valid_to,
         delivery_id, line_no, late
    FROM overdrafts
   WHERE instal_fen <> before_fen
)
SELECT d.account_no AS account_id, COALESCE(a.kind, 'DEMAND') AS kind, COALESCE(a.product_code, '-') AS product_code, 0 AS pension,
       d.close_cny_fen AS amount_fen, d.close_minor AS amount_minor, d.biz_date AS valid_from, d.valid_to, d.delivery_id, d.line_no, d.late
  FROM deposits AS d
  LEFT JOIN accounts AS a ON a.account_id = d.account_no
 WHERE d.close_cny_fen <> 0 OR d.close_minor <> 0
UNION ALL
SELECT w.wealth_acct_no, COALESCE(p.aum_kind, 'WMP'), w.product_code, w.pension,
       w.value_fen, w.value_fen, w.valid_from, w.valid_to, w.delivery_id, w.line_no, 0
  FROM stg_wealth_position AS w
  LEFT JOIN products AS p ON p.product_code = w.product_code AND p.place = 1
 WHERE w.value_fen <> 0
UNION ALL
SELECT loan_no, 'LOAN_' || MIN(loan_type), MIN(loan_type), 0, MIN(balance_fen), MIN(balance_fen), MIN(valid_from), MAX(valid_to),
       MAX(CASE opens WHEN 1 THEN delivery_id END), MAX(CASE opens WHEN 1 THEN line_no END), 0
  FROM loan_islands
 WHERE balance_fen <> 0
 GROUP BY loan_no, island
UNION ALL
SELECT o.card_acct_no, 'CARD_OVERDRAFT', COALESCE(a.product_code, '-'), 0, o.overdraft_fen, o.overdraft_fen, o.biz_date, o.valid_to, o.delivery_id, o.line_no, o.late
  FROM overdrafts AS o
  LEFT JOIN accounts AS a ON a.account_id = o.card_acct_no
 WHERE o.overdraft_fen <> 0
UNION ALL
SELECT i.card_acct_no, 'CARD_INSTAL', COALESCE(a.product_code, '-'), 0, i.instal_fen, i.instal_fen, i.biz_date, i.valid_to, i.delivery_id, i.line_no, i.late
  FROM instalments AS i
  LEFT JOIN accounts AS a ON a.account_id = i.card_acct_no
 WHERE i.instal_fen <> 0
UNION ALL
SELECT policy_no, 'INSURANCE', product_code, 0, paid_premium_fen, paid_premium_fen, valid_from, valid_to, delivery_id, line_no, 0
  FROM stg_insurance_policy
 WHERE status = 'INFORCE' AND paid_premium_fen <> 0
