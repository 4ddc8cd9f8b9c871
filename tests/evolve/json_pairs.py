"""Pairs of JSON Schemas (draft 07): one made at random, the other by one to three changes of it; and values for a schema."""

import copy

FIELDS = ["id", "at", "note", "amount", "items", "who"]
WORDS = ["", "a", "bb", "ccc", "2026", "dddd"]
NUMBERS = [-3, 0, 1, 2, 2.5, 4, 6, 10, 12, 100]
TYPES = ["string", "integer", "number", "boolean", "null", "array", "object"]


class Maker:
    """One schema; a definition may hold itself."""

    def __init__(self, source):
        self.source = source

    def chance(self, percent):
        return self.source.randrange(100) < percent

    def root(self):
        made = self.object(3)
        if self.chance(30):
            made["definitions"] = {"node": self.object(1)}
            made["definitions"]["node"]["properties"]["id"] = {"$ref": "#/definitions/node"}
            made["properties"][self.source.choice(FIELDS)] = {"$ref": "#/definitions/node"}
        return {"$schema": "http://json-schema.org/draft-07/schema#", **made}

    def any(self, depth):
        kind = self.source.choice(["string"] * 3 + ["number"] * 3 + ["plain", "choice", "list", "true"] + ["array", "object", "branches"] * (depth > 0))
        return getattr(self, kind)(depth)

    def plain(self, _):
        return {"type": self.source.choice(["boolean", "null", "string", "integer"])}

    def true(self, _):
        return self.source.choice([{}, True])

    def string(self, _):
        made = {"type": "string"}
        self.put(made, "minLength", [0, 1, 2])
        self.put(made, "maxLength", [2, 3, 4])
        self.put(made, "pattern", ["^[a-z]*$", "^[0-9]+$"])
        return made

    def number(self, _):
        made = {"type": self.source.choice(["integer", "number"])}
        self.put(made, self.source.choice(["minimum", "exclusiveMinimum"]), [0, 1, 2])
        self.put(made, self.source.choice(["maximum", "exclusiveMaximum"]), [10, 12, 100])
        self.put(made, "multipleOf", [1, 2, 4], 15)
        return made

    def choice(self, _):
        if self.chance(20):
            return {"const": self.source.choice(WORDS)}
        return {"enum": self.source.sample(self.source.choice([WORDS, [1, 2, 4], ["a", 1, None, True]]), 3)}

    def list(self, _):
        return {"type": self.source.sample(["string", "integer", "null", "boolean", "number"], 2)}

    def array(self, depth):
        made = {"type": "array"}
        if self.chance(80):
            made["items"] = self.any(depth - 1)
        self.put(made, "minItems", [0, 1], 20)
        self.put(made, "maxItems", [2, 3], 20)
        return made

    def branches(self, depth):
        return {"anyOf": [self.any(depth - 1) for _ in range(self.source.randint(1, 3))]}

    def object(self, depth):
        names = self.source.sample(FIELDS, self.source.randint(1, 4))
        made = {"type": "object", "properties": {name: self.any(depth - 1) for name in names}}
        required = [name for name in names if self.chance(40)]
        if required:
            made["required"] = required
        kind = self.source.randrange(10)
        if kind < 3:
            made["additionalProperties"] = False
        elif kind < 5:
            made["additionalProperties"] = self.any(0)
        return made

    def put(self, made, keyword, values, percent=30):
        if self.chance(percent):
            made[keyword] = self.source.choice(values)


def places(node, found):
    """Every schema inside a schema, as (holder, key)."""
    if not isinstance(node, dict):
        return found
    for key in ("properties", "definitions"):
        for name in node.get(key, {}):
            found.append((node[key], name))
            places(node[key][name], found)
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            found.append((node, key))
            places(node[key], found)
    for i, branch in enumerate(node.get("anyOf", ())):
        found.append((node["anyOf"], i))
        places(branch, found)
    return found


LIMITS = {"minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems"}


def change(source, root):
    maker = Maker(source)
    holder, key = source.choice(places(root, []) + [({"root": root}, "root")] * 3)
    node = holder[key]
    what = source.randrange(9)
    is_object = isinstance(node, dict) and "properties" in node
    if is_object and what < 6:
        change_object(source, maker, node, what)
    elif not isinstance(node, dict) or "$ref" in node or node is root:
        return
    elif what == 0:
        holder[key] = maker.any(1)
    elif what == 1:
        holder[key] = {"anyOf": [node, maker.any(0)]}
    elif "anyOf" in node:
        branches = node["anyOf"]
        source.shuffle(branches)
        if len(branches) > 1 and what < 6:
            branches.pop()
    elif "enum" in node:
        node["enum"] = source.sample(node["enum"], 2) if what < 5 else [*node["enum"], "new"]
    elif isinstance(node.get("type"), list):
        node["type"] = list(dict.fromkeys([*node["type"], source.choice(["null", "string"])])) if what < 5 else node["type"][0]
    elif what < 6 and LIMITS & set(node):
        limit = source.choice(sorted(LIMITS & set(node)))
        fresh = maker.string(0) if "ength" in limit or limit == "pattern" else maker.number(0)
        node.pop(limit)
        if limit in fresh:
            node[limit] = fresh[limit]
    elif node.get("type") in ("string", "integer", "number"):
        fresh = maker.string(0) if node["type"] == "string" else maker.number(0)
        node.update({limit: value for limit, value in fresh.items() if limit != "type" or what > 6})


def change_object(source, maker, node, what):
    properties = node["properties"]
    unused = [name for name in FIELDS if name not in properties]
    if what == 0 and unused:
        name = source.choice(unused)
        properties[name] = maker.any(1)
        if source.randrange(3) == 0:
            node.setdefault("required", []).append(name)
    elif what == 1 and len(properties) > 1:
        name = source.choice(sorted(properties))
        del properties[name]
        node["required"] = [other for other in node.get("required", []) if other != name]
    elif what in (2, 3):
        name = source.choice(sorted(properties))
        required = node.setdefault("required", [])
        if name in required:
            required.remove(name)
        else:
            required.append(name)
    else:
        node.pop("additionalProperties", None)
        kind = source.randrange(3)
        if kind < 2:
            node["additionalProperties"] = False if kind == 0 else maker.any(0)


def pairs(source, count):
    """(old, new), as they are parsed."""
    made = []
    while len(made) < count:
        old = Maker(source).root()
        new = copy.deepcopy(old)
        for _ in range(source.choice([1, 1, 1, 2, 3])):
            change(source, new)
        if old != new:
            made.append((old, new))
    return made


def value(source, schema, root, depth=4):
    """One that the schema may well take; who wants to be sure asks a validator."""
    if not isinstance(schema, dict) or not schema.keys() - {"description"}:
        return source.choice(["a", 1, 2.5, None, True, [], {}, "2026"])
    if "$ref" in schema:
        return value(source, root["definitions"]["node"], root, depth - 1)
    if "anyOf" in schema:
        return value(source, source.choice(schema["anyOf"]), root, depth)
    if "const" in schema or "enum" in schema:
        return copy.deepcopy(schema["const"] if "const" in schema else source.choice(schema["enum"]))
    kind = schema["type"] if isinstance(schema["type"], str) else source.choice(schema["type"])
    if kind == "object":
        return object_value(source, schema, root, depth)
    if kind == "array":
        return [value(source, schema.get("items"), root, depth - 1) for _ in range(source.randint(schema.get("minItems", 0), 3))]
    simple = {"string": WORDS, "integer": [n for n in NUMBERS if n == int(n)], "number": NUMBERS, "boolean": [True, False], "null": [None]}
    return source.choice(simple[kind])


def object_value(source, schema, root, depth):
    made = {}
    for name, field in schema["properties"].items():
        if depth > 0 and (name in schema.get("required", ()) or source.randrange(2)):
            made[name] = value(source, field, root, depth - 1)
    other = schema.get("additionalProperties", True)
    # An open object may get a new property: dac lets that in, since no event of its own holds one that is not declared.
    names = FIELDS if isinstance(other, dict) else ["zz"]
    if other is not False and source.randrange(2):
        made.setdefault(source.choice(names), value(source, other, root, depth - 1))
    return made


def opens(writer, reader, depth=8):
    """Whether the reader has, somewhere, a property that the writer does not declare and takes under any value."""
    return opens_at(writer, reader, (writer, reader), depth)


def opens_at(writer, reader, roots, depth):
    writer, reader = (deref(side, root) for side, root in zip((writer, reader), roots))
    if depth == 0 or not isinstance(writer, dict) or not isinstance(reader, dict):
        return False
    known, wanted = writer.get("properties", {}), reader.get("properties", {})
    is_open = writer.get("additionalProperties", True) is not False
    if any(name not in known and is_open or name in known and opens_at(known[name], wanted[name], roots, depth - 1) for name in wanted):
        return True
    if any(opens_at(writer[key], reader[key], roots, depth - 1) for key in ("items", "additionalProperties") if key in writer and key in reader):
        return True
    return any(opens_at(one, other, roots, depth - 1) for one in writer.get("anyOf", ()) for other in reader.get("anyOf", ()))


def deref(schema, root):
    return root["definitions"][schema["$ref"].rsplit("/", 1)[1]] if isinstance(schema, dict) and "$ref" in schema else schema
