package tools.sentry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.json.Json;

/** Sentry's token scopes, {@code kind:level}: which there are, and which of them imply others. */
public final class Scopes {
    /** Without these nothing can be looked at. */
    public static final List<String> READING = List.of("org:read", "project:read", "team:read", "event:read");
    private static final List<String> LEVELS = List.of("read", "write", "admin");

    private Scopes() {}

    public static List<String> known() {
        List<String> known = new ArrayList<>();
        for (String kind : List.of("org", "project", "team", "member", "event", "alerts"))
            for (String level : LEVELS) known.add(kind + ":" + level);
        known.addAll(List.of("project:releases", "project:distribution", "org:integrations", "org:ci"));
        return known;
    }

    /** Whether granted scopes cover a needed one: admin implies write, write implies read. */
    public static boolean cover(Collection<String> granted, String needed) {
        int colon = needed.indexOf(':');
        int level = LEVELS.indexOf(needed.substring(colon + 1));
        if (level < 0) return granted.contains(needed);
        for (int i = level; i < LEVELS.size(); i++)
            if (granted.contains(needed.substring(0, colon + 1) + LEVELS.get(i))) return true;
        return false;
    }

    /** Those of the needed ones that are not covered. */
    public static List<String> missing(Collection<String> granted, Collection<String> needed) {
        List<String> missing = new ArrayList<>();
        for (String scope : needed) if (!cover(granted, scope)) missing.add(scope);
        return missing;
    }

    /** Why a token with these scopes was refused by a tool; null when the tool needs none. */
    public static String lacking(Collection<String> granted, Tool tool) {
        if (tool.scopes().isEmpty()) return null;
        List<String> missing = missing(granted, tool.scopes());
        if (missing.isEmpty()) return "The token has every scope that " + tool.name()
            + " needs, so its user lacks the right: a role, a team's membership, or a feature of the plan.";
        return "The token lacks " + String.join(", ", missing) + ", which " + tool.name() + " needs; it has "
            + (granted.isEmpty() ? "no scope" : String.join(", ", granted))
            + ". Create a token with the missing scope, or grant fewer skills.";
    }

    /** What a set of tools needs: the reading scopes and theirs, the largest of each kind. */
    public static Set<String> of(Collection<Tool> tools) {
        Set<String> all = new TreeSet<>(READING);
        for (Tool tool : tools) all.addAll(tool.scopes());
        Set<String> needed = new TreeSet<>(all);
        needed.removeIf(scope -> all.stream().anyMatch(other -> !other.equals(scope) && cover(List.of(other), scope)));
        return needed;
    }

    /** The token's scopes in the answer to {@code GET /api/0/}, or null when it does not say. */
    public static Set<String> of(Json root) {
        if (!root.at("auth", "scopes").isList()) return null;
        Set<String> scopes = new TreeSet<>();
        for (Json scope : root.list("auth", "scopes")) {
            String name = scope.text();
            if (name != null && name.matches("[a-z]{1,20}:[a-z]{1,20}")) scopes.add(name);
        }
        return scopes;
    }
}
