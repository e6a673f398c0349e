package demo;

import static demo.Plain.iso;
import static demo.Plain.list;
import static demo.Plain.map;
import static demo.Plain.object;
import static demo.Plain.objects;
import static demo.Plain.text;
import static demo.Plain.texts;

import demo.DemoSentry.Reply;
import demo.Search.Term;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Alerts (workflows), monitors (detectors) and dashboards. */
final class Alerts {
    private static final String ORG = "organizations/{org}/";
    private static final List<String> TRIGGERS =
        List.of("first_seen_event", "issue_resolved_trigger", "reappeared_event", "regression_event",
            "issue_resolution_change", "new_high_priority_issue", "existing_high_priority_issue");
    private static final List<String> FILTERS = List.of("age_comparison", "assigned_to", "event_attribute",
        "event_frequency_count", "event_frequency_percent", "event_unique_user_frequency_count",
        "event_unique_user_frequency_percent", "percent_sessions_count", "percent_sessions_percent",
        "issue_category", "issue_type", "issue_occurrences", "issue_priority_greater_or_equal",
        "issue_priority_deescalating", "latest_adopted_release", "latest_release", "level", "tagged_event");
    private static final List<String> ACTIONS =
        List.of("email", "slack", "slack_staging", "msteams", "discord", "pagerduty", "opsgenie", "github",
            "github_enterprise", "gitlab", "jira", "jira_server", "azure_devops", "sentry_app", "webhook", "plugin");
    private static final List<String> LOGIC = List.of("any", "any-short", "all", "none");
    private static final List<String> DISPLAYS =
        List.of("line", "area", "bar", "table", "big_number", "details", "categorical_bar", "wheel",
            "rage_and_dead_clicks", "server_tree", "text", "agents_traces_table", "heatmap", "top_n");
    private static final List<String> WIDGETS = List.of("discover", "issue", "metrics", "error-events",
        "transaction-like", "spans", "logs", "tracemetrics", "preprod-app-size");

    private Alerts() {}

    static void add(DemoSentry.Routes routes) {
        routes.get(ORG + "workflows", Alerts::workflows)
            .on("POST", ORG + "workflows", Alerts::createWorkflow)
            .get(ORG + "workflows/{workflow}", ask -> view(find(ask, "workflows", "workflow")))
            .on("PUT", ORG + "workflows/{workflow}", Alerts::updateWorkflow)
            .on("DELETE", ORG + "workflows/{workflow}", ask -> delete(ask, "workflows", "workflow"))
            .get(ORG + "detectors", Alerts::detectors)
            .on("POST", ORG + "projects/{project}/detectors", Alerts::createDetector)
            .get(ORG + "detectors/{detector}", ask -> detector(ask, find(ask, "detectors", "detector")))
            .on("PUT", ORG + "detectors/{detector}", Alerts::updateDetector)
            .on("DELETE", ORG + "detectors/{detector}", ask -> delete(ask, "detectors", "detector"))
            .get(ORG + "dashboards", Alerts::dashboards)
            .on("POST", ORG + "dashboards", Alerts::createDashboard)
            .get(ORG + "dashboards/{dashboard}", ask -> dashboard(ask, find(ask, "dashboards", "dashboard")))
            .on("PUT", ORG + "dashboards/{dashboard}", Alerts::updateDashboard)
            .on("DELETE", ORG + "dashboards/{dashboard}", ask -> delete(ask, "dashboards", "dashboard"));
    }

    private static Map<String, Object> find(Ask ask, String store, String name) {
        Map<String, Object> found = Organization.find(Settings.store(ask, store), "id", ask.path(name));
        if (found == null) throw Refused.missing();
        return found;
    }

    private static Object delete(Ask ask, String store, String name) {
        Settings.store(ask, store).remove(find(ask, store, name));
        return Reply.of(204, null);
    }

    /** The items of a store that a query of the form name:"…" type:… words passes, by id or in the order asked for. */
    private static List<Map<String, Object>> passing(Ask ask, List<Map<String, Object>> all) {
        Dataset rows = new Dataset("alerts", "name", "id");
        Predicate<Map<String, Object>> passes = item -> true;
        for (Term term : Search.terms(Search.parse(ask.one("query", ""), false))) {
            if (term.key() != null && !List.of("name", "type", "action", "assignee").contains(term.key()))
                throw Refused.query("Invalid key for this search: " + term.key());
            Predicate<Map<String, Object>> one = "action".equals(term.key())
                ? item -> objects(item, "actionFilters").stream().flatMap(filter -> objects(filter, "actions").stream())
                    .anyMatch(action -> term.values().contains(text(action, "type")))
                : "assignee".equals(term.key())
                    ? item -> term.values().contains(item.get("owner") == null ? "none" : text(item, "owner"))
                    : rows.test(term, new Dataset.Slice(Set.of(), Set.of(), ask.now, ask.now, "", Map.of()));
            passes = passes.and(one);
        }
        Predicate<Map<String, Object>> ids =
            item -> ask.all("id").isEmpty() || ask.all("id").contains(text(item, "id"));
        for (String id : ask.all("id")) if (!id.matches("\\d+")) throw Refused.field("id", "Invalid ID format");
        String sort = ask.one("sortBy", "id");
        String column = sort.replaceFirst("^-", "");
        if (!List.of("id", "name", "type", "dateCreated", "dateUpdated", "connectedWorkflows", "connectedDetectors",
            "actions", "lastTriggered", "latestGroup", "openIssues").contains(column))
            throw Refused.field("sortBy", "Invalid sort field");
        Comparator<Map<String, Object>> order = Comparator.comparing(
            item -> column.equals("id") ? (Object) Long.parseLong(text(item, "id")) : item.get(column),
            Dataset::compare);
        return all.stream().filter(passes.and(ids)).sorted(sort.startsWith("-") ? order.reversed() : order).toList();
    }

    // ---------------------------------------------------------------- workflows

    private static Object workflows(Ask ask) {
        Set<String> projects = ask.projects(null);   // without a project: all, as in Sentry
        List<Map<String, Object>> found = passing(ask, Settings.store(ask, "workflows"))
            .stream().filter(each -> projects == null || projects.size() == ask.home.projects.size()
                || texts(each, "detectorIds").stream()
                    .anyMatch(id -> Organization.find(Settings.store(ask, "detectors"), "id", id) != null && projects
                        .contains(text(Organization.find(Settings.store(ask, "detectors"), "id", id), "project"))))
            .toList();
        ask.headers.put("X-Hits", Integer.toString(found.size()));
        return ask.page(found, 100, Alerts::view);
    }

    private static Map<String, Object> view(Map<String, Object> workflow) {
        Map<String, Object> view = new LinkedHashMap<>(workflow);
        view.put("organizationId", "41");
        view.putIfAbsent("dateUpdated", workflow.get("dateCreated"));
        return view;
    }

    private static Object createWorkflow(Ask ask) {
        Map<String, Object> workflow = map("id", ask.home.newId(), "name", null, "enabled", true, "owner", null,
            "createdBy", text(ask.home.me(), "id"), "dateCreated", iso(ask.now), "lastTriggered", null, "environment",
            null, "config", map(), "detectorIds", list(), "triggers", null, "actionFilters", list());
        settle(ask, workflow, true);
        Settings.store(ask, "workflows").add(workflow);
        return Reply.of(201, view(workflow));
    }

    private static Object updateWorkflow(Ask ask) {
        Map<String, Object> workflow = find(ask, "workflows", "workflow");
        Map<String, Object> changed = new LinkedHashMap<>(workflow);
        settle(ask, changed, true);   // PUT replaces: the name is required
        workflow.putAll(changed);
        workflow.put("dateUpdated", iso(ask.now));
        return view(workflow);
    }

    private static void settle(Ask ask, Map<String, Object> workflow, boolean whole) {
        Map<?, ?> body = Checks.body(ask);
        String name = Checks.string(body, "name", 256, whole);
        Boolean enabled = Checks.bool(body, "enabled");
        Checks.owner(ask.home, body, "owner");
        Checks.environment(ask.home, body, "environment");
        if (body.containsKey("detectorIds")) {
            List<Object> ids = list();
            for (String id : texts(body, "detectorIds")) {
                if (!id.matches("\\d+")) throw Refused.field("detectorIds", "A valid integer is required.");
                if (Organization.find(Settings.store(ask, "detectors"), "id", id) == null)
                    throw Refused.field("detectorIds", "Some detectors do not exist");
                ids.add(id);
            }
            workflow.put("detectorIds", ids);
        }
        if (body.get("config") instanceof Map<?, ?> config) {
            Long frequency;
            try {
                frequency = Checks.number(config, "frequency", 0, 43_200, false);
            } catch (Refused refused) {
                throw new Refused(400, map("config", refused.body));
            }
            for (Object each : config.keySet()) if (!each.equals("frequency"))
                throw Refused.field("config", "Additional properties are not allowed ('" + each + "' was unexpected)");
            workflow.put("config", frequency == null ? map() : map("frequency", frequency));
        }
        if (body.get("triggers") != null)
            workflow.put("triggers", group(ask, (Map<?, ?>) body.get("triggers"), "triggers", TRIGGERS));
        if (body.containsKey("actionFilters")) {
            List<Object> filters = list();
            for (Map<String, Object> filter : objects(body, "actionFilters"))
                filters.add(group(ask, filter, "actionFilters", FILTERS));
            workflow.put("actionFilters", filters);
        }
        if (name != null) workflow.put("name", name);
        if (enabled != null) workflow.put("enabled", enabled);
        for (String each : List.of("owner", "environment"))
            if (body.containsKey(each)) workflow.put(each, body.get(each));
    }

    /** Conditions and actions with ids of their own. */
    private static Map<String, Object> group(Ask ask, Map<?, ?> from, String field, List<String> types) {
        if (!LOGIC.contains(text(from, "logicType")))
            throw new Refused(400, map(field, map("logicType", list(from.get("logicType") == null
                ? "This field is required." : "\"" + from.get("logicType") + "\" is not a valid choice."))));
        List<Object> conditions = list();
        for (Map<String, Object> condition : objects(from, "conditions")) {
            if (!types.contains(text(condition, "type"))) throw new Refused(400, map(field,
                map("conditions", list(map("type", list("Invalid condition type: " + condition.get("type")))))));
            if (!condition.containsKey("comparison")) throw new Refused(400,
                map(field, map("conditions", list(map("comparison", list("This field is required."))))));
            if (!condition.containsKey("conditionResult")) throw new Refused(400,
                map(field, map("conditions", list(map("conditionResult", list("This field is required."))))));
            conditions.add(map("id", condition.getOrDefault("id", ask.home.newId()), "type", condition.get("type"),
                "comparison", condition.get("comparison"), "conditionResult", condition.get("conditionResult")));
        }
        List<Object> actions = list();
        for (Map<String, Object> action : objects(from, "actions")) {
            if (!ACTIONS.contains(text(action, "type"))) throw new Refused(400,
                map(field, map("actions", list(map("type", list("Invalid action type: " + action.get("type")))))));
            if (!(action.get("config") instanceof Map<?, ?> config)) throw new Refused(400,
                map(field, map("actions", list(map("config", list("This field is required."))))));
            if (action.get("type").equals("email")
                && !List.of("user", "team", "issue_owners").contains(text(config, "targetType")))
                throw new Refused(400, map(field,
                    map("actions", list(map("config", list("Invalid targetType: " + config.get("targetType")))))));
            actions
                .add(map("id", action.getOrDefault("id", ask.home.newId()), "type", action.get("type"), "integrationId",
                    action.get("integrationId"), "data", action.getOrDefault("data", map()), "status", "active",
                    "config", map("targetType", config.get("targetType"), "targetDisplay", config.get("targetDisplay"),
                        "targetIdentifier", config.get("targetIdentifier"))));
        }
        return map("id", from.get("id") == null ? ask.home.newId() : from.get("id"), "organizationId", "41",
            "logicType", from.get("logicType"), "conditions", conditions, "actions", actions);
    }

    // ---------------------------------------------------------------- detectors

    private static Object detectors(Ask ask) {
        Set<String> projects = ask.projects(ask.all("id").isEmpty() ? ask.home.mine() : ask.home.everyProject());
        List<Map<String, Object>> found = passing(ask, Settings.store(ask, "detectors")).stream()
            .filter(each -> projects.contains(text(each, "project"))).toList();
        ask.headers.put("X-Hits", Integer.toString(found.size()));
        return ask.page(found, 100, each -> detector(ask, each));
    }

    private static Map<String, Object> detector(Ask ask, Map<String, Object> detector) {
        String id = text(detector, "id");
        Map<String, Object> query = object(detector, "query");
        List<Object> conditions = list();
        for (Map<String, Object> condition : objects(detector, "conditions"))
            conditions.add(Plain.with(map("id", id + (conditions.size() + 1)), "type", condition.get("type"),
                "comparison", condition.get("comparison"), "conditionResult", condition.get("conditionResult")));
        return map("id", id, "projectId", text(ask.home.project(text(detector, "project")), "id"), "name",
            detector.get("name"), "description", detector.get("description"), "type", detector.get("type"),
            "workflowIds",
            Settings.store(ask, "workflows").stream().filter(each -> texts(each, "detectorIds").contains(id))
                .map(each -> each.get("id")).toList(),
            "owner", ask.home.actor(text(detector, "owner")), "createdBy", detector.get("createdBy"), "dateCreated",
            detector.get("dateCreated"),
            "dateUpdated", detector.getOrDefault("dateUpdated", detector.get("dateCreated")), "dataSources",
            query.isEmpty() ? null
                : list(map("id", "3" + id, "organizationId", "41", "type", "snuba_query_subscription", "sourceId",
                    "5" + id,
                    "queryObj",
                    map("id", "2" + id, "status", 0, "subscription", "1/" + id, "snubaQuery",
                        Plain.with(query, "id", "1" + id)))),
            "conditionGroup",
            conditions.isEmpty() ? null
                : map("id", "4" + id, "organizationId", "41", "logicType", "any", "conditions", conditions, "actions",
                    list()),
            "config", detector.getOrDefault("config", map()), "enabled", detector.get("enabled"), "latestGroup", null,
            "openIssues", 0);
    }

    private static Object createDetector(Ask ask) {
        Map<String, Object> project = ask.project();
        Map<?, ?> body = Checks.body(ask);
        String type = Checks.string(body, "type", 200, true);
        if (!type.equals("metric_issue"))
            throw Refused.field("type", "Unknown detector type '" + type + "'. Must be one of: metric_issue");
        Map<String, Object> detector =
            map("id", ask.home.newId(), "project", project.get("slug"), "type", type, "owner", null, "createdBy",
                text(ask.home.me(), "id"), "dateCreated", iso(ask.now), "enabled", true, "config", map());
        if (objects(body, "dataSources").isEmpty() && objects(body, "dataSource").isEmpty())
            throw Refused.field("dataSources", "This field is required.");
        if (!(body.get("conditionGroup") instanceof Map<?, ?>))
            throw Refused.field("conditionGroup", "This field is required.");
        if (!(body.get("config") instanceof Map<?, ?>)) throw Refused.field("config", "This field is required.");
        settleDetector(ask, detector, true);
        Settings.store(ask, "detectors").add(detector);
        connect(ask, detector);
        return Reply.of(201, detector(ask, detector));
    }

    private static void settleDetector(Ask ask, Map<String, Object> detector, boolean whole) {
        Map<?, ?> body = Checks.body(ask);
        String name = Checks.string(body, "name", 200, whole);
        Checks.owner(ask.home, body, "owner");
        Boolean enabled = Checks.bool(body, "enabled");
        for (Map<String, Object> source : objects(body, "dataSources")) {
            Map<String, Object> query = new LinkedHashMap<>(object(detector, "query"));
            Checks.choice(source, "dataset", List.of("events", "transactions", "generic_metrics",
                "events_analytics_platform", "performance_metrics", "metrics"));
            String aggregate = Checks.string(source, "aggregate", 2048, false);
            if (aggregate != null && !aggregate.matches("[a-z_0-9]+\\(.*\\)( .*)?"))
                throw Refused.field("dataSources", "Invalid Metric: " + aggregate);
            Long window =
                source.containsKey("timeWindow") ? Checks.number(source, "timeWindow", 60, 86_400, false) : null;
            if (window != null
                && !List.of(60L, 300L, 600L, 900L, 1800L, 3600L, 7200L, 14400L, 43200L, 86400L).contains(window))
                throw Refused.field("dataSources",
                    "Invalid Time Window: Allowed time windows for this metric are 1m to 24h");
            Checks.environment(ask.home, source, "environment");
            if (source.get("query") != null) Search.parse(text(source, "query"), true);
            for (String each : List.of("dataset", "query", "aggregate", "timeWindow", "environment", "eventTypes"))
                if (source.containsKey(each)) query.put(each, source.get(each));
            if (whole) for (String each : List.of("aggregate", "query", "timeWindow")) if (!query.containsKey(each))
                throw new Refused(400, map("dataSources", map(each, list("This field is required."))));
            query.putIfAbsent("dataset", "events");
            query.putIfAbsent("environment", null);
            detector.put("query", query);
        }
        if (body.get("conditionGroup") instanceof Map<?, ?> group) {
            List<Map<String, Object>> conditions = objects(group, "conditions");
            if (conditions.isEmpty()) throw Refused.field("conditionGroup", "At least one condition is required");
            for (Map<String, Object> condition : conditions) {
                if (!List.of("gt", "gte", "lt", "lte", "anomaly_detection").contains(text(condition, "type")))
                    throw Refused.field("conditionGroup", "Invalid condition type: " + condition.get("type"));
                if (!List.of("0", "25", "50", "75").contains(text(condition, "conditionResult"))) throw Refused
                    .field("conditionGroup", "Invalid condition result: " + condition.get("conditionResult"));
            }
            if (conditions.stream().noneMatch(condition -> text(condition, "conditionResult").equals("0")))
                throw Refused.field("conditionGroup", "Resolution condition required for metric issue detector.");
            detector.put("conditions", conditions);
        }
        if (body.get("config") instanceof Map<?, ?> config) {
            if (!List.of("static", "percent", "dynamic").contains(text(config, "detectionType")))
                throw Refused.field("config", "'detectionType' is a required property");
            if (text(config, "detectionType").equals("percent") && config.get("comparisonDelta") == null)
                throw Refused.field("config", "comparisonDelta is required for percent detection");
            detector.put("config", config);
        }
        if (name != null) detector.put("name", name);
        if (enabled != null) detector.put("enabled", enabled);
        for (String each : List.of("owner", "description"))
            if (body.containsKey(each)) detector.put(each, body.get(each));
    }

    private static void connect(Ask ask, Map<String, Object> detector) {
        if (!ask.sends("workflowIds")) return;
        List<String> wanted = texts(ask.body, "workflowIds");
        for (String id : wanted) if (Organization.find(Settings.store(ask, "workflows"), "id", id) == null)
            throw Refused.field("workflowIds", "Some workflows do not exist");
        for (Map<String, Object> workflow : Settings.store(ask, "workflows")) {
            List<String> ids = new ArrayList<>(texts(workflow, "detectorIds"));
            ids.removeAll(Collections.singleton(text(detector, "id")));
            if (wanted.contains(text(workflow, "id"))) ids.add(text(detector, "id"));
            workflow.put("detectorIds", ids);
        }
    }

    private static Object updateDetector(Ask ask) {
        Map<String, Object> detector = find(ask, "detectors", "detector");
        Map<String, Object> changed = new LinkedHashMap<>(detector);
        settleDetector(ask, changed, false);
        detector.putAll(changed);
        detector.put("dateUpdated", iso(ask.now));
        connect(ask, detector);
        return detector(ask, detector);
    }

    // ---------------------------------------------------------------- dashboards

    private static Object dashboards(Ask ask) {
        List<Map<String, Object>> found = new ArrayList<>(ask.named(Settings.store(ask, "dashboards"), "title"));
        String sort = ask.one("sort", "title");
        Comparator<Map<String, Object>> order = Comparator.comparing(
            each -> sort.contains("dateCreated") ? text(each, "dateCreated") : text(each, "title").toLowerCase());
        found.sort(sort.startsWith("-") ? order.reversed() : order);
        return ask.page(found, 100, each -> {
            List<Object> displays = list();
            List<Object> previews = list();
            for (Map<String, Object> widget : objects(each, "widgets")) {
                displays.add(widget.get("displayType"));
                previews.add(map("displayType", widget.get("displayType"), "layout", widget.get("layout")));
            }
            return map("id", each.get("id"), "title", each.get("title"), "dateCreated", each.get("dateCreated"),
                "createdBy", Organization.person(Organization.find(ask.home.people, "id", each.get("createdBy"))),
                "environment", each.get("environment"), "filters", each.get("filters"), "lastVisited", null,
                "widgetDisplay", displays, "widgetPreview", previews, "permissions", each.get("permissions"),
                "isFavorited", each.get("isFavorited"), "projects", each.get("projects"), "prebuiltId", null);
        });
    }

    private static Map<String, Object> dashboard(Ask ask, Map<String, Object> dashboard) {
        List<Object> widgets = list();
        for (Map<String, Object> widget : objects(dashboard, "widgets")) {
            if (!widget.containsKey("id")) widget.put("id", ask.home.newId());
            List<Object> queries = list();
            for (Map<String, Object> query : objects(widget, "queries")) {
                if (!query.containsKey("id")) query.put("id", ask.home.newId());
                List<Object> fields = query.get("fields") instanceof List<?> given && !given.isEmpty()
                    ? new ArrayList<>(given) : list(texts(query, "columns").toArray());
                if (!(query.get("fields") instanceof List<?> given && !given.isEmpty()))
                    fields.addAll(texts(query, "aggregates"));
                queries.add(map("id", query.get("id"), "name", query.getOrDefault("name", ""), "fields", fields,
                    "aggregates", texts(query, "aggregates"), "columns", texts(query, "columns"), "fieldAliases",
                    texts(query, "fieldAliases"), "conditions", query.getOrDefault("conditions", ""),
                    "orderby", query.getOrDefault("orderby", ""), "widgetId", widget.get("id"), "isHidden", false,
                    "selectedAggregate", null, "linkedDashboards", list()));
            }
            widgets
                .add(map("id", widget.get("id"), "title", widget.get("title"), "description", widget.get("description"),
                    "displayType", widget.get("displayType"), "thresholds", widget.get("thresholds"), "interval",
                    widget.getOrDefault("interval", "5m"), "dateCreated", dashboard.get("dateCreated"),
                    "dashboardId", dashboard.get("id"), "queries", queries, "limit", widget.get("limit"), "widgetType",
                    widget.getOrDefault("widgetType", "error-events"), "layout", widget.get("layout"), "datasetSource",
                    null, "axisRange", null, "legendType", null));
        }
        Map<String, Object> view =
            map("id", dashboard.get("id"), "title", dashboard.get("title"), "dateCreated", dashboard.get("dateCreated"),
                "createdBy", Organization.person(Organization.find(ask.home.people, "id", dashboard.get("createdBy"))),
                "widgets", widgets, "projects", dashboard.get("projects"),
                "environment", dashboard.get("environment"), "filters", dashboard.get("filters"), "permissions",
                dashboard.get("permissions"), "isFavorited", dashboard.get("isFavorited"), "prebuiltId", null);
        for (String each : List.of("period", "start", "end", "utc"))
            if (dashboard.get(each) != null) view.put(each, dashboard.get(each));
        return view;
    }

    private static Object createDashboard(Ask ask) {
        Map<String, Object> dashboard = map("id", ask.home.newId(), "createdBy", text(ask.home.me(), "id"),
            "dateCreated", iso(ask.now), "projects", list(), "environment", list(), "filters", map(), "isFavorited",
            false, "permissions", null, "widgets", list());
        settleDashboard(ask, dashboard, true);
        Settings.store(ask, "dashboards").add(dashboard);
        return Reply.of(201, dashboard(ask, dashboard));
    }

    private static Object updateDashboard(Ask ask) {
        Map<String, Object> dashboard = find(ask, "dashboards", "dashboard");
        dashboard(ask, dashboard);   // gives ids to widgets that have none yet
        Map<String, Object> changed = new LinkedHashMap<>(dashboard);
        settleDashboard(ask, changed, false);
        dashboard.putAll(changed);
        return dashboard(ask, dashboard);
    }

    private static void settleDashboard(Ask ask, Map<String, Object> dashboard, boolean whole) {
        Map<?, ?> body = Checks.body(ask);
        String title = Checks.string(body, "title", 255, whole);
        if (title != null && Settings.store(ask, "dashboards").stream()
            .anyMatch(each -> each.get("title").equals(title) && !each.get("id").equals(dashboard.get("id"))))
            throw Refused.because(409, "Dashboard with that title already exists.");
        if (body.containsKey("widgets")) {
            List<Map<String, Object>> before = objects(dashboard, "widgets");
            List<Object> widgets = list();
            List<Object> problems = list();
            boolean bad = false;
            for (Map<String, Object> sent : objects(body, "widgets")) {
                Map<String, Object> widget = new LinkedHashMap<>();
                Map<String, Object> problem = map();
                try {
                    if (sent.get("id") != null) {   // a widget that is there already keeps what is not sent
                        Map<String, Object> old = Organization.find(before, "id", sent.get("id"));
                        if (old == null)
                            throw Refused.field("id", "You cannot update widgets that are not part of this dashboard.");
                        widget.putAll(old);
                    }
                    boolean fresh = widget.isEmpty();
                    widget.putAll(sent);
                    Checks.string(widget, "title", 255, fresh);
                    if (Checks.choice(widget, "displayType", DISPLAYS) == null && fresh)
                        throw Refused.field("displayType", "This field is required.");
                    if (widget.get("widgetType") != null) Checks.choice(widget, "widgetType", WIDGETS);
                    Checks.number(widget, "limit", 1, 10_000, true);
                    if (fresh && objects(widget, "queries").isEmpty() && !"text".equals(widget.get("displayType")))
                        throw Refused.field("queries", "One or more queries are required to create a widget");
                    for (Map<String, Object> query : objects(widget, "queries")) {
                        try {
                            Search.parse(text(query, "conditions"), !"issue".equals(widget.get("widgetType")));
                        } catch (Refused refused) {
                            throw new Refused(400, map("queries", list(
                                map("conditions", list("Invalid conditions: " + Plain.at(refused.body, "detail"))))));
                        }
                    }
                } catch (Refused refused) {
                    problem = object(refused.body);
                    bad = true;
                }
                problems.add(problem);
                widgets.add(widget);
            }
            if (bad) throw new Refused(400, map("widgets", problems));
            dashboard.put("widgets", widgets);
        }
        if (body.containsKey("projects")) {
            for (String id : texts(body, "projects")) if (!id.equals("-1") && ask.home.project(id) == null)
                throw Refused.field("projects", "Unknown project");
            dashboard.put("projects", body.get("projects"));
        }
        if (title != null) dashboard.put("title", title);
        for (String each : List.of("environment", "period", "start", "end", "utc", "filters", "permissions"))
            if (body.containsKey(each)) dashboard.put(each, body.get(each));
    }
}
