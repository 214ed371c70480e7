/*---
model: fact_complaint
title: Complaints
zh: 投诉工单事实
grain: one row per ticket, in its latest state
owner: service
key: [ticket_no]
indexes: [[src_cust_id], [party_id]]
refresh: by src_cust_id
columns:
  ticket_no:    { type: text, required: true, zh: 工单号 }
  src:          { type: text, zh: 来源系统 }
  src_cust_id:  { type: integer, class: C2, zh: 源客户标识, doc: "NULL: nobody gave a name" }
  party_id:     { type: integer, class: C2, zh: 客户标识, doc: "on the day it was opened; NULL: no name, or an unknown customer (ORP-01)" }
  channel:      { type: text, required: true, zh: 渠道 }
  category:     { type: text, required: true, zh: 投诉类别 }
  product_code: { type: text, zh: 产品代码 }
  branch_no:    { type: text, zh: 网点号 }
  severity:     { type: integer, required: true, additive: no, zh: 严重程度, doc: "1 slight to 5 grave" }
  opened_on:    { type: text, required: true, zh: 受理日期 }
  closed_on:    { type: text, zh: 办结日期 }
  handle_min:   { type: integer, unit: minutes, additive: yes, zh: 处理时长 }
  assisted:     { type: integer, required: true, zh: 助手辅助, doc: "1: handled with the assistant" }
  state:        { type: text, required: true, zh: 工单状态 }
  satisfaction: { type: integer, additive: no, zh: 满意度, doc: "1 to 5" }
  delivery_id:  { type: integer, required: true, zh: 交付标识 }
  line_no:      { type: integer, required: true, zh: 行号 }
  late:         { type: integer, required: true, zh: 迟到, doc: "0: tickets are sent again as they change" }
---*/
WITH persons AS (
  SELECT src, src_cust_id, party_id,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE valid_from END AS valid_from, valid_to
    FROM id_assignment
  WINDOW w AS (PARTITION BY src, src_cust_id ORDER BY valid_from)
)
SELECT t.ticket_no, t.src, t.cust_no AS src_cust_id, a.party_id, t.channel, t.category, t.product_code, t.branch_no, t.severity,
       substr(t.opened_at, 1, 10) AS opened_on, substr(t.closed_at, 1, 10) AS closed_on, t.handle_min, t.assisted, t.state, t.satisfaction,
       t.delivery_id, t.line_no, 0 AS late
  FROM stg_complaint_ticket AS t
  LEFT JOIN persons AS a ON a.src = t.src AND a.src_cust_id = t.cust_no AND a.valid_from <= substr(t.opened_at, 1, 10) AND a.valid_to > substr(t.opened_at, 1, 10)
 WHERE t.is_current = 1
