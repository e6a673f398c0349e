package tools.mcp;

import java.util.Map;

/**
 * Who sent a message: the revision it speaks, what it can do, and its name.
 *
 * @param capabilities as the client declares them
 * @param client       {@code clientInfo.name}, or ""
 */
public record Peer(ProtocolVersion version, Map<String, Object> capabilities, String client) {
    /**
     * Whether a form can be put before the user: {@code elicitation: {}} means forms, {@code {url: {}}} alone does not.
     */
    public boolean canAsk() {
        return version.hasElicitation() && capabilities.get("elicitation") instanceof Map<?, ?> how
            && (how.isEmpty() || how.containsKey("form"));
    }

    /** Whether the client says that it shows views. */
    public boolean showsViews() {
        return version.hasExtensions() && Views.shown(capabilities);
    }

    public boolean isStateless() { return version.isStateless(); }
}
