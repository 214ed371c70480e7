/*---
model: fact_card_flow
title: Movements of credit card accounts
zh: 信用卡账户流水
grain: one row per card account and day on which it changed
owner: card centre
key: [account_id, biz_date]
refresh: by account_id
columns:
  account_id:  { type: integer, required: true, class: C2, zh: 账户标识 }
  biz_date:    { type: text, required: true, zh: 业务日期 }
  spend_fen:   { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 消费金额, doc: "less reversals and refunds" }
  repay_fen:   { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 还款金额 }
  other_fen:   { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 其他变动, doc: "cash, fees, interest, adjustments; of the first row the overdraft before the files began" }
  stmt:        { type: integer, required: true, zh: 出账, doc: "1: a statement was drawn" }
  stmt_fen:    { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 账单金额, doc: "0 without a statement" }
  min_due_fen: { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 最低还款额, doc: "of the statement; 0 without one" }
  delivery_id: { type: integer, required: true, zh: 交付标识 }
  line_no:     { type: integer, required: true, zh: 行号 }
  late:        { type: integer, required: true, zh: 迟到, doc: "1: delivered after its window" }
---*/
SELECT card_acct_no AS account_id, biz_date, spend_fen, repay_fen, other_fen, stmt,
       CASE stmt WHEN 1 THEN COALESCE(stmt_fen, 0) ELSE 0 END AS stmt_fen,
       CASE stmt WHEN 1 THEN COALESCE(min_due_fen, 0) ELSE 0 END AS min_due_fen,
       delivery_id, line_no, late
  FROM stg_credit_card_balance
