"""What one event more costs where a million are there: for each sort of pipeline that is kept up to date event by event, `dac send` of one
event into a topic with a million events against the same into an empty one."""
import json

PROJECT = """apiVersion: dac/v1
kind: Project
metadata: {name: stream}
spec:
  environments: {local: {ephemeral: true, targets: {platform: {provider: local, path: .dac/local}}}}
"""
EVENT = [("id", "string"), ("customer", "string"), ("city", "string"), ("amount", "double")]
TOPIC = """---
apiVersion: dac/v1
kind: Schema
metadata: {{name: {name}}}
spec: {{format: avro, schema: '{schema}'}}
---
apiVersion: dac/v1
kind: Topic
metadata: {{name: {name}}}
spec: {{key: {{field: id}}, value: {{schema: {name}}}}}
"""
TABLE = """---
apiVersion: dac/v1
kind: Table
metadata: {{name: answer}}
spec: {{columns: {columns}, primaryKey: [{key}]}}
"""
PIPELINE = """---
apiVersion: dac/v1
kind: Pipeline
metadata: {{name: pipeline}}
spec:
  into: {into}
  sql: {sql}
"""
CUSTOMERS, CITIES = 1000, 50


def topic(name, fields):
    record = {"type": "record", "name": name, "fields": [{"name": field, "type": type_name} for field, type_name in fields]}
    return TOPIC.format(name=name, schema=json.dumps(record))


def table(columns, key):
    return TABLE.format(columns=json.dumps([{"name": name, "type": type_name} for name, type_name in columns]), key=key)


def into_topic(fields, sql):
    return topic("answer", fields) + PIPELINE.format(into="topic/answer", sql=sql)


def into_table(columns, sql):
    return table(columns, columns[0][0]) + PIPELINE.format(into="table/answer", sql=sql)


PIPELINES = {
    "filter": into_topic(EVENT, "SELECT * FROM orders WHERE amount >= 500"),
    "projection": into_topic([("id", "string"), ("doubled", "double")], "SELECT id, amount * 2 AS doubled FROM orders"),
    "join by key": into_table([("id", "string"), ("amount", "float64"), ("name", "string")],
                              "SELECT o.id, o.amount, c.name FROM orders AS o JOIN customers AS c ON c.id = o.customer"),
    "grouped count, sum, min, max, avg": into_table(
        [("city", "string"), ("orders", "int64")] + [(name, "float64") for name in ("revenue", "least", "most", "mean")],
        "SELECT city, count(*) AS orders, sum(amount) AS revenue, min(amount) AS least, max(amount) AS most, avg(amount) AS mean FROM orders GROUP BY city"),
}


def order(number):
    return f'{{"id":"o{number}","customer":"c{number % CUSTOMERS}","city":"city {number % CITIES}","amount":{number % 1000 + 0.5}}}\n'


def write_events(folder, size):
    """The files that every pipeline's topic is fed from: `events`, `customers`, and `one-N` with an event each."""
    (folder / "customers").write_text("".join(f'{{"id":"c{i}","name":"Customer {i}"}}\n' for i in range(CUSTOMERS)))
    (folder / "events").write_text("".join(map(order, range(size))))
    for i in range(10):
        (folder / f"one-{i}").write_text(order(size + 499 + 1000 * i))


def send_one(dac, project, numbers, once):
    """The CPU (s) of `dac send` of one event: the median of some."""
    times = sorted(once([dac, "send", "orders", str(project.parent / f"one-{i}")], project, project.parent, (0,))[1] for i in numbers)
    return times[len(times) // 2]


def measure(dac, folder, size, once):
    """{pipeline: (CPU into an empty topic, CPU of sending all, CPU into a full one)}"""
    folder.mkdir()
    write_events(folder, size)
    results = {}
    for number, (what, pipeline) in enumerate(PIPELINES.items()):
        project = folder / f"pipeline-{number}"
        project.mkdir()
        (project / "dac.yaml").write_text(PROJECT)
        (project / "all.yaml").write_text(topic("orders", EVENT) + topic("customers", [("id", "string"), ("name", "string")]) + pipeline)
        once([dac, "apply", "--yes"], project, folder, (0,))
        once([dac, "send", "customers", str(folder / "customers")], project, folder, (0,))
        empty = send_one(dac, project, range(5), once)
        fill = once([dac, "send", "orders", str(folder / "events")], project, folder, (0,))[1]
        results[what] = (empty, fill, send_one(dac, project, range(5, 10), once))
    return results
