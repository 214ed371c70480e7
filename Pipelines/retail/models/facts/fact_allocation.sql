/*---
model: fact_allocation
title: Steps of asset allocation
zh: 智能资产配置事实
grain: one row per step and class of assets
owner: wealth
key: [event_id, asset_class]
indexes: [[party_id, biz_date]]
refresh: by src_cust_id
columns:
  event_id:    { type: text, required: true, zh: 事件标识, doc: "one step; count these, not rows" }
  session_id:  { type: text, required: true, zh: 服务标识 }
  src:         { type: text, required: true, zh: 来源系统 }
  src_cust_id: { type: integer, required: true, class: C2, zh: 源客户标识 }
  party_id:    { type: integer, class: C2, zh: 客户标识, doc: "NULL while the customer is unknown (ORP-01)" }
  step:        { type: text, required: true, zh: 步骤, doc: "DIAGNOSE, PLAN, ALLOCATE or TRACK" }
  asset_class: { type: text, required: true, zh: 资产类别 }
  risk_level:  { type: integer, required: true, class: C2, zh: 风险等级 }
  model_code:  { type: text, required: true, zh: 模型组合 }
  actual_bp:   { type: integer, required: true, class: C2, unit: bp, additive: no, zh: 实际占比 }
  model_bp:    { type: integer, required: true, unit: bp, additive: no, zh: 建议占比 }
  value_fen:   { type: integer, required: true, class: C2, unit: fen, additive: no, zh: 市值, doc: "of the class when the step was taken" }
  channel:     { type: text, required: true, zh: 渠道 }
  biz_date:    { type: text, required: true, zh: 业务日期 }
  delivery_id: { type: integer, required: true, zh: 交付标识 }
  line_no:     { type: integer, required: true, zh: 行号 }
  late:        { type: integer, required: true, zh: 迟到, doc: "1: delivered after its window" }
---*/
SELECT e.event_id, e.session_id, 'WLTH' AS src, e.cust_no AS src_cust_id, a.party_id, e.step, e.asset_class, e.risk_level, e.model_code,
       e.actual_bp, e.model_bp, e.value_fen, e.channel, e.biz_date, e.delivery_id, e.line_no, e.late
  FROM stg_asset_allocation AS e
  LEFT JOIN id_assignment AS a ON a.src = 'WLTH' AND a.src_cust_id = e.cust_no AND a.valid_from <= e.biz_date AND a.valid_to > e.biz_date
