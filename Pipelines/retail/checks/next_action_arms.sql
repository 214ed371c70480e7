/*---
check: next_action_arms
title: The control arm is the tenth that the quarter draws, and each row says one thing
severity: stop
owner: marketing
---*/
SELECT a.party_id, a.rank_no
  FROM mkt_next_action AS a
 CROSS JOIN run_context AS c
 WHERE (a.action = 'HOLD' AND (a.party_id % 9973 * 7919 + c.quarter_no * 104729) % 10000 >= 1000)
    OR (a.action = 'SEND' AND (a.party_id % 9973 * 7919 + c.quarter_no * 104729) % 10000 < 1000)
    OR (a.action = 'SUPPRESS' AND (a.suppress_reason IS NULL OR a.arm IS NOT NULL OR a.eligible * a.suitable * a.consented * a.policy_ok = 1))
    OR (a.action <> 'SUPPRESS' AND (a.suppress_reason IS NOT NULL OR a.arm IS NULL OR a.eligible * a.suitable * a.consented * a.policy_ok = 0 OR a.offer_code IS NULL))
