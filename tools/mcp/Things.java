package tools.mcp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.json.Json;
import tools.sentry.Sentry;

/**
 * What of Sentry has an address that a person can attach to a message: {@code sentry://acme/issues/ACME-7K}. Each is
 * answered by the tool that shows it, within the same bounds.
 */
final class Things {
    private Things() {}

    /** MCP's own bound for one completion. */
    private static final int MOST = 100;
    private static final String SCHEME = "sentry://";

    /**
     * A kind of thing.
     *
     * @param path     behind the organization: "issues"
     * @param variable how the template calls what names it
     * @param tool     that shows it, and the parameter that takes its name
     */
    record Kind(String path, String variable, String tool, String parameter, String title, String about) {
        String template(Map<String, String> bounds) {
            String organization = bounds.get("organizationSlug");
            return SCHEME + (organization == null ? "{org}" : organization) + "/" + path + "/{" + variable + "}";
        }
    }

    private static final List<Kind> KINDS = List.of(
        new Kind("issues", "id", "get_issue_details", "issueId", "Issue", "An issue, by its short id or its number"),
        new Kind("events", "id", "get_issue_details", "eventId", "Event", "An event, by its id"),
        new Kind("traces", "id", "get_trace_details", "traceId", "Trace", "A trace, by its id"),
        new Kind("releases", "version", "get_release_details", "releaseVersion", "Release", "A release"));

    /** The templates of what a session's tools can show. */
    static List<Object> templates(Offers offers, Map<String, String> bounds) {
        List<Object> list = new ArrayList<>();
        for (Kind kind : KINDS) {
            if (!offers.has(kind.tool)) continue;
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("uriTemplate", kind.template(bounds));
            entry.put("name", kind.title.toLowerCase(Locale.ROOT));
            entry.put("title", kind.title);
            entry.put("description", kind.about);
            entry.put("mimeType", "text/markdown");
            list.add(entry);
        }
        return list;
    }

    /** What an address asks for. */
    record Asked(String tool, Map<String, Object> arguments) {}

    /** @return null when it is no address of ours */
    static Asked asked(String uri) {
        if (!uri.startsWith(SCHEME)) return null;
        String[] parts = uri.substring(SCHEME.length()).split("/", 3);
        if (parts.length < 3 || parts[2].isEmpty() || uri.indexOf('?') >= 0 || uri.indexOf('#') >= 0) return null;
        String organization = decoded(parts[0]);
        // a version may hold slashes, which some clients leave as they are
        String name = decoded(parts[2]);
        for (Kind kind : KINDS) {
            if (!kind.path.equals(parts[1]) || organization == null || name == null) continue;
            Map<String, Object> arguments = new LinkedHashMap<>();
            arguments.put("organizationSlug", organization);
            arguments.put(kind.parameter, name);
            return new Asked(kind.tool, arguments);
        }
        return null;
    }

    /** Percent signs as they are meant; null when they are not. */
    private static String decoded(String part) {
        if (part.indexOf('%') < 0) return part;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < part.length();) {
            if (part.charAt(i) == '%') {
                int high = i + 2 < part.length() ? hex(part.charAt(i + 1)) : -1;
                int low = i + 2 < part.length() ? hex(part.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) return null;
                bytes.write(high << 4 | low);
                i += 3;
            } else {
                int next = part.offsetByCodePoints(i, 1);
                bytes.writeBytes(part.substring(i, next).getBytes(StandardCharsets.UTF_8));
                i = next;
            }
        }
        String text = new String(bytes.toByteArray(), StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : null;
    }

    private static int hex(char c) { return c < 128 ? Character.digit(c, 16) : -1; }

    // ---------------------------------------------------------------- completion

    /** The kind whose template this is, or null. */
    static Kind kind(Object template, Map<String, String> bounds) {
        for (Kind kind : KINDS) if (kind.template(bounds).equals(template)) return kind;
        return null;
    }

    /**
     * What can stand in a template's place: organizations; of one, its unresolved issues and its newest releases.
     * Events and traces are too many to suggest any.
     *
     * @param organization that is chosen already, or null
     * @throws tools.answer.FailureException when Sentry cannot be asked
     */
    static List<String> complete(Kind kind, String variable, String typed, String organization, Sentry sentry) {
        if (variable.equals("org")) return PromptMenu.complete("organizationSlug", typed, organization, sentry);
        if (organization == null || !kind.path.equals("issues") && !kind.path.equals("releases")) return List.of();
        boolean issues = kind.path.equals("issues");
        Sentry.Request request = issues
            ? Sentry.Request.get("organizations", organization, "issues").with("query", "is:unresolved")
                .with("statsPeriod", "14d").with("limit", MOST)
            : Sentry.Request.get("organizations", organization, "releases").with("query", typed)
                .with("per_page", MOST);
        String wanted = typed.toLowerCase(Locale.ROOT);
        Set<String> first = new LinkedHashSet<>();
        Set<String> then = new LinkedHashSet<>();
        for (Json each : sentry.start(request).reply().json().list()) {
            String name = each.text(issues ? "shortId" : "version");
            // a sender names releases: what could be anything else is not suggested
            if (name == null || !name.matches("[A-Za-z0-9][A-Za-z0-9._:@+/-]{0,199}")) continue;
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(wanted)) first.add(name);
            else if (lower.contains(wanted)) then.add(name);
        }
        first.addAll(then);
        List<String> values = new ArrayList<>(first);
        return values.size() > MOST ? values.subList(0, MOST) : values;
    }
}
