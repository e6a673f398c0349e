package tools;

import static tools.Param.CURSOR;
import static tools.Param.ORGANIZATION;
import static tools.Param.QUERY;
import static tools.Tool.reads;

import java.util.List;

/** Teams and projects. */
public final class Projects implements Domain {
    private static final Param LIMIT = Param.limit(25, 100);

    @Override public List<Tool> tools() {
        return List.of(
            reads("find_teams", "List an organization's teams.").scopes("team:read").takes(ORGANIZATION, QUERY, LIMIT, CURSOR).asData(),
            reads("find_projects", "List an organization's projects.").scopes("project:read").takes(ORGANIZATION, QUERY, LIMIT, CURSOR)
                .unlessBound(Param.PROJECT).asData());
    }

    @Override public Answer call(String tool, Call call) {
        return switch (tool) {
            case "find_teams" -> teams(call);
            case "find_projects" -> projects(call);
            default -> throw new IllegalArgumentException(tool);
        };
    }

    private static Answer teams(Call call) {
        Sentry.Reply page = page(call, "teams");
        Answer answer = Answer.titled("Teams of ", call.organization()).section("Teams");
        for (Json team : page.json().list()) {
            answer.item("slug", team.token("slug")).fact("Id", team.token("id")).fact("Name", team.said("name")).fact("Members", team.integer("memberCount"));
        }
        return none(answer, page, call);
    }

    private static Answer projects(Call call) {
        Sentry.Reply page = page(call, "projects");
        Answer answer = Answer.titled("Projects of ", call.organization()).section("Projects");
        for (Json project : page.json().list()) {
            answer.item("slug", project.token("slug")).fact("Id", project.token("id")).fact("Name", project.said("name")).fact("Platform", project.token("platform"))
                .fact("Teams", project.list("teams").stream().map(team -> team.token("slug")).toList());
        }
        return none(answer, page, call);
    }

    private static Sentry.Reply page(Call call, String what) {
        return call.sentry().send(Sentry.Request.get("organizations", call.organization(), what).with("per_page", call.integer("limit", 25))
            .with("query", call.text("query")).with("cursor", call.text("cursor")));
    }

    private static Answer none(Answer answer, Sentry.Reply page, Call call) {
        if (page.json().list().isEmpty()) answer.line(call.has("query") ? "None matches." : "There are none that the token can see.");
        return answer.next(page.next());
    }
}
