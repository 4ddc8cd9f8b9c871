"""What dac costs on a real PostgreSQL: tables, and an endpoint that reads each.

python3 tests/bench/postgres.py DAC [--tables 200] prints a table in Markdown; exit 1 where a bar is missed. Wall, CPU and peak memory are
the process's own (wait4).
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import stage  # noqa: E402
from measure import measure  # noqa: E402

BAR = 1.0  # seconds of CPU of a no-op plan
MOST_STATEMENTS = 30
STEP = 0.005  # seconds of CPU for each step of an apply, beyond CONSTANT
CONSTANT = 0.3
PAIR = """---
apiVersion: dac/v1
kind: Table
metadata: {{name: t{number}}}
spec:
  columns: [{{name: id, type: int64}}, {{name: city, type: {kind}}}, {{name: total, type: "decimal(12,2)"}}]
  primaryKey: [id]
  indexes: [{{name: by_city, columns: [city]}}]
---
apiVersion: dac/v1
kind: Endpoint
metadata: {{name: e{number}}}
spec:
  path: /e{number}
  params: [{{name: id, type: int64, required: true}}]
  sql: SELECT city, total FROM t{number} WHERE id = :id
"""


def write(root, count, kind):
    (root / "pairs.yaml").write_text("".join(PAIR.format(number=number, kind=kind) for number in range(count)))


def bench(dac, url, count):
    """True: the bars are held."""
    with tempfile.TemporaryDirectory(prefix="dac-bench-") as folder:
        root = pathlib.Path(folder)
        (root / "dac.yaml").write_text(stage.project_file("test", f'store: {{provider: postgres, url: "{url}"}}', ephemeral=True))
        write(root, count, "int32")
        rows = [("first apply", measure([dac, "-C", folder, "apply", "--yes"]))]
        plan = min(measure([dac, "-C", folder, "plan", "--detailed-exitcode"]) for _ in range(3))
        talk = subprocess.run([dac, "-C", folder, "plan", "-v"], capture_output=True, text=True, check=True).stderr
        asked = sum("SELECT" in line for line in talk.splitlines())
        rows.append(("no-op plan", plan))
        write(root, count, "int64")
        rows += [("plan, a column of each table widened", measure([dac, "-C", folder, "plan"])), ("apply of that", measure([dac, "-C", folder, "apply", "--yes"]))]
    for what, (wall, cpu, peak) in rows:
        print(f"| {count:,} | {what} | {wall:.2f} s | {cpu:.2f} s | {peak:.0f} MB |", flush=True)
    step = (rows[0][1][1] - CONSTANT) / (2 * count)
    held = plan[1] <= BAR and asked < MOST_STATEMENTS and step <= STEP
    print(f"\nno-op plan: {plan[1]:.2f} s CPU, bar {BAR:g}; {asked} statements, bar {MOST_STATEMENTS}; a step of the first apply {max(step, 0) * 1000:.1f} ms CPU beyond {CONSTANT} s, bar {STEP * 1000:g}: {'held' if held else 'missed'}")
    return held


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dac")
    parser.add_argument("--tables", type=int, default=200)
    options = parser.parse_args()
    print("| tables and endpoints on PostgreSQL, of each | what | wall | CPU | peak memory |\n| --- | --- | --- | --- | --- |")
    with stage.Service("postgres") as postgres:
        sys.exit(0 if bench(os.path.abspath(options.dac), postgres.address(), options.tables) else 1)


if __name__ == "__main__":
    main()
