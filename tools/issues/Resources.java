package tools.issues;

import static tools.sentry.Param.optional;
import static tools.sentry.Tool.reads;

import java.util.List;
import tools.answer.Answer;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Param;
import tools.sentry.Tool;

/**
 * One door for everything that has an address: says what a URL points at and answers through the tool that shows it.
 * The URL is read, never fetched.
 */
public final class Resources implements Domain {
    private final List<Domain> domains;

    /** @param domains those that serve; read at call time, so that it may be the list that this one is part of */
    public Resources(List<Domain> domains) {
        this.domains = domains;
    }

    private static final String[] KINDS = {"issue", "event", "breadcrumbs", "trace", "replay", "monitor", "release",
        "dashboard", "ai_conversation", "snapshot"};

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("get_sentry_resource", "Show what a Sentry URL points at, or a resource by type and id.")
                .scopes("event:read", "project:read")
                .takes(optional("url", Param.Type.TEXT, ""), optional("resourceType", Param.Type.TEXT, "").oneOf(KINDS),
                    optional("resourceId", Param.Type.TEXT, ""),
                    Param.ORGANIZATION_UNLESS_URL, optional("detail", Param.Type.TEXT, "")
                        .oneOf("brief", "full")));
    }

    @Override
    public Answer call(Tool tool, Call call) { return new ResourceAnswers(domains).to(tool, call); }
}
