/*---
check: suppress_s08
title: Every product that is offered suits the customer by an assessment in force
severity: stop
owner: compliance
---*/
SELECT a.party_id, a.product_code
  FROM mkt_next_action AS a
 CROSS JOIN run_context AS c
  JOIN dim_product AS d ON d.product_code = a.product_code AND d.valid_from <= c.as_of AND d.valid_to > c.as_of
  JOIN dim_party AS p ON p.party_id = a.party_id AND p.is_current = 1
 WHERE a.action <> 'SUPPRESS' AND (p.investor_risk IS NULL OR p.investor_risk_to IS NULL OR p.investor_risk < d.risk_level OR p.investor_risk_to < c.as_of)
