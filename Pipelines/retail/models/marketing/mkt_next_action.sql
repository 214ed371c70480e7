/*---
model: mkt_next_action
title: The next offers to each customer, or why there are none
zh: 千人千面
grain: one row per customer and rank, at most three; who may not be reached at all has one row without an offer
owner: marketing
key: [party_id, rank_no]
refresh: full        # consents, windows of the contact policy and effects measured tonight change any row
columns:
  party_id:        { type: integer, required: true, class: C2, zh: 客户标识 }
  rank_no:         { type: integer, required: true, zh: 名次, doc: "1 to 3: offers that can be made before those that cannot, each by score" }
  campaign_code:   { type: text, zh: 活动代码 }
  offer_code:      { type: text, zh: 权益代码, doc: "NULL: no offer was weighed, because the reason holds for all" }
  product_code:    { type: text, zh: 产品代码 }
  channel:         { type: text, zh: 渠道, doc: "the offer's" }
  arm:             { type: text, class: C2, zh: 实验组别, doc: "T: sent, C: held out for the quarter; NULL where suppressed" }
  action:          { type: text, required: true, class: C2, zh: 动作, doc: "SEND, HOLD or SUPPRESS" }
  score_e4:        { type: integer, class: C2, unit: e4, additive: no, zh: 评分, doc: "lower end of the campaign's measured uplift, times how often the segment converts against all" }
  eligible:        { type: integer, required: true, class: C2, zh: 符合条件, doc: "1 unless S01, S05, S06, S07, S09 or S11" }
  suitable:        { type: integer, required: true, class: C2, zh: 适当, doc: "1 unless S08" }
  consented:       { type: integer, required: true, class: C2, zh: 已授权, doc: "1 unless S02, S03 or S04" }
  policy_ok:       { type: integer, required: true, class: C2, zh: 符合触达政策, doc: "1 unless S10" }
  suppress_reason: { type: text, class: C2, zh: 抑制原因, doc: "the first of S01 to S11 that applies" }
  reason:          { type: text, required: true, class: C2, zh: 说明, doc: "what a person is told who asks why" }
  valid_to:        { type: text, required: true, zh: 失效日, doc: "first day on which the row must no longer be used: the next night makes a new list" }
---*/
WITH windows AS (
  SELECT c.as_of, c.year, c.quarter_no, substr(c.closed_to, 1, 7) AS closed_month, n.date_id AS valid_to, a.date_id AS from_7, b.date_id AS from_30, y.date_id AS year_ago
    FROM run_context AS c
    JOIN dim_date AS t ON t.date_id = c.as_of
    JOIN dim_date AS n ON n.day_no = t.day_no + 2
    JOIN dim_date AS a ON a.day_no = t.day_no - 6
    JOIN dim_date AS b ON b.day_no = t.day_no - 29
    JOIN dim_date AS y ON y.day_no = t.day_no - 365
), policy AS (
  SELECT MAX(CASE d.code WHEN 'WEEK' THEN d.value END) AS week_most, MAX(CASE d.code WHEN 'MONTH' THEN d.value END) AS month_most
    FROM dim_code AS d
    JOIN windows AS w ON d.valid_from <= w.as_of AND d.valid_to > w.as_of
   WHERE d.list = 'contact_policy'
), tiers AS (
  SELECT d.code, d.sort_no FROM dim_code AS d JOIN windows AS w ON d.valid_from <= w.as_of AND d.valid_to > w.as_of WHERE d.list = 'tier'
), offers AS (
  SELECT o.offer_code, o.campaign_code, o.product_code, o.channel, o.kind, t.sort_no AS least_no, p.risk_level, p.aum_kind,
         CASE WHEN o.channel = 'SMS' THEN 1 WHEN o.channel IN ('CALL', 'YXT', 'REM') THEN 2 WHEN o.channel IN ('MOB', 'WECHAT', 'COMM') THEN 3 ELSE 4 END AS consent_no
    FROM dim_offer AS o
    JOIN windows AS w ON o.valid_from <= w.as_of AND o.valid_to > w.as_of
    JOIN tiers AS t ON t.code = o.min_tier
    LEFT JOIN dim_product AS p ON p.product_code = o.product_code AND p.valid_from <= w.as_of AND p.valid_to > w.as_of
   WHERE p.status IS NULL OR p.status = 'OFFERED'
), people AS (
  SELECT p.party_id, p.status, t.sort_no AS tier_no,
         CASE WHEN p.adult_on > w.as_of THEN 1 ELSE 0 END AS minor,
         CASE WHEN t.sort_no > 4 THEN 4 ELSE t.sort_no END * 10 + CASE WHEN w.year - p.birth_year < 35 THEN 1 WHEN w.year - p.birth_year < 60 THEN 2 WHEN p.birth_year IS NULL THEN 4 ELSE 3 END AS segment_no,
         CASE WHEN p.investor_risk_to >= w.as_of THEN COALESCE(p.investor_risk, 0) ELSE 0 END AS risk_no
    FROM windows AS w
   CROSS JOIN dim_party AS p
    LEFT JOIN customer_tier AS m ON m.party_id = p.party_id AND m.month = w.closed_month
    JOIN tiers AS t ON t.code = COALESCE(m.tier, 'T0')
   WHERE p.valid_from <= w.as_of AND p.valid_to > w.as_of AND p.status <> 'C' AND t.sort_no >= (SELECT MIN(least_no) FROM offers)
), consents AS (
  SELECT party_id,
         MAX(CASE WHEN kind = 'ERASURE' AND state = 'EXECUTED' THEN 1 ELSE 0 END) AS erased,
         MAX(CASE WHEN kind = 'DNC' AND state = 'GIVEN' THEN 1 ELSE 0 END) AS dnc,
         MAX(CASE WHEN kind = 'AUTO_DECISION' AND state = 'WITHDRAWN' THEN 1 ELSE 0 END) AS opt_auto,
         MAX(CASE WHEN kind = 'ERASURE' THEN 1 ELSE 0 END) * (1 - MAX(CASE WHEN kind = 'ERASURE' AND state = 'WITHDRAWN' THEN 1 ELSE 0 END)) AS leaving,
         MAX(CASE WHEN kind = 'MKT_SMS' AND state = 'GIVEN' THEN 1 ELSE 0 END) * (1 - MAX(CASE WHEN kind = 'MKT_SMS' AND state = 'WITHDRAWN' THEN 1 ELSE 0 END)) AS sms,
         MAX(CASE WHEN kind = 'MKT_CALL' AND state = 'GIVEN' THEN 1 ELSE 0 END) * (1 - MAX(CASE WHEN kind = 'MKT_CALL' AND state = 'WITHDRAWN' THEN 1 ELSE 0 END)) AS call,
         MAX(CASE WHEN kind = 'MKT_APP' AND state = 'GIVEN' THEN 1 ELSE 0 END) * (1 - MAX(CASE WHEN kind = 'MKT_APP' AND state = 'WITHDRAWN' THEN 1 ELSE 0 END)) AS app
    FROM (SELECT c.party_id, c.kind, c.state
            FROM windows AS w
           CROSS JOIN fact_consent AS c
           WHERE c.party_id IS NOT NULL AND c.valid_from <= w.as_of AND c.valid_to > w.as_of
          UNION ALL
          SELECT a.party_id, 'ERASURE' AS kind, x.state
            FROM windows AS w
           CROSS JOIN id_erasure AS x
            JOIN id_assignment AS a ON a.src = x.src AND a.src_cust_id = x.src_cust_id AND a.valid_from <= x.valid_from AND a.valid_to > x.valid_from
           WHERE x.valid_from <= w.as_of) AS k
   GROUP BY party_id
), barred AS (
  SELECT p.party_id, p.segment_no, p.tier_no, p.minor, p.risk_no, k.sms * (1 - k.leaving) AS sms, k.call * (1 - k.leaving) AS call, k.app * (1 - k.leaving) AS app,
         CASE WHEN k.erased = 1 OR p.status = 'X' THEN 'S01' WHEN k.dnc = 1 THEN 'S02' WHEN k.opt_auto = 1 THEN 'S03'
              WHEN COALESCE((k.sms + k.call + k.app) * (1 - k.leaving), 0) = 0 THEN 'S04' END AS suppress_reason
    FROM people AS p
    LEFT JOIN consents AS k ON k.party_id = p.party_id
), complaints AS (
  SELECT DISTINCT t.party_id
    FROM fact_complaint AS t
    JOIN windows AS w ON t.state IN ('OPEN', 'REOPENED') OR t.closed_on >= w.from_30
   WHERE t.severity >= 4 AND t.party_id IS NOT NULL
), frauds AS (
  SELECT DISTINCT e.party_id
    FROM fact_risk_event AS e
   CROSS JOIN windows AS w
    JOIN dim_date AS t ON t.date_id = w.as_of
    JOIN dim_date AS d ON d.date_id = e.biz_date
   WHERE e.party_id IS NOT NULL AND e.confirmed = 1 AND e.net_cnt = 1 AND e.severity >= 3 AND t.day_no - d.day_no BETWEEN 0 AND 90
     AND NOT EXISTS (SELECT 1 FROM fact_risk_event AS l
                      WHERE l.party_id = e.party_id AND l.kind = e.kind AND l.action IN ('FREEZE', 'REPORT') AND l.net_cnt = 1
                        AND l.event_id <> e.event_id AND l.biz_date >= e.biz_date)
), debtors AS (
  SELECT DISTINCT h.party_id
    FROM windows AS w
   CROSS JOIN fact_loan_state AS s
   CROSS JOIN bridge_account_party AS h
   WHERE s.bucket > 'B1' AND s.valid_to > w.year_ago AND s.valid_from <= w.as_of
     AND h.account_id = s.account_id AND h.role IN ('PRIMARY', 'CO_BORROWER') AND h.is_current = 1 AND h.valid_from < s.valid_to AND h.party_id IS NOT NULL
  UNION
  SELECT party_id FROM risk_limit WHERE over_cap = 1
), touched AS (
  SELECT t.party_id, SUM(CASE WHEN t.biz_date >= w.from_7 THEN 1 ELSE 0 END) AS week_cnt, COUNT(*) AS month_cnt
    FROM windows AS w
   CROSS JOIN fact_touch AS t
   WHERE t.biz_date >= w.from_30 AND t.biz_date <= w.as_of AND t.arm = 'T' AND t.delivered = 1 AND t.party_id IS NOT NULL
   GROUP BY t.party_id
), borne AS (
  SELECT p.party_id, h.account_id, h.src
    FROM barred AS p
   CROSS JOIN bridge_account_party AS h
   WHERE p.suppress_reason IS NULL AND h.party_id = p.party_id AND h.is_current = 1 AND h.share_bp > 0
), holdings AS (
  SELECT h.party_id, o.product_code
    FROM borne AS h
   CROSS JOIN dim_account AS a
   CROSS JOIN offers AS o
   WHERE a.account_id = h.account_id AND a.is_current = 1 AND o.product_code = a.product_code
     AND a.status NOT IN ('CLOSED', 'LAPSED', 'CANCELLED', 'MATURED', 'SURRENDERED')
  UNION
  SELECT h.party_id, o.product_code
    FROM borne AS h
   CROSS JOIN offers AS o
   CROSS JOIN fact_balance AS b
   WHERE h.src = 'WLTH' AND b.account_id = h.account_id AND b.kind = o.aum_kind AND b.product_code = o.product_code AND b.valid_to = '9999-12-31' AND b.amount_fen > 0
), responses AS (
  SELECT t.offer_code, p.segment_no, COUNT(*) AS touch_cnt, SUM(CASE t.outcome WHEN 'CONVERTED' THEN 1 ELSE 0 END) AS convert_cnt
    FROM fact_touch AS t
    JOIN people AS p ON p.party_id = t.party_id
   WHERE t.source = 'BRAIN' AND t.arm = 'T' AND t.delivered = 1
   GROUP BY t.offer_code, p.segment_no
), overall AS (
  SELECT SUM(touch_cnt) AS touch_cnt, SUM(convert_cnt) AS convert_cnt FROM responses
), segments AS (
  SELECT DISTINCT segment_no FROM people
), rates AS (                                           -- 200 touches at the rate of all are added to each cell, so that few touches say little
  SELECT s.segment_no, o.offer_code, o.campaign_code, u.uplift_bp, u.control_n,
         CASE WHEN u.ci_low_bp > 0 THEN u.ci_low_bp ELSE 0 END AS sure_bp, COALESCE(r.touch_cnt, 0) AS touch_cnt, COALESCE(r.convert_cnt, 0) AS convert_cnt,
         COALESCE(r.convert_cnt, 0) * a.touch_cnt + 200 * a.convert_cnt AS num, NULLIF((COALESCE(r.touch_cnt, 0) + 200) * a.convert_cnt, 0) AS den,
         CAST((a.convert_cnt * 20000 + a.touch_cnt - (a.convert_cnt * 20000 + a.touch_cnt) % NULLIF(2 * a.touch_cnt, 0)) / NULLIF(2 * a.touch_cnt, 0) AS BIGINT) AS all_bp
    FROM segments AS s
   CROSS JOIN offers AS o
   CROSS JOIN overall AS a
    LEFT JOIN responses AS r ON r.segment_no = s.segment_no AND r.offer_code = o.offer_code
    LEFT JOIN mkt_uplift AS u ON u.source = 'BRAIN' AND u.campaign_code = o.campaign_code
), scores AS (
  SELECT segment_no, offer_code, campaign_code, uplift_bp, control_n, sure_bp, touch_cnt, convert_cnt, all_bp,
         CASE WHEN num > 9 * den THEN 90000 ELSE COALESCE(CAST((num * 10000 - num * 10000 % den) / den AS BIGINT), 10000) END AS relative_e4
    FROM rates
), ranked AS (
  SELECT segment_no, offer_code, relative_e4,
         CASE WHEN sure_bp * relative_e4 > 100000000 THEN 10000 ELSE CAST((sure_bp * relative_e4 + 5000 - (sure_bp * relative_e4 + 5000) % 10000) / 10000 AS BIGINT) END AS score_e4,
         CASE WHEN sure_bp > 0
              THEN campaign_code || ': +' || CAST(CAST((uplift_bp - uplift_bp % 100) / 100 AS BIGINT) AS VARCHAR(9)) || '.' || CASE WHEN uplift_bp % 100 < 10 THEN '0' ELSE '' END || CAST(uplift_bp % 100 AS VARCHAR(2))
                   || ' points, surely +' || CAST(CAST((sure_bp - sure_bp % 100) / 100 AS BIGINT) AS VARCHAR(9)) || '.' || CASE WHEN sure_bp % 100 < 10 THEN '0' ELSE '' END || CAST(sure_bp % 100 AS VARCHAR(2))
                   || ', against ' || CAST(control_n AS VARCHAR(19)) || ' held out'
              ELSE campaign_code || ': no effect is proved yet' END
           || '; ' || CASE CAST((segment_no - segment_no % 10) / 10 AS BIGINT) WHEN 1 THEN 'T0' WHEN 2 THEN 'T3' WHEN 3 THEN 'T4' ELSE 'T5 and above' END
           || CASE segment_no % 10 WHEN 1 THEN ' under 35' WHEN 2 THEN ' of 35 to 59' WHEN 3 THEN ' of 60 and over' ELSE ' of unknown age' END
           || ': ' || CAST(convert_cnt AS VARCHAR(19)) || ' of ' || CAST(touch_cnt AS VARCHAR(19)) || ' touches converted, of all '
           || CAST(COALESCE(CAST((all_bp - all_bp % 100) / 100 AS BIGINT), 0) AS VARCHAR(9)) || '.' || CASE WHEN COALESCE(all_bp % 100, 0) < 10 THEN '0' ELSE '' END || CAST(COALESCE(all_bp % 100, 0) AS VARCHAR(2)) || ' %' AS reason
    FROM scores
), placed AS (
  SELECT r.segment_no, r.offer_code, r.score_e4, r.reason, o.product_code, o.kind, o.consent_no, o.least_no, o.risk_level,
         ROW_NUMBER() OVER (PARTITION BY r.segment_no ORDER BY r.score_e4 DESC, r.relative_e4 DESC, r.offer_code) AS place
    FROM ranked AS r
    JOIN offers AS o ON o.offer_code = r.offer_code
), persons AS (
  SELECT p.party_id, p.segment_no, p.tier_no, p.sms, p.call, p.app, p.risk_no, COALESCE(t.week_cnt, 0) AS week_cnt, COALESCE(t.month_cnt, 0) AS month_cnt,
         CASE WHEN k.party_id IS NOT NULL THEN 'S05' WHEN f.party_id IS NOT NULL THEN 'S06' WHEN p.minor = 1 THEN 'S07' END AS always,
         CASE WHEN d.party_id IS NULL THEN 0 ELSE 1 END AS in_debt,
         CASE WHEN t.week_cnt >= l.week_most OR t.month_cnt >= l.month_most THEN 1 ELSE 0 END AS often
    FROM barred AS p
   CROSS JOIN policy AS l
    LEFT JOIN complaints AS k ON k.party_id = p.party_id
    LEFT JOIN frauds AS f ON f.party_id = p.party_id
    LEFT JOIN debtors AS d ON d.party_id = p.party_id
    LEFT JOIN touched AS t ON t.party_id = p.party_id
   WHERE p.suppress_reason IS NULL
), pairs AS (
  SELECT p.party_id, p.segment_no, g.place, p.week_cnt, p.month_cnt,
         CASE WHEN (g.consent_no = 1 AND p.sms = 0) OR (g.consent_no = 2 AND p.call = 0) OR (g.consent_no = 3 AND p.app = 0) THEN 'S04'
              WHEN p.always IS NOT NULL THEN p.always
              WHEN g.risk_level > p.risk_no THEN 'S08'
              WHEN g.kind IN ('CREDIT', 'CARD') AND p.in_debt = 1 THEN 'S09'
              WHEN p.often = 1 THEN 'S10'
              WHEN h.party_id IS NOT NULL THEN 'S11' END AS suppress_reason
    FROM persons AS p
   CROSS JOIN placed AS g
    LEFT JOIN holdings AS h ON h.party_id = p.party_id AND h.product_code = g.product_code
   WHERE g.segment_no = p.segment_no AND g.least_no <= p.tier_no
), numbered AS (                                        -- of the offer only its place: what is sorted stays narrow
  SELECT party_id, segment_no, place, suppress_reason, week_cnt, month_cnt,
         ROW_NUMBER() OVER (PARTITION BY party_id ORDER BY CASE WHEN suppress_reason IS NULL THEN 0 ELSE 1 END, place) AS rank_no
    FROM pairs
), judged AS (
  SELECT n.party_id, n.rank_no, g.offer_code, g.score_e4, g.reason,
         CASE WHEN n.suppress_reason IS NULL AND (n.week_cnt + n.rank_no > l.week_most OR n.month_cnt + n.rank_no > l.month_most) THEN 'S10' ELSE n.suppress_reason END AS suppress_reason
    FROM numbered AS n
   CROSS JOIN policy AS l
   CROSS JOIN placed AS g
   WHERE n.rank_no <= 3 AND g.segment_no = n.segment_no AND g.place = n.place
  UNION ALL
  SELECT party_id, 1, NULL, NULL, NULL, suppress_reason FROM barred WHERE suppress_reason IS NOT NULL
), decided AS (
  SELECT party_id, rank_no, offer_code, score_e4, reason, suppress_reason,
         CASE WHEN suppress_reason IS NOT NULL THEN NULL WHEN (party_id % 9973 * 7919 + w.quarter_no * 104729) % 10000 < 1000 THEN 'C' ELSE 'T' END AS arm, w.valid_to
    FROM judged
   CROSS JOIN windows AS w
)
SELECT d.party_id, d.rank_no, o.campaign_code, d.offer_code, o.product_code, o.channel, d.arm,
       CASE d.arm WHEN 'T' THEN 'SEND' WHEN 'C' THEN 'HOLD' ELSE 'SUPPRESS' END AS action, d.score_e4,
       CASE WHEN d.suppress_reason IN ('S01', 'S05', 'S06', 'S07', 'S09', 'S11') THEN 0 ELSE 1 END AS eligible,
       CASE WHEN d.suppress_reason = 'S08' THEN 0 ELSE 1 END AS suitable,
       CASE WHEN d.suppress_reason IN ('S02', 'S03', 'S04') THEN 0 ELSE 1 END AS consented,
       CASE WHEN d.suppress_reason = 'S10' THEN 0 ELSE 1 END AS policy_ok,
       d.suppress_reason,
       CASE WHEN d.suppress_reason = 'S04' AND d.offer_code IS NULL THEN 'no consent to marketing by any channel'
            WHEN d.suppress_reason IS NOT NULL THEN s.title
            WHEN d.arm = 'C' THEN 'held out this quarter to measure the effect; ' || d.reason
            WHEN o.channel = 'CALL' THEN d.reason || '; calls from 9 to 20 h only' ELSE d.reason END AS reason,
       d.valid_to
  FROM decided AS d
  LEFT JOIN offers AS o ON o.offer_code = d.offer_code
  LEFT JOIN dim_code AS s ON s.list = 'suppress_reason' AND s.code = d.suppress_reason AND s.valid_to = '9999-12-31'
