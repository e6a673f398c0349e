package tools;

/**
 * Requests that take a project filter. Sentry's API takes slugs and ids in {@code project}; older servers, as
 * people host them themselves, take ids only and refuse a slug. Then the id is looked up, and the request goes out again.
 */
final class ByProject {
    private ByProject() { }

    /** Starts a GET for one project (slug or id), or for all when it is null. */
    static Sentry.Later start(Call call, Sentry.Request request, String project) {
        Sentry.Later first = call.sentry().start(request.with("project", project));
        if (project == null || project.chars().allMatch(Character::isDigit)) return first;
        return () -> {
            try {
                return first.reply();
            } catch (Failure refused) {
                if (refused.kind() != Failure.Kind.REJECTED
                    || !refused.getMessage().toLowerCase(java.util.Locale.ROOT).contains("must be numbers")) throw refused;
                return call.sentry().send(request.with("project", id(call, project)));
            }
        };
    }

    /** The numeric id of a project that is known by slug. */
    static String id(Call call, String project) {
        if (project.chars().allMatch(Character::isDigit)) return project;
        String id = call.sentry().send(Sentry.Request.get("projects", call.organization(), project)).json().text("id");
        if (id == null) throw Failure.of(Failure.Kind.UNAVAILABLE, "Sentry's answer about the project " + Failure.show(project) + " has no id.");
        return id;
    }

    /** Refuses what was fetched when it belongs to another project than the session's, also when only the other's id is known. */
    static void within(Call call, String what, String... slugsOrIds) {
        String bound = call.boundProject();
        if (bound == null) return;
        for (String each : slugsOrIds) if (bound.equals(each)) return;
        String id = id(call, bound);
        for (String each : slugsOrIds) if (id.equals(each)) return;
        call.within(what, slugsOrIds);
    }
}
