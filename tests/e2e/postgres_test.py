"""dac against a real PostgreSQL server: tables here, endpoints in postgres_endpoints."""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

import postgres_endpoints
import stage
from postgres_world import World, codes, columns, file_of, indexes, project, table

ALL_TYPES = ("s, type: string", "b, type: bool", "i, type: int32", "l, type: int64, nullable: false", "f, type: float64", 'd, type: "decimal(12,2)"', "t, type: timestamp", "y, type: date",
             "r, type: bytes", "j, type: json", "a, type: array<string>", "n, native: varchar(20)", "z, native: timestamptz", '"odd ""name"', "Upper, type: string")


def test_made_as_written(world):
    columns_of = [column if not column.startswith('"odd') else "'odd \"name', type: int32, description: \"it's odd\"" for column in ALL_TYPES]
    work = project(world, a=table("a_made", *columns_of, more="  primaryKey: [l, s]\n  indexes: [{name: by_i, columns: [i, Upper]}, {name: one, columns: ['odd \"name'], unique: true}]\n"))
    plan = work.plan()
    operations = plan.steps["table/a_made"]["operations"]
    assert operations[0].startswith('CREATE TABLE "public"."a_made" ("s" text NOT NULL, "b" boolean, "i" integer, "l" bigint NOT NULL'), operations
    work.apply()
    work.is_settled()
    assert columns(world, "a_made") == {
        "s": "text not null", "b": "boolean", "i": "integer", "l": "bigint not null", "f": "double precision", "d": "numeric(12,2)", "t": "timestamp without time zone", "y": "date",
        "r": "bytea", "j": "jsonb", "a": "text[]", "n": "character varying(20)", "z": "timestamp with time zone", 'odd "name': "integer", "Upper": "text"}
    assert indexes(world, "a_made") == {"a_made_pkey": "t", "a_made_by_i": "t", "a_made_one": "t"}
    assert world.sql("SELECT col_description('a_made'::regclass, 14)") == [["it's odd"]]


def test_defaults_come_back_as_they_were_written(world):
    defaults = ("s, type: string, default: \"it's\"", "b, type: bool, default: true", "i, type: int32, default: -5", 'd, type: "decimal(12,2)", default: "1.50"', "t, type: timestamp, default: \"2024-01-31T10:00:00Z\"",
                "y, type: date, default: 2024-02-29", "f, type: float64, default: -0.5", "e, type: string, default: \"\"", "x, type: string, default: \"now()\"")
    work = project(world, b=table("b_defaults", "id, type: int64", *defaults))
    work.apply()
    work.is_settled()
    world.sql("INSERT INTO b_defaults (id) VALUES (1)")
    assert world.sql("SELECT s, b, i, d, t, y, f, e, x FROM b_defaults") == [["it's", "t", "-5", "1.50", "2024-01-31 10:00:00", "2024-02-29", "-0.5", "", "now()"]]


def test_changed_in_place(world):
    work = project(world, c=table("c_changed", "id, type: int64", "old, type: string, description: before", "n, native: varchar(10)", "d, type: \"decimal(10,2)\"", "i, type: int32, default: 7", "gone, type: string"))
    work.apply()
    world.sql("INSERT INTO c_changed SELECT k, 'v' || k, 'n', 1.5, k, 'g' FROM generate_series(1, 1000) k")
    before = file_of(world, "c_changed")
    work.write("c.yaml", table("c_changed", "id, type: int64", "fresh, type: string, renamedFrom: old, description: after", "n, native: varchar(20)", "d, type: \"decimal(12,2)\"", "i, type: int32, default: 8", "gone, type: string", "more, type: bool, default: true, nullable: false",
                                  more="  indexes: [{name: by_fresh, columns: [fresh]}]\n"))
    plan = work.plan()
    step = plan.steps["table/c_changed"]
    assert step["operations"] == [
        'ALTER TABLE "public"."c_changed" RENAME COLUMN "old" TO "fresh"',
        'ALTER TABLE "public"."c_changed" ALTER COLUMN "n" TYPE character varying(20), ALTER COLUMN "d" TYPE numeric(12,2), ALTER COLUMN "i" DROP DEFAULT, '
        'ALTER COLUMN "i" SET DEFAULT \'8\', ADD COLUMN "more" boolean NOT NULL DEFAULT \'true\'',
        'COMMENT ON COLUMN "public"."c_changed"."fresh" IS \'after\'',
        'CREATE INDEX CONCURRENTLY "c_changed_by_fresh" ON "public"."c_changed" ("fresh")'], step["operations"]
    assert [fact["count"] for fact in step["evidence"] if fact["what"] == "rows"] == [1000], step
    assert not codes(plan) & {"DAC0928", "DAC0929"}, plan
    work.apply()
    work.is_settled()
    assert file_of(world, "c_changed") == before, "rows were written anew"
    assert world.sql("SELECT count(*), min(fresh), bool_and(more) FROM c_changed") == [["1000", "v1", "t"]]
    # Every row is written anew for another width, which the plan says; nulls are looked for.
    wider = work.folder / "c.yaml"
    wider.write_text(wider.read_text().replace("i, type: int32", "i, type: int64").replace("id, type: int64", "id, type: int64, nullable: false"))
    assert {"DAC0929", "DAC0930"} <= codes(work.plan())
    work.apply()
    assert columns(world, "c_changed")["i"] == "bigint" and file_of(world, "c_changed") != before
    # A column goes only with consent, and keys are exchanged.
    wider.write_text(wider.read_text().replace("    - {name: gone, type: string}\n", "") + "  primaryKey: [id]\n")
    plan = work.plan(code=None)
    assert plan.steps["table/c_changed"]["risk"] == "data-loss", plan
    work.apply()
    work.is_settled()
    world.sql("ALTER INDEX c_changed_pkey RENAME TO some_other_name")
    wider.write_text(wider.read_text().replace("primaryKey: [id]", "primaryKey: [id, fresh]"))
    work.apply()
    work.is_settled()
    assert columns(world, "c_changed")["fresh"] == "text not null"


def test_a_protected_table_loses_nothing_without_consent(world):
    work = project(world, d=table("d_protected", "id, type: int64", "gone, type: string", protect="true"))
    work.apply()
    world.sql("INSERT INTO d_protected VALUES (1, 'kept')")
    work.write("d.yaml", table("d_protected", "id, type: int64", protect="true"))
    step = work.plan(code=3).steps["table/d_protected"]
    work.apply(code=3)
    assert world.sql("SELECT gone FROM d_protected") == [["kept"]]
    work.write("yes.yaml", f"apiVersion: dac/v1\nkind: Approval\nmetadata: {{name: yes}}\nspec: {{change: \"{step['approve']}\", reason: meant}}\n")
    work.apply()
    assert list(columns(world, "d_protected")) == ["id"]


def test_a_type_without_a_safe_cast(world):
    work = project(world, e=table("e_swapped", "id, type: int64", "v, type: string, description: kept, nullable: false", more="  primaryKey: [id]\n  indexes: [{name: by_v, columns: [v, id]}]\n"))
    work.apply()
    world.sql("INSERT INTO e_swapped SELECT k, k::text FROM generate_series(1, 100) k; INSERT INTO e_swapped VALUES (0, 'many')")
    work.write("e.yaml", (work.folder / "e.yaml").read_text().replace("v, type: string", "v, type: int32"))
    plan = work.plan(code=3)
    finding = next(finding for finding in plan.json["findings"] if finding["code"] == "DAC0806")
    assert 'invalid input syntax for type integer: "many"' in finding["message"] and finding["position"]["line"] == 8, finding
    world.sql("DELETE FROM e_swapped WHERE id = 0")
    plan = work.plan()
    assert "DAC0928" in codes(plan, "warning") and plan.steps["table/e_swapped"]["risk"] == "data-loss", plan
    work.apply()
    work.is_settled()
    assert columns(world, "e_swapped") == {"id": "bigint not null", "v": "integer not null"}
    assert indexes(world, "e_swapped") == {"e_swapped_pkey": "t", "e_swapped_by_v": "t"}
    assert world.sql("SELECT count(*), sum(v) FROM e_swapped") == [["100", "5050"]]


def test_rows_that_do_not_fit_are_told_beforehand(world):
    work = project(world, f=table("f_rows", "id, type: int64", "v, type: string"))
    work.apply()
    world.sql("INSERT INTO f_rows VALUES (1, NULL), (1, 'x')")
    for change, wrong in (("  primaryKey: [id]\n", "1 key is there more than once"), ("  indexes: [{name: one, columns: [id], unique: true}]\n", "1 key is there more than once")):
        work.write("f.yaml", table("f_rows", "id, type: int64", "v, type: string", more=change))
        plan = work.plan(code=3)
        assert any(wrong in finding["message"] for finding in plan.json["findings"] if finding["code"] == "DAC0806"), plan
    for column, wrong in (("v, type: string, nullable: false", "1 row is null there"), ("v, type: string}\n    - {name: w, type: int32, nullable: false", "but table/f_rows has rows")):
        work.write("f.yaml", table("f_rows", "id, type: int64", column))
        plan = work.plan(code=3)
        assert any(wrong in finding["message"] for finding in plan.json["findings"] if finding["code"] == "DAC0806"), plan
        work.apply(code=3)


def test_an_index_that_was_left_behind_is_made_again(world):
    work = project(world, g=table("g_index", "id, type: int64"))
    work.apply()
    world.sql("INSERT INTO g_index VALUES (1), (1)")
    world.sql("CREATE UNIQUE INDEX CONCURRENTLY g_index_one ON g_index (id)", code=1)
    assert indexes(world, "g_index") == {"g_index_one": "f"}
    world.sql("DELETE FROM g_index")
    work.write("g.yaml", table("g_index", "id, type: int64", more="  indexes: [{name: one, columns: [id], unique: true}]\n"))
    assert work.plan().steps["table/g_index"]["operations"] == [
        'DROP INDEX CONCURRENTLY IF EXISTS "public"."g_index_one"', 'CREATE UNIQUE INDEX CONCURRENTLY "g_index_one" ON "public"."g_index" ("id")']
    work.apply()
    work.is_settled()
    assert indexes(world, "g_index") == {"g_index_one": "t"}


def test_an_index_that_fails_leaves_what_was_done_before(world):
    """The columns are there and owned, the index is not; the next apply makes it."""
    work = project(world, more=", lockTimeout: 500ms", h=table("h_half", "id, type: int64"))
    work.apply()
    session = world.hold("INSERT INTO h_half VALUES (1)")
    work.write("h.yaml", table("h_half", "id, type: int64", more="  indexes: [{name: by_id, columns: [id]}]\n"))
    run = work.apply(code=6)
    assert "DAC0924" in run.out + run.talk, run
    session.communicate("COMMIT;\n")
    work.apply()
    work.is_settled()
    assert indexes(world, "h_half") == {"h_half_by_id": "t"}


def test_a_lock_that_is_not_got_fails_the_step_cleanly(world):
    work = project(world, more=", lockTimeout: 300ms", i=table("i_locked", "id, type: int64"), j=table("j_free", "id, type: int64"))
    work.apply()
    session = world.hold("LOCK TABLE i_locked IN ACCESS SHARE MODE")
    for name in ("i_locked", "j_free"):
        work.write(f"{name[0]}.yaml", table(name, "id, type: int64", "more, type: string"))
    run = work.apply(code=6)
    assert "DAC0924" in run.out + run.talk and run.seconds < 5, run
    assert "more" not in columns(world, "i_locked") and "more" in columns(world, "j_free")
    session.communicate("COMMIT;\n")
    work.apply()
    work.is_settled()


def test_what_others_did(world):
    world.sql("CREATE SCHEMA IF NOT EXISTS sales; CREATE TABLE sales.\"K Theirs\" (id bigint PRIMARY KEY, note varchar(50) DEFAULT 'x'); CREATE INDEX theirs_idx ON sales.\"K Theirs\" (note)")
    work = project(world, k=table("k", "id, type: int64", 'note, native: varchar(50), default: x', more='  name: "sales.K Theirs"\n  primaryKey: [id]\n'))
    assert "table/sales.K Theirs" not in work.run("orphans", code=1).out
    step = work.plan().steps["table/k"]
    assert step["action"] == "adopt" and step["changes"] == [], step
    work.apply()
    work.is_settled()
    world.sql('ALTER TABLE sales."K Theirs" ALTER note SET DEFAULT \'y\', ADD COLUMN theirs int')
    drift = work.run("drift", "-o", "json", code=1).json
    assert "default" in json.dumps(drift), drift
    plan = work.plan(code=None)
    assert {change["cause"] for change in plan.steps["table/k"]["changes"]} == {"drift"}, plan
    # A view on it: the delete fails with the server's words, and nothing is gone.
    world.sql('CREATE VIEW sales.on_it AS SELECT note FROM sales."K Theirs"')
    work.remove("k.yaml")
    run = work.apply("--max-deletes", "1", code=1)
    assert "DAC0923" in run.out + run.talk and "depend" in run.out + run.talk, run
    world.sql("DROP VIEW sales.on_it")
    work.apply("--max-deletes", "1")
    assert world.sql("SELECT to_regclass('sales.\"K Theirs\"') IS NULL") == [["t"]]


def test_what_a_table_cannot_declare_is_left_alone(world):
    world.sql("""CREATE TABLE u_rich (id bigserial PRIMARY KEY, city varchar(30) NOT NULL, at timestamptz DEFAULT now(), twice int GENERATED ALWAYS AS (2) STORED, UNIQUE (city, at));
        CREATE INDEX partial ON u_rich (city) WHERE city <> ''; CREATE INDEX lowered ON u_rich (lower(city)); CREATE INDEX down ON u_rich (city DESC); CREATE INDEX u_rich_plain ON u_rich (city)""")
    before = indexes(world, "u_rich")
    work = project(world)
    work.run("import", "--to", "taken", "--only", "table/u_rich")
    assert "plain" in (work.folder / "taken/tables/u_rich.yaml").read_text()
    work.apply()
    work.is_settled()
    assert indexes(world, "u_rich") == before
    assert world.sql("SELECT count(*) FROM pg_attrdef WHERE adrelid = 'u_rich'::regclass") == [["3"]]


def test_one_that_is_not_managed_is_read_and_never_touched(world):
    world.sql("CREATE VIEW l_view AS SELECT 1 AS one, 'x'::text AS two")
    work = project(world, l=table("l_view", "one, type: int32").replace("{name: l_view}", "{name: l_view, managed: false}"))
    work.apply()
    work.is_settled()
    work.remove("l.yaml")
    work.apply()
    assert world.sql("SELECT one FROM l_view") == [["1"]]


def test_who_may_what(world):
    world.sql("CREATE ROLE reader LOGIN PASSWORD 'canary-pw'; CREATE TABLE m_other (id int)")
    address = re.search(r"@(.*)", world.url).group(1)
    work = project(world, url=f"postgresql://reader:${{secret.PW}}@{address}", secrets="PW: {targets: [store]}", m=table("m_other", "id, type: int32", "more, type: string"), n=table("m_new", "id, type: int32"))
    secret = {"DAC_SECRET_PW": "canary-pw"}
    run = work.apply(code=1, **secret)
    assert "DAC0922" in run.out + run.talk and "must be owner of table m_other" in run.out + run.talk, run
    assert "permission denied for schema public" in run.out + run.talk, run
    for command in (("plan",), ("plan", "-v"), ("plan", "-o", "json"), ("apply", "--yes", "-v")):
        out = work.run(*command, code=None, **secret)
        assert "canary" not in out.out + out.talk, out


def test_servers_that_are_not_there_or_do_not_let_us(world):
    for url, words in ((re.sub(r":\d+/", ":9/", world.url), "Connection refused"), (world.url.rsplit("/", 1)[0] + "/nowhere", 'database "nowhere" does not exist'), ("postgresql://a:canary@[", "none that PostgreSQL understands")):
        work = project(world, url=url, o=table("o", "id, type: int32"))
        plan = work.run("plan", code=1)
        assert words in plan.out + plan.talk and "canary" not in plan.out + plan.talk and plan.seconds < 15, plan
    # Another database is another system.
    world.sql("CREATE DATABASE other")
    work = project(world, o=table("o_pinned", "id, type: int32"))
    work.apply()
    (work.folder / "dac.yaml").write_text((work.folder / "dac.yaml").read_text().replace("/postgres\"", "/other\""))
    plan = work.run("plan", code=1)
    assert "DAC0308" in plan.out + plan.talk, plan
    world.sql("DROP DATABASE other")


def test_killed_at_any_time(world):
    work = project(world, **{f"p{n}": table(f"p_killed{n}", "id, type: int64") for n in range(30)})
    kills = 0
    for wait in (0.02, 0.04, 0.06, 0.1, 0.15):
        running = work.start("apply", "--yes")
        time.sleep(wait)
        kills += running.poll() is None
        running.kill()
        running.communicate()
    assert kills > 0, "every run was over before it was killed"
    work.apply()
    work.is_settled()
    assert world.sql("SELECT count(*) FROM pg_class WHERE relname LIKE 'p\\_killed%'") == [["30"]]


def test_the_server_goes_amid_a_run(world):
    with stage.Service("postgres") as service:
        own = World(world.dac, service)
        work = project(own, q=table("q", "id, type: int64"), r=table("r", "id, type: int64"))
        work.apply()
        session = own.hold("LOCK TABLE q IN ACCESS SHARE MODE")
        for name in "qr":
            work.write(f"{name}.yaml", table(name, "id, type: int64", "more, type: string"))
        running = work.start("apply", "--yes")
        stage.wait_for(lambda: own.sql("SELECT count(*) FROM pg_locks WHERE NOT granted") == [["1"]])
        own.sql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted")
        out, talk = running.communicate(timeout=60)
        assert running.returncode in (1, 6), out + talk
        assert "more" not in columns(own, "q")
        session.communicate("COMMIT;\n")
        work.apply()
        work.is_settled()


def test_an_interrupt_ends_a_wait(world):
    """What was done before it is owned; the statement that waits is cancelled after a few seconds."""
    work = project(world, more=", lockTimeout: 10m", v=table("v_waits", "id, type: int64"))
    work.apply()
    session = world.hold("LOCK TABLE v_waits IN ACCESS SHARE MODE")
    work.write("v.yaml", table("v_waits", "id, type: int64", "more, type: string"))
    work.write("a.yaml", table("a_made_first", "id, type: int64"))
    running = work.start("apply", "--yes")
    stage.wait_for(lambda: world.sql("SELECT count(*) FROM pg_locks WHERE NOT granted") == [["1"]])
    running.send_signal(signal.SIGINT)
    out, talk = running.communicate(timeout=60)
    assert running.returncode == 130, out + talk
    assert "more" not in columns(world, "v_waits") and "id" in columns(world, "a_made_first")
    session.communicate("COMMIT;\n")
    assert set(work.plan().steps) == {"table/v_waits"}
    work.apply()
    work.is_settled()


def test_a_plan_of_nothing_asks_little(world):
    work = project(world, **{f"t{n}": table(f"s_many{n}", "id, type: int64", "v, type: string", more="  primaryKey: [id]\n") for n in range(200)})
    work.apply()
    run = work.plan("-v")
    assert run.json["summary"]["unchanged"] == 200, run
    asked = [line for line in run.talk.splitlines() if "SELECT" in line]
    print(f"  200 tables: {len(asked)} statements, {run.seconds:.2f} s")
    assert 0 < len(asked) < 30, run.talk


def test_conformance(world):
    """The suite that every provider passes; it takes all tables away, so that server is one of its own."""
    program = pathlib.Path(world.dac).parents[1] / "tests/postgres_conformance"
    with stage.Service("postgres") as server:
        run = subprocess.run([str(program), server.address()], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr


def main():
    with stage.Service("postgres") as postgres:
        tests = [function for module in (sys.modules[__name__], postgres_endpoints) for name, function in vars(module).items() if name.startswith("test_")]
        code = stage.run_tests("e2e_postgres", tests, World(os.path.abspath(sys.argv[1]), postgres))
        if code:
            print((postgres.folder / "log").read_text()[-4000:])
    return code


if __name__ == "__main__":
    sys.exit(main())
