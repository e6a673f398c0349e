#!/usr/bin/env python3
"""Writes what tests/sentry/DocumentTest.java compares with Sentry's OpenAPI document:

    python3 tests/sentry/openapi.py sentry-openapi.json requests > tests/sentry/openapi-requests.json
    python3 tests/sentry/openapi.py sentry-openapi.json answers > tests/sentry/openapi-answers.json

requests: for each operation its query parameters ("query": type, with "[]" when it may be repeated and "!" when it is required, then the
words that it takes), its body ("body": names to types, "!" before a required one, words joined by "|") and the outermost type of its
answer. answers: the example answers of the operations that read. Path parameters are written {} since their names differ.
"""
import json
import re
import sys

document = json.load(open(sys.argv[1]))


def resolved(schema):
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].split("/")[-1]]
    if len(schema.get("allOf", [])) == 1:
        schema = {**resolved(schema["allOf"][0]), **{key: value for key, value in schema.items() if key != "allOf"}}
    return schema


def kind(schema, depth=0):
    schema = resolved(schema)
    if "anyOf" in schema or "oneOf" in schema:
        return "any"
    of = schema.get("type")
    of = [each for each in of if each != "null"][0] if isinstance(of, list) else of
    if of == "array":
        return [kind(schema.get("items", {}), depth + 1)]
    if schema.get("properties") and depth < 7:
        required = schema.get("required", [])
        return {("!" if name in required else "") + name: kind(of, depth + 1) for name, of in schema["properties"].items()}
    if schema.get("enum"):
        return "|".join(str(word) for word in schema["enum"] if word is not None)
    return of or "any"


def query(operation):
    names = {}
    for parameter in operation.get("parameters", []):
        if parameter["in"] != "query":
            continue
        schema = resolved(parameter.get("schema", {}))
        items = resolved(schema.get("items") or {})
        of = (items.get("type") or "string") + "[]" if schema.get("type") == "array" else schema.get("type") or "string"
        names[parameter["name"]] = [of + ("!" if parameter.get("required") else "")] + (schema.get("enum") or items.get("enum") or [])
    return names


rows = {}
for path, operations in document["paths"].items():
    name = re.sub(r"\{[^}]*\}", "{}", path)[len("/api/0/"):].rstrip("/")
    for method, operation in operations.items():
        if method not in ("get", "post", "put", "delete"):
            continue
        row = {"query": query(operation)}
        examples = []
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        if body:
            row["body"] = kind(body)
        for status, response in operation["responses"].items():
            content = response.get("content", {}).get("application/json", {})
            if status[0] != "2" or not content:
                continue
            if content.get("schema"):
                row["answer"] = resolved(content["schema"]).get("type") or "object"
            examples += [each.get("value") for each in content.get("examples", {}).values()] + ([content["example"]] if "example" in content else [])
        examples = [each for each in examples if each is not None]
        if sys.argv[2] == "requests":
            rows[method.upper() + " " + name] = row
        elif examples and method == "get":
            rows["GET " + name] = examples
print("{")
print(",\n".join(json.dumps(name) + ": " + json.dumps(rows[name], separators=(",", ":")) for name in sorted(rows)))
print("}")
