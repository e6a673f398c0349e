package tools.projects;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.answer.Answer;
import tools.answer.Measured;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.ProjectFilter;
import tools.sentry.Sentry;

/**
 * A release beside another one, usually the one before it: what it brought, and how well both run. Whatever cannot be
 * read is left out; what was asked for by name and is not there is a failure.
 */
final class ReleaseComparison {
    /** Both releases are looked at over the same time, or their numbers would not be comparable. */
    static final String WINDOW = "14d";
    /** The release before is looked for among so many of its projects' newest. */
    private static final int NEWEST = 100;
    private static final int PROJECTS = 10;

    private record One(String version, Json release, Sentry.Later sessions, Sentry.Later regressed) {}

    private final One now;
    private final One before;
    private final Sentry.Later errors;

    private ReleaseComparison(One now, One before, Sentry.Later errors) {
        this.now = now;
        this.before = before;
        this.errors = errors;
    }

    /** @param health whether the release has sessions to ask for */
    static ReleaseComparison of(Call call, String version, Json release, boolean health) {
        Sentry.Later sessions = health ? sessions(call, version) : null;
        Json other = other(call, version, release);
        String second = other.text("version");
        One now = new One(version, release, sessions, null);
        if (second == null) return new ReleaseComparison(now, null, null);
        One before = new One(second, other, health ? sessions(call, second) : null,
            issues(call, "regressed_in_release", second, 1));
        return new ReleaseComparison(now, before, ProjectFilter.start(call,
            Sentry.Request.get("organizations", call.organization(), "events").with("dataset", "errors")
                .with("field", List.of("release", "count()", "count_unique(user)"))
                .with("query", "release:[" + quoted(version) + "," + quoted(second) + "]")
                .with("sort", "-count()").with("statsPeriod", WINDOW).with("per_page", 10),
            call.project()));
    }

    /** The issues for which a search field names the release, those seen last first. */
    static Sentry.Later issues(Call call, String field, String version, int most) {
        return ProjectFilter.start(call, Sentry.Request.get("organizations", call.organization(), "issues")
            .with("query", field + ":" + quoted(version)).with("statsPeriod", "90d").with("limit", most),
            call.project());
    }

    static String quoted(String version) {
        return "\"" + version.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** Slugs and ids of a release's projects. */
    static List<String> owners(Json release) {
        List<String> owners = new ArrayList<>();
        for (Json project : release.list("projects")) {
            if (project.text("slug") != null) owners.add(project.text("slug"));
            if (project.text("id") != null) owners.add(project.text("id"));
        }
        return owners;
    }

    private static Sentry.Later sessions(Call call, String version) {
        return ProjectFilter.start(call,
            Sentry.Request.get("organizations", call.organization(), "sessions")
                .with("field",
                    List.of("sum(session)", "count_unique(user)", "crash_free_rate(session)", "crash_free_rate(user)"))
                .with("query", "release:" + quoted(version))
                .with("groupBy", "project")
                .with("statsPeriod", WINDOW).with("interval", "1d")
                .with("includeSeries", 0),
            call.project());
    }

    /** The release to compare with; absent when there is none. */
    private static Json other(Call call, String version, Json release) {
        String named = call.text("compareWith", release.text("currentProjectMeta", "prevReleaseVersion"));
        if (named != null) {
            Sentry.Later found = ProjectFilter.start(call,
                Sentry.Request.get("organizations", call.organization(), "releases", named), call.project());
            Json other = call.has("compareWith") ? ReleaseAnswers.there(call, "compareWith", named, found)
                : found.orNone();
            if (other.present()) call.within("release of compareWith", owners(other).toArray(new String[0]));
            return other;
        }
        Instant created = Show.instant(release.text("dateCreated"));
        if (created == null) return Json.NONE;
        List<String> projects = new ArrayList<>();
        for (Json project : release.list("projects"))
            if (project.text("id") != null && projects.size() < PROJECTS) projects.add(project.text("id"));
        Sentry.Request request = Sentry.Request.get("organizations", call.organization(), "releases")
            .with("per_page", NEWEST);
        Json rows = (call.project() != null || projects.isEmpty() ? ProjectFilter.start(call, request, call.project())
            : call.sentry().start(request.with("project", projects))).orNone();
        Json newest = Json.NONE;
        for (Json row : rows.list()) {
            Instant at = Show.instant(row.text("dateCreated"));
            if (at == null || !at.isBefore(created) || version.equals(row.text("version"))) continue;
            if (!program(row.text("version")).equals(program(version))) continue;
            Instant best = Show.instant(newest.text("dateCreated"));
            if (best == null || at.isAfter(best)) newest = row;
        }
        return newest;
    }

    /** "shop" of "shop@2.4.0": several programs of one project have releases of their own. */
    private static String program(String version) {
        int at = version == null ? -1 : version.lastIndexOf('@');
        return at < 0 ? "" : version.substring(0, at);
    }

    boolean tells() { return before != null; }

    /** What the sessions say of each project. */
    List<Json> sessions() { return groups(now); }

    private static List<Json> groups(One one) {
        return one.sessions == null ? List.of() : one.sessions.orNone().list("groups");
    }

    void tell(Answer answer, Sentry.Hits regressed) {
        if (before == null) return;
        answer.rows("Compared", null);
        answer.line("Errors, sessions and users are those of the last " + WINDOW
            + " that name the release; issues are all that there are.");
        List<Json> counts = errors.orNone().list("data");
        tell(answer, now, counts, regressed);
        tell(answer, before, counts, ReleaseAnswers.hits(before.regressed));
    }

    private static void tell(Answer answer, One one, List<Json> counts, Sentry.Hits regressed) {
        Json errors = counts.stream().filter(row -> one.version.equals(row.text("release"))).findFirst()
            .orElse(Json.NONE);
        // a release without a row had no error, if any rows could be read at all
        Double many = errors.present() ? errors.number("count()") : counts.isEmpty() ? null : (Double) 0.0;
        List<Json> groups = groups(one);
        double sessions = sum(groups, "sum(session)");
        answer.item("release", Untrusted.of(one.version)).fact("Created", one.release.time("dateCreated"))
            .fact("New issues", one.release.integer("newGroups"))
            .fact("Regressed issues", regressed == null ? null : Show.count(regressed.count())
                + (regressed.orMore() ? " or more" : ""))
            .fact("Errors", many == null ? null : Show.number(many))
            .fact("Users with errors", errors.count("count_unique(user)"))
            .fact("Sessions", sessions == 0 ? null : Show.number(sessions))
            .fact("Errors per 1,000 sessions", sessions == 0 || many == null ? null
                : Show.number(many * 1000 / sessions))
            .fact("Crash-free sessions", rate(groups, "crash_free_rate(session)", "sum(session)"))
            .fact(groups.size() > 1 ? "Users, summed over projects" : "Users", sum(groups, "count_unique(user)") == 0
                ? null : Show.number(sum(groups, "count_unique(user)")))
            .fact("Crash-free users", rate(groups, "crash_free_rate(user)", "count_unique(user)"));
    }

    private static double sum(List<Json> groups, String field) {
        double sum = 0;
        for (Json group : groups) if (group.number("totals", field) != null) sum += group.number("totals", field);
        return sum;
    }

    /** The rate of all groups together: each counts by its size. */
    private static Measured rate(List<Json> groups, String rate, String size) {
        double sum = 0;
        double all = 0;
        for (Json group : groups) {
            Double each = group.number("totals", rate);
            Double many = group.number("totals", size);
            if (each == null || many == null) continue;
            sum += each * many;
            all += many;
        }
        return all == 0 ? null : Show.percent(sum / all);
    }
}
