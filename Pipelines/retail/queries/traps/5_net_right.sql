-- `signed_fen` has the sign of its type. A reversal counts on its own day of posting, so that a month that is closed stays as it
-- is: last year's purchase that is taken back this year lowers this year.
SELECT SUM(t.signed_fen) AS spend_fen
  FROM fact_card_txn AS t
 CROSS JOIN run_context AS c
 WHERE t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE', 'PURCHASE_REV', 'REFUND') AND t.posted_on BETWEEN c.period_from AND c.as_of;
