/*---
model: card_tie
title: Card debt against its movements
zh: 信用卡透支勾稽
grain: one row per card account whose overdraft is not the sum of its movements
owner: card centre
key: [account_id]
refresh: by account_id
columns:
  account_id:       { type: integer, required: true, class: C2, zh: 账户标识 }
  gap_cnt:          { type: integer, required: true, unit: rows, additive: yes, zh: 断点数, doc: "overdrafts that do not follow from the one before (BAL-02)" }
  unreconciled_fen: { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 未勾稽金额 }
---*/
WITH steps AS (
  SELECT card_acct_no, overdraft_fen - spend_fen + repay_fen - other_fen - LAG(overdraft_fen, 1, 0) OVER (PARTITION BY card_acct_no ORDER BY biz_date) AS gap_fen
    FROM stg_credit_card_balance
)
SELECT card_acct_no AS account_id, COUNT(*) AS gap_cnt, SUM(gap_fen) AS unreconciled_fen
  FROM steps
 WHERE gap_fen <> 0
 GROUP BY card_acct_no
