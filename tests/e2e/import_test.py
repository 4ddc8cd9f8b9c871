"""An estate that others made is taken over: files for it, a plan that only adopts, and nothing live changes."""

import os
import random
import signal
import sys
import time

import stage
from import_world import World, record, texts

ENVIRONMENT = ("-e", "prod")
LEFT = {"topic/Shop.Orders"}  # what cannot be taken over beside another
TEAMS = """apiVersion: dac/v1
kind: Team
metadata: {{name: store}}
spec: {{names: ["shop.*"], paths: ["{folder}/**"]}}
---
apiVersion: dac/v1
kind: Team
metadata: {{name: platform}}
spec: {{}}
"""


def imported(world, *arguments, more="", folder="platform", **files):
    work = world.project(more, **files)
    work.run("import", *ENVIRONMENT, "--to", folder, *arguments)
    return work


def only_adopts(work):
    plan = work.plan(*ENVIRONMENT)
    assert {step["action"] for step in plan.json["steps"]} == {"adopt"}, plan
    assert not any(step["changes"] for step in plan.json["steps"]), plan
    return {step["resource"] for step in plan.json["steps"]}


def test_the_next_plan_only_adopts(world):
    before = world.live()
    work = imported(world)
    resources = only_adopts(work)
    assert {"topic/shop.orders", "topic/UPPER_Case.and-all", "topic/_.dotted", "schema/shop.orders-value", "schema/shop.pings-value", "user/shop-billing",
            "application/shop-billing", "application/shop-checkout", "acl/admin-topic-any", "connector/shop-archive", "connector/shop-broken"} <= resources
    assert not resources & LEFT
    assert world.live() == before
    work.run("validate")
    work.run("fmt", "--check")
    files = texts(work.folder)
    assert not any("canary" in text for text in files.values())
    orders = files["platform/topics/shop.orders.yaml"]
    assert "partitions: 12" in orders and "max.message.bytes: 2MiB" in orders and "value: {schema: shop.orders-value}" in orders, orders
    assert "retention" not in orders and "retention.ms: 7d" in files["dac.yaml"], "what most have is in defaults"
    assert "segment.bytes" not in str(files), "what the broker has by default is left out"
    assert "references: [{name: shop.Money, schema: shop.money}]" in files["platform/schemas/shop.orders-value.yaml"]
    assert "managed: false" in files["platform/schemas/old.user.yaml"], "its reference is pinned to a version that is not the last"
    assert "# there is no topic shop.pings" in files["platform/schemas/shop.pings-value.yaml"]
    assert "{resource: topic/shop.orders, group: billing}" in files["platform/applications/shop-billing.yaml"]
    assert 'transactionalId: "checkout-*"' in files["platform/applications/shop-checkout.yaml"]
    assert "# for every topic" in files["platform/acls/admin-topic-any.yaml"]
    assert "permission: deny" in files["platform/acls/evil-topic-shop.-prefix-deny.yaml"]
    assert "producer.password" in files["platform/connectors/shop-archive.yaml"].splitlines()[0]
    assert "failed" in files["platform/connectors/shop-broken.yaml"].splitlines()[0]


def test_owned_at_once_the_plan_is_empty(world):
    before = world.live()
    work = world.project()
    run = work.run("import", *ENVIRONMENT, "--to", "platform", "--own")
    work.is_settled(*ENVIRONMENT)
    assert world.live() == before
    drift = work.run("drift", *ENVIRONMENT, "-o", "json", code=1).json["drift"]
    assert [(item["resource"], item["owned"]) for item in drift] == [("connector/shop-archive", False)], "what import does not write is others'"
    orphans = work.run("orphans", *ENVIRONMENT, "-o", "json", code=1).json["orphans"]
    assert {orphan["object"] for orphan in orphans} == LEFT, orphans
    assert "done topic/shop.orders" in run.talk, run


def test_a_second_import_changes_nothing(world):
    work = imported(world)
    before = texts(work.folder)
    run = work.run("import", *ENVIRONMENT, "--to", "platform")
    assert texts(work.folder) == before
    assert "nothing is live that could be taken over" in run.out, run


def test_the_same_estate_gives_the_same_files(world):
    assert texts(imported(world).folder) == texts(imported(world).folder)


def test_a_file_for_each_owner(world):
    work = imported(world, "--by", "owner")
    assert {step["owner"] for step in work.plan(*ENVIRONMENT).json["steps"] if step["resource"].split("/")[1].startswith("shop")} == {"shop"}
    files = texts(work.folder)
    assert {path for path in files if path.endswith(".yaml")} == {"dac.yaml", "platform/shop/resources.yaml", "platform/others/resources.yaml"}, sorted(files)
    only_adopts(work)


def test_owners_by_the_names_of_teams(world):
    work = imported(world, "--by", "owner", "--owner", "platform", folder="estate", teams=TEAMS.format(folder="estate/store"))
    owners = {step["resource"]: step["owner"] for step in work.plan(*ENVIRONMENT).json["steps"]}
    assert owners["topic/shop.orders"] == "store" and owners["topic/_begins_so"] == "platform", owners
    consent = next(text for path, text in texts(work.folder).items() if path == "estate/store/resources.yaml")
    assert "change: read topic/shop.orders by application/shop-billing" in consent, "what reads it now goes on to read it"
    assert "change: read topic/shop.orders by connector/shop-archive" in consent
    only_adopts(work)


def test_a_reader_that_gets_no_consent_is_left_out(world):
    """Consent lies in a file of the owner's; import writes where it is told to, and that is none."""
    work = world.project(teams=TEAMS.format(folder="store"))
    work.run("import", *ENVIRONMENT, "--by", "owner", "--only", "topic/shop.orders", "--only", "topic/shop.refunds")
    run = work.run("import", *ENVIRONMENT, "--by", "owner", "--owner", "platform", "--to", "estate", "-o", "json")
    left = {finding["resource"] for finding in run.json["findings"] if finding["code"] == "DAC0345"}
    assert "application/shop-billing" in left and "connector/shop-archive" in left, run
    resources = only_adopts(work)
    assert "acl/shop-billing-topic-shop.orders" in resources, "the rights are taken over as they are"
    assert "user/admin" in resources and not any(path.startswith("estate/store/") for path in texts(work.folder)), sorted(texts(work.folder))


def test_what_a_team_may_not_own_is_left_out_and_told(world):
    """Ownership is required, and nobody says whose the rest is."""
    team = 'apiVersion: dac/v1\nkind: Team\nmetadata: {name: store}\nspec: {names: ["shop.*"]}\n'
    work = world.project(team=team)
    work.write("dac.yaml", (work.folder / "dac.yaml").read_text().replace("ownership: optional", "ownership: required"))
    run = work.run("import", *ENVIRONMENT, "--by", "owner", "-o", "json")
    left = {finding["resource"]: finding["message"] for finding in run.json["findings"]}
    assert "has no owner" in left["topic/_begins_so"], run
    assert "topic/shop.orders" in only_adopts(work)


def test_a_persons_file_is_never_written_over(world):
    work = imported(world, "--by", "owner")
    path = work.folder / "platform/shop/resources.yaml"
    path.write_text("# ours\n" + path.read_text().replace("partitions: 12", "partitions: 12 # twelve", 1))
    mine = path.read_text()
    world.kafka.create("shop.later", 2)
    try:
        work.run("import", *ENVIRONMENT, "--to", "platform", "--by", "owner")
        assert path.read_text().startswith(mine) and "name: shop.later" in path.read_text()[len(mine):], path.read_text()
        assert "topic/shop.later" in only_adopts(work)
    finally:
        world.kafka.delete("shop.later")


def test_a_strange_file_in_the_way(world):
    work = world.project()
    (work.folder / "platform/schemas").mkdir(parents=True)
    (work.folder / "platform/schemas/shop.money.avsc").write_text("mine")
    before = texts(work.folder)
    run = work.run("import", *ENVIRONMENT, "--to", "platform", code=1)
    assert "shop.money.avsc is there already" in run.talk and texts(work.folder) == before, run


def test_a_selection_that_makes_no_sense(world):
    work = world.project()
    assert "did you mean 'Topic'" in work.run("import", *ENVIRONMENT, "--only", "kind=Topik", code=64).talk
    assert "is selected" in work.run("import", *ENVIRONMENT, "--only", "topic/none").out
    work.run("import", *ENVIRONMENT, "--to", "../elsewhere", code=64)
    work.run("import", *ENVIRONMENT, "--by", "team", code=64)
    assert set(texts(work.folder)) == {"dac.yaml"}


def test_what_the_selection_needs_comes_with_it(world):
    work = imported(world, "--only", "topic/shop.orders")
    assert only_adopts(work) == {"topic/shop.orders", "schema/shop.orders-value", "schema/shop.orders-key", "schema/shop.money"}
    assert "defaults" not in (work.folder / "dac.yaml").read_text()
    work.run("import", *ENVIRONMENT, "--to", "platform")
    assert {"topic/shop.orders", "topic/shop.refunds"} <= only_adopts(work)


def test_files_that_the_project_does_not_look_at(world):
    work = world.project(more='  include: ["teams/**/*.yaml"]\n')
    (work.folder / "teams").mkdir()
    before = texts(work.folder)
    run = work.run("import", *ENVIRONMENT, "--to", "platform", code=1)
    assert "DAC0346" in run.talk and 'platform/**/*.yaml' in run.talk and texts(work.folder) == before, run
    assert not (work.folder / "platform").exists()


def test_kinds_that_may_not_be_there(world):
    work = world.project(more='  restrict: [{kinds: [Acl, User], paths: ["security/**"]}]\n')
    run = work.run("import", *ENVIRONMENT, "--to", "platform", "-o", "json")
    left = {finding["resource"].split("/")[0] for finding in run.json["findings"] if finding["code"] == "DAC0345"}
    assert left == {"acl", "user", "topic"}, run
    assert not any(resource.startswith("acl/") for resource in only_adopts(work))


def test_killed_amid(world):
    """Whenever it dies while it writes, the next import begins anew and comes to the same end."""
    wanted = texts(imported(world).folder)
    draw = random.Random(7)
    killed = recovered = 0
    for _ in range(12):
        work = world.project()
        process = work.start("import", *ENVIRONMENT, "--to", "platform")
        journal = work.folder / ".dac/import.json"
        while process.poll() is None and not journal.exists():
            pass
        time.sleep(draw.random() * 0.01)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        process.communicate()
        run = work.run("import", *ENVIRONMENT, "--to", "platform")
        recovered += "taken back" in run.talk
        found = texts(work.folder)
        assert found == wanted, set(found.items()) ^ set(wanted.items())
    print(f"killed {killed} of 12 imports, {recovered} of them amid writing")
    assert recovered > 0


def test_new_users_need_a_password(world):
    work = imported(world)
    work.write("eve.yaml", "apiVersion: dac/v1\nkind: User\nmetadata: {name: eve}\nspec: {mechanism: SCRAM-SHA-512}\n")
    plan = work.plan(*ENVIRONMENT, "--only", "user/eve", code=3)
    assert "DAC0883" in [finding["code"] for finding in plan.json["findings"]], plan


def test_drift_is_written_into_the_files(world):
    """Per field: what was changed, what came and what went; comments stay, and the next plan has nothing to do."""
    for name in ("drift.a", "drift.b"):
        world.kafka.create(name, 2, retention__ms="1000000", cleanup__policy="delete")
    try:
        work = world.project()
        work.run("import", *ENVIRONMENT, "--to", "platform", "--only", "name=drift.*", "--own")
        work.is_settled(*ENVIRONMENT)
        a, b = (work.folder / f"platform/topics/drift.{name}.yaml" for name in "ab")
        a.write_text(a.read_text().replace("partitions: 2", "partitions: 2   # two at first", 1).replace("config: {cleanup.policy: delete, retention.ms: 1000s}",
                     "config:\n    # ours\n    cleanup.policy: delete\n    retention.ms: 1000s  # as agreed"))
        work.is_settled(*ENVIRONMENT)
        world.kafka.grow("drift.a", 3)
        world.kafka.set("drift.a", retention__ms="7200000", max__message__bytes="2097152")
        world.kafka.set("drift.b", retention__ms="1")
        assert len(work.run("drift", *ENVIRONMENT, "-o", "json", code=1).json["drift"]) == 4
        run = work.run("drift", *ENVIRONMENT, "--adopt", "partitions")
        assert "partitions: 3   # two at first" in a.read_text() and "1000s  # as agreed" in a.read_text(), run
        run = work.run("drift", *ENVIRONMENT, "--adopt", "--only", "topic/drift.a")
        assert "retention.ms: 2h  # as agreed\n    max.message.bytes: 2MiB\n" in a.read_text() and "# ours" in a.read_text(), a.read_text()
        assert "1000s" in b.read_text(), "another resource was not meant"
        assert "did you mean 'partitions'" in work.run("drift", *ENVIRONMENT, "partitons", code=64).talk
        assert "did you mean 'Topic'" in work.run("drift", *ENVIRONMENT, "--only", "kind=Topik", code=64).talk
        work.run("drift", *ENVIRONMENT, "--only", "topic/none", code=64)
        some = work.run("drift", *ENVIRONMENT, "--only", "name=*.b", "-o", "json", code=1).json["drift"]
        assert [item["resource"] for item in some] == ["topic/drift.b"], some
        b.write_text(b.read_text().replace("metadata: {name: drift.b}", "metadata: {name: drift.b, owner: shop}"))
        assert work.run("drift", *ENVIRONMENT, "--only", "owner=shop", "-o", "json", code=1).json["drift"] == some
        work.run("drift", *ENVIRONMENT, "--adopt")
        assert "retention.ms: 1ms" in b.read_text(), b.read_text()
        plan = work.plan(*ENVIRONMENT)
        assert not [step for step in plan.json["steps"] if step["changes"]], plan
        work.apply(*ENVIRONMENT)
        work.run("drift", *ENVIRONMENT)
        work.run("fmt")
        work.is_settled(*ENVIRONMENT)
    finally:
        for name in ("drift.a", "drift.b"):
            world.kafka.delete(name)


def test_drift_that_the_files_cannot_say(world):
    """A variable, an override of the environment, a topic that is gone: told, and nothing is written."""
    for name in ("drift.c", "drift.d", "drift.e"):
        world.kafka.create(name, 1)
    work = world.project()
    try:
        text = (work.folder / "dac.yaml").read_text().replace("  environments:", "  variables: {keep: {type: duration, default: 1h}}\n  environments:")
        work.write("dac.yaml", text + "      overrides: [{match: {kind: Topic, name: drift.d}, spec: {config: {retention.ms: 2h}}}]\n")
        work.write("topics.yaml", "".join(f"---\napiVersion: dac/v1\nkind: Topic\nmetadata: {{name: drift.{name}}}\nspec: {{config: {{retention.ms: '{value}'}}, protect: false}}\n"
                                          for name, value in (("c", "${var.keep}"), ("d", "3h"), ("e", "4h"))))
        work.apply(*ENVIRONMENT)
        world.kafka.set("drift.c", retention__ms="1")
        world.kafka.set("drift.d", retention__ms="1")
        world.kafka.delete("drift.e")
        before = texts(work.folder)
        run = work.run("drift", *ENVIRONMENT, "--adopt", "-o", "json", code=1)
        why = {item["resource"]: item["why"] for item in run.json["refused"]}
        assert texts(work.folder) == before, run
        assert "warning[DAC0347]" in work.run("drift", *ENVIRONMENT, "--adopt", code=1).talk
        assert "${var.keep}" in why["topic/drift.c"] and "otherwise for this environment" in why["topic/drift.d"] and "gone" in why["topic/drift.e"], why
    finally:
        for name in ("drift.c", "drift.d"):
            world.kafka.delete(name)


def test_a_system_that_does_not_answer(world):
    work = world.project()
    text = (work.folder / "dac.yaml").read_text()
    work.write("dac.yaml", text.replace(world.registry.url, "http://127.0.0.1:9"))
    run = work.run("import", *ENVIRONMENT, "--to", "platform", code=1)
    assert "target registry cannot list all" in run.talk, run


def main():
    with stage.Service("kafka") as kafka, stage.Service("registry") as registry:
        with stage.Service("connect", "start", kafka.address()) as connect:
            tests = [function for name, function in globals().items() if name.startswith("test_")]
            return stage.run_tests("e2e_import", tests, World(os.path.abspath(sys.argv[1]), kafka, registry, connect))


if __name__ == "__main__":
    sys.exit(main())
