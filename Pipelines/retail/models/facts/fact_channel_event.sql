/*---
model: fact_channel_event
title: Events of all channels
zh: 渠道事件事实
grain: one row per event
owner: digital
key: [event_id]
indexes: [[src_cust_id], [party_id, biz_date, channel, event_type, app_version]]
refresh: by src_cust_id
columns:
  event_id:    { type: text, required: true, zh: 事件标识 }
  src:         { type: text, required: true, zh: 来源系统 }
  src_cust_id: { type: integer, class: C2, zh: 源客户标识, doc: "NULL: nobody was logged in" }
  party_id:    { type: integer, class: C2, zh: 客户标识, doc: "NULL: nobody was logged in, or the customer is unknown (ORP-01)" }
  channel:     { type: text, required: true, zh: 渠道 }
  event_type:  { type: text, required: true, zh: 事件类型 }
  module:      { type: text, zh: 应用模块 }
  app_version: { type: text, zh: 应用版本 }
  interaction: { type: text, zh: 交互方式 }
  ref_id:      { type: text, zh: 关联标识, doc: "the appointment" }
  branch_no:   { type: text, zh: 网点号 }
  staff_no:    { type: text, zh: 员工号 }
  device_id:   { type: integer, class: C2, zh: 设备标识 }
  clock_fixed: { type: integer, required: true, zh: 时钟修正, declassify: "says that a clock was wrong, not when", doc: "1: the device was more than ten minutes ahead, so the time of receipt counts (DQ-15)" }
  biz_date:    { type: text, required: true, zh: 业务日期 }
  occurred_at: { type: text, required: true, class: C2, zh: 发生时间, doc: "UTC+08:00 with milliseconds" }
  delivery_id: { type: integer, required: true, zh: 交付标识 }
  line_no:     { type: integer, required: true, zh: 行号 }
  late:        { type: integer, required: true, zh: 迟到, doc: "1: delivered after its window" }
---*/
WITH clocks AS (
  SELECT e.event_id, e.src, e.cust_no, e.channel, e.event_type, e.module, e.app_version, e.interaction, e.ref_id, e.branch_no, e.staff_no,
         e.device_id, e.biz_date, e.occurred_at, e.received_at, e.delivery_id, e.line_no, e.late,
         (o.day_no - r.day_no) * 86400000
           + (CAST(substr(e.occurred_at, 12, 2) AS BIGINT) * 60 + CAST(substr(e.occurred_at, 15, 2) AS BIGINT)) * 60000
           + CAST(substr(e.occurred_at, 18, 2) AS BIGINT) * 1000 + CAST(substr(e.occurred_at, 21, 3) AS BIGINT)
           - (CAST(substr(e.received_at, 12, 2) AS BIGINT) * 60 + CAST(substr(e.received_at, 15, 2) AS BIGINT)) * 60000
           - CAST(substr(e.received_at, 18, 2) AS BIGINT) * 1000 - CAST(substr(e.received_at, 21, 3) AS BIGINT) AS ahead_ms
    FROM stg_channel_event AS e
    LEFT JOIN dim_date AS o ON o.date_id = CASE WHEN e.occurred_at > e.received_at THEN substr(e.occurred_at, 1, 10) END
    LEFT JOIN dim_date AS r ON r.date_id = CASE WHEN e.occurred_at > e.received_at THEN substr(e.received_at, 1, 10) END
)
SELECT e.event_id, e.src, e.cust_no AS src_cust_id, a.party_id, e.channel, e.event_type, e.module, e.app_version, e.interaction,
       e.ref_id, e.branch_no, e.staff_no, e.device_id,
       CASE WHEN e.ahead_ms > 600000 THEN 1 ELSE 0 END AS clock_fixed,
       e.biz_date,
       CASE WHEN e.ahead_ms > 600000 THEN e.received_at ELSE e.occurred_at END AS occurred_at,
       e.delivery_id, e.line_no, e.late
  FROM clocks AS e
  LEFT JOIN id_assignment AS a ON a.src = e.src AND a.src_cust_id = e.cust_no AND a.valid_from <= e.biz_date AND a.valid_to > e.biz_date
