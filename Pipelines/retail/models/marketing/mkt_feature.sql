/*---
model: mkt_feature
title: What marketing may know of a customer
zh: 客户特征
grain: one row per living customer, active or dormant
owner: marketing
key: [party_id]
refresh: full        # its windows of 30 and 90 days and of a year move every night, for everyone
columns:
  party_id:       { type: integer, required: true, class: C2, zh: 客户标识 }
  age_band:       { type: integer, class: C2, zh: 年龄段, doc: "30: 30 to 39; year of as_of less year of birth" }
  sex:            { type: text, zh: 性别 }
  region_code:    { type: text, zh: 行政区划 }
  tier:           { type: text, class: C2, zh: 星级 }
  aum_fen:        { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 金融资产 }
  aum_change_bp:  { type: integer, class: C2, unit: bp, additive: no, zh: 资产变动, doc: "against the end of the month before; NULL where there was nothing" }
  spend_90d_fen:  { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 九十日消费, doc: "card spend of the last 90 days, less reversals and refunds" }
  top_mcc_group:  { type: text, class: C2, zh: 首要消费类别, doc: "a code of mcc_group: most spend in the last 90 days; NULL without spend" }
  login_30d:      { type: integer, required: true, class: C2, unit: days, additive: no, zh: 三十日登录天数, doc: "days with a login in the last 30" }
  product_cnt:    { type: integer, required: true, class: C2, unit: products, additive: no, zh: 持有产品数, doc: "distinct products with a balance" }
  holds_wmp:      { type: integer, required: true, class: C2, zh: 持有理财, doc: "1 with a balance" }
  holds_fund:     { type: integer, required: true, class: C2, zh: 持有基金, doc: "1 with a balance, money funds apart" }
  holds_insurance: { type: integer, required: true, class: C2, zh: 持有保险, doc: "1 with a policy in force" }
  holds_pension:  { type: integer, required: true, class: C2, zh: 持有养老金账户, doc: "1 with an open personal pension account" }
  has_loan:       { type: integer, required: true, class: C2, zh: 有贷款, doc: "1 who bears a loan, alone or with others" }
  auto_invest:    { type: integer, required: true, class: C2, zh: 定投客户, doc: "1 with a confirmed automatic order in the last 365 days" }
  night_buyer:    { type: integer, required: true, class: C2, zh: 夜市客户, doc: "1 with a confirmed order at night in the last 365 days" }
  card_feature:   { type: text, class: C2, zh: 特色卡, doc: "a code of card_feature, of several the first by the alphabet; NONE: plain cards only; NULL without a card" }
  custom_face:    { type: integer, required: true, class: C2, zh: 个性化卡面, doc: "1 with an active card that has a face of the customer's own" }
  follower:       { type: integer, required: true, class: C2, zh: 社区粉丝, doc: "1: follows an account of the wealth community" }
  investor_risk:  { type: integer, class: C2, zh: 投资者风险等级, doc: "1 careful to 5 bold; NULL where never assessed" }
  touch_30d:      { type: integer, required: true, class: C2, unit: touches, additive: no, zh: 三十日触达次数, doc: "touches delivered in the last 30 days" }
  complaint_open: { type: integer, required: true, class: C2, zh: 投诉未结, doc: "1 with an open complaint" }
---*/
WITH windows AS (
  SELECT c.as_of, c.year, m.date_id AS month_end, CAST(substr(m.date_id, 1, 7) AS VARCHAR(7)) AS last_month, a.date_id AS from_30, b.date_id AS from_90, y.date_id AS from_365
    FROM run_context AS c
    JOIN dim_date AS t ON t.date_id = c.as_of
    JOIN dim_date AS f ON f.date_id = c.month_from
    JOIN dim_date AS m ON m.day_no = f.day_no - 1
    JOIN dim_date AS a ON a.day_no = t.day_no - 29
    JOIN dim_date AS b ON b.day_no = t.day_no - 89
    JOIN dim_date AS y ON y.day_no = t.day_no - 364
), bought AS (
  SELECT card_id, posted_on, signed_fen, CASE WHEN mcc IS NULL THEN 10
         WHEN mcc >= '54' AND mcc < '55' THEN 1
         WHEN mcc >= '58' AND mcc < '59' THEN 2
         WHEN (mcc >= '30' AND mcc < '48') OR mcc = '7011' THEN 3
         WHEN (mcc >= '55' AND mcc < '56') OR (mcc >= '75' AND mcc < '76') THEN 4
         WHEN (mcc >= '56' AND mcc < '57') OR mcc IN ('5977', '7230') THEN 5
         WHEN (mcc >= '52' AND mcc < '53') OR (mcc >= '57' AND mcc < '58') THEN 6
         WHEN mcc >= '48' AND mcc < '50' THEN 7
         WHEN (mcc >= '80' AND mcc < '81') OR mcc = '5912' THEN 8
         WHEN (mcc >= '78' AND mcc < '80') OR (mcc >= '82' AND mcc < '83') THEN 9 ELSE 10 END AS group_no
    FROM fact_card_txn
   WHERE txn_type IN ('PURCHASE', 'INSTAL_PURCHASE', 'PURCHASE_REV', 'REFUND') AND posted_on >= (SELECT from_90 FROM windows) AND posted_on <= (SELECT as_of FROM windows)
), handed AS (
  SELECT card_id FROM dim_card GROUP BY card_id HAVING MIN(party_id) < MAX(party_id) OR (COUNT(party_id) > 0 AND COUNT(party_id) < COUNT(*))
), holders AS (                                         -- nearly every card had one holder all the time
  SELECT card_id, CAST(MIN(party_id) AS BIGINT) AS party_id, '0001-01-01' AS valid_from, '9999-12-31' AS valid_to
    FROM dim_card
   GROUP BY card_id
  HAVING COUNT(party_id) = COUNT(*) AND MIN(party_id) = MAX(party_id)
  UNION ALL
  SELECT k.card_id, k.party_id,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE k.valid_from END AS valid_from,
         LEAD(k.valid_from, 1, '9999-12-31') OVER w AS valid_to
    FROM handed AS n
   CROSS JOIN dim_card AS k
   WHERE k.card_id = n.card_id
  WINDOW w AS (PARTITION BY k.card_id ORDER BY k.valid_from)
), of_parties AS (
  SELECT k.party_id, b.group_no, SUM(b.signed_fen) AS spend_fen
    FROM holders AS k
   CROSS JOIN bought AS b
   WHERE k.party_id IS NOT NULL AND b.card_id = k.card_id AND b.posted_on >= k.valid_from AND b.posted_on < k.valid_to
   GROUP BY k.party_id, b.group_no
), spent AS (
  SELECT party_id, SUM(spend_fen) AS spend_fen, MAX(CASE WHEN spend_fen > 0 THEN spend_fen * 100 + 99 - group_no END) % 100 AS top_no
    FROM of_parties
   GROUP BY party_id
), spend AS (
  SELECT s.party_id, s.spend_fen, g.code AS top_mcc_group
    FROM spent AS s
    LEFT JOIN dim_code AS g ON g.list = 'mcc_group' AND g.sort_no = 99 - s.top_no
), faces AS (
  SELECT party_id, COALESCE(MIN(NULLIF(feature_code, 'NONE')), 'NONE') AS card_feature, MAX(custom_face) AS custom_face
    FROM run_context                                    -- first, or SQLite looks up each card in the order of their parties, which takes half as long again
   CROSS JOIN dim_card
   WHERE is_current = 1 AND status = 'ACTIVE' AND party_id IS NOT NULL
   GROUP BY party_id
), logins AS (
  SELECT e.party_id, COUNT(DISTINCT e.biz_date) AS login_30d
    FROM fact_channel_event AS e
   WHERE e.party_id IS NOT NULL AND e.event_type = 'LOGIN' AND e.biz_date >= (SELECT from_30 FROM windows) AND e.biz_date <= (SELECT as_of FROM windows)
   GROUP BY e.party_id
), held AS (
  SELECT p.party_id, MAX(CASE b.kind WHEN 'WMP' THEN 1 ELSE 0 END) AS wmp, MAX(CASE b.kind WHEN 'FUND' THEN 1 ELSE 0 END) AS fund
    FROM customer_360 AS p
   CROSS JOIN bridge_account_party AS h
   CROSS JOIN fact_balance AS b
   WHERE p.invest_fen > 0 AND h.party_id = p.party_id AND h.src = 'WLTH' AND h.role = 'PRIMARY' AND h.is_current = 1
     AND b.account_id = h.account_id AND b.kind IN ('WMP', 'FUND') AND b.valid_to = '9999-12-31' AND b.amount_fen > 0
   GROUP BY p.party_id
), bids AS (                                            -- few, so that only their accounts' owners are put in order
  SELECT o.account_id, o.biz_date, CASE o.order_type WHEN 'AUTO' THEN 1 ELSE 0 END AS auto_invest, CASE WHEN o.session = 'NIGHT' AND o.side = 'BUY' THEN 1 ELSE 0 END AS night_buyer
    FROM windows AS w
   CROSS JOIN fact_order AS o
   WHERE o.state = 'CONFIRMED' AND (o.order_type = 'AUTO' OR o.session = 'NIGHT') AND o.biz_date >= w.from_365 AND o.biz_date <= w.as_of
), owners AS (
  SELECT h.account_id, h.party_id,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE h.valid_from END AS valid_from,
         LEAD(h.valid_from, 1, '9999-12-31') OVER w AS valid_to
    FROM (SELECT DISTINCT account_id FROM bids) AS o
   CROSS JOIN bridge_account_party AS h
   WHERE h.account_id = o.account_id AND h.src = 'WLTH' AND h.role = 'PRIMARY'
  WINDOW w AS (PARTITION BY h.account_id ORDER BY h.valid_from, h.src_cust_id)
), orders AS (
  SELECT h.party_id, MAX(o.auto_invest) AS auto_invest, MAX(o.night_buyer) AS night_buyer
    FROM bids AS o
    JOIN owners AS h ON h.account_id = o.account_id AND h.valid_from <= o.biz_date AND h.valid_to > o.biz_date
   WHERE h.party_id IS NOT NULL
   GROUP BY h.party_id
), touches AS (
  SELECT t.party_id, COUNT(*) AS touch_30d
    FROM windows AS w
   CROSS JOIN fact_touch AS t
   WHERE t.party_id IS NOT NULL AND t.arm = 'T' AND t.delivered = 1 AND t.biz_date >= w.from_30 AND t.biz_date <= w.as_of
   GROUP BY t.party_id
), complaints AS (
  SELECT DISTINCT party_id FROM fact_complaint WHERE state IN ('OPEN', 'REOPENED') AND party_id IS NOT NULL
), people AS (
  SELECT p.party_id, w.year - p.birth_year AS age, p.sex, p.region_code, p.tier, p.aum_fen, m.aum_end_fen AS before_fen, p.product_cnt, p.insurance_fen, p.pension_open, p.follower,
         d.investor_risk
    FROM windows AS w
   CROSS JOIN customer_360 AS p
    JOIN dim_party AS d ON d.party_id = p.party_id AND d.valid_from <= w.as_of AND d.valid_to > w.as_of
    LEFT JOIN customer_month AS m ON m.party_id = p.party_id AND m.month = w.last_month
   WHERE p.status IN ('A', 'D') AND d.erased = 0
), rated AS (
  SELECT party_id, age, sex, region_code, tier, aum_fen, product_cnt, insurance_fen, pension_open, follower, investor_risk,
         CASE WHEN aum_fen >= before_fen THEN 1 ELSE -1 END AS sign,
         CASE WHEN aum_fen >= before_fen THEN aum_fen - before_fen ELSE before_fen - aum_fen END * 20000 + before_fen AS num, NULLIF(2 * before_fen, 0) AS den
    FROM people
)
SELECT p.party_id, p.age - p.age % 10 AS age_band, p.sex, p.region_code, p.tier, p.aum_fen,
       p.sign * CAST((p.num - p.num % p.den) / p.den AS BIGINT) AS aum_change_bp,
       COALESCE(s.spend_fen, 0) AS spend_90d_fen, s.top_mcc_group, COALESCE(l.login_30d, 0) AS login_30d, p.product_cnt,
       COALESCE(h.wmp, 0) AS holds_wmp, COALESCE(h.fund, 0) AS holds_fund, CASE WHEN p.insurance_fen > 0 THEN 1 ELSE 0 END AS holds_insurance, p.pension_open AS holds_pension,
       CASE WHEN b.loan_fen > 0 THEN 1 ELSE 0 END AS has_loan, COALESCE(o.auto_invest, 0) AS auto_invest, COALESCE(o.night_buyer, 0) AS night_buyer,
       f.card_feature, COALESCE(f.custom_face, 0) AS custom_face, p.follower, p.investor_risk, COALESCE(t.touch_30d, 0) AS touch_30d,
       CASE WHEN k.party_id IS NULL THEN 0 ELSE 1 END AS complaint_open
  FROM rated AS p
  LEFT JOIN spend AS s ON s.party_id = p.party_id
  LEFT JOIN logins AS l ON l.party_id = p.party_id
  LEFT JOIN held AS h ON h.party_id = p.party_id
  LEFT JOIN party_debt AS b ON b.party_id = p.party_id
  LEFT JOIN orders AS o ON o.party_id = p.party_id
  LEFT JOIN faces AS f ON f.party_id = p.party_id
  LEFT JOIN touches AS t ON t.party_id = p.party_id
  LEFT JOIN complaints AS k ON k.party_id = p.party_id
