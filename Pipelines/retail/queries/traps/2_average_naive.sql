-- # A day's balance where the month's average is meant
-- How much did customers hold in this month? The balance of the last day rises with every salary that comes in on it and falls
-- with every rent, and for one night it can be bought. A tier that was taken from it would be too.
SELECT SUM(m.aum_end_fen) AS held_fen
  FROM customer_month AS m
 CROSS JOIN run_context AS c
 WHERE m.month = c.month;
