package tools.shell;

import java.net.URI;
import java.util.Collection;
import tools.answer.FailureException;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.sentry.DeviceLogin;
import tools.sentry.Links;
import tools.sentry.SentryCall;
import tools.sentry.Tool;

/**
 * Signing in without making a token: OAuth's device flow (RFC 8628) against the configured host. Address and code go to
 * standard error, the token to whoever reads standard output, and nothing to disk.
 */
final class Login {
    /** Longer than any code is valid. */
    private static final int SECONDS = 3_600;
    /** RFC 8628, 3.5: what a server that names no interval expects, and what "slow_down" adds. */
    private static final int INTERVAL = 5;
    /** A network may be away for a moment while somebody types a code. */
    private static final int BROKEN_AT_MOST = 3;

    private final Options options;
    private final Machine machine;
    private final Collection<String> scopes;
    private final String clientId;

    /** @param publisher the client id to take when none was given; "" = none */
    Login(Options options, Machine machine, Collection<String> scopes, String publisher) {
        this.options = options;
        this.machine = machine;
        this.scopes = scopes;
        this.clientId = options.clientId().isEmpty() ? publisher : options.clientId();
    }

    /** The page where a token is made by hand, with its scopes filled in. */
    static String byHand(String base, Collection<String> scopes) {
        return base + "/settings/account/api/auth-tokens/new-token/?scopes=" + Links.encode(String.join(",", scopes))
            + "&name=sentry-mcp";
    }

    /** @return the token. @throws FailureException when there is none, with the reason and what to do */
    String token() {
        if (!options.unfilled().isEmpty()) throw FailureException.of(FailureException.Kind.SETUP,
            Clients.wanted(options.unfilled().get(0), "") + ".");
        if (clientId.isEmpty()) throw FailureException.of(FailureException.Kind.SETUP,
            "This build names no application that could sign you in. Name one with --client-id or SENTRY_CLIENT_ID "
                + "(an OAuth application registered with " + options.host() + "), or create a token by hand: "
                + byHand(options.base(), scopes) + "\nScopes: " + String.join(" ", scopes));
        SentryCall sentry = machine.open(Tool.reads("login", "").lasting(SECONDS));
        sentry.begin(null);
        try {
            return wait(sentry, sentry.send(DeviceLogin.begin(options.base(), clientId, String.join(" ", scopes)))
                .json());
        } finally {
            sentry.end();
        }
    }

    private String wait(SentryCall sentry, Json began) {
        if (DeviceLogin.refusal(began) != null) throw refused(began);
        String device = began.text("device_code");
        String code = began.text("user_code");
        String address = address(began.text("verification_uri"));
        if (device == null || code == null || address == null) throw FailureException.of(
            FailureException.Kind.UNAVAILABLE, options.host() + " did not say where and with which code to sign in.");
        String whole = address(began.text("verification_uri_complete"));
        machine.say("open " + address + " and type the code " + Untrusted.clean(code, false)
            + (whole == null ? "" : ", or open " + whole));
        long interval = Math.max(1, began.number("interval") == null ? INTERVAL : began.number("interval").intValue());
        double valid = began.number("expires_in") == null ? 600 : began.number("expires_in");
        long end = machine.now() + (long) (Math.min(SECONDS - 60, valid) * 1000);
        machine.say("waiting for you to agree there, for at most " + Math.max(1, Math.round(valid / 60)) + " min …");
        for (int broken = 0; machine.now() < end;) {
            sentry.pause(interval * 1000);
            Json answer;
            try {
                answer = sentry.send(DeviceLogin.poll(options.base(), clientId, device)).json();
                broken = 0;
            } catch (FailureException failure) {
                if (failure.status() != 0 || ++broken > BROKEN_AT_MOST) throw failure;
                interval *= 2;   // RFC 8628, 3.5: exponentially, after a connection timeout
                continue;
            }
            if (answer.text("access_token") != null) return checked(answer.text("access_token"));
            String why = DeviceLogin.refusal(answer);
            if ("slow_down".equals(why)) interval += INTERVAL;
            else if (!"authorization_pending".equals(why)) throw refused(answer);
        }
        throw expired();
    }

    /** An address of the host that was asked, or of its signing in; nobody is sent to another by this program. */
    private String address(String given) {
        if (given == null) return null;
        try {
            URI uri = URI.create(options.base() + "/").resolve(given);
            boolean same = Links.origin(uri).equals(Links.origin(URI.create(options.base())));
            boolean saas = Links.saas(options.host()) && "https".equals(uri.getScheme()) && uri.getHost() != null
                && (uri.getHost().equals("sentry.io") || uri.getHost().endsWith(".sentry.io"));
            return uri.getRawUserInfo() == null && (same || saas) ? uri.toString() : null;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private String checked(String token) {
        for (int i = 0; i < token.length(); i++)
            if (token.charAt(i) <= ' ' || token.charAt(i) >= 127) throw FailureException.of(
                FailureException.Kind.UNAVAILABLE, options.host() + " answered with something that is no token.");
        return token;
    }

    private FailureException expired() {
        return FailureException.of(FailureException.Kind.TOKEN,
            "The code has expired before you agreed. Run sentry-mcp login again for a new one.");
    }

    private FailureException refused(Json answer) {
        String host = options.host();
        String why = DeviceLogin.refusal(answer);
        Untrusted said = DeviceLogin.description(answer);
        return switch (why == null ? "" : why) {
            case "expired_token" -> expired();
            case "access_denied" -> FailureException.of(FailureException.Kind.DECLINED,
                "You did not agree at " + host + ", so there is no token.");
            case "invalid_client", "unauthorized_client" -> FailureException.of(FailureException.Kind.SETUP,
                host + " does not know the application of this client id, or does not let it sign people in this way. "
                    + "Check --client-id and SENTRY_CLIENT_ID: it must be registered with " + host + ".");
            case "invalid_scope" -> FailureException.of(FailureException.Kind.SETUP,
                host + " does not give this application the scopes " + String.join(" ", scopes)
                    + ". Grant fewer skills, or --read-only.");
            default -> {
                Object[] parts = said == null ? new Object[] {host + " refused to sign you in"
                    + (why == null ? "." : " (" + Untrusted.clean(why, false) + ").")}
                    : new Object[] {host + " refused to sign you in. It says: ", said};
                yield FailureException.of(FailureException.Kind.REJECTED, parts);
            }
        };
    }
}
