"""examples/shop, environment stack, on a real Kafka, schema registry, Kafka Connect and PostgreSQL; foreign clients say what they hold."""

import os
import shutil
import subprocess
import sys

import stage
from connect_world import Witness as ConnectWitness
from kafka_world import Witness as KafkaWitness
from registry_world import Witness as RegistryWitness

TOPICS = {"orders", "payments", "large_orders", "page_views", "products", "shop.public.customers"}
SCHEMAS = TOPICS - {"shop.public.customers"}


class World:
    def __init__(self, dac, kafka, registry, connect, postgres):
        self.kafka = KafkaWitness(kafka.address())
        self.registry = RegistryWitness(registry.address())
        self.connect = ConnectWitness(connect.address())
        self.database = postgres.address()
        self.letters = connect.folder / "letters.txt"
        self.shop = stage.Project(dac, "")
        shutil.copytree(stage.REPOSITORY / "examples/shop", self.shop.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".dac"))
        self.where = ("-e", "stack", "--var", f"kafka={kafka.address()}", "--var", f"registry={registry.address()}",
                      "--var", f"connect={connect.address()}", "--var", f"letters={self.letters}",
                      "--var", "database_port=" + self.database.rsplit(":", 1)[1].split("/")[0])
        os.environ["DAC_SECRET_CRM_PASSWORD"] = "none-is-asked-for"


def test_every_environment_is_valid(world):
    world.shop.run("validate")


def sql(world, statement):
    subprocess.run(["psql", world.database, "-q", "-v", "ON_ERROR_STOP=1", "-c", statement], check=True)


def test_plan_then_apply_then_nothing_to_do(world):
    sql(world, "CREATE TABLE customers (id int PRIMARY KEY, name text); INSERT INTO customers VALUES (1, 'Ada')")
    plan = world.shop.plan(*world.where)
    kinds = {step["resource"].split("/")[0] for step in plan.json["steps"]}
    assert kinds == {"topic", "schema", "application", "connector"}, plan
    assert not TOPICS & world.kafka.names(), "a plan made a topic"
    world.shop.apply(*world.where)
    world.shop.is_settled(*world.where)
    assert TOPICS <= world.kafka.names()
    assert world.kafka.topic("orders")["partitions"] == 3 and world.kafka.config("products")["cleanup.policy"] == "compact"
    subjects = world.registry.ask("GET", "/subjects")
    assert {f"{topic}-value" for topic in SCHEMAS} <= set(subjects), subjects
    assert world.registry.latest("products-value")["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert ("orders", "literal", "WRITE") in world.kafka.rights("User:checkout"), world.kafka.rights("User:checkout")
    assert ("large_orders", "literal", "READ") in world.kafka.rights("User:order-desk")


def test_a_row_of_the_database_becomes_a_letter(world):
    stage.wait_for(lambda: world.letters.exists() and "Ada" in world.letters.read_text())
    sql(world, "INSERT INTO customers VALUES (2, 'Grace')")
    stage.wait_for(lambda: "Grace" in world.letters.read_text())


def test_drift_and_orphans(world):
    world.shop.run("drift", *world.where)
    found = world.shop.run("orphans", *world.where, code=None).out  # the broker's own user is one
    assert "topic/" not in found and "connector/" not in found, found
    world.kafka.set("orders", retention__ms="5000")
    world.registry.ask("PUT", "/config/orders-value", {"compatibility": "NONE"})
    world.kafka.create("stray")
    world.registry.register("stray-value", '"string"')
    found = world.shop.run("drift", *world.where, code=1).out
    assert "topic/orders" in found and "schema/order" in found, found
    found = world.shop.run("orphans", *world.where, code=1).out
    assert "stray" in found and "stray-value" in found and "page_views" not in found, found
    world.shop.apply(*world.where)
    world.shop.is_settled(*world.where)
    assert world.registry.mode("orders-value") == "BACKWARD"


def test_destroy_takes_what_is_ours(world):
    world.shop.run("destroy", *world.where, "--yes=stack", "--max-deletes", "100")
    stage.wait_for(lambda: not TOPICS & world.kafka.names())
    assert "stray" in world.kafka.names()
    assert world.registry.ask("GET", "/subjects") == ["stray-value"]
    assert world.kafka.rights("User:checkout") == set()
    assert world.connect.ask("GET", "/connectors") == []


def main():
    tests = [function for name, function in globals().items() if name.startswith("test_")]
    with stage.Service("kafka") as kafka, stage.Service("registry") as registry, stage.Service("postgres") as postgres:
        with stage.Service("connect", "start", kafka.address()) as connect:
            return stage.run_tests("e2e_shop", tests, World(os.path.abspath(sys.argv[1]), kafka, registry, connect, postgres))


if __name__ == "__main__":
    sys.exit(main())
