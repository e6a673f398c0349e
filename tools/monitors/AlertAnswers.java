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
import tools.sentry.Bound;
import tools.sentry.Call;
import tools.sentry.Sentry;
import tools.sentry.Settings;
import tools.sentry.Tool;

/** How the calls of {@link Alerts} are answered. */
final class AlertAnswers {
    private AlertAnswers() {}

    /** A name is looked for among as many rules as Sentry puts on one page. */
    private static final int PAGE = 100;
    /** Minutes between two notifications about an issue when nobody says otherwise: what Sentry's own form proposes. */
    private static final long USUAL_FREQUENCY = 30;
    /** An hour, as in all of Sentry's examples. */
    private static final long USUAL_WINDOW = 60;

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "find_alert_rules" -> find(call);
            case "get_alert_rule" -> get(call);
            case "create_issue_alert" -> createIssueAlert(Settings.spread(call, tool));
            case "create_metric_alert" -> createMetricAlert(Settings.spread(call, tool));
            case "update_alert_rule" ->
                update(Settings.spread(call, tool, "environment", "owner", "description", "query"));
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    // ---------------------------------------------------------------- finding

    /**
     * Both kinds side by side; one cursor for both: {@code issue..metric}, a kind that has no further page being empty.
     */
    private static Answer find(Call call) {
        String kind = call.text("kind", "all");
        boolean first = !call.has("cursor");
        String[] cursors = first ? new String[] {null, null} : call.text("cursor").split("\\.\\.", -1);
        if (cursors.length != 2) throw FailureException.input("cursor", "is not one of this tool's own");
        int limit = Settings.limit(call, 25, 100);
        boolean issues = !kind.equals("metric") && (first || !cursors[0].isEmpty());
        boolean metrics = !kind.equals("issue") && (first || !cursors[1].isEmpty());
        Sentry.Later issue = issues ? call.sentry()
            .start(list(call, "workflows", named(call.text("query"), true), limit).with("cursor", cursors[0])) : null;
        Sentry.Later metric =
            metrics ? call.sentry().start(list(call, "detectors", ofMetrics(named(call.text("query"), true)), limit)
                .with("cursor", cursors[1])) : null;
        Answer answer =
            Answer.titled("Alerts of ", call.organization(), call.project() == null ? null : "/" + call.project());
        if (call.has("query")) answer.fact("Name contains", Untrusted.of(call.text("query")));
        String next = "";
        int found = 0;
        if (issue != null) {
            answer.section("Issue alerts", "Ask for kind issue.");
            Sentry.Reply page = page(answer, call, issue, true, limit, cursors[0]);
            Bound.Rows rows = Bound.rows(call, LegacyAlerts.rows(page, true));
            rows.tell(answer);
            for (Json rule : rows.inside()) {
                boolean old = LegacyAlerts.is(rule);
                // Rules without a monitor belong to no project: a session that is bound to one has nothing to do with
                // them.
                if (call.boundProject() != null && !old && rule.list("detectorIds").isEmpty()) continue;
                found++;
                answer.item("id", rule.token("id"));
                if (old) LegacyAlerts.facts(answer, call, rule);
                else AlertText.issueFacts(answer, call, rule);
            }
            next = page.next() == null ? "" : page.next();
            if (page.json().isList()) none(answer, call, found, next);
        }
        String nextMetric = "";
        if (metric != null) {
            answer.section("Metric alerts", "Ask for kind metric.");
            Sentry.Reply page = page(answer, call, metric, false, limit, cursors[1]);
            Bound.Rows rows = Bound.rows(call, LegacyAlerts.rows(page, false));
            rows.tell(answer);
            int before = found;
            for (Json rule : rows.inside()) {
                boolean old = LegacyAlerts.is(rule);
                if (call.boundProject() != null && !old && !AlertText.everywhere(rule)
                    && rule.text("projectId") == null) continue;
                found++;
                answer.item("id", rule.token("id"));
                if (old) LegacyAlerts.facts(answer, call, rule);
                else AlertText.metricFacts(answer, call, rule);
            }
            nextMetric = page.next() == null ? "" : page.next();
            if (page.json().isList()) none(answer, call, found - before, nextMetric);
        }
        String cursor = next.isEmpty() && nextMetric.isEmpty() ? null : next + ".." + nextMetric;
        return answer.next(cursor);
    }

    /** Each kind says for itself that it has none. */
    private static void none(Answer answer, Call call, int found, String next) {
        if (found == 0) answer.line(!next.isEmpty() ? "This page is empty, but there are more." : call.has("query")
            ? "None matches." : "There are none that the token can see.");
    }

    /**
     * Versions of Sentry without workflows and detectors keep both as rules; some have only one of the two, and say 404
     * to the other.
     */
    private static Sentry.Reply page(Answer answer, Call call, Sentry.Later newer, boolean issue, int limit,
        String cursor) {
        try {
            return newer.reply();
        } catch (FailureException failure) {
            if (failure.kind() != FailureException.Kind.NOT_FOUND) throw failure;
            try {
                return LegacyAlerts.list(call, issue, call.text("query"), limit, cursor);
            } catch (FailureException neither) {
                if (neither.kind() != FailureException.Kind.NOT_FOUND || call.has("kind")) throw neither;
                answer.line("Neither the newer nor the older address of this Sentry answers (404).");
                return Sentry.Reply.of(Json.NONE);
            }
        }
    }

    private static Sentry.Request list(Call call, String what, String query, int most) {
        return Bound.narrow(Sentry.Request.get("organizations", call.organization(), what), call.project())
            .with("query", query).with("sortBy", "-id")
            .with("per_page", most);
    }

    private static String named(String name, boolean part) {
        if (name == null) return null;
        String quoted = name.replace("\\", "\\\\").replace("\"", "\\\"");
        return part ? "name:\"*" + quoted + "*\"" : "name:\"" + quoted + "\"";
    }

    private static String ofMetrics(String query) {
        return query == null ? "type:metric_issue" : "type:metric_issue " + query;
    }

    // ---------------------------------------------------------------- one rule

    private static Answer get(Call call) {
        Found found = look(call);
        for (Json rule : List.of(found.issue(), found.metric()))
            if (LegacyAlerts.is(rule)) return LegacyAlerts.shown(call, rule);
        if (found.issue().present()) {
            connected(call, found.issue(), false);
            return found.told(AlertText.issueAlert(
                Answer.titled("Issue alert ", or(found.issue().said("name"), found.issue().token("id"))), call,
                found.issue()));
        }
        if (found.metric().present()) {
            return found.told(AlertText.metricAlert(
                Answer.titled("Metric alert ", or(found.metric().said("name"), found.metric().token("id"))), call,
                found.metric()));
        }
        throw found.missing() != null ? found.missing() : missing(call);
    }

    /**
     * An alert by id or name: one of the two is present, or none.
     *
     * @param missing why a look-up found nothing, when Sentry has a reason; else null
     * @param moved   the older id by which it was found, in words; else null
     */
    private record Found(Json issue, Json metric, FailureException missing, Line moved) {
        Found(Json issue, Json metric, FailureException missing) { this(issue, metric, missing, null); }

        boolean any() { return issue.present() || metric.present(); }

        Answer told(Answer answer) { return moved == null ? answer : answer.note(moved); }
    }

    /**
     * Digits are an id of today first; when none has it, they may be a name, and then the id of an older rule, which
     * Sentry is asked to translate. What an older address holds is an older id and nothing else: today's alerts are
     * numbered anew, and the one that happens to have that number is another.
     */
    private static Found look(Call call) {
        LegacyAlerts.Id old = LegacyAlerts.Id.of(call.text("ruleId"));
        if (old != null) return older(call, old);
        boolean digits = Bound.numeric(call.text("ruleId"));
        Found found = look(call, digits);
        if (!digits || found.any()) return found;
        if (found.missing() == null) found = look(call, false);
        if (found.any()) return found;
        Found issue = "metric".equals(call.text("kind")) ? found
            : older(call, new LegacyAlerts.Id(LegacyAlerts.ISSUE, call.text("ruleId")));
        Found metric = "issue".equals(call.text("kind")) ? found
            : older(call, new LegacyAlerts.Id(LegacyAlerts.METRIC, call.text("ruleId")));
        if (issue.any() && metric.any()) throw both(call.text("ruleId"));
        return issue.any() ? issue : metric.any() ? metric : found;
    }

    /** The alert that an older rule has become, or the rule itself where nothing has become of it. */
    private static Found older(Call call, LegacyAlerts.Id old) {
        String id = LegacyAlerts.today(call, old);
        if (id == null) {
            Json rule = LegacyAlerts.get(call, old);
            return old.issue() ? new Found(rule, Json.NONE, null) : new Found(Json.NONE, rule, null);
        }
        Map<String, Object> arguments = new LinkedHashMap<>(call.arguments());
        arguments.put("ruleId", id);
        arguments.put("kind", old.issue() ? "issue" : "metric");
        Found found = look(call.with(arguments), true);
        return new Found(found.issue(), found.metric(), found.missing(),
            Line.of("What was rule " + old.number() + " is alert " + id + " now."));
    }

    private static FailureException both(String id) {
        return FailureException.input("kind", "is required (issue or metric): " + FailureException.show(id)
            + " is both an issue alert and a metric alert");
    }

    /** Issue alerts and metric alerts are numbered apart: without a kind both are asked, side by side. */
    private static Found look(Call call, boolean byId) {
        String id = call.text("ruleId");
        String kind = call.text("kind", "all");
        Sentry.Later issue = kind.equals("metric") ? null : call.sentry().start(issueRequest(call, id, byId));
        Sentry.Later metric = kind.equals("issue") ? null : call.sentry().start(metricRequest(call, id, byId));
        FailureException[] gone = new FailureException[1];
        Json issueRule = issue == null ? Json.NONE : pickOrNone(call, issue, true, id, byId, gone);
        Json metricRule = metric == null ? Json.NONE : pickOrNone(call, metric, false, id, byId, gone);
        if (metricRule.present() && !ours(call, metricRule)) metricRule = Json.NONE;
        if (issueRule.present() && metricRule.present()) throw both(id);
        return new Found(issueRule, metricRule, gone[0]);
    }

    private static FailureException missing(Call call) {
        String id = call.text("ruleId");
        String what = call.has("kind") ? call.text("kind") + " alert" : "alert";
        String where = call.organization() + (call.project() == null ? "" : "/" + call.project());
        return FailureException.of(FailureException.Kind.NOT_FOUND,
            "No " + what + " of " + where + " has the id or name " + FailureException.show(id) + "."
                + (call.user().offers("find_alert_rules") ? " find_alert_rules lists them." : ""));
    }

    private static Sentry.Request issueRequest(Call call, String idOrName, boolean id) {
        return list(call, "workflows", id ? null : named(idOrName, false), PAGE).with("id", id ? idOrName : null);
    }

    private static Sentry.Request metricRequest(Call call, String idOrName, boolean id) {
        return list(call, "detectors", id ? null : ofMetrics(named(idOrName, false)), PAGE).with("id",
            id ? idOrName : null);
    }

    /**
     * As {@link #pick}, among older rules where this version of Sentry has no others; the failure is kept for the case
     * that there are none of either.
     */
    private static Json pickOrNone(Call call, Sentry.Later page, boolean issue, String idOrName, boolean byId,
        FailureException[] gone) {
        try {
            return pick(page.reply().json().list(), idOrName);
        } catch (FailureException failure) {
            if (failure.kind() != FailureException.Kind.NOT_FOUND || failure.status() == 0) throw failure;
            try {
                if (byId) return LegacyAlerts.get(call,
                    new LegacyAlerts.Id(issue ? LegacyAlerts.ISSUE : LegacyAlerts.METRIC, idOrName));
                return LegacyAlerts.within(call,
                    pick(LegacyAlerts.rows(LegacyAlerts.list(call, issue, idOrName, PAGE, null), issue), idOrName));
            } catch (FailureException neither) {
                if (neither.kind() != FailureException.Kind.NOT_FOUND || neither.status() == 0) throw neither;
                gone[0] = failure;
                return Json.NONE;
            }
        }
    }

    /** The one row of a list with that id or name; absent when there is none. @throws FailureException for several */
    private static Json pick(List<Json> rows, String idOrName) {
        if (Bound.numeric(idOrName)) {
            for (Json row : rows) if (idOrName.equals(row.text("id"))) return row;
        }
        return rows.stream().anyMatch(row -> idOrName.equalsIgnoreCase(row.text("name")))
            ? Bound.named(rows, "name", idOrName, "alert", "ruleId") : Json.NONE;
    }

    /** A metric alert, and of the project that was asked for or that the session is bound to. */
    private static boolean ours(Call call, Json detector) {
        if (LegacyAlerts.is(detector)) return true;
        if (!"metric_issue".equals(detector.text("type"))) return false;
        return call.project() == null || AlertText.everywhere(detector)
            || Bound.id(call, call.project()).equals(detector.text("projectId"));
    }

    /**
     * In a session that is bound to a project: refuses an issue alert that none of the project's monitors is connected
     * to, and, when it is to be {@code changed}, also one that monitors of other projects are connected to.
     */
    private static void connected(Call call, Json rule, boolean changed) {
        if (call.boundProject() == null) return;
        List<String> ids = new ArrayList<>();
        for (Json id : rule.list("detectorIds")) if (id.text() != null) ids.add(id.text());
        within(call, "issue alert", ids, changed);
    }

    private static void within(Call call, String what, List<String> detectorIds, boolean all) {
        if (call.boundProject() == null) return;
        if (detectorIds.isEmpty()) call.within(what);
        String bound = Bound.id(call);
        int inside = 0;
        for (Json detector : call.sentry()
            .send(Sentry.Request.get("organizations", call.organization(), "detectors").with("id", detectorIds)).json()
            .list()) {
            boolean own = bound.equals(detector.text("projectId")) || !all && AlertText.everywhere(detector);
            if (own && detectorIds.contains(detector.text("id"))) inside++;
        }
        if (inside == 0 || all && inside < detectorIds.size()) call.within(what);
    }

    // ---------------------------------------------------------------- writing issue alerts

    private static Answer createIssueAlert(Call call) {
        List<String> monitors =
            call.texts("detectorIds").isEmpty() ? List.of(everyIssue(call)) : call.texts("detectorIds");
        if (!call.texts("detectorIds").isEmpty()) within(call, "detectorIds monitor", monitors, true);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", call.text("name"));
        body.put("enabled", true);
        body.put("detectorIds", numbers("detectorIds", monitors));
        body.put("config", Map.of("frequency",
            call.integer("frequencyMinutes") == null ? USUAL_FREQUENCY : call.integer("frequencyMinutes")));
        if (call.has("environment")) body.put("environment", call.text("environment"));
        if (call.has("owner")) body.put("owner", call.text("owner"));
        body.put("triggers", group("any-short", conditions(call, "triggers"), null));
        body.put("actionFilters",
            List.of(group(call.text("filterMatch", "all"), conditions(call, "filters"), actions(call))));
        Json rule =
            call.sentry().send(Sentry.Request.post(body, "organizations", call.organization(), "workflows")).json();
        return AlertText.issueAlert(Answer.titled("Created issue alert ", or(rule.said("name"), rule.token("id"))),
            call, rule);
    }

    /** The monitor that stands for all issues of a project; older versions have one for all errors instead. */
    private static String everyIssue(Call call) {
        for (String type : List.of("issue_stream", "error")) {
            Json rows =
                call.sentry()
                    .send(Bound
                        .narrow(Sentry.Request.get("organizations", call.organization(), "detectors"), call.project())
                        .with("query", "type:" + type))
                    .json();
            for (Json row : rows.list())
                if (type.equals(row.text("type")) && row.text("id") != null) return row.text("id");
        }
        throw FailureException.of(FailureException.Kind.NOT_FOUND,
            "Sentry names no monitor for the issues of project " + FailureException.show(call.project())
                + " to which an alert could be connected; give detectorIds.");
    }

    private static final List<String> ISSUE_ONLY =
        List.of("triggers", "filters", "filterMatch", "actions", "actionFilters", "frequencyMinutes", "detectorIds");
    private static final List<String> METRIC_ONLY =
        List.of("aggregate", "conditions", "dataset", "query", "timeWindowMinutes", "detectionType",
            "comparisonDelta", "description",
            "alertIds", "eventTypes");
    private static final List<String> EITHER = List.of("name", "enabled", "environment", "owner");

    private static Answer update(Call call) {
        List<String> given = new ArrayList<>();
        for (List<String> names : List.of(EITHER, ISSUE_ONLY, METRIC_ONLY))
            names.stream().filter(call::has).forEach(given::add);
        if (given.isEmpty()) throw FailureException.input("settings", "must hold at least one setting");
        Found found = look(call);
        Json now = found.issue().present() ? found.issue() : found.metric();
        if (!Bound.numeric(now.text("id"))) throw found.missing() != null ? found.missing() : missing(call);
        if (LegacyAlerts.is(now)) throw FailureException.input("ruleId",
            "is of an older kind that cannot be changed here: change it in Sentry");
        if (found.moved() != null && Bound.numeric(call.text("ruleId"))) throw FailureException.input("ruleId",
            "is the id of an older rule, whose alert has the id " + now.text("id") + " now: use that");
        if (call.boundProject() != null && found.metric().present() && AlertText.everywhere(now))
            call.within("metric alert, which is for all projects,");
        List<String> others = found.issue().present() ? METRIC_ONLY : ISSUE_ONLY;
        for (String each : given) {
            if (!others.contains(each)) continue;
            String kind = found.issue().present() ? "an issue" : "a metric";
            throw FailureException.input("settings",
                "cannot have " + each + ": " + FailureException.show(call.text("ruleId")) + " is " + kind + " alert");
        }
        return found.issue().present() ? updateIssueAlert(call, now) : updateMetricAlert(call, now);
    }

    private static Answer updateIssueAlert(Call call, Json now) {
        boolean groups = List.of("filters", "filterMatch", "actions", "actionFilters").stream().anyMatch(call::has);
        connected(call, now, true);
        if (call.has("detectorIds")) within(call, "detectorIds monitor", call.texts("detectorIds"), true);
        // What is absent stays as it is, but for the name, which is required, and "enabled", which is true when absent
        // (WorkflowValidator in Sentry's source).
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", now.text("id"));
        body.put("name", call.has("name") ? call.text("name") : now.text("name"));
        body.put("enabled", call.has("enabled") ? call.flag("enabled") : !now.denied("enabled"));
        if (call.has("frequencyMinutes")) {
            Map<String, Object> config = new LinkedHashMap<>();
            now.fields("config").forEach((key, value) -> config.put(key, value.plain()));
            config.put("frequency", call.integer("frequencyMinutes"));
            body.put("config", config);
        }
        if (call.has("environment")) body.put("environment", call.text("environment"));
        if (call.has("owner")) body.put("owner", call.text("owner"));
        if (call.has("detectorIds")) body.put("detectorIds", numbers("detectorIds", call.texts("detectorIds")));
        if (call.has("triggers")) {
            Map<String, Object> triggers = group("any-short", conditions(call, "triggers"), null);
            if (now.text("triggers", "id") != null) triggers.put("id", now.text("triggers", "id"));
            body.put("triggers", triggers);
        }
        if (groups) body.put("actionFilters", actionFilters(call, now));
        confirm(call, now, "issue alert", List.of("triggers", "filters", "actions", "actionFilters", "detectorIds"),
            "disable it: nobody will be notified by it", new Silencing()
                .when(call.has("environment") && call.text("environment") != null
                    && !call.text("environment").equals(now.text("environment")),
                    "notify only about the environment "
                        + Show.words(call.text("environment")))
                .when(call.has("filterMatch"), "notify when " + Show.bare(call.text("filterMatch"))
                    + " of the filters match")
                .raised("notify at most once in %s", now.at("config", "frequency"), USUAL_FREQUENCY,
                    call.integer("frequencyMinutes"), minutes -> Show.millis(minutes * 60_000.0).text()));
        Json after = call.sentry()
            .send(Sentry.Request.put(body, "organizations", call.organization(), "workflows", now.text("id"))).json();
        return AlertText.issueAlert(Answer.titled("Updated issue alert ", or(after.said("name"), after.token("id"))),
            call, after);
    }

    private static void confirm(Call call, Json now, String kind, List<String> lists, String disabled,
        Silencing others) {
        List<String> replaced = new ArrayList<>();
        List<String> emptied = new ArrayList<>();
        for (String list : lists)
            if (call.has(list)) (((List<?>) call.arguments().get(list)).isEmpty() ? emptied : replaced).add(list);
        others.when(call.has("enabled") && !call.flag("enabled"), disabled)
            .when(!replaced.isEmpty(), "replace its present " + String.join(", ", replaced))
            .when(!emptied.isEmpty(), "leave it without any " + String.join(", ", emptied))
            .ask(call, kind + " " + Show.words(now.text("name")) + " (id " + now.text("id") + ") of "
                + Show.bare(call.organization()));
    }

    /**
     * The present group of filters and actions with what was given put into it; Sentry removes a group or an action
     * that is not sent along.
     */
    private static List<?> actionFilters(Call call, Json now) {
        if (call.has("actionFilters")) {
            if (call.has("filters") || call.has("actions") || call.has("filterMatch"))
                throw FailureException.input("actionFilters",
                    "cannot be combined with filters, filterMatch or actions");
            return call.objects("actionFilters");
        }
        List<Json> groups = now.list("actionFilters");
        if (groups.size() > 1) {
            throw FailureException.input("actions", "and filters are ambiguous: the alert has " + groups.size()
                + " groups of them; give all groups as actionFilters, a list of objects with "
                + "logicType, conditions and actions (and id, for those that stay)");
        }
        Json present = groups.isEmpty() ? Json.NONE : groups.get(0);
        Map<String, Object> group = new LinkedHashMap<>();
        if (present.text("id") != null) group.put("id", present.text("id"));
        group.put("logicType", call.has("filterMatch") ? call.text("filterMatch")
            : present.text("logicType") == null ? "all" : present.text("logicType"));
        group.put("conditions", call.has("filters") ? conditions(call, "filters") : plain(present, "conditions"));
        group.put("actions", call.has("actions") ? actions(call) : plain(present, "actions"));
        return List.of(group);
    }

    private static Object plain(Json of, String key) { return of.at(key).isList() ? of.at(key).plain() : List.of(); }

    private static Map<String, Object> group(String logic, List<?> conditions, List<?> actions) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("logicType", logic);
        group.put("conditions", conditions);
        group.put("actions", actions == null ? List.of() : actions);
        return group;
    }

    /** Conditions in Sentry's shape; what is the same in nearly all of them may be left out. */
    private static List<Map<String, Object>> conditions(Call call, String param) {
        List<Map<String, Object>> conditions = new ArrayList<>();
        for (Map<String, Object> given : typed(call, param)) {
            Map<String, Object> condition = new LinkedHashMap<>(given);
            condition.putIfAbsent("comparison", true);
            condition.putIfAbsent("conditionResult", true);
            conditions.add(condition);
        }
        return conditions;
    }

    private static List<Map<String, Object>> actions(Call call) {
        List<Map<String, Object>> actions = new ArrayList<>();
        for (Map<String, Object> given : typed(call, "actions")) {
            Map<String, Object> action = new LinkedHashMap<>(given);
            action.putIfAbsent("config", Map.of());
            action.putIfAbsent("data", Map.of());
            action.putIfAbsent("status", "active");
            actions.add(action);
        }
        return actions;
    }

    private static List<Map<String, Object>> typed(Call call, String param) {
        for (Map<String, Object> each : call.objects(param)) {
            if (!(each.get("type") instanceof String))
                throw FailureException.input(param, "needs a \"type\" in every object");
        }
        return call.objects(param);
    }

    private static List<Long> numbers(String param, List<String> ids) {
        List<Long> numbers = new ArrayList<>();
        for (String id : ids) {
            if (!Bound.numeric(id) || id.length() > 18)
                throw FailureException.input(param, "must be numeric ids, not " + FailureException.show(id));
            numbers.add(Long.parseLong(id));
        }
        return numbers;
    }

    // ---------------------------------------------------------------- writing metric alerts

    private static Answer createMetricAlert(Call call) {
        within(call);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", call.text("name"));
        body.put("type", "metric_issue");
        body.put("enabled", true);
        if (call.has("description")) body.put("description", call.text("description"));
        if (call.has("owner")) body.put("owner", call.text("owner"));
        if (call.has("alertIds")) body.put("workflowIds", numbers("alertIds", call.texts("alertIds")));
        body.put("dataSources", List.of(source(call, Json.NONE)));
        body.put("config", config(call, Json.NONE));
        body.put("conditionGroup", group("any", thresholds(call), null));
        Json rule = call.sentry().send(
            Sentry.Request.post(body, "organizations", call.organization(), "projects", call.project(), "detectors"))
            .json();
        Answer answer = AlertText
            .metricAlert(Answer.titled("Created metric alert ", or(rule.said("name"), rule.token("id"))), call, rule);
        if (rule.list("workflowIds").isEmpty()) answer.note(
            "No issue alert is connected to it: its issues are made, but nobody is notified unless an alert covers "
                + "all issues.");
        return answer;
    }

    private static Answer updateMetricAlert(Call call, Json now) {
        boolean source = List.of("aggregate", "dataset", "query", "timeWindowMinutes", "environment", "eventTypes")
            .stream().anyMatch(call::has);
        within(call);
        // The endpoint changes what it is given ("enabled" alone works); the parts of a data source and of the
        // configuration belong together.
        Map<String, Object> body = new LinkedHashMap<>();
        if (call.has("name")) body.put("name", call.text("name"));
        if (call.has("enabled")) body.put("enabled", call.flag("enabled"));
        if (call.has("description")) body.put("description", call.text("description"));
        if (call.has("owner")) body.put("owner", call.text("owner"));
        if (call.has("alertIds")) body.put("workflowIds", numbers("alertIds", call.texts("alertIds")));
        if (source)
            body.put("dataSources", List.of(source(call, now.at("dataSources").item(0).at("queryObj", "snubaQuery"))));
        if (call.has("detectionType") || call.has("comparisonDelta"))
            body.put("config", config(call, now.at("config")));
        if (call.has("conditions")) {
            Map<String, Object> conditions = group("any", thresholds(call), null);
            if (now.text("conditionGroup", "id") != null) conditions.put("id", now.text("conditionGroup", "id"));
            body.put("conditionGroup", conditions);
        }
        Json query = now.at("dataSources").item(0).at("queryObj", "snubaQuery");
        confirm(call, now, "metric alert", List.of("conditions", "alertIds", "eventTypes"),
            "disable it: it will make no issue any more", new Silencing()
                .other("measure %s", query.at("aggregate"), call.text("aggregate"))
                .other("look at the dataset %s", query.at("dataset"), call.text("dataset"))
                .when(call.has("query") && !call.text("query", "").equals(query.text("query") == null ? ""
                    : query.text("query")), "look at " + (call.text("query", "").isBlank() ? "everything"
                        : Show.words(call.text("query")))
                        + (query.text("query") == null ? ""
                            : " instead of " + Show.words(query.text("query"))))
                .other("look at the environment %s", query.at("environment"), call.text("environment"))
                .when(call.has("timeWindowMinutes") && !Long.valueOf(call.integer("timeWindowMinutes") * 60)
                    .equals(query.integer("timeWindow")), "look at "
                        + Show.millis(call.integer("timeWindowMinutes", 0) * 60_000.0) + " at a time")
                .other("detect by %s thresholds", now.at("config", "detectionType"), call.text("detectionType"))
                .when(call.has("comparisonDelta") && !call.integer("comparisonDelta")
                    .equals(now.integer("config", "comparisonDelta")), "compare with "
                        + Show.millis(call.integer("comparisonDelta", 0) * 1000.0) + " before"));
        Json after = call.sentry()
            .send(Sentry.Request.put(body, "organizations", call.organization(), "detectors", now.text("id"))).json();
        return AlertText.metricAlert(Answer.titled("Updated metric alert ", or(after.said("name"), after.token("id"))),
            call, after);
    }

    /** In a bound session the connected alerts must be its project's own: connecting one changes what it is about. */
    private static void within(Call call) {
        if (call.boundProject() == null) return;
        for (String id : call.texts("alertIds")) {
            Json rule = pick(call.sentry().send(list(call, "workflows", null, 1).with("id", id)).json().list(), id);
            if (!rule.present()) call.within("alert of alertIds");
            connected(call, rule, true);
        }
    }

    /** What is measured; the kinds of events and of queries follow from the dataset. Windows are seconds in the API. */
    private static Map<String, Object> source(Call call, Json now) {
        String dataset =
            call.has("dataset") ? call.text("dataset") : now.text("dataset") == null ? "events" : now.text("dataset");
        boolean same = dataset.equals(now.text("dataset"));
        List<String> types = new ArrayList<>(call.texts("eventTypes"));
        if (types.isEmpty() && same)
            for (Json type : now.list("eventTypes")) if (type.text() != null) types.add(type.text());
        if (types.isEmpty()) {
            types.addAll(switch (dataset) {
                case "events" -> List.of("default", "error");
                case "transactions" -> List.of("transaction");
                default -> List.of("trace_item_span");
            });
        }
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("aggregate", call.has("aggregate") ? call.text("aggregate") : now.text("aggregate"));
        source.put("dataset", dataset);
        source.put("query",
            call.has("query") ? call.text("query", "") : now.text("query") == null ? "" : now.text("query"));
        source.put("queryType", dataset.equals("events") ? 0 : 1);
        Long seconds = now.integer("timeWindow");
        source.put("timeWindow", call.has("timeWindowMinutes") ? (Object) (call.integer("timeWindowMinutes") * 60)
            : seconds == null ? USUAL_WINDOW * 60 : seconds);
        source.put("environment", call.has("environment") ? call.text("environment") : now.text("environment"));
        source.put("eventTypes", types);
        return source;
    }

    private static Map<String, Object> config(Call call, Json now) {
        Map<String, Object> config = new LinkedHashMap<>();
        now.fields().forEach((key, value) -> {
            if (value.present()) config.put(key, value.plain());
        });
        config.putIfAbsent("detectionType", "static");
        if (call.has("detectionType")) config.put("detectionType", call.text("detectionType"));
        if (call.has("comparisonDelta")) config.put("comparisonDelta", call.integer("comparisonDelta"));
        if ("percent".equals(config.get("detectionType")) && !config.containsKey("comparisonDelta"))
            throw FailureException.input("comparisonDelta",
                "is required for detectionType percent");
        if (!"percent".equals(config.get("detectionType"))) config.remove("comparisonDelta");
        return config;
    }

    /**
     * Thresholds in Sentry's shape. One that resolves is added when none was given: below what is reported, as in
     * Sentry's own examples.
     */
    private static List<Map<String, Object>> thresholds(Call call) {
        List<Map<String, Object>> given = new ArrayList<>();
        Double nearest = null;
        String type = null;
        boolean resolves = false;
        for (Map<String, Object> each : typed(call, "conditions")) {
            Map<String, Object> condition = new LinkedHashMap<>(each);
            condition.putIfAbsent("conditionResult", 75);
            given.add(condition);
            resolves |= condition.get("conditionResult") instanceof Number result && result.intValue() == 0;
            if (!(each.get("comparison") instanceof Number comparison)) continue;
            double value = comparison.doubleValue();
            if ("gt".equals(each.get("type"))) {
                nearest = nearest == null ? value : Math.min(nearest, value);
                type = "lte";
            } else if ("lt".equals(each.get("type"))) {
                nearest = nearest == null ? value : Math.max(nearest, value);
                type = "gte";
            }
        }
        if (!resolves && type != null) {
            Object value =
                nearest == Math.rint(nearest) && Math.abs(nearest) < 1e15 ? (Object) nearest.longValue() : nearest;
            given.add(new LinkedHashMap<>(Map.of("type", type, "comparison", value, "conditionResult", 0)));
        }
        return given;
    }
}
