/*---
model: id_xref
title: Source customer numbers and their persons
zh: 客户号对照
grain: one row per source customer number and interval [valid_from, valid_to) of one person and one status
owner: data office
key: [src, src_cust_id, valid_from]
indexes: [[src_cust_id], [party_id]]
refresh: by src_cust_id
columns:
  src:         { type: text, required: true, zh: 来源系统, doc: "CORE, CARD, LOAN, WLTH or MOBI" }
  src_cust_id: { type: integer, required: true, class: C2, zh: 源客户标识, doc: "token of the source's customer number" }
  party_id:    { type: integer, required: true, class: C2, zh: 客户标识, doc: "token of the person" }
  cust_status: { type: text, required: true, zh: 客户状态, doc: "A active, D dormant, C closed, X deceased" }
  valid_from:  { type: text, required: true, zh: 生效日, doc: "first day the row holds" }
  valid_to:    { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
  is_current:  { type: integer, required: true, zh: 当前有效, doc: "1 while the row holds" }
---*/
WITH numbers AS (
  SELECT 'CORE' AS src, cust_no AS src_cust_id, cust_status, valid_from, valid_to FROM stg_cif_core
  UNION ALL
  SELECT 'CARD' AS src, cust_no AS src_cust_id, cust_status, valid_from, valid_to FROM stg_cif_card
  UNION ALL
  SELECT 'LOAN' AS src, cust_no AS src_cust_id, cust_status, valid_from, valid_to FROM stg_cif_loan
  UNION ALL
  SELECT 'WLTH' AS src, cust_no AS src_cust_id, cust_status, valid_from, valid_to FROM stg_cif_wealth
  UNION ALL
  SELECT 'MOBI' AS src, cust_no AS src_cust_id, cust_status, valid_from, valid_to FROM stg_cif_mobile
), edges AS (
  SELECT src, src_cust_id, cust_status, valid_from, valid_to,
         CASE WHEN LAG(valid_to) OVER w = valid_from AND LAG(cust_status) OVER w = cust_status THEN 0 ELSE 1 END AS opens,
         CASE WHEN LEAD(valid_from) OVER w = valid_to AND LEAD(cust_status) OVER w = cust_status THEN 0 ELSE 1 END AS closes
    FROM numbers
  WINDOW w AS (PARTITION BY src, src_cust_id ORDER BY valid_from)
), statuses AS (
  SELECT src, src_cust_id, cust_status, valid_from, valid_to FROM edges WHERE opens = 1 AND closes = 1
  UNION ALL
  SELECT src, src_cust_id, cust_status, valid_from, closed_on
    FROM (SELECT src, src_cust_id, cust_status, valid_from, opens, LEAD(valid_to) OVER (PARTITION BY src, src_cust_id ORDER BY valid_from) AS closed_on
            FROM edges WHERE opens <> closes) AS runs
   WHERE opens = 1
)
SELECT s.src, s.src_cust_id, a.party_id, s.cust_status,
       CASE WHEN a.valid_from > s.valid_from THEN a.valid_from ELSE s.valid_from END AS valid_from,
       CASE WHEN a.valid_to < s.valid_to THEN a.valid_to ELSE s.valid_to END AS valid_to,
       CASE WHEN a.valid_to = '9999-12-31' AND s.valid_to = '9999-12-31' THEN 1 ELSE 0 END AS is_current
  FROM statuses AS s
  JOIN id_assignment AS a ON a.src = s.src AND a.src_cust_id = s.src_cust_id AND a.valid_from < s.valid_to AND a.valid_to > s.valid_from
