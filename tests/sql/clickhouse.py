"""What ClickHouse says that queries read: its engine, inside a Python module, resolves each and lists the columns with the tables they come from.
Not a test: run by agreement_test.py in a process of its own, with sets of queries on standard input and what they read on standard output."""

import json
import re
import sys

QUERIES = """
SELECT id FROM orders FINAL PREWHERE amount > 1 WHERE customer = 2
SELECT id, t FROM orders ARRAY JOIN tags AS t
SELECT id, t, n FROM orders ARRAY JOIN tags AS t, arrayEnumerate(tags) AS n WHERE t != note
SELECT id, tags FROM orders LEFT ARRAY JOIN tags WHERE tags = 'x' LIMIT 1 BY customer
SELECT * EXCEPT (note) FROM orders
SELECT * EXCEPT note, id FROM orders
SELECT * REPLACE (amount * 2 AS amount) FROM orders
SELECT * APPLY (toString) FROM orders
SELECT COLUMNS('a.*') FROM orders
SELECT o.* EXCEPT (id) FROM orders AS o
WITH amount * 2 AS double SELECT double, id FROM orders
WITH (SELECT max(price) FROM items) AS top SELECT id FROM orders WHERE amount > top
WITH 'x' AS wanted, big AS (SELECT id, note FROM orders WHERE amount > 1) SELECT id FROM big WHERE note = wanted
SELECT arrayMap(x -> concat(x, note), tags) FROM orders
SELECT arrayFilter((x, y) -> x = y, tags, arrayMap(t -> upper(t), tags)) FROM orders
SELECT id FROM orders GLOBAL ANY LEFT JOIN items USING id SETTINGS join_use_nulls = 1
SELECT o.id, i.sku FROM orders AS o ANY INNER JOIN items AS i ON i.order_id = o.id
SELECT p.price, o.ts FROM orders o ASOF JOIN prices p ON o.note = p.sku AND o.ts >= p.at
SELECT countIf(amount > 1), uniq(customer), quantile(0.5)(amount), argMax(note, ts) FROM orders
SELECT amount AS a, a * 2 AS b, b + id AS c FROM orders WHERE a > 1 ORDER BY c
SELECT (id + 1 AS next) * 2, next FROM orders
SELECT sum(amount) AS amount FROM orders
SELECT toStartOfHour(ts) AS hour, count() FROM orders GROUP BY hour ORDER BY hour WITH FILL STEP 3600 LIMIT 10
SELECT customer, sum(amount) FROM orders GROUP BY customer WITH TOTALS HAVING sum(amount) > 1
SELECT customer, note, count() FROM orders GROUP BY ROLLUP(customer, note)
SELECT id, address.street, c.address.zip, tupleElement(address, 'zip') FROM customers AS c
SELECT address.1, name FROM customers
SELECT id IN (SELECT order_id FROM items) AS has, note NOT IN ('a', 'b') FROM orders
SELECT (id, customer) IN ((1, 2), (3, 4)) FROM orders
SELECT id FROM orders WHERE note LIKE 'a%' AND match(note, 'b') AND note ILIKE 'c'
SELECT if(id > 1, amount, 0), multiIf(id = 1, note, id = 2, 'x', 'y'), id > 1 ? amount : 0 FROM orders
SELECT CAST(id AS String), id::String, CAST(note, 'Nullable(Int32)'), toDate('2020-01-01') FROM orders
SELECT date_diff('day', ts, now()), ts + INTERVAL 1 DAY, dateAdd(HOUR, id, ts), EXTRACT(YEAR FROM ts) FROM orders
SELECT tags[1], tags[-1], length(tags), has(tags, note), map('a', id)['a'] FROM orders
SELECT row_number() OVER (PARTITION BY customer ORDER BY ts ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM orders
SELECT sum(amount) OVER w FROM orders WINDOW w AS (PARTITION BY customer)
SELECT id FROM orders QUALIFY row_number() OVER (PARTITION BY customer ORDER BY ts) = 1
SELECT x.id FROM (SELECT id, amount FROM orders) AS x WHERE x.amount > 1
SELECT id FROM orders UNION ALL SELECT order_id FROM items
SELECT id FROM orders INTERSECT SELECT id FROM customers EXCEPT SELECT id FROM tree
SELECT DISTINCT ON (customer) id, ts FROM orders
SELECT TOP 5 id FROM orders ORDER BY amount DESC
SELECT id FROM orders ORDER BY amount LIMIT 3 OFFSET 1
SELECT id FROM orders ORDER BY ALL
SELECT customer, count() FROM orders GROUP BY ALL
SELECT `id`, "note" FROM `orders` WHERE `orders`.`amount` = 1
SELECT number, id FROM numbers(3) AS n CROSS JOIN orders
SELECT n.number FROM numbers(3) AS n JOIN orders AS o ON o.id = n.number
SELECT a.id FROM orders AS a, orders AS b WHERE a.customer = b.id
SELECT id FROM orders WHERE customer = (SELECT max(id) FROM customers WHERE city = 'x')
SELECT count(*), count(), sum(1) FROM orders WHERE isNull(note)
SELECT groupArray((id, note)) FROM orders
SELECT formatRow('CSV', id, note) FROM orders
SELECT transform(note, ['a'], ['b'], '') AS note FROM orders
SELECT concat('\\'', note, '\\'') FROM orders
SELECT id > 1 ? amount :customer FROM orders
SELECT id FROM orders ORDER BY id WITH FILL FROM 1 TO 10, note
SELECT id FROM orders SETTINGS max_threads = 1, max_block_size = 2 UNION ALL SELECT id FROM items
SELECT id FROM orders SETTINGS max_threads = 1 EXCEPT SELECT id FROM items
SELECT id FROM orders PREWHERE has([customer, id], 1) AND note IN ['a', 'b'] WHERE amount > 1
SELECT o.id FROM orders AS o JOIN customers AS c ON o.id = c.id AND has([c.id, o.customer], 2)
SELECT [id, customer] AS pair, note FROM orders ORDER BY pair
SELECT id AS x FROM orders UNION ALL SELECT order_id FROM items ORDER BY id
SELECT COLUMNS(id, note) FROM orders
SELECT id FROM orders WHERE (id, customer, note) IN tree AND id IN ids
WITH a AS (SELECT id FROM b), b AS (SELECT order_id AS id FROM items) SELECT id FROM a
"""

TYPES = {"TIMESTAMP": "DateTime64(3)", "VARCHAR[]": "Array(String)", "TIME": "String"}


def type_of(kind):
    if kind.startswith("STRUCT"):
        return "Tuple" + kind[6:].replace("VARCHAR", "String").replace("INT", "Int32")
    return TYPES.get(kind.upper(), kind)


def read(session, query):
    """The pairs of table and column; None where ClickHouse does not take it."""
    try:
        tree = str(session.query(f"EXPLAIN QUERY TREE run_passes = 1, passes = 1\n{query}", "TabSeparatedRaw"))
    except Exception:  # the module's own, of whatever its engine says
        return None
    # A recursive query reads a table that the engine makes for it.
    tables = {source: table for source, table in re.findall(r"TABLE id: (\d+).*?table_name: \w+\.(\w+)", tree) if not table.startswith("_tmp_")}
    columns = re.findall(r"COLUMN id: \d+.*?column_name: ([^,\n]+), .*?source_id: (\d+)", tree)
    # A part of a tuple is a column of its own to it.
    return sorted({(tables[source], column.split(".")[0]) for column, source in columns if source in tables})


def main():
    from chdb import session
    engine = session.Session()
    out = []
    for i, (tables, queries) in enumerate(json.load(sys.stdin)):
        engine.query(f"CREATE DATABASE set_{i} ENGINE = Memory")
        engine.query(f"USE set_{i}")
        for table, columns in tables.items():
            listed = ", ".join(f"`{name}` {type_of(kind)}" for name, kind in columns)
            engine.query(f"CREATE TABLE `{table}` ({listed}) ENGINE = ReplacingMergeTree ORDER BY tuple()")
        out.append([read(engine, query) for query in queries])
    print(json.dumps(out))


if __name__ == "__main__":
    main()
