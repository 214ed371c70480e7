/*---
model: adv_allocation
title: What is held against the model portfolio
zh: 资产配置诊断
grain: one row per party with assets and an assessed risk level, and class of assets that is held or belongs to the model
owner: wealth
key: [party_id, asset_class]
refresh: by party_id
columns:
  party_id:    { type: integer, required: true, class: C2, zh: 客户标识 }
  asset_class: { type: text, required: true, class: C2, zh: 资产类别, doc: "a code of asset_class: deposits, pension cash and money funds are CASH, bonds GOVBOND, metal GOLD; other products by their own class" }
  actual_fen:  { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 实际金额, doc: "what is held of the class" }
  actual_bp:   { type: integer, required: true, class: C2, unit: bp, additive: no, zh: 实际占比, doc: "rounded by largest remainder, so that a party's classes sum to 10,000" }
  model_bp:    { type: integer, required: true, class: C2, unit: bp, additive: no, zh: 建议占比, doc: "of the model portfolio of the party's risk level, code list model_portfolio" }
  gap_bp:      { type: integer, required: true, class: C2, unit: bp, additive: no, zh: 占比缺口, doc: "model_bp less actual_bp" }
  gap_fen:     { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 金额缺口, doc: "what the model would hold less what is held; a party's gaps sum to 0" }
  risk_level:  { type: integer, required: true, class: C2, zh: 风险等级, doc: "as assessed last, 1 careful to 5 bold" }
  breach:      { type: integer, required: true, class: C2, zh: 偏离超限, doc: "1: the gap is more than 1,000 bp either way" }
---*/
WITH people AS (
  SELECT party_id, investor_risk, ROW_NUMBER() OVER (PARTITION BY party_id ORDER BY valid_from DESC) AS place FROM dim_party
), assessed AS (
  SELECT party_id, investor_risk AS risk_level FROM people WHERE place = 1 AND investor_risk IS NOT NULL
), held AS (
  SELECT b.party_id, b.kind, COALESCE(p.asset_class, '-') AS product_class, SUM(b.amount_fen) AS amount_fen
    FROM party_balance AS b
    LEFT JOIN dim_product AS p ON p.product_code = b.product_code AND p.is_current = 1
   WHERE b.valid_to = '9999-12-31' AND b.party_id IN (SELECT a.party_id FROM assessed AS a)
   GROUP BY b.party_id, b.kind, COALESCE(p.asset_class, '-')
), portfolios AS (
  SELECT CAST(substr(code, 2, 1) AS BIGINT) AS risk_level, parent_code AS asset_class, value AS model_bp
    FROM dim_code
   WHERE list = 'model_portfolio' AND valid_to = '9999-12-31'
), classes AS (
  SELECT party_id,
         CASE WHEN kind IN ('DEMAND', 'TIME', 'PENSION_CASH', 'MMF') THEN 'CASH' WHEN kind = 'BOND' THEN 'GOVBOND' WHEN kind = 'METAL' THEN 'GOLD'
              WHEN kind = 'INSURANCE' THEN 'INSURANCE' WHEN product_class = '-' THEN 'WMP' ELSE product_class END AS asset_class,
         amount_fen AS actual_fen, 0 AS model_bp, 0 AS risk_level
    FROM held
   WHERE kind IN ('DEMAND', 'TIME', 'PENSION_CASH', 'WMP', 'MMF', 'FUND', 'INSURANCE', 'BOND', 'METAL')
  UNION ALL
  SELECT a.party_id, m.asset_class, 0, m.model_bp, a.risk_level FROM assessed AS a JOIN portfolios AS m ON m.risk_level = a.risk_level
), sides AS (
  SELECT party_id, asset_class, SUM(actual_fen) AS actual_fen, SUM(model_bp) AS model_bp, MAX(risk_level) AS risk_level FROM classes GROUP BY party_id, asset_class
), wholes AS (
  SELECT party_id, asset_class, actual_fen, model_bp, SUM(actual_fen) OVER (PARTITION BY party_id) AS whole_fen,
         MAX(risk_level) OVER (PARTITION BY party_id) AS risk_level
    FROM sides
), floors AS (
  SELECT party_id, asset_class, actual_fen, model_bp, risk_level, whole_fen,
         CAST((actual_fen * 10000 - actual_fen * 10000 % whole_fen) / whole_fen AS BIGINT) AS floor_bp, actual_fen * 10000 % whole_fen AS rest,
         CAST((whole_fen * model_bp - whole_fen * model_bp % 10000) / 10000 AS BIGINT) AS model_fen
    FROM wholes
   WHERE whole_fen > 0 AND (actual_fen <> 0 OR model_bp > 0)
), ranked AS (
  SELECT party_id, asset_class, actual_fen, model_bp, risk_level, floor_bp, model_fen,
         ROW_NUMBER() OVER (PARTITION BY party_id ORDER BY rest DESC, asset_class) AS rest_no,
         ROW_NUMBER() OVER (PARTITION BY party_id ORDER BY model_bp DESC, asset_class) AS model_no,
         10000 - SUM(floor_bp) OVER (PARTITION BY party_id) AS missing_bp,
         whole_fen - SUM(model_fen) OVER (PARTITION BY party_id) AS missing_fen
    FROM floors
), rounded AS (
  SELECT party_id, asset_class, actual_fen, CASE WHEN rest_no <= missing_bp THEN floor_bp + 1 ELSE floor_bp END AS actual_bp, model_bp, risk_level,
         CASE model_no WHEN 1 THEN model_fen + missing_fen ELSE model_fen END - actual_fen AS gap_fen
    FROM ranked
)
SELECT party_id, asset_class, actual_fen, actual_bp, model_bp, model_bp - actual_bp AS gap_bp, gap_fen, risk_level,
       CASE WHEN model_bp - actual_bp > 1000 OR actual_bp - model_bp > 1000 THEN 1 ELSE 0 END AS breach
  FROM rounded
