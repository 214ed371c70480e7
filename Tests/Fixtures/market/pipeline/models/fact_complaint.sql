/*---
model: fact_complaint
title: Complaints
zh: 投诉
grain: one row per complaint
owner: complaints desk
key: [complaint_no]
cluster: [stall_no]
refresh: by stall_no
columns:
  complaint_no: { type: text, doc: number of the complaint }
  stall_no:     { type: text, required: true, doc: number of the stall }
  filed_on:     { type: text, required: true, doc: day of the complaint }
  claim_fen:    { type: integer, required: true, class: C2, unit: fen, additive: yes, doc: what is claimed }
  delivery_id:  { type: integer, required: true }
  line_no:      { type: integer, required: true }
  late:         { type: integer, required: true }
---*/
SELECT complaint_no, stall_no, filed_on, claim_fen, delivery_id, line_no, late FROM stg_complaint
