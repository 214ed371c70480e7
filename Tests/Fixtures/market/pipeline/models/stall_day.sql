/*---
model: stall_day
title: A stall's days
zh: 摊位日报
grain: one row per stall and day
owner: till
key: [stall_no, sold_on]
refresh: by stall_no
columns:
  stall_no:   { type: text, doc: number of the stall }
  sold_on:    { type: text, doc: day of the sales }
  sale_cnt:   { type: integer, required: true, unit: sales, additive: yes, doc: sales of the day }
  amount_fen: { type: integer, required: true, class: C2, unit: fen, additive: yes, doc: their amount }
---*/
SELECT stall_no, sold_on, COUNT(*) AS sale_cnt, SUM(amount_fen) AS amount_fen FROM fact_sale GROUP BY stall_no, sold_on
