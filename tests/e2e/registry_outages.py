"""Provider schema-registry where the registry, or what lies between, fails: a fake before the real registry, named so."""

import json
import signal
import sys
import threading
import time

import stage
from registry_world import ORDER, WIDER, project, schema

sys.path.insert(0, str(stage.REPOSITORY / "tests/support"))
from fake_gateway import FakeGateway, basic  # noqa: E402
from fake_proxy import FakeProxy  # noqa: E402


def said(run):
    """All that a command told people, wherever."""
    return run.out + run.talk


def test_a_text_is_sent_as_it_was_written(world):
    with FakeGateway(world.url) as gate:
        project(world, "o0", ORDER, target={"url": gate.url}).apply()
        sent = [body for line, body in zip(gate.asked, gate.bodies) if line == "POST /subjects/o0/versions"]
    assert [json.loads(body)["schema"] for body in sent] == [ORDER], sent


def test_wrong_password_is_said_as_such(world):
    with FakeGateway(world.url) as gate:
        gate.login = basic("dac", "right")
        work = project(world, "o1", ORDER, target={"url": gate.url, "username": "dac", "password": "${secret.REGISTRY_PASSWORD}"})
        run = work.run("plan", code=1, DAC_SECRET_REGISTRY_PASSWORD="no-good")
        assert "401, who are you: wrong credentials" in said(run), run
        assert "no-good" not in said(run), run
        assert len(gate.asked) < 5, gate.asked
        work.apply(DAC_SECRET_REGISTRY_PASSWORD="right")
        work.is_settled(DAC_SECRET_REGISTRY_PASSWORD="right")


def test_wrong_token_is_said_as_such(world):
    with FakeGateway(world.url) as gate:
        gate.login = "Bearer t0ken"
        work = project(world, "o2", ORDER, target={"url": gate.url, "token": "${secret.REGISTRY_PASSWORD}"})
        run = work.run("plan", code=1, DAC_SECRET_REGISTRY_PASSWORD="old-token")
        assert "401, who are you" in said(run) and "old-token" not in said(run), run
        work.apply(DAC_SECRET_REGISTRY_PASSWORD="t0ken")
        work.is_settled(DAC_SECRET_REGISTRY_PASSWORD="t0ken")


def test_a_user_that_may_only_read_can_plan_and_is_told_at_apply(world):
    with FakeGateway(world.url) as gate:
        gate.fault = lambda method, path, number: ("status", 403) if method != "GET" and "/compatibility" not in path else None
        work = project(world, "o3", ORDER, target={"url": gate.url})
        work.plan()
        run = work.apply(code=1)
        assert "403, not authorised for this" in said(run), run
        assert world.witness.versions("o3") is None


def test_certificates(world):
    tls = world.registry.folder / "tls"
    with FakeGateway(world.url, tls / "server") as good, FakeGateway(world.url, tls / "expired") as expired:
        work = project(world, "o4", ORDER, target={"url": good.url, "caFile": str(tls / "ca.crt")})
        work.apply()
        work.is_settled()
        work.use(url=good.url)
        run = work.run("plan", code=1)
        assert "not to be trusted: no authority that is trusted here has signed it" in said(run), run
        work.use(url=expired.url, caFile=str(tls / "ca.crt"))
        run = work.run("plan", code=1)
        assert "not to be trusted: it has expired" in said(run), run
        assert run.seconds < 5 and expired.asked == [], run


def test_a_proxy_is_used(world):
    with FakeGateway(world.url) as proxy:
        work = project(world, "o5", ORDER, target={"url": world.url})
        work.apply(http_proxy=proxy.origin, no_proxy="")
        assert proxy.proxied > 2, proxy.asked
        before = proxy.proxied
        work.is_settled(http_proxy=proxy.origin, no_proxy="127.0.0.1")
        assert proxy.proxied == before


def test_a_proxy_leads_to_https_for_who_may(world):
    tls = world.registry.folder / "tls"
    with FakeGateway(world.url, tls / "server") as far, FakeProxy("dac", "of-the-proxy") as proxy:
        work = project(world, "o51", ORDER, target={"url": far.url, "caFile": str(tls / "ca.crt")})
        login = f"http://dac:of-the-proxy@{proxy.address}"
        run = work.apply("-v", https_proxy=login, no_proxy="")
        assert set(proxy.asked) == {far.origin.removeprefix("https://")} and proxy.refused == 0, proxy.asked
        assert "of-the-proxy" not in said(run), run
        assert world.witness.versions("o51") == [1]
        run = work.run("plan", code=1, https_proxy=f"http://dac:not-it@{proxy.address}", no_proxy="")
        assert f"the proxy does not lead to {far.origin}: it answers 407, who are you" in said(run), run
        assert "not-it" not in said(run) and proxy.refused < 5, run
        tunnels = len(proxy.asked)
        for unused in ({"https_proxy": login, "no_proxy": "127.0.0.1"}, {"https_proxy": login, "NO_PROXY": "example.com,127.0.0.1"}):
            work.is_settled(**unused)
        assert len(proxy.asked) == tunnels, proxy.asked
        # The proxy's own word for a host that it cannot reach.
        run = work.run("plan", code=1, https_proxy="http://127.0.0.1:9", no_proxy="")
        assert "cannot be reached" in said(run), run


def test_a_registry_that_fails_now_and_then_is_asked_again(world):
    with FakeGateway(world.url) as shaky:
        shaky.fault = lambda method, path, number: ("status", 500) if number % 3 == 0 else None
        work = project(world, "o6", ORDER, target={"url": shaky.url})
        work.apply()
        work.is_settled()
    assert world.witness.versions("o6") == [1]


def test_a_registry_that_only_fails_deletes_nothing(world):
    with FakeGateway(world.url) as broken:
        work = project(world, "o7", ORDER, target={"url": broken.url})
        work.apply()
        work.remove("o7.yaml")
        broken.fault = lambda method, path, number: ("status", 500)
        run = work.plan(code=1)
        assert run.json["steps"] == [] and "failed (500): by the fake" in run.json["unknown"][0]["why"], run
        work.apply("--max-deletes", "1", code=1)
    assert world.witness.versions("o7") == [1]


def test_retry_after_is_waited_for(world):
    with FakeGateway(world.url) as busy:
        work = project(world, "o8", ORDER, target={"url": busy.url})
        asked = []

        def fault(method, path, number):
            if path == "/subjects/o8/versions" and method == "POST":
                asked.append(time.monotonic())
                return ("status", 429, {"Retry-After": "2"}) if len(asked) == 1 else None
            return None

        busy.fault = fault
        work.apply()
        assert len(asked) == 2 and asked[1] - asked[0] >= 2, asked
    assert world.witness.versions("o8") == [1]


def test_a_slow_registry_ends_at_the_deadline_of_the_call(world):
    with FakeGateway(world.url) as slow:
        work = project(world, "o9", ORDER, target={"url": slow.url})
        slow.fault = lambda method, path, number: ("slow", 60)
        run = work.plan(code=1)
        assert run.seconds < 25, run.seconds
        assert "did not answer in" in run.json["unknown"][0]["why"] and run.json["steps"] == [], run


def test_answers_that_are_cut_short_are_asked_for_again(world):
    with FakeGateway(world.url) as torn:
        torn.fault = lambda method, path, number: ("cut",) if method == "GET" and number % 2 == 1 else None
        work = project(world, "q1", ORDER, target={"url": torn.url})
        work.apply()
        work.is_settled()
        torn.fault = lambda method, path, number: ("cut",)
        run = work.plan(code=1)
        assert "cut short" in run.json["unknown"][0]["why"], run
    assert world.witness.versions("q1") == [1]


def test_a_registry_that_is_stopped_before_during_and_after_an_apply(world):
    with FakeGateway(world.url) as gate:
        work = many(world, "s", 60, gate.url)
        registered = lambda: sum(line.startswith("POST /subjects/s") for line in gate.asked)
        gate.fault = lambda method, path, number: ("stop",) if method == "POST" and registered() > 25 else None
        run = work.apply(code=None)
        assert run.code in (1, 6), run
        errors = [line for line in run.talk.splitlines() if line.startswith("error[")]
        assert len(errors) == 1 and f"{gate.origin} cannot be reached" in errors[0], run
        assert run.seconds < 30, run.seconds
        held = {name for name in world.witness.ask("GET", "/subjects") if name.startswith("s") and name[1:].isdigit()}
        assert 0 < len(held) < 60, held
        # While it is away: nothing is known, so nothing is proposed, and nothing is deleted for it.
        work.remove("s0.yaml")
        run = work.plan(code=1)
        assert run.json["steps"] == [] and "cannot be reached" in run.json["unknown"][0]["why"], run
        run = work.apply(code=1)
        assert "cannot be reached" in said(run), run
        run = work.run("drift", code=1)
        assert "cannot be reached" in said(run), run
    gate.start_anew()
    with gate:
        gate.fault = lambda method, path, number: None
        work.write("s0.yaml", schema("s0", ORDER, more=", compatibility: BACKWARD")[1])
        work.apply()
        work.is_settled()
    for i in range(60):
        assert world.witness.versions(f"s{i}") == [1], i


def test_a_change_whose_answer_is_lost_is_looked_for(world):
    with FakeGateway(world.url) as deaf:
        deaf.fault = lambda method, path, number: ("deaf",) if method in ("POST", "PUT") else None
        work = project(world, "q2", ORDER, target={"url": deaf.url}, more="")
        work.apply()
        deaf.fault = lambda method, path, number: None
        work.is_settled()
    assert world.witness.versions("q2") == [1]


def many(world, stem, count, url):
    work = project(world, f"{stem}0", ORDER, target={"url": url})
    for i in range(1, count):
        file, resource = schema(f"{stem}{i}", ORDER, more=", compatibility: BACKWARD")
        work.write(f"{stem}{i}.yaml", resource)
        work.write(file, ORDER)
    return work


def test_killed_in_the_middle_of_300_changes_then_converges(world):
    with FakeGateway(world.url) as gate:
        work = many(world, "k", 300, gate.url)
        killed = threading.Event()
        registers = lambda method, path: method == "POST" and path.startswith("/subjects/k")
        # However fast all is: no more than 120 are let through before it is killed.
        gate.fault = lambda method, path, number: ("held", killed) if registers(method, path) and registered() > 120 else None
        apply = work.start("apply", "--yes")
        registered = lambda: sum(line.startswith("POST /subjects/k") for line in gate.asked)
        while registered() <= 120:
            assert apply.poll() is None, apply.communicate()
            time.sleep(0.005)
        apply.send_signal(signal.SIGKILL)
        apply.communicate()
        killed.set()
        gate.fault = lambda method, path, number: None
        held = [name for name in world.witness.ask("GET", "/subjects") if name.startswith("k")]
        assert 0 < len(held) < 300, len(held)
        work.apply()
        work.is_settled()
    for i in range(300):
        assert world.witness.versions(f"k{i}") == [1], i
    assert world.witness.mode("k299") == "BACKWARD"


def test_two_applies_at_once(world):
    with FakeGateway(world.url) as gate:
        work = many(world, "w", 40, gate.url)
        gate.fault = lambda method, path, number: ("slow", 0.05)
        both = [work.start("apply", "--yes", "--lock-timeout", "60s") for _ in range(2)]
        ends = [process.communicate(timeout=120) + (process.returncode,) for process in both]
        assert sorted(end[2] for end in ends)[0] == 0, ends
        gate.fault = lambda method, path, number: None
        work.is_settled()
    assert world.witness.versions("w39") == [1]


def test_a_subject_that_another_made_between_plan_and_apply(world):
    work = project(world, "q3", ORDER, more="")
    work.run("plan", "--out", "plan.json")
    world.witness.register("q3", WIDER)
    run = work.run("apply", "plan.json", code=4)
    assert "schema/q3" in said(run), run
    assert world.witness.versions("q3") == [1] and world.witness.latest("q3") == json.loads(WIDER)
