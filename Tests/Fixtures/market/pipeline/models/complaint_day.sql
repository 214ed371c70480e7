/*---
model: complaint_day
title: Complaints by day, as they came
zh: 投诉日报
grain: one row per day
owner: complaints desk
key: [filed_on]
refresh: full
columns:
  filed_on:      { type: text, doc: day of the complaints }
  complaint_cnt: { type: integer, required: true, unit: complaints, additive: yes, doc: complaints of the day }
---*/
SELECT filed_on, COUNT(*) AS complaint_cnt FROM stg_complaint GROUP BY filed_on
