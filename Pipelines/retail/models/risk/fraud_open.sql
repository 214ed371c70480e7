/*---
model: fraud_open
title: Fraud events that are open tonight
zh: 未处置欺诈事件
grain: one row per party with one
owner: risk
key: [party_id]
refresh: view
columns:
  party_id:       { type: integer, required: true, class: C2, zh: 客户标识 }
  fraud_open_cnt: { type: integer, required: true, class: C2, unit: events, additive: semi, zh: 未处置欺诈事件数, doc: "confirmed, not taken back, of severity 3 and more, of the last 90 days, without a later freeze or report of its kind" }
---*/
SELECT e.party_id, COUNT(*) AS fraud_open_cnt
  FROM fact_risk_event AS e
 CROSS JOIN run_context AS c
  JOIN dim_date AS t ON t.date_id = c.as_of
  JOIN dim_date AS d ON d.date_id = e.biz_date
 WHERE e.party_id IS NOT NULL AND e.confirmed = 1 AND e.net_cnt = 1 AND e.severity >= 3 AND t.day_no - d.day_no BETWEEN 0 AND 90
   AND NOT EXISTS (SELECT 1 FROM fact_risk_event AS l
                    WHERE l.party_id = e.party_id AND l.kind = e.kind AND l.action IN ('FREEZE', 'REPORT') AND l.net_cnt = 1
                      AND l.event_id <> e.event_id AND l.biz_date >= e.biz_date)
 GROUP BY e.party_id
