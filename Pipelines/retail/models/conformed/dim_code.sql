/*---
model: dim_code
title: Meanings of codes
zh: 代码维度
grain: one row per list, code and validity interval [valid_from, valid_to)
owner: data office
key: [list, code, valid_from]
refresh: full
columns:
  list:        { type: text, required: true, zh: 代码表 }
  code:        { type: text, required: true, zh: 代码 }
  title:       { type: text, required: true, zh: 英文名称 }
  title_zh:    { type: text, zh: 中文名称 }
  parent_code: { type: text, zh: 上级代码 }
  sort_no:     { type: integer, zh: 排序 }
  value:       { type: integer, zh: 数值, doc: "the number that belongs to the code, such as the sign of a transaction type" }
  valid_from:  { type: text, required: true, zh: 生效日, doc: "first day the code holds" }
  valid_to:    { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
---*/
SELECT list, code, title, title_zh, parent_code, sort_no, value, valid_from, valid_to FROM ref_code
UNION ALL
SELECT 'mcc', mcc, title, NULL, NULL, NULL, NULL, '1900-01-01', '9999-12-31' FROM ref_mcc
UNION ALL
SELECT 'region', code, name, name, parent_code, NULL, NULL, '1900-01-01', '9999-12-31' FROM ref_region
UNION ALL
SELECT 'country', code, name_zh, name_zh, NULL, NULL, NULL, '1900-01-01', '9999-12-31' FROM ref_country
UNION ALL
SELECT 'currency', code, name, NULL, NULL, NULL, minor_units, '1900-01-01', '9999-12-31' FROM ref_currency
