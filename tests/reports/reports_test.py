"""Runs dac on projects with findings and reads what it writes for other programs: reports_test.py DAC."""

import json
import os
import re
import subprocess
import sys
import tempfile

CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "dac", "report-readers-2")
sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
sys.path.append(os.path.join(CACHE, "python"))

import jsonschema  # noqa: E402
import junitparser  # noqa: E402
from runner import run_tests  # noqa: E402

DAC = os.path.abspath(sys.argv[1])

PROJECT = """apiVersion: dac/v1
kind: Project
metadata: {name: reports}
spec:
  environments:
    local:
      ephemeral: true
      targets:
        platform: {provider: local, path: .dac/local}
"""

# Texts that would be a command, markup, a link or a control where they are not escaped.
HOSTILE = [
    "::error file=x::forged",
    "%0A::warning::forged",
    "]]></failure><testcase name='forged'/>",
    "[click](https://forged.example)",
    r"[click\\](https://forged.example)",
    r"[click\\\\](https://forged.example)",
    r"](forged)\\",
    "<script>\"'&amp;",
    "a%25b,c:d",
    "\\e[31mred\\u202e",
    "##[error]forged",
    "\\uFFFE\\uFFFF",
    "  ::stop-commands::forged",
    "##vso[task.logissue type=error]forged",
    "\\r\\n::error::forged",
    "\\u0085\\u2028::error::forged",
    "\\0\\x07\\x1b[2J\\x9b2J",
    "\\u200b\\u2066forged\\u2069",
    "<!-- --><![CDATA[ ]]>",
    "{{ vars.FORGED }} ${{ secrets.FORGED }}",
]


def hostile_project() -> dict[str, str]:
    fields = "".join(f'  "{text}": 1\n' for text in [each.replace('"', '\\"') for each in HOSTILE])
    topic = "apiVersion: dac/v1\nkind: Topic\nmetadata: {name: orders}\nspec:\n" + fields
    twice = "apiVersion: dac/v1\nkind: Topic\nmetadata: {name: b}\nspec: {partitions: nine}\n---\n" * 2
    return {"dac.yaml": PROJECT, "a b/or,d:ers%.yaml": topic, "twice.yaml": twice.removesuffix("---\n")}


CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\x00-\x08\x0b-\x1f\x7f-\x9f]")

VALID = {"dac.yaml": PROJECT, "topic.yaml": "apiVersion: dac/v1\nkind: Topic\nmetadata: {name: orders}\n"}
# A warning, of the plan too.
WARNED = {
    "dac.yaml": PROJECT + "      overrides:\n        - {match: {kind: Topic, name: nothing}, spec: {partitions: 2}}\n",
    "topic.yaml": VALID["topic.yaml"],
}


def run(files: dict[str, str], *arguments: str, below: str = "", wanted: int = 0) -> str:
    """What dac says on stdout about a project in a folder of a repository."""
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, ".git"))
        root = os.path.join(folder, below)
        for name, text in files.items():
            path = os.path.join(root, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        done = subprocess.run([DAC, *arguments], cwd=root, capture_output=True, timeout=300, check=False,
                              env={**os.environ, "HOME": folder})
    assert done.returncode == wanted, f"exit {done.returncode}, wanted {wanted}\n{done.stdout!r}\n{done.stderr!r}"
    return done.stdout.decode("utf-8")


def same(got: object, wanted: object) -> None:
    assert got == wanted, f"got    {got!r}\nwanted {wanted!r}"


def known(files: dict[str, str], *arguments: str, wanted: int) -> list[dict]:
    return json.loads(run(files, *arguments, "-o", "json", wanted=wanted))["findings"]


def unescape(text: str, is_property: bool) -> str:
    for code, char in [("%3A", ":"), ("%2C", ",")] if is_property else []:
        text = text.replace(code, char)
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def commands_of(text: str) -> list[tuple[str, dict[str, str], str]]:
    """As the runner takes a line apart: `::name key=value,key=value::data`."""
    found = []
    for line in re.split(r"\r\n|\r|\n", text):
        if not line:
            continue
        assert line.startswith("::"), f"a line that is no command: {line!r}"
        head, data = line[2:].split("::", 1)
        name, _, rest = head.partition(" ")
        properties = dict(pair.split("=", 1) for pair in rest.split(","))
        found.append((name, {key: unescape(value, True) for key, value in properties.items()}, unescape(data, False)))
    return found


def check_github() -> None:
    findings = known(hostile_project(), "validate", wanted=1)
    commands = commands_of(run(hostile_project(), "validate", "-o", "github", wanted=1))
    same(len(commands), len(findings))
    assert len(commands) >= len(HOSTILE) + 2
    for (name, properties, data), finding in zip(commands, findings):
        same(name, {"error": "error", "warning": "warning", "info": "notice"}[finding["severity"]])
        same(set(properties), {"file", "line", "col", "title"})
        same(properties["file"], finding["position"]["file"])
        same(properties["line"], str(finding["position"]["line"]))
        same(properties["title"], finding["code"])
        assert "\x1b" not in data and "\u202e" not in data
    same(run(VALID, "validate", "-o", "github"), "")


def check_sarif() -> None:
    with open(os.path.join(CACHE, "sarif.json"), encoding="utf-8") as file:
        validator = jsonschema.Draft7Validator(json.load(file))
    for files, command, wanted in [(hostile_project(), "validate", 1), (hostile_project(), "plan", 1),
                                   (VALID, "validate", 0), (VALID, "plan", 0), (WARNED, "plan", 0)]:
        log = json.loads(run(files, command, "-o", "sarif", wanted=wanted))
        validator.validate(log)
        (one,) = log["runs"]
        findings = known(files, command, wanted=wanted)
        same(len(one["results"]), len(findings))
        rules = {rule["id"] for rule in one["tool"]["driver"]["rules"]}
        for result, finding in zip(one["results"], findings):
            same(result["ruleId"], finding["code"])
            assert result["ruleId"] in rules
            text = result["message"]["text"]
            assert "](" not in re.sub(r"\\[\[\]\\]", "-", text), text
            assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        prints = [result["partialFingerprints"]["dacFinding/v1"] for result in one["results"]]
        same(len(set(prints)), len(prints))


def check_junit() -> None:
    for files, command, wanted in [(hostile_project(), "validate", 1), (VALID, "validate", 0), (WARNED, "validate", 0),
                                   (WARNED, "plan", 0)]:
        findings = known(files, command, wanted=wanted)
        suites = junitparser.JUnitXml.fromstring(run(files, command, "-o", "junit", wanted=wanted).encode())
        errors = sum(finding["severity"] == "error" for finding in findings)
        cases = [case for suite in suites for case in suite]
        same((suites.tests, suites.failures), (max(len(findings), 1), errors))
        same(len(cases), max(len(findings), 1))
        same(sum(case.is_failure for case in cases), errors)
        for case, finding in zip(cases, findings):
            assert finding["code"] in case.name, case.name
        assert all(case.name != "forged" for case in cases)


def check_gitlab() -> None:
    for files, wanted in [(hostile_project(), 1), (VALID, 0), (WARNED, 0)]:
        findings = known(files, "validate", wanted=wanted)
        items = json.loads(run(files, "validate", "-o", "gitlab", wanted=wanted))
        same(len(items), len(findings))
        for item, finding in zip(items, findings):
            assert isinstance(item["description"], str) and item["description"]
            same(item["check_name"], finding["code"])
            assert re.fullmatch("[0-9a-f]{64}", item["fingerprint"])
            assert item["severity"] in {"info", "minor", "major", "critical", "blocker"}
            same(item["location"]["path"], finding["position"]["file"])
            same(item["location"]["lines"]["begin"], finding["position"]["line"])
        same(len({item["fingerprint"] for item in items}), len(items))


def check_fingerprints_outlive_lines() -> None:
    before = json.loads(run(hostile_project(), "validate", "-o", "gitlab", wanted=1))
    moved = {name: "# one\n# two\n" + text for name, text in hostile_project().items()}
    after = json.loads(run(moved, "validate", "-o", "gitlab", wanted=1))
    same([item["fingerprint"] for item in after], [item["fingerprint"] for item in before])
    assert [item["location"] for item in after] != [item["location"] for item in before]


def check_paths_begin_at_the_repository() -> None:
    output = run(WARNED, "validate", "-o", "github", below="data/platform")
    same([properties["file"] for _, properties, _ in commands_of(output)], ["data/platform/dac.yaml"])


def many() -> dict[str, str]:
    """A project with 10,000 findings."""
    fields = "".join(f"  ::field{number}%: 1\n" for number in range(1000))
    topic = "apiVersion: dac/v1\nkind: Topic\nmetadata: {name: t@}\nspec:\n" + fields
    return {"dac.yaml": PROJECT, **{f"t{number}.yaml": topic.replace("@", str(number)) for number in range(10)}}


def check_ten_thousand_findings() -> None:
    files = many()
    same(len(commands_of(run(files, "validate", "-o", "github", wanted=1))), 10_000)
    with open(os.path.join(CACHE, "sarif.json"), encoding="utf-8") as file:
        validator = jsonschema.Draft7Validator(json.load(file))
    log = json.loads(run(files, "validate", "-o", "sarif", wanted=1))
    same((len(log["runs"][0]["results"]), len(log["runs"][0]["tool"]["driver"]["rules"])), (10_000, 1))
    log["runs"][0]["results"] = log["runs"][0]["results"][::500]
    validator.validate(log)
    suites = junitparser.JUnitXml.fromstring(run(files, "validate", "-o", "junit", wanted=1).encode())
    same((suites.tests, suites.failures), (10_000, 10_000))
    items = json.loads(run(files, "validate", "-o", "gitlab", wanted=1))
    same(len({item["fingerprint"] for item in items}), 10_000)


def check_no_line_is_a_command_elsewhere() -> None:
    """What is no workflow command for GitHub has no line that its runner, or Azure's, would take for one."""
    for form in ["human", "json", "sarif", "junit", "gitlab"]:
        text = run(hostile_project(), "validate", "-o", form, wanted=1)
        for line in re.split(r"\r\n|\r|\n", text):
            assert not line.lstrip().startswith("::"), (form, line)
            assert not re.search(r"##[A-Za-z]*\[", line), (form, line)
        if form != "json":  # which has the texts as they are, for programs
            assert not CONTROLS.search(text), form


def check_errors_without_a_project() -> None:
    for form in ["github", "sarif", "junit", "gitlab"]:
        assert "DAC0005" in run({"x": ""}, "validate", "-o", form, wanted=1)


CHECKS = [check_github, check_sarif, check_junit, check_gitlab, check_fingerprints_outlive_lines,
          check_paths_begin_at_the_repository, check_ten_thousand_findings, check_no_line_is_a_command_elsewhere, check_errors_without_a_project]

sys.exit(run_tests("reports", CHECKS))
