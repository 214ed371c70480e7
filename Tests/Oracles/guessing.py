"""Makes eight files as eight systems might send them, and counts them independently of the mart.

usage: guessing.py FOLDER    writes the files, and expected.json: by file what must be found again
"""
import csv, gzip, io, json, os, random, sys

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
rng = random.Random(20240930)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文辉力"
WORDS = ["工资", "转账", "水费", "餐饮", "购物", "退款", "利息"]
expected = {}


def name():
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice([1, 2])))


def person_id():
    body = rng.choice(["110101", "310104", "440305", "330106"]) + "%04d%02d%02d" % (
        rng.randint(1950, 2003), rng.randint(1, 12), rng.randint(1, 28)) + "%03d" % rng.randint(0, 999)
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights)) % 11]


def phone():
    return "1" + rng.choice("3578") + "%09d" % rng.randint(0, 10**9 - 1)


def luhn(digits):
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str((10 - total % 10) % 10)


def card():
    return luhn("622588" + "%09d" % rng.randint(0, 10**9 - 1))


def day():
    return "2024-09-%02d" % rng.randint(1, 30)


def amount():
    return rng.randint(1, 5_000_000)


def money(fen):
    return "%s%d.%02d" % ("-" if fen < 0 else "", abs(fen) // 100, abs(fen) % 100)


def put(file, data, rows, sums, vaulted, secrets):
    with open(os.path.join(folder, file), "wb") as handle:
        handle.write(data)
    expected[file] = {"rows": rows, "sums": sums, "vaulted": vaulted, "secrets": secrets[:40]}


# 1. UTF-8, commas, names of columns: customers
rows = [["%08d" % (10000000 + n), name(), person_id(), phone(), rng.choice("FM"), "%s-%02d-%02d" % (
    rng.randint(2005, 2023), rng.randint(1, 12), rng.randint(1, 28)), "u%d@mail.example.cn" % n] for n in range(1200)]
out = io.StringIO()
writer = csv.writer(out, lineterminator="\n")
writer.writerow(["cust_no", "name", "id_no", "mobile", "gender", "open_date", "email"])
writer.writerows(rows)
put("customers_20240930.csv", out.getvalue().encode(), len(rows), {}, ["cust_no", "name", "id_no", "mobile", "email"],
    [c for r in rows[:8] for c in (r[1], r[2], r[3], r[6])])
customers = [r[0] for r in rows]

# 2. GB18030, |+|, Chinese names of columns: balances, with an exact repeat
rows = [["ACC%010d" % (7000 + n), rng.choice(customers), money(amount()), rng.choice(["CNY"]), rng.choice(["正常", "冻结"]),
         "20240930"] for n in range(800)]
head = ["账号", "客户号", "余额", "币种", "状态", "数据日期"]
lines = ["|+|".join(r) for r in [head] + rows + [rows[17]]]
put("zhye_20240930.txt", ("\r\n".join(lines) + "\r\n").encode("gb18030"), len(rows),
    {"余额": sum(int(r[2].replace(".", "")) for r in rows)}, ["账号", "客户号"], [r[0] for r in rows[:20]])

# 3. 0x01, no names of columns: transactions
rows = [["T%09d" % n, card(), day(), money(amount()), rng.choice(["POS", "ATM", "WEB"])] for n in range(1500)]
put("card_moves_20240930.dat", ("\n".join("\x01".join(r) for r in rows) + "\n").encode(), len(rows),
    {"c4": sum(int(r[3].replace(".", "")) for r in rows)}, ["c2"], [r[1] for r in rows[:20]])

# 4. quotes with commas, doubled quotes and line ends inside: complaints
rows = [["C%06d" % n, day(), rng.choice(customers),
         rng.choice(['He said "no", twice', "first line\nsecond line", "plain, with comma", "ok"]) + " %d" % n]
        for n in range(600)]
out = io.StringIO()
writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
writer.writerow(["complaint_id", "received_date", "customer_id", "remark"])
writer.writerows(rows)
put("complaints_20240930.csv", out.getvalue().encode(), len(rows), {}, ["customer_id"], [])

# 5. semicolons, no names of columns, blanks for nothing, a row too short: rates of deposits
rows = [["%05d" % n, rng.choice(["A", "B", "C"]), "" if n % 9 == 0 else money(amount()), "2024-09-30"] for n in range(400)]
lines = [";".join(r) for r in rows]
lines.insert(200, "00xyz;A")
put("slips-2024-09-30.txt", ("\n".join(lines) + "\n").encode(), len(rows),
    {"c3": sum(int(r[2].replace(".", "")) for r in rows if r[2])}, [], [])

# 6. JSON lines, names as programs write them, texts for amounts, truth values, nulls
rows = [{"eventId": "E%07d" % n, "custId": rng.choice(customers), "eventDate": day(), "payAmount": money(amount()),
         "isNew": rng.random() < 0.5, "channel": rng.choice(["APP", "H5", "MINI"]), "clicks": rng.randint(0, 40),
         "campaign": None if n % 3 else "春节\"活动\""} for n in range(900)]
put("events_20240930.jsonl", "".join(json.dumps(r, ensure_ascii=n % 2 == 0) + "\n" for n, r in enumerate(rows)).encode(),
    len(rows), {"payAmount": sum(int(r["payAmount"].replace(".", "")) for r in rows)}, ["custId"], [])

# 7. gzip, pipes, amounts in three currencies, two columns for the key
pairs = rng.sample([(n, c) for n in range(500) for c in ["CNY", "USD", "JPY"]], 1000)
rows = [["P%05d" % n, c, ("%d" % amount()) if c == "JPY" else money(amount()), "2024.09.30"] for n, c in pairs]
put("positions_20240930.psv.gz", gzip.compress(
    ("\n".join("|".join(r) for r in [["position_no", "ccy", "market_value", "value_date"]] + rows) + "\n").encode(), mtime=0),
    len(rows), {"market_value": sum(int(r[2].replace(".", "")) for r in rows)}, [], [])

# 8. tabs, amounts in whole fen, operations, a byte order mark
rows = [["%s" % op, "L%06d" % n, rng.choice(customers), str(amount()), "20%02d0115" % rng.randint(25, 40)]
        for n, op in ((n, rng.choice("IIU")) for n in range(700))]
put("loans_20240930.tsv", b"\xef\xbb\xbf" + (
    "\n".join("\t".join(r) for r in [["op", "loan_no", "cust_no", "principal_fen", "maturity_date"]] + rows) + "\n").encode(),
    len(rows), {"principal_fen": sum(int(r[3]) for r in rows)}, ["cust_no"], [])

with open(os.path.join(folder, "expected.json"), "w") as handle:
    json.dump(expected, handle, ensure_ascii=False, indent=1)
