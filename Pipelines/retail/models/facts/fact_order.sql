/*---
model: fact_order
title: Orders of wealth products
zh: 理财交易事实
grain: one row per order, in any state
owner: wealth
key: [order_no]
indexes: [[account_id, biz_date]]
refresh: by account_id
columns:
  order_no:     { type: text, required: true, zh: 委托编号 }
  account_id:   { type: integer, required: true, class: C2, zh: 账户标识 }
  product_code: { type: text, required: true, zh: 产品代码 }
  side:         { type: text, required: true, zh: 方向, doc: "BUY, SELL or DIVIDEND" }
  order_type:   { type: text, required: true, zh: 委托类型, doc: "NORMAL, AUTO or CONVERT" }
  session:      { type: text, required: true, zh: 时段, doc: "DAY or NIGHT" }
  settle_mode:  { type: text, required: true, zh: 到账方式 }
  amount_fen:   { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 金额 }
  units_e4:     { type: integer, required: true, class: C2, unit: e4, additive: yes, zh: 份额 }
  fee_fen:      { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 手续费 }
  state:        { type: text, required: true, zh: 状态, doc: "CONFIRMED, REJECTED or CANCELLED" }
  cust_risk:    { type: integer, required: true, class: C2, zh: 客户风险等级, doc: "as the source had it when the order was given" }
  product_risk: { type: integer, zh: 产品风险等级, doc: "on ordered_on; NULL while the product is unknown" }
  suitable:     { type: integer, required: true, class: C2, zh: 适当性, doc: "1: on ordered_on the customer's assessed risk reached the product's, and the assessment was in force" }
  channel:      { type: text, required: true, zh: 渠道 }
  ordered_on:   { type: text, required: true, class: C2, zh: 委托日期 }
  biz_date:     { type: text, required: true, zh: 确认日期, doc: "a night order's is the next workday" }
  delivery_id:  { type: integer, required: true, zh: 交付标识 }
  line_no:      { type: integer, required: true, zh: 行号 }
  late:         { type: integer, required: true, zh: 迟到, doc: "1: delivered after its window" }
---*/
WITH products AS (
  SELECT product_code, risk_level,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE valid_from END AS valid_from,
         LEAD(valid_from, 1, '9999-12-31') OVER w AS valid_to
    FROM dim_product
  WINDOW w AS (PARTITION BY product_code ORDER BY valid_from)
), customers AS (
  SELECT cust_no, investor_risk, investor_risk_to,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE valid_from END AS valid_from,
         LEAD(valid_from, 1, '9999-12-31') OVER w AS valid_to
    FROM stg_cif_wealth
  WINDOW w AS (PARTITION BY cust_no ORDER BY valid_from)
), orders AS (
  SELECT order_no, wealth_acct_no, cust_no, product_code, side, order_type, session, settle_mode, amount_fen, units_e4, fee_fen, state, cust_risk,
         channel, substr(ordered_at, 1, 10) AS ordered_on, biz_date, delivery_id, line_no, late
    FROM stg_wealth_order
)
SELECT o.order_no, o.wealth_acct_no AS account_id, o.product_code, o.side, o.order_type, o.session, o.settle_mode, o.amount_fen, o.units_e4, o.fee_fen,
       o.state, o.cust_risk, p.risk_level AS product_risk,
       CASE WHEN c.investor_risk >= p.risk_level AND c.investor_risk_to >= o.ordered_on THEN 1 ELSE 0 END AS suitable,
       o.channel, o.ordered_on, o.biz_date, o.delivery_id, o.line_no, o.late
  FROM orders AS o
  LEFT JOIN products AS p ON p.product_code = o.product_code AND p.valid_from <= o.ordered_on AND p.valid_to > o.ordered_on
  LEFT JOIN customers AS c ON c.cust_no = o.cust_no AND c.valid_from <= o.ordered_on AND c.valid_to > o.ordered_on
