package tools.sentry;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.answer.FailureException;
import tools.answer.Untrusted;
import tools.json.Json;

/**
 * One request that failed, in words for the user: what happened, what is at fault, what to do.
 *
 * @param configured the host that the user configured, with its port when that is not the usual one
 * @param place      the host that was asked; a region of sentry.io has a name of its own
 * @param proxied    whether the proxy in HTTPS_PROXY lay in between
 * @param writes     whether the request may have changed something
 * @param tool       what was called
 */
public record HttpFailure(String configured, String place, boolean proxied, boolean writes, Tool tool) {

    /** More of an error body is not a reason any more. */
    private static final int LONGEST_REASON = 2_000;
    /** A form has fewer fields than this; more errors help nobody to correct it. */
    private static final int MOST_REASONS = 20;
    /** Levels of a refusal: a form's errors have three. */
    private static final int DEEPEST_REASON = 8;
    /** Waits beyond this are not announced: a header of that size is a mistake. */
    private static final long LONGEST_WAIT = 86_400_000;

    // ---------------------------------------------------------------- no answer

    /** How a request can end without a whole answer. */
    public enum Fault {
        NO_SUCH_NAME, REFUSED, UNREACHABLE, PROXY_LOGIN, PROXY_REFUSAL, OTHER_HOST, EXPIRED, UNKNOWN_AUTHORITY, NO_TLS,
        INSECURE, LATE, CROWDED, GARBLED, BROKEN
    }

    /**
     * Tells the faults apart by what the JDK's HTTP client and TLS engine say about them, which is the only way to
     * tell: they share a few exception classes. The texts are those of JDK 17 to 25.
     *
     * @param causes an exception and its causes, each as its class name and message
     */
    public static Fault fault(List<String> causes) {
        String all = String.join("\n", causes);
        if (says(all, "UnresolvedAddressException", "UnknownHostException")) return Fault.NO_SUCH_NAME;
        if (says(all, "HttpConnectTimeoutException", "NoRouteToHostException", "Network is unreachable"))
            return Fault.UNREACHABLE;
        if (says(all, "Tunnel failed")) return says(all, "407") ? Fault.PROXY_LOGIN : Fault.PROXY_REFUSAL;
        if (says(all, "ConnectException")) return Fault.REFUSED;
        if (says(all, "HttpTimeoutException")) return Fault.LATE;
        if (says(all, "Crowded")) return Fault.CROWDED;
        if (says(all, "No subject alternative", "No name matching")) return Fault.OTHER_HOST;
        if (says(all, "validity check failed", "CertificateExpiredException", "CertificateNotYetValidException"))
            return Fault.EXPIRED;
        if (says(all, "unable to find valid certification path", "PKIX", "No trusted certificate"))
            return Fault.UNKNOWN_AUTHORITY;
        if (says(all, "plaintext connection", "Unsupported or unrecognized SSL message")) return Fault.NO_TLS;
        boolean ended = says(all, "reset", "Broken pipe", "EOF", "terminated the handshake", "ClosedChannelException",
            "closed while", "close_notify", "received no bytes");
        if (!ended
            && says(all, "SSLException", "SSLHandshakeException", "SSLProtocolException", "SSLPeerUnverifiedException"))
            return Fault.INSECURE;
        return !ended && says(all, "ProtocolException", "NumberFormatException", "ZipException", "nvalid status line",
            "Invalid chunk", "llegal character") ? Fault.GARBLED : Fault.BROKEN;
    }

    /** What an exception and its causes say. */
    public static Fault fault(Throwable failed) {
        List<String> causes = new ArrayList<>();
        for (Throwable cause = failed; cause != null && causes.size() < 10; cause = cause.getCause())
            causes.add(cause.toString());
        return fault(causes);
    }

    private static boolean says(String all, String... any) {
        for (String each : any) if (all.contains(each)) return true;
        return false;
    }

    /**
     * @param seconds  what the attempt was given, for LATE
     * @param settings what is wrong with this machine's own certificates, for UNKNOWN_AUTHORITY; "" = nothing
     */
    public FailureException of(Fault fault, long seconds, String settings) {
        String through = proxied ? " through the proxy in HTTPS_PROXY" : "";
        String login =
            "The proxy in HTTPS_PROXY wants a user name and a password (407), or does not accept the given ones. "
                + "Give them as http://user:password@proxy:port.";
        return unavailable(switch (fault) {
            case NO_SUCH_NAME -> proxied
                ? "The name of the proxy in HTTPS_PROXY cannot be resolved. Check HTTPS_PROXY, and this machine's "
                    + "network."
                : "The name " + place + " cannot be resolved. Check SENTRY_HOST or --host, and this machine's network.";
            case REFUSED -> proxied ? "The proxy in HTTPS_PROXY refuses connections. Check its host and port."
                : place + " refuses connections. Check the host and the port.";
            case UNREACHABLE -> place + " cannot be reached" + through
                + ": no connection came about in time. Check the host, and this machine's network.";
            case PROXY_LOGIN -> login;
            case PROXY_REFUSAL -> "The proxy in HTTPS_PROXY refused to connect to " + place
                + ". Ask whoever runs it, or name the host in NO_PROXY if it can be reached directly.";
            case OTHER_HOST -> place + " cannot be trusted: its certificate is for another host.";
            case EXPIRED -> place + " cannot be trusted: its certificate has expired or is not valid yet.";
            case UNKNOWN_AUTHORITY ->
                place + " cannot be trusted: its certificate comes from an authority that this machine does not know. "
                    + (settings.isEmpty() ? "If it is your own, name its PEM file in SSL_CERT_FILE." : settings);
            case NO_TLS -> place + " cannot be trusted: it does not speak TLS on that port.";
            case INSECURE -> place + " cannot be trusted: no secure connection could be made.";
            case LATE -> place + " did not answer in full within " + seconds + " s."
                + (writes ? UNKNOWN : " Try again, or ask for less: a shorter period, a narrower query.");
            case CROWDED -> "Other calls are reading so much at the moment that the answer of " + place
                + " does not fit the memory." + (writes ? UNKNOWN : " Try again when they are done, or ask for less.");
            case GARBLED -> place + " answered with something that cannot be read as HTTP" + through
                + ". Check the host and the port." + (writes ? UNKNOWN : "");
            case BROKEN -> "The connection to " + place + through + " broke off." + (writes ? UNKNOWN : " Try again.");
        });
    }

    static final String UNKNOWN = " Whether the change was made is not known: look before you try again.";

    private static FailureException unavailable(String words) {
        return FailureException.of(FailureException.Kind.UNAVAILABLE, words);
    }

    /** @param most bytes, as the door reads them */
    public FailureException tooLarge(long most) {
        String bound = most >= 1 << 20 ? most / (1 << 20) + " MB" : most / (1 << 10) + " kB";
        return unavailable("The answer of " + place + " is larger than " + bound + "."
            + (writes ? UNKNOWN : " Ask for less: a smaller limit, a shorter period, a narrower query."));
    }

    /** @param base of the configured server @param scopes that the session's tools need */
    public static FailureException noToken(String base, Collection<String> scopes) {
        return FailureException.of(FailureException.Kind.TOKEN,
            "This server was started without an access token. Set SENTRY_ACCESS_TOKEN in the client's configuration "
                + "(or pass --access-token) and restart it. "
                + "Create one under " + base + "/settings/account/api/auth-tokens/ with the scopes "
                + String.join(" ", scopes) + ".");
    }

    /** No attempt was possible, or none is any more, in the time that a call has. */
    public static FailureException outOfTime(Tool tool) {
        return unavailable("The call took longer than its " + tool.seconds() + " s. Try again, or ask for less.");
    }

    // ---------------------------------------------------------------- a useless answer

    /** What answers in the place of Sentry; any other name is its sender's own. */
    private static final Set<String> TYPES = Set.of("text/plain", "text/css", "text/csv", "text/javascript",
        "text/markdown", "text/xml", "application/gzip", "application/javascript", "application/octet-stream",
        "application/pdf", "application/xml", "application/zip", "image/gif", "image/jpeg", "image/png",
        "image/svg+xml", "image/webp", "image/x-icon");

    /** A 2xx whose body is not what the API sends. @param start the body's first characters */
    public FailureException notJson(int status, String type, String start) {
        boolean page = type.contains("html") || start.stripLeading().startsWith("<");
        String check = " Check that " + configured + " is a Sentry server that this machine can reach.";
        String what = page ? " answered with a web page instead of JSON, perhaps a login or proxy page." + check
            : start.isEmpty() ? " answered with nothing where JSON was expected." + check
                : type.endsWith("json")
                    ? " answered with JSON that is broken or ends too early." + (writes ? "" : " Try again.")
                    : " answered with "
                        + (TYPES.contains(type) ? type : "something else")
                        + " instead of JSON." + check;
        return FailureException.http(FailureException.Kind.UNAVAILABLE, status,
            List.of(place + what + (writes ? UNKNOWN : "")));
    }

    // ---------------------------------------------------------------- a redirect

    public FailureException nowhere(int status) {
        return FailureException.http(FailureException.Kind.UNAVAILABLE, status,
            List.of(place + " redirected (" + status + ") without saying where to."));
    }

    public FailureException elsewhere(int status, String target) {
        return FailureException.http(FailureException.Kind.UNAVAILABLE, status,
            List.of(place + " redirected to ", Untrusted.of(target),
                ", which is another place. It was not followed, so that the token stays with " + place
                    + ". If Sentry has moved, configure its new host."));
    }

    public FailureException circling(int status, int most, String target) {
        return FailureException.http(FailureException.Kind.UNAVAILABLE, status,
            List.of(place + " redirected more than " + most + " times, last to ", Untrusted.of(target), "."));
    }

    /** A write is not repeated at another address by itself. */
    public FailureException moved(int status, String target) {
        return FailureException.http(FailureException.Kind.REJECTED, status,
            List.of("Nothing was changed: what you named has moved to ", Untrusted.of(target),
                ". Call again with the new name."));
    }

    // ---------------------------------------------------------------- a refusal

    /**
     * A status that is neither success nor redirect.
     *
     * @param wait     milliseconds that Sentry asks to wait, or 0
     * @param attempts how often it was tried
     * @param body     the answer; {@link Json#NONE} when it is not JSON
     */
    public FailureException refused(int status, long wait, int attempts, Json body) {
        return refused(status, wait, attempts, body, null);
    }

    /** @param lacking what the token lacks, as a whole sentence, for a 403; null when that is not known */
    public FailureException refused(int status, long wait, int attempts, Json body, String lacking) {
        String again = attempts > 1 ? " in " + attempts + " attempts" : "";
        Untrusted reason = reason(body);
        List<Object> said = new ArrayList<>();
        said.add(switch (status) {
            case 400 -> reason == null ? USUAL_REFUSAL + "400). It does not say why." : USUAL_REFUSAL + "400).";
            case 401 -> gate(status, body) != null ? gate(status, body) : "Sentry at " + configured
                + " does not accept the access token (401). It may have expired, have been revoked, or belong to "
                + "another Sentry. Set a new one in SENTRY_ACCESS_TOKEN.";
            case 402 -> "The organization's plan or budget does not cover this (402). The token is not at fault.";
            case 403 -> gate(status, body) != null ? gate(status, body) : forbidden(reason, lacking);
            case 404 -> "Sentry has nothing of that name, or the token cannot see it (404).";
            case 409 -> "This conflicts with what Sentry has already (409).";
            case 410 -> "Sentry has moved or removed this (410).";
            case 429 -> "Sentry asks for fewer requests (429" + again + ")." + (writes ? " Nothing was changed." : "")
                + (wait > 0 ? " Try again in " + (Math.min(wait, LONGEST_WAIT) + 999) / 1000 + " s."
                    : " Try again later.");
            default -> status >= 500
                ? place + " failed with an error of its own (" + status + again + ")."
                    + (writes ? UNKNOWN : " Try again later.")
                : status >= 400 ? USUAL_REFUSAL + status + ")."
                    : place + " answered with a status that makes no sense here (" + status + ").";
        });
        if (reason != null) said.addAll(List.of(" It says: ", OWN.contains(reason.text()) ? reason.text() : reason));
        return FailureException.http(kind(status), status, said);
    }

    private static final String USUAL_REFUSAL = "Sentry refused the request (";

    /** What the token's user has to do in a browser first, whatever the token; null when it is not about that. */
    private String gate(int status, Json body) {
        Json detail = body.at("detail");
        String code = String.valueOf(detail.text("code") != null ? detail.text("code") : body.text("code"));
        String words = switch (code) {
            case "sso-required" -> "The organization wants its members to sign in by single sign-on (" + status
                + "): sign in to it at " + configured + " in a browser, with the account that the token belongs to.";
            case "2fa-required" -> "The organization wants its members to have a second factor (" + status
                + "): set one up for the token's account at " + configured + "/settings/account/security/.";
            case "sudo-required", "superuser-required", "staff-required" -> "Sentry wants this to be confirmed with a "
                + "password (" + status + "), which no token can do: do it in Sentry's web interface.";
            default -> null;
        };
        return words == null ? null : words + " The token is not at fault; a new one does not help.";
    }

    /** What Sentry says when rights are missing and it has nothing to add. */
    private static final List<String> NO_REASON =
        List.of("you do not have permission to perform this action", "permission denied", "forbidden");

    /** A 403 with words of its own is about those (a feature that is off, a missing consent), not about scopes. */
    private String forbidden(Untrusted reason, String lacking) {
        String denied = "Sentry did not permit this (403).";
        String says = reason == null ? "" : reason.text().toLowerCase(Locale.ROOT);
        boolean plain = says.isBlank() || NO_REASON.stream().anyMatch(says::startsWith);
        if (!plain && (says.contains("seer") || says.contains("autofix") || says.contains("ai features")
            || says.contains("gen ai") || says.contains("generative ai")))
            return denied
                + " Seer is switched off for the organization, or has not been agreed to: its settings in Sentry"
                + " decide, not the token.";
        if (says.contains("multi project stream") || says.contains("multiple projects"))
            return denied + " This Sentry searches one project at a time: name one with projectSlug.";
        if (!plain) return denied;
        if (lacking != null) return denied + " " + lacking;
        return tool.scopes().isEmpty() ? denied
            : denied + " " + tool.name() + " needs a token with " + String.join(", ", tool.scopes())
                + ", whose user can see what you asked for.";
    }

    private static FailureException.Kind kind(int status) {
        return switch (status) {
            case 401 -> FailureException.Kind.TOKEN;
            case 403 -> FailureException.Kind.PERMISSION;
            case 404, 410 -> FailureException.Kind.NOT_FOUND;
            case 429 -> FailureException.Kind.RATE_LIMIT;
            default ->
                status >= 400 && status < 500 ? FailureException.Kind.REJECTED : FailureException.Kind.UNAVAILABLE;
        };
    }

    /** What Sentry says whatever was asked: no word of it is anybody else's. */
    private static final Set<String> OWN = Set.of("The requested resource does not exist", "Not found.",
        "You do not have permission to perform this action.", "Invalid token", "Invalid token header.",
        "Token expired", "Authentication credentials were not provided.", "Incorrect authentication credentials.",
        "Internal Error", "Invalid cursor parameter.", "Internal error. Please try again.",
        "Query timeout. Please try again. If the problem persists try a smaller date range or fewer projects.");

    /**
     * Sentry's own words: {@code detail} as a text or as an object with a message, or errors field by field; null when
     * it says nothing.
     */
    static Untrusted reason(Json body) {
        Json detail = body.at("detail");
        String text = body.text() != null ? body.text() : detail.text() != null ? detail.text()
            : detail.text("message");
        if (text != null) return Untrusted.of(text, LONGEST_REASON);
        List<String> fields = new ArrayList<>();
        if (!body.isObject() && !body.isList()) return null;
        collect("", body, 0, fields);
        return Untrusted.of(String.join("; ", fields), LONGEST_REASON);
    }

    /** Errors are named by their fields; a body may be anything, so neither names nor levels add up. */
    private static void collect(String at, Json errors, int level, List<String> into) {
        if (into.size() >= MOST_REASONS) return;
        if (errors.text() != null)
            into.add((at.isEmpty() ? "" : at + ": ") + errors.text());
        if (level == DEEPEST_REASON) return;
        for (Json each : errors.list()) collect(at, each, level + 1, into);
        for (Map.Entry<String, Json> field : errors.fields().entrySet()) {
            if (into.size() >= MOST_REASONS) return;
            String name = field.getKey();
            boolean general = name.equals("detail") || name.equals("non_field_errors") || name.equals("nonFieldErrors");
            collect(general ? at : head(at.isEmpty() ? name : at + "." + head(name, LONGEST_REASON), LONGEST_REASON),
                field.getValue(), level + 1, into);
        }
    }

    private static String head(String text, int most) { return text.length() <= most ? text : text.substring(0, most); }

    // ---------------------------------------------------------------- waiting

    /** Statuses that pass by themselves. */
    public static boolean passing(int status) {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }

    /**
     * How long Sentry asks to wait, in milliseconds; 0 when it does not say.
     *
     * @param after {@code Retry-After}: seconds or an HTTP date, or ""
     * @param reset {@code X-Sentry-Rate-Limit-Reset}: epoch seconds, or ""
     */
    public static long wait(String after, String reset, Instant now) {
        if (after.matches("[0-9]{1,6}(\\.[0-9]{1,9})?")) return (long) (Double.parseDouble(after) * 1000);
        try {
            if (!after.isEmpty()) return Math.max(0,
                ZonedDateTime.parse(after, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT)).toInstant()
                    .toEpochMilli() - now.toEpochMilli());
        } catch (DateTimeException neither) {
            // the other header may know
        }
        return reset.matches("[0-9]{9,11}(\\.[0-9]{1,9})?")
            ? Math.max(0, (long) (Double.parseDouble(reset) * 1000) - now.toEpochMilli()) : 0;
    }
}
