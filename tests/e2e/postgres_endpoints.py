"""Endpoints as functions of a real PostgreSQL: made, called by dac and by others, changed, dropped."""

import json

from postgres_world import codes, project, table

SALES = table("sales", "city, type: string", "day, type: date", 'total, type: "decimal(12,2)"', more="  primaryKey: [city, day]\n")


def endpoint(name, sql, params=(), more="", path=None):
    lines = "".join(f"    - {{name: {param}}}\n" for param in params)
    text = "".join(f"    {line}\n" for line in sql.splitlines())
    return f"""apiVersion: dac/v1
kind: Endpoint
metadata: {{name: {name}}}
spec:
  path: {path or "/" + name}
{"  params:" if params else "  params: []"}
{lines}  sql: |
{text}{more}"""


def test_made_and_called(world):
    sql = "SELECT city, total FROM sales -- by city\nWHERE total >= :least AND day >= :since ORDER BY total DESC LIMIT :n;"
    params = ('least, type: "decimal(12,2)", default: "0"', "since, type: date, required: true", "n, type: int32, default: 5, min: 1, max: 10", "unused, type: string, enum: [a, b]")
    work = project(world, sales=SALES, e=endpoint("top-cities", sql, params, more="  maxRows: 2\n"))
    work.apply()
    work.is_settled()
    world.sql("INSERT INTO sales VALUES ('Lyon', '2024-01-02', 10.5), ('Nice', '2024-01-03', 7), ('Old', '2020-01-01', 70)")
    answer = work.run("call", "top-cities", "since=2024-01-01", "-o", "json").json
    assert answer["columns"] == [{"name": "city", "type": "string"}, {"name": "total", "type": "decimal(12,2)"}], answer
    assert answer["rows"] == [{"city": "Lyon", "total": "10.50"}, {"city": "Nice", "total": "7.00"}], answer
    for arguments, code in (([], "DAC0602"), (["since=today"], "DAC0604"), (["since=2024-01-01", "n=11"], "DAC0605"), (["since=2024-01-01", "unused=c"], "DAC0606"), (["since=2024-01-01", "x=1"], "DAC0601"),
                            (["since=2000-01-01"], "DAC0623")):
        run = work.run("call", "top-cities", *arguments, code=1)
        assert code in run.out + run.talk, (code, run)
    # The same for whoever calls the function: PostgREST and others.
    assert world.sql("SELECT city FROM api.\"top-cities\"(since => '2024-01-01', n => 1)") == [["Lyon"]]
    for arguments in ("", "since => '2000-01-01'", "since => '2024-01-01', n => 11", "since => '2024-01-01', unused => 'c'"):
        world.sql(f'SELECT * FROM api."top-cities"({arguments})', code=1)


def test_values_of_every_type(world):
    params = ("s, type: string", "b, type: bool", "i, type: int32", "l, type: int64", "f, type: float64", 'd, type: "decimal(12,2)"', "t, type: timestamp", "y, type: date", "r, type: bytes", "j, type: json", "a, type: array<int64>")
    names = [param.split(",")[0] for param in params]
    work = project(world, e=endpoint("echo", "SELECT " + ", ".join(f":{name} AS {name}" for name in names), params))
    work.apply()
    work.is_settled()
    values = {"s": "it's; DROP TABLE \"x\" \\ $dac$ ü", "b": True, "i": -7, "l": 9223372036854775807, "f": 0.1, "d": "12.50", "t": "2024-01-31T10:00:00.5Z", "y": "2024-02-29", "r": "AP8=", "j": {"a": [1, None]}, "a": [1, None, 3]}
    given = [f"{name}={value if isinstance(value, str) else json.dumps(value)}" for name, value in values.items()]
    answer = work.run("call", "echo", *given, "-o", "json").json
    assert answer["rows"] == [values], answer
    assert [column["type"] for column in answer["columns"]] == ["string", "bool", "int32", "int64", "float64", "decimal(12,2)", "timestamp", "date", "bytes", "json", "array<int64>"], answer
    assert work.run("call", "echo", "-o", "json").json["rows"] == [dict.fromkeys(names)]
    assert work.run("call", "echo", "s=", "a=[]", "-o", "json").json["rows"][0] == {**dict.fromkeys(names), "s": "", "a": []}


def test_a_column_that_it_reads_gets_another_type(world):
    work = project(world, s=table("moving", "id, type: int64", "v, type: int32"), e=endpoint("moved", "SELECT v, id FROM moving WHERE id = :id", ["id, type: int64"]))
    work.apply()
    world.sql("INSERT INTO moving VALUES (1, 7)")
    work.write("s.yaml", table("moving", "id, type: int64", "v, type: int64"))
    work.apply()
    assert work.run("call", "moved", "id=1", "-o", "json").json["rows"] == [{"v": 7, "id": 1}]


def test_a_mistake_is_at_its_place(world):
    work = project(world, sales=SALES.replace("name: sales", "name: places"), e=endpoint("ok", "SELECT city FROM places"))
    work.apply()
    work.write("e.yaml", endpoint("ok", "SELECT city,\n  sum(total) OVER (PARTITION BY city) / lenght(city) AS x\nFROM places"))
    plan = work.plan(code=3)
    finding = next(finding for finding in plan.json["findings"] if finding["code"] == "DAC0923")
    assert "function lenght(text) does not exist" in finding["message"], finding
    assert (finding["position"]["line"], finding["position"]["column"]) == (9, 45), finding
    work.apply(code=3)
    assert world.sql("SELECT count(*) FROM pg_proc WHERE proname = 'ok' AND pronamespace = 'api'::regnamespace") == [["1"]]


def test_changed_with_its_callers_kept(world):
    world.sql("CREATE ROLE web LOGIN")
    work = project(world, e=endpoint("rights", "SELECT 1 AS one"))
    work.apply()
    assert world.sql("SELECT has_function_privilege('web', 'api.rights()', 'EXECUTE')") == [["f"]], "anybody may call it"
    world.sql("GRANT USAGE ON SCHEMA api TO web; GRANT EXECUTE ON FUNCTION api.rights() TO web")
    work.write("e.yaml", endpoint("rights", "SELECT :n AS one, 'x' AS two", ["n, type: int32"]))
    assert work.plan().steps["endpoint/rights"]["action"] == "update"
    work.apply()
    work.is_settled()
    assert world.sql("SELECT has_function_privilege('web', 'api.rights(int)', 'EXECUTE')") == [["t"]]
    assert world.sql("SELECT * FROM api.rights(5)", url=world.url.replace("dac@", "web@")) == [["5", "x"]]
    # What the file says no more stays as it is.
    work.write("e.yaml", endpoint("rights", "SELECT :n AS one, 'x' AS two", ["n, type: int32"], more="  maxRows: 7\n"))
    work.apply()
    work.write("e.yaml", endpoint("rights", "SELECT :n AS one, 'y' AS two", ["n, type: int32"]))
    work.apply()
    assert "LIMIT 8" in world.sql("SELECT replace(prosrc, chr(10), ' ') FROM pg_proc WHERE proname = 'rights'")[0][0]
    # Changed behind dac's back, then taken away.
    world.sql("CREATE OR REPLACE FUNCTION api.rights(n int DEFAULT NULL) RETURNS SETOF api.rights_answer LANGUAGE sql AS $$SELECT 6, 'theirs'$$")
    changes = work.plan(code=None).steps["endpoint/rights"]["changes"]
    assert [(change["path"], change["cause"]) for change in changes] == [("spec.sql", "drift")], changes
    work.apply()
    work.is_settled()
    world.sql("CREATE FUNCTION api.by_hand() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    assert "endpoint/by_hand" in work.run("orphans", code=1).out
    work.remove("e.yaml")
    work.apply("--max-deletes", "1")
    assert world.sql("SELECT proname FROM pg_proc WHERE pronamespace = 'api'::regnamespace AND proname IN ('rights', 'by_hand')") == [["by_hand"]]


def test_what_scans_a_large_table_is_told(world):
    work = project(world, l=table("large", "id, type: int64", "v, type: int32", more="  primaryKey: [id]\n"))
    work.apply()
    world.sql("INSERT INTO large SELECT k, k FROM generate_series(1, 150000) k; ANALYZE large")
    work.write("e.yaml", endpoint("scans", "SELECT id FROM large WHERE v = :v", ["v, type: int32"]))
    plan = work.plan()
    assert "DAC0931" in codes(plan, "warning"), plan
    work.write("e.yaml", endpoint("scans", "SELECT v FROM large WHERE id = :v", ["v, type: int64"]))
    assert "DAC0931" not in codes(work.plan())


def test_two_hundred_of_them(world):
    work = project(world, **{f"e{n}": endpoint(f"many{n}", f"SELECT {n} AS n, :a AS a", ["a, type: int32"]) for n in range(200)})
    work.apply()
    run = work.plan("-v")
    assert run.json["summary"]["unchanged"] == 200, run
    asked = [line for line in run.talk.splitlines() if "SELECT" in line]
    print(f"  200 endpoints: {len(asked)} statements, {run.seconds:.2f} s")
    assert 0 < len(asked) < 30, run.talk


def test_called_before_it_is_there(world):
    work = project(world, e=endpoint("absent", "SELECT 1 AS one"))
    run = work.run("call", "absent", code=1)
    assert "DAC0622" in run.out + run.talk, run
    (work.folder / "dac.yaml").write_text((work.folder / "dac.yaml").read_text().replace("@127.0.0.1", "@127.0.0.2"))
    run = work.run("call", "absent", code=1)
    assert "DAC0920" in run.out + run.talk and "Connection refused" in run.out + run.talk, run
