package tools.sentry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.answer.FailureException;
import tools.answer.Untrusted;
import tools.json.Json;

/**
 * What is said of the hosts besides Sentry, the language model's and the documentation's, when they do not answer or
 * refuse.
 */
public final class Services {
    private Services() {}

    /** A failure to translate, in words and {@link Untrusted}s. */
    public static FailureException unanswered(String words, Object... more) {
        List<Object> parts = new ArrayList<>(List.of(words));
        parts.addAll(Arrays.asList(more));
        return FailureException.of(FailureException.Kind.MODEL, parts.toArray());
    }

    /** Why there was no answer, in words that go on from the host's name. @param millis that it was given */
    public static String fault(HttpFailure.Fault fault, long millis) {
        return switch (fault) {
            case NO_SUCH_NAME -> " cannot be found: its name does not resolve.";
            case REFUSED -> " refuses connections.";
            case UNREACHABLE, PROXY_REFUSAL, PROXY_LOGIN ->
                " cannot be reached from this machine, directly or through HTTPS_PROXY.";
            case OTHER_HOST, EXPIRED, UNKNOWN_AUTHORITY, NO_TLS, INSECURE ->
                " cannot be trusted: no secure connection could be made. A certificate authority of your own goes "
                    + "into SSL_CERT_FILE.";
            case LATE -> " did not answer within " + (millis + 999) / 1000 + " s.";
            case GARBLED -> " answered with something that is not HTTP.";
            case CROWDED -> " was not heard out: other calls fill this server's memory at the moment. Try again.";
            case BROKEN -> " broke off the connection.";
        };
    }

    // ---------------------------------------------------------------- the language model

    /**
     * The part of the request that the host does not take and that a translation can do without: reasoning effort on a
     * model without it, structured output on an old proxy. A host that does not say what is wrong is asked again with
     * less, part by part.
     *
     * @param without parts that are left out already
     * @param effort  whether reasoning effort was sent
     * @return null when the refusal is about something else
     */
    public static String culprit(int status, Json body, Set<String> without, boolean effort) {
        if (status != 400 && status != 405 && status != 422) return null;
        String parameter = String.valueOf(body.text("error", "param"));
        String message =
            String.valueOf(body.text("error", "message") == null ? body.text("detail") : body.text("error", "message"))
                .toLowerCase(Locale.ROOT);
        boolean silent = body.at("error").empty() && body.at("detail").empty() || status == 405;
        String[][] parts =
            {{"reasoning", "reasoning"}, {"text", "text.format", "json_schema", "response_format", "structured output"},
                {"store", "'store'", "parameter: store"}, {"tools", "tools", "function call"}};
        for (String[] part : parts) {
            if (without.contains(part[0]) || part[0].equals("reasoning") && !effort) continue;
            if (silent || parameter.equals(part[0]) || parameter.startsWith(part[0] + ".")
                || parameter.startsWith(part[0] + "[")) return part[0];
            for (int i = 1; i < part.length; i++) if (message.contains(part[i])) return part[0];
        }
        return null;
    }

    /** Whether the account has nothing left, which no waiting mends. */
    public static boolean spent(Json body) {
        return "insufficient_quota".equals(body.text("error", "code"));
    }

    /**
     * A refusal that stands.
     *
     * @param place    the model's host
     * @param location of a redirect, or ""
     * @param wait     milliseconds that it asks for, or 0
     */
    public static FailureException refusal(String place, int status, String location, Json body, long wait,
        int attempts, String model, String address) {
        String again = attempts > 1 ? " in " + attempts + " attempts" : "";
        Untrusted reason = Untrusted.of(body.text("error", "message"));
        if (status / 100 == 3) return unanswered(place + " redirected to ", Untrusted.of(location),
            ", which was not followed, so that the key stays with " + place + ".");
        // its reason shows a part of the key
        if (status == 401) return unanswered(place + " does not accept the key in OPENAI_API_KEY (401).");
        if (status == 429) {
            return unanswered(spent(body) ? "the account's quota at " + place + " is used up (429)."
                : place + " asks for fewer requests (429" + again + ")."
                    + (wait > 0 ? " Try again in " + (wait + 999) / 1000 + " s." : " Try again later."));
        }
        String what = status == 404
            ? place + " knows no such model or address (404). The model is " + model + ", the address " + address + "."
            : status >= 500 ? place + " failed with an error of its own (" + status + again + ")."
                : place + " refused the request (" + status + ").";
        return reason == null ? unanswered(what) : unanswered(what + " It says: ", reason);
    }

    // ---------------------------------------------------------------- the documentation

    /**
     * @param path of the page that was asked for
     * @param wait milliseconds that it asks for, or 0
     * @param reason or null
     */
    public static FailureException noPage(String place, String path, int status, long wait, Untrusted reason) {
        List<Object> said = new ArrayList<>();
        said.add(switch (status) {
            case 404 -> place + " has no page " + path + ". search_docs finds the paths that exist.";
            case 429 -> place + " asks for fewer requests (429); it takes about 20 searches a minute."
                + (wait > 0 ? " Try again in " + (wait + 999) / 1000 + " s." : " Try again in a minute.");
            default -> status / 100 == 3 ? place + " redirected, which was not followed." : place
                + (status >= 500 ? " failed with an error of its own (" : " refused the request (") + status + ").";
        });
        if (reason != null) said.addAll(List.of(" It says: ", reason));
        return FailureException.http(status == 404 ? FailureException.Kind.NOT_FOUND
            : status == 429 ? FailureException.Kind.RATE_LIMIT : FailureException.Kind.UNAVAILABLE, status, said);
    }

    /**
     * @param followed how many redirects were followed, when that was too many; 0 = this one leads out of the
     *     documentation
     */
    public static FailureException moved(String place, String location, int followed) {
        return FailureException.of(FailureException.Kind.UNAVAILABLE,
            place + (followed == 0 ? " redirected to " : " redirected more than " + followed + " times, last to "),
            Untrusted.of(location),
            followed == 0 ? ", which is not a page of Sentry's documentation. It was not followed." : ".");
    }
}
