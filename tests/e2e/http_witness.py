"""A foreign client of a system that speaks HTTP and JSON: asks it without dac."""

import json
import urllib.error
import urllib.request


class HttpWitness:
    ABSENT = (404,)  # what a GET is answered of a thing that is not there

    def __init__(self, url):
        self.url = url

    def ask(self, method, path, body=None):
        """What it answers, None where that is empty or nothing is there."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
                text = answer.read()
                return json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            if error.code in self.ABSENT and method == "GET":
                return None
            raise
