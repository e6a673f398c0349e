package tools.projects;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Show;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.Sentry;
import tools.sentry.Settings;
import tools.sentry.Tool;

/** How the calls of {@link Projects} are answered. */
final class ProjectAnswers {
    private ProjectAnswers() {}

    /**
     * Lists that have to be read whole are followed this far: 1,000 teams or repositories, more than one can choose
     * from by name.
     */
    private static final int MOST_PAGES = 10;

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "find_teams" -> teams(call);
            case "create_team" -> createTeam(call);
            case "find_projects" -> projects(call);
            case "create_project" -> createProject(call);
            case "update_project" -> updateProject(call);
            case "add_team_to_project" -> addTeam(call);
            case "remove_team_from_project" -> removeTeam(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    // ---------------------------------------------------------------- finding

    private static Answer teams(Call call) {
        Sentry.Reply page = page(call, "teams");
        Answer answer = Answer.titled("Teams of ", call.organization()).section("Teams");
        for (Json team : page.json().list()) {
            answer.item("slug", team.slug("slug")).fact("Id", team.token("id")).fact("Name", team.said("name"))
                .fact("Members", team.integer("memberCount"));
        }
        return none(answer, page, call);
    }

    private static Answer projects(Call call) {
        Sentry.Reply page = page(call, "projects");
        Answer answer = Answer.titled("Projects of ", call.organization()).section("Projects");
        for (Json project : page.json().list()) {
            answer.item("slug", project.slug("slug")).fact("Id", project.token("id"))
                .fact("Name", project.said("name")).fact("Platform", project.token("platform"))
                .fact("Teams", project.list("teams").stream().map(team -> team.slug("slug")).toList());
        }
        return none(answer, page, call);
    }

    private static Sentry.Reply page(Call call, String what) {
        return call.sentry()
            .send(Sentry.Request.get("organizations", call.organization(), what)
                .with("per_page", Settings.limit(call, 25, 100))
                .with("query", call.text("query")).with("cursor", call.text("cursor")));
    }

    private static Answer none(Answer answer, Sentry.Reply page, Call call) {
        if (page.json().list().isEmpty())
            page.none(answer, call.has("query") ? "None matches." : "There are none that the token can see.");
        return answer.next(page.next());
    }

    // ---------------------------------------------------------------- teams

    /** Sentry takes the slug from the name. */
    private static Answer createTeam(Call call) {
        Json team = call.sentry()
            .send(Sentry.Request.post(Map.of("name", call.text("name")), "organizations", call.organization(), "teams"))
            .json();
        return Answer.titled("Created team ", team.slug("slug")).fact("Slug", team.slug("slug"))
            .fact("Id", team.token("id")).fact("Name", team.said("name"));
    }

    private static Answer addTeam(Call call) {
        List<Json> before = assigned(call);
        if (has(before, call.text("teamSlug"))) return teamsNow(call, "already has", false, before);
        Json project = call.sentry().send(Sentry.Request.post(Map.of(), teamPath(call))).json();
        return teamsNow(call, "now has", true, project.list("teams"));
    }

    private static Answer removeTeam(Call call) {
        List<Json> before = assigned(call);
        String team = call.text("teamSlug");
        String project = call.organization() + "/" + call.project();
        if (!has(before, team)) {
            throw FailureException.of(FailureException.Kind.INPUT,
                "teamSlug: " + FailureException.show(team) + " is not a team of " + project + "; its teams: ",
                slugs(before));
        }
        if (before.size() == 1) throw FailureException.input("teamSlug",
            "is the only team of " + project + ", and a project needs one; add another team first");
        call.user().confirm("Remove the team " + Show.words(team) + " from the project " + Show.bare(project)
            + "? Its members lose the access that they have through this team.");
        Json changed = call.sentry().send(Sentry.Request.delete(teamPath(call))).json();
        return teamsNow(call, "no longer has", true, changed.list("teams"));
    }

    private static String[] teamPath(Call call) {
        return new String[] {"projects", call.organization(), call.project(), "teams", call.text("teamSlug")};
    }

    private static boolean has(List<Json> teams, String slugOrId) {
        return teams.stream().anyMatch(team -> slugOrId.equals(team.text("slug")) || slugOrId.equals(team.text("id")));
    }

    private static Object slugs(List<Json> teams) {
        Line line = Line.join(", ", teams.stream().map(team -> team.slug("slug")).toList());
        return line == null ? "none" : line;
    }

    private static List<Json> assigned(Call call) {
        return all(call, Sentry.Request.get("projects", call.organization(), call.project(), "teams"));
    }

    /**
     * The teams that the project has after the change: those of Sentry's answer, which may be empty, else asked for
     * again.
     */
    private static Answer teamsNow(Call call, String verb, boolean changed, List<Json> answered) {
        List<Json> teams = answered.isEmpty() ? assigned(call) : answered;
        Answer answer =
            Answer.titled(call.organization(), "/", call.project(), " ", verb, " team ", call.text("teamSlug"))
                .fact("Changed", changed ? "yes" : "no").section("Teams");
        for (Json team : teams)
            answer.item("slug", team.slug("slug")).fact("Id", team.token("id")).fact("Name", team.said("name"));
        return answer;
    }

    private static List<Json> all(Call call, Sentry.Request request) {
        List<Json> rows = new ArrayList<>();
        String cursor = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            Sentry.Reply reply = call.sentry().send(request.with("per_page", 100).with("cursor", cursor));
            rows.addAll(reply.json().list());
            cursor = reply.next();
            if (cursor == null) break;
        }
        return rows;
    }

    // ---------------------------------------------------------------- projects

    private static Answer createProject(Call call) {
        // first: a wrong name must not leave a project behind
        Json repository = call.has("repository") ? repository(call) : null;
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", call.text("name"));
        if (call.has("slug")) body.put("slug", call.text("slug"));
        if (call.has("platform")) body.put("platform", call.text("platform").toLowerCase(Locale.ROOT));
        Json project = call.sentry()
            .send(Sentry.Request.post(body, "teams", call.organization(), call.text("teamSlug"), "projects")).json();
        String slug = project.text("slug");
        String dsn = slug == null ? null : firstDsn(call, slug);
        Answer answer = Answer.titled("Created project ", project.slug("slug"), " in ", call.organization())
            .fact("Slug", project.slug("slug")).fact("Id", project.token("id")).fact("Name", project.said("name"))
            .fact("Platform", project.token("platform"))
            .fact("Teams", project.list("teams").stream().map(team -> team.slug("slug")).toList())
            .fact("DSN", dsn == null ? "could not be read or made" : dsn);
        if (repository != null) {
            boolean linked = slug != null && link(call, slug, repository);
            String link = linked ? ", linked: its root is the root of the code"
                : ", not linked; link it in Sentry under Settings, Code Mappings";
            answer.fact("Repository", Line.of(repository.said("name"), link));
        }
        nextStep(answer, call, project.text("platform"), dsn);
        return answer;
    }

    private static void nextStep(Answer answer, Call call, String platform, String dsn) {
        answer.section("Next step", Integer.MAX_VALUE, null);
        Platforms.Step step = Platforms.of(platform, dsn);
        if (step != null) {
            answer.fact("Install", step.install());
            if (step.start() != null) answer.code("Start", step.start());
            else answer.fact("Start", "the installer asks for the project and writes the DSN");
        } else if (dsn != null) {
            answer.line(
                "Install the SDK for the application's platform (https://docs.sentry.io/platforms/) and start it "
                    + "with the DSN above, for example as SENTRY_DSN.");
        } else {
            answer.line(call.user().offers("create_dsn")
                ? "Call create_dsn for this project: without a DSN no application can report to it."
                : "Make a DSN in the project's settings under Client Keys: without one no application can report to "
                    + "it.");
        }
    }

    /**
     * The project's own key, made by Sentry with the project; a key of ours when there is none. Null when neither can
     * be had: the project exists all the same.
     */
    private static String firstDsn(Call call, String slug) {
        Json keys = call.sentry().start(Sentry.Request.get("projects", call.organization(), slug, "keys")).orNone();
        String first = null;
        for (Json key : keys.list()) {
            String dsn = key.denied("isActive") ? null : Keys.dsn(key);
            if (dsn == null) continue;
            if ("Default".equals(key.text("name"))) return dsn;
            if (first == null) first = dsn;
        }
        if (first != null) return first;
        return Keys.dsn(tryWrite(call,
            Sentry.Request.post(Map.of("name", "Default"), "projects", call.organization(), slug, "keys")));
    }

    /** A write that follows another one: when it fails, the first is still worth an answer. */
    private static Json tryWrite(Call call, Sentry.Request request) {
        try {
            return call.sentry().send(request).json();
        } catch (FailureException failure) {
            return Json.NONE;
        }
    }

    /** The connected repository of that name; a name without owner is enough when only one ends so. */
    private static Json repository(Call call) {
        String name = call.text("repository");
        List<Json> connected = all(call, Sentry.Request.get("organizations", call.organization(), "repos"));
        List<Json> found = connected.stream().filter(each -> name.equals(each.text("name"))).toList();
        if (found.isEmpty() && !name.contains("/")) {
            found = connected.stream()
                .filter(each -> each.text("name") != null && each.text("name").endsWith("/" + name)).toList();
        }
        if (found.isEmpty()) {
            throw FailureException.input("repository", "names no connected repository: " + FailureException.show(name)
                + "; connect it in Sentry under Settings, Integrations, or leave it out");
        }
        if (found.size() > 1) throw FailureException.input("repository",
            "matches " + found.size() + " repositories: " + FailureException.show(name) + "; give its full name");
        return found.get(0);
    }

    /**
     * Maps the repository's root to the root of the code. {@code code-mappings/bulk} is unpublished; its shape is from
     * facts/tools-config.md 11.
     */
    private static boolean link(Call call, String slug, Json repository) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("project", slug);
        body.put("repository", repository.text("name"));
        String provider = repository.text("provider", "id");
        body.put("provider", provider != null && provider.startsWith("integrations:")
            ? provider.substring("integrations:".length()) : provider);
        body.put("mappings", List.of(Map.of("stackRoot", "", "sourceRoot", "")));
        Json linked =
            tryWrite(call, Sentry.Request.post(body, "organizations", call.organization(), "code-mappings", "bulk"));
        Long errors = linked.integer("errors");
        return errors != null && errors == 0
            && linked.list("mappings").stream()
                .anyMatch(each -> "created".equals(each.text("status")) || "updated".equals(each.text("status")));
    }

    private static Answer updateProject(Call call) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (call.has("name")) body.put("name", call.text("name"));
        if (call.has("slug")) body.put("slug", call.text("slug"));
        if (call.has("platform")) body.put("platform", call.text("platform").toLowerCase(Locale.ROOT));
        if (body.isEmpty()) throw FailureException.input("name", "or slug or platform is required");
        if (call.has("slug") && call.boundProject() != null) {
            throw FailureException.input("slug",
                "cannot change in a session that is bound to the project: it would be bound to nothing afterwards");
        }
        Json project =
            call.sentry().send(Sentry.Request.put(body, "projects", call.organization(), call.project())).json();
        return Answer.titled("Updated project ", project.slug("slug")).fact("Slug", project.slug("slug"))
            .fact("Id", project.token("id"))
            .fact("Name", project.said("name"))
            .fact("Platform", project.token("platform"));
    }
}
