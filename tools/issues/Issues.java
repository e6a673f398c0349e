package tools.issues;

import static tools.sentry.IssueRef.ISSUE;
import static tools.sentry.Param.CURSOR;
import static tools.sentry.Param.ORGANIZATION;
import static tools.sentry.Param.optional;
import static tools.sentry.Tool.reads;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.answer.Answer;
import tools.answer.Line;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.IssueRef;
import tools.sentry.Param;
import tools.sentry.Query;
import tools.sentry.Sentry;
import tools.sentry.Tool;

/** Finding issues, and what Sentry keeps about one of them besides its events' content. */
public final class Issues implements Domain {
    private static final Param QUERY = optional("query", Param.Type.TEXT, "* for all").orElse("is:unresolved");
    private static final Param EVENT_QUERY = optional("query", Param.Type.TEXT, "");
    private static final Param SORT =
        optional("sort", Param.Type.TEXT, "default date").oneOf(Query.ISSUE_SORTS.toArray(new String[0]));
    private static final Param ENVIRONMENT = Param.ENVIRONMENT.unlisted();
    private static final Param TAG = optional("tagKey", Param.Type.TEXT, "omit to list the keys");
    private static final Param FIELDS = optional("fields", Param.Type.TEXTS, "tag keys to show");
    private static final Param LIMIT = Param.limit(25, 100).unlisted();

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("list_issues", "List issues by Sentry search, e.g. is:unresolved release:latest.")
                .scopes("event:read")
                .takes(ORGANIZATION, QUERY, SORT, Param.PROJECT, Param.ENVIRONMENT,
                    Param.PERIOD, Param.START, Param.END,
                    Param.limit(10, 100), CURSOR),
            reads("list_issue_events", "List an issue's events by Sentry search, newest first.").scopes("event:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ISSUE, EVENT_QUERY, FIELDS, ENVIRONMENT, Param.PERIOD,
                    Param.START.unlisted(),
                    Param.END.unlisted(), Param.limit(25, 100), CURSOR),
            reads("get_issue_activity", "Show an issue's history and comments.").scopes("event:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ISSUE, Param.flag("notesOnly", ""),
                    Param.limit(100, 100).unlisted()),
            reads("get_issue_tag_values", "Count an issue's events by a tag's values.").scopes("event:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ISSUE, TAG, LIMIT, CURSOR),
            reads("get_issue_user_reports", "List users' crash reports on an issue.").scopes("event:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ISSUE, LIMIT, CURSOR),
            reads("get_issue_hashes", "List the grouping hashes merged into an issue.").scopes("event:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ISSUE, LIMIT, CURSOR));
    }

    @Override
    public Answer call(Tool tool, Call call) { return IssueAnswers.to(tool, call); }

    /** Who did it; Sentry itself when it names nobody. */
    static Object actor(Json activity) {
        Untrusted user = activity.at("user").firstSaid("name", "email", "username", "id");
        if (user != null) return user;
        Untrusted app = activity.at("sentry_app").firstSaid("name", "slug");
        return app != null ? app : "Sentry";
    }
}

/** How the calls of {@link Issues} are answered. */
final class IssueAnswers {
    private IssueAnswers() {}

    /** The window of the issue stream in Sentry's own web interface. */
    private static final String USUAL = "14d";

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "list_issues" -> list(call);
            case "list_issue_events" -> events(call);
            case "get_issue_activity" -> activity(call);
            case "get_issue_tag_values" -> tagValues(call);
            case "get_issue_user_reports" -> userReports(call);
            case "get_issue_hashes" -> hashes(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    // ---------------------------------------------------------------- finding

    private static Answer list(Call call) {
        String query = call.text("query");
        Sentry.Request request = call.window(Sentry.Request.get("organizations", call.organization(), "issues")
            .withEven("query", query.equals("*")
                ? "" : query)
            .with("sort", call.text("sort", "date"))
            .with("project", call.project()).with("environment", call.texts("environment")), USUAL);
        Sentry.Reply page = call.sentry().send(request.with("limit", call.integer("limit", 10))
            .with("cursor", call.text("cursor")).with("collapse", "unhandled"));
        Answer answer = Answer.titled("Issues of ", call.organization()).fact("Query", Untrusted.of(query, 2_000))
            .fact("Window", call.window(USUAL))
            .fact("Sort", call.text("sort", "date"))
            .fact("Project", call.project())
            .fact("Environment", call.texts("environment").stream().map(Untrusted::of).toList())
            .fact("In all", page.hits() == null ? null : page.hits().counted("issue"));
        if (page.json().list().isEmpty()) return page.none(answer, nothing(call, "No issue matches."));
        answer.fact("Url of each", call.links().issue(call.organization(), "ID"));
        answer.rows("Issues", "Page with cursor and a lower limit.");
        for (Json issue : page.json().list()) {
            if (!issue.isObject()) continue;
            answer.item("issue", IssueRef.name(issue)).fact("Title", issue.said("title"))
                .fact("Status",
                    Line.join(", ", issue.token("status"), issue.token("substatus"),
                        Line.around("priority ", issue.token("priority"), "")))
                .fact("Seen",
                    Line.join(", ", IssueRef.counted(issue, "count", "event"),
                        IssueRef.counted(issue, "userCount", "user")))
                .fact("First seen", issue.time("firstSeen")).fact("Last seen", issue.time("lastSeen"))
                .fact("Culprit", issue.said("culprit"))
                .fact("Kind", "error".equals(issue.text("issueCategory")) ? null : issue.token("issueCategory"))
                .fact("Assigned to", IssueRef.assignee(issue))
                .fact("Project", call.project() == null ? issue.slug("project", "slug") : null)
                .fact("Fixable by Seer", fixable(issue.number("seerFixabilityScore")));
        }
        return answer.next(page.next());
    }

    /** What to try when a window holds nothing. 90 days are what Sentry keeps at least on paid plans. */
    private static String nothing(Call call, String what) {
        if (call.has("cursor")) return what + " There is nothing on this page.";
        return what + (call.has("start") || "90d".equals(call.text("period")) ? "" : " A wider window is period=90d.");
    }

    /** Sentry's own bands for how likely Seer can fix it ({@code facts/tools-issues.md} 3.4). */
    private static String fixable(Double score) {
        if (score == null) return null;
        return score > 0.76 ? "very likely"
            : score > 0.66 ? "likely" : score > 0.4 ? "perhaps" : score > 0.25 ? "unlikely" : "very unlikely";
    }

    // ---------------------------------------------------------------- one issue's events

    private static Answer events(Call call) {
        IssueRef ref = IssueRef.of(call).within(call);
        Sentry.Request request = call.window(
            ref.get("events").with("query", call.text("query")).with("environment", call.texts("environment")), USUAL);
        Sentry.Reply page =
            call.sentry().send(request.with("per_page", call.integer("limit", 25)).with("cursor", call.text("cursor")));
        Answer answer = Answer.titled("Events of ", ref.issue()).fact("Query", call.text("query") == null ? null
            : Untrusted.of(call.text("query"), 2_000)).fact("Window", call.window(USUAL))
            .fact("Environment", call.texts("environment").stream().map(Untrusted::of).toList());
        if (page.json().list().isEmpty()) return page.none(answer, nothing(call, "No event matches."));
        answer.rows("Events", "Page with cursor and a lower limit.");
        for (Json event : page.json().list()) {
            if (!event.isObject()) continue;
            Untrusted message = event.said("message");
            answer.item("event", event.token(event.text("eventID") != null ? "eventID" : "id"))
                .fact("Time", event.time("dateCreated"))
                .fact("Title", event.said("title"))
                .fact("Message",
                    message == null || event.text("title") != null && event.text("title").contains(message.text())
                        ? null : message)
                .fact("Release", EventText.tag(event, "release", "sentry:release").said())
                .fact("Environment", EventText.tag(event, "environment").said())
                .fact("User", Untrusted.of(EventText.user(event, false), 200));
            List<String> shown = new ArrayList<>();
            for (String field : call.texts("fields")) {
                Untrusted value = Redact.quote(field, EventText.tag(event, field));
                if (value != null) shown.add(field + "=" + value.shown(false));
            }
            answer.fact("Tags", Untrusted.of(String.join(", ", shown), 1_000));
        }
        return answer.next(page.next());
    }

    // ---------------------------------------------------------------- history

    private static Answer activity(Call call) {
        IssueRef ref = IssueRef.of(call).within(call);
        List<Json> feed = new ArrayList<>();
        for (Json each : call.sentry().send(ref.get("activities")).json().list("activity")) {
            if (each.isObject() && (!call.flag("notesOnly") || "note".equals(each.text("type")))) feed.add(each);
        }
        Answer answer = Answer.titled(call.flag("notesOnly") ? "Comments on " : "Activity of ", ref.issue());
        if (feed.isEmpty())
            return answer.line(call.flag("notesOnly") ? "There are no comments." : "There is no activity.");
        int most = Math.min(feed.size(), call.integer("limit", 100));
        answer.section("Newest first", "Sentry's web interface shows them.");
        for (Json each : feed.subList(0, most)) {
            answer.item("activity", Line.join(" ", each.time("dateCreated"), each.token("type"))).fact("By",
                Issues.actor(each));
            String text = each.at("data").firstText("text", "message", "reason", "description");
            if (text != null) answer.block("Text", Untrusted.of(text, 4_000));
            else answer.fact("Data", Redact.quote(each.at("data")));
        }
        if (most < feed.size()) answer.note((feed.size() - most) + " older ones are left out.");
        return answer;
    }

    // ---------------------------------------------------------------- tags

    private static Answer tagValues(Call call) {
        IssueRef ref = IssueRef.of(call);
        String key = call.text("tagKey");
        if (key == null) return tagKeys(call, ref);
        ref.within(call);
        Sentry.Later totals = call.sentry().start(ref.get("tags", key));
        Sentry.Reply page = call.sentry()
            .send(ref.get("tags", key, "values").with("sort", "count").with("per_page", call.integer("limit", 25))
                .with("cursor", call.text("cursor")));
        Json tag = totals.orNone();
        Double total = tag.number("totalValues");
        Answer answer = Answer.titled("Tag ", Untrusted.of(key), " of ", ref.issue())
            .fact("Events with it", tag.count("totalValues"))
            .fact("Different values", tag.count("uniqueValues"));
        List<Json> values = page.json().list();
        if (values.isEmpty()) return page.none(answer, "No event of the issue has it.");
        answer.rows("Values", "Page with cursor and a lower limit.");
        for (Json value : values) {
            if (!value.isObject()) continue;
            Double count = value.number("count");
            answer.item("value", Redact.quote(key, value.at("value").empty() ? value.at("name") : value.at("value")))
                .fact("Events", value.integer("count"))
                .fact("Share",
                    count == null || total == null || total < count || total <= 0 ? null : Show.percent(count / total))
                .fact("First seen", value.time("firstSeen")).fact("Last seen", value.time("lastSeen"));
        }
        return answer.next(page.next());
    }

    private static Answer tagKeys(Call call, IssueRef ref) {
        Json issue = call.sentry().send(ref.get()).json();
        IssueRef.check(call, issue);
        Answer answer = Answer.titled("Tags of ", ref.issue());
        if (issue.list("tags").isEmpty()) return answer.line("Its events have none.");
        answer.rows("Tags", null);
        for (Json tag : issue.list("tags")) if (tag.text("key") != null) answer.item("tagKey", tag.said("key"))
            .fact("Events with it", tag.integer("totalValues")).fact("Different values", tag.integer("uniqueValues"));
        return answer;
    }

    // ---------------------------------------------------------------- reports and hashes

    private static Sentry.Reply page(Call call, IssueRef ref, String what, Map<String, String> more) {
        Sentry.Request request =
            ref.get(what).with("per_page", call.integer("limit", 25)).with("cursor", call.text("cursor"));
        for (Map.Entry<String, String> each : more.entrySet()) request = request.with(each.getKey(), each.getValue());
        return call.sentry().send(request);
    }

    private static Answer userReports(Call call) {
        IssueRef ref = IssueRef.of(call).within(call);
        Sentry.Reply page = page(call, ref, "user-reports", Map.of());
        Answer answer = Answer.titled("User reports on ", ref.issue());
        List<Json> reports = page.json().list();
        if (reports.isEmpty()) return page.none(answer, "There are none.");
        answer.section("Reports", "Page with cursor and a lower limit.");
        for (Json report : reports) {
            if (!report.isObject()) continue;
            Json user = report.at("user");
            Untrusted name = report.firstSaid("name", "email") != null ? report.firstSaid("name", "email")
                : user.firstSaid("name", "email", "username");
            answer.item("time", report.time("dateCreated"))
                .fact("From", name == null ? "somebody without a name" : name)
                .fact("Email", name != null && name.text().equals(report.text("email")) ? null : report.said("email"))
                .fact("Event", report.token("eventID"));
            answer.block("Comment", Untrusted.of(report.text("comments"), 4_000));
        }
        return answer.next(page.next());
    }

    private static Answer hashes(Call call) {
        IssueRef ref = IssueRef.of(call).within(call);
        Sentry.Reply page = page(call, ref, "hashes", Map.of("full", "false"));
        Answer answer = Answer.titled("Grouping hashes of ", ref.issue());
        if (page.json().list().isEmpty()) return page.none(answer, "There are none.");
        answer.section("Hashes", "Page with cursor and a lower limit.");
        for (Json hash : page.json().list()) {
            if (!hash.isObject()) continue;
            Json event = hash.at("latestEvent");
            answer.item("hash", hash.token("id"))
                .fact("Latest event", event.token(event.text("eventID") != null ? "eventID" : "id"))
                .fact("Time", event.time("dateCreated"))
                .fact("Title", event.said("title")).fact("Merged by Seer", hash.flag("mergedBySeer") ? "yes" : null);
        }
        return answer.next(page.next());
    }
}
