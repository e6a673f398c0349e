package tools.monitors;

import static tools.answer.Show.or;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Measured;
import tools.answer.Show;
import tools.json.Json;
import tools.sentry.Bound;
import tools.sentry.Call;
import tools.sentry.Sentry;
import tools.sentry.Settings;
import tools.sentry.Tool;

/** How the calls of {@link Crons} are answered. */
final class CronAnswers {
    private CronAnswers() {}

    /** Buckets of the statistics that are shown: the latest ones that are not empty. */
    private static final int BUCKETS = 24;

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "find_monitors" -> find(call);
            case "get_monitor_details" -> details(call);
            case "create_monitor" -> create(Settings.spread(call, tool));
            case "update_monitor" -> update(Settings.spread(call, tool, "owner"));
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    // ---------------------------------------------------------------- finding

    private static Answer find(Call call) {
        Sentry.Reply page = call.sentry()
            .send(Bound.narrow(Sentry.Request.get("organizations", call.organization(), "monitors"), call.project())
                .with("environment", call.texts("environment")).with("owner", call.text("owner"))
                .with("query", call.text("query"))
                .with("per_page", Settings.limit(call, 25, 100)).with("cursor", call.text("cursor")));
        Answer answer = Answer
            .titled("Cron monitors of ", call.organization(), call.project() == null ? null : "/" + call.project())
            .section("Monitors");
        Bound.Rows rows = Bound.rows(call, page.json().list());
        rows.tell(answer);
        for (Json monitor : rows.inside()) {
            answer.item("slug", monitor.slug("slug"));
            facts(answer, call, monitor);
            environments(answer, monitor, 5);
        }
        if (rows.inside().isEmpty())
            page.none(answer, "There are none that match.").note(call.user().offers("find_uptime_monitors")
                ? "URL checks are listed by find_uptime_monitors." : null);
        return answer.next(page.next());
    }

    private static Answer details(Call call) {
        String project = call.project();
        String[] path = path(call, project);
        int most = call.integer("checkInLimit", Settings.limit(call, 10, 50));
        Sentry.Later found =
            call.sentry().start(Sentry.Request.get(path).with("environment", call.texts("environment")));
        Sentry.Later checked = call.sentry()
            .start(call.window(Sentry.Request.get(and(path, "checkins")).with("environment", call.texts("environment"))
                .with("per_page", most)
                .with("cursor", call.text("cursor")), "24h"));
        boolean wanted = !call.has("includeStats") || call.flag("includeStats");
        Sentry.Later counted = wanted ? call.sentry().start(statistics(call, path)) : null;
        Json monitor = found.reply().json();
        Bound.within(call, "monitor", monitor.at("project"));
        Sentry.Reply checkIns = checked.reply();
        Answer answer = Answer.titled("Cron monitor ", or(monitor.said("name"), monitor.slug("slug"))).fact("Slug",
            monitor.slug("slug"));
        environments(facts(answer, call, monitor), monitor, Integer.MAX_VALUE);
        answer.section("Check-ins in " + call.window("24h"), "Ask for a shorter period.");
        for (Json checkIn : checkIns.json().list()) {
            answer.line("- ",
                Line.join(", ",
                    checkIn.at("dateCreated").present() ? checkIn.time("dateCreated") : checkIn.time("dateUpdated"),
                    checkIn.token("status"),
                    checkIn.number("duration") == null ? null
                        : Line.of("took ", Show.millis(checkIn.number("duration"))),   // milliseconds
                    Line.around("expected ", checkIn.time("expectedTime"), ""),
                    Line.around("environment ", checkIn.said("environment"), "")));
        }
        if (checkIns.json().list().isEmpty()) checkIns.none(answer, "None.");
        if (wanted) statistics(answer, counted.orNone());
        if (monitor.text("slug") != null && monitor.slug("slug") instanceof String slug
            && call.user().offers("list_issues")) {
            answer.note("Its failures are issues: list_issues with query monitor.slug:" + slug);
        }
        return answer.next(checkIns.next());
    }

    private static String[] path(Call call, String project) {
        return project == null
            ? new String[] {"organizations", call.organization(), "monitors", call.text("monitorSlug")}
            : new String[] {"projects", call.organization(), project, "monitors", call.text("monitorSlug")};
    }

    private static String[] and(String[] path, String more) {
        String[] longer = java.util.Arrays.copyOf(path, path.length + 1);
        longer[path.length] = more;
        return longer;
    }

    /** The unpublished {@code stats/} takes seconds since 1970 only (facts/tools-config.md 22). */
    private static Sentry.Request statistics(Call call, String[] path) {
        Instant until = call.text("end") != null ? Show.instant(call.text("end")) : Instant.now();
        Instant since = call.text("start") != null ? Show.instant(call.text("start"))
            : until.minus(Show.period(call.text("period", "24h")));
        return Sentry.Request.get(and(path, "stats")).with("environment", call.texts("environment"))
            .with("since", since.getEpochSecond())
            .with("until", until.getEpochSecond())
            .with("resolution", call.integer("rollupSeconds") == null ? null : call.integer("rollupSeconds") + "s");
    }

    /** The sums of all buckets, then the latest buckets in which something happened. */
    private static void statistics(Answer answer, Json buckets) {
        Map<String, Long> sums = new LinkedHashMap<>();
        List<Line> lines = new ArrayList<>();
        for (Json bucket : buckets.list()) {
            List<Object> counts = new ArrayList<>();
            for (String outcome : List.of("ok", "error", "missed", "timeout", "unknown")) {
                Long count = bucket.integer(outcome);
                if (count == null || count == 0) continue;
                sums.merge(outcome, count, Long::sum);
                counts.add(Show.count(count) + " " + outcome);
            }
            if (!counts.isEmpty()) lines.add(Line.of("- ", bucket.time("ts"), ": ", Line.join(", ", counts)));
        }
        if (sums.isEmpty()) return;
        answer.section("Statistics", "Ask for a shorter period.");
        List<String> all = new ArrayList<>();
        sums.forEach((outcome, count) -> all.add(Show.count(count) + " " + outcome));
        answer.fact("In all", String.join(", ", all));
        for (Line line : lines.subList(Math.max(0, lines.size() - BUCKETS), lines.size())) answer.line(line);
    }

    // ---------------------------------------------------------------- writing

    private static Answer create(Call call) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("project", call.project());
        body.put("name", call.text("name"));
        if (call.has("slug")) body.put("slug", call.text("slug"));
        if (call.has("owner")) body.put("owner", call.text("owner"));
        body.put("config", config(call, new LinkedHashMap<>()));
        Json monitor =
            call.sentry().send(Sentry.Request.post(body, "organizations", call.organization(), "monitors")).json();
        Answer answer =
            Answer.titled("Created cron monitor ", monitor.slug("slug")).fact("Slug", monitor.slug("slug"));
        return facts(answer, call, monitor)
            .note("The job has to check in under this slug; see https://docs.sentry.io/product/crons/getting-started/");
    }

    /**
     * The endpoint changes what it is given and leaves the rest as it is, also within {@code config} (its serializer is
     * partial, base_monitor_details in Sentry's source); {@code isMuted} is given to all environments whenever it is
     * there, also to those that somebody muted one by one.
     */
    private static Answer update(Call call) {
        boolean any = List
            .of("name", "slug", "schedule", "timezone", "checkinMargin", "maxRuntime", "failureThreshold",
                "recoveryThreshold",
                "owner", "status", "isMuted")
            .stream().anyMatch(call::has);
        if (!any) throw FailureException.input("settings", "must hold at least one setting");
        String[] path = path(call, call.project());
        Json now = call.sentry().send(Sentry.Request.get(path)).json();
        Bound.within(call, "monitor", now.at("project"));
        Map<String, Object> body = new LinkedHashMap<>();
        for (String each : List.of("name", "slug", "status", "isMuted", "owner"))
            if (call.has(each)) body.put(each, call.arguments().get(each));
        Map<String, Object> config = config(call, new LinkedHashMap<>());
        if (!config.isEmpty()) body.put("config", config);
        Json present = now.at("config");
        String schedule = !call.has("schedule") ? null : plain(Json.of(config));
        new Silencing()
            .when("disabled".equals(call.text("status")),
                "disable it: Sentry will ignore its check-ins and report no failure of the job")
            .when(call.flag("isMuted"), "mute it in all environments: failures of the job will create no issue")
            .when(schedule != null && !schedule.equals(plain(present)),
                "expect the job " + schedule + (plain(present) == null ? "" : " instead of " + plain(present)))
            .other("have the job check in as %s", now.at("slug"), call.text("slug"))
            .raised("call a check-in missed only after %s", present.at("checkin_margin"), 1,
                call.integer("checkinMargin"), minutes -> minutes(minutes).text())
            .raised("call the job timed out only after %s", present.at("max_runtime"), 30, call.integer("maxRuntime"),
                minutes -> minutes(minutes).text())
            .raised("create an issue only after %s in a row", present.at("failure_issue_threshold"), 1,
                call.integer("failureThreshold"), failures -> Show.counted(failures, "failure").text())
            .ask(call,
                "cron monitor " + Show.words(call.text("monitorSlug")) + " of " + Show.bare(call.organization()));
        Json monitor = call.sentry().send(Sentry.Request.put(body, path)).json();
        Answer answer =
            facts(Answer.titled("Updated cron monitor ", monitor.slug("slug")).fact("Slug", monitor.slug("slug")),
                call, monitor);
        if (call.has("slug") && !call.text("slug").equals(now.text("slug")))
            answer.note("The slug has changed: the job must check in under the new one.");
        return answer;
    }

    /** Changes in Sentry's own names, which in this object are in snake case. */
    private static Map<String, Object> config(Call call, Map<String, Object> config) {
        if (call.has("schedule")) {
            Matcher interval = Shape.INTERVAL.matcher(call.text("schedule"));
            boolean every = interval.matches();
            config.put("schedule_type", every ? "interval" : "crontab");
            config.put("schedule",
                every ? List.of(Integer.parseInt(interval.group(1)), interval.group(2)) : call.text("schedule"));
        }
        if (call.has("timezone")) config.put("timezone", call.text("timezone"));
        number(call, config, "checkinMargin", "checkin_margin");
        number(call, config, "maxRuntime", "max_runtime");
        number(call, config, "failureThreshold", "failure_issue_threshold");
        number(call, config, "recoveryThreshold", "recovery_threshold");
        return config;
    }

    private static void number(Call call, Map<String, Object> config, String param, String key) {
        if (call.has(param)) config.put(key, call.integer(param));
    }

    // ---------------------------------------------------------------- showing

    private static Answer facts(Answer answer, Call call, Json monitor) {
        Json config = monitor.at("config");
        String project = monitor.at("project").text("slug");
        return answer.fact("Name", monitor.said("name")).fact("Id", monitor.token("id"))
            .fact("Project", monitor.at("project").slug("slug"))
            .fact("Status", monitor.token("status")).fact("Muted", monitor.flag("isMuted") ? "yes" : null)
            .fact("Schedule", Line.of(schedule(config), Line.around(" (", config.said("timezone"), ")")))
            .fact("Missed after", minutes(config, "checkin_margin"))
            .fact("Timed out after", minutes(config, "max_runtime"))
            .fact("Failures before an issue", config.integer("failure_issue_threshold"))
            .fact("Successes to resolve", config.integer("recovery_threshold"))
            .fact("Owner", Bound.owner(monitor)).fact("Last check-in", monitor.time("lastCheckIn"))
            .fact("Next check-in", monitor.time("nextCheckIn"))
            .fact("Url", !(monitor.slug("slug") instanceof String slug) ? null
                : project == null ? call.links().web(call.organization(), "crons", slug)
                    : call.links().web(call.organization(), "crons", project, slug));
    }

    private static void environments(Answer answer, Json monitor, int most) {
        List<Object> environments = new ArrayList<>();
        for (Json each : monitor.list("environments")) {
            if (environments.size() == most) break;
            environments.add(Line.of(each.said("name"), ": ",
                Line.join(", ", each.token("status"), each.flag("isMuted") ? "muted" : null,
                    Line.around("last check-in ", each.time("lastCheckIn"), ""),
                    Line.around("next ", each.time("nextCheckIn"), ""))));
        }
        int more = monitor.list("environments").size() - environments.size();
        answer.fact("Environments", environments).fact("More environments", more > 0 ? more : null);
    }

    private static Object minutes(Json config, String key) {
        return config.integer(key) == null ? null : minutes(config.integer(key));
    }

    private static Measured minutes(long minutes) { return Show.millis(minutes * 60_000.0); }

    /** A schedule in a question; a crontab's stars and slashes are no markup there. */
    private static String plain(Json config) {
        Object schedule = schedule(config);
        if (schedule instanceof Line line) return Show.bare(line.plain());
        String crontab = config.text("schedule");
        if (config.at("schedule").isList()) crontab = config.at("schedule").item(config.at("schedule").size() - 1)
            .text();
        return crontab == null ? null : "\"" + crontab.replaceAll("[^0-9A-Za-z*/,# -]", " ") + "\"";
    }

    /**
     * "every 1 day" or the crontab, from the forms that Sentry has used: a text, {@code [1, "day"]},
     * {@code ["interval", 1, "day"]}, {@code ["crontab", "…"]}, an object.
     */
    private static Object schedule(Json config) {
        Json schedule = config.at("schedule");
        if (schedule.isObject()) {
            return schedule.text("unit") == null ? schedule.said("value")
                : every(schedule.at("value"), schedule.at("unit"));
        }
        if (!schedule.isList()) return schedule.said();
        int first = schedule.size() == 3 || "crontab".equals(schedule.item(0).text()) ? 1 : 0;
        if (schedule.size() == first + 1) return schedule.item(first).said();
        return every(schedule.item(first), schedule.item(first + 1));
    }

    private static final List<String> UNITS = List.of("minute", "hour", "day", "week", "month", "year");

    private static Line every(Json number, Json unit) {
        Long many = number.integer();
        if (many == null || unit.text() == null) return null;
        return UNITS.contains(unit.text()) ? Line.of("every ", Show.counted(many, unit.text()))
            : Line.of("every ", Show.count(many), " ", unit.said());
    }

    /** Loaded by a call, not at the start of the program. */
    private static final class Shape {
        static final Pattern INTERVAL =
            Pattern.compile("(?:every )?([1-9][0-9]{0,5}) (minute|hour|day|week|month|year)s?");
    }
}
