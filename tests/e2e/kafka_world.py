"""What the tests of provider kafka share: a broker, a project on it, and a foreign client that says what the broker really holds."""

import os
import time

import stage

stage.use_kafka_client()
from confluent_kafka import Consumer, Producer, TopicCollection, TopicPartition  # noqa: E402
from confluent_kafka.admin import (  # noqa: E402
    AclBinding, AclBindingFilter, AclOperation, AclPermissionType, AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions, NewTopic,
    ResourcePatternType, ResourceType, ScramCredentialInfo, ScramMechanism, UserScramCredentialDeletion,
    UserScramCredentialUpsertion)


def normal(value):
    """A list in one order, whoever wrote it."""
    return ",".join(sorted((value or "").split(",")))


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
        return {key: entry.value for key, entry in self.entries(name).items() if entry.source == 1}

    def every_config(self, name):
        """What holds for the topic, wherever it comes from."""
        return {key: entry.value for key, entry in self.entries(name).items()}

    def entries(self, name):
        resource = ConfigResource(ConfigResource.Type.TOPIC, name)
        return list(self.admin.describe_configs([resource]).values())[0].result()

    def set(self, name, **entries):
        changes = [ConfigEntry(key.replace("__", "."), value, incremental_operation=AlterConfigOpType.SET) for key, value in entries.items()]
        resource = ConfigResource(ConfigResource.Type.TOPIC, name, incremental_configs=changes)
        list(self.admin.incremental_alter_configs([resource]).values())[0].result()
        wanted = {change.name: normal(change.value) for change in changes}
        stage.wait_for(lambda: wanted.items() <= {key: normal(entry.value) for key, entry in self.entries(name).items()}.items())

    def set_broker(self, entry, value, broker=1):
        """Of one broker, while it runs; None: as it was."""
        operation = AlterConfigOpType.DELETE if value is None else AlterConfigOpType.SET
        resource = ConfigResource(ConfigResource.Type.BROKER, str(broker), incremental_configs=[ConfigEntry(entry, value, incremental_operation=operation)])
        list(self.admin.incremental_alter_configs([resource]).values())[0].result()

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

    def user(self, name, password, mechanism=ScramMechanism.SCRAM_SHA_256, iterations=4096):
        scram = ScramCredentialInfo(mechanism, iterations)
        list(self.admin.alter_user_scram_credentials(
            [UserScramCredentialUpsertion(name, scram, password.encode())]).values())[0].result()
        stage.wait_for(lambda: self.ways(name).get(mechanism.name) == iterations)

    def allow(self, user, name, *operations):
        bindings = [AclBinding(ResourceType.TOPIC, name, ResourcePatternType.LITERAL, f"User:{user}", "*", operation,
                               AclPermissionType.ALLOW) for operation in operations]
        for future in self.admin.create_acls(bindings).values():
            future.result()
        seen = {(name, "literal", operation.name) for operation in operations}
        stage.wait_for(lambda: seen <= self.rights(f"User:{user}"))

    def acls(self, principal, remove=False):
        every = AclBindingFilter(ResourceType.ANY, None, ResourcePatternType.ANY, principal, None, AclOperation.ANY, AclPermissionType.ANY)
        return list(self.admin.delete_acls([every]).values())[0].result() if remove else self.admin.describe_acls(every).result()

    def rights(self, principal):
        return {(acl.name, acl.resource_pattern_type.name.lower(), acl.operation.name) for acl in self.acls(principal)}

    def whole_rights(self, principal):
        return {(acl.permission_type.name, acl.operation.name, acl.restype.name, acl.resource_pattern_type.name, acl.name, acl.host)
                for acl in self.acls(principal)}

    def ways(self, user):
        """How a user may log in: iterations by mechanism."""
        try:
            told = self.admin.describe_user_scram_credentials([user])[user].result()
        except Exception:  # there is no such user
            return {}
        return {info.mechanism.name: info.iterations for info in told.scram_credential_infos}

    def drop_user(self, name, mechanism):
        list(self.admin.alter_user_scram_credentials([UserScramCredentialDeletion(name, mechanism)]).values())[0].result()

    def grow(self, name, partitions):
        list(self.admin.create_partitions([NewPartitions(name, partitions)]).values())[0].result()
        stage.wait_for(lambda: self.topic(name)["partitions"] == partitions)


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
  secrets: {{KAFKA_PASSWORD: {{targets: [bus]}}, ALICE: {{kinds: [User]}}, ALICE_NEW: {{kinds: [User]}}}}
  environments:
    test:
      ephemeral: {ephemeral}
      targets:
        bus: {{provider: kafka, bootstrapServers: "{server or self.broker.address()}"{target}}}
""", topics=topics)


def topic(name, spec="{}"):
    return f"---\napiVersion: dac/v1\nkind: Topic\nmetadata: {{name: {name}}}\nspec: {spec}\n"


def access(world, name, spec, kind):
    return f"---\napiVersion: dac/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {spec}\n"


def sasl(world, user, mechanism="SCRAM-SHA-256"):
    return {"server": world.broker.address("sasl"),
            "target": f", timeout: 5s, security: {{protocol: SASL_PLAINTEXT, mechanism: {mechanism}, username: {user}, password: '${{secret.KAFKA_PASSWORD}}'}}"}
