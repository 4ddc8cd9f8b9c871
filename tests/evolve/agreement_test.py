"""dac compat answers as those do who decide: agreement_test.py COMPAT_VERDICTS [part of a test's name]. Pairs of Avro schemas are judged
by dac, by Apache Avro's SchemaCompatibility, by data that is encoded with one and decoded with the other, and by a real registry. Pairs of Protobuf
texts by messages that are really written and read, and by the registry; pairs of JSON Schemas by values, and by the registry."""

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
import proto_pairs  # noqa: E402
from avro_pairs import by_hand, pairs  # noqa: E402
from runner import run_tests  # noqa: E402

VERDICTS = os.path.abspath(sys.argv[1])
PROTO_READS = os.path.join(os.path.dirname(VERDICTS), "proto_reads")
PAIRS = 3000
VALUES = 20
AT_REGISTRY = 300
RULES = {"DAC0410", "DAC0412", "DAC0413", "DAC0414", "DAC0415", "DAC0416", "DAC0417", "DAC0431", "DAC0433", "DAC0434"}

JSON_RULES = {"DAC0411", "DAC0412", "DAC0414", "DAC0416", "DAC0418", "DAC0419", "DAC0420", "DAC0432", "DAC0433", "DAC0434", "DAC0435", "DAC0436", "DAC0437"}

PROTO_RULES = {"DAC0440", "DAC0441", "DAC0442", "DAC0443", "DAC0444", "DAC0445", "DAC0447", "DAC0448", "DAC0449"}
PROTO_NOTES = {"DAC0450", "DAC0451", "DAC0452"}

# What the registry of these tests refuses of Protobuf and Confluent's lets pass, as the wire does: it wants every field, by number, name, type and
# label, where it was, or reserved.
STRICTER_PROTO = ("type", "name", "label", "gone", "reserved", "enum")
# What Confluent's registry refuses and the one of these tests does not look at, by dac's code.
LAXER_PROTO = {"DAC0448": "a package is another", "DAC0445": "fields of which several were set are in one oneof"}
REGISTRY_FAILS = re.compile("Value out of sequence")

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
        rules.update(violation.split()[0] for violation in dac["backward"] + dac["forward"] + dac["passed_backward"] + dac["passed_forward"])
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
                passed = dac[f"passed_{direction}"]
                warned += bool(error and passed)
                needless += not error and any("DAC0413" in one for one in passed)
                excused += bool(error and known(FAULTS_OF_AVRO, error))
                if error and not passed and not known(FAULTS_OF_AVRO, error):
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
    """A real one, for one test."""

    SERVICE = str(REPOSITORY / "tests" / "services" / "registry")

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="dac-evolve-")
        url = subprocess.run([self.SERVICE, "start", self.folder.name], capture_output=True, text=True, check=True).stdout.strip()
        parts = urllib.parse.urlsplit(url)
        self.prefix = parts.path
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        return self

    def __exit__(self, *_):
        subprocess.run([self.SERVICE, "stop", self.folder.name], check=True)
        self.folder.cleanup()

    def ask(self, method, path, body):
        self.connection.request(method, self.prefix + path, json.dumps(body), {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status == 200, f"{method} {path}: {answer.status} {text[:300]}"
        return json.loads(text)

    def register(self, subject, text, kind="AVRO"):
        self.ask("POST", f"/subjects/{subject}/versions", {"schema": text, "schemaType": kind})

    def fits(self, subject, mode, text, kind="AVRO"):
        self.ask("PUT", f"/config/{subject}", {"compatibility": mode})
        return self.ask("POST", f"/compatibility/subjects/{subject}/versions/latest", {"schema": text, "schemaType": kind})["is_compatible"]


def test_a_registry_says_the_same():
    taken = comparable()[:AT_REGISTRY]
    wrong = []
    with Registry() as registry:
        for i, (pair, dac, _) in enumerate(taken):
            registry.register(f"s{i}", pair["old"])
            for mode, directions in (("BACKWARD", ["backward"]), ("FORWARD", ["forward"]), ("FULL", ["backward", "forward"])):
                fits = registry.fits(f"s{i}", mode, pair["new"])
                if fits == any(dac[direction] for direction in directions):
                    wrong.append((pair, dac, {mode: fits}))
    print(f"{len(taken)} pairs at a registry, {3 * len(taken)} verdicts")
    assert not wrong, told(wrong)
    assert len(taken) == AT_REGISTRY


def protobuf_pairs(count):
    return [{"format": "protobuf", "old": old, "new": new} for old, new in proto_pairs.by_hand() + proto_pairs.pairs(random.Random(20261124), count)]


def test_what_is_compatible_in_protobuf_is_read():
    """What libprotobuf reads as something else, or not at all, dac calls incompatible or warns of."""
    made = protobuf_pairs(PAIRS)
    kept = warned = shown = refused = 0
    rules, notes = set(), set()
    wrong = []
    for pair, dac, reads in zip(made, answers([VERDICTS], made), answers([PROTO_READS, str(VALUES)], made)):
        assert "refused" not in dac and "refused" not in reads, f"{pair}\n{dac}\n{reads}"
        notes.update(one.split()[0] for one in dac["notes"])
        for direction in ("backward", "forward"):
            passed = dac[f"passed_{direction}"]
            rules.update(one.split()[0] for one in dac[direction] + passed)
            refused += bool(dac[direction])
            shown += bool(dac[direction] and reads[direction])
            kept += not dac[direction] and not passed
            warned += bool(passed and not dac[direction] and reads[direction])
            if reads[direction] and not dac[direction] and not passed:
                wrong.append((pair, dac, reads))
    print(f"{2 * len(made)} directions, {kept} compatible, all read as they were written; {warned} lose something where dac warns; of {refused} incompatible ones {shown} do")
    assert not wrong, told(wrong)
    assert rules == PROTO_RULES, rules ^ PROTO_RULES
    assert notes == PROTO_NOTES, notes ^ PROTO_NOTES
    assert kept > PAIRS / 2 and warned > 300 and shown > refused / 2


def test_a_registry_says_the_same_of_protobuf():
    """Or is stricter, or laxer, than Confluent's, each for a reason of its own."""
    made = protobuf_pairs(AT_REGISTRY // 2)
    same = 0
    reasons = dict.fromkeys([*STRICTER_PROTO, *LAXER_PROTO], 0)
    wrong = []
    with Registry() as registry:
        for i, (pair, dac) in enumerate(zip(made, answers([VERDICTS], made))):
            registry.register(f"p{i}", pair["old"], "PROTOBUF")
            changes = proto_pairs.changes(pair["old"], pair["new"])
            for mode, direction in (("BACKWARD", "backward"), ("FORWARD", "forward")):
                fits = registry.fits(f"p{i}", mode, pair["new"], "PROTOBUF")
                codes = {one.split()[0] for one in dac[direction]}
                same += fits == (not codes)
                if fits == (not codes):
                    continue
                why = [code for code in codes if code in LAXER_PROTO] if fits else [change for change in STRICTER_PROTO if change in changes]
                for reason in why:
                    reasons[reason] += len(why) == 1
                if not why or (fits and len(why) < len(codes)):
                    wrong.append((pair, dac, {mode: fits, "changes": sorted(changes)}))
    print(f"{len(made)} pairs at a registry, {2 * len(made)} verdicts, {same} the same; others by the one reason: {reasons}")
    assert not wrong, told(wrong)
    assert len(made) >= AT_REGISTRY and same > len(made) and all(reasons.values())


def test_a_registry_says_the_same_of_json_schemas():
    """Or it is wrong by values, or refuses what no value speaks against."""
    source = random.Random(20261126)
    made = [{"format": "json", "old": json.dumps(old), "new": json.dumps(new)} for old, new in json_pairs.pairs(source, AT_REGISTRY + 50)]
    counts = dict.fromkeys(("same", "a property that an open object may get", "stricter, and no value shows why", "laxer, and a value shows why", "fails"), 0)
    wrong = []
    with Registry() as registry:
        for i, (pair, dac) in enumerate(zip(made, answers([VERDICTS], made))):
            registry.register(f"j{i}", pair["old"], "JSON")
            old, new = json.loads(pair["old"]), json.loads(pair["new"])
            for mode, direction, writer, reader in (("BACKWARD", "backward", old, new), ("FORWARD", "forward", new, old)):
                try:
                    fits = registry.fits(f"j{i}", mode, pair["new"], "JSON")
                except AssertionError as error:
                    assert REGISTRY_FAILS.search(str(error)), error
                    counts["fails"] += 1
                    continue
                if fits == (not dac[direction]):
                    counts["same"] += 1
                    continue
                written = [value for value in (json_pairs.value(source, writer, writer) for _ in range(20 * VALUES)) if is_valid(writer, value)]
                is_shown = any(not is_valid(reader, value) for value in written)
                if fits and is_shown:
                    counts["laxer, and a value shows why"] += 1
                elif not fits and json_pairs.opens(writer, reader):
                    counts["a property that an open object may get"] += 1
                elif not fits and not is_shown:
                    counts["stricter, and no value shows why"] += 1
                else:
                    wrong.append((pair, dac, {mode: fits}))
    print(f"{len(made)} pairs at a registry: {counts}")
    assert not wrong, told(wrong)
    assert counts["same"] > 1.5 * len(made) and all(counts.values()) and counts["fails"] < len(made) / 5


if __name__ == "__main__":
    sys.exit(run_tests("evolve", [
        test_values_of_old_json_schemas_are_valid_where_dac_says_so,
        test_both_take_the_same_schemas, test_verdicts_are_those_of_avro, test_what_is_compatible_can_be_read, test_a_registry_says_the_same,
        test_what_is_compatible_in_protobuf_is_read, test_a_registry_says_the_same_of_protobuf, test_a_registry_says_the_same_of_json_schemas,
    ]))
