/*---
model: customer_360_now
title: The customer at a glance, as of tonight
zh: 客户全景（当日）
grain: one row per party
owner: data office
key: [party_id]
refresh: view
columns:
  party_id:            { type: integer, required: true, class: C2, zh: 客户标识 }
  status:              { type: text, required: true, zh: 客户状态 }
  birth_year:          { type: integer, class: C2, zh: 出生年 }
  adult_on:            { type: text, class: C2, zh: 成年日 }
  sex:                 { type: text, zh: 性别 }
  region_code:         { type: text, zh: 行政区划 }
  branch_no:           { type: text, required: true, zh: 主网点 }
  rm_staff_no:         { type: text, zh: 主管客户经理 }
  tier:                { type: text, class: C2, zh: 星级 }
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
  follower:            { type: integer, required: true, zh: 社区粉丝, doc: "1: follows an account of the wealth community" }
  pension_open:        { type: integer, required: true, class: C2, zh: 养老金账户, doc: "1: holds an open personal pension account" }
  household_id:        { type: integer, class: C2, zh: 家庭标识, doc: "NULL without a household" }
  opt_auto:            { type: integer, required: true, zh: 拒绝自动化决策 }
  do_not_contact:      { type: integer, required: true, zh: 免打扰 }
  as_of:               { type: text, required: true, zh: 时点 }
  worst_dpd:           { type: integer, required: true, class: C2, unit: days, additive: no, zh: 最大逾期天数 }
  mobile_active:       { type: integer, required: true, class: C2, zh: 手机银行月活, doc: "1: logged in in the month of as_of" }
---*/
SELECT p.party_id, p.status, p.birth_year, p.adult_on, p.sex, p.region_code, p.branch_no, p.rm_staff_no, p.tier, p.aum_fen, p.deposit_fen, p.invest_fen,
       p.insurance_fen, p.cover_fen, p.debt_fen, p.exposure_fen, p.overdue_since, p.grade, p.product_cnt, p.partner_grade_worst, p.last_active_on, p.last_login_on, p.follower, p.pension_open, p.household_id, p.opt_auto, p.do_not_contact,
       c.as_of, COALESCE(t.day_no - d.day_no, 0) AS worst_dpd,
       CASE WHEN p.last_login_on BETWEEN c.month_from AND c.as_of THEN 1 ELSE 0 END AS mobile_active
  FROM customer_360 AS p
 CROSS JOIN run_context AS c
  JOIN dim_date AS t ON t.date_id = c.as_of
  LEFT JOIN dim_date AS d ON d.date_id = p.overdue_since
