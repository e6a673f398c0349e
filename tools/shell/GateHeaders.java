package tools.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.answer.Ascii;
import tools.answer.FailureException;
import tools.answer.UsageException;

/**
 * What a gate in front of a self-hosted Sentry wants to see before it lets a request through: an access proxy, an API
 * gateway. {@code Name: value}, several separated by line ends or semicolons.
 */
final class GateHeaders {
    static final String VARIABLE = "SENTRY_HEADERS";
    /** What the program says itself, and what the JDK's client does not let anybody say. */
    private static final List<String> OURS = List.of("authorization", "user-agent", "accept", "accept-encoding",
        "content-type", "content-length", "content-encoding", "transfer-encoding", "host", "connection", "expect",
        "upgrade", "proxy-authorization", "te", "trailer");
    private static final String NAME = "!#$%&'*+-.^_`|~";

    private GateHeaders() {}

    /** @throws UsageException naming the header, never its value */
    static Map<String, String> of(String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        List<String> seen = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && "\r\n;".indexOf(text.charAt(i)) < 0) continue;
            String line = text.substring(start, i).strip();
            start = i + 1;
            if (line.isEmpty()) continue;
            int colon = line.indexOf(':');
            String name = colon < 1 ? "" : line.substring(0, colon).strip();
            String value = colon < 1 ? "" : line.substring(colon + 1).strip();
            if (!isName(name) || value.isEmpty()) throw new UsageException(VARIABLE
                + " must hold headers as Name: value, several separated by line ends or semicolons; "
                + (isName(name) ? name + " has no value" : "part " + (seen.size() + 1) + " is none"));
            String key = name.toLowerCase(Locale.ROOT);
            if (OURS.contains(key)) throw new UsageException(VARIABLE + " cannot set " + name
                + ": the program sets it itself" + (key.equals("authorization")
                    ? " (to the access token); a gate that wants it takes another header" : ""));
            if (seen.contains(key))
                throw new UsageException(VARIABLE + " holds " + FailureException.show(name) + " twice");
            for (int c = 0; c < value.length(); c++)
                if (value.charAt(c) < ' ' || value.charAt(c) > '~')
                    throw new UsageException(VARIABLE + ": the value of "
                        + name + " holds a character that no header has");
            seen.add(key);
            headers.put(name, value);
        }
        return headers;
    }

    private static boolean isName(String name) {
        if (name.isEmpty()) return false;
        for (int i = 0; i < name.length(); i++)
            if (!Ascii.letterOrDigit(name.charAt(i)) && NAME.indexOf(name.charAt(i)) < 0) return false;
        return true;
    }

    /** What of the values must not be shown: each whole, and its words, as a gate may repeat them. */
    static List<String> secrets(Map<String, String> headers) {
        List<String> secrets = new ArrayList<>();
        for (String value : headers.values()) {
            secrets.add(value);
            int start = 0;
            for (int i = 0; i <= value.length(); i++) {
                if (i < value.length() && " =,".indexOf(value.charAt(i)) < 0) continue;
                if (i - start >= 16) secrets.add(value.substring(start, i));
                start = i + 1;
            }
        }
        return secrets;
    }
}
