"""What the tests of provider kafka-connect share: a broker, a worker, a database, a project on them, and a foreign client that says what the worker really holds."""

import json
import subprocess

import stage
from http_witness import HttpWitness
from kafka_world import Witness as KafkaWitness

DEBEZIUM = "io.debezium.connector.postgresql.PostgresConnector"


class Witness(HttpWitness):
    """A foreign client: looks at the workers, and does what others do to them."""

    # 500: a worker says so where others say 409, that it is sharing out its work.
    ABSENT = (404, 500)

    def config(self, name):
        return self.ask("GET", f"/connectors/{name}/config")

    def put(self, name, **config):
        self.ask("PUT", f"/connectors/{name}/config", {key.replace("__", "."): value for key, value in config.items()})

    def state(self, name):
        status = self.ask("GET", f"/connectors/{name}/status")
        return status and status["connector"]["state"]

    def tasks(self, name):
        status = self.ask("GET", f"/connectors/{name}/status") or {"tasks": []}
        return [task["state"] for task in status["tasks"]]

    def offsets(self, name):
        return (self.ask("GET", f"/connectors/{name}/offsets") or {}).get("offsets")


class World:
    def __init__(self, dac, kafka, connect, postgres):
        self.dac = dac
        self.kafka = KafkaWitness(kafka.address())
        self.brokers = kafka.address()
        self.connect = connect
        self.url = connect.address()
        self.witness = Witness(self.url)
        self.database = postgres.address()

    def sql(self, statements):
        subprocess.run(["psql", self.database, "-q", "-v", "ON_ERROR_STOP=1", "-c", statements], check=True, stdout=subprocess.DEVNULL)

    @property
    def database_port(self):
        return self.database.rsplit(":", 1)[1].split("/")[0]


def project(world, secrets="PASSWORD: {kinds: [Connector]}", **files):
    targets = json.dumps({
        "bus": {"provider": "kafka", "bootstrapServers": world.brokers},
        "connect": {"provider": "kafka-connect", "url": world.url},
    })[1:-1]
    return stage.Project(world.dac, stage.project_file("prod", targets, secrets=secrets), **files)


def connector(name, connector_class="FileStreamSink", more="", **config):
    """As a file: entries of config are lines of their own, in order, from line 7 on."""
    lines = "".join(f"    {key.replace('__', '.')}: {json.dumps(value)}\n" for key, value in config.items())
    return f"""apiVersion: dac/v1
kind: Connector
metadata: {{name: {name}}}
spec:
  class: {connector_class}
{more}  config:
{lines}"""


def topic(name, partitions=1):
    return f"""apiVersion: dac/v1
kind: Topic
metadata: {{name: {name}}}
spec: {{partitions: {partitions}, protect: false}}
"""


def approve(work, change, name="yes"):
    work.write(f"{name}.yaml", f"""apiVersion: dac/v1
kind: Approval
metadata: {{name: {name}}}
spec: {{change: "{change}", reason: meant}}
""")
