"""dac against a real Kafka broker; confluent-kafka says what the broker really holds."""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

import stage

sys.path.insert(0, str(stage.CACHE / "confluent-kafka-2.8.0"))
from confluent_kafka import Consumer, Producer, TopicCollection, TopicPartition  # noqa: E402
from confluent_kafka.admin import (  # noqa: E402
    AclBinding, AclBindingFilter, AclOperation, AclPermissionType, AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewTopic,
    ResourcePatternType, ResourceType, ScramCredentialInfo, ScramMechanism, UserScramCredentialUpsertion)


class Witness:
    """A foreign client: looks at the broker, and does what others do to it."""

    def __init__(self, server):
        self.server = server
        self.admin = AdminClient({"bootstrap.servers": server, "log_level": 0})

    def names(self):
        return set(self.admin.list_topics(timeout=10).topics)

    def topic(self, name):
        described = self.admin.describe_topics(TopicCollection([name]))[name]
        try:
            found = described.result()
        except Exception:  # it is not there
            return None
        return {"id": str(found.topic_id), "partitions": len(found.partitions)}

    def config(self, name):
        """What was set on the topic itself."""
        resource = ConfigResource(ConfigResource.Type.TOPIC, name)
        entries = list(self.admin.describe_configs([resource]).values())[0].result()
        return {key: entry.value for key, entry in entries.items() if entry.source == 1}

    def set(self, name, **entries):
        changes = [ConfigEntry(key.replace("__", "."), value, incremental_operation=AlterConfigOpType.SET) for key, value in entries.items()]
        resource = ConfigResource(ConfigResource.Type.TOPIC, name, incremental_configs=changes)
        list(self.admin.incremental_alter_configs([resource]).values())[0].result()
        time.sleep(0.3)

    def create(self, name, partitions=1, **config):
        entries = {key.replace("__", "."): value for key, value in config.items()}
        list(self.admin.create_topics([NewTopic(name, partitions, 1, config=entries)]).values())[0].result()
        stage.wait_for(lambda: self.topic(name))

    def delete(self, name):
        list(self.admin.delete_topics([name]).values())[0].result()
        stage.wait_for(lambda: self.topic(name) is None)

    def send(self, name, count):
        producer = Producer({"bootstrap.servers": self.server, "log_level": 0})
        for number in range(count):
            producer.produce(name, value=str(number))
        assert producer.flush(30) == 0

    def read(self, name, group, count):
        consumer = Consumer({"bootstrap.servers": self.server, "group.id": group, "auto.offset.reset": "earliest",
                             "enable.auto.commit": False, "log_level": 0})
        consumer.subscribe([name])
        met = 0
        end = time.monotonic() + 30
        while met < count and time.monotonic() < end:
            message = consumer.poll(1)
            if message is not None and message.error() is None:
                met += 1
                last = message
        consumer.commit(offsets=[TopicPartition(name, last.partition(), last.offset() + 1)], asynchronous=False)
        return consumer

    def user(self, name, password):
        scram = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096)
        list(self.admin.alter_user_scram_credentials(
            [UserScramCredentialUpsertion(name, scram, password.encode())]).values())[0].result()

    def allow(self, user, name, *operations):
        bindings = [AclBinding(ResourceType.TOPIC, name, ResourcePatternType.LITERAL, f"User:{user}", "*", operation,
                               AclPermissionType.ALLOW) for operation in operations]
        for future in self.admin.create_acls(bindings).values():
            future.result()


    def rights(self, principal):
        every = AclBindingFilter(ResourceType.ANY, None, ResourcePatternType.ANY, principal, None, AclOperation.ANY, AclPermissionType.ANY)
        return {(acl.name, acl.resource_pattern_type.name.lower(), acl.operation.name) for acl in self.admin.describe_acls(every).result()}


class World:
    def __init__(self, dac, broker):
        self.dac = dac
        self.broker = broker
        self.witness = Witness(broker.address())

    def project(self, topics="", target="", ephemeral="true", server=None):
        return stage.Project(self.dac, f"""apiVersion: dac/v1
kind: Project
metadata: {{name: e2e}}
spec:
  ownership: optional
  secrets: {{KAFKA_PASSWORD: {{targets: [bus]}}, ALICE: {{kinds: [User]}}}}
  environments:
    test:
      ephemeral: {ephemeral}
      targets:
        bus: {{provider: kafka, bootstrapServers: "{server or self.broker.address()}"{target}}}
""", topics=topics)


def topic(name, spec="{}"):
    return f"---\napiVersion: dac/v1\nkind: Topic\nmetadata: {{name: {name}}}\nspec: {spec}\n"


def test_a_provider_does_what_every_provider_must(world):
    """The suite of tests/conformance; empties the broker, so it comes first."""
    program = pathlib.Path(world.dac).parents[1] / "tests/kafka_conformance"
    run = subprocess.run([program, world.broker.address()], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr


def test_create_and_nothing_more_to_do(world):
    project = world.project(topic("made", "{partitions: 3, config: {retention.ms: 7d, cleanup.policy: 'compact, delete'}}") + topic("plain"))
    steps = project.plan("--detailed-exitcode", code=2).steps
    assert steps["topic/made"]["action"] == "create", steps
    assert world.witness.topic("made") is None
    project.apply()
    assert world.witness.topic("made")["partitions"] == 3
    config = world.witness.config("made")
    assert config.pop("cleanup.policy") in ("compact,delete", "delete,compact"), config
    assert config == {"retention.ms": "604800000"}, config
    assert world.witness.config("plain") == {}
    project.is_settled()


def test_a_changed_file_changes_just_that(world):
    project = world.project(topic("changing", "{partitions: 1, config: {retention.ms: 1d, max.message.bytes: 1MiB, flush.messages: 10}}"))
    project.apply()
    before = world.witness.topic("changing")["id"]
    project.write("topics.yaml", topic("changing", "{partitions: 4, config: {retention.ms: 2d, max.message.bytes: 1MiB}}"))
    step = project.plan().steps["topic/changing"]
    assert step["action"] == "update", step
    assert {change["path"]: change.get("after") for change in step["changes"]} == {
        "spec.partitions": 4, 'spec.config["retention.ms"]': "172800000", 'spec.config["flush.messages"]': None}, step
    project.apply()
    now = world.witness.topic("changing")
    assert now == {"id": before, "partitions": 4}, now
    assert world.witness.config("changing") == {"retention.ms": "172800000", "max.message.bytes": "1048576"}
    project.is_settled()


def test_fewer_partitions_and_another_replication_factor_are_refused(world):
    project = world.project(topic("rigid", "{partitions: 2, replicationFactor: 1}"))
    project.apply()
    project.write("topics.yaml", topic("rigid", "{partitions: 1, replicationFactor: 1}"))
    assert project.plan(code=3).steps["topic/rigid"]["risk"] == "forbidden"
    project.write("topics.yaml", topic("rigid", "{partitions: 2, replicationFactor: 3}"))
    run = project.plan(code=3)
    assert any(finding["code"] == "DAC0878" for finding in run.json["findings"]), run
    assert project.apply(code=3) and world.witness.topic("rigid")["partitions"] == 2


def test_drift_by_a_foreign_client_is_seen_and_put_back(world):
    project = world.project(topic("drifting", "{config: {retention.ms: 1d}}"))
    project.apply()
    world.witness.set("drifting", retention__ms="5000", segment__ms="60000")
    run = project.plan()
    assert [change["cause"] for change in run.steps["topic/drifting"]["changes"]] == ["drift"], run
    project.apply()
    # What somebody else set and no file speaks of stays.
    assert world.witness.config("drifting") == {"retention.ms": "86400000", "segment.ms": "60000"}
    project.is_settled()


def test_what_the_broker_has_by_itself_is_no_change(world):
    world.witness.create("defaulted")
    project = world.project(topic("defaulted", "{config: {retention.ms: 7d, cleanup.policy: delete, min.cleanable.dirty.ratio: '0.50'}}"))
    steps = project.plan().steps
    assert steps["topic/defaulted"]["action"] == "adopt" and steps["topic/defaulted"]["changes"] == [], steps
    project.apply()
    assert world.witness.config("defaulted") == {}
    project.is_settled()


def test_adopt_changes_only_what_differs(world):
    world.witness.create("found", 2, retention__ms="1000", segment__ms="60000")
    project = world.project(topic("found", "{partitions: 2, config: {retention.ms: 2s}}"))
    before = world.witness.topic("found")
    assert project.plan().steps["topic/found"]["action"] == "adopt"
    project.apply()
    assert world.witness.topic("found") == before
    assert world.witness.config("found") == {"retention.ms": "2000", "segment.ms": "60000"}
    project.is_settled()


def test_delete_wants_an_approval(world):
    project = world.project(topic("kept") + topic("other"), ephemeral="false")
    project.apply()
    project.write("topics.yaml", topic("other"))
    step = project.plan(code=3).steps["topic/kept"]
    assert step["action"] == "delete" and step["risk"] == "data-loss", step
    project.apply(code=3)
    assert world.witness.topic("kept")
    project.write("approval.yaml", f"""apiVersion: dac/v1
kind: Approval
metadata: {{name: away}}
spec: {{change: "{step['approve']}", environment: test, reason: it is over, expires: 2099-01-01}}
""")
    project.apply()
    stage.wait_for(lambda: world.witness.topic("kept") is None)
    project.remove("approval.yaml")
    project.is_settled()


def test_a_plan_makes_no_topic_where_brokers_make_them(world):
    """The broker's auto.create.topics.enable is on."""
    project = world.project(topic("never_made", "{config: {retention.ms: 1d}}"))
    before = world.witness.names()
    for _ in range(2):
        project.plan()
    time.sleep(1)
    assert world.witness.names() == before


def test_a_topic_made_again_is_not_ours(world):
    project = world.project(topic("twin", "{partitions: 1}"))
    project.apply()
    world.witness.delete("twin")
    world.witness.create("twin")
    project.write("topics.yaml", "")
    run = project.plan(code=None)
    assert "topic/twin" not in run.steps or run.steps["topic/twin"]["action"] != "delete", run
    project.apply("--max-deletes", "5", code=None)
    assert world.witness.topic("twin")


def test_a_topic_that_moved_between_plan_and_apply_makes_the_plan_stale(world):
    project = world.project(topic("moved", "{config: {retention.ms: 1d}}"))
    project.apply()
    project.write("topics.yaml", topic("moved", "{config: {retention.ms: 2d}}"))
    project.plan("--out", "plan.json")
    world.witness.delete("moved")
    world.witness.create("moved")
    project.run("apply", "plan.json", code=4)
    assert world.witness.config("moved") == {}


def sasl(world, user, mechanism="SCRAM-SHA-256"):
    return {"server": world.broker.address("sasl"),
            "target": f", timeout: 5s, security: {{protocol: SASL_PLAINTEXT, mechanism: {mechanism}, username: {user}, password: '${{secret.KAFKA_PASSWORD}}'}}"}


def test_a_user_logs_in(world):
    project = world.project(topic("by_admin"), **sasl(world, "admin"))
    project.apply(DAC_SECRET_KAFKA_PASSWORD="admin-secret")
    assert world.witness.topic("by_admin")
    project = world.project(topic("by_admin_too"), **sasl(world, "admin", "SCRAM-SHA-512"))
    run = project.plan("-v", DAC_SECRET_KAFKA_PASSWORD="admin-secret")
    assert "admin-secret" not in run.out + run.talk


def test_a_wrong_password_is_said_as_such(world):
    """DAC0871, which a plan shows as the reason why the target did not answer."""
    project = world.project(topic("by_nobody"), **sasl(world, "admin"))
    run = project.plan(code=1, DAC_SECRET_KAFKA_PASSWORD="not-it")
    said = run.json["unknown"][0]["why"]
    assert "refuses the login" in said and "SCRAM-SHA-256" in said and world.broker.address("sasl") in said, said
    assert "not-it" not in run.out + run.talk
    assert run.seconds < 5, run.seconds


def test_what_may_not_be_seen_is_unknown_and_never_absent(world):
    world.witness.create("hidden")
    world.witness.create("shown")
    world.witness.user("guest", "guest-secret")
    world.witness.allow("guest", "shown", AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS)
    time.sleep(0.5)
    project = world.project(topic("hidden") + topic("shown"), **sasl(world, "guest"))
    run = project.plan(code=1, DAC_SECRET_KAFKA_PASSWORD="guest-secret")
    assert any("not authorised" in item["why"] for item in run.json["unknown"]), run
    assert "topic/hidden" not in run.steps, run


def test_a_change_that_is_not_allowed_says_so(world):
    world.witness.create("readonly")
    world.witness.user("reader", "reader-secret")
    world.witness.allow("reader", "readonly", AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS)
    time.sleep(0.5)
    project = world.project(topic("readonly", "{config: {retention.ms: 1d}}"), **sasl(world, "reader"))
    run = project.apply(code=None, DAC_SECRET_KAFKA_PASSWORD="reader-secret")
    assert run.code in (1, 6) and "DAC0872" in run.talk and "not authorised" in run.talk, run
    assert world.witness.config("readonly") == {}


def access(world, name, spec, kind):
    return f"---\napiVersion: dac/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {spec}\n"


def test_an_application_gets_its_rights_and_shares_them(world):
    topics = topic("orders.in") + topic("orders.out")
    one = access(world, "billing", "{principal: 'User:billing', transactionalId: 'bill*', reads: [{resource: topic/orders.in, group: 'bill*'}], writes: [topic/orders.out]}", "Application")
    two = access(world, "auditing", "{principal: 'User:billing', reads: [{resource: topic/orders.in, group: audit}]}", "Application")
    project = world.project(topics + one + two)
    project.apply()
    rights = world.witness.rights("User:billing")
    both = {("orders.in", "literal", "READ"), ("orders.in", "literal", "DESCRIBE")}
    assert rights == both | {("bill", "prefixed", "READ"), ("orders.out", "literal", "WRITE"), ("orders.out", "literal", "DESCRIBE"),
                             ("bill", "prefixed", "WRITE"), ("bill", "prefixed", "DESCRIBE"), ("audit", "literal", "READ")}, rights
    project.is_settled()
    project.write("topics.yaml", topics + two)
    project.apply("--max-deletes", "10")
    rights = world.witness.rights("User:billing")
    assert rights == both | {("audit", "literal", "READ")}, rights
    project.is_settled()


def test_a_right_that_was_there_is_used_and_never_owned(world):
    world.witness.create("rights.before")
    world.witness.allow("before", "rights.before", AclOperation.READ)
    time.sleep(0.3)
    topics = topic("rights.before")
    reader = access(world, "before", "{principal: 'User:before', reads: [{resource: topic/rights.before, group: g}]}", "Application")
    project = world.project(topics + reader)
    project.apply()
    project.is_settled()
    project.write("topics.yaml", topics)
    project.apply("--max-deletes", "10")
    rights = world.witness.rights("User:before")
    assert rights == {("rights.before", "literal", "READ")}, rights
    project.is_settled()


def test_acls_are_made_changed_and_deleted(world):
    acl = "{principal: 'User:bob', resourceType: topic, pattern: prefixed, resourceName: bob., operations: [READ, WRITE]}"
    project = world.project(access(world, "bob", acl, "Acl"))
    project.apply()
    assert world.witness.rights("User:bob") == {("bob.", "prefixed", "READ"), ("bob.", "prefixed", "WRITE")}
    project.is_settled()
    project.write("topics.yaml", access(world, "bob", acl.replace("[READ, WRITE]", "[WRITE, DESCRIBE]"), "Acl"))
    project.apply("--max-deletes", "10")
    assert world.witness.rights("User:bob") == {("bob.", "prefixed", "DESCRIBE"), ("bob.", "prefixed", "WRITE")}
    project.is_settled()
    project.write("topics.yaml", "")
    project.apply("--max-deletes", "10")
    assert world.witness.rights("User:bob") == set()


def test_a_user_is_made_and_can_log_in(world):
    spec = "{mechanism: SCRAM-SHA-512, password: '${secret.ALICE}'}"
    project = world.project(topic("for.alice") + access(world, "alice", spec, "User")
                            + access(world, "alice", "{principal: 'User:alice', resourceType: topic, resourceName: for.alice, operations: [ALL]}", "Acl"))
    run = project.apply("-v", DAC_SECRET_ALICE="alice-secret")
    assert "alice-secret" not in run.out + run.talk
    project.is_settled(DAC_SECRET_ALICE="alice-secret")
    time.sleep(0.5)
    as_alice = world.project(topic("for.alice"), **sasl(world, "alice", "SCRAM-SHA-512"))
    assert as_alice.plan(DAC_SECRET_KAFKA_PASSWORD="alice-secret").steps["topic/for.alice"]["action"] == "adopt"
    project.write("topics.yaml", topic("for.alice"))
    project.apply("--max-deletes", "10")
    time.sleep(0.5)
    as_alice.plan(code=1, DAC_SECRET_KAFKA_PASSWORD="alice-secret")


def test_rights_that_may_not_be_seen_are_unknown(world):
    world.witness.user("blind", "blind-secret")
    time.sleep(0.5)
    project = world.project(access(world, "some", "{principal: 'User:x', resourceType: topic, resourceName: y, operations: [READ]}", "Acl"),
                            **sasl(world, "blind"))
    run = project.plan(code=1, DAC_SECRET_KAFKA_PASSWORD="blind-secret")
    assert run.json["steps"] == [] and "not authorised" in run.json["unknown"][0]["why"], run


def test_a_broker_that_is_down_costs_one_clear_line(world):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = f"127.0.0.1:{free.getsockname()[1]}"
    project = world.project(topic("nowhere"), server=server)
    run = project.plan(code=1)
    said = run.json["unknown"]
    assert len(said) == 1 and f"kafka at {server} does not answer" in said[0]["why"], said
    assert run.seconds < 10, run.seconds


def test_a_broker_that_says_nothing_costs_the_deadline(world):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen(16)
        project = world.project(topic("mute"), server=f"127.0.0.1:{mute.getsockname()[1]}", target=", timeout: 2s")
        run = project.plan(code=1)
    assert "does not answer" in run.json["unknown"][0]["why"] or "did not answer" in run.json["unknown"][0]["why"], run
    assert run.seconds < 6, run.seconds


def test_tls_is_verified(world):
    server = world.broker.address("ssl")
    ca = str(world.broker.folder / "tls/ca.crt")
    project = world.project(topic("by_tls"), server=server, target=f", security: {{protocol: SSL, ca: '{ca}'}}")
    project.plan()
    untrusting = world.project(topic("by_tls"), server=server, target=", timeout: 3s, security: {protocol: SSL}")
    run = untrusting.plan(code=1)
    assert "certificate" in run.json["unknown"][0]["why"], run


def test_one_topic_that_is_refused_spoils_no_other(world):
    project = world.project(topic("good_a") + topic("bad", "{replicationFactor: 3}") + topic("good_b"))
    run = project.apply(code=6)
    assert "DAC0873]: topic/bad" in run.talk and "replication factor" in run.talk, run
    assert world.witness.topic("good_a") and world.witness.topic("good_b") and world.witness.topic("bad") is None


def test_what_a_risky_change_meets_is_told(world):
    project = world.project(topic("busy", "{config: {retention.ms: 1h}}"))
    project.apply()
    world.witness.send("busy", 20)
    reader = world.witness.read("busy", "billing", 15)
    time.sleep(1.5)
    project.write("topics.yaml", topic("busy", "{config: {retention.ms: 1s}}"))
    facts = {fact["what"]: fact for fact in project.plan().steps["topic/busy"]["evidence"]}
    assert facts["events"]["count"] == 20 and facts["events"]["last"].startswith("20"), facts
    assert facts["events_older_than_retention"]["count"] == 20, facts
    assert facts["consumer_group"] == {"what": "consumer_group", "name": "billing", "lag": 5, "reads_now": True}, facts
    reader.close()


def test_orphans_and_drift_are_told_and_what_is_internal_is_not(world):
    world.witness.create("stray")
    project = world.project(topic("watched", "{config: {retention.ms: 1d}}"))
    project.apply()
    found = project.run("orphans", code=1).out
    assert "stray" in found and "watched" not in found and "__consumer_offsets" not in found, found
    project.run("drift")
    world.witness.set("watched", retention__ms="5000")
    found = project.run("drift", code=1).out
    assert "watched" in found and "retention.ms" in found, found


def test_a_killed_apply_is_taken_up_again(world):
    many = "".join(topic(f"many.{number}", "{config: {retention.ms: 1d}}") for number in range(300))
    project = world.project(many)
    process = project.start("apply", "--yes")
    stage.wait_for(lambda: any(name.startswith("many.") for name in world.witness.names()))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    project.apply()
    made = [name for name in world.witness.names() if name.startswith("many.")]
    assert len(made) == 300, len(made)
    project.is_settled()
    run = project.run("destroy", "-e", "test", "--yes=test", "--max-deletes", "300", code=None)
    assert run.code == 0, run
    stage.wait_for(lambda: not any(name.startswith("many.") for name in world.witness.names()))


def test_a_plan_of_nothing_new_asks_little(world):
    names = [f"few.{number}" for number in range(50)]
    project = world.project("".join(topic(name, "{config: {retention.ms: 1d}}") for name in names))
    project.apply()
    run = project.run("plan", "-v")
    requests = [line for line in run.talk.splitlines() if "kafka " in line and " ms" in line]
    assert 0 < len(requests) <= 4, run


def main():
    tests = [function for name, function in globals().items() if name.startswith("test_")]
    with stage.Service("kafka") as broker:
        code = stage.run_tests("e2e_kafka", tests, World(os.path.abspath(sys.argv[1]), broker))
        if code:
            print((broker.folder / "log").read_text()[-4000:])
    return code


if __name__ == "__main__":
    sys.exit(main())
