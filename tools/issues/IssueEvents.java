package tools.issues;

import static tools.sentry.Param.optional;
import static tools.sentry.Tool.reads;

import java.util.List;
import tools.answer.Answer;
import tools.answer.Line;
import tools.answer.Show;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.IssueRef;
import tools.sentry.Param;
import tools.sentry.Tool;

/** An issue with one of its events: what a developer needs to fix the bug. */
public final class IssueEvents implements Domain {
    private static final Param ISSUE = optional("issueId", Param.Type.TEXT, IssueRef.ISSUE.about());
    private static final Param EVENT = optional("eventId", Param.Type.TEXT, "id, latest, oldest or recommended");
    private static final Param ITS_EVENT = EVENT.about("id or latest");

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("get_issue_details",
                "Show an issue and its latest (or another) event: exceptions with code, suspects, evidence.")
                .scopes("event:read", "org:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ISSUE, EVENT,
                    optional("detail", Param.Type.TEXT, "full adds tags, replays, Seer, links")
                        .oneOf("brief", "full").orElse("brief")),
            reads("get_event_stacktrace", "Show an event's stack traces with code and variables.").scopes("event:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ISSUE, ITS_EVENT,
                    optional("thread", Param.Type.TEXT, "id or name"),
                    optional("exception", Param.Type.INTEGER, "1 = outermost"), Param.flag("inAppOnly", "")),
            reads("get_issue_breadcrumbs", "Show what happened before an event.").scopes("event:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ISSUE, ITS_EVENT, Param.limit(100, 500).unlisted()));
    }

    @Override
    public Answer call(Tool tool, Call call) { return IssueEventAnswers.to(tool, call); }

    /** How an issue was resolved, or how long it is ignored; null when neither. */
    static Line details(Json details) {
        Long minutes = details.integer("ignoreDuration");
        return Line.join(", ",
            details.flag("inNextRelease") ? "in the next release" : null,
            Line.around("in release ", details.said("inRelease"), ""),
            Line.around("in commit ", details.at("inCommit").isObject() ? details.said("inCommit", "commit") != null
                ? details.said("inCommit", "commit") : details.said("inCommit", "id") : details.said("inCommit"), ""),
            Line.around("until ", details.time("ignoreUntil"), ""),
            minutes == null ? null : "for " + Show.millis(minutes * 60_000.0),
            until(details.integer("ignoreCount"), "event", details.integer("ignoreWindow")),
            until(details.integer("ignoreUserCount"), "user", details.integer("ignoreUserWindow")));
    }

    private static String until(Long count, String one, Long minutes) {
        return count == null ? null : "until " + Show.counted(count, "more " + one)
            + (minutes == null ? "" : " within " + Show.millis(minutes * 60_000.0));
    }
}
