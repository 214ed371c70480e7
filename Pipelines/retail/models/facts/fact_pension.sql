/*---
model: fact_pension
title: Events of personal pensions
zh: 个人养老金事实
grain: one row per event
owner: pension
key: [event_id]
indexes: [[account_id, biz_date]]
refresh: by account_id
columns:
  event_id:     { type: text, required: true, zh: 事件标识 }
  account_id:   { type: integer, required: true, class: C2, zh: 账户标识 }
  kind:         { type: text, required: true, zh: 事件类型 }
  amount_fen:   { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 金额, doc: "never negative" }
  signed_fen:   { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 带符号金额, doc: "as it moves the cash of the account" }
  tax_year:     { type: integer, required: true, zh: 税务年度 }
  product_code: { type: text, zh: 产品代码 }
  biz_date:     { type: text, required: true, zh: 业务日期 }
  delivery_id:  { type: integer, required: true, zh: 交付标识 }
  line_no:      { type: integer, required: true, zh: 行号 }
  late:         { type: integer, required: true, zh: 迟到, doc: "1: delivered after its window" }
---*/
SELECT e.event_id, e.account_no AS account_id, e.kind, e.amount_fen, e.amount_fen * s.value AS signed_fen, e.tax_year, e.product_code, e.biz_date,
       e.delivery_id, e.line_no, e.late
  FROM stg_pension_event AS e
  JOIN dim_code AS s ON s.list = 'pension_kind' AND s.code = e.kind AND s.valid_from <= e.biz_date AND s.valid_to > e.biz_date
