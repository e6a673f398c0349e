import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.json.Json;
import tools.sentry.Domain;
import tools.sentry.Sentry;
import tools.sentry.Tool;
import tools.shell.Domains;

/**
 * The token scopes that a tool declares are those that Sentry's OpenAPI document names for the endpoints it calls. What
 * it calls is not written down here but observed: every request of every case, matched to its path in
 * {@code openapi-scopes.json} (made by {@code openapi-scopes.py}; any one of an endpoint's scopes is enough).
 */
class ScopesTest {
    private static final Map<String, String> UNPUBLISHED = Unpublished.sources();

    /** Other differences, word for word as the test finds them, each with its reason. */
    private static final Map<String, String> DIFFERENCES = new TreeMap<>(Map.of(
        "get_release_details declares [project:read, org:read, event:read] but GET "
            + "/api/0/organizations/{}/releases/{}/commitfiles/ needs one of [project:releases]",
        "its permission class is that of the release's other endpoints, and a look-up that may fail",
        "get_sentry_resource declares [event:read, project:read] but GET /api/0/organizations/{}/replay-count/ needs "
            + "one of [org:admin, org:read, org:write]",
        "a look-up that may fail",
        "get_event_stacktrace declares [event:read] but GET /api/0/organizations/{}/eventids/{}/ needs one of "
            + "[org:admin, org:read, org:write]",
        "for an event without its issue, which is searched for otherwise",
        "get_issue_breadcrumbs declares [event:read] but GET /api/0/organizations/{}/eventids/{}/ needs one of "
            + "[org:admin, org:read, org:write]",
        "for an event without its issue, which is searched for otherwise"));

    private static final Map<String, Json> PUBLISHED =
        Json.read(Fixtures.read(Fixtures.CHECKOUT.resolve("tests/sentry/openapi-scopes.json"))).fields();

    @Test
    void everyToolDeclaresTheScopesOfTheEndpointsItCalls() {
        Map<String, Set<String>> calls = new LinkedHashMap<>();
        for (Case each : Cases.all()) {
            FakeSentry sentry = new FakeSentry(each);
            sentry.answer(each);
            for (Sentry.Request request : api(sentry))
                calls.computeIfAbsent(each.tool(), tool -> new TreeSet<>()).add(template(request));
        }
        Set<String> found = new TreeSet<>();
        for (Domain domain : Domains.ALL) {
            for (Tool tool : domain.tools()) found.addAll(differences(tool, calls.getOrDefault(tool.name(), Set.of())));
        }
        assertEquals(String.join("\n", DIFFERENCES.keySet()), String.join("\n", found));
    }

    /** A list of reasons does not outlive what it explains. */
    @Test
    void everyUnpublishedEndpointIsStillCalledAndStillUnpublished() {
        Set<String> called = new TreeSet<>();
        for (Case each : Cases.all()) {
            FakeSentry sentry = new FakeSentry(each);
            sentry.answer(each);
            api(sentry).forEach(request -> called.add(template(request)));
        }
        called.removeIf(endpoint -> PUBLISHED.containsKey(endpoint));
        // those of older servers, and what the door itself asks
        called.addAll(List.of("GET organizations/{}/alert-rule-workflow", "GET projects/{}/{}/rules/{}",
            "GET organizations/{}/alert-rules", "GET organizations/{}/combined-rules",
            "GET organizations/{}/ai-conversations", "GET organizations/{}/ai-conversations/{}",
            "GET organizations/{}/events-trace/{}", "GET users/me/regions"));
        assertEquals(String.join("\n", UNPUBLISHED.keySet()), String.join("\n", called));
    }

    /** Without what went to Sentry's documentation, which asks for no token. */
    private static List<Sentry.Request> api(FakeSentry sentry) {
        return sentry.requests.stream()
            .filter(request -> !request.path().get(0).equals("docs") && !request.path().get(0).startsWith("https:"))
            .toList();
    }

    private static List<String> differences(Tool tool, Set<String> endpoints) {
        List<String> found = new ArrayList<>();
        Set<String> granted = new HashSet<>();
        for (String scope : tool.scopes()) granted.addAll(with(scope));
        // a session that is bound to a project by its slug looks up the project's id
        Set<String> useful = new HashSet<>(Set.of("project:read"));
        boolean unpublished = false;
        for (String endpoint : endpoints) {
            if (!PUBLISHED.containsKey(endpoint)) {
                unpublished = true;
                if (!UNPUBLISHED.containsKey(endpoint))
                    found.add(tool.name() + " calls " + endpoint + ", which the document does not have");
                continue;
            }
            List<String> any = PUBLISHED.get(endpoint).list().stream().map(Json::text).toList();
            useful.addAll(any);
            if (!any.isEmpty() && any.stream().noneMatch(granted::contains)) {
                found.add(tool.name() + " declares " + tool.scopes() + " but " + endpoint + " needs one of " + any);
            }
        }
        for (String scope : tool.scopes()) if (!unpublished && !useful.contains(scope))
            found.add(tool.name() + " declares " + scope + ", which none of its endpoints names");
        return found;
    }

    /** A scope and those that it implies: admin is write, write is read. */
    private static List<String> with(String scope) {
        String area = scope.substring(0, scope.indexOf(':') + 1);
        if (scope.endsWith(":admin")) return List.of(scope, area + "write", area + "read");
        return scope.endsWith(":write") ? List.of(scope, area + "read") : List.of(scope);
    }

    /**
     * The document's path for a request: of those that fit, the one with the most literal segments; for others the
     * request with its slugs and ids blanked.
     */
    private static String template(Sentry.Request request) {
        String best = null;
        long most = -1;
        for (String published : PUBLISHED.keySet()) {
            String[] segments = published.substring(published.indexOf("/api/0/") + "/api/0/".length()).split("/");
            if (!published.startsWith(request.method() + " ") || segments.length != request.path().size()) continue;
            long literal = 0;
            boolean fits = true;
            for (int i = 0; i < segments.length && fits; i++) {
                if (segments[i].equals(request.path().get(i))) literal++;
                else fits = segments[i].equals("{}");
            }
            if (fits && literal > most) {
                best = published;
                most = literal;
            }
        }
        if (best != null) return best;
        List<String> blanked = new ArrayList<>();
        for (int i = 0; i < request.path().size(); i++) {
            String segment = request.path().get(i);
            boolean name = i == 0
                || segment.matches("[a-z][a-z-]*") && i > 1 && !(i == 2 && request.path().get(0).equals("projects"))
                    && !request.path().get(i - 1).equals("monitors");
            blanked.add(name ? segment : "{}");
        }
        return request.method() + " " + String.join("/", blanked);
    }
}
