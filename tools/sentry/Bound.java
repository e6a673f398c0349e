package tools.sentry;

import java.util.ArrayList;
import java.util.List;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Show;
import tools.json.Json;

/**
 * The project that a session is bound to, compared with what Sentry answered. A session may be bound by slug or by
 * numeric id, and a resource may tell its project by either: when they do not meet, the bound project itself is looked
 * up once.
 */
public final class Bound {
    private Bound() {}

    /** The numeric id of a project given as slug or id. @throws FailureException when Sentry does not tell it */
    public static String id(Call call, String slugOrId) {
        if (numeric(slugOrId)) return slugOrId;
        String id = call.sentry().send(Sentry.Request.get("projects", call.organization(), slugOrId)).json().text("id");
        if (id == null || !numeric(id)) throw FailureException.of(FailureException.Kind.UNAVAILABLE,
            "Sentry did not tell the id of project " + FailureException.show(slugOrId) + ".");
        return id;
    }

    /** The numeric id of the session's project, or null when the session is not bound to one. */
    public static String id(Call call) {
        return call.boundProject() == null ? null : id(call, call.boundProject());
    }

    /**
     * Refuses a resource of another project than the session's.
     * @param project an object with {@code slug} and/or {@code id}
     */
    public static void within(Call call, String what, Json project) {
        within(call, what, project.text("slug"), project.text("id"));
    }

    /**
     * Refuses a resource of another project than the session's.
     * @param slug, id what the resource says about its project; null = nothing
     */
    public static void within(Call call, String what, String slug, String id) {
        String bound = call.boundProject();
        if (bound == null || bound.equals(slug) || bound.equals(id)) return;
        boolean unmet = numeric(bound) ? id == null && slug != null : slug == null && id != null;
        if (unmet) {
            Json project = call.sentry().send(Sentry.Request.get("projects", call.organization(), bound)).json();
            if (slug != null && slug.equals(project.text("slug")) || id != null && id.equals(project.text("id")))
                return;
        }
        call.within(what);
    }

    /**
     * The rows of a list that was asked for one project, as far as the session may see them.
     *
     * @param inside in the order of the list
     * @param others how many say that they are of another project: a server that ignores its own filter sends them
     */
    public record Rows(List<Json> inside, int others) {
        /** Says how many were left out, if any. */
        public Answer tell(Answer answer) {
            return others == 0 ? answer : answer.note(Show.counted(others, "row")
                + (others == 1 ? " that says another project was left out."
                    : " that say another project were left out."));
        }
    }

    /** Leaves out what says another project than the session's; what says none stays, as the list was narrowed. */
    public static Rows rows(Call call, List<Json> rows) {
        return rows(call, rows, Json.NONE);
    }

    /** @param known the session's project with slug and id when it was read already; else {@link Json#NONE} */
    public static Rows rows(Call call, List<Json> rows, Json known) {
        String bound = call.boundProject();
        if (bound == null) return new Rows(rows, 0);
        Json own = known.isObject() ? known : null;
        List<Json> inside = new ArrayList<>();
        for (Json row : rows) {
            List<Named> said = said(row);
            boolean mine = said.isEmpty();
            for (Named project : said) {
                if (own == null && project.unmet(bound))
                    own = call.sentry().send(Sentry.Request.get("projects", call.organization(), bound)).json();
                mine |= project.is(bound) || project.unmet(bound) && (project.is(own.text("slug"))
                    || project.is(own.text("id")));
            }
            if (mine) inside.add(row);
        }
        return new Rows(inside, rows.size() - inside.size());
    }

    /** What a row says of one project; null = nothing. */
    private record Named(String slug, String id) {
        boolean is(String slugOrId) {
            return slugOrId != null && (slugOrId.equals(slug) || slugOrId.equals(id));
        }

        /** Whether it says a slug only where the session has an id, or the other way round. */
        boolean unmet(String bound) {
            return numeric(bound) ? id == null : slug == null;
        }
    }

    /** The projects of a row, in any of the forms that Sentry's lists have for them. */
    private static List<Named> said(Json row) {
        List<Named> said = new ArrayList<>();
        for (Json project : row.list("projects")) said.add(named(project));
        Named one = named(row.at("project"));
        String slug = one.slug != null ? one.slug : row.firstText("projectSlug", "project_slug", "project.name");
        String id = one.id != null ? one.id : row.firstText("projectId", "projectID", "project_id", "project.id");
        said.add(new Named(slug, id));
        said.removeIf(project -> project.slug == null && project.id == null);
        return said;
    }

    private static Named named(Json project) {
        if (project.isObject()) return new Named(project.text("slug"), project.text("id"));
        String text = project.text();
        return numeric(text) ? new Named(null, text) : new Named(text, null);
    }

    /** Whether a project that a row names beside others is another than the session's; it tells both slug and id. */
    public static boolean outside(Call call, Json project) {
        String bound = call.boundProject();
        return bound != null && !bound.equals(project.text("slug")) && !bound.equals(project.text("id"));
    }

    /**
     * Narrows a request to one project: {@code projectSlug} takes slugs on every version of Sentry, {@code project}
     * ids.
     */
    public static Sentry.Request narrow(Sentry.Request request, String slugOrId) {
        if (slugOrId == null) return request;
        return request.with(numeric(slugOrId) ? "project" : "projectSlug", slugOrId);
    }

    public static boolean numeric(String text) {
        if (text == null) return false;
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
        return !text.isEmpty();
    }

    /** The owner that Sentry names: "team:5102 (Harbor Crew)", or what it says instead; null when there is none. */
    public static Object owner(Json of) {
        Json owner = of.at("owner");
        if (!owner.isObject()) return owner.token();
        Object id = owner.token("id");
        Object kind = owner.token("type");
        return Line.of(kind == null ? null : Line.of(kind, ":"), id,
            Line.around(" (", owner.firstSaid("name", "email", "username"), ")"));
    }

    /**
     * A rule that users write as a name or copy as an id: the one row whose name is {@code name}.
     * @throws FailureException for none or several
     */
    public static Json named(List<Json> rows, String field, String name, String what, String param) {
        List<Json> exact = rows.stream().filter(row -> name.equalsIgnoreCase(row.text(field))).toList();
        if (exact.size() == 1) return exact.get(0);
        if (exact.isEmpty()) throw FailureException.of(FailureException.Kind.NOT_FOUND,
            "No " + what + " has the id or name " + FailureException.show(name) + ".");
        List<Object> ids = new ArrayList<>();
        for (Json row : exact) ids.add(row.token("id"));
        throw FailureException.of(FailureException.Kind.INPUT,
            param + ": " + exact.size() + " of them are named " + FailureException.show(name) + "; give the id: ",
            Line.join(", ", ids));
    }
}
