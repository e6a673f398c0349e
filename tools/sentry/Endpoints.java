package tools.sentry;

import java.util.Arrays;
import java.util.List;
import tools.sentry.Sentry.Shape;

/**
 * What holds for Sentry's endpoints whoever asks them: the shape of what they answer, and which of them look at some
 * projects only. Paths are written with {@code *} for an identifier. Everything else answers with an object. A test
 * holds the shapes against Sentry's OpenAPI document.
 */
final class Endpoints {
    private Endpoints() {}

    private static final List<String[]> LISTS =
        patterns("organizations", "organizations/*/teams", "organizations/*/projects",
            "organizations/*/repos", "organizations/*/members", "organizations/*/environments", "organizations/*/tags",
            "organizations/*/trace-items/attributes", "organizations/*/issues", "organizations/*/issues/*/events",
            "organizations/*/issues/*/tags", "organizations/*/issues/*/tags/*/values",
            "organizations/*/issues/*/user-reports", "organizations/*/issues/*/hashes",
            "organizations/*/issues/*/external-issues", "organizations/*/trace/*", "organizations/*/ai-conversations",
            "organizations/*/agents/conversations", "organizations/*/releases", "organizations/*/releases/*/commits",
            "organizations/*/releases/*/deploys", "organizations/*/releases/*/commitfiles",
            "organizations/*/dashboards", "organizations/*/monitors",
            "organizations/*/monitors/*/checkins", "organizations/*/monitors/*/stats", "organizations/*/uptime",
            "organizations/*/detectors", "organizations/*/workflows", "organizations/*/combined-rules",
            "organizations/*/alert-rules", "organizations/*/integrations", "projects/*/*/teams", "projects/*/*/keys",
            "projects/*/*/releases", "projects/*/*/releases/*/commits", "projects/*/*/rules",
            "projects/*/*/monitors/*/checkins", "projects/*/*/monitors/*/stats", "projects/*/*/uptime/*/checks",
            "projects/*/*/events/*/attachments", "projects/*/*/replays/*/recording-segments");

    /** Answered with {@code {}} when there is nothing. */
    private static final List<String[]> MAPS =
        patterns("organizations/*/replay-count", "organizations/*/issues/*/autofix");

    /** A list in one version of Sentry, an object in another. */
    private static final List<String[]> EITHER = patterns("organizations/*/ai-conversations/*",
        "organizations/*/agents/conversations/*", "organizations/*/events-trace/*", "organizations/*/events/validate");

    /**
     * Without {@code project} these look at the projects of the teams that the token's user is in, and at nothing when
     * there is no such team; with -1, at all that the token may see (OrganizationEndpoint.get_projects in Sentry's
     * source, pull request 122305). {@code workflows} look at all by themselves, and so do detectors asked by id.
     */
    private static final List<String[]> SOME_PROJECTS = patterns("organizations/*/issues", "organizations/*/events",
        "organizations/*/events/validate", "organizations/*/events-timeseries", "organizations/*/events-stats",
        "organizations/*/tags", "organizations/*/trace-items/attributes", "organizations/*/trace-items/stats",
        "organizations/*/trace/*", "organizations/*/trace-meta/*", "organizations/*/events-trace/*",
        "organizations/*/ai-conversations", "organizations/*/ai-conversations/*",
        "organizations/*/agents/conversations",
        "organizations/*/agents/conversations/*", "organizations/*/replays", "organizations/*/replays/*",
        "organizations/*/replay-count", "organizations/*/profiling/flamegraph", "organizations/*/profiling/chunks",
        "organizations/*/sessions", "organizations/*/releases", "organizations/*/environments",
        "organizations/*/detectors", "organizations/*/monitors", "organizations/*/uptime",
        "organizations/*/combined-rules", "organizations/*/alert-rules", "organizations/*/stats_v2",
        "organizations/*/stats-summary");

    static Shape shape(String method, List<String> path) {
        if (method.equals("DELETE")) return Shape.ANY;
        if (among(EITHER, path)) return Shape.ANY;
        if (!method.equals("GET")) return Shape.OBJECT;
        return among(LISTS, path) ? Shape.LIST : among(MAPS, path) ? Shape.MAP : Shape.OBJECT;
    }

    /** Whether a request looks at some projects only, and none is named. */
    static boolean open(Sentry.Request request) {
        return request.method().equals("GET") && among(SOME_PROJECTS, request.path())
            && request.value("project") == null && request.value("projectSlug") == null && request.value("id") == null;
    }

    private static boolean among(List<String[]> patterns, List<String> path) {
        for (String[] pattern : patterns) {
            boolean fits = pattern.length == path.size();
            for (int i = 0; fits && i < pattern.length; i++)
                fits = pattern[i].equals("*") || pattern[i].equals(path.get(i));
            if (fits) return true;
        }
        return false;
    }

    private static List<String[]> patterns(String... patterns) {
        return Arrays.stream(patterns).map(pattern -> pattern.split("/")).toList();
    }
}
