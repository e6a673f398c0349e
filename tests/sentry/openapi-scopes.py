#!/usr/bin/env python3
"""Writes tests/sentry/openapi-scopes.json: the token scopes that Sentry's OpenAPI document names for the endpoints our tools may call.

    python3 tests/sentry/openapi-scopes.py sentry-openapi.json > tests/sentry/openapi-scopes.json

Any one of an endpoint's scopes is enough. Path parameters are written {} since their names differ between endpoints.
"""
import json
import re
import sys

# Areas that no tool touches: left out to keep the extract small.
OTHERS = re.compile(r"/scim/|/members/|/notifications/|/integrations/|/sentry-app|/data-forwarding/|/forwarding/|/prevent/|/projects/[^/]*/[^/]*/preprod|/install-details|/size-analysis|/spike-|/relay"
                    r"|/symbol-|/environments/|/user-teams/|/hooks/|/files/|/filters/|/ownership/|/reprocessing|/monitor-.*bulk|/explore/saved|/discover/saved"
                    r"|/stats-summary/|/config/|/users/\{[^}]*\}/(?!feedback)")

document = json.load(open(sys.argv[1]))
rows = {}
for path, operations in document["paths"].items():
    if OTHERS.search(path):
        continue
    for method, operation in operations.items():
        if method in ("get", "post", "put", "delete"):
            scopes = sorted({scope for way in operation.get("security") or [] for names in way.values() for scope in names})
            rows[method.upper() + " " + re.sub(r"\{[^}]*\}", "{}", path)] = scopes
print("{")
print(",\n".join(json.dumps(key) + ": " + json.dumps(rows[key]) for key in sorted(rows, key=lambda row: row.split(" ")[::-1])))
print("}")
