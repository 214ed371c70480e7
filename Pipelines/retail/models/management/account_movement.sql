/*---
model: account_movement
title: Movements of each account's balance and spend by branch and month
zh: 账户月度变动
grain: one row per account, branch and month in which its assets, debt or card spend moved
owner: management accounting
key: [account_id, branch_no, month]
cluster: [branch_no, month, account_id]   # read by branch and month, whole, every night
indexes: [[account_id]]
refresh: by account_id
columns:
  account_id: { type: integer, required: true, class: C2, zh: 账户标识 }
  branch_no:  { type: text, required: true, zh: 网点号, doc: "the account's branch of the day; - where it is not known" }
  month:      { type: text, required: true, zh: 月份, doc: "yyyy-mm" }
  aum_fen:    { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 资产变动 }
  debt_fen:   { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 负债变动 }
  spend_fen:  { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 消费金额, doc: "card spend less its reversals and refunds, by posting date" }
---*/
WITH homes AS (
  SELECT account_id, branch_no,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE valid_from END AS valid_from,
         LEAD(valid_from, 1, '9999-12-31') OVER w AS valid_to
    FROM dim_account
  WINDOW w AS (PARTITION BY account_id ORDER BY valid_from)
), sides(side) AS (
  VALUES (1), (-1)
), stocks AS (
  SELECT b.account_id, COALESCE(h.branch_no, '-') AS branch_no,
         CASE WHEN h.valid_from > b.valid_from THEN h.valid_from ELSE b.valid_from END AS begun_on,
         CASE WHEN h.valid_to < b.valid_to THEN h.valid_to ELSE b.valid_to END AS ended_on,
         CASE WHEN substr(b.kind, 1, 5) IN ('LOAN_', 'CARD_') THEN 0 ELSE b.amount_fen END AS aum_fen,
         CASE WHEN (substr(b.kind, 1, 5) = 'LOAN_' OR b.kind = 'CARD_OVERDRAFT') AND b.amount_fen > 0 THEN b.amount_fen ELSE 0 END AS debt_fen
    FROM fact_balance AS b
    LEFT JOIN homes AS h ON h.account_id = b.account_id AND h.valid_from < b.valid_to AND h.valid_to > b.valid_from
), moves AS (
  SELECT t.account_id, t.branch_no, CAST(substr(CASE s.side WHEN 1 THEN t.begun_on ELSE t.ended_on END, 1, 7) AS VARCHAR(7)) AS month,
         s.side * t.aum_fen AS aum_fen, s.side * t.debt_fen AS debt_fen, 0 AS spend_fen
    FROM stocks AS t
   CROSS JOIN sides AS s
   WHERE s.side = 1 OR t.ended_on < '9999-12-31'
  UNION ALL
  SELECT t.account_id, COALESCE(h.branch_no, '-'), CAST(substr(t.posted_on, 1, 7) AS VARCHAR(7)), 0, 0, t.signed_fen
    FROM fact_card_txn AS t
    LEFT JOIN homes AS h ON h.account_id = t.account_id AND h.valid_from <= t.posted_on AND h.valid_to > t.posted_on
   WHERE t.account_id IS NOT NULL AND t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE', 'PURCHASE_REV', 'REFUND')
)
SELECT account_id, branch_no, month, SUM(aum_fen) AS aum_fen, SUM(debt_fen) AS debt_fen, SUM(spend_fen) AS spend_fen
  FROM moves
 GROUP BY account_id, branch_no, month
