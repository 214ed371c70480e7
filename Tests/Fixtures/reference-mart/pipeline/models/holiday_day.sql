/*---
model: holiday_day
title: Days off and make-up workdays
zh: 节假日
grain: one row per day
owner: data office
key: [date_id]
refresh: full
columns:
  date_id: { type: text }
  year: { type: text, required: true }
  name: { type: text, required: true, zh: 名称 }
  is_off: { type: integer, required: true }
  delivery_id: { type: integer, required: true }
  line_no: { type: integer, required: true }
  late: { type: integer, required: true }
---*/
SELECT date_id, substr(date_id, 1, 4) AS year, name, is_off, delivery_id, line_no, late FROM stg_holiday
