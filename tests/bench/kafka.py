"""What dac costs on a real Kafka broker (data in memory, one partition and four configs a topic), beside the plain cost of the same requests
made with the client library alone, in the same run.

python3 tests/bench/kafka.py DAC [--sizes 1000,10000] prints two tables in Markdown: figures, then the bars and whether they are held. Wall, CPU
and peak memory are the dac process's own (wait4); of the client library, of its own process.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import stage  # noqa: E402

stage.use_kafka_client()
from confluent_kafka import TopicCollection  # noqa: E402
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewTopic  # noqa: E402

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
metadata: {{name: {prefix}.{number:05d}}}
spec:
  partitions: 1
  config: {{retention.ms: 1d, cleanup.policy: delete, min.insync.replicas: 1, max.message.bytes: 1MiB}}
"""
CONFIG = {"retention.ms": "86400000", "cleanup.policy": "delete", "min.insync.replicas": "1", "max.message.bytes": "1048576"}
BATCH = 1000


def write_topics(root, prefix, count):
    """A hundred to a file."""
    for begin in range(0, count, 100):
        text = "".join(TOPIC.format(prefix=prefix, number=number) for number in range(begin, min(begin + 100, count)))
        (root / f"topics{begin:05d}.yaml").write_text(text)


def run(command, codes=(0,)):
    """(wall, CPU, peak MB, what it said on stderr) of a process of its own."""
    with tempfile.TemporaryFile() as talk:
        begin = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=talk)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        talk.seek(0)
        said = talk.read().decode(errors="replace")
    if process.returncode not in codes:
        sys.exit(f"{' '.join(map(str, command))}: exit {process.returncode}\n{said[-2000:]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said


def dac_runs(dac, root, *arguments):
    return run([dac, "-C", str(root), *arguments])


def answered(said, request):
    """When the last answer to such a request came, in seconds from its sending."""
    return max((int(ms) for ms in re.findall(rf"{request}[^,]*, (\d+) ms", said)), default=0) / 1000


# The same requests by the client library alone; each is a process of its own: kafka.py --client WHAT SERVER PREFIX COUNT.


def wait(futures):
    for future in futures.values():
        future.result()


def client(what, server, prefix, count):
    admin = AdminClient({"bootstrap.servers": server, "log_level": 0})
    names = [f"{prefix}.{number:05d}" for number in range(count)]
    batches = [names[at:at + BATCH] for at in range(0, count, BATCH)]
    admin.describe_cluster().result()  # connects; asking for a topic by name might make it
    begin = time.monotonic()
    if what == "read":
        wait(admin.describe_topics(TopicCollection(names)))
        for future in [future for batch in batches
                       for future in admin.describe_configs([ConfigResource(ConfigResource.Type.TOPIC, name) for name in batch]).values()]:
            future.result()
    elif what == "create":
        for future in [future for batch in batches for future in
                       admin.create_topics([NewTopic(name, 1, 1, config=CONFIG) for name in batch], operation_timeout=60, request_timeout=60).values()]:
            future.result()
    elif what == "delete":
        for future in [future for batch in batches for future in admin.delete_topics(batch, operation_timeout=60, request_timeout=60).values()]:
            future.result()
    elif what == "change":
        entry = ConfigEntry("retention.ms", "172800000", incremental_operation=AlterConfigOpType.SET)
        wait(admin.incremental_alter_configs([ConfigResource(ConfigResource.Type.TOPIC, names[0], incremental_configs=[entry])]))
    elif what == "list":
        admin.list_topics(timeout=30)
    print(json.dumps(time.monotonic() - begin))


def client_runs(what, server, prefix, count):
    """Seconds of the requests alone; the process's start does not count."""
    command = [sys.executable, __file__, "--client", what, server, prefix, str(count)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def until_gone(server, prefix):
    admin = AdminClient({"bootstrap.servers": server, "log_level": 0})
    while any(name.startswith(prefix + ".") for name in admin.list_topics(timeout=30).topics):
        time.sleep(0.5)


class Table:
    def __init__(self):
        self.bars = []

    def row(self, size, what, figures, client_seconds=None):
        wall, cpu, peak = figures[:3]
        beside = "" if client_seconds is None else f"{client_seconds:.2f} s"
        print(f"| {size:,} | {what} | {wall:.2f} s | {cpu:.2f} s | {peak:.0f} MB | {beside} |", flush=True)

    def bar(self, what, wanted, measured, holds):
        self.bars.append(f"| {what} | {wanted} | {measured} | {'held' if holds else 'missed'} |")


def bench(dac, server, count, table):
    with tempfile.TemporaryDirectory(prefix="dac-bench-") as folder:
        root = pathlib.Path(folder)
        (root / "dac.yaml").write_text(PROJECT.format(server=server))
        plain_create = client_runs("create", server, "plain", count)
        time.sleep(1)
        plain_delete = client_runs("delete", server, "plain", count)
        until_gone(server, "plain")

        write_topics(root, "bench", count)
        made = dac_runs(dac, root, "apply", "--yes", "-v")
        acknowledged = answered(made[3], "CreateTopics of")
        table.row(count, f"create; acknowledged after {acknowledged:.2f} s", made, plain_create)
        limit = 1 if count <= 1000 else 6
        table.bar(f"create {count:,}: acknowledged", f"{limit} s", f"{acknowledged:.2f} s", acknowledged <= limit)
        if count <= 1000:
            table.bar(f"create {count:,}: CPU", "1 s", f"{made[1]:.2f} s", made[1] <= 1)

        plain_read = min(client_runs("read", server, "bench", count) for _ in range(3))
        still = min((dac_runs(dac, root, "plan") for _ in range(3)), key=lambda figures: figures[0])
        table.row(count, "no-op plan", still, plain_read)
        cpu = 0.4 if count <= 1000 else 3
        table.bar(f"no-op plan {count:,}: CPU", f"{cpu} s", f"{still[1]:.2f} s", still[1] <= cpu)
        table.bar(f"no-op plan {count:,}: wall", f"1.5 times {plain_read:.2f} s", f"{still[0]:.2f} s", still[0] <= 1.5 * plain_read)
        if count > 1000:
            table.bar(f"no-op plan {count:,}: peak", "200 MB", f"{still[2]:.0f} MB", still[2] <= 200)
        whole = dac_runs(dac, root, "plan", "-v")
        table.row(count, "no-op plan -v, which reads all entries as the client does", whole, plain_read)
        requests = len(re.findall(r"kafka .* \d+ ms", whole[3]))
        table.bar(f"no-op plan {count:,}: requests", "fewer than 50", str(requests), requests < 50)

        if count > 1000:
            few_among_many(dac, server, count, table)

        # The library sets the first topic's retention; dac, whose file says otherwise, puts it back.
        plain_change = client_runs("change", server, "bench", count)
        changed = dac_runs(dac, root, "apply", "--yes")
        table.row(count, "apply, one change", changed, plain_change)
        if count <= 1000:
            table.bar(f"one change among {count:,}: CPU", "0.5 s", f"{changed[1]:.2f} s", changed[1] <= 0.5)

        gone = dac_runs(dac, root, "destroy", "--yes=test", "--max-deletes", str(count))
        table.row(count, "delete", gone, plain_delete)
        if count <= 1000:
            table.bar(f"delete {count:,}: wall", "2 s", f"{gone[0]:.2f} s", gone[0] <= 2)


def few_among_many(dac, server, count, table):
    """A hundred of ours, first among the other topics, then on a cluster that has nothing else."""
    def plan_of(place):
        with tempfile.TemporaryDirectory(prefix="dac-bench-") as folder:
            root = pathlib.Path(folder)
            (root / "dac.yaml").write_text(PROJECT.format(server=place))
            write_topics(root, "few", 100)
            dac_runs(dac, root, "apply", "--yes")
            return min((dac_runs(dac, root, "plan") for _ in range(5)), key=lambda figures: figures[0])

    among = plan_of(server)
    metadata = min(client_runs("list", server, "few", 1) for _ in range(3))
    with stage.Service("kafka") as empty:
        alone = plan_of(empty.address())
    table.row(100, f"no-op plan among {count:,} foreign topics", among)
    table.row(100, "the same on an empty cluster", alone)
    table.bar(f"100 among {count:,}: wall more than on an empty cluster", f"{metadata:.2f} s, the metadata call", f"{among[0] - alone[0]:.2f} s",
              among[0] - alone[0] <= metadata)


def main():
    if sys.argv[1:2] == ["--client"]:
        return client(sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]))
    parser = argparse.ArgumentParser()
    parser.add_argument("dac")
    parser.add_argument("--sizes", default="1000,10000")
    options = parser.parse_args()
    table = Table()
    print("| topics on Kafka | what | wall | CPU | peak memory | the client library alone: wall |\n| --- | --- | --- | --- | --- | --- |")
    for size in options.sizes.split(","):
        with stage.Service("kafka", DAC_KAFKA_HEAP="3g") as broker:
            bench(os.path.abspath(options.dac), broker.address(), int(size), table)
    print("\n| bar | wanted | measured | |\n| --- | --- | --- | --- |\n" + "\n".join(table.bars))
    return 1 if any(line.endswith("missed |") for line in table.bars) else 0


if __name__ == "__main__":
    sys.exit(main())
