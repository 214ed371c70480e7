/*---
model: bridge_account_party
title: Holders of accounts
zh: 账户客户关系
grain: one row per account, source customer number, role and validity interval [valid_from, valid_to)
owner: data office
key: [account_id, src, src_cust_id, role, valid_from]
indexes: [[party_id]]
refresh: by account_id
columns:
  account_id:  { type: integer, class: C2, zh: 账户标识 }
  src:         { type: text, zh: 来源系统 }
  src_cust_id: { type: integer, class: C2, zh: 源客户标识 }
  party_id:    { type: integer, class: C2, zh: 客户标识, doc: "NULL while the holder is unknown (ORP-01)" }
  role:        { type: text, zh: 角色, doc: "PRIMARY or SUPP" }
  share_bp:    { type: integer, required: true, unit: bp, zh: 份额, doc: "share of the account; those of an account sum to 10,000 on every day" }
  valid_from:  { type: text, zh: 生效日, doc: "first day the row holds" }
  valid_to:    { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
  is_current:  { type: integer, required: true, zh: 当前有效, doc: "1 while the row holds" }
---*/
WITH cards AS (
  SELECT account_id, src, src_cust_id, party_id, CASE holder WHEN 'MAIN' THEN 'PRIMARY' ELSE holder END AS role,
         card_id, valid_from, valid_to,
         FIRST_VALUE(src_cust_id) OVER (PARTITION BY account_id, holder ORDER BY valid_from, card_id) AS first_number
    FROM dim_card
   WHERE account_id IS NOT NULL
), holding AS (
  SELECT account_id, src, src_cust_id, party_id, role, card_id, valid_from, valid_to
    FROM cards
   WHERE role <> 'PRIMARY' OR src_cust_id = first_number
), reached AS (
  SELECT account_id, src, src_cust_id, party_id, role, card_id, valid_from, valid_to,
         MAX(valid_to) OVER (PARTITION BY account_id, src, src_cust_id, role, party_id ORDER BY valid_from, card_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS held_to
    FROM holding
), islands AS (
  SELECT account_id, src, src_cust_id, party_id, role, valid_from, valid_to,
         SUM(CASE WHEN held_to >= valid_from THEN 0 ELSE 1 END) OVER (PARTITION BY account_id, src, src_cust_id, role, party_id ORDER BY valid_from, card_id ROWS UNBOUNDED PRECEDING) AS island
    FROM reached
)
SELECT account_id, src, src_cust_id, party_id, role,
       CASE role WHEN 'PRIMARY' THEN 10000 ELSE 0 END AS share_bp,
       MIN(valid_from) AS valid_from, MAX(valid_to) AS valid_to,
       CASE WHEN MAX(valid_to) = '9999-12-31' THEN 1 ELSE 0 END AS is_current
  FROM islands
 GROUP BY account_id, src, src_cust_id, party_id, role, island
