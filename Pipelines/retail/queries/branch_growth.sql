-- In which ten branches did customer assets grow most since the end of last year?
SELECT n.branch_no, f.name, n.customer_cnt, n.aum_end_fen, n.aum_end_fen - b.aum_end_fen AS growth_fen
  FROM mgt_branch_month AS n
  JOIN run_context AS c ON c.month = n.month
  JOIN mgt_branch_month AS b ON b.branch_no = n.branch_no AND b.month = substr(c.base_date, 1, 7)
  LEFT JOIN dim_facility AS f ON f.facility_no = n.branch_no AND f.is_current = 1
 ORDER BY growth_fen DESC, n.branch_no
 LIMIT 10;
