import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.json.Json;

/**
 * A tool call with everything Sentry would answer to it: the material of the tests that hold for every tool
 * ({@link EveryToolTest}), and of the domains' own tests.
 *
 * @param tool      the tool's name
 * @param arguments as a client would send them
 * @param routes    what Sentry answers
 * @param choosing paths of routes in which the tool looks for what the arguments name: when it is not there, saying so
 *     is right
 */
record Case(String tool, Map<String, Object> arguments, List<Route> routes, Set<String> choosing) {

    /**
     * One answer of Sentry's.
     *
     * @param method GET, POST, PUT or DELETE
     * @param path   below /api/0/, without slashes at the ends: "organizations/acme-labs/issues"
     * @param query  what the request's query must hold for this route to be taken: name=value, each
     * @param body   JSON text
     * @param next   the cursor of the page after, or null
     * @param bytes  a body that is no JSON, with its media type; else null
     * @param read holds the body's JSON once it was read: a thousand changed answers of another route need not read it
     *     again
     */
    record Route(String method, String path, Map<String, String> query, String body, String next, byte[] bytes,
        String type, Json[] read) {
        Route(String method, String path, Map<String, String> query, String body, String next, byte[] bytes,
            String type) {
            this(method, path, query, body, next, bytes, type, new Json[1]);
        }

        Json json() {
            if (read[0] == null) read[0] = body == null || body.isEmpty() ? Json.NONE : Json.read(body);
            return read[0];
        }
    }

    static Case of(String tool, Object... namesAndValues) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2)
            arguments.put((String) namesAndValues[i], namesAndValues[i + 1]);
        return new Case(tool, arguments, List.of(), Set.of());
    }

    /** Sentry answers {@code GET path} with the fixture NAME of its room. */
    Case get(String path, String fixture) {
        return on("GET", path, Fixtures.text(fixture));
    }

    /**
     * @param request "PUT organizations/acme-labs/issues/7", optionally with "?name=value&amp;…" that the query must
     *     hold
     */
    Case on(String method, String path, String json) {
        return route(new Route(method, path(path), query(path), json, null, null, "application/json"));
    }

    Case bytes(String path, String type, byte[] bytes) {
        return route(new Route("GET", path(path), query(path), null, null, bytes, type));
    }

    /** The last route's answer has a further page. */
    Case next(String cursor) {
        Route last = routes.get(routes.size() - 1);
        List<Route> changed = new ArrayList<>(routes.subList(0, routes.size() - 1));
        changed.add(new Route(last.method, last.path, last.query, last.body, cursor, last.bytes, last.type));
        return new Case(tool, arguments, changed, choosing);
    }

    Case with(String name, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(arguments);
        changed.put(name, value);
        return new Case(tool, changed, routes, choosing);
    }

    /** The same call, but with route {@code index} answering {@code json}. */
    Case answering(int index, String json) {
        List<Route> changed = new ArrayList<>(routes);
        Route old = changed.get(index);
        changed.set(index, new Route(old.method, old.path, old.query, json, old.next, null, old.type));
        return new Case(tool, arguments, changed, choosing);
    }

    /** The tool looks in the last route's answer for what the arguments name. */
    Case chosenFrom() {
        Set<String> more = new LinkedHashSet<>(choosing);
        more.add(routes.get(routes.size() - 1).path);
        return new Case(tool, arguments, routes, more);
    }

    private Case route(Route route) {
        List<Route> more = new ArrayList<>(routes);
        more.add(route);
        return new Case(tool, arguments, more, choosing);
    }

    private static String path(String request) {
        return request.contains("?") ? request.substring(0, request.indexOf('?')) : request;
    }

    private static Map<String, String> query(String request) {
        Map<String, String> query = new LinkedHashMap<>();
        if (request.contains("?")) {
            for (String pair : request.substring(request.indexOf('?') + 1).split("&")) {
                query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
        }
        return query;
    }

    @Override
    public String toString() { return tool + " " + Json.of(arguments); }
}
