-- What goes wrong when balances are summed through the holders of their accounts, and how does party_balance avoid it?
WITH whole AS (
  SELECT SUM(b.amount_fen) AS fen FROM fact_balance AS b CROSS JOIN run_context AS c
   WHERE b.kind IN (SELECT code FROM dim_code WHERE list = 'aum_kind') AND b.valid_from <= c.as_of AND b.valid_to > c.as_of
), naive AS (
  SELECT SUM(b.amount_fen) AS fen, COUNT(DISTINCT CASE WHEN h.role = 'JOINT' THEN b.account_id END) AS joint_accounts
    FROM fact_balance AS b CROSS JOIN run_context AS c
    JOIN bridge_account_party AS h ON h.account_id = b.account_id AND h.valid_from <= c.as_of AND h.valid_to > c.as_of
   WHERE b.kind IN (SELECT code FROM dim_code WHERE list = 'aum_kind') AND b.valid_from <= c.as_of AND b.valid_to > c.as_of
), parts AS (
  SELECT SUM(b.amount_fen) AS fen FROM party_balance AS b CROSS JOIN run_context AS c
   WHERE b.kind IN (SELECT code FROM dim_code WHERE list = 'aum_kind') AND b.valid_from <= c.as_of AND b.valid_to > c.as_of
)
SELECT w.fen AS bank_fen, n.fen AS naive_fen, n.fen - w.fen AS counted_twice_fen, n.joint_accounts, p.fen AS party_balance_fen
  FROM whole AS w CROSS JOIN naive AS n CROSS JOIN parts AS p;
