"""What dac costs on a real schema registry, beside what the registry itself takes for the same requests with as many connections (by curl).

python3 tests/bench/registry.py DAC [--subjects 1000] prints a table in Markdown; exit 1 where the bar is missed. Wall, CPU and peak memory
are the process's own (wait4).
"""
import argparse
import os
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import stage  # noqa: E402
from measure import measure  # noqa: E402

CONNECTIONS = 8  # as many as dac opens
BAR = 2.0
SCHEMA = """---
apiVersion: dac/v1
kind: Schema
metadata: {{name: bench.{number:05d}}}
spec:
  format: avro
  compatibility: BACKWARD
  schema: '{{"type": "record", "name": "Bench{number}", "fields": [{{"name": "id", "type": "string"}}, {{"name": "at", "type": "long"}}]}}'
"""


def registrys_own(url, count, folder):
    """The reads of such a plan, each subject's latest version and its compatibility, by curl."""
    requests = folder / "requests"
    requests.write_text("".join(f'url = "{url}/{path}"\noutput = "/dev/null"\n' for number in range(count) for path in
                                (f"subjects/bench.{number:05d}/versions/latest", f"config/bench.{number:05d}")))
    return measure(["curl", "-s", "--noproxy", "*", "-Z", "--parallel-max", str(CONNECTIONS), "-K", str(requests)])


def bench(dac, url, count):
    """True: the bar is held."""
    with tempfile.TemporaryDirectory(prefix="dac-bench-") as folder:
        root = pathlib.Path(folder)
        (root / "dac.yaml").write_text(stage.project_file("test", f'registry: {{provider: schema-registry, url: "{url}"}}', ephemeral=True))
        (root / "schemas.yaml").write_text("".join(SCHEMA.format(number=number) for number in range(count)))
        rows = [(f"register {count:,} subjects", measure([dac, "-C", folder, "apply", "--yes"]))]
        plan = own = (float("inf"), 0, 0)
        for _ in range(3):  # by turns: the registry gets quicker as it warms up
            own = min(own, registrys_own(url, count, root))
            plan = min(plan, measure([dac, "-C", folder, "plan", "--detailed-exitcode"]))
        rows += [("no-op plan", plan), ("the registry's own time, same reads", own)]
    for what, (wall, cpu, peak) in rows:
        print(f"| {count:,} | {what} | {wall:.2f} s | {cpu:.2f} s | {peak:.0f} MB |", flush=True)
    held = plan[0] <= BAR * own[0]
    print(f"\nno-op plan: {plan[0] / own[0]:.2f} times the registry's own time, bar {BAR:g}: {'held' if held else 'missed'}")
    return held


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dac")
    parser.add_argument("--subjects", type=int, default=1000)
    options = parser.parse_args()
    print("| subjects on a registry | what | wall | CPU | peak memory |\n| --- | --- | --- | --- | --- |")
    with stage.Service("registry") as registry:
        sys.exit(0 if bench(os.path.abspath(options.dac), registry.address(), options.subjects) else 1)


if __name__ == "__main__":
    main()
