/*---
model: stock_movement
title: Movements of each party's stocks
zh: 客户存量变动
grain: one row per party and thing that begins or ends; the sum up to a day is the stock at its end
owner: data office
key: [party_id, account_id, kind, product_code, pension, begun_on, side]
refresh: view
columns:
  party_id:      { type: integer, required: true, class: C2, zh: 客户标识 }
  moved_on:      { type: text, required: true, zh: 变动日期 }
  account_id:    { type: integer, required: true, class: C2, zh: 账户标识 }
  kind:          { type: text, required: true, zh: 类别, doc: "kind of the balance; ACCOUNT: a version of the account" }
  product_code:  { type: text, required: true, zh: 产品代码 }
  pension:       { type: integer, required: true, zh: 个人养老金 }
  begun_on:      { type: text, required: true, zh: 起始日期, doc: "first day of the balance or version" }
  side:          { type: integer, required: true, zh: 方向, doc: "1 begins, -1 ends" }
  aum_fen:       { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 资产变动 }
  debt_fen:      { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 负债变动, doc: "loans and the positive part of overdrafts" }
  tp_pay_cnt:    { type: integer, required: true, unit: accounts, additive: yes, zh: 第三方支付账户变动, doc: "open demand accounts with third-party payment" }
  messenger_cnt: { type: integer, required: true, unit: accounts, additive: yes, zh: 信使账户变动, doc: "open demand accounts with the messenger" }
---*/
WITH sides(side) AS (VALUES (1), (-1))
SELECT b.party_id,
       CASE s.side WHEN 1 THEN b.valid_from ELSE b.valid_to END AS moved_on,
       b.account_id, b.kind, b.product_code, b.pension, b.valid_from AS begun_on, s.side,
       CASE WHEN substr(b.kind, 1, 5) IN ('LOAN_', 'CARD_') THEN 0 ELSE s.side * b.amount_fen END AS aum_fen,
       CASE WHEN (substr(b.kind, 1, 5) = 'LOAN_' OR b.kind = 'CARD_OVERDRAFT') AND b.amount_fen > 0 THEN s.side * b.amount_fen ELSE 0 END AS debt_fen,
       0 AS tp_pay_cnt, 0 AS messenger_cnt
  FROM party_balance AS b
 CROSS JOIN sides AS s
 WHERE s.side = 1 OR b.valid_to < '9999-12-31'
UNION ALL
SELECT h.party_id,
       CASE s.side WHEN 1 THEN CASE WHEN h.valid_from > a.valid_from THEN h.valid_from ELSE a.valid_from END
                   ELSE CASE WHEN h.valid_to < a.valid_to THEN h.valid_to ELSE a.valid_to END END AS moved_on,
       a.account_id, 'ACCOUNT' AS kind, a.product_code, 0 AS pension,
       CASE WHEN h.valid_from > a.valid_from THEN h.valid_from ELSE a.valid_from END AS begun_on, s.side, 0 AS aum_fen, 0 AS debt_fen,
       CASE WHEN a.acct_type = 'DEMAND' AND a.status = 'OPEN' AND h.share_bp > 0 THEN s.side * a.tp_pay ELSE 0 END AS tp_pay_cnt,
       CASE WHEN a.acct_type = 'DEMAND' AND a.status = 'OPEN' AND h.share_bp > 0 THEN s.side * a.messenger ELSE 0 END AS messenger_cnt
  FROM dim_account AS a
  JOIN bridge_account_party AS h ON h.account_id = a.account_id AND h.valid_from < a.valid_to AND h.valid_to > a.valid_from
 CROSS JOIN sides AS s
 WHERE h.party_id IS NOT NULL
   AND (s.side = 1 OR (a.valid_to < '9999-12-31' OR h.valid_to < '9999-12-31'))
