/*---
model: customer_360
title: The customer at a glance
zh: 客户全景
grain: one row per party
owner: data office
key: [party_id]
refresh: by party_id
columns:
  party_id:            { type: integer, required: true, class: C2, zh: 客户标识 }
  status:              { type: text, required: true, zh: 客户状态, doc: "C, too, where no number is left: the last was deleted, or went to another person" }
  birth_year:          { type: integer, class: C2, zh: 出生年 }
  adult_on:            { type: text, class: C2, zh: 成年日 }
  sex:                 { type: text, zh: 性别 }
  region_code:         { type: text, zh: 行政区划 }
  branch_no:           { type: text, required: true, zh: 主网点 }
  rm_staff_no:         { type: text, zh: 主管客户经理 }
  tier:                { type: text, class: C2, zh: 星级, doc: "of the last closed month; NULL before the first" }
  aum_fen:             { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 金融资产 }
  deposit_fen:         { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 存款, doc: "demand, time and the cash of pension accounts" }
  invest_fen:          { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 投资, doc: "what is neither deposit nor insurance" }
  insurance_fen:       { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 保险 }
  cover_fen:           { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 保额, doc: "of the policies in force that the party holds" }
  debt_fen:            { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 负债, doc: "the party's part of loans and positive overdrafts" }
  exposure_fen:        { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 风险敞口 }
  overdue_since:       { type: text, class: C2, zh: 逾期起始日 }
  grade:               { type: text, class: C2, zh: 五级分类 }
  product_cnt:         { type: integer, required: true, unit: products, additive: no, zh: 持有产品数, doc: "distinct products with a balance" }
  partner_grade_worst: { type: text, zh: 最差合作机构评级, doc: "of the products held; A best to D" }
  last_active_on:      { type: text, class: C2, zh: 最近活跃日, doc: "latest event on a channel or card transaction" }
  last_login_on:       { type: text, class: C2, zh: 最近登录日 }
  follower:            { type: integer, required: true, zh: 社区粉丝, declassify: "says that the community is followed, not when", doc: "1: follows an account of the wealth community" }
  pension_open:        { type: integer, required: true, class: C2, zh: 养老金账户, doc: "1: holds an open personal pension account" }
  household_id:        { type: integer, class: C2, zh: 家庭标识, doc: "NULL without a household" }
  opt_auto:            { type: integer, required: true, zh: 拒绝自动化决策 }
  do_not_contact:      { type: integer, required: true, zh: 免打扰 }
---*/
WITH latest AS (                                       -- by GROUP BY, as with months: windows over all rows made this model half as long again
  SELECT party_id, MAX(valid_from) AS valid_from FROM dim_party GROUP BY party_id
), people AS (
  SELECT p.party_id, CASE p.valid_to WHEN '9999-12-31' THEN p.status ELSE 'C' END AS status, p.birth_year, p.adult_on, p.sex, p.region_code,
         p.main_branch_no, p.rm_staff_no, p.opt_auto, p.do_not_contact
    FROM latest AS l
    JOIN dim_party AS p ON p.party_id = l.party_id AND p.valid_from = l.valid_from
), balances AS (                                      -- the CAST keeps SQLite from reading balances in the order of parties: 0.15 s for 0.07 at 7,900 parties
  SELECT CAST(party_id AS BIGINT) AS party_id, kind, product_code, amount_fen FROM party_balance WHERE valid_to = '9999-12-31'
), held AS (
  SELECT b.party_id,
         SUM(CASE WHEN b.kind IN ('DEMAND', 'TIME', 'PENSION_CASH') THEN b.amount_fen ELSE 0 END) AS deposit_fen,
         SUM(CASE WHEN b.kind = 'INSURANCE' THEN b.amount_fen ELSE 0 END) AS insurance_fen,
         SUM(CASE WHEN substr(b.kind, 1, 5) IN ('LOAN_', 'CARD_') THEN 0 ELSE b.amount_fen END) AS aum_fen,
         SUM(CASE WHEN (substr(b.kind, 1, 5) = 'LOAN_' OR b.kind = 'CARD_OVERDRAFT') AND b.amount_fen > 0 THEN b.amount_fen ELSE 0 END) AS debt_fen,
         COUNT(DISTINCT b.product_code) AS product_cnt, MAX(p.partner_grade) AS partner_grade_worst
    FROM balances AS b
    LEFT JOIN dim_product AS p ON p.product_code = b.product_code AND p.is_current = 1
   GROUP BY b.party_id
), cards AS (                                         -- nearly every card had one holder all the time
  SELECT card_id, MIN(party_id) AS party_id, CASE WHEN COUNT(party_id) = COUNT(*) AND MIN(party_id) = MAX(party_id) THEN 1 ELSE 0 END AS is_sole
    FROM dim_card
   GROUP BY card_id
), holders AS (
  SELECT d.card_id, d.party_id,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE d.valid_from END AS valid_from,
         LEAD(d.valid_from, 1, '9999-12-31') OVER w AS valid_to
    FROM cards AS c
    JOIN dim_card AS d ON d.card_id = c.card_id
   WHERE c.is_sole = 0
  WINDOW w AS (PARTITION BY d.card_id ORDER BY d.valid_from)
), seen AS (
  SELECT party_id, MAX(active_on) AS last_active_on, MAX(login_on) AS last_login_on
    FROM (SELECT party_id, MAX(biz_date) AS active_on, MAX(CASE event_type WHEN 'LOGIN' THEN biz_date END) AS login_on
            FROM fact_channel_event WHERE party_id IS NOT NULL GROUP BY party_id
          UNION ALL
          SELECT k.party_id, MAX(t.posted_on), NULL
            FROM (SELECT card_id, MAX(posted_on) AS posted_on FROM fact_card_txn GROUP BY card_id) AS t
            JOIN cards AS k ON k.card_id = t.card_id AND k.is_sole = 1
           GROUP BY k.party_id
          UNION ALL
          SELECT k.party_id, t.posted_on, NULL
            FROM holders AS k
            JOIN fact_card_txn AS t ON t.card_id = k.card_id AND t.posted_on >= k.valid_from AND t.posted_on < k.valid_to) AS a
   GROUP BY party_id
), months AS (
  SELECT party_id, MAX(month) AS month FROM customer_tier GROUP BY party_id
), tiers AS (
  SELECT t.party_id, t.tier FROM months AS m JOIN customer_tier AS t ON t.party_id = m.party_id AND t.month = m.month
), followed AS (
  SELECT party_id, user_id, community_account, event_type,
         ROW_NUMBER() OVER (PARTITION BY user_id, community_account ORDER BY occurred_at DESC, event_id DESC) AS place
    FROM fact_community WHERE event_type IN ('FOLLOW', 'UNFOLLOW')
), followers AS (
  SELECT DISTINCT party_id FROM followed WHERE place = 1 AND event_type = 'FOLLOW' AND party_id IS NOT NULL
), covers AS (
  SELECT h.party_id, SUM(f.cover_fen) AS cover_fen
    FROM fact_policy AS f
   CROSS JOIN bridge_account_party AS h
   WHERE f.status = 'INFORCE' AND f.valid_to = '9999-12-31'
     AND h.account_id = f.account_id AND h.role = 'PRIMARY' AND h.is_current = 1 AND h.party_id IS NOT NULL
   GROUP BY h.party_id
), homes AS (
  SELECT party_id, household_id FROM bridge_household_party WHERE is_current = 1
), pensions AS (
  SELECT DISTINCT h.party_id
    FROM dim_account AS a
   CROSS JOIN bridge_account_party AS h
   WHERE a.acct_type = 'PENSION' AND a.is_current = 1 AND a.status = 'OPEN'
     AND h.account_id = a.account_id AND h.is_current = 1 AND h.share_bp > 0 AND h.party_id IS NOT NULL
)
SELECT p.party_id, p.status, p.birth_year, p.adult_on, p.sex, p.region_code, p.main_branch_no AS branch_no, p.rm_staff_no, t.tier,
       COALESCE(h.aum_fen, 0) AS aum_fen, COALESCE(h.deposit_fen, 0) AS deposit_fen,
       COALESCE(h.aum_fen - h.deposit_fen - h.insurance_fen, 0) AS invest_fen, COALESCE(h.insurance_fen, 0) AS insurance_fen,
       COALESCE(v.cover_fen, 0) AS cover_fen, COALESCE(h.debt_fen, 0) AS debt_fen, COALESCE(r.exposure_fen, 0) AS exposure_fen, r.overdue_since, r.grade,
       COALESCE(h.product_cnt, 0) AS product_cnt, h.partner_grade_worst, s.last_active_on, s.last_login_on,
       CASE WHEN w.party_id IS NULL THEN 0 ELSE 1 END AS follower, CASE WHEN n.party_id IS NULL THEN 0 ELSE 1 END AS pension_open, y.household_id, p.opt_auto, p.do_not_contact
  FROM people AS p
  LEFT JOIN held AS h ON h.party_id = p.party_id
  LEFT JOIN risk_party AS r ON r.party_id = p.party_id
  LEFT JOIN tiers AS t ON t.party_id = p.party_id
  LEFT JOIN seen AS s ON s.party_id = p.party_id
  LEFT JOIN followers AS w ON w.party_id = p.party_id
  LEFT JOIN covers AS v ON v.party_id = p.party_id
  LEFT JOIN pensions AS n ON n.party_id = p.party_id
  LEFT JOIN homes AS y ON y.party_id = p.party_id
