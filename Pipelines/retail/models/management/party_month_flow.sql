/*---
model: party_month_flow
title: What each party did in a month
zh: 客户月度流量
grain: one row per party, month and source of the figure
owner: data office
key: [party_id, month, flow]
refresh: view
columns:
  party_id:   { type: integer, required: true, class: C2, zh: 客户标识 }
  month:      { type: text, required: true, zh: 月份, doc: "yyyy-mm" }
  flow:       { type: text, required: true, zh: 来源, doc: "SPEND, EVENT or TOUCH" }
  upto:       { type: text, required: true, zh: 截至日, doc: "latest day with a row" }
  spend_fen:  { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 消费金额 }
  spend_cnt:  { type: integer, required: true, class: C2, unit: transactions, additive: yes, zh: 消费笔数 }
  login_days: { type: integer, required: true, class: C2, unit: days, additive: yes, zh: 登录天数 }
  touch_cnt:  { type: integer, required: true, class: C2, unit: touches, additive: yes, zh: 触客次数 }
---*/
WITH holders AS (
  SELECT card_id, party_id,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE valid_from END AS valid_from,
         LEAD(valid_from, 1, '9999-12-31') OVER w AS valid_to
    FROM dim_card
  WINDOW w AS (PARTITION BY card_id ORDER BY valid_from)
)
SELECT h.party_id, CAST(substr(t.posted_on, 1, 7) AS VARCHAR(7)) AS month, 'SPEND' AS flow, MAX(t.posted_on) AS upto,
       SUM(CASE WHEN t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE', 'PURCHASE_REV', 'REFUND') THEN t.signed_fen ELSE 0 END) AS spend_fen,
       SUM(CASE WHEN t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE') THEN 1 ELSE 0 END) AS spend_cnt,
       0 AS login_days, 0 AS touch_cnt
  FROM fact_card_txn AS t
  JOIN holders AS h ON h.card_id = t.card_id AND h.valid_from <= t.posted_on AND h.valid_to > t.posted_on
 WHERE h.party_id IS NOT NULL
 GROUP BY h.party_id, substr(t.posted_on, 1, 7)
UNION ALL
SELECT party_id, CAST(substr(biz_date, 1, 7) AS VARCHAR(7)), 'EVENT', MAX(biz_date), 0, 0,
       COUNT(DISTINCT CASE event_type WHEN 'LOGIN' THEN biz_date END), 0
  FROM fact_channel_event
 WHERE party_id IS NOT NULL
 GROUP BY party_id, substr(biz_date, 1, 7)
UNION ALL
SELECT party_id, CAST(substr(biz_date, 1, 7) AS VARCHAR(7)), 'TOUCH', MAX(biz_date), 0, 0, 0,
       SUM(CASE WHEN arm = 'T' AND delivered = 1 THEN 1 ELSE 0 END)
  FROM fact_touch
 WHERE party_id IS NOT NULL
 GROUP BY party_id, substr(biz_date, 1, 7)
