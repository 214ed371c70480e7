/*---
model: deposit_tie
title: Deposit balances against their movements
zh: 存款余额勾稽
grain: one row per account whose balance is not the sum of its movements
owner: core
key: [account_id]
refresh: by account_id
columns:
  account_id:       { type: integer, required: true, class: C2, zh: 账户标识 }
  ccy:              { type: text, required: true, zh: 币种 }
  gap_cnt:          { type: integer, required: true, unit: rows, additive: yes, zh: 断点数, doc: "balances that are not the one before plus the day's net, in the account's currency (BAL-01)", declassify: "a count of days, not an amount" }
  revaluation_fen:  { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 重估金额, doc: "change of the CNY value of a foreign balance beside its net" }
  unreconciled_fen: { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 未勾稽金额, doc: "CNY value of the balances that do not follow from the one before" }
---*/
WITH steps AS (
  SELECT account_no, ccy,
         close_minor - net_minor - LAG(close_minor, 1, 0) OVER w AS gap_minor,
         close_cny_fen - net_cny_fen - LAG(close_cny_fen, 1, 0) OVER w AS gap_fen
    FROM stg_deposit_balance
  WINDOW w AS (PARTITION BY account_no ORDER BY biz_date)
), gaps AS (
  SELECT account_no, ccy, gap_fen, CASE WHEN gap_minor <> 0 OR ccy = 'CNY' THEN 1 ELSE 0 END AS is_gap,
         CASE WHEN gap_minor <> 0 THEN 1 ELSE 0 END AS broken
    FROM steps
   WHERE gap_minor <> 0 OR gap_fen <> 0
)
SELECT account_no AS account_id, MIN(ccy) AS ccy, SUM(broken) AS gap_cnt,
       SUM(CASE is_gap WHEN 0 THEN gap_fen ELSE 0 END) AS revaluation_fen,
       SUM(CASE is_gap WHEN 1 THEN gap_fen ELSE 0 END) AS unreconciled_fen
  FROM gaps
 GROUP BY account_no
