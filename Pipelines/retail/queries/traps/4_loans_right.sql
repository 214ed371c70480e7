-- Say which of the two it is, and show both: the unit of every figure stands in `meta_metric.unit`.
SELECT COUNT(DISTINCT s.party_id) AS customers, COUNT(DISTINCT s.application_no) AS times
  FROM fact_loan_stage AS s
 CROSS JOIN run_context AS c
 WHERE s.contactless = 1 AND s.stage = 'SIGN' AND s.result = 'PASS' AND s.biz_date <= c.as_of;
