#!/usr/bin/env python3
"""Writes tests/sentry/openapi-queries.json: the query parameters that Sentry's OpenAPI document names for what is read of events,
traces, profiles, replays, snapshots, releases and issues.

    python3 tests/sentry/openapi-queries.py sentry-openapi.json > tests/sentry/openapi-queries.json

A parameter is its type, with "[]" when it may be repeated and "!" when it is required, and the words that it takes, if they are few.
Path parameters are written {} since their names differ between endpoints.
"""
import json
import re
import sys

READ = re.compile(r"^/api/0/(organizations/\{[^}]*\}/(events|replays|replays/\{[^}]*\}|tags|sessions|trace/\{[^}]*\}|trace-meta/\{[^}]*\}|trace-items/attributes|profiling/\w+"
                  r"|preprodartifacts/snapshots/.*|releases|releases/\{[^}]*\}|releases/\{[^}]*\}/(commits|deploys))"
                  r"|projects/\{[^}]*\}/\{[^}]*\}/(releases|releases/\{[^}]*\}/commits|profiling/profiles/\{[^}]*\}|replays/\{[^}]*\}/recording-segments))/$")

# What is read of issues
ISSUES = re.compile(r"^/api/0/organizations/\{[^}]*\}/issues/(\{[^}]*\}/((events|hashes|autofix|external-issues|tags/\{[^}]*\}(/values)?|events/\{[^}]*\})/)?)?$")

document = json.load(open(sys.argv[1]))
rows = {}
for path, operations in document["paths"].items():
    if not (READ.match(path) or ISSUES.match(path)) or "get" not in operations:
        continue
    row = {}
    for parameter in operations["get"].get("parameters", []):
        if parameter["in"] != "query":
            continue
        schema = parameter.get("schema", {})
        items = schema.get("items") or {}
        kind = schema.get("type")
        row[parameter["name"]] = [(items.get("type") or "string") + "[]" if kind == "array" else kind or "string"] + (schema.get("enum") or items.get("enum") or [])
        if parameter.get("required"):
            row[parameter["name"]][0] += "!"
    rows[re.sub(r"\{[^}]*\}", "{}", path)] = row
print("{")
print(",\n".join(json.dumps(key) + ": {\n" + ",\n".join("  " + json.dumps(name) + ": " + json.dumps(rows[key][name]) for name in sorted(rows[key])) + "}" for key in sorted(rows)))
print("}")
