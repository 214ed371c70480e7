/*---
check: suppress_s09
title: Nobody past due by more than 30 days within a year, or over the limit, is offered credit
severity: stop
owner: risk
---*/
WITH late AS (
  SELECT s.account_id, MAX(s.valid_to) AS late_to
    FROM fact_loan_state AS s
   CROSS JOIN run_context AS c
    JOIN dim_date AS n ON n.date_id = c.as_of
    JOIN dim_date AS b ON b.date_id = s.overdue_since
    JOIN dim_date AS e ON e.date_id = CASE WHEN s.valid_to > c.as_of THEN c.as_of ELSE s.valid_to END
   WHERE e.day_no - CASE WHEN s.valid_to > c.as_of THEN 0 ELSE 1 END - b.day_no > 30
     AND n.day_no - e.day_no < 365
   GROUP BY s.account_id
)
SELECT a.party_id, a.offer_code
  FROM late AS l
  JOIN bridge_account_party AS h ON h.account_id = l.account_id AND h.is_current = 1 AND h.valid_from < l.late_to AND h.role IN ('PRIMARY', 'CO_BORROWER')
  JOIN mkt_next_action AS a ON a.party_id = h.party_id AND a.action <> 'SUPPRESS'
  JOIN dim_offer AS o ON o.offer_code = a.offer_code AND o.kind IN ('CREDIT', 'CARD')
UNION ALL
SELECT a.party_id, a.offer_code
  FROM mkt_next_action AS a
  JOIN dim_offer AS o ON o.offer_code = a.offer_code AND o.kind IN ('CREDIT', 'CARD')
  JOIN risk_limit AS r ON r.party_id = a.party_id
 WHERE a.action <> 'SUPPRESS' AND r.used_fen + r.approved_fen > r.cap_fen
