-- # The sum over the holders of accounts
-- Who asks for the assets of customers joins balances to persons, and the bridge is the only way from an account to a person.
-- But a joint account has two rows there, a loan its guarantors, a policy its insured, a card account its supplementary
-- cards: the join repeats the whole balance for each of them.
SELECT SUM(b.amount_fen) AS assets_fen
  FROM fact_balance AS b
 CROSS JOIN run_context AS c
  JOIN bridge_account_party AS h ON h.account_id = b.account_id AND h.valid_from <= c.as_of AND h.valid_to > c.as_of
 WHERE b.kind IN ('DEMAND', 'TIME', 'PENSION_CASH', 'WMP', 'MMF', 'FUND', 'INSURANCE', 'BOND', 'METAL')
   AND b.valid_from <= c.as_of AND b.valid_to > c.as_of;
