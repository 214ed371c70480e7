/*---
model: risk_limit
title: One limit for each party
zh: 统一授信额度
grain: one row per party
owner: risk
key: [party_id]
refresh: by party_id
columns:
  party_id:      { type: integer, required: true, class: C2, zh: 客户标识 }
  approved_fen:  { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 已批未签金额, doc: "approvals that were neither signed nor failed since" }
  used_fen:      { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 已用额度, doc: "exposure without guarantees: loans borne, each whole, and card overdraft" }
  available_fen: { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 可用额度, doc: "what the cap leaves; 0 where it is exceeded" }
  cap_fen:       { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 额度上限, doc: "by the party's grade, code list limit_cap; without a grade as for PASS" }
  over_cap:      { type: integer, required: true, class: C2, zh: 超限, doc: "1: what is used and approved exceeds the cap" }
---*/
WITH decisions AS (
  SELECT party_id, src_cust_id, application_no, event_id, occurred_at, approved_fen,
         ROW_NUMBER() OVER (PARTITION BY src_cust_id, application_no ORDER BY occurred_at DESC, event_id DESC) AS place
    FROM fact_loan_stage
   WHERE stage = 'DECIDE' AND result = 'PASS' AND party_id IS NOT NULL
), approvals AS (
  SELECT d.party_id, SUM(COALESCE(d.approved_fen, 0)) AS approved_fen
    FROM decisions AS d
   WHERE d.place = 1
     AND NOT EXISTS (SELECT 1 FROM fact_loan_stage AS l
                      WHERE l.src_cust_id = d.src_cust_id AND l.application_no = d.application_no AND (l.stage = 'SIGN' OR l.result = 'FAIL')
                        AND (l.occurred_at > d.occurred_at OR (l.occurred_at = d.occurred_at AND l.event_id > d.event_id)))
   GROUP BY d.party_id
), limits AS (
  SELECT r.party_id, COALESCE(a.approved_fen, 0) AS approved_fen, r.loan_fen + r.card_fen AS used_fen, k.value AS cap_fen
    FROM risk_party AS r
    JOIN dim_code AS k ON k.list = 'limit_cap' AND k.code = COALESCE(r.grade, 'PASS') AND k.valid_to = '9999-12-31'
    LEFT JOIN approvals AS a ON a.party_id = r.party_id
)
SELECT party_id, approved_fen, used_fen,
       CASE WHEN cap_fen > used_fen + approved_fen THEN cap_fen - used_fen - approved_fen ELSE 0 END AS available_fen, cap_fen,
       CASE WHEN used_fen + approved_fen > cap_fen THEN 1 ELSE 0 END AS over_cap
  FROM limits
