/*---
model: adv_pension
title: Personal pensions by tax year
zh: 个人养老金年度缴存
grain: one row per party and tax year in which it contributed or had an open pension account
owner: pension
key: [party_id, tax_year]
refresh: by party_id
columns:
  party_id:     { type: integer, required: true, class: C2, zh: 客户标识 }
  tax_year:     { type: integer, required: true, zh: 税务年度 }
  contrib_fen:  { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 缴存金额, doc: "contributions less their reversals, over all accounts of the party, by the tax year that the source says" }
  cap_fen:      { type: integer, required: true, unit: fen, additive: no, zh: 缴存上限, doc: "of a person and year, code list pension_cap at the end of the year; 0 before there was one" }
  room_fen:     { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 可缴额度, doc: "what the cap leaves; 0 where it is exceeded" }
  over_cap:     { type: integer, required: true, class: C2, zh: 超限, doc: "1: contributions exceed the cap (PEN-02)" }
  cash_fen:     { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 养老金账户余额, doc: "at the end of the year; of the running year as it is" }
  invested_fen: { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 养老金产品市值, doc: "products held under the personal pension, at the end of the year; of the running year as it is" }
---*/
WITH contributed AS (
  SELECT h.party_id, p.tax_year, SUM(p.signed_fen) AS contrib_fen
    FROM fact_pension AS p
   CROSS JOIN bridge_account_party AS h
   WHERE p.kind IN ('CONTRIB', 'CONTRIB_REV') AND h.account_id = p.account_id AND h.role = 'PRIMARY' AND h.valid_from <= p.biz_date AND h.valid_to > p.biz_date
     AND h.party_id IS NOT NULL
   GROUP BY h.party_id, p.tax_year
), year_ends AS (
  SELECT d.year, d.date_id
    FROM run_context AS c
    JOIN dim_date AS d ON d.is_month_end = 1 AND substr(d.month, 6, 2) = '12' AND d.year <= c.year
), holders AS (
  SELECT h.party_id, h.account_id, a.open_date, COALESCE(a.close_date, '9999-12-31') AS close_date
    FROM dim_account AS a
   CROSS JOIN bridge_account_party AS h
   WHERE a.acct_type = 'PENSION' AND a.is_current = 1 AND h.account_id = a.account_id AND h.role = 'PRIMARY' AND h.is_current = 1 AND h.party_id IS NOT NULL
), years AS (
  SELECT party_id, tax_year FROM contributed
  UNION
  SELECT h.party_id, y.year AS tax_year
    FROM holders AS h
    JOIN year_ends AS y ON h.open_date <= y.date_id AND h.close_date >= substr(y.date_id, 1, 4) || '-01-01'
), parts AS (
  SELECT party_id, kind, amount_fen, valid_from, valid_to
    FROM party_balance
   WHERE (kind = 'PENSION_CASH' OR pension = 1) AND party_id IN (SELECT h.party_id FROM holders AS h)
), pension_wealth AS (
  SELECT b.party_id, y.year AS tax_year, SUM(CASE b.kind WHEN 'PENSION_CASH' THEN b.amount_fen ELSE 0 END) AS cash_fen,
         SUM(CASE b.kind WHEN 'PENSION_CASH' THEN 0 ELSE b.amount_fen END) AS invested_fen
    FROM parts AS b
   CROSS JOIN year_ends AS y
   WHERE b.valid_from <= y.date_id AND b.valid_to > y.date_id
   GROUP BY b.party_id, y.year
)
SELECT y.party_id, y.tax_year, COALESCE(c.contrib_fen, 0) AS contrib_fen, COALESCE(k.value, 0) AS cap_fen,
       CASE WHEN k.value > COALESCE(c.contrib_fen, 0) THEN k.value - COALESCE(c.contrib_fen, 0) ELSE 0 END AS room_fen,
       CASE WHEN COALESCE(c.contrib_fen, 0) > COALESCE(k.value, 0) THEN 1 ELSE 0 END AS over_cap,
       COALESCE(w.cash_fen, 0) AS cash_fen, COALESCE(w.invested_fen, 0) AS invested_fen
  FROM years AS y
  LEFT JOIN dim_code AS k ON k.list = 'pension_cap' AND k.valid_from <= CAST(y.tax_year AS VARCHAR(4)) || '-12-31' AND k.valid_to > CAST(y.tax_year AS VARCHAR(4)) || '-12-31'
  LEFT JOIN contributed AS c ON c.party_id = y.party_id AND c.tax_year = y.tax_year
  LEFT JOIN pension_wealth AS w ON w.party_id = y.party_id AND w.tax_year = y.tax_year
