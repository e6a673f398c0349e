package tools.events;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import tools.events.TraceTree.Span;
import tools.events.TraceTree.Sum;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Measured;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Bound;
import tools.sentry.Call;
import tools.sentry.Dataset;
import tools.sentry.ProjectFilter;
import tools.sentry.Sentry;
import tools.sentry.Tool;

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
        TraceTree tree = TraceTree.of(nodes, inside(call, nodes));
        if (tree.spans.isEmpty() && tree.errors.isEmpty() && tree.issues.isEmpty()) {
            if (!nodes.isEmpty()) call.within("trace");
            throw FailureException.of(FailureException.Kind.NOT_FOUND,
                "Sentry has nothing of the trace " + id(call) + " in the last " + window
                    + ". It may be older, not sampled, still on its way, or in another organization.");
        }
        return new Fetched(tree, meta.orNone(), window);
    }

    /**
     * What the session may see: all, or what its project sent. A trace crosses projects; of the others, a bound session
     * sees neither spans nor errors, and no sum or count holds them.
     */
    private static Predicate<Json> inside(Call call, List<Json> nodes) {
        String bound = call.boundProject();
        if (bound == null) return node -> true;
        // A session bound by slug meets nodes that tell ids only, or the other way round.
        boolean numeric = Bound.numeric(bound);
        boolean unmet = false;
        Deque<Json> open = new ArrayDeque<>(nodes);
        while (!open.isEmpty() && !unmet) {
            Json node = open.pop();
            boolean slug = node.text("project_slug") != null;
            boolean id = node.text("project_id") != null;
            unmet = numeric ? slug && !id : id && !slug;
            node.list("children").forEach(open::push);
        }
        Set<String> mine = new HashSet<>(List.of(bound));
        if (unmet) {
            Json project = call.sentry().start(Sentry.Request.get("projects", call.organization(), bound)).orNone();
            for (String name : List.of("slug", "id")) if (project.text(name) != null) mine.add(project.text(name));
        }
        return node -> mine.contains(String.valueOf(node.text("project_slug")))
            || mine.contains(String.valueOf(node.text("project_id")));
    }

    /** What Sentry counts in the trace, in all projects: for a session that sees one of them it would tell too much. */
    private static Sentry.Later meta(Call call, String window) {
        if (call.boundProject() != null) return () -> Sentry.Reply.of(Json.NONE);
        return call.sentry().start(Sentry.Request.get("organizations", call.organization(), "trace-meta", id(call))
            .with("statsPeriod", window));
    }

    /** The trace's spans and errors. Older servers answer under another name, as an object of two lists. */
    private static List<Json> nodes(Call call, String window) {
        Json answer;
        try {
            answer = read(call, call.sentry()
                .send(Sentry.Request.get("organizations", call.organization(), "trace", id(call))
                    .with("statsPeriod", window)
                    .with("additional_attributes", ATTRIBUTES).raw(LARGEST)));
        } catch (FailureException missing) {
            if (missing.kind() != FailureException.Kind.NOT_FOUND) throw missing;
            try {
                answer = read(call, call.sentry()
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

    private static Json read(Call call, Sentry.Reply reply) {
        try {
            return reply.bytes() == null ? reply.json() : Json.deep(reply.bytes(), call.sentry()::alive);
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
        // A bound session does not know how many there are, and asks for those of its project.
        Sentry.Later logs = logs(call, found) > 0 || call.boundProject() != null ? ProjectFilter.start(call,
            Sentry.Request.get("organizations", call.organization(), "events")
                .with("dataset", "logs")
                .with("field", List.of("timestamp", "timestamp_precise", "severity", "message", "project", "span_id"))
                .with("query", "trace:" + id + " severity:[warn,error,fatal]")
                .with("sort", "timestamp")
                .with("per_page", LOGS).with("statsPeriod", found.window),
            call.boundProject()) : null;
        Answer answer = Answer.titled("Trace ", id).fact("Url", call.links().trace(call.organization(), id));
        summary(answer, call, found);
        problems(answer, "Errors", tree.errors, 990);
        problems(answer, "Performance issues", tree.issues, 985);
        if (!tree.spans.isEmpty()) spans(answer, tree);
        Json worst = logs == null ? Json.NONE : logs.orNone();
        Bound.Rows seen = Bound.rows(call, worst.list("data"));
        if (logs != null) logs(seen.tell(answer), call, seen.inside(), worst.at("data").isList(), id);
        answer.view(() -> TraceView.of(call, id, tree, counts(call, found), seen.inside()));
        if (tree.spans.isEmpty())
            answer.note("Only errors of this trace are there; its spans were not sampled, or have not arrived yet.");
        else if (call.user().offers("get_span_details"))
            answer.note("get_span_details shows any span with its attributes and what is below it.");
        return answer;
    }

    private static void spans(Answer answer, TraceTree tree) {
        String drawing = tree.draw(tree.roots, TREE);
        answer.section("Tree", 970, null).block("Start after the trace's, operation, what, [duration, span id]",
            Untrusted.of(drawing, TREE + 2_000));
        List<Sum> failures = tree.failuresElsewhere();
        if (!failures.isEmpty()) {
            StringBuilder lines = new StringBuilder();
            for (Sum sum : top(failures)) lines.append(kind(tree, sum)).append('\n');
            if (failures.size() > LINES)
                lines.append("… ").append(Show.counted(failures.size() - LINES, "more kind")).append('\n');
            answer.section("More failed spans", 975, null).block("Most frequent first, the slowest of each kind",
                Untrusted.of(lines.toString(), 8_000));
        }
        List<Sum> path = tree.criticalPath();
        answer.section("Critical path", 960, null).block(
            "Where the time of the longest root went; only what is here can make it faster",
            Untrusted.of(work(path, sum -> sum.part, tree.duration), 6_000));
        String beside = work(tree.beside(path), sum -> sum.self, tree.duration);
        if (!beside.isEmpty()) answer.section("Beside it", 950, null).block(
            "Work that ran meanwhile or elsewhere, by the time in the spans themselves",
            Untrusted.of(beside, 6_000));
        if (tree.spans.size() >= MANY) operations(answer, tree.operations(), tree.duration);
    }

    /** Fewer are summed up well enough by what is told of them one by one. */
    private static final int MANY = 50;

    /** Kinds of work, those that took longest first; what took less than a hundredth of the trace is summed up. */
    private static String work(List<Sum> sums, ToDoubleFunction<Sum> time, double whole) {
        StringBuilder lines = new StringBuilder();
        double left = 0;
        int more = 0;
        int shown = 0;
        for (Sum sum : sums) {
            double took = time.applyAsDouble(sum);
            if (took <= 0) continue;
            if (shown >= LINES || took < whole * TraceTree.SMALL && shown > 0) {
                left += took;
                more++;
                continue;
            }
            shown++;
            lines.append(Show.millis(took)).append(": ").append(times(sum))
                .append(TraceTree.kindName(sum.spans, WIDE))
                .append(sum.spans.size() > 1 ? ", slowest " + Show.millis(sum.slowest.duration) : "")
                .append(" [").append(sum.slowest.id).append("]\n");
        }
        if (more > 0) lines.append("… ").append(Show.millis(left)).append(" in ")
            .append(Show.counted(more, "more kind")).append(" of work\n");
        return lines.toString();
    }

    private static void operations(Answer answer, List<Sum> operations, double whole) {
        StringBuilder lines = new StringBuilder();
        double left = 0;
        int more = 0;
        int shown = 0;
        for (Sum sum : operations) {
            if (shown >= LINES || sum.self < whole * TraceTree.SMALL && shown > 0) {
                left += sum.self;
                more++;
                continue;
            }
            shown++;
            lines.append(Untrusted.clean(sum.name, false)).append(": ")
                .append(Show.counted(sum.spans.size(), "span")).append(", ")
                .append(Show.millis(sum.self)).append(" own time, slowest ")
                .append(Show.millis(sum.slowest.duration))
                .append(sum.failed > 0 ? ", " + Show.count(sum.failed) + " failed" : "").append('\n');
        }
        if (more > 0) lines.append("… ").append(Show.counted(more, "more operation")).append(", ")
            .append(Show.millis(left)).append(" own time\n");
        answer.section("Time by operation", 940, null).block("Most time of their own first",
            Untrusted.of(lines.toString(), 4_000));
    }

    /** @param told whether Sentry answered at all */
    private static void logs(Answer answer, Call call, List<Json> found, boolean told, String id) {
        StringBuilder lines = new StringBuilder();
        List<Json> rows = new ArrayList<>(found);
        Precise precise = Precise.of(Dataset.LOGS);
        precise.order(rows, "timestamp");
        for (Json log : rows) {
            if (log.text("message") == null) continue;
            Object time = precise.time(log) != null ? precise.time(log) : log.time("timestamp");
            lines.append(time == null ? "" : (time instanceof Untrusted quote ? quote.shown(false) : time) + " ")
                .append(log.text("severity") == null ? "" : Untrusted.clean(log.text("severity"), false) + " ")
                .append(Untrusted.of(Redact.text(log.text("message")), 300).shown(false)).append('\n');
        }
        answer.section("Logs", 930, null).block(
            "Warnings and errors, in order" + (rows.size() >= LOGS ? ", the first " + LOGS : ""),
            Untrusted.of(lines.toString(), 6_000));
        if (told && rows.isEmpty()) answer.line("None of them is a warning or an error.");
        if (call.user().offers("list_events"))
            answer.line("All of them: list_events with dataset logs and query trace:", id);
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

    /** What Sentry counts, for a view. */
    private static Map<String, Object> counts(Call call, Fetched found) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("spans", most(found.meta, found.tree.spans.size(), "spansCount", "span_count"));
        counts.put("errors", most(found.meta, found.tree.errors.size(), "errorsCount", "errors"));
        counts.put("logs", logs(call, found));
        return counts;
    }

    private static void summary(Answer answer, Call call, Fetched found) {
        TraceTree tree = found.tree;
        Json meta = found.meta;
        Long counted = meta.integer("spansCount") == null ? meta.integer("span_count") : meta.integer("spansCount");
        answer.fact("Started", time(tree.start))
            .fact("Duration", tree.spans.isEmpty() ? null : Show.millis(tree.duration))
            .fact("Spans",
                Show.count(tree.spans.size()) + (tree.depth > 1 ? ", " + Show.count(tree.depth) + " levels deep" : ""));
        if (counted != null && counted > tree.spans.size()) {
            answer.fact("Incomplete",
                "Sentry counts " + Show.count(counted) + " spans and sent " + Show.count(tree.spans.size())
                    + "; sums and tree are of those");
        }
        if (tree.orphans > 0) answer.fact("Without parent", Show.counted(tree.orphans, "span")
            + (call.boundProject() == null ? " whose parent Sentry did not record (not sampled, or not arrived yet)"
                : " whose parent is not this project's, or was not recorded")
            + "; each is drawn as a root");
        if (call.boundProject() != null)
            answer.line("This session sees one project: spans, errors and logs of others are not shown or counted.");
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
        Long issues = most(meta, tree.issues.size(), "performanceIssuesCount", "performance_issues");
        answer.fact("Errors", most(meta, tree.errors.size(), "errorsCount", "errors"))
            .fact("Performance issues", issues == 0 ? null : issues)
            .fact("Logs", logs(call, found) == 0 ? null : logs(call, found))
            .fact("Metrics",
                meta.integer("metricsCount") == null || meta.integer("metricsCount") == 0 ? null
                    : meta.integer("metricsCount"))
            .fact("Profiles", Show.first(profiles.stream().map(Untrusted::of).toList(), 3))
            .fact("AI conversations", Show.first(conversations.stream().map(Untrusted::of).toList(), 5));
        if (!conversations.isEmpty() && call.user().offers("get_ai_conversation_details"))
            answer.note("get_ai_conversation_details reads an AI conversation in order.");
    }

    /** What Sentry counts, as the current and the older API name it; not less than what is there. */
    private static Long most(Json meta, int seen, String name, String older) {
        Long counted = meta.integer(name) == null ? meta.integer(older) : meta.integer(name);
        return counted == null ? seen : Math.max(counted, seen);
    }

    private static Object at(Json problem) {
        Json at = problem.at("start_timestamp").present() ? problem.at("start_timestamp") : problem.at("timestamp");
        Measured precise = time(TraceTree.seconds(at));
        return precise == null ? at.time() : precise;
    }

    /** To the millisecond; null for what is in no calendar. */
    private static Measured time(double seconds) {
        return seconds > 0 && seconds < 253_402_300_799.0
            ? Precise.millis(Instant.ofEpochMilli(Math.round(seconds * 1000))) : null;
    }

    /** Those of one issue are one item. */
    private static void problems(Answer answer, String title, List<Json> problems, int worth) {
        if (problems.isEmpty()) return;
        answer.section(title, worth, null);
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
                .fact("Level", first.token("level")).fact("Times", alike.size() > 1 ? alike.size() : null)
                .fact("Project", first.slug("project_slug"))
                .fact("Culprit", first.firstSaid("culprit", "transaction")).fact("Event", first.token("event_id"))
                .fact("At", at(first));
        }
        if (issues.size() > 20) answer.section("More of them", 200, null)
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
                Line.join(", ", time(span.start), time(span.start) == null ? null : tree.after(span) + " in the trace"))
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
        problems(answer, "Errors", span.errors, 990);
        problems(answer, "Performance issues", span.issues, 985);
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

    /** The attributes, shown and handed to a view as pairs of name and value. */
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
        List<Object> pairs = new ArrayList<>();
        values.forEach((name, value) -> {
            if (value == null) return;
            String text = value instanceof String string ? string : Json.write(value);
            pairs.add(List.of(name, value instanceof Number ? value : text));
            lines.append(Untrusted.clean(name, false)).append(": ")
                .append(Untrusted.of(text, LONG_VALUE) == null ? "\"\""
                    : Untrusted.of(text, LONG_VALUE).shown(false))
                .append('\n');
        });
        if (lines.length() > 0) answer.section(all ? "Attributes" : "Attributes that came with the trace", 980, null)
            .block("Name and value", Untrusted.of(lines.toString(), 16_000));
        answer.view(() -> Map.of("type", "span", "attributes", pairs));
    }
}
