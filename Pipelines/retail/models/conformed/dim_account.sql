/*---
model: dim_account
title: The account dimension
zh: 账户维度
grain: one row per account and validity interval [valid_from, valid_to)
owner: data office
key: [account_id, valid_from]
refresh: by account_id
columns:
  account_id:    { type: integer, required: true, class: C2, zh: 账户标识, doc: "token of the account number" }
  family:        { type: text, required: true, zh: 账户大类, doc: "DEPOSIT, CARD, LOAN, WEALTH or POLICY" }
  acct_type:     { type: text, required: true, zh: 账户类型, doc: "type of a deposit or loan, else the family" }
  product_code:  { type: text, required: true, zh: 产品代码, doc: "of a card account that of its main card; WEALTH: see the positions" }
  ccy:           { type: text, required: true, zh: 币种 }
  branch_no:     { type: text, required: true, zh: 网点号, doc: "of cards, wealth and policies the main branch of the primary party when the account was opened; - where there is none" }
  open_date:     { type: text, required: true, zh: 开户日期 }
  close_date:    { type: text, zh: 销户日期 }
  status:        { type: text, required: true, zh: 账户状态, doc: "a card account is OPEN while any of its cards is not closed; of a policy its own status" }
  open_mode:     { type: text, zh: 开户方式 }
  manage_level:  { type: text, zh: 账户类别, doc: "class I, II or III of a deposit account" }
  protect_level: { type: integer, zh: 防护等级, doc: "0 to 3" }
  messenger:     { type: integer, zh: 信使 }
  tp_pay:        { type: integer, zh: 第三方支付 }
  contactless:   { type: integer, zh: 非接触, doc: "loans: 1 when signed without contact" }
  coll_type:     { type: text, zh: 押品类型 }
  pay_mode:      { type: text, zh: 缴费方式, doc: "policies: REGULAR or SINGLE" }
  valid_from:    { type: text, required: true, zh: 生效日, doc: "first day the row holds" }
  valid_to:      { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
  is_current:    { type: integer, required: true, zh: 当前有效, doc: "1 while the row holds" }
---*/
WITH loans AS (
  SELECT loan_no, loan_type, branch_no, start_date, status, contactless, coll_type, valid_from, valid_to,
         CASE WHEN LAG(valid_to) OVER w = valid_from AND LAG(loan_type) OVER w = loan_type AND LAG(branch_no) OVER w = branch_no
                   AND LAG(start_date) OVER w = start_date AND LAG(status) OVER w = status AND LAG(contactless) OVER w = contactless
                   AND LAG(coll_type) OVER w = coll_type THEN 0 ELSE 1 END AS opens
    FROM stg_loan_account
  WINDOW w AS (PARTITION BY loan_no ORDER BY valid_from)
), loan_islands AS (
  SELECT loan_no, loan_type, branch_no, start_date, status, contactless, coll_type, valid_from, valid_to,
         SUM(opens) OVER (PARTITION BY loan_no ORDER BY valid_from ROWS UNBOUNDED PRECEDING) AS island
    FROM loans
), policies AS (
  SELECT policy_no, product_code, issue_date, status, pay_mode, valid_from, valid_to,
         CASE WHEN LAG(valid_to) OVER w = valid_from AND LAG(product_code) OVER w = product_code AND LAG(issue_date) OVER w = issue_date
                   AND LAG(status) OVER w = status AND LAG(pay_mode) OVER w = pay_mode THEN 0 ELSE 1 END AS opens
    FROM stg_insurance_policy
  WINDOW w AS (PARTITION BY policy_no ORDER BY valid_from)
), policy_islands AS (
  SELECT policy_no, product_code, issue_date, status, pay_mode, valid_from, valid_to,
         SUM(opens) OVER (PARTITION BY policy_no ORDER BY valid_from ROWS UNBOUNDED PRECEDING) AS island
    FROM policies
), cards AS (
  SELECT card_acct_no AS account_id, card_no, product_code, holder, open_date, close_date, status, valid_from, valid_to
    FROM stg_card_account WHERE card_acct_no IS NOT NULL
), bounds AS (
  SELECT account_id, valid_from AS d FROM cards UNION SELECT account_id, valid_to AS d FROM cards
), spans AS (
  SELECT account_id, d AS valid_from, LEAD(d) OVER (PARTITION BY account_id ORDER BY d) AS valid_to FROM bounds
), card_accounts AS (
  SELECT s.account_id, s.valid_from, s.valid_to, c.product_code,
         ROW_NUMBER() OVER (PARTITION BY s.account_id, s.valid_from ORDER BY c.holder, c.open_date, c.card_no) AS place,
         MIN(c.open_date) OVER p AS open_date, MAX(c.close_date) OVER p AS close_date,
         MAX(CASE c.status WHEN 'CLOSED' THEN 0 ELSE 1 END) OVER p AS is_open
    FROM spans AS s
    JOIN cards AS c ON c.account_id = s.account_id AND c.valid_from <= s.valid_from AND c.valid_to > s.valid_from
   WHERE s.valid_to IS NOT NULL
  WINDOW p AS (PARTITION BY s.account_id, s.valid_from)
), owners AS (
  SELECT b.account_id, p.main_branch_no, ROW_NUMBER() OVER (PARTITION BY b.account_id ORDER BY b.valid_from, p.valid_from, p.party_id) AS place
    FROM bridge_account_party AS b
    JOIN dim_party AS p ON p.party_id = b.party_id AND p.valid_to > b.valid_from
   WHERE b.role = 'PRIMARY' AND b.src IN ('CARD', 'WLTH')
)
SELECT account_no AS account_id, 'DEPOSIT' AS family, acct_type, product_code, ccy, branch_no, open_date, close_date, status, open_mode,
       manage_level, protect_level, messenger, tp_pay, NULL AS contactless, NULL AS coll_type, NULL AS pay_mode, valid_from, valid_to, is_current
  FROM stg_deposit_account
UNION ALL
SELECT loan_no, 'LOAN', MIN(loan_type), MIN(loan_type), 'CNY', MIN(branch_no), MIN(start_date), NULL, MIN(status), NULL,
       NULL, NULL, NULL, NULL, MIN(contactless), MIN(coll_type), NULL, MIN(valid_from), MAX(valid_to), CASE WHEN MAX(valid_to) = '9999-12-31' THEN 1 ELSE 0 END
  FROM loan_islands GROUP BY loan_no, island
UNION ALL
SELECT c.account_id, 'CARD', 'CARD', c.product_code, 'CNY', COALESCE(o.main_branch_no, '-'), c.open_date,
       CASE c.is_open WHEN 0 THEN c.close_date END, CASE c.is_open WHEN 0 THEN 'CLOSED' ELSE 'OPEN' END, NULL,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, c.valid_from, c.valid_to, CASE WHEN c.valid_to = '9999-12-31' THEN 1 ELSE 0 END
  FROM card_accounts AS c LEFT JOIN owners AS o ON o.account_id = c.account_id AND o.place = 1 WHERE c.place = 1
UNION ALL
SELECT w.account_id, 'WEALTH', 'WEALTH', '-', 'CNY', COALESCE(o.main_branch_no, '-'), w.open_date, NULL, 'OPEN', NULL,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, w.open_date, '9999-12-31', 1
  FROM (SELECT wealth_acct_no AS account_id, MIN(valid_from) AS open_date FROM stg_wealth_position GROUP BY wealth_acct_no) AS w
  LEFT JOIN owners AS o ON o.account_id = w.account_id AND o.place = 1
UNION ALL
SELECT p.policy_no, 'POLICY', 'POLICY', MIN(p.product_code), 'CNY', COALESCE(MIN(o.main_branch_no), '-'), MIN(p.issue_date), NULL, MIN(p.status), NULL,
       NULL, NULL, NULL, NULL, NULL, NULL, MIN(p.pay_mode), MIN(p.valid_from), MAX(p.valid_to), CASE WHEN MAX(p.valid_to) = '9999-12-31' THEN 1 ELSE 0 END
  FROM policy_islands AS p
  LEFT JOIN owners AS o ON o.account_id = p.policy_no AND o.place = 1
 GROUP BY p.policy_no, p.island
