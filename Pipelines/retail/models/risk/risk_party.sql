/*---
model: risk_party
title: One view of a customer's risk
zh: 统一风险视图
grain: one row per party
owner: risk
key: [party_id]
refresh: by party_id
columns:
  party_id:          { type: integer, required: true, class: C2, zh: 客户标识 }
  loan_fen:          { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 贷款余额, doc: "loans borne as borrower or co-borrower, each whole" }
  loan_primary_fen:  { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 主借贷款余额, doc: "loans of the primary borrower; sums to the bank's loans" }
  card_fen:          { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 信用卡透支, doc: "the positive part" }
  guarantee_fen:     { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 保证余额, doc: "balances of the loans that the party guarantees" }
  exposure_fen:      { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 风险敞口, doc: "loans, card overdraft and guarantees" }
  limit_fen:         { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 授信额度, doc: "of the accounts that the party bears" }
  limit_used_bp:     { type: integer, class: C2, unit: bp, additive: no, zh: 额度使用率, doc: "loans and card overdraft against the limit, half up; NULL without a limit" }
  collateral_fen:    { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 押品价值, doc: "of the loans that the party bears" }
  overdue_since:     { type: text, class: C2, zh: 逾期起始日, doc: "the oldest of the accounts that the party bears" }
  worst_bucket:      { type: text, class: C2, zh: 最差逾期区间, doc: "NULL without an account" }
  grade:             { type: text, class: C2, zh: 最差五级分类, doc: "NULL without an account" }
  npl:               { type: integer, required: true, class: C2, zh: 不良, doc: "1: grade SUBSTANDARD, DOUBTFUL or LOSS" }
  fraud_cnt:         { type: integer, required: true, class: C2, unit: events, additive: semi, zh: 欺诈事件数, doc: "confirmed risk events that were not taken back" }
  household_grade:   { type: text, class: C2, zh: 家庭五级分类, doc: "the worst own grade of the other members of the household; one step only" }
  guarantor_grade:   { type: text, class: C2, zh: 保证人五级分类, doc: "the worst own grade of the guarantors of the party's loans; one step only" }
  kyc_risk:          { type: text, zh: 客户风险等级 }
  manage_level_min:  { type: text, zh: 最低账户类别, doc: "lowest class of the open deposit accounts; III is lower than I" }
  protect_level_min: { type: integer, zh: 最低防护等级, doc: "of the open deposit accounts" }
---*/
WITH people AS (
  SELECT party_id, kyc_risk, ROW_NUMBER() OVER (PARTITION BY party_id ORDER BY valid_from DESC) AS place FROM dim_party
), guaranteed AS (
  SELECT DISTINCT h.party_id, h.account_id, b.amount_fen
    FROM bridge_account_party AS h
    JOIN fact_balance AS b ON b.account_id = h.account_id AND b.valid_to = '9999-12-31' AND substr(b.kind, 1, 5) = 'LOAN_'
   WHERE h.is_current = 1 AND h.role = 'GUARANTOR' AND h.party_id IS NOT NULL
), given AS (
  SELECT party_id, SUM(amount_fen) AS guarantee_fen FROM guaranteed GROUP BY party_id
), guarantors AS (
  SELECT b.party_id, MAX(o.grade_rank) AS grade_rank
    FROM bridge_account_party AS h
    JOIN bridge_account_party AS b ON b.account_id = h.account_id AND b.is_current = 1 AND b.role IN ('PRIMARY', 'CO_BORROWER') AND b.party_id <> h.party_id
    JOIN party_debt AS o ON o.party_id = h.party_id
   WHERE h.is_current = 1 AND h.role = 'GUARANTOR'
   GROUP BY b.party_id
), families AS (
  SELECT m.party_id, MAX(CASE WHEN k.party_id <> m.party_id THEN o.grade_rank END) AS grade_rank
    FROM bridge_household_party AS m
    JOIN bridge_household_party AS k ON k.household_id = m.household_id AND k.is_current = 1
    JOIN party_debt AS o ON o.party_id = k.party_id
   WHERE m.is_current = 1
   GROUP BY m.party_id
), service AS (
  SELECT h.party_id, MAX(a.manage_level) AS manage_level_min, MIN(a.protect_level) AS protect_level_min
    FROM dim_account AS a
    JOIN bridge_account_party AS h ON h.account_id = a.account_id AND h.is_current = 1 AND h.share_bp > 0
   WHERE a.family = 'DEPOSIT' AND a.is_current = 1 AND a.status = 'OPEN' AND h.party_id IS NOT NULL
   GROUP BY h.party_id
), frauds AS (
  SELECT party_id, SUM(CASE confirmed WHEN 1 THEN net_cnt ELSE 0 END) AS fraud_cnt FROM fact_risk_event WHERE party_id IS NOT NULL GROUP BY party_id
), views AS (
  SELECT p.party_id, COALESCE(o.loan_fen, 0) AS loan_fen, COALESCE(o.loan_primary_fen, 0) AS loan_primary_fen, COALESCE(o.card_fen, 0) AS card_fen,
         COALESCE(g.guarantee_fen, 0) AS guarantee_fen, COALESCE(o.limit_fen, 0) AS limit_fen, COALESCE(o.collateral_fen, 0) AS collateral_fen,
         o.overdue_since, o.worst_bucket, o.grade_rank, u.grade_rank AS guarantor_rank, y.grade_rank AS household_rank, COALESCE(f.fraud_cnt, 0) AS fraud_cnt, p.kyc_risk, s.manage_level_min, s.protect_level_min,
         (o.loan_fen + o.card_fen) * 20000 + o.limit_fen AS used_num, NULLIF(2 * o.limit_fen, 0) AS used_den
    FROM people AS p
    LEFT JOIN party_debt AS o ON o.party_id = p.party_id
    LEFT JOIN given AS g ON g.party_id = p.party_id
    LEFT JOIN guarantors AS u ON u.party_id = p.party_id
    LEFT JOIN families AS y ON y.party_id = p.party_id
    LEFT JOIN frauds AS f ON f.party_id = p.party_id
    LEFT JOIN service AS s ON s.party_id = p.party_id
   WHERE p.place = 1
)
SELECT party_id, loan_fen, loan_primary_fen, card_fen, guarantee_fen, loan_fen + card_fen + guarantee_fen AS exposure_fen, limit_fen,
       CAST((used_num - used_num % used_den) / used_den AS BIGINT) AS limit_used_bp,
       collateral_fen, overdue_since, worst_bucket,
       CASE grade_rank WHEN 1 THEN 'PASS' WHEN 2 THEN 'SPECIAL_MENTION' WHEN 3 THEN 'SUBSTANDARD' WHEN 4 THEN 'DOUBTFUL' WHEN 5 THEN 'LOSS' END AS grade,
       CASE WHEN grade_rank >= 3 THEN 1 ELSE 0 END AS npl, fraud_cnt,
       CASE household_rank WHEN 1 THEN 'PASS' WHEN 2 THEN 'SPECIAL_MENTION' WHEN 3 THEN 'SUBSTANDARD' WHEN 4 THEN 'DOUBTFUL' WHEN 5 THEN 'LOSS' END AS household_grade,
       CASE guarantor_rank WHEN 1 THEN 'PASS' WHEN 2 THEN 'SPECIAL_MENTION' WHEN 3 THEN 'SUBSTANDARD' WHEN 4 THEN 'DOUBTFUL' WHEN 5 THEN 'LOSS' END AS guarantor_grade,
       kyc_risk, manage_level_min, protect_level_min
  FROM views
