-- By risk level and asset class: how many portfolios are off their model by more than 1,000 bp, and what would have to be bought and sold?
SELECT a.risk_level, a.asset_class, COUNT(*) AS portfolios, SUM(a.breach) AS breaches,
       SUM(CASE WHEN a.gap_fen > 0 THEN a.gap_fen ELSE 0 END) AS to_buy_fen, SUM(CASE WHEN a.gap_fen < 0 THEN -a.gap_fen ELSE 0 END) AS to_sell_fen
  FROM adv_allocation AS a
 GROUP BY a.risk_level, a.asset_class
 ORDER BY a.risk_level, breaches DESC, a.asset_class
 LIMIT 20;
