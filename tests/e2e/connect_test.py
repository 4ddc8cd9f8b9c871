"""dac against a real Kafka Connect worker; plain HTTP says what it really holds, a real broker and a real database what passes through it."""

import os
import pathlib
import signal
import subprocess
import sys
import time

import stage
from connect_world import DEBEZIUM, World, approve, connector, project, topic

STATE = "  state: running\n"


def codes(run, severity="error"):
    return [finding["code"] for finding in run.json["findings"] if finding["severity"] == severity]


def test_from_a_database_to_a_file(world):
    """Debezium into a topic that dac made, and from there into a file: one project, one apply."""
    world.sql("CREATE TABLE orders (id int PRIMARY KEY, note text); INSERT INTO orders VALUES (1, 'first')")
    out = world.connect.folder / "orders.txt"
    work = project(world, topic=topic("a.public.orders"), sink=connector("a-sink", more=STATE, topics="a.public.orders", file=str(out)),
                   source=connector("a-source", DEBEZIUM, STATE, database__hostname="127.0.0.1", database__port=world.database_port,
                                    database__user="dac", database__password="${secret.PASSWORD}", database__dbname="postgres", topic__prefix="a",
                                    table__include__list="public.orders", plugin__name="pgoutput", slot__name="a"))
    plan = work.plan(PASSWORD="x", DAC_SECRET_PASSWORD="any-will-do")
    steps = [step["resource"] for step in plan.json["steps"]]
    assert steps == ["topic/a.public.orders", "connector/a-source", "connector/a-sink"], plan
    assert codes(plan) == [], plan
    assert "any-will-do" not in plan.out + plan.talk
    work.apply(DAC_SECRET_PASSWORD="any-will-do")
    work.is_settled(DAC_SECRET_PASSWORD="any-will-do")
    assert world.witness.config("a-source")["database.password"] == "any-will-do"
    stage.wait_for(lambda: out.exists() and "first" in out.read_text())
    edges = {(edge["from"], edge["via"], edge["to"]) for edge in work.run("graph", "-o", "json").json["edges"]}
    assert edges == {("connector/a-source", "writes", "topic/a.public.orders"), ("topic/a.public.orders", "reads", "connector/a-sink")}, edges
    # An update keeps the offsets: what was read is not read again.
    place = stage.wait_for(lambda: world.witness.offsets("a-source"))
    work.write("source.yaml", (work.folder / "source.yaml").read_text().replace("slot.name", 'poll.interval.ms: "200"\n    slot.name'))
    step = work.plan(DAC_SECRET_PASSWORD="any-will-do").steps["connector/a-source"]
    assert step["risk"] == "restart" and step["operations"] == ["PUT /connectors/a-source/config: poll.interval.ms"], step
    assert {"connector_tasks", "connector_offset"} == {fact["what"] for fact in step["evidence"]}, step
    work.apply(DAC_SECRET_PASSWORD="any-will-do")
    world.sql("INSERT INTO orders VALUES (2, 'second')")
    stage.wait_for(lambda: "second" in out.read_text())
    assert out.read_text().count("first") == 1, out.read_text()
    assert place[0]["partition"] == world.witness.offsets("a-source")[0]["partition"]


def test_what_the_worker_refuses_is_at_its_line(world):
    work = project(world, b=connector("b", DEBEZIUM, "  tasksMax: 1\n", database__hostname="127.0.0.1", database__port="1", max__batch__size="many",
                                      database__user="dac", database__password="${secret.PASSWORD}", database__dbname="postgres"))
    plan = work.plan(code=3, DAC_SECRET_PASSWORD="canary-1234")
    said = {(finding["position"]["line"], finding["code"]) for finding in plan.json["findings"] if finding["severity"] == "error"}
    # The number where it stands; what is missing at the configuration.
    assert (10, "DAC0901") in said and {code for _, code in said} == {"DAC0901"}, plan
    assert any("topic.prefix" in finding["message"] for finding in plan.json["findings"]), plan
    assert "canary" not in plan.out + plan.talk
    work.apply(code=3, DAC_SECRET_PASSWORD="canary-1234")
    assert world.witness.config("b") is None
    # Without the secret the plan says that nobody looked.
    assert "DAC0904" in codes(work.plan(code=None), "warning")


def test_a_class_that_the_workers_do_not_have(world):
    work = project(world, c=connector("c", "FileStreamSinc", topics="c", file="/dev/null"))
    plan = work.plan(code=3)
    assert codes(plan) == ["DAC0902"] and plan.json["findings"][0]["position"]["line"] == 5, plan
    assert plan.steps["connector/c"]["blocked_by"] == ["DAC0902"], plan


def test_a_failing_task_fails_the_apply_and_is_started_again(world):
    folder = world.connect.folder / "later"
    work = project(world, t=topic("d"), d=connector("d", more=STATE, topics="d", file=f"{folder}/out.txt"))
    run = work.apply(code=6)
    assert "ConnectException: Couldn't find or create file" in run.out + run.talk, run
    assert "FileStreamSinkTask.start" not in run.out + run.talk, "more than the first line of the trace"
    assert world.witness.tasks("d") == ["FAILED"]
    plan = work.plan()
    step = plan.steps["connector/d"]
    assert [change["path"] for change in step["changes"]] == ["spec.state"], plan
    assert step["operations"] == ["POST /connectors/d/restart?includeTasks=true&onlyFailed=true"], plan
    assert any("Couldn't find" in fact.get("trace", "") for fact in step["evidence"]), plan
    folder.mkdir()
    work.apply()
    assert world.witness.tasks("d") == ["RUNNING"]
    work.is_settled()


def test_what_was_made_is_owned_though_it_fails_or_nobody_waited(world):
    sinks = {"fails": f"{world.connect.folder}/nowhere/out.txt", "waits": "/dev/null"}
    for name, file in sinks.items():
        work = project(world, t=topic(name), c=connector(name, topics=name, file=file))
        running = work.start("apply", "--yes")
        if name == "waits":
            stage.wait_for(lambda: world.witness.config("waits"))
            running.send_signal(signal.SIGINT)
        out, talk = running.communicate(timeout=200)
        assert running.returncode == (6 if name == "fails" else 130), out + talk
        work.is_settled()
        work.remove("c.yaml")
        assert work.plan().steps[f"connector/{name}"]["action"] == "delete"
        work.apply()
        assert world.witness.config(name) is None


def test_changed_behind_dacs_back(world):
    work = project(world, t=topic("e"), e=connector("e", more=STATE, topics="e", file="/dev/null", my__password="${secret.PASSWORD}"))
    work.apply(DAC_SECRET_PASSWORD="canary-one")
    world.witness.put("e", connector__class="FileStreamSink", topics="e", file="/dev/zero", my__password="canary-two", other__token="canary-three")
    world.witness.ask("PUT", "/connectors/e/pause")
    stage.wait_for(lambda: world.witness.state("e") == "PAUSED")
    for command in (("drift",), ("drift", "-o", "json"), ("plan",), ("plan", "-o", "json"), ("plan", "-o", "markdown"), ("plan", "-v"), ("plan", "--out", "saved.json")):
        run = work.run(*command, code=None, DAC_SECRET_PASSWORD="canary-one")
        assert "canary" not in run.out + run.talk, run
        assert command[-1] == "saved.json" or "/dev/zero" in run.out, run
    assert "canary" not in (work.folder / "saved.json").read_text()
    plan = work.plan(DAC_SECRET_PASSWORD="canary-one")
    assert {(change["path"], change["cause"]) for change in plan.steps["connector/e"]["changes"]} == {('spec.config["file"]', "drift"), ("spec.state", "drift")}, plan
    hidden = [item for item in plan.json["drift"] if not item["owned"]]
    assert [(item["path"], item["live"]) for item in hidden] == [('spec.config["other.token"]', {"hidden": True})], plan
    work.apply(DAC_SECRET_PASSWORD="canary-one")
    held = world.witness.config("e")
    assert held["file"] == "/dev/null" and held["my.password"] == "canary-one" and held["other.token"] == "canary-three", held
    assert world.witness.state("e") == "RUNNING"
    text = "".join(path.read_text(errors="replace") for path in work.folder.rglob("*") if path.is_file())
    assert "canary" not in text, "a secret is in a file of the project or the ledger"


def test_states(world):
    work = project(world, t=topic("f"), f=connector("f", more="  state: stopped\n", topics="f", file="/dev/null"))
    work.apply()
    assert world.witness.state("f") == "STOPPED" and world.witness.tasks("f") == []
    for state, call in (("paused", "/pause"), ("running", "/resume"), ("stopped", "/stop"), ("running", "/resume")):
        work.write("f.yaml", connector("f", more=f"  state: {state}\n", topics="f", file="/dev/null"))
        assert work.plan().steps["connector/f"]["operations"] == [f"PUT /connectors/f{call}"]
        work.apply()
        assert world.witness.state("f") == state.upper()
        work.is_settled()


def test_delete_keeps_the_offsets_and_a_purge_does_not(world):
    out = world.connect.folder / "g.txt"
    sink = connector("g", more=STATE, topics="g", file=str(out))
    work = project(world, t=topic("g"), g=sink)
    work.apply()
    world.kafka.send("g", 2)
    stage.wait_for(lambda: out.exists() and out.read_text().count("\n") == 2)
    stage.wait_for(lambda: world.witness.offsets("g"))
    work.remove("g.yaml")
    step = work.plan().steps["connector/g"]
    assert step["operations"] == ["DELETE /connectors/g"] and step["purge"].startswith("purge connector/g@"), step
    assert any(fact["what"] == "connector_offset" for fact in step["evidence"]), step
    work.apply("--max-deletes", "1")
    assert world.witness.config("g") is None
    work.write("g.yaml", sink)
    work.apply()
    world.kafka.send("g", 3)
    stage.wait_for(lambda: "2" in out.read_text())
    assert out.read_text().split() == ["0", "1", "0", "1", "2"], "what was read before the delete was read again"
    work.remove("g.yaml")
    approve(work, work.plan().steps["connector/g"]["purge"])
    assert work.plan().steps["connector/g"]["operations"] == ["PUT /connectors/g/stop", "DELETE /connectors/g/offsets", "DELETE /connectors/g"]
    work.apply("--max-deletes", "1")
    work.remove("yes.yaml")
    work.write("g.yaml", sink)
    work.apply()
    stage.wait_for(lambda: out.read_text().split() == ["0", "1", "0", "1", "2"] * 2)


def test_made_by_someone_else_is_adopted(world):
    world.witness.put("h.Odd_name", connector__class="FileStreamSink", topics="h", file="/dev/null", extra="theirs")
    work = project(world, t=topic("h"), h=connector("h-odd", more="  name: h.Odd_name\n", topics="h", file="/dev/null"))
    orphans = work.run("orphans", "-o", "json", code=1).json
    assert "h.Odd_name" not in str(orphans["orphans"]), orphans
    assert work.plan().steps["connector/h-odd"]["action"] == "adopt"
    work.apply()
    work.is_settled()
    assert world.witness.config("h.Odd_name")["extra"] == "theirs"
    world.witness.put("h2", connector__class="FileStreamSink", topics="h", file="/dev/null", secret__entry="canary-four")
    stage.wait_for(lambda: "h2" in world.witness.ask("GET", "/connectors?expand=info&expand=status"))
    run = work.run("orphans", "-o", "json", code=1)
    assert "h2" in run.out and "canary" not in run.out, run


def test_a_worker_restarted_during_an_apply(world):
    work = project(world, t=topic("i"), **{f"i{n}": connector(f"i{n}", more=STATE, topics="i", file="/dev/null") for n in range(8)})
    running = work.start("apply", "--yes")
    stage.wait_for(lambda: world.witness.config("i3"))
    world.connect.kill()
    time.sleep(1)
    world.connect.resume()
    out, talk = running.communicate(timeout=200)
    assert running.returncode == 0, out + talk
    work.is_settled()
    stage.wait_for(lambda: [world.witness.tasks(f"i{n}") for n in range(8)] == [["RUNNING"]] * 8)


def test_a_killed_apply_is_settled_by_the_next(world):
    work = project(world, t=topic("j"), **{f"j{n}": connector(f"j{n}", more=STATE, topics="j", file="/dev/null") for n in range(4)})
    killed = 0
    for wait in (0.05, 0.4, 1.0):
        running = work.start("apply", "--yes")
        time.sleep(wait)
        killed += running.poll() is None
        running.kill()
        running.communicate()
    assert killed > 0, "every run was over before it was killed"
    work.apply()
    work.is_settled()
    stage.wait_for(lambda: [world.witness.tasks(f"j{n}") for n in range(4)] == [["RUNNING"]] * 4)


def test_workers_that_are_not_there(world):
    work = project(world, k=connector("k", topics="k", file="/dev/null"))
    (work.folder / "dac.yaml").write_text((work.folder / "dac.yaml").read_text().replace(world.url, "http://127.0.0.1:9"))
    plan = work.plan(code=1)
    assert plan.json["unknown"][0]["target"] == "connect" and plan.seconds < 8, plan
    (work.folder / "dac.yaml").write_text((work.folder / "dac.yaml").read_text().replace("http://127.0.0.1:9", world.url + "/nowhere"))
    plan = work.plan(code=1)
    assert plan.json["steps"] == [] and plan.json["unknown"][0]["target"] == "connect", plan


def test_conformance(world):
    """The suite that every provider passes; it takes all connectors away, so that worker is one of its own."""
    program = pathlib.Path(world.dac).parents[1] / "tests/connect_conformance"
    with stage.Service("connect", "start", world.brokers) as worker:
        run = subprocess.run([str(program), worker.address()], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr


def main():
    with stage.Service("kafka") as kafka, stage.Service("postgres") as postgres:
        with stage.Service("connect", "start", kafka.address()) as connect:
            tests = [function for name, function in globals().items() if name.startswith("test_")]
            code = stage.run_tests("e2e_connect", tests, World(os.path.abspath(sys.argv[1]), kafka, connect, postgres))
            if code:
                print((connect.folder / "log").read_text()[-4000:])
    return code


if __name__ == "__main__":
    sys.exit(main())
