/*---
check: model_portfolios
title: The advised shares of each level of risk sum to the whole
severity: stop
owner: wealth
---*/
SELECT substr(code, 1, 2) AS risk, SUM(value) AS shares
  FROM dim_code AS d
 CROSS JOIN run_context AS c
 WHERE d.list = 'model_portfolio' AND d.valid_from <= c.as_of AND d.valid_to > c.as_of
 GROUP BY substr(code, 1, 2)
HAVING SUM(value) <> 10000
