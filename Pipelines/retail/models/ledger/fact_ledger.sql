/*---
model: fact_ledger
title: Balances of the ledger
zh: 总账余额事实
grain: one row per day, organisation, subject and currency
owner: core finance
key: [biz_date, org, subject, ccy]
refresh: full
columns:
  biz_date:      { type: text, required: true, zh: 业务日期 }
  org:           { type: text, required: true, zh: 机构, doc: "province of the account's branch; 00 for the card centre" }
  subject:       { type: text, required: true, zh: 科目 }
  ccy:           { type: text, required: true, zh: 币种 }
  debit_minor:   { type: integer, required: true, unit: minor, additive: yes, zh: 借方发生额, doc: "since the delivery before" }
  credit_minor:  { type: integer, required: true, unit: minor, additive: yes, zh: 贷方发生额, doc: "since the delivery before" }
  balance_minor: { type: integer, required: true, unit: minor, additive: semi, zh: 余额, doc: "in the subject's normal direction" }
  delivery_id:   { type: integer, required: true, zh: 交付标识 }
  line_no:       { type: integer, required: true, zh: 行号 }
  late:          { type: integer, required: true, zh: 迟到, doc: "0: a snapshot has no window" }
---*/
SELECT date AS biz_date, org, subject, ccy, debit_minor, credit_minor, balance_minor, delivery_id, line_no, 0 AS late
  FROM stg_gl_balance
