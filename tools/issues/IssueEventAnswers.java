package tools.issues;

import static tools.answer.Show.or;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Call;
import tools.sentry.IssueRef;
import tools.sentry.Sentry;
import tools.sentry.Tool;
import tools.sentry.UrlShapes;

/** How the calls of {@link IssueEvents} are answered. */
final class IssueEventAnswers {
    private IssueEventAnswers() {}

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "get_issue_details" -> details(call);
            case "get_event_stacktrace" -> stacktrace(call);
            case "get_issue_breadcrumbs" -> breadcrumbs(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    // ---------------------------------------------------------------- which event

    private static final List<String> WORDS = List.of("latest", "oldest", "recommended");

    /** @throws FailureException when it is neither an event id nor one of Sentry's words for one */
    static String eventId(String given) {
        String id = given.replace("-", "").toLowerCase(Locale.ROOT);
        if (WORDS.contains(id) || id.matches("[0-9a-f]{32}")) return id;
        throw FailureException.input("eventId",
            "must be 32 hexadecimal digits, latest, oldest or recommended, not " + FailureException.show(given));
    }

    /** An explicit event wins over the one in the issue's URL. */
    private static String eventId(Call call, IssueRef ref) {
        String given = call.text("eventId");
        return eventId(ref.event() != null && (given == null || given.equals("latest")) ? ref.event()
            : given == null ? "latest" : given);
    }

    /**
     * The event of a tool that shows nothing of the issue.
     *
     * @param name how its issue is called, or the event when nobody named one
     */
    private record Found(Json event, String name) {}

    private static Found event(Call call) {
        if (call.text("issueId") != null) {
            IssueRef ref = IssueRef.of(call).within(call);
            return new Found(call.sentry().send(ref.get("events", eventId(call, ref))).json(), ref.issue());
        }
        String id = lone(call);
        Json found = whose(call, id);
        String group = found.text("groupId");
        if (!found.at("event").isObject() && group != null && UrlShapes.ISSUE.matcher(group).matches()) {
            IssueRef ref = new IssueRef(call.organization(), group, id).within(call);
            return new Found(call.sentry().send(ref.get("events", id)).json(), ref.issue());
        }
        call.within("event", found.text("projectSlug"));
        return new Found(found.at("event"), "event " + id);
    }

    /** An event that is named by its id alone. @throws FailureException when that is not enough */
    static String lone(Call call) {
        if (call.text("eventId") == null) throw FailureException.input("issueId", "or eventId is required");
        String id = eventId(call.text("eventId"));
        if (WORDS.contains(id)) throw FailureException.input("issueId", "is required with eventId " + id);
        if (call.organization() == null) throw FailureException.input("organizationSlug", "is required");
        return id;
    }

    // ---------------------------------------------------------------- get_issue_details

    private static Answer details(Call call) {
        boolean full = "full".equals(call.text("detail"));
        String given = call.text("issueId");
        if (given == null) return byEvent(call, full);
        IssueRef ref = IssueRef.of(call, given);
        String wanted = eventId(call, ref);
        Sentry sentry = call.sentry();
        // Side by side: an answer is as far away as the slowest of them
        Sentry.Later issue = sentry.start(issue(ref, full));
        Sentry.Later event = sentry.start(ref.get("events", wanted));
        return details(call, ref, full, issue, event, wanted);
    }

    /** An event id alone: Sentry knows which issue it belongs to, and sends the event along. */
    private static Answer byEvent(Call call, boolean full) {
        String id = lone(call);
        Json found = whose(call, id);
        String group = found.text("groupId") != null ? found.text("groupId") : found.text("event", "groupID");
        if (group == null || !group.matches("[0-9]{1,20}")) return alone(call, found, id, full);
        IssueRef ref = new IssueRef(call.organization(), group, id);
        Sentry.Later issue = call.sentry().start(issue(ref, full));
        Sentry.Later event = found.at("event").isObject() ? () -> Sentry.Reply.of(found.at("event"))
            : call.sentry().start(ref.get("events", id));
        try {
            return details(call, ref, full, issue, event, id);
        } catch (FailureException failure) {
            if (failure.kind() != FailureException.Kind.NOT_FOUND || !found.at("event").isObject()) throw failure;
            return alone(call, found, id, full);
        }
    }

    private static Sentry.Request issue(IssueRef ref, boolean full) {
        return ref.get().with("collapse", full ? null : "tags").with("expand", "latestEventHasAttachments");
    }

    /** The look-up needs org:read; a token without it can still search, which finds no event older than the window. */
    private static Json whose(Call call, String id) {
        try {
            return call.sentry().send(Sentry.Request.get("organizations", call.organization(), "eventids", id)).json();
        } catch (FailureException failure) {
            if (failure.kind() != FailureException.Kind.PERMISSION) throw failure;
            String issue =
                call.sentry().send(Sentry.Request.get("organizations", call.organization(), "issues").with("query", id)
                    .with("statsPeriod", "90d").with("limit", 1)).json().item(0).text("id");
            if (issue == null) throw failure;
            return Json.of(Map.of("groupId", issue));
        }
    }

    /** An event whose issue is not there, or that has none. */
    private static Answer alone(Call call, Json found, String id, boolean full) {
        call.within("event", found.text("projectSlug"));
        Json event = found.at("event");
        Answer answer = Answer.titled(Line.join(": ", "Event " + id, event.said("title")))
            .line("It belongs to no issue that can be read.")
            .fact("Project", found.slug("projectSlug"));
        eventHead(answer, call, new IssueRef(call.organization(), id, id), event, full, Json.NONE);
        EventText.add(answer, event, full, call);
        return answer.raw(() -> raw(event));
    }

    /** Sentry's own JSON of an event, on one line. */
    private static byte[] raw(Json event) {
        return (Json.write(Redact.values(event)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Answer details(Call call, IssueRef ref, boolean full, Sentry.Later issueLater,
        Sentry.Later eventLater, String wanted) {
        Sentry sentry = call.sentry();
        Sentry.Later spread = sentry.start(ref.get("tags").with("key", List.of("release", "environment"))
            .with("limit", 4));
        Sentry.Later seer = full ? sentry.start(ref.get("autofix")) : null;
        Sentry.Later trackers = full ? sentry.start(ref.get("external-issues")) : null;
        Json issue = issueLater.reply().json();
        IssueRef.check(call, issue);
        Json event = event(eventLater, wanted);
        boolean asked = full || replayId(event) == null && !event.empty();
        Sentry.Later replays = asked && issue.integer("id") != null ? sentry.start(replays(ref, issue)) : null;
        Suspects suspects = Suspects.start(call, ref, issue, event);
        Sentry.Later code = full ? code(call, ref, issue, event) : null;
        Sentry.Later conversations = full ? conversations(call, ref, event) : null;

        Answer answer = Answer.titled(Line.join(": ", IssueRef.name(issue), IssueRef.title(issue)));
        issue(answer, call, ref, issue, full, suspects);
        if (event.isObject() && !event.empty()) {
            eventHead(answer, call, ref, event, full, spread.orNone());
            if (code != null) place(answer, code.orNone());
            if (full) related(answer, call, ref, issue, replays, trackers, seer, conversations);
            else if (replays != null) answer.fact("Replays of other events", links(call, ref, issue, replays.orNone()));
            EventText.add(answer, event, full, call);
        } else {
            answer.section("Event").line("Sentry keeps no event of this issue any more.");
            if (full) related(answer, call, ref, issue, replays, trackers, seer, conversations);
        }
        notes(answer, call, issue, event, full);
        if (!event.empty()) answer.raw(() -> raw(event));
        return answer.view(() -> IssueView.of(call, ref, issue, event,
            sentry.start(ref.get("tags").with("limit", 5)).orNone()));
    }

    /** An issue may outlive its events; then it is worth showing alone. A named event that is not there is an error. */
    private static Json event(Sentry.Later later, String wanted) {
        try {
            return later.reply().json();
        } catch (FailureException failure) {
            if (failure.kind() == FailureException.Kind.NOT_FOUND && WORDS.contains(wanted)) return Json.NONE;
            throw failure;
        }
    }

    private static void issue(Answer answer, Call call, IssueRef ref, Json issue, boolean full, Suspects suspects) {
        answer
            .fact("Status",
                Line.join(", ", issue.token("status"), issue.token("substatus"),
                    Line.around("priority ", issue.token("priority"), "")))
            .fact("Resolution", IssueEvents.details(issue.at("statusDetails")))
            .fact("Assigned to", IssueRef.assignee(issue))
            .fact("Seen", Line.around("", IssueRef.counts(issue), " in all"))
            .fact("Last 24 h", over(issue.list("stats", "24h"), 24))
            .fact("Last 14 d", over(issue.list("stats", issue.at("stats", "14d").isList() ? "14d" : "30d"), 14))
            .fact("First seen",
                Line.of(issue.time("firstSeen"),
                    Line.around(" in release ", issue.said("firstRelease", "version"), "")))
            .fact("Last seen",
                Line.of(issue.time("lastSeen"), Line.around(" in release ", issue.said("lastRelease", "version"), "")));
        suspects.add(answer, full);
        answer.fact("Kind",
            Line.join(", ", issue.token("level"), kind(issue), issue.flag("isUnhandled") ? "unhandled" : null))
            .fact("Culprit", issue.said("culprit"))
            .fact("Project", issue.slug("project", "slug")).fact("Platform", issue.token("platform"))
            .fact("Linked", issue.list("annotations").stream()
                .map(link -> Line.join(" ", link.said("displayName"), link.said("url"))).toList())
            .fact("Fix under way", issue.flag("derivedData", "hasOpenFixPr") ? "an open pull request" : null)
            .fact("Url", call.links().issue(ref.organization(), IssueRef.plain(issue)));
        if (!full) return;
        answer.fact("Id", issue.token("id")).fact("Logger", issue.said("logger"))
            .fact("Comments", issue.integer("numComments"))
            .fact("User reports", issue.integer("userReportCount")).fact("Location", issue.said("metadata", "location"))
            .fact("Tag keys", tagKeys(issue));
    }

    /** The newest buckets of a series in words and bars; null when Sentry sends none. */
    private static String over(List<Json> buckets, int most) {
        if (buckets.isEmpty()) return null;
        List<Json> newest = buckets.subList(Math.max(0, buckets.size() - most), buckets.size());
        long total = Series.total(newest);
        String bars = Series.text(newest, true);
        return total == 0 ? "no event" : Show.counted(total, "event") + (bars == null ? "" : ": " + bars);
    }

    private static Object kind(Json issue) {
        String type = issue.text("issueType") != null ? issue.text("issueType") : issue.text("issueCategory");
        return type == null || type.equals(issue.text("level")) ? null
            : issue.token(issue.text("issueType") != null ? "issueType" : "issueCategory");
    }

    private static Untrusted tagKeys(Json issue) {
        List<String> keys = new ArrayList<>();
        for (Json tag : issue.list("tags"))
            if (tag.text("key") != null && keys.size() < 40) keys.add(Stack.one(tag.text("key")));
        return Untrusted.of(String.join(", ", keys), 800);
    }

    /** @param spread how the issue's events spread over releases and environments; {@link Json#NONE} = not known */
    private static void eventHead(Answer answer, Call call, IssueRef ref, Json event, boolean full, Json spread) {
        answer.section("Event");
        Json release = event.at("release");
        Json trace = event.at("contexts", "trace");
        answer.fact("Id", event.token(event.text("eventID") != null ? "eventID" : "id"))
            .fact("Time", event.time(event.at("dateCreated").empty() ? "dateReceived" : "dateCreated"))
            .fact("Release", spread(spread, "release",
                release.isObject() ? release.said("version")
                    : (Untrusted) or(release.said(), EventText.tag(event, "release", "sentry:release").said())))
            .fact("Commit", release.token("lastCommit", "id"))
            .fact("Environment", spread(spread, "environment",
                (Untrusted) or(EventText.tag(event, "environment").said(), event.said("environment"))))
            .fact("Transaction", EventText.tag(event, "transaction").said())
            .fact("Type", "error".equals(event.text("type")) ? null : event.token("type"));
        if (EventText.entry(event, "request").empty())
            answer.fact("Page", Redact.quote("url", EventText.tag(event, "url")));
        if (!full) answer.fact("User", EventText.user(event, true, false, 200));
        if (!full) answer.fact("Ran on", EventText.circumstances(event));
        answer.fact("Trace", trace.token("trace_id")).fact("Replay", replay(call, ref, event));
        if (!event.list("errors").isEmpty() && !full) answer.fact("Processing problems", event.list("errors").stream()
            .map(error -> error.token("type")).distinct().limit(5).toList());
        if (!full) return;
        answer.fact("Span", trace.token("span_id")).fact("Dist", event.said("dist"))
            .fact("Location", event.said("location"))
            .fact("Received", event.time("dateReceived"))
            .fact("SDK", Line.join(" ", event.said("sdk", "name"), event.said("sdk", "version")))
            .fact("Platform", event.token("platform"))
            .fact("Size", event.number("size") == null ? null : Show.bytes(event.number("size")))
            .fact("Fingerprints", event.list("fingerprints").stream().limit(5).map(Json::said).toList())
            .fact("Previous event", event.token("previousEventID")).fact("Next event", event.token("nextEventID"));
    }

    /** A value of this event with how many of the issue's events share it, and which others there are. */
    private static Object spread(Json spread, String key, Untrusted value) {
        Json tag = Json.NONE;
        for (Json each : spread.list()) if (key.equals(each.text("key"))) tag = each;
        Long total = tag.integer("totalValues");
        if (total == null || total < 2) return value;
        Long same = null;
        List<Object> others = new ArrayList<>();
        for (Json each : tag.list("topValues")) {
            Long count = each.integer("count");
            Untrusted other = each.at("value").empty() ? null : each.said("value");
            if (count == null || other == null) continue;
            if (value != null && value.text().equals(other.text())) same = count;
            else if (others.size() < 2) others.add(Line.of(other, " in ", Show.count(count)));
        }
        if (same == null && others.isEmpty()) return value;
        Line also = Line.join(", ", others);
        String here = same == null ? null : (same.equals(total) ? "all " : Show.count(same) + " of ")
            + Show.counted(total, "event");
        return Line.of(value, value == null ? "none here" : "", " (", Line.join("; ", here,
            Line.around("others: ", also, "")), ")");
    }

    private static String replayId(Json event) {
        String id = event.text("contexts", "replay", "replay_id");
        if (id == null) id = EventText.tag(event, "replayId", "replay.id").text();
        if (id == null) return null;
        id = id.replace("-", "").toLowerCase(Locale.ROOT);
        return id.matches("[0-9a-f]{32}") ? id : null;
    }

    private static Object replay(Call call, IssueRef ref, Json event) {
        String id = replayId(event);
        return id == null ? null : or(call.links().replay(ref.organization(), id), id);
    }

    // ---------------------------------------------------------------- look-ups of the full answer; each may fail
    // without harm

    /**
     * The source's name is the published one; older servers call "events" "discover" and then answer with an error,
     * which costs the line only.
     */
    private static Sentry.Request replays(IssueRef ref, Json issue) {
        boolean error = "error".equals(issue.text("issueCategory")) || "error".equals(issue.text("type"));
        return Sentry.Request.get("organizations", ref.organization(), "replay-count").with("returnIds", "true")
            .with("query", "issue.id:[" + issue.integer("id") + "]")
            .with("data_source", error ? "events" : "search_issues").with("statsPeriod", "90d").with("project", "-1");
    }

    /** Where the failing line is in the repository. Null when the event has no line of the application. */
    private static Sentry.Later code(Call call, IssueRef ref, Json issue, Json event) {
        String project = issue.text("project", "slug");
        List<Json> frames = List.of();
        for (Json exception : EventText.exceptions(event)) if (frames.isEmpty()) frames = Stack.frames(exception);
        Json thread = EventText.failing(EventText.threads(event));
        if (frames.isEmpty() && thread != null) frames = Stack.frames(thread);
        int at = Stack.relevant(frames);
        if (at < 0 || !frames.get(at).flag("inApp") || project == null || !UrlShapes.SLUG.matcher(project).matches())
            return null;
        Json frame = frames.get(at);
        String file = frame.firstText("filename", "absPath");
        if (file == null) return null;
        return call.sentry()
            .start(Sentry.Request.get("projects", ref.organization(), project, "stacktrace-link").with("file", file)
                .with("platform", frame.text("platform") != null ? frame.text("platform") : event.text("platform"))
                .with("lineNo", frame.integer("lineNo"))
                .with("absPath", frame.text("absPath")).with("module", frame.text("module"))
                .with("package", frame.text("package"))
                .with("commitId", event.text("release", "lastCommit", "id")).with("groupId", event.text("groupID"))
                .with("sdkName", event.text("sdk", "name")));
    }

    private static void place(Answer answer, Json found) {
        answer.fact("Repository", found.said("config", "repoName")).fact("File in it", found.said("sourcePath"))
            .fact("Source", found.said("sourceUrl"));
    }

    /** Conversations with a language model that share the event's trace. */
    private static Sentry.Later conversations(Call call, IssueRef ref, Json event) {
        String trace = event.text("contexts", "trace", "trace_id");
        if (trace == null || !trace.matches("[0-9a-fA-F]{32}")) return null;
        Sentry.Request request =
            Sentry.Request.get("organizations", ref.organization(), "events").with("dataset", "spans")
                .with("query", "trace:" + trace + " has:gen_ai.conversation.id")
                .with("field", List.of("gen_ai.conversation.id", "span_id", "timestamp"))
                .with("sort", "-timestamp").with("per_page", 3);
        Instant at = Show.instant(event.firstText("dateCreated", "dateReceived"));
        Duration day = Duration.ofDays(1);
        return call.sentry().start(at == null ? request.with("statsPeriod", "14d")
            : request.with("start", at.minus(day)).with("end", at.plus(day)));
    }

    private static void related(Answer answer, Call call, IssueRef ref, Json issue, Sentry.Later replays,
        Sentry.Later trackers, Sentry.Later seer,
        Sentry.Later conversations) {
        Json run = seer.orNone().at("autofix");
        if (run.isObject() && !run.empty()) Seer.summary(answer, run, call);
        Set<String> linked = new LinkedHashSet<>();
        for (Json link : issue.list("annotations")) if (link.text("url") != null) linked.add(link.text("url"));
        boolean titled = false;
        for (Json link : trackers.orNone().list()) {
            if (link.text("webUrl") != null && !linked.add(link.text("webUrl"))) continue;
            if (!titled) answer.section("In other trackers");
            titled = true;
            answer.line(Line.join(" ", link.said("displayName"), Line.around("(", link.token("serviceType"), ")"),
                link.said("webUrl")));
        }
        Set<Object> talks = new LinkedHashSet<>();
        if (conversations != null) for (Json row : conversations.orNone().list("data"))
            if (row.text("gen_ai.conversation.id") != null) talks.add(row.said("gen_ai.conversation.id"));
        Object found = replays == null ? null : links(call, ref, issue, replays.orNone());
        if (found == null && talks.isEmpty()) return;
        answer.section("Related");
        answer.fact("Replays of this issue", found)
            .fact("Conversations with a model in the same trace", List.copyOf(talks));
    }

    /** How many replays Sentry has of an issue's events, and the ids of a few; null when none. */
    private static String links(Call call, IssueRef ref, Json issue, Json counted) {
        Set<String> ids = new LinkedHashSet<>();
        for (Json id : counted.list(String.valueOf(issue.integer("id")))) {
            String plain = id.text() == null ? "" : id.text().replace("-", "").toLowerCase(Locale.ROOT);
            if (plain.matches("[0-9a-f]{32}")) ids.add(plain);
        }
        return ids.isEmpty() ? null : ids.size() + (ids.size() > 3 ? ", among them " : ": ")
            + String.join(", ", ids.stream().limit(3).toList());
    }

    // ---------------------------------------------------------------- advice

    private static void notes(Answer answer, Call call, Json issue, Json event, boolean full) {
        if (IssueRef.name(issue) instanceof String shortId && !shortId.matches("[0-9]+"))
            answer.note("\"Fixes " + shortId
                + "\" in a commit message resolves the issue.");
        List<Object> more = new ArrayList<>();
        List<Object> hidden = full ? List.of() : EventText.hidden(event);
        if (!full) more.add(Line.of("detail=full", Line.around(" (", Line.join("; ", hidden), ")")));
        int threads = EventText.threads(event).size();
        boolean stack = !EventText.exceptions(event).isEmpty() || threads > 0;
        if (stack) offer(more, call, "get_event_stacktrace",
            "every frame" + (threads > 1 ? ", " + Show.counted(threads, "thread") : ""));
        int crumbs = EventText.crumbs(event).size();
        if (crumbs > (full ? EventText.CRUMBS_FULL : EventText.CRUMBS_BRIEF))
            offer(more, call, "get_issue_breadcrumbs", "all " + crumbs);
        if (!full) offer(more, call, "list_issue_events", null);
        if (!event.at("contexts", "trace", "trace_id").empty()) offer(more, call, "get_trace_details", null);
        if (replayId(event) != null) offer(more, call, "get_replay_details", null);
        if (issue.flag("latestEventHasAttachments"))
            offer(more, call, "get_event_attachment", "the latest event has some");
        boolean javascript =
            event.list("errors").stream().anyMatch(error -> String.valueOf(error.text("type")).startsWith("js_"));
        if (javascript) offer(more, call, "get_source_map_status", "frames are not source-mapped");
        boolean run = !full
            && !(issue.at("seerAutofixLastTriggered").empty() && issue.at("seerExplorerAutofixLastTriggered").empty());
        if (run) offer(more, call, "analyze_issue_with_seer", "an analysis exists");
        if (!more.isEmpty()) answer.note("More: ", Line.join(", ", more), ".");
    }

    private static void offer(List<Object> more, Call call, String tool, String what) {
        if (call.user().offers(tool)) more.add(tool + (what == null ? "" : " (" + what + ")"));
    }

    // ---------------------------------------------------------------- get_event_stacktrace

    private static Answer stacktrace(Call call) {
        Found found = event(call);
        Json event = found.event;
        List<Json> exceptions = EventText.exceptions(event);
        List<Json> threads = EventText.threads(event);
        Stack.Detail detail = new Stack.Detail(Stack.Detail.ALL.around(), Stack.Detail.ALL.variables(),
            Stack.Detail.ALL.longest(), call.flag("inAppOnly"), true);
        Answer answer = Answer.titled("Stack traces of ", found.name).fact("Event",
            event.token(event.text("eventID") != null ? "eventID" : "id"));
        String thread = call.text("thread");
        Long wanted = call.integer("exception");
        if (thread != null && wanted != null)
            throw FailureException.input("thread", "and exception cannot be combined");
        if (wanted != null && (wanted > exceptions.size() || wanted < 1))
            return answer.line("There is no exception " + wanted + ": the event has "
                + Show.counted(exceptions.size(), "exception") + ".");
        boolean stacked = exceptions.stream().anyMatch(exception -> !Stack.frames(exception).isEmpty());
        if (thread != null || wanted == null && !stacked) {
            Json chosen = thread != null ? thread(threads, thread) : EventText.failing(threads);
            if (chosen == null) {
                answer.line(exceptions.isEmpty() ? "The event has no stack trace."
                    : "The event's exceptions have no stack trace.");
            } else {
                answer.section("Thread").line(EventText.thread(chosen));
                frames(answer, chosen, event, detail, 30_000);
            }
        } else {
            answer.section(EventText.heading(exceptions), "Ask for one with exception.");
            for (int i = 0; i < exceptions.size(); i++) {
                if (wanted != null && wanted != i + 1) continue;
                Json exception = exceptions.get(i);
                answer.item("type", exceptions.size() == 1 ? EventText.name(exception, event)
                    : Line.of((i + 1) + ": ", EventText.name(exception, event)));
                String message = Redact.text(exception.text("value"));
                answer.block("Message", Untrusted.of(message, 4_000));
                answer.fact("Thread", exception.token("threadId"));
                frames(answer, exception, event, detail, wanted != null || exceptions.size() == 1 ? 30_000 : 9_000);
            }
        }
        if (threads.size() > 1) {
            answer.section("Threads", "Ask for one with thread.");
            answer.block("Failing ones first (id, name, state, marks, frames)", EventText.table(threads, 100));
        }
        return answer;
    }

    private static void frames(Answer answer, Json from, Json event, Stack.Detail detail, int most) {
        List<Json> frames = Stack.frames(from);
        Json omitted = from.at("stacktrace", "framesOmitted");
        Long first = omitted.item(0).integer();
        Long last = omitted.item(1).integer();
        if (first != null && last != null && last > first) answer.fact("Frames that the sender left out", last - first);
        if (frames.isEmpty()) answer.fact("Stack", "none was sent");
        answer.block("Stack, newest call first", Stack.text(frames, event.text("platform"), detail, most));
    }

    /** By name, else by id. @throws FailureException that lists the threads */
    private static Json thread(List<Json> threads, String wanted) {
        for (String key : new String[] {"name", "id"}) {
            List<Json> found = threads.stream().filter(thread -> wanted.equals(thread.text(key))).toList();
            if (found.size() == 1) return found.get(0);
            if (found.size() > 1) throw none("names " + found.size() + " threads; give the id. ", found);
        }
        throw none(threads.isEmpty() ? "is not there: the event has no threads. " : "is not one of the event's. ",
            threads);
    }

    private static FailureException none(String what, List<Json> threads) {
        Untrusted list = EventText.table(threads, 30);
        return list == null ? FailureException.of(FailureException.Kind.INPUT, "thread " + what)
            : FailureException.of(FailureException.Kind.INPUT, "thread " + what, "The threads: ", list.upTo(2_000));
    }

    // ---------------------------------------------------------------- get_issue_breadcrumbs

    /** The newest crumbs are the nearest to the failure: they stay when there are too many. */
    private static Answer breadcrumbs(Call call) {
        Found found = event(call);
        Json event = found.event;
        List<Json> crumbs = EventText.crumbs(event);
        Answer answer = Answer.titled("Breadcrumbs of ", found.name)
            .fact("Event", event.token(event.text("eventID") != null ? "eventID" : "id"))
            .fact("Time of the event", event.time(event.at("dateCreated").empty() ? "dateReceived" : "dateCreated"));
        if (crumbs.isEmpty()) return answer.line("The event has no breadcrumbs.");
        int from = Math.max(0, crumbs.size() - call.integer("limit", 100));
        List<String> lines = new ArrayList<>();
        int length = 0;
        int first = crumbs.size();
        while (first > from) {
            String line = EventText.crumbs(List.of(crumbs.get(first - 1)), 500);
            if (length + line.length() > 40_000) break;
            length += line.length();
            lines.add(0, line);
            first--;
        }
        answer.section("Breadcrumbs");
        answer.newest(Show.counted(lines.size(), "breadcrumb") + ", oldest first",
            Untrusted.of(String.join("", lines), 40_000));
        if (first > 0) answer.note(
            "Left out: the " + Show.counted(first, "earlier breadcrumb") + (first > from ? ", for length." : "."));
        return answer;
    }
}
