/*---
model: fact_loan_stage
title: Steps of loan applications
zh: 贷款申请流程事实
grain: one row per step
owner: loan
key: [event_id]
indexes: [[application_no], [party_id]]
refresh: by src_cust_id
columns:
  event_id:       { type: text, required: true, zh: 事件标识 }
  application_no: { type: text, required: true, zh: 申请编号 }
  src:            { type: text, required: true, zh: 来源系统 }
  src_cust_id:    { type: integer, required: true, class: C2, zh: 源客户标识 }
  party_id:       { type: integer, class: C2, zh: 客户标识, doc: "NULL while the customer is unknown (ORP-01)" }
  contactless:    { type: integer, required: true, zh: 非接触 }
  stage:          { type: text, required: true, zh: 环节 }
  pillar:         { type: text, zh: 统一领域, doc: "SERVICE, CREDIT, OPERATION or RISK: which of the four unifications the step belongs to" }
  result:         { type: text, required: true, zh: 环节结果, doc: "PASS, FAIL or PENDING" }
  requested_fen:  { type: integer, required: true, class: C2, unit: fen, additive: no, zh: 申请金额, doc: "of the application; each of its steps repeats it" }
  approved_fen:   { type: integer, class: C2, unit: fen, additive: no, zh: 批准金额, doc: "NULL before approval" }
  rate_bp:        { type: integer, unit: bp, additive: no, zh: 年利率, doc: "NULL before approval" }
  biz_date:       { type: text, required: true, zh: 业务日期 }
  occurred_at:    { type: text, required: true, zh: 发生时间, doc: "UTC+08:00 with milliseconds" }
  delivery_id:    { type: integer, required: true, zh: 交付标识 }
  line_no:        { type: integer, required: true, zh: 行号 }
  late:           { type: integer, required: true, zh: 迟到, doc: "1: delivered after its window" }
---*/
SELECT e.event_id, e.application_no, 'LOAN' AS src, e.cust_no AS src_cust_id, a.party_id, e.contactless, e.stage, s.parent_code AS pillar, e.result,
       e.requested_fen, e.approved_fen, e.rate_bp, e.biz_date, e.occurred_at, e.delivery_id, e.line_no, e.late
  FROM stg_loan_application AS e
  LEFT JOIN dim_code AS s ON s.list = 'loan_stage' AND s.code = e.stage AND s.valid_from <= e.biz_date AND s.valid_to > e.biz_date
  LEFT JOIN id_assignment AS a ON a.src = 'LOAN' AND a.src_cust_id = e.cust_no AND a.valid_from <= e.biz_date AND a.valid_to > e.biz_date
