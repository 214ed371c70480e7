-- Who guarantees loans of borrowers whose own loans are non-performing, and for how much?
SELECT g.party_id AS guarantor, COUNT(DISTINCT g.account_id) AS loans, SUM(b.amount_fen) AS guaranteed_fen
  FROM risk_party AS r
 CROSS JOIN bridge_account_party AS h
 CROSS JOIN bridge_account_party AS g
 CROSS JOIN fact_balance AS b
 WHERE h.party_id = r.party_id AND r.npl = 1 AND h.role = 'PRIMARY' AND h.is_current = 1
   AND g.account_id = h.account_id AND g.role = 'GUARANTOR' AND g.is_current = 1
   AND b.account_id = g.account_id AND b.valid_to = '9999-12-31'
 GROUP BY g.party_id
 ORDER BY guaranteed_fen DESC, guarantor
 LIMIT 20;
