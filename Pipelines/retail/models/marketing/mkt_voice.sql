/*---
model: mkt_voice
title: The voice of the customer
zh: 客户之声
grain: one row per category of complaints, product and month in which they were opened
owner: service
key: [category, product_code, month]
refresh: full        # a ticket that changes moves the row of the month in which it was opened; there are few
columns:
  category:         { type: text, required: true, zh: 投诉类别 }
  product_code:     { type: text, required: true, zh: 产品代码, doc: "- where no product is named" }
  month:            { type: text, required: true, zh: 月份, doc: "yyyy-mm" }
  ticket_cnt:       { type: integer, required: true, unit: tickets, additive: yes, zh: 工单数 }
  handle_min:       { type: integer, required: true, unit: minutes, additive: yes, zh: 处理时长, doc: "of the tickets that have ended" }
  assisted_cnt:     { type: integer, required: true, unit: tickets, additive: yes, zh: 助手辅助数 }
  satisfied_cnt:    { type: integer, required: true, unit: tickets, additive: yes, zh: 满意数, doc: "satisfaction of 4 or 5" }
  repeat_party_cnt: { type: integer, required: true, unit: persons, additive: no, zh: 重复投诉客户数, doc: "persons with more than one ticket of the row", declassify: "a count over persons" }
---*/
WITH tickets AS (
  SELECT category, COALESCE(product_code, '-') AS product_code, CAST(substr(opened_on, 1, 7) AS VARCHAR(7)) AS month, ticket_no, party_id,
         COALESCE(handle_min, 0) AS handle_min, assisted, CASE WHEN satisfaction >= 4 THEN 1 ELSE 0 END AS satisfied
    FROM fact_complaint
), repeated AS (
  SELECT category, product_code, month, COUNT(*) AS parties
    FROM (SELECT category, product_code, month, party_id FROM tickets WHERE party_id IS NOT NULL
           GROUP BY category, product_code, month, party_id HAVING COUNT(*) > 1) AS p
   GROUP BY category, product_code, month
), counted AS (
  SELECT category, product_code, month, COUNT(*) AS ticket_cnt, SUM(handle_min) AS handle_min, SUM(assisted) AS assisted_cnt, SUM(satisfied) AS satisfied_cnt
    FROM tickets
   GROUP BY category, product_code, month
)
SELECT c.category, c.product_code, c.month, c.ticket_cnt, c.handle_min, c.assisted_cnt, c.satisfied_cnt, COALESCE(r.parties, 0) AS repeat_party_cnt
  FROM counted AS c
  LEFT JOIN repeated AS r ON r.category = c.category AND r.product_code = c.product_code AND r.month = c.month
