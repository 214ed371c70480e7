-- # Events where persons are meant
-- "Served 7.28 million customers" is a number of persons. The table of asset allocation has a row for each asset class of each
-- step of each session: whoever was served once with all four steps is in it two dozen times.
SELECT COUNT(*) AS customers
  FROM fact_allocation AS a
 CROSS JOIN run_context AS c
 WHERE a.biz_date BETWEEN c.period_from AND c.as_of;
