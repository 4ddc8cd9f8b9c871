"""What dac costs on a real Kafka Connect worker, beside what the worker itself takes to tell all that it holds (by curl).

python3 tests/bench/connect.py DAC [--connectors 100] prints a table in Markdown; exit 1 where the bar is missed. Wall, CPU and peak memory
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

BAR = 0.2  # seconds of CPU of a no-op plan
CONNECTOR = """---
apiVersion: dac/v1
kind: Connector
metadata: {{name: bench.{number:05d}}}
spec: {{class: FileStreamSink, tasksMax: 1, state: stopped, config: {{topics: bench, file: /dev/null, errors.tolerance: {tolerance}}}}}
"""


def write(root, count, tolerance):
    (root / "connectors.yaml").write_text("".join(CONNECTOR.format(number=number, tolerance=tolerance) for number in range(count)))


def bench(dac, url, count):
    """True: the bar is held."""
    with tempfile.TemporaryDirectory(prefix="dac-bench-") as folder:
        root = pathlib.Path(folder)
        (root / "dac.yaml").write_text(stage.project_file("test", f'connect: {{provider: kafka-connect, url: "{url}"}}', ephemeral=True))
        write(root, count, "none")
        rows = [(f"first apply of {count:,}", measure([dac, "-C", folder, "apply", "--yes"]))]
        plan = own = (float("inf"), 0, 0)
        for _ in range(3):
            own = min(own, measure(["curl", "-s", "--noproxy", "*", "-o", "/dev/null", f"{url}/connectors?expand=info&expand=status"]))
            plan = min(plan, measure([dac, "-C", folder, "plan", "--detailed-exitcode"]))
        rows += [("no-op plan", plan), ("the worker's own time, the same read", own)]
        write(root, count, "all")
        rows += [("plan, an entry of each changed, all validated", measure([dac, "-C", folder, "plan"])),
                 ("apply of that", measure([dac, "-C", folder, "apply", "--yes"]))]
    for what, (wall, cpu, peak) in rows:
        print(f"| {count:,} | {what} | {wall:.2f} s | {cpu:.2f} s | {peak:.0f} MB |", flush=True)
    held = plan[1] <= BAR
    print(f"\nno-op plan: {plan[1]:.2f} s CPU, bar {BAR:g}: {'held' if held else 'missed'}")
    return held


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dac")
    parser.add_argument("--connectors", type=int, default=100)
    options = parser.parse_args()
    print("| connectors on a worker | what | wall | CPU | peak memory |\n| --- | --- | --- | --- | --- |")
    with stage.Service("kafka") as kafka, stage.Service("connect", "start", kafka.address()) as connect:
        sys.exit(0 if bench(os.path.abspath(options.dac), connect.address(), options.connectors) else 1)


if __name__ == "__main__":
    main()
