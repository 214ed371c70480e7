-- Which wealth products have the most holders tonight, persons and not positions?
WITH accounts AS (                                        -- that may hold them: one in ten, so that no holders of other balances are looked up
  SELECT DISTINCT account_id FROM dim_account WHERE family NOT IN ('DEPOSIT', 'LOAN', 'CARD')
)
SELECT p.product_code, p.name, p.risk_level, h.holders, h.positions, h.value_fen
  FROM (SELECT b.product_code, COUNT(DISTINCT b.party_id) AS holders, COUNT(*) AS positions, SUM(b.amount_fen) AS value_fen
          FROM run_context AS c
         CROSS JOIN accounts AS a
         CROSS JOIN party_balance AS b
         WHERE b.account_id = a.account_id AND b.valid_from <= c.as_of AND b.valid_to > c.as_of AND b.amount_fen > 0
           AND b.kind IN (SELECT code FROM dim_code WHERE list = 'aum_kind') AND b.kind NOT IN ('DEMAND', 'TIME', 'PENSION_CASH')
         GROUP BY b.product_code) AS h
  JOIN dim_product AS p ON p.product_code = h.product_code AND p.is_current = 1
 ORDER BY h.holders DESC, p.product_code
 LIMIT 10;
