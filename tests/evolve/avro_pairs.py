"""Pairs of Avro schemas: written by hand for every rule, or one made at random and the other by one to three changes of it."""

import copy
import json

PRIMITIVES = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"]
LOGICAL = [
    {"type": "int", "logicalType": "date"},
    {"type": "int", "logicalType": "time-millis"},
    {"type": "long", "logicalType": "time-micros"},
    {"type": "long", "logicalType": "timestamp-millis"},
    {"type": "long", "logicalType": "timestamp-micros"},
    {"type": "string", "logicalType": "uuid"},
    {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2},
    {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 3},
]
NAMES = ["A", "B", "C", "D", "E", "F"]
FIELDS = ["id", "at", "note", "amount", "items", "who"]
SYMBOLS = ["RED", "GREEN", "BLUE", "BLACK"]


class Maker:
    """One schema. Names of types are used once; a type may be named again by what stands behind or inside it."""

    def __init__(self, source):
        self.source = source
        self.free = NAMES[:]
        self.known = []  # full names of records whose fields may name them

    def chance(self, percent):
        return self.source.randrange(100) < percent

    def name(self):
        name = {"name": self.free.pop(self.source.randrange(len(self.free)))}
        if self.chance(30):
            name["namespace"] = self.source.choice(["x", "y.z"])
        return name

    def type(self, depth):
        kind = self.source.choice(["primitive"] * 5 + ["logical", "union", "union", "array", "map", "enum", "fixed", "record"])
        if depth <= 0 and kind in ("union", "array", "map", "record") or (not self.free and kind in ("enum", "fixed", "record")):
            kind = "primitive"
        if kind == "primitive" and self.known and self.chance(6):
            return {"type": "array", "items": self.source.choice(self.known)}
        return getattr(self, kind)(depth)

    def primitive(self, _):
        return self.source.choice(PRIMITIVES)

    def logical(self, _):
        return copy.deepcopy(self.source.choice(LOGICAL))

    def array(self, depth):
        return {"type": "array", "items": self.type(depth - 1)}

    def map(self, depth):
        return {"type": "map", "values": self.type(depth - 1)}

    def enum(self, _):
        made = {"type": "enum", **self.name(), "symbols": self.source.sample(SYMBOLS, self.source.randint(1, 3))}
        if self.chance(30):
            made["default"] = self.source.choice(made["symbols"])
        return made

    def fixed(self, _):
        return {"type": "fixed", **self.name(), "size": self.source.choice([4, 8, 16])}

    def union(self, depth):
        branches = {}
        for _ in range(self.source.randint(1, 4)):
            branch = self.type(depth - 1)
            if not isinstance(branch, list):
                branches.setdefault(branch_key(branch), branch)
        return list(branches.values()) or ["null", "string"]

    def record(self, depth):
        made = {"type": "record", **self.name()}
        self.known.append(full_name(made))
        made["fields"] = [self.field(name, depth - 1) for name in self.source.sample(FIELDS, self.source.randint(1, 4))]
        return made

    def field(self, name, depth):
        made = {"name": name, "type": self.type(depth)}
        if self.chance(35) and (value := default_of(made["type"])) is not None:
            made["default"] = value[0]
        return made


def full_name(named):
    # Everything else in here is in the null namespace, so that no name depends on what it stands in.
    return f"{named['namespace']}.{named['name']}" if named.get("namespace") else named["name"]


def branch_key(branch):
    """What a union may have only one of."""
    if isinstance(branch, str):
        return branch
    return full_name(branch) if "name" in branch else branch["type"]


def default_of(kind):
    """A default for the type, in a list; None where there is none that is simple."""
    if isinstance(kind, list):
        return default_of(kind[0])
    name = kind if isinstance(kind, str) else kind["type"]
    if isinstance(kind, dict) and kind.get("logicalType") == "uuid":
        return ["123e4567-e89b-12d3-a456-426614174000"]
    if isinstance(kind, dict) and kind.get("logicalType") == "decimal":
        return ["\u0001"]
    simple = {"null": None, "boolean": False, "int": 1, "long": 2, "float": 0.5, "double": 1.5, "bytes": "", "string": "", "array": [], "map": {}}
    if name in simple:
        return [simple[name]]
    return [kind["symbols"][0]] if name == "enum" else None


def places(node, found):
    """Every type in a schema, as (parent, key)."""
    if isinstance(node, list):
        for i, branch in enumerate(node):
            found.append((node, i))
            places(branch, found)
    elif isinstance(node, dict):
        for key in ("items", "values"):
            if key in node:
                found.append((node, key))
                places(node[key], found)
        for field in node.get("fields", ()):
            found.append((field, "type"))
            places(field["type"], found)
    return found


def change(source, root):
    """One change in place; False where it does not apply."""
    found = places(root["schema"], [(root, "schema")])
    parent, key = source.choice(found)
    node = parent[key]
    kind = "union" if isinstance(node, list) else node if isinstance(node, str) else node["type"]
    in_union = isinstance(parent, list)  # which holds no other
    maker = Maker(source)
    maker.free = [name for name in NAMES if f'"{name}"' not in json.dumps(root)]
    general = source.randrange(12)
    if general == 0:
        parent[key] = maker.type(1) if not in_union else maker.primitive(0)
    elif general == 1 and kind != "union" and not in_union:
        parent[key] = ["null", node] if kind != "null" else [node, "string"]
    elif general == 2 and kind in PRIMITIVES:
        parent[key] = source.choice(PRIMITIVES)
    elif general == 3 and isinstance(node, dict) and "logicalType" in node:
        parent[key] = source.choice([node["type"], source.choice(LOGICAL)])
    elif kind == "union":
        change_union(source, maker, parent, key)
    elif kind == "record":
        change_record(source, maker, node)
    elif kind == "enum":
        change_enum(source, node)
    elif kind == "fixed" and source.randrange(2):
        node["size"] = source.choice([4, 8, 16])
    elif isinstance(node, dict) and "name" in node:
        rename(source, maker, node)
    elif kind == "array" and source.randrange(3) == 0:
        parent[key] = {"type": "map", "values": node["items"]}
    elif isinstance(node, str) and kind in PRIMITIVES:
        parent[key] = {"int": "long", "long": "double", "float": "double", "string": "bytes", "bytes": "string"}.get(kind, "int")
    elif "default" in parent:
        del parent["default"]
    else:
        return False
    if isinstance(parent, dict) and "default" in parent and key == "type":
        value = default_of(parent["type"])
        parent.pop("default")
        if value is not None:
            parent["default"] = value[0]
    return True


def change_union(source, maker, parent, key):
    node = parent[key]
    what = source.randrange(4)
    if what == 0 and len(node) > 1:
        node.pop(source.randrange(len(node)))
    elif what == 1:
        branch = maker.type(1)
        if not isinstance(branch, list) and branch_key(branch) not in [branch_key(other) for other in node]:
            node.insert(source.randrange(len(node) + 1), branch)
    elif what == 2:
        source.shuffle(node)
    else:
        parent[key] = source.choice(node)


def change_record(source, maker, node):
    fields = node["fields"]
    what = source.randrange(8)
    unused = [name for name in FIELDS if name not in [field["name"] for field in fields]]
    if what <= 1 and unused:
        fields.insert(source.randrange(len(fields) + 1), maker.field(source.choice(unused), 1))
    elif what == 2 and len(fields) > 1:
        fields.pop(source.randrange(len(fields)))
    elif what == 3 and unused:
        field = source.choice(fields)
        if source.randrange(2):
            field["aliases"] = [field["name"]]
        field["name"] = source.choice(unused)
    elif what == 4:
        source.shuffle(fields)
    elif what == 5:
        field = source.choice(fields)
        value = default_of(field["type"])
        if "default" in field:
            del field["default"]
        elif value is not None:
            field["default"] = value[0]
    elif what == 6:
        source.choice(fields)["doc"] = "what it is"
    else:
        rename(source, maker, node)


def change_enum(source, node):
    symbols = node["symbols"]
    what = source.randrange(5)
    unused = [symbol for symbol in SYMBOLS if symbol not in symbols]
    if what == 0 and len(symbols) > 1:
        gone = symbols.pop(source.randrange(len(symbols)))
        if node.get("default") == gone:
            node["default"] = symbols[0]
    elif what == 1 and unused:
        symbols.append(source.choice(unused))
    elif what == 2:
        source.shuffle(symbols)
    elif what == 3:
        node["default"] = symbols[0]
    else:
        node.pop("default", None)


def rename(source, maker, node):
    """The name, its namespace, or both; with or without an alias. Who named the type by its old name is told by the parser."""
    old = full_name(node)
    what = source.randrange(3)
    if what != 1 and maker.free:
        node["name"] = source.choice(maker.free)
    if what != 0:
        namespace = source.choice([None, "x", "other"])
        node.pop("namespace", None)
        if namespace:
            node["namespace"] = namespace
    # An alias without a namespace is in that of its type.
    if source.randrange(2) and ("." in old or not node.get("namespace")):
        node["aliases"] = [old]


def schemas_of(made):
    """Every namespace written out: a type without one would else be in that of what it stands in."""
    def write(node):
        if isinstance(node, list):
            for item in node:
                write(item)
        elif isinstance(node, dict):
            if "name" in node and "fields" in node or node.get("type") in ("enum", "fixed"):
                node.setdefault("namespace", "")
            for value in node.values():
                write(value)
    made = copy.deepcopy(made)
    write(made)
    return json.dumps(made)


def record(*fields, **more):
    return {"type": "record", "name": "R", "fields": [dict(zip(("name", "type", "default"), field)) for field in fields], **more}


def enum(*symbols, **more):
    return {"type": "enum", "name": "E", "symbols": symbols, **more}


def fixed(size, **more):
    return {"type": "fixed", "name": "F", "size": size, **more}


TREE = record(("left", ["null", "R"]), ("value", "int"))
BY_HAND = [
    *[(record(("f", old)), record(("f", new))) for old in PRIMITIVES for new in PRIMITIVES],
    *[(record(("f", old)), record(("f", new))) for old in LOGICAL for new in LOGICAL],
    # fields
    (record(("a", "int")), record(("a", "int"), ("b", "int"))),
    (record(("a", "int")), record(("a", "int"), ("b", "int", 1))),
    (record(("a", "int")), record(("a", "int"), ("b", ["null", "int"]))),
    (record(("a", "int")), record(("a", "int"), ("b", ["null", "int"], None))),
    (record(("a", "int")), record(("b", "int"))),
    (record(("a", "int"), ("b", "int")), record(("b", "int"), ("a", "int"))),
    (record(("a", "int")), {**record(), "fields": [{"name": "b", "type": "long", "aliases": ["a"]}]}),
    (record(("a", "int")), record(("a", "int"), doc="what it is")),
    # names
    (record(), record(namespace="x")),
    (record(), {**record(), "name": "S"}),
    (record(), {**record(aliases=["R"]), "name": "S"}),
    (record(namespace="x"), {**record(aliases=["x.R"]), "name": "S"}),
    (record(namespace="x"), {**record(aliases=["y.R"]), "name": "S"}),
    (record(("f", fixed(4))), record(("f", {**fixed(4), "name": "G"}))),
    (record(("f", enum("A"))), record(("f", {**enum("A"), "name": "G"}))),
    (record(("f", ["null", enum("A")])), record(("f", ["null", enum("A", namespace="x")]))),
    (record(("f", ["null", fixed(4)])), record(("f", ["null", fixed(4, namespace="x")]))),
    (record(("f", ["null", fixed(4)])), record(("f", [fixed(4, namespace="x"), "null"]))),
    (record(("f", enum("A"))), record(("f", ["null", enum("A", namespace="x")]))),
    (record(("a", "int")), {**record(namespace="x"), "fields": [{"name": "b", "type": "int", "aliases": ["a"]}]}),
    (record(("a", "int")), record(("a", "int"), aliases=["S"])),
    (record(("a", "int")), {**record(), "fields": [{"name": "b", "type": "int", "aliases": ["a"], "default": 1}, {"name": "a", "type": "int"}]}),
    # enums and sizes
    (record(("f", enum("A", "B"))), record(("f", enum("A")))),
    (record(("f", enum("A", "B"))), record(("f", enum("A", default="A")))),
    (record(("f", enum("A", "B"))), record(("f", enum("B", "A")))),
    (record(("f", fixed(4))), record(("f", fixed(8)))),
    # unions
    (record(("f", "int")), record(("f", ["null", "int"]))),
    (record(("f", "int")), record(("f", ["null", "long"]))),
    (record(("f", "int")), record(("f", ["null", "string"]))),
    (record(("f", ["null", "int"])), record(("f", "int"))),
    (record(("f", ["null", "int"])), record(("f", ["int", "null"]))),
    (record(("f", ["null", "int", "string"])), record(("f", ["null", "int"]))),
    (record(("f", ["int", "float"])), record(("f", "double"))),
    (record(("f", ["null", record_a := {**record(("a", "int")), "name": "A", "namespace": "x"}, {**record(), "name": "A", "namespace": "y"}])),
     record(("f", ["null", {**record(("b", "int")), "name": "A", "namespace": "y"}, record_a]))),
    (record(("f", ["null", "int"])), record(("f", []))),
    # inside others, and inside itself
    (record(("f", {"type": "array", "items": "int"})), record(("f", {"type": "array", "items": "long"}))),
    (record(("f", {"type": "map", "values": "string"})), record(("f", {"type": "map", "values": "int"}))),
    (record(("f", {"type": "map", "values": "int"})), record(("f", {"type": "array", "items": "int"}))),
    (TREE, record(("left", ["null", "R"]), ("value", "long"))),
    (TREE, record(("left", ["null", "R"]), ("value", "string"))),
    (TREE, record(("left", ["null", "R"]), ("right", ["null", "R"]), ("value", "int"))),
]


def by_hand():
    return [(json.dumps(old), json.dumps(new)) for old, new in BY_HAND]


def pairs(source, count):
    """(old, new), as texts. Some of them are no schemas: a change may leave a name that nothing has."""
    made = []
    while len(made) < count:
        old = {"schema": Maker(source).record(3)}
        new = copy.deepcopy(old)
        changed = [change(source, new) for _ in range(source.choice([1, 1, 1, 2, 3]))]
        if any(changed):
            made.append((schemas_of(old["schema"]), schemas_of(new["schema"])))
    return made
