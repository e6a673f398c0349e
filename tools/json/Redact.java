package tools.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.answer.Ascii;
import tools.answer.Untrusted;

/**
 * Takes secrets out of what an event's sender sent along: headers, cookies, bodies, variables, contexts, tags,
 * breadcrumbs, spans. Sentry scrubs most of them on arrival, when its owner has not switched that off; a model and its
 * provider are one reader more.
 *
 * <p>A value goes by the name it stands under; inside texts, {@code name=value} pairs (queries, cookies, forms),
 * {@code "name": value} (JSON that was cut, or written into a text), {@code Bearer …} and the password of a URL go too.
 * Counts, states and times are no secrets, whatever they are called, and an object keeps its shape.
 *
 * <p>All of it takes time in proportion to the text, and a bounded depth ({@link #TEXTS}, {@link Json#LEVELS}): the
 * texts are as long and as hostile as senders like.
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
    /** A number under a name with one of these counts something: "input_tokens" is no secret, also as a text. */
    private static final Set<String> COUNTING =
        Set.of("tokens", "count", "counts", "total", "used", "usage", "max", "min", "limit", "length", "size",
            "duration", "ttl", "age", "sessions", "cookies", "sequence", "seq", "attempts", "cost", "rate",
            "started", "updated", "created", "start", "end", "expires", "expiry", "expiration", "expired");
    /** A name that ends in one of these tells something about a secret, when its value is a word or a time. */
    private static final Set<String> TELLING =
        Set.of("status", "state", "type", "kind", "valid", "invalid", "enabled", "disabled", "present", "missing",
            "required", "started", "updated", "created", "start", "end", "expires", "expiry", "expiration", "expired",
            "mode", "policy", "method", "domain", "path", "samesite");
    /** In a session or a login that is an object, these are the keys to it; other fields are judged by their names. */
    private static final Set<String> KEYS = Set.of("id", "key", "value", "hash", "code", "data");

    /** A text that looks like JSON is read as such up to this length, which any body that is worth showing has. */
    private static final int LONGEST_JSON = 200_000;
    /** JSON in a text in JSON in a text; below that, a text is a text. */
    private static final int TEXTS = 3;
    /** Of a name, as many letters count. */
    private static final int LONGEST_NAME = 100;
    /** A quoted secret whose quotation does not end goes up to here. */
    private static final int LONGEST_SECRET = 10_000;

    private Redact() {}

    /** The value as plain Java values without nulls, secrets replaced; null when absent. */
    public static Object values(Json json) {
        return clean(json.plain(), false, 0);
    }

    /** The value that stands under {@code name}. */
    public static Object value(String name, Json json) {
        return under(name, json.plain(), false, 0);
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

    // ---------------------------------------------------------------- names

    /** Whether a name is that of a secret; what stands under it may be none all the same. */
    public static boolean secret(String name) {
        StringBuilder folded = new StringBuilder(Math.min(name.length(), 2 * LONGEST_NAME));
        for (String part : ends(name)) {
            for (int i = 0; i < part.length(); i++) {
                char c = part.charAt(i);
                if (Ascii.letterOrDigit(c)) folded.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
            }
        }
        for (String part : INSIDE) if (folded.indexOf(part) >= 0) return true;
        for (String word : words(name)) if (WORDS.contains(word)) return true;
        return false;
    }

    /** A name that is longer than any is judged by its beginning and its end. */
    private static List<String> ends(String name) {
        return name.length() <= 2 * LONGEST_NAME ? List.of(name)
            : List.of(name.substring(0, LONGEST_NAME), name.substring(name.length() - LONGEST_NAME));
    }

    /** "X-CSRF-Token", "accessToken": the words of a name, in small letters. */
    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        for (String part : ends(name)) {
            StringBuilder word = new StringBuilder();
            for (int i = 0; i < part.length(); i++) {
                char c = part.charAt(i);
                boolean upper = c >= 'A' && c <= 'Z';
                char before = i == 0 ? 0 : part.charAt(i - 1);
                boolean begins = upper && (before >= 'a' && before <= 'z' || before >= '0' && before <= '9');
                if (word.length() > 0 && (begins || !Ascii.letterOrDigit(c))) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                if (Ascii.letterOrDigit(c)) word.append(upper ? (char) (c + 32) : c);
            }
            if (word.length() > 0) words.add(word.toString());
        }
        return words;
    }

    /** Whether the scalar that stands under the name of a secret is one. */
    private static boolean secret(String name, Object value) {
        if (value instanceof Boolean) return false;
        List<String> words = words(name);
        if (value instanceof Number || value instanceof String text && number(text)) {
            for (String word : words) if (COUNTING.contains(word)) return false;
            return true;
        }
        return !(value instanceof String text && !words.isEmpty() && TELLING.contains(words.get(words.size() - 1))
            && telling(text));
    }

    /** "435", "0.75": up to the digits of a count. What is longer may be a key. */
    private static boolean number(String text) {
        if (text.isEmpty() || text.length() > 15) return false;
        boolean digit = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') digit = true;
            else if (c != '.' && !(c == '-' && i == 0)) return false;
        }
        return digit;
    }

    /** A word such as "ok" or "same-origin", a path or domain, or a time; nothing with the look of a key. */
    private static boolean telling(String text) {
        if (text.length() > 40) return false;
        boolean digits = false;
        boolean letters = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') digits = true;
            else if (Ascii.letterOrDigit(c)) letters |= c != 'T' && c != 'Z';
            else if (" -_./:+".indexOf(c) < 0) return false;
        }
        return !(digits && letters) && (letters ? text.length() <= 24 : true);
    }

    // ---------------------------------------------------------------- values

    /** What stands under a name: an object keeps its shape, a list its length. */
    private static Object under(String name, Object value, boolean within, int texts) {
        if (value == null || !secret(name)) return within && KEYS.contains(name) && scalar(value) ? GONE
            : clean(value, within, texts);
        if (value instanceof String text) {
            Object read = secret(name, text) ? json(text, texts) : null;
            return read != null ? Json.write(below(name, read, texts + 1)) : secret(name, text) ? GONE : text;
        }
        if (scalar(value)) return secret(name, value) ? GONE : value;
        return below(name, value, texts);
    }

    private static boolean scalar(Object value) { return !(value instanceof Map || value instanceof List); }

    private static String last(String name) {
        List<String> words = words(name);
        return words.isEmpty() ? "" : words.get(words.size() - 1);
    }

    /**
     * An object or list under the name of a secret. Sessions and logins are objects with much that is none; whatever is
     * in an object of passwords, tokens or cookies is one.
     */
    private static Object below(String name, Object value, int texts) {
        String first = words(name).isEmpty() ? "" : words(name).get(0);
        boolean state = value instanceof Map
            && (Set.of("session", "sessions", "auth", "oauth", "authorization").contains(first)
                || last(name).equals("session"));
        return state ? clean(value, true, texts) : hidden(name, value, texts);
    }

    private static Object hidden(String name, Object value, int texts) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> kept = new LinkedHashMap<>();
            map.forEach((key, each) -> kept.put(String.valueOf(key), scalar(each)
                ? each == null || !secret(secret(String.valueOf(key)) ? String.valueOf(key) : name + "." + key, each)
                    ? each : GONE
                : hidden(name, each, texts)));
            return kept;
        }
        if (value instanceof List<?> list) {
            List<Object> kept = new ArrayList<>();
            for (Object each : list)
                kept.add(each == null ? null
                    : scalar(each) ? secret(name, each) ? GONE : each : hidden(name, each, texts));
            return kept;
        }
        return value;
    }

    /**
     * @param within an object that is a session or a login
     * @param texts  in how many texts the value stands
     */
    private static Object clean(Object plain, boolean within, int texts) {
        if (plain instanceof Map<?, ?> map) {
            Map<String, Object> kept = new LinkedHashMap<>();
            // {"key": "authorization", "value": "…"} is a pair as well
            Object named = map.get("key") instanceof String key ? key : map.get("name");
            map.forEach((key, value) -> {
                String name = "value".equals(key) && named instanceof String pair ? pair : String.valueOf(key);
                kept.put(String.valueOf(key), under(name, value, within, texts));
            });
            return kept;
        }
        if (plain instanceof List<?> list) {
            // ["Authorization", "…"]: so Sentry sends headers, cookies and queries
            if (list.size() == 2 && list.get(0) instanceof String name && scalar(list.get(1)) && list.get(1) != null
                && secret(name) && secret(name, list.get(1))) return List.of(name, GONE);
            List<Object> kept = new ArrayList<>();
            for (Object each : list) kept.add(clean(each, within, texts));
            return kept;
        }
        return plain instanceof String text ? text(text, texts) : plain;
    }

    // ---------------------------------------------------------------- texts

    /** A text with the secrets in it replaced that can be told by their form. */
    public static String text(String text) {
        return text == null ? null : text(text, 0);
    }

    private static String text(String text, int texts) {
        Object read = json(text, texts);
        return read != null ? Json.write(clean(read, false, texts + 1)) : new Scan(text).done();
    }

    /** The object or list that a text holds, as plain values; null when it holds none. */
    private static Object json(String text, int texts) {
        if (texts >= TEXTS || text.length() > LONGEST_JSON) return null;
        int start = 0;
        while (start < text.length() && Character.isWhitespace(text.charAt(start))) start++;
        if (start == text.length() || text.charAt(start) != '{' && text.charAt(start) != '[') return null;
        try {
            Json read = Json.read(text);
            return read.isObject() || read.isList() ? read.plain() : null;
        } catch (IllegalArgumentException noJson) {
            return null;   // then it is a text like any other
        }
    }

    /** One pass over a text: no letter is looked at more than a few times. */
    private static final class Scan {
        private final String text;
        private final StringBuilder out = new StringBuilder();
        /** What stands before is written. */
        private int written;
        private int at;

        Scan(String text) { this.text = text; }

        String done() {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '=') equals();
                else if (c == ':') colon();
                else if (c == 'b' || c == 'B') scheme();
                else at++;
            }
            return written == 0 ? text : out.append(text, written, text.length()).toString();
        }

        private void gone(int from, int to) {
            out.append(text, written, from).append(GONE);
            written = to;
            at = to;
        }

        private char at(int i) { return i >= 0 && i < text.length() ? text.charAt(i) : 0; }

        private boolean blank(int i) { return at(i) == ' ' || at(i) == '\t'; }

        private static boolean named(char c) {
            return Ascii.letterOrDigit(c) || c == '_' || c == '.' || c == '-' || c == '[' || c == ']' || c == '%';
        }

        /** The name that ends before {@code end}; null when none does. */
        private String name(int end) {
            int start = end;
            while (start > written && end - start < LONGEST_NAME && named(text.charAt(start - 1))) start--;
            while (start < end && !(Ascii.letterOrDigit(text.charAt(start)) || text.charAt(start) == '_')) start++;
            return start == end ? null : text.substring(start, end);
        }

        /** name=value, name="value"; name = value when the value looks like a secret. */
        private void equals() {
            int end = at;
            while (end > written && blank(end - 1)) end--;
            boolean spaced = end < at;
            int from = at + 1;
            if (at(from) == '=' || at(from) == '>' || at(from) == '~') {
                at = from + 1;
                return;
            }
            while (blank(from)) from++;
            spaced |= from > at + 1;
            String name = quoted(end) ? name(unquoted(end)) : name(end);
            if (name == null || !secret(name)) {
                at++;
                return;
            }
            if (quote(from)) {
                quotedValue(name, from);
                return;
            }
            int to = from;
            while (to < text.length() && "&;,\"'<> \t\r\n\f".indexOf(text.charAt(to)) < 0) to++;
            if (to == from || spaced && !opaque(from, to)
                || !secret(name, text.substring(from, Math.min(to, from + 50))))
                at = Math.max(at + 1, from);
            else gone(from, to);
        }

        /** "name": value, 'name': value, \"name\": value; and Name: value, as headers stand at a line's beginning. */
        private void colon() {
            if (at(at + 1) == '/' && at(at + 2) == '/') {
                userInfo();
                return;
            }
            int end = at;
            while (end > written && blank(end - 1)) end--;
            int from = at + 1;
            while (from < text.length() && Character.isWhitespace(text.charAt(from))) from++;
            if (quoted(end)) {
                String name = name(unquoted(end));
                if (name == null || !secret(name)) at++;
                else if (quote(from)) quotedValue(name, from);
                else if (at(from) == '[') list(name, from + 1);
                else bare(name, from);
                return;
            }
            String name = name(end);
            int start = name == null ? end : end - name.length();
            if (name == null || !secret(name) || !lineStart(start)) {
                at++;
                return;
            }
            from = at + 1;
            while (blank(from)) from++;
            int to = from;
            while (to < text.length() && text.charAt(to) != '\n' && text.charAt(to) != '\r') to++;
            if (to == from || words(from, to) || !secret(name, text.substring(from, Math.min(to, from + 50)))) at++;
            else gone(from, to);
        }

        private boolean lineStart(int i) {
            while (i > written && (blank(i - 1) || at(i - 1) == '<' || at(i - 1) == '>')) i--;
            return i == 0 || at(i - 1) == '\n' || at(i - 1) == '\r';
        }

        private boolean quoted(int end) { return at(end - 1) == '"' || at(end - 1) == '\''; }

        /** Before a closing quotation mark and the backslashes that stand before it in a text in a text. */
        private int unquoted(int end) {
            int i = end - 1;
            while (i > written && at(i - 1) == '\\') i--;
            return i;
        }

        private boolean quote(int i) {
            while (at(i) == '\\') i++;
            return at(i) == '"' || at(i) == '\'';
        }

        /** Up to the same mark, with as many backslashes before it. */
        private void quotedValue(String name, int from) {
            int slashes = 0;
            while (at(from + slashes) == '\\') slashes++;
            char mark = at(from + slashes);
            int start = from + slashes + 1;
            int most = Math.min(text.length(), start + LONGEST_SECRET);
            int run = 0;
            int to = start;
            for (; to < most; to++) {
                char c = text.charAt(to);
                if (c == mark && run <= slashes) break;
                run = c == '\\' ? run + 1 : 0;
            }
            int end = to < most ? to - Math.min(run, slashes) : to;
            if (end == start || !secret(name, text.substring(start, Math.min(end, start + 50))))
                at = Math.max(to, start);
            else gone(start, end);
            if (to < most) at = to + 1;
        }

        /** The texts of a list. */
        private void list(String name, int from) {
            at = from;
            while (true) {
                while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == ',')) at++;
                if (!quote(at)) return;
                quotedValue(name, at);
            }
        }

        /** A number, or a word of JSON's. */
        private void bare(String name, int from) {
            int to = from;
            while (to < text.length() && to - from <= LONGEST_NAME && ",}] \t\r\n".indexOf(text.charAt(to)) < 0
                && text.charAt(to) != '{') to++;
            String value = text.substring(from, to);
            boolean number = number(value) && secret(name, Integer.valueOf(0));
            if (number || !value.isEmpty() && opaque(from, to) && !number(value)) gone(from, to);
            else at = Math.max(at + 1, from);
        }

        /** Has letters and digits and the length of a key: no word, no placeholder, no call. */
        private boolean opaque(int from, int to) {
            if (to - from < 6) return false;
            boolean digit = false;
            for (int i = from; i < to; i++) {
                char c = text.charAt(i);
                digit |= c >= '0' && c <= '9';
                if (c == '(' || c == '$') return false;
            }
            return digit;
        }

        /** Only words, as people write them: no secret that one could tell. */
        private boolean words(int from, int to) {
            for (int i = from; i < to; i++) {
                char c = text.charAt(i);
                if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || " .,'!-".indexOf(c) >= 0)) return false;
            }
            return true;
        }

        /** Bearer and Basic, and at least eight letters of what follows such a word. */
        private void scheme() {
            boolean bearer = text.regionMatches(true, at, "bearer", 0, 6);
            boolean basic = !bearer && text.regionMatches(true, at, "basic", 0, 5) && !Ascii.letterOrDigit(at(at - 1));
            int from = at + (bearer ? 6 : 5);
            if (!bearer && !basic || !Character.isWhitespace(at(from))) {
                at++;
                return;
            }
            while (from < text.length() && Character.isWhitespace(text.charAt(from))) from++;
            int to = from;
            while (to < text.length()
                && (Ascii.letterOrDigit(text.charAt(to)) || "._~+/=-".indexOf(text.charAt(to)) >= 0))
                to++;
            if (to - from < 8) at = from;
            else gone(from, to);
        }

        /** postgres://user:password@host */
        private void userInfo() {
            int from = at + 3;
            at = from;
            int i = from;
            boolean password = false;
            for (; i < text.length() && i - from <= 400; i++) {
                char c = text.charAt(i);
                if (c == '/' || c == '?' || c == '#' || c <= ' ') return;
                password |= c == ':';
                if (c == '@') {
                    if (password) gone(from, i);
                    return;
                }
            }
        }
    }
}
