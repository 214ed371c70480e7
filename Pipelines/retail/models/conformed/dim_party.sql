/*---
model: dim_party
title: The customer dimension
zh: 客户维度
grain: one row per party and validity interval [valid_from, valid_to)
owner: data office
key: [party_id, valid_from]
refresh: by party_id
columns:
  party_id:        { type: integer, class: C2, zh: 客户标识, doc: "token of the person" }
  birth_year:      { type: integer, class: C2, zh: 出生年 }
  adult_on:        { type: text, class: C2, zh: 成年日, doc: "18th birthday; 29 February becomes 1 March" }
  sex:             { type: text, zh: 性别 }
  region_code:     { type: text, zh: 行政区划, doc: "GB/T 2260, six digits" }
  nationality:     { type: text, zh: 国籍 }
  resident:        { type: integer, required: true, zh: 居民, doc: "1: Chinese national, or a document of a resident" }
  occupation:      { type: text, zh: 职业 }
  kyc_risk:        { type: text, zh: 客户风险等级 }
  status:          { type: text, required: true, zh: 客户状态, doc: "A if any number is active, else D, X, C" }
  first_open_date: { type: text, required: true, zh: 首次开户日 }
  main_branch_no:  { type: text, required: true, zh: 主网点, doc: "branch of the number first in the order CORE, CARD" }
  valid_from:      { type: text, zh: 生效日, doc: "first day the row holds" }
  valid_to:        { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
  is_current:      { type: integer, required: true, zh: 当前有效, doc: "1 while the row holds" }
---*/
WITH records AS (
  SELECT 1 AS trust, a.party_id, c.cust_no, c.birth_year, c.adult_on, c.sex, c.region_code, c.nationality, c.doc_type,
         c.occupation, c.kyc_risk, c.cust_status, c.open_date, c.branch_no,
         CASE WHEN a.valid_from > c.valid_from THEN a.valid_from ELSE c.valid_from END AS valid_from,
         CASE WHEN a.valid_to < c.valid_to THEN a.valid_to ELSE c.valid_to END AS valid_to
    FROM stg_cif_core AS c
    JOIN id_assignment AS a ON a.src = 'CORE' AND a.src_cust_id = c.cust_no AND a.valid_from < c.valid_to AND a.valid_to > c.valid_from
  UNION ALL
  SELECT 2 AS trust, a.party_id, c.cust_no, c.birth_year, c.adult_on, c.sex, c.region_code, c.nationality, c.doc_type,
         c.occupation, c.kyc_risk, c.cust_status, c.open_date, c.branch_no,
         CASE WHEN a.valid_from > c.valid_from THEN a.valid_from ELSE c.valid_from END AS valid_from,
         CASE WHEN a.valid_to < c.valid_to THEN a.valid_to ELSE c.valid_to END AS valid_to
    FROM stg_cif_card AS c
    JOIN id_assignment AS a ON a.src = 'CARD' AND a.src_cust_id = c.cust_no AND a.valid_from < c.valid_to AND a.valid_to > c.valid_from
), bounds AS (
  SELECT party_id, valid_from AS d FROM records
  UNION
  SELECT party_id, valid_to AS d FROM records
), spans AS (
  SELECT party_id, d AS valid_from, LEAD(d) OVER (PARTITION BY party_id ORDER BY d) AS valid_to FROM bounds
), ranked AS (
  SELECT s.party_id, s.valid_from, s.valid_to, r.birth_year, r.adult_on, r.sex, r.region_code, r.nationality, r.occupation,
         r.kyc_risk, r.branch_no,
         ROW_NUMBER() OVER w AS place,
         MAX(CASE WHEN r.nationality = 'CHN' OR r.doc_type IN ('ID18', 'ID15', 'MILITARY', 'FPR17', 'FPR23', 'HMTRP')
                    OR (r.doc_type IN ('HKM', 'TWN') AND r.region_code IS NOT NULL AND substr(r.region_code, 1, 2) NOT IN ('71', '81', '82'))
                  THEN 1 ELSE 0 END) OVER p AS resident,
         MIN(CASE r.cust_status WHEN 'A' THEN 1 WHEN 'D' THEN 2 WHEN 'X' THEN 3 ELSE 4 END) OVER p AS status_rank,
         MIN(r.open_date) OVER p AS first_open_date
    FROM spans AS s
    JOIN records AS r ON r.party_id = s.party_id AND r.valid_from <= s.valid_from AND r.valid_to > s.valid_from
   WHERE s.valid_to IS NOT NULL
  WINDOW w AS (PARTITION BY s.party_id, s.valid_from ORDER BY r.trust, r.cust_no),
         p AS (PARTITION BY s.party_id, s.valid_from)
)
SELECT party_id, birth_year, adult_on, sex, region_code, nationality, resident, occupation, kyc_risk,
       CASE status_rank WHEN 1 THEN 'A' WHEN 2 THEN 'D' WHEN 3 THEN 'X' ELSE 'C' END AS status,
       first_open_date, branch_no AS main_branch_no, valid_from, valid_to,
       CASE WHEN valid_to = '9999-12-31' THEN 1 ELSE 0 END AS is_current
  FROM ranked
 WHERE place = 1
