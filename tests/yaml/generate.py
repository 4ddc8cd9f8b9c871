"""Makes YAML texts with what they mean: random trees, written in a random one of the ways that YAML has."""

import json

WORDS = ["orders", "a b", "NO", "010", "1e3", "~x", "x: y", "it's", 'say "so"', "# no comment", "a #b", "-", "- x", "?", "null", "", " lead", "trail ", "back\\slash",
         "colon:", "caf\u00e9 \u20ac", "tab\there", "two\nlines", "end\n", "a\n\nb", "\nfirst", "{x}", "[y]", "a,b", "&a", "*b", "!t", "|", ">", "%p", "@q", "`r", "true", "12:30:45",
         "2026-11-22", "a\n b\n", "---", "...", "x" * 90]
PLAIN_START = set("abcdefghijklmnopqrstuvwxyz0123456789")


def is_plain(text, in_flow):
    """Whether the text may stand without quotes, on the safe side."""
    return (text != "" and text[0].lower() in PLAIN_START and text == text.strip() and text.isprintable() and ": " not in text and " #" not in text
            and not text.endswith(":") and text.lower() != "null" and not (in_flow and any(c in text for c in ",[]{}?:")))


class Writer:
    """Writes one document. Lines below a node of indentation n stand at n + the step."""

    def __init__(self, source):
        self.source = source
        self.anchors = []  # name, tree

    def chance(self, percent):
        return self.source.randrange(100) < percent

    def tree(self, depth):
        sort = self.source.randrange(10)
        if depth == 0 or sort < 5:
            return None if self.chance(8) else {"scalar": self.source.choice(WORDS)}
        if sort < 7:
            return [self.tree(depth - 1) for _ in range(self.source.randrange(4))]
        keys = self.source.sample([word for word in WORDS if "\n" not in word and "\t" not in word], self.source.randrange(1, 4))
        return {"map": [[key, self.tree(depth - 1)] for key in keys]}

    def quoted(self, text):
        if self.chance(40) and text.isprintable():
            return "'" + text.replace("'", "''") + "'"
        return json.dumps(text, ensure_ascii=self.chance(50))

    def scalar(self, text, in_flow):
        return text if is_plain(text, in_flow) and self.chance(75) else self.quoted(text)

    def flow(self, node):
        if node is None:
            return self.source.choice(["null", "~"])
        space = self.source.choice(["", " "])
        if isinstance(node, list):
            end = self.source.choice(["", ","]) if node else ""
            return "[" + space + ", ".join(self.flow(item) for item in node) + end + space + "]"
        if "map" in node:
            return "{" + space + ", ".join(self.scalar(key, True) + ": " + self.flow(value) for key, value in node["map"]) + space + "}"
        return self.scalar(node["scalar"], True)

    def comment(self):
        return self.source.choice(["  # note", " # a: b", ""]) if self.chance(15) else ""

    def gap(self, indent):
        return self.source.choice(["\n", " " * indent + "# between\n", "# at the left: x\n"]) if self.chance(8) else ""

    def block_text(self, text, indent):
        """' |-' and the lines below, or None where the text cannot stand so."""
        body = text.rstrip("\n")
        if not body or body.startswith((" ", "\n")) or any(not (c.isprintable() or c in "\n\t") for c in body):
            return None
        ends = len(text) - len(body)
        chomp = "-" if ends == 0 else "" if ends == 1 else "+"
        step = self.source.randrange(1, 5)
        lines = "".join((" " * (indent + step) + line if line else "") + "\n" for line in body.split("\n"))
        return f" |{chomp}{self.comment()}\n{lines}" + "\n" * (ends - 1)

    def value(self, node, indent, after_dash):
        """What follows 'key:' or '-' of a line at `indent`, with the end of the line."""
        if node is None:
            return self.source.choice(["", " null", " ~"]) + self.comment() + "\n"
        is_holder = isinstance(node, list) or "map" in node
        if is_holder and (not node or node == {"map": []} or self.chance(25)):
            return " " + self.flow(node) + self.comment() + "\n"
        if is_holder:
            step = self.source.randrange(1, 5)
            if after_dash and self.chance(60):
                text = self.block(node, indent + step + 1)
                return " " * step + text[indent + step + 1:] if not text.startswith(("#", "\n")) and "#" not in text[:indent + step + 1] else self.comment() + "\n" + text
            if not after_dash and isinstance(node, list) and self.chance(40):
                step = 0
            return self.comment() + "\n" + self.block(node, indent + step)
        text = node["scalar"]
        if self.chance(30) and (block := self.block_text(text, indent)):
            return block
        return " " + self.scalar(text, False) + self.comment() + "\n"

    def block(self, node, indent):
        out = ""
        if isinstance(node, list):
            for item in node:
                out += self.gap(indent) + " " * indent + "-" + self.value(item, indent, True)
        else:
            for key, value in node["map"]:
                out += self.gap(indent) + " " * indent + self.scalar(key, False) + ":" + self.value(value, indent, False)
        return out


def generate(source):
    """A text and its tree, a map."""
    writer = Writer(source)
    tree = {"map": [[key, writer.tree(3)] for key in source.sample(["kind", "spec", "a b", "x-y", "010"], source.randrange(1, 4))]}
    if writer.chance(10):
        return writer.flow(tree) + "\n", tree
    return ("---\n" if writer.chance(20) else "") + writer.block(tree, 0), tree
