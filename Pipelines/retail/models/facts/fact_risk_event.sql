/*---
model: fact_risk_event
title: Events of the risk platform
zh: 风险事件事实
grain: one row per event
owner: risk
key: [event_id]
indexes: [[party_id, biz_date]]
refresh: by src_cust_id
columns:
  event_id:    { type: text, required: true, zh: 事件标识 }
  src:         { type: text, required: true, zh: 来源系统 }
  src_cust_id: { type: integer, required: true, class: C2, zh: 源客户标识 }
  party_id:    { type: integer, class: C2, zh: 客户标识, doc: "NULL while the customer is unknown (ORP-01)" }
  account_id:  { type: integer, class: C2, zh: 账户标识 }
  path:        { type: text, required: true, zh: 风控路径, doc: "PREVENT, CONTROL or COVER" }
  kind:        { type: text, required: true, zh: 风险类别 }
  severity:    { type: integer, required: true, unit: grade, additive: no, zh: 严重程度, doc: "1 to 5" }
  action:      { type: text, required: true, zh: 处置措施 }
  loss_fen:    { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 损失金额, doc: "negative in a reversal" }
  blocked_fen: { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 拦截金额, doc: "negative in a reversal" }
  confirmed:   { type: integer, required: true, zh: 已确认 }
  net_cnt:     { type: integer, required: true, unit: events, additive: yes, zh: 净件数, doc: "1; 0 for an event that was taken back, and for the reversal itself" }
  biz_date:    { type: text, required: true, zh: 业务日期 }
  delivery_id: { type: integer, required: true, zh: 交付标识 }
  line_no:     { type: integer, required: true, zh: 行号 }
  late:        { type: integer, required: true, zh: 迟到, doc: "1: delivered after its window" }
---*/
WITH reversals AS (
  SELECT DISTINCT src, cust_no, reverses_id FROM stg_risk_event WHERE reverses_id IS NOT NULL
)
SELECT e.event_id, e.src, e.cust_no AS src_cust_id, a.party_id, e.account_no AS account_id, e.path, e.kind, e.severity, e.action,
       e.loss_fen, e.blocked_fen, e.confirmed,
       CASE WHEN e.reverses_id IS NULL AND r.reverses_id IS NULL THEN 1 ELSE 0 END AS net_cnt,
       e.biz_date, e.delivery_id, e.line_no, e.late
  FROM stg_risk_event AS e
  LEFT JOIN reversals AS r ON r.src = e.src AND r.cust_no = e.cust_no AND r.reverses_id = e.event_id
  LEFT JOIN id_assignment AS a ON a.src = e.src AND a.src_cust_id = e.cust_no AND a.valid_from <= e.biz_date AND a.valid_to > e.biz_date
