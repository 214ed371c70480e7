-- The mart of the rivals: all of it made anew each night, by the same statements whoever runs them.
--
-- Some spellings are replaced for each program (dialect.py): {month_of x} is yyyymm as a number, {day_no x} a number of
-- days, {latest t by k} the last row of each key that is not a deletion, {snapshot t by k} those of the last delivery,
-- {once t by k} the first row of each key, since an event may come twice, {as_of} the business date of the night.
-- Amounts in fen. A party is a customer number, or the number of core banking that a link SAME declares for it: nobody
-- is matched.

-- grain: one row per source customer number
CREATE TABLE dim_customer AS
WITH numbers AS (
  SELECT 'CORE' AS src, cust_no, sex, birth_date, region_code, branch_no, kyc_risk, cust_status, open_date
    FROM {snapshot stg_cif_core by cust_no} AS o
  UNION ALL SELECT 'CARD', cust_no, sex, birth_date, region_code, branch_no, kyc_risk, cust_status, open_date FROM {latest stg_cif_card by cust_no} AS c
  UNION ALL SELECT 'LOAN', cust_no, sex, birth_date, region_code, branch_no, kyc_risk, cust_status, open_date FROM {latest stg_cif_loan by cust_no} AS l
  UNION ALL SELECT 'WLTH', cust_no, sex, birth_date, region_code, branch_no, kyc_risk, cust_status, open_date FROM {latest stg_cif_wealth by cust_no} AS w
  UNION ALL SELECT 'MOBI', cust_no, sex, birth_date, region_code, branch_no, kyc_risk, cust_status, open_date FROM {latest stg_cif_mobile by cust_no} AS m
), same AS (
  SELECT src_b AS src, cust_b AS cust_no, MIN(cust_a) AS core_no
    FROM {latest stg_customer_link by link_id} AS k
   WHERE link_type = 'SAME' AND src_a = 'CORE' AND link_to IS NULL
   GROUP BY src_b, cust_b
)
SELECT n.src, n.cust_no, CASE WHEN s.core_no IS NULL THEN n.src || ':' || n.cust_no ELSE 'CORE:' || s.core_no END AS party,
       n.sex, n.birth_date, n.region_code, n.branch_no, n.kyc_risk, n.cust_status, n.open_date
  FROM numbers AS n
  LEFT JOIN same AS s ON s.src = n.src AND s.cust_no = n.cust_no;

-- grain: one row per account in force; who holds it, and the party that has its figures
CREATE TABLE dim_account AS
WITH held AS (
  SELECT 'DEPOSIT' AS family, account_no AS account, 'CORE' AS src, cust_no FROM {latest stg_deposit_account by account_no} AS d
  UNION ALL SELECT 'CARD', card_no, 'CARD', cust_no FROM {latest stg_card_account by card_no} AS c
  UNION ALL SELECT 'CREDIT', card_acct_no, 'CARD', MIN(cust_no) FROM stg_card_account
             WHERE card_acct_no IS NOT NULL AND holder = 'MAIN' GROUP BY card_acct_no
  UNION ALL SELECT 'LOAN', loan_no, 'LOAN', cust_no FROM {snapshot stg_loan_account by loan_no} AS s
)
SELECT h.family, h.account, h.src, h.cust_no, COALESCE(c.party, h.src || ':' || h.cust_no) AS party
  FROM held AS h
  LEFT JOIN dim_customer AS c ON c.src = h.src AND c.cust_no = h.cust_no;

-- grain: one row per posted card transaction
CREATE TABLE fact_card_txn AS
SELECT t.txn_id, t.card_no, a.party, t.posted_on, t.txn_type, t.amount_fen,
       CASE WHEN t.txn_type IN ('PURCHASE_REV', 'REFUND', 'CASH_REV', 'TRANSFER_REV', 'FEE_REV', 'REPAY') THEN -t.amount_fen ELSE t.amount_fen END AS signed_fen,
       CASE WHEN t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE', 'PURCHASE_REV', 'REFUND') THEN 1 ELSE 0 END AS is_spend,
       CASE WHEN t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE') THEN 1 ELSE 0 END AS is_purchase
  FROM {once stg_card_txn by txn_id} AS t
  LEFT JOIN dim_account AS a ON a.family = 'CARD' AND a.account = t.card_no;

-- grain: one row per account, product and kind of balance that is not 0, as of the business date
CREATE TABLE fact_balance AS
WITH balances AS (
  SELECT 'DEPOSIT' AS kind, account_no AS account, '-' AS product_code, close_cny_fen AS amount_fen, CAST(NULL AS VARCHAR) AS cust_no
    FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY account_no ORDER BY biz_date DESC, rowid DESC) AS nth FROM stg_deposit_balance) AS b WHERE nth = 1
  UNION ALL
  SELECT 'CREDIT', card_acct_no, '-', overdraft_fen, NULL
    FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY card_acct_no ORDER BY biz_date DESC, rowid DESC) AS nth FROM stg_credit_card_balance) AS b WHERE nth = 1
  UNION ALL
  SELECT 'LOAN', loan_no, loan_type, balance_fen, NULL FROM {snapshot stg_loan_account by loan_no} AS s
  UNION ALL
  SELECT 'WEALTH', wealth_acct_no, product_code, value_fen, cust_no FROM {latest stg_wealth_position by wealth_acct_no, product_code, pension} AS p
  UNION ALL
  SELECT 'POLICY', policy_no, product_code, paid_premium_fen, cust_no FROM {latest stg_insurance_policy by policy_no} AS i WHERE status = 'INFORCE'
)
SELECT b.kind, b.account, b.product_code, b.amount_fen, COALESCE(a.party, c.party) AS party
  FROM balances AS b
  LEFT JOIN dim_account AS a ON a.family = b.kind AND a.account = b.account
  LEFT JOIN dim_customer AS c ON c.src = 'WLTH' AND c.cust_no = b.cust_no
 WHERE b.amount_fen <> 0;

-- grain: one row per party and month with a movement
CREATE TABLE customer_month AS
WITH closes AS (
  SELECT 'DEPOSIT' AS family, account_no AS account, {month_of biz_date} AS month, close_cny_fen AS close_fen,
         ROW_NUMBER() OVER (PARTITION BY account_no, {month_of biz_date} ORDER BY biz_date DESC, rowid DESC) AS nth FROM stg_deposit_balance
  UNION ALL
  SELECT 'CREDIT', card_acct_no, {month_of biz_date}, overdraft_fen,
         ROW_NUMBER() OVER (PARTITION BY card_acct_no, {month_of biz_date} ORDER BY biz_date DESC, rowid DESC) FROM stg_credit_card_balance
), steps AS (
  SELECT family, account, month, close_fen - LAG(close_fen, 1, 0) OVER (PARTITION BY family, account ORDER BY month) AS step_fen
    FROM closes WHERE nth = 1
), moves AS (
  SELECT a.party, s.month, CASE WHEN s.family = 'DEPOSIT' THEN s.step_fen ELSE 0 END AS deposit_fen, CASE WHEN s.family = 'CREDIT' THEN s.step_fen ELSE 0 END AS overdraft_fen,
         0 AS spend_fen, 0 AS spend_cnt, 0 AS order_fen, 0 AS login_days, 0 AS touch_cnt, 0 AS complaint_cnt
    FROM steps AS s JOIN dim_account AS a ON a.family = s.family AND a.account = s.account
  UNION ALL
  SELECT party, {month_of posted_on}, 0, 0, is_spend * signed_fen, is_purchase, 0, 0, 0, 0 FROM fact_card_txn WHERE party IS NOT NULL
  UNION ALL
  SELECT c.party, {month_of o.biz_date}, 0, 0, 0, 0, CASE WHEN o.side = 'BUY' AND o.state = 'CONFIRMED' THEN o.amount_fen ELSE 0 END, 0, 0, 0
    FROM {once stg_wealth_order by order_no} AS o JOIN dim_customer AS c ON c.src = 'WLTH' AND c.cust_no = o.cust_no
  UNION ALL
  SELECT c.party, {month_of e.biz_date}, 0, 0, 0, 0, 0, COUNT(DISTINCT e.biz_date), 0, 0
    FROM stg_channel_event AS e JOIN dim_customer AS c ON c.src = e.src AND c.cust_no = e.cust_no
   WHERE e.event_type = 'LOGIN' GROUP BY c.party, {month_of e.biz_date}
  UNION ALL
  SELECT c.party, {month_of t.biz_date}, 0, 0, 0, 0, 0, 0, 1, 0
    FROM {latest stg_campaign_touch by touch_id} AS t JOIN dim_customer AS c ON c.src = t.src AND c.cust_no = t.cust_no
   WHERE t.arm = 'T' AND t.outcome IN ('DELIVERED', 'OPENED', 'CLICKED', 'CONVERTED', 'REFUSED')
  UNION ALL
  SELECT c.party, {month_of q.opened_at}, 0, 0, 0, 0, 0, 0, 0, 1
    FROM {latest stg_complaint_ticket by ticket_no} AS q JOIN dim_customer AS c ON c.src = q.src AND c.cust_no = q.cust_no
), months AS (
  SELECT party, month, SUM(deposit_fen) AS deposit_fen, SUM(overdraft_fen) AS overdraft_fen, SUM(spend_fen) AS spend_fen, SUM(spend_cnt) AS spend_cnt,
         SUM(order_fen) AS order_fen, SUM(login_days) AS login_days, SUM(touch_cnt) AS touch_cnt, SUM(complaint_cnt) AS complaint_cnt
    FROM moves GROUP BY party, month
)
SELECT party, month, SUM(deposit_fen) OVER (PARTITION BY party ORDER BY month) AS deposit_end_fen,
       SUM(overdraft_fen) OVER (PARTITION BY party ORDER BY month) AS overdraft_end_fen,
       spend_fen, spend_cnt, order_fen, login_days, touch_cnt, complaint_cnt
  FROM months;

-- grain: one row per party that purchased by card in the last 365 days
CREATE TABLE mkt_rfm AS
WITH spend AS (
  SELECT party, MAX(CASE WHEN is_purchase = 1 THEN posted_on END) AS last_on, SUM(is_purchase) AS frequency_cnt, SUM(signed_fen) AS monetary_fen
    FROM fact_card_txn
   WHERE is_spend = 1 AND party IS NOT NULL AND {day_no posted_on} BETWEEN {day_no '{as_of}'} - 364 AND {day_no '{as_of}'}
   GROUP BY party
)
SELECT party, {day_no '{as_of}'} - {day_no last_on} AS recency_days, frequency_cnt, monetary_fen,
       NTILE(5) OVER (ORDER BY last_on, party) AS r, NTILE(5) OVER (ORDER BY frequency_cnt, party) AS f, NTILE(5) OVER (ORDER BY monetary_fen, party) AS m
  FROM spend WHERE frequency_cnt > 0;

-- grain: one row per party with a debt, own or guaranteed
CREATE TABLE risk_party AS
WITH unpaid AS (
  SELECT loan_no, MIN(due_date) AS overdue_since
    FROM {latest stg_loan_installment by loan_no, period_no} AS i
   WHERE due_date < '{as_of}' AND due_principal_fen + due_interest_fen > paid_principal_fen + paid_interest_fen
   GROUP BY loan_no
), loans AS (
  SELECT l.loan_no, l.cust_no, l.guarantor_cust_no, l.balance_fen, l.overdue_fen, u.overdue_since
    FROM {snapshot stg_loan_account by loan_no} AS l LEFT JOIN unpaid AS u ON u.loan_no = l.loan_no
), parts AS (
  SELECT c.party, l.balance_fen AS loan_fen, 0 AS card_fen, 0 AS guarantee_fen, l.overdue_fen, l.overdue_since, CASE WHEN l.overdue_since IS NULL THEN 0 ELSE 1 END AS overdue_loans
    FROM loans AS l JOIN dim_customer AS c ON c.src = 'LOAN' AND c.cust_no = l.cust_no
  UNION ALL
  SELECT c.party, 0, 0, l.balance_fen, 0, NULL, 0
    FROM loans AS l JOIN dim_customer AS c ON c.src = 'LOAN' AND c.cust_no = l.guarantor_cust_no
  UNION ALL
  SELECT party, 0, amount_fen, 0, 0, NULL, 0 FROM fact_balance WHERE kind = 'CREDIT' AND party IS NOT NULL
)
SELECT party, SUM(loan_fen) AS loan_fen, SUM(card_fen) AS card_fen, SUM(guarantee_fen) AS guarantee_fen, SUM(overdue_fen) AS overdue_fen,
       MIN(overdue_since) AS overdue_since, SUM(overdue_loans) AS overdue_loans
  FROM parts GROUP BY party;

-- grain: one row per party
CREATE TABLE customer_360 AS
WITH persons AS (
  SELECT party, COUNT(*) AS numbers_cnt, MIN(open_date) AS first_open_date, MIN(birth_date) AS birth_date, MIN(sex) AS sex, MIN(region_code) AS region_code,
         MAX(CASE WHEN cust_status = 'A' THEN 1 ELSE 0 END) AS is_active, MAX(kyc_risk) AS kyc_risk
    FROM dim_customer GROUP BY party
), holdings AS (
  SELECT party, SUM(CASE WHEN kind = 'DEPOSIT' THEN amount_fen ELSE 0 END) AS deposit_fen, SUM(CASE WHEN kind = 'WEALTH' THEN amount_fen ELSE 0 END) AS invest_fen,
         SUM(CASE WHEN kind = 'POLICY' THEN amount_fen ELSE 0 END) AS insurance_fen, SUM(CASE WHEN kind IN ('LOAN', 'CREDIT') AND amount_fen > 0 THEN amount_fen ELSE 0 END) AS debt_fen,
         COUNT(DISTINCT kind) AS kinds_cnt
    FROM fact_balance GROUP BY party
), logins AS (
  SELECT c.party, MAX(e.biz_date) AS last_login_on
    FROM stg_channel_event AS e JOIN dim_customer AS c ON c.src = e.src AND c.cust_no = e.cust_no WHERE e.event_type = 'LOGIN' GROUP BY c.party
), refusals AS (
  SELECT c.party, MAX(CASE WHEN k.state <> 'GRANTED' THEN 1 ELSE 0 END) AS has_refused
    FROM {latest stg_customer_consent by consent_id} AS k JOIN dim_customer AS c ON c.src = k.src AND c.cust_no = k.cust_no GROUP BY c.party
)
SELECT p.party, p.numbers_cnt, p.first_open_date, p.birth_date, p.sex, p.region_code, p.is_active, p.kyc_risk,
       COALESCE(h.deposit_fen, 0) AS deposit_fen, COALESCE(h.invest_fen, 0) AS invest_fen, COALESCE(h.insurance_fen, 0) AS insurance_fen,
       COALESCE(h.deposit_fen, 0) + COALESCE(h.invest_fen, 0) + COALESCE(h.insurance_fen, 0) AS aum_fen, COALESCE(h.debt_fen, 0) AS debt_fen,
       COALESCE(h.kinds_cnt, 0) AS kinds_cnt, l.last_login_on, r.overdue_since, COALESCE(n.has_refused, 0) AS has_refused
  FROM persons AS p
  LEFT JOIN holdings AS h ON h.party = p.party
  LEFT JOIN logins AS l ON l.party = p.party
  LEFT JOIN risk_party AS r ON r.party = p.party
  LEFT JOIN refusals AS n ON n.party = p.party;
