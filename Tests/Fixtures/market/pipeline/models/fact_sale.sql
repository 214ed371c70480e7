/*---
model: fact_sale
title: Sales
zh: 销售
grain: one row per sale
owner: till
key: [sale_no]
cluster: [stall_no]
refresh: by stall_no
columns:
  sale_no:     { type: text, doc: number of the sale }
  stall_no:    { type: text, required: true, doc: number of the stall }
  sold_on:     { type: text, required: true, doc: day of the sale }
  goods:       { type: text, required: true, doc: a code of goods }
  amount_fen:  { type: integer, required: true, class: C2, unit: fen, additive: yes, doc: the amount }
  delivery_id: { type: integer, required: true }
  line_no:     { type: integer, required: true }
  late:        { type: integer, required: true }
---*/
SELECT sale_no, stall_no, sold_on, goods, amount_fen, delivery_id, line_no, late FROM stg_sale
