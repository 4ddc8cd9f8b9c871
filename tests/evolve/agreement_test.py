"""dac compat answers as those do who decide: agreement_test.py COMPAT_VERDICTS [part of a test's name]. Pairs of Avro schemas are judged
by dac, by Apache Avro's SchemaCompatibility, by data that is encoded with one and decoded with the other, and by a real registry."""

import http.client
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import urllib.parse

import jsonschema

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests" / "support"))

import json_pairs  # noqa: E402
from avro_pairs import by_hand, pairs  # noqa: E402
from runner import run_tests  # noqa: E402

VERDICTS = os.path.abspath(sys.argv[1])
PAIRS = 3000
VALUES = 20
AT_REGISTRY = 300
RULES = {"DAC0410", "DAC0412", "DAC0413", "DAC0414", "DAC0415", "DAC0416", "DAC0417", "DAC0431", "DAC0433", "DAC0434"}

JSON_RULES = {"DAC0411", "DAC0412", "DAC0414", "DAC0416", "DAC0418", "DAC0419", "DAC0420", "DAC0432", "DAC0433", "DAC0434", "DAC0435", "DAC0436", "DAC0437"}

# Schemas that one side takes and the other does not, by what is said then.
STRICTER_DAC = (
    ("a union has branches", re.compile("DAC0406 a union without branches")),
    ("a union's default fits its first branch, as Avro has it up to 1.11; 1.12 takes any", re.compile("DAC0405 default of field")),
)
STRICTER_AVRO = (("a name without a namespace may be that of a type without one, as Avro had it before 1.12", re.compile(r"Undefined schema: \S+\.\w+$")),)

# Data that Java's Avro 1.12 cannot read, though both sides call it compatible.
FAULTS_OF_AVRO = (("it counts the bytes of an array's items by the reader's type before it has read them", re.compile("Collection claims")),)


def is_valid(schema, value):
    return jsonschema.Draft7Validator(schema).is_valid(value)


def known(table, text):
    return any(pattern.search(text) for _, pattern in table)


def answers(command, made):
    lines = "".join(json.dumps(pair) + "\n" for pair in made)
    run = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{command}: {run.stderr}"
    found = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(found) == len(made), f"{len(found)} answers to {len(made)} pairs: {run.stderr}"
    return found


def judged():
    """(pair, dac's answer, Avro's answer), for pairs of which both are schemas."""
    if not JUDGED:
        made = [{"format": "avro", "old": old, "new": new} for old, new in by_hand() + pairs(random.Random(20261123), PAIRS)]
        by_dac = answers([VERDICTS], made)
        by_avro = answers([str(REPOSITORY / "tests" / "services" / "avro"), "run", str(REPOSITORY / "tests" / "evolve" / "AvroVerdicts.java")], made)
        JUDGED.extend(zip(made, by_dac, by_avro))
    return JUDGED


JUDGED = []


def comparable():
    """Those of which both sides take both schemas."""
    return [one for one in judged() if "refused" not in one[1] and "refused" not in one[2]]


def told(wrong):
    return f"{len(wrong)}:" + "".join(f"\n{json.dumps(pair)}\n  dac:  {json.dumps(dac)}\n  they: {json.dumps(other)}" for pair, dac, other in wrong[:8])


def test_both_take_the_same_schemas():
    refused = excused = 0
    wrong = []
    for one in judged():
        _, dac, avro = one
        if "refused" in dac and "refused" in avro:
            refused += 1
        elif "refused" in dac or "refused" in avro:
            excused += 1
            if not known(STRICTER_DAC, dac.get("refused", "")) and not known(STRICTER_AVRO, avro.get("refused", "")):
                wrong.append(one)
    print(f"{len(judged())} pairs, {refused} refused by both, {excused} by one")
    assert not wrong, told(wrong)
    assert 20 < refused < PAIRS / 10 and 0 < excused < PAIRS / 100


def test_verdicts_are_those_of_avro():
    counts = {True: 0, False: 0}
    rules = set()
    wrong = []
    for one in comparable():
        _, dac, avro = one
        rules.update(violation.split()[0] for violation in dac["backward"] + dac["forward"] + dac["passed"])
        for direction in ("backward", "forward"):
            fits = not dac[direction]
            counts[fits] += 1
            if fits != (avro[direction] == ""):
                wrong.append(one)
    print(f"{sum(counts.values())} verdicts, {counts[True]} of them compatible")
    assert not wrong, told(wrong)
    assert min(counts.values()) > PAIRS / 2
    assert rules == RULES, rules ^ RULES


def test_what_is_compatible_can_be_read():
    reads = warned = needless = excused = 0
    wrong = []
    for one in comparable():
        _, dac, avro = one
        for direction in ("backward", "forward"):
            if not dac[direction]:
                reads += 1
                error = avro[f"{direction}_reads"]
                warned += bool(error and dac["passed"])
                needless += not error and not dac["backward"] and not dac["forward"] and any("DAC0413" in one for one in dac["passed"])
                excused += bool(error and known(FAULTS_OF_AVRO, error))
                if error and not dac["passed"] and not known(FAULTS_OF_AVRO, error):
                    wrong.append(one)
    print(f"{reads} compatible directions, 20 values each; {warned} fail where dac warns, {needless} do not, {excused} by a fault of Avro's")
    assert not wrong, told(wrong)
    assert reads > PAIRS / 2 and warned > needless and excused < PAIRS / 100


def test_values_of_old_json_schemas_are_valid_where_dac_says_so():
    """Old data that the new schema refuses is a counterexample to BACKWARD; new data that the old one refuses is one to FORWARD."""
    source = random.Random(20261125)
    made = json_pairs.pairs(source, PAIRS)
    held = {True: 0, False: 0}
    found = values = 0
    rules = set()
    wrong = []
    for (old, new), dac in zip(made, answers([VERDICTS], [{"format": "json", "old": json.dumps(old), "new": json.dumps(new)} for old, new in made])):
        assert "refused" not in dac, f"{old}\n{new}\n{dac}"
        rules.update(violation.split()[0] for violation in dac["backward"] + dac["forward"])
        for direction, writer, reader in (("backward", old, new), ("forward", new, old)):
            fits = not dac[direction]
            held[fits] += 1
            written = [value for value in (json_pairs.value(source, writer, writer) for _ in range(VALUES)) if is_valid(writer, value)]
            values += len(written)
            refused = [value for value in written if not is_valid(reader, value)]
            found += bool(refused and not fits)
            if refused and fits:
                wrong.append(({"writer": writer, "reader": reader}, dac, refused[0]))
    print(f"{sum(held.values())} directions, {held[True]} of them compatible; {values} values; of {held[False]} incompatible ones a value shows {found}")
    assert not wrong, told(wrong)
    assert rules == JSON_RULES, rules ^ JSON_RULES
    assert min(held.values()) > PAIRS / 4 and values > PAIRS * VALUES and found > held[False] / 2


class Registry:
    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.prefix = parts.path
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)

    def ask(self, method, path, body):
        self.connection.request(method, self.prefix + path, json.dumps(body), {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status == 200, f"{method} {path}: {answer.status} {text[:300]}"
        return json.loads(text)

    def fits(self, subject, mode, text):
        self.ask("PUT", f"/config/{subject}", {"compatibility": mode})
        return self.ask("POST", f"/compatibility/subjects/{subject}/versions/latest", {"schema": text})["is_compatible"]


def test_a_registry_says_the_same():
    service = str(REPOSITORY / "tests" / "services" / "registry")
    with tempfile.TemporaryDirectory(prefix="dac-evolve-") as folder:
        url = subprocess.run([service, "start", folder], capture_output=True, text=True, check=True).stdout.strip()
        try:
            registry = Registry(url)
            taken = comparable()[:AT_REGISTRY]
            wrong = []
            for i, (pair, dac, _) in enumerate(taken):
                registry.ask("POST", f"/subjects/s{i}/versions", {"schema": pair["old"]})
                for mode, directions in (("BACKWARD", ["backward"]), ("FORWARD", ["forward"]), ("FULL", ["backward", "forward"])):
                    fits = registry.fits(f"s{i}", mode, pair["new"])
                    if fits == any(dac[direction] for direction in directions):
                        wrong.append((pair, dac, {mode: fits}))
        finally:
            subprocess.run([service, "stop", folder], check=True)
    print(f"{len(taken)} pairs at a registry, {3 * len(taken)} verdicts")
    assert not wrong, told(wrong)
    assert len(taken) == AT_REGISTRY


if __name__ == "__main__":
    sys.exit(run_tests("evolve", [
        test_values_of_old_json_schemas_are_valid_where_dac_says_so,
        test_both_take_the_same_schemas, test_verdicts_are_those_of_avro, test_what_is_compatible_can_be_read, test_a_registry_says_the_same,
    ]))
