package tools.monitors;

import static tools.sentry.Param.CURSOR;
import static tools.sentry.Param.ORGANIZATION;
import static tools.sentry.Param.PROJECT;
import static tools.sentry.Param.PROJECT_REQUIRED;
import static tools.sentry.Param.QUERY;
import static tools.sentry.Param.optional;
import static tools.sentry.Param.required;
import static tools.sentry.Settings.LIMIT;
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
 * Alerts. An issue alert (Sentry's API: a workflow) says who is told about which issues. A metric alert (a detector of
 * type {@code metric_issue}) makes an issue when a number crosses a threshold, and names the issue alerts that tell
 * about it. Both are written through the published endpoints; metric alert rules of older versions can still be read
 * ({@link LegacyAlerts}).
 */
public final class Alerts implements Domain {
    private static final Param ID = required("ruleId", Type.TEXT, "id, name or URL");
    private static final Param KIND = optional("kind", Type.TEXT, "").oneOf("issue", "metric");
    private static final Param NAME = required("name", Type.TEXT, "");
    private static final Param OWNER = hidden("owner", Type.TEXT).about("team:ID");
    private static final Param ENVIRONMENT = hidden("environment", Type.TEXT);
    private static final Param ENABLED = hidden("enabled", Type.FLAG);

    // the words are those of Sentry's OpenAPI document
    private static final Param TYPE = optional("type", Type.TEXT, "");
    private static final Param TRIGGER = TYPE.oneOf("first_seen_event", "issue_resolved_trigger", "reappeared_event",
        "regression_event");
    private static final Param COMPARISON =
        optional("comparison", Type.OBJECT, "").of(optional("value", Type.NUMBER, ""));
    private static final Param ACTION = TYPE.oneOf("email", "slack", "msteams", "discord", "pagerduty", "opsgenie",
        "github", "jira", "sentry_app", "webhook", "plugin");
    private static final Param TARGET =
        optional("config", Type.OBJECT, "").of(
            optional("targetType", Type.TEXT, "").oneOf("user", "team", "issue_owners", "specific"),
            optional("targetIdentifier", Type.TEXT, ""), optional("targetDisplay", Type.TEXT, ""));
    private static final Param TRIGGERS = required("triggers", Type.OBJECTS, "").of(TRIGGER);
    private static final Param FILTERS = hidden("filters", Type.OBJECTS).of(TYPE, COMPARISON);
    private static final Param MATCH = hidden("filterMatch", Type.TEXT).oneOf("all", "any-short", "none");
    private static final Param ACTIONS =
        required("actions", Type.OBJECTS, "").of(ACTION, optional("integrationId", Type.TEXT, ""), TARGET);
    // Sentry offers up to a day; its API does not say a bound
    private static final Param FREQUENCY = hidden("frequencyMinutes", Type.INTEGER).between(0, 43_200);
    private static final Param MONITORS = hidden("detectorIds", Type.TEXTS);

    private static final Param AGGREGATE = required("aggregate", Type.TEXT, "e.g. count()");
    private static final Param CONDITIONS =
        required("conditions", Type.OBJECTS, "").of(
            optional("type", Type.TEXT, "").oneOf("gt", "gte", "lt", "lte", "anomaly_detection"),
            optional("comparison", Type.NUMBER, "threshold"),
            optional("conditionResult", Type.INTEGER, "75 high, 50 medium, 0 resolved"));
    private static final Param DATASET =
        hidden("dataset", Type.TEXT).oneOf("events", "events_analytics_platform", "transactions");
    private static final Param WINDOW = hidden("timeWindowMinutes", Type.INTEGER).between(1, 10_080);
    private static final Param DETECTION = hidden("detectionType", Type.TEXT).oneOf("static", "percent", "dynamic");
    // Sentry's own choices end at a month
    private static final Param DELTA = hidden("comparisonDelta", Type.INTEGER).between(60, 2_592_000);
    private static final Param ALERTS = hidden("alertIds", Type.TEXTS);
    private static final Param EVENTS = hidden("eventTypes", Type.TEXTS);

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("find_alert_rules", "List issue and metric alerts.").scopes("org:read")
                .takes(ORGANIZATION, PROJECT, KIND, QUERY, LIMIT.unlisted(), CURSOR),
            reads("get_alert_rule", "Show an alert's conditions and actions.").scopes("org:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, PROJECT.unlisted(), KIND.unlisted(), ID),
            writes("create_issue_alert", "Notify about issues; lists as in Sentry's workflows API.")
                .scopes("alerts:write", "org:read")
                .takes(ORGANIZATION, PROJECT_REQUIRED, NAME, TRIGGERS, ACTIONS,
                    Settings.listed(""),
                    FILTERS, MATCH, FREQUENCY, ENVIRONMENT, OWNER, MONITORS),
            writes("create_metric_alert", "Make an issue when a metric crosses a threshold.").scopes("alerts:write")
                .takes(ORGANIZATION, PROJECT_REQUIRED, NAME, AGGREGATE, CONDITIONS,
                    Settings.listed(""),
                    DATASET, hidden("query", Type.TEXT), WINDOW, ENVIRONMENT, DETECTION, DELTA, OWNER,
                    hidden("description", Type.TEXT), ALERTS, EVENTS),
            destroys("update_alert_rule", "Change or disable an alert.").scopes("alerts:write", "org:read").repeatable()
                .takes(ORGANIZATION, PROJECT.unlisted(), KIND.unlisted(), ID.about(""),
                    Settings.listed("as in its create tool, and enabled; lists replace, null clears"),
                    NAME.unlisted(), ENABLED, TRIGGERS.unlisted(), FILTERS, MATCH, ACTIONS.unlisted(), FREQUENCY,
                    MONITORS,
                    hidden("actionFilters", Type.OBJECTS).of(TYPE), AGGREGATE.unlisted(),
                    CONDITIONS.unlisted(), DATASET, hidden("query", Type.TEXT), WINDOW, ENVIRONMENT, DETECTION, DELTA,
                    OWNER,
                    hidden("description", Type.TEXT), ALERTS, EVENTS)
                .alias("update_issue_alert", "update_metric_alert"));
    }

    @Override
    public Answer call(Tool tool, Call call) { return AlertAnswers.to(tool, call); }
}
