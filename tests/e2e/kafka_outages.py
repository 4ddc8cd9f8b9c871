"""Brokers that stop, applies that are killed, two at once, and what others do meanwhile."""

import signal
import time

import stage
from kafka_world import topic


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
