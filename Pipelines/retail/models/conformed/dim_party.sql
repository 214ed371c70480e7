/*---
model: dim_party
title: The customer dimension
zh: 客户维度
grain: one row per party and validity interval [valid_from, valid_to)
owner: data office
key: [party_id, valid_from]
refresh: by party_id
columns:
  party_id:         { type: integer, required: true, class: C2, zh: 客户标识, doc: "token of the person" }
  birth_year:       { type: integer, class: C2, zh: 出生年 }
  adult_on:         { type: text, class: C2, zh: 成年日, doc: "18th birthday; 29 February becomes 1 March" }
  sex:              { type: text, zh: 性别 }
  region_code:      { type: text, zh: 行政区划, doc: "GB/T 2260, six digits" }
  nationality:      { type: text, zh: 国籍 }
  resident:         { type: integer, required: true, zh: 居民, doc: "1: Chinese national, or a document of a resident" }
  occupation:       { type: text, zh: 职业 }
  kyc_risk:         { type: text, zh: 客户风险等级 }
  investor_risk:    { type: integer, class: C2, zh: 投资者风险等级, doc: "as the wealth system assessed it, 1 careful to 5 bold" }
  investor_risk_to: { type: text, class: C2, zh: 风险测评有效期 }
  status:           { type: text, required: true, zh: 客户状态, doc: "A if any number is active, else D, X, C" }
  first_open_date:  { type: text, required: true, zh: 首次开户日 }
  main_branch_no:   { type: text, required: true, zh: 主网点, doc: "branch of the number first in the order CORE, WLTH, LOAN, CARD, MOBI" }
  rm_staff_no:      { type: text, zh: 主管客户经理 }
  rm_remote_no:     { type: text, zh: 远维客户经理 }
  opt_auto:         { type: integer, required: true, zh: 拒绝自动化决策, doc: "1: refused under some number" }
  opt_marketing:    { type: integer, required: true, zh: 同意营销, doc: "1: some marketing consent is given" }
  do_not_contact:   { type: integer, required: true, zh: 免打扰 }
  deceased:         { type: integer, required: true, zh: 身故, doc: "1: a source says so, and no number is active or dormant" }
  erased:           { type: integer, required: true, zh: 已删除, doc: "1: erased at the customer's request" }
  valid_from:       { type: text, required: true, zh: 生效日, doc: "first day the row holds" }
  valid_to:         { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
  is_current:       { type: integer, required: true, zh: 当前有效, doc: "1 while the row holds" }
---*/
WITH numbers AS (
  SELECT 'CORE' AS src, 1 AS place, cust_no, birth_year, adult_on, sex, region_code, nationality, doc_type, occupation, kyc_risk, cust_status, open_date, branch_no, valid_from, valid_to,
         NULL AS investor_risk, NULL AS investor_risk_to FROM stg_cif_core
  UNION ALL
  SELECT 'WLTH' AS src, 2 AS place, cust_no, birth_year, adult_on, sex, region_code, nationality, doc_type, occupation, kyc_risk, cust_status, open_date, branch_no, valid_from, valid_to,
         investor_risk, investor_risk_to FROM stg_cif_wealth
  UNION ALL
  SELECT 'LOAN' AS src, 3 AS place, cust_no, birth_year, adult_on, sex, region_code, nationality, doc_type, occupation, kyc_risk, cust_status, open_date, branch_no, valid_from, valid_to,
         NULL, NULL FROM stg_cif_loan
  UNION ALL
  SELECT 'CARD' AS src, 4 AS place, cust_no, birth_year, adult_on, sex, region_code, nationality, doc_type, occupation, kyc_risk, cust_status, open_date, branch_no, valid_from, valid_to,
         NULL, NULL FROM stg_cif_card
  UNION ALL
  SELECT 'MOBI' AS src, 5 AS place, cust_no, birth_year, adult_on, sex, region_code, nationality, doc_type, occupation, kyc_risk, cust_status, open_date, branch_no, valid_from, valid_to,
         NULL, NULL FROM stg_cif_mobile
), records AS (
  SELECT n.src, n.place, n.cust_no, n.birth_year, n.adult_on, n.sex, n.region_code, n.nationality, n.doc_type, n.occupation, n.kyc_risk,
         n.cust_status, n.open_date, n.branch_no, n.investor_risk, n.investor_risk_to, a.party_id,
         CASE WHEN a.valid_from > n.valid_from THEN a.valid_from ELSE n.valid_from END AS valid_from,
         CASE WHEN a.valid_to < n.valid_to THEN a.valid_to ELSE n.valid_to END AS valid_to
    FROM numbers AS n
    JOIN id_assignment AS a ON a.src = n.src AND a.src_cust_id = n.cust_no AND a.valid_from < n.valid_to AND a.valid_to > n.valid_from
), bounds AS (
  SELECT party_id, valid_from AS d FROM records
  UNION
  SELECT party_id, valid_to AS d FROM records
  UNION
  SELECT party_id, valid_from AS d FROM party_consent
  UNION
  SELECT party_id, valid_to AS d FROM party_consent
  UNION
  SELECT party_id, valid_from AS d FROM party_manager
  UNION
  SELECT party_id, valid_to AS d FROM party_manager
), spans AS (
  SELECT party_id, d AS valid_from, LEAD(d) OVER (PARTITION BY party_id ORDER BY d) AS valid_to FROM bounds
), layered AS (
  SELECT s.party_id, s.valid_from, s.valid_to, k.opt_auto, k.opt_marketing, k.do_not_contact, k.erased, m.rm_staff_no, m.rm_remote_no, r.birth_year, r.adult_on, r.sex, r.region_code, r.nationality, r.occupation,
         r.kyc_risk, r.branch_no,
         LEAD(r.place) OVER w AS better,
         MAX(CASE WHEN r.nationality = 'CHN' OR r.doc_type IN ('ID18', 'ID15', 'MILITARY', 'FPR17', 'FPR23', 'HMTRP')
                    OR (r.doc_type IN ('HKM', 'TWN') AND r.region_code IS NOT NULL AND substr(r.region_code, 1, 2) NOT IN ('71', '81', '82'))
                  THEN 1 ELSE 0 END) OVER w AS resident,
         MIN(CASE r.cust_status WHEN 'A' THEN 1 WHEN 'D' THEN 2 WHEN 'X' THEN 3 ELSE 4 END) OVER w AS status_rank,
         MIN(r.open_date) OVER w AS first_open_date, MIN(r.investor_risk) OVER w AS investor_risk, MAX(r.investor_risk_to) OVER w AS investor_risk_to
    FROM spans AS s
    JOIN records AS r ON r.party_id = s.party_id AND r.valid_from <= s.valid_from AND r.valid_to > s.valid_from
    LEFT JOIN party_consent AS k ON k.party_id = s.party_id AND k.valid_from <= s.valid_from AND k.valid_to > s.valid_from
    LEFT JOIN party_manager AS m ON m.party_id = s.party_id AND m.valid_from <= s.valid_from AND m.valid_to > s.valid_from
   WHERE s.valid_to IS NOT NULL
  WINDOW w AS (PARTITION BY s.party_id, s.valid_from ORDER BY r.place DESC, r.cust_no DESC)   -- worst first: the best sees them all
)
SELECT party_id, birth_year, adult_on, sex, region_code, nationality, resident, occupation, kyc_risk, investor_risk, investor_risk_to,
       CASE status_rank WHEN 1 THEN 'A' WHEN 2 THEN 'D' WHEN 3 THEN 'X' ELSE 'C' END AS status,
       first_open_date, branch_no AS main_branch_no, rm_staff_no, rm_remote_no,
       COALESCE(opt_auto, 0) AS opt_auto, COALESCE(opt_marketing, 0) AS opt_marketing, COALESCE(do_not_contact, 0) AS do_not_contact,
       CASE status_rank WHEN 3 THEN 1 ELSE 0 END AS deceased, COALESCE(erased, 0) AS erased,
       valid_from, valid_to,
       CASE WHEN valid_to = '9999-12-31' THEN 1 ELSE 0 END AS is_current
  FROM layered
 WHERE better IS NULL
