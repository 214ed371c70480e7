-- What goes wrong when balances are summed through the holders of their accounts, and how does party_balance avoid it?
WITH tonight AS (
  SELECT b.account_id, SUM(b.amount_fen) AS fen
    FROM run_context AS c
   CROSS JOIN fact_balance AS b
   WHERE b.valid_to > c.as_of AND b.valid_from <= c.as_of AND b.kind IN (SELECT code FROM dim_code WHERE list = 'aum_kind')
   GROUP BY b.account_id
), naive AS (
  SELECT SUM(t.fen) AS fen, COUNT(DISTINCT CASE WHEN h.role = 'JOINT' THEN t.account_id END) AS joint_accounts
    FROM run_context AS c
   CROSS JOIN tonight AS t
    JOIN bridge_account_party AS h ON h.account_id = t.account_id AND h.valid_from <= c.as_of AND h.valid_to > c.as_of
), parts AS (
  SELECT SUM(b.amount_fen) AS fen
    FROM run_context AS c
   CROSS JOIN party_balance AS b
   WHERE b.valid_to > c.as_of AND b.valid_from <= c.as_of AND b.kind IN (SELECT code FROM dim_code WHERE list = 'aum_kind')
)
SELECT w.fen AS bank_fen, n.fen AS naive_fen, n.fen - w.fen AS counted_twice_fen, n.joint_accounts, p.fen AS party_balance_fen
  FROM (SELECT SUM(fen) AS fen FROM tonight) AS w CROSS JOIN naive AS n CROSS JOIN parts AS p;
