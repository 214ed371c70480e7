"""The runner of nights on Spark with one fault, named by SPARK_FAULT: what a broken application would leave."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Scripts", "spark"))
import night  # noqa: E402

status = night.main(sys.argv[1])
result_path = os.path.join(os.path.dirname(sys.argv[1]), "result.json")
with open(result_path, encoding="utf-8") as file:
    result = json.load(file)
fault = os.environ["SPARK_FAULT"]
if fault == "drop-table":
    result["tables"] = [table for table in result["tables"] if table["name"] != "fact_sale"]
elif fault == "wrong-rows":
    for table in result["tables"]:
        table["rows"] += table["name"] == "fact_sale"
with open(result_path, "w", encoding="utf-8") as file:
    json.dump(result, file)
if fault == "drop-result":
    os.remove(result_path)
sys.exit(status)
