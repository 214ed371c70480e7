-- Questions of Pipelines/retail/queries as one would put them to the rivals' raw tables: customers' numbers for persons.

-- deposits_by_branch
WITH accounts AS (SELECT * FROM stg_deposit_account QUALIFY ROW_NUMBER() OVER (PARTITION BY account_no ORDER BY rowid DESC) = 1),
     balances AS (SELECT account_no, close_cny_fen FROM stg_deposit_balance QUALIFY ROW_NUMBER() OVER (PARTITION BY account_no ORDER BY biz_date DESC, rowid DESC) = 1)
SELECT a.branch_no, COUNT(*) AS open_accounts, SUM(b.close_cny_fen) AS deposit_fen
  FROM accounts AS a LEFT JOIN balances AS b ON b.account_no = a.account_no
 WHERE a.op <> 'D' AND a.status = 'OPEN' GROUP BY a.branch_no ORDER BY deposit_fen DESC, a.branch_no LIMIT 10;

-- loans_by_bucket_and_type
WITH plans AS (SELECT * FROM stg_loan_installment QUALIFY ROW_NUMBER() OVER (PARTITION BY loan_no, period_no ORDER BY rowid DESC) = 1),
     overdue AS (SELECT loan_no, MIN(due_date) AS since FROM plans
                  WHERE op <> 'D' AND due_date < '{as_of}' AND due_principal_fen + due_interest_fen > paid_principal_fen + paid_interest_fen GROUP BY loan_no)
SELECT CASE WHEN o.since IS NULL THEN 0 ELSE 1 + datediff('day', o.since, DATE '{as_of}') // 30 END AS bucket, l.loan_type,
       COUNT(*) AS loans, SUM(l.balance_fen) AS balance_fen, SUM(l.overdue_fen) AS overdue_fen
  FROM stg_loan_account AS l LEFT JOIN overdue AS o ON o.loan_no = l.loan_no
 WHERE l.delivered = (SELECT MAX(delivered) FROM stg_loan_account) GROUP BY ALL ORDER BY ALL;

-- touches_by_campaign
WITH touches AS (SELECT * FROM stg_campaign_touch QUALIFY ROW_NUMBER() OVER (PARTITION BY touch_id ORDER BY rowid DESC) = 1)
SELECT campaign_code, COUNT(DISTINCT CASE WHEN arm = 'T' THEN src || cust_no END) AS treated,
       COUNT(DISTINCT CASE WHEN arm = 'T' AND outcome IN ('DELIVERED', 'OPENED', 'CLICKED', 'CONVERTED', 'REFUSED') THEN src || cust_no END) AS reached,
       COUNT(DISTINCT CASE WHEN arm = 'T' AND outcome = 'CONVERTED' THEN src || cust_no END) AS converted,
       COUNT(DISTINCT CASE WHEN arm = 'C' THEN src || cust_no END) AS held_out
  FROM touches WHERE op <> 'D' AND source = 'BRAIN' AND biz_date >= '2024-01-01' GROUP BY campaign_code ORDER BY reached DESC, campaign_code;

-- products_by_holders
WITH positions AS (SELECT * FROM stg_wealth_position QUALIFY ROW_NUMBER() OVER (PARTITION BY wealth_acct_no, product_code, pension ORDER BY rowid DESC) = 1)
SELECT p.product_code, f.name, f.risk_level, COUNT(DISTINCT p.cust_no) AS holders, COUNT(*) AS positions, SUM(p.value_fen) AS value_fen
  FROM positions AS p JOIN stg_wealth_product AS f ON f.product_code = p.product_code AND f.delivered = (SELECT MAX(delivered) FROM stg_wealth_product)
 WHERE p.op <> 'D' AND p.value_fen > 0 GROUP BY ALL ORDER BY holders DESC, p.product_code LIMIT 10;

-- complaints_by_category
WITH tickets AS (SELECT * FROM stg_complaint_ticket QUALIFY ROW_NUMBER() OVER (PARTITION BY ticket_no ORDER BY rowid DESC) = 1)
SELECT category, COUNT(*) AS tickets, SUM(CASE state WHEN 'OPEN' THEN 1 ELSE 0 END) AS open_tickets,
       AVG(CASE WHEN assisted = 'N' THEN handle_min END) AS mean_min_without, AVG(CASE WHEN assisted = 'Y' THEN handle_min END) AS mean_min_with
  FROM tickets WHERE op <> 'D' AND opened_at >= '2024-01-01' GROUP BY category ORDER BY tickets DESC, category;
