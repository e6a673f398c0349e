package tools.sentry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.answer.Ascii;
import tools.answer.FailureException;
import tools.answer.Suggestion;
import tools.answer.UsageException;

/**
 * What a setting must look like. Written without regular expressions: every start of the program passes through here,
 * and the first of them costs as much as all of these checks together.
 */
public final class Checks {
    private Checks() {}

    /** The words of a list, separated by commas and blanks, in lower case. */
    public static List<String> words(String list) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= list.length(); i++) {
            if (i < list.length() && list.charAt(i) != ',' && !Character.isWhitespace(list.charAt(i))) continue;
            if (i > start) words.add(list.substring(start, i).toLowerCase(Locale.ROOT));
            start = i + 1;
        }
        return words;
    }

    /** A token or key: visible ASCII. @param kind "token" or "key". @throws UsageException */
    public static void secret(String value, String kind, String source) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) <= ' ' || value.charAt(i) >= 127) throw new UsageException(
                source + " holds a character that no " + kind + " has (a space, a line break, a letter outside ASCII)");
        }
    }

    /** @throws UsageException */
    public static void slug(String slug, String source) {
        boolean fine = slug.length() <= 100 && Ascii.letterOrDigit(slug.charAt(0));
        for (int i = 1; i < slug.length(); i++)
            fine &= Ascii.letterOrDigit(slug.charAt(i)) || "._-".indexOf(slug.charAt(i)) >= 0;
        if (!fine)
            throw new UsageException(source + " must be a slug such as my-team, not " + FailureException.show(slug));
    }

    /**
     * Host and port of what was given; organization subdomains of sentry.io become sentry.io itself, its regions stay.
     *
     * @param url whether a URL is as good
     * @return with its port when that is not 443
     * @throws UsageException
     */
    public static String host(String value, boolean url, String source) {
        String rest = value;
        if (rest.contains("://")) {
            if (!url) throw new UsageException(source
                + " is a hostname without protocol, such as sentry.example.com; use --url or SENTRY_URL for a URL");
            if (!rest.toLowerCase(Locale.ROOT).startsWith("https://"))
                throw new UsageException(source + " must be an https URL, not " + FailureException.show(value));
            rest = rest.substring("https://".length());
            for (int i = 0; i < rest.length(); i++) if ("/?#".indexOf(rest.charAt(i)) >= 0) rest = rest.substring(0, i);
        }
        String name = rest.toLowerCase(Locale.ROOT);
        if (name.endsWith(":443")) name = name.substring(0, name.length() - 4);
        if (name.endsWith(".")) name = name.substring(0, name.length() - 1);
        if (!hostAndPort(name)) throw new UsageException(
            source + " must be a hostname, optionally with a port (sentry.example.com, sentry.example.com:9000), not "
                + FailureException.show(value));
        boolean region = List.of("us.sentry.io", "us2.sentry.io", "de.sentry.io", "eu.sentry.io").contains(name);
        return Links.saas(name) && !region ? "sentry.io" : name;
    }

    private static boolean hostAndPort(String name) {
        int bracket = name.indexOf(']');
        int colon = name.indexOf(':', bracket + 1);
        if (colon >= 0 && !port(name.substring(colon + 1))) return false;
        String host = colon < 0 ? name : name.substring(0, colon);
        if (host.startsWith("[")) return bracket == host.length() - 1 && bracket > 1
            && only(host.substring(1, bracket), "0123456789abcdef:.");
        for (int start = 0; start <= host.length();) {
            int end = host.indexOf('.', start) < 0 ? host.length() : host.indexOf('.', start);
            if (!label(host.substring(start, end))) return false;
            start = end + 1;
        }
        return true;
    }

    private static boolean label(String label) {
        return !label.isEmpty() && label.length() <= 63 && label.charAt(0) != '-'
            && label.charAt(label.length() - 1) != '-' && only(label, "abcdefghijklmnopqrstuvwxyz0123456789-");
    }

    private static boolean port(String port) {
        return !port.isEmpty() && port.length() <= 5 && port.charAt(0) != '0' && only(port, "0123456789")
            && Integer.parseInt(port) <= 65_535;
    }

    /** This machine, by name or address. */
    public static boolean loopback(String host) {
        if (host == null) return false;
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    /** Whether a path's last segment is a number, as a DSN's is. */
    public static boolean endsInNumber(String path) {
        int slash = path.lastIndexOf('/');
        return path.startsWith("/") && slash < path.length() - 1 && only(path.substring(slash + 1), "0123456789");
    }

    private static boolean only(String text, String characters) {
        for (int i = 0; i < text.length(); i++) if (characters.indexOf(text.charAt(i)) < 0) return false;
        return true;
    }

    /** @throws UsageException unless every word is a known scope, and there is one */
    public static List<String> scopes(String list, String source) {
        List<String> known = Scopes.known();
        List<String> read = words(list);
        for (String scope : read) {
            if (known.contains(scope)) continue;
            throw new UsageException(
                source + ": unknown scope " + FailureException.show(scope) + suggestion(scope, known, "allowed are"));
        }
        if (read.isEmpty())
            throw new UsageException(source + " names no scope; allowed are " + String.join(", ", known));
        return read;
    }

    /** "; did you mean issues?", or the end of a sentence that lists them all: "; there are a, b". */
    public static String suggestion(String word, List<String> known, String otherwise) {
        String close = Suggestion.to(word, known);
        return close == null ? "; " + otherwise + " " + String.join(", ", known) : "; did you mean " + close + "?";
    }
}
