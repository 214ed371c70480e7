/*---
model: fact_loan_state
title: Risk states of loans and card accounts
zh: 贷款风险状态
grain: one row per loan or card account and interval of an unchanged risk state; cut at the edges of the buckets up to the business date
owner: risk
key: [account_id, valid_from]
refresh: by account_id
columns:
  account_id:     { type: integer, required: true, class: C2, zh: 账户标识 }
  loan_type:      { type: text, required: true, zh: 贷款类型, doc: "CARD for a card account" }
  overdue_since:  { type: text, class: C2, zh: 逾期起始日, doc: "oldest due date with an unpaid part, from the instalments; cards: by the card centre's days past due" }
  bucket:         { type: text, required: true, class: C2, zh: 逾期区间, doc: "B0 not past due to B7 over 360 days" }
  grade:          { type: text, required: true, class: C2, zh: 五级分类, doc: "the worse of the days past due and the source's grade; cards by the stricter measures for cards" }
  overdue_fen:    { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 逾期金额 }
  coll_value_fen: { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 押品价值 }
  limit_fen:      { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 授信额度 }
  valid_from:     { type: text, required: true, zh: 生效日 }
  valid_to:       { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
  delivery_id:    { type: integer, required: true, zh: 交付标识, doc: "of the loan's row in force" }
  line_no:        { type: integer, required: true, zh: 行号 }
  late:           { type: integer, required: true, zh: 迟到, doc: "0: a snapshot has no window" }
---*/
WITH bounds AS (
  SELECT account_id, valid_from AS d FROM loan_terms
  UNION
  SELECT account_id, valid_to AS d FROM loan_terms
  UNION
  SELECT account_id, valid_from AS d FROM loan_overdue
  UNION
  SELECT account_id, valid_to AS d FROM loan_overdue
), spans AS (
  SELECT account_id, d AS valid_from, LEAD(d) OVER (PARTITION BY account_id ORDER BY d) AS valid_to FROM bounds
), states AS (
  SELECT l.account_id, l.loan_type, o.overdue_since, COALESCE(o.bucket, 'B0') AS bucket, l.overdue_fen, l.coll_value_fen, l.limit_fen,
         s.valid_from, s.valid_to, l.delivery_id, l.line_no, g.sort_no AS src_rank,
         CASE WHEN l.loan_type = 'CARD' THEN CASE WHEN o.dpd_from > 180 THEN 5 WHEN o.dpd_from > 120 THEN 4 WHEN o.dpd_from > 90 THEN 3 WHEN o.dpd_from > 0 THEN 2 ELSE 1 END
              WHEN o.dpd_from > 360 THEN 5 WHEN o.dpd_from > 270 THEN 4 WHEN o.dpd_from > 90 OR l.impaired = 1 THEN 3
              WHEN l.restructured = 1 OR o.dpd_from > 7 OR (o.dpd_from > 0 AND l.technical = 0) THEN 2 ELSE 1 END AS own_rank
    FROM spans AS s
    JOIN loan_terms AS l ON l.account_id = s.account_id AND l.valid_from <= s.valid_from AND l.valid_to > s.valid_from
    JOIN dim_code AS g ON g.list = 'five_class' AND g.code = l.src_grade AND g.valid_from <= s.valid_from AND g.valid_to > s.valid_from
    LEFT JOIN loan_overdue AS o ON o.account_id = s.account_id AND o.valid_from <= s.valid_from AND o.valid_to > s.valid_from
   WHERE s.valid_to IS NOT NULL
), graded AS (
  SELECT account_id, loan_type, overdue_since, bucket, CASE WHEN src_rank > own_rank THEN src_rank ELSE own_rank END AS grade_rank,
         overdue_fen, coll_value_fen, limit_fen, valid_from, valid_to, delivery_id, line_no
    FROM states
), marked AS (
  SELECT account_id, loan_type, overdue_since, bucket, grade_rank, overdue_fen, coll_value_fen, limit_fen, valid_from, valid_to, delivery_id, line_no,
         CASE WHEN LAG(valid_to) OVER w = valid_from AND LAG(loan_type) OVER w = loan_type AND LAG(overdue_since) OVER w IS NOT DISTINCT FROM overdue_since
                   AND LAG(bucket) OVER w = bucket AND LAG(grade_rank) OVER w = grade_rank AND LAG(overdue_fen) OVER w = overdue_fen
                   AND LAG(coll_value_fen) OVER w = coll_value_fen AND LAG(limit_fen) OVER w = limit_fen THEN 0 ELSE 1 END AS opens
    FROM graded
  WINDOW w AS (PARTITION BY account_id ORDER BY valid_from)
), stretches AS (
  SELECT account_id, loan_type, overdue_since, bucket, grade_rank, overdue_fen, coll_value_fen, limit_fen, valid_from, valid_to, delivery_id, line_no, opens,
         SUM(opens) OVER (PARTITION BY account_id ORDER BY valid_from ROWS UNBOUNDED PRECEDING) AS stretch
    FROM marked
)
SELECT account_id, MIN(loan_type) AS loan_type, MIN(overdue_since) AS overdue_since, MIN(bucket) AS bucket,
       CASE MIN(grade_rank) WHEN 1 THEN 'PASS' WHEN 2 THEN 'SPECIAL_MENTION' WHEN 3 THEN 'SUBSTANDARD' WHEN 4 THEN 'DOUBTFUL' ELSE 'LOSS' END AS grade,
       MIN(overdue_fen) AS overdue_fen, MIN(coll_value_fen) AS coll_value_fen, MIN(limit_fen) AS limit_fen, MIN(valid_from) AS valid_from, MAX(valid_to) AS valid_to,
       MAX(CASE opens WHEN 1 THEN delivery_id END) AS delivery_id, MAX(CASE opens WHEN 1 THEN line_no END) AS line_no, 0 AS late
  FROM stretches
 GROUP BY account_id, stretch
