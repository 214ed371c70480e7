/*---
model: fact_instalment
title: Instalments of loans
zh: 还款计划事实
grain: one row per loan and period, as it stands now
owner: loan
key: [account_id, period_no]
refresh: by account_id
columns:
  account_id:  { type: integer, required: true, class: C2, zh: 账户标识 }
  period_no:   { type: integer, required: true, zh: 期次 }
  due_date:    { type: text, required: true, zh: 应还日期 }
  due_fen:     { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 应还金额, doc: "principal and interest" }
  paid_fen:    { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 已还金额 }
  paid_on:     { type: text, class: C2, zh: 还款日期 }
  state:       { type: text, required: true, zh: 还款状态, doc: "DUE, PART or PAID" }
  delivery_id: { type: integer, required: true, zh: 交付标识 }
  line_no:     { type: integer, required: true, zh: 行号 }
  late:        { type: integer, required: true, zh: 迟到, doc: "0: the plan has no window" }
---*/
SELECT loan_no AS account_id, period_no, due_date,
       due_principal_fen + due_interest_fen AS due_fen,
       paid_principal_fen + paid_interest_fen AS paid_fen,
       paid_on, state, delivery_id, line_no, 0 AS late
  FROM stg_loan_installment
 WHERE is_current = 1
