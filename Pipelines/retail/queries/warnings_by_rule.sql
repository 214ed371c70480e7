-- Which warnings of risk are open, how many customers has each, and what do these owe?
SELECT w.rule_id, w.severity, COUNT(DISTINCT w.party_id) AS customers, SUM(r.exposure_fen) AS exposure_fen, MIN(w.fired_on) AS oldest
  FROM risk_warning AS w
  LEFT JOIN risk_party AS r ON r.party_id = w.party_id
 GROUP BY w.rule_id, w.severity
 ORDER BY w.severity DESC, customers DESC, w.rule_id;
