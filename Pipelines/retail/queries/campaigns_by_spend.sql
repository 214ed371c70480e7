-- How much was spent in each consumption campaign this year, net of reversals, by how many cards?
SELECT m.campaign_code, m.name, m.scene, m.partner, COUNT(*) AS cards, SUM(t.spend_fen) AS spend_fen
  FROM (SELECT campaign_code, card_id, SUM(signed_fen) AS spend_fen
          FROM fact_card_txn
         WHERE campaign_code IS NOT NULL AND txn_type IN ('PURCHASE', 'INSTAL_PURCHASE', 'PURCHASE_REV', 'REFUND')
           AND posted_on >= (SELECT period_from FROM run_context) AND posted_on <= (SELECT as_of FROM run_context)
         GROUP BY campaign_code, card_id) AS t
  JOIN dim_campaign AS m ON m.campaign_code = t.campaign_code
 GROUP BY m.campaign_code, m.name, m.scene, m.partner
 ORDER BY spend_fen DESC, m.campaign_code;
