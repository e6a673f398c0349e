package tools.events;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.json.Redact;

/**
 * A trace as a tree of spans, and what one wants to know of it: own times, totals by operation, the critical path, and
 * a drawing of a few dozen lines whatever its size. Every step is linear but for sorting, and none recurses: a trace
 * may have ten thousand spans, and all of them nested in one another.
 */
final class TraceTree {
    /** One span. Times in seconds since 1970 (NaN = unknown), durations in milliseconds. */
    static final class Span {
        final Json json;
        final String id;
        final String parentId;
        final String op;
        final String label;
        final String project;
        final double start;
        final double duration;
        final String failure;
        final List<Json> errors = new ArrayList<>(0);
        /** Performance issues that Sentry detected. */
        final List<Json> issues = new ArrayList<>(0);
        final List<Span> children = new ArrayList<>(2);
        Span parent;
        /** Its parent has an id, but is not in the trace. */
        boolean orphan;
        /** Spans below it and itself. */
        int size = 1;
        int depth;
        /** The time in which none of its children ran. */
        double self;
        /** How much it or anything below it deserves to be seen. */
        double worth;

        Span(Json json) {
            this.json = json;
            String given = first(json, "span_id", "event_id");
            id = given == null ? "(no id)" : given;
            parentId = json.text("parent_span_id");
            op = first(json, "op", "transaction.op");
            label = labelOf(json, op);
            project = first(json, "project_slug", "project_id");
            start = seconds(json.at("start_timestamp"));
            Double ms = json.number("duration") == null ? json.number("transaction.duration") : json.number("duration");
            double end = seconds(json.at("end_timestamp").present() ? json.at("end_timestamp") : json.at("timestamp"));
            duration = Math.max(0, ms != null ? ms : Double.isNaN(end - start) ? 0 : (end - start) * 1000);
            failure = failureOf(json);
            errors.addAll(json.list("errors"));
            issues.addAll(json.list("occurrences"));
            issues.addAll(json.list("performance_issues"));
        }

        double end() { return start + duration / 1000; }

        boolean failed() { return failure != null || !errors.isEmpty(); }

        /** An attribute, wherever this version of Sentry puts it. */
        Json attribute(String name) {
            for (String place : List.of("additional_attributes", "data", "tags"))
                if (json.at(place, name).present()) return json.at(place, name);
            return Json.NONE;
        }

        /** What makes it the same work as another: operation and label, without the numbers and ids in it. */
        String kind() {
            if (kind == null) kind = op + ' ' + pattern(label);
            return kind;
        }

        private String kind;
    }

    final List<Span> spans = new ArrayList<>();
    final List<Span> roots = new ArrayList<>();
    /** Those outside any span included, each once. */
    final List<Json> errors = new ArrayList<>();
    /** Performance issues, each once. */
    final List<Json> issues = new ArrayList<>();
    /** Spans that a line of the last drawing stands for. */
    private final Set<Span> drawn = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Seconds since 1970; NaN when no span says. */
    double start = Double.NaN;
    /** Milliseconds from the first start to the last end. */
    double duration;
    int depth;
    int orphans;

    /** @param nodes Sentry's answer: spans that hold their children, and errors beside them */
    static TraceTree of(List<Json> nodes) {
        return of(nodes, node -> true);
    }

    /** @param inside which nodes may be seen; of the others not even their number is left */
    static TraceTree of(List<Json> nodes, Predicate<Json> inside) {
        TraceTree tree = new TraceTree();
        tree.collect(nodes, inside);
        tree.link();
        tree.measure();
        return tree;
    }

    private record Step(Json node, Span parent) {}

    private void collect(List<Json> nodes, Predicate<Json> inside) {
        Deque<Step> open = new ArrayDeque<>();
        for (int i = nodes.size() - 1; i >= 0; i--) open.push(new Step(nodes.get(i), null));
        while (!open.isEmpty()) {
            Step step = open.pop();
            if (!step.node.isObject()) continue;
            boolean seen = inside.test(step.node);
            String type = step.node.text("event_type");
            if ("error".equals(type) || "occurrence".equals(type) || step.node.at("issue_id").present()) {
                if (seen) ("occurrence".equals(type) ? issues : errors).add(step.node);
                continue;
            }
            Span span = null;
            if (seen) {
                span = new Span(step.node);
                span.parent = step.parent;
                span.errors.removeIf(error -> names(error) && !inside.test(error));
                span.issues.removeIf(issue -> names(issue) && !inside.test(issue));
                spans.add(span);
            }
            List<Json> children = step.node.list("children");
            for (int i = children.size() - 1; i >= 0; i--) open.push(new Step(children.get(i), span));
        }
    }

    /** Whether it says whose it is; an error inside a span is the span's otherwise. */
    private static boolean names(Json node) {
        return node.text("project_slug") != null || node.text("project_id") != null;
    }

    /**
     * Hangs each span below its parent. What is listed apart may name a parent all the same, and what names itself in a
     * circle is cut open.
     */
    private void link() {
        Map<String, Span> byId = new HashMap<>(spans.size() * 2);
        for (Span span : spans) byId.putIfAbsent(span.id, span);
        for (Span span : spans) {
            if (span.parent == null && span.parentId != null) {
                Span parent = byId.get(span.parentId);
                if (parent != span) span.parent = parent;
                span.orphan = span.parent == null;
            }
            if (span.parent != null) span.parent.children.add(span);
        }
        Set<Span> reached = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Span span : spans) if (span.parent == null) root(span, reached);
        for (Span span : spans) {
            if (reached.contains(span)) continue;
            // Up from here there is a circle; it is cut where it closes, and all that hangs on it is reached at once.
            Set<Span> climbed = Collections.newSetFromMap(new IdentityHashMap<>());
            Span cut = span;
            while (climbed.add(cut)) cut = cut.parent;
            cut.parent.children.remove(cut);
            cut.parent = null;
            cut.orphan = true;
            root(cut, reached);
        }
        // From the roots down, so that whoever walks backwards meets children before parents.
        List<Span> order = new ArrayList<>(spans.size());
        Deque<Span> open = new ArrayDeque<>();
        Comparator<Span> byStart = Comparator.comparingDouble(span -> span.start);
        roots.sort(byStart);
        for (int i = roots.size() - 1; i >= 0; i--) open.push(roots.get(i));
        while (!open.isEmpty()) {
            Span span = open.pop();
            order.add(span);
            span.depth = span.parent == null ? 1 : span.parent.depth + 1;
            span.children.sort(byStart);
            for (int i = span.children.size() - 1; i >= 0; i--) open.push(span.children.get(i));
        }
        spans.clear();
        spans.addAll(order);
    }

    private void root(Span root, Set<Span> reached) {
        roots.add(root);
        if (root.orphan) orphans++;
        Deque<Span> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            Span span = open.pop();
            if (reached.add(span)) span.children.forEach(open::push);
        }
    }

    private void measure() {
        double first = Double.POSITIVE_INFINITY;
        double last = Double.NEGATIVE_INFINITY;
        for (Span span : spans) {
            if (!Double.isNaN(span.start)) {
                first = Math.min(first, span.start);
                last = Math.max(last, span.end());
            }
            depth = Math.max(depth, span.depth);
        }
        if (last >= first) {
            start = first;
            duration = (last - first) * 1000;
        }
        Set<String> seen = new HashSet<>();
        for (Json error : errors) seen.add(error.text("event_id"));
        for (Json issue : issues) seen.add(issue.text("event_id"));
        for (int i = spans.size() - 1; i >= 0; i--) {
            Span span = spans.get(i);
            span.self = own(span);
            // A failure weighs as much as half the trace, a slow step as much as it took.
            boolean notable = span.failed() || !span.issues.isEmpty();
            span.worth = Math.max(span.worth, span.self + (notable ? duration / 2 + 1 : 0));
            if (span.parent != null) {
                span.parent.size += span.size;
                span.parent.worth = Math.max(span.parent.worth, span.worth);
            }
        }
        for (Span span : spans) {
            for (Json error : span.errors) if (isNew(error, seen)) errors.add(error);
            for (Json issue : span.issues) if (isNew(issue, seen)) issues.add(issue);
        }
    }

    private static boolean isNew(Json problem, Set<String> seen) {
        return problem.text("event_id") == null || seen.add(problem.text("event_id"));
    }

    /** Children are sorted by start, so that one pass finds the time that they cover together. */
    private static double own(Span span) {
        double covered = 0;
        double until = span.start;
        for (Span child : span.children) {
            double from = Math.max(child.start, until);
            double to = Math.min(child.end(), span.end());
            if (to > from) {
                covered += to - from;
                until = to;
            }
        }
        return Math.max(0, span.duration - covered * 1000);
    }

    Span find(String id) {
        for (Span span : spans) if (id.equalsIgnoreCase(span.id)) return span;
        for (Span span : spans) if (id.equalsIgnoreCase(span.json.text("event_id"))) return span;
        return null;
    }

    // ---------------------------------------------------------------- sums

    /** Spans of one kind, counted together. */
    static final class Sum {
        final String name;
        final List<Span> spans = new ArrayList<>();
        double total;
        double self;
        double part;
        int failed;
        Span slowest;

        Sum(String name) { this.name = name; }

        void add(Span span) {
            spans.add(span);
            total += span.duration;
            self += span.self;
            if (span.failed()) failed++;
            if (slowest == null || span.duration > slowest.duration) slowest = span;
        }
    }

    /** By operation, those first that took most time of their own. */
    List<Sum> operations() {
        Map<String, Sum> sums = new LinkedHashMap<>();
        for (Span span : spans) sums.computeIfAbsent(span.op == null ? "(no operation)" : span.op, Sum::new).add(span);
        return sorted(sums, Comparator.comparingDouble(sum -> -sum.self));
    }

    /** The kinds of work that took most time of their own, without those whose time is mostly on the path. */
    List<Sum> beside(List<Sum> path) {
        Map<String, Double> on = new HashMap<>();
        for (Sum sum : path) on.put(sum.name, sum.part);
        Map<String, Sum> sums = new LinkedHashMap<>();
        for (Span span : spans) sums.computeIfAbsent(span.kind(), Sum::new).add(span);
        sums.values().removeIf(sum -> on.getOrDefault(sum.name, 0.0) * 2 >= sum.self);
        return sorted(sums, Comparator.comparingDouble(sum -> -sum.self));
    }

    /** The kinds of work that failed or have errors and that the drawing does not show. */
    List<Sum> failuresElsewhere() {
        Map<String, Sum> sums = new LinkedHashMap<>();
        for (Span span : spans)
            if (span.failed() && !drawn.contains(span))
                sums.computeIfAbsent(span.kind() + ' ' + span.failure, Sum::new).add(span);
        return sorted(sums, Comparator.comparingInt(sum -> -sum.failed));
    }

    /** A part of a span that is on the critical path, in seconds since 1970. */
    private record Stretch(Span span, double until, double since) {}

    /**
     * Where the time of the longest root went: from its end backwards, always in the child that ended last; what is
     * left of a span between its children is its own part. The parts, summed by kind of work, largest first.
     */
    List<Sum> criticalPath() {
        Map<String, Sum> sums = new LinkedHashMap<>();
        Span longest = roots.stream().filter(root -> !Double.isNaN(root.start))
            .max(Comparator.comparingDouble(root -> root.duration)).orElse(null);
        if (longest == null) return List.of();
        Deque<Stretch> open = new ArrayDeque<>();
        open.push(new Stretch(longest, longest.end(), longest.start));
        while (!open.isEmpty()) {
            Stretch stretch = open.pop();
            Span span = stretch.span;
            double until = stretch.until;
            double since = stretch.since;
            List<Span> children = new ArrayList<>(span.children);
            children.sort(Comparator
                .comparingDouble((Span child) -> Double.isNaN(child.start) ? Double.NEGATIVE_INFINITY : -child.end()));
            double part = 0;
            for (Span child : children) {
                if (until <= since) break;   // what is left lies before the span's own beginning
                // Clocks of machines differ: what seems to start before its parent counts from there.
                if (!(child.start < until) || child.end() <= since) continue;
                double to = Math.min(child.end(), until);
                part += until - to;
                until = Math.max(child.start, since);
                open.push(new Stretch(child, to, until));
            }
            part += Math.max(0, until - since);
            Sum sum = sums.computeIfAbsent(span.kind(), Sum::new);
            sum.add(span);
            sum.part += part * 1000;
        }
        return sorted(sums, Comparator.comparingDouble(sum -> -sum.part));
    }

    private static List<Sum> sorted(Map<String, Sum> sums, Comparator<Sum> order) {
        List<Sum> list = new ArrayList<>(sums.values());
        list.sort(order);
        return list;
    }

    // ---------------------------------------------------------------- drawing

    /**
     * What one line of the drawing stands for: a span, several of a kind under one parent, or a chain that is passed
     * over.
     */
    private static final class Row {
        final List<Span> spans;
        final int passed;
        final int depth;
        final double worth;
        final List<Row> below = new ArrayList<>();
        boolean shown;

        Row(List<Span> spans, int passed, int depth) {
            this.spans = spans;
            this.passed = passed;
            this.depth = depth;
            double best = 0;
            for (Span span : spans) best = Math.max(best, Math.max(span.worth, span.duration * 0.01));
            worth = best;
        }

        /** Milliseconds, all its spans together. */
        double took() {
            double took = 0;
            for (Span span : spans) took += span.duration;
            return took;
        }

        /** The one whose children are drawn: the only one, or of several that with most to see. */
        Span lead() {
            Span lead = spans.get(0);
            for (Span span : spans)
                if (span.worth > lead.worth || span.worth == lead.worth && span.duration > lead.duration) lead = span;
            return lead;
        }

        Span slowest() {
            Span slowest = spans.get(0);
            for (Span span : spans) if (span.duration > slowest.duration) slowest = span;
            return slowest;
        }

        int size() {
            int size = passed;
            for (Span span : spans) size += span.size;
            return size;
        }
    }

    /** So many alike under one parent become one line. */
    private static final int ALIKE = 3;
    /** Deeper lines are no longer indented further: twenty steps are more than one can follow. */
    private static final int INDENTS = 20;

    /**
     * Draws what lies below {@code tops}, one line a span, within so many characters: the branches with the slowest and
     * the failed spans first, the rest counted.
     */
    String draw(List<Span> tops, int characters) {
        String drawn = "";
        for (int lines : new int[] {100, 60, 30, 12}) {
            drawn = draw(tops, lines, Math.min(120, characters / lines));
            if (drawn.length() <= characters) return drawn;
        }
        return drawn;
    }

    /** What took less of the trace is summed up; a trace that fits a screen is shown as it is. */
    static final double SMALL = 0.01;
    private static final int SCREEN = 30;
    /** Where all is small, so many lines give an idea of it. */
    private static final int FEW = 12;

    private String draw(List<Span> tops, int lines, int width) {
        drawn.clear();
        List<Row> top = rows(tops, 0);
        PriorityQueue<Row> open = new PriorityQueue<>(Comparator.comparingDouble(row -> -row.worth));
        open.addAll(top);
        int all = 0;
        for (Span span : tops) all += span.size;
        boolean large = false;
        for (int count = 0; count < lines && !open.isEmpty(); count++) {
            Row row = open.poll();
            boolean small = Math.max(row.worth, row.took()) < duration * SMALL;
            if (small && all > SCREEN && (large || count >= FEW)) break;
            large |= !small && row.depth > 0;
            row.shown = true;
            drawn.addAll(row.spans);
            Span from = row.lead();
            if (row.passed == 0) row.below.addAll(chain(from, row.depth + 1));
            else row.below.addAll(rows(List.of(from), row.depth + 1));
            open.addAll(row.below);
        }
        StringBuilder out = new StringBuilder();
        Deque<Object> todo = new ArrayDeque<>();
        push(todo, top, 0);
        while (!todo.isEmpty()) {
            Object next = todo.pop();
            if (next instanceof String line) {
                out.append(line).append('\n');
                continue;
            }
            Row row = (Row) next;
            indent(out, row.depth)
                .append(row.passed > 0 ? "… " + Show.counted(row.passed, "span") + ", each nested in the one before"
                    : line(row, width))
                .append('\n');
            push(todo, row.below, row.depth + 1);
        }
        return out.toString().stripTrailing();
    }

    /** Lines are taken from the front: what comes first is pushed last. */
    private static void push(Deque<Object> todo, List<Row> rows, int depth) {
        int hidden = 0;
        double most = 0;
        double total = 0;
        for (Row row : rows) {
            if (row.shown) continue;
            hidden += row.size();
            most = Math.max(most, row.slowest().duration);
            total += row.took();
        }
        if (hidden > 0) todo.push(indent(new StringBuilder(), depth).append("… ")
            .append(Show.counted(hidden, "more span"))
            .append(hidden > 1 ? ", " + Show.millis(total) + " in all, the longest " : ", ")
            .append(Show.millis(most)).toString());
        for (int i = rows.size() - 1; i >= 0; i--) if (rows.get(i).shown) todo.push(rows.get(i));
    }

    private static StringBuilder indent(StringBuilder out, int depth) {
        out.append("  ".repeat(Math.min(depth, INDENTS)));
        return depth > INDENTS ? out.append("(level ").append(depth + 1).append(") ") : out;
    }

    private List<Row> chain(Span from, int depth) {
        if (from.children.size() != 1) return rows(from.children, depth);
        Span at = from.children.get(0);
        int passed = 0;
        while (at.children.size() == 1 && !notable(at)) {
            at = at.children.get(0);
            passed++;
        }
        return passed < ALIKE ? rows(from.children, depth) : List.of(new Row(List.of(at), passed, depth));
    }

    private boolean notable(Span span) {
        return span.failed() || span.self >= duration / 50
            || span.parent != null && span.project != null && !span.project.equals(span.parent.project);
    }

    private static List<Row> rows(List<Span> siblings, int depth) {
        Map<String, List<Span>> kinds = new LinkedHashMap<>();
        for (Span span : siblings) kinds.computeIfAbsent(siblings.size() < ALIKE ? String.valueOf(kinds.size())
            : span.kind() + ' ' + span.failed(), kind -> new ArrayList<>()).add(span);
        List<Row> rows = new ArrayList<>();
        for (List<Span> alike : kinds.values()) {
            // The few that stand out of their kind, by a failure or by their time, get lines of their own.
            if (alike.size() > ALIKE) {
                List<Span> byWorth = new ArrayList<>(alike);
                byWorth.sort(Comparator.comparingDouble(span -> -span.worth));
                double usual = byWorth.get(byWorth.size() / 2).worth;
                for (int i = 0; i < ALIKE && byWorth.get(i).worth > 2 * usual; i++) {
                    rows.add(new Row(List.of(byWorth.get(i)), 0, depth));
                    byWorth.set(i, null);
                }
                byWorth.removeIf(span -> span == null);
                if (byWorth.size() < alike.size()) {
                    byWorth.sort(Comparator.comparingDouble(span -> span.start));
                    alike = byWorth;
                }
            }
            if (alike.size() >= ALIKE) rows.add(new Row(alike, 0, depth));
            else for (Span span : alike) rows.add(new Row(List.of(span), 0, depth));
        }
        rows.sort(Comparator.comparingDouble(row -> row.spans.get(0).start));
        return rows;
    }

    private String line(Row row, int width) {
        Span span = row.lead();
        if (row.spans.size() == 1) return line(span, width);
        int failed = 0;
        String failure = null;
        for (Span each : row.spans) {
            if (!each.failed()) continue;
            failed++;
            if (failure == null) failure = each.failure;
        }
        Span slowest = row.slowest();
        return "×" + Show.count(row.spans.size()) + " " + kindName(row.spans, width) + " [" + Show.millis(row.took())
            + " in total, slowest "
            + Show.millis(slowest.duration) + " "
            + plain(slowest.id)
            + (span != slowest && row.below.stream().anyMatch(below -> below.shown) ? ", shown is " + plain(span.id)
                : "")
            + (failed > 0 ? ", " + Show.count(failed) + " failed" + (failure == null ? "" : ": " + plain(failure)) : "")
            + (row.size() > row.spans.size() ? ", " + Show.count(row.size()) + " spans with those below" : "")
            + repeated(row.spans) + "]";
    }

    /** As many queries of one kind side by side as Sentry itself takes for a loop around them. */
    static final int REPEATED = 5;

    /** {@code , N+1 query: API-7K2} of queries that differ in their values only and follow each other; else "". */
    private String repeated(List<Span> alike) {
        Span first = alike.get(0);
        if (alike.size() < REPEATED || first.op == null || !(first.op.equals("db") || first.op.startsWith("db.")))
            return "";
        double until = Double.NEGATIVE_INFINITY;
        for (Span span : alike) {
            if (Double.isNaN(span.start) || span.start < until) return "";
            until = span.end() - 0.000_001;
        }
        return ", N+1 query" + issue(first);
    }

    /** The issue that Sentry made of it: at the spans, at what holds them, or at the trace. */
    private String issue(Span span) {
        List<Json> candidates = new ArrayList<>(span.issues);
        for (Span at = span.parent; at != null && candidates.isEmpty(); at = at.parent) candidates.addAll(at.issues);
        if (candidates.isEmpty()) candidates.addAll(issues);
        for (Json each : candidates) {
            String name = each.firstText("description", "message", "title");
            String id = each.firstText("short_id", "issue_short_id", "issue_id");
            if (name != null && name.contains("N+1") && id != null) return ": " + plain(id);
        }
        return "";
    }

    /** One span on one line, foreign text included: for a fenced block only. */
    String line(Span span, int width) {
        StringBuilder out = new StringBuilder();
        if (!Double.isNaN(span.start) && !Double.isNaN(start)) out.append(after(span)).append(' ');
        out.append(name(span, width)).append(" [").append(Show.millis(span.duration));
        if (!span.children.isEmpty() && span.self >= 0.5) out.append(", own ").append(Show.millis(span.self));
        if (span.failure != null) out.append(", failed: ").append(plain(span.failure));
        if (!span.errors.isEmpty()) out.append(", ").append(Show.counted(span.errors.size(), "error"));
        if (!span.issues.isEmpty()) out.append(", ").append(Show.counted(span.issues.size(), "performance issue"));
        if (span.project != null && (span.parent == null || !span.project.equals(span.parent.project)))
            out.append(", in ").append(plain(span.project));
        if (span.orphan) out.append(", parent not recorded");
        return out.append(", ").append(plain(span.id)).append(']').toString();
    }

    /** When the span began, counted from the trace's start. */
    String after(Span span) {
        double ms = (span.start - start) * 1000;
        return "+" + (ms < 0.1 ? "0 ms" : Show.millis(ms < 10 ? Math.round(ms * 10) / 10.0 : Math.round(ms)));
    }

    /** Operation and label on one line, secrets taken out. */
    static String name(Span span, int width) {
        return name(span, false, width);
    }

    /** The name of several of a kind: where they differ in numbers, "#" stands for them. */
    static String kindName(List<Span> alike, int width) {
        Span first = alike.get(0);
        boolean same = alike.stream().allMatch(span -> java.util.Objects.equals(span.label, first.label));
        return name(first, !same, width);
    }

    private static String name(Span span, boolean pattern, int width) {
        String label = span.label == null ? ""
            : plain(Redact.text(span.label.length() > 2_000 ? span.label.substring(0, 2_000) : span.label));
        if (pattern) label = pattern(label);
        String shown = span.op == null || span.op.equals("default") || label.equals(span.op) ? label
            : plain(span.op) + " " + label;
        if (shown.isBlank()) return "(unnamed)";
        return shown.length() <= width ? shown
            : shown.substring(0, Character.isHighSurrogate(shown.charAt(width - 1)) ? width - 1 : width) + "…";
    }

    private static String plain(String text) {
        return text == null ? "" : Untrusted.name(text.length() > 2_000 ? text.substring(0, 2_000) : text);
    }

    // ---------------------------------------------------------------- reading

    private static String first(Json json, String... keys) { return json.firstText(keys); }

    /**
     * Newer APIs repeat the operation as the name and have what was done in the description; older ones the other way
     * round.
     */
    private static String labelOf(Json json, String op) {
        String description = json.text("description");
        String name = json.text("name");
        if (description != null && !description.equals(op)) return description;
        if (name != null && !name.equals(op)) return name;
        String transaction = json.text("transaction");
        return json.flag("is_transaction") && transaction != null ? transaction
            : description != null ? description : name != null ? name : op == null
                ? transaction : op;
    }

    private static String failureOf(Json json) {
        for (String place : List.of("additional_attributes", "data", "tags")) {
            Json attributes = json.at(place);
            if (!attributes.present()) continue;
            Long code = attributes.integer("http.response.status_code") == null ? attributes.integer("http.status_code")
                : attributes.integer("http.response.status_code");
            if (code != null && code >= 500) return String.valueOf(code);
            String status = attributes.text("span.status");
            if (failing(status)) return status;
            if (attributes.text("error.type") != null) return attributes.text("error.type");
        }
        String status = json.firstText("status", "transaction.status");
        return failing(status) ? status : null;
    }

    private static boolean failing(String status) {
        if (status == null) return false;
        return switch (status) {
            case "ok", "unknown", "unset", "cancelled", "success" -> false;
            default -> true;
        };
    }

    /** Since 1970; NaN when it is no time. */
    static double seconds(Json time) {
        Double number = time.number();
        if (number != null) return number > 1e11 ? number / 1000 : number;
        java.time.Instant instant = Show.instant(time.text());
        return instant == null ? Double.NaN : instant.toEpochMilli() / 1000.0;
    }

    /** The label with numbers and ids as "#": {@code GET /items/#}. Only its head counts. */
    static String pattern(String label) {
        if (label == null) return "";
        StringBuilder out = new StringBuilder();
        int end = Math.min(label.length(), 200);
        for (int i = 0; i < end;) {
            char c = label.charAt(i);
            if (!Character.isLetterOrDigit(c)) {
                out.append(c);
                i++;
                continue;
            }
            int word = i;
            boolean digit = false;
            boolean hex = true;
            while (i < end && Character.isLetterOrDigit(label.charAt(i))) {
                char w = label.charAt(i++);
                digit |= w >= '0' && w <= '9';
                hex &= w >= '0' && w <= '9' || w >= 'a' && w <= 'f' || w >= 'A' && w <= 'F';
            }
            if (!digit) out.append(label, word, i);
            else if (hex && i - word >= 6) out.append('#');
            else for (int k = word; k < i; k++) {
                char w = label.charAt(k);
                if (w < '0' || w > '9') out.append(w);
                else if (out.length() == 0 || out.charAt(out.length() - 1) != '#') out.append('#');
            }
        }
        return out.toString();
    }
}
