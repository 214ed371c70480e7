/*---
check: returns_chain
title: The investments of a month begin with what the month before ended with
severity: stop
owner: wealth
---*/
WITH months AS (
  SELECT p.month AS month_before, d.month
    FROM run_context AS c
    JOIN dim_date AS d ON d.date_id = c.closed_to
    JOIN dim_date AS f ON f.date_id = d.month || '-01'
    JOIN dim_date AS p ON p.day_no = f.day_no - 1
), sums AS (
  SELECT COALESCE(SUM(CASE WHEN r.month = m.month THEN r.begin_fen END), 0) AS begin_fen, COALESCE(SUM(CASE WHEN r.month = m.month_before THEN r.end_fen END), 0) AS end_fen
    FROM months AS m
   CROSS JOIN adv_return AS r
)
SELECT begin_fen, end_fen FROM sums WHERE begin_fen <> end_fen
