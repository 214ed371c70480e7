/*---
model: fact_consent
title: Consents by number and kind
zh: 客户授权事实
grain: one row per source number, kind and interval [valid_from, valid_to) of a state
owner: protection office
key: [src, src_cust_id, kind, valid_from]
indexes: [[party_id]]
refresh: by src_cust_id
columns:
  src:         { type: text, required: true, zh: 来源系统 }
  src_cust_id: { type: integer, required: true, class: C2, zh: 源客户标识 }
  party_id:    { type: integer, class: C2, zh: 客户标识, doc: "NULL while the customer is unknown (ORP-01)" }
  kind:        { type: text, required: true, zh: 授权类别 }
  state:       { type: text, required: true, zh: 授权状态 }
  valid_from:  { type: text, required: true, zh: 生效日, doc: "day on which the state took effect, of several the last" }
  valid_to:    { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
  delivery_id: { type: integer, required: true, zh: 交付标识 }
  line_no:     { type: integer, required: true, zh: 行号 }
  late:        { type: integer, required: true, zh: 迟到, doc: "0: consents are sent again as they change" }
---*/
WITH told AS (
  SELECT src, cust_no, kind, state, CAST(substr(effective_at, 1, 10) AS VARCHAR(10)) AS effective_on, valid_from AS told_on, delivery_id, line_no,
         ROW_NUMBER() OVER (PARTITION BY src, cust_no, kind, substr(effective_at, 1, 10)
                            ORDER BY effective_at DESC, valid_from DESC, consent_id DESC) AS place
    FROM stg_customer_consent
), states AS (
  SELECT src, cust_no, kind, state, effective_on, told_on, delivery_id, line_no,
         LEAD(effective_on, 1, '9999-12-31') OVER (PARTITION BY src, cust_no, kind ORDER BY effective_on) AS effective_to
    FROM told
   WHERE place = 1
)
SELECT s.src, s.cust_no AS src_cust_id, a.party_id, s.kind, s.state, s.effective_on AS valid_from, s.effective_to AS valid_to,
       s.delivery_id, s.line_no, 0 AS late
  FROM states AS s
  LEFT JOIN id_assignment AS a ON a.src = s.src AND a.src_cust_id = s.cust_no AND a.valid_from <= s.told_on AND a.valid_to > s.told_on
