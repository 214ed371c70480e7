-- Which ten branches hold the most deposits tonight, and how many of their accounts are open?
SELECT a.branch_no, COUNT(*) AS open_accounts, SUM(b.amount_fen) AS deposit_fen
  FROM dim_account AS a
 CROSS JOIN run_context AS c
  LEFT JOIN fact_balance AS b ON b.account_id = a.account_id AND b.valid_from <= c.as_of AND b.valid_to > c.as_of
 WHERE a.family = 'DEPOSIT' AND a.status = 'OPEN' AND a.valid_from <= c.as_of AND a.valid_to > c.as_of
 GROUP BY a.branch_no
 ORDER BY deposit_fen DESC, a.branch_no
 LIMIT 10;
