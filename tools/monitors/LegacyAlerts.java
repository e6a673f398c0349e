package tools.monitors;

import java.util.List;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Show;
import tools.json.Json;
import tools.sentry.Bound;
import tools.sentry.Call;
import tools.sentry.Sentry;

/**
 * Alert rules as Sentry kept them before they became workflows and detectors ({@code alert-rules/},
 * {@code combined-rules/}, {@code projects/…/rules/}, all unpublished; facts/tools-config.md 23, 24). Self-hosted
 * versions still have them, and so do the addresses that people copy ({@code /issues/alerts/rules/details/7301/}).
 */
final class LegacyAlerts {
    private LegacyAlerts() {}

    /** Sentry's own names for the two kinds of older ids. */
    static final String ISSUE = "rule_id";
    static final String METRIC = "alert_rule_id";

    /** An older id. Its numbers are not those of today's alerts. @param space {@link #ISSUE} or {@link #METRIC} */
    record Id(String space, String number) {
        /** "alert_rule_id:7301", as an older address is read; null for anything else. */
        static Id of(String ruleId) {
            int colon = ruleId.indexOf(':');
            String space = colon < 0 ? "" : ruleId.substring(0, colon);
            String number = ruleId.substring(colon + 1);
            return (space.equals(ISSUE) || space.equals(METRIC)) && Bound.numeric(number) ? new Id(space, number)
                : null;
        }

        boolean issue() { return space.equals(ISSUE); }
    }

    /** The id that a rule has today, from Sentry itself; null when Sentry does not tell. */
    static String today(Call call, Id old) {
        Json now = orNone(call, Sentry.Request.get("organizations", call.organization(),
            old.issue() ? "alert-rule-workflow" : "alert-rule-detector").with(old.space(), old.number()));
        String id = now.text(old.issue() ? "workflowId" : "detectorId");
        return Bound.numeric(id) ? id : null;
    }

    /** A page of rules. @param name a part of their names, or null */
    static Sentry.Reply list(Call call, boolean issue, String name, int limit, String cursor) {
        boolean plain = !issue && name == null;
        Sentry.Request request = Sentry.Request.get("organizations", call.organization(),
            plain ? "alert-rules" : "combined-rules");
        if (!plain) request = request.with("name", name).with("alertType", issue ? "rule" : "alert_rule");
        return call.sentry()
            .send(request.with("project", call.project() == null ? null : Bound.id(call, call.project()))
                .with("per_page", limit).with("cursor", cursor));
    }

    /** Of a page of either generation the rows of one kind. */
    static List<Json> rows(Sentry.Reply page, boolean issue) {
        return page.json().list().stream().filter(row -> !is(row) || issue == !metric(row)).toList();
    }

    static boolean is(Json rule) { return metric(rule) || rule.at("actionMatch").present(); }

    private static boolean metric(Json rule) { return rule.at("aggregate").present(); }

    /** The rule with that id, of the project that was asked for; absent when there is none. */
    static Json get(Call call, Id id) {
        if (!Bound.numeric(id.number())) return Json.NONE;
        if (!id.issue())
            return within(call,
                orNone(call, Sentry.Request.get("organizations", call.organization(), "alert-rules", id.number())));
        if (call.project() != null) return orNone(call,
            Sentry.Request.get("projects", call.organization(), call.project(), "rules", id.number()));
        Json page = orNone(call, Sentry.Request.get("organizations", call.organization(), "combined-rules")
            .with("alertType", "rule").with("per_page", 100));
        for (Json rule : page.list()) if (id.number().equals(rule.text("id")) && is(rule)) return rule;
        return Json.NONE;
    }

    /** What is moved or gone for good (410) is not there, like what never was (404). */
    private static Json orNone(Call call, Sentry.Request request) {
        try {
            return call.sentry().send(request).json();
        } catch (FailureException failure) {
            if (failure.kind() != FailureException.Kind.NOT_FOUND) throw failure;
            return Json.NONE;
        }
    }

    /** The rule, when it is of the project that was asked for; else none. */
    static Json within(Call call, Json rule) {
        if (call.project() == null || !rule.present()) return rule;
        String slug = Bound.numeric(call.project())
            ? call.sentry().send(Sentry.Request.get("projects", call.organization(), call.project())).json()
                .text("slug")
            : call.project();
        for (Json project : rule.list("projects"))
            if (project.text() != null && project.text().equals(slug)) return rule;
        return Json.NONE;
    }

    static Answer facts(Answer answer, Call call, Json rule) {
        Long window = rule.integer("timeWindow");
        Long frequency = rule.integer("frequency");
        String project = rule.list("projects").isEmpty() ? call.project() : rule.list("projects").get(0).text();
        return answer.fact("Name", rule.said("name")).fact("Aggregate", rule.said("aggregate"))
            .fact("Dataset", rule.token("dataset"))
            .fact("Query", rule.said("query"))
            .fact("Window", window == null ? null : Show.millis(window * 60_000.0))
            .fact("At most once in", frequency == null ? null : Show.millis(frequency * 60_000.0))
            .fact("Environment", rule.said("environment"))
            .fact("Projects", rule.list("projects").stream().map(Json::slug).toList()).fact("Owner", Bound.owner(rule))
            .fact("Created", rule.time("dateCreated"))
            .fact("Url", metric(rule) || project == null
                ? call.links().web(call.organization(), "issues", "alerts", "rules", "details", rule.id("id"))
                : call.links().web(call.organization(), "issues", "alerts", "rules", project, rule.id("id"),
                    "details"));
    }

    static Answer shown(Call call, Json rule) {
        Answer answer = facts(Answer.titled(metric(rule) ? "Metric alert rule " : "Issue alert rule ",
            rule.said("name") == null ? rule.token("id") : rule.said("name")).fact("Id", rule.token("id")), call, rule);
        if (metric(rule)) triggers(answer.section("Triggers"), rule);
        else answer.section("Conditions and actions")
            .fact("Conditions", Line.join(", ", rule.token("actionMatch"), named(rule, "conditions")))
            .fact("Filters", Line.join(", ", rule.token("filterMatch"), named(rule, "filters")))
            .fact("Actions", named(rule, "actions"));
        return answer.note("It is of an older kind that cannot be changed here: change it in Sentry.");
    }

    /** Each part of an issue's rule says in a sentence what it is. */
    private static Line named(Json rule, String part) {
        return Line.join(", ", rule.list(part).stream().map(each -> each.firstSaid("name", "id")).toList());
    }

    private static void triggers(Answer answer, Json rule) {
        for (Json trigger : rule.list("triggers")) {
            boolean below = Long.valueOf(1).equals(trigger.integer("thresholdType") == null
                ? rule.integer("thresholdType") : trigger.integer("thresholdType"));
            Double resolved = trigger.number("resolveThreshold") == null ? rule.number("resolveThreshold")
                : trigger.number("resolveThreshold");
            List<Line> actions = trigger.list("actions").stream().map(action -> Line.of(action.token("type"),
                Line.around(" to ", Line.join(" ", action.token("targetType"), action.said("targetIdentifier")), "")))
                .toList();
            answer.line("- ", trigger.said("label"), below ? ": below " : ": above ", trigger.number("alertThreshold"),
                Line.around(", resolved at ", resolved, ""),
                actions.isEmpty() ? null : Line.of("; ", Line.join(", ", actions)));
        }
    }
}
