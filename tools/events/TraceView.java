package tools.events;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.answer.Untrusted;
import tools.events.TraceTree.Span;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Call;
import tools.sentry.Dataset;

/**
 * A trace as a view draws it: one column for each property of its spans, parents before their children and told by
 * their index, times in milliseconds after the trace's start. All strings but ids are foreign, one line each, secrets
 * taken out.
 */
final class TraceView {
    private TraceView() {}

    /** More spans than Sentry sends of one trace; and a label of more characters is cut on any screen. */
    private static final int MOST_SPANS = 10_000;
    private static final int LABEL = 160;
    private static final int SLOWEST = 5;

    /** @param logs rows that the session may see */
    static Map<String, Object> of(Call call, String id, TraceTree tree, Map<String, Object> counts,
        List<Json> logs) {
        List<Span> spans = tree.spans.subList(0, Math.min(MOST_SPANS, tree.spans.size()));
        Map<Span, Integer> places = new HashMap<>();
        Map<String, Integer> ids = new HashMap<>();
        Map<Json, Integer> owners = new IdentityHashMap<>();
        Map<String, Integer> projects = new LinkedHashMap<>();
        for (Span span : spans) {
            ids.putIfAbsent(span.id, places.size());
            for (Json error : span.errors) owners.put(error, places.size());
            for (Json issue : span.issues) owners.put(issue, places.size());
            places.put(span, places.size());
            project(projects, span.project);
        }
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("span_id", column(spans, span -> span.id));
        columns.put("parent", column(spans, span -> places.getOrDefault(span.parent, -1)));
        columns.put("start", column(spans, span -> after(tree, span.start)));
        columns.put("duration", column(spans, span -> number(span.duration)));
        columns.put("self", column(spans, span -> number(span.self)));
        columns.put("op", column(spans, span -> text(span.op)));
        columns.put("description", column(spans, span -> text(span.label)));
        columns.put("project", column(spans, span -> span.project == null ? null : projects.get(span.project)));
        columns.put("status", column(spans, span -> text(span.failure)));
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("type", "trace");
        view.put("base", call.links().web(call.organization()));
        view.put("url", call.links().trace(call.organization(), id));
        view.put("arguments", Map.of("organizationSlug", call.organization(), "traceId", id));
        view.put("trace_id", id);
        if (!Double.isNaN(tree.start)) view.put("start", Math.round(tree.start * 1000));
        view.put("duration", number(tree.duration));
        view.put("counts", counts);
        view.put("spans", columns);
        view.put("slowest", spans.stream().sorted(Comparator.comparingDouble((Span span) -> -span.self)).limit(SLOWEST)
            .map(places::get).toList());
        List<Object> errors = new ArrayList<>();
        for (List<Json> some : List.of(tree.errors, tree.issues)) for (Json each : some) {
            Integer owner = owners.get(each);
            errors.add(problem(call, tree, each, projects,
                owner != null ? owner : ids.get(String.valueOf(each.firstText("span_id", "parent_span_id")))));
        }
        view.put("errors", errors);
        view.put("logs", logs(tree, logs, projects, ids));
        view.put("projects", List.copyOf(projects.keySet()));
        return view;
    }

    private static List<Object> column(List<Span> spans, Function<Span, Object> of) {
        List<Object> column = new ArrayList<>(spans.size());
        for (Span span : spans) column.add(of.apply(span));
        return column;
    }

    private static Integer project(Map<String, Integer> projects, String name) {
        if (name == null) return null;
        Integer known = projects.putIfAbsent(name, projects.size());
        return known == null ? projects.get(name) : known;
    }

    private static Map<String, Object> problem(Call call, TraceTree tree, Json of, Map<String, Integer> projects,
        Integer span) {
        Map<String, Object> problem = new LinkedHashMap<>();
        put(problem, "span", span);
        put(problem, "timestamp", after(tree, TraceTree.seconds(of.at("start_timestamp").present()
            ? of.at("start_timestamp") : of.at("timestamp"))));
        put(problem, "level", text(of.text("level")));
        put(problem, "title", text(of.firstText("description", "message", "title")));
        String issue = of.firstText("short_id", "issue_short_id", "issue_id");
        put(problem, "issue", text(issue));
        put(problem, "url", issue == null ? null : call.links().issue(call.organization(), issue));
        put(problem, "project", project(projects, of.firstText("project_slug", "project_id")));
        return problem;
    }

    private static List<Object> logs(TraceTree tree, List<Json> logs, Map<String, Integer> projects,
        Map<String, Integer> ids) {
        List<Object> lines = new ArrayList<>();
        Precise precise = Precise.of(Dataset.LOGS);
        for (Json log : logs) {
            if (log.text("message") == null) continue;
            Double at = precise.seconds(log);
            Map<String, Object> line = new LinkedHashMap<>();
            put(line, "span", ids.get(String.valueOf(log.text("span_id"))));
            put(line, "timestamp", after(tree, at == null ? TraceTree.seconds(log.at("timestamp")) : at));
            put(line, "severity", text(log.text("severity")));
            put(line, "message", text(log.text("message")));
            put(line, "project", project(projects, log.text("project")));
            lines.add(line);
        }
        return lines;
    }

    private static void put(Map<String, Object> into, String name, Object value) {
        if (value != null) into.put(name, value);
    }

    private static Object after(TraceTree tree, double seconds) {
        return Double.isNaN(seconds) || Double.isNaN(tree.start) ? null : number((seconds - tree.start) * 1000);
    }

    /** To the microsecond; a whole number without a fraction. */
    private static Object number(double value) {
        if (!Double.isFinite(value)) return null;
        double rounded = Math.round(value * 1000) / 1000.0;
        return rounded == Math.rint(rounded) ? (Object) (long) rounded : (Object) rounded;
    }

    private static String text(String text) {
        if (text == null) return null;
        Untrusted shown = Untrusted.of(Redact.text(text.length() > 2_000 ? text.substring(0, 2_000) : text), LABEL);
        return shown == null ? null : shown.shown(false);
    }
}
