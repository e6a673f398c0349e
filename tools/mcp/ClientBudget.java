package tools.mcp;

import java.util.Locale;
import java.util.Map;
import tools.answer.Answer;

/**
 * How long an answer may be for the client that asked. Clients cut what is longer, most of them in its middle, so that
 * a model reads an answer with a hole.
 */
public final class ClientBudget {
    private ClientBudget() {}

    /** No answer tells anything in less. */
    public static final int LEAST = 3_000;
    /** More is no answer but a file. */
    public static final int MOST = 1_000_000;

    /**
     * Characters, a little under what was measured in November 2026 with each client's own program: Cline 3.0 cuts at
     * 8,000, Codex 0.171 at about 12,000, Copilot CLI 1.0 between 17,000 and 20,000, Qwen Code 0.24 between 26,000 and
     * 30,000, Gemini CLI 0.61 at 40,000, Claude Code 2.1 at about 50,000.
     */
    private static final Map<String, Integer> MEASURED = Map.of("@cline/core", 7_600, "codex-mcp-client", 11_400,
        "copilot-cli", 16_500, "qwen-cli-mcp-client", 25_000, "gemini-cli-mcp-client", 39_000, "claude-code", 48_000);

    /**
     * @param client {@code clientInfo.name} as the client gives it, or null; some append the server's name to theirs
     * @param asked  what the user has set, from {@link #LEAST} to {@link #MOST}; 0 when nothing
     */
    public static int of(String client, int asked) {
        if (asked != 0) return Math.max(LEAST, Math.min(MOST, asked));
        String name = client == null ? "" : client.strip().toLowerCase(Locale.ROOT);
        for (Map.Entry<String, Integer> each : MEASURED.entrySet())
            if (name.equals(each.getKey()) || name.startsWith(each.getKey() + "-")) return each.getValue();
        return Answer.BUDGET;
    }
}
