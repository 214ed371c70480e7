/*---
model: id_event
title: Changes of identity
zh: 客户归并事件
grain: one row per change of the person of one source customer number
owner: data office
key: [event_date, seq_in_day]
indexes: [[src_cust_id]]
refresh: by src_cust_id
columns:
  event_date:   { type: text, required: true, zh: 事件日期, doc: "business date of the change" }
  seq_in_day:   { type: integer, required: true, zh: 日内序号, doc: "order of the changes of a day" }
  kind:         { type: text, required: true, zh: 事件类型, doc: "NEW, MERGE, SPLIT, MOVE, RETIRE, REVIVE" }
  src:          { type: text, required: true, zh: 来源系统 }
  src_cust_id:  { type: integer, required: true, class: C2, zh: 源客户标识 }
  old_party_id: { type: integer, class: C2, zh: 原客户标识 }
  new_party_id: { type: integer, class: C2, zh: 新客户标识 }
  rule:         { type: text, required: true, zh: 规则, doc: "the identity rule that decided" }
---*/
SELECT event_date, seq_in_day, kind, src, src_cust_id, old_party_id, new_party_id, rule FROM id_event_log
