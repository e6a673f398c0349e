import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.answer.FailureException;
import tools.json.Json;
import tools.sentry.Sentry;

/**
 * What is asked of issues, events, traces, profiles, replays, snapshots and releases goes out as Sentry's OpenAPI
 * document describes it: names of parameters, which of them may be repeated or must be there, and the words that they
 * take. The document's part is {@code openapi-queries.json} (made by {@code openapi-queries.py}).
 */
class ApiQueriesTest {
    private static final Map<String, Json> DESCRIBED =
        Json.read(Fixtures.read(Fixtures.CHECKOUT.resolve("tests/sentry/openapi-queries.json"))).fields();

    /** Differences, word for word as the test finds them, each with its reason. */
    private static final Map<String, String> DIFFERENCES = new TreeMap<>(Map.of(
        "organizations/{}/events: dataset does not take profiles", "facts events 4.1: the server takes it",
        "organizations/{}/replays: environment is repeated", "facts events 4.1: the server takes several",
        "organizations/{}/trace-items/attributes: project is not described", "Sentry's source: filtered as everywhere",
        "organizations/{}/releases/{}/commits: per_page is not described", "its cursor is; all lists of Sentry take it",
        "organizations/{}/releases/{}/deploys: per_page is not described", "its cursor is; all lists of Sentry take it",
        "projects/{}/{}/releases/{}/commits: per_page is not described", "its cursor is; all lists of Sentry take it",
        "projects/{}/{}/replays/{}/recording-segments: download is not described",
        "facts events 5.5: without it only the segments' headers come"));

    static {
        for (String list : List.of("hashes", "tags/{}/values")) DIFFERENCES.put(
            "organizations/{}/issues/{}/" + list + ": per_page is not described", "all lists of Sentry take it");
    }

    /** Arguments that the cases leave out. */
    private static final List<Case> MORE = List.of(
        Case.of("list_event_fields", "organizationSlug", "acme-labs", "dataset", "logs", "projectSlug", "checkout-api",
            "query", "HTTP status", "period", "7d", "cursor", "0:100:0"),
        Case.of("list_event_fields", "organizationSlug", "acme-labs", "dataset", "errors", "projectSlug",
            "checkout-api", "query", "plan", "period", "7d"),
        Case.of("list_issues", "organizationSlug", "acme-labs", "sort", "trends", "environment", List.of("a", "b"),
            "projectSlug", "checkout-api", "cursor", "0:10:0"),
        Case.of("list_issue_events", "organizationSlug", "acme-labs", "issueId", "API-1", "query", "lang:de",
            "environment", List.of("a", "b"), "cursor", "0:25:0"),
        Case.of("find_releases", "organizationSlug", "acme-labs", "query", "2.", "environment",
            List.of("production", "qa"), "limit", 3, "cursor", "0:3:0"),
        Case.of("find_releases", "organizationSlug", "acme-labs", "projectSlug", "checkout-api", "environment",
            List.of("production", "qa")),
        Case.of("get_release_details", "organizationSlug", "acme-labs", "projectSlug", "checkout-api", "releaseVersion",
            "shop@2"),
        Case.of("get_latest_base_snapshot", "organizationSlug", "acme-labs", "appId", "test.acme.shop", "branch",
            "main", "projectSlug", "checkout-api"),
        Case.of("get_profile", "organizationSlug", "acme-labs", "projectSlug", "checkout-api", "transactionName",
            "/cart", "period", "24h", "compareAgainstPeriod", "2w"));

    @Test
    void everyRequestIsDescribed() {
        Set<String> found = new TreeSet<>();
        Set<String> reached = new TreeSet<>();
        int checked = 0;
        List<Case> all = new ArrayList<>(Cases.all());
        all.addAll(EventsTest.queries());
        all.addAll(MORE);
        for (Case each : all) {
            FakeSentry sentry = new FakeSentry(each);
            try {
                sentry.answer(each);
            } catch (FailureException refused) {
                // what was sent before is what counts
            }
            for (Sentry.Request request : sentry.requests) {
                String path = described(request);
                if (path == null || !request.method().equals("GET")) continue;
                checked++;
                reached.add(path);
                String name = path.substring("/api/0/".length(), path.length() - 1);
                differences(request, DESCRIBED.get(path)).forEach(says -> found.add(name + ": " + says));
            }
        }
        assertEquals(String.join("\n", DIFFERENCES.keySet()), String.join("\n", found));
        int requests = checked;
        assertTrue(requests > 60 && reached.size() > 15, () -> requests + " requests to " + reached);
    }

    private static List<String> differences(Sentry.Request request, Json described) {
        List<String> found = new ArrayList<>();
        Map<String, Integer> times = new HashMap<>();
        for (String[] pair : request.query()) {
            List<Json> parameter = described.list(pair[0]);
            if (parameter.isEmpty()) {
                found.add(pair[0] + " is not described");
                continue;
            }
            String type = parameter.get(0).text();
            if (times.merge(pair[0], 1, Integer::sum) > 1 && !type.contains("[]")) found.add(pair[0] + " is repeated");
            if (type.startsWith("integer") && !pair[1].matches("-?[0-9]+"))
                found.add(pair[0] + " is no number: " + pair[1]);
            if (type.startsWith("boolean") && !List.of("0", "1", "true", "false").contains(pair[1]))
                found.add(pair[0] + " is neither true nor false: " + pair[1]);
            if (parameter.size() > 1 && parameter.stream().skip(1).noneMatch(word -> pair[1].equals(word.text())))
                found.add(pair[0] + " does not take " + pair[1]);
        }
        described.fields().forEach((name, parameter) -> {
            if (parameter.item(0).text().endsWith("!") && !times.containsKey(name)) found.add(name + " is missing");
        });
        if (times.containsKey("statsPeriod") && times.containsKey("start")) found.add("there are two windows");
        if (times.containsKey("start") != times.containsKey("end")) found.add("the window is open");
        if (times.getOrDefault("field", 0) > 20) found.add("there are more than 20 fields");
        return found;
    }

    /** The document's path for a request, or null; a literal segment goes before a parameter. */
    private static String described(Sentry.Request request) {
        String best = null;
        for (String path : DESCRIBED.keySet()) {
            String[] segments = path.substring("/api/0/".length()).split("/");
            boolean fits = segments.length == request.path().size();
            for (int i = 0; fits && i < segments.length; i++)
                fits = segments[i].equals("{}") || segments[i].equals(request.path().get(i));
            if (fits && (best == null || best.split("\\{}", -1).length > path.split("\\{}", -1).length)) best = path;
        }
        return best;
    }
}
