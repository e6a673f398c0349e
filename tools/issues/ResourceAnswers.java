package tools.issues;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.json.Json;
import tools.sentry.Bound;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Links;
import tools.sentry.Sentry;
import tools.sentry.Tool;

/** How the calls of {@link Resources} are answered. */
final class ResourceAnswers {
    private final List<Domain> domains;

    ResourceAnswers(List<Domain> domains) { this.domains = domains; }

    Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "get_sentry_resource" -> show(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    /** Which tool shows a thing, and with which arguments; what the answer has to say about it, or null. */
    private record Shown(String what, String tool, Map<String, Object> arguments, String note) {}

    private Answer show(Call call) {
        String url =
            call.text("url") == null && Links.url(call.text("resourceId")) ? call.text("resourceId") : call.text("url");
        if (url != null) return answer(call, byUrl(call, url));
        if (call.text("resourceType") == null)
            throw FailureException.input("url", "is required, or resourceType with resourceId");
        if (call.text("resourceId") == null)
            throw FailureException.input("resourceId", "is required with resourceType");
        if (call.organization() == null) throw FailureException.input("organizationSlug", "is required without a url");
        return answer(call, byType(call.text("resourceType"), call.organization(), call.text("resourceId")));
    }

    private static Shown byType(String type, String organization, String id) {
        return switch (type) {
            case "issue" -> shown("An issue", "get_issue_details", organization, "issueId", id);
            case "event" -> shown("An event", "get_issue_details", organization, "eventId", id, "detail", "full");
            case "breadcrumbs" ->
                shown("The breadcrumbs of an issue", "get_issue_breadcrumbs", organization, "issueId", id);
            case "trace" -> shown("A trace", "get_trace_details", organization, "traceId", id);
            case "replay" -> shown("A replay", "get_replay_details", organization, "replayId", id);
            case "monitor" -> shown("A monitor", "get_monitor_details", organization, "monitorSlug", id);
            case "release" -> shown("A release", "get_release_details", organization, "releaseVersion", id);
            case "dashboard" -> shown("A dashboard", "get_dashboard_details", organization, "dashboardId", id);
            case "ai_conversation" ->
                shown("An AI conversation", "get_ai_conversation_details", organization, "conversationId", id);
            case "snapshot" -> shown("A snapshot", "get_snapshot", organization, "snapshotId", id);
            default -> throw new IllegalArgumentException(type);
        };
    }

    private static Shown byUrl(Call call, String url) {
        Links.Target target = call.links().target(url);
        Map<String, String> query = target.query();
        if (target.kind() == Links.Kind.OTHER) {
            throw FailureException.input("url", "points at nothing that a tool shows: " + FailureException.show(url)
                + ". Understood are pages of issues, events, traces, spans, profiles, replays, monitors, uptime "
                + "checks, releases, dashboards, alert rules, AI conversations and snapshots, and lists of them.");
        }
        if (target.kind() == Links.Kind.TRANSACTIONS) {
            throw FailureException.input("url", "is a summary of transactions"
                + (call.user().offers("list_events") ? "; ask list_events for dataset spans and query transaction:"
                    + FailureException.show(query.get("transaction")) : ""));
        }
        String organization = target.organization(call);
        String type = call.text("resourceType");
        if (target.kind() == Links.Kind.LIST && type == null) return list(organization, target.id(), query, url);
        // A breadcrumb trail has no address of its own: an issue's will do.
        if (type != null && type.equals("breadcrumbs") && target.issue() != null) {
            return shown("The breadcrumbs of an issue", "get_issue_breadcrumbs", organization, "issueId",
                target.issue(), "eventId", target.event());
        }
        Shown shown = switch (target.kind()) {
            case ISSUE -> shown("An issue", "get_issue_details", organization, "issueId", target.id());
            case EVENT ->
                // Whoever names one event wants to see it
                shown("An event", "get_issue_details", organization, "issueId", target.id(), "eventId", target.part(),
                    "detail", "full");
            case TRACE -> shown("A trace", "get_trace_details", organization, "traceId", target.id());
            case SPAN -> "trace".equals(type)
                ? shown("A trace", "get_trace_details", organization, "traceId", target.id())
                : shown("A span", "get_span_details", organization, "traceId", target.id(), "spanId", target.part());
            case REPLAY -> shown("A replay", "get_replay_details", organization, "replayId", target.id());
            case PROFILE -> shown("A profile", "get_profile_details", organization, "projectSlug", target.project(),
                "profileId", target.id(),
                "profilerId", target.part(),
                "start", query.get("start"), "end", query.get("end"));
            case MONITOR -> "detector".equals(target.part()) ? numbered(call, organization, target.id())
                : shown("A monitor", "get_monitor_details", organization, "monitorSlug", target.id(), "projectSlug",
                    target.project());
            case UPTIME -> shown("An uptime check", "get_uptime_monitor_details", organization, "projectSlug",
                target.project(), "uptimeMonitorId", target.id());
            case RELEASE -> shown("A release", "get_release_details", organization, "releaseVersion", target.id());
            case DASHBOARD -> shown("A dashboard", "get_dashboard_details", organization, "dashboardId", target.id());
            case ALERT -> shown("An alert rule", "get_alert_rule", organization, "projectSlug", target.project(),
                "kind", target.part(), "ruleId", target.id());
            case CONVERSATION -> shown("An AI conversation", "get_ai_conversation_details", organization,
                "conversationId", target.id(), "start",
                query.get("start"), "end", query.get("end"));
            case SNAPSHOT ->
                target.part() == null ? shown("A snapshot", "get_snapshot", organization, "snapshotId", target.id())
                    : shown("An image of a snapshot", "get_snapshot_image", organization, "snapshotId", target.id(),
                        "imageIdentifier", target.part());
            default -> throw new IllegalArgumentException(target.kind().name());
        };
        boolean fits = type == null || type.equals(target.kind().name().toLowerCase(java.util.Locale.ROOT))
            || type.equals("ai_conversation")
                && target.kind() == Links.Kind.CONVERSATION
            || type.equals("trace") && target.kind() == Links.Kind.SPAN
            || type.equals("issue") && target.kind() == Links.Kind.EVENT;
        if (!fits) throw FailureException.input("resourceType",
            "is " + type + ", but the URL points at another kind of thing; leave it out");
        return shown;
    }

    /** What a page lists: the same search, window and projects, by the tool that lists it. */
    private static Shown list(String organization, String what, Map<String, String> query, String url) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("organizationSlug", organization);
        List<String> projects = Links.values(url, "project").stream().filter(Bound::numeric).toList();
        if (projects.size() == 1) arguments.put("projectSlug", projects.get(0));
        List<String> environments = Links.values(url, "environment");
        if (!environments.isEmpty()) arguments.put("environment", environments);
        for (String[] names : new String[][] {{"statsPeriod", "period"}, {"start", "start"}, {"end", "end"}})
            if (query.get(names[0]) != null && !query.get(names[0]).isEmpty())
                arguments.put(names[1], query.get(names[0]));
        String search = query.get("query") != null ? query.get("query") : query.get("logsQuery");
        String tool = switch (what) {
            case "issues", "feedback" -> {
                String asked = search == null ? "is:unresolved" : search;
                if (what.equals("feedback")) asked = "issue.category:feedback" + (asked.isBlank() ? "" : " " + asked);
                arguments.put("query", asked.isBlank() ? "*" : asked);
                if (ISSUE_SORTS.contains(String.valueOf(query.get("sort")))) arguments.put("sort", query.get("sort"));
                yield "list_issues";
            }
            case "errors", "spans", "logs", "metrics", "profiles", "replays" -> {
                boolean older = what.equals("errors") && List.of("transactions", "spans")
                    .contains(String.valueOf(query.get("dataset")));
                arguments.put("dataset", older ? "spans" : what);
                List<String> fields = Links.values(url, "field");
                String sort = query.get("sort");
                // A column of a dataset that is gone, or of a chart, is none of the list's
                if (what.equals("errors") && !older && !fields.isEmpty() && fields.size() <= MOST_FIELDS) {
                    arguments.put("fields", fields);
                    if (sort != null && fields.contains(sort.replaceFirst("^-", ""))) arguments.put("sort", sort);
                }
                if (search != null) arguments.put("query", search);
                yield "list_events";
            }
            case "conversations" -> "search_ai_conversations";
            case "releases" -> "find_releases";
            case "dashboards" -> "find_dashboards";
            case "projects" -> "find_projects";
            case "alerts" -> "find_alert_rules";
            case "uptime" -> "find_uptime_monitors";
            default -> "find_monitors";
        };
        // These match part of a name; a search with a field's name in it is for Sentry's own page
        if (search != null && !arguments.containsKey("query") && !tool.equals("list_events")
            && (search.indexOf(':') < 0 || tool.equals("search_ai_conversations"))) arguments.put("query", search);
        return new Shown("A list of " + what, tool, arguments, projects.size() > 1
            ? "The page shows " + projects.size() + " projects; this covers all. projectSlug takes one." : null);
    }

    private static final List<String> ISSUE_SORTS = List.of("date", "freq", "new", "user", "trends", "recommended");
    /** Columns of a search. */
    private static final int MOST_FIELDS = 20;

    /**
     * A monitor by the number in its page's address, which all kinds of them share: Sentry says which it is. Servers
     * without that endpoint have no such pages; there digits are a cron monitor's slug.
     */
    private static Shown numbered(Call call, String organization, String id) {
        Json detector = Json.NONE;
        for (Json row : call.sentry()
            .start(Sentry.Request.get("organizations", organization, "detectors").with("id", id)).orNone().list()) {
            if (id.equals(row.text("id"))) detector = row;
        }
        String type = detector.text("type") == null ? "" : detector.text("type");
        String slug = detector.at("dataSources").item(0).text("queryObj", "slug");
        return switch (type) {
            case "uptime_domain_failure" ->
                shown("An uptime monitor", "get_uptime_monitor_details", organization, "projectSlug",
                    detector.text("projectId"), "uptimeMonitorId", id);
            case "metric_issue" ->
                shown("A metric alert", "get_alert_rule", organization, "kind", "metric", "ruleId", id);
            default ->
                shown("A cron monitor", "get_monitor_details", organization, "monitorSlug", slug == null ? id : slug);
        };
    }

    private static Shown shown(String what, String tool, String organization, String... namesAndValues) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("organizationSlug", organization);
        for (int i = 0; i < namesAndValues.length; i += 2)
            if (namesAndValues[i + 1] != null) arguments.put(namesAndValues[i], namesAndValues[i + 1]);
        return new Shown(what, tool, arguments, null);
    }

    /**
     * Calls the tool as a client would: its arguments are checked and the session's bounds hold. What it does not take
     * is left out.
     */
    private Answer answer(Call call, Shown shown) {
        for (Domain domain : domains) {
            if (domain instanceof Resources) continue;
            for (Tool tool : domain.tools()) {
                if (!tool.name().equals(shown.tool) || !call.user().offers(tool.name())) continue;
                Map<String, Object> taken = new LinkedHashMap<>(shown.arguments);
                if (call.has("detail")) taken.put("detail", call.text("detail"));
                taken.keySet().removeIf(name -> tool.params().stream().noneMatch(param -> param.name().equals(name)));
                // A URL may name the project by its number where the session is bound to its slug: then the tool itself
                // looks
                if (call.boundProject() != null && taken.get("projectSlug") instanceof String project
                    && Bound.numeric(project)) taken.remove("projectSlug");
                Answer answer = domain.call(tool, call.with(tool.accept(taken, call.bounds(), call.links())));
                return shown.note == null ? answer : answer.note(shown.note);
            }
        }
        throw FailureException.of(FailureException.Kind.SETUP,
            shown.what + " is shown by " + shown.tool + ", which this session does not offer.");
    }
}
