/*---
check: pension_contributions
title: "Every customer's contributions of a year stay within the cap"
severity: warn
owner: pension
---*/
SELECT h.party_id, p.tax_year, SUM(p.signed_fen) AS contributed_fen
  FROM fact_pension AS p
 CROSS JOIN bridge_account_party AS h
  JOIN dim_code AS k ON k.list = 'pension_cap' AND k.valid_from <= CAST(p.tax_year AS VARCHAR(4)) || '-12-31' AND k.valid_to > CAST(p.tax_year AS VARCHAR(4)) || '-12-31'
 WHERE p.kind IN ('CONTRIB', 'CONTRIB_REV') AND h.party_id IS NOT NULL
   AND h.account_id = p.account_id AND h.role = 'PRIMARY' AND h.valid_from <= p.biz_date AND h.valid_to > p.biz_date
 GROUP BY h.party_id, p.tax_year, k.value
HAVING SUM(p.signed_fen) > k.value
