/*---
model: fact_touch
title: Touches of campaigns
zh: 触客事实
grain: one row per touch, in its latest state
owner: marketing
key: [touch_id]
indexes: [[party_id, biz_date]]
refresh: by src_cust_id
columns:
  touch_id:      { type: text, required: true, zh: 触客标识 }
  src:           { type: text, required: true, zh: 来源系统 }
  src_cust_id:   { type: integer, required: true, class: C2, zh: 源客户标识 }
  party_id:      { type: integer, class: C2, zh: 客户标识, doc: "NULL while the customer is unknown (ORP-01)" }
  source:        { type: text, required: true, zh: 触客来源, doc: "BRAIN or MANUAL" }
  campaign_code: { type: text, required: true, zh: 活动代码 }
  arm:           { type: text, required: true, zh: 实验组别, doc: "T treated, C held out" }
  channel:       { type: text, zh: 渠道, doc: "NULL in arm C" }
  offer_code:    { type: text, zh: 权益代码 }
  model_version: { type: text, required: true, zh: 模型版本 }
  score_e4:      { type: integer, class: C2, unit: e4, additive: no, zh: 评分 }
  outcome:       { type: text, required: true, zh: 触客结果 }
  delivered:     { type: integer, required: true, zh: 已送达, doc: "1: delivered, opened, clicked, converted or refused" }
  planned_on:    { type: text, required: true, zh: 计划日期 }
  biz_date:      { type: text, required: true, zh: 业务日期 }
  delivery_id:   { type: integer, required: true, zh: 交付标识 }
  line_no:       { type: integer, required: true, zh: 行号 }
  late:          { type: integer, required: true, zh: 迟到, doc: "0: touches are sent again as they change" }
---*/
SELECT t.touch_id, t.src, t.cust_no AS src_cust_id, a.party_id, t.source, t.campaign_code, t.arm, t.channel, t.offer_code,
       t.model_version, t.score_e4, t.outcome,
       CASE WHEN t.outcome IN ('DELIVERED', 'OPENED', 'CLICKED', 'CONVERTED', 'REFUSED') THEN 1 ELSE 0 END AS delivered,
       substr(t.planned_at, 1, 10) AS planned_on,
       t.biz_date, t.delivery_id, t.line_no, 0 AS late
  FROM stg_campaign_touch AS t
  LEFT JOIN id_assignment AS a ON a.src = t.src AND a.src_cust_id = t.cust_no AND a.valid_from <= t.biz_date AND a.valid_to > t.biz_date
 WHERE t.is_current = 1
