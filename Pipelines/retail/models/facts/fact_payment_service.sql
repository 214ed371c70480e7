/*---
model: fact_payment_service
title: Payment services for visitors and change packs
zh: 支付服务事实
grain: one row per service
owner: payments
key: [service_id]
indexes: [[src_cust_id]]
refresh: by src_cust_id
columns:
  service_id:      { type: text, required: true, zh: 服务流水号 }
  kind:            { type: text, required: true, zh: 服务类型 }
  facility_no:     { type: text, required: true, zh: 设施编号 }
  src:             { type: text, zh: 来源系统 }
  src_cust_id:     { type: integer, class: C2, zh: 源客户标识, doc: "NULL: a visitor who is no customer" }
  party_id:        { type: integer, class: C2, zh: 客户标识, doc: "NULL: no customer, or an unknown one (ORP-01)" }
  card_scheme:     { type: text, zh: 卡组织 }
  card_country:    { type: text, zh: 发卡国家 }
  pack_code:       { type: text, zh: 零钱包规格 }
  quantity:        { type: integer, required: true, unit: services, additive: yes, zh: 数量 }
  ccy:             { type: text, required: true, zh: 币种 }
  amount_cny_fen:  { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 人民币金额, doc: "positive" }
  signed_quantity: { type: integer, required: true, unit: services, additive: yes, zh: 带符号数量, doc: "quantity with the sign of its kind" }
  signed_fen:      { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 带符号金额, doc: "amount with the sign of its kind" }
  reverses_id:     { type: text, zh: 被冲正流水号 }
  biz_date:        { type: text, required: true, zh: 业务日期 }
  delivery_id:     { type: integer, required: true, zh: 交付标识 }
  line_no:         { type: integer, required: true, zh: 行号 }
  late:            { type: integer, required: true, zh: 迟到, doc: "1: delivered after its window" }
---*/
WITH persons AS (
  SELECT src, src_cust_id, party_id,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE valid_from END AS valid_from, valid_to
    FROM id_assignment
  WINDOW w AS (PARTITION BY src, src_cust_id ORDER BY valid_from)
)
SELECT p.service_id, p.kind, p.facility_no, p.src, p.cust_no AS src_cust_id, a.party_id, p.card_scheme, p.card_country, p.pack_code,
       p.quantity, p.ccy, p.amount_cny_fen, p.quantity * s.value AS signed_quantity, p.amount_cny_fen * s.value AS signed_fen, p.reverses_id, p.biz_date,
       p.delivery_id, p.line_no, p.late
  FROM stg_payment_service AS p
  JOIN dim_code AS s ON s.list = 'payment_kind' AND s.code = p.kind AND s.valid_from <= p.biz_date AND s.valid_to > p.biz_date
  LEFT JOIN persons AS a ON a.src = p.src AND a.src_cust_id = p.cust_no AND a.valid_from <= p.biz_date AND a.valid_to > p.biz_date
