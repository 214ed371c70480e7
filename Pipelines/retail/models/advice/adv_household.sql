/*---
model: adv_household
title: Households and what they have
zh: 家庭财富图谱
grain: one row per household of tonight
owner: wealth
key: [household_id]
refresh: full
columns:
  household_id: { type: integer, required: true, class: C2, zh: 家庭标识, doc: "the smallest party_id of its members" }
  member_cnt:   { type: integer, required: true, class: C2, unit: persons, additive: semi, zh: 成员数, doc: "two to twelve" }
  aum_fen:      { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 家庭金融资产, doc: "assets of its members; a joint account by shares" }
  debt_fen:     { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 家庭负债, doc: "debts of its members, a loan with its primary borrower alone" }
  top_tier:     { type: text, class: C2, zh: 最高星级, doc: "highest tier of a member; NULL before the first closed month" }
  pension_cnt:  { type: integer, required: true, class: C2, unit: persons, additive: semi, zh: 养老金开户成员数, doc: "members with an open pension account" }
---*/
WITH members AS (
  SELECT m.household_id, p.aum_fen, p.debt_fen, p.pension_open, t.sort_no AS tier_no
    FROM bridge_household_party AS m
    JOIN customer_360 AS p ON p.party_id = m.party_id
    LEFT JOIN dim_code AS t ON t.list = 'tier' AND t.code = p.tier AND t.valid_to = '9999-12-31'
   WHERE m.is_current = 1
), households AS (
  SELECT household_id, COUNT(*) AS member_cnt, SUM(aum_fen) AS aum_fen, SUM(debt_fen) AS debt_fen, MAX(tier_no) AS tier_no, SUM(pension_open) AS pension_cnt
    FROM members
   GROUP BY household_id
)
SELECT h.household_id, h.member_cnt, h.aum_fen, h.debt_fen, t.code AS top_tier, h.pension_cnt
  FROM households AS h
  LEFT JOIN dim_code AS t ON t.list = 'tier' AND t.sort_no = h.tier_no AND t.valid_to = '9999-12-31'
