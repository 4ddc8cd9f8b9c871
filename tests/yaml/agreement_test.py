"""What dac's YAML reader accepts means the same elsewhere: agreement_test.py YAML_TREES [part of a test's name]. Held against ruamel.yaml
(YAML 1.2, pure Python) over the texts of the YAML test suite, generated texts and texts with changed characters."""

import glob
import json
import os
import random
import re
import subprocess
import sys
import warnings

CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "dac", "yaml-readers-1")
sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
sys.path.append(os.path.join(CACHE, "python"))

import ruamel.yaml  # noqa: E402
from generate import generate  # noqa: E402
from runner import run_tests  # noqa: E402

warnings.simplefilter("ignore", ruamel.yaml.error.ReusedAnchorWarning)
READER = os.path.abspath(sys.argv[1])
GENERATED = 2000
CHANGED = 6000

# Texts that the suite calls invalid and dac takes, with what they mean all the same.
LENIENT = {
    "9C9N": "a bracket's lines may stand in the column of its key",
    "9JBA": "a comment may follow a closing bracket at once",
    "CVW2": "a comment may follow a comma at once",
    "DK95/1": "a tab may indent the lines of a quoted text",
    "G5U8": "a '-' in brackets is a text",
    "QB6E": "a quoted text's lines may stand in the column of its key",
    "S98Z": "blank lines before a block text may be indented more",
    "SU5Z": "a comment may follow a closing quote at once",
    "YJV2": "a '-' in brackets is a text",
    "Y79Y/3": "a tab may indent the lines in a bracket",
}

# What ruamel.yaml has otherwise than YAML 1.2: in its answer, or in the text.
FAULTS_OF_RUAMEL = (
    ("a tab may separate", re.compile(r"found character '\\t' that cannot start any token"), None),
    ("the first lines of a block text may be blank", re.compile("more indented follow up line than first in a block scalar"), None),
    ("a document may be empty", re.compile("expected the node content, but found '<document end>'"), None),
    ("a key in brackets ends at a ':' before a comma", None, re.compile(r":[,}\]]")),
    ("a text in brackets may begin with ':'", None, re.compile(r"[\s\[{,:]:[^\s,\]}]")),
    ("a tab may stand in front of a text in brackets", None, re.compile(r"\n *\t")),
    ("a tab may follow '|' or '>', or a directive", None, re.compile(r"([|>][0-9+-]*|%YAML.*)\t")),
    ("--- or ... ends any text", None, re.compile(r"[|>]\n(---|\.\.\.)")),
)


def without_empty(documents):
    return [document for document in documents if document is not None]


def dac_reads(texts):
    """Of each text its documents without those that hold nothing, or None where it is refused."""
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    run = subprocess.run([READER], input=lines, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(answers) == len(texts), f"{len(answers)} answers to {len(texts)} texts"
    return [without_empty(answer["documents"]) if "documents" in answer else None for answer in answers]


def tree_of(node):
    if node is None or node.tag == "tag:yaml.org,2002:null":
        return None
    if isinstance(node, ruamel.yaml.nodes.ScalarNode):
        return {"scalar": node.value}
    if isinstance(node, ruamel.yaml.nodes.SequenceNode):
        return [tree_of(item) for item in node.value]
    return {"map": [[key.value, tree_of(value)] for key, value in node.value]}


def ruamel_reads(text):
    """Its documents without those that hold nothing, or its complaint."""
    try:
        return without_empty([tree_of(node) for node in ruamel.yaml.YAML(typ="safe", pure=True).compose_all(text)])
    except (ruamel.yaml.error.YAMLError, AssertionError, ValueError) as error:
        return f"{type(error).__name__}: {error}"


class Events:
    """Reads the suite's notation of a parse: +MAP, =VAL :text, -MAP, ..."""

    ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "\\": "\\"}

    def __init__(self, text):
        self.lines = iter(text.splitlines())
        self.anchors = {}

    def documents(self):
        found = []
        for line in self.lines:
            if line.strip().startswith("+DOC"):
                found.append(self.node(next(self.lines).lstrip()))
        return without_empty(found)

    def node(self, line):
        if line.startswith("=ALI"):
            return self.anchors[line[6:]]
        words = line.split(" ")
        anchor = next((word[1:] for word in words[1:3] if word.startswith("&")), None)
        if line.startswith("=VAL"):
            node = self.scalar(line[5:])
        elif line.startswith("+SEQ"):
            node = list(self.children("-SEQ"))
        else:
            items = list(self.children("-MAP"))
            node = {"map": [[(key or {"scalar": ""})["scalar"], value] for key, value in zip(items[::2], items[1::2])]}
        self.anchors[anchor] = node
        return node

    def children(self, end):
        while (line := next(self.lines).lstrip()) != end:
            yield self.node(line)

    def scalar(self, rest):
        while rest[0] in "&<":  # an anchor, a tag
            rest = rest[rest.index(" ") + 1:]
        parts = rest[1:].split("\\\\")
        for escape, character in self.ESCAPES.items():
            if escape != "\\":
                parts = [part.replace("\\" + escape, character) for part in parts]
        text = "\\".join(parts)
        return None if rest[0] == ":" and text in ("", "~", "null", "Null", "NULL") else {"scalar": text}


def suite():
    """Name, text, events (None: not given) and whether it is valid, of each text of the suite."""
    for path in sorted(glob.glob(os.path.join(CACHE, "suite", "data", "*.js"))):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if "export default {" not in text:
            continue  # the index
        test = json.loads(text[text.index("{"):])
        for i, case in enumerate(test["cases"]):
            name = test["id"] if len(test["cases"]) == 1 else f"{test['id']}/{i}"
            yield name, case["yaml"], case.get("tree"), not case.get("fail")


EXCUSED = []  # texts that ruamel.yaml is known to have otherwise


def differs(text, dac):
    """What ruamel.yaml makes of an accepted text where that is something else, and no fault that it is known for."""
    other = ruamel_reads(text)
    if other == dac:
        return None
    for _, answer, given in FAULTS_OF_RUAMEL:
        if (answer and isinstance(other, str) and answer.search(other)) or (given and given.search(text)):
            EXCUSED.append(text)
            return None
    return f"\n{text!r}\n  dac:    {json.dumps(dac)}\n  ruamel: {other if isinstance(other, str) else json.dumps(other)}"


def test_the_suite_means_what_it_says():
    """As the suite has it, or ruamel.yaml: what the suite calls invalid too."""
    cases = list(suite())
    accepted = 0
    lenient = set()
    wrong = []
    for (name, text, tree, is_valid), dac in zip(cases, dac_reads([case[1] for case in cases])):
        if dac is None:
            continue
        accepted += 1
        if not is_valid:
            lenient.add(name)
        if (tree is None or not is_valid or Events(tree).documents() != dac) and (other := differs(text, dac)):
            wrong.append(f"\n{name} {other}")
    print(f"{len(cases)} texts of the suite, {accepted} accepted, {len(lenient)} of them where the suite is stricter")
    assert not wrong, "".join(wrong)
    assert lenient == set(LENIENT), f"not in the list: {sorted(lenient - set(LENIENT))}; no longer: {sorted(set(LENIENT) - lenient)}"
    assert len(cases) > 400 and accepted > 220


def test_generated_texts_mean_what_they_were_made_from():
    source = random.Random(20261123)
    cases = [generate(source) for _ in range(GENERATED)]
    wrong = []
    for (text, meant), dac in zip(cases, dac_reads([case[0] for case in cases])):
        if dac != [meant]:
            wrong.append(f"\n{text!r}\n  dac:   {json.dumps(dac)}\n  meant: {json.dumps(meant)}")
        elif other := differs(text, dac):
            wrong.append(other)
    print(f"{len(cases)} generated texts, {sum(len(text) for text, _ in cases)} characters")
    assert not wrong, f"{len(wrong)}:" + "".join(wrong[:10])


def test_changed_texts_mean_the_same():
    """A character of a text of the suite, or of a generated one, is put, taken or changed: whatever dac still accepts."""
    source = random.Random(20261124)
    EXCUSED.clear()
    texts = [text for _, text, _, is_valid in suite() if is_valid] + [generate(source)[0] for _ in range(200)]
    changed = []
    for _ in range(CHANGED):
        text = source.choice(texts)
        at = source.randrange(len(text) + 1)
        put = source.choice(["", *"-:?,[]{}#&*|>'\"%\n \\a0~", "  ", ": ", "- ", "\n\n", "---\n", "...\n", " #"])
        changed.append(text[:at] + put + text[at + source.randrange(2):])
    accepted = 0
    wrong = []
    for text, dac in zip(changed, dac_reads(changed)):
        if dac is None:
            continue
        accepted += 1
        if other := differs(text, dac):
            wrong.append(other)
    print(f"{len(changed)} changed texts, {accepted} accepted, {len(EXCUSED)} of them by a fault of ruamel.yaml's")
    assert not wrong, f"{len(wrong)}:" + "".join(wrong[:10])
    assert accepted > CHANGED / 5 and len(EXCUSED) < 200


if __name__ == "__main__":
    sys.exit(run_tests("yaml", [test_the_suite_means_what_it_says, test_generated_texts_mean_what_they_were_made_from, test_changed_texts_mean_the_same]))
