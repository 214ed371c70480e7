/*---
model: party_balance
title: Each party's part of every balance
zh: 客户余额
grain: one row per party, account, kind, product and interval; the parts of a balance sum to the whole
owner: data office
key: [party_id, account_id, kind, product_code, pension, valid_from]
refresh: view
columns:
  party_id:     { type: integer, required: true, class: C2, zh: 客户标识 }
  account_id:   { type: integer, required: true, class: C2, zh: 账户标识 }
  kind:         { type: text, required: true, zh: 余额类别 }
  product_code: { type: text, required: true, zh: 产品代码 }
  pension:      { type: integer, required: true, zh: 个人养老金 }
  amount_fen:   { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 余额, doc: "a joint holder's share rounded down; the primary holder has the rest" }
  valid_from:   { type: text, required: true, zh: 生效日 }
  valid_to:     { type: text, required: true, zh: 失效日 }
---*/
SELECT h.party_id, b.account_id, b.kind, b.product_code, b.pension,
       CASE WHEN h.share_bp = 10000 THEN b.amount_fen
            WHEN h.role = 'PRIMARY'
            THEN b.amount_fen - CAST((b.amount_fen * (10000 - h.share_bp) - b.amount_fen * (10000 - h.share_bp) % 10000) / 10000 AS BIGINT)
            ELSE CAST((b.amount_fen * h.share_bp - b.amount_fen * h.share_bp % 10000) / 10000 AS BIGINT) END AS amount_fen,
       CASE WHEN h.valid_from > b.valid_from THEN h.valid_from ELSE b.valid_from END AS valid_from,
       CASE WHEN h.valid_to < b.valid_to THEN h.valid_to ELSE b.valid_to END AS valid_to
  FROM fact_balance AS b
  JOIN bridge_account_party AS h ON h.account_id = b.account_id AND h.valid_from < b.valid_to AND h.valid_to > b.valid_from
 WHERE h.share_bp > 0
   -- The plus keeps SQLite from reading the bank's balances in the order of their parties, three times as long.
   AND +h.party_id IS NOT NULL
