-- Which wealth products have the most holders tonight, persons and not positions?
SELECT p.product_code, p.name, p.risk_level, h.holders, h.positions, h.value_fen
  FROM (SELECT b.product_code, COUNT(DISTINCT b.party_id) AS holders, COUNT(*) AS positions, SUM(b.amount_fen) AS value_fen
          FROM party_balance AS b
         CROSS JOIN run_context AS c
         WHERE b.kind IN (SELECT code FROM dim_code WHERE list = 'aum_kind') AND b.kind NOT IN ('DEMAND', 'TIME', 'PENSION_CASH')
           AND b.amount_fen > 0 AND b.valid_from <= c.as_of AND b.valid_to > c.as_of
         GROUP BY b.product_code) AS h
  JOIN dim_product AS p ON p.product_code = h.product_code AND p.is_current = 1
 ORDER BY h.holders DESC, p.product_code
 LIMIT 10;
