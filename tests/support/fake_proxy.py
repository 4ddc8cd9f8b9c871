"""A proxy that leads to https by CONNECT, as a company's does: a fake, named so. What goes through it is not looked at."""

import base64
import select
import socket
import threading


class FakeProxy:
    """From `with` to its end. Takes one user; `asked` holds the "host:port" of each tunnel, `refused` counts those without the right login."""

    def __init__(self, user, password):
        self.login = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self.asked, self.refused = [], 0
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.close()

    def accept(self):
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self.lead, args=(client,), daemon=True).start()

    def lead(self, client):
        with client:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = client.recv(4096)
                if not piece:
                    return
                head += piece
            lines = head.decode().split("\r\n")
            method, place, _ = lines[0].split(" ")
            fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
            if fields.get("proxy-authorization") != self.login:
                self.refused += 1
                client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"fake\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            if method != "CONNECT":
                client.sendall(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            self.asked.append(place)
            host, port = place.rsplit(":", 1)
            with socket.create_connection((host, int(port))) as other:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                self.pump(client, other)

    @staticmethod
    def pump(client, other):
        while True:
            for ready in select.select([client, other], [], [])[0]:
                piece = ready.recv(65536)
                if not piece:
                    return
                (other if ready is client else client).sendall(piece)
