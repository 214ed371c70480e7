/*---
model: party_debt
title: What each party owes
zh: 客户自身债务
grain: one row per party that bears a loan or a card account as primary or co-borrower
owner: risk
key: [party_id]
refresh: by party_id
columns:
  party_id:         { type: integer, required: true, class: C2, zh: 客户标识 }
  loan_fen:         { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 贷款余额, doc: "each loan whole, also for a co-borrower" }
  loan_primary_fen: { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 主借贷款余额 }
  card_fen:         { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 信用卡透支, doc: "the positive part" }
  limit_fen:        { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 授信额度 }
  collateral_fen:   { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 押品价值 }
  overdue_since:    { type: text, class: C2, zh: 逾期起始日 }
  worst_bucket:     { type: text, class: C2, zh: 最差逾期区间 }
  grade_rank:       { type: integer, class: C2, zh: 最差五级分类序号, doc: "1 pass to 5 loss" }
---*/
WITH borne AS (
  SELECT party_id, account_id, MAX(CASE role WHEN 'PRIMARY' THEN 1 ELSE 0 END) AS is_primary
    FROM bridge_account_party
   WHERE is_current = 1 AND role IN ('PRIMARY', 'CO_BORROWER') AND src IN ('LOAN', 'CARD') AND party_id IS NOT NULL
   GROUP BY party_id, account_id
), debts AS (
  SELECT account_id, SUM(CASE WHEN kind = 'CARD_OVERDRAFT' THEN 0 ELSE amount_fen END) AS loan_fen,
         SUM(CASE WHEN kind = 'CARD_OVERDRAFT' AND amount_fen > 0 THEN amount_fen ELSE 0 END) AS card_fen
    FROM fact_balance
   WHERE valid_to = '9999-12-31' AND (substr(kind, 1, 5) = 'LOAN_' OR kind = 'CARD_OVERDRAFT')
   GROUP BY account_id
), states AS (
  SELECT s.account_id, s.overdue_since, s.bucket, s.limit_fen, s.coll_value_fen, g.sort_no AS grade_rank
    FROM fact_loan_state AS s
    JOIN dim_code AS g ON g.list = 'five_class' AND g.code = s.grade AND g.valid_to = '9999-12-31'
   WHERE s.valid_to = '9999-12-31'
)
SELECT b.party_id, SUM(COALESCE(d.loan_fen, 0)) AS loan_fen,
       SUM(CASE b.is_primary WHEN 1 THEN COALESCE(d.loan_fen, 0) ELSE 0 END) AS loan_primary_fen,
       SUM(COALESCE(d.card_fen, 0)) AS card_fen, SUM(COALESCE(s.limit_fen, 0)) AS limit_fen,
       SUM(COALESCE(s.coll_value_fen, 0)) AS collateral_fen,
       MIN(s.overdue_since) AS overdue_since, MAX(s.bucket) AS worst_bucket, MAX(s.grade_rank) AS grade_rank
  FROM borne AS b
  LEFT JOIN debts AS d ON d.account_id = b.account_id
  LEFT JOIN states AS s ON s.account_id = b.account_id
 GROUP BY b.party_id
