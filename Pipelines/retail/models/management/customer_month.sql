/*---
model: customer_month
title: Each customer's month in figures
zh: 客户月度汇总
grain: one row per party and month in which something happened
owner: data office
key: [party_id, month]
refresh: by party_id
columns:
  party_id:  { type: integer, class: C2, zh: 客户标识 }
  month:     { type: text, zh: 月份, doc: "yyyy-mm" }
  upto:      { type: text, required: true, zh: 截至日, doc: "latest day of the month on which a row of the party lies" }
  spend_fen: { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 消费金额, doc: "purchases less their reversals and refunds, with the cardholder, by posting date" }
  spend_cnt: { type: integer, required: true, class: C2, unit: transactions, additive: yes, zh: 消费笔数, doc: "purchases" }
---*/
WITH holders AS (
  SELECT card_id, party_id,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE valid_from END AS valid_from,
         LEAD(valid_from, 1, '9999-12-31') OVER w AS valid_to
    FROM dim_card
  WINDOW w AS (PARTITION BY card_id ORDER BY valid_from)
)
SELECT h.party_id,
       substr(t.posted_on, 1, 7) AS month,
       MAX(t.posted_on) AS upto,
       SUM(t.signed_fen) AS spend_fen,
       SUM(CASE WHEN t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE') THEN 1 ELSE 0 END) AS spend_cnt
  FROM fact_card_txn AS t
  JOIN holders AS h ON h.card_id = t.card_id AND h.valid_from <= t.posted_on AND h.valid_to > t.posted_on
 WHERE t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE', 'PURCHASE_REV', 'REFUND') AND h.party_id IS NOT NULL
 GROUP BY h.party_id, substr(t.posted_on, 1, 7)
