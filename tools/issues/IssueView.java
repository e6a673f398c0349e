package tools.issues;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.answer.Line;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Call;
import tools.sentry.IssueRef;

/**
 * An issue and its event as a view draws them: frames with their code, breadcrumbs, a series, tags. All strings but
 * ids, times and words of Sentry's are foreign, secrets taken out.
 */
final class IssueView {
    private IssueView() {}

    private static final int LINE = 200;
    private static final int BLOCK = 1_000;
    /** A stack that recurses has thousands; both of its ends tell more than its middle. */
    private static final int FRAMES = 60;
    private static final int CRUMBS = 60;
    private static final int TAGS = 24;
    private static final int VALUES = 5;
    private static final int VARIABLES = 20;

    /** @param tags how the issue's events spread over its tags, as Sentry lists them; {@link Json#NONE} = unknown */
    static Map<String, Object> of(Call call, IssueRef ref, Json issue, Json event, Json tags) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("type", "issue");
        put(view, "base", call.links().web(ref.organization()));
        String id = issue.text("shortId") != null ? issue.text("shortId") : issue.text("id");
        put(view, "permalink", call.links().issue(ref.organization(), id));
        put(view, "shortId", line(id));
        put(view, "title", line(issue.text("title")));
        put(view, "culprit", line(issue.text("culprit")));
        for (String word : List.of("level", "status", "substatus", "priority"))
            put(view, word, issue.token(word) instanceof String known ? known : null);
        if (issue.flag("isUnhandled")) view.put("isUnhandled", true);
        put(view, "project", line(issue.text("project", "slug")));
        put(view, "assignedTo", line(assignee(issue)));
        put(view, "count", issue.integer("count"));
        put(view, "userCount", issue.integer("userCount"));
        put(view, "firstSeen", line(issue.text("firstSeen")));
        put(view, "lastSeen", line(issue.text("lastSeen")));
        put(view, "firstRelease", line(issue.text("firstRelease", "version")));
        put(view, "lastRelease", line(issue.text("lastRelease", "version")));
        Map<String, Object> stats = new LinkedHashMap<>();
        for (String period : List.of("24h", "14d", "30d")) {
            List<Object> buckets = buckets(issue.list("stats", period));
            if (!buckets.isEmpty()) stats.put(period, buckets);
        }
        if (!stats.isEmpty()) view.put("stats", stats);
        if (event.isObject() && !event.empty()) view.put("event", event(call, ref, event));
        put(view, "tags", tags(tags));
        return view;
    }

    private static String assignee(Json issue) {
        Json assigned = issue.at("assignedTo");
        return assigned.isObject() ? assigned.firstText("name", "email", "id") : assigned.text();
    }

    private static List<Object> buckets(List<Json> sent) {
        List<Object> buckets = new ArrayList<>();
        for (Json bucket : sent) {
            Long time = bucket.item(0).integer();
            Long count = bucket.item(1).integer();
            if (time != null && count != null) buckets.add(List.of(time, count));
        }
        return buckets;
    }

    // ---------------------------------------------------------------- event

    private static Map<String, Object> event(Call call, IssueRef ref, Json event) {
        Map<String, Object> view = new LinkedHashMap<>();
        put(view, "id", line(event.firstText("eventID", "id")));
        put(view, "dateCreated", line(event.firstText("dateCreated", "dateReceived")));
        Json release = event.at("release");
        String version = release.isObject() ? release.text("version") : release.text();
        put(view, "release", line(version != null ? version : EventText.tag(event, "release").text()));
        put(view, "environment", line(EventText.tag(event, "environment").text()));
        Line user = EventText.user(event, false, false, Untrusted.INLINE);
        put(view, "user", user == null ? null : line(user.plain()));
        String trace = event.text("contexts", "trace", "trace_id");
        put(view, "trace_id", line(trace));
        if (trace != null) put(view, "traceUrl", call.links().trace(ref.organization(), trace));
        List<Json> exceptions = EventText.exceptions(event);
        List<Object> all = new ArrayList<>();
        for (Json exception : exceptions) all.add(exception(exception, event));
        if (!all.isEmpty()) view.put("exceptions", all);
        Json message = EventText.entry(event, "message");
        if (all.isEmpty()) {
            String said = message.firstText("formatted", "message");
            put(view, "message", block(said != null ? said : event.text("message")));
            Json failing = EventText.failing(EventText.threads(event));
            if (failing != null) frames(view, Stack.frames(failing));
        }
        put(view, "breadcrumbs", crumbs(EventText.entry(event, "breadcrumbs").list("values")));
        return view;
    }

    private static Map<String, Object> exception(Json exception, Json event) {
        Map<String, Object> view = new LinkedHashMap<>();
        Untrusted name = EventText.name(exception, event);
        put(view, "type", name == null ? null : line(name.text()));
        put(view, "value", block(exception.text("value")));
        if (exception.denied("mechanism", "handled")) view.put("handled", false);
        frames(view, Stack.frames(exception));
        return view;
    }

    /** Sentry sends the oldest call first, a reader wants the newest. */
    private static void frames(Map<String, Object> into, List<Json> sent) {
        List<Object> frames = new ArrayList<>();
        int relevant = Stack.relevant(sent);
        for (int i = sent.size() - 1; i >= 0; i--) {
            if (frames.size() == FRAMES) break;
            frames.add(frame(sent.get(i), i == relevant));
        }
        into.put("frames", frames);
        if (sent.size() > FRAMES) into.put("framesOmitted", sent.size() - FRAMES);
    }

    private static Map<String, Object> frame(Json frame, boolean relevant) {
        Map<String, Object> view = new LinkedHashMap<>();
        for (String name : List.of("filename", "module", "package", "function"))
            put(view, name, line(frame.text(name)));
        put(view, "lineNo", frame.integer("lineNo"));
        put(view, "colNo", frame.integer("colNo"));
        view.put("inApp", frame.flag("inApp"));
        List<Object> context = new ArrayList<>();
        for (Json line : frame.list("context")) {
            Long number = line.item(0).integer();
            String code = line.item(1).text();
            if (number != null) context.add(List.of(number, code == null ? "" : code(code)));   // empty lines too
        }
        if (!context.isEmpty()) view.put("context", context);
        if (!relevant) return view;
        Map<String, Object> variables = new LinkedHashMap<>();
        frame.fields("vars").forEach((name, value) -> {
            Untrusted said = Redact.quote(name, value);
            if (variables.size() < VARIABLES) variables.put(Stack.one(name), said == null ? null : line(said.text()));
        });
        if (!variables.isEmpty()) view.put("vars", variables);
        return view;
    }

    private static List<Object> crumbs(List<Json> sent) {
        List<Object> crumbs = new ArrayList<>();
        for (Json crumb : sent.subList(Math.max(0, sent.size() - CRUMBS), sent.size())) {
            if (!crumb.isObject()) continue;
            Map<String, Object> view = new LinkedHashMap<>();
            Object time = crumb.number("timestamp");
            put(view, "timestamp", time == null ? line(crumb.text("timestamp")) : (Object) ((Double) time * 1000));
            for (String name : List.of("type", "level", "category")) put(view, name, line(crumb.text(name)));
            put(view, "message", line(crumb.text("message")));
            Untrusted data = Redact.quote(crumb.at("data"));
            put(view, "data", data == null ? null : line(data.text()));
            crumbs.add(view);
        }
        return crumbs.isEmpty() ? null : crumbs;
    }

    private static List<Object> tags(Json sent) {
        List<Object> tags = new ArrayList<>();
        for (Json tag : sent.list()) {
            String key = tag.text("key");
            if (key == null || tags.size() == TAGS) continue;
            List<Object> values = new ArrayList<>();
            for (Json value : tag.list("topValues")) {
                Long count = value.integer("count");
                Untrusted said = Redact.quote(key, value.at(value.at("value").present() ? "value" : "name"));
                if (count == null || said == null || values.size() == VALUES) continue;
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("value", line(said.text()));
                one.put("count", count);
                values.add(one);
            }
            if (values.isEmpty()) continue;
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("key", line(key));
            put(view, "totalValues", tag.integer("totalValues"));
            view.put("topValues", values);
            tags.add(view);
        }
        return tags.isEmpty() ? null : tags;
    }

    // ---------------------------------------------------------------- text

    private static String line(String text) { return shown(text, LINE, false); }

    private static String block(String text) { return shown(text, BLOCK, true); }

    /** With its indentation. */
    private static String code(String text) {
        String shown = shown(text.replace('\n', ' ').replace('\r', ' '), LINE, true);
        return shown == null ? "" : shown;
    }

    private static String shown(String text, int longest, boolean lines) {
        if (text == null) return null;
        String head = text.length() > 4 * longest ? text.substring(0, 4 * longest) : text;
        Untrusted shown = Untrusted.of(Redact.text(head), longest);
        return shown == null ? null : shown.shown(lines);
    }

    private static void put(Map<String, Object> into, String name, Object value) {
        if (value != null) into.put(name, value);
    }
}
