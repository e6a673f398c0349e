package tools.monitors;

import static tools.sentry.Param.CURSOR;
import static tools.sentry.Param.ORGANIZATION;
import static tools.sentry.Param.PERIOD;
import static tools.sentry.Param.PROJECT;
import static tools.sentry.Param.PROJECT_REQUIRED;
import static tools.sentry.Param.QUERY;
import static tools.sentry.Param.required;
import static tools.sentry.Settings.END;
import static tools.sentry.Settings.LIMIT;
import static tools.sentry.Settings.START;
import static tools.sentry.Settings.hidden;
import static tools.sentry.Tool.destroys;
import static tools.sentry.Tool.reads;
import static tools.sentry.Tool.writes;

import java.util.List;
import tools.sentry.Param.Type;
import tools.answer.Answer;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Param;
import tools.sentry.Settings;
import tools.sentry.Tool;

/** Cron monitors: jobs that check in with Sentry on a schedule. */
public final class Crons implements Domain {
    private static final Param SLUG = required("monitorSlug", Type.ID, "slug, UUID or URL");
    private static final Param ENVIRONMENT = Param.ENVIRONMENT;
    private static final Param SCHEDULE = required("schedule", Type.TEXT, "crontab, or e.g. 10 minute");
    private static final Param TIMEZONE = hidden("timezone", Type.TEXT);
    // bounds as in Sentry's OpenAPI
    private static final Param MARGIN = hidden("checkinMargin", Type.INTEGER).about("min").between(1, 40_320);
    private static final Param RUNTIME = hidden("maxRuntime", Type.INTEGER).about("min").between(1, 40_320);
    private static final Param FAILURES = hidden("failureThreshold", Type.INTEGER).between(1, 720);
    private static final Param RECOVERIES = hidden("recoveryThreshold", Type.INTEGER).between(1, 720);
    private static final Param OWNER = hidden("owner", Type.TEXT).about("team:ID");

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("find_monitors", "List cron monitors.").scopes("org:read")
                .takes(ORGANIZATION, PROJECT, QUERY, ENVIRONMENT.unlisted(), OWNER, LIMIT.unlisted(), CURSOR),
            reads("get_monitor_details", "Show a cron monitor's schedule and check-ins.").scopes("project:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, PROJECT.unlisted(), SLUG, ENVIRONMENT,
                    PERIOD.about("default 24h"), START, END, LIMIT.unlisted(),
                    CURSOR.unlisted(), hidden("includeStats", Type.FLAG),
                    hidden("rollupSeconds", Type.INTEGER).between(1, 86_400),
                    hidden("checkInLimit", Type.INTEGER).between(1, 50)),
            writes("create_monitor", "Create a cron monitor.").scopes("alerts:write")
                .takes(ORGANIZATION, PROJECT_REQUIRED, required("name", Type.TEXT, ""), SCHEDULE,
                    Settings.listed(""),
                    hidden("slug", Type.SLUG), TIMEZONE, MARGIN, RUNTIME, FAILURES, RECOVERIES, OWNER),
            destroys("update_monitor", "Change, mute or disable a cron monitor.").scopes("project:write").repeatable()
                .takes(ORGANIZATION, PROJECT.unlisted(), SLUG,
                    Settings.listed("as in create_monitor"), hidden("name", Type.TEXT),
                    hidden("slug", Type.SLUG), SCHEDULE.unlisted(), TIMEZONE, MARGIN, RUNTIME, FAILURES, RECOVERIES,
                    OWNER,
                    hidden("status", Type.TEXT).oneOf("active", "disabled"), hidden("isMuted", Type.FLAG)));
    }

    @Override
    public Answer call(Tool tool, Call call) { return CronAnswers.to(tool, call); }
}
