-- marketing_list.csv
SELECT f.party, f.r, f.f, f.m, f.frequency_cnt, f.monetary_fen, c.aum_fen, c.region_code
  FROM mkt_rfm AS f JOIN customer_360 AS c ON c.party = f.party
 WHERE f.f >= 3 AND c.is_active = 1 AND c.has_refused = 0 AND c.overdue_since IS NULL
 ORDER BY f.party;

-- risk_list.csv
SELECT r.party, r.loan_fen, r.card_fen, r.guarantee_fen, r.overdue_fen, r.overdue_since, {day_no '{as_of}'} - {day_no r.overdue_since} AS dpd, c.deposit_fen, c.kyc_risk
  FROM risk_party AS r LEFT JOIN customer_360 AS c ON c.party = r.party
 WHERE r.loan_fen + r.card_fen + r.guarantee_fen > 0
 ORDER BY r.party;
