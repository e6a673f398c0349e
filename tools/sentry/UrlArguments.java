package tools.sentry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.sentry.Links.Kind;
import tools.answer.FailureException;

/**
 * URLs where ids are expected. Whatever parameter takes the id of a thing also takes the address of its page in Sentry,
 * for every tool alike: the address is read (never fetched) and gives the id, and whatever else it knows that the tool
 * takes: organization, project, span, time window. Issues have more forms, in lists too: see {@link IssueRef}.
 */
final class UrlArguments {
    private UrlArguments() {}

    /** What a parameter's URL may show. A page below /monitors/ may be of any kind of monitor. */
    private static final Map<String, Set<Kind>> SHOWN = Map.ofEntries(
        Map.entry("traceId", Set.of(Kind.TRACE, Kind.SPAN)), Map.entry("replayId", Set.of(Kind.REPLAY)),
        Map.entry("profileId", Set.of(Kind.PROFILE)),
        Map.entry("monitorSlug", Set.of(Kind.MONITOR)), Map.entry("uptimeMonitorId", Set.of(Kind.UPTIME, Kind.MONITOR)),
        Map.entry("ruleId", Set.of(Kind.ALERT, Kind.MONITOR)), Map.entry("releaseVersion", Set.of(Kind.RELEASE)),
        Map.entry("dashboardId", Set.of(Kind.DASHBOARD)), Map.entry("conversationId", Set.of(Kind.CONVERSATION)),
        Map.entry("snapshotId", Set.of(Kind.SNAPSHOT)), Map.entry("eventId", Set.of(Kind.EVENT)));

    /** Names that the reference server has for the same parameters: whoever knows them may go on using them. */
    private static final String[][] OTHER_NAMES =
        {{"issueUrl", "issueId"}, {"issueUrl", "issueIds"}, {"issueId", "issueIds"}, {"replayUrl", "replayId"},
            {"profileUrl", "profileId"}, {"projectSlugOrId", "projectSlug"}, {"project", "projectSlug"},
            {"maxHotPaths", "limit"}, {"ruleIdOrName", "ruleId"}, {"dashboardIdOrTitle", "dashboardId"},
            {"ignoreDurationMinutes", "ignoreDuration"}, {"ignoreWindowMinutes", "ignoreWindow"},
            {"ignoreUserWindowMinutes", "ignoreWindow"}};

    /** Names that clients and prompts add, and that are no slip of the pen for one of ours. */
    private static final Set<String> FOREIGN = Set.of("task_progress", "regionUrl", "ignoreMode", "includeHealth",
        "includeComments", "includeDeploys", "includeCommits", "includeExplanation", "reason");

    static boolean foreign(String name) { return FOREIGN.contains(name); }

    /**
     * The arguments with ids in the place of URLs.
     *
     * @throws FailureException for a URL of another host or organization, and for one that shows another kind of thing
     */
    static Map<String, Object> read(Tool tool, Map<String, Object> given, Map<String, String> bound, Links links) {
        Map<String, Object> arguments = new LinkedHashMap<>(given);
        for (String[] names : OTHER_NAMES) {
            if (arguments.get(names[0]) != null && !takes(tool, names[0]) && takes(tool, names[1]))
                arguments.put(names[1], arguments.remove(names[0]));
        }
        // forDuration and the like say what the other arguments say already
        if (takes(tool, "ignoreForever") && arguments.get("ignoreMode") instanceof String mode) {
            arguments.remove("ignoreMode");
            if (mode.equals("forever")) arguments.putIfAbsent("ignoreForever", true);
            else arguments.putIfAbsent("status", "ignored");
        }
        for (Param param : tool.params()) {
            Object value = arguments.get(param.name());
            if (value instanceof String text && pasted(param)) arguments.put(param.name(), IssueRef.plain(text));
        }
        for (String name : List.of("issueId", "issueIds"))
            if (takes(tool, name) && arguments.get(name) != null) issues(tool, name, arguments, bound);
        for (Param param : tool.params()) {
            Set<Kind> kinds = SHOWN.get(param.name());
            if (kinds == null) continue;
            if (!(arguments.get(param.name()) instanceof String url) || !Links.url(url)) {
                boolean asked = tool.params().contains(Param.ORGANIZATION_UNLESS_URL) && !takes(tool, "issueId")
                    && !bound.containsKey("organizationSlug");
                if (asked && arguments.get("organizationSlug") == null) throw FailureException.input("organizationSlug",
                    "is required, unless " + param.name() + " is a URL");
                continue;
            }
            Links.Target target = links.target(url);
            if (!kinds.contains(target.kind())) throw FailureException.input(param.name(),
                "is a URL that shows something else: " + FailureException.show(url));
            String organization = target.organization(
                bound.containsKey("organizationSlug") ? bound.get("organizationSlug")
                    : arguments.get("organizationSlug") instanceof String slug ? slug : null,
                bound.containsKey("organizationSlug"));
            put(tool, arguments, "organizationSlug", organization);
            // A URL may name the project by its number where the session is bound to its slug: then what is fetched is
            // compared
            if (!bound.containsKey("projectSlug") || !Bound.numeric(target.project()))
                put(tool, arguments, "projectSlug", target.project());
            switch (target.kind()) {
                case EVENT -> {
                    put(tool, arguments, "issueId", target.id());
                    arguments.put(param.name(), target.part());
                }
                case PROFILE -> {
                    arguments.put(param.name(), target.id());
                    put(tool, arguments, "profilerId", target.part());
                }
                default -> arguments.put(param.name(), target.id());
            }
            if (target.kind() == Kind.SPAN
                && tool.params().stream().anyMatch(each -> each.required() && each.name().equals("spanId"))) {
                put(tool, arguments, "spanId", target.part());
            }
            if (target.kind() == Kind.SNAPSHOT) put(tool, arguments, "imageIdentifier", target.part());
            if (target.kind() == Kind.ALERT) put(tool, arguments, "kind", target.part());
            if (target.kind() == Kind.CONVERSATION || target.kind() == Kind.PROFILE && target.id() == null) {
                put(tool, arguments, "start", target.query().get("start"));
                put(tool, arguments, "end", target.query().get("end"));
            }
        }
        return arguments;
    }

    /** What people copy out of a text comes with what stands around it there. */
    private static boolean pasted(Param param) {
        return SHOWN.containsKey(param.name()) && !param.name().equals("releaseVersion")
            && !param.name().equals("conversationId") || switch (param.type()) {
                case SLUG, ID, HEX32 -> true;
                default -> false;
            };
    }

    /** Issues in the forms in which people write them: {@link IssueRef#pasted}. */
    private static void issues(Tool tool, String name, Map<String, Object> arguments, Map<String, String> bound) {
        List<Object> issues = new ArrayList<>();
        Object value = arguments.get(name);
        boolean several = name.equals("issueIds");
        if (several && value instanceof String text) value = Param.json(text.strip(), '[', ']');
        for (Object given : value instanceof List<?> list ? list : List.of(value)) {
            if (!(given instanceof String text)) {
                issues.add(given);
                continue;
            }
            for (String each : several ? text.strip().split("[\\s,;]+") : new String[] {text}) {
                if (each.isBlank()) continue;
                String[] pasted = IssueRef.pasted(each);
                if (pasted[0] != null) {
                    String slug = bound.containsKey("organizationSlug") ? bound.get("organizationSlug")
                        : arguments.get("organizationSlug") instanceof String own ? own : null;
                    if (slug != null && !slug.equals(pasted[0])) throw FailureException.input(name,
                        "is of the organization " + FailureException.show(pasted[0]) + ", but "
                            + (bound.containsKey("organizationSlug") ? "this session is bound to "
                                : "organizationSlug is ")
                            + FailureException.show(slug));
                    put(tool, arguments, "organizationSlug", pasted[0]);
                }
                issues.add(pasted[1]);
            }
        }
        if (value instanceof List || several) arguments.put(name, issues);
        else if (!issues.isEmpty()) arguments.put(name, issues.get(0));
    }

    /** What the caller says wins over what the URL says. */
    private static void put(Tool tool, Map<String, Object> arguments, String name, String value) {
        if (value != null && takes(tool, name) && arguments.get(name) == null) arguments.put(name, value);
    }

    private static boolean takes(Tool tool, String name) {
        return tool.params().stream().anyMatch(param -> param.name().equals(name));
    }
}
