"""What both rivals on SQLite set: no journal, no sync, 256 MiB of cache; indexes where the models look up by key."""
PRAGMAS = "PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; PRAGMA temp_store = MEMORY;"
INDEXES = {"dim_customer": "src, cust_no", "dim_account": "family, account", "risk_party": "party", "customer_360": "party"}
