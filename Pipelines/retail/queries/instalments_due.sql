-- How much falls due in each of the next three months, and how much of what fell due this year is unpaid?
SELECT substr(i.due_date, 1, 7) AS month, COUNT(*) AS instalments, SUM(i.due_fen) AS due_fen, SUM(i.due_fen - i.paid_fen) AS unpaid_fen
  FROM fact_instalment AS i
 CROSS JOIN run_context AS c
  JOIN dim_date AS t ON t.date_id = c.as_of
  JOIN dim_date AS d ON d.date_id = i.due_date
 WHERE i.due_date >= c.period_from AND d.day_no <= t.day_no + 92
 GROUP BY substr(i.due_date, 1, 7)
 ORDER BY month;
