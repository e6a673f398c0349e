package tools.monitors;

import static tools.sentry.Param.CURSOR;
import static tools.sentry.Param.ORGANIZATION;
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
 * Saved dashboards and their widgets. A dashboard belongs to an organization and may be narrowed to projects: a session
 * that is bound to a project sees those for it and those for all projects, and changes only those for it alone.
 */
public final class Dashboards implements Domain {
    private static final Param ID = required("dashboardId", Type.TEXT, "id, title or URL");
    private static final Param WIDGETS = optional("widgets", Type.OBJECTS, "").of(
        optional("title", Type.TEXT, ""),
        optional("displayType", Type.TEXT, "").oneOf("line", "area", "bar", "table", "big_number", "categorical_bar"),
        optional("widgetType", Type.TEXT, "").oneOf("error-events", "spans", "logs", "tracemetrics", "issue"),
        optional("queries", Type.OBJECTS, "").of(optional("aggregates", Type.TEXTS, "e.g. count()"),
            optional("columns", Type.TEXTS, "group by"), optional("conditions", Type.TEXT, "query"),
            optional("orderby", Type.TEXT, "")));
    private static final Param PROJECTS = hidden("projects", Type.TEXTS).about("none = all");
    private static final Param ENVIRONMENTS = hidden("environments", Type.TEXTS);
    private static final Param PERIOD = hidden("period", Type.PERIOD);
    private static final Param SORT = hidden("sort", Type.TEXT);

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("find_dashboards", "List saved dashboards.").scopes("org:read")
                .takes(ORGANIZATION, QUERY, SORT, LIMIT.unlisted(), CURSOR, hidden("titleQuery", Type.TEXT)),
            reads("get_dashboard_details", "Show a dashboard's widgets and queries.").scopes("org:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ID),
            writes("create_dashboard", "Create a dashboard.").scopes("org:read")
                .takes(ORGANIZATION, required("title", Type.TEXT, ""), WIDGETS,
                    Settings.listed(""),
                    PROJECTS, ENVIRONMENTS,
                    PERIOD),
            destroys("update_dashboard", "Change a dashboard or its widgets.").scopes("org:read")
                .takes(ORGANIZATION, ID.about(""),
                    Settings.listed("as in create_dashboard; widgets replaces all (keep by id)"),
                    hidden("title", Type.TEXT),
                    WIDGETS.unlisted().of(optional("id", Type.TEXT, "")),
                    hidden("addWidgets", Type.OBJECTS).of(WIDGETS.members().toArray(new Param[0])), PROJECTS,
                    ENVIRONMENTS, PERIOD));
    }

    @Override
    public Answer call(Tool tool, Call call) { return DashboardAnswers.to(tool, call); }
}
