/*---
model: dim_campaign
title: Campaigns
zh: 活动维度
grain: one row per campaign
owner: marketing
key: [campaign_code]
refresh: full
columns:
  campaign_code: { type: text, required: true, zh: 活动代码 }
  name:          { type: text, required: true, zh: 活动名称 }
  brand:         { type: text, zh: 品牌, doc: "of consumption campaigns" }
  scene:         { type: text, zh: 场景, doc: "of consumption campaigns" }
  partner:       { type: text, zh: 合作方, doc: "of consumption campaigns; NONE: the bank alone" }
  start_date:    { type: text, required: true, zh: 开始日期 }
  end_date:      { type: text, required: true, zh: 结束日期, doc: "last day" }
---*/
SELECT campaign_code, name, brand, scene, partner, start_date, end_date FROM ref_campaign
