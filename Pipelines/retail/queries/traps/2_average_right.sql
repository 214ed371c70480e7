-- `aum_fen_days` is the balance of each day of the month, summed from the intervals in which a balance did not change. Over the
-- days of the month it is the average; in a running month ask `customer_month_now`, which goes on to tonight. The tier of a
-- customer is made of it (`customer_tier.avg_aum_fen`).
SELECT SUM(m.aum_fen_days) / MAX(m.days) AS held_fen, MAX(m.days) AS days
  FROM customer_month_now AS m
 CROSS JOIN run_context AS c
 WHERE m.month = c.month;
