-- Of tonight's marketing list: how many first choices are spoken to, and why are the others not?
SELECT COALESCE(suppress_reason, 'addressed') AS reason, COUNT(*) AS customers
  FROM mkt_next_action
 WHERE rank_no = 1
 GROUP BY COALESCE(suppress_reason, 'addressed')
 ORDER BY customers DESC, reason;
