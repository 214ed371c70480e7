/*---
model: dim_facility
title: Branches, machines, agencies and merchants
zh: 网点设施维度
grain: one row per facility and validity interval [valid_from, valid_to), as the month ends show it
owner: branches
key: [facility_no, valid_from]
refresh: full
columns:
  facility_no:      { type: text, required: true, zh: 设施编号, doc: "of a BRANCH it is what other tables call branch_no" }
  kind:             { type: text, required: true, zh: 设施类型 }
  parent_no:        { type: text, zh: 上级网点 }
  name:             { type: text, required: true, zh: 名称 }
  region_code:      { type: text, required: true, zh: 行政区划 }
  scene:            { type: text, required: true, zh: 场景 }
  age_friendly:     { type: integer, zh: 适老化 }
  elder_focus:      { type: integer, zh: 老年客户集中 }
  passbook_upgrade: { type: integer, zh: 存折改造 }
  pension_branch:   { type: integer, zh: 养老金融特色网点 }
  hours:            { type: text, zh: 营业时间 }
  language_cnt:     { type: integer, required: true, unit: languages, additive: no, zh: 语言数 }
  fx_card:          { type: integer, zh: 受理外卡 }
  open_date:        { type: text, required: true, zh: 启用日期 }
  status:           { type: text, required: true, zh: 状态 }
  valid_from:       { type: text, required: true, zh: 生效日, doc: "first day the row holds" }
  valid_to:         { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
  is_current:       { type: integer, required: true, zh: 当前有效, doc: "1 while the row holds" }
---*/
WITH listed AS (
  SELECT facility_no, kind, parent_no, name, region_code, scene, age_friendly, elder_focus, passbook_upgrade, pension_branch, hours,
         CASE WHEN languages IS NULL THEN 0 ELSE length(languages) - length(replace(languages, '/', '')) + 1 END AS language_cnt,
         fx_card, open_date, status, valid_from, valid_to
    FROM stg_facility
), faces AS (
  SELECT facility_no, kind, parent_no, name, region_code, scene, age_friendly, elder_focus, passbook_upgrade, pension_branch, hours, language_cnt,
         fx_card, open_date, status, valid_from, valid_to,
         kind || '|' || COALESCE(parent_no, '') || '|' || name || '|' || region_code || '|' || scene || '|' || COALESCE(CAST(age_friendly AS VARCHAR(1)), '')
           || '|' || COALESCE(CAST(elder_focus AS VARCHAR(1)), '') || '|' || COALESCE(CAST(passbook_upgrade AS VARCHAR(1)), '') || '|'
           || COALESCE(CAST(pension_branch AS VARCHAR(1)), '') || '|' || COALESCE(hours, '') || '|' || CAST(language_cnt AS VARCHAR(9)) || '|'
           || COALESCE(CAST(fx_card AS VARCHAR(1)), '') || '|' || open_date || '|' || status AS face
    FROM listed
), marked AS (
  SELECT facility_no, kind, parent_no, name, region_code, scene, age_friendly, elder_focus, passbook_upgrade, pension_branch, hours, language_cnt,
         fx_card, open_date, status, valid_from, valid_to,
         CASE WHEN LAG(valid_to) OVER w = valid_from AND LAG(face) OVER w = face THEN 0 ELSE 1 END AS opens
    FROM faces
  WINDOW w AS (PARTITION BY facility_no ORDER BY valid_from)
), islands AS (
  SELECT facility_no, kind, parent_no, name, region_code, scene, age_friendly, elder_focus, passbook_upgrade, pension_branch, hours, language_cnt,
         fx_card, open_date, status, valid_from, valid_to,
         SUM(opens) OVER (PARTITION BY facility_no ORDER BY valid_from ROWS UNBOUNDED PRECEDING) AS island
    FROM marked
)
SELECT facility_no, MIN(kind) AS kind, MIN(parent_no) AS parent_no, MIN(name) AS name, MIN(region_code) AS region_code, MIN(scene) AS scene,
       MIN(age_friendly) AS age_friendly, MIN(elder_focus) AS elder_focus, MIN(passbook_upgrade) AS passbook_upgrade,
       MIN(pension_branch) AS pension_branch, MIN(hours) AS hours, MIN(language_cnt) AS language_cnt, MIN(fx_card) AS fx_card,
       MIN(open_date) AS open_date, MIN(status) AS status, MIN(valid_from) AS valid_from, MAX(valid_to) AS valid_to,
       CASE WHEN MAX(valid_to) = '9999-12-31' THEN 1 ELSE 0 END AS is_current
  FROM islands
 GROUP BY facility_no, island
