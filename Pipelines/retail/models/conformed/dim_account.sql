/*---
model: dim_account
title: The account dimension
zh: 账户维度
grain: one row per account and validity interval [valid_from, valid_to)
owner: data office
key: [account_id, valid_from]
refresh: by account_id
columns:
  account_id:   { type: integer, class: C2, zh: 账户标识, doc: "token of the account number" }
  family:       { type: text, required: true, zh: 账户大类, doc: "DEPOSIT behind a debit card, CARD behind a credit card" }
  acct_type:    { type: text, required: true, zh: 账户类型 }
  product_code: { type: text, required: true, zh: 产品代码, doc: "that of the main card" }
  ccy:          { type: text, required: true, zh: 币种 }
  branch_no:    { type: text, required: true, zh: 网点号, doc: "main branch of the primary party when the account became known; - where there is none" }
  open_date:    { type: text, required: true, zh: 开户日期, doc: "that of its first card" }
  close_date:   { type: text, zh: 销户日期 }
  status:       { type: text, required: true, zh: 账户状态, doc: "OPEN while any of its cards is not closed" }
  valid_from:   { type: text, zh: 生效日, doc: "first day the row holds" }
  valid_to:     { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
  is_current:   { type: integer, required: true, zh: 当前有效, doc: "1 while the row holds" }
---*/
WITH cards AS (
  SELECT COALESCE(account_no, card_acct_no) AS account_id, card_no, card_kind, product_code, holder, open_date, close_date, status, valid_from, valid_to
    FROM stg_card_account
   WHERE account_no IS NOT NULL OR card_acct_no IS NOT NULL
), bounds AS (
  SELECT account_id, valid_from AS d FROM cards
  UNION
  SELECT account_id, valid_to AS d FROM cards
), spans AS (
  SELECT account_id, d AS valid_from, LEAD(d) OVER (PARTITION BY account_id ORDER BY d) AS valid_to FROM bounds
), ranked AS (
  SELECT s.account_id, s.valid_from, s.valid_to, c.card_kind, c.product_code,
         ROW_NUMBER() OVER (PARTITION BY s.account_id, s.valid_from ORDER BY c.holder, c.open_date, c.card_no) AS place,
         MIN(c.open_date) OVER p AS open_date,
         MAX(c.close_date) OVER p AS close_date,
         MAX(CASE c.status WHEN 'CLOSED' THEN 0 ELSE 1 END) OVER p AS is_open
    FROM spans AS s
    JOIN cards AS c ON c.account_id = s.account_id AND c.valid_from <= s.valid_from AND c.valid_to > s.valid_from
   WHERE s.valid_to IS NOT NULL
  WINDOW p AS (PARTITION BY s.account_id, s.valid_from)
), owners AS (
  SELECT b.account_id, p.main_branch_no, ROW_NUMBER() OVER (PARTITION BY b.account_id ORDER BY b.valid_from, p.valid_from, p.party_id) AS place
    FROM bridge_account_party AS b
    JOIN dim_party AS p ON p.party_id = b.party_id AND p.valid_to > b.valid_from
   WHERE b.role = 'PRIMARY'
)
SELECT r.account_id,
       CASE r.card_kind WHEN 'CREDIT' THEN 'CARD' ELSE 'DEPOSIT' END AS family,
       CASE r.card_kind WHEN 'CREDIT' THEN 'CARD' ELSE 'DEMAND' END AS acct_type,
       r.product_code,
       'CNY' AS ccy,
       COALESCE(o.main_branch_no, '-') AS branch_no,
       r.open_date,
       CASE r.is_open WHEN 0 THEN r.close_date END AS close_date,
       CASE r.is_open WHEN 0 THEN 'CLOSED' ELSE 'OPEN' END AS status,
       r.valid_from, r.valid_to,
       CASE WHEN r.valid_to = '9999-12-31' THEN 1 ELSE 0 END AS is_current
  FROM ranked AS r
  LEFT JOIN owners AS o ON o.account_id = r.account_id AND o.place = 1
 WHERE r.place = 1
