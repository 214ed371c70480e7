/*---
model: fact_sale
title: Sales
zh: 销售
grain: one row per sale
owner: till
key: [sale_no]
refresh: full
columns:
  sale_no: { type: text }
  stall_no: { type: text, required: true }
  sold_on: { type: text, required: true }
  amount_fen: { type: integer, required: true, class: C2, unit: fen, additive: yes }
  delivery_id: { type: integer, required: true }
  line_no: { type: integer, required: true }
  late: { type: integer, required: true }
---*/
SELECT sale_no, stall_no, sold_on, amount_fen, delivery_id, line_no, late FROM stg_sale
