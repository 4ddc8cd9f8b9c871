"""What dac finds in SQL is what the engines read: agreement_test.py SQL_COLUMNS [part of a test's name]. DuckDB's binder says of each query which
tables and columns it needs: those without which it is refused. PostgreSQL's catalogue says
which columns a view of it uses, ClickHouse's analyzer which columns of which tables it resolved."""

import json
import os
import pathlib
import random
import re
import subprocess
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests" / "support"))

import by_hand  # noqa: E402
import clickhouse  # noqa: E402
import nexmark  # noqa: E402
from corpus import HOME, corpus  # noqa: E402
from postgres import Postgres  # noqa: E402
from runner import run_tests  # noqa: E402

sys.path.insert(0, str(HOME / "duckdb-1.5.6"))
import duckdb  # noqa: E402

FINDER = os.path.abspath(sys.argv[1])
RANDOM = 600
MOST_UNREAD = 0.02
MOST_MS = 50  # the 99 queries of TPC-DS
# What an engine reads that no part of the query reads.
DIFFERS = {
    "SELECT j.name FROM (orders JOIN customers ON customer = customers.id) AS j": "ClickHouse takes a join in brackets for a query of all columns",
}
# Where all columns are read though no star stands in the text.
READS_ALL = re.compile(r"\*|\bNATURAL\b|\bPIVOT|\bUNPIVOT\b|\bTABLE\b|\bCOLUMNS\b|^\s*\(?FROM\b|\(\s*FROM\b|\bVALUES\b", re.IGNORECASE)


def look(cases, *options):
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    run = subprocess.run([FINDER, *options], input=lines, capture_output=True, text=True, check=True)
    return run.stdout if options else [json.loads(line) for line in run.stdout.splitlines()]


class Binder:
    """DuckDB over some tables, all of them empty."""

    def __init__(self, tables):
        self.tables = tables
        self.connection = duckdb.connect()
        self.connection.execute("PRAGMA disable_optimizer")
        for table, columns in tables.items():
            listed = ", ".join(f'"{name}" {self.type_of(kind)}' for name, kind in columns)
            self.connection.execute(f'CREATE TABLE "{table}" ({listed})')

    @staticmethod
    def type_of(kind):
        return "VARCHAR" if kind.upper().startswith(("CHAR", "TEXT", "VARCHAR(")) else kind

    def binds(self, sql):
        try:
            self.connection.execute("EXPLAIN " + sql).fetchall()
            return True
        except duckdb.Error:
            return False

    def needs(self, sql, change, back):
        self.connection.execute(change)
        try:
            return not self.binds(sql)
        finally:
            self.connection.execute(back)

    def reads(self, sql):
        """The tables that it needs, and the pairs of table and column."""
        words = {word.lower() for word in re.findall(r"\w+", sql)}
        tables, pairs = set(), set()
        for table, columns in self.tables.items():
            if table.lower() not in words:
                continue
            if not self.needs(sql, f'ALTER TABLE "{table}" RENAME TO dac_gone', f'ALTER TABLE dac_gone RENAME TO "{table}"'):
                continue
            tables.add(table.lower())
            for column, _ in columns:
                if column.lower() not in words:
                    continue
                if self.needs(sql, f'ALTER TABLE "{table}" RENAME "{column}" TO dac_gone', f'ALTER TABLE "{table}" RENAME dac_gone TO "{column}"'):
                    pairs.add((table.lower(), column.lower()))
        return tables, pairs


def relations_of(tables):
    return {table: [column for column, _ in columns] for table, columns in tables.items()}


def sets():
    """(name, tables, queries)"""
    for name, one in corpus().items():
        yield name, one["tables"], one["queries"]
    yield "by hand", by_hand.TABLES, by_hand.by_hand()
    yield "random", by_hand.TABLES, by_hand.random_queries(random.Random(20261124), RANDOM)


JUDGED = []


def judged():
    """(name of the set, query, what dac finds, tables and pairs that DuckDB needs) of all that DuckDB takes."""
    if not JUDGED:
        for name, tables, queries in sets():
            binder = Binder(tables)
            taken = [query for query in (text.strip().rstrip(";") for text in queries) if binder.binds(query)]
            print(f"  {name}: {len(taken)} of {len(queries)} queries", flush=True)
            found = look([{"sql": query, "relations": relations_of(tables)} for query in taken])
            assert len(found) == len(taken), (name, len(found), len(taken))
            JUDGED.extend((name, query, dac, *binder.reads(query)) for query, dac in zip(taken, found))
    return JUDGED


def told(wrong):
    return f"{len(wrong)}:" + "".join(f"\n[{name}] {query}\n  {what}" for name, query, what in wrong[:8])


def written(dac, query):
    """The target of an INSERT is needed and not read."""
    target = re.match(r"\s*INSERT INTO (\w+)", query, re.IGNORECASE)
    return {target.group(1).lower()} if target else set()


def test_no_relation_is_missed_and_none_is_made_up():
    wrong = []
    for name, query, dac, tables, _ in judged():
        found = {relation.split(".")[-1].lower() for relation in dac["relations"]}
        if found | written(dac, query) != tables | found & written(dac, query):
            wrong.append((name, query, f"dac {sorted(found)}, DuckDB {sorted(tables)}"))
        if dac["problems"]:
            wrong.append((name, query, f"problems: {dac['problems']}"))
    assert len(judged()) >= 500, len(judged())
    assert not wrong, told(wrong)


def test_no_column_is_missed():
    wrong, pairs = [], 0
    for name, query, dac, _, needed in judged():
        read = {(relation.split(".")[-1].lower(), column.lower()) for relation, column in dac["read"]}
        pairs += len(needed)
        missed = {pair for pair in needed if pair not in read and (pair[0], "*") not in read and pair[0] not in written(dac, query)}
        if missed:
            wrong.append((name, query, f"missed {sorted(missed)}"))
    print(f"  {len(judged())} queries, {pairs} pairs of relation and column")
    assert not wrong, told(wrong)


def test_what_is_reported_is_read():
    unread, pairs, needless = [], 0, []
    for name, query, dac, _, needed in judged():
        for relation, column in dac["read"]:
            pair = (relation.split(".")[-1].lower(), column.lower())
            if column == "*":
                if not READS_ALL.search(query) and not re.search(rf"\b\w*(?:json|row)\w*\(|SELECT {pair[0]}\b|SELECT (\w) FROM {pair[0]} \1", query, re.IGNORECASE):
                    needless.append((name, query, f"* of {relation}"))
                continue
            pairs += 1
            if pair not in needed:
                unread.append((name, query, f"not read: {relation}.{column}"))
    print(f"  {len(unread)} of {pairs} pairs are not read ({100 * len(unread) / pairs:.2f}%)")
    assert not needless, told(needless)
    assert pairs > 1000 and len(unread) <= MOST_UNREAD * pairs, told(unread)


def test_what_binds_has_no_unknown_column():
    wrong = [(name, query, dac["strays"]) for name, query, dac, _, _ in judged() if dac["strays"]]
    assert not wrong, told(wrong)


def test_a_column_that_is_gone_is_told_or_may_be_there():
    """Each needed pair once more, of a relation that lacks the column: dac says so, and never names another."""
    cases, wanted = [], []
    for name, query, dac, _, needed in judged():
        if name not in ("by hand", "random"):
            continue
        relations = relations_of(by_hand.TABLES)
        for table, column in sorted(needed):
            cases.append({"sql": query, "relations": {**relations, table: [one for one in relations[table] if one != column]}})
            wanted.append(column)
    strays = [one["strays"] for one in look(cases)]
    wrong = [("", case["sql"], f"{column} is gone, dac tells {found}") for case, column, found in zip(cases, wanted, strays) if set(found) - {column}]
    told_of = sum(1 for found in strays if found)
    print(f"  {told_of} of {len(cases)} columns that are gone are told")
    assert not wrong, told(wrong)
    assert len(cases) > 500 and told_of > 0.5 * len(cases), (told_of, len(cases))


def written_down(queries, relations):
    """Held against the pairs that stand beside each query."""
    found = look([{"sql": query, "relations": relations} for query, _ in queries])
    wrong = []
    for (query, pairs), dac in zip(queries, found):
        read = {f"{relation}.{column}" for relation, column in dac["read"]}
        if read != set(pairs.split()) or dac["problems"] or dac["strays"]:
            wrong.append(("by hand", query, f"{sorted(read)}, wanted {sorted(pairs.split())}; {dac['problems']} {dac['strays']}"))
    assert len(found) == len(queries) and not wrong, told(wrong)


def test_other_engines():
    written_down(by_hand.OTHERS, relations_of(by_hand.TABLES))


def test_nexmark():
    written_down(nexmark.QUERIES, nexmark.TABLES)


def hold(name, queries, tables, usage):
    """(queries that the engine takes, pairs that dac reports, what is wrong, pairs that are not read), the engine's own pairs beside each query."""
    cases = [(query, {(table.lower(), column.lower()) for table, column in used}) for query, used in zip(queries, usage) if used is not None]
    print(f"  {name}: {len(cases)} of {len(queries)} queries", flush=True)
    assert len(cases) == len(queries) or not name.startswith("by hand for"), [query for query, used in zip(queries, usage) if used is None]
    wrong, unread, pairs = [], [], 0
    for (query, used), dac in zip(cases, look([{"sql": query, "relations": relations_of(tables)} for query, _ in cases])):
        read = {(relation.split(".")[-1].lower(), column.lower()) for relation, column in dac["read"]}
        missed = {pair for pair in used if pair not in read and (pair[0], "*") not in read}
        pairs += len([pair for pair in read if pair[1] != "*"])
        unread += [(name, query, f"not read: {pair}") for pair in sorted(read - used) if pair[1] != "*"]
        if (missed and query not in DIFFERS) or dac["strays"] or dac["problems"]:
            wrong.append((name, query, f"missed {sorted(missed)}, unknown {dac['strays']}, {dac['problems']}"))
    return len(cases), pairs, wrong, unread


def all_hold(held):
    taken, pairs = sum(one[0] for one in held), sum(one[1] for one in held)
    wrong, unread = [what for one in held for what in one[2]], [what for one in held for what in one[3]]
    print(f"  {taken} queries; {len(unread)} of {pairs} pairs are not read ({100 * len(unread) / max(pairs, 1):.2f}%)")
    assert not wrong, told(wrong)
    assert taken >= 300 and len(unread) <= MOST_UNREAD * pairs, (taken, told(unread))


def plain(queries):
    return [text.strip().rstrip(";") for text in queries]


def test_postgresql():
    made = [("by hand for postgresql", by_hand.TABLES, by_hand.POSTGRESQL.strip().split("\n")), *sets()]
    with Postgres() as server:
        all_hold([hold(name, plain(queries), tables, server.usage(f"set_{name.replace(' ', '_')}", tables, plain(queries))) for name, tables, queries in made])


def test_clickhouse():
    made = [("by hand for clickhouse", by_hand.TABLES, clickhouse.QUERIES.strip().splitlines()), *sets()]
    environment = {**os.environ, "PYTHONPATH": str(HOME / "chdb-core-26.9.0")}
    run = subprocess.run([sys.executable, "-B", clickhouse.__file__], input=json.dumps([(tables, plain(queries)) for _, tables, queries in made]),
                         env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    all_hold([hold(name, plain(queries), tables, usage) for (name, tables, queries), usage in zip(made, json.loads(run.stdout.splitlines()[-1]))])


def test_tpcds_is_quick():
    one = corpus()["tpcds"]
    cases = [{"sql": query, "relations": relations_of(one["tables"])} for query in one["queries"]]
    assert len(cases) == 99, len(cases)
    said = [look(cases, "--time") for _ in range(5)]
    print(f"  99 queries: {said}")
    most = MOST_MS * (20 if "sanitizers" in said[0] else 1)
    assert min(float(text.split()[0]) for text in said) <= most, said


if __name__ == "__main__":
    sys.exit(run_tests("sql", [test for name, test in list(globals().items()) if name.startswith("test_")]))
