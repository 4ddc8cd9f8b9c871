"""What the tests of provider postgres share: a server, a project on it, and psql, which says what it really holds and does what others do to it."""

import json
import subprocess

import stage


class World:
    def __init__(self, dac, service):
        self.dac = dac
        self.service = service
        self.url = service.address()

    def sql(self, statement, url=None, code=0):
        """The cells of the answer, a list a row."""
        done = subprocess.run(["psql", url or self.url, "-X", "-q", "-At", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", statement], capture_output=True, text=True)
        assert done.returncode == code, done.stderr
        return [line.split("\t") for line in done.stdout.splitlines()]

    def hold(self, statement):
        """A session that is in the middle of a transaction."""
        session = subprocess.Popen(["psql", self.url, "-X", "-q", "-At"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        session.stdin.write(f"BEGIN; {statement}; SELECT 'held';\n")
        session.stdin.flush()
        assert session.stdout.readline() == "held\n"
        return session


def project(world, more="", url=None, secrets="", **files):
    store = json.dumps({"provider": "postgres", "url": url or world.url})[:-1] + f"{more}}}"
    return stage.Project(world.dac, stage.project_file("prod", f"store: {store}", secrets=secrets), **files)


def table(name, *columns, more="", protect="false"):
    lines = "".join(f"    - {{name: {column}}}\n" for column in columns)
    return f"""apiVersion: dac/v1
kind: Table
metadata: {{name: {name}}}
spec:
  protect: {protect}
  columns:
{lines}{more}"""


def columns(world, name):
    return dict(world.sql(f"""SELECT attname, format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' not null' ELSE '' END
        FROM pg_attribute WHERE attrelid = '{name}'::regclass AND attnum > 0 AND NOT attisdropped"""))


def indexes(world, name):
    return dict(world.sql(f"SELECT x.relname, i.indisvalid FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = '{name}'::regclass"))


def file_of(world, name):
    """Another one after each rewrite."""
    return world.sql(f"SELECT pg_relation_filenode('{name}')")[0][0]


def codes(run, severity=None):
    return {finding["code"] for finding in run.json["findings"] if severity in (None, finding["severity"])}
