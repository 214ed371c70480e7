/*---
model: dim_card
title: The card dimension
zh: 卡维度
grain: one row per card and validity interval [valid_from, valid_to)
owner: card centre
key: [card_id, valid_from]
indexes: [[account_id], [party_id]]
refresh: by card_id
columns:
  card_id:      { type: integer, required: true, class: C2, zh: 卡标识, doc: "token of the card number" }
  account_id:   { type: integer, class: C2, zh: 账户标识, doc: "token of the deposit or card account that the card draws on" }
  src:          { type: text, required: true, zh: 来源系统 }
  src_cust_id:  { type: integer, required: true, class: C2, zh: 源客户标识 }
  party_id:     { type: integer, class: C2, zh: 客户标识, doc: "holder of the card, whose number it is on valid_from; NULL while the holder is unknown (ORP-01)" }
  card_kind:    { type: text, required: true, zh: 卡种 }
  feature_code: { type: text, zh: 特色卡 }
  custom_face:  { type: integer, required: true, zh: 个性化卡面 }
  holder:       { type: text, required: true, zh: 主附卡, doc: "MAIN or SUPP" }
  status:       { type: text, required: true, zh: 卡状态 }
  valid_from:   { type: text, required: true, zh: 生效日, doc: "first day the row holds: the source's version, or the day on which its customer number goes to another person" }
  valid_to:     { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
  is_current:   { type: integer, required: true, zh: 当前有效, doc: "1 while the row holds" }
---*/
WITH held AS (                                         -- a version is cut where its number goes to another person
  SELECT c.card_no, c.account_no, c.card_acct_no, c.cust_no, a.party_id, c.card_kind, c.feature_code, c.custom_face, c.holder, c.status, c.valid_from, c.valid_to
    FROM stg_card_account AS c
    LEFT JOIN id_assignment AS a ON a.src = 'CARD' AND a.src_cust_id = c.cust_no AND a.valid_from <= c.valid_from AND a.valid_to > c.valid_from
  UNION ALL
  SELECT c.card_no, c.account_no, c.card_acct_no, c.cust_no, a.party_id, c.card_kind, c.feature_code, c.custom_face, c.holder, c.status, a.valid_from, c.valid_to
    FROM stg_card_account AS c
    JOIN id_assignment AS a ON a.src = 'CARD' AND a.src_cust_id = c.cust_no AND a.valid_from > c.valid_from AND a.valid_from < c.valid_to
), spans AS (
  SELECT card_no, account_no, card_acct_no, cust_no, party_id, card_kind, feature_code, custom_face, holder, status, valid_from,
         COALESCE(LEAD(valid_from) OVER (PARTITION BY card_no, valid_to ORDER BY valid_from), valid_to) AS valid_to
    FROM held
)
SELECT card_no AS card_id,
       COALESCE(account_no, card_acct_no) AS account_id,
       'CARD' AS src,
       cust_no AS src_cust_id,
       party_id, card_kind, feature_code, custom_face, holder, status, valid_from, valid_to,
       CASE WHEN valid_to = '9999-12-31' THEN 1 ELSE 0 END AS is_current
  FROM spans
