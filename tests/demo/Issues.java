package demo;

import static demo.Plain.at;
import static demo.Plain.hex;
import static demo.Plain.iso;
import static demo.Plain.list;
import static demo.Plain.map;
import static demo.Plain.number;
import static demo.Plain.object;
import static demo.Plain.objects;
import static demo.Plain.text;
import static demo.Plain.texts;
import static demo.Plain.whole;

import demo.Dataset.Slice;
import demo.DemoSentry.Reply;
import demo.Search.Kind;
import demo.Search.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Issues: searching, showing and changing them, and what hangs on them. */
final class Issues {
    private static final Set<String> IS = new TreeSet<>(
        Set.of("resolved", "unresolved", "ignored", "archived", "muted", "assigned", "unassigned", "for_review",
            "linked", "unlinked", "new", "ongoing", "escalating", "regressed", "archived_until_escalating",
            "archived_until_condition_met", "archived_forever", "until_escalating", "until_condition_met", "forever"));
    private static final List<String> SUBSTATUSES = List.of("archived_until_escalating", "archived_until_condition_met",
        "archived_forever", "escalating", "ongoing", "regressed", "new");
    private static final String ISSUE = "organizations/{org}/issues/{issue}";

    private Issues() {}

    static void add(DemoSentry.Routes routes) {
        routes.get("organizations/{org}/issues", Issues::search)
            .on("PUT", "organizations/{org}/issues", Issues::updateMany)
            .on("DELETE", "organizations/{org}/issues", Issues::deleteMany)
            .get("organizations/{org}/shortids/{issue}",
                ask -> map("organizationSlug", ask.home.slug(), "projectSlug", text(ask.issue(), "project"), "groupId",
                    text(ask.issue(), "id"), "shortId", text(ask.issue(), "shortId"), "group",
                    view(ask.home, ask.issue(), null)))
            .get(ISSUE, ask -> detail(ask, ask.issue()))
            .on("PUT", ISSUE, Issues::updateOne)
            .on("DELETE", ISSUE, ask -> delete(ask.home, List.of(ask.issue()), 202))
            .get(ISSUE + "/activities", ask -> map("activity", activity(ask.home, ask.issue())))
            .get(ISSUE + "/notes", ask -> ask.page(notes(ask.home, ask.issue())))
            .get(ISSUE + "/comments", ask -> ask.page(notes(ask.home, ask.issue())))
            .on("POST", ISSUE + "/notes", Issues::comment)
            .on("POST", ISSUE + "/comments", Issues::comment)
            .get(ISSUE + "/tags", ask -> tags(ask.issue(), ask.all("environment")))
            .get(ISSUE + "/tags/{key}", Issues::tag)
            .get(ISSUE + "/tags/{key}/values", Issues::tagValues)
            .get(ISSUE + "/hashes", Issues::hashes)
            .on("DELETE", ISSUE + "/hashes", Issues::unmerge)
            .on("PUT", ISSUE + "/hashes", Issues::unmerge)
            .get(ISSUE + "/user-reports", Issues::reports)
            .get(ISSUE + "/external-issues", Issues::external)
            .get(ISSUE + "/events", Issues::events)
            .get(ISSUE + "/events/{event}", ask -> EventBody.whole(ask.home, event(ask)))
            .get(ISSUE + "/autofix", Autofix::state)
            .on("POST", ISSUE + "/autofix", Autofix::run)
            .get("organizations/{org}/replay-count", Issues::replayCount);
    }

    // ---------------------------------------------------------------- searching

    private static Object search(Ask ask) {
        String query =
            // Sentry's own default
            ask.query.containsKey("query") ? ask.one("query") : "is:unresolved issue.priority:[high, medium]";
        Slice slice = ask.slice("90d");
        if (query.strip().matches("[0-9a-f]{32}")) {   // an event's id
            Map<String, Object> event = ask.home.event(query.strip());
            if (event != null) {
                ask.headers.put("X-Sentry-Direct-Hit", "1");
                return list(view(ask.home, ask.home.issueOf(event), null));
            }
        }
        if ("1".equals(ask.one("shortIdLookup")) && ask.home.issue(query.strip()) != null) {
            ask.headers.put("X-Sentry-Direct-Hit", "1");
            return list(view(ask.home, ask.home.issue(query.strip()), null));
        }
        String sort = ask.one("sort", "date");
        if (!List.of("date", "freq", "new", "user", "trends", "recommended", "inbox").contains(sort))
            throw Refused.query("Invalid sort: " + sort);
        List<Found> found = find(ask.home, slice, query, sort);
        ask.headers.put("X-Hits", Integer.toString(Math.min(found.size(), 1000)));
        ask.headers.put("X-Max-Hits", "1000");
        List<Object> page = ask.page(found, 25, each -> {
            Map<String, Object> view = view(ask.home, each.issue, each.inWindow);
            view.put("stats", map("24h", stats(each.inWindow, ask.now)));
            view.put("lifetime", totals(Organization.events(each.issue)));
            view.put("filtered", each.matching.size() == each.inWindow.size() ? null : totals(each.matching));
            if (ask.all("collapse").contains("stats")) List.of("stats", "lifetime", "filtered").forEach(view::remove);
            return view;
        });
        return page;
    }

    /**
     * @param inWindow its events in the time, environments and projects asked for; matching: those of them that pass
     * the query's other conditions
     */
    record Found(Map<String, Object> issue, List<Map<String, Object>> inWindow, List<Map<String, Object>> matching) {}

    static List<Found> find(Organization home, Slice slice, String query, String sort) {
        try {
            List<Term> terms = Search.terms(Search.parse(query, false));
            List<Found> found = new ArrayList<>();
            List<Predicate<Map<String, Object>>> ofIssue = new ArrayList<>();
            List<Predicate<Map<String, Object>>> ofError = new ArrayList<>();
            List<Predicate<Map<String, Object>>> ofOccurrence = new ArrayList<>();
            for (Term term : terms) {
                Predicate<Map<String, Object>> test = ofIssue(home, term, slice);
                if (test != null) ofIssue.add(test);
                else {
                    ofError.add(ofEvent(home.errors, term, slice));
                    ofOccurrence.add(ofEvent(home.occurrences, term, slice));
                }
            }
            for (Map<String, Object> issue : home.issues) {
                List<Map<String, Object>> inWindow =
                    Organization.events(issue).stream().filter(event -> Dataset.within(event, slice)).toList();
                if (inWindow.isEmpty() || !ofIssue.stream().allMatch(test -> test.test(issue))) continue;
                List<Predicate<Map<String, Object>>> tests = Organization.error(issue) ? ofError : ofOccurrence;
                List<Map<String, Object>> matching =
                    inWindow.stream().filter(event -> tests.stream().allMatch(test -> test.test(event))).toList();
                if (!matching.isEmpty()) found.add(new Found(issue, inWindow, matching));
            }
            Comparator<Found> byDate = Comparator.comparing(each -> text(each.matching.get(0), "timestamp"));
            found.sort((switch (sort) {
                case "freq" -> Comparator.comparingInt((Found each) -> each.matching.size());
                case "user" -> Comparator.comparingLong((Found each) -> users(each.matching));
                case "new", "inbox" -> Comparator.comparing((Found each) -> firstSeen(each.issue));
                case "trends" -> Comparator.comparingDouble((Found each) -> trend(each.matching, slice));
                case "recommended" -> Comparator
                    .comparingInt(
                        (Found each) -> List.of("low", "medium", "high").indexOf(text(each.issue, "priority")))
                    .thenComparingInt(each -> each.matching.size());
                default -> byDate;
            }).thenComparing(byDate).reversed());
            return found;
        } catch (Refused refused) {
            throw Refused.query("Error parsing search query: " + at(refused.body, "detail"));
        }
    }

    private static double trend(List<Map<String, Object>> events, Slice slice) {
        String middle = iso(slice.from().plusMillis((slice.to().toEpochMilli() - slice.from().toEpochMilli()) / 2));
        long late = events.stream().filter(event -> text(event, "timestamp").compareTo(middle) > 0).count();
        return late / (1.0 + events.size() - late);
    }

    private static Predicate<Map<String, Object>> ofEvent(Dataset dataset, Term term, Slice slice) {
        if (term.key() == null || term.key().equals("message")) {
            Predicate<Object> holding = Search.holding(term.values().get(0));
            return event -> term.not() != List.of("title", "message", "culprit").stream()
                .anyMatch(name -> event.get(name) != null && holding.test(event.get(name)));
        }
        return dataset.test(term, slice);
    }

    /** The test of a condition on the issue itself; null if it is one on its events. */
    private static Predicate<Map<String, Object>> ofIssue(Organization home, Term term, Slice slice) {
        if (term.key() == null) return null;
        Instant now = slice.to();
        return switch (term.key()) {
            case "is" -> {
                for (String value : term.values())
                    if (!IS.contains(value)) throw Refused.query("Invalid value for \"is\" search, valid values are "
                        + IS.stream().map(each -> "'" + each + "'").toList());
                yield issue -> term.not() != term.values().stream().anyMatch(value -> is(issue, value));
            }
            case "assigned", "assigned_to", "assigned_or_suggested" -> issue -> {
                if (term.operator().equals("has")) return term.not() != issue.containsKey("assigned");
                List<String> owners = new ArrayList<>();
                if (issue.get("assigned") != null) owners.add(text(issue, "assigned"));
                else if (term.key().endsWith("suggested")) owners.addAll(suggested(home, issue));
                return term.not() != term.values().stream().anyMatch(value -> owned(home, owners, value));
            };
            case "bookmarks", "subscribed" -> issue -> term.not() != (issue.containsKey("bookmarked") && term.values()
                .stream().anyMatch(value -> value.equals("me") || value.equals(text(home.me(), "email"))));
            case "status" -> on(term, Kind.TEXT, now, issue -> issue.get("status"));
            case "issue", "issue.id", "id" -> on(term, Kind.TEXT, now,
                issue -> term.key().equals("issue") ? text(issue, "shortId") : text(issue, "id"));
            case "issue.category", "category" -> {
                checked(term, "category", List.of("error", "feedback", "outage", "metric", "db_query", "http_client",
                    "frontend", "mobile", "performance", "cron", "replay", "uptime"));
                yield on(term, Kind.TEXT, now, issue -> issue.get("category"));
            }
            case "issue.type" -> {
                for (String value : term.values()) if (!value.matches(
                    ".*\\*.*|error|feedback|metric_issue|(performance|profile|replay|monitor|uptime|ai|"
                        + "web_vitals|query_injection|preprod)_?\\w*"))
                    throw Refused.query("Invalid type value of '" + value + "'");
                yield on(term, Kind.TEXT, now, Issues::type);
            }
            case "issue.priority", "priority" -> {
                checked(term, "priority", List.of("low", "medium", "high"));
                yield on(term, Kind.TEXT, now, issue -> issue.get("priority"));
            }
            case "issue.seer_actionability" -> on(term, Kind.TEXT, now, issue -> actionability(issue));
            case "firstSeen", "first_seen", "age" -> on(term, Kind.DATE, now, Issues::firstSeen);
            case "lastSeen", "last_seen" ->
                on(term, Kind.DATE, now, issue -> text(Organization.events(issue).get(0), "timestamp"));
            case "timesSeen", "times_seen" -> on(term, Kind.NUMBER, now, issue -> Organization.events(issue).size());
            case "userCount", "user_count" -> on(term, Kind.NUMBER, now, issue -> users(Organization.events(issue)));
            // the made-up issues that came back did so in the release that still sends them
            case "regressed_in_release" -> on(term, Kind.TEXT, now, issue -> "regressed".equals(issue.get("substatus"))
                ? Organization.events(issue).get(0).get("release") : null);
            case "firstRelease", "first_release", "first-release" -> {
                List<String> wanted = term.values().contains("latest")
                    ? slice.latest().values().stream().flatMap(List::stream).toList() : term.values();
                yield on(new Term(term.not(), term.key(), term.operator(), wanted), Kind.TEXT, now,
                    issue -> firstEvent(issue).get("release"));
            }
            default -> null;
        };
    }

    private static void checked(Term term, String what, List<String> known) {
        for (String value : term.values()) if (!known.contains(value.toLowerCase(Locale.ROOT)) && !value.contains("*"))
            throw Refused.query("Invalid " + what + " value of '" + value + "'");
    }

    private static Predicate<Map<String, Object>> on(Term term, Kind kind, Instant now,
        java.util.function.Function<Map<String, Object>, Object> value) {
        Predicate<Object> test = Search.test(term, kind, now);
        return issue -> test.test(value.apply(issue));
    }

    private static boolean is(Map<String, Object> issue, String value) {
        String status = text(issue, "status");
        String substatus = String.valueOf(issue.get("substatus"));
        return switch (value) {
            case "resolved", "unresolved" -> status.equals(value);
            case "ignored", "archived", "muted" -> status.equals("ignored");
            case "assigned" -> issue.get("assigned") != null;
            case "unassigned" -> issue.get("assigned") == null;
            case "linked" -> issue.containsKey("external");
            case "unlinked" -> !issue.containsKey("external");
            case "for_review" ->
                status.equals("unresolved") && List.of("new", "regressed", "escalating").contains(substatus);
            default -> substatus.equals(value) || substatus.equals("archived_" + value);
        };
    }

    private static boolean owned(Organization home, List<String> owners, String value) {
        if (value.equals("none")) return owners.isEmpty();
        if (value.equals("me") || value.equals("my_teams")) {
            List<String> mine =
                new ArrayList<>(value.equals("me") ? List.of("user:" + text(home.me(), "id")) : List.of());
            if (value.equals("my_teams"))
                for (String team : texts(home.me(), "teams")) mine.add("team:" + text(home.team(team), "id"));
            return owners.stream().anyMatch(mine::contains);
        }
        if (value.startsWith("#")) return home.team(value.substring(1)) != null
            && owners.contains("team:" + text(home.team(value.substring(1)), "id"));
        return home.people.stream()
            .anyMatch(person -> (value.equals(person.get("email")) || value.equals(person.get("username"))
                || value.equals(person.get("id"))) && owners.contains("user:" + text(person, "id")));
    }

    /** Owners that Sentry suggests: the authors of suspect commits, then the project's ownership rules. */
    static List<String> suggested(Organization home, Map<String, Object> issue) {
        List<String> owners = new ArrayList<>();
        Map<String, Object> commit = suspect(home, issue);
        if (commit != null) owners.add("user:" + text(commit, "author", "id"));
        for (Map<String, Object> rule : rules(home, issue))
            for (String owner : texts(rule, "owners")) if (!owners.contains(owner)) owners.add(owner);
        return owners;
    }

    /**
     * The project's ownership rules that fit the issue's newest event: "rule" as written, "owners" as user:ID or
     * team:ID.
     */
    static List<Map<String, Object>> rules(Organization home, Map<String, Object> issue) {
        List<Map<String, Object>> fitting = new ArrayList<>();
        Map<String, Object> event = Organization.events(issue).get(0);
        for (String rule : text(home.project(text(issue, "project")), "ownership").lines().toList()) {
            String[] words = rule.split(" ");
            String type = words[0].substring(0, words[0].indexOf(':'));
            Predicate<Object> like = Search.like(words[0].substring(type.length() + 1));
            List<String> values =
                texts(event, type.equals("path") ? "stack.filename" : type.equals("module") ? "stack.module" : type);
            if (values.stream().noneMatch(like::test)) continue;
            List<Object> owners = list();
            for (int i = 1; i < words.length; i++)
                owners.add(words[i].startsWith("#") ? "team:" + text(home.team(words[i].substring(1)), "id")
                    : "user:" + text(Organization.find(home.people, "email", words[i]), "id"));
            fitting.add(
                map("rule", rule, "type", type, "pattern", words[0].substring(type.length() + 1), "owners", owners));
        }
        return fitting;
    }

    static Map<String, Object> suspect(Organization home, Map<String, Object> issue) {
        if (!issue.containsKey("suspect")) return null;
        for (Map<String, Object> release : home.releases()) for (Map<String, Object> commit : home.commits(release))
            if (text(commit, "message").startsWith(text(issue, "suspect"))) return commit;
        return null;
    }

    private static String actionability(Map<String, Object> issue) {
        if (!issue.containsKey("fixability")) return null;
        double score = number(issue, "fixability");
        return score >= 0.76 ? "super_high"
            : score >= 0.66 ? "high" : score >= 0.4 ? "medium" : score >= 0.25 ? "low" : "super_low";
    }

    // ---------------------------------------------------------------- showing

    static long users(List<Map<String, Object>> events) {
        return events.stream().map(event -> event.get("user.id")).filter(user -> user != null).distinct().count();
    }

    static Map<String, Object> firstEvent(Map<String, Object> issue) {
        return Organization.events(issue).get(Organization.events(issue).size() - 1);
    }

    static String firstSeen(Map<String, Object> issue) { return text(firstEvent(issue), "timestamp"); }

    static String type(Map<String, Object> issue) {
        return List.of("default", "csp").contains(text(issue, "kind")) ? "error" : text(issue, "kind");
    }

    private static Map<String, Object> totals(List<Map<String, Object>> events) {
        return map("count", Integer.toString(events.size()), "userCount", users(events), "firstSeen",
            text(events.get(events.size() - 1), "timestamp"), "lastSeen", text(events.get(0), "timestamp"), "stats",
            map());
    }

    /** Events per hour of the last day. */
    private static List<Object> stats(List<Map<String, Object>> events, Instant now) {
        List<Object> stats = list();
        long hour = now.getEpochSecond() / 3600 - 23;
        for (int i = 0; i < 24; i++) {
            long at = hour + i;
            stats.add(list(at * 3600, events.stream()
                .filter(event -> Plain.instant(event.get("timestamp")).getEpochSecond() / 3600 == at).count()));
        }
        return stats;
    }

    static Map<String, Object> metadata(Organization home, Map<String, Object> issue) {
        if (issue.get("kind").equals("feedback")) {
            Map<String, Object> event = Organization.events(issue).get(0);
            return map("title", "User Feedback", "value", issue.get("words"), "message", issue.get("words"), "name",
                event.get("user.name"), "contact_email", event.get("user.email"), "source", "new_feedback_envelope",
                "summary", null);
        }
        if (issue.containsKey("type")) {
            List<Map<String, Object>> exceptions =
                home.stacks.getOrDefault(text(issue, "shortId"), Stack.NONE).exceptions();
            List<Map<String, Object>> frames = exceptions.isEmpty() ? List.of()
                : objects(exceptions.get(exceptions.size() - 1), "stacktrace", "frames");
            Map<String, Object> last = frames.isEmpty() ? map() : frames.get(frames.size() - 1);
            return map("type", issue.get("type"), "value", issue.get("value"), "filename", last.get("filename"),
                "function", last.get("function"));
        }
        return map("title", issue.get("title"), "location", issue.get("culprit"), "value", issue.get("value"));
    }

    /** @param events those that count; null for all */
    static Map<String, Object> view(Organization home, Map<String, Object> issue, List<Map<String, Object>> events) {
        List<Map<String, Object>> counted = events == null ? Organization.events(issue) : events;
        Map<String, Object> project = home.project(text(issue, "project"));
        String kind = text(issue, "kind");
        return map("id", issue.get("id"), "shareId", null, "shortId", issue.get("shortId"), "title", issue.get("title"),
            "culprit", issue.get("culprit"), "permalink",
            "https://acme-labs.sentry.io/issues/" + text(issue, "id") + "/", "logger", null,
            "level", issue.get("level"), "status", issue.get("status"), "statusDetails", issue.get("statusDetails"),
            "substatus", issue.get("substatus"), "isPublic", false, "platform",
            counted.isEmpty() ? project.get("platform") : counted.get(0).get("platform"),
            "priority", issue.get("priority"), "priorityLockedAt", issue.get("_priorityLockedAt"),
            "seerFixabilityScore", issue.get("fixability"), "seerAutofixLastTriggered",
            at(issue, "_autofix", "started"), "project", Plain.only(project, "id", "name", "slug", "platform"),
            "type",
            kind.equals("error") || kind.equals("default") || kind.equals("csp") ? kind
                : kind.equals("feedback") ? "feedback" : "generic",
            "issueType", type(issue), "issueCategory", issue.get("category"), "metadata", metadata(home, issue),
            "numComments", notes(home, issue).size(), "assignedTo", home.actor(text(issue, "assigned")), "isBookmarked",
            issue.containsKey("bookmarked"), "isSubscribed", false, "subscriptionDetails", null, "hasSeen", true,
            "annotations", list(),
            "isUnhandled", Boolean.TRUE.equals(issue.get("unhandled")), "count", Integer.toString(counted.size()),
            "userCount", users(counted), "firstSeen", firstSeen(issue), "lastSeen",
            text(counted.isEmpty() ? Organization.events(issue).get(0) : counted.get(0), "timestamp"));
    }

    private static Map<String, Object> detail(Ask ask, Map<String, Object> issue) {
        Map<String, Object> view = view(ask.home, issue, null);
        view.putAll(map("activity", activity(ask.home, issue), "seenBy", list(Organization.person(ask.home.me())),
            "participants", list(), "userReportCount",
            issue.containsKey("reports") ? objects(issue, "reports").size() : 0, "pluginActions", list(),
            "pluginIssues", list(), "pluginContexts", list(),
            "stats", map("24h", stats(Organization.events(issue), ask.now))));
        if (!ask.all("collapse").contains("tags")) view.put("tags", tags(issue, List.of()).stream()
            .map(each -> Plain.only(object(each), "key", "name", "totalValues")).toList());
        if (!ask.all("collapse").contains("release")) view.putAll(map("firstRelease",
            release(ask.home, firstEvent(issue)), "lastRelease", release(ask.home, Organization.events(issue).get(0))));
        if (ask.all("expand").contains("owners")) {
            List<Object> owners = list();
            if (suspect(ask.home, issue) != null) owners.add(map("type", "suspectCommit", "owner",
                "user:" + text(suspect(ask.home, issue), "author", "id"), "date_added", firstSeen(issue)));
            for (Map<String, Object> rule : rules(ask.home, issue)) for (String owner : texts(rule, "owners"))
                owners.add(map("type", "ownershipRule", "owner", owner, "date_added", firstSeen(issue)));
            view.put("owners", owners);
        }
        return view;
    }

    private static Object release(Organization home, Map<String, Object> event) {
        Map<String, Object> release = event.get("release") == null ? null : home.release(text(event, "release"));
        return release == null ? null : Settings.release(home, release);
    }

    // ---------------------------------------------------------------- history and comments

    private static List<Map<String, Object>> activity(Organization home, Map<String, Object> issue) {
        if (!issue.containsKey("_activity")) {
            List<Map<String, Object>> told = new ArrayList<>();
            told.add(map("id", "0", "user", null, "sentry_app", null, "type", "first_seen", "data",
                map("priority", issue.get("priority")), "dateCreated", issue.get("first")));
            if (issue.get("assigned") != null) told.add(0,
                map("id", home.newId(), "user", null, "sentry_app", null, "type", "assigned", "data",
                    map("assignee", text(issue, "assigned").substring(5), "assigneeType",
                        text(issue, "assigned").substring(0, 4), "integration", "projectOwnership"),
                    "dateCreated", issue.get("first")));
            for (Object note : at(issue, "notes") instanceof List<?> some ? some : List.of())
                told.add(0, note(home, text(note, 0), text(note, 2), text(note, 1)));
            String status = text(issue, "status");
            if (!status.equals("unresolved")) {
                String version = text(issue, "statusDetails", "inRelease");
                boolean next = at(issue, "statusDetails", "inNextRelease") != null;
                told.add(0,
                    map("id", home.newId(), "user", Organization.person(home.people.get(1)), "sentry_app", null, "type",
                        status.equals("ignored") ? "set_ignored"
                            : version != null || next ? "set_resolved_in_release" : "set_resolved",
                        "data", version != null || next ? map("version", version == null ? "" : version) : map(),
                        "dateCreated",
                        iso(Plain.instant(text(Organization.events(issue).get(0), "timestamp")).plusSeconds(1800))));
            }
            issue.put("_activity", told);
        }
        return objects(issue, "_activity").isEmpty() ? new ArrayList<>() : activities(issue);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> activities(Map<String, Object> issue) {
        return (List<Map<String, Object>>) issue.get("_activity");
    }

    private static Map<String, Object> note(Organization home, String user, String words, String at) {
        return map("id", home.newId(), "user", Organization.person(Organization.find(home.people, "id", user)),
            "sentry_app", null, "type", "note", "data", map("text", words), "dateCreated", at);
    }

    private static List<Map<String, Object>> notes(Organization home, Map<String, Object> issue) {
        return activity(home, issue).stream().filter(each -> each.get("type").equals("note")).toList();
    }

    private static Object comment(Ask ask) {
        Map<String, Object> issue = ask.issue();
        if (ask.sent("text") == null)
            throw Refused.field("text", ask.sends("text") ? "This field may not be null." : "This field is required.");
        if (!(ask.sent("text") instanceof String words)) throw Refused.field("text", "Not a valid string.");
        if (words.isBlank()) throw Refused.field("text", "This field may not be blank.");
        Map<String, Object> note = note(ask.home, text(ask.home.me(), "id"), words.strip(), iso(ask.now));
        record(ask.home, issue, note);
        return Reply.of(201, note);
    }

    private static void record(Organization home, Map<String, Object> issue, Map<String, Object> what) {
        activity(home, issue);
        activities(issue).add(0, what);
    }

    private static void happened(Ask ask, Map<String, Object> issue, String type, Map<String, Object> data) {
        record(ask.home, issue, map("id", ask.home.newId(), "user", Organization.person(ask.home.me()), "sentry_app",
            null, "type", type, "data", data, "dateCreated", iso(ask.now)));
    }

    // ---------------------------------------------------------------- changing

    private static Object updateOne(Ask ask) {
        Map<String, Object> issue = ask.issue();
        change(ask, List.of(issue));
        return detail(ask, issue);
    }

    private static Object updateMany(Ask ask) {
        List<Map<String, Object>> issues = chosen(ask);
        if (issues.isEmpty()) return Reply.of(204, null);
        if (Boolean.TRUE.equals(ask.sent("merge")) || Integer.valueOf(1).equals(ask.sent("merge")))
            return map("merge", merge(ask, issues));
        return change(ask, issues);
    }

    private static List<Map<String, Object>> chosen(Ask ask) {
        if (ask.all("id").isEmpty()) return find(ask.home, ask.slice("90d"), ask.one("query", ""), "date").stream()
            .map(Found::issue).limit(ask.whole("limit", 100)).toList();
        List<Map<String, Object>> issues = new ArrayList<>();
        for (String id : ask.all("id")) {
            if (!id.matches("\\d+")) throw Refused.query("Invalid issue id");
            Map<String, Object> issue = ask.home.issue(id);
            if (issue != null && !issues.contains(issue)) issues.add(issue);
        }
        return issues;
    }

    /** Checks everything, then changes everything; the answer says what was changed, as Sentry's bulk update does. */
    private static Map<String, Object> change(Ask ask, List<Map<String, Object>> issues) {
        Organization home = ask.home;
        if (!(ask.body instanceof Map<?, ?>)) throw Refused.query("JSON object expected");
        Checks.choice(ask, "status", List.of("resolved", "unresolved", "ignored", "resolvedInNextRelease", "muted"));
        Checks.choice(ask, "priority", List.of("low", "medium", "high"));
        if (ask.sent("substatus") != null) Checks.choice(ask, "substatus", SUBSTATUSES);
        Map<String, Object> details = map();
        for (String name : List.of("ignoreDuration", "ignoreCount", "ignoreWindow", "ignoreUserCount",
            "ignoreUserWindow", "inNextRelease", "inRelease", "inCommit")) {
            // Sentry still reads the older place, beside "status"
            Object value = ask.sends(name) ? ask.sent(name) : at(ask.body, "statusDetails", name);
            if (value == null) continue;
            if (name.startsWith("ignore")) {
                if (!(value instanceof Integer number)) throw Refused.field(name, "A valid integer is required.");
                if (name.endsWith("Window") && number > 10_080)
                    throw Refused.field(name, "Ensure this value is less than or equal to 10080.");
            }
            details.put(name, value);
        }
        if (details.containsKey("inRelease")) {
            String version = text(details, "inRelease");
            if (version.equals("latest")) version = home.latest()
                .getOrDefault(text(issues.get(0), "project"), List.of()).stream().findFirst().orElse(version);
            Map<String, Object> release = home.release(version);
            if (release == null
                || issues.stream().anyMatch(issue -> !issue.get("project").equals(release.get("project"))))
                throw new Refused(400,
                    map("statusDetails", map("inRelease", list("Unable to find a release with the given version."))));
            details.put("inRelease", version);
        }
        if (details.containsKey("inCommit")) {
            Map<String, Object> repository =
                Organization.find(objects(home.data, "repositories"), "name", text(details, "inCommit", "repository"));
            if (repository == null) throw new Refused(400,
                map("statusDetails", map("inCommit", map("repository", list("Unable to find the given repository.")))));
            String sha = text(details, "inCommit", "commit");
            if (home.releases().stream().flatMap(release -> home.commits(release).stream())
                .noneMatch(commit -> text(commit, "id").equals(sha)
                    && text(commit, "repository", "name").equals(text(repository, "name")))) {
                throw new Refused(400,
                    map("statusDetails", map("inCommit", map("commit", list("Unable to find the given commit.")))));
            }
        }
        String assignee = ask.sends("assignedTo") ? assignee(home, text(ask.body, "assignedTo"), issues) : null;
        Map<String, Object> changed = map();
        for (Map<String, Object> issue : issues) {
            if (ask.sent("status") != null) changed.putAll(status(ask, issue, text(ask.body, "status"), details));
            if (ask.sends("assignedTo")) {
                if (assignee == null) {
                    if (issue.get("assigned") != null) happened(ask, issue, "unassigned", map());
                    issue.put("assigned", null);
                } else {
                    issue.put("assigned", assignee);
                    happened(ask, issue, "assigned",
                        map("assignee", assignee.substring(5), "assigneeType", assignee.substring(0, 4)));
                }
                changed.put("assignedTo", home.actor(assignee));
            }
            if (ask.sent("priority") != null) {
                issue.put("priority", ask.sent("priority"));
                issue.put("_priorityLockedAt", iso(ask.now));
                happened(ask, issue, "set_priority", map("priority", ask.sent("priority"), "reason", null));
                changed.put("priority", ask.sent("priority"));
            }
            if (ask.sent("isBookmarked") instanceof Boolean marked) {
                if (marked) issue.put("bookmarked", true);
                else issue.remove("bookmarked");
                changed.put("isBookmarked", marked);
            }
        }
        return changed;
    }

    private static Map<String, Object> status(Ask ask, Map<String, Object> issue, String status,
        Map<String, Object> asked) {
        Map<String, Object> details = map();
        String substatus = ask.sent("substatus") == null ? null : text(ask.body, "substatus");
        Object actor = Organization.person(ask.home.me());
        if (status.startsWith("resolved")) {
            boolean next = status.equals("resolvedInNextRelease") || Boolean.TRUE.equals(asked.get("inNextRelease"));
            if (next) details.putAll(map("inNextRelease", true, "actor", actor));
            else if (asked.containsKey("inRelease"))
                details.putAll(map("inRelease", asked.get("inRelease"), "actor", actor));
            else if (asked.containsKey("inCommit"))
                details.putAll(map("inCommit", asked.get("inCommit"), "actor", actor));
            happened(ask, issue,
                next || asked.containsKey("inRelease") ? "set_resolved_in_release"
                    : asked.containsKey("inCommit") ? "set_resolved_in_commit" : "set_resolved",
                next || asked.containsKey("inRelease") ? map("version", asked.getOrDefault("inRelease", "")) : map());
            status = "resolved";
            substatus = null;
        } else if (status.equals("unresolved")) {
            substatus = substatus == null ? "ongoing" : substatus;
            happened(ask, issue, "set_unresolved", map());
        } else {
            status = "ignored";
            boolean condition = asked.keySet().stream().anyMatch(name -> name.startsWith("ignore"));
            substatus = substatus != null ? substatus
                : condition ? "archived_until_condition_met" : "archived_until_escalating";
            if (asked.containsKey("ignoreDuration"))
                details.put("ignoreUntil", iso(ask.now.plus(Duration.ofMinutes(whole(asked, "ignoreDuration")))));
            for (String name : List.of("ignoreCount", "ignoreWindow", "ignoreUserCount", "ignoreUserWindow"))
                if (asked.containsKey(name)) details.put(name, asked.get(name));
            if (!details.isEmpty()) details.put("actor", actor);
            happened(ask, issue, "set_ignored", asked);
        }
        issue.putAll(map("status", status, "substatus", substatus, "statusDetails", details));
        return map("status", status, "statusDetails", details, "substatus", substatus, "inbox", null);
    }

    private static String assignee(Organization home, String to, List<Map<String, Object>> issues) {
        if (to == null || to.isEmpty()) return null;
        for (Map<String, Object> person : home.people)
            if (to.equals(person.get("email")) || to.equals(person.get("username")) || to.equals(person.get("id")))
                return "user:" + text(person, "id");
        String actor = to.startsWith("#") && home.team(to.substring(1)) != null
            ? "team:" + text(home.team(to.substring(1)), "id") : to;
        if (!actor.matches("(team|user):\\d+")) throw Refused.field("assignedTo",
            "Could not parse actor. Format should be `type:id` where type is `team` or `user`.");
        if (home.actor(actor) == null)
            throw Refused.field("assignedTo", actor.startsWith("team") ? "Team does not exist" : "User does not exist");
        if (actor.startsWith("team")) {
            String slug = text(home.team(actor.substring(5)), "slug");
            for (Map<String, Object> issue : issues) {
                if (!texts(home.project(text(issue, "project")), "teams").contains(slug))
                    throw Refused.field("assignedTo", "Cannot assign to a team without access to the project");
            }
        }
        return actor;
    }

    private static Map<String, Object> merge(Ask ask, List<Map<String, Object>> issues) {
        if (issues.size() < 2) throw Refused.query("You must provide at least two issues to merge.");
        if (issues.stream().map(issue -> issue.get("project")).distinct().count() > 1)
            throw Refused.query("Merging across multiple projects is not supported");
        if (issues.stream().anyMatch(issue -> !Organization.error(issue)))
            throw Refused.query("Only error issues can be merged.");
        List<Map<String, Object>> ordered = new ArrayList<>(issues);
        ordered
            .sort(Comparator.comparingInt((Map<String, Object> issue) -> Organization.events(issue).size()).reversed());
        Map<String, Object> parent = ordered.get(0);
        List<Object> children = list();
        for (Map<String, Object> child : ordered.subList(1, ordered.size())) {
            for (Map<String, Object> event : Organization.events(child)) moved(event, child, parent);
            children.add(text(child, "id"));
            ask.home.issues.remove(child);
        }
        newestFirst(parent);
        happened(ask, parent, "merge", map("issues", list(children.stream().map(id -> map("id", id)).toArray())));
        return map("parent", text(parent, "id"), "children", children);
    }

    private static void moved(Map<String, Object> event, Map<String, Object> from, Map<String, Object> to) {
        event.putIfAbsent("_stack", text(from, "shortId"));
        event.putAll(map("issue", text(to, "shortId"), "issue.id", Long.parseLong(text(to, "id"))));
        Organization.events(to).add(event);
    }

    private static void newestFirst(Map<String, Object> issue) {
        Organization.events(issue)
            .sort(Comparator.comparing((Map<String, Object> each) -> text(each, "timestamp")).reversed());
    }

    private static Object unmerge(Ask ask) {
        Map<String, Object> issue = ask.issue();
        List<String> hashes = ask.all("id");
        List<Map<String, Object>> leaving =
            Organization.events(issue).stream().filter(event -> hashes.contains(text(event, "_hash"))).toList();
        if (!leaving.isEmpty() && leaving.size() < Organization.events(issue).size()) {
            String id = ask.home.newId();
            Map<String, Object> split = new LinkedHashMap<>(issue);
            Map<String, Object> sample = leaving.get(0);
            split.putAll(map("id", id, "shortId",
                text(issue, "shortId").replaceFirst("-[^-]+$", "-" + hex(id, 4).toUpperCase(Locale.ROOT)), "title",
                sample.get("title"), "culprit", sample.get("culprit"), "_events", new ArrayList<>(), "statusDetails",
                map(), "status", "unresolved", "substatus", "ongoing"));
            split.remove("_activity");
            Organization.events(issue).removeAll(leaving);
            for (Map<String, Object> event : leaving) moved(event, issue, split);
            newestFirst(split);
            ask.home.issues.add(split);
            happened(ask, issue, "unmerge_destination", map("fingerprints", hashes, "destination", map("id", id)));
        }
        return Reply.of(202, map());
    }

    private static Object deleteMany(Ask ask) {
        return delete(ask.home, chosen(ask), 204);
    }

    private static Reply delete(Organization home, List<Map<String, Object>> issues, int status) {
        for (Map<String, Object> issue : issues) {
            home.issues.remove(issue);
            home.errors.rows().removeAll(Organization.events(issue));
            home.occurrences.rows().removeAll(Organization.events(issue));
        }
        return Reply.of(status, null);
    }

    // ---------------------------------------------------------------- tags, hashes, reports

    private static String name(String key) {
        return key.equals("os") ? "OS" : key.equals("url") ? "URL"
            : key.substring(0, 1).toUpperCase(Locale.ROOT) + key.substring(1).replace('_', ' ').replace('.', ' ');
    }

    private static List<Map<String, Object>> values(Map<String, Object> issue, String key, List<String> environments) {
        Map<Object, List<Map<String, Object>>> by = new LinkedHashMap<>();
        for (Map<String, Object> event : Organization.events(issue)) {
            Object value = at(event, "_tags", key);
            if (value != null && (environments.isEmpty() || environments.contains(text(event, "environment"))))
                by.computeIfAbsent(value, none -> new ArrayList<>()).add(event);
        }
        List<Map<String, Object>> values = new ArrayList<>();
        by.forEach((value,
            events) -> values.add(map("key", key, "name", value, "value", value, "count", events.size(), "lastSeen",
                text(events.get(0), "timestamp"), "firstSeen", text(events.get(events.size() - 1), "timestamp"),
                "query", key + ":\"" + value + "\"")));
        values.sort(Comparator.comparingInt((Map<String, Object> value) -> (int) value.get("count")).reversed());
        return values;
    }

    private static Map<String, Object> summary(String key, List<Map<String, Object>> values) {
        return map("key", key, "name", name(key), "uniqueValues", values.size(), "totalValues",
            values.stream().mapToInt(value -> (int) value.get("count")).sum(), "topValues",
            values.subList(0, Math.min(values.size(), 9)));
    }

    private static List<Object> tags(Map<String, Object> issue, List<String> environments) {
        Set<String> keys = new TreeSet<>();
        for (Map<String, Object> event : Organization.events(issue)) keys.addAll(object(event, "_tags").keySet());
        List<Object> tags = list();
        for (String key : keys)
            if (!values(issue, key, environments).isEmpty()) tags.add(summary(key, values(issue, key, environments)));
        return tags;
    }

    private static Object tag(Ask ask) {
        List<Map<String, Object>> values = values(ask.issue(), ask.path("key"), ask.all("environment"));
        if (values.isEmpty()) throw Refused.missing();
        return summary(ask.path("key"), values);
    }

    private static Object tagValues(Ask ask) {
        List<Map<String, Object>> values =
            new ArrayList<>(values(ask.issue(), ask.path("key"), ask.all("environment")));
        if (values.isEmpty()) throw Refused.missing();
        String sort = ask.one("sort", "-id");
        // The words alone, each with the largest first; whatever else is asked for sorts by a number that nobody sees
        Comparator<Map<String, Object>> order = switch (sort) {
            case "count" -> Comparator.comparingInt(value -> (int) value.get("count"));
            case "date" -> Comparator.comparing(value -> text(value, "lastSeen"));
            case "age" -> Comparator.comparing(value -> text(value, "firstSeen"));
            default -> Comparator.comparing(value -> hex(text(value, "value"), 8));
        };
        values.sort(order.reversed());
        return ask.page(values);
    }

    private static Object hashes(Ask ask) {
        Map<String, Map<String, Object>> newest = new LinkedHashMap<>();
        for (Map<String, Object> event : Organization.events(ask.issue()))
            newest.putIfAbsent(text(event, "_hash"), event);
        return ask.page(new ArrayList<>(newest.keySet()), 100,
            hash -> map(
                "id", hash, "latestEvent", "false".equals(ask.one("full"))
                    ? EventBody.simple(ask.home, newest.get(hash)) : EventBody.whole(ask.home, newest.get(hash)),
                "mergedBySeer", false, "seerMatchDistance", null));
    }

    private static Object reports(Ask ask) {
        Map<String, Object> issue = ask.issue();
        List<Map<String, Object>> reports = new ArrayList<>();
        List<?> told = at(issue, "reports") instanceof List<?> some ? some : List.of();
        for (int i = 0; i < told.size(); i++) {
            Map<String, Object> event = Organization.events(issue).get(i);
            Object about = told.get(i);
            reports.add(map("id", Integer.toString(90017 + i), "eventID", event.get("id"), "name", text(about, 0),
                "email", text(about, 1).isEmpty() ? null : text(about, 1), "comments", text(about, 2), "dateCreated",
                iso(Plain.instant(event.get("timestamp")).plusSeconds(300)),
                "user",
                map("id", "None", "username", null, "email", null, "name",
                    text(about, 0).isEmpty() ? null : text(about, 0), "ipAddress", null, "avatarUrl", null),
                "event", map("id", event.get("id"), "eventID", event.get("id"))));
        }
        return ask.page(reports);
    }

    private static Object external(Ask ask) {
        Map<String, Object> issue = ask.issue();
        return issue.containsKey("external")
            ? list(map("id", "410", "issueId", text(issue, "id"), "serviceType", text(issue, "external", 0),
                "displayName", text(issue, "external", 1), "webUrl", text(issue, "external", 2)))
            : list();
    }

    // ---------------------------------------------------------------- events of an issue

    private static Object events(Ask ask) {
        Map<String, Object> issue = ask.issue();
        Slice slice = new Slice(Set.of(text(issue, "project")), Set.copyOf(ask.all("environment")),
            ask.one("statsPeriod", null) == null && ask.one("start", null) == null ? Instant.EPOCH
                : ask.slice("90d").from(),
            ask.slice("90d").to(), ask.one("query", ""), ask.home.latest());
        List<Map<String, Object>> rows = (Organization.error(issue) ? ask.home.errors : ask.home.occurrences)
            .rows(slice).stream().filter(row -> row.get("issue").equals(issue.get("shortId"))).toList();
        return ask.page(rows, 100, row -> List.of("true", "1").contains(ask.one("full", ""))
            ? EventBody.whole(ask.home, row) : EventBody.simple(ask.home, row));
    }

    private static Map<String, Object> event(Ask ask) {
        List<Map<String, Object>> events = Organization.events(ask.issue()).stream().filter(
            event -> ask.all("environment").isEmpty() || ask.all("environment").contains(text(event, "environment")))
            .toList();
        if (events.isEmpty()) throw Refused.because(404, "No matching event");
        return switch (ask.path("event")) {
            case "latest" -> events.get(0);
            case "oldest" -> events.get(events.size() - 1);
            case "recommended" -> events.stream().filter(event -> event.get("replayId") != null).findFirst()
                .or(() -> events.stream().filter(event -> event.containsKey("_root")).findFirst())
                .orElse(events.get(0));   // the most helpful one
            default -> events.stream().filter(event -> event.get("id").equals(ask.path("event").replace("-", "")))
                .findFirst().orElseThrow(() -> Refused.because(404, "Event not found"));
        };
    }

    private static Object replayCount(Ask ask) {
        Map<String, Object> counts = map();
        Slice slice = ask.slice("90d");
        for (Term term : Search.terms(Search.parse(slice.query(), true))) {
            if (!"issue.id".equals(term.key())) continue;
            for (String id : term.values()) {
                Map<String, Object> issue = ask.home.issue(id);
                List<Object> replays = issue == null ? list()
                    : list(Organization.events(issue).stream()
                        .filter(event -> slice.projects().contains(text(event, "project")))
                        .map(event -> event.get("replayId")).filter(replay -> replay != null).distinct().toArray());
                counts.put(id,
                    List.of("true", "1").contains(ask.one("returnIds", "")) ? replays : (Object) replays.size());
            }
        }
        return counts;
    }
}
