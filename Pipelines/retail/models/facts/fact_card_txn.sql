/*---
model: fact_card_txn
title: Card transactions
zh: 卡交易事实
grain: one row per transaction
owner: card centre
key: [txn_id]
cluster: [card_id, posted_on]
refresh: by card_id
columns:
  txn_id:          { type: text, required: true, zh: 交易流水号 }
  card_id:         { type: integer, required: true, class: C2, zh: 卡标识 }
  account_id:      { type: integer, class: C2, zh: 账户标识, doc: "through dim_card on the posting date; NULL while the card is unknown (ORP-01)" }
  posted_on:       { type: text, required: true, zh: 入账日期, doc: "the date by which spend is counted" }
  card_kind:       { type: text, required: true, zh: 卡种 }
  txn_type:        { type: text, required: true, zh: 交易类型 }
  amount_fen:      { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 金额, doc: "always positive" }
  signed_fen:      { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 带符号金额, doc: "amount with the sign of its type" }
  ccy:             { type: text, required: true, zh: 币种 }
  mcc:             { type: text, zh: 商户类别码 }
  campaign_code:   { type: text, zh: 活动代码 }
  overseas:        { type: integer, required: true, zh: 境外, doc: "1: abroad" }
  reverses_txn_id: { type: text, zh: 被冲正流水号 }
  delivery_id:     { type: integer, required: true, zh: 交付标识 }
  line_no:         { type: integer, required: true, zh: 行号, doc: "line of the delivered file" }
  late:            { type: integer, required: true, zh: 迟到, doc: "1: delivered after its window" }
---*/
WITH cards AS (
  SELECT card_id, account_id,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE valid_from END AS valid_from,
         LEAD(valid_from, 1, '9999-12-31') OVER w AS valid_to
    FROM dim_card
  WINDOW w AS (PARTITION BY card_id ORDER BY valid_from)
)
SELECT t.txn_id,
       t.card_no AS card_id,
       c.account_id,
       t.posted_on, t.card_kind, t.txn_type, t.amount_fen,
       t.amount_fen * s.value AS signed_fen,
       t.ccy, t.mcc, t.campaign_code, t.overseas, t.reverses_txn_id,
       t.delivery_id, t.line_no, t.late
  FROM stg_card_txn AS t
  JOIN dim_code AS s ON s.list = 'txn_type' AND s.code = t.txn_type AND s.valid_from <= t.posted_on AND s.valid_to > t.posted_on
  LEFT JOIN cards AS c ON c.card_id = t.card_no AND c.valid_from <= t.posted_on AND c.valid_to > t.posted_on
