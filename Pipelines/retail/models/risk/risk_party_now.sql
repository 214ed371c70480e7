/*---
model: risk_party_now
title: One view of a customer's risk, as of tonight
zh: 统一风险视图（当日）
grain: one row per party
owner: risk
key: [party_id]
refresh: view
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
  as_of:             { type: text, required: true, zh: 时点 }
  worst_dpd:         { type: integer, required: true, class: C2, unit: days, additive: no, zh: 最大逾期天数, doc: "days from overdue_since to as_of; 0 where nothing is overdue" }
  fraud_open_cnt:    { type: integer, required: true, class: C2, unit: events, additive: semi, zh: 未处置欺诈事件数, doc: "confirmed, not taken back, of severity 3 and more, of the last 90 days, without a later freeze or report of its kind" }
  warning_cnt:       { type: integer, required: true, class: C2, unit: warnings, additive: semi, zh: 预警数, doc: "rules whose condition holds tonight, as in risk_warning" }
---*/
WITH warnings AS (
  SELECT party_id, COUNT(*) AS warning_cnt FROM risk_warning GROUP BY party_id
)
SELECT r.party_id, r.loan_fen, r.loan_primary_fen, r.card_fen, r.guarantee_fen, r.exposure_fen, r.limit_fen, r.limit_used_bp, r.collateral_fen,
       r.overdue_since, r.worst_bucket, r.grade, r.npl, r.fraud_cnt, r.household_grade, r.guarantor_grade, r.kyc_risk, r.manage_level_min, r.protect_level_min,
       c.as_of, COALESCE(t.day_no - d.day_no, 0) AS worst_dpd, COALESCE(f.fraud_open_cnt, 0) AS fraud_open_cnt, COALESCE(w.warning_cnt, 0) AS warning_cnt
  FROM risk_party AS r
 CROSS JOIN run_context AS c
  JOIN dim_date AS t ON t.date_id = c.as_of
  LEFT JOIN dim_date AS d ON d.date_id = r.overdue_since
  LEFT JOIN fraud_open AS f ON f.party_id = r.party_id
  LEFT JOIN warnings AS w ON w.party_id = r.party_id
