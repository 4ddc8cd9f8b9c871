"""Queries for every construct that the column finder knows, and random ones made of them, over five small tables."""

TABLES = {
    "orders": [["id", "INT"], ["customer", "INT"], ["amount", "DOUBLE"], ["ts", "TIMESTAMP"], ["tags", "VARCHAR[]"], ["note", "VARCHAR"]],
    "customers": [["id", "INT"], ["name", "VARCHAR"], ["city", "VARCHAR"], ["address", "STRUCT(street VARCHAR, zip INT)"]],
    "items": [["order_id", "INT"], ["sku", "VARCHAR"], ["price", "DOUBLE"], ["id", "INT"]],
    "prices": [["sku", "VARCHAR"], ["price", "DOUBLE"], ["at", "TIMESTAMP"]],
    "ids": [["id", "INT"]],
    "plan": [["id", "INT"], ["interval", "INT"], ["cost", "DOUBLE"]],
    "tree": [["id", "INT"], ["parent", "INT"], ["label", "VARCHAR"]],
}

# What DuckDB takes; a blank line parts two.
DUCKDB = """
SELECT id FROM orders
SELECT o.id, c.name FROM orders o, customers c WHERE o.customer = c.id
SELECT O.ID, "o"."amount" FROM orders AS o
SELECT orders.id FROM orders
SELECT main.orders.id FROM main.orders
SELECT * FROM orders
SELECT o.* FROM orders o JOIN customers c ON c.id = o.customer
SELECT * EXCLUDE (note) FROM orders
SELECT * REPLACE (amount * 2 AS amount) FROM orders
SELECT o.* EXCLUDE (id) FROM orders o
SELECT COLUMNS('a.*') FROM orders
SELECT count(*) FROM orders
SELECT count(*), count(amount), sum(amount) FILTER (WHERE note IS NULL) FROM orders
SELECT id * amount, 2 * amount FROM orders
FROM orders
FROM orders SELECT id WHERE amount > 1
FROM orders o JOIN items i ON i.order_id = o.id SELECT o.id, sku
SELECT id amount FROM orders
SELECT id AS amount FROM orders WHERE note = 'x'
SELECT id AS x, x + 1 AS y FROM orders
SELECT id AS x FROM orders WHERE x > 1 GROUP BY x ORDER BY x
SELECT upper(note) FROM orders GROUP BY ALL ORDER BY ALL
SELECT CASE WHEN id = 1 THEN amount ELSE 0 END total FROM orders
SELECT CASE id WHEN customer THEN note END FROM orders
SELECT cast(id AS VARCHAR), amount::INT, ts::DATE, try_cast(note AS INT) FROM orders
SELECT CAST({'id': id} AS STRUCT(amount INT)) FROM orders
SELECT extract(year FROM ts), date_part('month', ts), date_trunc('day', ts) FROM orders
SELECT ts + INTERVAL '1' DAY, ts - INTERVAL 3 HOUR, INTERVAL (id) DAY FROM orders
SELECT substring(note FROM 2 FOR 3), trim(BOTH 'x' FROM note), position('a' IN note), overlay(note PLACING 'b' FROM 2) FROM orders
SELECT note LIKE 'a%' ESCAPE '!', note ILIKE 'b', note SIMILAR TO 'c', note GLOB 'd*' FROM orders
SELECT id BETWEEN customer AND 10, note IS NOT NULL, note IS DISTINCT FROM 'x' FROM orders
SELECT DISTINCT customer FROM orders
SELECT DISTINCT ON (customer) id FROM orders ORDER BY customer, ts DESC
SELECT tags[1], tags[1:2], len(tags) FROM orders
SELECT list_transform(tags, lambda t: t || note) FROM orders
SELECT list_filter(tags, t -> t <> note) FROM orders
SELECT [t FOR t IN tags IF t <> ''] FROM orders
SELECT unnest(tags) FROM orders
SELECT u.t FROM orders, unnest(tags) AS u(t)
SELECT t FROM orders CROSS JOIN unnest(tags) AS u(t) WHERE id = 1
SELECT address.street FROM customers
SELECT c.address.zip, customers.name FROM customers c, customers
SELECT address FROM customers c WHERE c.address.zip = 1
SELECT struct_pack(a := id, b := note) FROM orders
SELECT {'a': id, 'b': [amount, 1]} FROM orders
SELECT row(id, note) FROM orders
SELECT o FROM orders o
SELECT to_json(orders) FROM orders
SELECT orders FROM orders
SELECT id FROM orders WHERE customer IN (SELECT id FROM customers WHERE city = 'x')
SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders WHERE customer = c.id)
SELECT name FROM customers c WHERE EXISTS (FROM orders WHERE customer = c.id)
SELECT name, (SELECT max(amount) FROM orders WHERE customer = customers.id) FROM customers
SELECT name FROM customers WHERE id > ALL (SELECT customer FROM orders WHERE note = name)
SELECT name FROM customers WHERE (id, city) IN (SELECT customer, note FROM orders)
SELECT label FROM tree WHERE parent = (SELECT min(id) FROM tree WHERE label = 'x')
SELECT a.label FROM tree a JOIN tree b ON a.parent = b.id
SELECT x.total FROM customers c, LATERAL (SELECT sum(amount) AS total FROM orders WHERE customer = c.id) x
SELECT x.total, name FROM customers, (SELECT sum(amount) AS total FROM orders WHERE customer = customers.id) x
SELECT sku FROM items JOIN prices USING (sku)
SELECT items.price, prices.price FROM items JOIN prices USING (sku) WHERE at IS NOT NULL
SELECT sku FROM items NATURAL JOIN prices
SELECT i.price FROM items i SEMI JOIN prices p ON i.sku = p.sku
SELECT i.price FROM items i ANTI JOIN prices USING (sku)
SELECT o.id, p.price FROM orders o ASOF JOIN prices p ON o.note = p.sku AND o.ts >= p.at
SELECT o.id FROM orders o LEFT JOIN items i ON i.order_id = o.id AND i.price > o.amount RIGHT JOIN customers c ON c.id = o.customer
SELECT o.id FROM orders o FULL OUTER JOIN (items i JOIN prices p ON p.sku = i.sku) ON i.order_id = o.id
SELECT id FROM (orders)
SELECT j.name FROM (orders JOIN customers ON customer = customers.id) AS j
SELECT o.id FROM orders o POSITIONAL JOIN items
SELECT id FROM orders UNION ALL SELECT order_id FROM items ORDER BY id
SELECT id FROM orders EXCEPT SELECT order_id FROM items
SELECT id FROM orders INTERSECT SELECT id FROM customers
SELECT id, note FROM orders UNION ALL BY NAME SELECT sku AS note, order_id AS id FROM items
(SELECT id FROM orders) UNION (SELECT order_id FROM items) ORDER BY id LIMIT 3
(SELECT id FROM orders ORDER BY amount LIMIT 1)
SELECT x FROM ((SELECT id AS x FROM orders) UNION (SELECT order_id FROM items)) u
SELECT d.id FROM (SELECT id, amount FROM orders) d WHERE d.amount > 1
SELECT amount FROM (SELECT price AS amount FROM items) d, orders WHERE orders.id = 1
SELECT d.a FROM (SELECT id, amount FROM orders) AS d(a, b) WHERE b > 1
SELECT id FROM (SELECT * FROM orders) d
SELECT name FROM (SELECT o.*, c.name FROM orders o JOIN customers c ON c.id = o.customer)
SELECT x.sku FROM (FROM items WHERE price > 1) x
SELECT "sum(amount)" FROM (SELECT sum(amount) FROM orders)
WITH a AS (SELECT id, amount FROM orders) SELECT id FROM a
WITH a(x, y) AS (SELECT id, amount FROM orders) SELECT y FROM a WHERE x = 1
WITH orders AS (SELECT * FROM orders) SELECT id FROM orders
WITH a AS MATERIALIZED (SELECT id FROM orders), b AS NOT MATERIALIZED (SELECT id FROM a JOIN items USING (id)) SELECT * FROM b
WITH RECURSIVE t AS (SELECT id, 1 AS n FROM tree WHERE parent IS NULL UNION ALL SELECT tree.id, n + 1 FROM tree JOIN t ON tree.parent = t.id) SELECT id, n FROM t
WITH RECURSIVE t(a, b) AS (SELECT id, label FROM tree UNION SELECT c.id, b FROM t, tree c WHERE c.parent = a) SELECT b FROM t
WITH a AS (WITH b AS (SELECT sku FROM items) SELECT sku FROM b) SELECT sku FROM a JOIN prices USING (sku)
SELECT * FROM (WITH a AS (SELECT id FROM orders) SELECT id FROM a) x
WITH items AS (SELECT id AS price FROM orders) SELECT price FROM items
WITH a AS (SELECT id FROM orders) SELECT (SELECT max(id) FROM a), name FROM customers
SELECT rank() OVER (PARTITION BY customer ORDER BY ts DESC NULLS LAST) FROM orders
SELECT sum(amount) OVER w FROM orders WINDOW w AS (PARTITION BY customer ORDER BY ts ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
SELECT id FROM orders QUALIFY row_number() OVER (PARTITION BY customer ORDER BY ts) = 1
SELECT id, lag(amount, 1, 0.0) OVER (ORDER BY ts) FROM orders
SELECT string_agg(note, ',' ORDER BY ts) FROM orders
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) FROM orders
SELECT arg_max(note, amount) FROM orders HAVING count(*) > 1
SELECT customer, note, sum(amount) FROM orders GROUP BY GROUPING SETS ((customer), (note), ())
SELECT customer, sum(amount) FROM orders GROUP BY ROLLUP (customer) HAVING sum(amount) > 1
SELECT customer, grouping(customer) FROM orders GROUP BY CUBE (customer)
SELECT customer, sum(amount) s FROM orders GROUP BY 1 ORDER BY 2
PIVOT orders ON note USING sum(amount) GROUP BY customer
SELECT * FROM orders PIVOT (sum(amount) FOR note IN ('a', 'b') GROUP BY customer)
UNPIVOT (SELECT id, price FROM items) ON price INTO NAME n VALUE v
SELECT v FROM (SELECT id, amount FROM orders) UNPIVOT (v FOR k IN (amount))
SELECT k, v FROM items UNPIVOT INCLUDE NULLS (v FOR k IN (price))
SELECT id FROM orders TABLESAMPLE 10% (bernoulli)
SELECT id FROM (SELECT * FROM orders) USING SAMPLE 10% (system, 3)
SELECT name.upper(), city.replace('a', 'b').lower() FROM customers
SELECT min(COLUMNS(*)) FROM items
SELECT * RENAME (id AS key) FROM orders
SELECT '1 day'::interval, amount FROM orders
SELECT id FROM orders WHERE ts - ts > note::interval AND amount > 1
SELECT id FROM orders WHERE note = current_user
SELECT sum(amount) OVER w FROM orders WINDOW base AS (PARTITION BY customer), w AS (base ORDER BY ts)
SELECT first_value(amount IGNORE NULLS) OVER (ORDER BY ts) FROM orders
SELECT sum(amount) OVER (ORDER BY id ROWS BETWEEN customer PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM orders
SELECT year(ts) AS year FROM orders WHERE year = 2020
SELECT a.id, b.id FROM (SELECT id FROM orders) a LEFT JOIN LATERAL (SELECT i.id FROM items i WHERE i.order_id = a.id LIMIT 1) b ON true
WITH t AS (SELECT id AS amount FROM customers), u AS (SELECT amount FROM t JOIN orders USING (amount)) SELECT * FROM u
SELECT (WITH x AS (SELECT max(price) AS p FROM items WHERE order_id = orders.id) SELECT p FROM x) FROM orders
WITH p AS (PIVOT orders ON note USING sum(amount) GROUP BY customer) SELECT * FROM p JOIN customers ON customers.id = p.customer
SELECT sum(amount) FILTER (WHERE note = 'a' AND id IN (SELECT order_id FROM items)) FROM orders
SELECT (SELECT (SELECT note) FROM customers LIMIT 1) FROM orders
SELECT * FROM (VALUES (1, 'a')) v(n, s) JOIN orders ON orders.id = v.n
VALUES (1), (2)
SELECT n FROM range(3) r(n), orders WHERE orders.id = n
SELECT i FROM generate_series(1, 3) g(i) JOIN customers c ON c.id = g.i
SELECT * FROM o: orders
SELECT o.id FROM o: orders
SELECT total: amount FROM orders
SELECT id FROM orders USING SAMPLE 10 ROWS
SELECT id FROM orders TABLESAMPLE RESERVOIR (10)
SELECT id FROM orders ORDER BY amount LIMIT (SELECT count(*) FROM items WHERE price > 1)
SELECT -id, NOT (amount > 1), id IN (1, customer) FROM orders
SELECT coalesce(note, city) FROM orders LEFT JOIN customers ON customer = customers.id
SELECT 'customer' AS id, $$amount$$ FROM orders -- WHERE note
SELECT /* amount */ id FROM orders
SELECT "id" FROM "orders" WHERE "note" = 'it''s'
SELECT note FROM orders WHERE note ~ 'a' AND note !~ 'b' AND note ^@ 'c'
SELECT json_extract(note, '$.a'), note -> '$.b', note ->> 'c' FROM orders
SELECT date '2020-01-01', timestamp '2020-01-01 00:00:00', id FROM orders
SELECT ts AT TIME ZONE 'UTC' FROM orders
SELECT if(id > 1, amount, 0), ifnull(note, '') FROM orders
SELECT max(amount) - min(amount) AS spread FROM orders GROUP BY customer HAVING spread > 1
SELECT a.id FROM orders a, orders b WHERE a.amount = b.amount
SELECT orders.id FROM orders AS customers, orders WHERE customers.customer = 1
SELECT customers.note FROM orders AS customers
SELECT id FROM orders WHERE customer = (SELECT c.id FROM customers c WHERE c.name = note)
SELECT sku, (SELECT list(id) FROM orders WHERE id = order_id) FROM items
SELECT (SELECT (SELECT max(price) FROM prices WHERE prices.sku = items.sku) FROM items WHERE order_id = orders.id LIMIT 1) FROM orders
SELECT i.id, (SELECT count(*) FROM orders WHERE id = i.order_id) FROM items i
SELECT CASE WHEN EXISTS (SELECT 1 FROM items WHERE items.id = orders.id) THEN note END FROM orders
SELECT * FROM (SELECT customer, sum(amount) total FROM orders GROUP BY customer) t WHERE total > 1
SELECT t.total FROM (SELECT customer AS k, sum(amount) AS total FROM orders GROUP BY k) t JOIN customers ON t.k = customers.id
SELECT id FROM orders WHERE id IN (SELECT order_id FROM items UNION SELECT id FROM tree)
SELECT name FROM customers WHERE id = ANY (SELECT customer FROM orders)
SELECT total :amount FROM orders
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) med, med + 1 FROM orders
SELECT x FROM (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) x, 1 FROM orders) d
SELECT [x || i FOR x, i IN tags] FROM orders
SELECT id, [x || note FOR x IN tags IF x <> ''] FROM orders WHERE len([y FOR y, n IN tags]) > 1
SELECT amount::double precision, note::character varying FROM orders WHERE amount::double precision > 1
SELECT amount::double precision d, d + 1, note::character varying c, c || 'x' FROM orders
SELECT ts::timestamp with time zone tt, tt FROM orders
SELECT timestamp with time zone '2020-01-01 00:00:00+00', id FROM orders
SELECT amount::decimal(10, 2) x, x + 1, note::varchar[] y, y FROM orders
SELECT '{}'::struct(a int, b varchar)[] x, x[1].a FROM orders
SELECT CAST(id AS double precision) x, x + 1, TRY_CAST(note AS STRUCT(amount INT)[]) FROM orders
SELECT x.id FROM (SELECT * EXCLUDE (o.id) FROM orders o JOIN customers c ON o.id = c.id) x
SELECT x FROM (FROM VALUES (1), (2) t(x))
SELECT x, id FROM VALUES (1), (2) t(x), orders
SELECT x, id FROM VALUES (1), (2) AS t(x) JOIN orders ON id = x
PIVOT_WIDER orders ON note USING sum(amount)
PIVOT_LONGER items ON price INTO NAME n VALUE v
TABLE orders
INSERT INTO prices TABLE prices
INSERT INTO tree (id) TABLE ids
WITH a AS (SELECT id, amount FROM orders) TABLE a
SELECT id FROM orders UNION ALL TABLE ids
SELECT id FROM orders WHERE id IN (TABLE ids)
SELECT x.id FROM (TABLE orders) x
SELECT a FROM orders file(a, b)
SELECT plan.interval, cost FROM plan
SELECT p.interval + cost FROM plan p
SELECT o.id, c.name FROM orders o JOIN customers c ON o.tags = [c.name, o.note], items i
SELECT o.id FROM orders o JOIN customers c ON {'a': o.id, 'b': o.note} = {'a': c.id, 'b': c.name}, items i
SELECT o.id FROM orders o JOIN customers c ON o.id = ANY (ARRAY[c.id, 3]) OR MAP {'x': o.note, 'y': c.name}['x'] = 'z'
SELECT id FROM orders QUALIFY row_number() OVER () = 1 AND note IN ['a', 'b']
FROM orders QUALIFY (id, note) IN (SELECT (1, 'a')) AND row_number() OVER () = 1
SELECT id::UNION(num INT, s VARCHAR) FROM orders WHERE amount > 1
SELECT [id, customer] pair, {'a': id, 'b': note} both, amount FROM orders ORDER BY pair, both
SELECT substring((SELECT label FROM tree LIMIT 1) FROM 1 FOR id) FROM orders
SELECT sum(id) OVER (PARTITION BY (SELECT max(label) AS note FROM tree) ORDER BY note) FROM orders
SELECT string_agg((SELECT label AS note FROM tree LIMIT 1), ',' ORDER BY note) FROM orders
SELECT array_agg((SELECT label AS note FROM tree LIMIT 1) ORDER BY note) FROM orders
SELECT name FROM customers WHERE EXISTS (SELECT customer AS city FROM orders UNION SELECT id FROM items WHERE sku = city)
SELECT name FROM customers WHERE EXISTS ((SELECT customer AS city FROM orders) UNION (SELECT id FROM items WHERE sku = city))
SELECT id AS city FROM orders UNION ALL SELECT parent FROM tree ORDER BY city
SELECT d.x, note FROM (SELECT id AS note FROM tree) AS d(x), orders
SELECT name FROM customers WHERE EXISTS (SELECT 1 FROM (SELECT id AS name FROM tree) AS d(x) WHERE name = 'a')
SELECT name FROM customers WHERE EXISTS (WITH d(x) AS (SELECT id AS name FROM tree) SELECT 1 FROM d WHERE name = 'a')
SELECT city FROM customers WHERE EXISTS (SELECT 1 FROM tree AS d(name, x) WHERE id = 1)
SELECT city FROM customers WHERE EXISTS (SELECT 1 FROM (SELECT t.* FROM tree t, customers c) d WHERE city = 'a')
SELECT (orders).id, (o.address).zip FROM orders, customers o
SELECT list_transform(tags, lambda t, n: t || n || note) FROM orders
SELECT interval, plan.interval x, interval + 1 y, ts + INTERVAL '1' DAY FROM plan, orders ORDER BY x
(SELECT id FROM orders) ORDER BY note
SELECT 1 FROM ((SELECT id FROM orders) ORDER BY note) x
SELECT city FROM customers WHERE id IN ((SELECT id AS x FROM orders) ORDER BY note, x)
WITH RECURSIVE a AS (SELECT id FROM tree), tree AS (SELECT order_id AS id FROM items) SELECT a.id, tree.id FROM a, tree
SELECT {'a' :amount, 'b': id} FROM orders
INSERT INTO items SELECT id, note, amount, customer FROM orders
INSERT INTO items (sku, price) SELECT note, amount FROM orders WHERE ts IS NULL
INSERT INTO prices BY NAME SELECT note AS sku FROM orders
"""

# What only other engines take: (statement, the pairs that it reads).
OTHERS = (
    ("SELECT JSON_QUERY(note, '$.a' RETURNING ARRAY<STRING>), CAST(note AS MAP<STRING, ARRAY<INT>>) FROM orders", "orders.note"),
    ("SELECT id FROM orders WHERE id IN ids AND customer GLOBAL NOT IN ids", "orders.id orders.customer ids.*"),
    ("SELECT id FROM orders WHERE tuple(id) IN (ids)", "orders.id ids.*"),
    ("SELECT o.id FROM orders /*+ OPTIONS('a'='b') */ o JOIN customers /*+ X */ c ON c.id = o.customer", "orders.id orders.customer customers.id"),
    ("SELECT COLUMNS(id, note) FROM orders", "orders.id orders.note"),
    ("SELECT note FROM orders WHERE note IN tags AND note IN (tags, 'x') AND position('a' IN note) > 0", "orders.note orders.tags"),
    ("SELECT id, # it's the key\n note FROM orders # all of them\n#! and\nWHERE amount > 1", "orders.id orders.note orders.amount"),
    ("SELECT id FROM orders FINAL PREWHERE amount > 1 WHERE customer = 2", "orders.id orders.amount orders.customer"),
    ("SELECT id, t FROM orders ARRAY JOIN tags AS t", "orders.id orders.tags"),
    ("SELECT id FROM orders LEFT ARRAY JOIN tags WHERE tags = 'x' LIMIT 1 BY customer", "orders.id orders.tags orders.customer"),
    ("SELECT * EXCEPT (note) FROM orders", "orders.*"),
    ("SELECT * EXCEPT note, id FROM orders", "orders.*"),
    ("WITH amount * 2 AS double SELECT double, id FROM orders", "orders.amount orders.id"),
    ("WITH (SELECT max(price) FROM items) AS top SELECT id FROM orders WHERE amount > top", "items.price orders.id orders.amount"),
    ("SELECT arrayMap(x -> concat(x, note), tags) FROM orders", "orders.note orders.tags"),
    ("SELECT id FROM orders GLOBAL ANY LEFT JOIN items USING id SETTINGS join_use_nulls = 1", "orders.id items.id"),
    ("SELECT countIf(amount > 1), uniq(customer) FROM orders SAMPLE 0.1 FORMAT JSON", "orders.amount orders.customer"),
    ("SELECT TOP 5 id FROM orders", "orders.id"),
    ("SELECT TOP (5) id FROM orders", "orders.id"),
    ("SELECT if(amount > 1, inf, nan), dateDiff(YYYY, ts, ts) FROM orders", "orders.amount orders.ts"),
    ("SELECT window_start, SUM(amount) FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '10' MINUTES)) GROUP BY window_start, window_end",
     "orders.amount orders.ts"),
    ("SELECT o.note, w.window_time FROM HOP(TABLE orders, DESCRIPTOR(ts), INTERVAL '5' MINUTE, INTERVAL '1' HOUR) AS w, orders AS o", "orders.note orders.ts"),
    ("SELECT * FROM CUMULATE(DATA => TABLE orders, TIMECOL => DESCRIPTOR(ts), STEP => INTERVAL '2' MINUTES, SIZE => INTERVAL '1' DAY)", "orders.*"),
    ("SELECT o.id, p.price FROM orders AS o JOIN prices FOR SYSTEM_TIME AS OF o.ts AS p ON o.note = p.sku",
     "orders.id orders.ts orders.note prices.price prices.sku"),
    ("SELECT T.f, T.l FROM orders MATCH_RECOGNIZE (PARTITION BY customer ORDER BY ts MEASURES A.amount AS f, LAST(B.id) AS l ONE ROW PER MATCH "
     "AFTER MATCH SKIP PAST LAST ROW PATTERN (A B+ C) DEFINE A AS A.note = 'x', B AS amount > 3) AS T",
     "orders.customer orders.ts orders.amount orders.id orders.note"),
    ("SELECT w FROM orders, LATERAL TABLE(split(note)) AS t(w)", "orders.note"),
    ("SELECT id, t FROM orders CROSS JOIN UNNEST(tags) WITH ORDINALITY AS u (t, n)", "orders.id orders.tags"),
    ("SELECT TIMESTAMPDIFF(DAY, ts, CURRENT_TIMESTAMP), FLOOR(ts TO HOUR), CEIL(amount) FROM orders", "orders.ts orders.amount"),
    ("SELECT customer, COUNT(*) FROM orders /*+ OPTIONS('scan.startup.mode'='latest') */ GROUP BY customer", "orders.customer"),
    ("SELECT JSON_VALUE(note, '$.a' RETURNING INT NULL ON EMPTY) FROM orders", "orders.note"),
    ("SELECT id FROM orders WHERE note COLLATE \"C\" < 'x' FOR UPDATE OF orders SKIP LOCKED", "orders.*"),
    ("SELECT id FROM ONLY orders", "orders.id"),
    ("SELECT amount OPERATOR(pg_catalog.+) id FROM orders", "orders.amount orders.id"),
    ("SELECT (address).zip, (c.address).street FROM customers c", "customers.address"),
    ("SELECT array_agg(id ORDER BY ts) FILTER (WHERE amount > 1), tags @> ARRAY[note] FROM orders GROUP BY tags",
     "orders.id orders.ts orders.amount orders.tags orders.note"),
    ("SELECT id FROM orders WHERE ts > now() - interval '1 day' AND note ~* 'a' FETCH FIRST 3 ROWS ONLY", "orders.id orders.ts orders.note"),
    ("SELECT d.a FROM json_to_recordset('[]') AS d(a int, b text), orders WHERE orders.id = d.a", "orders.id"),
    ("INSERT INTO items (id) SELECT id FROM orders ON CONFLICT (sku) DO UPDATE SET price = excluded.price WHERE items.id > 1 RETURNING order_id", "orders.id"),
)


# What PostgreSQL takes, held against it.
POSTGRESQL = """
SELECT U&"\\0061mount", U&'\\0061' FROM orders
SELECT id # customer FROM orders
WITH RECURSIVE t AS (SELECT id, parent FROM tree UNION ALL SELECT c.id, c.parent FROM tree c JOIN t ON c.parent = t.id) SEARCH DEPTH FIRST BY id, parent SET place CYCLE id SET is_cycle USING path SELECT id, place FROM t WHERE NOT is_cycle ORDER BY place
WITH RECURSIVE t AS (SELECT id FROM tree UNION ALL SELECT c.id FROM tree c JOIN t ON c.parent = t.id) CYCLE id SET is_cycle TO 1 DEFAULT 0 USING path, u AS (SELECT name FROM customers) SELECT id, is_cycle, path, name FROM t, u
WITH RECURSIVE a AS (SELECT x FROM b), b AS (SELECT order_id AS x FROM items) SELECT x FROM a
SELECT o.to_json FROM orders o
SELECT o.count FROM orders o
SELECT (o).id, (o.tags)[1] FROM orders o
SELECT (SELECT json_agg(name) FROM orders AS name) FROM customers
SELECT g, n FROM ROWS FROM (generate_series(1, 2), generate_series(1, 3)) AS t(g, n), orders WHERE orders.id = t.g
SELECT amount::double precision d, CAST(note AS character varying(10)) FROM orders ORDER BY d
SELECT note || 'x' AS y FROM orders JOIN customers ON customer = ANY (ARRAY[customers.id, 3]), items
SELECT substring((SELECT label FROM tree LIMIT 1) FROM 1 FOR id), ts::interval hour FROM (SELECT id, '1'::text AS ts FROM orders) o
TABLE orders
SELECT label FROM tree UNION ALL SELECT note FROM orders ORDER BY label
SELECT id FROM orders -- the \r WHERE amount > 1
"""


def by_hand():
    return [line for line in DUCKDB.splitlines() if line.strip()]


class Maker:
    """Random queries over TABLES, nested up to three deep. Most of them bind."""

    def __init__(self, random):
        self.random = random
        self.count = 0

    def fresh(self):
        self.count += 1
        return f"{self.random.choice(['x', 'y', 'id', 'sku', 'note', 'orders', 't'])}{self.count if self.random.random() < 0.8 else ''}"

    def source(self, depth, ctes):
        """(text of FROM, alias, columns)"""
        kind = self.random.random()
        if kind < 0.2 and ctes:
            name, columns = self.random.choice(ctes)
            alias = self.fresh()
            return f"{name} AS {alias}", alias, columns
        if kind < 0.4 and depth > 0:
            alias = self.fresh()
            text, columns = self.query(depth - 1, ctes, [])
            return f"({text}) AS {alias}", alias, columns
        table = self.random.choice(list(TABLES))
        columns = [column for column, _ in TABLES[table]]
        if self.random.random() < 0.5:
            return table, table, columns
        alias = self.fresh()
        return f"{table} {alias}", alias, columns

    def name(self, sources):
        alias, columns = self.random.choice(sources)
        column = self.random.choice(columns)
        return f"{alias}.{column}" if self.random.random() < 0.6 else column

    def value(self, depth, ctes, sources):
        kind = self.random.random()
        if kind < 0.55 or depth <= 0:
            return self.name(sources)
        if kind < 0.65:
            return f"CAST({self.value(depth - 1, ctes, sources)} AS VARCHAR)"
        if kind < 0.75:
            return f"CASE WHEN {self.name(sources)} IS NULL THEN {self.name(sources)}::VARCHAR ELSE 'amount' END"
        if kind < 0.85:
            return f"coalesce({self.name(sources)}::VARCHAR, {self.name(sources)}::VARCHAR)"
        text, _ = self.query(depth - 1, ctes, sources, wanted=1)
        return f"({text} LIMIT 1)"

    def query(self, depth, ctes, outer, wanted=None):
        """(text, the names of its answer)"""
        ctes = list(ctes)
        head = ""
        if depth > 1 and self.random.random() < 0.4:
            name = self.fresh()
            text, columns = self.query(depth - 1, ctes, [])
            head = f"WITH {name} AS ({text}) "
            ctes.append((name, columns))
        sources, text = [], ""
        for i in range(self.random.choice([1, 1, 2, 2, 3])):
            piece, alias, columns = self.source(depth, ctes)
            if alias in [name for name, _ in sources]:
                continue
            text += ("" if i == 0 else self.random.choice([", ", " CROSS JOIN "])) + piece
            sources.append((alias, columns))
        seen = sources + outer if self.random.random() < 0.5 else sources
        columns, items = [], []
        for _ in range(wanted or self.random.choice([1, 2, 3])):
            value, name = self.value(depth, ctes, seen), self.fresh()
            columns.append(name)
            items.append(f"{value} {self.random.choice(['AS ', ''])}{name}")
        if wanted is None and self.random.random() < 0.08 and len(sources) == 1:
            columns, items = sources[0][1], [self.random.choice(["*", f"{sources[0][0]}.*"])]
        out = f"SELECT {', '.join(items)} FROM {text}"
        if self.random.random() < 0.5:
            out += f" WHERE {self.name(seen)} IS NOT NULL"
        if self.random.random() < 0.2 and depth > 0:
            inner, _ = self.query(depth - 1, ctes, seen, wanted=1)
            out += f"{' AND' if ' WHERE ' in out.rsplit(' FROM ', 1)[-1] else ' WHERE'} EXISTS ({inner})"
        # DuckDB looks at no CTE that nothing reads.
        return (head if head and f" {ctes[-1][0]} AS " in out else "") + out, columns


def random_queries(random, count):
    maker = Maker(random)
    return [maker.query(random.choice([0, 1, 2, 3]), [], [])[0] for _ in range(count)]
