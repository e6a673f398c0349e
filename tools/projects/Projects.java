package tools.projects;

import static tools.sentry.Param.CURSOR;
import static tools.sentry.Param.ORGANIZATION;
import static tools.sentry.Param.PROJECT_REQUIRED;
import static tools.sentry.Param.QUERY;
import static tools.sentry.Param.optional;
import static tools.sentry.Param.required;
import static tools.sentry.Settings.LIMIT;
import static tools.sentry.Tool.destroys;
import static tools.sentry.Tool.reads;
import static tools.sentry.Tool.writes;

import java.util.List;
import tools.sentry.Param.Type;
import tools.answer.Answer;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Param;
import tools.sentry.Tool;

/** Teams and projects. */
public final class Projects implements Domain {
    private static final Param TEAM = required("teamSlug", Type.SLUG, "");
    private static final Param NAME = required("name", Type.TEXT, "");

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("find_teams", "List an organization's teams.").scopes("org:read")
                .takes(ORGANIZATION, QUERY, LIMIT.unlisted(), CURSOR),
            writes("create_team", "Create a team.").scopes("team:write").takes(ORGANIZATION, NAME)
                .unlessBound(Param.PROJECT),
            reads("find_projects", "List an organization's projects.").scopes("org:read")
                .takes(ORGANIZATION, QUERY, LIMIT.unlisted(), CURSOR)
                .unlessBound(Param.PROJECT),
            writes("create_project", "Create a project; gives its DSN and next step.")
                .scopes("project:write", "org:read")
                .takes(ORGANIZATION, TEAM, NAME, optional("slug", Type.SLUG, ""),
                    optional("platform", Type.TEXT, "e.g. python-django"),
                    optional("repository", Type.TEXT, "owner/name"))
                .unlessBound(Param.PROJECT),
            destroys("update_project", "Change a project's name, slug or platform.").scopes("project:write")
                .takes(ORGANIZATION, PROJECT_REQUIRED, optional("name", Type.TEXT, ""), optional("slug", Type.SLUG, ""),
                    optional("platform", Type.TEXT, "")),
            writes("add_team_to_project", "Give a team access to a project.").scopes("project:write").repeatable()
                .takes(ORGANIZATION, PROJECT_REQUIRED, TEAM),
            destroys("remove_team_from_project", "Take a project away from a team.").scopes("project:write")
                .takes(ORGANIZATION, PROJECT_REQUIRED, TEAM));
    }

    @Override
    public Answer call(Tool tool, Call call) { return ProjectAnswers.to(tool, call); }
}
