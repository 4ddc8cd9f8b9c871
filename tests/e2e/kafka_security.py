"""Listeners and logins: who gets in, and what is said to who does not."""

import base64
import http.server
import json
import socket
import threading
import time

from kafka_world import AclOperation, sasl, topic


def test_a_user_logs_in(world):
    project = world.project(topic("by_admin"), **sasl(world, "admin"))
    project.apply(DAC_SECRET_KAFKA_PASSWORD="admin-secret")
    assert world.witness.topic("by_admin")
    project = world.project(topic("by_admin_too"), **sasl(world, "admin", "SCRAM-SHA-512"))
    run = project.plan("-v", DAC_SECRET_KAFKA_PASSWORD="admin-secret")
    assert "admin-secret" not in run.out + run.talk


def test_a_wrong_password_is_said_as_such(world):
    """DAC0871, which a plan shows as the reason why the target did not answer."""
    project = world.project(topic("by_nobody"), **sasl(world, "admin"))
    run = project.plan(code=1, DAC_SECRET_KAFKA_PASSWORD="not-it")
    said = run.json["unknown"][0]["why"]
    assert "refuses the login" in said and "SCRAM-SHA-256" in said and world.broker.address("sasl") in said, said
    assert "not-it" not in run.out + run.talk
    assert run.seconds < 5, run.seconds


def test_what_may_not_be_seen_is_unknown_and_never_absent(world):
    world.witness.create("hidden")
    world.witness.create("shown")
    world.witness.user("guest", "guest-secret")
    world.witness.allow("guest", "shown", AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS)
    time.sleep(0.5)
    project = world.project(topic("hidden") + topic("shown"), **sasl(world, "guest"))
    run = project.plan(code=1, DAC_SECRET_KAFKA_PASSWORD="guest-secret")
    assert any("not authorised" in item["why"] for item in run.json["unknown"]), run
    assert "topic/hidden" not in run.steps, run


def test_a_change_that_is_not_allowed_says_so(world):
    world.witness.create("readonly")
    world.witness.user("reader", "reader-secret")
    world.witness.allow("reader", "readonly", AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS)
    time.sleep(0.5)
    project = world.project(topic("readonly", "{config: {retention.ms: 1d}}"), **sasl(world, "reader"))
    run = project.apply(code=None, DAC_SECRET_KAFKA_PASSWORD="reader-secret")
    assert run.code in (1, 6) and "DAC0872" in run.talk and "not authorised" in run.talk, run
    assert world.witness.config("readonly") == {}


def test_a_broker_that_is_down_costs_one_clear_line(world):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = f"127.0.0.1:{free.getsockname()[1]}"
    project = world.project(topic("nowhere"), server=server)
    run = project.plan(code=1)
    said = run.json["unknown"]
    assert len(said) == 1 and f"kafka at {server} does not answer" in said[0]["why"], said
    assert run.seconds < 10, run.seconds


def test_a_broker_that_says_nothing_costs_the_deadline(world):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen(16)
        project = world.project(topic("mute"), server=f"127.0.0.1:{mute.getsockname()[1]}", target=", timeout: 2s")
        run = project.plan(code=1)
    assert "does not answer" in run.json["unknown"][0]["why"] or "did not answer" in run.json["unknown"][0]["why"], run
    assert run.seconds < 6, run.seconds


def test_tls_is_verified(world):
    server = world.broker.address("ssl")
    ca = str(world.broker.folder / "tls/ca.crt")
    project = world.project(topic("by_tls"), server=server, target=f", security: {{protocol: SSL, ca: '{ca}'}}")
    project.plan()
    untrusting = world.project(topic("by_tls"), server=server, target=", timeout: 3s, security: {protocol: SSL}")
    run = untrusting.plan(code=1)
    assert "its certificate: no authority that is trusted here has signed it" in run.json["unknown"][0]["why"], run


def tls(world, more=""):
    return f", timeout: 5s, security: {{protocol: SSL, ca: '{world.broker.folder / 'tls/ca.crt'}'{more}}}"


def test_an_expired_certificate_is_said_as_such(world):
    """DAC0870, with what is wrong with it."""
    server = world.broker.address("expired")
    run = world.project(topic("by_expired"), server=server, target=tls(world)).plan(code=1)
    assert run.json["unknown"][0]["why"] == f"kafka at {server} cannot be trusted: its certificate: it has expired", run
    assert run.seconds < 3, run.seconds


def test_a_certificate_makes_the_user(world):
    world.witness.create("by_certificate")
    own = "".join(f", {field}: '{world.broker.folder / 'tls' / name}'" for field, name in (("certificate", "client.crt"), ("key", "client.key")))
    project = world.project(topic("by_certificate"), server=world.broker.address("mtls"), target=tls(world, own))
    run = project.plan(code=1)
    assert "not authorised: DESCRIBE" in run.json["unknown"][0]["why"], run
    world.witness.allow("CN=client", "by_certificate", AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS)
    time.sleep(0.5)
    assert project.plan().steps["topic/by_certificate"]["action"] == "adopt"


def test_a_certificate_that_is_missing_is_asked_for(world):
    project = world.project(topic("by_none"), server=world.broker.address("mtls"), target=tls(world))
    run = project.plan(code=1)
    assert "wants a certificate of dac's own" in run.json["unknown"][0]["why"], run
    assert world.witness.topic("by_none") is None


def test_passwords_in_plain_and_tls_under_a_login(world):
    project = world.project(topic("by_plain"), **sasl(world, "admin", "PLAIN"))
    project.apply(DAC_SECRET_KAFKA_PASSWORD="admin-secret")
    assert world.witness.topic("by_plain")
    run = project.plan(code=1, DAC_SECRET_KAFKA_PASSWORD="not-it")
    assert "refuses the login" in run.json["unknown"][0]["why"] and "PLAIN" in run.json["unknown"][0]["why"], run
    login = (f", timeout: 5s, security: {{protocol: SASL_SSL, ca: '{world.broker.folder / 'tls/ca.crt'}', mechanism: SCRAM-SHA-512, username: admin, "
             "password: '${secret.KAFKA_PASSWORD}'}")
    project = world.project(topic("by_both"), server=world.broker.address("sasl_ssl"), target=login)
    project.apply(DAC_SECRET_KAFKA_PASSWORD="admin-secret")
    assert world.witness.topic("by_both")


class TokenServer:
    """What an identity provider does for a client that has an id and a secret: gives a token that names it."""

    def __enter__(self):
        asked = self.asked = []

        def encoded(part):
            return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                asked.append(self.headers.get("Authorization"))
                now = int(time.time())
                token = encoded({"alg": "none"}) + "." + encoded({"sub": "admin", "iat": now, "exp": now + 600}) + "."
                text = json.dumps({"access_token": token, "token_type": "bearer", "expires_in": 600}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/token"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def test_a_token_of_an_identity_provider_logs_in(world):
    """OAUTHBEARER by properties, as docs/providers/kafka.md says; the broker believes any token that is in time."""
    with TokenServer() as tokens:
        login = (", timeout: 5s, security: {protocol: SASL_PLAINTEXT, mechanism: OAUTHBEARER}, properties: {sasl.oauthbearer.method: oidc, "
                 f"sasl.oauthbearer.client.id: dac, sasl.oauthbearer.client.secret: '${{secret.KAFKA_PASSWORD}}', sasl.oauthbearer.token.endpoint.url: '{tokens.url}'}}")
        project = world.project(topic("by_token"), server=world.broker.address("sasl"), target=login)
        run = project.apply("-v", DAC_SECRET_KAFKA_PASSWORD="of-the-client")
        assert "of-the-client" not in run.out + run.talk
    assert world.witness.topic("by_token")
    assert base64.b64decode(tokens.asked[0].removeprefix("Basic ")) == b"dac:of-the-client", tokens.asked


def test_a_token_gives_its_users_rights_and_no_more(world):
    login = (", timeout: 5s, security: {protocol: SASL_PLAINTEXT, mechanism: OAUTHBEARER}, properties: {enable.sasl.oauthbearer.unsecure.jwt: true, "
             "sasl.oauthbearer.config: 'principal=nobody'}")
    project = world.project(topic("by_nobody_known"), server=world.broker.address("sasl"), target=login)
    run = project.plan(code=1)
    assert "not authorised" in run.json["unknown"][0]["why"], run


def test_any_property_of_the_library_can_be_set(world):
    ca = world.broker.folder / "tls/ca.crt"
    given = f", properties: {{security.protocol: ssl, ssl.ca.location: '{ca}'}}"
    world.project(topic("by_property"), server=world.broker.address("ssl"), target=given).plan()
    run = world.project(topic("by_property"), target=", properties: {no.such.property: 1}").plan(code=1)
    assert "no.such.property" in run.json["unknown"][0]["why"], run
