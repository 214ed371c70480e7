/*---
model: party_flow
title: What each party did on a day
zh: 客户日流量
grain: one row per party, day and source of the figure; of spend one row a transaction
owner: data office
key: [party_id, flow_on, flow, flow_id]
refresh: view
columns:
  party_id:   { type: integer, required: true, class: C2, zh: 客户标识 }
  flow_on:    { type: text, required: true, zh: 日期 }
  flow:       { type: text, required: true, zh: 来源, doc: "CARD, ORDER, EVENTS, TOUCH or TICKET" }
  flow_id:    { type: text, required: true, zh: 来源标识, doc: "the transaction, order, touch or ticket; - for the events of a day" }
  spend_fen:  { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 消费金额 }
  spend_cnt:  { type: integer, required: true, class: C2, unit: transactions, additive: yes, zh: 消费笔数 }
  order_fen:  { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 申购金额, doc: "confirmed purchases of wealth products" }
  login_days: { type: integer, required: true, unit: days, additive: yes, zh: 登录天数, doc: "1 on a day with a login" }
  touch_cnt:  { type: integer, required: true, unit: touches, additive: yes, zh: 触客次数, doc: "1 for a delivered touch of arm T" }
  complaint_cnt: { type: integer, required: true, unit: tickets, additive: yes, zh: 投诉件数, doc: "1 for a complaint opened" }
---*/
WITH holders AS (
  SELECT card_id, party_id,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE valid_from END AS valid_from,
         LEAD(valid_from, 1, '9999-12-31') OVER w AS valid_to
    FROM dim_card
  WINDOW w AS (PARTITION BY card_id ORDER BY valid_from)
), owners AS (
  SELECT account_id, party_id,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE valid_from END AS valid_from,
         LEAD(valid_from, 1, '9999-12-31') OVER w AS valid_to
    FROM bridge_account_party
   WHERE src = 'WLTH' AND role = 'PRIMARY'
  WINDOW w AS (PARTITION BY account_id ORDER BY valid_from, src_cust_id)
)
SELECT h.party_id, t.posted_on AS flow_on, 'CARD' AS flow, t.txn_id AS flow_id,
       CASE WHEN t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE', 'PURCHASE_REV', 'REFUND') THEN t.signed_fen ELSE 0 END AS spend_fen,
       CASE WHEN t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE') THEN 1 ELSE 0 END AS spend_cnt,
       0 AS order_fen, 0 AS login_days, 0 AS touch_cnt, 0 AS complaint_cnt
  FROM fact_card_txn AS t
  JOIN holders AS h ON h.card_id = t.card_id AND h.valid_from <= t.posted_on AND h.valid_to > t.posted_on
 WHERE h.party_id IS NOT NULL
UNION ALL
SELECT h.party_id, o.biz_date, 'ORDER', o.order_no, 0, 0, CASE WHEN o.side = 'BUY' AND o.state = 'CONFIRMED' THEN o.amount_fen ELSE 0 END, 0, 0, 0
  FROM fact_order AS o
  JOIN owners AS h ON h.account_id = o.account_id AND h.valid_from <= o.biz_date AND h.valid_to > o.biz_date
 WHERE h.party_id IS NOT NULL
UNION ALL
SELECT party_id, biz_date, 'EVENTS', '-', 0, 0, 0, MAX(CASE event_type WHEN 'LOGIN' THEN 1 ELSE 0 END), 0, 0
  FROM fact_channel_event
 WHERE party_id IS NOT NULL
 GROUP BY party_id, biz_date
UNION ALL
SELECT party_id, biz_date, 'TOUCH', touch_id, 0, 0, 0, 0, CASE WHEN arm = 'T' AND delivered = 1 THEN 1 ELSE 0 END, 0
  FROM fact_touch
 WHERE party_id IS NOT NULL
UNION ALL
SELECT party_id, opened_on, 'TICKET', ticket_no, 0, 0, 0, 0, 0, 1
  FROM fact_complaint
 WHERE party_id IS NOT NULL
