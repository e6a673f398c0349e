package tools.projects;

import static tools.sentry.Param.CURSOR;
import static tools.sentry.Param.ORGANIZATION;
import static tools.sentry.Param.PROJECT;
import static tools.sentry.Param.QUERY;
import static tools.sentry.Param.optional;
import static tools.sentry.Param.required;
import static tools.sentry.Tool.reads;

import java.util.List;
import java.util.Objects;
import tools.sentry.Param.Type;
import tools.answer.Answer;
import tools.answer.Line;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.sentry.Bound;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Param;
import tools.sentry.ProjectFilter;
import tools.sentry.Sentry;
import tools.sentry.Tool;

/** Releases: which versions there are, what is in them, where they run, and how well. */
public final class Releases implements Domain {
    static final int ROWS = 25;
    static final int PARTS = 10;

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("find_releases", "List the newest releases, with new issues, last commit and last deploy.")
                .scopes("project:read")
                .takes(ORGANIZATION, PROJECT, QUERY.about("part of a version"), Param.limit(ROWS, 100), CURSOR,
                    Param.ENVIRONMENT.unlisted()),
            reads("get_release_details", "Show a release: commits, deploys, new issues, crash-free rates and adoption.")
                .scopes("project:read", "org:read")
                .takes(Param.ORGANIZATION_UNLESS_URL,
                    required("releaseVersion", Type.TEXT, "complete, e.g. shop@2.4.0+a1b2, or URL"), PROJECT,
                    Param.limit(PARTS, 50).unlisted()));
    }

    @Override
    public Answer call(Tool tool, Call call) { return ReleaseAnswers.to(tool, call); }
}

/** How the calls of {@link Releases} are answered. */
final class ReleaseAnswers {
    private ReleaseAnswers() {}

    private static final String WINDOW = "14d";

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
        List<Json> rows = page.json().list();
        Answer answer = Answer
            .titled(Show.counted(rows.size(), "release"), page.next() == null ? "" : ", and more on the next page")
            .fact("Project", call.project())
            .fact("Matching", Untrusted.of(call.text("query")))
            .fact("Environment", call.texts("environment").stream().map(Untrusted::of).toList());
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
        Json release = found.reply().json();
        List<Json> projects = projects(call, release);
        if (projects.isEmpty()) call.within("release");
        boolean health = false;
        for (Json project : projects)
            health |= project.flag("hasHealthData") || project.flag("healthData", "hasHealthData");
        Sentry.Later sessions = health ? ProjectFilter.start(call,
            Sentry.Request.get("organizations", call.organization(), "sessions")
                .with("field",
                    List.of("sum(session)", "count_unique(user)", "crash_free_rate(session)", "crash_free_rate(user)"))
                .with("query", "release:\"" + version.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .with("groupBy", "project")
                .with("statsPeriod", WINDOW).with("interval", "1d")
                .with("includeSeries", 0),
            call.project()) : null;

        Answer answer = Answer.titled("Release ", Untrusted.of(version)).fact("Url",
            call.links().release(call.organization(), version));
        summary(answer, release, projects);
        answer.fact("Status", release.token("status")).fact("Commits", release.integer("commitCount"))
            .fact("Deploys", release.integer("deployCount"))
            .fact("Authors",
                Show.first(release.list("authors").stream().map(author -> author.firstSaid("name", "email"))
                    .filter(Objects::nonNull).toList(), 20))
            .fact("Ref", release.said("ref")).fact("Last commit", Line.join(", ", release.token("lastCommit", "id"),
                firstLine(release.text("lastCommit", "message"))))
            .fact("Last deploy", deploy(release.at("lastDeploy")));
        if (!health) answer.line("No project sends sessions for it, so there are no crash-free rates.");
        else health(answer, projects, release.at("adoptionStages"), sessions.orNone().list("groups"));
        Json allDeploys = deploys.orNone();
        Json allCommits = commits.orNone();
        List<Json> deployed = allDeploys.list();
        String lost = String
            .join(" and ", allCommits.isList() || zero(release, "commitCount") ? "" : "commits",
                allDeploys.isList() || zero(release, "deployCount") ? "" : "deploys")
            .replaceAll("^ and | and $", "");
        if (!lost.isEmpty()) answer.line("Its ", lost, " could not be read.");
        if (!deployed.isEmpty()) {
            answer.section("Deploys", 950, null);
            for (Json deploy : deployed.subList(0, Math.min(most, deployed.size()))) {
                answer.item("environment", deploy.said("environment")).fact("Finished", deploy.time("dateFinished"))
                    .fact("Started", deploy.time("dateStarted"))
                    .fact("Name", deploy.said("name")).fact("Link", deploy.said("url")).fact("Id", deploy.token("id"));
            }
        }
        List<Json> contained = allCommits.list();
        if (!contained.isEmpty()) {
            answer.section("Commits", 940, "The argument limit shows up to 50.");
            for (Json commit : contained.subList(0, Math.min(most, contained.size()))) {
                answer.item("commit", commit.token("id")).fact("Message", commit.said("message"))
                    .fact("Author", commit.at("author").firstSaid("name", "email"))
                    .fact("Repository", commit.said("repository", "name")).fact("At", commit.time("dateCreated"))
                    .fact("Pull request",
                        Line.join(" ", commit.said("pullRequest", "id"), commit.said("pullRequest", "title")));
            }
            Long all = release.integer("commitCount");
            if (all != null && all > Math.min(most, contained.size())) answer.note("There are " + Show.count(all)
                + " commits; the argument limit shows up to 50.");
        }
        if (call.user().offers("list_issues")) answer.note(
            "list_issues with the query firstRelease:, followed by the version in quotes, lists the issues that it "
                + "brought.");
        return answer;
    }

    /**
     * Rates of the last 24 hours come with the release, those of two weeks from the sessions; percentages of the former
     * are 0 to 100, of the latter fractions.
     */
    private static void health(Answer answer, List<Json> projects, Json stages, List<Json> groups) {
        answer.section("Health", 980, null);
        for (Json project : projects) {
            Json day = project.at("healthData");
            Json weeks = groups.stream().filter(group -> group.text("by", "project") != null
                && group.text("by", "project").equals(project.text("id"))).findFirst().orElse(Json.NONE).at("totals");
            if (!weeks.isObject() && projects.size() == 1 && groups.size() == 1) weeks = groups.get(0).at("totals");
            if (!day.isObject() && !weeks.isObject()) continue;
            answer.item("project", project.slug("slug")).fact("Crash-free sessions",
                rates(weeks.number("crash_free_rate(session)"), day.number("crashFreeSessions")))
                .fact("Crash-free users", rates(weeks.number("crash_free_rate(user)"), day.number("crashFreeUsers")))
                .fact("Sessions in " + WINDOW, weeks.count("sum(session)"))
                .fact("Users in " + WINDOW, weeks.count("count_unique(user)"))
                .fact("Sessions in 24h", day.count("totalSessions24h"))
                .fact("Users in 24h", day.count("totalUsers24h"))
                .fact("Crashed sessions in 24h", day.count("sessionsCrashed"))
                .fact("Errored sessions in 24h", day.count("sessionsErrored"))
                .fact("Adoption by users", percent(day.number("adoption")))
                .fact("Adoption by sessions", percent(day.number("sessionsAdoption")))
                .fact("Stage", project.text("slug") == null ? null : stages.token(project.text("slug"), "stage"));
        }
    }

    private static boolean zero(Json release, String count) {
        return release.integer(count) == null || release.integer(count) == 0;
    }

    private static String percent(Double hundredths) {
        return hundredths == null ? null : Show.percent(hundredths / 100);
    }

    private static Line rates(Double weeks, Double day) {
        return Line.join(", ", weeks == null ? null : Show.percent(weeks) + " in " + WINDOW,
            day == null ? null : percent(day) + " in 24h");
    }
}
