package tools.events;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Bound;
import tools.sentry.Call;
import tools.sentry.ProjectFilter;
import tools.sentry.Sentry;
import tools.sentry.Tool;

/** How the calls of {@link Replays} are answered. */
final class ReplayAnswers {
    private ReplayAnswers() {}

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "get_replay_details" -> details(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    /** Replays are kept for 90 days at most. */
    private static final String KEPT = "90d";
    private static final int ERRORS = 20;
    private static final int TRACES = 3;
    /** A page of segments with a large DOM; a longer recording is told by its beginning. */
    private static final int LARGEST = 32 << 20;
    private static final int PAGES = 3;

    private static Answer details(Call call) {
        String id = call.text("replayId");
        Json replay = call.sentry().send(Sentry.Request.get("organizations", call.organization(), "replays", id)).json()
            .at("data");
        String project = replay.text("project_id");
        Bound.within(call, "replay", null, project);
        boolean archived = replay.flag("is_archived");
        boolean recorded = !archived && project != null
            && (replay.integer("count_segments") == null || replay.integer("count_segments") > 0);
        Sentry.Later segments = recorded ? call.sentry().start(segments(call, project, id, null)) : null;
        List<String> errorIds = ids(replay.list("error_ids"));
        Sentry.Later errors = errorIds.isEmpty() ? null
            : ProjectFilter.start(call, Sentry.Request.get("organizations", call.organization(), "events")
                .with("dataset", "errors")
                .with("field", List.of("id", "issue", "title", "timestamp", "project"))
                .with("query", "id:[" + String.join(",", errorIds.subList(0, Math.min(ERRORS, errorIds.size()))) + "]")
                .with("sort", "timestamp").with("per_page", ERRORS).with("statsPeriod", KEPT), call.boundProject());
        List<String> traceIds = ids(replay.list("trace_ids"));
        List<Sentry.Later> traces = new ArrayList<>();
        // What Sentry counts in a trace is of all projects: a session that sees one of them is told the ids only.
        if (call.boundProject() == null) for (String trace : traceIds.subList(0, Math.min(TRACES, traceIds.size()))) {
            traces.add(call.sentry().start(Sentry.Request.get("organizations", call.organization(), "trace-meta", trace)
                .with("statsPeriod", KEPT)));
        }

        Answer answer =
            Answer.titled("Replay ", id).fact("Url", call.links().replay(call.organization(), id))
                .fact("Started", replay.time("started_at"))
                .fact("Duration", Replays.seconds(replay)).fact("User", Replays.user(replay.at("user")))
                .fact("Errors", replay.integer("count_errors"))
                .fact("Rage clicks", replay.integer("count_rage_clicks"))
                .fact("Dead clicks", replay.integer("count_dead_clicks"))
                .fact("Warnings", some(replay.integer("count_warnings")))
                .fact("Environment", replay.said("environment"))
                .fact("Releases", Events.some(replay.list("releases"), 3))
                .fact("Browser", Replays.named(replay.at("browser"))).fact("System", Replays.named(replay.at("os")))
                .fact("Device",
                    Line.join(" ", replay.said("device", "brand"),
                        replay.at("device").firstSaid("name", "model", "family")))
                .fact("SDK", Replays.named(replay.at("sdk")))
                .fact("From", Line.join(", ", replay.said("user", "geo", "city"), replay.said("user", "geo", "region"),
                    replay.said("user", "geo", "country_code")))
                .fact("Pages", Events.some(replay.list("urls"), 5))
                .fact("Kind", "buffer".equals(replay.text("replay_type"))
                    ? "buffer: the minute before an error, and what came after" : null)
                .fact("Project id", replay.token("project_id")).fact("Tags", Redact.quote(replay.at("tags")));
        Bound.Rows seen = Bound.rows(call, errors == null ? List.of() : errors.orNone().list("data"));
        seen.tell(answer);
        List<Json> found = seen.inside();
        List<Moment> moments = new ArrayList<>();
        double start = millis(replay);
        for (Json error : found) {
            java.time.Instant at = Show.instant(error.text("timestamp"));
            if (at != null) moments.add(new Moment(at.toEpochMilli(), 100,
                "ERROR " + line(error.text("issue")) + " " + line(error.text("title"))));
        }
        if (archived) answer.line("The recording was deleted; only these facts are left.");
        String lost = segments == null ? null : recording(call, project, id, segments, moments);
        story(answer, moments, start, archived || lost != null);
        if (lost != null) answer.line(lost);
        if (!errorIds.isEmpty()) {
            answer.section("Errors", 980, null);
            for (Json error : found) answer.item("issue", error.shortId("issue")).fact("Title", error.said("title"))
                .fact("Event", error.token("id"))
                .fact("At", error.time("timestamp")).fact("Project", error.slug("project"));
            if (found.isEmpty()) answer.fact("Event ids", Show.first(errorIds, ERRORS));
            else if (errorIds.size() > ERRORS) answer.section("More errors", 200, null).line(
                "These are of the first " + ERRORS + " of its " + Show.count(errorIds.size()) + " errors.",
                call.user().offers("list_events")
                    ? " list_events with dataset errors and query replayId:" + id + " finds all." : "");
        }
        if (!traces.isEmpty()) answer.section("Traces", 970, null);
        for (int i = 0; i < traces.size(); i++) {
            Json meta = traces.get(i).orNone();
            answer.item("trace", traceIds.get(i)).fact("Spans", count(meta, "spansCount", "span_count"))
                .fact("Errors", count(meta, "errorsCount", "errors"));
        }
        if (traceIds.size() > traces.size()) answer.section(traces.isEmpty() ? "Traces" : "More traces", 200, null)
            .fact("Trace ids", Show.first(traceIds.subList(traces.size(), traceIds.size()), 20));
        if (!traceIds.isEmpty() && call.user().offers("get_trace_details"))
            answer.note("get_trace_details shows what the servers did meanwhile.");
        return answer;
    }

    private static Long some(Long count) { return count == null || count == 0 ? null : count; }

    private static Object count(Json meta, String name, String older) {
        return meta.at(name).present() ? meta.count(name) : meta.count(older);
    }

    /** Event and trace ids; anything else in their place could not be asked for. */
    private static List<String> ids(List<Json> list) {
        List<String> ids = new ArrayList<>();
        for (Json each : list) {
            String id = each.text() == null ? "" : each.text().replace("-", "");
            if (id.length() == 32 && id.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) ids.add(id);
        }
        return ids;
    }

    private static double millis(Json replay) {
        java.time.Instant at = Show.instant(replay.text("started_at"));
        return at == null ? Double.NaN : at.toEpochMilli();
    }

    // ---------------------------------------------------------------- the recording

    /** @param weight what stays when there is not room for all. @param what foreign text on one line */
    private record Moment(double ms, int weight, String what) {}

    private static Sentry.Request segments(Call call, String project, String id, String cursor) {
        return Sentry.Request.get("projects", call.organization(), project, "replays", id, "recording-segments")
            .with("download", "true")
            .with("per_page", 100).with("cursor", cursor).raw(LARGEST);
    }

    /** The recording is worth having, but an answer without it is one, too. @return what is missing of it, or null */
    private static String recording(Call call, String project, String id, Sentry.Later first, List<Moment> moments) {
        int read = 0;
        try {
            Sentry.Reply page = first.reply();
            while (true) {
                Json body = page.bytes() == null ? page.json() : Json.deep(page.bytes(), call.sentry()::alive);
                for (Json segment : body.list()) {
                    for (Json event : segment.isList() ? segment.list() : List.of(segment)) moment(event, moments);
                }
                if (page.next() == null) return null;
                if (++read == PAGES)
                    return "The recording is longer than what was read of it: what happened later is not told here.";
                page = call.sentry().send(segments(call, project, id, page.next()));
            }
        } catch (IllegalArgumentException notJson) {
            // then there is no timeline
        } catch (FailureException failure) {
            // nor then
        }
        return read == 0 ? "Its recording could not be read, so what the user did is not told here."
            : "A later part of the recording could not be read.";
    }

    private static void moment(Json event, List<Moment> moments) {
        Double at = event.number("timestamp");
        if (at == null) return;
        double ms = at > 1e11 ? at : at * 1000;
        Json payload = event.at("data", "payload");
        String tag = event.text("data", "tag");
        if ("breadcrumb".equals(tag)) breadcrumb(payload, ms, moments);
        else if ("performanceSpan".equals(tag)) span(payload, ms, moments);
        else if (tag == null && event.text("data", "href") != null)
            moments.add(new Moment(ms, 60, "page " + line(event.text("data", "href"))));
    }

    /** As often as Sentry's own count of rage clicks takes. */
    private static final int RAGE = 5;

    private static void breadcrumb(Json crumb, double ms, List<Moment> moments) {
        String category = crumb.text("category") == null ? "" : crumb.text("category");
        String message = line(crumb.text("message"));
        Json data = crumb.at("data");
        switch (category) {
            case "ui.click", "ui.tap" ->
                moments.add(new Moment(ms, 40, (category.equals("ui.tap") ? "tap " : "click ") + message));
            case "ui.multiClick" -> {
                boolean rage = data.integer("clickCount") == null || data.integer("clickCount") >= RAGE;
                moments.add(new Moment(ms, rage ? 90 : 45, (rage ? "RAGE CLICK " : "clicks in a row on ") + message
                    + (data.integer("clickCount") == null ? "" : " (" + data.integer("clickCount") + " clicks)")));
            }
            case "ui.slowClickDetected" -> {
                boolean dead = "timeout".equals(data.text("endReason"));
                // Sentry counts a click that had no effect and was repeated this often as both.
                boolean rage = dead && data.integer("clickCount") != null && data.integer("clickCount") >= RAGE;
                Double after = data.number("timeAfterClickMs");
                moments.add(new Moment(ms, rage ? 90 : dead ? 85 : 50,
                    (rage ? "RAGE CLICK " : dead ? "DEAD CLICK " : "slow click ") + message
                        + (after == null ? rage ? " (" + data.integer("clickCount") + " clicks)" : ""
                            : dead ? " (" + (rage ? data.integer("clickCount") + " clicks, " : "")
                                + "nothing happened for " + Show.millis(after) + ")"
                                : " (effect after " + Show.millis(after) + ")")));
            }
            case "ui.input" -> moments.add(new Moment(ms, 30, "typed into " + message));
            case "navigation" -> moments.add(new Moment(ms, 60,
                "went to " + line(data.text("to") == null ? crumb.text("message") : data.text("to"))));
            case "console" -> {
                String level = crumb.text("level");
                if ("error".equals(level) || "warning".equals(level))
                    moments.add(new Moment(ms, "error".equals(level) ? 70
                        : 20, "console " + level + ": " + message));
            }
            case "replay.hydrate-error" ->
                moments.add(new Moment(ms, 70, "HYDRATION ERROR: the page differs from what the server had rendered"
                    + (data.text("url") == null ? "" : " at " + line(data.text("url")))));
            case "feedback", "sentry.feedback" ->
                moments.add(new Moment(ms, 80, "gave feedback" + (message.isEmpty() ? "" : ": " + message)));
            case "app.background", "app.foreground" -> moments
                .add(new Moment(ms, 25, category.equals("app.background") ? "left the app" : "came back to the app"));
            case "replay.init", "replay.mutations", "replay.throttled", "ui.focus", "ui.blur", "ui.keyDown",
                "device.battery", "device.orientation",
                "device.connectivity" -> {}
            default -> {
                if (!message.isEmpty()) moments.add(new Moment(ms, "error".equals(crumb.text("level")) ? 65
                    : 10, line(category) + (category.isEmpty() ? "" : ": ") + message));
            }
        }
    }

    private static void span(Json span, double ms, List<Moment> moments) {
        String op = span.text("op") == null ? "" : span.text("op");
        Json data = span.at("data");
        Double from = span.number("startTimestamp");
        Double to = span.number("endTimestamp");
        Double took = data.number("duration") != null ? data.number("duration")
            : from != null && to != null ? (Double) ((to - from) * 1000) : null;
        String duration = took == null ? "" : " (" + Show.millis(took) + ")";
        if (op.startsWith("navigation.")) {
            moments.add(new Moment(ms, 60, "page " + line(span.text("description")) + duration));
        } else if (op.equals("resource.fetch") || op.equals("resource.xhr")) {
            Long status = data.integer("statusCode");
            boolean failed = status != null && (status >= 400 || status == 0);
            moments.add(new Moment(ms, failed ? 75 : took != null && took > 1000 ? 45 : 5,
                (failed ? "FAILED REQUEST " : "request ")
                    + (data.text("method") == null ? "" : line(data.text("method")) + " ")
                    + line(span.text("description"))
                    + (status == null ? "" : " " + status) + duration));
        } else if (op.equals("web-vital")) {
            // All of them are milliseconds, but for the layout shift, which is a score.
            Double value = data.number("value");
            moments.add(new Moment(ms, 15,
                line(span.text("description"))
                    + (value == null ? "" : " " + ("cumulative-layout-shift".equals(span.text("description"))
                        ? Show.number(value) : Show.millis(value)))
                    + (data.text("rating") == null ? "" : " (" + line(data.text("rating")) + ")")));
        }
    }

    private static String line(String text) {
        return text == null ? "" : Untrusted.of(Redact.text(text), 200) == null ? ""
            : Untrusted.of(Redact.text(text), 200).shown(false);
    }

    private static final int MOMENTS = 80;

    /** A moment, and how often it came in a row. */
    private record Told(Moment moment, int times) {
        Told again() { return new Told(moment, times + 1); }
    }

    /** What matters most stays, in the order in which it happened; what repeats at once is counted. */
    private static void story(Answer answer, List<Moment> moments, double start, boolean archived) {
        if (moments.isEmpty()) {
            if (!archived) answer.line("No activity was recorded that can be told.");
            return;
        }
        moments.sort(Comparator.comparingDouble(Moment::ms));
        List<Told> told = new ArrayList<>();
        for (Moment moment : moments) {
            Told last = told.isEmpty() ? null : told.get(told.size() - 1);
            if (last != null && last.moment.what.equals(moment.what)) told.set(told.size() - 1, last.again());
            else told.add(new Told(moment, 1));
        }
        List<Told> kept = told;
        if (told.size() > MOMENTS) {
            kept = new ArrayList<>(told);
            kept.sort(Comparator.comparingInt(each -> -each.moment.weight));
            kept = new ArrayList<>(kept.subList(0, MOMENTS));
            kept.sort(Comparator.comparingDouble(each -> each.moment.ms));
        }
        double zero = Double.isNaN(start) ? moments.get(0).ms : start;
        StringBuilder lines = new StringBuilder();
        for (Told each : kept) lines.append(clock(each.moment.ms - zero)).append(' ').append(each.moment.what)
            .append(each.times > 1 ? " ×" + each.times : "").append('\n');
        answer.section("What happened", 990, null).block("Minutes and seconds from the start",
            Untrusted.of(lines.toString(), 20_000));
        if (told.size() > MOMENTS)
            answer.line(Show.counted(told.size() - MOMENTS, "less telling moment"), " left out.");
    }

    /** {@code 3:07}; what came shortly before the start, as network spans do, is at 0:00. */
    private static String clock(double ms) {
        long seconds = Math.max(0, Math.round(ms / 1000));
        return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }
}
