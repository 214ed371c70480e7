/*---
model: dim_offer
title: Offers
zh: 权益维度
grain: one row per offer and interval [valid_from, valid_to) in which it may be made
owner: marketing
key: [offer_code, valid_from]
refresh: full
columns:
  offer_code:    { type: text, required: true, zh: 权益代码 }
  campaign_code: { type: text, required: true, zh: 活动代码 }
  product_code:  { type: text, required: true, zh: 产品代码, doc: "the product on offer: of the wealth shelf, or of a deposit, card or loan account" }
  channel:       { type: text, required: true, zh: 渠道, doc: "by which it is made" }
  kind:          { type: text, required: true, zh: 权益类别, doc: "WEALTH, CREDIT, CARD, INSURANCE or PENSION" }
  min_tier:      { type: text, required: true, zh: 最低星级, doc: "the least tier to which it is made" }
  valid_from:    { type: text, required: true, zh: 生效日 }
  valid_to:      { type: text, required: true, zh: 失效日 }
---*/
SELECT offer_code, campaign_code, product_code, channel, kind, min_tier, valid_from, valid_to FROM ref_offer
