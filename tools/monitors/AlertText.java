package tools.monitors;

import static tools.answer.Show.or;

import tools.answer.Answer;
import tools.answer.Line;
import tools.answer.Show;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Bound;
import tools.sentry.Call;

/** Alerts as Sentry's workflow engine describes them: those of issues (workflows) and those of metrics (detectors). */
final class AlertText {
    private AlertText() {}

    static Answer issueFacts(Answer answer, Call call, Json rule) {
        Long minutes = rule.integer("config", "frequency");
        return answer.fact("Name", rule.said("name")).fact("State", enabled(rule))
            .fact("At most once in", minutes == null ? null : Show.millis(minutes * 60_000.0))
            .fact("Environment", rule.said("environment")).fact("Owner", Bound.owner(rule))
            .fact("Last triggered", rule.time("lastTriggered"))
            .fact("Created", rule.time("dateCreated")).fact("Updated", rule.time("dateUpdated"))
            .fact("Monitors", rule.list("detectorIds").stream().map(Json::token).toList())
            .fact("Url", call.links().web(call.organization(), "monitors", "alerts", rule.id("id")));
    }

    static Answer issueAlert(Answer answer, Call call, Json rule) {
        issueFacts(answer.fact("Id", rule.token("id")), call, rule);
        Json triggers = rule.at("triggers");
        answer.section("Triggers").fact("Match", triggers.token("logicType"));
        for (Json condition : triggers.list("conditions")) answer.line("- ", condition(condition));
        answer.section("Filters and actions");
        for (Json group : rule.list("actionFilters")) {
            answer.item("id", group.token("id")).fact("Match", group.token("logicType"))
                .fact("Filters", group.list("conditions").stream().map(AlertText::condition).toList())
                .fact("Actions", group.list("actions").stream().map(AlertText::action).toList());
        }
        return answer;
    }

    /** "event_frequency_count {"value":50,"interval":"1h"}". */
    private static Line condition(Json condition) {
        boolean plain = condition.flag("comparison");
        return Line.of(condition.token("type"),
            plain ? null : Line.around(" ", Redact.quote(condition.at("comparison")), ""));
    }

    /** "slack to #harbor (integration 77)". */
    private static Line action(Json action) {
        Json config = action.at("config");
        Object whom = config.firstSaid("targetDisplay", "targetIdentifier");
        Object kind = config.token("targetType");
        return Line.of(action.token("type"),
            Line.around(" to ", kind == null || whom == null ? or(whom, kind) : Line.of(kind, " ", whom), ""),
            Line.around(" (integration ", action.token("integrationId"), ")"),
            "active".equals(action.text("status")) ? null
                : Line.around(", ", action.token("status"), ""),
            action.at("data").isObject() ? Line.around(" with ", Redact.quote(action.at("data")), "") : null);
    }

    static Answer metricFacts(Answer answer, Call call, Json rule) {
        Json query = rule.at("dataSources").item(0).at("queryObj", "snubaQuery");
        Long seconds = query.integer("timeWindow");
        return answer.fact("Name", rule.said("name")).fact("State", enabled(rule))
            .fact("Aggregate", query.said("aggregate")).fact("Dataset", query.token("dataset"))
            .fact("Query", query.said("query")).fact("Window", seconds == null ? null : Show.millis(seconds * 1000.0))
            .fact("Environment", query.said("environment"))
            .fact("Project id", everywhere(rule) ? "all projects" : rule.token("projectId"))
            .fact("Owner", Bound.owner(rule))
            .fact("Created", rule.time("dateCreated"))
            .fact("Updated", rule.time("dateUpdated"))
            .fact("Notifying alerts", rule.list("workflowIds").stream().map(Json::token).toList())
            .fact("Url", call.links().web(call.organization(), "monitors", rule.id("id")));
    }

    static Answer metricAlert(Answer answer, Call call, Json rule) {
        metricFacts(answer.fact("Id", rule.token("id")), call, rule);
        Long delta = rule.integer("config", "comparisonDelta");
        answer.fact("Description", rule.said("description")).fact("Detection", rule.at("config").token("detectionType"))
            .fact("Compared with", delta == null ? null : Line.of(Show.millis(delta * 1000.0), " before"));
        answer.section("Thresholds");
        for (Json condition : rule.at("conditionGroup").list("conditions")) {
            Object than = condition.number("comparison") == null ? Redact.quote(condition.at("comparison"))
                : Show.number(condition.number("comparison"));
            answer.line("- ", condition.token("type"), Line.around(" ", than, ""),
                Line.around(": ", priority(condition), ""));
        }
        return answer;
    }

    private static Object priority(Json condition) {
        Long result = condition.integer("conditionResult");
        if (result == null) return null;
        return switch (result.intValue()) {
            case 75 -> "high priority";
            case 50 -> "medium priority";
            case 25 -> "low priority";
            case 0 -> "resolved";
            default -> "result " + result;
        };
    }

    /** Whether a metric alert is about all projects: its project is there, and null (pull request 120927). */
    static boolean everywhere(Json detector) {
        return detector.fields().containsKey("projectId") && !detector.at("projectId").present();
    }

    private static String enabled(Json rule) {
        return rule.flag("enabled") ? "enabled" : rule.denied("enabled") ? "disabled" : null;
    }
}
