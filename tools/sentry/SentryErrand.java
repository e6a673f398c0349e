package tools.sentry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.answer.FailureException;
import tools.json.Json;

/**
 * A request to Sentry's API.
 *
 * @param request  what is asked
 * @param url      where
 * @param failure  how to speak of it when it fails
 * @param granted  the token's scopes; null when they are not known
 * @param settings what is wrong with this machine's own certificates; "" = nothing
 */
public record SentryErrand(Sentry.Request request, String url, HttpFailure failure, Set<String> granted,
    String settings) implements Errand {

    /** One attempt, its body included. Sentry's own limit for a query is 30 s. */
    private static final long ATTEMPT_MS = 31_000;
    /** GETs only: the first attempt and three more. */
    private static final int ATTEMPTS = 4;
    /**
     * The largest answer read, unpacked, in bytes. A tree of JSON takes 4.4 times its text (measured), and what is made
     * of it as much again.
     */
    public static final int LARGEST = 8 << 20;

    @Override
    public Host host() { return Host.SENTRY; }

    @Override
    public String method() { return request.method(); }

    @Override
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", request.raw() ? "*/*" : "application/json");
        headers.put("Accept-Encoding", "gzip");
        if (request.body() != null) headers.put("Content-Type", "application/json");
        return headers;
    }

    @Override
    public byte[] body() {
        return request.body() == null ? null : Json.write(request.body()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int most() { return request.most() > 0 ? request.most() : LARGEST; }

    @Override
    public int attempts() { return request.method().equals("GET") ? ATTEMPTS : 1; }

    @Override
    public long longest() { return ATTEMPT_MS; }

    @Override
    public long reserve() { return 0; }

    @Override
    public long least() { return 1; }

    @Override
    public Verdict judge(Answered answered, int attempt) {
        if (answered.isSuccess()) return new Verdict.Good();
        if (answered.isRedirect()) return new Verdict.Redirected(answered.header("Location"));
        if (answered.status() == 407 && failure.proxied()) throw failure.of(HttpFailure.Fault.PROXY_LOGIN, 0, "");
        long wait = answered.wait(Instant.now());
        String lacking = granted == null ? null : Scopes.lacking(granted, failure.tool());
        FailureException refused = failure.refused(answered.status(), wait, attempt, answered.json(), lacking);
        if (HttpFailure.passing(answered.status())) return new Verdict.Again(refused, wait);
        throw refused;
    }

    @Override
    public boolean again(HttpFailure.Fault fault) {
        return fault == HttpFailure.Fault.BROKEN || fault == HttpFailure.Fault.CROWDED;
    }

    @Override
    public FailureException broken(HttpFailure.Fault fault, long millis) {
        return failure.of(fault, Math.max(1, (millis + 999) / 1000), settings);
    }

    @Override
    public FailureException tooLarge(long most) { return failure.tooLarge(most); }

    @Override
    public FailureException late() { return HttpFailure.outOfTime(failure.tool()); }

    @Override
    public FailureException strayed(Stray why, int status, String target, int most) {
        return switch (why) {
            case NOWHERE -> failure.nowhere(status);
            case ELSEWHERE -> failure.elsewhere(status, target);
            case WRITE -> failure.moved(status, target);
            case CIRCLE -> failure.circling(status, most, target);
        };
    }

    /**
     * What a good answer says.
     *
     * @param share where the tree of it is counted, too
     * @param alive as {@link Json#read(byte[], Runnable)} has it
     * @throws FailureException when it is not what the API sends
     */
    public Sentry.Reply reply(Answered answered, Memory.Share share, Runnable alive) {
        String next = Links.next(String.join(",", answered.all("Link")));
        Sentry.Hits hits = Sentry.Hits.of(answered.header("X-Hits"), answered.header("X-Max-Hits"));
        byte[] body = answered.body();
        if (!request.raw() || answered.type().endsWith("json")) count(body, share);
        boolean mayBeEmpty = answered.status() != 200 || !request.method().equals("GET");
        if (request.raw() || body.length == 0 && mayBeEmpty)
            return new Sentry.Reply(Json.NONE, next, hits, request.raw() ? body : null, answered.type(),
                answered.status());
        try {
            if (body.length > 0)
                return new Sentry.Reply(Json.read(body, alive), next, hits, null, answered.type(), answered.status());
        } catch (Json.TooMuch large) {
            throw failure.tooLarge(LARGEST);
        } catch (IllegalArgumentException notJson) {
            // said below
        }
        throw failure.notJson(answered.status(), answered.type(),
            new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8));
    }

    /** Few bytes may hold many values: a tree is counted before it is built. */
    private void count(byte[] json, Memory.Share share) {
        int more = Json.weight(json) - json.length;
        if (more <= json.length / 8) return;   // an ordinary answer, which its bytes stand for
        try {
            share.grow(json.length, more);
        } catch (Memory.TooLargeException much) {
            throw tooLarge(LARGEST);
        } catch (IOException crowded) {
            throw broken(HttpFailure.Fault.CROWDED, 0);
        }
    }
}
