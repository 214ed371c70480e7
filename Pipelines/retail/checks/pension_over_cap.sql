/*---
check: pension_over_cap
title: Who contributed more than the cap is marked so, and contributions and cash are those of the accounts
severity: stop
owner: pension
---*/
SELECT p.party_id, p.contrib_fen
  FROM adv_pension AS p
 WHERE (p.contrib_fen > p.cap_fen AND p.over_cap <> 1) OR (p.contrib_fen <= p.cap_fen AND p.over_cap <> 0)
UNION ALL
SELECT a.contrib_fen, f.contrib_fen
  FROM (SELECT COALESCE(SUM(contrib_fen), 0) AS contrib_fen FROM adv_pension) AS a
 CROSS JOIN (SELECT COALESCE(SUM(p.signed_fen), 0) AS contrib_fen
               FROM fact_pension AS p
              CROSS JOIN bridge_account_party AS h
              WHERE p.kind IN ('CONTRIB', 'CONTRIB_REV') AND h.account_id = p.account_id AND h.role = 'PRIMARY' AND h.valid_from <= p.biz_date
                AND h.valid_to > p.biz_date AND h.party_id IS NOT NULL) AS f
 WHERE a.contrib_fen <> f.contrib_fen
UNION ALL
SELECT a.cash_fen, b.cash_fen
  FROM (SELECT COALESCE(SUM(p.cash_fen), 0) AS cash_fen FROM run_context AS c JOIN adv_pension AS p ON p.tax_year = c.year) AS a
 CROSS JOIN (SELECT COALESCE(SUM(b.amount_fen), 0) AS cash_fen
               FROM dim_account AS d
              CROSS JOIN fact_balance AS b
              CROSS JOIN bridge_account_party AS h
              WHERE d.acct_type = 'PENSION' AND d.is_current = 1 AND b.account_id = d.account_id AND b.kind = 'PENSION_CASH' AND b.valid_to = '9999-12-31'
                AND h.account_id = d.account_id AND h.role = 'PRIMARY' AND h.is_current = 1 AND h.party_id IS NOT NULL) AS b
 WHERE a.cash_fen <> b.cash_fen
