"""What PostgreSQL says that queries read: each becomes a view on a real server, whose catalogue then lists the columns that the view uses."""

import json
import pathlib
import re
import subprocess
import tempfile

START = pathlib.Path(__file__).resolve().parents[1] / "services" / "postgres"
TYPES = {"DOUBLE": "double precision", "VARCHAR[]": "varchar[]", "HUGEINT": "numeric", "TINYINT": "smallint", "FLOAT": "real"}


class Postgres:
    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="dac-sql-")
        self.url = subprocess.run([START, "start", self.folder.name], capture_output=True, text=True, check=True).stdout.strip()
        return self

    def __exit__(self, *_):
        subprocess.run([START, "stop", self.folder.name], check=True)
        self.folder.cleanup()

    def run(self, text):
        run = subprocess.run(["psql", self.url, "-X", "-q", "-A", "-t", "-f", "-"], input=text, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        return run.stdout

    def usage(self, schema, tables, queries):
        """Of each query: the pairs of table and column that its view uses; None where PostgreSQL does not take it."""
        text = f"CREATE SCHEMA {schema}; SET search_path = {schema};\n"
        for table, columns in tables.items():
            listed = ", ".join(f"{name} {self.type_of(schema, table, name, kind)}" for name, kind in columns)
            for name, kind in columns:
                if kind.startswith("STRUCT"):
                    text += f"CREATE TYPE {self.type_of(schema, table, name, kind)} AS ({kind[7:-1]});\n"
            text += f"CREATE TABLE {table} ({listed});\n"
        for i, query in enumerate(queries):
            # The names of an answer may repeat only where nobody sees them.
            text += f"CREATE VIEW view_{i} AS SELECT 1 AS one FROM (\n{query}\n) AS answer;\n"
        text += f"""SELECT json_build_object('view', v.table_name, 'read',
            (SELECT json_agg(json_build_array(u.table_name, u.column_name)) FROM information_schema.view_column_usage u
             WHERE u.view_schema = '{schema}' AND u.view_name = v.table_name))
            FROM information_schema.views v WHERE v.table_schema = '{schema}';\n"""
        found = {}
        for line in self.run(text).splitlines():
            row = json.loads(line)
            found[row["view"]] = {tuple(pair) for pair in row["read"] or []}
        return [found.get(f"view_{i}") for i in range(len(queries))]

    @staticmethod
    def type_of(schema, table, name, kind):
        if kind.startswith("STRUCT"):
            return f"{schema}.{table}_{name}"
        return TYPES.get(kind.upper(), re.sub(r"^STRING$|^TEXT$", "text", kind, flags=re.IGNORECASE))
