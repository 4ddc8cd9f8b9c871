"""What the tests of `dac import` share: a broker, a registry and a worker, and an estate on them that others made by hand, oddities included."""

import json
import os

import stage
from http_witness import HttpWitness
from connect_world import Witness as ConnectWitness
from kafka_world import (AclBinding, AclOperation, AclPermissionType, ResourcePatternType, ResourceType, Witness as KafkaWitness)

RECORD = '{{"type":"record","name":"{name}","namespace":"shop","fields":[{{"name":"id","type":"string"}}{more}]}}'
MONEY = '{"type":"record","name":"Money","namespace":"shop","fields":[{"name":"cents","type":"long"},{"name":"currency","type":"string"}]}'
PROTO = 'syntax = "proto3";\npackage shop;\n\nmessage Ping {\n  string id = 1;\n}\n'
JSON = '{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"city":{"type":"string"},"n":{"type":"number","minimum":0}},"required":["city"]}'


def record(name, more=""):
    return RECORD.format(name=name, more=more)


class RegistryWitness(HttpWitness):
    def register(self, subject, text, form="AVRO", references=()):
        body = {"schema": text, "schemaType": form, "references": [{"name": name, "subject": of, "version": version} for name, of, version in references]}
        return self.ask("POST", f"/subjects/{subject}/versions", body)

    def all(self):
        return {subject: self.ask("GET", f"/subjects/{subject}/versions") for subject in self.ask("GET", "/subjects")}


def bindings(principal, kind, name, *operations, pattern="LITERAL", host="*", permission="ALLOW"):
    return [AclBinding(ResourceType[kind], name, ResourcePatternType[pattern], principal, host, AclOperation[operation], AclPermissionType[permission])
            for operation in operations]


def all_rights(kafka):
    return {(acl.principal, acl.permission_type.name, acl.operation.name, acl.restype.name, acl.resource_pattern_type.name, acl.name, acl.host)
            for acl in kafka.acls(None)}


def build_topics(kafka):
    common = {"retention__ms": "604800000", "cleanup__policy": "delete"}
    kafka.create("shop.orders", 12, **common, max__message__bytes="2097152")
    kafka.create("shop.refunds", 12, **common)
    kafka.create("shop.clicks", 12, retention__ms="3600000", cleanup__policy="delete")
    kafka.create("shop.customers", 3, retention__ms="-1", cleanup__policy="compact")
    kafka.create("UPPER_Case.and-all", 1, **common)  # no schema, every sort of letter
    kafka.create("_begins_so", 1, **common)
    kafka.create(".dotted", 1, **common)  # no name of a resource
    kafka.create("Shop.Orders", 1, **common)  # differs from another in the case alone
    kafka.send("shop.orders", 20)
    kafka.read("shop.orders", "billing", 5).close()


def build_subjects(registry):
    registry.ask("PUT", "/config", {"compatibility": "BACKWARD"})
    registry.register("shop.money", MONEY)
    registry.register("shop.orders-value", record("Order", ',{"name":"total","type":"shop.Money"}'), references=[("shop.Money", "shop.money", 1)])
    registry.register("shop.orders-key", '"string"')
    for more in ("", ',{"name":"a","type":"int","default":0}', ',{"name":"a","type":"int","default":0},{"name":"b","type":["null","string"],"default":null}'):
        registry.register("shop.refunds-value", record("Refund", more))
    registry.ask("PUT", "/config/shop.refunds-value", {"compatibility": "FULL"})
    registry.register("shop.clicks-value", JSON, "JSON")
    registry.register("shop.pings-value", PROTO, "PROTOBUF")  # without a topic
    registry.register("shop.Event", record("Event"))
    # Pinned to a version that is not the last.
    registry.register("old.base", record("Base"))
    registry.register("old.user", record("User", ',{"name":"base","type":"shop.Base"}'), references=[("shop.Base", "old.base", 1)])
    registry.register("old.base", record("Base", ',{"name":"more","type":"int","default":0}'))


def build_rights(kafka):
    kafka.user("shop-billing", "secret-of-billing")
    kafka.user("shop-checkout", "secret-of-checkout")
    rights = [
        *bindings("User:shop-billing", "TOPIC", "shop.orders", "READ", "DESCRIBE"),
        *bindings("User:shop-billing", "TOPIC", "shop.refunds", "READ", "DESCRIBE"),
        *bindings("User:shop-billing", "GROUP", "billing", "READ"),
        *bindings("User:shop-checkout", "TOPIC", "shop.orders", "WRITE", "DESCRIBE"),
        *bindings("User:shop-checkout", "TRANSACTIONAL_ID", "checkout-", "WRITE", "DESCRIBE", pattern="PREFIXED"),
        *bindings("User:shop-checkout", "BROKER", "kafka-cluster", "IDEMPOTENT_WRITE"),
        *bindings("User:admin", "TOPIC", "*", "ALL"),
        *bindings("User:*", "TOPIC", "shop.clicks", "READ", host="10.0.0.1"),
        *bindings("User:evil", "TOPIC", "shop.", "READ", pattern="PREFIXED", permission="DENY"),
        *bindings("User:CN=app,O=Shop", "TOPIC", "shop.orders", "READ"),  # what Terraform's users often have: no DESCRIBE
    ]
    for future in kafka.admin.create_acls(rights).values():
        future.result()
    stage.wait_for(lambda: len(all_rights(kafka)) == len(rights))


def build_connectors(connect, folder):
    connect.put("shop-archive", connector__class="FileStreamSink", topics="shop.orders", file=f"{folder}/${{not.a.variable}}", tasks__max="1",
                producer__password="canary-s3cret", errors__tolerance="all")
    connect.put("shop-broken", connector__class="FileStreamSink", topics="shop.refunds", file="/nowhere/at/all", tasks__max="1")
    stage.wait_for(lambda: connect.tasks("shop-broken") == ["FAILED"] and connect.tasks("shop-archive") == ["RUNNING"])


class World:
    def __init__(self, dac, kafka, registry, connect):
        self.dac = dac
        self.brokers = kafka.address()
        self.kafka = KafkaWitness(self.brokers)
        self.registry = RegistryWitness(registry.address())
        self.connect = ConnectWitness(connect.address())
        build_topics(self.kafka)
        build_subjects(self.registry)
        build_rights(self.kafka)
        build_connectors(self.connect, kafka.folder)

    def live(self):
        """All that the systems hold, as a foreign client sees it."""
        names = sorted(name for name in self.kafka.names() if not name.startswith("__"))
        return {
            "topics": {name: (self.kafka.topic(name), self.kafka.config(name)) for name in names},
            "rights": all_rights(self.kafka),
            "subjects": self.registry.all(),
            "connectors": {name: (self.connect.config(name), self.connect.state(name)) for name in self.connect.ask("GET", "/connectors")},
        }

    def project(self, more="", **files):
        targets = json.dumps({
            "bus": {"provider": "kafka", "bootstrapServers": self.brokers},
            "registry": {"provider": "schema-registry", "url": self.registry.url},
            "connect": {"provider": "kafka-connect", "url": self.connect.url},
        })[1:-1]
        text = stage.project_file("prod", targets).replace("  environments:", more + "  environments:")
        return stage.Project(self.dac, text, **files)


def texts(folder):
    """Every file of a project, by its path, but what dac keeps for itself."""
    found = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != ".dac"]
        for name in names:
            path = os.path.join(place, name)
            with open(path, encoding="utf-8") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found
