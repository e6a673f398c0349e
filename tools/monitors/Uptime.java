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

/**
 * Uptime monitors: URLs that Sentry calls at an interval. Their endpoints are unpublished; parameters, bodies and
 * answers are from facts/tools-config.md 15 to 20. Cron monitors are in {@link Crons}.
 */
public final class Uptime implements Domain {
    private static final Param ID = required("uptimeMonitorId", Type.ID, "number or URL");
    private static final Param INTERVAL = required("intervalSeconds", Type.INTEGER, "60, 300, 600, 1200, 1800 or 3600");
    private static final Param TIMEOUT = hidden("timeoutMs", Type.INTEGER).between(1_000, 60_000);
    private static final Param METHOD = hidden("method", Type.TEXT);
    private static final Param HEADERS = hidden("headers", Type.PAIRS).about("name: value");
    private static final Param BODY = hidden("body", Type.TEXT);
    private static final Param STATUS = hidden("status", Type.TEXT).oneOf("active", "disabled");
    private static final Param OWNER = hidden("owner", Type.TEXT).about("team:ID");
    private static final Param ENVIRONMENT = hidden("environment", Type.TEXT);
    // Sentry takes any number; these are its bounds for cron monitors, and at the longest interval already 30 days
    private static final Param DOWN = hidden("downtimeThreshold", Type.INTEGER).between(1, 720);
    private static final Param UP = hidden("recoveryThreshold", Type.INTEGER).between(1, 720);
    private static final Param TRACES = hidden("traceSampling", Type.FLAG);
    private static final Param CAPTURE = hidden("responseCaptureEnabled", Type.FLAG);

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("find_uptime_monitors", "List uptime monitors (URL checks).").scopes("org:read", "project:read")
                .takes(ORGANIZATION, PROJECT, QUERY, Param.ENVIRONMENT.unlisted(), OWNER, LIMIT.unlisted(), CURSOR),
            reads("get_uptime_monitor_details", "Show an uptime monitor's settings and checks.").scopes("project:read")
                .takes(ORGANIZATION, PROJECT_REQUIRED, ID, PERIOD.about("default 24h"), START, END, LIMIT.unlisted(),
                    CURSOR.unlisted(),
                    hidden("checkLimit", Type.INTEGER).between(1, 50)),
            writes("create_uptime_monitor", "Create an uptime monitor (URL checks).")
                .scopes("project:write")
                .takes(ORGANIZATION, PROJECT_REQUIRED, required("name", Type.TEXT, ""), required("url", Type.TEXT, ""),
                    INTERVAL,
                    Settings.listed(""),
                    TIMEOUT, METHOD, HEADERS, BODY, STATUS, OWNER, ENVIRONMENT, DOWN, UP, TRACES, CAPTURE),
            destroys("update_uptime_monitor", "Change or disable an uptime monitor.").scopes("project:write")
                .repeatable()
                .takes(ORGANIZATION, PROJECT_REQUIRED, ID, Settings.listed("as in create_uptime_monitor; null clears"),
                    hidden("name", Type.TEXT),
                    hidden("url", Type.TEXT), INTERVAL.unlisted(), TIMEOUT, METHOD, HEADERS, BODY, STATUS, OWNER,
                    ENVIRONMENT, DOWN, UP, TRACES, CAPTURE),
            destroys("delete_uptime_monitor", "Delete an uptime monitor.").scopes("project:write").repeatable()
                .takes(ORGANIZATION, PROJECT_REQUIRED, ID));
    }

    @Override
    public Answer call(Tool tool, Call call) { return UptimeAnswers.to(tool, call); }
}
