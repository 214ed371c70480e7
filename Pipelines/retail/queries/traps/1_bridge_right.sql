-- A sum of the bank is taken from the balances alone. A sum per person goes through the view `party_balance`, which gives
-- each holder his part, to the fen, so that all parts come to the same number.
SELECT (SELECT SUM(b.amount_fen)
          FROM fact_balance AS b
         CROSS JOIN run_context AS c
         WHERE b.kind IN ('DEMAND', 'TIME', 'PENSION_CASH', 'WMP', 'MMF', 'FUND', 'INSURANCE', 'BOND', 'METAL')
           AND b.valid_from <= c.as_of AND b.valid_to > c.as_of) AS assets_fen,
       (SELECT SUM(p.amount_fen)
          FROM party_balance AS p
         CROSS JOIN run_context AS c
         WHERE p.kind IN ('DEMAND', 'TIME', 'PENSION_CASH', 'WMP', 'MMF', 'FUND', 'INSURANCE', 'BOND', 'METAL')
           AND p.valid_from <= c.as_of AND p.valid_to > c.as_of) AS sum_of_parts_fen;
