/*---
model: dim_product
title: The products of the wealth platform
zh: 理财产品维度
grain: one row per product and validity interval [valid_from, valid_to); the daily price makes no new version
owner: wealth
key: [product_code, valid_from]
refresh: full
columns:
  product_code:     { type: text, required: true, zh: 产品代码 }
  name:             { type: text, required: true, zh: 产品名称 }
  asset_class:      { type: text, required: true, zh: 资产类别 }
  aum_kind:         { type: text, required: true, zh: 资产口径, doc: "the kind under which positions count as assets" }
  risk_level:       { type: integer, required: true, zh: 产品风险等级, doc: "R1 to R5 as 1 to 5" }
  bundle_code:      { type: text, zh: 组合代码, doc: "TTY: Tiantianying" }
  index_code:       { type: text, zh: 指数代码, doc: "A500: CSI A500" }
  partner_code:     { type: text, required: true, zh: 合作机构 }
  partner_grade:    { type: text, required: true, zh: 合作机构评级, doc: "A best to D" }
  settle_modes:     { type: text, required: true, zh: 到账方式 }
  pension_eligible: { type: integer, required: true, zh: 个人养老金产品 }
  min_buy_fen:      { type: integer, required: true, unit: fen, additive: no, zh: 起购金额 }
  first_offer:      { type: text, required: true, zh: 首发日期 }
  status:           { type: text, required: true, zh: 产品状态 }
  valid_from:       { type: text, required: true, zh: 生效日, doc: "first day the row holds" }
  valid_to:         { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
  is_current:       { type: integer, required: true, zh: 当前有效, doc: "1 while the row holds" }
---*/
WITH listed AS (
  SELECT product_code, name, asset_class, aum_kind, risk_level, bundle_code, index_code, partner_code, partner_grade, settle_modes,
         pension_eligible, min_buy_fen, first_offer, status, valid_from, valid_to,
         name || '|' || asset_class || '|' || aum_kind || '|' || CAST(risk_level AS VARCHAR(9)) || '|' || COALESCE(bundle_code, '') || '|'
           || COALESCE(index_code, '') || '|' || partner_code || '|' || partner_grade || '|' || settle_modes || '|'
           || CAST(pension_eligible AS VARCHAR(9)) || '|' || CAST(min_buy_fen AS VARCHAR(19)) || '|' || first_offer || '|' || status AS face
    FROM stg_wealth_product
), marked AS (
  SELECT product_code, name, asset_class, aum_kind, risk_level, bundle_code, index_code, partner_code, partner_grade, settle_modes,
         pension_eligible, min_buy_fen, first_offer, status, valid_from, valid_to,
         CASE WHEN LAG(valid_to) OVER w = valid_from AND LAG(face) OVER w = face THEN 0 ELSE 1 END AS opens
    FROM listed
  WINDOW w AS (PARTITION BY product_code ORDER BY valid_from)
), islands AS (
  SELECT product_code, name, asset_class, aum_kind, risk_level, bundle_code, index_code, partner_code, partner_grade, settle_modes,
         pension_eligible, min_buy_fen, first_offer, status, valid_from, valid_to,
         SUM(opens) OVER (PARTITION BY product_code ORDER BY valid_from ROWS UNBOUNDED PRECEDING) AS island
    FROM marked
)
SELECT product_code, MIN(name) AS name, MIN(asset_class) AS asset_class, MIN(aum_kind) AS aum_kind, MIN(risk_level) AS risk_level,
       MIN(bundle_code) AS bundle_code, MIN(index_code) AS index_code, MIN(partner_code) AS partner_code, MIN(partner_grade) AS partner_grade,
       MIN(settle_modes) AS settle_modes, MIN(pension_eligible) AS pension_eligible, MIN(min_buy_fen) AS min_buy_fen,
       MIN(first_offer) AS first_offer, MIN(status) AS status, MIN(valid_from) AS valid_from, MAX(valid_to) AS valid_to,
       CASE WHEN MAX(valid_to) = '9999-12-31' THEN 1 ELSE 0 END AS is_current
  FROM islands
 GROUP BY product_code, island
