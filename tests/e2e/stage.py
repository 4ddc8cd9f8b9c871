"""A project in a folder of its own, dac run in it, and a runner that counts."""

import atexit
import fcntl
import json
import os
import pathlib
import pty
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests" / "support"))

from runner import run_tests  # noqa: E402, F401: what uses the stage runs by it

# Of Linux: unlocks the other end, says its number (asm-generic/ioctls.h).
TIOCSPTLCK, TIOCGPTN = 0x40045431, 0x80045430
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "dac"


def project_file(environment, targets, ephemeral=False, secrets=""):
    """A dac.yaml with one environment; targets and secrets as they stand between braces."""
    return f"""apiVersion: dac/v1
kind: Project
metadata: {{name: e2e}}
spec:
  ownership: optional
  secrets: {{{secrets}}}
  environments:
    {environment}:
      ephemeral: {str(ephemeral).lower()}
      targets: {{{targets}}}
"""


def use_kafka_client():
    """confluent_kafka, as tests/services/kafka fetched it, can be imported from here on."""
    sys.path.insert(0, str(CACHE / "confluent-kafka-2.8.0"))



def open_terminal():
    """Both ends of a terminal, from a mount of its own where the machine has none, as in a bare chroot."""
    try:
        return pty.openpty()
    except OSError:
        folder = tempfile.mkdtemp(prefix="dac-pts-")
    subprocess.run(["mount", "-t", "devpts", "-o", "newinstance,ptmxmode=0666,mode=0600", "devpts", folder], check=True)
    try:
        terminal = os.open(f"{folder}/ptmx", os.O_RDWR | os.O_NOCTTY)
        fcntl.ioctl(terminal, TIOCSPTLCK, struct.pack("i", 0))
        number = struct.unpack("i", fcntl.ioctl(terminal, TIOCGPTN, struct.pack("i", 0)))[0]
        return terminal, os.open(f"{folder}/{number}", os.O_RDWR | os.O_NOCTTY)
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
        os.rmdir(folder)


class Run:
    """What a command printed and how it ended."""

    def __init__(self, process, seconds):
        self.code = process.returncode
        self.out = process.stdout
        self.talk = process.stderr
        self.seconds = seconds

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def steps(self):
        return {step["resource"]: step for step in self.json["steps"]}

    def __str__(self):
        return f"exit {self.code}\n--- out\n{self.out}\n--- talk\n{self.talk}"


class Project:
    """A folder with dac.yaml and other files; goes with the process."""

    def __init__(self, dac, project_file, **files):
        self.dac = dac
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="dac-e2e-"))
        atexit.register(self.close)
        self.write("dac.yaml", project_file)
        for name, text in files.items():
            self.write(name + ".yaml", text)

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def remove(self, name):
        (self.folder / name).unlink()

    def start(self, *arguments, **environment):
        return subprocess.Popen(
            [self.dac, *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )

    def run(self, *arguments, code=0, **environment):
        begin = time.monotonic()
        process = self.start(*arguments, **environment)
        process.stdout, process.stderr = process.communicate(timeout=300)
        run = Run(process, time.monotonic() - begin)
        if code is not None:
            assert run.code == code, f"dac {' '.join(arguments)}: wanted exit {code}, {run}"
        return run

    def plan(self, *arguments, code=0, **environment):
        return self.run("plan", "-o", "json", *arguments, code=code, **environment)

    def apply(self, *arguments, code=0, **environment):
        return self.run("apply", "--yes", *arguments, code=code, **environment)

    def is_settled(self, *arguments, **environment):
        """Nothing is left to do."""
        run = self.plan("--detailed-exitcode", *arguments, code=None, **environment)
        assert run.code == 0 and run.json["steps"] == [], f"there is more to do: {run}"

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Service:
    """A server of tests/services, in a fresh folder, from `with` to its end."""

    def __init__(self, name, *start, **environment):
        """Begun by `start` and its arguments, the folder in between: ("join", OTHER)."""
        self.script = str(REPOSITORY / "tests/services" / name)
        self.how, *self.arguments = start or ["start"]
        # Its log and its certificates in memory where there is any: a server must not wait for a disk that others keep busy.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"dac-{name}-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
        self.environment = {**os.environ, **environment}

    def __enter__(self):
        subprocess.run([self.script, self.how, str(self.folder), *self.arguments], check=True, stdout=subprocess.DEVNULL, env=self.environment)
        return self

    def __exit__(self, *_):
        subprocess.run([self.script, "stop", str(self.folder)], check=True, env=self.environment)
        shutil.rmtree(self.folder, ignore_errors=True)

    def signal(self, number):
        os.kill(int((self.folder / "pid").read_text()), number)

    def kill(self):
        """At once, as when its machine loses power; `resume` starts it again with what it held."""
        self.signal(signal.SIGKILL)
        wait_for(lambda: subprocess.run(["ps", "-o", "stat=", "-p", (self.folder / "pid").read_text()], capture_output=True, text=True).stdout.strip()[:1] in ("", "Z"))

    def resume(self):
        subprocess.run([self.script, "resume", str(self.folder)], check=True, env=self.environment)

    def address(self, name="url"):
        return (self.folder / name).read_text().strip()


def wait_for(what, seconds=30):
    """Until `what` gives something true; that."""
    end = time.monotonic() + seconds
    while True:
        found = what()
        if found or time.monotonic() > end:
            assert found, "waited in vain"
            return found
        time.sleep(0.1)
