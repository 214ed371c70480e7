/*---
model: fact_assistant
title: Tasks done with assistants
zh: 助手使用事实
grain: one row per task
owner: technology
key: [usage_id]
refresh: full
columns:
  usage_id:    { type: text, required: true, zh: 任务标识 }
  assistant:   { type: text, required: true, zh: 助手 }
  staff_no:    { type: text, required: true, zh: 员工号 }
  staff_role:  { type: text, required: true, zh: 岗位 }
  task_kind:   { type: text, required: true, zh: 任务类型 }
  phase:       { type: text, required: true, zh: 阶段, doc: "BEFORE: measured without the assistant; AFTER: with it" }
  minutes:     { type: integer, required: true, unit: minutes, additive: yes, zh: 用时 }
  biz_date:    { type: text, required: true, zh: 业务日期 }
  delivery_id: { type: integer, required: true, zh: 交付标识 }
  line_no:     { type: integer, required: true, zh: 行号 }
  late:        { type: integer, required: true, zh: 迟到, doc: "1: delivered after its window" }
---*/
SELECT usage_id, assistant, staff_no, staff_role, task_kind, phase, minutes, biz_date, delivery_id, line_no, late
  FROM stg_assistant_usage
