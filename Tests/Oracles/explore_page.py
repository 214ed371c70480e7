"""Starts `mart explore`, reads its pages in headless Chromium, and ends it. Prints what is wrong, a line each; exit 1 where
anything is.

usage: explore_page.py MART DATASETTE HOME PIPELINE
"""
import html, json, os, shutil, signal, socket, subprocess, sys, time
import urllib.error, urllib.parse, urllib.request

WRONG = []


def expect(holds, words):
    if not holds:
        WRONG.append(words)


def ask(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def page(port, path):
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    seen = subprocess.run(
        [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-logging=stderr",
         "--virtual-time-budget=8000", "--dump-dom", f"http://127.0.0.1:{port}{path}"],
        capture_output=True, text=True, timeout=120)
    for line in seen.stderr.splitlines():
        expect("CONSOLE" not in line, f"{path}: {line}")
    return html.unescape(seen.stdout)


def main():
    mart, datasette, home, pipeline = sys.argv[1:5]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [mart, "explore", "--home", home, "--pipeline", pipeline, "--datasette", datasette, "--port", str(port)],
        stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                ask(port, "/mart.json")
                break
            except OSError:
                time.sleep(0.1)
        first = page(port, "/mart")
        expect("customer_360_now" in first and "loans_by_bucket_and_type" in first, "the first page lacks tables or questions")
        table = page(port, "/mart/customer_360_now?_facet=tier")
        expect("客户标识" in table, "a table lacks the words of the dictionary")
        expect('id="facet-tier"' in table, "no facet")
        question = page(port, "/mart/loans_by_bucket_and_type")
        expect("How much is lent in each bucket" in question and "B0" in question, "a question is not answered")
        # Nothing can be written, and nothing but the mart be read.
        expect(ask(port, "/mart.json?sql=" + urllib.parse.quote("DELETE FROM dim_party"))[0] == 400, "it lets write")
        expect(ask(port, "/mart.db")[0] == 403, "it gives the file away")
        served = json.loads(ask(port, "/-/databases.json")[1])
        expect([one["name"] for one in served] == ["mart"] and not served[0]["is_mutable"], "it serves more than the mart")
        # Nobody's name, number or telephone of the bank stands on a page.
        with open(home + "/personal_values.txt", encoding="utf-8") as values:
            known = [line for line in values.read().split("\n") if len(line) >= 3]
        text = first + table + question
        expect(not [value for value in known if value in text], "a personal value is shown")
    finally:
        server.send_signal(signal.SIGTERM)
        expect(server.wait(10) == 143, "it does not end as it should")
    try:
        ask(port, "/mart.json")
        WRONG.append("the server is left behind")
    except OSError:
        pass
    print("\n".join(WRONG))
    sys.exit(1 if WRONG else 0)


main()
