/*---
model: facility_currency
title: Currencies of machines and agencies
zh: 设施币种
grain: one row per facility, currency and validity interval [valid_from, valid_to)
owner: branches
key: [facility_no, ccy, valid_from]
refresh: full
columns:
  facility_no: { type: text, required: true, zh: 设施编号 }
  ccy:         { type: text, required: true, zh: 币种, doc: "ISO 4217" }
  valid_from:  { type: text, required: true, zh: 生效日, doc: "first day the row holds" }
  valid_to:    { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
  is_current:  { type: integer, required: true, zh: 当前有效, doc: "1 while the row holds" }
---*/
WITH slots(place) AS (
  VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15), (16), (17), (18), (19), (20), (21), (22), (23), (24), (25), (26), (27), (28), (29)
), listed AS (
  SELECT DISTINCT f.facility_no, CAST(substr(f.currencies, 4 * s.place + 1, 3) AS VARCHAR(3)) AS ccy, f.valid_from, f.valid_to   -- codes of three letters joined by /
    FROM stg_facility AS f
    JOIN slots AS s ON 4 * s.place < length(f.currencies)
), marked AS (
  SELECT facility_no, ccy, valid_from, valid_to, CASE WHEN LAG(valid_to) OVER w = valid_from THEN 0 ELSE 1 END AS opens
    FROM listed
  WINDOW w AS (PARTITION BY facility_no, ccy ORDER BY valid_from)
), islands AS (
  SELECT facility_no, ccy, valid_from, valid_to,
         SUM(opens) OVER (PARTITION BY facility_no, ccy ORDER BY valid_from ROWS UNBOUNDED PRECEDING) AS island
    FROM marked
)
SELECT facility_no, ccy, MIN(valid_from) AS valid_from, MAX(valid_to) AS valid_to,
       CASE WHEN MAX(valid_to) = '9999-12-31' THEN 1 ELSE 0 END AS is_current
  FROM islands
 GROUP BY facility_no, ccy, island
