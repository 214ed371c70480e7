/*---
model: stall_trouble
title: Complaints by stall
zh: 摊位投诉
grain: one row per stall with complaints
owner: complaints desk
key: [stall_no]
refresh: full
columns:
  stall_no:      { type: text, doc: number of the stall }
  complaint_cnt: { type: integer, required: true, unit: complaints, additive: yes, doc: its complaints }
  claim_fen:     { type: integer, required: true, class: C2, unit: fen, additive: yes, doc: what they claim }
---*/
SELECT stall_no, COUNT(*) AS complaint_cnt, SUM(claim_fen) AS claim_fen FROM fact_complaint GROUP BY stall_no
