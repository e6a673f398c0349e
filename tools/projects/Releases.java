package tools.projects;

import static tools.sentry.Param.CURSOR;
import static tools.sentry.Param.ORGANIZATION;
import static tools.sentry.Param.PROJECT;
import static tools.sentry.Param.QUERY;
import static tools.sentry.Param.optional;
import static tools.sentry.Param.required;
import static tools.sentry.Tool.reads;

import java.util.List;
import tools.sentry.Param.Type;
import tools.answer.Answer;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Param;
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
            reads("get_release_details",
                "Show a release beside the one before: issues, error and crash-free rates, commits, deploys.")
                .scopes("project:read", "org:read", "event:read")
                .takes(Param.ORGANIZATION_UNLESS_URL,
                    required("releaseVersion", Type.TEXT, "complete, e.g. shop@2.4.0+a1b2, or URL"), PROJECT,
                    optional("compareWith", Type.TEXT, "default the one before"),
                    Param.limit(PARTS, 50).unlisted()));
    }

    @Override
    public Answer call(Tool tool, Call call) { return ReleaseAnswers.to(tool, call); }
}
