"""Validates documents against a JSON Schema: validate.py SCHEMA CASES, where CASES holds one JSON document a line. Prints
one line each: `ok`, or where and why not. The schema itself is checked against its draft first."""

import json
import sys

from jsonschema import Draft202012Validator


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    with open(sys.argv[2], encoding="utf-8") as file:
        for line in file:
            error = next(validator.iter_errors(json.loads(line)), None)
            print("ok" if error is None else f"{error.json_path}: {error.message}".replace("\n", " ")[:300])


main()
