package tools.sentry;

/** Requests that take a project filter. */
public final class ProjectFilter {
    private ProjectFilter() {}

    /** Starts a GET for one project (slug or id), or for all that the token may see when it is null. */
    public static Sentry.Later start(Call call, Sentry.Request request, String project) {
        return call.sentry().start(request.with("project", project));
    }
}
