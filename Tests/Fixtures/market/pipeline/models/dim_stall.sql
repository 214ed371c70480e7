/*---
model: dim_stall
title: Stalls of today
zh: 现有摊位
grain: one row per stall
owner: market office
key: [stall_no]
refresh: full
columns:
  stall_no: { type: text, doc: number of the stall }
  rent_fen: { type: integer, required: true, class: C2, unit: fen, doc: rent of a month }
---*/
SELECT stall_no, rent_fen FROM stg_stall WHERE is_current = 1
