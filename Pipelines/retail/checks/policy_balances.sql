/*---
check: policy_balances
title: The insurance among the assets is what was paid for policies in force
severity: stop
owner: insurance
---*/
SELECT b.fen, p.fen AS paid_fen
  FROM (SELECT COALESCE(SUM(b.amount_fen), 0) AS fen FROM fact_balance AS b CROSS JOIN run_context AS c
         WHERE b.kind = 'INSURANCE' AND b.valid_from <= c.as_of AND b.valid_to > c.as_of) AS b
 CROSS JOIN (SELECT COALESCE(SUM(f.paid_premium_fen), 0) AS fen FROM fact_policy AS f CROSS JOIN run_context AS c
              WHERE f.status = 'INFORCE' AND f.valid_from <= c.as_of AND f.valid_to > c.as_of) AS p
 WHERE b.fen <> p.fen
