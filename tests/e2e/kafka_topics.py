"""Every entry of a topic's configuration, what is nobody's to propose, and risks as a plan tells them."""

import re
import signal
import time

import stage
from kafka_world import AclOperation, World, normal, topic

# All that Kafka 4.4 knows: one value and another, neither the broker's own.
ENTRIES = {
    "cleanup.policy": ("compact", "compact,delete"),
    "compression.gzip.level": ("5", "9"),
    "compression.lz4.level": ("3", "17"),
    "compression.type": ("zstd", "uncompressed"),
    "compression.zstd.level": ("-5", "22"),
    "delete.retention.ms": ("0", "1000"),
    "errors.deadletterqueue.group.enable": ("true", "false"),
    "file.delete.delay.ms": ("1", "2"),
    "flush.messages": ("1", "2"),
    "flush.ms": ("1000", "2000"),
    "follower.replication.throttled.replicas": ("*", "0:1"),
    "index.interval.bytes": ("0", "8192"),
    "leader.replication.throttled.replicas": ("*", "0:1"),
    "local.retention.bytes": ("1000", "-1"),
    "local.retention.ms": ("1000", "-1"),
    "max.compaction.lag.ms": ("100000", "200000"),
    "max.decompressed.message.bytes": ("1000000", "2000000"),
    "max.message.bytes": ("1000", "2000"),
    "message.timestamp.after.max.ms": ("1000", "2000"),
    "message.timestamp.before.max.ms": ("1000", "2000"),
    "message.timestamp.type": ("LogAppendTime", "CreateTime"),
    "min.cleanable.dirty.ratio": ("0.25", "0.75"),
    "min.compaction.lag.ms": ("1", "2"),
    "min.insync.replicas": ("1", "1"),
    "preallocate": ("true", "false"),
    "remote.copy.lag.bytes": ("0", "-1"),
    "remote.copy.lag.ms": ("0", "-1"),
    "remote.log.copy.disable": ("true", "false"),
    "remote.log.delete.on.disable": ("true", "false"),
    "remote.storage.enable": ("false", "false"),
    "retention.bytes": ("-1", "100000000"),
    "retention.ms": ("1000", "-1"),
    "segment.bytes": ("1048576", "2097152"),
    "segment.index.bytes": ("1000", "2000"),
    "segment.jitter.ms": ("1", "2"),
    "segment.ms": ("60000", "120000"),
    "unclean.leader.election.enable": ("true", "false"),
}


def every_entry(which):
    return topic("whole", "{partitions: 1, config: {" + ", ".join(f"{name}: '{values[which]}'" for name, values in ENTRIES.items()) + "}}")


def test_every_entry_of_the_configuration_is_made_changed_and_put_back(world):
    world.witness.create("bare")
    known = {name for name in world.witness.every_config("bare") if "confluent" not in name}
    assert known == set(ENTRIES), known ^ set(ENTRIES)
    project = world.project(every_entry(0))
    project.apply()
    # What is the broker's own value anyway need not be set on the topic.
    held = world.witness.every_config("whole")
    assert {name: normal(held[name]) for name in ENTRIES} == {name: normal(values[0]) for name, values in ENTRIES.items()}
    project.is_settled()
    project.write("topics.yaml", every_entry(1))
    changes = project.plan().steps["topic/whole"]["changes"]
    assert len(changes) == sum(normal(one) != normal(two) for one, two in ENTRIES.values()), changes
    project.apply()
    held = world.witness.every_config("whole")
    assert {name: normal(held[name]) for name in ENTRIES} == {name: normal(values[1]) for name, values in ENTRIES.items()}
    project.is_settled()
    moved = {name: one for name, (one, two) in ENTRIES.items() if normal(one) != normal(two)}
    world.witness.set("whole", **{name.replace(".", "__"): value for name, value in moved.items()})
    changes = project.plan().steps["topic/whole"]["changes"]
    assert {change["cause"] for change in changes} == {"drift"} and len(changes) == len(moved), changes
    project.apply()
    held = world.witness.every_config("whole")
    assert {name: normal(held[name]) for name in ENTRIES} == {name: normal(values[1]) for name, values in ENTRIES.items()}
    project.is_settled()
    project.write("topics.yaml", topic("whole", "{partitions: 1}"))
    project.apply()
    assert world.witness.config("whole") == {}
    project.is_settled()


def test_partitions_that_someone_else_added_stay(world):
    project = world.project(topic("grown", "{partitions: 2}"))
    project.apply()
    world.witness.grow("grown", 4)
    run = project.plan(code=3)
    assert run.steps["topic/grown"]["risk"] == "forbidden" and run.steps["topic/grown"]["changes"][0]["cause"] == "drift", run
    project.write("topics.yaml", topic("grown", "{partitions: 4}"))
    project.apply(code=0)
    assert world.witness.topic("grown")["partitions"] == 4
    project.is_settled()


def test_risks_are_told_by_a_plan(world):
    project = world.project(topic("risky", "{partitions: 1, replicationFactor: 1, config: {cleanup.policy: delete, max.message.bytes: 1MiB}}"), ephemeral="false")
    project.apply()
    world.witness.send("risky", 3)

    def judged(config):
        project.write("topics.yaml", topic("risky", f"{{partitions: 1, config: {{{config}}}}}"))
        run = project.plan(code=None)
        return run.code, run.steps["topic/risky"]

    code, step = judged("cleanup.policy: compact, max.message.bytes: 1MiB")
    assert code == 3 and step["risk"] == "data-loss" and step["blocked_by"], step
    assert [fact["count"] for fact in step["evidence"] if fact["what"] == "events"] == [3], step
    code, step = judged("cleanup.policy: delete, max.message.bytes: 1KiB")
    assert step["risk"] == "breaking", step
    code, step = judged("cleanup.policy: delete, max.message.bytes: 1MiB, min.insync.replicas: 2")
    assert step["risk"] == "breaking" and "DAC0879" in str(step["rules"]), step
    code, step = judged("cleanup.policy: delete, max.message.bytes: 2MiB")
    assert code == 0 and step["risk"] == "safe", step
    project.write("topics.yaml", topic("risky", "{partitions: 3, config: {cleanup.policy: delete, max.message.bytes: 1MiB}}"))
    run = project.plan()
    assert any(finding["severity"] == "warning" and "partition" in finding["message"] for finding in run.json["findings"]), run
    # Back from compact to delete loses what compaction would have kept.
    world.witness.set("risky", cleanup__policy="compact")
    code, step = judged("cleanup.policy: delete, max.message.bytes: 1MiB")
    assert step["risk"] == "data-loss", step


def test_an_entry_that_is_dropped_is_held_against_what_the_cluster_has(world):
    """Brokers tell their own value with the topic's, but for hours, which only their own configuration tells; a cluster's may be set at any time."""
    project = world.project(topic("falling", "{config: {retention.ms: 30d, retention.bytes: 1GiB, max.message.bytes: 2MiB, cleanup.policy: compact}}"), ephemeral="false")
    project.apply()

    def dropped(code):
        run = project.plan(code=code)
        step = run.steps["topic/falling"]
        return {change["path"].split('"')[1]: (change["before"], change.get("default")) for change in step["changes"]}, step

    project.write("topics.yaml", topic("falling"))
    changes, step = dropped(3)
    assert changes == {"retention.ms": ("2592000000", "604800000"), "retention.bytes": ("1073741824", "-1"), "max.message.bytes": ("2097152", "1048588"),
                       "cleanup.policy": ("compact", "delete")}, changes
    assert step["risk"] == "data-loss" and sorted(step["rules"]) == ["DAC0315", "DAC0316", "DAC0317"], step
    said = project.run("plan", code=3).out
    assert 'config["retention.ms"]: 2592000000 ms (30d) -> 604800000 ms (7d), the default' in said, said
    assert "retention.ms goes from 2592000000 ms (30d) to the default, 604800000 ms (7d): older events are deleted" in said, said
    # What keeps no less loses nothing.
    world.witness.set("falling", retention__ms="3600000", cleanup__policy="delete", max__message__bytes="1000000")
    changes, step = dropped(0)
    assert step["risk"] == "safe" and step["rules"] == [] and changes["retention.ms"] == ("3600000", "604800000"), step
    world.witness.send("falling", 3)
    time.sleep(1.2)
    world.witness.set_broker("log.retention.ms", "1000")
    try:
        stage.wait_for(lambda: dropped(None)[0]["retention.ms"] == ("3600000", "1000"))
        changes, step = dropped(3)
        assert step["rules"] == ["DAC0315"], step
        assert [fact["count"] for fact in step["evidence"] if fact["what"] == "events_older_than_retention"] == [3], step
    finally:
        world.witness.set_broker("log.retention.ms", None)
    stage.wait_for(lambda: dropped(None)[0]["retention.ms"] == ("3600000", "604800000"))
    project.apply()
    assert world.witness.config("falling") == {}
    project.is_settled()


def test_the_clusters_own_value_is_unknown_to_who_may_not_see_it(world):
    """retention.ms by hours, which takes DESCRIBE_CONFIGS on the cluster."""
    project = world.project(topic("falling_unseen", "{config: {retention.ms: 1h}}"))
    project.apply()
    world.witness.user("near", "near-secret")
    world.witness.allow("near", "falling_unseen", AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS)
    time.sleep(0.5)
    project.write("dac.yaml", (project.folder / "dac.yaml").read_text().replace(world.broker.address(), world.broker.address("sasl")).replace(
        "provider: kafka,", "provider: kafka, security: {protocol: SASL_PLAINTEXT, mechanism: SCRAM-SHA-256, username: near, password: '${secret.KAFKA_PASSWORD}'},"))
    project.write("topics.yaml", topic("falling_unseen"))
    run = project.plan(DAC_SECRET_KAFKA_PASSWORD="near-secret")
    change = run.steps["topic/falling_unseen"]["changes"][0]
    assert "default" not in change and run.steps["topic/falling_unseen"]["risk"] == "data-loss", run


def test_brokers_that_differ_leave_what_follows_a_dropped_entry_unknown(world):
    """Any of them may lead the topic's partitions: what one keeps for a month another deletes after an hour."""
    with stage.Service("kafka", DAC_KAFKA_OPTIONS="log.retention.hours=1000\nmessage.max.bytes=900000\nlog.segment.bytes=100000000") as first:
        with stage.Service("kafka", "join", str(first.folder), DAC_KAFKA_OPTIONS="log.retention.ms=3600000\nmessage.max.bytes=900000\nlog.cleanup.policy=compact") as second:
            there = World(world.dac, first)
            stage.wait_for(lambda: len(there.witness.admin.list_topics(timeout=10).brokers) == 2)
            project = there.project(topic("uneven", "{config: {retention.ms: 1d, max.message.bytes: 900000, segment.bytes: 50000000, cleanup.policy: delete}}"), ephemeral="false")
            project.apply()
            project.write("topics.yaml", topic("uneven"))

            def ask(server, code=None):
                project.write("dac.yaml", re.sub(r'bootstrapServers: "[^"]*"', f'bootstrapServers: "{server.address()}"', (project.folder / "dac.yaml").read_text()))
                step = project.plan(code=code).steps.get("topic/uneven", {"changes": []})
                return {change["path"].split('"')[1]: change.get("default") for change in step["changes"]}, step

            for server in (first, second):  # the topic's own answer comes from whichever is asked
                changes, step = ask(server, 3)
                assert changes == {"retention.ms": None, "max.message.bytes": "900000", "segment.bytes": None, "cleanup.policy": None}, changes
                assert step["risk"] == "data-loss" and sorted(step["rules"]) == ["DAC0315", "DAC0316"], step
            # Of one accord again, though by entries that are not the same.
            there.witness.set_broker("log.retention.ms", "3600000000", broker=2)
            there.witness.set_broker("log.segment.bytes", "100000000", broker=2)
            there.witness.set_broker("log.cleanup.policy", "delete", broker=2)
            stage.wait_for(lambda: ask(first)[0] == {"retention.ms": "3600000000", "max.message.bytes": "900000", "segment.bytes": "100000000",
                                                     "cleanup.policy": "delete"})
            # One that says nothing is not taken to agree; where it was the one to be asked for the topic, that is unknown itself.
            second.signal(signal.SIGSTOP)
            try:
                assert set(ask(first)[0].values()) <= {None}
            finally:
                second.signal(signal.SIGCONT)


def test_what_belongs_to_a_system_is_nobodys_to_propose(world):
    own = ("__my_internal", "_schemas", "kafkasql-journal", "app-store-changelog", "app-store-repartition", "mm2-configs.west.internal")
    for name in own:
        world.witness.create(name)
    # A worker's three may have any names: they are compacted, and stand together or name Connect.
    workers = ("connect-configs", "dbz.connect_offsets", "etl-eu-configs", "etl-eu-offsets", "etl-eu-status")
    for name in workers:
        world.witness.create(name, cleanup__policy="compact")
    own += workers
    mine = ("plainly_mine", "connect-orders", "order-status", "_schemas_of_mine")
    for name in mine:
        world.witness.create(name, cleanup__policy="compact")
    project = world.project(topic("own"))
    project.apply()
    found = project.run("orphans", code=1).out
    assert all(f"topic/{name} " in found for name in mine) and not any(f"topic/{name} " in found for name in own), found


def test_what_a_broker_does_not_know_fails_that_topic_alone(world):
    project = world.project(topic("vendor_a", "{config: {confluent.tier.enable: 'true'}}") + topic("vendor_b"))
    run = project.plan()
    assert any(finding["code"] == "DAC0877" and finding["severity"] == "warning" for finding in run.json["findings"]), run
    run = project.apply(code=6)
    assert "DAC0873]: topic/vendor_a" in run.talk and "confluent.tier.enable" in run.talk, run
    assert world.witness.topic("vendor_b") and world.witness.topic("vendor_a") is None
