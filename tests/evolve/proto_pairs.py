"""Pairs of Protobuf texts: written by hand for every rule, or one made at random and the other by one to three changes of it."""

import copy
import re

SCALARS = ["int32", "int64", "uint32", "uint64", "bool", "sint32", "sint64", "fixed32", "sfixed32", "fixed64", "sfixed64", "float", "double", "string", "bytes"]
FIELDS = ["id", "at", "note", "amount", "items", "who", "card", "iban", "state"]
NAMES = ["A", "B", "C", "D"]
VALUES = ["OPEN", "PAID", "SENT", "LOST"]


class Maker:
    """One text: messages that name each other, oneofs, enums, maps. Its enums and messages are known to all of it."""

    def __init__(self, source):
        self.source = source

    def chance(self, percent):
        return self.source.randrange(100) < percent

    def text(self):
        made = {"syntax": self.source.choice(["proto3", "proto3", "proto2"]), "package": self.source.choice(["", "shop"]), "enum": self.enum(), "messages": []}
        names = NAMES[:self.source.randint(1, 3)]
        for name in names:
            made["messages"].append({"name": name, "fields": [], "reserved": []})
            for _ in range(self.source.randint(1, 5)):
                made["messages"][-1]["fields"].append(self.field(made, made["messages"][-1]))
        return made

    def enum(self):
        return {name: i for i, name in enumerate(self.source.sample(VALUES, self.source.randint(1, 3)))}

    def type(self, made):
        kind = self.source.randrange(10)
        if kind < 6:
            return self.source.choice(SCALARS)
        if kind < 7:
            return "State"
        if kind < 8:
            return f"map<{self.source.choice(['string', 'int32'])}, {self.source.choice(SCALARS)}>"
        return self.source.choice(made["messages"])["name"]

    def field(self, made, message):
        used = {field["name"] for field in message["fields"]}
        numbers = {field["number"] for field in message["fields"]} | set(message["reserved"])
        kind = self.type(made)
        return {"name": self.source.choice([name for name in FIELDS if name not in used] or [f"more{len(used)}"]),
                "number": min(set(range(1, 40)) - numbers), "type": kind, **self.place(made["syntax"], kind)}

    def place(self, syntax, kind):
        """A label, or a oneof."""
        if kind.startswith("map"):
            return {"label": "", "oneof": ""}
        if self.chance(20):
            return {"label": "", "oneof": self.source.choice(["one", "other"])}
        labels = ["", "", "repeated", "optional"] if syntax == "proto3" else ["optional", "optional", "repeated", "required"]
        label = self.source.choice(labels)
        # A message that has to hold itself has no value at all.
        return {"label": "optional" if label == "required" and kind in NAMES else label, "oneof": ""}


def change(source, made):
    maker = Maker(source)
    message = source.choice(made["messages"])
    fields = message["fields"]
    field = source.choice(fields) if fields else None
    what = source.randrange(16)
    if what == 0:
        fields.append(maker.field(made, message))
    elif field is None:
        return
    elif what in (1, 2):
        fields.remove(field)
        if what == 1:
            message["reserved"].append(field["number"])
    elif what in (3, 4, 5):
        field["type"] = maker.type(made) if what == 3 else source.choice(SCALARS)
        if field["type"].startswith("map"):
            field.update(label="", oneof="")
        elif not field["label"] and not field["oneof"] and made["syntax"] == "proto2":
            field["label"] = "optional"
        elif field["label"] == "required" and field["type"] in NAMES:
            field["label"] = "optional"
    elif what == 6:
        field["name"] = source.choice([name for name in FIELDS if name not in [other["name"] for other in fields]] or [field["name"]])
    elif what in (7, 8, 9):
        if not field["type"].startswith("map"):
            field.update(maker.place(made["syntax"], field["type"]))
    elif what == 10:
        field["number"] = max(other["number"] for other in fields) + 1
    elif what == 11:
        source.shuffle(fields)
    elif what == 12:
        change_messages(source, maker, made)
    elif what == 13:
        made["package"] = source.choice(["", "shop", "shop.v2"])
    else:
        change_enum(source, made["enum"])


def change_messages(source, maker, made):
    messages = made["messages"]
    if source.randrange(2) and len(messages) < len(NAMES):
        name = next(name for name in NAMES if name not in [message["name"] for message in messages])
        messages.append({"name": name, "fields": [maker.field(made, {"fields": [], "reserved": []})], "reserved": []})
    elif source.randrange(2):
        source.shuffle(messages)
    elif len(messages) > 1:
        gone = messages.pop()["name"]
        for message in messages:
            message["fields"] = [field for field in message["fields"] if field["type"] != gone]


def change_enum(source, values):
    names = list(values)
    unused = [name for name in VALUES if name not in names]
    what = source.randrange(4)
    if what == 0 and unused:
        values[source.choice(unused)] = max(values.values()) + 1
    elif what == 1 and len(names) > 1:
        del values[names[-1]]
    elif what == 2 and len(names) > 1:
        values[names[0]], values[names[1]] = values[names[1]], values[names[0]]
    elif what == 3 and unused:
        old = source.choice(names)
        values[source.choice(unused)] = values.pop(old)


def written(field):
    return f"{field['label']} {field['type']} {field['name']} = {field['number']};".strip()


def text(made):
    lines = [f'syntax = "{made["syntax"]}";']
    if made["package"]:
        lines.append(f"package {made['package']};")
    values = sorted(made["enum"].items(), key=lambda value: value[1])
    lines.append("enum State { " + " ".join(f"{name} = {number};" for name, number in values) + " }")
    for message in made["messages"]:
        lines.append(f"message {message['name']} {{")
        lines += [f"  reserved {number};" for number in message["reserved"]]
        lines += [f"  {written(field)}" for field in message["fields"] if not field["oneof"]]
        for oneof in sorted({field["oneof"] for field in message["fields"]} - {""}):
            lines += [f"  oneof {oneof} {{", *[f"    {written(field)}" for field in message["fields"] if field["oneof"] == oneof], "  }"]
        lines.append("}")
    return "\n".join(lines) + "\n"


def pairs(source, count):
    """(old, new), as texts."""
    made = []
    while len(made) < count:
        old = Maker(source).text()
        new = copy.deepcopy(old)
        for _ in range(source.choice([1, 1, 1, 2, 3])):
            change(source, new)
        if text(old) != text(new):
            made.append((text(old), text(new)))
    return made


def two(fields, syntax="proto3", more=""):
    return f'syntax = "{syntax}"; {more} message A {{ {fields} }}'


def proto2(fields, more=""):
    return two(fields, "proto2", more)


STATE = "enum State { OPEN = 0; PAID = 1; }"
BY_HAND = [
    *[(two(f"{old} a = 1;"), two(f"{new} a = 1;")) for old in SCALARS for new in SCALARS if old != new],
    # numbers and names of fields
    (two("int32 a = 1;"), two("int32 b = 1;")),
    (two("int32 a = 1;"), two("int32 a = 2;")),
    (two("int32 a = 1; int32 b = 2;"), two("int32 b = 2; int32 a = 1;")),
    (two("int32 a = 1; int32 b = 2;"), two("int32 a = 1;")),
    (two("int32 a = 1; int32 b = 2;"), two("reserved 2; int32 a = 1;")),
    (two('int32 a = 1; int32 b = 2;'), two('reserved 2; reserved "b"; int32 a = 1;')),
    (two("reserved 2; int32 a = 1;"), two("int32 a = 1; int32 b = 2;")),
    (two("reserved 2; int32 a = 1;"), two("int32 a = 1;")),
    (two("int32 a = 1;"), two("int32 a = 1; int32 b = 2;")),
    (two("int32 a = 1; string b = 2;"), two("string a = 2; int32 b = 1;")),
    # labels
    *[(two(f"{old} {kind} a = 1;"), two(f"{new} {kind} a = 1;")) for kind in ("int32", "string", "bytes", "A", "State", "double")
      for old, new in (("", "repeated"), ("repeated", ""), ("", "optional"), ("optional", "repeated"), ("repeated", "optional"))
      if kind != "State"],
    *[(proto2(f"{old} {kind} a = 1;"), proto2(f"{new} {kind} a = 1;")) for kind in ("int32", "string")
      for old in ("optional", "required", "repeated") for new in ("optional", "required", "repeated") if old != new],
    (two("repeated int32 a = 1;"), two("repeated int32 a = 1 [packed = false];")),
    (two("repeated State a = 1;", more=STATE), two("State a = 1;", more=STATE)),
    # required
    (proto2("optional int32 a = 1;"), proto2("optional int32 a = 1; required int32 b = 2;")),
    (proto2("optional int32 a = 1; required int32 b = 2;"), proto2("optional int32 a = 1;")),
    (proto2("optional int32 a = 1;"), two("int32 a = 1;")),
    (two("int32 a = 1;"), proto2("required int32 a = 1;")),
    (proto2("optional int32 a = 1 [default = 5];"), proto2("optional int32 a = 1 [default = 7];")),
    # messages
    ('syntax = "proto3"; message A { int32 a = 1; } message B { int32 a = 1; }', two("int32 a = 1;")),
    (two("int32 a = 1;"), 'syntax = "proto3"; message A { int32 a = 1; } message B { int32 a = 1; }'),
    ('syntax = "proto3"; message A { int32 a = 1; } message B { int32 a = 1; }', 'syntax = "proto3"; message B { int32 a = 1; } message A { int32 a = 1; }'),
    ('syntax = "proto3"; message A { B b = 1; } message B { int32 a = 1; }', 'syntax = "proto3"; message A { C b = 1; } message B { int32 a = 1; } message C { int32 a = 1; }'),
    ('syntax = "proto3"; message A { B b = 1; } message B { int32 a = 1; }', 'syntax = "proto3"; message A { B b = 1; } message B { string a = 1; }'),
    (two("B b = 1; message B { int32 a = 1; }"), two("B b = 1; message B { int64 a = 1; }")),
    (two("B b = 1; message B { int32 a = 1; }"), 'syntax = "proto3"; message A { B b = 1; } message B { int32 a = 1; }'),
    (two("A a = 1; int32 b = 2;"), two("A a = 1; string b = 2;")),
    (two("A a = 1; int32 b = 2;"), two("A a = 1; int32 b = 2; A c = 3;")),
    (two("A a = 1;"), two("string a = 1;")),
    (two("A a = 1;"), two("bytes a = 1;")),
    # packages
    (two("int32 a = 1;", more="package shop;"), two("int32 a = 1;", more="package shop.v2;")),
    (two("int32 a = 1;"), two("int32 a = 1;", more="package shop;")),
    (two("int32 a = 1;", more='option java_package = "x";'), two("int32 a = 1;", more='option java_package = "y";')),
    # oneofs
    (two("int32 a = 1; string b = 2;"), two("oneof o { int32 a = 1; string b = 2; }")),
    (two("int32 a = 1; string b = 2;"), two("int32 a = 1; oneof o { string b = 2; }")),
    (two("int32 a = 1; oneof o { string b = 2; }"), two("oneof o { string b = 2; int32 a = 1; }")),
    (two("oneof o { int32 a = 1; string b = 2; }"), two("oneof o { int32 a = 1; }")),
    (two("oneof o { int32 a = 1; string b = 2; }"), two("oneof o { int32 a = 1; } string b = 2;")),
    (two("oneof o { int32 a = 1; string b = 2; }"), two("int32 a = 1; string b = 2;")),
    (two("oneof o { int32 a = 1; string b = 2; }"), two("oneof p { int32 a = 1; string b = 2; }")),
    (two("oneof o { int32 a = 1; string b = 2; }"), two("oneof p { int32 a = 1; }")),
    (two("int32 c = 3; oneof o { int32 a = 1; string b = 2; }"), two("int32 c = 3;")),
    (two("oneof o { int32 a = 1; } oneof p { string b = 2; }"), two("oneof o { int32 a = 1; string b = 2; }")),
    (two("oneof o { int32 a = 1; }"), two("oneof o { int32 a = 1; string b = 2; }")),
    (two("oneof o { int32 a = 1; }"), two("oneof o { string a = 1; }")),
    # maps
    (two("map<string, int32> a = 1;"), two("map<string, int64> a = 1;")),
    (two("map<string, int32> a = 1;"), two("map<string, string> a = 1;")),
    (two("map<string, int32> a = 1;"), two("map<int32, int32> a = 1;")),
    (two("map<string, int32> a = 1;"), two("repeated E a = 1; message E { string key = 1; int32 value = 2; }")),
    (two("map<string, int32> a = 1;"), two("string a = 1;")),
    # enums
    (two("State a = 1;", more=STATE), two("int32 a = 1;", more=STATE)),
    (two("int32 a = 1;", more=STATE), two("State a = 1;", more=STATE)),
    (two("State a = 1;", more=STATE), two("string a = 1;", more=STATE)),
    (two("State a = 1;", more=STATE), two("State a = 1;", more="enum State { OPEN = 0; }")),
    (two("State a = 1;", more=STATE), two("State a = 1;", more="enum State { OPEN = 0; PAID = 2; }")),
    (two("State a = 1;", more=STATE), two("State a = 1;", more="enum State { OPEN = 0; SENT = 1; }")),
    (two("State a = 1;", more=STATE), two("State a = 1;", more="enum State { PAID = 0; OPEN = 1; }")),
    (two("State a = 1;", more=STATE), two("Other a = 1;", more="enum Other { OPEN = 0; PAID = 1; }")),
    (proto2("optional State a = 1;", more=STATE), proto2("optional State a = 1;", more="enum State { OPEN = 0; }")),
    (proto2("optional int32 a = 1;", more=STATE), proto2("optional State a = 1;", more=STATE)),
    (proto2("repeated State a = 1;", more=STATE), proto2("repeated State a = 1;", more="enum State { OPEN = 0; }")),
]


def by_hand():
    return list(BY_HAND)


FIELD = re.compile(r"(?:(repeated|optional|required) +)?(map<[^>]*>|[\w.]+) +(\w+) *= *(\d+)(?: *\[[^\]]*\])?;")


RESERVED = re.compile(r"\breserved +(\d+)")


def fields(text):
    """(message, number) -> (label, type, name), of one text; what stands inside another message too."""
    found = {}
    for message, body in blocks(text, "message"):
        for label, kind, name, number in FIELD.findall(body):
            found[message, number] = (label, kind, name)
    return found


def blocks(text, word):
    for match in re.finditer(rf"\b{word} +(\w+) *\{{", text):
        depth, end = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        body = text[match.end():end - 1]
        # What stands inside another block is that one's own, but for a oneof.
        yield match.group(1), re.sub(r"\b(message|enum) +\w+ *\{[^{}]*\}", "", body)


def changes(old, new):
    """What differs between two texts, in words."""
    found = set()
    before, after = fields(old), fields(new)
    for key in before.keys() & after.keys():
        for what, a, b in zip(("label", "type", "name"), before[key], after[key]):
            if a != b:
                found.add(what)
    if before.keys() ^ after.keys():
        found.add("gone")
    if set(RESERVED.findall(old)) - set(RESERVED.findall(new)):
        found.add("reserved")
    if sorted(blocks(old, "enum")) != sorted(blocks(new, "enum")):
        found.add("enum")
    return found
