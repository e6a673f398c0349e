package demo;

import static demo.Plain.at;
import static demo.Plain.chance;
import static demo.Plain.hex;
import static demo.Plain.iso;
import static demo.Plain.list;
import static demo.Plain.map;
import static demo.Plain.number;
import static demo.Plain.object;
import static demo.Plain.objects;
import static demo.Plain.text;
import static demo.Plain.texts;
import static demo.Plain.whole;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Unfolds the story into rows: when each event happened and to whom, and the traces, logs, profiles and replays around
 * it.
 */
final class Story {
    private final Organization home;
    private final List<Map<String, Object>> customers;

    Story(Organization home) {
        this.home = home;
        this.customers = objects(home.data, "customers");
    }

    void tell() {
        for (Map<String, Object> issue : home.issues) unfold(issue);
        object(home.data, "templates").forEach((name, template) -> {
            Instant at = Plain.instant(at(template, "from"));
            Duration every = Organization.every(text(template, "every"));
            for (int i = 0; at.isBefore(home.start.minus(every)); i++, at = at.plus(every)) {
                String key = "trace/" + name + "/" + i;
                new Trace(key, "production", customers.get((int) (chance(key + "c") * customers.size())), false)
                    .plant(name, at.plusMillis((long) (every.toMillis() * chance(key))), null);
            }
        });
        objects(home.data, "logs").forEach(this::logs);
        objects(home.data, "metrics").forEach(this::metrics);
        objects(home.data, "conversations").forEach(this::conversation);
        objects(home.data, "replays").forEach(this::replay);
        for (Map<String, Object> monitor : objects(home.data, "uptime")) {
            for (Map<String, Object> check : home.checks(monitor)) {
                home.uptime.rows()
                    .add(row(text(monitor, "project"), text(check, "environment"),
                        Plain.instant(at(check, "timestamp")), "id", text(check, "uptimeCheckId"), "check_status",
                        at(check, "checkStatus"), "check_status_reason", at(check, "checkStatusReason"),
                        "http_status_code", at(check, "httpStatusCode"), "duration", at(check, "durationMs"), "region",
                        at(check, "region"), "trace", at(check, "traceId"), "request_url", at(monitor, "url")));
            }
        }
    }

    /** What rows of all datasets hold. */
    private Map<String, Object> row(String project, String environment, Instant at, Object... more) {
        Map<String, Object> row = map("project", project, "project.name", project, "project.id",
            Long.parseLong(text(home.project(project), "id")), "timestamp", iso(at), "environment", environment,
            "release", home.deployed(project, environment, at),
            "sdk.name", at(home.project(project), "sdk", 0), "sdk.version", at(home.project(project), "sdk", 1));
        row.putAll(map(more));
        return row;
    }

    // ---------------------------------------------------------------- issues and their events

    private void unfold(Map<String, Object> issue) {
        issue.putIfAbsent("kind", "error");
        issue.putIfAbsent("status", "unresolved");
        issue.putIfAbsent("substatus", issue.get("status").equals("unresolved") ? "ongoing" : null);
        issue.putIfAbsent("level", "error");
        issue.putIfAbsent("priority", "medium");
        issue.putIfAbsent("category", issue.get("kind").equals("feedback") ? "feedback" : "error");
        issue.putIfAbsent("statusDetails", map());
        Stack stack = home.stacks.getOrDefault(text(issue, "shortId"), Stack.NONE);
        if (!stack.exceptions().isEmpty()) {
            Map<String, Object> outermost = stack.exceptions().get(stack.exceptions().size() - 1);
            issue.put("type", outermost.get("type"));
            issue.put("value", outermost.get("value"));
            issue.put("title", text(outermost, "type") + ": " + text(outermost, "value"));
        }
        if (issue.get("kind").equals("feedback")) {
            issue.put("title", "User Feedback");
            issue.put("value", issue.get("words"));
        }
        List<Map<String, Object>> events = new ArrayList<>();
        issue.put("_events", events);
        Instant first = Plain.instant(issue.get("first"));
        Instant last = Plain.instant(issue.get("last"));
        int count = (int) whole(issue, "events");
        double curve = issue.containsKey("curve") ? number(issue, "curve") : 1;
        List<Map<String, Object>> failures = !issue.containsKey("monitor") ? List.of()
            : home.checkIns(Organization.find(objects(home.data, "monitors"), "slug", issue.get("monitor"))).stream()
                .filter(each -> !each.get("status").equals("ok") && each.get("environment").equals("production"))
                .toList();
        for (int i = 0; i < count; i++) {
            if (!failures.isEmpty()) {   // a monitor's issue happened when its check-ins failed
                events.add(event(issue, stack, i, Plain.instant(failures.get(count - 1 - i).get("dateUpdated"))));
                continue;
            }
            String key = text(issue, "shortId") + "/" + i;
            double jitter = i == 0 || i == count - 1 ? 0 : (chance(key) - 0.5) * 0.8;
            double share = count == 1 ? 0 : Math.pow((i + jitter) / (count - 1), curve);
            events.add(event(issue, stack, i,
                first.plusMillis((long) (share * (last.toEpochMilli() - first.toEpochMilli())))));
        }
        events.sort(Comparator.comparing((Map<String, Object> each) -> text(each, "timestamp")).reversed());
        (Organization.error(issue) ? home.errors : home.occurrences).rows().addAll(events);
    }

    private Map<String, Object> event(Map<String, Object> issue, Stack stack, int index, Instant at) {
        String key = text(issue, "shortId") + "/" + index;
        String project = text(issue, "project");
        Map<String, Object> environments =
            issue.containsKey("env") ? object(issue, "env") : map("production", 9, "staging", 1);
        double whole = environments.values().stream().mapToDouble(each -> ((Number) each).doubleValue()).sum();
        double chosen = chance(key + "env") * whole;
        String environment = null;
        for (Map.Entry<String, Object> each : environments.entrySet()) {
            environment = each.getKey();
            chosen -= ((Number) each.getValue()).doubleValue();
            if (chosen < 0) break;
        }
        int users = issue.containsKey("users") ? (int) whole(issue, "users") : 0;
        Map<String, Object> customer =
            users == 0 ? null : customers.get((int) (Math.pow(chance(key + "user"), 1.6) * users));
        List<String> replays = texts(issue, "replays");
        String replay = index > 0 && index <= replays.size() ? replays.get(index - 1) : null;
        if (replay != null) {   // who was recorded is who it happened to
            Map<String, Object> recorded = Organization.find(objects(home.data, "replays"), "id", replay);
            customer = home.customer(text(recorded, "customer"));
            environment = text(recorded, "environment");
            at = Plain.instant(recorded.get("at"))
                .plusMillis((long) (Math.min(120, number(recorded, "seconds") * 0.6) * 1000));
        }
        String id = hex("event/" + key, 32);
        Map<String, Object> row = row(project, environment, at, "id", id, "issue", text(issue, "shortId"), "issue.id",
            Long.parseLong(text(issue, "id")), "title", text(issue, "title"), "message", message(issue, stack),
            "culprit", text(issue, "culprit"),
            "level", text(issue, "level"), "platform", language(project), "platform.name", language(project),
            "event.type",
            Organization.error(issue) ? text(issue, "kind") : at(issue, "trace") == null ? "generic" : "transaction",
            "transaction", text(issue, "transaction"), "trace", hex("trace/" + key, 32), "span", hex("span/" + key, 16),
            "replayId", replay, "url", text(issue, "url"), "location", null, "_hash",
            hex("hash/" + text(issue, "shortId"), 32), "_project", project);
        Map<String, Object> tags = map("environment", environment, "level", text(issue, "level"), "release",
            row.get("release"), "transaction", text(issue, "transaction"), "url", text(issue, "url"), "replayId",
            replay,
            "server_name", at(home.project(project), "host"), "runtime", at(home.project(project), "runtime", 0) == null
                ? null : text(home.project(project), "runtime", 0) + " " + text(home.project(project), "runtime", 1));
        if (!stack.exceptions().isEmpty()) {
            boolean unhandled = Boolean.TRUE.equals(issue.get("unhandled"));
            Object mechanism = at(stack.exceptions().get(stack.exceptions().size() - 1), "mechanism", "type");
            row.putAll(map("error.type", all(stack, "type"), "error.value", all(stack, "value"), "error.mechanism",
                list(mechanism), "error.handled", !unhandled, "error.unhandled", unhandled));
            tags.putAll(map("handled", unhandled ? "no" : "yes", "mechanism", mechanism));
            for (String each : List.of("filename", "function", "module", "absPath", "lineNo")) {
                List<Object> values = list();
                for (Map<String, Object> exception : stack.exceptions())
                    for (Map<String, Object> frame : objects(exception, "stacktrace", "frames"))
                        values.add(frame.get(each));
                row.put(
                    "stack."
                        + switch (each) { case "absPath" -> "abs_path"; case "lineNo" -> "lineno"; default -> each; },
                    values);
            }
            List<Map<String, Object>> frames =
                objects(stack.exceptions().get(stack.exceptions().size() - 1), "stacktrace", "frames");
            row.put("location", frames.isEmpty() ? null : text(frames.get(frames.size() - 1), "filename"));
        }
        if (stack.request() != null)
            row.putAll(map("http.method", stack.request().get("method"), "http.url", stack.request().get("url")));
        if (customer != null) {
            row.putAll(of(customer));
            tags.put("user", row.get("user"));
            if (project.equals("shop-web") || text(issue, "kind").equals("feedback")) {
                tags.putAll(map("browser", text(customer, "browser", 0) + " " + text(customer, "browser", 1),
                    "browser.name", text(customer, "browser", 0), "os",
                    text(customer, "os", 0) + " " + text(customer, "os", 1), "os.name", text(customer, "os", 0)));
            }
            if (project.equals("courier-android"))
                tags.putAll(map("device", text(customer, "device", 0), "device.family", text(customer, "device", 0),
                    "os", "Android " + text(customer, "device", 1), "os.name", "Android"));
            tags.put("plan", text(customer, "plan"));
        }
        tags.putAll(object(issue, "tags"));
        if (issue.containsKey("monitor")) tags.put("monitor.slug", issue.get("monitor"));
        if (issue.containsKey("uptime")) tags.put("uptime_rule", issue.get("uptime"));
        tags.values().removeIf(value -> value == null);
        row.put("_tags", tags);
        tags.forEach(row::putIfAbsent);
        if (issue.containsKey("trace") && (replay != null || chance(key + "traced") < number(issue, "traced"))) {
            Trace trace = new Trace("trace/" + key, environment, customer, Organization.error(issue));
            Map<String, Object> span = trace.plant(text(issue, "trace"), at, text(issue, "span"));
            row.put("span", span.get("id"));
            row.put("_root", trace.root);
            row.put("_offenders", trace.named.getOrDefault(text(issue, "span"), List.of()));
            if (row.get("event.type").equals("transaction"))
                row.putAll(map("transaction.duration", trace.root.get("span.duration"), "span", trace.root.get("id")));
        }
        return row;
    }

    private static List<Object> all(Stack stack, String name) {
        List<Object> values = list();
        for (Map<String, Object> exception : stack.exceptions()) values.add(0, exception.get(name));
        return values;
    }

    private static String message(Map<String, Object> issue, Stack stack) {
        return stack.exceptions().isEmpty() ? text(issue, "value") : text(issue, "title");
    }

    private String language(String project) {
        return text(home.project(project), "language") == null ? text(home.project(project), "platform")
            : text(home.project(project), "language");
    }

    static Map<String, Object> of(Map<String, Object> customer) {
        return map("user", "id:" + text(customer, "id"), "user.id", text(customer, "id"), "user.email",
            text(customer, "email"), "user.name", text(customer, "name"), "user.username", null, "user.ip",
            text(customer, "ip_address"), "user.display", text(customer, "email"),
            "geo.country_code", text(customer, "geo", 0), "geo.city", text(customer, "geo", 1), "geo.region",
            text(customer, "geo", 2));
    }

    // ---------------------------------------------------------------- traces

    /** One pass of a request through the services, after a template. */
    private final class Trace {
        private final String key;
        private final String id;
        private final String environment;
        private final Map<String, Object> customer;
        private final boolean failing;
        private final double pace;
        private final List<Map<String, Object>> rows = new ArrayList<>();
        private final List<Object[]> logs = new ArrayList<>();
        /** Spans by the name that the template gives them. */
        final Map<String, List<Map<String, Object>>> named = new LinkedHashMap<>();
        Map<String, Object> root;

        Trace(String key, String environment, Map<String, Object> customer, boolean failing) {
            this.key = key;
            this.id = hex(key, 32);
            this.environment = environment;
            this.customer = customer;
            this.failing = failing;
            this.pace = 0.75 + Math.pow(chance(key + "pace"), 3) * 1.6;
        }

        /** @param span the span that ends at this time; null: the trace starts then */
        Map<String, Object> plant(String template, Instant at, String span) {
            Map<String, Object> from = object(home.data, "templates", template);
            root = grow(object(from, "span"), text(from, "project"), null, null, 0);
            Map<String, Object> found = span == null ? root : named.get(span).get(0);
            double shift = span == null ? 0 : number(found, "_end");
            for (Map<String, Object> row : rows) {
                Instant begin = at.plusNanos((long) ((number(row, "_start") - shift) * 1e6));
                Instant end = at.plusNanos((long) ((number(row, "_end") - shift) * 1e6));
                Map<String, Object> whole = row(text(row, "project"), environment, begin);
                whole.putAll(row);
                whole.putAll(map("precise.start_ts", begin.toEpochMilli() / 1000.0 + begin.getNano() % 1_000_000 / 1e9,
                    "precise.finish_ts", end.toEpochMilli() / 1000.0 + end.getNano() % 1_000_000 / 1e9));
                if (customer != null) whole.putAll(of(customer));
                row.putAll(whole);
                if (row.containsKey("_profile")) profile(row, begin);
                home.spans.rows().add(row);
            }
            for (Object[] log : logs) {
                Map<String, Object> row =
                    row((String) log[4], environment, at.plusNanos((long) (((double) log[0] - shift) * 1e6)));
                log(row, (String) log[1], (String) log[2], object(log[3]), id, (String) log[5]);
            }
            return found;
        }

        private Map<String, Object> grow(Map<String, Object> node, String project, Map<String, Object> parent,
            Map<String, Object> segment, double start) {
            if (node.containsKey("use")) {
                Map<String, Object> other = object(home.data, "templates", text(node, "use"));
                return grow(object(other, "span"), text(other, "project"), parent, segment, start);
            }
            String in = node.containsKey("project") ? text(node, "project") : project;
            Map<String, Object> first = null;
            for (int i = 0; i < Math.max(1, whole(node, "repeat")); i++) {
                double begin = first == null ? start : number(rows.get(rows.size() - 1), "_end") + 0.6;
                String span = hex(key + "/span/" + rows.size(), 16);
                double length = failing && node.containsKey("slow") ? number(node, "slow") + 40 * chance(span)
                    : number(node, "ms") * pace * (0.9 + 0.2 * chance(span));
                Map<String, Object> row = map("id", span, "span_id", span, "trace", id, "parent_span",
                    parent == null ? null : parent.get("id"), "span.op", text(node, "op"), "span.description",
                    text(node, "description"), "span.name", text(node, "op"),
                    "span.status", failing && node.containsKey("failing") ? "internal_error" : "ok", "project", in,
                    "_start", begin, "_end", begin + length);
                Map<String, Object> top = node.containsKey("transaction") ? row : segment;
                row.putAll(map("is_transaction", top == row, "transaction",
                    top == row ? text(node, "transaction") : text(top, "transaction"), "transaction.span_id",
                    top.get("id"), "transaction.event_id", hex("transaction/" + top.get("id"), 32)));
                object(node, "data")
                    .forEach((name, value) -> row.put(name, name.matches("measurements\\.(lcp|fcp|time.*)")
                        ? Plain.tidy(((Number) value).doubleValue() * pace) : value));
                if (failing) row.putAll(object(node, "failing"));
                if (node.containsKey("profile") && chance(key + "profile") < 0.4)
                    row.put("_profile", text(node, "profile"));
                if (node.containsKey("name"))
                    named.computeIfAbsent(text(node, "name"), none -> new ArrayList<>()).add(row);
                rows.add(row);
                if (first == null) first = row;
                for (Map<String, Object> child : objects(node, "spans")) {
                    Map<String, Object> grown = grow(child, in, row, top, begin + number(child, "at") * pace);
                    double end = Math.max(number(grown, "_end"), number(rows.get(rows.size() - 1), "_end"));
                    if (end + 2 > number(row, "_end")) row.put("_end", end + 2 + number(row, "_end") % 3);
                }
                row.put("span.duration", Plain.tidy(number(row, "_end") - number(row, "_start")));
                row.put("span.self_time",
                    Plain.tidy(Math.max(0,
                        number(row, "span.duration")
                            - rows.stream().filter(each -> span.equals(each.get("parent_span")))
                                .mapToDouble(each -> number(each, "span.duration")).sum())));
                for (Object log : at(node, "logs") instanceof List<?> some ? some : List.of()) {
                    if (failing || at(log, 3, "failing") == null)
                        logs.add(
                            new Object[] {
                                failing ? Math.max(begin, number(row, "_end") - number(node, "ms") + number(log, 0))
                                    : begin + number(log, 0) * pace,
                                text(log, 1), text(log, 2), object(log, 3), in, span});
                }
            }
            return first;
        }

        private void profile(Map<String, Object> span, Instant at) {
            boolean continuous = span.get("_profile").equals("carts");
            String profile = hex("profile/" + span.get("id"), 32);
            double nanoseconds = Math.round(number(span, "span.duration") * 1e6);
            String profiler = continuous ? hex("profiler/" + span.get("project") + span.get("release"), 32) : null;
            span.putAll(continuous ? map("profiler.id", profiler, "thread.id", "1") : map("profile.id", profile));
            home.profiles.rows()
                .add(row(text(span, "project"), environment, at, "id", profile, "profile.id",
                    continuous ? null : profile, "profiler.id", profiler, "thread.id", continuous ? "1" : null,
                    "transaction", text(span, "transaction"),
                    "transaction.duration", Plain.tidy(nanoseconds), "profile.duration", Plain.tidy(nanoseconds),
                    "trace", id, "trace.transaction", span.get("transaction.event_id"), "platform.name",
                    at(home.data, "profiles", span.get("_profile"), "platform"),
                    "precise.start_ts", span.get("precise.start_ts"), "precise.finish_ts",
                    span.get("precise.finish_ts"), "_profile", span.get("_profile"), "_span", span));
        }
    }

    // ---------------------------------------------------------------- logs, metrics, conversations, replays

    private void log(Map<String, Object> row, String severity, String message, Map<String, Object> attributes,
        String trace, String span) {
        String id = hex("log/" + row.get("timestamp") + message, 32);
        row.putAll(map("id", id, "message", message, "severity", severity, "severity_number", switch (severity) {
            case "debug" -> 5;
            case "info" -> 9;
            case "warn" -> 13;
            case "error" -> 17;
            default -> 21;
        }, "trace", trace, "span_id", span,
            "timestamp_precise", Plain.instant(row.get("timestamp")).toEpochMilli() * 1_000_000L,
            "sentry.timestamp_sequence", home.logs.rows().size(), "sentry.item_id", id));
        attributes.forEach((name, value) -> { if (!name.equals("failing")) row.put(name, value); });
        home.logs.rows().add(row);
    }

    private void logs(Map<String, Object> from) {
        repeat(from,
            (i, at) -> log(row(text(from, "project"), i % 5 == 4 ? "staging" : "production", at),
                text(from, "severity"), text(from, "message"), object(from, "attributes"),
                hex("trace/log/" + text(from, "message") + i, 32), null));
    }

    private void metrics(Map<String, Object> from) {
        repeat(from, (i, at) -> {
            String key = "metric/" + text(from, "name") + "/" + i;
            Map<String, Object> span = home.spans.rows().stream()
                .filter(each -> each.get("project").equals(from.get("project"))
                    && Boolean.TRUE.equals(each.get("is_transaction"))
                    && text(each, "timestamp").compareTo(iso(at)) <= 0)
                // measured in the transaction before
                .max(Comparator.comparing(each -> text(each, "timestamp"))).orElseThrow();
            Map<String, Object> row = row(text(from, "project"), text(span, "environment"),
                Plain.instant(span.get("timestamp")).plusMillis(5 + i), "span_id", span.get("id"), "trace",
                span.get("trace"), "id", hex(key, 32), "metric.name", text(from, "name"), "metric.type",
                text(from, "type"), "metric.unit", text(from, "unit"),
                "value", Plain.tidy(number(from, "low") + chance(key) * (number(from, "high") - number(from, "low"))));
            object(from, "attributes")
                .forEach((name, values) -> row.put(name, at(values, i % ((List<?>) values).size())));
            home.metrics.rows().add(row);
        });
    }

    private interface Once { void at(int index, Instant time); }

    private void repeat(Map<String, Object> from, Once once) {
        Duration every = Organization.every(text(from, "every"));
        Instant at = Plain.instant(at(from, "from"));
        for (int i = 0; at.isBefore(home.start.minus(every)); i++, at = at.plus(every))
            once.at(i, at.plusMillis((long) (every.toMillis() * 0.9
                * chance(text(from, "project") + at(from, "name") + at(from, "message") + i))));
    }

    private void conversation(Map<String, Object> from) {
        String trace = hex("trace/" + text(from, "id"), 32);
        Instant at = Plain.instant(at(from, "at"));
        Map<String, Object> customer = home.customer(text(from, "customer"));
        List<Map<String, Object>> turns = objects(from, "turns");
        Map<String, Object> root = gen(from, customer, trace, null, "http.server", text(from, "transaction"), at, 0,
            "is_transaction", true, "http.request.method", "POST");
        root.keySet().removeIf(name -> name.startsWith("gen_ai"));
        Instant now = at.plusMillis(20);
        for (Map<String, Object> turn : turns) {
            gen(from, customer, trace, root, "gen_ai.chat", "chat " + text(from, "model"), now, number(turn, "ms"),
                "gen_ai.operation.type", "ai_client", "gen_ai.operation.name", "chat", "gen_ai.agent.name",
                text(from, "agent"),
                "gen_ai.provider.name", "acme-models", "gen_ai.request.model", text(from, "model"),
                "gen_ai.response.model", text(from, "model"), "gen_ai.usage.total_tokens", at(turn, "tokens"),
                "gen_ai.usage.input_tokens", Plain.tidy(Math.floor(number(turn, "tokens") * 0.8)),
                "gen_ai.usage.output_tokens",
                Plain.tidy(number(turn, "tokens") - Math.floor(number(turn, "tokens") * 0.8)),
                "gen_ai.cost.total_tokens", at(turn, "cost"),
                "gen_ai.input.messages",
                new String(Plain.write(list(map("role", "user", "content", text(turn, "user"))))),
                "gen_ai.output.messages", new String(Plain.write(list(
                    map("role", "assistant", "content", list(map("type", "text", "text", text(turn, "assistant"))))))));
            now = now.plusMillis(whole(turn, "ms") + 30);
            if (turn.containsKey("tool")) {
                gen(from, customer, trace, root, "gen_ai.execute_tool", "execute_tool " + text(turn, "tool", "name"),
                    now, number(turn, "tool", "ms"), "gen_ai.operation.type", "tool", "gen_ai.tool.name",
                    text(turn, "tool", "name"), "span.status", text(turn, "tool", "status"),
                    "gen_ai.tool.call.arguments", new String(Plain.write(at(turn, "tool", "arguments"))),
                    "gen_ai.tool.call.result", text(turn, "tool", "result"));
                now = now.plusMillis(whole(turn, "tool", "ms") + 30);
            } else {
                now = now.plusSeconds(3);
            }
        }
        root.putAll(map("span.duration", Duration.between(at, now).toMillis(), "precise.finish_ts",
            now.toEpochMilli() / 1000.0));
    }

    private Map<String, Object> gen(Map<String, Object> from, Map<String, Object> customer, String trace,
        Map<String, Object> parent, String op, String description, Instant at, double ms, Object... more) {
        String id = hex("span/" + trace + home.spans.rows().size(), 16);
        Map<String, Object> top = parent == null ? map("id", id) : parent;
        Map<String, Object> row = row(text(from, "project"), "production", at, "id", id, "span_id", id, "trace", trace,
            "parent_span", parent == null ? null : parent.get("id"), "span.op", op, "span.name", op, "span.description",
            description, "span.status", "ok",
            "span.duration", Plain.tidy(ms), "span.self_time", Plain.tidy(ms), "is_transaction", false, "transaction",
            text(from, "transaction"), "transaction.span_id", top.get("id"), "transaction.event_id",
            hex("transaction/" + top.get("id"), 32),
            "precise.start_ts", at.toEpochMilli() / 1000.0, "precise.finish_ts", (at.toEpochMilli() + ms) / 1000.0,
            "gen_ai.conversation.id", text(from, "id"));
        row.putAll(of(customer));
        row.putAll(map(more));
        home.spans.rows().add(row);
        return row;
    }

    private void replay(Map<String, Object> from) {
        List<Map<String, Object>> with = new ArrayList<>();
        for (Map<String, Object> issue : home.issues) for (Map<String, Object> event : Organization.events(issue))
            if (text(from, "id").equals(event.get("replayId"))) with.add(event);
        List<Map<String, Object>> failed = with.stream().filter(event -> event.containsKey("error.type")).toList();
        Instant at = Plain.instant(from.get("at"));
        Map<String, Object> customer = home.customer(text(from, "customer"));
        List<Object> urls = list();
        List<Object> clicked = list();
        for (Object step : (List<?>) from.get("steps")) {
            if (List.of("page", "navigate").contains(text(step, 1))) urls.add(text(step, 2));
            if (List.of("click", "rage", "dead").contains(text(step, 1))) clicked.add(text(step, 3));
        }
        Map<String, Object> row = row("shop-web", text(from, "environment"), at, "id", text(from, "id"), "project_id",
            text(home.project("shop-web"), "id"), "started_at", iso(at).substring(0, 19) + "Z", "finished_at",
            iso(at.plusSeconds(whole(from, "seconds"))).substring(0, 19) + "Z",
            "duration", at(from, "seconds"), "count_dead_clicks", at(from, "clicks", 1), "count_rage_clicks",
            at(from, "clicks", 0), "count_errors", failed.size(), "count_urls", urls.size(), "count_segments", 2,
            "count_warnings", 0, "count_infos", 1,
            "activity", Math.min(10, clicked.size() + urls.size()), "urls", urls, "url", urls, "click.textContent",
            clicked, "trace_ids", with.stream().map(event -> event.get("trace")).distinct().toList(), "error_ids",
            failed.stream().map(event -> event.get("id")).toList(),
            "viewed", texts(from, "viewed"), "_customer", customer, "_steps", from.get("steps"), "_start", at);
        row.putAll(of(customer));
        row.putAll(map("browser.name", text(customer, "browser", 0), "browser.version", text(customer, "browser", 1),
            "os.name", text(customer, "os", 0), "os.version", text(customer, "os", 1)));
        home.replays.rows().add(row);
    }
}
