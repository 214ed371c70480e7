/*---
model: stall_now
title: Stalls of today
zh: 现有摊位
grain: one row per stall
owner: market office
key: [stall_no]
refresh: full
columns:
  stall_no: { type: text }
  keeper: { type: text, required: true }
---*/
SELECT stall_no, keeper FROM stg_stall WHERE is_current = 1
