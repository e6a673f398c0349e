package tools.events;

import static tools.sentry.Param.PERIOD;
import static tools.sentry.Param.required;
import static tools.sentry.Tool.reads;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.sentry.Param.Type;
import tools.events.TraceTree.Span;
import tools.events.TraceTree.Sum;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Param;
import tools.sentry.Sentry;
import tools.sentry.Tool;

/** A distributed trace: as a whole, and one span of it. */
public final class Traces implements Domain {
    private static final Param TRACE = required("traceId", Type.HEX32, "or its URL");
    private static final Param SPAN = required("spanId", Type.TEXT, "16 hex digits");

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("get_trace_details",
                "Show a whole trace: tree, slowest and failed spans, time by operation, critical path, errors, logs.")
                .scopes("org:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, TRACE, PERIOD.unlisted(), SPAN.unlisted()),
            reads("get_span_details",
                "Show one span of a trace with all attributes, what it is in and what is below it.").scopes("org:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, TRACE, SPAN, PERIOD.unlisted()));
    }

    @Override
    public Answer call(Tool tool, Call call) { return TraceAnswers.to(tool, call); }
}

/** How the calls of {@link Traces} are answered. */
final class TraceAnswers {
    private TraceAnswers() {}

    /** What the tree shows of a span beyond the fields that the endpoint always sends. */
    private static final List<String> ATTRIBUTES =
        List.of("span.status", "http.response.status_code", "error.type", "gen_ai.conversation.id");
    /** Recent traces are found at once in a short window; an older one is worth a second look. */
    private static final String WINDOW = "14d";
    private static final String LONG_WINDOW = "90d";
    /** Ten thousand spans are about ten megabytes; this leaves room for talkative ones. */
    private static final int LARGEST = 64 << 20;

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "get_trace_details" -> call.has("spanId") ? span(call) : trace(call);
            case "get_span_details" -> span(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    private static String id(Call call) { return call.text("traceId"); }

    /**
     * @param meta what Sentry counts in the trace, or {@link Json#NONE}.
     * @param window the period in which it was found
     */
    private record Fetched(TraceTree tree, Json meta, String window) {}

    private static Fetched fetch(Call call) {
        String window = call.text("period", WINDOW);
        Sentry.Later meta = meta(call, window);
        List<Json> nodes = nodes(call, window);
        if (nodes.isEmpty() && !call.has("period")) {
            window = LONG_WINDOW;
            meta = meta(call, window);
            nodes = nodes(call, window);
        }
        TraceTree tree = TraceTree.of(nodes);
        if (tree.spans.isEmpty() && tree.problems.isEmpty()) {
            throw FailureException.of(FailureException.Kind.NOT_FOUND,
                "Sentry has nothing of the trace " + id(call) + " in the last " + window
                    + ". It may be older, not sampled, still on its way, or in another organization.");
        }
        Set<String> projects = new LinkedHashSet<>();
        for (Span span : tree.spans) if (projects.size() < 1000) owners(span.json, projects);
        for (Json problem : tree.problems) if (projects.size() < 1000) owners(problem, projects);
        call.within("trace", projects.toArray(new String[0]));
        return new Fetched(tree, meta.orNone(), window);
    }

    private static void owners(Json node, Set<String> into) {
        if (node.text("project_slug") != null) into.add(node.text("project_slug"));
        if (node.text("project_id") != null) into.add(node.text("project_id"));
    }

    private static Sentry.Later meta(Call call, String window) {
        return call.sentry().start(Sentry.Request.get("organizations", call.organization(), "trace-meta", id(call))
            .with("statsPeriod", window));
    }

    /** The trace's spans and errors. Older servers answer under another name, as an object of two lists. */
    private static List<Json> nodes(Call call, String window) {
        Json answer;
        try {
            answer = read(call.sentry()
                .send(Sentry.Request.get("organizations", call.organization(), "trace", id(call))
                    .with("statsPeriod", window)
                    .with("additional_attributes", ATTRIBUTES).raw(LARGEST)));
        } catch (FailureException missing) {
            if (missing.kind() != FailureException.Kind.NOT_FOUND) throw missing;
            try {
                answer = read(call.sentry()
                    .send(Sentry.Request.get("organizations", call.organization(), "events-trace", id(call))
                        .with("statsPeriod", window)
                        .with("limit", 10_000).with("useSpans", 1).raw(LARGEST)));
            } catch (FailureException again) {
                if (again.kind() == FailureException.Kind.NOT_FOUND) throw missing;
                throw again;
            }
        }
        if (answer.isList()) return answer.list();
        List<Json> nodes = new ArrayList<>(answer.list("transactions"));
        nodes.addAll(answer.list("orphan_errors"));
        return nodes;
    }

    private static Json read(Sentry.Reply reply) {
        try {
            return reply.bytes() == null ? reply.json() : Json.deep(reply.bytes());
        } catch (Json.TooMuch large) {
            throw FailureException.of(FailureException.Kind.UNAVAILABLE, "The trace holds more than "
                + Show.count(Json.MOST_TOKENS)
                + " values, too many for this server's memory. Ask for a part of it: list_events with dataset spans "
                + "and query trace:ID.");
        } catch (IllegalArgumentException notJson) {
            throw FailureException.of(FailureException.Kind.UNAVAILABLE,
                "Sentry's answer is not JSON; a proxy may have answered in its place.");
        }
    }

    // ---------------------------------------------------------------- the whole

    private static final int LINES = 12;
    private static final int WIDE = 110;
    private static final int LOGS = 20;
    /** The tree's share of the answer: it says most, yet the sums beside it must not be lost to it. */
    private static final int TREE = 16_000;

    private static Answer trace(Call call) {
        Fetched found = fetch(call);
        TraceTree tree = found.tree;
        String id = id(call);
        Sentry.Later logs = logs(call, found) > 0 ? call.sentry()
            .start(Sentry.Request.get("organizations", call.organization(), "events")
                .with("dataset", "logs")
                .with("field", List.of("timestamp", "severity", "message", "project"))
                .with("query", "trace:" + id + " severity:[warn,error,fatal]")
                .with("sort", "timestamp")
                .with("per_page", LOGS).with("statsPeriod", found.window))
            : null;
        Answer answer = Answer.titled("Trace ", id).fact("Url", call.links().trace(call.organization(), id));
        summary(answer, call, found);
        if (!tree.problems.isEmpty()) {
            answer.section("Errors and issues", 990, null);
            problems(answer, tree.problems);
        }
        List<Sum> failures = tree.failures();
        if (!failures.isEmpty()) {
            StringBuilder lines = new StringBuilder();
            for (Sum sum : failures.subList(0, Math.min(LINES, failures.size())))
                lines.append(kind(tree, sum)).append('\n');
            if (failures.size() > LINES)
                lines.append("… ").append(Show.counted(failures.size() - LINES, "more kind")).append('\n');
            answer.section("Failed spans", 980, null).block("Most frequent first, the slowest of each kind",
                Untrusted.of(lines.toString(), 8_000));
        }
        if (!tree.spans.isEmpty()) {
            StringBuilder lines = new StringBuilder();
            for (Sum sum : top(tree.slowest()))
                lines.append(Show.millis(sum.self)).append(" own time: ").append(kind(tree, sum)).append('\n');
            answer.section("Slowest work", 970, null).block(
                "By the time that passed in the spans themselves, not in those below",
                Untrusted.of(lines.toString(), 8_000));
            answer.section("Tree", 960, null).block("Start after the trace's, operation, what, [duration, span id]",
                Untrusted.of(tree.draw(tree.roots, TREE), TREE + 2_000));
            lines = new StringBuilder();
            List<Sum> path = tree.criticalPath();
            for (Sum sum : top(path)) {
                if (sum.part > 0) lines.append(Show.millis(sum.part)).append(": ").append(times(sum))
                    .append(TraceTree.kindName(sum.spans, WIDE))
                    .append(sum.spans.size() > 1 ? ", slowest " + Show.millis(sum.slowest.duration) : "")
                    .append(" [").append(sum.slowest.id).append("]\n");
            }
            double left = 0;
            int more = 0;
            for (Sum sum : path.subList(Math.min(LINES, path.size()), path.size())) {
                left += sum.part;
                if (sum.part > 0) more++;
            }
            if (more > 0) lines.append("… ").append(Show.millis(left)).append(" in ")
                .append(Show.counted(more, "more kind")).append(" of work\n");
            answer.section("Critical path", 950, null).block(
                "Where the time of the longest root went; only what is here can make it faster",
                Untrusted.of(lines.toString(), 6_000));
            lines = new StringBuilder();
            List<Sum> operations = tree.operations();
            for (Sum sum : top(operations)) {
                lines.append(Untrusted.clean(sum.name, false)).append(": ")
                    .append(Show.counted(sum.spans.size(), "span")).append(", ")
                    .append(Show.millis(sum.self)).append(" own time, slowest ")
                    .append(Show.millis(sum.slowest.duration))
                    .append(sum.failed > 0 ? ", " + Show.count(sum.failed) + " failed" : "").append('\n');
            }
            left = 0;
            for (Sum sum : operations.subList(Math.min(LINES, operations.size()), operations.size())) left += sum.self;
            if (operations.size() > LINES)
                lines.append("… ").append(Show.counted(operations.size() - LINES, "more operation")).append(", ")
                    .append(Show.millis(left)).append(" own time\n");
            answer.section("Time by operation", 940, null).block("Most time of their own first",
                Untrusted.of(lines.toString(), 4_000));
        }
        if (logs != null) {
            StringBuilder lines = new StringBuilder();
            Json worst = logs.orNone();
            for (Json log : worst.list("data")) {
                if (log.text("message") == null) continue;
                Object time = log.time("timestamp");
                lines.append(time == null ? "" : (time instanceof Untrusted quote ? quote.shown(false) : time) + " ")
                    .append(log.text("severity") == null ? "" : log.text("severity") + " ")
                    .append(Untrusted.of(Redact.text(log.text("message")), 300).shown(false)).append('\n');
            }
            answer.section("Logs", 930, null).block(
                "Warnings and errors, in order" + (worst.list("data").size() >= LOGS ? ", the first " + LOGS : ""),
                Untrusted.of(lines.toString(), 6_000));
            if (worst.at("data").isList() && worst.at("data").empty())
                answer.line("None of them is a warning or an error.");
            if (call.user().offers("list_events"))
                answer.line("All of them: list_events with dataset logs and query trace:", id);
        }
        if (tree.spans.isEmpty())
            answer.note("Only errors of this trace are there; its spans were not sampled, or have not arrived yet.");
        else if (call.user().offers("get_span_details"))
            answer.note("get_span_details shows any span with its attributes and what is below it.");
        return answer;
    }

    private static List<Sum> top(List<Sum> sums) { return sums.subList(0, Math.min(LINES, sums.size())); }

    private static String kind(TraceTree tree, Sum sum) {
        return sum.spans.size() == 1 ? tree.line(sum.slowest, WIDE)
            : times(sum) + TraceTree.kindName(sum.spans, WIDE) + ", slowest: " + tree.line(sum.slowest, WIDE);
    }

    private static String times(Sum sum) {
        return sum.spans.size() == 1 ? "" : "×" + Show.count(sum.spans.size()) + " ";
    }

    /** How many logs the trace has, as the current and the older API name it. */
    private static long logs(Call call, Fetched found) {
        Long logs =
            found.meta.integer("logsCount") == null ? found.meta.integer("logs") : found.meta.integer("logsCount");
        return logs == null ? 0 : logs;
    }

    private static void summary(Answer answer, Call call, Fetched found) {
        TraceTree tree = found.tree;
        Json meta = found.meta;
        Long counted = meta.integer("spansCount") == null ? meta.integer("span_count") : meta.integer("spansCount");
        answer.fact("Started", Double.isNaN(tree.start) ? null : Show.time(tree.start))
            .fact("Duration", tree.spans.isEmpty() ? null : Show.millis(tree.duration))
            .fact("Spans",
                Show.count(tree.spans.size()) + (tree.depth > 1 ? ", " + Show.count(tree.depth) + " levels deep" : ""));
        if (counted != null && counted > tree.spans.size()) {
            answer.fact("Incomplete",
                "Sentry counts " + Show.count(counted) + " spans and sent " + Show.count(tree.spans.size())
                    + "; sums and tree are of those");
        }
        if (tree.orphans > 0) answer.fact("Without parent", Show.counted(tree.orphans, "span")
            + " whose parent Sentry did not record (not sampled, or not arrived yet); each is drawn as a root");
        Map<String, Integer> projects = new LinkedHashMap<>();
        Set<String> conversations = new LinkedHashSet<>();
        Set<String> profiles = new LinkedHashSet<>();
        Map<String, Span> owners = new LinkedHashMap<>();
        for (Span span : tree.spans) {
            if (span.project != null) {
                projects.merge(span.project, 1, Integer::sum);
                owners.putIfAbsent(span.project, span);
            }
            String conversation = span.attribute("gen_ai.conversation.id").text();
            if (conversation != null) conversations.add(conversation);
            if (span.json.text("profile_id") != null) profiles.add(span.json.text("profile_id"));
        }
        answer.fact("Projects",
            Show.first(projects.entrySet().stream().sorted((a, b) -> b.getValue() - a.getValue()).map(project -> {
                Json json = owners.get(project.getKey()).json;
                return (Object) Line.of(json.text("project_slug") != null ? json.slug("project_slug")
                    : json.token("project_id"), " (" + Show.counted(project.getValue(), "span") + ")");
            }).toList(), 20));
        Long errors = meta.integer("errorsCount") == null ? meta.integer("errors") : meta.integer("errorsCount");
        Long issues = meta.integer("performanceIssuesCount") == null ? meta.integer("performance_issues")
            : meta.integer("performanceIssuesCount");
        if (errors == null && !tree.problems.isEmpty()) errors = (long) tree.problems.size();
        answer.fact("Errors", errors).fact("Performance issues", issues == null || issues == 0 ? null : issues)
            .fact("Logs", logs(call, found) == 0 ? null : logs(call, found))
            .fact("Metrics",
                meta.integer("metricsCount") == null || meta.integer("metricsCount") == 0 ? null
                    : meta.integer("metricsCount"))
            .fact("Profiles", Show.first(profiles.stream().map(Untrusted::of).toList(), 3))
            .fact("AI conversations", Show.first(conversations.stream().map(Untrusted::of).toList(), 5));
        if (!conversations.isEmpty() && call.user().offers("get_ai_conversation_details"))
            answer.note("get_ai_conversation_details reads an AI conversation in order.");
    }

    /** Errors of one issue are one item. */
    private static void problems(Answer answer, List<Json> problems) {
        Map<String, List<Json>> issues = new LinkedHashMap<>();
        for (Json problem : problems)
            issues.computeIfAbsent(String.valueOf(problem.firstText("issue_id", "short_id", "event_id")),
                key -> new ArrayList<>()).add(problem);
        int shown = 0;
        for (List<Json> alike : issues.values()) {
            if (++shown > 20) break;
            Json first = alike.get(0);
            answer
                .item("issue",
                    first.text("short_id") != null ? first.shortId("short_id")
                        : first.text("issue_id") != null ? first.token("issue_id")
                            : first.token("event_id"))
                .fact("What", first.firstSaid("description", "message", "title"))
                .fact("Kind", "occurrence".equals(first.text("event_type")) ? "detected issue" : null)
                .fact("Level", first.token("level")).fact("Times", alike.size() > 1 ? alike.size() : null)
                .fact("Project", first.slug("project_slug"))
                .fact("Culprit", first.firstSaid("culprit", "transaction")).fact("Event", first.token("event_id"))
                .fact("At",
                    first.at("start_timestamp").present() ? first.time("start_timestamp") : first.time("timestamp"));
        }
        if (issues.size() > 20) answer.section("More issues", 200, null)
            .line(Show.counted(issues.size() - 20, "more issue"), " in this trace.");
    }

    // ---------------------------------------------------------------- one span

    private static Answer span(Call call) {
        String wanted = call.text("spanId");
        Fetched found = fetch(call);
        TraceTree tree = found.tree;
        Span span = tree.find(wanted);
        if (span == null) throw FailureException.input("spanId",
            FailureException.show(wanted) + " is not among the " + Show.counted(tree.spans.size(), "span")
                + " that Sentry sent of this trace");
        Set<String> owners = new LinkedHashSet<>();
        owners(span.json, owners);
        call.within("span", owners.toArray(new String[0]));
        // All attributes of one span are an endpoint that older servers lack; then those that came with the trace have
        // to do.
        Sentry.Later details = span.project == null ? null
            : call.sentry().start(Sentry.Request.get("projects", call.organization(), span.project,
                "trace-items", span.id)
                .with("item_type", "spans").with("trace_id", id(call)).with("statsPeriod", found.window));
        Json json = span.json;
        String trace = id(call);
        String url = call.links().trace(call.organization(), trace);
        boolean hex = span.id.matches("[0-9a-fA-F]{16,32}");
        Answer answer = Answer.titled("Span ", hex ? span.id : Untrusted.of(span.id), " of trace ", trace)
            .fact("Url", url == null || !hex ? null : url + "?node=span-" + span.id)
            .fact("Operation", Untrusted.of(span.op)).fact("What", Untrusted.of(Redact.text(span.label), 2_000))
            .fact("Project", json.text("project_slug") != null ? json.slug("project_slug") : json.token("project_id"))
            .fact("Transaction", json.said("transaction"))
            .fact("Started",
                Double.isNaN(span.start) ? null
                    : Line.of(Show.time(span.start), ", " + tree.after(span) + " in the trace"))
            .fact("Duration", Show.millis(span.duration))
            .fact("Own time", span.children.isEmpty() ? null : Show.millis(span.self))
            .fact("Failed", Untrusted.of(span.failure))
            .fact("Service entry", json.flag("is_transaction") ? "yes" : null)
            .fact("Parent",
                span.parent != null ? Untrusted.of(span.parent.id)
                    : span.orphan ? Line.of(Untrusted.of(span.parentId), " (not recorded)")
                        : "none, it is a root")
            .fact("Spans below",
                span.size > 1 ? Show.count(span.size - 1L) + ", " + span.children.size() + " of them directly" : null)
            .fact("Profile", json.token("profile_id")).fact("Profiler", json.token("profiler_id"))
            .fact("SDK", json.said("sdk_name"));
        if (!span.problems.isEmpty()) {
            answer.section("Errors and issues", 990, null);
            problems(answer, span.problems);
        }
        attributes(answer, span, details == null ? Json.NONE : details.orNone());
        if (span.parent != null) {
            List<String> above = new ArrayList<>();
            for (Span at = span.parent; at != null; at = at.parent) above.add(tree.line(at, WIDE));
            StringBuilder lines = new StringBuilder();
            for (int i = above.size() - 1; i >= 0; i--) {
                if (above.size() > LINES && i == above.size() - 1 - LINES / 2)
                    lines.append("… ").append(above.size() - LINES).append(" between\n");
                if (above.size() > LINES && i <= above.size() - 1 - LINES / 2 && i >= LINES / 2) continue;
                lines.append(above.get(i)).append('\n');
            }
            answer.section("Above it", 970, null).block("From the root down", Untrusted.of(lines.toString(), 4_000));
        }
        if (!span.children.isEmpty()) answer.section("Below it", 960, null)
            .block("The span and its branches", Untrusted.of(tree.draw(List.of(span), 10_000), 12_000));
        return answer;
    }

    /** A longer value is a body or a prompt: its beginning is enough beside the others. */
    private static final int LONG_VALUE = 1_500;

    private static void attributes(Answer answer, Span span, Json details) {
        Map<String, Object> values = new TreeMap<>();
        for (Json attribute : details.list("attributes")) {
            if (attribute.text("name") != null)
                values.put(attribute.text("name"), Redact.value(attribute.text("name"), attribute.at("value")));
        }
        boolean all = !values.isEmpty();
        for (String place : List.of("measurements", "browser_web_vital", "mobile_app_vital", "additional_attributes",
            "data", "tags")) {
            span.json.fields(place).forEach((name, value) -> values.putIfAbsent(name, Redact.value(name, value)));
            for (Json pair : span.json.list(place)) if (pair.text("key") != null) values.putIfAbsent(pair.text("key"),
                Redact.value(pair.text("key"), pair.at("value")));
        }
        StringBuilder lines = new StringBuilder();
        values.forEach((name, value) -> {
            if (value == null) return;
            String text = value instanceof String string ? string : Json.write(value);
            lines.append(Untrusted.clean(name, false)).append(": ")
                .append(Untrusted.of(text, LONG_VALUE) == null ? "\"\""
                    : Untrusted.of(text, LONG_VALUE).shown(false))
                .append('\n');
        });
        if (lines.length() > 0) answer.section(all ? "Attributes" : "Attributes that came with the trace", 980, null)
            .block("Name and value", Untrusted.of(lines.toString(), 16_000));
    }
}
