package tools.issues;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.answer.Answer;
import tools.answer.Line;
import tools.answer.Measured;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Call;

/**
 * An event as text: what went wrong, where in the code, under which circumstances. {@code brief} holds what decides the
 * next step; {@code full} everything that fits.
 *
 * <p>Field names and shapes: {@code facts/tools-issues.md} sections 6, 17 and 18, and Sentry's published API
 * (getOrganizationIssueEvent).
 */
final class EventText {
    private final Answer answer;
    private final Json event;
    private final boolean full;
    private final Call call;

    private EventText(Answer answer, Json event, boolean full, Call call) {
        this.answer = answer;
        this.event = event;
        this.full = full;
        this.call = call;
    }

    /** Adds the event's sections to an answer, the most telling first. */
    static void add(Answer answer, Json event, boolean full, Call call) {
        new EventText(answer, event, full, call).all();
    }

    private void all() {
        exceptions();
        message();
        evidence();
        spans();
        policy();
        feedback();
        request();
        breadcrumbs();
        tags();
        flags();
        if (full) contexts();
        else extra();
        threads();
    }

    /** The data of the first entry of this type; {@link Json#NONE} when the event has none. */
    static Json entry(Json event, String type) {
        for (Json entry : event.list("entries")) if (type.equals(entry.text("type"))) return entry.at("data");
        return Json.NONE;
    }

    /** The value of the first tag with one of these names, or null. */
    static Json tag(Json event, String... names) {
        for (Json tag : event.list("tags"))
            if (Arrays.asList(names).contains(tag.text("key")) && tag.text("value") != null) return tag.at("value");
        return Json.NONE;
    }

    // ---------------------------------------------------------------- what went wrong

    /** Outermost first: what the program saw, then what caused it. Sentry lists the root cause first. */
    static List<Json> exceptions(Json event) {
        Json data = entry(event, "exception");
        List<Json> values = new ArrayList<>(data.list("values").isEmpty() && data.at("value").isObject()
            ? List.of(data.at("value")) : data.list("values"));
        values.removeIf(value -> !value.isObject() || value.empty());
        Collections.reverse(values);
        return values;
    }

    static List<Json> threads(Json event) {
        return entry(event, "threads").list("values").stream().filter(Json::isObject).toList();
    }

    /** The thread that failed: the crashed one, else the current one, else any that has frames; null when none has. */
    static Json failing(List<Json> threads) {
        for (String mark : new String[] {"crashed", "current"}) {
            for (Json thread : threads) if (thread.flag(mark) && !Stack.frames(thread).isEmpty()) return thread;
        }
        for (Json thread : threads) if (!Stack.frames(thread).isEmpty()) return thread;
        return null;
    }

    private void exceptions() {
        List<Json> exceptions = exceptions(event);
        boolean stacked = exceptions.stream().anyMatch(exception -> !Stack.frames(exception).isEmpty());
        if (!exceptions.isEmpty()) {
            // Both ends of a long chain matter: what was seen, and the root cause
            int most = full ? 10 : 4;
            int head = exceptions.size() <= most ? exceptions.size() : most / 2;
            answer.section(heading(exceptions),
                offers("get_event_stacktrace") ? "get_event_stacktrace shows them." : null);
            for (int i = 0; i < exceptions.size(); i++) {
                if (i >= head && i < exceptions.size() - (most - head)) continue;
                if (i > head && i == exceptions.size() - (most - head))
                    answer.fact("Left out here", Show.counted(exceptions.size() - most, "exception"));
                exception(exceptions.get(i), i == 0, exceptions.size() <= 3);
            }
        }
        if (stacked) return;
        Json thread = failing(threads(event));
        if (thread == null) return;
        answer.section("Thread");
        answer.line(thread(thread));
        stack(Stack.frames(thread), full ? 6_000 : 1_800);
    }

    static String heading(List<Json> exceptions) {
        if (exceptions.size() == 1) return "Exception";
        boolean group = exceptions.stream().anyMatch(exception -> exception.flag("mechanism", "is_exception_group"));
        return group ? "Exceptions of a group, outermost first"
            : "Exceptions, outermost first, each caused by the next";
    }

    /**
     * The type as code names it: Java's packages are part of it, other platforms' modules only say where it was raised.
     */
    static Untrusted name(Json exception, Json event) {
        String type = exception.text("type");
        String module = exception.text("module");
        return Untrusted
            .of("java".equals(event.text("platform")) && type != null && module != null && !type.contains(".")
                ? module + "." + type : type);
    }

    private void exception(Json exception, boolean first, boolean few) {
        answer.item("type", name(exception, event));
        text("Message", exception.text("value"), full ? 4_000 : 600);
        Json mechanism = exception.at("mechanism");
        if (full || first)
            answer.fact("Handled", mechanism.flag("handled") ? "yes" : mechanism.denied("handled") ? "no" : null);
        if (full) {
            answer.fact("Mechanism", mechanism.said("type")).fact("Thread", exception.at("threadId").integer() != null
                ? exception.integer("threadId") : exception.said("threadId"));
            answer.fact("Mechanism data", Redact.quote(mechanism.at("data")));
        }
        List<Json> frames = Stack.frames(exception);
        if (frames.isEmpty()) answer.fact("Stack", "none was sent");
        else stack(frames, full ? few ? 6_000 : 2_500 : few ? 1_500 : 700);
    }

    private void stack(List<Json> frames, int most) {
        answer.block(full ? "Stack, newest call first" : "Stack, newest call first, own code",
            Stack.text(frames, event.text("platform"), full ? Stack.Detail.FULL : Stack.Detail.BRIEF, most));
    }

    private void message() {
        Json data = entry(event, "message");
        String formatted = data.firstText("formatted", "message");
        if (formatted == null) formatted = event.text("message");
        if (formatted == null || event.text("title") != null && event.text("title").equals(formatted)) return;
        for (Json exception : exceptions(event)) if (formatted.equals(exception.text("value"))) return;
        answer.section("Message");
        text("Message", formatted, full ? 4_000 : 600);
    }

    /** One line when it is one, else a block. */
    private void text(String label, String text, int most) {
        if (text == null) return;
        String safe = Redact.text(text);
        if (safe.length() <= 200 && safe.strip().indexOf('\n') < 0) answer.fact(label, Untrusted.of(safe));
        else answer.block(label, Untrusted.of(safe, most));
    }

    // ---------------------------------------------------------------- what Sentry found

    /** HTTP's own and WebDAV's usual ones; whatever else a sender writes there is a text of his. */
    private static final List<String> METHODS =
        List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND");

    private static final int METRIC_ISSUE = 8001;

    private void evidence() {
        Json occurrence = event.at("occurrence");
        if (!occurrence.isObject() || occurrence.empty()) return;
        Json data = occurrence.at("evidenceData");
        answer.section("Evidence");
        answer.fact("Found", data.list("repeatingSpansCompact").isEmpty() ? occurrence.said("subtitle") : null);
        if (occurrence.integer("type") != null && occurrence.integer("type") == METRIC_ISSUE) {
            metric(data);
        } else {
            answer.fact("Transaction", data.said("transactionName")).fact("Parent operation", data.said("parentSpan"));
            Long times = data.integer("numberRepeatingSpans") != null ? data.integer("numberRepeatingSpans")
                : data.integer("numPatternRepetitions");
            answer.fact("Repetitions", times != null && times > 0 ? times : null);
            List<Json> repeated = data.list("repeatingSpansCompact").isEmpty() ? data.list("repeatingSpans")
                : data.list("repeatingSpansCompact");
            answer.fact("Repeated", repeated.stream().limit(full ? 10 : 3).map(Json::said).toList());
        }
        // Sentry repeats itself here: each text once
        Set<String> said = new LinkedHashSet<>(texts(data.list("repeatingSpansCompact")));
        said.addAll(texts(List.of(occurrence.at("subtitle"), data.at("transactionName"), data.at("parentSpan"))));
        int shown = 0;
        for (boolean important : new boolean[] {true, false}) {
            for (Json item : occurrence.list("evidenceDisplay")) {
                if (item.flag("important") != important || item.at("value").empty() || shown >= (full ? 25 : 6))
                    continue;
                if (item.text("value") != null && !said.add(item.text("value"))) continue;
                shown++;
                answer.line(item.said("name"), ": ", Redact.quote(String.valueOf(item.text("name")), item.at("value")));
            }
        }
        Untrusted all = Redact.quote(data);
        if (full && all != null) answer.block("Evidence data", all.upTo(3_000));
    }

    /** What a metric monitor measured and what it compared that with. */
    private void metric(Json data) {
        Json query = Json.NONE;
        for (Json source : data.list("data_sources"))
            if (!query.isObject()) query = source.at("query_obj", "snuba_query");
        Double window = query.number("time_window");
        answer.fact("Measured", query.said("aggregate")).fact("Dataset", query.token("dataset"))
            .fact("Query", query.said("query"))
            .fact("Window", window == null ? null : Show.millis(window * 1000))
            .fact("Environment", query.said("environment"))
            .fact("Value", data.number("value") != null ? data.number("value") : data.number("value", "value"));
        List<Object> thresholds = new ArrayList<>();
        for (Json condition : data.list("conditions")) {
            Object than = condition.number("comparison");
            if (than == null) continue;
            String type = condition.text("type") == null ? "" : condition.text("type");
            thresholds.add(Line.of(switch (type) {
                case "0", "gt" -> "above ";
                case "gte" -> "at or above ";
                case "1", "lt" -> "below ";
                case "lte" -> "at or below ";
                default -> "";
            }, than));
        }
        answer.fact("Threshold", thresholds).fact("Alert rule", data.token("alert_id"));
    }

    /** The parent and the offending spans of a performance issue, from the event's own spans. */
    private void spans() {
        List<Json> spans = entry(event, "spans").list();
        if (spans.isEmpty()) return;
        Json data = event.at("occurrence", "evidenceData");
        Set<String> parents = texts(data.list("parentSpanIds"));
        Set<String> offenders = texts(data.list("offenderSpanIds"));
        StringBuilder out = new StringBuilder();
        int shown = 0;
        int wanted = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (Json span : spans) {
                String id = span.firstText("span_id", "id");
                boolean match = id != null && (pass == 0 ? parents.contains(id) : offenders.contains(id));
                if (!match || ++wanted > (full ? 20 : 6)) continue;
                shown++;
                Double from = span.number("start_timestamp");
                Double to = span.number("timestamp");
                Double millis =
                    from != null && to != null ? Double.valueOf((to - from) * 1000) : span.number("duration");
                out.append(pass == 0 ? "" : "  └ ").append(Stack.one(span.text("op") == null ? "span"
                    : span.text("op"))).append(" · ").append(millis == null ? "?" : Show.millis(millis))
                    .append(" · ").append(Stack.one(id)).append(" · ")
                    .append(Stack.one(Redact.text(span.firstText("description", "name") == null
                        ? "" : span.firstText("description", "name"))))
                    .append('\n');
            }
        }
        answer.section("Spans", offers("get_trace_details") ? "get_trace_details shows the whole trace." : null);
        if (shown > 0) answer.block("Parent and offending spans (operation · duration · id · description)",
            Untrusted.of(out.toString(), full ? 5_000 : 1_200));
        answer.line(wanted > shown ? "… " + (wanted - shown) + " more offending spans." : null);
        answer.fact("Spans in the event", shown == 0 || full ? spans.size() : null);
    }

    private static Set<String> texts(List<Json> list) {
        Set<String> texts = new LinkedHashSet<>();
        for (Json each : list) if (each.text() != null) texts.add(each.text());
        return texts;
    }

    /** Reports that a browser sends about a page: CSP and its older relatives. */
    private void policy() {
        for (String type : List.of("csp", "hpkp", "expectct", "expectstaple", "nel")) {
            Json report = entry(event, type);
            if (!report.isObject() || report.empty()) continue;
            answer.section("Report of the browser (" + type + ")");
            if (type.equals("csp")) {
                answer.fact("Blocked", report.said("blocked_uri"))
                    .fact("Directive", report.firstSaid("effective_directive", "violated_directive"))
                    .fact("Page", Redact.quote(report.at("document_uri")))
                    .fact("Source",
                        Line.join(":", report.said("source_file"), report.integer("line_number"),
                            report.integer("column_number")))
                    .fact("Sample", report.said("script_sample"))
                    .fact("Disposition", report.among(List.of("enforce", "report"), "disposition"));
            }
            Untrusted all = Redact.quote(report);
            if (full || !type.equals("csp")) answer.block("Report", all == null ? null : all.upTo(full ? 3_000 : 800));
            else answer.fact("Policy", report.said("original_policy"));
        }
    }

    /** What a user wrote, in the feedback widget or in the crash report dialog. */
    private void feedback() {
        Json feedback = event.at("contexts", "feedback");
        Json report = event.at("userReport");
        if (feedback.at("message").empty() && report.at("comments").empty()) return;
        answer.section("User's own words");
        text("Message", feedback.text("message"), 4_000);
        answer.fact("From", Line.join(", ", feedback.said("name"), feedback.said("contact_email"))).fact("Page",
            Redact.quote(feedback.at("url")));
        answer.fact("About event", feedback.token("associated_event_id"));
        text("Comment", report.text("comments"), 4_000);
        answer.fact("Comment from", Line.join(", ", report.said("name"), report.said("email")));
    }

    // ---------------------------------------------------------------- the circumstances

    private void request() {
        Json request = entry(event, "request");
        if (!request.isObject() || request.empty()) return;
        answer.section("Request");
        answer.fact("Request", Line.of(request.among(METHODS, "method"), request.at("method").empty() ? "" : " ",
            Redact.quote(request.at("url"))));
        if (!request.at("query").empty()) answer.fact("Query", pairs(request.at("query"), full ? 1_000 : 200));
        if (!full) return;
        answer.block("Headers", lines(request.at("headers"), 3_000));
        answer.fact("Cookies", request.at("cookies").empty() ? null : Redact.GONE);
        Untrusted body = Redact.quote("body", request.at("data"));
        answer.fact("Body type", request.said("inferredContentType"));
        answer.block("Body", body == null ? null : body.upTo(3_000));
        answer.block("Environment", lines(request.at("env"), 1_500));
    }

    /** {@code a=1, b=2} from a list of pairs or an object. */
    private static Untrusted pairs(Json json, int most) {
        return joined(json, "=", "&", most);
    }

    private static Untrusted lines(Json json, int most) { return joined(json, ": ", "\n", most); }

    private static Untrusted joined(Json json, String is, String between, int most) {
        List<String> parts = new ArrayList<>();
        json.fields().forEach((name, value) -> pair(parts, name, is, Redact.quote(name, value)));
        for (Json pair : json.list()) if (pair.item(0).text() != null)
            pair(parts, pair.item(0).text(), is, Redact.quote(pair.item(0).text(), pair.item(1)));
        if (parts.isEmpty()) return json.text() == null ? null : Untrusted.of(Redact.text(json.text()), most);
        return Untrusted.of(String.join(between, parts), most);
    }

    private static void pair(List<String> parts, String name, String is, Untrusted value) {
        if (value != null) parts.add(Stack.one(name) + is + value.upTo(500).shown(false));
    }

    static final int CRUMBS_BRIEF = 5;
    static final int CRUMBS_FULL = 20;

    private record Timed(double at, Json crumb) {}

    /** An event's breadcrumbs, the oldest first; one without a time stays behind the one that it came behind. */
    static List<Json> crumbs(Json event) {
        List<Timed> timed = new ArrayList<>();
        double last = 0;
        for (Json crumb : entry(event, "breadcrumbs").list("values")) {
            if (!crumb.isObject()) continue;
            java.time.Instant at = Show.instant(crumb.text("timestamp"));
            Double seconds = at != null ? Double.valueOf(at.getEpochSecond() + at.getNano() / 1e9)
                : crumb.number("timestamp");
            if (seconds != null) last = seconds;
            timed.add(new Timed(last, crumb));
        }
        timed.sort(Comparator.comparingDouble(Timed::at));
        return timed.stream().map(Timed::crumb).toList();
    }

    /** The last ones are the nearest to the failure. */
    private void breadcrumbs() {
        List<Json> crumbs = crumbs(event);
        if (crumbs.isEmpty()) return;
        int most = full ? CRUMBS_FULL : CRUMBS_BRIEF;
        List<Json> last = crumbs.subList(Math.max(0, crumbs.size() - most), crumbs.size());
        String all = offers("get_issue_breadcrumbs") ? "get_issue_breadcrumbs shows all." : null;
        answer.section("Breadcrumbs", all);
        answer.newest(
            last.size() == crumbs.size() ? "Oldest first"
                : "The last " + last.size() + " of " + crumbs.size() + ", oldest first",
            Untrusted.of(crumbs(last, full ? 300 : 140), full ? 6_000 : 800));
    }

    /** One line each: time, level, category, message, data. */
    static String crumbs(List<Json> crumbs, int longest) {
        StringBuilder out = new StringBuilder();
        for (Json crumb : crumbs) {
            java.time.Instant at = Show.instant(crumb.text("timestamp"));
            String time =
                at != null ? at.toString().replaceAll("^.*T|Z$", "")
                    : Measured.text(Show.time(crumb.at("timestamp").number()));
            if (time != null && time.length() > 12)
                time = at != null ? time.substring(0, 12) : time.replaceAll("^.* |Z$", "");
            List<String> parts = new ArrayList<>();
            if (time != null) parts.add(time);
            String level = crumb.text("level");
            if (level != null && !level.equals("info")) parts.add(Stack.one(level));
            String category = crumb.firstText("category", "type");
            if (category != null) parts.add("[" + Stack.one(category) + "]");
            String message = crumb.text("message");
            if (message != null) parts.add(Untrusted.of(Redact.text(message), longest).shown(false));
            Untrusted data = Redact.quote(crumb.at("data"));
            if (data != null) parts.add(data.upTo(longest).shown(false));
            out.append(String.join(" ", parts)).append('\n');
        }
        return out.toString();
    }

    /** Tags that other lines of the answer show. */
    private static final List<String> SHOWN =
        List.of("environment", "release", "level", "replayId", "replay.id", "transaction", "user", "dist",
            "handled", "mechanism", "url");

    private static final int TAGS_BRIEF = 14;
    private static final int TAGS_FULL = 80;

    /** Contexts that say what the program ran on, the most telling first. */
    private static final List<String> RAN_ON =
        List.of("app", "runtime", "browser", "os", "client_os", "device", "culture");

    /** Whether a tag repeats what {@link #circumstances} tells: "browser.name", "os", "device.family". */
    private static boolean told(Json event, String key) {
        String context = key.contains(".") ? key.substring(0, key.indexOf('.')) : key;
        return RAN_ON.contains(context) && named(event, context) != null;
    }

    /** {@code runtime CPython 3.12.4, os Linux 6.1}: what the program ran on; null when the event does not say. */
    static Line circumstances(Json event) {
        return Line.join(", ", RAN_ON.stream()
            .map(name -> Line.around(name + " ", Untrusted.of(named(event, name), 120), "")).toList());
    }

    /** What an event says of one of them: {@code CPython 3.12.4}; null when nothing. */
    private static String named(Json event, String name) {
        Json context = event.at("contexts", name);
        String what = switch (name) {
            case "app" -> context.text("app_name");
            case "device" -> context.firstText("model", "family", "name");
            case "culture" -> context.firstText("locale", "timezone");
            default -> context.text("name");
        };
        String version = context.text(name.equals("app") ? "app_version" : "version");
        if (what == null) return version == null || !name.equals("app") ? null : Stack.one(version);
        return Stack.one(what)
            + (version == null || name.equals("device") ? "" : " " + Stack.one(version));
    }

    /**
     * Which feature flags were on or off, the one evaluated last at the end:
     * {@code "flags": {"values": [{"flag": "checkout-v2", "result": true}]}}.
     */
    private void flags() {
        List<String> flags = new ArrayList<>();
        for (Json flag : event.list("contexts", "flags", "values")) {
            Untrusted result = flag.said("result");
            if (flag.text("flag") != null && result != null)
                flags.add(Stack.one(flag.text("flag")) + "=" + result.upTo(40).shown(false));
        }
        if (flags.isEmpty()) return;
        int most = full ? 100 : 15;
        int from = Math.max(0, flags.size() - most);
        answer.section("Feature flags");
        answer.fact(from == 0 ? "Flags" : "The last " + most + " of " + flags.size() + " flags",
            Untrusted.of(String.join(", ", flags.subList(from, flags.size())), full ? 4_000 : 600));
    }

    /** What a program attached, in short. */
    private void extra() {
        List<String> parts = new ArrayList<>();
        event.fields("context").forEach((key, value) -> {
            Untrusted shown = Redact.quote(key, value);
            if (shown != null) parts.add(Stack.one(key) + "=" + shown.upTo(EXTRA_VALUE).shown(false));
        });
        if (parts.isEmpty()) return;
        answer.section("Extra data");
        answer.fact("Values", first(parts, EXTRA_BRIEF, 500));
    }

    /** The first few, and how many more there are. @param longest characters of the few */
    private static Line first(List<String> parts, int most, int longest) {
        return Line.of(Untrusted.of(String.join(", ", parts.subList(0, Math.min(most, parts.size()))), longest),
            parts.size() > most ? ", … " + (parts.size() - most) + " more" : null);
    }

    private static final int EXTRA_BRIEF = 8;
    private static final int EXTRA_VALUE = 60;

    /** What a brief answer leaves out of this event and a full one has. */
    static List<Object> hidden(Json event) {
        List<Object> hidden = new ArrayList<>();
        Json request = entry(event, "request");
        Line parts = Line.join(", ", request.at("headers").empty() ? null : "headers",
            request.at("data").empty() ? null : "body", request.at("cookies").empty() ? null : "cookies");
        if (parts != null) hidden.add(Line.of("request ", parts));
        List<String> keys = event.fields("context").keySet().stream().map(Stack::one).toList();
        if (!keys.isEmpty()) hidden.add(Line.of("extra data ", Untrusted.of(String.join(", ", keys), 120), " whole"));
        List<String> names = new ArrayList<>();
        event.fields("contexts").forEach((name, context) -> {
            if (!List.of("trace", "replay", "feedback", "flags").contains(name) && named(event, name) == null
                && context.fields().keySet().stream().anyMatch(key -> !key.equals("type"))) names.add(Stack.one(name));
        });
        if (!names.isEmpty()) hidden.add(Line.of("contexts ", Untrusted.of(String.join(", ", names), 120)));
        long tags = event.list("tags").stream()
            .filter(tag -> tag.text("key") != null && !SHOWN.contains(tag.text("key")) && !told(event, tag.text("key")))
            .count();
        if (tags > TAGS_BRIEF) hidden.add(Show.counted(tags - TAGS_BRIEF, "more tag"));
        return hidden;
    }

    private void tags() {
        List<String> parts = new ArrayList<>();
        for (Json tag : event.list("tags")) {
            String key = tag.text("key");
            Untrusted value = key == null ? null : Redact.quote(key, tag.at("value"));
            if (value != null && (full || !SHOWN.contains(key) && !told(event, key)))
                parts.add(Stack.one(key) + (full ? ": " : "=") + value.upTo(full ? 300 : 80).shown(false));
        }
        Line user = full ? user(event, true, true, 600) : null;
        if (!parts.isEmpty() || user != null) answer.section("Tags and user");
        answer.fact("User", user);
        if (parts.isEmpty()) return;
        if (!full) {
            answer.fact("Tags", first(parts, TAGS_BRIEF, 500));
            return;
        }
        String more = parts.size() > TAGS_FULL ? "\n… " + (parts.size() - TAGS_FULL) + " more" : "";
        answer.block("Tags",
            Untrusted.of(String.join("\n", parts.subList(0, Math.min(TAGS_FULL, parts.size()))) + more, 4_000));
    }

    /**
     * Who was affected: {@code id u-90, lena@example.org, …}.
     *
     * @param place with where they were
     * @param all   with what else the program knows of them
     * @param longest characters of all that is not the id
     * @return null when the event says nobody
     */
    static Line user(Json event, boolean place, boolean all, int longest) {
        Json user = event.at("user");
        String id = user.text("id");
        List<String> parts = new ArrayList<>();
        for (String key : List.of("email", "username", "name", "display_name", "ip_address")) {
            if (user.text(key) != null && (id == null || !id.endsWith(user.text(key)))
                && parts.stream().noneMatch(part -> part.endsWith(user.text(key))))
                parts.add(Stack.one(user.text(key)));
        }
        Set<String> geo = new LinkedHashSet<>();
        if (place) for (String key : List.of("city", "region", "country_code"))
            if (user.text("geo", key) != null) geo.add(Stack.one(user.text("geo", key)));
        parts.addAll(geo);
        Object data = all ? Redact.values(user.at("data")) : null;
        if (data instanceof Map<?, ?> map && !map.isEmpty()) parts.add(Json.write(map));
        return Line.join(", ", Line.around("id ", Untrusted.of(id, 120), ""),
            Untrusted.of(String.join(", ", parts), longest));
    }

    private void contexts() {
        Map<String, Json> contexts = new LinkedHashMap<>(event.fields("contexts"));
        if (!event.list("contexts", "flags", "values").isEmpty()) contexts.remove("flags");
        List<String> lines = new ArrayList<>();
        contexts.forEach((name, context) -> {
            List<String> parts = new ArrayList<>();
            context.fields().forEach((key, value) -> {
                Untrusted shown = key.equals("type") ? null : Redact.quote(key, value);
                if (shown != null) parts.add(Stack.one(key) + "=" + shown.upTo(500).shown(false));
            });
            if (!parts.isEmpty()) lines.add(Stack.one(name) + ": " + String.join(", ", parts));
        });
        if (!lines.isEmpty()) {
            answer.section("Contexts");
            answer.block("", Untrusted.of(String.join("\n", lines), 6_000));
        }
        Untrusted extra = lines(event.at("context"), 6_000);
        if (extra != null) {
            answer.section("Extra data");
            answer.block("", extra);
        }
        Untrusted packages = pairs(event.at("packages"), 2_000);
        if (packages != null) {
            answer.section("Packages");
            answer.line(packages);
        }
        List<Object> errors = new ArrayList<>();
        for (Json error : event.list("errors")) {
            if (errors.size() < 10)
                errors.add(Line.of(error.token("type"), Line.around(" (", error.said("data", "url"), ")")));
        }
        if (errors.stream().anyMatch(error -> !((Line) error).parts().isEmpty())) {
            answer.section("Problems that Sentry had with the event");
            for (Object error : errors) answer.line(error);
        }
    }

    // ---------------------------------------------------------------- threads

    private void threads() {
        List<Json> threads = threads(event);
        if (threads.size() < 2) return;
        if (full) {
            answer.section("Threads",
                offers("get_event_stacktrace") ? "get_event_stacktrace shows the stack of one." : null);
            answer.block(threads.size() + " threads, the failing ones first (id, name, state, marks, frames)",
                table(threads, 40));
        }
    }

    /** One line for each thread. */
    static Untrusted table(List<Json> threads, int most) {
        List<Json> ordered = new ArrayList<>(threads);
        ordered.sort((a, b) -> Integer.compare(rank(a), rank(b)));
        StringBuilder out = new StringBuilder();
        for (Json thread : ordered.subList(0, Math.min(most, ordered.size())))
            out.append(thread(thread).plain()).append('\n');
        if (ordered.size() > most) out.append("… ").append(ordered.size() - most).append(" more\n");
        return Untrusted.of(out.toString(), 5_000);
    }

    private static int rank(Json thread) {
        return thread.flag("crashed") ? 0 : thread.flag("current") ? 1 : Stack.frames(thread).isEmpty() ? 3 : 2;
    }

    static Line thread(Json thread) {
        int frames = Stack.frames(thread).size();
        return Line.join(", ", Line.of("id ", thread.at("id").empty() ? "?" : thread.said("id")), thread.said("name"),
            thread.said("state"),
            thread.flag("crashed") ? "crashed" : null, thread.flag("current") ? "current" : null,
            frames == 0 ? "no frames" : Show.counted(frames, "frame"));
    }

    private boolean offers(String tool) { return call.user().offers(tool); }
}
