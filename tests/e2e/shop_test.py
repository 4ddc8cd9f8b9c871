"""examples/shop, environment stack, on a real Kafka and a real schema registry; foreign clients say what they hold."""

import os
import shutil
import sys

import stage
from kafka_world import Witness as KafkaWitness
from registry_world import Witness as RegistryWitness

TOPICS = {"orders", "payments", "large_orders", "page_views", "products"}


class World:
    def __init__(self, dac, kafka, registry):
        self.kafka = KafkaWitness(kafka.address())
        self.registry = RegistryWitness(registry.address())
        self.shop = stage.Project(dac, "")
        shutil.copytree(stage.REPOSITORY / "examples/shop", self.shop.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".dac"))
        self.where = ("-e", "stack", "--var", f"kafka={kafka.address()}", "--var", f"registry={registry.address()}")


def test_every_environment_is_valid(world):
    world.shop.run("validate")


def test_plan_then_apply_then_nothing_to_do(world):
    plan = world.shop.plan(*world.where)
    kinds = {step["resource"].split("/")[0] for step in plan.json["steps"]}
    assert kinds == {"topic", "schema", "application"}, plan
    assert not TOPICS & world.kafka.names(), "a plan made a topic"
    world.shop.apply(*world.where)
    world.shop.is_settled(*world.where)
    assert TOPICS <= world.kafka.names()
    assert world.kafka.topic("orders")["partitions"] == 3 and world.kafka.config("products")["cleanup.policy"] == "compact"
    subjects = world.registry.ask("GET", "/subjects")
    assert {f"{topic}-value" for topic in TOPICS} <= set(subjects), subjects
    assert world.registry.latest("products-value")["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert ("orders", "literal", "WRITE") in world.kafka.rights("User:checkout"), world.kafka.rights("User:checkout")
    assert ("large_orders", "literal", "READ") in world.kafka.rights("User:order-desk")


def test_drift_and_orphans(world):
    world.shop.run("drift", *world.where)
    assert "topic/" not in world.shop.run("orphans", *world.where, code=None).out  # the broker's own user is one
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


def main():
    tests = [function for name, function in globals().items() if name.startswith("test_")]
    with stage.Service("kafka") as kafka, stage.Service("registry") as registry:
        return stage.run_tests("e2e_shop", tests, World(os.path.abspath(sys.argv[1]), kafka, registry))


if __name__ == "__main__":
    sys.exit(main())
