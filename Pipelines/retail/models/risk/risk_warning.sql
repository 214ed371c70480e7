/*---
model: risk_warning
title: Early warnings of tonight
zh: 预警名单
grain: one row per party and rule whose condition holds tonight
owner: risk
key: [party_id, rule_id, fired_on]
refresh: full
columns:
  party_id:  { type: integer, required: true, class: C2, zh: 客户标识 }
  rule_id:   { type: text, required: true, class: C2, zh: 预警规则, doc: "W01 to W10, code list warning_rule" }
  fired_on:  { type: text, required: true, zh: 预警日, doc: "the night on which the condition holds" }
  severity:  { type: integer, required: true, class: C2, zh: 严重程度, doc: "1 to 5, of the rule, code list warning_severity" }
  value:     { type: integer, required: true, class: C2, unit: by rule, zh: 触发值, doc: "W01 days past due, W02 months, W03 and W04 bp, W05 events, W06 rank of the grade, W07 cash advances, W08 fen ordered, W09 least cover in bp, W10 parties on the device" }
  threshold: { type: integer, required: true, class: C2, unit: by rule, zh: 阈值, doc: "which the value is above; W09: below" }
  reason:    { type: text, required: true, class: C2, zh: 预警原因, doc: "in words, without anything personal" }
---*/
WITH days AS (
  SELECT c.as_of, c.month, t.day_no, m.date_id AS ago_30, w.date_id AS ago_37, p.month AS month_before
    FROM run_context AS c
    JOIN dim_date AS t ON t.date_id = c.as_of
    JOIN dim_date AS m ON m.day_no = t.day_no - 30
    JOIN dim_date AS w ON w.day_no = t.day_no - 37
    JOIN dim_date AS f ON f.date_id = c.month_from
    JOIN dim_date AS p ON p.day_no = f.day_no - 1
), moved AS (
  SELECT v.account_id, v.bucket_from, v.month_to, d.month
    FROM days AS d
    JOIN loan_move AS v ON v.month_to = d.month OR v.month_to = d.month_before
   WHERE v.bucket_to <> 'CLOSED' AND v.bucket_to > 'B0' AND (v.bucket_from = 'NEW' OR v.bucket_to > v.bucket_from)
), worse AS (
  SELECT account_id, MAX(CASE WHEN month_to = month AND bucket_from IN ('B0', 'NEW') THEN 1 ELSE 0 END) AS is_new,
         SUM(CASE WHEN bucket_from <> 'NEW' THEN 1 ELSE 0 END) AS months
    FROM moved
   GROUP BY account_id
), borne AS (
  SELECT account_id, party_id FROM bridge_account_party
   WHERE is_current = 1 AND role IN ('PRIMARY', 'CO_BORROWER') AND src IN ('LOAN', 'CARD') AND party_id IS NOT NULL
), overdue AS (
  SELECT h.party_id, MAX(CASE w.is_new WHEN 1 THEN d.day_no - s.day_no END) AS new_dpd, MAX(w.months) AS months
    FROM days AS d
   CROSS JOIN worse AS w
    JOIN fact_loan_state AS l ON l.account_id = w.account_id AND l.valid_to = '9999-12-31'
    JOIN borne AS h ON h.account_id = w.account_id
    LEFT JOIN dim_date AS s ON s.date_id = l.overdue_since
   GROUP BY h.party_id
), changed AS (
  SELECT b.account_id, MAX(CASE b.valid_to WHEN '9999-12-31' THEN b.amount_fen ELSE 0 END) AS now_fen, MAX(CASE b.valid_to WHEN '9999-12-31' THEN 0 ELSE b.amount_fen END) AS then_fen
    FROM fact_balance AS b
   WHERE b.valid_to > (SELECT ago_30 FROM days)
     AND ((b.valid_from > (SELECT ago_30 FROM days) AND b.valid_to = '9999-12-31') OR (b.valid_from <= (SELECT ago_30 FROM days) AND b.valid_to < '9999-12-31'))
     AND b.kind IN ('DEMAND', 'TIME', 'PENSION_CASH', 'WMP', 'MMF', 'FUND', 'INSURANCE', 'BOND', 'METAL')
   GROUP BY b.account_id, b.kind, b.product_code, b.pension
), risen AS (
  SELECT h.party_id,
         SUM(CASE WHEN h.share_bp = 10000 THEN x.now_fen - x.then_fen
                  WHEN h.role = 'PRIMARY' THEN x.now_fen - CAST((x.now_fen * (10000 - h.share_bp) - x.now_fen * (10000 - h.share_bp) % 10000) / 10000 AS BIGINT)
                                               - x.then_fen + CAST((x.then_fen * (10000 - h.share_bp) - x.then_fen * (10000 - h.share_bp) % 10000) / 10000 AS BIGINT)
                  ELSE CAST((x.now_fen * h.share_bp - x.now_fen * h.share_bp % 10000) / 10000 AS BIGINT)
                       - CAST((x.then_fen * h.share_bp - x.then_fen * h.share_bp % 10000) / 10000 AS BIGINT) END) AS risen_fen
    FROM changed AS x
   CROSS JOIN bridge_account_party AS h
   CROSS JOIN party_debt AS o
   WHERE h.account_id = x.account_id AND h.is_current = 1 AND h.share_bp > 0 AND o.party_id = h.party_id AND o.loan_fen + o.card_fen > 0
   GROUP BY h.party_id
), poorer AS (
  SELECT party_id, risen_fen FROM risen WHERE risen_fen < 0
), held AS (
  SELECT p.party_id, MIN(p.risen_fen) AS risen_fen,
         SUM(CASE WHEN h.share_bp = 10000 THEN b.amount_fen
                  WHEN h.role = 'PRIMARY' THEN b.amount_fen - CAST((b.amount_fen * (10000 - h.share_bp) - b.amount_fen * (10000 - h.share_bp) % 10000) / 10000 AS BIGINT)
                  ELSE CAST((b.amount_fen * h.share_bp - b.amount_fen * h.share_bp % 10000) / 10000 AS BIGINT) END) AS aum_fen
    FROM poorer AS p
   CROSS JOIN bridge_account_party AS h
    LEFT JOIN fact_balance AS b ON b.account_id = h.account_id AND b.valid_to = '9999-12-31'
                               AND substr(b.kind, 1, 5) NOT IN ('LOAN_', 'CARD_')
   WHERE h.party_id = p.party_id AND h.is_current = 1 AND h.share_bp > 0
   GROUP BY p.party_id
), fallen AS (
  SELECT party_id, -risen_fen AS fall_fen, COALESCE(aum_fen, 0) - risen_fen AS before_fen FROM held WHERE COALESCE(aum_fen, 0) - risen_fen > 0
), credit_cards AS (
  SELECT DISTINCT card_id FROM dim_card WHERE card_kind = 'CREDIT'
), cash AS (
  SELECT t.card_id, t.posted_on, CASE t.txn_type WHEN 'CASH' THEN 1 ELSE -1 END AS advances
    FROM days AS d
   CROSS JOIN credit_cards AS k
   CROSS JOIN fact_card_txn AS t
   WHERE t.card_id = k.card_id AND t.posted_on > d.ago_30 AND t.posted_on <= d.as_of AND t.txn_type IN ('CASH', 'CASH_REV')
), holders AS (                                        -- of those cards alone
  SELECT k.card_id, k.party_id,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE k.valid_from END AS valid_from,
         LEAD(k.valid_from, 1, '9999-12-31') OVER w AS valid_to
    FROM (SELECT DISTINCT card_id FROM cash) AS c
   CROSS JOIN dim_card AS k
   WHERE k.card_id = c.card_id AND k.card_kind = 'CREDIT'
  WINDOW w AS (PARTITION BY k.card_id ORDER BY k.valid_from)
), advances AS (
  SELECT k.party_id, SUM(t.advances) AS advances
    FROM cash AS t
    JOIN holders AS k ON k.card_id = t.card_id AND t.posted_on >= k.valid_from AND t.posted_on < k.valid_to
   WHERE k.party_id IS NOT NULL
   GROUP BY k.party_id
), paid_out AS (
  SELECT h.party_id, a.open_date, d.as_of, d.ago_30
    FROM days AS d
   CROSS JOIN dim_account AS a
   CROSS JOIN bridge_account_party AS h
   WHERE a.family = 'LOAN' AND a.is_current = 1 AND a.open_date > d.ago_37 AND a.acct_type <> 'MORTGAGE'
     AND h.account_id = a.account_id AND h.is_current = 1 AND h.role IN ('PRIMARY', 'CO_BORROWER') AND h.party_id IS NOT NULL
), misused AS (
  -- an order within days of two loans is one order
  SELECT party_id, SUM(amount_fen) AS ordered_fen
    FROM (SELECT DISTINCT p.party_id, o.order_no, o.amount_fen
            FROM paid_out AS p
           CROSS JOIN bridge_account_party AS h
            JOIN fact_order AS o ON o.account_id = h.account_id AND o.side = 'BUY' AND o.state = 'CONFIRMED' AND o.ordered_on > p.ago_30
            JOIN dim_date AS f ON f.date_id = p.open_date
            JOIN dim_date AS t ON t.date_id = o.ordered_on
           WHERE h.party_id = p.party_id AND h.src = 'WLTH' AND h.role = 'PRIMARY' AND h.is_current = 1 AND t.day_no - f.day_no BETWEEN 0 AND 7) AS m
   GROUP BY party_id
), covered AS (
  SELECT s.account_id, CAST((s.coll_value_fen * 10000 - s.coll_value_fen * 10000 % b.amount_fen) / b.amount_fen AS BIGINT) AS cover_bp
    FROM fact_loan_state AS s
   CROSS JOIN fact_balance AS b
   CROSS JOIN dim_account AS a
   WHERE s.valid_to = '9999-12-31' AND s.loan_type <> 'CARD' AND b.account_id = s.account_id AND b.kind = 'LOAN_' || s.loan_type
     AND b.valid_to = '9999-12-31' AND b.amount_fen > s.coll_value_fen AND a.account_id = s.account_id AND a.is_current = 1 AND a.coll_type <> 'NONE'
), covers AS (
  SELECT h.party_id, MIN(x.cover_bp) AS cover_bp
    FROM covered AS x
   CROSS JOIN bridge_account_party AS h
   WHERE h.account_id = x.account_id AND h.is_current = 1 AND h.role IN ('PRIMARY', 'CO_BORROWER') AND h.party_id IS NOT NULL
   GROUP BY h.party_id
), logins AS (
  SELECT e.device_id, e.party_id FROM days AS d JOIN party_device AS e ON e.last_login_on > d.ago_30
), devices AS (
  SELECT device_id, COUNT(*) AS parties FROM logins GROUP BY device_id HAVING COUNT(*) > 1
), fired AS (
  SELECT party_id, 'W01' AS rule_id, new_dpd AS value FROM overdue WHERE new_dpd IS NOT NULL
  UNION ALL
  SELECT party_id, 'W02', months FROM overdue
  UNION ALL
  SELECT party_id, 'W03', limit_used_bp FROM risk_party WHERE limit_used_bp IS NOT NULL
  UNION ALL
  SELECT party_id, 'W04', CAST((fall_fen * 10000 - fall_fen * 10000 % before_fen) / before_fen AS BIGINT) FROM fallen
  UNION ALL
  SELECT party_id, 'W05', fraud_open_cnt FROM fraud_open
  UNION ALL
  SELECT party_id, 'W06', CASE WHEN guarantor_grade = 'LOSS' OR household_grade = 'LOSS' THEN 5 WHEN guarantor_grade = 'DOUBTFUL' OR household_grade = 'DOUBTFUL' THEN 4 ELSE 3 END
    FROM risk_party
   WHERE guarantor_grade IN ('SUBSTANDARD', 'DOUBTFUL', 'LOSS') OR household_grade IN ('SUBSTANDARD', 'DOUBTFUL', 'LOSS')
  UNION ALL
  SELECT party_id, 'W07', advances FROM advances
  UNION ALL
  SELECT party_id, 'W08', ordered_fen FROM misused
  UNION ALL
  SELECT l.party_id, 'W10', MAX(d.parties) FROM devices AS d JOIN logins AS l ON l.device_id = d.device_id GROUP BY l.party_id
  UNION ALL
  SELECT party_id, 'W09', cover_bp FROM covers
)
SELECT f.party_id, f.rule_id, c.as_of AS fired_on, s.value AS severity, f.value, r.value AS threshold, r.title AS reason
  FROM fired AS f
 CROSS JOIN run_context AS c
  JOIN dim_code AS r ON r.list = 'warning_rule' AND r.code = f.rule_id AND r.valid_from <= c.as_of AND r.valid_to > c.as_of
  JOIN dim_code AS s ON s.list = 'warning_severity' AND s.code = f.rule_id AND s.valid_from <= c.as_of AND s.valid_to > c.as_of
 WHERE (f.rule_id <> 'W09' AND f.value > r.value) OR (f.rule_id = 'W09' AND f.value < r.value)
