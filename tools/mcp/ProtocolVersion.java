package tools.mcp;

import java.util.ArrayList;
import java.util.List;

/**
 * A revision of the Model Context Protocol, and what it brought. Named as on
 * {@code https://modelcontextprotocol.io/specification/versioning}.
 */
public enum ProtocolVersion {
    V2024_11_05("2024-11-05"), V2025_03_26("2025-03-26"), V2025_06_18("2025-06-18"), V2025_11_25("2025-11-25"),
    /** Without a handshake: every request says what it needs in {@code _meta}. */
    V2026_07_28("2026-07-28");

    private final String name;

    ProtocolVersion(String name) { this.name = name; }

    /** As it stands in a message. */
    @Override
    public String toString() { return name; }

    /** The newest that begins with a handshake: offered to clients that ask for an unknown one. */
    static ProtocolVersion newestWithHandshake() {
        return V2025_11_25;
    }

    /** Those that begin with a handshake, oldest first, as they stand in messages. */
    static List<String> withHandshake() {
        List<String> names = new ArrayList<>();
        for (ProtocolVersion each : values()) if (!each.isStateless()) names.add(each.name);
        return names;
    }

    /** What a handshake that asks for this name agrees on. */
    static ProtocolVersion agreed(String asked) {
        for (ProtocolVersion each : values()) if (each.name.equals(asked) && !each.isStateless()) return each;
        return newestWithHandshake();
    }

    public boolean isStateless() { return this == V2026_07_28; }

    /** Several messages in one line: in one revision only. */
    public boolean hasBatches() {
        return this == V2025_03_26;
    }

    public boolean hasAnnotations() { return since(V2025_03_26); }

    public boolean hasCompletions() { return since(V2025_03_26); }

    public boolean hasProgressMessages() { return since(V2025_03_26); }

    public boolean hasTitles() { return since(V2025_06_18); }

    public boolean hasElicitation() { return since(V2025_06_18); }

    /** Capabilities beyond the specification's own, and structured content, which views read. */
    public boolean hasExtensions() {
        return since(V2025_06_18);
    }

    /** Whether an error that answers no request may leave its id out; before, it is null. */
    public boolean hasErrorsWithoutId() {
        return since(V2025_11_25);
    }

    private boolean since(ProtocolVersion first) { return compareTo(first) >= 0; }
}
