package tools.sentry;

import java.util.ArrayList;
import java.util.List;
import tools.answer.FailureException;
import tools.json.Json;

/**
 * Sentry's API as the tools see it. The program implements it over HTTPS: token, retries, deadlines, regions, redirects
 * and error texts are its business.
 */
public interface Sentry {

    /**
     * Sends one request and waits for the answer.
     *
     * @throws FailureException in words for the user, for anything but a 2xx
     */
    Reply send(Request request);

    /** Starts a GET and returns at once, so that several run side by side; {@link Later#reply} waits. */
    Later start(Request request);

    /**
     * The API base URLs of the regions that this token's user has, as Sentry names them; the configured host alone when
     * it has none.
     */
    List<String> regions();

    /**
     * Returns while the call is wanted: for work of the tools' own that grows with what was answered.
     *
     * @throws FailureException when the call was cancelled or is past its deadline
     */
    default void alive() {}

    /** An answer on its way. */
    interface Later {
        /** @throws FailureException as {@link Sentry#send} */
        Reply reply();

        /**
         * The answer's JSON, or {@link Json#NONE} when the request failed: for look-ups that an answer can do without.
         * A cancelled call still throws.
         */
        default Json orNone() {
            try {
                return reply().json();
            } catch (FailureException failure) {
                if (failure.kind() == FailureException.Kind.CANCELLED) throw failure;
                return Json.NONE;
            }
        }
    }

    /**
     * An answer.
     *
     * @param json   the body; {@link Json#NONE} when empty or asked for as bytes
     * @param next   the cursor of the next page, or null on the last
     * @param hits   how many rows there are in all when Sentry says so (X-Hits), or null
     * @param bytes  the body when the request asked for bytes, else null
     * @param type   the media type without parameters, lower case, or ""
     * @param status the HTTP status, 200 to 299
     */
    record Reply(Json json, String next, Long hits, byte[] bytes, String type, int status) {
        public static Reply of(Json json) { return new Reply(json, null, null, null, "application/json", 200); }
    }

    /**
     * A request below {@code /api/0/}.
     *
     * @param method GET, POST, PUT or DELETE
     * @param path   segments, not encoded; each becomes exactly one segment
     * @param query  names and values in order, not encoded; names may repeat
     * @param body   plain Java values to send as JSON, or null
     * @param region the base URL to ask instead of the organization's own region, or null; only one that
     *     {@link #regions} named
     * @param raw    hand the body out as bytes instead of JSON
     * @param most   largest body accepted, in bytes; 0 = the usual bound
     */
    record Request(String method, List<String> path, List<String[]> query, Object body, String region, boolean raw,
        int most) {
        public static Request get(String... path) {
            return new Request("GET", check(path), List.of(), null, null, false, 0);
        }

        public static Request post(Object body, String... path) {
            return new Request("POST", check(path), List.of(), body, null, false, 0);
        }

        public static Request put(Object body, String... path) {
            return new Request("PUT", check(path), List.of(), body, null, false, 0);
        }

        public static Request delete(String... path) {
            return new Request("DELETE", check(path), List.of(), null, null, false, 0);
        }

        /** Adds a query parameter; an absent value (null or "") adds nothing. A list adds one for each element. */
        public Request with(String name, Object value) {
            if (value == null || "".equals(value)) return this;
            List<String[]> more = new ArrayList<>(query);
            if (value instanceof Iterable<?> values)
                for (Object each : values) more.add(new String[] {name, String.valueOf(each)});
            else more.add(new String[] {name, value.toString()});
            return new Request(method, path, more, body, region, raw, most);
        }

        /** Adds a query parameter even when it is empty: for an empty search, which is not the same as none. */
        public Request withEven(String name, String value) {
            List<String[]> more = new ArrayList<>(query);
            more.add(new String[] {name, value == null ? "" : value});
            return new Request(method, path, more, body, region, raw, most);
        }

        public Request in(String regionUrl) { return new Request(method, path, query, body, regionUrl, raw, most); }

        /** The body as bytes, up to {@code largest} of them. */
        public Request raw(int largest) {
            return new Request(method, path, query, body, region, true, largest);
        }

        /** The organization whose region serves this path, or null when any host does. */
        public String organization() {
            boolean scoped = path.size() > 1 && (path.get(0).equals("organizations") || path.get(0).equals("projects")
                || path.get(0).equals("teams"));
            return scoped ? path.get(1) : null;
        }

        /**
         * Path and query as they stand in a URL, percent-encoded:
         * {@code organizations/acme/issues/?query=is%3Aunresolved}.
         */
        public String encoded() {
            StringBuilder url = new StringBuilder();
            for (String segment : path) url.append(Links.encode(segment)).append('/');
            char before = '?';
            for (String[] pair : query) {
                url.append(before).append(Links.encode(pair[0])).append('=').append(Links.encode(pair[1]));
                before = '&';
            }
            return url.toString();
        }

        /** Path segments that a server would resolve away must never leave: '/a/../b' is another resource. */
        private static List<String> check(String[] path) {
            for (String segment : path) {
                if (segment == null || segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                    throw FailureException.input(List.of("an identifier is "
                        + FailureException.show(segment == null ? "" : segment) + ", which cannot be part of a path"));
                }
            }
            return List.of(path);
        }
    }
}
