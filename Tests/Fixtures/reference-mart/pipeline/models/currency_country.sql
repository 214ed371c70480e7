/*---
model: currency_country
title: Currencies by country
zh: 各国货币
grain: one row per country, currency and code
owner: data office
key: [entity, currency, alphabetic_code]
refresh: full
columns:
  entity: { type: text }
  currency: { type: text }
  alphabetic_code: { type: text }
  minor_units: { type: integer, doc: "decimals; NULL where there are none to speak of" }
  withdrawn: { type: integer, required: true, doc: "1: no longer in use" }
---*/
SELECT entity, currency, alphabetic_code,
       CASE minor_unit WHEN '0' THEN 0 WHEN '2' THEN 2 WHEN '3' THEN 3 WHEN '4' THEN 4 END AS minor_units,
       CASE WHEN withdrawn_on IS NULL THEN 0 ELSE 1 END AS withdrawn
  FROM stg_currency
 WHERE is_current = 1
