package tools.events;

import static tools.sentry.Param.CURSOR;
import static tools.sentry.Param.END;
import static tools.sentry.Param.ORGANIZATION;
import static tools.sentry.Param.PERIOD;
import static tools.sentry.Param.PROJECT;
import static tools.sentry.Param.START;
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

/**
 * Conversations with AI agents, which Sentry puts together from spans with {@code gen_ai.conversation.id}. The two
 * endpoints are not part of the published API: a server without them answers 404.
 */
public final class Conversations implements Domain {
    static final int ROWS = 10;

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("search_ai_conversations", "Find AI agent conversations: tokens, cost, tools, errors of each.")
                .scopes("org:read")
                .takes(ORGANIZATION, optional("query", Type.TEXT, "Sentry syntax on spans"), PROJECT,
                    PERIOD.about("default 30d"),
                    Param.limit(ROWS, 100), CURSOR,
                    optional("environment", Type.TEXTS, "").unlisted(), START.unlisted(), END.unlisted())
                .alias("search_agent_conversations"),
            reads("get_ai_conversation_details",
                "Read one AI agent conversation in order: messages, tool calls, models, failures.")
                .scopes("org:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, required("conversationId", Type.TEXT, "or its URL"),
                    START.about("ISO 8601"), END, PERIOD.unlisted(),
                    PROJECT.unlisted())
                .alias("get_agent_conversation_details"));
    }

    @Override
    public Answer call(Tool tool, Call call) { return ConversationAnswers.to(tool, call); }
}
