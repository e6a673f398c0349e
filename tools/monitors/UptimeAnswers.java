package tools.monitors;

import static tools.answer.Show.or;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Bound;
import tools.sentry.Call;
import tools.sentry.Sentry;
import tools.sentry.Settings;
import tools.sentry.Tool;

/** How the calls of {@link Uptime} are answered. */
final class UptimeAnswers {
    private UptimeAnswers() {}

    private static final List<Long> INTERVALS = List.of(60L, 300L, 600L, 1200L, 1800L, 3600L);
    private static final List<String> METHODS = List.of("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS");
    /**
     * What Sentry waits for an answer when nobody says otherwise: the reference server's default, well below the
     * shortest interval.
     */
    private static final long USUAL_TIMEOUT = 5_000;

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "find_uptime_monitors" -> find(call);
            case "get_uptime_monitor_details" -> details(call);
            case "create_uptime_monitor" -> create(Settings.spread(call, tool));
            case "update_uptime_monitor" -> update(Settings.spread(call, tool, "body", "owner", "environment"));
            case "delete_uptime_monitor" -> delete(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    // ---------------------------------------------------------------- finding

    /** This list takes the project as an id only. */
    private static Answer find(Call call) {
        String project = call.project() == null ? null : Bound.id(call, call.project());
        Sentry.Reply page = call.sentry()
            .send(Sentry.Request.get("organizations", call.organization(), "uptime").with("project", project)
                .with("environment", call.texts("environment")).with("owner", call.text("owner"))
                .with("query", call.text("query"))
                .with("per_page", Settings.limit(call, 25, 100)).with("cursor", call.text("cursor")));
        Answer answer = Answer
            .titled("Uptime monitors of ", call.organization(), call.project() == null ? null : "/" + call.project())
            .section("Monitors");
        Bound.Rows rows = Bound.rows(call, page.json().list());
        rows.tell(answer);
        for (Json monitor : rows.inside()) {
            answer.item("id", monitor.token("id"));
            row(answer, call, monitor);
        }
        if (rows.inside().isEmpty()) page.none(answer, "There are none that match.")
            .note(call.user().offers("find_monitors") ? "Cron monitors are listed by find_monitors." : null);
        return answer.next(page.next());
    }

    private static Answer details(Call call) {
        int most = call.integer("checkLimit", Settings.limit(call, 10, 50));
        Sentry.Later found = call.sentry().start(Sentry.Request.get(path(call)));
        Sentry.Later checked = call.sentry()
            .start(call.window(Sentry.Request.get("projects", call.organization(), call.project(), "uptime",
                call.text("uptimeMonitorId"), "checks")
                .with("per_page", most).with("cursor", call.text("cursor")), "24h"));
        Json monitor = found.reply().json();
        Bound.within(call, "uptime monitor", monitor.text("projectSlug"), null);
        Sentry.Reply checks = checked.reply();
        Answer answer = settings(Answer.titled("Uptime monitor ", or(monitor.said("name"), monitor.token("id")))
            .fact("Id", monitor.token("id")), call, monitor);
        answer.section("Checks in " + call.window("24h"), "Ask for a shorter period.");
        for (Json check : checks.json().list()) {
            Object place =
                check.firstText("regionName", "region") == null ? null : check.firstSaid("regionName", "region");
            boolean elsewhere =
                check.text("environment") != null && !check.text("environment").equals(monitor.text("environment"));
            answer.line("- ",
                Line.join(", ",
                    check.at("timestamp").present() ? check.time("timestamp") : check.time("scheduledCheckTime"),
                    Line.of(check.token("checkStatus"), Line.around(" (", check.token("checkStatusReason"), ")")),
                    Line.around("HTTP ", check.integer("httpStatusCode"), ""),
                    check.number("durationMs") == null ? null : Show.millis(check.number("durationMs")),
                    Line.around("from ", place, ""),
                    Line.around("environment ", elsewhere ? check.said("environment") : null, ""),
                    Line.around("trace ", check.token("traceId"), "")));
        }
        if (checks.json().list().isEmpty()) checks.none(answer, "None.");
        answer.next(checks.next());
        if (monitor.text("id") != null && Bound.numeric(monitor.text("id")) && call.user().offers("list_issues")) {
            answer.note("Its outages are issues: list_issues with query uptime_rule:" + monitor.text("id"));
        }
        return answer;
    }

    // ---------------------------------------------------------------- writing

    private static Answer create(Call call) {
        Map<String, Object> body = body(call);
        body.putIfAbsent("timeoutMs", USUAL_TIMEOUT);
        Json monitor = call.sentry()
            .send(Sentry.Request.post(body, "projects", call.organization(), call.project(), "uptime")).json();
        return settings(Answer.titled("Created uptime monitor ", or(monitor.said("name"), monitor.token("id")))
            .fact("Id", monitor.token("id")), call, monitor);
    }

    private static Answer update(Call call) {
        Map<String, Object> body = body(call);
        if (body.isEmpty()) throw FailureException.input("settings", "must hold at least one setting");
        String[] path = path(call);
        boolean compared = List.of("url", "method", "intervalSeconds", "timeoutMs", "downtimeThreshold").stream()
            .anyMatch(body::containsKey);
        Json now = compared || call.boundProject() != null ? call.sentry().send(Sentry.Request.get(path)).json()
            : Json.NONE;
        if (call.boundProject() != null) Bound.within(call, "uptime monitor", now.text("projectSlug"), null);
        new Silencing()
            .when("disabled".equals(body.get("status")),
                "disable it: Sentry will no longer check its URL and report no outage")
            .other("check the address %s", now.at("url"), call.text("url"))
            .other("call it by %s", now.at("method"), (String) body.get("method"))
            .raised("check once in %s", now.at("intervalSeconds"), 60, call.integer("intervalSeconds"),
                seconds -> Show.millis(seconds * 1000.0).text())
            .raised("wait up to %s for an answer", now.at("timeoutMs"), USUAL_TIMEOUT, call.integer("timeoutMs"),
                millis -> Show.millis(millis).text())
            .raised("report an outage only after %s in a row", now.at("downtimeThreshold"), 3,
                call.integer("downtimeThreshold"), failures -> Show.counted(failures, "failure").text())
            .ask(call, named(call));
        Json monitor = call.sentry().send(Sentry.Request.put(body, path)).json();
        return settings(Answer.titled("Updated uptime monitor ", or(monitor.said("name"), monitor.token("id")))
            .fact("Id", monitor.token("id")), call, monitor);
    }

    /** Deleting what is gone already is done: Sentry's 404 for the monitor is no failure. */
    private static Answer delete(Call call) {
        String[] path = path(call);
        if (call.boundProject() != null) Bound.within(call, "uptime monitor",
            call.sentry().send(Sentry.Request.get(path)).json().text("projectSlug"), null);
        call.user().confirm("Delete the " + named(call) + " with its history?");
        String state = "deleted";
        try {
            call.sentry().send(Sentry.Request.delete(path));
        } catch (FailureException failure) {
            if (failure.kind() != FailureException.Kind.NOT_FOUND || failure.status() != 404) throw failure;
            state = "was not there";
        }
        return Answer.titled("Uptime monitor ", FailureException.show(call.text("uptimeMonitorId")), " ", state)
            .fact("Project", call.project()).fact("State", state);
    }

    private static String named(Call call) {
        return "uptime monitor " + Show.words(call.text("uptimeMonitorId")) + " of "
            + Show.bare(call.organization() + "/" + call.project());
    }

    private static String[] path(Call call) {
        return new String[] {"projects", call.organization(), call.project(), "uptime", call.text("uptimeMonitorId")};
    }

    /** The settings that were given, under Sentry's names. */
    private static Map<String, Object> body(Call call) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (String name : List.of("name", "url", "intervalSeconds", "timeoutMs", "method", "body", "status", "owner",
            "environment",
            "traceSampling", "responseCaptureEnabled",
            "recoveryThreshold", "downtimeThreshold")) {
            if (call.has(name)) body.put(name, call.arguments().get(name));
        }
        Long interval = call.integer("intervalSeconds");
        if (interval != null && !INTERVALS.contains(interval)) throw FailureException.input("intervalSeconds",
            "must be one of 60, 300, 600, 1200, 1800, 3600, not " + interval);
        if (call.has("method")) {
            String method = call.text("method").toUpperCase(java.util.Locale.ROOT);
            if (!METHODS.contains(method))
                throw FailureException.input("method", "must be one of " + String.join(", ", METHODS) + ", not "
                    + FailureException.show(call.text("method")));
            body.put("method", method);
        }
        if (call.text("owner") != null && !call.text("owner").matches("(user|team):.+")) {
            throw FailureException.input("owner",
                "must be user:ID or team:ID, not " + FailureException.show(call.text("owner")));
        }
        if (call.has("url") && !call.text("url").matches("https?://\\S+"))
            throw FailureException.input("url", "must be an http(s) URL, not "
                + FailureException.show(call.text("url")));
        if (call.has("headers")) {
            List<List<String>> pairs = new ArrayList<>();
            call.object("headers").forEach((name, value) -> {
                if (!(value instanceof String) && !(value instanceof Number))
                    throw FailureException.input("headers", "needs a text for " + FailureException.show(name));
                pairs.add(List.of(name, value.toString()));
            });
            body.put("headers", pairs);
        }
        return body;
    }

    // ---------------------------------------------------------------- showing

    private static Answer row(Answer answer, Call call, Json monitor) {
        String method = monitor.text("method");
        return answer.fact("Name", monitor.said("name")).fact("Project", monitor.slug("projectSlug"))
            .fact("Status", monitor.token("status"))
            .fact("Uptime", uptime(monitor))
            .fact("Checks", Line.of(method == null ? null : Line.of(monitor.token("method"), " "), monitor.said("url")))
            .fact("Interval",
                monitor.number("intervalSeconds") == null ? null
                    : Show.millis(monitor.number("intervalSeconds") * 1000))
            .fact("Environment", monitor.said("environment")).fact("Owner", Bound.owner(monitor))
            .fact("Url", call.links().web(call.organization(), "monitors", monitor.id("id")));
    }

    private static Answer settings(Answer answer, Call call, Json monitor) {
        row(answer, call, monitor);
        answer.fact("Timeout", monitor.number("timeoutMs") == null ? null : Show.millis(monitor.number("timeoutMs")))
            .fact("Down after",
                monitor.integer("downtimeThreshold") == null ? null
                    : Show.counted(monitor.integer("downtimeThreshold"), "failure"))
            .fact("Up again after",
                monitor.integer("recoveryThreshold") == null ? null : successes(monitor.integer("recoveryThreshold")))
            .fact("Trace sampling", yes(monitor, "traceSampling"))
            .fact("Response capture", yes(monitor, "responseCaptureEnabled"));
        // The payload of a probe often holds credentials, and no answer needs it.
        if (monitor.text("body") != null) answer.fact("Request body",
            "set, " + Show.counted(monitor.text("body").length(), "character") + " (not shown)");
        List<Object> headers = new ArrayList<>();
        if (Redact.values(monitor.at("headers")) instanceof List<?> pairs) {
            for (Object pair : pairs) if (pair instanceof List<?> two && two.size() == 2)
                headers.add(Untrusted.of(two.get(0) + ": " + two.get(1)));
        }
        Json assertion = monitor.at("assertion");
        boolean asserts = assertion.isObject() && !assertion.empty();
        return answer.fact("Headers", headers).fact("Assertion",
            asserts ? Untrusted.of(Json.write(Redact.values(assertion)), 1_000) : null);
    }

    private static String successes(long number) {
        return number == 1 ? "1 success" : Show.count(number) + " successes";
    }

    /** Sentry's 1 and 2, or words. */
    private static Object uptime(Json monitor) {
        String state = monitor.text("uptimeStatus");
        if (state == null) return null;
        return switch (state) {
            case "1", "ok" -> "ok";
            case "2", "failed" -> "failed";
            default -> "unknown";
        };
    }

    private static String yes(Json of, String key) { return of.flag(key) ? "yes" : of.denied(key) ? "no" : null; }
}
