package tools.sentry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Measured;
import tools.answer.Show;
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
                return Json.NONE;
            }
        }
    }

    /**
     * An answer.
     *
     * @param json   the body; {@link Json#NONE} when empty or asked for as bytes
     * @param next   the cursor of the next page, or null on the last
     * @param hits   how many rows there are in all when Sentry says so, or null
     * @param bytes  the body when the request asked for bytes, else null
     * @param type   the media type without parameters, lower case, or ""
     * @param status the HTTP status, 200 to 299
     */
    record Reply(Json json, String next, Hits hits, byte[] bytes, String type, int status) {
        public static Reply of(Json json) { return new Reply(json, null, null, null, "application/json", 200); }

        /**
         * Ends a list without rows in these words; a page can be empty although there are more (getsentry/sentry
         * 77637, 107903), and then they would be wrong.
         */
        public Answer none(Answer answer, Object... words) { return nothing(answer, next, words); }

        /** The same for a list with a cursor of its own, or null on its last page. */
        public static Answer nothing(Answer answer, String next, Object... words) {
            return next == null ? answer.line(words)
                : answer.line("This page is empty, but there are more.").next(next);
        }
    }

    /**
     * How many rows a list has in all.
     *
     * @param count  as Sentry counts, which it stops doing at a bound
     * @param orMore whether it stopped there
     */
    record Hits(long count, boolean orMore) {
        /** From X-Hits and X-Max-Hits, either of which may be "". @return null when Sentry does not say */
        public static Hits of(String hits, String most) {
            if (!hits.matches("[0-9]{1,15}")) return null;
            long count = Long.parseLong(hits);
            return new Hits(count, most.matches("[1-9][0-9]{0,14}") && count >= Long.parseLong(most));
        }

        /** "1 issue", "1,000 or more issues". */
        public Measured counted(String one) {
            Measured all = Show.counted(count, one);
            int blank = all.text().indexOf(' ');
            return orMore ? new Measured(all.text().substring(0, blank) + " or more" + all.text().substring(blank),
                count, one) : all;
        }
    }

    /** What the outermost value of an answer is. Within it, whatever is missing reads as absent. */
    enum Shape {
        /** An object that holds something besides a {@code detail}, which is how refusals look. */
        OBJECT,
        /** An object that has a name for each thing found, and none when nothing was. */
        MAP, LIST,
        /** What differs between versions of Sentry, and answers that nobody reads. */
        ANY
    }

    /**
     * A request below {@code /api/0/}.
     *
     * @param method GET, POST, PUT or DELETE
     * @param path   segments, not encoded; each becomes exactly one segment, and is looked at when the request is sent
     * @param query  names and values in order, not encoded; names may repeat
     * @param body   plain Java values to send as JSON, or null
     * @param region the base URL to ask instead of the organization's own region, or null; only one that
     *     {@link #regions} named
     * @param raw    hand the body out as bytes instead of JSON
     * @param most   largest body accepted, in bytes; 0 = the usual bound
     * @param expect the shape that the answer must have
     */
    record Request(String method, List<String> path, List<String[]> query, Object body, String region, boolean raw,
        int most, Shape expect) {
        public static Request get(String... path) {
            return made("GET", null, path);
        }

        public static Request post(Object body, String... path) {
            return made("POST", body, path);
        }

        public static Request put(Object body, String... path) {
            return made("PUT", body, path);
        }

        public static Request delete(String... path) {
            return made("DELETE", null, path);
        }

        private static Request made(String method, Object body, String... path) {
            List<String> segments = Arrays.stream(path).map(segment -> segment == null ? "" : segment).toList();
            return new Request(method, segments, List.of(), body, null, false, 0, Endpoints.shape(method, segments));
        }

        /** The same, where the answer's shape is not the one that {@link Endpoints} tells. */
        public Request expecting(Shape shape) {
            return new Request(method, path, query, body, region, raw, most, shape);
        }

        /** The first value of a query parameter, or null. */
        public String value(String name) {
            for (String[] pair : query) if (pair[0].equals(name)) return pair[1];
            return null;
        }

        /** The same with these values in the place of a query parameter's. */
        public Request instead(String name, List<String> values) {
            List<String[]> others = new ArrayList<>(query);
            others.removeIf(pair -> pair[0].equals(name));
            return new Request(method, path, others, body, region, raw, most, expect).with(name, values);
        }

        /** Adds a query parameter; an absent value (null or "") adds nothing. A list adds one for each element. */
        public Request with(String name, Object value) {
            if (value == null || "".equals(value)) return this;
            List<String[]> more = new ArrayList<>(query);
            if (value instanceof Iterable<?> values)
                for (Object each : values) more.add(new String[] {name, String.valueOf(each)});
            else more.add(new String[] {name, value.toString()});
            return new Request(method, path, more, body, region, raw, most, expect);
        }

        /** Adds a query parameter even when it is empty: for an empty search, which is not the same as none. */
        public Request withEven(String name, String value) {
            List<String[]> more = new ArrayList<>(query);
            more.add(new String[] {name, value == null ? "" : value});
            return new Request(method, path, more, body, region, raw, most, expect);
        }

        public Request in(String regionUrl) {
            return new Request(method, path, query, body, regionUrl, raw, most, expect);
        }

        /** The body as bytes, up to {@code largest} of them. */
        public Request raw(int largest) {
            return new Request(method, path, query, body, region, true, largest, expect);
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
            StringBuilder url = new StringBuilder(encodedPath());
            char before = '?';
            for (String[] pair : query) {
                url.append(before).append(Links.encode(pair[0])).append('=').append(Links.encode(pair[1]));
                before = '&';
            }
            return url.toString();
        }

        /**
         * The path alone. What a server, or something in front of it, may resolve away must never leave: '/a/../b' is
         * another resource. A slash is part of an identifier now and then, so it is sent encoded, and some servers
         * decode before they split: each piece counts.
         *
         * @throws FailureException for a segment that is empty or leads elsewhere
         */
        public String encodedPath() {
            StringBuilder url = new StringBuilder();
            for (String segment : path) {
                if (segment.isEmpty() || climbs(segment)) throw FailureException.input(List.of(
                    "an identifier is " + FailureException.show(segment) + ", which cannot be part of a path"));
                url.append(Links.encode(segment)).append('/');
            }
            return url.toString();
        }

        /** Whether a piece of it is a dot segment, as it stands or after any decoding. */
        private static boolean climbs(String segment) {
            for (String decoded = segment, before = null; !decoded.equals(before);) {
                int start = 0;
                for (int i = 0; i <= decoded.length(); i++) {
                    if (i < decoded.length() && decoded.charAt(i) != '/' && decoded.charAt(i) != '\\') continue;
                    // servers drop what stands behind a semicolon, and some trim
                    String piece = decoded.substring(start, i);
                    int semicolon = piece.indexOf(';');
                    String name = (semicolon < 0 ? piece : piece.substring(0, semicolon)).strip();
                    if (name.equals(".") || name.equals("..")) return true;
                    start = i + 1;
                }
                before = decoded;
                decoded = Links.decode(decoded, false);
            }
            return false;
        }
    }
}
