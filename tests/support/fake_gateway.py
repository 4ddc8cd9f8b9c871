"""What stands between dac and the real registry in tests: a fake that does what networks, gateways and busy registries do. What is not made
to fail goes to the real registry as it came."""

import base64
import http.client
import http.server
import socket
import ssl
import struct
import threading
import time
import urllib.parse


class FakeGateway:
    """A web server of its own before the real one at `url`, from `with` to its end. What a test sets acts on the next requests.

    faults: each is asked for (method, path, number of the request); what it gives instead of None is done:
      ("status", 500) or ("status", 429, {"Retry-After": "1"})    answered so
      ("slow", seconds)                                           waits, then does what was asked
      ("cut",)                                                    half of the answer, then the connection breaks
      ("deaf",)                                                   does what was asked, and breaks off without a word
      ("held", event)                                             waits for the event, then breaks off with nothing done
      ("stop",)                                                   does what was asked and answers; nobody is there from then on
    login: the header Authorization must be this, else 401. Every request is in `asked` as "GET /subjects", its body in `bodies`.
    As a proxy it takes whole urls too, and counts them in `proxied`.
    """

    def __init__(self, url, certificate=None):
        self.real = urllib.parse.urlsplit(url)
        self.asked, self.bodies, self.proxied = [], [], 0
        self.fault = lambda method, path, number: None
        self.login = None
        self.stopped = False
        self.lock = threading.Lock()
        self.certificate = certificate
        self.listen(0)
        self.origin = f"{'http' if certificate is None else 'https'}://127.0.0.1:{self.server.server_address[1]}"
        self.url = self.origin + self.real.path

    def listen(self, port):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), self.handler())
        self.server.daemon_threads = True
        if self.certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(f"{self.certificate}.crt", f"{self.certificate}.key")
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)

    def start_anew(self):
        """After it was stopped, at the same address; `with` again."""
        self.stopped = False
        self.listen(int(self.origin.rsplit(":", 1)[1]))

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Nobody is there any more: who comes is refused, and who is connected is cut off."""
        with self.lock:
            if self.stopped:
                return
            self.stopped = True
        self.server.shutdown()
        self.server.server_close()

    def note(self, method, path, body):
        with self.lock:
            self.bodies.append(body)
            self.asked.append(f"{method} {path.removeprefix(self.real.path)}")
            return len(self.asked)

    def forward(self, method, path, body, content_type):
        connection = http.client.HTTPConnection(self.real.hostname, self.real.port, timeout=30)
        connection.request(method, path, body, {"Content-Type": content_type} if content_type else {})
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, answer.getheader("Content-Type", "text/plain"), data

    def handler(self):
        fake = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # an answer leaves in one piece

            def log_message(self, *_):
                pass

            def reply(self, status, data, content_type="application/json", headers=None, cut=False):
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(data)))
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data[: len(data) // 2] if cut else data)
                self.wfile.flush()
                if cut:
                    self.hang_up()

            def hang_up(self):
                self.close_connection = True
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()

            def do(self):
                if fake.stopped:
                    return self.hang_up()
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or None
                path = self.path
                if path.startswith("http://"):
                    fake.proxied += 1
                    parts = urllib.parse.urlsplit(path)
                    path = parts.path + (f"?{parts.query}" if parts.query else "")
                number = fake.note(self.command, path, body)
                if fake.login is not None and self.headers.get("Authorization") != fake.login:
                    return self.reply(401, b'{"error_code": 401, "message": "wrong credentials"}')
                fault = fake.fault(self.command, path.removeprefix(fake.real.path), number)
                if fault and fault[0] == "status":
                    return self.reply(fault[1], b'{"error_code": %d, "message": "by the fake"}' % fault[1], headers=fault[2] if len(fault) > 2 else None)
                if fault and fault[0] == "slow":
                    time.sleep(fault[1])
                if fault and fault[0] == "held":
                    fault[1].wait(60)
                    return self.hang_up()
                status, content_type, data = fake.forward(self.command, path, body, self.headers.get("Content-Type"))
                if fault and fault[0] == "deaf":
                    return self.hang_up()
                if fault and fault[0] == "stop":
                    fake.stop()
                self.reply(status, data, content_type, cut=bool(fault and fault[0] == "cut"))
                if fake.stopped:
                    self.hang_up()

            do_GET = do_POST = do_PUT = do_DELETE = do

        return Handler


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
