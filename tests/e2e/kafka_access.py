"""User, Acl and Application on a real broker."""

import time

import stage
from kafka_world import AclOperation, ScramMechanism, access, sasl, topic


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
    stage.wait_for(lambda: as_alice.plan(code=None, DAC_SECRET_KAFKA_PASSWORD="alice-secret").code == 1)


def test_rights_that_may_not_be_seen_are_unknown(world):
    world.witness.user("blind", "blind-secret")
    time.sleep(0.5)
    project = world.project(access(world, "some", "{principal: 'User:x', resourceType: topic, resourceName: y, operations: [READ]}", "Acl"),
                            **sasl(world, "blind"))
    run = project.plan(code=1, DAC_SECRET_KAFKA_PASSWORD="blind-secret")
    assert run.json["steps"] == [] and "not authorised" in run.json["unknown"][0]["why"], run


def test_every_field_of_a_user_is_made_changed_and_put_back(world):
    def user(mechanism, iterations, secret="ALICE"):
        return access(world, "carol", f"{{mechanism: {mechanism}, iterations: {iterations}, password: '${{secret.{secret}}}'}}", "User")

    secrets = {"DAC_SECRET_ALICE": "first-secret", "DAC_SECRET_ALICE_NEW": "second-secret"}
    project = world.project(user("SCRAM-SHA-256", 4096))
    project.apply(**secrets)
    assert world.witness.ways("carol") == {"SCRAM_SHA_256": 4096}
    project.is_settled(**secrets)
    project.write("topics.yaml", user("SCRAM-SHA-256", 5000))
    step = project.plan(**secrets).steps["user/carol"]
    assert step["action"] == "update" and [change["path"] for change in step["changes"]] == ["spec.iterations"], step
    project.apply(**secrets)
    assert world.witness.ways("carol") == {"SCRAM_SHA_256": 5000}
    world.witness.user("carol", "first-secret", iterations=6000)
    stage.wait_for(lambda: world.witness.ways("carol") == {"SCRAM_SHA_256": 6000})
    assert [change["cause"] for change in project.plan(**secrets).steps["user/carol"]["changes"]] == ["drift"]
    project.apply(**secrets)
    assert world.witness.ways("carol") == {"SCRAM_SHA_256": 5000}
    project.write("topics.yaml", user("SCRAM-SHA-256", 5000, "ALICE_NEW"))
    run = project.apply("-v", **secrets)
    assert "second-secret" not in run.out + run.talk
    project.is_settled(**secrets)
    logs_in(world, "carol", "SCRAM-SHA-256", "second-secret")
    secrets["DAC_SECRET_ALICE_NEW"] = "third-secret"
    assert project.plan(**secrets).steps["user/carol"]["changes"][0]["path"] == "spec.password"
    project.apply(**secrets)
    logs_in(world, "carol", "SCRAM-SHA-256", "third-secret")
    project.write("topics.yaml", user("SCRAM-SHA-512", 5000, "ALICE_NEW"))
    project.apply("--max-deletes", "5", **secrets)
    assert world.witness.ways("carol") == {"SCRAM_SHA_512": 5000}
    world.witness.drop_user("carol", ScramMechanism.SCRAM_SHA_512)
    stage.wait_for(lambda: not world.witness.ways("carol"))
    project.apply(**secrets)
    assert world.witness.ways("carol") == {"SCRAM_SHA_512": 5000}
    project.is_settled(**secrets)
    project.write("topics.yaml", "")
    project.apply("--max-deletes", "5", **secrets)
    assert world.witness.ways("carol") == {}


def logs_in(world, user, mechanism, password):
    """Sees nothing, for it has no rights; but is let in."""
    time.sleep(0.3)
    run = world.project(topic("for.nobody"), **sasl(world, user, mechanism)).plan(code=1, DAC_SECRET_KAFKA_PASSWORD=password)
    assert "not authorised" in run.json["unknown"][0]["why"], run


def test_every_field_of_an_acl_is_made_changed_and_put_back(world):
    def acls(*specs):
        return "".join(access(world, f"dave{number}", spec, "Acl") for number, spec in enumerate(specs))

    first = ("{principal: 'User:dave', resourceType: topic, pattern: prefixed, resourceName: dave., operations: [ALL]}",
             "{principal: 'User:dave', resourceType: group, resourceName: dave, operations: [READ, DELETE], host: 10.0.0.7}",
             "{principal: 'User:dave', resourceType: cluster, resourceName: kafka-cluster, operations: [DESCRIBE, CLUSTER_ACTION, IDEMPOTENT_WRITE]}",
             "{principal: 'User:dave', resourceType: transactionalId, pattern: prefixed, resourceName: dave, operations: [WRITE], permission: deny}")
    want = {("ALLOW", "ALL", "TOPIC", "PREFIXED", "dave.", "*"), ("ALLOW", "READ", "GROUP", "LITERAL", "dave", "10.0.0.7"),
            ("ALLOW", "DELETE", "GROUP", "LITERAL", "dave", "10.0.0.7"), ("ALLOW", "DESCRIBE", "BROKER", "LITERAL", "kafka-cluster", "*"),
            ("ALLOW", "CLUSTER_ACTION", "BROKER", "LITERAL", "kafka-cluster", "*"), ("ALLOW", "IDEMPOTENT_WRITE", "BROKER", "LITERAL", "kafka-cluster", "*"),
            ("DENY", "WRITE", "TRANSACTIONAL_ID", "PREFIXED", "dave", "*")}
    project = world.project(acls(*first))
    project.apply()
    assert world.witness.whole_rights("User:dave") == want, world.witness.whole_rights("User:dave")
    project.is_settled()
    world.witness.acls("User:dave", remove=True)
    stage.wait_for(lambda: not world.witness.acls("User:dave"))
    assert all(step["action"] in ("create", "update") for step in project.plan().steps.values())
    project.apply()
    assert world.witness.whole_rights("User:dave") == want
    project.is_settled()
    second = ("{principal: 'User:eve', resourceType: topic, resourceName: eve.orders, operations: [ALTER, ALTER_CONFIGS, CREATE, DESCRIBE_CONFIGS]}",
              "{principal: 'User:eve', resourceType: group, resourceName: eve, operations: [READ], host: 10.0.0.8}",
              "{principal: 'User:eve', resourceType: transactionalId, pattern: prefixed, resourceName: dave, operations: [WRITE], permission: allow}")
    project.write("topics.yaml", acls(*second))
    project.apply("--max-deletes", "20")
    assert world.witness.whole_rights("User:dave") == set()
    assert world.witness.whole_rights("User:eve") == {
        ("ALLOW", "ALTER", "TOPIC", "LITERAL", "eve.orders", "*"), ("ALLOW", "ALTER_CONFIGS", "TOPIC", "LITERAL", "eve.orders", "*"),
        ("ALLOW", "CREATE", "TOPIC", "LITERAL", "eve.orders", "*"), ("ALLOW", "DESCRIBE_CONFIGS", "TOPIC", "LITERAL", "eve.orders", "*"),
        ("ALLOW", "READ", "GROUP", "LITERAL", "eve", "10.0.0.8"), ("ALLOW", "WRITE", "TRANSACTIONAL_ID", "PREFIXED", "dave", "*")}
    project.is_settled()


def test_every_field_of_an_application_is_made_changed_and_put_back(world):
    topics = topic("app.in") + topic("app.more") + topic("app.out")
    first = "{principal: 'User:app', host: 10.0.0.7, transactionalId: app, reads: [{resource: topic/app.in, group: app}], writes: [topic/app.out]}"
    project = world.project(topics + access(world, "app", first, "Application"))
    project.apply()
    want = {("ALLOW", operation, kind, "LITERAL", name, "10.0.0.7") for operation, kind, name in
            (("READ", "TOPIC", "app.in"), ("DESCRIBE", "TOPIC", "app.in"), ("READ", "GROUP", "app"), ("WRITE", "TOPIC", "app.out"),
             ("DESCRIBE", "TOPIC", "app.out"), ("WRITE", "TRANSACTIONAL_ID", "app"), ("DESCRIBE", "TRANSACTIONAL_ID", "app"))}
    assert world.witness.whole_rights("User:app") == want, world.witness.whole_rights("User:app")
    project.is_settled()
    world.witness.acls("User:app", remove=True)
    stage.wait_for(lambda: not world.witness.acls("User:app"))
    project.apply()
    assert world.witness.whole_rights("User:app") == want
    second = "{principal: 'User:app2', reads: [{resource: topic/app.in, group: 'app*'}, {resource: topic/app.more, group: more}]}"
    project.write("topics.yaml", topics + access(world, "app", second, "Application"))
    project.apply("--max-deletes", "20")
    assert world.witness.whole_rights("User:app") == set()
    assert world.witness.whole_rights("User:app2") == {("ALLOW", operation, kind, pattern, name, "*") for operation, kind, pattern, name in (
        ("READ", "TOPIC", "LITERAL", "app.in"), ("DESCRIBE", "TOPIC", "LITERAL", "app.in"), ("READ", "GROUP", "PREFIXED", "app"),
        ("READ", "TOPIC", "LITERAL", "app.more"), ("DESCRIBE", "TOPIC", "LITERAL", "app.more"), ("READ", "GROUP", "LITERAL", "more"))}
    project.is_settled()


def test_users_and_acls_that_are_there_are_adopted(world):
    world.witness.user("frank", "frank-secret", iterations=4096)
    world.witness.allow("frank", "frank.orders", AclOperation.READ, AclOperation.WRITE)
    time.sleep(0.3)
    project = world.project(access(world, "frank", "{mechanism: SCRAM-SHA-256, iterations: 4096, password: '${secret.ALICE}'}", "User")
                            + access(world, "frank", "{principal: 'User:frank', resourceType: topic, resourceName: frank.orders, operations: [READ]}", "Acl"))
    steps = project.plan(DAC_SECRET_ALICE="frank-secret").steps
    assert {step["action"] for step in steps.values()} == {"adopt"}, steps
    project.apply(DAC_SECRET_ALICE="frank-secret")
    project.is_settled(DAC_SECRET_ALICE="frank-secret")
    assert world.witness.rights("User:frank") == {("frank.orders", "literal", "READ"), ("frank.orders", "literal", "WRITE")}
    found = project.run("orphans", code=1).out
    assert "allow WRITE on topic frank.orders for User:frank" in found and "allow READ on topic frank.orders" not in found, found
