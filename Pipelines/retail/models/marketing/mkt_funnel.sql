/*---
model: mkt_funnel
title: How far things come
zh: 营销漏斗
grain: one row per funnel, step and month in which what is counted began; who comes to a step has passed all before
owner: marketing
key: [funnel, step, month]
refresh: full        # a later event moves a row that began months ago
columns:
  funnel:    { type: text, required: true, zh: 漏斗, doc: "LOAN: applications, TOUCH: touches of arm T, APPOINTMENT: appointments, ALLOCATION: consultations" }
  step_no:   { type: integer, required: true, zh: 步骤序号, doc: "1 for the first" }
  step:      { type: text, required: true, zh: 步骤, doc: "its name, such as SIGN or ARRIVE" }
  month:     { type: text, required: true, zh: 月份, doc: "yyyy-mm of the first event, so that no step counts more than the one before" }
  party_cnt: { type: integer, required: true, unit: persons, additive: no, zh: 客户数, doc: "distinct persons among them", declassify: "a count over all persons" }
  event_cnt: { type: integer, required: true, unit: events, additive: yes, zh: 件数, doc: "applications, touches, appointments or consultations", declassify: "a count over all persons" }
---*/
WITH steps(funnel, step_no, step) AS (
  VALUES ('LOAN', 1, 'SUBMIT'), ('LOAN', 2, 'DECIDE'), ('LOAN', 3, 'SIGN'), ('LOAN', 4, 'DISBURSE'),
         ('TOUCH', 1, 'PLANNED'), ('TOUCH', 2, 'DELIVERED'), ('TOUCH', 3, 'OPENED'), ('TOUCH', 4, 'CLICKED'), ('TOUCH', 5, 'CONVERTED'),
         ('APPOINTMENT', 1, 'BOOK'), ('APPOINTMENT', 2, 'ARRIVE'), ('APPOINTMENT', 3, 'SERVED'),
         ('ALLOCATION', 1, 'DIAGNOSE'), ('ALLOCATION', 2, 'PLAN'), ('ALLOCATION', 3, 'ALLOCATE'), ('ALLOCATION', 4, 'TRACK')
), units AS (
  SELECT 'LOAN' AS funnel, MAX(party_id) AS party_id, MIN(biz_date) AS began_on,
         MAX(CASE WHEN result <> 'PASS' THEN 1 WHEN stage IN ('DISBURSE', 'MONITOR') THEN 4 WHEN stage = 'SIGN' THEN 3 WHEN stage = 'DECIDE' THEN 2 ELSE 1 END) AS reached
    FROM fact_loan_stage
   GROUP BY application_no
  UNION ALL
  SELECT 'TOUCH', party_id, planned_on,
         CASE outcome WHEN 'CONVERTED' THEN 5 WHEN 'CLICKED' THEN 4 WHEN 'OPENED' THEN 3 WHEN 'DELIVERED' THEN 2 WHEN 'REFUSED' THEN 2 ELSE 1 END
    FROM fact_touch
   WHERE arm = 'T'
  UNION ALL
  SELECT 'APPOINTMENT', MAX(party_id), MIN(biz_date), MAX(CASE event_type WHEN 'APPT_SERVED' THEN 3 WHEN 'APPT_ARRIVE' THEN 2 ELSE 1 END)
    FROM fact_channel_event
   WHERE event_type IN ('APPT_BOOK', 'APPT_ARRIVE', 'APPT_SERVED')
   GROUP BY COALESCE(ref_id, event_id)
  UNION ALL
  SELECT 'ALLOCATION', MAX(party_id), MIN(biz_date), MAX(CASE step WHEN 'TRACK' THEN 4 WHEN 'ALLOCATE' THEN 3 WHEN 'PLAN' THEN 2 ELSE 1 END)
    FROM fact_allocation
   GROUP BY session_id
), persons AS (                                         -- one row per person and month, so that nobody is counted twice
  SELECT party_id, funnel, CAST(substr(began_on, 1, 7) AS VARCHAR(7)) AS month, MAX(reached) AS farthest, COUNT(*) AS cnt_1,
         COUNT(*) FILTER (WHERE reached >= 2) AS cnt_2, COUNT(*) FILTER (WHERE reached >= 3) AS cnt_3,
         COUNT(*) FILTER (WHERE reached >= 4) AS cnt_4, COUNT(*) FILTER (WHERE reached >= 5) AS cnt_5
    FROM units
   GROUP BY party_id, funnel, CAST(substr(began_on, 1, 7) AS VARCHAR(7))
), counted AS (
  SELECT funnel, month, farthest, COUNT(party_id) AS party_cnt, SUM(cnt_1) AS cnt_1, SUM(cnt_2) AS cnt_2, SUM(cnt_3) AS cnt_3, SUM(cnt_4) AS cnt_4, SUM(cnt_5) AS cnt_5
    FROM persons
   GROUP BY funnel, month, farthest
)
SELECT s.funnel, s.step_no, s.step, u.month, SUM(u.party_cnt) AS party_cnt,
       SUM(CASE s.step_no WHEN 1 THEN u.cnt_1 WHEN 2 THEN u.cnt_2 WHEN 3 THEN u.cnt_3 WHEN 4 THEN u.cnt_4 ELSE u.cnt_5 END) AS event_cnt
  FROM counted AS u
  JOIN steps AS s ON s.funnel = u.funnel AND s.step_no <= u.farthest
 GROUP BY s.funnel, s.step_no, s.step, u.month
