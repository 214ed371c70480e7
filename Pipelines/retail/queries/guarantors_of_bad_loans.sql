-- Who guarantees loans of borrowers whose own loans are non-performing, and for how much?
SELECT g.party_id AS guarantor, COUNT(DISTINCT g.account_id) AS loans, SUM(b.amount_fen) AS guaranteed_fen
  FROM bridge_account_party AS g
  JOIN bridge_account_party AS h ON h.account_id = g.account_id AND h.role = 'PRIMARY' AND h.is_current = 1
  JOIN risk_party AS r ON r.party_id = h.party_id AND r.npl = 1
  JOIN fact_balance AS b ON b.account_id = g.account_id AND b.valid_to = '9999-12-31'
 WHERE g.role = 'GUARANTOR' AND g.is_current = 1
 GROUP BY g.party_id
 ORDER BY guaranteed_fen DESC, guarantor
 LIMIT 20;
