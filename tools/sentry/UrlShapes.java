package tools.sentry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The shapes of the addresses in Sentry's web interface, old and new: what each of them points at. The path has been
 * cut into decoded segments; an organization in front of it does not matter, since every shape is found by its own
 * words.
 */
public final class UrlShapes {
    public static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?");
    public static final Pattern SLUG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    /** Numeric, or a short id; short ids may start with digits, and their last part is base 32. */
    public static final Pattern ISSUE =
        Pattern.compile("[0-9]{1,20}|[A-Za-z0-9][A-Za-z0-9_-]{0,100}-[A-Za-z0-9]{1,20}");
    /** First words of an address below an organization. */
    public static final List<String> SECTIONS =
        List.of("issues", "explore", "performance", "projects", "settings", "replays", "releases", "crons",
            "monitors", "alerts", "feedback",
            "dashboards", "dashboard", "discover", "insights", "preprod", "profiling", "traces", "uptime", "stats",
            "user-feedback");
    /** Subdomains of sentry.io that are no organizations. */
    public static final Set<String> NO_ORGANIZATION =
        Set.of("www", "us", "us2", "de", "eu", "docs", "develop", "ingest", "app");
    /** What may stand where an id would, and is a page of its own. */
    private static final Set<String> PAGES =
        Set.of("new", "wizard", "selectors", "new-events", "all-events", "compare", "rules", "stories",
            "metric-rules", "manage", "alerts", "my-monitors");

    private UrlShapes() {}

    public static Links.Target target(String organization, List<String> path, Map<String, String> query) {
        String project = null;
        String id = null;
        String part = null;
        Links.Kind kind = Links.Kind.OTHER;
        if (after(path, "profiling", 1) != null && after(path, "profiling", 1).equals("profile")
            && after(path, "profiling", 2) != null) {
            kind = Links.Kind.PROFILE;
            project = after(path, "profiling", 2);
            String next = after(path, "profiling", 3);
            id = next == null || next.equals("flamegraph") ? null : next;
            part = query.get("profilerId");
        } else if (named(path, "conversations") != null) {
            kind = Links.Kind.CONVERSATION;
            id = named(path, "conversations");
        } else if (named(path, "replays") != null) {
            kind = Links.Kind.REPLAY;
            id = named(path, "replays");
        } else if (path.contains("uptime") && path.size() > path.indexOf("uptime") + 2) {
            kind = Links.Kind.UPTIME;
            project = after(path, "uptime", 1);
            id = after(path, "uptime", 2);
        } else if ("alerts".equals(after(path, "monitors", 1)) && Bound.numeric(after(path, "monitors", 2))) {
            kind = Links.Kind.ALERT;   // the newer pages: alerts of issues below the monitors that set them off
            id = after(path, "monitors", 2);
            part = "issue";
        } else if (named(path, "crons") != null || monitor(path)) {
            String section = named(path, "crons") != null ? "crons" : "monitors";
            kind = Links.Kind.MONITOR;
            id = after(path, section, 1);
            String second = after(path, section, 2);
            if (second != null && !second.equals("details") && !second.equals("edit")) {
                project = id;
                id = second;
            } else if (section.equals("monitors") && Bound.numeric(id)) {
                part = "detector";
            }
        } else if (path.contains("alerts") && alert(path) != null) {
            kind = Links.Kind.ALERT;
            List<String> rule = alert(path);
            id = rule.get(rule.size() - 1);
            project = rule.size() > 1 ? rule.get(0) : null;
            part = path.contains("metric-rules") ? "metric" : project != null ? "issue" : path.contains("details")
                && !path.get(path.size() - 1).equals("details") ? "metric" : null;
            // these are numbered apart from the alerts that their rules have become, each kind for itself
            if (part != null) id = (part.equals("issue") ? "rule_id:" : "alert_rule_id:") + id;
        } else if (named(path, "releases") != null) {
            kind = Links.Kind.RELEASE;
            id = named(path, "releases");
        } else if (named(path, "trace") != null) {
            id = named(path, "trace");
            String node = query.getOrDefault("node", "");
            boolean span = node.startsWith("span-") && node.length() > 5;
            kind = span ? Links.Kind.SPAN : Links.Kind.TRACE;
            part = span ? node.substring(5) : null;
        } else if (path.contains("performance") && path.contains("summary") && query.containsKey("transaction")) {
            kind = Links.Kind.TRANSACTIONS;
        } else if (named(path, "snapshots") != null && path.contains("preprod")) {
            kind = Links.Kind.SNAPSHOT;
            id = named(path, "snapshots");
            part = query.get("selectedSnapshot");
        } else if (named(path, "dashboards") != null || named(path, "dashboard") != null) {
            kind = Links.Kind.DASHBOARD;
            id = named(path, "dashboards") != null ? named(path, "dashboards") : named(path, "dashboard");
        } else if (path.contains("feedback") && query.containsKey("feedbackSlug")) {
            String slug = query.get("feedbackSlug");
            String issue = slug.substring(slug.indexOf(':') + 1);
            if (ISSUE.matcher(issue).matches()) {
                kind = Links.Kind.ISSUE;
                id = issue;
            }
        } else if (named(path, "issues") != null && issue(named(path, "issues"))) {
            id = named(path, "issues");
            int events = path.indexOf("events");
            part = events > path.indexOf("issues") && events + 1 < path.size() ? path.get(events + 1) : null;
            kind = part == null ? Links.Kind.ISSUE : Links.Kind.EVENT;
        }
        if (kind == Links.Kind.OTHER && list(path) != null) {
            kind = Links.Kind.LIST;
            id = list(path);
        }
        return new Links.Target(kind, organization, project, id, part, query);
    }

    /** Pages of one kind of monitors each: {@code monitors/uptime/}. */
    private static final List<String> MONITOR_LISTS = List.of("uptime", "crons", "metrics", "errors");

    /** The first words of pages that show a list, the longer ones first, and what they list. */
    static final String[][] LISTS = {{"issues/alerts", "alerts"}, {"issues/feedback", "feedback"},
        {"feedback", "feedback"}, {"user-feedback", "feedback"}, {"issues", "issues"}, {"alerts", "alerts"},
        {"monitors/alerts", "alerts"}, {"monitors/metrics", "alerts"}, {"monitors/uptime", "uptime"},
        {"insights/uptime", "uptime"}, {"monitors", "crons"}, {"crons", "crons"}, {"insights/crons", "crons"},
        {"explore/logs", "logs"}, {"explore/metrics", "metrics"}, {"explore/profiling", "profiles"},
        {"profiling", "profiles"}, {"explore/replays", "replays"}, {"replays", "replays"},
        {"explore/conversations", "conversations"}, {"explore/releases", "releases"}, {"releases", "releases"},
        {"explore/discover", "errors"}, {"discover", "errors"}, {"explore/traces", "spans"}, {"traces", "spans"},
        {"insights/projects", "projects"}, {"projects", "projects"}, {"performance", "spans"}, {"insights", "spans"},
        {"dashboards", "dashboards"}};

    private static final Set<String> NO_LIST =
        Set.of("new", "wizard", "selectors", "new-events", "all-events", "compare", "stories");

    private static String list(List<String> path) {
        int organizations = path.indexOf("organizations");
        List<String> rest = path;
        if (organizations >= 0) rest = path.subList(Math.min(path.size(), organizations + 2), path.size());
        else if (path.size() > 1 && !SECTIONS.contains(path.get(0)) && SECTIONS.contains(path.get(1)))
            rest = path.subList(1, path.size());
        if (rest.stream().anyMatch(NO_LIST::contains)) return null;
        String page = String.join("/", rest) + "/";
        for (String[] list : LISTS) if (page.startsWith(list[0] + "/")) return list[1];
        return null;
    }

    private static boolean monitor(List<String> path) {
        return named(path, "monitors") != null && !MONITOR_LISTS.contains(path.get(path.size() - 1));
    }

    /**
     * A list of issues has addresses of the same form ("issues/errors-outages/"); short ids are upper case or end in a
     * digit or letter code.
     */
    private static boolean issue(String segment) {
        return ISSUE.matcher(segment).matches() && (Character.isDigit(segment.charAt(0))
            || segment.chars().anyMatch(c -> Character.isUpperCase(c) || Character.isDigit(c)));
    }

    /**
     * {@code [project, rule]} or {@code [rule]}; rules of a project, metric rules, and the newer alerts; null when it
     * is none.
     */
    private static List<String> alert(List<String> path) {
        List<String> rest = path.subList(path.indexOf("alerts") + 1, path.size()).stream()
            .filter(segment -> !segment.equals("rules") && !segment.equals("metric-rules") && !segment.equals("details")
                && !segment.equals("edit"))
            .toList();
        boolean rule = !rest.isEmpty() && rest.size() <= 2 && rest.get(rest.size() - 1).matches("[0-9]{1,20}")
            && SLUG.matcher(rest.get(0)).matches();
        return rule ? rest : null;
    }

    /** The segment after {@code word}, unless it is a page rather than an id. */
    private static String named(List<String> path, String word) {
        String next = after(path, word, 1);
        return next == null || PAGES.contains(next) ? null : next;
    }

    private static String after(List<String> path, String word, int steps) {
        int at = path.indexOf(word);
        return at >= 0 && at + steps < path.size() ? path.get(at + steps) : null;
    }
}
