/*---
model: merchant_category
title: Merchant categories
zh: 商户类别
grain: one row per code
owner: data office
key: [mcc]
refresh: full
columns:
  mcc: { type: text, doc: "four characters; some begin with 0" }
  title: { type: text, required: true }
  reportable: { type: integer, required: true }
---*/
SELECT mcc, edited_description AS title, CASE WHEN irs_reportable = 'Yes' THEN 1 ELSE 0 END AS reportable
  FROM stg_mcc
 WHERE is_current = 1
