/*---
model: troubled
title: Stalls with more than one complaint
zh: 多投诉摊位
grain: one row per stall
owner: complaints desk
key: [stall_no]
refresh: view
columns:
  stall_no:      { type: text, doc: number of the stall }
  complaint_cnt: { type: integer, required: true, unit: complaints, additive: yes, doc: its complaints }
---*/
SELECT stall_no, complaint_cnt FROM stall_trouble WHERE complaint_cnt > 1
