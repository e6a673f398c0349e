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
 * Metric alert rules as Sentry kept them before they became monitors ({@code alert-rules/}, unpublished;
 * facts/tools-config.md 23, 24). Self-hosted versions still have them, and so do the addresses that people copy
 * ({@code /issues/alerts/rules/details/7301/}).
 */
final class LegacyAlerts {
    private LegacyAlerts() {}

    static Sentry.Reply list(Call call, int limit, String cursor) {
        Sentry.Request request = call.has("query")
            ? Sentry.Request.get("organizations", call.organization(), "combined-rules")
                .with("name", call.text("query")).with("alertType", "alert_rule")
            : Sentry.Request.get("organizations", call.organization(), "alert-rules");
        return call.sentry()
            .send(request.with("project", call.project() == null ? null : Bound.id(call, call.project()))
                .with("per_page", limit).with("cursor", cursor));
    }

    /** The rule with that numeric id, of the project that was asked for; absent when there is none. */
    static Json get(Call call, String id) {
        if (!Bound.numeric(id)) return Json.NONE;
        Json rule;
        try {
            rule =
                call.sentry().send(Sentry.Request.get("organizations", call.organization(), "alert-rules", id)).json();
        } catch (FailureException failure) {
            if (failure.kind() != FailureException.Kind.NOT_FOUND) throw failure;
            return Json.NONE;
        }
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
        Long minutes = rule.integer("timeWindow");
        return answer.fact("Name", rule.said("name")).fact("Aggregate", rule.said("aggregate"))
            .fact("Dataset", rule.token("dataset"))
            .fact("Query", rule.said("query"))
            .fact("Window", minutes == null ? null : Show.millis(minutes * 60_000.0))
            .fact("Environment", rule.said("environment"))
            .fact("Projects", rule.list("projects").stream().map(Json::slug).toList()).fact("Owner", Bound.owner(rule))
            .fact("Created", rule.time("dateCreated"))
            .fact("Url",
                call.links().web(call.organization(), "issues", "alerts", "rules", "details", rule.id("id")));
    }

    static Answer shown(Call call, Json rule) {
        Answer answer =
            facts(Answer.titled("Metric alert rule ", rule.said("name") == null ? rule.token("id") : rule.said("name"))
                .fact("Id", rule.token("id")), call, rule);
        answer.section("Triggers");
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
        return answer.note("It is of an older kind that cannot be changed here: change it in Sentry.");
    }
}
