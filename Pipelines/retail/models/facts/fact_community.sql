/*---
model: fact_community
title: Events of the wealth community
zh: 财富社区事实
grain: one row per event
owner: wealth
key: [event_id]
indexes: [[src_cust_id], [party_id]]
refresh: by src_cust_id
columns:
  event_id:          { type: text, required: true, zh: 事件标识 }
  src:               { type: text, zh: 来源系统 }
  src_cust_id:       { type: integer, class: C2, zh: 源客户标识, doc: "NULL: the user is no customer" }
  party_id:          { type: integer, class: C2, zh: 客户标识, doc: "NULL: no customer, or an unknown one (ORP-01)" }
  user_id:           { type: integer, required: true, class: C2, zh: 社区用户标识 }
  community_account: { type: text, required: true, zh: 社区账号 }
  event_type:        { type: text, required: true, zh: 事件类型 }
  content_kind:      { type: text, zh: 内容类型 }
  product_code:      { type: text, zh: 产品代码 }
  biz_date:          { type: text, required: true, zh: 业务日期 }
  occurred_at:       { type: text, required: true, zh: 发生时间, doc: "UTC+08:00 with milliseconds" }
  delivery_id:       { type: integer, required: true, zh: 交付标识 }
  line_no:           { type: integer, required: true, zh: 行号 }
  late:              { type: integer, required: true, zh: 迟到, doc: "1: delivered after its window" }
---*/
WITH persons AS (
  SELECT src, src_cust_id, party_id,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE valid_from END AS valid_from, valid_to
    FROM id_assignment
  WINDOW w AS (PARTITION BY src, src_cust_id ORDER BY valid_from)
)
SELECT e.event_id, e.src, e.cust_no AS src_cust_id, a.party_id, e.user_id, e.community_account, e.event_type, e.content_kind, e.product_code,
       e.biz_date, e.occurred_at, e.delivery_id, e.line_no, e.late
  FROM stg_community_event AS e
  LEFT JOIN persons AS a ON a.src = e.src AND a.src_cust_id = e.cust_no AND a.valid_from <= e.biz_date AND a.valid_to > e.biz_date
