package tools.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.answer.Untrusted;

/**
 * Takes secrets out of what an event's sender sent along: headers, cookies, bodies, variables, contexts, tags,
 * breadcrumbs, spans. Sentry scrubs most of them on arrival, when its owner has not switched that off; a model and its
 * provider are one reader more.
 *
 * <p>A value goes by the name it stands under, whatever it is; inside texts, {@code name=value} pairs (queries,
 * cookies, forms), {@code Bearer …} and the password of a URL go too.
 */
public final class Redact {
    /** What stands in a secret's place. */
    public static final String GONE = "[redacted]";

    /** A name that holds one of these, separators and case ignored, names a secret. */
    private static final List<String> INSIDE = List.of("password", "passwd", "passphrase", "secret", "token", "apikey",
        "authorization", "cookie", "session", "sessid",
        "credential", "privatekey", "accesskey", "signingkey", "encryptionkey", "csrf", "xsrf", "bearer",
        "connectionstring");
    /** A name that has one of these as a word of its own: "auth" must not catch "author". */
    private static final Set<String> WORDS =
        Set.of("auth", "oauth", "pwd", "pass", "jwt", "otp", "pin", "cvv", "cvc", "ssn", "sid", "dsn", "signature");
    /** A number under a name with one of these counts something: "input_tokens" is no secret. */
    private static final Set<String> COUNTING =
        Set.of("tokens", "count", "total", "usage", "max", "min", "limit", "length", "size", "duration",
            "ttl", "age", "sessions",
            "cookies");

    private static final Pattern WORD_ENDS = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])");
    private static final Pattern PAIR =
        Pattern.compile("(?<![^?&;,#\\s\"'({\\[])([A-Za-z_][A-Za-z0-9_.\\[\\]%-]{0,99})=(\"[^\"]*\"|[^&;,#\\s\"'<>]+)");
    private static final Pattern SCHEME = Pattern.compile("(?i)(bearer|(?<![a-z0-9])basic)\\s+[A-Za-z0-9._~+/=-]{8,}");
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/?#@\\s:]{0,200}:[^/?#@\\s]{1,200}@");
    /** A text that looks like JSON is read as such up to this length, which any body that is worth showing has. */
    private static final int LONGEST_JSON = 200_000;

    private Redact() {}

    /** The value as plain Java values without nulls, secrets replaced; null when absent. */
    public static Object values(Json json) {
        return clean(json.plain());
    }

    /** The value that stands under {@code name}. */
    public static Object value(String name, Json json) {
        Object plain = json.plain();
        return plain != null && secret(name, plain) ? GONE : clean(plain);
    }

    /** The value on one line: a text as it stands, anything else as compact JSON; null when absent or empty. */
    public static Untrusted quote(Json json) {
        return quote(values(json));
    }

    /** As {@link #quote(Json)}, for the value that stands under {@code name}. */
    public static Untrusted quote(String name, Json json) {
        return quote(value(name, json));
    }

    private static Untrusted quote(Object plain) {
        if (plain == null || plain instanceof List<?> list && list.isEmpty()
            || plain instanceof Map<?, ?> map && map.isEmpty()) return null;
        return Untrusted.of(plain instanceof List || plain instanceof Map ? Json.write(plain) : plain.toString());
    }

    /** Whether a value under this name is taken for a secret. */
    public static boolean secret(String name) {
        String folded = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        for (String part : INSIDE) if (folded.contains(part)) return true;
        for (String word : WORD_ENDS.split(name)) if (WORDS.contains(word.toLowerCase(Locale.ROOT))) return true;
        return false;
    }

    private static boolean secret(String name, Object value) {
        if (value instanceof Boolean || !secret(name)) return false;
        if (!(value instanceof Number)) return true;
        for (String word : WORD_ENDS.split(name)) if (COUNTING.contains(word.toLowerCase(Locale.ROOT))) return false;
        return true;
    }

    private static Object clean(Object plain) {
        if (plain instanceof Map<?, ?> map) {
            Map<String, Object> kept = new LinkedHashMap<>();
            // {"key": "authorization", "value": "…"} is a pair as well
            Object named = map.get("key") instanceof String key ? key : map.get("name");
            map.forEach((key, value) -> {
                String name = "value".equals(key) && named instanceof String pair ? pair : String.valueOf(key);
                kept.put(String.valueOf(key), secret(name, value) ? GONE : clean(value));
            });
            return kept;
        }
        if (plain instanceof List<?> list) {
            // ["Authorization", "…"]: so Sentry sends headers, cookies and queries
            if (list.size() == 2 && list.get(0) instanceof String name && secret(name, list.get(1)))
                return List.of(name, GONE);
            List<Object> kept = new ArrayList<>();
            for (Object each : list) kept.add(clean(each));
            return kept;
        }
        return plain instanceof String text ? text(text) : plain;
    }

    /** A text with the secrets in it replaced that can be told by their form. */
    public static String text(String text) {
        if (text == null) return null;
        String head = text.stripLeading();
        if (text.length() <= LONGEST_JSON && (head.startsWith("{") || head.startsWith("["))) {
            try {
                Json read = Json.read(text);
                if (read.isObject() || read.isList()) return Json.write(clean(read.plain()));
            } catch (IllegalArgumentException noJson) {
                // then it is a text like any other
            }
        }
        String out = text;
        if (out.indexOf('=') >= 0) {
            out = PAIR.matcher(out).replaceAll(pair -> {
                String kept = secret(pair.group(1)) ? pair.group(1) + "=" + GONE : pair.group();
                return java.util.regex.Matcher.quoteReplacement(kept);
            });
        }
        if (out.indexOf('@') >= 0 && out.contains("://")) out = USER_INFO.matcher(out).replaceAll(GONE + "@");
        return out.indexOf(' ') < 0 ? out
            : SCHEME.matcher(out).replaceAll("$1 " + java.util.regex.Matcher.quoteReplacement(GONE));
    }
}
