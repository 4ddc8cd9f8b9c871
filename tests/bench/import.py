"""What `dac import` costs on a large estate, beside the same reads of the registry by curl, one after another.

python3 tests/bench/import.py DAC [--topics 5000] [--subjects 1000] [--versions 10] [--rights 500] [--connectors 100] prints a table in Markdown;
exit 1 where the bar is missed. Wall, CPU and peak memory are the process's own (wait4).
"""
import argparse
import concurrent.futures
import os
import pathlib
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import stage  # noqa: E402
from import_world import ConnectWitness, RegistryWitness, bindings, record  # noqa: E402
from kafka_world import NewTopic, Witness as KafkaWitness  # noqa: E402
from measure import measure  # noqa: E402

FACTOR, MORE = 1.5, 15.0  # times the registry's own calls, and seconds


def build_topics(kafka, count):
    topics = [NewTopic(f"team{number % 50:02d}.events.{number:05d}", 1 + number % 3, 1,
                       config={"retention.ms": "604800000", "cleanup.policy": "compact" if number % 7 == 0 else "delete"}) for number in range(count)]
    for begin in range(0, count, 1000):
        for future in kafka.admin.create_topics(topics[begin:begin + 1000]).values():
            future.result()
    stage.wait_for(lambda: len(kafka.names()) >= count, 120)


def build_subjects(registry, subjects, versions):
    def register(number):
        more = ""
        for version in range(versions):
            registry.register(f"team{number % 50:02d}.events.{number:05d}-value", record(f"Event{number}", more))
            more += f',{{"name":"f{version}","type":"int","default":0}}'
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(register, range(subjects)))


def build_rights(kafka, count):
    rights = []
    for number in range(count // 5):
        topic, who = f"team{number % 50:02d}.events.{number:05d}", f"User:app{number:04d}"
        rights += bindings(who, "TOPIC", topic, "READ", "DESCRIBE") + bindings(who, "GROUP", f"app{number:04d}", "READ")
        rights += bindings(who, "TOPIC", f"team{(number + 1) % 50:02d}.events.{number + 1:05d}", "WRITE", "DESCRIBE")
    for future in kafka.admin.create_acls(rights).values():
        future.result()


def build_connectors(connect, count):
    for number in range(count):
        connect.ask("POST", "/connectors", {"name": f"sink{number:03d}", "initial_state": "STOPPED", "config": {
            "connector.class": "FileStreamSink", "topics": f"team{number % 50:02d}.events.{number:05d}", "file": "/dev/null", "errors.tolerance": "all"}})


def registrys_own(url, subjects, folder):
    """The reads that an import needs, by one connection."""
    paths = ["subjects"] + [path for number in range(subjects) for name in [f"team{number % 50:02d}.events.{number:05d}-value"]
                            for path in (f"subjects/{name}/versions/latest", f"config/{name}")]
    requests = folder / "requests"
    requests.write_text("".join(f'url = "{url}/{path}"\noutput = "/dev/null"\n' for path in paths))
    return measure(["curl", "-s", "--noproxy", "*", "-K", str(requests)])


def bench(options, kafka, registry, connect):
    """True: the bar is held."""
    begin = time.monotonic()
    broker = KafkaWitness(kafka.address())
    build_topics(broker, options.topics)
    build_subjects(RegistryWitness(registry.address()), options.subjects, options.versions)
    build_rights(broker, options.rights)
    build_connectors(ConnectWitness(connect.address()), options.connectors)
    print(f"the estate was built in {time.monotonic() - begin:.0f} s\n", file=sys.stderr)
    dac = os.path.abspath(options.dac)
    targets = (f'bus: {{provider: kafka, bootstrapServers: "{kafka.address()}"}}, registry: {{provider: schema-registry, url: "{registry.address()}"}}, '
               f'connect: {{provider: kafka-connect, url: "{connect.address()}"}}')
    with tempfile.TemporaryDirectory(prefix="dac-bench-") as folder:
        root = pathlib.Path(folder)
        own = registrys_own(registry.address(), options.subjects, root)
        (root / "project").mkdir()
        (root / "project/dac.yaml").write_text(stage.project_file("prod", targets))
        command = [dac, "-C", str(root / "project"), "import", "--to", "platform"]
        rows = [("import", measure(command)), ("import again: nothing new", measure(command)),
                ("the registry's own time, same reads one after another", own),
                ("plan that only adopts", measure([dac, "-C", str(root / "project"), "plan"]))]
        files = sum(1 for _ in (root / "project/platform").rglob("*.yaml"))
    print("| what | wall | CPU | peak memory |\n| --- | --- | --- | --- |")
    for what, (wall, cpu, peak) in rows:
        print(f"| {what} | {wall:.2f} s | {cpu:.2f} s | {peak:.0f} MB |", flush=True)
    wall, bar = rows[0][1][0], FACTOR * own[0] + MORE
    print(f"\n{files:,} YAML files; import: {wall:.2f} s, bar {bar:.1f} s: {'held' if wall <= bar else 'missed'}")
    return wall <= bar


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dac")
    for name, fallback in (("topics", 5000), ("subjects", 1000), ("versions", 10), ("rights", 500), ("connectors", 100)):
        parser.add_argument(f"--{name}", type=int, default=fallback)
    options = parser.parse_args()
    with stage.Service("kafka") as kafka, stage.Service("registry") as registry, stage.Service("connect", "start", kafka.address()) as connect:
        sys.exit(0 if bench(options, kafka, registry, connect) else 1)


if __name__ == "__main__":
    main()
