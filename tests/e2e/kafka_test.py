"""dac against a real Kafka broker; confluent-kafka says what the broker really holds.

python3 tests/e2e/kafka_test.py DAC [PART OF A NAME]
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

import kafka_access
import kafka_live
import kafka_outages
import kafka_security
import kafka_topics
import stage
from kafka_world import ScramMechanism, World, topic


def test_a_provider_does_what_every_provider_must(world):
    """The suite of tests/conformance; empties the broker, so it comes first, and puts its user back."""
    program = pathlib.Path(world.dac).parents[1] / "tests/kafka_conformance"
    run = subprocess.run([program, world.broker.address()], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr
    for mechanism in (ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512):
        world.witness.user("admin", "admin-secret", mechanism)


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
    group = {"what": "consumer_group", "name": "billing", "lag": 5, "reads_now": True}
    assert {key: value for key, value in facts["consumer_group"].items() if key != "at"} == group, facts
    assert all(fact["at"].endswith("Z") for fact in facts.values()), facts
    reader.close()


def test_orphans_and_drift_are_told_and_what_is_internal_is_not(world):
    world.witness.create("stray")
    project = world.project(topic("watched", "{config: {retention.ms: 1d}}"))
    project.apply()
    found = project.run("orphans", code=1).out
    assert "stray" in found and "watched" not in found and "__consumer_offsets" not in found, found
    project.run("drift")
    # Of a topic that is ours all entries are read: what another set beside ours is shown, and left.
    world.witness.set("watched", segment__ms="60000")
    found = project.run("drift", code=1).out
    assert "segment.ms" in found and "60000" in found, found
    project.is_settled()
    assert "segment.ms" in project.run("plan", "-v").out
    world.witness.set("watched", retention__ms="5000")
    items = project.run("drift", "-o", "json", code=1).json
    found = {item["path"]: item["owned"] for item in items["drift"]}
    assert found == {'spec.config["retention.ms"]': True, 'spec.config["segment.ms"]': False}, items


def test_a_plan_of_nothing_new_asks_little(world):
    names = [f"few.{number}" for number in range(50)]
    project = world.project("".join(topic(name, "{config: {retention.ms: 1d}}") for name in names))
    project.apply()
    run = project.run("plan", "-v")
    requests = [line for line in run.talk.splitlines() if "kafka " in line and " ms" in line]
    assert 0 < len(requests) <= 4, run


def test_a_servers_data_goes_to_the_disk_where_memory_is_short(world):
    """tests/services/common.sh: /dev/shm may be missing, or small, as in a container."""
    with tempfile.TemporaryDirectory() as disk, tempfile.TemporaryDirectory() as memory:

        def folder(memory_folder, megabytes):
            run = subprocess.run(["bash", "-c", f". {stage.REPOSITORY}/tests/services/common.sh; data_folder data {megabytes}"], check=True, text=True,
                                 capture_output=True, env={**os.environ, "TMPDIR": disk, "DAC_MEMORY_FOLDER": memory_folder})
            made = pathlib.Path(run.stdout.strip())
            assert made.is_dir(), run
            return str(made.parent), run.stderr

        assert folder(memory, 1) == (memory, "")
        for missing_or_small in ((disk + "/none", 1), (memory, 10**9)):
            parent, said = folder(*missing_or_small)
            assert parent == disk and "free: the data goes to" in said, said


def main():
    tests = [function for module in (sys.modules[__name__], kafka_topics, kafka_security, kafka_live, kafka_access, kafka_outages)
             for name, function in vars(module).items() if name.startswith("test_")]
    with stage.Service("kafka") as broker:
        try:
            code = stage.run_tests("e2e_kafka", tests, World(os.path.abspath(sys.argv[1]), broker))
        finally:
            kafka_outages.spare.close()
        if code:
            print((broker.folder / "log").read_text()[-4000:])
    return code


if __name__ == "__main__":
    sys.exit(main())
