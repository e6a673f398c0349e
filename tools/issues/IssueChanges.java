package tools.issues;

import static tools.sentry.Param.optional;
import static tools.sentry.Param.required;
import static tools.sentry.Tool.destroys;
import static tools.sentry.Tool.writes;

import java.util.List;
import tools.answer.Answer;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.IssueRef;
import tools.sentry.Param;
import tools.sentry.Tool;

/** Acting on issues: resolving, ignoring, assigning, commenting, merging. */
public final class IssueChanges implements Domain {
    @Override
    public List<Tool> tools() {
        return List.of(
            writes("update_issue", "Resolve, reopen, ignore (until it escalates), assign or prioritize issues.")
                .scopes("event:read", "event:write", "team:read").repeatable()
                .takes(Param.ORGANIZATION_UNLESS_URL,
                    required("issueIds", Param.Type.TEXTS, "short ids or URLs"),
                    optional("status", Param.Type.TEXT, "").oneOf("resolved", "resolvedInNextRelease", "unresolved",
                        "ignored"),
                    optional("inRelease", Param.Type.TEXT, "version or latest"),
                    optional("inCommit", Param.Type.TEXT, "repository@SHA"),
                    Param.flag("ignoreForever", ""), optional("ignoreDuration", Param.Type.INTEGER, "minutes"),
                    optional("ignoreCount", Param.Type.INTEGER, "events"),
                    optional("ignoreUserCount", Param.Type.INTEGER, ""),
                    optional("ignoreWindow", Param.Type.INTEGER, "minutes, with a count"),
                    optional("assignedTo", Param.Type.TEXT, "me, email, user:ID, team:SLUG or nobody"),
                    optional("priority", Param.Type.TEXT, "").oneOf("low", "medium", "high")),
            writes("add_issue_note", "Comment on an issue.").scopes("event:write")
                .takes(Param.ORGANIZATION_UNLESS_URL, IssueRef.ISSUE, required("text", Param.Type.TEXT, "")),
            destroys("merge_issues", "Merge error issues of a project, or split hashes off one.")
                .scopes("event:read", "event:write")
                .takes(Param.ORGANIZATION_UNLESS_URL,
                    required("issueIds", Param.Type.TEXTS, ""),
                    optional("hashes", Param.Type.TEXTS, "to split off, from get_issue_hashes")));
    }

    @Override
    public Answer call(Tool tool, Call call) { return IssueChangeAnswers.to(tool, call); }
}
