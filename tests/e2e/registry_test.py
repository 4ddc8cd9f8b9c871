"""dac against a real schema registry; plain HTTP says what it really holds."""

import json
import os
import sys
import urllib.error
import urllib.request

import stage

PROJECT = """apiVersion: dac/v1
kind: Project
metadata: {{name: shop}}
spec:
  defaultEnvironment: prod
  environments:
    prod:
      targets: {{registry: {{provider: schema-registry, url: "{url}"}}}}
"""

ORDER = '{"type": "record", "name": "Order", "fields": [\n  {"name": "id", "type": "string"}\n]}'
WIDER = '{"type": "record", "name": "Order", "fields": [\n  {"name": "id", "type": "string"},\n  {"name": "note", "type": "string", "default": ""}\n]}'
BROKEN = '{"type": "record", "name": "Order", "fields": [\n  {"name": "id", "type": "string"},\n  {"name": "must", "type": "string"}\n]}'
CITY = '{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object",\n "properties": {"city": {"type": "string"}}}'


class Witness:
    """A foreign client: looks at the registry, and does what others do to it."""

    def __init__(self, url):
        self.url = url

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise

    def versions(self, subject):
        return self.ask("GET", f"/subjects/{subject}/versions")

    def latest(self, subject):
        found = self.ask("GET", f"/subjects/{subject}/versions/latest")
        return None if found is None else json.loads(found["schema"])

    def mode(self, subject):
        return self.ask("GET", f"/config/{subject}")["compatibilityLevel"]

    def register(self, subject, text):
        self.ask("POST", f"/subjects/{subject}/versions", {"schema": text})


def schema(name, text, form="avro", more=""):
    (file, _) = (f"{name}.json", None)
    return file, f"""apiVersion: dac/v1
kind: Schema
metadata: {{name: {name}}}
spec: {{format: {form}, schemaFile: {file}{more}}}
"""


def project(world, name, text, form="avro", more=", compatibility: BACKWARD"):
    file, resource = schema(name, text, form, more)
    made = stage.Project(world["dac"], PROJECT.format(url=world["url"]), **{name: resource})
    made.write(file, text)
    return made


def test_create_then_nothing_to_do(world):
    work = project(world, "a1", ORDER)
    plan = work.plan()
    assert plan.steps["schema/a1"]["action"] == "create", plan
    assert plan.steps["schema/a1"]["operations"] == ["POST /subjects/a1/versions", 'PUT /config/a1 {"compatibility": "BACKWARD"}'], plan
    work.apply()
    witness = world["witness"]
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
    assert world["witness"].latest("a2") == json.loads(WIDER)
    work.is_settled()
    work.write("a2.json", ORDER)
    work.apply()
    assert world["witness"].latest("a2") == json.loads(ORDER)
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
    assert world["witness"].versions("a3") == [1]


def test_loosened_before_and_tightened_after(world):
    work = project(world, "a4", ORDER)
    work.apply()
    file, resource = schema("a4", BROKEN, more=", compatibility: NONE")
    work.write("a4.yaml", resource)
    work.write(file, BROKEN)
    plan = work.plan()
    assert "DAC0893" in plan.steps["schema/a4"]["rules"], plan
    work.apply()
    assert world["witness"].latest("a4") == json.loads(BROKEN)
    work.write("a4.yaml", schema("a4", ORDER, more=", compatibility: FULL")[1])
    work.write(file, BROKEN.replace('"type": "string"}\n', '"type": "string", "default": ""}\n'))
    work.apply()
    assert world["witness"].mode("a4") == "FULL"
    work.is_settled()


def test_drift_of_another_client(world):
    work = project(world, "a5", ORDER)
    work.apply()
    witness = world["witness"]
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
    witness = world["witness"]
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
    assert world["witness"].versions("a7") == [1]
    work.write("yes.yaml", f"""apiVersion: dac/v1
kind: Approval
metadata: {{name: yes}}
spec: {{change: "{step['approve']}", reason: nobody uses it}}
""")
    work.apply("--max-deletes", "1")
    assert world["witness"].versions("a7") is None
    assert "a7" in world["witness"].ask("GET", "/subjects?deleted=true")


def test_topics_imply_subjects(world):
    work = project(world, "a8", ORDER, more="")
    work.write("dac.yaml", PROJECT.format(url=world["url"]).replace("targets: {", "targets: {bus: {provider: local}, "))
    for name, strategy in (("t1", "topic"), ("t2", "record"), ("t3", "topic-record")):
        work.write(f"{name}.yaml", f"""apiVersion: dac/v1
kind: Topic
metadata: {{name: {name}}}
spec: {{target: bus, subjectStrategy: {strategy}, value: {{schema: a8}}}}
""")
    work.write("a8.yaml", schema("a8", ORDER, more=", target: registry")[1])
    work.apply()
    for subject in ("t1-value", "Order", "t3-Order"):
        assert world["witness"].latest(subject) == json.loads(ORDER), subject
    work.is_settled()


def test_json_schema(world):
    work = project(world, "a9", CITY, form="json")
    work.apply()
    assert world["witness"].latest("a9") == json.loads(CITY)
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
    assert world["witness"].mode("b59") == "FULL"


def test_registry_that_is_not_there(world):
    work = project(world, "c1", ORDER)
    work.write("dac.yaml", PROJECT.format(url="http://127.0.0.1:9"))
    plan = work.plan(code=1)
    assert plan.seconds < 8, plan.seconds
    assert plan.json["unknown"][0]["target"] == "registry", plan
    work.write("dac.yaml", PROJECT.format(url=world["url"].replace("/apis/ccompat/v7", "/nowhere")))
    assert work.plan(code=1).json["steps"] == []


def main():
    with stage.Service("registry") as registry:
        world = {"dac": os.path.abspath(sys.argv[1]), "url": registry.address(), "witness": Witness(registry.address())}
        tests = [function for name, function in globals().items() if name.startswith("test_")]
        return stage.run_tests("registry", tests, world)


if __name__ == "__main__":
    sys.exit(main())
