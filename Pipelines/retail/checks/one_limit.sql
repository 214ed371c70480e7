/*---
check: one_limit
title: What is used of the one limit is the risk view's debt, for every party
severity: stop
owner: risk
---*/
SELECT l.used_fen, r.used_fen AS debt_fen
  FROM (SELECT COUNT(*) AS parties, COALESCE(SUM(used_fen), 0) AS used_fen FROM risk_limit) AS l
 CROSS JOIN (SELECT COUNT(*) AS parties, COALESCE(SUM(loan_fen + card_fen), 0) AS used_fen FROM risk_party) AS r
 WHERE l.parties <> r.parties OR l.used_fen <> r.used_fen
