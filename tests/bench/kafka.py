"""What dac costs on a real Kafka broker (data in memory, one partition and four configs a topic), beside what the client library alone takes for
the same reads.

python3 tests/bench/kafka.py DAC [--sizes 1000,10000] prints a table in Markdown. Wall, CPU and peak memory are the dac process's own (wait4).
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import stage  # noqa: E402

sys.path.insert(0, str(stage.CACHE / "confluent-kafka-2.8.0"))
from confluent_kafka import TopicCollection  # noqa: E402
from confluent_kafka.admin import AdminClient, ConfigResource  # noqa: E402

PROJECT = """apiVersion: dac/v1
kind: Project
metadata: {{name: bench}}
spec:
  ownership: optional
  environments:
    test: {{ephemeral: true, targets: {{bus: {{provider: kafka, bootstrapServers: "{server}"}}}}}}
"""
TOPIC = """---
apiVersion: dac/v1
kind: Topic
metadata: {{name: bench.{number:05d}}}
spec:
  partitions: 1
  config: {{retention.ms: {retention}, cleanup.policy: delete, min.insync.replicas: 1, max.message.bytes: 1MiB}}
"""


def write_topics(root, count, changed=False):
    """A hundred to a file; the first one changed or not."""
    for begin in range(0, count, 100):
        text = "".join(TOPIC.format(number=number, retention="2d" if changed and number == 0 else "1d")
                       for number in range(begin, min(begin + 100, count)))
        (root / f"topics{begin:05d}.yaml").write_text(text)


def measure(dac, root, *arguments):
    begin = time.monotonic()
    process = subprocess.Popen([dac, "-C", str(root), *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        sys.exit(f"dac {' '.join(arguments)}: exit {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def client_reads(server, count):
    """Describe the topics and all their configuration, a thousand at a time, by the client library alone."""
    admin = AdminClient({"bootstrap.servers": server})
    names = [f"bench.{number:05d}" for number in range(count)]
    begin = time.monotonic()
    for future in admin.describe_topics(TopicCollection(names)).values():
        future.result()
    for at in range(0, count, 1000):
        for future in admin.describe_configs([ConfigResource(ConfigResource.Type.TOPIC, name) for name in names[at:at + 1000]]).values():
            future.result()
    return time.monotonic() - begin


def bench(dac, server, count):
    with tempfile.TemporaryDirectory(prefix="dac-bench-") as folder:
        root = pathlib.Path(folder)
        (root / "dac.yaml").write_text(PROJECT.format(server=server))
        write_topics(root, count)
        rows = [(f"create {count:,} topics", measure(dac, root, "apply", "--yes"))]
        rows.append(("no-op plan", min(measure(dac, root, "plan") for _ in range(3))))
        rows.append(("the client library's own reads, all configs", (client_reads(server, count), None, None)))
        write_topics(root, count, changed=True)
        rows.append(("apply, one change", measure(dac, root, "apply", "--yes")))
        rows.append((f"delete {count:,} topics", measure(dac, root, "destroy", "--yes=test", "--max-deletes", str(count))))
    for what, (wall, cpu, peak) in rows:
        print(f"| {count:,} | {what} | {wall:.2f} s | " + ("| |" if cpu is None else f"{cpu:.2f} s | {peak:.0f} MB |"), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dac")
    parser.add_argument("--sizes", default="1000,10000")
    options = parser.parse_args()
    print("| topics on Kafka | what | wall | CPU | peak memory |\n| --- | --- | --- | --- | --- |")
    for size in options.sizes.split(","):
        with stage.Service("kafka", DAC_KAFKA_HEAP="3g") as broker:
            bench(os.path.abspath(options.dac), broker.address(), int(size))


if __name__ == "__main__":
    main()
