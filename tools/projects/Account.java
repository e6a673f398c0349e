package tools.projects;

import static tools.sentry.Param.CURSOR;
import static tools.sentry.Param.QUERY;
import static tools.sentry.Tool.reads;

import java.util.List;
import tools.answer.Answer;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Param;
import tools.sentry.Tool;

/** Who the token belongs to, and the organizations it can see. */
public final class Account implements Domain {
    @Override
    public List<Tool> tools() {
        return List.of(
            reads("whoami", "Show the token's user and what this session is bound to."),
            reads("find_organizations", "List the organizations the token can see, in every region.").scopes("org:read")
                .takes(QUERY, CURSOR)
                .unlessBound(Param.ORGANIZATION));
    }

    @Override
    public Answer call(Tool tool, Call call) { return AccountAnswers.to(tool, call); }
}
