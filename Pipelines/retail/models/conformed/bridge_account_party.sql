/*---
model: bridge_account_party
title: Holders of accounts
zh: 账户客户关系
grain: one row per account, source customer number, role and validity interval [valid_from, valid_to)
owner: data office
key: [account_id, src, src_cust_id, role, valid_from]
indexes: [[party_id]]
refresh: by account_id
columns:
  account_id:  { type: integer, required: true, class: C2, zh: 账户标识 }
  src:         { type: text, required: true, zh: 来源系统 }
  src_cust_id: { type: integer, required: true, class: C2, zh: 源客户标识 }
  party_id:    { type: integer, class: C2, zh: 客户标识, doc: "whose number it is on valid_from; NULL while the holder is unknown (ORP-01)" }
  role:        { type: text, required: true, zh: 角色, doc: "PRIMARY, JOINT, CO_BORROWER, GUARANTOR, SUPP or INSURED" }
  share_bp:    { type: integer, required: true, unit: bp, zh: 份额, doc: "share of the account; those of an account sum to 10,000 on every day", declassify: "a share says nothing of the amount" }
  valid_from:  { type: text, required: true, zh: 生效日, doc: "first day the row holds; an account's first holders hold since it was opened", declassify: "a day says nothing of the amount" }
  valid_to:    { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current", declassify: "a day says nothing of the amount" }
  is_current:  { type: integer, required: true, zh: 当前有效, doc: "1 while the row holds", declassify: "a day says nothing of the amount" }
---*/
WITH wealth AS (
  SELECT wealth_acct_no, cust_no, MIN(valid_from) AS valid_from FROM stg_wealth_position GROUP BY wealth_acct_no, cust_no
), mains AS (
  SELECT card_acct_no, card_no, cust_no, open_date, valid_from, valid_to,
         FIRST_VALUE(cust_no) OVER (PARTITION BY card_acct_no ORDER BY valid_from, card_no) AS first_cust_no
    FROM stg_card_account
   WHERE card_acct_no IS NOT NULL AND holder = 'MAIN'
), holdings AS (
  SELECT account_no AS account_id, 'CORE' AS src, cust_no AS src_cust_id, 'PRIMARY' AS role, 0 AS ref,
         10000 - CASE WHEN joint_cust_no IS NULL THEN 0 ELSE COALESCE(joint_share_bp, 0) END AS share_bp,
         open_date, valid_from, valid_to FROM stg_deposit_account
  UNION ALL
  SELECT account_no, 'CORE', joint_cust_no, 'JOINT', 0, COALESCE(joint_share_bp, 0), open_date, valid_from, valid_to
    FROM stg_deposit_account WHERE joint_cust_no IS NOT NULL
  UNION ALL
  SELECT card_acct_no, 'CARD', cust_no, 'PRIMARY', card_no, 10000, open_date, valid_from, valid_to FROM mains WHERE cust_no = first_cust_no
  UNION ALL
  SELECT COALESCE(account_no, card_acct_no), 'CARD', cust_no, 'SUPP', card_no, 0, open_date, valid_from, valid_to
    FROM stg_card_account WHERE COALESCE(account_no, card_acct_no) IS NOT NULL AND holder = 'SUPP'
  UNION ALL
  SELECT loan_no, 'LOAN', cust_no, 'PRIMARY', 0, 10000, start_date, valid_from, valid_to FROM stg_loan_account
  UNION ALL
  SELECT loan_no, 'LOAN', co_cust_no, 'CO_BORROWER', 0, 0, start_date, valid_from, valid_to FROM stg_loan_account WHERE co_cust_no IS NOT NULL
  UNION ALL
  SELECT loan_no, 'LOAN', guarantor_cust_no, 'GUARANTOR', 0, 0, start_date, valid_from, valid_to FROM stg_loan_account WHERE guarantor_cust_no IS NOT NULL
  UNION ALL
  SELECT policy_no, 'WLTH', cust_no, 'PRIMARY', 0, 10000, issue_date, valid_from, valid_to FROM stg_insurance_policy
  UNION ALL
  SELECT policy_no, 'WLTH', insured_cust_no, 'INSURED', 0, 0, issue_date, valid_from, valid_to FROM stg_insurance_policy WHERE insured_cust_no IS NOT NULL
  UNION ALL
  SELECT wealth_acct_no, 'WLTH', cust_no, 'PRIMARY', 0, 10000, valid_from, valid_from,
         LEAD(valid_from, 1, '9999-12-31') OVER (PARTITION BY wealth_acct_no ORDER BY valid_from, cust_no) FROM wealth
), reached AS (
  SELECT account_id, src, src_cust_id, role, ref, share_bp, open_date, valid_from, valid_to,
         MAX(valid_to) OVER (PARTITION BY account_id, src, src_cust_id, role, share_bp
                             ORDER BY valid_from, ref ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS held_to
    FROM holdings
   WHERE valid_from < valid_to
), islands AS (
  SELECT account_id, src, src_cust_id, role, share_bp, open_date, valid_from, valid_to,
         SUM(CASE WHEN held_to >= valid_from THEN 0 ELSE 1 END) OVER (PARTITION BY account_id, src, src_cust_id, role, share_bp
                                                                     ORDER BY valid_from, ref ROWS UNBOUNDED PRECEDING) AS island
    FROM reached
), held AS (
  SELECT account_id, src, src_cust_id, role, share_bp, MIN(open_date) AS open_date, MIN(valid_from) AS valid_from, MAX(valid_to) AS valid_to
    FROM islands
   GROUP BY account_id, src, src_cust_id, role, share_bp, island
), dated AS (
  SELECT account_id, src, src_cust_id, role, share_bp, valid_from, valid_to,
         MIN(valid_from) OVER (PARTITION BY account_id) AS first_from,
         MIN(CASE WHEN share_bp > 0 THEN open_date END) OVER (PARTITION BY account_id) AS opened
    FROM held
), parts AS (                                           -- a row is cut where its number goes to another person
  SELECT d.account_id, d.src, d.src_cust_id, a.party_id, d.role, d.share_bp,
         CASE WHEN d.valid_from = d.first_from AND d.share_bp > 0 AND d.opened < d.valid_from THEN d.opened ELSE d.valid_from END AS valid_from,
         d.valid_to
    FROM dated AS d
    LEFT JOIN id_assignment AS a ON a.src = d.src AND a.src_cust_id = d.src_cust_id AND a.valid_from <= d.valid_from AND a.valid_to > d.valid_from
  UNION ALL
  SELECT d.account_id, d.src, d.src_cust_id, a.party_id, d.role, d.share_bp, a.valid_from, d.valid_to
    FROM dated AS d
    JOIN id_assignment AS a ON a.src = d.src AND a.src_cust_id = d.src_cust_id AND a.valid_from > d.valid_from AND a.valid_from < d.valid_to
), spans AS (
  SELECT account_id, src, src_cust_id, party_id, role, share_bp, valid_from,
         COALESCE(LEAD(valid_from) OVER (PARTITION BY account_id, src, src_cust_id, role, share_bp, valid_to ORDER BY valid_from), valid_to) AS valid_to
    FROM parts
)
SELECT account_id, src, src_cust_id, party_id, role, share_bp, valid_from, valid_to,
       CASE WHEN valid_to = '9999-12-31' THEN 1 ELSE 0 END AS is_current
  FROM spans
