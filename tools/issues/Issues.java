package tools.issues;

import static tools.sentry.IssueRef.ISSUE;
import static tools.sentry.Param.CURSOR;
import static tools.sentry.Param.ORGANIZATION;
import static tools.sentry.Param.optional;
import static tools.sentry.Tool.reads;

import java.util.List;
import tools.answer.Answer;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Param;
import tools.sentry.Query;
import tools.sentry.Tool;

/** Finding issues, and what Sentry keeps about one of them besides its events' content. */
public final class Issues implements Domain {
    private static final Param QUERY = optional("query", Param.Type.TEXT, "* for all").orElse("is:unresolved");
    private static final Param EVENT_QUERY = optional("query", Param.Type.TEXT, "");
    private static final Param SORT =
        optional("sort", Param.Type.TEXT, "default date").oneOf(Query.ISSUE_SORTS.toArray(new String[0]));
    private static final Param TAGS = optional("tagKey", Param.Type.TEXTS, "omit for an overview");
    private static final Param FIELDS = optional("fields", Param.Type.TEXTS, "tag keys to show");
    private static final Param LIMIT = Param.limit(25, 100).unlisted();

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("list_issues", "List issues by Sentry search, e.g. is:unresolved release:latest.")
                .scopes("event:read")
                .takes(ORGANIZATION, QUERY, SORT, Param.PROJECT, Param.ENVIRONMENT,
                    Param.PERIOD, Param.START, Param.END,
                    Param.limit(10, 100), CURSOR),
            reads("list_issue_events", "List an issue's events by Sentry search.").scopes("event:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ISSUE, EVENT_QUERY, FIELDS, Param.ENVIRONMENT.unlisted(),
                    Param.PERIOD,
                    Param.START.unlisted(),
                    Param.END.unlisted(), Param.limit(25, 100), CURSOR),
            reads("get_issue_activity", "Show an issue's history and comments.").scopes("event:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ISSUE, Param.flag("notesOnly", ""),
                    Param.limit(100, 100).unlisted()),
            reads("get_issue_tag_values", "Count an issue's events by tag values.").scopes("event:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ISSUE, TAGS, LIMIT, CURSOR),
            reads("get_issue_user_reports", "List users' crash reports on an issue.").scopes("event:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ISSUE, LIMIT, CURSOR),
            reads("get_issue_hashes", "List an issue's grouping hashes.").scopes("event:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ISSUE, LIMIT, CURSOR));
    }

    @Override
    public Answer call(Tool tool, Call call) { return IssueAnswers.to(tool, call); }

    /** Who did it; Sentry itself when it names nobody. */
    static Object actor(Json activity) {
        Untrusted user = activity.at("user").firstSaid("name", "email", "username", "id");
        if (user != null) return user;
        Untrusted app = activity.at("sentry_app").firstSaid("name", "slug");
        return app != null ? app : "Sentry";
    }
}
