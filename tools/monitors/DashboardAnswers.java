package tools.monitors;

import static tools.answer.Show.or;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

/** How the calls of {@link Dashboards} are answered. */
final class DashboardAnswers {
    private DashboardAnswers() {}

    private static final List<String> SORTS = List.of("title", "-title", "dateCreated", "-dateCreated");

    /** A title is looked for on so many pages of 100; a bound session's list walks as far in one call. */
    private static final int MOST_PAGES = 10;

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "find_dashboards" -> find(call);
            case "get_dashboard_details" -> details(call);
            case "create_dashboard" -> create(Settings.spread(call, tool));
            case "update_dashboard" -> update(Settings.spread(call, tool));
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    // ---------------------------------------------------------------- finding

    private static Answer find(Call call) {
        if (!SORTS.contains(call.text("sort", "title")))
            throw FailureException.input("sort", "must be one of " + String.join(", ", SORTS) + ", not "
                + FailureException.show(call.text("sort")));
        String query = call.text("query", call.text("titleQuery"));
        Sentry.Request request =
            Sentry.Request.get("organizations", call.organization(), "dashboards").with("query", query)
                .with("sort", call.text("sort", "title"));
        String project = Bound.id(call);
        List<Json> rows = new ArrayList<>();
        String next = project == null ? page(call, request, rows) : visiblePage(call, request, project, rows);
        Answer answer = Answer.titled("Dashboards of ", call.organization()).fact("Title contains", Untrusted.of(query))
            .section("Dashboards");
        for (Json dashboard : rows) {
            Set<Object> types = new LinkedHashSet<>();
            for (Json type : dashboard.list("widgetDisplay")) if (type.token() != null) types.add(type.token());
            answer.item("id", dashboard.token("id")).fact("Title", dashboard.said("title"))
                .fact("Widgets", dashboard.at("widgetPreview").isList() ? dashboard.at("widgetPreview").size() : null)
                .fact("Displays", new ArrayList<>(types)).fact("Project ids", tokens(dashboard, "projects"))
                .fact("Environments", said(dashboard, "environment"))
                .fact("Created by", dashboard.at("createdBy").firstSaid("name", "email", "username"))
                .fact("Created", dashboard.time("dateCreated"))
                .fact("Last visited", dashboard.time("lastVisited"))
                .fact("Favorite", dashboard.flag("isFavorited") ? "yes" : null)
                .fact("Url", call.links().web(call.organization(), "dashboard", dashboard.id("id")));
        }
        if (rows.isEmpty()) Sentry.Reply.nothing(answer, next,
            query == null ? "There are none that the token can see." : "None matches.");
        return answer.next(next);
    }

    private static String page(Call call, Sentry.Request request, List<Json> into) {
        Sentry.Reply page = call.sentry()
            .send(request.with("per_page", Settings.limit(call, 25, 100)).with("cursor", call.text("cursor")));
        into.addAll(page.json().list());
        return page.next();
    }

    /**
     * Sentry cannot narrow this list to a project: pages are read and thinned out until there are enough rows. The
     * cursor of the next call says where to go on:
     * {@code <Sentry's cursor, empty for the first page>_<rows of it that were shown>_<page size>}.
     */
    private static String visiblePage(Call call, Sentry.Request request, String project, List<Json> into) {
        int limit = Settings.limit(call, 25, 100);
        int size = limit;
        int skip = 0;
        String cursor = null;
        if (call.has("cursor")) {
            String[] parts = call.text("cursor").split("_", -1);
            if (parts.length != 3 || !parts[1].matches("[0-9]{1,3}") || !parts[2].matches("[0-9]{1,3}"))
                throw FailureException.input("cursor",
                    "is not one of this tool's own");
            cursor = parts[0].isEmpty() ? null : parts[0];
            skip = Integer.parseInt(parts[1]);
            size = Math.max(1, Math.min(100, Integer.parseInt(parts[2])));
        }
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            Sentry.Reply page = call.sentry().send(request.with("per_page", size).with("cursor", cursor));
            List<Json> visible = page.json().list().stream().filter(each -> visible(each, project)).toList();
            int taken = skip;
            while (taken < visible.size() && into.size() < limit) into.add(visible.get(taken++));
            if (taken < visible.size()) return (cursor == null ? "" : cursor) + "_" + taken + "_" + size;
            if (page.next() == null || page.next().equals(cursor)) return null;
            cursor = page.next();
            skip = 0;
            if (into.size() >= limit) break;
        }
        return cursor + "_0_" + size;
    }

    /** For all projects, or for this one among others. */
    private static boolean visible(Json dashboard, String project) {
        return dashboard.list("projects").isEmpty() || ids(dashboard).contains(project);
    }

    private static List<String> ids(Json dashboard) {
        List<String> ids = new ArrayList<>();
        for (Json project : dashboard.list("projects")) if (project.text() != null) ids.add(project.text());
        return ids;
    }

    private static Answer details(Call call) {
        String bound = Bound.id(call);
        Json dashboard = fetch(call, resolve(call, bound), bound);
        return shown(Answer.titled("Dashboard ", or(dashboard.said("title"), dashboard.token("id"))), call, dashboard);
    }

    private static String resolve(Call call, String bound) {
        return Bound.numeric(call.text("dashboardId")) ? call.text("dashboardId")
            : idOf(call, call.text("dashboardId"), bound);
    }

    private static Json fetch(Call call, String id, String bound) {
        Json dashboard =
            call.sentry().send(Sentry.Request.get("organizations", call.organization(), "dashboards", id)).json();
        if (bound != null && !visible(dashboard, bound)) call.within("dashboard");
        return dashboard;
    }

    private static String idOf(Call call, String title, String bound) {
        List<Json> rows = new ArrayList<>();
        String cursor = null;
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            Sentry.Reply page = call.sentry()
                .send(Sentry.Request.get("organizations", call.organization(), "dashboards").with("query", title)
                    .with("sort", "title")
                    .with("per_page", 100).with("cursor", cursor));
            for (Json row : page.json().list()) if (bound == null || visible(row, bound)) rows.add(row);
            cursor = page.next();
            if (cursor == null) break;
        }
        String id = Bound.named(rows, "title", title, "dashboard", "dashboardId").text("id");
        if (!Bound.numeric(id)) throw FailureException.of(FailureException.Kind.UNAVAILABLE,
            "Sentry did not tell the id of dashboard " + FailureException.show(title) + ".");
        return id;
    }

    // ---------------------------------------------------------------- writing

    private static Answer create(Call call) {
        Map<String, Object> body = body(call);
        body.put("widgets", widgets(call, "widgets"));
        if (call.boundProject() != null && !body.containsKey("projects"))
            body.put("projects", List.of(number(Bound.id(call))));   // none would mean all projects
        Json dashboard =
            call.sentry().send(Sentry.Request.post(body, "organizations", call.organization(), "dashboards")).json();
        return shown(Answer.titled("Created dashboard ", or(dashboard.said("title"), dashboard.token("id"))), call,
            dashboard);
    }

    /** Sentry removes the widgets that an update does not list: to add some, the present ones are sent along. */
    private static Answer update(Call call) {
        if (List.of("title", "widgets", "addWidgets", "projects", "environments", "period").stream()
            .noneMatch(call::has)) {
            throw FailureException.input("settings", "must hold at least one setting");
        }
        if (call.has("widgets") && call.has("addWidgets"))
            throw FailureException.input("addWidgets", "cannot be combined with widgets");
        String bound = Bound.id(call);
        String id = resolve(call, bound);
        Json now = fetch(call, id, bound);
        if (bound != null && !ids(now).equals(List.of(bound)))
            call.within("dashboard, which is also for other projects,");
        Map<String, Object> body = body(call);
        keepFilters(body, now);
        int present = now.list("widgets").size();
        String name = Show.words(now.text("title") == null ? call.text("dashboardId") : now.text("title"));
        if (call.has("widgets")) {
            List<Map<String, Object>> widgets = widgets(call, "widgets");
            Set<Object> kept = new LinkedHashSet<>();
            for (Map<String, Object> widget : widgets)
                if (widget.get("id") != null) kept.add(widget.get("id").toString());
            long lost = now.list("widgets").stream().filter(widget -> !kept.contains(widget.text("id"))).count();
            body.put("widgets", widgets);
            call.user()
                .confirm("Overwrite the widgets of dashboard " + name + " of " + Show.bare(call.organization())
                    + "? Of its "
                    + Show.counted(present, "widget") + ", "
                    + lost + " will be deleted and " + (present - lost) + " overwritten.");
        } else if (call.has("addWidgets")) {
            List<Object> widgets = new ArrayList<>();
            for (Json widget : now.list("widgets")) widgets.add(widget.plain());
            widgets.addAll(widgets(call, "addWidgets"));
            body.put("widgets", widgets);
        }
        Json dashboard =
            call.sentry().send(Sentry.Request.put(body, "organizations", call.organization(), "dashboards", id)).json();
        return shown(Answer.titled("Updated dashboard ", or(dashboard.said("title"), dashboard.token("id"))), call,
            dashboard);
    }

    /** What one chooses at the top of a dashboard, apart from the projects. */
    private static final List<String> FILTERS = List.of("environment", "period", "start", "end", "utc", "filters");

    /**
     * An update leaves alone what it does not name, but for these: they are stored as one value, and naming one of them
     * drops the others (update_dashboard_filters in Sentry's source).
     */
    private static void keepFilters(Map<String, Object> body, Json now) {
        if (FILTERS.stream().noneMatch(body::containsKey) && !body.containsKey("projects")) return;
        boolean period = body.containsKey("period");
        for (String key : FILTERS) {
            boolean window = key.equals("start") || key.equals("end");
            if (body.containsKey(key) || now.at(key).empty() || window && period) continue;
            String text = now.text(key);
            boolean truth = key.equals("utc") && text != null;   // answered as a text, taken as a boolean
            body.put(key, truth ? (Object) text.equals("true") : now.at(key).plain());
        }
    }

    private static Map<String, Object> body(Call call) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (call.has("title")) body.put("title", call.text("title"));
        if (!call.texts("projects").isEmpty()) {
            List<Long> ids = new ArrayList<>();
            for (String project : call.texts("projects")) {
                String id = Bound.id(call, project);
                Bound.within(call, "project of projects", Bound.numeric(project) ? null : project, id);
                ids.add(number(id));
            }
            body.put("projects", ids);
        }
        if (!call.texts("environments").isEmpty()) body.put("environment", call.texts("environments"));
        if (call.has("period")) body.put("period", call.text("period"));
        return body;
    }

    private static Long number(String id) {
        if (id.length() > 18)
            throw FailureException.input("projects", "has an id that is too long: " + FailureException.show(id));
        return Long.parseLong(id);
    }

    /** Widgets in Sentry's shape; of a query's parts those that follow from others may be left out. */
    private static List<Map<String, Object>> widgets(Call call, String param) {
        List<Map<String, Object>> widgets = new ArrayList<>();
        for (Map<String, Object> given : call.objects(param)) {
            Map<String, Object> widget = new LinkedHashMap<>(given);
            if (widget.get("id") == null && !(widget.get("title") instanceof String))
                throw FailureException.input(param, "needs a \"title\" in every widget");
            if (widget.get("queries") instanceof List<?> queries) {
                List<Object> complete = new ArrayList<>();
                for (Object query : queries) complete.add(query instanceof Map<?, ?> map ? query(map) : query);
                widget.put("queries", complete);
            }
            widgets.add(widget);
        }
        return widgets;
    }

    private static Map<Object, Object> query(Map<?, ?> given) {
        Map<Object, Object> query = new LinkedHashMap<>(given);
        query.putIfAbsent("name", "");
        query.putIfAbsent("conditions", "");
        query.putIfAbsent("columns", List.of());
        query.putIfAbsent("aggregates", List.of());
        query.putIfAbsent("orderby", "");
        if (!query.containsKey("fields") && query.get("columns") instanceof List<?> columns
            && query.get("aggregates") instanceof List<?> aggregates) {
            List<Object> fields = new ArrayList<>(columns);
            fields.addAll(aggregates);
            query.put("fields", fields);
        }
        return query;
    }

    // ---------------------------------------------------------------- showing

    private static Answer shown(Answer answer, Call call, Json dashboard) {
        List<Object> filters = new ArrayList<>();
        dashboard.fields("filters").forEach((key, value) -> {
            Object shown = Redact.value(key, value);
            if (!value.empty())
                filters.add(Untrusted.of(key + ": " + (shown instanceof String text ? text : Json.write(shown))));
        });
        answer.fact("Id", dashboard.token("id"))
            .fact("Created by", dashboard.at("createdBy").firstSaid("name", "email", "username"))
            .fact("Created", dashboard.time("dateCreated"))
            .fact("Project ids", tokens(dashboard, "projects")).fact("Environments", said(dashboard, "environment"))
            .fact("Period", dashboard.token("period"))
            .fact("Start", dashboard.time("start")).fact("End", dashboard.time("end")).fact("Filters", filters)
            .fact("Built in", dashboard.token("prebuiltId"))
            .fact("Favorite", dashboard.flag("isFavorited") ? "yes" : null)
            .fact("Url", call.links().web(call.organization(), "dashboard", dashboard.id("id")));
        answer.section("Widgets");
        for (Json widget : dashboard.list("widgets")) {
            answer.item("id", widget.token("id")).fact("Title", widget.said("title"))
                .fact("Display", widget.token("displayType"))
                .fact("Type", widget.token("widgetType"))
                .fact("Dataset source", widget.token("datasetSource")).fact("Interval", widget.token("interval"))
                .fact("Limit", widget.integer("limit"))
                .fact("Layout", layout(widget.at("layout"))).fact("Description", widget.said("description"));
            int number = 0;
            for (Json query : widget.list("queries")) answer.fact("Query " + ++number, described(query));
        }
        if (dashboard.list("widgets").isEmpty()) answer.line("It has none.");
        return answer;
    }

    private static Line described(Json query) {
        return Line.join("; ", query.said("name"), Line.around("where ", query.said("conditions"), ""),
            Line.around("aggregates ", Line.join(", ", said(query, "aggregates")), ""),
            Line.around("columns ", Line.join(", ", said(query, "columns")), ""),
            Line.around("sorted by ", query.said("orderby"), ""),
            query.list("aggregates").isEmpty() && query.list("columns").isEmpty()
                ? Line.around("fields ", Line.join(", ", said(query, "fields")), "") : null);
    }

    private static String layout(Json layout) {
        List<String> parts = new ArrayList<>();
        for (String key : List.of("x", "y", "w", "h"))
            if (layout.integer(key) != null) parts.add(key + " " + layout.integer(key));
        return String.join(", ", parts);
    }

    private static List<Object> tokens(Json of, String key) {
        List<Object> tokens = new ArrayList<>();
        for (Json each : of.list(key)) if (each.token() != null) tokens.add(each.token());
        return tokens;
    }

    private static List<Object> said(Json of, String key) {
        List<Object> said = new ArrayList<>();
        for (Json each : of.list(key)) if (each.said() != null) said.add(each.said());
        return said;
    }
}
