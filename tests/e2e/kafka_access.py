"""User, Acl and Application on a real broker."""

import time

from kafka_world import AclOperation, access, sasl, topic


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
