-- How much was spent in each consumption campaign this year, net of reversals, by how many cards?
SELECT m.campaign_code, m.name, m.scene, m.partner, COUNT(DISTINCT t.card_id) AS cards, SUM(t.signed_fen) AS spend_fen
  FROM dim_campaign AS m
 CROSS JOIN run_context AS c
  JOIN fact_card_txn AS t ON t.campaign_code = m.campaign_code AND t.posted_on BETWEEN c.period_from AND c.as_of
 WHERE t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE', 'PURCHASE_REV', 'REFUND')
 GROUP BY m.campaign_code, m.name, m.scene, m.partner
 ORDER BY spend_fen DESC, m.campaign_code;
