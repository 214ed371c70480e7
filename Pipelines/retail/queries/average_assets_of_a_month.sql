-- What is the average of customer assets over the days of this month, beside the point balance of tonight?
SELECT m.month, m.days, SUM(m.aum_end_fen) AS point_fen,
       CAST((SUM(m.aum_fen_days) - SUM(m.aum_fen_days) % m.days) / m.days AS BIGINT) AS average_fen
  FROM customer_month_now AS m
 WHERE m.month = substr(m.as_of, 1, 7)
 GROUP BY m.month, m.days;
