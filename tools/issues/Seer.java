package tools.issues;

import static tools.sentry.Param.optional;
import static tools.sentry.Tool.writes;

import java.util.List;
import tools.answer.Answer;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.IssueRef;
import tools.sentry.Param;
import tools.sentry.Tool;

/**
 * Seer, Sentry's own analysis of an issue: root cause, solution, code changes. All of its text comes from a model and
 * is foreign.
 */
public final class Seer implements Domain {
    /** A run takes one to four minutes. */
    private static final int SECONDS = 300;

    @Override
    public List<Tool> tools() {
        return List.of(
            writes("analyze_issue_with_seer",
                "Get Seer's analysis of an issue, starting one if needed; call again until done.")
                .scopes("event:read", "event:write").lasting(SECONDS)
                .takes(Param.ORGANIZATION_UNLESS_URL, IssueRef.ISSUE,
                    optional("step", Param.Type.TEXT, "").oneOf("root_cause", "solution",
                        "code_changes"),
                    optional("instruction", Param.Type.TEXT, "hint for a new run").atMost(1_000)));
    }

    @Override
    public Answer call(Tool tool, Call call) { return SeerAnswers.to(tool, call); }

    /** A few lines for the details of an issue: the result that goes furthest. */
    static void summary(Answer answer, Json run, Call call) {
        SeerAnswers.summary(answer, run, call);
    }
}
