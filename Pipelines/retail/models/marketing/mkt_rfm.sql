/*---
model: mkt_rfm
title: Recency, frequency and value of card spend
zh: 消费客群
grain: one row per party that purchased by card in the last 365 days
owner: marketing
key: [party_id]
refresh: full        # quintiles over all persons, in a window that moves every night
columns:
  party_id:      { type: integer, required: true, class: C2, zh: 客户标识 }
  recency_days:  { type: integer, required: true, class: C2, unit: days, additive: no, zh: 最近消费距今天数 }
  frequency_cnt: { type: integer, required: true, class: C2, unit: transactions, additive: yes, zh: 消费笔数, doc: "purchases" }
  monetary_fen:  { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 消费金额, doc: "purchases less their reversals and refunds" }
  r:             { type: integer, required: true, class: C2, zh: 近度分, doc: "quintile, 5 = most recent" }
  f:             { type: integer, required: true, class: C2, zh: 频度分, doc: "quintile, 5 = most often" }
  m:             { type: integer, required: true, class: C2, zh: 额度分, doc: "quintile, 5 = most" }
  segment:       { type: text, required: true, class: C2, zh: 客群 }
---*/
WITH span AS (
  SELECT f.date_id AS from_date, t.date_id AS to_date, t.day_no
    FROM run_context AS c
    JOIN dim_date AS t ON t.date_id = c.as_of
    JOIN dim_date AS f ON f.day_no = t.day_no - 364
), owners AS (                                          -- nearly every card had one holder all the time
  SELECT card_id, MIN(party_id) AS party_id, CASE WHEN COUNT(party_id) = COUNT(*) AND MIN(party_id) = MAX(party_id) THEN 1 ELSE 0 END AS single FROM dim_card GROUP BY card_id
), holders AS (
  SELECT k.card_id, k.party_id,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE k.valid_from END AS valid_from,
         LEAD(k.valid_from, 1, '9999-12-31') OVER w AS valid_to
    FROM owners AS o
    JOIN dim_card AS k ON k.card_id = o.card_id
   WHERE o.single = 0
  WINDOW w AS (PARTITION BY k.card_id ORDER BY k.valid_from)
), of_cards AS (
  SELECT card_id, MAX(CASE WHEN txn_type IN ('PURCHASE', 'INSTAL_PURCHASE') THEN posted_on END) AS last_on,
         SUM(CASE WHEN txn_type IN ('PURCHASE', 'INSTAL_PURCHASE') THEN 1 ELSE 0 END) AS frequency_cnt, SUM(signed_fen) AS monetary_fen
    FROM fact_card_txn
   WHERE txn_type IN ('PURCHASE', 'INSTAL_PURCHASE', 'PURCHASE_REV', 'REFUND') AND posted_on >= (SELECT from_date FROM span) AND posted_on <= (SELECT to_date FROM span)
   GROUP BY card_id
), parts AS (
  SELECT o.party_id, t.last_on, t.frequency_cnt, t.monetary_fen
    FROM of_cards AS t
    JOIN owners AS o ON o.card_id = t.card_id AND o.single = 1
  UNION ALL
  SELECT h.party_id, CASE WHEN t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE') THEN t.posted_on END, CASE WHEN t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE') THEN 1 ELSE 0 END, t.signed_fen
    FROM holders AS h
   CROSS JOIN span AS s
    JOIN fact_card_txn AS t ON t.card_id = h.card_id AND t.posted_on BETWEEN s.from_date AND s.to_date AND t.posted_on >= h.valid_from AND t.posted_on < h.valid_to
   WHERE h.party_id IS NOT NULL AND t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE', 'PURCHASE_REV', 'REFUND')
), spend AS (
  SELECT party_id, MAX(last_on) AS last_on, SUM(frequency_cnt) AS frequency_cnt, SUM(monetary_fen) AS monetary_fen FROM parts GROUP BY party_id
), scored AS (
  SELECT p.party_id, s.day_no - d.day_no AS recency_days, p.frequency_cnt, p.monetary_fen,
         NTILE(5) OVER (ORDER BY p.last_on, p.party_id) AS r,
         NTILE(5) OVER (ORDER BY p.frequency_cnt, p.party_id) AS f,
         NTILE(5) OVER (ORDER BY p.monetary_fen, p.party_id) AS m
    FROM spend AS p
   CROSS JOIN span AS s
    JOIN dim_date AS d ON d.date_id = p.last_on
   WHERE p.frequency_cnt > 0
)
SELECT party_id, recency_days, frequency_cnt, monetary_fen, r, f, m,
       CASE WHEN r >= 4 AND f >= 4 AND m >= 4 THEN 'CHAMPION'
            WHEN f >= 4 THEN 'LOYAL'
            WHEN r = 5 AND f = 1 THEN 'NEW'
            WHEN r <= 2 AND f >= 3 THEN 'AT_RISK'
            WHEN r = 1 AND f <= 2 THEN 'LOST'
            ELSE 'OTHER' END AS segment
  FROM scored
