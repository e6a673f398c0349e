package tools.sentry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.answer.FailureException;
import tools.answer.Untrusted;
import tools.json.Json;

/**
 * Sentry's public documentation: its search, and its pages.
 *
 * @param search base URL of the search's service: scheme, host and port
 * @param sender who asks
 */
public record Documentation(String search, Errand.Sender sender) implements Call.Docs {

    /** The longest page of the documentation is below 500 kB. */
    private static final int LARGEST_PAGE = 2 << 20;
    private static final long ATTEMPT_MS = 15_000;
    /** Asked twice when the first answer was a passing failure: neither request changes anything. */
    private static final int ATTEMPTS = 2;

    @Override
    public Json search(String query, String guide, int most) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("query", query);
        body.put("maxResults", most);
        if (guide != null) body.put("guide", guide);
        Json found = sender.send(new Reading("POST", search + "/api/search", "application/json",
            Json.write(body).getBytes(StandardCharsets.UTF_8))).json();
        if (!found.isObject()) throw FailureException.of(FailureException.Kind.UNAVAILABLE,
            Links.place(search) + " answered with something that is not JSON.");
        return found;
    }

    @Override
    public String page(String url) {
        return sender.send(new Reading("GET", url, "text/markdown, text/plain", null)).text();
    }

    /** Where a moved page's markdown is. */
    public static URI source(URI page) {
        String path = page.getRawPath().replaceFirst("/+$", "");
        return path.isEmpty() || path.endsWith(".md") ? page : URI.create("https://" + page.getHost() + path + ".md");
    }

    /** @param accept the media types that can be read @param body what a search asks, or null for a page */
    private record Reading(String method, String url, String accept, byte[] body) implements Errand {
        @Override
        public Host host() { return Host.DOCUMENTATION; }

        @Override
        public Map<String, String> headers() {
            return body == null ? Map.of("Accept", accept, "Accept-Encoding", "gzip")
                : Map.of("Accept", accept, "Content-Type", "application/json");
        }

        @Override
        public int most() { return LARGEST_PAGE; }

        @Override
        public int attempts() { return ATTEMPTS; }

        @Override
        public long longest() { return ATTEMPT_MS; }

        @Override
        public long reserve() { return 0; }

        @Override
        public long least() { return 1_000; }

        @Override
        public Verdict judge(Answered answered, int attempt) {
            if (answered.isSuccess()) return new Verdict.Good();
            boolean page = body == null;
            if (page && answered.isRedirect() && !answered.header("Location").isEmpty())
                return new Verdict.Redirected(answered.header("Location"));
            long wait = HttpFailure.wait(answered.header("Retry-After"), "", Instant.now());
            Json said = page ? Json.NONE : answered.json();
            Untrusted reason = said.text("error") != null ? said.said("error") : said.said("error", "message");
            FailureException refusal =
                Services.noPage(Links.place(url), Links.path(url), answered.status(), wait, page ? null : reason);
            boolean passing = HttpFailure.passing(answered.status()) && answered.status() != 429;
            if (passing) return new Verdict.Again(refusal, 0);
            throw refusal;
        }

        @Override
        public boolean again(HttpFailure.Fault fault) { return fault == HttpFailure.Fault.BROKEN; }

        @Override
        public FailureException broken(HttpFailure.Fault fault, long millis) {
            return FailureException.of(FailureException.Kind.UNAVAILABLE,
                Links.place(url) + Services.fault(fault, millis));
        }

        @Override
        public FailureException tooLarge(long most) {
            return FailureException.of(FailureException.Kind.UNAVAILABLE, "The answer of " + Links.place(url)
                + " is larger than " + most / (1 << 20) + " MB, which no page of the documentation is.");
        }

        @Override
        public FailureException late() {
            return FailureException.of(FailureException.Kind.UNAVAILABLE,
                Links.place(url) + " did not answer in time.");
        }

        @Override
        public FailureException strayed(Stray why, int status, String target, int most) {
            return Services.moved(Links.place(url), target, why == Stray.CIRCLE ? most : 0);
        }
    }
}
