package tools.sentry;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.answer.FailureException;
import tools.answer.Untrusted;
import tools.json.Json;

/**
 * One request of OAuth's device flow (RFC 8628) to the configured Sentry: the first asks for a code that a person
 * confirms in a browser, the others ask whether that has happened.
 *
 * @param base   of the configured Sentry, without a slash at the end
 * @param path   what is asked
 * @param fields of the form
 */
public record DeviceLogin(String base, String path, Map<String, String> fields) implements Errand {

    /** Two codes, two addresses and a token are some hundred bytes. */
    private static final int LARGEST = 64 << 10;
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

    /** @param scopes separated by blanks */
    public static DeviceLogin begin(String base, String clientId, String scopes) {
        return new DeviceLogin(base, "/oauth/device/code/", Map.of("client_id", clientId, "scope", scopes));
    }

    public static DeviceLogin poll(String base, String clientId, String deviceCode) {
        return new DeviceLogin(base, "/oauth/token/",
            Map.of("grant_type", GRANT, "device_code", deviceCode, "client_id", clientId));
    }

    @Override
    public Host host() { return Host.LOGIN; }

    @Override
    public String method() { return "POST"; }

    @Override
    public String url() { return base + path; }

    @Override
    public Map<String, String> headers() {
        return Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json");
    }

    @Override
    public byte[] body() {
        StringBuilder form = new StringBuilder();
        fields.forEach((name, value) -> form.append(form.length() == 0 ? "" : "&").append(name).append('=')
            .append(Links.encode(value)));
        return form.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int most() { return LARGEST; }

    /** A lost answer may have held the token, which is given once: only the caller knows whether to ask again. */
    @Override
    public int attempts() { return 1; }

    @Override
    public long longest() { return 15_000; }

    @Override
    public long reserve() { return 0; }

    @Override
    public long least() { return 500; }

    /** What OAuth refuses comes with 400 and a reason, and is an answer; so is 429. */
    @Override
    public Verdict judge(Answered answered, int attempt) {
        boolean oauth = answered.json().isObject();
        if (oauth && (answered.isSuccess() || answered.json().text("error") != null)) return new Verdict.Good();
        if (answered.status() / 100 == 3) throw failed(" redirected (", answered.status(),
            "), which is not followed when signing in. Check SENTRY_HOST, or name a gate's headers in SENTRY_HEADERS.");
        if (answered.status() == 404)
            throw failed(" has no such sign-in (", 404, "): an older or other server. Create a "
                + "token by hand.");
        throw failed(" did not answer as OAuth does (", answered.status(), "). Create a token by hand.");
    }

    private FailureException failed(String what, int status, String todo) {
        return FailureException.http(FailureException.Kind.UNAVAILABLE, status,
            java.util.List.of(Links.place(base) + what + status + todo));
    }

    @Override
    public boolean again(HttpFailure.Fault fault) { return false; }

    @Override
    public FailureException broken(HttpFailure.Fault fault, long millis) {
        return FailureException.of(FailureException.Kind.UNAVAILABLE,
            Links.place(base) + Services.fault(fault, millis));
    }

    @Override
    public FailureException tooLarge(long most) {
        return FailureException.of(FailureException.Kind.UNAVAILABLE,
            Links.place(base) + " answered with more than " + most / 1024 + " kB, which no sign-in is.");
    }

    @Override
    public FailureException late() {
        return FailureException.of(FailureException.Kind.UNAVAILABLE, "There was no time left to ask.");
    }

    @Override
    public FailureException strayed(Stray why, int status, String target, int most) {
        throw new IllegalStateException("a sign-in's redirects are refusals");
    }

    /** The reason of a refusal in OAuth's words, or null. */
    public static String refusal(Json answer) {
        return answer.text("error");
    }

    /** What the server adds to it, or null. */
    public static Untrusted description(Json answer) {
        return answer.text("error_description") == null ? null : Untrusted.of(answer.text("error_description"), 300);
    }
}
