"""What is read of a live cluster: evidence, what may not be seen, and how long and how clear a no is."""

import socket
import time

import stage
from kafka_world import AclOperation, Consumer, Producer, sasl, topic


def facts_of(run, resource):
    facts = run.steps[resource]["evidence"]
    return {fact["what"] if fact["what"] != "consumer_group" else fact["name"]: fact for fact in facts}


def write_at(world, name, *ages):
    """One event for each age in seconds, over all partitions."""
    producer = Producer({"bootstrap.servers": world.broker.address(), "log_level": 0})
    now = int(time.time() * 1000)
    for number, age in enumerate(ages):
        producer.produce(name, value=b"x", partition=number % 3, timestamp=now - age * 1000)
    assert producer.flush(30) == 0
    return now


def test_events_older_than_a_shorter_retention_are_told_from_younger_ones(world):
    project = world.project(topic("aged", "{partitions: 3, config: {retention.ms: 30d}}"))
    project.apply()
    project.write("topics.yaml", topic("aged", "{partitions: 3, config: {retention.ms: 1d}}"))
    facts = facts_of(project.plan(), "topic/aged")
    assert facts["events"]["count"] == 0 and "last" not in facts["events"], facts
    assert facts["events_older_than_retention"]["count"] == 0, facts
    day = 86400
    now = write_at(world, "aged", 3 * day, 3 * day, 2 * day, 3600, 60, 60, 30, 20, 10)
    facts = facts_of(project.plan(), "topic/aged")
    assert facts["events"]["count"] == 9 and facts["events_older_than_retention"]["count"] == 3, facts
    assert facts["events"]["last"] == time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime((now - 10_000) // 1000)), facts
    # A longer one deletes nothing.
    project.write("topics.yaml", topic("aged", "{partitions: 3, config: {retention.ms: 60d}}"))
    assert "events_older_than_retention" not in facts_of(project.plan(), "topic/aged")


def test_groups_of_both_protocols_are_told_with_their_lag_and_whether_they_read_now(world):
    project = world.project(topic("watched_by", "{partitions: 3, config: {retention.ms: 30d}}"))
    project.apply()
    write_at(world, "watched_by", *([10] * 9))
    readers = {}
    for protocol in ("classic", "consumer"):
        reader = readers[protocol] = Consumer({"bootstrap.servers": world.broker.address(), "group.id": f"by_{protocol}", "group.protocol": protocol,
                                               "auto.offset.reset": "earliest", "enable.auto.commit": False, "log_level": 0})
        reader.subscribe(["watched_by"])
        met = 0
        while met < 9:
            message = reader.poll(1)
            met += message is not None and message.error() is None
        reader.commit(asynchronous=False)
    write_at(world, "watched_by", 5, 5)
    project.write("topics.yaml", topic("watched_by", "{partitions: 3, config: {retention.ms: 29d}}"))
    facts = facts_of(project.plan(), "topic/watched_by")
    for protocol in readers:
        assert (facts[f"by_{protocol}"]["lag"], facts[f"by_{protocol}"]["reads_now"]) == (2, True), facts
        readers[protocol].close()

    def left():
        now = facts_of(project.plan(), "topic/watched_by")
        return all(now[f"by_{protocol}"]["reads_now"] is False for protocol in readers)

    stage.wait_for(left)
    said = project.run("plan").out
    assert "by_classic" in said and "lag 2" in said, said


def test_a_delete_says_what_goes(world):
    project = world.project(topic("emptied", "{partitions: 3}") + topic("stays"), ephemeral="false")
    project.apply()
    write_at(world, "emptied", 1, 1, 1, 1)
    project.write("topics.yaml", topic("stays"))
    assert facts_of(project.plan(code=3), "topic/emptied")["events"]["count"] == 4


def test_what_is_ours_and_can_no_longer_be_seen_is_neither_deleted_nor_forgotten(world):
    project = world.project(topic("veiled") + topic("in_sight"))
    project.apply()
    world.witness.user("half", "half-secret")
    world.witness.allow("half", "in_sight", AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS, AclOperation.DELETE)
    time.sleep(0.5)
    login = sasl(world, "half")
    text = (project.folder / "dac.yaml").read_text()
    project.write("dac.yaml", text.replace(world.broker.address(), login["server"]).replace("provider: kafka,", "provider: kafka" + login["target"] + ","))
    project.write("topics.yaml", "")
    run = project.plan(code=1, DAC_SECRET_KAFKA_PASSWORD="half-secret")
    assert run.json["steps"] == [] and "not authorised: DESCRIBE on the topic is needed" in run.json["unknown"][0]["why"], run
    project.apply("--max-deletes", "5", code=1, DAC_SECRET_KAFKA_PASSWORD="half-secret")
    assert world.witness.topic("veiled") and world.witness.topic("in_sight")
    project.write("dac.yaml", text)
    project.apply("--max-deletes", "5")
    stage.wait_for(lambda: world.witness.topic("veiled") is None)


def test_a_configuration_that_may_not_be_seen_is_unknown(world):
    world.witness.create("closed")
    world.witness.user("outer", "outer-secret")
    world.witness.allow("outer", "closed", AclOperation.DESCRIBE)
    time.sleep(0.5)
    project = world.project(topic("closed", "{config: {retention.ms: 1d}}"), **sasl(world, "outer"))
    run = project.plan(code=1, DAC_SECRET_KAFKA_PASSWORD="outer-secret")
    assert "DESCRIBE_CONFIGS on the topic is needed" in run.json["unknown"][0]["why"] and run.json["steps"] == [], run


def test_a_broker_that_says_nothing_costs_ten_seconds_by_default(world):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen(16)
        server = f"127.0.0.1:{mute.getsockname()[1]}"
        run = world.project(topic("mute_by_default"), server=server).plan(code=1)
    said = run.json["unknown"]
    assert len(said) == 1 and "\n" not in said[0]["why"] and server in said[0]["why"], said
    assert 9 < run.seconds < 12, run.seconds


def test_one_clear_line_for_a_name_that_leads_nowhere_and_for_a_listener_of_another_protocol(world):
    run = world.project(topic("astray"), server="no-such-broker.invalid:9092").plan(code=1)
    assert "no-such-broker.invalid:9092" in run.json["unknown"][0]["why"] and run.seconds < 11, run
    # PLAINTEXT spoken to a listener of TLS, and the other way round.
    for server, target in ((world.broker.address("ssl"), ""), (world.broker.address(), ", security: {protocol: SSL}")):
        run = world.project(topic("astray"), server=server, target=target).plan(code=1)
        said = run.json["unknown"]
        assert len(said) == 1 and server in said[0]["why"] and "\n" not in said[0]["why"] and run.seconds < 11, run


def test_a_wrong_login_is_named_with_its_listener_whatever_the_mechanism(world):
    for mechanism in ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"):
        for listener, protocol in (("sasl", "SASL_PLAINTEXT"), ("sasl_ssl", "SASL_SSL")):
            login = sasl(world, "admin", mechanism)
            target = login["target"].replace("SASL_PLAINTEXT", f"{protocol}, ca: '{world.broker.folder / 'tls/ca.crt'}'")
            server = world.broker.address(listener)
            run = world.project(topic("by_nobody"), server=server, target=target).plan(code=1, DAC_SECRET_KAFKA_PASSWORD="not-it")
            said = run.json["unknown"][0]["why"]
            assert "refuses the login" in said and mechanism in said and server in said, said
            assert "not-it" not in run.out + run.talk and run.seconds < 5, run
