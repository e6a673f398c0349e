package tools.sentry;

import java.util.ArrayList;
import java.util.List;
import tools.answer.FailureException;
import tools.answer.Line;
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
     * Whether a row of a list that was asked for one project belongs to another all the same; both its slug and its id
     * are in the row.
     */
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
