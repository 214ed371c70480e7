/*---
model: loan_terms
title: Terms of loans and card accounts that decide their risk
zh: 贷款风险要素
grain: one row per loan or card account and interval [valid_from, valid_to) of unchanged terms; none once it is closed
owner: risk
key: [account_id, valid_from]
refresh: by account_id
columns:
  account_id:     { type: integer, required: true, class: C2, zh: 账户标识 }
  loan_type:      { type: text, required: true, zh: 贷款类型 }
  overdue_fen:    { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 逾期金额 }
  coll_value_fen: { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 押品价值 }
  limit_fen:      { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 授信额度 }
  impaired:       { type: integer, required: true, class: C2, zh: 已减值 }
  restructured:   { type: integer, required: true, class: C2, zh: 重组 }
  technical:      { type: integer, required: true, class: C2, zh: 技术性逾期 }
  src_grade:      { type: text, required: true, class: C2, zh: 来源五级分类 }
  valid_from:     { type: text, required: true, zh: 生效日, doc: "first day the row holds" }
  valid_to:       { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
  delivery_id:    { type: integer, required: true, zh: 交付标识, doc: "delivery of the row that began the interval" }
  line_no:        { type: integer, required: true, zh: 行号 }
---*/
WITH faces AS (
  SELECT loan_no, loan_type, overdue_fen, coll_value_fen, limit_fen, impaired, restructured, technical, src_grade, valid_from, valid_to, delivery_id, line_no,
         CASE WHEN LAG(valid_to) OVER w = valid_from AND LAG(loan_type) OVER w = loan_type AND LAG(overdue_fen) OVER w = overdue_fen
                   AND LAG(coll_value_fen) OVER w = coll_value_fen AND LAG(limit_fen) OVER w = limit_fen AND LAG(impaired) OVER w = impaired
                   AND LAG(restructured) OVER w = restructured AND LAG(technical) OVER w = technical AND LAG(src_grade) OVER w = src_grade
              THEN 0 ELSE 1 END AS opens
    FROM stg_loan_account
   WHERE status <> 'CLOSED'
  WINDOW w AS (PARTITION BY loan_no ORDER BY valid_from)
), runs AS (
  SELECT loan_no, loan_type, overdue_fen, coll_value_fen, limit_fen, impaired, restructured, technical, src_grade, valid_from, valid_to, delivery_id, line_no, opens,
         SUM(opens) OVER (PARTITION BY loan_no ORDER BY valid_from ROWS UNBOUNDED PRECEDING) AS run
    FROM faces
)
SELECT loan_no AS account_id, MIN(loan_type) AS loan_type, MIN(overdue_fen) AS overdue_fen, MIN(coll_value_fen) AS coll_value_fen, MIN(limit_fen) AS limit_fen,
       MIN(impaired) AS impaired, MIN(restructured) AS restructured, MIN(technical) AS technical, MIN(src_grade) AS src_grade,
       MIN(valid_from) AS valid_from, MAX(valid_to) AS valid_to,
       MAX(CASE opens WHEN 1 THEN delivery_id END) AS delivery_id, MAX(CASE opens WHEN 1 THEN line_no END) AS line_no
  FROM runs
 GROUP BY loan_no, run
UNION ALL
SELECT account_id, 'CARD', overdue_fen, 0, limit_fen, 0, 0, 0, 'PASS', valid_from, valid_to, delivery_id, line_no
  FROM card_terms
