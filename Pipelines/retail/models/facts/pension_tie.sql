/*---
model: pension_tie
title: Cash of pension accounts against their events
zh: 养老金现金勾稽
grain: one row per account whose cash is not the sum of its events
owner: pension
key: [account_id]
refresh: by account_id
columns:
  account_id:       { type: integer, required: true, class: C2, zh: 账户标识 }
  cash_fen:         { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 账户现金, doc: "by the balances of core banking" }
  events_fen:       { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 事件净额, doc: "by the events of the pension system" }
  unreconciled_fen: { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 未勾稽金额, doc: "cash less events" }
---*/
WITH parts AS (
  SELECT account_id, amount_fen AS cash_fen, 0 AS events_fen FROM fact_balance WHERE kind = 'PENSION_CASH' AND valid_to = '9999-12-31'
  UNION ALL
  SELECT account_id, 0, signed_fen FROM fact_pension
), sums AS (
  SELECT account_id, SUM(cash_fen) AS cash_fen, SUM(events_fen) AS events_fen FROM parts GROUP BY account_id
)
SELECT account_id, cash_fen, events_fen, cash_fen - events_fen AS unreconciled_fen
  FROM sums
 WHERE cash_fen <> events_fen
