"""dac against a real schema registry; plain HTTP says what it really holds."""

import json
import os
import pathlib
import re
import subprocess
import sys

import registry_outages
import stage
from registry_world import BROKEN, CITY, ORDER, WIDER, World, approve, project, project_file, schema


def test_create_then_nothing_to_do(world):
    work = project(world, "a1", ORDER)
    plan = work.plan()
    assert plan.steps["schema/a1"]["action"] == "create", plan
    assert plan.steps["schema/a1"]["operations"] == ["POST /subjects/a1/versions", 'PUT /config/a1 {"compatibility": "BACKWARD"}'], plan
    work.apply()
    witness = world.witness
    assert witness.latest("a1") == json.loads(ORDER)
    assert witness.mode("a1") == "BACKWARD"
    work.is_settled()
    work.write("a1.json", ORDER.replace("\n", " \n "))
    work.is_settled()
    assert witness.versions("a1") == [1]


def test_compatible_change_and_back(world):
    work = project(world, "a2", ORDER)
    work.apply()
    work.write("a2.json", WIDER)
    step = work.plan().steps["schema/a2"]
    assert step["action"] == "update" and step["changes"][0]["path"] == "spec.schema", step
    work.apply()
    assert world.witness.latest("a2") == json.loads(WIDER)
    work.is_settled()
    work.write("a2.json", ORDER)
    work.apply()
    assert world.witness.latest("a2") == json.loads(ORDER)
    work.is_settled()


def test_incompatible_change_is_refused_at_plan(world):
    work = project(world, "a3", ORDER)
    work.apply()
    work.write("a3.json", BROKEN)
    plan = work.plan(code=3)
    said = [finding for finding in plan.json["findings"] if finding["severity"] == "error"]
    assert [finding["code"] for finding in said] == ["DAC0891"], plan
    assert said[0]["position"]["file"] == "a3.json" and said[0]["position"]["line"] == 3, plan
    work.apply(code=3)
    assert world.witness.versions("a3") == [1]


def test_loosened_before_and_tightened_after(world):
    work = project(world, "a4", ORDER)
    work.apply()
    file, resource = schema("a4", BROKEN, more=", compatibility: NONE")
    work.write("a4.yaml", resource)
    work.write(file, BROKEN)
    plan = work.plan()
    assert "DAC0893" in plan.steps["schema/a4"]["rules"], plan
    work.apply()
    assert world.witness.latest("a4") == json.loads(BROKEN)
    work.write("a4.yaml", schema("a4", ORDER, more=", compatibility: FULL")[1])
    work.write(file, BROKEN.replace('"type": "string"}\n', '"type": "string", "default": ""}\n'))
    work.apply()
    assert world.witness.mode("a4") == "FULL"
    work.is_settled()


def test_drift_of_another_client(world):
    work = project(world, "a5", ORDER)
    work.apply()
    witness = world.witness
    witness.register("a5", WIDER)
    witness.ask("PUT", "/config/a5", {"compatibility": "NONE"})
    plan = work.plan()
    assert {item["path"] for item in plan.json["drift"]} == {"spec.schema", "spec.compatibility"}, plan
    assert all(change["cause"] == "drift" for change in plan.steps["schema/a5"]["changes"]), plan
    work.apply()
    assert witness.latest("a5") == json.loads(ORDER)
    assert witness.mode("a5") == "BACKWARD"
    work.is_settled()


def test_adopt(world):
    witness = world.witness
    witness.register("a6", ORDER)
    work = project(world, "a6", ORDER, more="")
    assert work.plan().steps["schema/a6"]["action"] == "adopt"
    work.apply()
    work.is_settled()
    assert witness.versions("a6") == [1]


def test_soft_delete_needs_an_approval(world):
    work = project(world, "a7", ORDER)
    work.apply()
    work.remove("a7.yaml")
    plan = work.plan(code=3)
    step = plan.steps["schema/a7"]
    assert step["action"] == "delete" and step["operations"] == ["DELETE /subjects/a7"], plan
    work.apply("--max-deletes", "1", code=3)
    assert world.witness.versions("a7") == [1]
    approve(work, step["approve"])
    work.apply("--max-deletes", "1")
    assert world.witness.versions("a7") is None
    assert "a7" in world.witness.ask("GET", "/subjects?deleted=true")


def test_purge_needs_an_approval_of_its_own(world):
    work = project(world, "p1", ORDER)
    work.apply()
    work.remove("p1.yaml")
    step = work.plan(code=3).steps["schema/p1"]
    assert step["purge"].startswith("purge schema/p1@") and step["approve"].startswith("delete schema/p1@"), step
    approve(work, step["purge"])
    step = work.plan().steps["schema/p1"]
    assert step["operations"] == ["DELETE /subjects/p1", "DELETE /subjects/p1?permanent=true"], step
    work.apply("--max-deletes", "1")
    assert "p1" not in world.witness.ask("GET", "/subjects?deleted=true")


def test_topics_imply_subjects(world):
    work = project(world, "a8", ORDER, more="")
    work.use(more_targets=", bus: {provider: local}", url=world.url)
    for name, strategy in (("t1", "topic"), ("t2", "record"), ("t3", "topic-record")):
        work.write(f"{name}.yaml", f"""apiVersion: dac/v1
kind: Topic
metadata: {{name: {name}}}
spec: {{target: bus, subjectStrategy: {strategy}, value: {{schema: a8}}}}
""")
    work.write("a8.yaml", schema("a8", ORDER, more=", target: registry")[1])
    work.apply()
    for subject in ("t1-value", "Order", "t3-Order"):
        assert world.witness.latest(subject) == json.loads(ORDER), subject
    work.is_settled()


def test_json_schema(world):
    work = project(world, "a9", CITY, form="json")
    work.apply()
    assert world.witness.latest("a9") == json.loads(CITY)
    work.is_settled()
    work.write("a9.json", CITY.replace('"string"', '"integer"'))
    plan = work.plan(code=3)
    assert "DAC0891" in {finding["code"] for finding in plan.json["findings"]}, plan


def test_many_subjects(world):
    work = project(world, "b0", ORDER)
    for i in range(1, 60):
        file, resource = schema(f"b{i}", ORDER, more=", compatibility: FULL")
        work.write(f"b{i}.yaml", resource)
        work.write(file, ORDER)
    work.apply()
    work.is_settled()
    assert world.witness.mode("b59") == "FULL"


def test_registry_that_is_not_there(world):
    work = project(world, "c1", ORDER)
    work.use(url="http://127.0.0.1:9")
    plan = work.plan(code=1)
    assert plan.seconds < 8, plan.seconds
    assert plan.json["unknown"][0]["target"] == "registry", plan
    work.use(url=world.url.replace("/apis/ccompat/v7", "/nowhere"))
    assert work.plan(code=1).json["steps"] == []


def test_white_space_is_no_change(world):
    work = project(world, "d1", ORDER)
    work.apply()
    work.write("d1.json", json.dumps(json.loads(ORDER), indent=8))
    work.is_settled()
    assert world.witness.versions("d1") == [1]


def test_reordered_fields_are_a_change(world):
    work = project(world, "d2", WIDER)
    work.apply()
    turned = json.loads(WIDER)
    turned["fields"].reverse()
    work.write("d2.json", json.dumps(turned))
    assert work.plan().steps["schema/d2"]["changes"][0]["path"] == "spec.schema"
    work.apply()
    assert world.witness.latest("d2") == turned and world.witness.versions("d2") == [1, 2]
    work.is_settled()


def test_references_are_registered_first_and_follow(world):
    address = '{"type": "record", "name": "Address", "fields": [{"name": "city", "type": "string"}]}'
    customer = '{"type": "record", "name": "Customer", "fields": [{"name": "home", "type": "Address"}]}'
    work = project(world, "d3_customer", customer, more=", references: [{name: Address, schema: d3_zaddress}]")
    file, resource = schema("d3_zaddress", address)
    work.write("d3_zaddress.yaml", resource)
    work.write(file, address)
    order = [step["resource"] for step in work.plan().json["steps"]]
    assert order == ["schema/d3_zaddress", "schema/d3_customer"], order
    work.apply()
    held = world.witness.ask("GET", "/subjects/d3_customer/versions/latest")
    assert held["references"] == [{"name": "Address", "subject": "d3_zaddress", "version": 1}], held
    work.is_settled()
    wider = address.replace("}]}", '}, {"name": "zip", "type": "string", "default": ""}]}')
    work.write(file, wider)
    work.apply()
    held = world.witness.ask("GET", "/subjects/d3_customer/versions/latest")
    assert held["references"][0]["version"] == 2, held
    work.is_settled()


def test_both_of_a_reference_are_deleted_in_order(world):
    work = project(world, "d4_customer", '{"type": "record", "name": "Customer4", "fields": [{"name": "home", "type": "Address4"}]}',
                   more=", protect: false, references: [{name: Address4, schema: d4_address}]")
    address = '{"type": "record", "name": "Address4", "fields": [{"name": "city", "type": "string"}]}'
    file, resource = schema("d4_address", address, more=", protect: false")
    work.write("d4_address.yaml", resource)
    work.write(file, address)
    work.apply()
    for name in ("d4_customer", "d4_address"):
        work.remove(f"{name}.yaml")
    steps = work.plan(code=None).json["steps"]
    assert [step["resource"] for step in steps] == ["schema/d4_customer", "schema/d4_address"], steps
    # Apicurio counts references of versions that are only softly deleted: so what refers is purged.
    changes = [steps[0]["purge"], steps[1]["approve"]]
    for number, change in enumerate(changes):
        approve(work, change, f"yes{number}")
    work.apply("--max-deletes", "2")
    assert world.witness.versions("d4_customer") is None and world.witness.versions("d4_address") is None


def test_the_registrys_own_mode_counts_where_a_subject_has_none(world):
    witness = world.witness
    work = project(world, "d5", ORDER, more="")
    work.apply()
    before = witness.ask("GET", "/config")["compatibilityLevel"]
    witness.ask("PUT", "/config", {"compatibility": "BACKWARD"})
    try:
        work.write("d5.json", BROKEN)
        plan = work.plan(code=3)
        said = [finding for finding in plan.json["findings"] if finding["severity"] == "error"]
        assert [finding["code"] for finding in said] == ["DAC0891"] and said[0]["position"]["line"] == 3, plan
        work.write("d5.json", WIDER)
        work.apply()
        work.is_settled()
    finally:
        witness.ask("PUT", "/config", {"compatibility": before})
    assert witness.latest("d5") == json.loads(WIDER)


def test_orphans_and_drift_of_a_foreign_client(world):
    work = project(world, "d6", ORDER)
    work.apply()
    work.run("drift")
    world.witness.register("stray", ORDER)
    world.witness.register("d6", WIDER)
    found = work.run("orphans", code=1).out
    assert "stray" in found and "subject d6" not in found, found
    found = work.run("drift", code=1).out
    assert re.search(r"schema/d6 +registry +schema +\{", found), found


def test_a_subject_deleted_by_another_is_made_again(world):
    work = project(world, "d7", ORDER)
    work.apply()
    world.witness.ask("DELETE", "/subjects/d7")
    work.apply()
    assert world.witness.latest("d7") == json.loads(ORDER)
    work.is_settled()


MODES = ("NONE", "BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FORWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE")


def test_every_compatibility_is_set_changed_and_put_back(world):
    witness = world.witness
    work = project(world, "e1", ORDER)
    for number, mode in enumerate(MODES):
        work.write("e1.yaml", schema("e1", ORDER, more=f", compatibility: {mode}")[1])
        work.apply()
        assert witness.mode("e1") == mode
        other = MODES[number - 1]
        witness.ask("PUT", "/config/e1", {"compatibility": other})
        changes = work.plan().steps["schema/e1"]["changes"]
        assert [(change["path"], change["cause"]) for change in changes] == [("spec.compatibility", "drift")], changes
        assert (changes[0]["before"], changes[0]["after"]) == (other, mode), changes
        work.apply()
        assert witness.mode("e1") == mode
        work.is_settled()
    assert witness.versions("e1") == [1]


def person(address):
    return f'{{"type": "record", "name": "Person", "fields": [{{"name": "home", "type": "{address}"}}]}}'


def place(name):
    return f'{{"type": "record", "name": "{name}", "fields": [{{"name": "city", "type": "string"}}]}}'


def test_every_other_field_of_a_schema_is_made_changed_and_put_back(world):
    """Text, subjects, references and the name; a foreign client undoes each of them."""
    witness = world.witness
    fields = ", compatibility: NONE, protect: false, subjects: [{}], references: [{{name: {}, schema: {}}}]"
    work = project(world, "e2", person("Home"), more=fields.format("e2-a, e2-b", "Home", "e2_home"))
    for name, kind in (("e2_home", "Home"), ("e2_other", "Other")):
        file, resource = schema(name, place(kind), more=f", name: {name}.native, protect: false")
        work.write(f"{name}.yaml", resource)
        work.write(file, place(kind))
    work.apply()

    def held(subject):
        version = witness.ask("GET", f"/subjects/{subject}/versions/latest")
        return json.loads(version["schema"]), [(one["name"], one["subject"]) for one in version.get("references", [])], witness.mode(subject)

    first = (json.loads(person("Home")), [("Home", "e2_home.native")], "NONE")
    assert held("e2-a") == first and held("e2-b") == first
    assert witness.latest("e2_other.native") == json.loads(place("Other"))
    work.is_settled()
    # The text with its reference, and one of its subjects, become others.
    work.write("e2.yaml", schema("e2", "", more=fields.format("e2-b, e2-c", "Other", "e2_other"))[1])
    work.write("e2.json", person("Other"))
    plan = work.plan()
    calls = [call for step in plan.json["steps"] for call in step["operations"]]
    assert set(calls) == {"POST /subjects/e2-b/versions", "POST /subjects/e2-c/versions", 'PUT /config/e2-c {"compatibility": "NONE"}'}, calls
    work.apply()
    second = (json.loads(person("Other")), [("Other", "e2_other.native")], "NONE")
    # The versions of a subject outlive who asked for it: nobody's any more, which orphans say.
    assert held("e2-a") == first and held("e2-b") == second and held("e2-c") == second
    assert "subject/e2-a" in work.run("orphans", code=1).out
    work.is_settled()
    # Drift of a subject that is gone.
    witness.ask("DELETE", "/subjects/e2-c")
    assert {item["path"] for item in work.plan().json["drift"]} == {'subject["e2-c"]'}
    work.apply()
    assert held("e2-b") == second and held("e2-c") == second
    work.is_settled()


def test_all_fields_of_a_subject_that_is_there_are_adopted(world):
    witness = world.witness
    witness.register("e3_home", place("Home3"))
    witness.ask("POST", "/subjects/e3-a/versions", {"schema": person("Home3"), "references": [{"name": "Home3", "subject": "e3_home", "version": 1}]})
    witness.ask("PUT", "/config/e3-a", {"compatibility": "FULL"})
    work = project(world, "e3", person("Home3"), more=", compatibility: FULL, subjects: [e3-a], references: [{name: Home3, schema: e3_home}]")
    file, resource = schema("e3_home", place("Home3"))
    work.write("e3_home.yaml", resource)
    work.write(file, place("Home3"))
    steps = work.plan().steps
    assert {step["action"] for step in steps.values()} == {"adopt"} and steps["schema/e3"]["changes"] == [], steps
    work.apply()
    work.is_settled()
    assert witness.versions("e3-a") == [1] and witness.versions("e3_home") == [1]


def test_going_back_tells_every_call(world):
    work = project(world, "e4", ORDER)
    work.apply()
    work.write("e4.json", WIDER)
    work.apply()
    work.write("e4.json", ORDER)
    step = work.plan().steps["schema/e4"]
    assert step["operations"] == ["DELETE /subjects/e4/versions/1", "POST /subjects/e4/versions"], step
    assert [fact["version"] for fact in step["evidence"] if fact["what"] == "earlier_version_makes_room"] == [1], step
    work.apply()
    assert world.witness.latest("e4") == json.loads(ORDER) and world.witness.versions("e4") == [2, 3]
    work.is_settled()
    work.write("e4.yaml", schema("e4", ORDER, more=", compatibility: NONE")[1])
    assert work.plan().steps["schema/e4"]["operations"] == ['PUT /config/e4 {"compatibility": "NONE"}']


MORE = ', {"name": "zip", "type": "string", "default": ""}'


def pair(world, name, fields):
    """A Schema and the one that it refers to; their texts are written by two functions."""
    text = lambda more="": person(f"Home_{name}").replace("}]}", "}" + more + "]}")
    home = lambda more="": place(f"Home_{name}").replace("}]}", "}" + more + "]}")
    work = project(world, name, text(), more=f"{fields}, protect: false, references: [{{name: Home_{name}, schema: {name}_home}}]")
    file, resource = schema(f"{name}_home", home(), more=f"{fields}, protect: false")
    work.write(f"{name}_home.yaml", resource)
    work.write(file, home())
    return work, lambda more="": work.write(f"{name}.json", text(more)), lambda more="": work.write(file, home(more)), text


def test_a_text_with_references_goes_back(world):
    """Apicurio cannot check a text with references: it goes back where nothing is held against it."""
    for name, fields in (("h1", ", compatibility: NONE"), ("h2", "")):
        work, write, _, text = pair(world, name, fields)
        work.apply()
        write(MORE)
        work.apply()
        write()
        step = work.plan().steps[f"schema/{name}"]
        assert step["operations"] == [f"DELETE /subjects/{name}/versions/1", f"POST /subjects/{name}/versions"], step
        work.apply()
        assert world.witness.latest(name) == json.loads(text()) and world.witness.versions(name) == [2, 3]
        work.is_settled()


def test_a_text_with_references_that_cannot_go_back_is_refused_at_plan(world):
    work, write, _, text = pair(world, "h3", ", compatibility: BACKWARD")
    work.apply()
    write(MORE)
    work.apply()
    write()
    plan = work.plan(code=3)
    said = [finding for finding in plan.json["findings"] if finding["severity"] == "error"]
    assert [finding["code"] for finding in said] == ["DAC0895"] and "cannot check" in said[0]["message"], plan
    work.apply(code=3)
    assert world.witness.versions("h3") == [1, 2]
    # What the help says: a difference that it counts.
    work.write("h3.json", text().replace('"name": "Person",', '"name": "Person", "revision": "2",'))
    work.apply()
    assert world.witness.versions("h3") == [1, 2, 3]
    work.is_settled()


def test_what_is_referred_to_goes_back_only_where_its_version_can_make_room(world):
    work, _, write_home, _ = pair(world, "h4", "")
    work.apply()
    write_home(MORE)
    work.apply()
    work.is_settled()
    write_home()
    plan = work.plan(code=3)
    said = [finding for finding in plan.json["findings"] if finding["severity"] == "error"]
    assert [finding["code"] for finding in said] == ["DAC0895"] and "referred to by version 1 of subject 'h4'" in said[0]["message"], plan
    assert said[0]["position"]["file"] == "h4_home.json", plan
    work.apply(code=3)
    assert world.witness.versions("h4_home") == [1, 2]
    # Apicurio still names the version that is deleted softly; it is in nobody's way.
    world.witness.ask("DELETE", "/subjects/h4/versions/1")
    work.plan()
    work.apply()
    assert world.witness.versions("h4_home") == [2, 3]
    held = world.witness.ask("GET", "/subjects/h4/versions/latest")
    assert held["references"] == [{"name": "Home_h4", "subject": "h4_home", "version": 3}], held
    work.is_settled()


def test_a_difference_that_the_registry_looks_over_is_said_at_plan(world):
    """Apicurio counts neither doc nor alias of Avro."""
    work = project(world, "h6", ORDER)
    work.apply()
    for more in ('"doc": "new",', '"aliases": ["Purchase"],'):
        work.write("h6.json", ORDER.replace('"name": "Order",', '"name": "Order", ' + more))
        plan = work.plan(code=3)
        said = [finding for finding in plan.json["findings"] if finding["severity"] == "error"]
        assert [finding["code"] for finding in said] == ["DAC0895"] and "looks over" in said[0]["message"], plan
    work.write("h6.json", ORDER.replace('"name": "Order",', '"name": "Order", "revision": "2",'))
    work.apply()
    assert world.witness.latest("h6")["revision"] == "2"
    work.is_settled()


def test_a_subject_that_is_dropped_is_shown_as_forgotten(world):
    work = project(world, "h5", ORDER, more=", subjects: [h5-a, h5-b]")
    work.apply()
    work.write("h5.yaml", schema("h5", ORDER, more=", subjects: [h5-a]")[1])
    said = work.run("plan").out
    assert re.search(r'subject\["h5-b"\]: .* -> \(forgotten\)', said), said
    work.apply()
    assert world.witness.versions("h5-b") == [1]
    work.is_settled()


PROTO = """syntax = "proto3";
package shop;

// Of the shop.
message Item {
  string id = 1;
  int64 price = 2;
}
"""


def test_protobuf(world):
    witness = world.witness
    held = lambda subject: witness.ask("GET", f"/subjects/{subject}/versions/latest")
    work = project(world, "f1", PROTO, form="protobuf")
    work.run("validate")
    work.apply()
    assert held("f1")["schemaType"] == "PROTOBUF" and held("f1")["schema"] == PROTO and witness.mode("f1") == "BACKWARD"
    work.is_settled()
    # White space and comments are no change.
    work.write("f1.json", PROTO.replace("// Of the shop.", "/* Of this shop. */").replace("  int64", "\n    int64"))
    work.is_settled()
    wider = PROTO.replace("price = 2;", "price = 2;\n  string note = 3;")
    work.write("f1.json", wider)
    assert work.plan().steps["schema/f1"]["action"] == "update"
    work.apply()
    assert held("f1")["schema"] == wider and witness.versions("f1") == [1, 2]
    work.is_settled()
    work.write("f1.json", wider.replace("int64 price", "string price"))
    plan = work.plan(code=3)
    assert "DAC0891" in {finding["code"] for finding in plan.json["findings"]}, plan
    work.write("f1.json", wider.replace("price = 2", "price = "))
    refused = work.run("validate", code=1)
    assert "DAC0446" in refused.out + refused.talk, refused
    work.write("f1.json", wider)
    witness.ask("PUT", "/config/f1", {"compatibility": "NONE"})
    witness.ask("POST", "/subjects/f1/versions", {"schema": wider.replace("note = 3;", "note = 3;\n  string stray = 4;"), "schemaType": "PROTOBUF"})
    assert {change["path"]: change["cause"] for change in work.plan().steps["schema/f1"]["changes"]} == {"spec.schema": "drift", "spec.compatibility": "drift"}
    work.apply()
    assert held("f1")["schema"] == wider and witness.mode("f1") == "BACKWARD"
    work.is_settled()
    adopted = project(world, "f2", PROTO, form="protobuf", more="")
    witness.ask("POST", "/subjects/f2/versions", {"schema": PROTO.replace("\n\n", "\n"), "schemaType": "PROTOBUF"})
    assert adopted.plan().steps["schema/f2"]["action"] == "adopt"
    adopted.apply()
    adopted.is_settled()
    assert witness.versions("f2") == [1]


def test_a_protobuf_schema_refers_to_another(world):
    work = project(world, "f3", 'syntax = "proto3";\nimport "money.proto";\nmessage Bill { shop.Money sum = 1; }\n', form="protobuf",
                   more=", references: [{name: money.proto, schema: f3_money}]")
    money = 'syntax = "proto3";\npackage shop;\nmessage Money { int64 cents = 1; }\n'
    file, resource = schema("f3_money", money, form="protobuf")
    work.write("f3_money.yaml", resource)
    work.write(file, money)
    work.apply()
    held = world.witness.ask("GET", "/subjects/f3/versions/latest")
    assert held["references"] == [{"name": "money.proto", "subject": "f3_money", "version": 1}], held
    work.is_settled()


def test_what_a_deleted_version_refers_to_stays_and_is_told(world):
    """Apicurio counts versions that are deleted softly."""
    work = project(world, "g1", person("Home7"), more=", protect: false, references: [{name: Home7, schema: g1_home}]")
    file, resource = schema("g1_home", place("Home7"), more=", protect: false")
    work.write("g1_home.yaml", resource)
    work.write(file, place("Home7"))
    work.apply()
    run = work.run("destroy", "-e", "prod", "--yes=prod", "--max-deletes", "2", code=6)
    assert world.witness.versions("g1") is None and world.witness.versions("g1_home") == [1]
    assert "the registry deletes nothing that is referred to (42206)" in run.talk and "?permanent=true" in run.talk, run
    world.witness.ask("DELETE", "/subjects/g1?permanent=true")
    work.run("destroy", "-e", "prod", "--yes=prod", "--max-deletes", "2")
    assert world.witness.versions("g1_home") is None


def test_conformance(world):
    """The suite that every provider passes; it empties its registry, so that is one of its own."""
    program = pathlib.Path(world.dac).parents[1] / "tests/registry_conformance"
    with stage.Service("registry") as registry:
        run = subprocess.run([str(program), registry.address()], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr


def main():
    with stage.Service("registry") as registry:
        tests = [function for module in (sys.modules[__name__], registry_outages) for name, function in vars(module).items() if name.startswith("test_")]
        code = stage.run_tests("e2e_registry", tests, World(os.path.abspath(sys.argv[1]), registry))
        if code:
            print((registry.folder / "log").read_text()[-4000:])
    return code


if __name__ == "__main__":
    sys.exit(main())
