package tools.shell;

import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import tools.answer.Untrusted;
import tools.sentry.Answered;

/** A gate in front of Sentry, known by what it answers in Sentry's place. */
final class Gate {
    private Gate() {}

    /** What kind of gate answered, in words of ours; null when nothing says that one did. @param host of Sentry */
    static String of(Answered answered, String host) {
        String to = host(answered.header("Location"));
        String asks = answered.header("WWW-Authenticate").toLowerCase(Locale.ROOT);
        boolean cloudflare = false;
        for (String name : answered.headers().keySet())
            cloudflare |= name.toLowerCase(Locale.ROOT).startsWith("cf-access-");
        if (cloudflare || to.endsWith(".cloudflareaccess.com")
            || answered.header("Location").contains("/cdn-cgi/access/")) return "Cloudflare Access";
        if (asks.contains("iap") || to.equals("accounts.google.com")
            || !answered.header("X-Goog-IAP-Generated-Response").isEmpty()) return "Google's Identity-Aware Proxy";
        if (to.equals("login.microsoftonline.com")) return "a sign-in of Microsoft's";
        if (!answered.header("x-amzn-ErrorType").isEmpty() || !answered.header("x-amzn-waf-action").isEmpty())
            return "a gateway of AWS";
        if (answered.isRedirect() && !to.isEmpty() && !to.equals(host.replaceFirst(":[0-9]+$", "")))
            return "a gate that signs people in elsewhere";
        if (answered.status() == 401 && !asks.isEmpty() && !answered.json().at("detail").present())
            return "a gate with a login of its own";
        if (answered.status() == 200 && answered.type().equals("text/html"))
            return "a page for people, perhaps a login";
        return null;
    }

    private static String host(String location) {
        try {
            String host = URI.create(location).getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }

    static String said(String gate, Answered answered, String host) {
        String to = host(answered.header("Location"));
        return "not Sentry but " + gate + " answered at " + host + " (" + answered.status()
            + (to.isEmpty() ? "" : ", to " + Untrusted.clean(to, false)) + ")";
    }

    /** @param sent the names of the headers that it was shown */
    static String todo(String gate, Collection<String> sent) {
        if (!sent.isEmpty()) return "It did not accept " + String.join(", ", sent) + " from " + GateHeaders.VARIABLE
            + ": check name and value, and that they have not expired.";
        return "Name the headers that it wants in " + GateHeaders.VARIABLE + (gate.startsWith("Cloudflare")
            ? ", for a service token CF-Access-Client-Id: … and CF-Access-Client-Secret: …, separated by a semicolon."
            : " (Name: value), or check SENTRY_HOST.");
    }
}
