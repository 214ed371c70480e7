/*---
model: division
title: Administrative divisions
zh: 行政区划
grain: one row per division
owner: data office
key: [code]
refresh: full
columns:
  code: { type: text, doc: "two, four or six digits" }
  level: { type: text, required: true, doc: "province, prefecture or county" }
  name: { type: text, required: true, zh: 名称 }
  parent_code: { type: text }
---*/
SELECT code, 'province' AS level, name, NULL AS parent_code FROM stg_province WHERE is_current = 1
UNION ALL
SELECT code, 'prefecture', name, province_code FROM stg_city WHERE is_current = 1
UNION ALL
SELECT code, 'county', name, city_code FROM stg_area WHERE is_current = 1
