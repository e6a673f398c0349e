package demo;

import static demo.Plain.at;
import static demo.Plain.hex;
import static demo.Plain.iso;
import static demo.Plain.list;
import static demo.Plain.map;
import static demo.Plain.number;
import static demo.Plain.object;
import static demo.Plain.objects;
import static demo.Plain.text;
import static demo.Plain.with;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** An event as Sentry's event endpoints show it, from its row and its issue's stack. */
final class EventBody {
    private EventBody() {}

    /** As lists of events show it. */
    static Map<String, Object> simple(Organization home, Map<String, Object> row) {
        return map("id", row.get("id"), "event.type", row.get("event.type"), "groupID", issue(home, row, "id"),
            "eventID", row.get("id"), "projectID", text(row, "project.id"), "message", row.get("message"), "title",
            row.get("title"), "location", row.get("location"),
            "culprit", row.get("culprit"), "user", user(row), "tags", tags(row), "platform", row.get("platform"),
            "dateCreated", text(row, "timestamp").substring(0, 19) + "Z", "crashFile", null, "metadata",
            Issues.metadata(home, home.issueOf(row)));
    }

    private static String issue(Organization home, Map<String, Object> row, String name) {
        return text(home.issueOf(row), name);
    }

    private static Object user(Map<String, Object> row) {
        return row.get("user.id") == null ? null
            : map("id", row.get("user.id"), "email", row.get("user.email"), "username", null, "ip_address",
                row.get("user.ip"), "name", row.get("user.name"),
                "geo", map("country_code", row.get("geo.country_code"), "city", row.get("geo.city"), "region",
                    row.get("geo.region")),
                "data", null);
    }

    private static List<Object> tags(Map<String, Object> row) {
        List<Object> tags = list();
        object(row, "_tags").forEach((key, value) -> {
            Map<String, Object> tag = map("key", key, "value", value);
            if (List.of("environment", "level", "release", "transaction", "user", "url").contains(key))
                tag.put("query", key + ":\"" + value + "\"");
            tags.add(tag);
        });
        return tags;
    }

    static Map<String, Object> whole(Organization home, Map<String, Object> row) {
        Map<String, Object> issue = home.issueOf(row);
        Map<String, Object> project = home.project(text(row, "project"));
        Stack stack = home.stacks
            .getOrDefault(text(row, "_stack") == null ? text(issue, "shortId") : text(row, "_stack"), Stack.NONE);
        Instant at = Plain.instant(row.get("timestamp"));
        Map<String, Object> event = simple(home, row);
        event.remove("event.type");
        event.put("type", row.get("event.type"));
        event.put("message",
            List.of("error", "transaction").contains(text(row, "event.type")) ? "" : row.get("message"));
        event.put("dateCreated", row.get("timestamp"));
        event.put("dateReceived", iso(at.plusSeconds(1)));
        event.put("size", 18_000 + text(row, "id").hashCode() % 4_000);
        event.put("dist", null);
        event.put("sdk", map("name", row.get("sdk.name"), "version", row.get("sdk.version")));
        event.put("entries", entries(home, row, issue, stack, at));
        event.put("contexts", contexts(home, row, issue, project));
        event.put("context", issue.get("shortId").equals("CHECKOUT-API-7K2")
            ? map("celery-job", map("task_name", "checkout.tasks.settle", "retries", 2)) : map());
        event.put("packages", map());
        event.put("errors",
            issue.containsKey("sourceMaps") ? list(map("type", "js_no_source", "message", "Source code was not found",
                "data", map("url", "https://shop.acme-labs.example/static/app.min.js"))) : list());
        event.put("fingerprints", list(row.get("_hash")));
        event.put("occurrence", Organization.error(issue) ? null : occurrence(home, row, issue, at));
        Map<String, Object> release = row.get("release") == null ? null : home.release(text(row, "release"));
        event.put("release",
            release == null ? null : map("version", release.get("version"), "shortVersion",
                text(release, "version").replaceFirst("\\+.*", ""), "dateCreated", release.get("created"), "lastCommit",
                Plain.at(home.commits(release), 0) == null ? null : shown(home.commits(release).get(0))));
        event.put("userReport", null);
        event.put("sdkUpdates", list());
        event.put("resolvedWith", list());
        List<Map<String, Object>> siblings = Organization.events(issue);
        int index = siblings.indexOf(row);
        event.put("nextEventID", index > 0 ? siblings.get(index - 1).get("id") : null);
        event.put("previousEventID",
            index >= 0 && index + 1 < siblings.size() ? siblings.get(index + 1).get("id") : null);
        event.put("_meta", map());
        if (row.get("event.type").equals("transaction")) {
            event.put("startTimestamp", at(row, "_root", "precise.start_ts"));
            event.put("endTimestamp", at(row, "_root", "precise.finish_ts"));
        }
        return event;
    }

    static Map<String, Object> shown(Map<String, Object> commit) {
        Map<String, Object> copy = with(commit);
        copy.keySet().removeIf(name -> name.startsWith("_"));
        return copy;
    }

    private static List<Object> entries(Organization home, Map<String, Object> row, Map<String, Object> issue,
        Stack stack, Instant at) {
        List<Object> entries = list();
        if (stack.message() != null) entries.add(map("type", "message", "data", stack.message()));
        if (!stack.exceptions().isEmpty() && !issue.containsKey("anr")) entries.add(map("type", "exception", "data",
            map("values", stack.exceptions(), "hasSystemFrames", true, "excOmitted", null)));
        if (!stack.threads().isEmpty()) entries.add(map("type", "threads", "data", map("values", stack.threads())));
        if (issue.get("kind").equals("csp")) {
            entries.add(map("type", "message", "data", map("formatted", row.get("title"))));
            entries.add(map("type", "csp", "data",
                map("effective_directive", "script-src", "blocked_uri", "https://cdn.bad.example/x.js", "document_uri",
                    row.get("url"), "original_policy", "default-src 'self'; script-src 'self'", "referrer", "",
                    "status_code", null,
                    "violated_directive", "script-src 'self'", "source_file", row.get("url"), "line_number", 14,
                    "script_sample", null, "disposition", "enforce")));
        }
        if (row.get("event.type").equals("transaction")) {
            List<Object> spans = list();
            for (Map<String, Object> span : home.spans.rows()) {
                if (!row.get("trace").equals(span.get("trace"))) continue;
                spans.add(map("span_id", span.get("id"), "parent_span_id", span.get("parent_span"), "trace_id",
                    span.get("trace"), "op", span.get("span.op"), "description", span.get("span.description"),
                    "start_timestamp", span.get("precise.start_ts"),
                    "timestamp", span.get("precise.finish_ts"), "status", span.get("span.status"), "data", map()));
            }
            entries.add(map("type", "spans", "data", spans));
        }
        if (!stack.crumbs().isEmpty()) {
            List<Object> crumbs = list();
            for (Map<String, Object> crumb : stack.crumbs()) {
                Map<String, Object> shown =
                    with(crumb, "timestamp", iso(at.minusMillis((long) (number(crumb, "_before") * 1000))));
                shown.remove("_before");
                crumbs.add(shown);
            }
            entries.add(map("type", "breadcrumbs", "data", map("values", crumbs)));
        }
        if (stack.request() != null) entries.add(map("type", "request", "data", stack.request()));
        return entries;
    }

    private static Map<String, Object> contexts(Organization home, Map<String, Object> row, Map<String, Object> issue,
        Map<String, Object> project) {
        Map<String, Object> contexts = map("trace",
            map("type", "trace", "trace_id", row.get("trace"), "span_id", row.get("span"), "parent_span_id", null, "op",
                row.containsKey("_root") ? at(row, "_root", "span.op") : "default", "status",
                row.get("event.type").equals("error") ? "internal_error" : "ok"));
        if (project.containsKey("runtime")) contexts.put("runtime",
            map("type", "runtime", "name", at(project, "runtime", 0), "version", at(project, "runtime", 1)));
        Map<String, Object> customer = row.get("user.id") == null ? null : home.customer(text(row, "user.id"));
        if (row.get("browser.name") != null) contexts.putAll(map("browser",
            map("type", "browser", "name", at(customer, "browser", 0), "version", at(customer, "browser", 1)), "os",
            map("type", "os", "name", at(customer, "os", 0), "version", at(customer, "os", 1))));
        if (row.get("device.family") != null) contexts.putAll(map("device",
            map("type", "device", "family", at(customer, "device", 0), "model", at(customer, "device", 0),
                "free_storage", 18_440_192),
            "os", map("type", "os", "name", "Android", "version", at(customer, "device", 1))));
        if (row.get("replayId") != null)
            contexts.put("replay", map("type", "replay", "replay_id", row.get("replayId")));
        if (issue.get("kind").equals("feedback")) {
            contexts.put("feedback",
                map("type", "feedback", "message", issue.get("words"), "contact_email", row.get("user.email"), "name",
                    row.get("user.name"), "source", "widget", "url", "https://shop.acme-labs.example/checkout"));
        }
        return contexts;
    }

    private static Map<String, Object> occurrence(Organization home, Map<String, Object> row, Map<String, Object> issue,
        Instant at) {
        String kind = text(issue, "kind");
        Map<String, Object> data = map();
        List<Object> display = list();
        if (row.containsKey("_root")) {
            List<Map<String, Object>> offenders = objects(row, "_offenders");
            List<Object> ids = list(offenders.stream().map(span -> span.get("id")).toArray());
            List<Object> said = list(offenders.stream()
                .map(span -> text(span, "span.op") + " - " + text(span, "span.description")).distinct().toArray());
            data.putAll(map("op", offenders.isEmpty() ? null : offenders.get(0).get("span.op"), "transactionName",
                row.get("transaction"), "parentSpan",
                text(row, "_root", "span.op") + " - " + text(row, "_root", "span.description"), "parentSpanIds",
                list(at(row, "_root", "id")),
                "repeatingSpans", said, "repeatingSpansCompact", list(issue.get("value")), "numberRepeatingSpans",
                Integer.toString(ids.size()), "numPatternRepetitions", ids.size(), "offenderSpanIds", ids,
                "causeSpanIds", list()));
            display.add(evidence("Offending Spans", issue.get("value"), true));
            display.add(evidence("Transaction", row.get("transaction"), false));
        }
        switch (kind) {
            case "metric_issue" -> {
                Map<String, Object> detector =
                    Organization.find(objects(home.data, "detectors"), "id", issue.get("detector"));
                Dataset.Slice window = new Dataset.Slice(java.util.Set.of(text(row, "project")),
                    java.util.Set.of(text(detector, "query", "environment")),
                    at.minusSeconds(Plain.whole(detector, "query", "timeWindow")), at, text(detector, "query", "query"),
                    home.latest());
                data.putAll(
                    map("value", home.errors.rows(window).size(), "alert_id", 907, "detectorId", 9100, "conditions",
                        list(map("id", "1", "type", "gt", "comparison", at(detector, "conditions", 0, "comparison"),
                            "condition_result", 75)),
                        "data_sources",
                        list(map("id", "12", "type", "snuba_query_subscription", "query_obj",
                            map("id", "12", "snuba_query",
                                map("id", "34", "dataset", at(detector, "query", "dataset"), "query",
                                    at(detector, "query", "query"), "aggregate", at(detector, "query", "aggregate"),
                                    "time_window", at(detector, "query", "timeWindow"), "environment",
                                    at(detector, "query", "environment")))))));
            }
            case "performance_p95_endpoint_regression" -> {
                data.putAll(map("breakpoint", at.minus(Duration.ofHours(3)).getEpochSecond(), "aggregate_range_1",
                    610.0, "aggregate_range_2", 1310.0, "transaction", row.get("transaction"), "trend_percentage", 2.15,
                    "trend_difference", 700.0));
                display.add(evidence("Regression", issue.get("value"), true));
                display.add(evidence("Transaction", row.get("transaction"), true));
            }
            case "monitor_check_in_failure" -> {
                display.add(evidence("Failure reason", text(issue, "culprit") + " check-in detected", true));
                display.add(evidence("Environment", row.get("environment"), false));
                home.checkIns(Organization.find(objects(home.data, "monitors"), "slug", issue.get("monitor"))).stream()
                    .filter(each -> each.get("status").equals("ok")
                        && each.get("environment").equals(row.get("environment"))
                        && text(each, "dateCreated").compareTo(iso(at)) < 0)
                    .findFirst().ifPresent(
                        each -> display.add(evidence("Last successful check-in", each.get("dateCreated"), false)));
            }
            case "uptime_domain_failure" -> {
                Map<String, Object> monitor =
                    Organization.find(objects(home.data, "uptime"), "id", issue.get("uptime"));
                display.add(evidence("Failure reason", text(monitor, "reason"), true));
                display.add(evidence("Method", monitor.get("method"), false));
                display.add(evidence("URL", monitor.get("url"), false));
            }
            case "feedback" -> {
                data.putAll(map("message", issue.get("words"), "name", row.get("user.name"), "contact_email",
                    row.get("user.email"), "source", "new_feedback_envelope"));
                display.add(evidence("message", issue.get("words"), true));
                display.add(evidence("contact_email", row.get("user.email"), false));
            }
            case "replay_click_rage", "replay_hydration_error" ->
                display.add(evidence(kind.endsWith("rage") ? "Clicked Element" : "Path", issue.get("value"), true));
            default -> {}
        }
        return map("id", hex("occurrence/" + row.get("id"), 32), "projectId", row.get("project.id"), "eventId",
            row.get("id"), "fingerprint", list(row.get("_hash")), "issueTitle", issue.get("title"), "subtitle",
            issue.get("value"), "resourceId", null,
            "type", kind.equals("feedback") ? 6001 : issue.get("typeId"), "detectionTime", Plain.seconds(at), "level",
            issue.get("level"), "culprit", issue.get("culprit") == null ? "" : issue.get("culprit"), "priority", 50,
            "assignee", null, "evidenceData", data, "evidenceDisplay", display);
    }

    private static Map<String, Object> evidence(String name, Object value, boolean important) {
        return map("name", name, "value", value == null ? "" : value, "important", important);
    }
}
