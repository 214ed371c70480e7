-- # Gross where net is meant
-- A purchase that is taken back stands in the transactions as a row of its own, with a positive amount and a type of its own.
-- The sum of purchases has them all, and what was taken back as well.
SELECT SUM(t.amount_fen) AS spend_fen
  FROM fact_card_txn AS t
 CROSS JOIN run_context AS c
 WHERE t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE') AND t.posted_on BETWEEN c.period_from AND c.as_of;
