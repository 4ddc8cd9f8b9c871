"""Brokers that stop, applies that are killed, two at once, and what others do meanwhile."""

import json
import os
import pathlib
import signal
import subprocess
import threading
import time

import stage
from kafka_world import World, topic


def test_a_killed_apply_is_taken_up_again(world):
    many = "".join(topic(f"many.{number}", "{config: {retention.ms: 1d}}") for number in range(300))
    project = world.project(many)
    process = project.start("apply", "--yes")
    stage.wait_for(lambda: any(name.startswith("many.") for name in world.witness.names()))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    project.apply()
    made = [name for name in world.witness.names() if name.startswith("many.")]
    assert len(made) == 300, len(made)
    project.is_settled()
    run = project.run("destroy", "-e", "test", "--yes=test", "--max-deletes", "300", code=None)
    assert run.code == 0, run
    stage.wait_for(lambda: not any(name.startswith("many.") for name in world.witness.names()))


def test_a_topic_that_moved_between_plan_and_apply_makes_the_plan_stale(world):
    project = world.project(topic("moved", "{config: {retention.ms: 1d}}"))
    project.apply()
    project.write("topics.yaml", topic("moved", "{config: {retention.ms: 2d}}"))
    project.plan("--out", "plan.json")
    world.witness.delete("moved")
    world.witness.create("moved")
    project.run("apply", "plan.json", code=4)
    assert world.witness.config("moved") == {}


MANY = 300


def many(prefix, retention="1d"):
    return "".join(topic(f"{prefix}.{number}", f"{{config: {{retention.ms: {retention}}}}}") for number in range(MANY))


def count(world, prefix):
    return sum(name.startswith(prefix + ".") for name in world.witness.names())


def stopped_under_way(world, entry=2):
    """For the environment of an apply: it stops itself once it has written down what it is about to do, the ledger's entry of that number (of
    a first apply the second), and has changed nothing yet."""
    return {"LD_PRELOAD": str(pathlib.Path(world.dac).parents[1] / "tests/libkill_at.so"), "DAC_TEST_STOP_AT": f"/{entry:08}.json"}


def wait_until_stopped(process):
    end = time.monotonic() + 60
    while pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "T":
        assert process.poll() is None and time.monotonic() < end, "the apply did not begin"
        time.sleep(0.01)


def test_an_apply_killed_while_it_changes_is_taken_up_again(world):
    project = world.project(many("edited"))
    project.apply()
    project.write("topics.yaml", many("edited", "2d"))
    process = project.start("apply", "--yes")
    stage.wait_for(lambda: world.witness.config(f"edited.{MANY - 1}")["retention.ms"] == "172800000" or process.poll() is not None)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    project.apply()
    assert {world.witness.config(f"edited.{number}")["retention.ms"] for number in range(0, MANY, 7)} == {"172800000"}
    project.is_settled()


def test_a_second_apply_is_told_who_holds_the_ledger(world):
    project = world.project(many("held"))
    first = project.start("apply", "--yes", **stopped_under_way(world))
    wait_until_stopped(first)
    second = project.run("apply", "--yes", "--lock-timeout", "100ms", code=5)
    assert str(first.pid) in second.talk and "since" in second.talk, second
    first.send_signal(signal.SIGCONT)
    out, talk = first.communicate(timeout=120)
    assert first.returncode == 0, talk
    assert count(world, "held") == MANY
    project.is_settled()


def test_a_topic_that_moves_under_an_apply_is_left_as_it_is(world):
    """After the plan was read, and before the change: what moved is refused, and that nothing was done."""
    project = world.project(topic("shifted", "{config: {retention.ms: 1d}}"))
    project.apply()
    project.write("topics.yaml", topic("shifted", "{config: {retention.ms: 2d}}"))
    entries = len(list((project.folder / ".dac/ledger/test").glob("0*.json")))
    process = project.start("apply", "--yes", "-o", "json", **stopped_under_way(world, entries + 1))
    wait_until_stopped(process)
    world.witness.set("shifted", retention__ms="777000")
    process.send_signal(signal.SIGCONT)
    out, talk = process.communicate(timeout=120)
    last = json.loads(out.splitlines()[-1])
    assert process.returncode == 4 and last["type"] == "run_done" and last["exit"] == 4, (process.returncode, out, talk)
    assert "DAC0752" in [finding["code"] for finding in last["findings"]], out
    assert world.witness.config("shifted")["retention.ms"] == "777000"


def test_two_applies_with_ledgers_of_their_own_end_the_same(world):
    projects = [world.project(many("twice")) for _ in range(2)]
    runs = [project.start("apply", "--yes") for project in projects]
    for run in runs:
        run.communicate(timeout=120)
        # 4: by the time that it came to its changes the other one had made all of them.
        assert run.returncode in (0, 1, 4, 6), run.returncode
    ids = {name: world.witness.topic(name)["id"] for name in ("twice.0", f"twice.{MANY - 1}")}
    for project in projects:
        project.apply()
    for project in projects:
        project.is_settled()
    assert count(world, "twice") == MANY
    assert ids == {name: world.witness.topic(name)["id"] for name in ids}


def test_a_topic_that_someone_deleted_since_the_plan_makes_it_stale(world):
    project = world.project(topic("vanished", "{config: {retention.ms: 1d}}"))
    project.apply()
    project.write("topics.yaml", topic("vanished", "{config: {retention.ms: 2d}}"))
    project.plan("--out", "plan.json")
    world.witness.delete("vanished")
    run = project.run("apply", "plan.json", code=4)
    assert "vanished" in run.talk, run
    assert world.witness.topic("vanished") is None
    assert project.plan().steps["topic/vanished"]["action"] == "create"
    project.apply()
    assert world.witness.topic("vanished")


def test_a_topic_that_someone_made_since_the_plan_is_not_made_again(world):
    project = world.project(topic("overtaken", "{config: {retention.ms: 1d}}"))
    project.plan("--out", "plan.json")
    world.witness.create("overtaken", retention__ms="1000")
    before = world.witness.topic("overtaken")
    project.run("apply", "plan.json", code=4)
    assert world.witness.topic("overtaken") == before and world.witness.config("overtaken") == {"retention.ms": "1000"}
    assert project.plan().steps["topic/overtaken"]["action"] == "adopt"


class Spare:
    """A broker of its own, for what no other test may meet; started when it is first asked for."""

    def __init__(self):
        self.broker = None

    def world(self, world):
        if self.broker is None:
            self.broker = stage.Service("kafka")
            self.broker.__enter__()
        return World(world.dac, self.broker)

    def close(self):
        if self.broker is not None:
            self.broker.__exit__()


spare = Spare()


def test_a_plan_for_one_cluster_does_not_run_on_another(world):
    other = spare.world(world)
    project = world.project(topic("pinned", "{config: {retention.ms: 1d}}"))
    project.apply()
    project.write("topics.yaml", topic("pinned", "{config: {retention.ms: 2d}}"))
    project.plan("--out", "plan.json")
    here = (project.folder / "dac.yaml").read_text()
    project.write("dac.yaml", here.replace(world.broker.address(), other.broker.address()))
    assert "it is another system" in project.run("apply", "plan.json", code=4).talk
    assert "DAC0308]: target bus is not the system that was applied to" in project.apply(code=1).out
    assert other.witness.topic("pinned") is None and world.witness.config("pinned") == {"retention.ms": "86400000"}
    project.write("dac.yaml", here)
    project.apply()
    assert world.witness.config("pinned") == {"retention.ms": "172800000"}


def test_a_broker_that_stands_still_during_an_apply_is_waited_for(world):
    there = spare.world(world)
    project = there.project(many("still"))
    process = project.start("apply", "--yes")
    stage.wait_for(lambda: count(there, "still") > 0)
    there.broker.signal(signal.SIGSTOP)
    time.sleep(3)
    there.broker.signal(signal.SIGCONT)
    out, talk = process.communicate(timeout=120)
    assert process.returncode == 0, talk
    assert count(there, "still") == MANY
    project.is_settled()


def test_a_wait_tells_how_far_it_is(world):
    """On a terminal, and however fast the broker is: it stands still for longer than a wait may stay untold."""
    there = spare.world(world)
    project = there.project(many("waited"))
    terminal, other_end = stage.open_terminal()
    seen = []

    def drain():
        try:
            while piece := os.read(terminal, 4096):
                seen.append(piece)
        except OSError:  # the other end is closed
            pass

    reader = threading.Thread(target=drain)
    reader.start()
    process = subprocess.Popen([world.dac, "apply", "--yes"], cwd=project.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=other_end, env={**os.environ, **stopped_under_way(world), "TERM": "xterm", "CI": ""})
    wait_until_stopped(process)
    assert count(there, "waited") == 0
    there.broker.signal(signal.SIGSTOP)
    process.send_signal(signal.SIGCONT)
    time.sleep(2)
    there.broker.signal(signal.SIGCONT)
    code = process.wait(120)
    os.close(other_end)
    reader.join(10)
    text = b"".join(seen).decode(errors="replace")
    assert code == 0, text[-2000:]
    assert f" of {MANY} topics " in text, sorted(set(text.split("\r")))


def test_a_broker_killed_during_an_apply_and_started_anew(world):
    there = spare.world(world)
    project = there.project(many("cut"), target=", timeout: 3s")
    begin = time.monotonic()
    process = project.start("apply", "--yes", **stopped_under_way(world))
    wait_until_stopped(process)
    there.broker.kill()
    process.send_signal(signal.SIGCONT)
    out, talk = process.communicate(timeout=120)
    seconds = time.monotonic() - begin
    assert process.returncode in (1, 6), talk
    assert f"kafka at {there.broker.address()} does not answer" in talk and len(talk.splitlines()) < 20, talk
    assert seconds < 20, seconds
    # Before it is back: unknown, and nothing is deleted for it.
    project.write("topics.yaml", "")
    run = project.plan(code=1)
    assert run.json["steps"] == [] and "does not answer" in run.json["unknown"][0]["why"], run
    there.broker.resume()
    project.write("topics.yaml", many("cut"))
    project.apply()
    assert count(there, "cut") == MANY
    project.is_settled()


def test_a_broker_stopped_after_an_apply_leaves_what_is_owned(world):
    there = spare.world(world)
    project = there.project(topic("after", "{config: {retention.ms: 1d}}"), target=", timeout: 2s")
    project.apply()
    there.broker.kill()
    run = project.run("drift", code=1)
    assert "does not answer" in run.talk + run.out, run
    run = project.apply(code=1)
    assert "does not answer" in run.out, run
    there.broker.resume()
    stage.wait_for(lambda: there.witness.topic("after"))
    project.is_settled()
