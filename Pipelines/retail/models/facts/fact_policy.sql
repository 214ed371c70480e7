/*---
model: fact_policy
title: Insurance policies
zh: 保单事实
grain: one row per policy and validity interval [valid_from, valid_to)
owner: insurance
key: [account_id, valid_from]
indexes: [[issue_date]]
refresh: by account_id
columns:
  account_id:       { type: integer, required: true, class: C2, zh: 账户标识, doc: "token of the policy number" }
  product_code:     { type: text, required: true, zh: 产品代码 }
  pay_mode:         { type: text, required: true, zh: 缴费方式, doc: "REGULAR over years, SINGLE at once" }
  pay_years:        { type: integer, required: true, unit: years, zh: 缴费年期 }
  premium_fen:      { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 年缴保费 }
  paid_premium_fen: { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 已缴保费 }
  cover_fen:        { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 保额 }
  issue_date:       { type: text, required: true, zh: 承保日期 }
  status:           { type: text, required: true, zh: 保单状态, doc: "INFORCE, LAPSED, SURRENDERED, CANCELLED or MATURED" }
  valid_from:       { type: text, required: true, zh: 生效日, doc: "first day the row holds" }
  valid_to:         { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
  delivery_id:      { type: integer, required: true, zh: 交付标识 }
  line_no:          { type: integer, required: true, zh: 行号 }
  late:             { type: integer, required: true, zh: 迟到, doc: "0: policies are sent again as they change" }
---*/
SELECT policy_no AS account_id, product_code, pay_mode, pay_years, premium_fen, paid_premium_fen, cover_fen, issue_date, status,
       valid_from, valid_to, delivery_id, line_no, 0 AS late
  FROM stg_insurance_policy
