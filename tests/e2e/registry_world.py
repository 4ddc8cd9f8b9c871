"""What the tests of provider schema-registry share: a registry, a project on it, and a foreign client that says what the registry really holds."""

import json

import stage
from http_witness import HttpWitness

ORDER = '{"type": "record", "name": "Order", "fields": [\n  {"name": "id", "type": "string"}\n]}'
WIDER = '{"type": "record", "name": "Order", "fields": [\n  {"name": "id", "type": "string"},\n  {"name": "note", "type": "string", "default": ""}\n]}'
BROKEN = '{"type": "record", "name": "Order", "fields": [\n  {"name": "id", "type": "string"},\n  {"name": "must", "type": "string"}\n]}'
CITY = '{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object",\n "properties": {"city": {"type": "string"}}}'


class Witness(HttpWitness):
    """A foreign client: looks at the registry, and does what others do to it."""

    def versions(self, subject):
        return self.ask("GET", f"/subjects/{subject}/versions")

    def latest(self, subject):
        return json.loads(self.ask("GET", f"/subjects/{subject}/versions/latest")["schema"])

    def mode(self, subject):
        return self.ask("GET", f"/config/{subject}")["compatibilityLevel"]

    def register(self, subject, text):
        self.ask("POST", f"/subjects/{subject}/versions", {"schema": text})


class World:
    def __init__(self, dac, registry):
        self.dac = dac
        self.registry = registry
        self.url = registry.address()
        self.witness = Witness(self.url)


class Project(stage.Project):
    def use(self, more_targets="", **target):
        """From here on the registry is reached so."""
        self.write("dac.yaml", project_file(target, more_targets))


def project_file(target, more_targets=""):
    return stage.project_file(
        "prod", f"registry: {json.dumps({'provider': 'schema-registry', **target})}{more_targets}", secrets="REGISTRY_PASSWORD: {targets: [registry]}")


def schema(name, text, form="avro", more=""):
    file = f"{name}.json"
    return file, f"""apiVersion: dac/v1
kind: Schema
metadata: {{name: {name}}}
spec: {{format: {form}, schemaFile: {file}{more}}}
"""


def project(world, name, text, form="avro", more=", compatibility: BACKWARD", target=None):
    file, resource = schema(name, text, form, more)
    made = Project(world.dac, project_file(target or {"url": world.url, "timeout": "30s"}), **{name: resource})
    made.write(file, text)
    return made


def approve(work, change, name="yes"):
    work.write(f"{name}.yaml", f"""apiVersion: dac/v1
kind: Approval
metadata: {{name: {name}}}
spec: {{change: "{change}", reason: nobody uses it}}
""")
