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
 * Files around an event: those that came with it, and those that its JavaScript frames should have been mapped with.
 */
public final class EventFiles implements Domain {
    private static final Param ISSUE = optional("issueId", Param.Type.TEXT, "or eventId");
    private static final Param EVENT_ID = optional("eventId", Param.Type.TEXT, "");

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("get_event_attachment", "List an event's attachments, or show one.")
                .scopes("event:read", "project:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ISSUE, EVENT_ID, Param.PROJECT.unlisted(),
                    optional("attachmentId", Param.Type.SLUG, "omit to list"), Param.CURSOR),
            reads("get_source_map_status", "Explain why a JavaScript event's frames are not source-mapped.")
                .scopes("event:read", "project:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ISSUE, EVENT_ID, Param.PROJECT.unlisted()));
    }

    @Override
    public Answer call(Tool tool, Call call) { return EventFileAnswers.to(tool, call); }
}
