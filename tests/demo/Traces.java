package demo;

import static demo.Plain.at;
import static demo.Plain.hex;
import static demo.Plain.list;
import static demo.Plain.map;
import static demo.Plain.number;
import static demo.Plain.object;
import static demo.Plain.objects;
import static demo.Plain.text;
import static demo.Plain.texts;
import static demo.Plain.with;

import demo.Dataset.Slice;
import demo.DemoSentry.Reply;
import demo.Search.Term;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import javax.imageio.ImageIO;

/** Traces, profiles, replays, conversations and snapshots. */
final class Traces {
    private static final String ORG = "organizations/{org}/";
    private static final String SNAPSHOTS = ORG + "preprodartifacts/snapshots/";
    /** What of a span is an attribute of its own rather than a part of the trace's structure. */
    private static final Set<String> STRUCTURE =
        Set.of("id", "span_id", "trace", "parent_span", "span.op", "span.description", "span.name", "span.duration",
            "span.self_time", "timestamp", "transaction", "is_transaction", "project", "project.name", "project.id",
            "transaction.event_id", "precise.start_ts", "precise.finish_ts");

    private Traces() {}

    static void add(DemoSentry.Routes routes) {
        routes.get(ORG + "trace/{trace}", Traces::trace)
            .get(ORG + "trace-meta/{trace}", Traces::meta)
            .get("projects/{org}/{project}/trace-items/{item}", Traces::item)
            .get(ORG + "replays", Traces::replays)
            .get(ORG + "replays/{replay}", ask -> map("data", view(ask.home, replay(ask))))
            .get("projects/{org}/{project}/replays/{replay}", ask -> map("data", view(ask.home, replay(ask))))
            .get("projects/{org}/{project}/replays/{replay}/recording-segments",
                ask -> ask.page(segments(replay(ask)), 100, segment -> segment))
            .get(ORG + "profiling/flamegraph", Traces::flamegraph)
            .get(ORG + "profiling/chunks", Traces::chunk)
            .get("projects/{org}/{project}/profiling/profiles/{profile}", Traces::profile)
            .get(ORG + "ai-conversations", Traces::conversations)
            .get(ORG + "agents/conversations", Traces::conversations)
            .get(ORG + "ai-conversations/{conversation}", Traces::conversation)
            .get(ORG + "agents/conversations/{conversation}", Traces::conversation)
            .get(SNAPSHOTS + "latest-base", Traces::latestBase)
            .get(SNAPSHOTS + "{snapshot}", Traces::snapshot)
            .get(SNAPSHOTS + "{snapshot}/images/{image}", Traces::image)
            .get("projects/{org}/{project}/files/images/{image}",
                ask -> Reply.bytes("image/png", picture(ask.path("image"))));
    }

    // ---------------------------------------------------------------- traces

    private static List<Map<String, Object>> of(Dataset dataset, Ask ask) {
        String trace = ask.path("trace").replace("-", "").toLowerCase();
        if (!trace.matches("[0-9a-f]{32}")) throw Refused.missing();
        Slice slice = ask.slice("14d");
        return dataset.rows().stream()
            .filter(row -> trace.equals(row.get("trace")) && !Plain.instant(row.get("timestamp")).isBefore(slice.from())
                && Plain.instant(row.get("timestamp")).isBefore(slice.to()))
            .toList();
    }

    private static Object trace(Ask ask) {
        Map<String, Map<String, Object>> nodes = new LinkedHashMap<>();
        List<Object> roots = list();
        for (Map<String, Object> span : of(ask.home.spans, ask)) {
            Map<String, Object> measurements = map();
            Map<String, Object> attributes = map();
            span.forEach((name, value) -> {
                if (name.startsWith("measurements.")) measurements.put(name, value);
                else if (!STRUCTURE.contains(name) && !name.startsWith("_") && value != null
                    && (ask.all("additional_attributes").isEmpty() || ask.all("additional_attributes").contains(name)))
                    attributes.put(name, value);
            });
            nodes.put(text(span, "id"),
                map("event_id", span.get("id"), "event_type", "span", "transaction_id",
                    span.get("transaction.event_id"), "project_id", span.get("project.id"), "project_slug",
                    span.get("project"), "transaction", span.get("transaction"),
                    "description", span.get("span.description"), "op", span.get("span.op"), "name",
                    span.get("span.name"), "parent_span_id", span.get("parent_span"), "profile_id",
                    String.valueOf(span.getOrDefault("profile.id", "")), "profiler_id",
                    String.valueOf(span.getOrDefault("profiler.id", "")),
                    "sdk_name", span.get("sdk.name"), "is_transaction", span.get("is_transaction"), "start_timestamp",
                    span.get("precise.start_ts"), "end_timestamp", span.get("precise.finish_ts"), "duration",
                    span.get("span.duration"), "measurements", measurements,
                    "additional_attributes", attributes, "children", list(), "errors", list(), "occurrences", list()));
        }
        for (Map<String, Object> node : nodes.values()) {
            Map<String, Object> parent = nodes.get(text(node, "parent_span_id"));
            (parent == null ? roots : children(parent, "children")).add(node);
        }
        for (Map<String, Object> event : of(ask.home.errors, ask)) {
            Map<String, Object> span = nodes.get(text(event, "span"));
            (span == null ? roots : children(span, "errors")).add(loose(event, "error"));
        }
        for (Map<String, Object> event : of(ask.home.occurrences, ask)) {
            Map<String, Object> span = nodes.get(text(event, "span"));
            (span == null ? roots : children(span, "occurrences")).add(loose(event, "occurrence"));
        }
        return roots;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> children(Map<String, Object> node, String name) {
        return (List<Object>) node.get(name);
    }

    private static Map<String, Object> loose(Map<String, Object> event, String type) {
        return map("event_id", event.get("id"), "event_type", type, "project_id", event.get("project.id"),
            "project_slug", event.get("project"), "transaction", event.get("transaction"), "description",
            event.get("title"), "issue_id", event.get("issue.id"), "level", event.get("level"),
            "start_timestamp", Plain.seconds(Plain.instant(event.get("timestamp"))), "culprit", event.get("culprit"),
            "short_id", event.get("issue"), "issue_type", type.equals("error") ? 1 : 1006, "additional_attributes",
            map());
    }

    private static Object meta(Ask ask) {
        List<Map<String, Object>> spans = of(ask.home.spans, ask);
        Map<String, Integer> byOp = new TreeMap<>();
        Map<Object, Integer> byTransaction = new LinkedHashMap<>();
        for (Map<String, Object> span : spans) {
            byOp.merge(text(span, "span.op"), 1, Integer::sum);
            byTransaction.merge(span.get("transaction.event_id"), 1, Integer::sum);
        }
        List<Object> children = list();
        byTransaction
            .forEach((transaction, count) -> children.add(map("transaction.event_id", transaction, "count()", count)));
        return map("errorsCount", of(ask.home.errors, ask).size(), "logsCount", of(ask.home.logs, ask).size(),
            "metricsCount", of(ask.home.metrics, ask).size(), "performanceIssuesCount",
            of(ask.home.occurrences, ask).size(), "spansCount", spans.size(),
            "transactionChildCountMap", children, "spansCountMap", byOp);
    }

    /** One span or log with all its attributes. */
    private static Object item(Ask ask) {
        String type = ask.one("item_type", "spans");
        Dataset dataset =
            type.equals("logs") ? ask.home.logs : type.equals("tracemetrics") ? ask.home.metrics : ask.home.spans;
        String trace = ask.one("trace_id", null);
        if (trace == null) throw Refused.field("trace_id", "This field is required.");
        Map<String, Object> row =
            dataset
                .rows().stream().filter(each -> each.get("id").equals(ask.path("item"))
                    && each.get("trace").equals(trace) && each.get("project").equals(ask.project().get("slug")))
                .findFirst().orElseThrow(Refused::missing);
        List<Object> attributes = list();
        row.forEach((name, value) -> {
            if (value != null && !name.startsWith("_"))
                attributes
                    .add(map("name", name, "type",
                        value instanceof Boolean ? "bool"
                            : value instanceof Double ? "float" : value instanceof Number ? "int" : "str",
                        "value", value));
        });
        return map("itemId", row.get("id"), "timestamp", row.get("timestamp"), "attributes", attributes, "meta", map(),
            "links", null);
    }

    // ---------------------------------------------------------------- replays

    private static Map<String, Object> replay(Ask ask) {
        String id = ask.path("replay").replace("-", "").toLowerCase();
        return ask.home.replays.rows().stream().filter(row -> row.get("id").equals(id)).findFirst()
            .orElseThrow(Refused::missing);
    }

    private static Object replays(Ask ask) {
        Slice slice = ask.slice("14d");
        Search.Node query;
        Predicate<Map<String, Object>> passes;
        query = Search.parse(slice.query(), true);
        passes = Search.test(query, term -> {
            if (term.key() != null && List.of("viewed_by_me", "viewed_by_id", "seen_by_me").contains(term.key())) {
                String who = term.key().endsWith("_id") ? term.values().get(0) : text(ask.home.me(), "id");
                boolean wanted = term.key().endsWith("_id") || term.values().get(0).equals("true");
                return row -> term.not() != (texts(row, "viewed").contains(who) == wanted);
            }
            if (term.key() != null && term.key().equals("duration")) {   // kept in seconds, asked for in any unit
                List<String> seconds = term.values().stream().map(value -> value.matches("[\\d.]+") ? value
                    : Plain.say(Search.milliseconds("duration", value) / 1000)).toList();
                Predicate<Object> test = Search.test(new Term(term.not(), term.key(), term.operator(), seconds),
                    Search.Kind.NUMBER, ask.now);
                return row -> test.test(row.get("duration"));
            }
            if (term.key() != null && !ask.home.replays.knows(term.key()) && !term.key().matches(
                "(click|tap|user|os|browser|device|sdk|error_ids|trace_ids|screen|ota_updates)\\b.*|activity|"
                    + "dist|is_archived|platform|[a-z_]+_id|tags\\[.*"))
                throw Refused.query("Invalid field specified: `" + term.key() + "`");
            return ask.home.replays.test(new Term(term.not(), alias(term.key()), term.operator(), term.values()),
                slice);
        });
        String sort = ask.one("sort", ask.one("orderBy", "-started_at"));
        String column = sort.replaceFirst("^-", "");
        if (!ask.home.replays.knows(column) || column.startsWith("_"))
            throw Refused.query("Invalid field specified: `" + column + "`");
        Comparator<Map<String, Object>> order = Comparator.comparing(row -> row.get(column), Dataset::compare);
        List<Map<String, Object>> found =
            ask.home.replays.rows().stream().filter(row -> Dataset.within(row, slice) && passes.test(row))
                .sorted(sort.startsWith("-") ? order.reversed() : order).toList();
        return map("data", ask.page(found, 10, row -> view(ask.home, row)));
    }

    private static String alias(String key) {
        return key == null ? null : switch (key) {
            case "error_id" -> "error_ids";
            case "trace_id", "trace" -> "trace_ids";
            case "urls" -> "url";
            case "releases" -> "release";
            case "user.ip_address" -> "user.ip";
            case "replay_id" -> "id";
            default -> key;
        };
    }

    private static Map<String, Object> view(Organization home, Map<String, Object> row) {
        Map<String, Object> customer = object(row, "_customer");
        return map("id", row.get("id"), "project_id", row.get("project_id"), "trace_ids", row.get("trace_ids"),
            "error_ids", row.get("error_ids"), "info_ids", list(), "warning_ids", list(), "environment",
            row.get("environment"), "tags", map("plan", list(customer.get("plan"))),
            "user",
            map("id", customer.get("id"), "username", null, "email", customer.get("email"), "ip",
                customer.get("ip_address"), "display_name", customer.get("email"), "geo",
                map("city", at(customer, "geo", 1), "country_code", at(customer, "geo", 0), "region",
                    at(customer, "geo", 2), "subdivision", null)),
            "sdk", map("name", row.get("sdk.name"), "version", row.get("sdk.version")), "os",
            map("name", row.get("os.name"), "version", row.get("os.version")), "browser",
            map("name", row.get("browser.name"), "version", row.get("browser.version")),
            "device", map("name", null, "brand", null, "model", null, "family", null), "ota_updates",
            map("channel", null, "runtime_version", null, "update_id", null), "is_archived", false, "urls",
            row.get("urls"), "clicks", list(), "count_dead_clicks", row.get("count_dead_clicks"),
            "count_rage_clicks", row.get("count_rage_clicks"), "count_errors", row.get("count_errors"),
            "count_warnings", 0, "count_infos", row.get("count_infos"), "count_urls", row.get("count_urls"),
            "count_segments", row.get("count_segments"), "duration", row.get("duration"),
            "started_at", row.get("started_at"), "finished_at", row.get("finished_at"), "activity", row.get("activity"),
            "replay_type", "session", "platform", "javascript", "releases", list(row.get("release")), "dist", null,
            "has_viewed", texts(row, "viewed").contains(text(home.me(), "id")));
    }

    /** Two segments of the recording: its steps as the browser's SDK records them. */
    private static List<Object> segments(Map<String, Object> row) {
        List<Object> events = list();
        Instant start = (Instant) row.get("_start");
        for (Object step : (List<?>) row.get("_steps")) {
            double at = start.toEpochMilli() / 1000.0 + ((Number) at(step, 0)).doubleValue();
            String what = text(step, 1);
            String arg = text(step, 2);
            events.add(switch (what) {
                case "page" -> map("type", 4, "timestamp", (long) (at * 1000), "data",
                    map("href", arg, "width", 1280, "height", 720));
                case "navigate" -> custom(at, "performanceSpan", map("op", "navigation.push", "description", arg,
                    "startTimestamp", at, "endTimestamp", at + 0.6, "data", map("duration", 600)));
                case "request" ->
                    custom(at, "performanceSpan", map("op", "resource.fetch", "description", arg, "startTimestamp", at,
                        "endTimestamp", at + 1.1, "data", map("method", "POST", "statusCode", at(step, 3))));
                case "console" -> custom(at, "breadcrumb", map("timestamp", at, "type", "default", "category",
                    "console", "level", "error", "message", arg, "data", map("logger", "console")));
                case "rage",
                    "dead" -> custom(at, "breadcrumb",
                        map("timestamp", at, "type", "default", "category",
                            what.equals("rage") ? "ui.multiClick" : "ui.slowClickDetected", "message", arg, "data",
                            map("clickCount", what.equals("rage") ? 5 : 1, "url", at(row, "urls", 0),
                                "timeAfterClickMs", 7000, "endReason", "timeout", "node",
                                map("tagName", arg.replaceFirst("[.#].*", ""), "textContent", at(step, 3)))));
                default -> custom(at, "breadcrumb",
                    map("timestamp", at, "type", "default", "category", "ui.click", "message", arg, "data",
                        map("nodeId", 42, "node",
                            map("tagName", arg.replaceFirst("[.#].*", ""), "textContent", at(step, 3)))));
            });
        }
        int half = (events.size() + 1) / 2;
        return list(events.subList(0, half), events.subList(half, events.size()));
    }

    private static Map<String, Object> custom(double at, String tag, Map<String, Object> payload) {
        return map("type", 5, "timestamp", at, "data", map("tag", tag, "payload", payload));
    }

    // ---------------------------------------------------------------- profiles

    private static Map<String, Object> source(Ask ask, Map<String, Object> row) {
        return object(ask.home.data, "profiles", text(row, "_profile"));
    }

    private static List<Object> frames(Map<String, Object> source) {
        List<Object> frames = list();
        for (String each : texts(source, "frames")) {
            Map<String, Object> frame = Stack.frame(each);
            frames.add(
                map("function", frame.get("function"), "module", frame.get("module"), "filename", frame.get("filename"),
                    "abs_path", frame.get("absPath"), "lineno", frame.get("lineNo"), "in_app", frame.get("inApp")));
        }
        return frames;
    }

    /** Samples of a profile, evenly spaced over its time. */
    private static Map<String, Object> sampled(Map<String, Object> source, Map<String, Object> row, boolean relative) {
        List<Object> stacks = list();
        List<Object> samples = list();
        double all = 0;
        for (Object stack : (List<?>) source.get("stacks")) all += ((Number) at(stack, 1)).doubleValue();
        double step = number(row, "transaction.duration") / all;
        int at = 0;
        for (Object stack : (List<?>) source.get("stacks")) {
            List<Object> leafFirst = list();
            for (Object frame : (List<?>) at(stack, 0)) leafFirst.add(0, frame);
            for (int i = 0; i < ((Number) at(stack, 1)).intValue(); i++, at++) {
                samples.add(relative
                    ? map("stack_id", stacks.size(), "thread_id", 1, "elapsed_since_start_ns", (long) (at * step))
                    : map("stack_id", stacks.size(), "thread_id", "1", "timestamp",
                        number(row, "precise.start_ts") + at * step / 1e9));
            }
            stacks.add(leafFirst);
        }
        return map("frames", frames(source), "stacks", stacks, "samples", samples, "thread_metadata",
            map("1", map("name", source.get("thread"), "priority", 31)));
    }

    private static Object profile(Ask ask) {
        Map<String, Object> row = ask.home.profiles.rows().stream()
            .filter(each -> ask.path("profile").replace("-", "").equals(each.get("profile.id"))
                && each.get("project").equals(ask.project().get("slug")))
            .findFirst().orElseThrow(Refused::missing);
        return map("event_id", row.get("profile.id"), "platform", row.get("platform.name"), "environment",
            row.get("environment"), "version", "1", "release",
            row.get("release") == null ? null
                : map("id", at(ask.home.release(text(row, "release")), "id"), "version", row.get("release")),
            "os", map("name", "Linux", "version", "6.8.0", "build_number", ""), "device", map("architecture", "x86_64"),
            "client_sdk", map("name", row.get("sdk.name"), "version", row.get("sdk.version")), "timestamp",
            row.get("timestamp"),
            "transaction",
            map("name", row.get("transaction"), "trace_id", row.get("trace"), "id", row.get("trace.transaction"),
                "active_thread_id", 1, "relative_start_ns", "0", "relative_end_ns", text(row, "transaction.duration")),
            "profile", sampled(source(ask, row), row, true));
    }

    private static Object chunk(Ask ask) {
        if (ask.one("profiler_id", null) == null) throw Refused.query("profiler_id must be specified.");
        Slice slice = ask.slice("90d");
        Map<String, Object> row = ask.home.profiles.rows().stream()
            .filter(each -> ask.one("profiler_id").equals(each.get("profiler.id"))
                && number(each, "precise.finish_ts") >= Plain.seconds(slice.from())
                && number(each, "precise.start_ts") <= Plain.seconds(slice.to())
                && slice.projects().contains(text(each, "project")))
            .findFirst().orElse(null);
        if (row == null) return map("chunk", null);
        return map("chunk",
            map("chunk_id", hex("chunk/" + row.get("id"), 32), "profiler_id", row.get("profiler.id"), "environment",
                row.get("environment"), "platform", row.get("platform.name"), "release", row.get("release"), "version",
                "2", "profile", sampled(source(ask, row), row, false)));
    }

    /** All profiles of the transactions asked for, added up. */
    private static Object flamegraph(Ask ask) {
        Slice slice = ask.slice("90d");
        Predicate<Map<String, Object>> passes = Search.test(Search.parse(slice.query(), true),
            term -> List.of("event.type", "is_transaction").contains(String.valueOf(term.key())) ? row -> true
                : ask.home.profiles.test(term, slice));
        List<Map<String, Object>> rows =
            ask.home.profiles.rows().stream().filter(row -> Dataset.within(row, slice) && passes.test(row)).toList();
        Map<String, Object> first = rows.isEmpty() ? map() : rows.get(0);
        Map<String, Object> about = map("platform", first.get("platform.name"), "projectID", first.get("project.id"),
            "transactionName", first.get("transaction"));
        if (rows.isEmpty()) return map("metadata", with(about, "projectID", 0, "platform", "", "transactionName", ""),
            "profiles", null, "shared", null);
        List<Object> frames = list();
        List<Map<String, Object>> infos = new ArrayList<>();
        List<List<Double>> durations = new ArrayList<>();
        List<Object> samples = list();
        List<Object> weights = list();
        List<Object> nanoseconds = list();
        Map<String, Integer> offsets = new LinkedHashMap<>();
        for (Map<String, Object> row : rows) {
            Map<String, Object> source = source(ask, row);
            int offset = offsets.computeIfAbsent(text(row, "_profile"), none -> {
                int before = frames.size();
                for (Object frame : frames(source)) {
                    frames.add(map("name", text(frame, "function"), "file", text(frame, "filename"), "line",
                        at(frame, "lineno"), "path", text(frame, "abs_path"), "module", text(frame, "module"),
                        "is_application", at(frame, "in_app"), "fingerprint",
                        Long.parseLong(hex(text(frame, "module") + text(frame, "function"), 7), 16)));
                    infos.add(map("count", 0, "weight", 0, "sumDuration", 0.0, "sumSelfTime", 0.0));
                    durations.add(new ArrayList<>());
                }
                return before;
            });
            double all = 0;
            for (Object stack : (List<?>) source.get("stacks")) all += ((Number) at(stack, 1)).doubleValue();
            double step = number(row, "transaction.duration") / all;
            double[] inThis = new double[frames.size()];
            for (Object stack : (List<?>) source.get("stacks")) {
                int count = ((Number) at(stack, 1)).intValue();
                List<Object> indexes = list();
                for (Object frame : (List<?>) at(stack, 0)) indexes.add(offset + (int) frame);
                int known = samples.indexOf(indexes);
                if (known < 0) {
                    known = samples.size();
                    samples.add(indexes);
                    weights.add(0);
                    nanoseconds.add(0L);
                }
                weights.set(known, (int) weights.get(known) + count);
                nanoseconds.set(known, (long) nanoseconds.get(known) + (long) (count * step));
                for (Object index : indexes) {
                    Map<String, Object> info = infos.get((int) index);
                    info.putAll(map("count", (int) info.get("count") + count, "weight",
                        (int) info.get("weight") + count, "sumDuration", number(info, "sumDuration") + count * step));
                    inThis[(int) index] += count * step;
                }
                Map<String, Object> leaf = infos.get((int) indexes.get(indexes.size() - 1));
                leaf.put("sumSelfTime", number(leaf, "sumSelfTime") + count * step);
            }
            for (int i = 0; i < inThis.length; i++) if (inThis[i] > 0) durations.get(i).add(inThis[i]);
        }
        for (int i = 0; i < infos.size(); i++) {
            double[] sorted = durations.get(i).stream().mapToDouble(each -> each).sorted().toArray();
            for (String each : List.of("p75", "p95", "p99")) infos.get(i).put(each + "Duration",
                sorted.length == 0 ? 0 : Math.round(Dataset.statistic(each, List.of(), sorted)));
            infos.get(i).put("sumDuration", Math.round(number(infos.get(i), "sumDuration")));
            infos.get(i).put("sumSelfTime", Math.round(number(infos.get(i), "sumSelfTime")));
        }
        List<Object> examples = list();
        for (Map<String, Object> row : rows) {
            examples.add(row.get("profile.id") != null
                ? map("project_id", row.get("project.id"), "profile_id", row.get("profile.id"), "start",
                    row.get("precise.start_ts"), "end", row.get("precise.finish_ts"))
                : map("project_id", row.get("project.id"), "profiler_id", row.get("profiler.id"), "chunk_id",
                    hex("chunk/" + row.get("id"), 32), "thread_id", "1", "start", row.get("precise.start_ts"), "end",
                    row.get("precise.finish_ts")));
        }
        int total = weights.stream().mapToInt(each -> (int) each).sum();
        return with(about, "activeProfileIndex", 0, "metadata", with(about, "durationNS", 0), "profiles",
            list(map("name", "MainThread", "isMainThread", true, "threadID", 1, "type", "sampled", "unit", "count",
                "startValue", 0, "endValue", total, "samples", samples, "weights", weights,
                "sample_counts", weights, "sample_durations_ns", nanoseconds)),
            "shared", map("frames", frames, "frame_infos", infos, "profiles", examples), "metrics", null);
    }

    // ---------------------------------------------------------------- conversations

    private static Object conversations(Ask ask) {
        Slice slice = ask.slice("14d");
        Map<Object, List<Map<String, Object>>> by = new LinkedHashMap<>();
        for (Map<String, Object> span : ask.home.spans.rows(slice)) if (span.get("gen_ai.conversation.id") != null)
            by.computeIfAbsent(span.get("gen_ai.conversation.id"), none -> new ArrayList<>()).add(0, span);
        List<Map<String, Object>> shown = new ArrayList<>();
        by.forEach((id, spans) -> {
            List<Map<String, Object>> calls =
                spans.stream().filter(span -> "ai_client".equals(span.get("gen_ai.operation.type"))).toList();
            List<Map<String, Object>> tools =
                spans.stream().filter(span -> "tool".equals(span.get("gen_ai.operation.type"))).toList();
            if (calls.isEmpty()) return;
            Map<String, Object> last = calls.get(calls.size() - 1);
            shown.add(map("conversationId", id, "title", title(ask.home, id), "flow",
                calls.stream().map(span -> span.get("gen_ai.agent.name")).distinct().toList(), "errors",
                tools.stream().filter(span -> !"ok".equals(span.get("span.status"))).count(), "llmCalls", calls.size(),
                "toolCalls", tools.size(),
                "toolErrors", tools.stream().filter(span -> !"ok".equals(span.get("span.status"))).count(), "toolNames",
                tools.stream().map(span -> span.get("gen_ai.tool.name")).distinct().toList(), "totalTokens",
                calls.stream().mapToLong(span -> Plain.whole(span, "gen_ai.usage.total_tokens")).sum(),
                "totalCost",
                Plain.tidy(calls.stream().mapToDouble(span -> number(span, "gen_ai.cost.total_tokens")).sum()),
                "startTimestamp", (long) (number(spans.get(0), "precise.start_ts") * 1000), "endTimestamp",
                (long) (number(last, "precise.finish_ts") * 1000), "traceCount", 1,
                "traceIds", list(last.get("trace")), "firstInput",
                at(Plain.read(
                    text(calls.get(0), "gen_ai.input.messages").getBytes(java.nio.charset.StandardCharsets.UTF_8)), 0,
                    "content"),
                "lastOutput",
                at(Plain.read(text(last, "gen_ai.output.messages").getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                    0, "content", 0, "text"),
                "user", map("id", last.get("user.id"), "email", last.get("user.email"), "username", null, "ip_address",
                    last.get("user.ip"))));
        });
        return ask.page(shown);
    }

    private static Object title(Organization home, Object id) {
        return at(Organization.find(objects(home.data, "conversations"), "id", id), "title");
    }

    private static Object conversation(Ask ask) {
        Slice slice = ask.slice("30d");
        List<Map<String, Object>> spans = new ArrayList<>(ask.home.spans.rows().stream().filter(
            span -> ask.path("conversation").equals(span.get("gen_ai.conversation.id")) && Dataset.within(span, slice))
            .toList());
        if (spans.isEmpty()) throw Refused.missing();
        return map("conversationId", ask.path("conversation"), "title", title(ask.home, ask.path("conversation")),
            "spans", ask.page(spans, 1000, span -> {
                Map<String, Object> shown = with(span);
                shown.keySet().removeIf(name -> name.startsWith("_"));
                return shown;
            }));
    }

    // ---------------------------------------------------------------- snapshots

    private static List<Map<String, Object>> all(Ask ask) { return objects(ask.home.data, "snapshots"); }

    private static Map<String, Object> picture(Ask ask, Map<String, Object> snapshot, String file) {
        String design = text(snapshot, "images", file);
        if (design == null) return null;
        String key = hex("image/" + design, 16) + "-" + Plain.slug(design);
        return map("key", key, "display_name", design.replaceFirst(" \\d+$", ""), "group", "phone", "image_file_name",
            file, "width", 390, "height", 844, "canvas_theme", "light", "diff_threshold", null, "description", null,
            "tags", map("locale", "en"),
            "image_url",
            "/api/0/projects/" + ask.home.slug() + "/" + text(snapshot, "project") + "/files/images/" + key + "/");
    }

    private static Map<String, Object> head(Ask ask, Map<String, Object> snapshot) {
        Map<String, Object> base =
            snapshot.containsKey("base") ? Organization.find(all(ask), "id", snapshot.get("base")) : null;
        return map("head_artifact_id", snapshot.get("id"), "base_artifact_id", at(base, "id"), "project_id",
            text(ask.home.project(text(snapshot, "project")), "id"), "project_slug", snapshot.get("project"), "app_id",
            snapshot.get("app"), "state", "PROCESSED", "date_added", snapshot.get("at"),
            "is_selective", false, "diff_threshold", 0.01, "vcs_info",
            map("head_sha", snapshot.get("sha"), "base_sha", at(base, "sha"), "provider", "github", "head_repo_name",
                "acme-labs/shop-web", "base_repo_name", base == null ? null : "acme-labs/shop-web", "head_ref",
                snapshot.get("branch"),
                "base_ref", at(base, "branch"), "pr_number", snapshot.get("pr")));
    }

    private static Object snapshot(Ask ask) {
        Map<String, Object> snapshot = Organization.find(all(ask), "id", ask.path("snapshot"));
        if (snapshot == null) throw Refused.missing();
        Map<String, Object> base =
            snapshot.containsKey("base") ? Organization.find(all(ask), "id", snapshot.get("base")) : null;
        Map<String, Object> answer = with(head(ask, snapshot), "comparison_type", base == null ? "solo" : "diff",
            "comparison_state", base == null ? null : "success", "comparison_error_message", null, "approval_status",
            base == null ? null : "requires_approval", "approvers", list());
        Map<String, List<Object>> kinds = new LinkedHashMap<>();
        for (String kind : List.of("changed", "added", "removed", "renamed", "unchanged", "errored", "skipped"))
            kinds.put(kind, list());
        List<Object> images = list();
        for (String file : object(snapshot, "images").keySet()) {
            Map<String, Object> head = picture(ask, snapshot, file);
            images.add(head);
            if (base == null) continue;
            String was = at(snapshot, "renamed", file) == null ? file : text(snapshot, "renamed", file);
            Map<String, Object> before = picture(ask, base, was);
            if (before == null) kinds.get("added").add(head);
            else if (!was.equals(file))
                kinds.get("renamed").add(map("head_image", head, "base_image", before, "diff", 0.0));
            else if (before.get("key").equals(head.get("key"))) kinds.get("unchanged").add(head);
            else kinds.get("changed").add(map("head_image", head, "base_image", before, "diff_image_key",
                difference(head, before), "diff", share(head, before)));
        }
        if (base != null) for (String file : object(base, "images").keySet())
            if (!object(snapshot, "images").containsKey(file) && !object(snapshot, "renamed").containsValue(file))
                kinds.get("removed").add(picture(ask, base, file));
        answer.put("images", base == null ? images : list());
        answer.put("image_count", images.size());
        kinds.forEach((kind, some) -> answer.putAll(map(kind, some, kind + "_count", some.size())));
        return answer;
    }

    private static String difference(Map<String, Object> head, Map<String, Object> base) {
        return text(head, "key") + "_" + text(base, "key");
    }

    private static Object latestBase(Ask ask) {
        String app = ask.one("app_id", null);
        if (app == null) throw Refused.field("app_id", "This field is required.");
        Map<String, Object> base = all(ask).stream()
            .filter(each -> each.get("app").equals(app) && !each.containsKey("base")
                && (ask.one("branch", null) == null || each.get("branch").equals(ask.one("branch")))
                && ask.projects(ask.home.everyProject()).contains(text(each, "project")))
            .max(Comparator.comparing(each -> text(each, "at"))).orElseThrow(Refused::missing);
        List<Object> images = list();
        for (String file : object(base, "images").keySet()) images.add(picture(ask, base, file));
        return with(head(ask, base), "images", images, "image_count", images.size());
    }

    private static Object image(Ask ask) {
        Map<String, Object> snapshot = Organization.find(all(ask), "id", ask.path("snapshot"));
        if (snapshot == null) throw Refused.missing();
        Map<String, Object> base =
            snapshot.containsKey("base") ? Organization.find(all(ask), "id", snapshot.get("base")) : null;
        String file = object(snapshot, "images").keySet().stream()
            .filter(each -> each.equals(ask.path("image"))
                || text(picture(ask, snapshot, each), "key").equals(ask.path("image")))
            .findFirst().orElse(ask.path("image"));
        Map<String, Object> head = picture(ask, snapshot, file);
        String was = at(snapshot, "renamed", file) == null ? file : text(snapshot, "renamed", file);
        Map<String, Object> before = base == null ? null : picture(ask, base, was);
        if (head == null && before == null) throw Refused.missing();
        String status = base == null ? null : head == null ? "removed" : before == null ? "added"
            : !was.equals(file) ? "renamed" : head.get("key").equals(before.get("key")) ? "unchanged" : "changed";
        boolean changed = "changed".equals(status);
        return map("image_file_name", file, "comparison_status", status, "head_image", head, "base_image", before,
            "diff_image_url",
            changed ? text(head, "image_url").replace(text(head, "key"), difference(head, before)) : null,
            "diff_percentage", changed ? share(head, before) : null,
            "previous_image_file_name", was.equals(file) ? null : was);
    }

    /** The part of two pictures' points that differs. */
    private static double share(Map<String, Object> head, Map<String, Object> base) {
        BufferedImage a = drawn(text(head, "key"));
        BufferedImage b = drawn(text(base, "key"));
        int differing = 0;
        for (int y = 0; y < a.getHeight(); y++)
            for (int x = 0; x < a.getWidth(); x++) if (a.getRGB(x, y) != b.getRGB(x, y)) differing++;
        return Math.round(differing * 10_000.0 / (a.getWidth() * a.getHeight())) / 10_000.0;
    }

    /** A screen of a shop: a bar, some lines and, in another place in the second design, a button. */
    private static BufferedImage drawn(String key) {
        String design = key.replaceFirst("^[0-9a-f]+-", "");
        BufferedImage image = new BufferedImage(390, 844, BufferedImage.TYPE_INT_RGB);
        Graphics2D draw = image.createGraphics();
        draw.setColor(Color.WHITE);
        draw.fillRect(0, 0, 390, 844);
        draw.setColor(new Color(0x36, 0x2d, 0x59));
        draw.fillRect(0, 0, 390, 72);
        draw.setColor(new Color(0xdd, 0xdd, 0xe6));
        for (int i = 0; i < 3 + design.charAt(0) % 5; i++) draw.fillRect(24, 110 + i * 64, 342 - i * 20 % 90, 40);
        draw.setColor(new Color(0xe1, 0x56, 0x7c));
        draw.fillRoundRect(24, design.endsWith("2") ? 700 : 740, 342, 56, 16, 16);
        draw.dispose();
        return image;
    }

    static byte[] picture(String key) {
        if (!key.matches("[0-9a-f]{16}-[a-z0-9-]+(_[0-9a-f]{16}-[a-z0-9-]+)?")) throw Refused.missing();
        BufferedImage image = drawn(key.replaceFirst("_.*", ""));
        if (key.contains("_")) {   // where they differ, in red
            BufferedImage other = drawn(key.replaceFirst(".*_", ""));
            for (int y = 0; y < image.getHeight(); y++) for (int x = 0; x < image.getWidth(); x++)
                image.setRGB(x, y, image.getRGB(x, y) == other.getRGB(x, y) ? 0x000000 : 0xff0000);
        }
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.setUseCache(false);   // no file
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
