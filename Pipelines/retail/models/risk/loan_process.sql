/*---
model: loan_process
title: Loan applications by the four unifications
zh: 贷款流程时效
grain: one row per application
owner: loan
key: [application_no]
refresh: full
columns:
  application_no: { type: text, required: true, zh: 申请编号 }
  party_id:       { type: integer, class: C2, zh: 客户标识, doc: "of the first step; NULL while the customer is unknown" }
  contactless:    { type: integer, required: true, zh: 非接触 }
  submitted_on:   { type: text, class: C2, zh: 提交日, doc: "day of the first step" }
  decided_on:     { type: text, class: C2, zh: 审批日, doc: "day of the last decision, for or against; NULL while there is none" }
  signed_on:      { type: text, class: C2, zh: 签约日, doc: "NULL unless it was signed" }
  disbursed_on:   { type: text, class: C2, zh: 放款日, doc: "NULL unless it was paid out" }
  service_min:    { type: integer, class: C2, unit: min, additive: yes, zh: 服务时长, doc: "minutes from the first step to the end of verification (SERVICE); NULL while that lasts" }
  credit_min:     { type: integer, class: C2, unit: min, additive: yes, zh: 授信时长, doc: "minutes from there to the last decision (CREDIT)" }
  operation_min:  { type: integer, class: C2, unit: min, additive: yes, zh: 运营时长, doc: "minutes from there to the payment (OPERATION)" }
  last_stage:     { type: text, required: true, class: C2, zh: 最远环节, doc: "the furthest that it came to, whatever the result" }
---*/
WITH steps AS (
  SELECT e.application_no, e.party_id, e.contactless, e.result, e.biz_date,
         d.day_no * 1440 + CAST(substr(e.occurred_at, 12, 2) AS BIGINT) * 60 + CAST(substr(e.occurred_at, 15, 2) AS BIGINT) AS minute_no,
         CASE e.stage WHEN 'SUBMIT' THEN 1 WHEN 'VERIFY' THEN 2 WHEN 'DECIDE' THEN 3 WHEN 'SIGN' THEN 4 WHEN 'DISBURSE' THEN 5 ELSE 6 END AS stage_no
    FROM fact_loan_stage AS e
    JOIN dim_date AS d ON d.date_id = substr(e.occurred_at, 1, 10)
), applications AS (
  SELECT application_no, MIN(party_id) AS party_id, MAX(contactless) AS contactless, MIN(biz_date) AS submitted_on,
         MAX(CASE WHEN stage_no = 3 AND result <> 'PENDING' THEN biz_date END) AS decided_on,
         MAX(CASE WHEN stage_no = 4 AND result = 'PASS' THEN biz_date END) AS signed_on,
         MAX(CASE WHEN stage_no = 5 AND result = 'PASS' THEN biz_date END) AS disbursed_on,
         MIN(minute_no) AS submitted, MAX(CASE WHEN stage_no = 2 AND result <> 'PENDING' THEN minute_no END) AS verified,
         MAX(CASE WHEN stage_no = 3 AND result <> 'PENDING' THEN minute_no END) AS decided,
         MAX(CASE WHEN stage_no = 5 AND result = 'PASS' THEN minute_no END) AS disbursed, MAX(stage_no) AS stage_no
    FROM steps
   GROUP BY application_no
)
SELECT application_no, party_id, contactless, submitted_on, decided_on, signed_on, disbursed_on,
       verified - submitted AS service_min, decided - verified AS credit_min, disbursed - decided AS operation_min,
       CASE stage_no WHEN 1 THEN 'SUBMIT' WHEN 2 THEN 'VERIFY' WHEN 3 THEN 'DECIDE' WHEN 4 THEN 'SIGN' WHEN 5 THEN 'DISBURSE' ELSE 'MONITOR' END AS last_stage
  FROM applications
