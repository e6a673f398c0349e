package tools.sentry;

import tools.answer.FailureException;

/**
 * Requests that take a project filter. Sentry's API takes slugs and ids in {@code project}; older servers, as
 * people host them themselves, take ids only and refuse a slug. Then the id is looked up, and the request goes out
 * again.
 */
public final class ProjectFilter {
    private ProjectFilter() {}

    /** Starts a GET for one project (slug or id), or for all when it is null. */
    public static Sentry.Later start(Call call, Sentry.Request request, String project) {
        Sentry.Later first = call.sentry().start(request.with("project", project));
        if (project == null || Bound.numeric(project)) return first;
        return () -> {
            try {
                return first.reply();
            } catch (FailureException refused) {
                if (refused.kind() != FailureException.Kind.REJECTED
                    || !refused.getMessage().toLowerCase(java.util.Locale.ROOT).contains("must be numbers"))
                    throw refused;
                return call.sentry().send(request.with("project", Bound.id(call, project)));
            }
        };
    }
}
