/*---
model: dim_date
title: The days
zh: 日期维度
grain: one row per day
owner: data office
key: [date_id]
indexes: [[day_no], [is_month_end, month]]
refresh: full
columns:
  date_id:      { type: text, required: true, zh: 日期, doc: "yyyy-mm-dd" }
  day_no:       { type: integer, required: true, zh: 日序号, doc: "days since 1970-01-01; a difference of two is a number of days" }
  month:        { type: text, required: true, zh: 月份, doc: "yyyy-mm" }
  quarter:      { type: text, required: true, zh: 季度, doc: "yyyy-Qn" }
  year:         { type: integer, required: true, zh: 年份 }
  is_workday:   { type: integer, required: true, zh: 工作日, doc: "1 on days that banks work: no weekend and no public holiday, or a make-up workday" }
  is_month_end: { type: integer, required: true, zh: 月末, doc: "1 on the last day of a month" }
---*/
SELECT d.date_id,
       d.day_no,
       d.month,
       substr(d.date_id, 1, 4) || '-Q' || CASE WHEN substr(d.month, 6, 2) <= '03' THEN '1' WHEN substr(d.month, 6, 2) <= '06' THEN '2' WHEN substr(d.month, 6, 2) <= '09' THEN '3' ELSE '4' END AS quarter,
       d.year,
       CASE WHEN h.is_off IS NOT NULL THEN 1 - h.is_off WHEN d.weekday >= 6 THEN 0 ELSE 1 END AS is_workday,
       d.is_month_end
  FROM calendar_day AS d
  LEFT JOIN ref_holidays AS h ON h.date_id = d.date_id
