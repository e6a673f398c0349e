import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.answer.FailureException;
import tools.json.Json;
import tools.sentry.Sentry;

/**
 * Every request of every tool goes out as Sentry's OpenAPI document describes it: method and path, names of parameters,
 * which of them may be repeated or must be there, the words that they take, the fields of a body and their types, and
 * the shape that is expected of the answer. The document's part is {@code openapi-requests.json} (made by
 * {@code openapi.py}); for what it does not have, {@link Unpublished} is the table.
 */
class DocumentTest {
    private static final Map<String, Json> PUBLISHED =
        Json.read(Fixtures.read(Fixtures.CHECKOUT.resolve("tests/sentry/openapi-requests.json"))).fields();

    /** Differences, word for word as the test finds them, each with its reason. */
    private static final Map<String, String> DIFFERENCES = new TreeMap<>(Map.ofEntries(
        Map.entry("GET organizations/{}/dashboards: query is not described", "facts config 25: the title's part"),
        Map.entry("GET organizations/{}/dashboards: sort is not described", "facts config 25"),
        Map.entry("GET organizations/{}/detectors: projectSlug is not described",
            "OrganizationEndpoint.get_projects in Sentry's source reads it everywhere"),
        Map.entry("GET organizations/{}/events: dataset does not take profiles",
            "facts events 4.1: the server takes it"),
        Map.entry("GET organizations/{}/monitors/{}/checkins: statsPeriod is not described",
            "facts config 22: as start and end, which are described in its source"),
        Map.entry("GET organizations/{}/monitors: query is not described", "facts config 21: a part of the name"),
        Map.entry("GET organizations/{}/events-timeseries: yAxis is repeated", "Sentry's source reads all of them"),
        Map.entry("GET organizations/{}/replays: environment is repeated",
            "facts events 4.1: the server takes several"),
        Map.entry("GET organizations/{}/trace-items/attributes: project is not described",
            "Sentry's source: filtered as everywhere"),
        Map.entry("GET organizations/{}/trace-meta/{}: project is not described",
            "Sentry's source: filtered as everywhere"),
        Map.entry("GET organizations/{}/trace/{}: project is not described", "Sentry's source: filtered as everywhere"),
        Map.entry("GET projects/{}/{}/replays/{}/recording-segments: download is not described",
            "facts events 5.5: without it only the segments' headers come"),
        Map.entry("POST organizations/{}/projects/{}/detectors: body.conditionGroup.actions is not described",
            "its own example has it"),
        Map.entry("POST organizations/{}/workflows: body.triggers.actions is not described",
            "its own example has it")));

    /** All lists of Sentry page alike, described or not; and a change names what changes and no more. */
    private static final Set<String> CHANGED = Set.of("PUT organizations/{}/issues", "PUT organizations/{}/issues/{}",
        "PUT organizations/{}/monitors/{}", "PUT projects/{}/{}/monitors/{}", "PUT organizations/{}/detectors/{}");

    private static boolean known(String endpoint, String difference) {
        return difference.equals("per_page is not described")
            || CHANGED.contains(endpoint) && difference.endsWith(" is missing");
    }

    /** Arguments that the cases leave out. */
    private static final List<Case> MORE = List.of(
        Case.of("list_event_fields", "organizationSlug", "acme-labs", "dataset", "logs", "projectSlug", "checkout-api",
            "query", "HTTP status", "period", "7d", "cursor", "0:100:0"),
        Case.of("list_event_fields", "organizationSlug", "acme-labs", "dataset", "errors", "projectSlug",
            "checkout-api", "query", "plan", "period", "7d"),
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

    private static List<Case> cases() {
        List<Case> all = new ArrayList<>(Cases.all());
        all.addAll(EventsTest.queries());
        all.addAll(MORE);
        // each list with all that narrows it
        for (Case each : Cases.all()) {
            String tool = each.tool();
            if (tool.startsWith("find_") || tool.startsWith("list_")) all.add(each.with("cursor", "0:100:0"));
            if (tool.equals("list_issues")) {
                for (String sort : List.of("date", "freq", "new", "user", "trends", "recommended"))
                    all.add(each.with("sort", sort).with("environment", List.of("prod", "qa")));
                all.add(each.with("start", "2026-02-01").with("projectSlug", "checkout-api"));
            }
            if (tool.equals("find_dashboards"))
                for (String sort : List.of("title", "-title", "dateCreated", "-dateCreated"))
                    all.add(each.with("sort", sort));
            if (tool.equals("find_monitors") || tool.equals("find_uptime_monitors"))
                all.add(each.with("environment", List.of("prod", "qa")).with("owner", "team:88").with("query", "tide"));
        }
        return all;
    }

    @Test
    void everyRequestIsAsTheDocumentDescribesIt() {
        Set<String> found = new TreeSet<>();
        Set<String> reached = new TreeSet<>();
        int checked = 0;
        for (Case each : cases()) {
            FakeSentry sentry = new FakeSentry(each);
            try {
                sentry.answer(each);
            } catch (FailureException refused) {
                // what was sent before is what counts
            }
            for (Sentry.Request request : sentry.requests) {
                if (request.path().get(0).equals("docs") || request.path().get(0).startsWith("https:")) continue;
                checked++;
                String endpoint = endpoint(request);
                if (endpoint == null) {
                    found.add(request.method() + " " + String.join("/", request.path()) + " is in neither table");
                    continue;
                }
                reached.add(endpoint);
                differences(request, endpoint).stream().filter(says -> !known(endpoint, says))
                    .forEach(says -> found.add(endpoint + ": " + says));
            }
        }
        assertEquals(String.join("\n", DIFFERENCES.keySet()), String.join("\n", found));
        int requests = checked;
        assertTrue(requests > 250 && reached.size() > 60, () -> requests + " requests to " + reached.size());
        System.out.println("the document: " + checked + " requests to " + reached.size() + " endpoints held");
    }

    private static List<String> differences(Sentry.Request request, String endpoint) {
        List<String> found = new ArrayList<>();
        Unpublished.Endpoint own = Unpublished.ENDPOINTS.get(endpoint);
        Map<String, Json> query = own != null ? own.query() : PUBLISHED.get(endpoint).fields("query");
        Map<String, Integer> times = new HashMap<>();
        for (String[] pair : request.query()) {
            if (!query.containsKey(pair[0])) {
                found.add(pair[0] + " is not described");
                continue;
            }
            List<Json> parameter = query.get(pair[0]).list();
            String type = parameter.get(0).text();
            if (times.merge(pair[0], 1, Integer::sum) > 1 && !type.contains("[]")) found.add(pair[0] + " is repeated");
            if (type.startsWith("integer") && !pair[1].matches("-?[0-9]+") && !pair[0].equals("project"))
                found.add(pair[0] + " is no number: " + pair[1]);
            if (type.startsWith("boolean") && !List.of("0", "1", "true", "false").contains(pair[1]))
                found.add(pair[0] + " is neither true nor false: " + pair[1]);
            if (parameter.size() > 1 && parameter.stream().skip(1).noneMatch(word -> pair[1].equals(word.text())))
                found.add(pair[0] + " does not take " + pair[1]);
        }
        query.forEach((name, parameter) -> {
            if (parameter.item(0).text().endsWith("!") && !times.containsKey(name)) found.add(name + " is missing");
        });
        if (times.containsKey("statsPeriod") && times.containsKey("start")) found.add("there are two windows");
        if (times.containsKey("start") != times.containsKey("end")) found.add("the window is open");
        if (times.getOrDefault("field", 0) > 20) found.add("there are more than 20 fields");
        if (own != null) {
            shape(request, own.answer(), found);
            return found;
        }
        Json published = PUBLISHED.get(endpoint);
        if (published.text("answer") != null) shape(request, published.text("answer"), found);
        if (published.at("body").present()) body("", Json.of(request.body()), published.at("body"), found);
        else if (request.body() != null && !Json.of(request.body()).empty()) found.add("a body is not described");
        return found;
    }

    /** What the request expects of its answer; a body that nobody reads as JSON is of no shape. */
    private static void shape(Sentry.Request request, String answer, List<String> found) {
        if (request.method().equals("DELETE") || answer.equals("any")) return;
        boolean list = request.expect() == Sentry.Shape.LIST;
        if (request.expect() != Sentry.Shape.ANY && list != answer.equals("array"))
            found.add("answers with an " + answer + ", not with " + request.expect());
    }

    /** Field names of bodies are written in camel case where the document has underscores. */
    private static void body(String at, Json sent, Json described, List<String> found) {
        if (described.isList()) {
            if (!sent.isList()) found.add("body" + at + " is no list");
            for (Json each : sent.list()) body(at + "[]", each, described.item(0), found);
            return;
        }
        if (described.isObject()) {
            if (!sent.isObject()) {
                found.add("body" + at + " is no object");
                return;
            }
            Map<String, Json> fields = new HashMap<>();
            described.fields().forEach((name, field) -> fields.put(folded(name.replace("!", "")), field));
            Set<String> names = new LinkedHashSet<>();
            sent.fields().forEach((name, value) -> {
                names.add(folded(name));
                Json field = fields.get(folded(name));
                if (field == null) found.add("body" + at + "." + name + " is not described");
                else if (value.present()) body(at + "." + name, value, field, found);
            });
            described.fields().forEach((name, field) -> {
                if (name.startsWith("!") && !names.contains(folded(name.substring(1))))
                    found.add("body" + at + "." + name.substring(1) + " is missing");
            });
            return;
        }
        String type = described.text();
        String value = sent.text();
        boolean right = switch (type) {
            case "any" -> true;
            case "object" -> sent.isObject();
            case "integer" -> sent.plain() instanceof Integer || sent.plain() instanceof Long;
            case "number" -> sent.plain() instanceof Number;
            case "boolean" -> sent.plain() instanceof Boolean;
            case "string" -> sent.plain() instanceof String;
            default -> value != null && List.of(type.split("\\|")).contains(value);
        };
        if (!right) found.add("body" + at + " is no " + type + ": " + sent.write());
    }

    private static String folded(String name) { return name.replace("_", "").toLowerCase(Locale.ROOT); }

    /** The endpoint of a request in either table, or null; a literal segment goes before a parameter. */
    private static String endpoint(Sentry.Request request) {
        String best = null;
        Set<String> all = new LinkedHashSet<>(PUBLISHED.keySet());
        all.addAll(Unpublished.ENDPOINTS.keySet());
        for (String endpoint : all) {
            if (!endpoint.startsWith(request.method() + " ")) continue;
            String[] segments = endpoint.substring(endpoint.indexOf(' ') + 1).split("/");
            boolean fits = segments.length == request.path().size();
            for (int i = 0; fits && i < segments.length; i++)
                fits = segments[i].equals("{}") || segments[i].equals(request.path().get(i));
            if (fits && (best == null || best.split("\\{}", -1).length > endpoint.split("\\{}", -1).length))
                best = endpoint;
        }
        return best;
    }

    /** A reason does not outlive what it explains. */
    @Test
    void everyUnpublishedEndpointIsStillUnpublished() {
        Set<String> both = new TreeSet<>(Unpublished.ENDPOINTS.keySet());
        both.retainAll(PUBLISHED.keySet());
        assertEquals(Set.of(), both);
    }
}
