"""Matches the same files by recordlinkage's ECM and by Splink, without labels, and prints F1 by pairs and processor seconds.

usage: peers.py FOLDER febrl3 febrl4 ...     a line each: set, program, F1, CPU seconds
Both get the blocks and levels that their manuals show for this data. Reading the file is not in the seconds.
"""
import sys
import time

import pandas

folder, names = sys.argv[1], sys.argv[2:]
FIELDS = ["given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state",
          "date_of_birth", "soc_sec_id"]


def read(name):
    frame = pandas.read_csv(f"{folder}/{name}.csv", dtype=str, keep_default_na=False)
    return frame.replace("", None)


def f1(found, frame):
    """Of pairs of places in the frame, over sets of unordered pairs."""
    person = frame["person"].tolist()
    wanted = sum(n * (n - 1) // 2 for n in frame["person"].value_counts())
    right = sum(person[a] == person[b] for a, b in found)
    return 2 * right / (len(found) + wanted)


def ecm(frame):
    import recordlinkage
    from recordlinkage.index import Block
    linking = frame["source"].notna().any()
    parts = [frame[frame["source"] == s] for s in "AB"] if linking else [frame]
    index = recordlinkage.Index()
    for keys in (["given_name"], ["surname"], ["date_of_birth"], ["soc_sec_id"], ["address_1"], ["suburb", "state"]):
        index.add(Block(keys))
    pairs = index.index(*parts)
    compare = recordlinkage.Compare()
    for field in ["given_name", "surname", "address_1", "address_2", "suburb"]:
        compare.string(field, field, method="jarowinkler", threshold=0.85, label=field)
    for field in ["street_number", "postcode", "state", "date_of_birth", "soc_sec_id"]:
        compare.exact(field, field, label=field)
    features = compare.compute(pairs, *parts)
    found = recordlinkage.ECMClassifier().fit_predict(features)
    return {(min(a, b), max(a, b)) for a, b in found}


def splink(frame):
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    frame = frame.assign(unique_id=range(len(frame))).drop(columns=["record", "person"])
    linking = frame["source"].notna().any()
    parts = [frame[frame["source"] == s].drop(columns="source") for s in "AB"] if linking else [
        frame.drop(columns="source")]
    rules = [block_on("soc_sec_id"), block_on("date_of_birth"), block_on("given_name", "surname"),
             block_on("surname", "postcode"), block_on("given_name", "postcode"), block_on("address_1"),
             block_on("suburb", "street_number")]
    settings = SettingsCreator(
        link_type="link_only" if linking else "dedupe_only", blocking_rules_to_generate_predictions=rules,
        comparisons=[cl.JaroWinklerAtThresholds(f, [0.92, 0.8]).configure(term_frequency_adjustments=True)
                     for f in ["given_name", "surname", "address_1", "address_2", "suburb"]]
        + [cl.LevenshteinAtThresholds("street_number", 1), cl.LevenshteinAtThresholds("postcode", 1),
           cl.ExactMatch("state"), cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
           cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2])])
    api = DuckDBAPI()
    try:
        linker = Linker(parts if len(parts) > 1 else parts[0], settings, db_api=api)
    except Exception:
        tables = [api.register(part) for part in parts]
        linker = Linker(tables if len(tables) > 1 else tables[0], settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")], recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("postcode"))
    predicted = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    return {(min(a, b), max(a, b)) for a, b in zip(predicted["unique_id_l"], predicted["unique_id_r"])}


for name in names:
    frame = read(name)
    for program, run in (("recordlinkage ECM", ecm), ("Splink", splink)):
        try:
            began = time.process_time()
            found = run(frame)
            seconds = time.process_time() - began
            print(f"{name}\t{program}\t{f1(found, frame):.6f}\t{seconds:.2f}", flush=True)
        except Exception as problem:
            print(f"{name}\t{program}\tdid not run: {type(problem).__name__}: {str(problem)[:90]}\t", flush=True)
