package tools.issues;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.answer.Answer;
import tools.answer.Line;
import tools.answer.Measured;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Bound;
import tools.sentry.Call;
import tools.sentry.IssueRef;
import tools.sentry.Sentry;
import tools.sentry.Tool;

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
            .withEven("query", query.equals("*") ? "" : query)
            .with("sort", call.text("sort", "date"))
            .with("project", call.project()).with("environment", call.texts("environment")), USUAL);
        Sentry.Reply page = call.sentry().send(request.with("limit", call.integer("limit", 10))
            .with("cursor", call.text("cursor")).with("collapse", "unhandled").with("groupStatsPeriod", "auto"));
        Bound.Rows rows = Bound.rows(call, page.json().list().stream().filter(Json::isObject).toList());
        List<Json> issues = rows.inside();
        Answer answer = Answer.titled("Issues of ", call.organization()).fact("Query", Untrusted.of(query, 2_000))
            .fact("Window", call.window(USUAL))
            .fact("Sort", call.text("sort", "date"))
            .fact("Project", call.project())
            .fact("Environment", call.texts("environment").stream().map(Untrusted::of).toList())
            .fact("In all", page.hits() == null || rows.others() > 0 ? null : page.hits().counted("issue"));
        rows.tell(answer);
        if (issues.isEmpty()) return page.none(answer, nothing(call, "No issue matches."));
        boolean together = common(issues, "project", "slug");
        boolean elsewhere = call.project() == null && !together;
        answer.fact("Project of all", call.project() == null && together ? issues.get(0).slug("project", "slug") : null)
            .fact("Url of each", call.links().issue(call.organization(), "ID"));
        answer.rows("Issues", "Page with cursor and a lower limit.");
        for (Json issue : issues) {
            answer.item("issue", IssueRef.name(issue)).fact("Title", IssueRef.title(issue));
            words(answer, issue);
            answer.fact("Status",
                Line.join(", ", issue.token("status"), issue.token("substatus"),
                    Line.around("priority ", issue.token("priority"), "")))
                .fact("Seen", seen(issue))
                .fact("Over time", Series.text(stats(issue).list(), false))
                .fact("First seen", Show.or(issue.time("lifetime", "firstSeen"), issue.time("firstSeen")))
                .fact("Last seen", Show.or(issue.time("lifetime", "lastSeen"), issue.time("lastSeen")))
                .fact("Kind", "error".equals(issue.text("issueCategory")) ? null : issue.token("issueCategory"))
                .fact("Assigned to", IssueRef.assignee(issue))
                .fact("Project", elsewhere ? issue.slug("project", "slug") : null)
                .fact("Fixable by Seer", fixable(issue.number("seerFixabilityScore")));
        }
        return answer.next(page.next());
    }

    /** What the title of a row does not say: who wrote a feedback, which query is slow, where an "Error" came from. */
    private static void words(Answer answer, Json issue) {
        Json metadata = issue.at("metadata");
        String title = issue.text("title") == null ? "" : issue.text("title");
        String value = metadata.text("value");
        if (IssueRef.feedback(issue)) {
            answer.fact("From", Line.join(", ", metadata.said("name"), metadata.said("contact_email")))
                .fact("Page", Redact.quote("url", metadata.at("url")));
        } else if (value != null && !title.contains(value.length() > 60 ? value.substring(0, 60) : value)) {
            answer.fact("Details", Untrusted.of(Redact.text(value), 200));
        }
        answer.fact("Culprit", issue.text("culprit") != null ? issue.said("culprit")
            : Line.join(" in ", metadata.said("function"), metadata.said("filename")));
    }

    /**
     * How often, and of which population: Sentry's list counts within the query's window, and beside that over the
     * issue's lifetime and, where the query has conditions on events, what matches them.
     */
    private static Line seen(Json issue) {
        Line window = IssueRef.counts(issue);
        Line all = IssueRef.counts(issue.at("lifetime"));
        Line matching = IssueRef.counts(issue.at("filtered"));
        if (all == null || all.equals(window) && matching == null) return window;
        return Line.join("; ", Line.around("", matching, " that match"), Line.around("", window, " in the window"),
            Line.around("", all, " in all"));
    }

    /** The series that came with the issue, whatever its period is called. */
    private static Json stats(Json issue) {
        for (Json series : issue.fields("stats").values()) if (series.isList()) return series;
        return Json.NONE;
    }

    /** Whether several rows say the same, which is then said once, above them. */
    private static boolean common(List<Json> rows, String... path) {
        if (rows.size() < 2 || rows.get(0).text(path) == null) return false;
        for (Json row : rows) if (!rows.get(0).text(path).equals(row.text(path))) return false;
        return true;
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

    /** Tags of events that have a place of their own in a row, or say nothing about the failure. */
    private static final Set<String> OWN_PLACE =
        Set.of("release", "sentry:release", "environment", "user", "sentry:user", "level", "replayId", "replay.id",
            "trace", "trace.span", "trace.ctx", "sentry:dist");
    /** Tags that are shown when nobody says which. */
    private static final int MOST_TAGS = 4;

    private static Answer events(Call call) {
        IssueRef ref = IssueRef.of(call);
        Json project = ref.project(call);
        Sentry.Request request = call.window(
            ref.get("events").with("query", call.text("query")).with("environment", call.texts("environment")), USUAL);
        Sentry.Reply page =
            call.sentry().send(request.with("per_page", call.integer("limit", 25)).with("cursor", call.text("cursor")));
        Bound.Rows rows =
            Bound.rows(call, page.json().list().stream().filter(Json::isObject).toList(), project);
        List<Json> events = new ArrayList<>(rows.inside());
        events.sort(newestFirst("dateCreated"));
        Answer answer = Answer.titled("Events of ", ref.issue()).fact("Query", call.text("query") == null ? null
            : Untrusted.of(call.text("query"), 2_000)).fact("Window", call.window(USUAL))
            .fact("Environment", call.texts("environment").stream().map(Untrusted::of).toList());
        rows.tell(answer);
        if (events.isEmpty()) return page.none(answer, nothing(call, "No event matches."));
        boolean titles = events.size() < 2 || !common(events, "title");
        // What is the same in all of them is said once: a row shows what makes it different
        if (!titles) answer.fact("Title of all", events.get(0).said("title"));
        boolean releases = !same(answer, "Release of all", events, "release", "sentry:release");
        boolean environments = !same(answer, "Environment of all", events, "environment");
        List<String> fields = call.has("fields") ? call.texts("fields") : differing(events);
        answer.rows("Events", "Page with cursor and a lower limit.");
        for (Json event : events) {
            answer.item("event", event.token(event.text("eventID") != null ? "eventID" : "id"))
                .fact("Time", event.time("dateCreated"))
                .fact("Title", titles ? event.said("title") : null)
                .fact("Message", message(event))
                .fact("Release", releases ? EventText.tag(event, "release", "sentry:release").said() : null)
                .fact("Environment", environments ? EventText.tag(event, "environment").said() : null)
                .fact("User", EventText.user(event, false, false, 200));
            List<String> shown = new ArrayList<>();
            for (String field : fields) {
                Untrusted value = Redact.quote(field, EventText.tag(event, field));
                if (value != null) shown.add(Stack.one(field) + "=" + value.upTo(120).shown(false));
            }
            answer.fact("Tags", Untrusted.of(String.join(", ", shown), 1_000));
        }
        return answer.next(page.next());
    }

    /** What the title does not say already. */
    private static Untrusted message(Json event) {
        Untrusted message = event.said("message");
        return message == null || event.text("title") != null && event.text("title").contains(message.text()) ? null
            : message;
    }

    /** Says a tag that all of several events have with the same value; whether they do. */
    private static boolean same(Answer answer, String label, List<Json> events, String... names) {
        String first = EventText.tag(events.get(0), names).text();
        if (events.size() < 2) return false;
        for (Json event : events) if (!Objects.equals(first, EventText.tag(event, names).text())) return false;
        answer.fact(label, EventText.tag(events.get(0), names).said());
        return true;
    }

    /** The first few tags whose values differ between events of one page. */
    private static List<String> differing(List<Json> events) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        for (Json event : events) for (Json tag : event.list("tags"))
            if (tag.text("key") != null && !OWN_PLACE.contains(tag.text("key")))
                values.computeIfAbsent(tag.text("key"), key -> new HashSet<>()).add(String.valueOf(tag.text("value")));
        List<String> keys = new ArrayList<>();
        values.forEach((key, different) -> {
            if (different.size() > 1 && keys.size() < MOST_TAGS) keys.add(key);
        });
        return keys;
    }

    /** By a field that holds a time; what has none comes last. */
    private static Comparator<Json> newestFirst(String field) {
        return Comparator.comparing((Json each) -> Show.instant(each.text(field)),
            Comparator.nullsLast(Comparator.reverseOrder()));
    }

    // ---------------------------------------------------------------- history

    private static Answer activity(Call call) {
        IssueRef ref = IssueRef.of(call).within(call);
        List<Json> feed = new ArrayList<>();
        for (Json each : call.sentry().send(ref.get("activities")).json().list("activity")) {
            if (each.isObject() && (!call.flag("notesOnly") || "note".equals(each.text("type")))) feed.add(each);
        }
        feed.sort(newestFirst("dateCreated"));
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
        if (most < feed.size()) answer.note(Show.counted(feed.size() - most, "older entry") + " left out.");
        return answer;
    }

    // ---------------------------------------------------------------- tags

    /** Values that Sentry sends with each tag of an overview. */
    private static final int TOP_VALUES = 10;

    private static Answer tagValues(Call call) {
        IssueRef ref = IssueRef.of(call);
        List<String> keys = new ArrayList<>();
        // No tag's key holds a comma
        for (String given : call.texts("tagKey")) for (String key : given.split(","))
            if (!key.isBlank() && !keys.contains(key.strip())) keys.add(key.strip());
        if (keys.size() != 1) return keys.isEmpty() ? overview(call, ref) : several(call, ref, keys);
        String key = keys.get(0);
        ref.within(call);
        Sentry.Later totals = call.sentry().start(ref.get("tags", key));
        Sentry.Reply page = call.sentry()
            .send(ref.get("tags", key, "values").with("sort", "count").with("per_page", call.integer("limit", 25))
                .with("cursor", call.text("cursor")));
        Json tag = totals.orNone();
        Answer answer = Answer.titled("Tag ", Untrusted.of(key), " of ", ref.issue())
            .fact("Events with it", tag.count("totalValues"))
            .fact("Different values", tag.count("uniqueValues"));
        List<Json> values = page.json().list();
        if (values.isEmpty()) return page.none(answer, "No event of the issue has it.");
        answer.rows("Values", "Page with cursor and a lower limit.");
        for (Json value : values) if (value.isObject()) value(answer, key, value, tag.number("totalValues"));
        return answer.next(page.next());
    }

    private static void value(Answer answer, String key, Json value, Double total) {
        answer.item("value", value(key, value)).fact("Events", value.integer("count"))
            .fact("Share", share(value, total)).fact("First seen", value.time("firstSeen"))
            .fact("Last seen", value.time("lastSeen"));
    }

    private static Untrusted value(String key, Json value) {
        return Redact.quote(key, value.at("value").empty() ? value.at("name") : value.at("value"));
    }

    private static Measured share(Json value, Double total) {
        Double count = value.number("count");
        return count == null || total == null || total < count || total <= 0 ? null : Show.percent(count / total);
    }

    /**
     * All tags, or those with the given keys, each with its most frequent values: {@code GET issues/{id}/tags/},
     * unpublished (Sentry's source: group_tags.py).
     */
    private static Sentry.Request tags(IssueRef ref, List<String> keys, int most) {
        return ref.get("tags").with("key", keys).with("limit", most);
    }

    private static Answer several(Call call, IssueRef ref, List<String> keys) {
        int most = call.integer("limit", 25);
        ref.within(call);
        Map<String, Json> found = new LinkedHashMap<>();
        for (Json tag : call.sentry().send(tags(ref, keys, most)).json().list()) {
            for (String key : keys) if (key.equals(tag.text("key"))) found.put(key, tag);
        }
        Answer answer = Answer.titled("Tags of ", ref.issue());
        answer.fact("No event of the issue has", keys.stream()
            .filter(key -> found.getOrDefault(key, Json.NONE).list("topValues").isEmpty()).map(Untrusted::of).toList());
        answer.rows("Values", "Ask for fewer tags, or a lower limit.");
        found.forEach((key, tag) -> {
            List<Json> values = tag.list("topValues").stream().filter(Json::isObject).toList();
            for (Json value : values.subList(0, Math.min(most, values.size()))) {
                answer.item("value", Line.of(Untrusted.of(key), " ", value(key, value)))
                    .fact("Events", value.integer("count")).fact("Share", share(value, tag.number("totalValues")))
                    .fact("First seen", value.time("firstSeen")).fact("Last seen", value.time("lastSeen"));
            }
        });
        answer.note("At most " + Show.counted(most, "value") + " of each; tagKey with one key pages through all.");
        return answer;
    }

    /** Most questions about tags end here: how many values each has, and the most frequent one's share. */
    private static Answer overview(Call call, IssueRef ref) {
        ref.within(call);
        Json all = call.sentry().start(tags(ref, List.of(), TOP_VALUES)).orNone();
        // A server without that list knows the keys of the issue
        List<Json> tags = all.isList() ? all.list() : call.sentry().send(ref.get()).json().list("tags");
        Answer answer = Answer.titled("Tags of ", ref.issue());
        if (tags.isEmpty()) return answer.line("Its events have none.");
        answer.rows("Tags", "Ask for some with tagKey.");
        for (Json tag : tags) {
            String key = tag.text("key");
            if (key == null) continue;
            List<Json> top = tag.list("topValues").stream().filter(Json::isObject).toList();
            Json first = top.isEmpty() ? Json.NONE : top.get(0);
            answer.item("tagKey", tag.said("key")).fact("Different values", different(tag, top.size()))
                .fact("Most frequent", top.isEmpty() ? null : value(key, first))
                .fact("Its share", share(first, tag.number("totalValues")))
                .fact("Events with it", tag.integer("totalValues"));
        }
        return answer.note("tagKey with one or more keys lists their values.");
    }

    /** Sentry counts the values of a tag that is asked for alone only; fewer than it may send are all there are. */
    private static Object different(Json tag, int sent) {
        if (tag.integer("uniqueValues") != null && tag.integer("uniqueValues") >= sent)
            return tag.integer("uniqueValues");
        return sent == 0 ? null : sent < TOP_VALUES ? (Object) sent : TOP_VALUES + " or more";
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
                .fact("Title", event.said("title")).fact("Message", message(event))
                .fact("Merged by Seer", hash.flag("mergedBySeer") ? "yes" : null);
        }
        if (page.json().size() > 1 && call.user().offers("merge_issues"))
            answer.note("merge_issues with hashes moves some of them to an issue of their own.");
        return answer.next(page.next());
    }
}
