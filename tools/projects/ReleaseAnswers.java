package tools.projects;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Measured;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.sentry.Bound;
import tools.sentry.Call;
import tools.sentry.IssueRef;
import tools.sentry.ProjectFilter;
import tools.sentry.Sentry;
import tools.sentry.Tool;

/** How the calls of {@link Releases} are answered. */
final class ReleaseAnswers {
    private ReleaseAnswers() {}

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "find_releases" -> find(call);
            case "get_release_details" -> details(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    private static Answer find(Call call) {
        Sentry.Request request =
            call.project() == null ? Sentry.Request.get("organizations", call.organization(), "releases")
                : Sentry.Request.get("projects", call.organization(), call.project(), "releases");
        Sentry.Reply page = call.sentry()
            .send(request.with("query", call.text("query")).with("environment", call.texts("environment"))
                .with("per_page", call.integer("limit", Releases.ROWS))
                .with("cursor", call.text("cursor")));
        Bound.Rows seen = Bound.rows(call, page.json().list());
        List<Json> rows = seen.inside();
        Answer answer = Answer
            .titled(Show.counted(rows.size(), "release"), page.next() == null ? "" : ", and more on the next page")
            .fact("Project", call.project())
            .fact("Matching", Untrusted.of(call.text("query")))
            .fact("Environment", call.texts("environment").stream().map(Untrusted::of).toList());
        seen.tell(answer);
        if (rows.isEmpty()) return page.none(answer,
            call.has("query") || call.has("environment") ? "None matches." : "There are none that the token can see.");
        answer.section("Releases");
        for (Json row : rows) {
            answer.item("version", row.said("version"));
            summary(answer, row, projects(call, row));
            Json commit = row.at("lastCommit");
            answer.fact("Last commit", Line.join(", ", commit.token("id"), firstLine(commit.text("message")),
                commit.at("author").firstSaid("name", "email"), commit.time("dateCreated")))
                .fact("Last deploy", deploy(row.at("lastDeploy")));
        }
        return answer.next(page.next());
    }

    /** One release may be of several projects: of those, what a bound session may see. */
    private static List<Json> projects(Call call, Json release) {
        return release.list("projects").stream().filter(project -> !Bound.outside(call, project)).toList();
    }

    private static void summary(Answer answer, Json release, List<Json> projects) {
        answer
            .fact("Short version",
                release.text("shortVersion") == null || release.text("shortVersion").equals(release.text("version"))
                    ? null
                    : release.said("shortVersion"))
            .fact("Created", release.time("dateCreated")).fact("Released", release.time("dateReleased"))
            .fact("First event", release.time("firstEvent"))
            .fact("Last event", release.time("lastEvent")).fact("New issues", release.integer("newGroups"))
            .fact("Projects", Show.first(projects.stream().map(project -> project.slug("slug"))
                .filter(Objects::nonNull).toList(), 20));
    }

    private static Line deploy(Json deploy) {
        return Line.join(", ", Line.around("to ", deploy.said("environment"), ""),
            deploy.at("dateFinished").present() ? deploy.time("dateFinished")
                : deploy.time("dateStarted"),
            deploy.said("name"));
    }

    private static Untrusted firstLine(String message) {
        return message == null ? null : Untrusted.of(message.strip().lines().findFirst().orElse(""));
    }

    // ---------------------------------------------------------------- one release

    /** Issues that are listed; their number is told in any case. */
    private static final int ISSUES = 10;
    /** Changed files of one commit that are named. */
    private static final int FILES = 8;

    private static Answer details(Call call) {
        String version = call.text("releaseVersion");
        int most = call.integer("limit", Releases.PARTS);
        Sentry.Request base = Sentry.Request.get("organizations", call.organization(), "releases", version);
        Sentry.Later found =
            ProjectFilter.start(call, base.with("health", 1).with("adoptionStages", 1), call.project());
        Sentry.Later deploys =
            call.sentry().start(Sentry.Request.get("organizations", call.organization(), "releases", version, "deploys")
                .with("per_page", most));
        Sentry.Later commits = call.sentry().start((call.project() == null
            ? Sentry.Request.get("organizations", call.organization(), "releases", version, "commits")
            : Sentry.Request.get("projects", call.organization(), call.project(), "releases", version, "commits"))
            .with("per_page", most));
        Sentry.Later files = call.sentry().start(
            Sentry.Request.get("organizations", call.organization(), "releases", version, "commitfiles")
                .with("per_page", 100));
        Sentry.Later brought = ReleaseComparison.issues(call, "firstRelease", version, ISSUES);
        Sentry.Later regressed = ReleaseComparison.issues(call, "regressed_in_release", version, ISSUES);
        Json release = there(call, "releaseVersion", version, found);
        List<Json> projects = projects(call, release);
        if (projects.isEmpty()) call.within("release");
        boolean health = false;
        for (Json project : projects)
            health |= project.flag("hasHealthData") || project.flag("healthData", "hasHealthData");
        ReleaseComparison comparison = ReleaseComparison.of(call, version, release, health);

        Answer answer = Answer.titled("Release ", Untrusted.of(version)).fact("Url",
            call.links().release(call.organization(), version));
        summary(answer, release, projects);
        Json allDeploys = deploys.orNone();
        Json allCommits = commits.orNone();
        List<Json> deployed = allDeploys.list();
        List<Json> contained = allCommits.list();
        answer.fact("Status", release.token("status"))
            .fact("Commits", atLeast(release.integer("commitCount"), contained.size()))
            .fact("Deploys", atLeast(release.integer("deployCount"), deployed.size()))
            .fact("Authors",
                Show.first(release.list("authors").stream().map(author -> author.firstSaid("name", "email"))
                    .filter(Objects::nonNull).toList(), 20))
            .fact("Ref", release.said("ref"));
        if (contained.isEmpty()) answer.fact("Last commit",
            Line.join(", ", release.token("lastCommit", "id"), firstLine(release.text("lastCommit", "message"))));
        if (deployed.isEmpty()) answer.fact("Last deploy", deploy(release.at("lastDeploy")));
        String lost = String
            .join(" and ", allCommits.isList() || zero(release, "commitCount") ? "" : "commits",
                allDeploys.isList() || zero(release, "deployCount") ? "" : "deploys")
            .replaceAll("^ and | and $", "");
        if (!lost.isEmpty()) answer.line("Its ", lost, " could not be read.");
        if (!health) answer.line("No project sends sessions for it, so there are no crash-free rates.");
        comparison.tell(answer, hits(regressed));
        if (health) health(answer, projects, release.at("adoptionStages"), comparison.sessions(),
            comparison.tells() && projects.size() == 1);
        issues(answer, call, "New issues", brought, projects.size() > 1);
        issues(answer, call, "Regressed issues", regressed, projects.size() > 1);
        if (!deployed.isEmpty()) {
            answer.section("Deploys", 950, null);
            for (Json deploy : deployed.subList(0, Math.min(most, deployed.size()))) {
                answer.item("environment", deploy.said("environment")).fact("Finished", deploy.time("dateFinished"))
                    .fact("Started", deploy.time("dateStarted"))
                    .fact("Name", deploy.said("name")).fact("Link", deploy.said("url")).fact("Id", deploy.token("id"));
            }
        }
        if (!contained.isEmpty()) {
            Map<String, List<Json>> changed = new HashMap<>();
            for (Json file : files.orNone().list())
                changed.computeIfAbsent(String.valueOf(file.text("commitMessage")), none -> new ArrayList<>())
                    .add(file);
            answer.section("Commits", 940, "The argument limit shows up to 50.");
            for (Json commit : contained.subList(0, Math.min(most, contained.size()))) {
                answer.item("commit", commit.token("id")).fact("Message", commit.said("message"))
                    .fact("Author", commit.at("author").firstSaid("name", "email"))
                    .fact("Repository", commit.said("repository", "name")).fact("At", commit.time("dateCreated"))
                    .fact("Pull request",
                        Line.join(" ", commit.said("pullRequest", "id"), commit.said("pullRequest", "title")))
                    .fact("Files", Show.first(changed.getOrDefault(String.valueOf(commit.text("message")), List.of())
                        .stream().map(ReleaseAnswers::file).filter(Objects::nonNull).toList(), FILES));
            }
            Long all = atLeast(release.integer("commitCount"), contained.size());
            if (all != null && all > Math.min(most, contained.size())) answer.note("There are " + Show.count(all)
                + " commits; the argument limit shows up to 50.");
        }
        return answer;
    }

    /** The release, or a failure that says which of the versions is not there. */
    static Json there(Call call, String param, String version, Sentry.Later found) {
        try {
            return found.reply().json();
        } catch (FailureException missing) {
            if (missing.status() != 404 && missing.status() != 410) throw missing;
            throw FailureException.http(missing.kind(), missing.status(), List.of(param + ": the organization "
                + call.organization() + (call.project() == null ? "" : " has, for the project " + call.project() + ",")
                + (call.project() == null ? " has" : "") + " no release ", Untrusted.of(version),
                ", or the token cannot see it (" + missing.status() + "). A version is given complete"
                    + (call.user().offers("find_releases") ? "; find_releases lists them." : ".")));
        }
    }

    /** A count, and never less than what is there to see: Sentry counts commits later than it stores them. */
    private static Long atLeast(Long count, int seen) {
        return count == null && seen == 0 ? null : count == null ? (Long) (long) seen : (Long) Math.max(count, seen);
    }

    /** "src/cart.py", "added src/cart.py". A file tells its commit by the message only. */
    private static Line file(Json file) {
        String how = switch (String.valueOf(file.text("type"))) {
            case "A" -> "added ";
            case "D" -> "deleted ";
            default -> "";
        };
        return file.text("filename") == null ? null : Line.of(how, file.said("filename"));
    }

    static Sentry.Hits hits(Sentry.Later issues) {
        try {
            Sentry.Reply reply = issues.reply();
            int rows = reply.json().list().size();
            return reply.hits() != null ? reply.hits() : reply.next() == null ? new Sentry.Hits(rows, false)
                : new Sentry.Hits(rows, true);
        } catch (FailureException unknown) {
            return null;
        }
    }

    private static void issues(Answer answer, Call call, String title, Sentry.Later found, boolean several) {
        Bound.Rows seen = Bound.rows(call, found.orNone().list());
        seen.tell(answer);
        List<Json> rows = seen.inside();
        if (rows.isEmpty()) return;
        answer.rows(title, "list_issues shows them all.");
        Sentry.Hits all = hits(found);
        if (seen.others() == 0 && (all.orMore() || all.count() > rows.size()))
            answer.line("The ", rows.size(), " seen last, of ", all.counted("issue"), ".");
        for (Json issue : rows) {
            answer.item("issue", IssueRef.name(issue)).fact("Title", IssueRef.title(issue))
                .fact("Project", several ? issue.slug("project", "slug") : null)
                .fact("Level", issue.token("level")).fact("Status", issue.token("status"))
                .fact("Events", issue.count("count")).fact("Users", issue.count("userCount"))
                .fact("First seen", issue.time("firstSeen"));
        }
    }

    /**
     * Rates of the last 24 hours come with the release, those of two weeks from the sessions; percentages of the former
     * are 0 to 100, of the latter fractions.
     *
     * @param dayOnly whether to tell about the last 24 hours only: two weeks are told already
     */
    private static void health(Answer answer, List<Json> projects, Json stages, List<Json> groups, boolean dayOnly) {
        answer.section("Health", 980, null);
        for (Json project : projects) {
            Json day = project.at("healthData");
            Json weeks = groups.stream().filter(group -> group.text("by", "project") != null
                && group.text("by", "project").equals(project.text("id"))).findFirst().orElse(Json.NONE).at("totals");
            if (!weeks.isObject() && projects.size() == 1 && groups.size() == 1) weeks = groups.get(0).at("totals");
            if (dayOnly) weeks = Json.NONE;
            Object stage = project.text("slug") == null ? null : stages.token(project.text("slug"), "stage");
            if (!day.isObject() && !weeks.isObject() && stage == null) continue;
            answer.item("project", project.slug("slug")).fact("Crash-free sessions",
                rates(weeks.number("crash_free_rate(session)"), day.number("crashFreeSessions")))
                .fact("Crash-free users", rates(weeks.number("crash_free_rate(user)"), day.number("crashFreeUsers")))
                .fact("Sessions in " + ReleaseComparison.WINDOW, weeks.count("sum(session)"))
                .fact("Users in " + ReleaseComparison.WINDOW, weeks.count("count_unique(user)"))
                .fact("Sessions in 24h", day.count("totalSessions24h"))
                .fact("Users in 24h", day.count("totalUsers24h"))
                .fact("Crashed sessions in 24h", day.count("sessionsCrashed"))
                .fact("Errored sessions in 24h", day.count("sessionsErrored"))
                .fact("Adoption by users", percent(day.number("adoption")))
                .fact("Adoption by sessions", percent(day.number("sessionsAdoption")))
                .fact("Stage", stage);
        }
    }

    private static boolean zero(Json release, String count) {
        return release.integer(count) == null || release.integer(count) == 0;
    }

    private static Measured percent(Double hundredths) {
        return hundredths == null ? null : Show.percent(hundredths / 100);
    }

    private static Line rates(Double weeks, Double day) {
        return Line.join(", ", weeks == null ? null : Show.percent(weeks) + " in " + ReleaseComparison.WINDOW,
            day == null ? null : percent(day) + " in 24h");
    }
}
