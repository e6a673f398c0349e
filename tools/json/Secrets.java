package tools.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What must never be shown: tokens, keys, passwords. Whatever leaves the program as a frame or a line passes through
 * here. What Sentry and the language model answer passes through here when it comes in, too, for what was sent to them:
 * shortening or unpacking it first would leave half a secret behind.
 *
 * <p>A secret is told by its beginning: in its own letters, escaped once as in a URL, in HTML or in JSON, whole or in
 * part, and broken by line ends. Encoded otherwise (base64, a hash, its letters apart) it is not.
 */
public final class Secrets {
    private static final String CUT = "[redacted]";
    /** A shorter secret would cut holes into ordinary words. */
    private static final int SHORTEST = 8;
    /**
     * A text that was cut for length may end in most of a secret. This much of the beginning of a long one gives it
     * away, and is no word.
     */
    private static final int BEGINNING = 12;
    /**
     * Tokens of organizations all begin with these and the same 15 characters; then come the time and the place they
     * were made at.
     */
    private static final String OF_ORGANIZATIONS = "sntrys_";
    private static final int THEIR_BEGINNING = 32;

    private volatile List<Secret> all = List.of();

    /** Line ends, and the indentation behind them, that may stand between two letters of a secret. */
    private static final int LONGEST_BREAK = 16;

    /** Letters, or bytes as letters of one byte each. */
    private record Text(String string, byte[] bytes) {
        int length() { return bytes == null ? string.length() : bytes.length; }

        /** 0 beyond its end. */
        char at(int i) {
            if (i >= length()) return 0;
            return bytes == null ? string.charAt(i) : (char) (bytes[i] & 0xFF);
        }

        /** The number that these digits write; -1 when they are none. */
        int number(int from, int digits, int radix) {
            int number = 0;
            for (int i = from; i < from + digits; i++) {
                char c = at(i);
                int digit = c < 128 ? Character.digit(c, radix) : -1;
                if (digit < 0) return -1;
                number = number * radix + digit;
            }
            return number;
        }

        /** The letter that an escape at this place stands for, and (from bit 16 on) its length; -1 when none does. */
        int escaped(int at) {
            int letter = -1;
            int length = 3;
            switch (at(at)) {
                case '%' -> letter = number(at + 1, 2, 16);
                case '\\' -> {
                    char kind = at(at + 1);
                    length = kind == 'u' ? 6 : kind == 'x' ? 4 : 2;
                    letter = kind == 'u' ? number(at + 2, 4, 16) : kind == 'x' ? number(at + 2, 2, 16)
                        : kind == '"' || kind == '\\' || kind == '/' ? kind : -1;
                }
                case '&' -> {
                    boolean hex = at(at + 2) == 'x' || at(at + 2) == 'X';
                    int from = at + (hex ? 3 : 2);
                    int to = from;
                    while (to - from < 5 && at(to) < 128 && Character.digit(at(to), hex ? 16 : 10) >= 0) to++;
                    length = to + 1 - at;
                    if (at(at + 1) == '#' && to > from && at(to) == ';')
                        letter = number(from, to - from, hex ? 16 : 10);
                }
                default -> {}
            }
            return letter < 0 || letter > 0xFFFF ? -1 : letter | length << 16;
        }

        /** Behind the line ends at this place, written as such or as in JSON, and the blanks that follow them. */
        int unbroken(int at) {
            int i = at;
            boolean broken = false;
            while (i - at < LONGEST_BREAK) {
                char c = at(i);
                if (c == '\n' || c == '\r') i++;
                else if (c == '\\' && (at(i + 1) == 'n' || at(i + 1) == 'r')) i += 2;
                else if (broken && (c == ' ' || c == '\t')) i++;
                else break;
                broken = true;
            }
            return i;
        }
    }

    /**
     * @param text      the whole
     * @param utf8      the same, each byte of it a letter
     * @param beginning this many letters give it away: all, when it is short
     */
    private record Secret(String text, String utf8, int beginning) {
        static Secret of(String text) {
            int length = text.startsWith(OF_ORGANIZATIONS) ? THEIR_BEGINNING : BEGINNING;
            String utf8 = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            return new Secret(text, utf8, text.length() < length + SHORTEST ? text.length() : length);
        }

        /**
         * Where it ends when it begins at this place: in its own letters, escaped (for a URL, HTML or JSON) in part or
         * whole, broken by line ends; -1 when it does not begin here.
         */
        int end(Text in, int at) {
            return Math.max(end(in, at, false), end(in, at, true));
        }

        /** @param loose whether escapes and line ends count: a secret may have letters that look like them */
        private int end(Text in, int at, boolean loose) {
            String letters = in.bytes == null ? text : utf8;
            int end = at;
            int known = 0;
            for (; known < letters.length(); known++) {
                int i = loose && known > 0 ? in.unbroken(end) : end;
                int escaped = loose ? in.escaped(i) : -1;
                if (escaped >= 0 && (escaped & 0xFFFF) == letters.charAt(known)) end = i + (escaped >>> 16);
                else if (i < in.length() && in.at(i) == letters.charAt(known)) end = i + 1;
                else break;
            }
            return known >= beginning ? end : -1;
        }

        /** The first place from here on where it may begin. */
        int next(Text in, int from) {
            char first = (in.bytes == null ? text : utf8).charAt(0);
            for (int i = from; i < in.length(); i++) {
                char c = in.at(i);
                if ((c == first || c == '%' || c == '\\' || c == '&') && end(in, i) >= 0) return i;
            }
            return -1;
        }

        /** With as much behind each beginning as is like the whole. One pass: a text may be full of beginnings. */
        String cutOutOf(String shown) {
            Text in = new Text(shown, null);
            StringBuilder left = new StringBuilder();
            int from = 0;
            for (int at; (at = next(in, from)) >= 0;) {
                left.append(shown, from, at).append(CUT);
                from = end(in, at);
            }
            return from == 0 ? shown : left.append(shown, from, shown.length()).toString();
        }
    }

    /** @param secret null = none */
    public void hide(String secret) {
        if (secret == null || secret.length() < SHORTEST) return;
        List<Secret> more = new ArrayList<>(all);
        more.add(Secret.of(secret));
        all = List.copyOf(more);
    }

    private boolean in(byte[] json) {
        Text text = new Text(null, json);
        for (Secret secret : all) if (secret.next(text, 0) >= 0) return true;
        return false;
    }

    public String redact(String text) {
        String shown = text;
        for (Secret secret : all) shown = secret.cutOutOf(shown);
        return shown;
    }

    /**
     * For secrets of ASCII letters and the like.
     * @param bytes whatever Sentry answered.
     * @return the same array when it holds no secret
     */
    public byte[] redact(byte[] bytes) {
        return in(bytes) ? redact(new String(bytes, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1)
            : bytes;
    }

    /**
     * A frame as one line, its strings without secrets. Numbers, and the names that are the protocol's, stay as they
     * are: it must be one that can be read.
     */
    public byte[] line(Object frame) {
        return Frames.write(in(frame) ? redacted(frame, false) : frame);
    }

    private boolean in(Object value) {
        if (value instanceof String text) {
            Text in = new Text(text, null);
            for (Secret secret : all) if (secret.next(in, 0) >= 0) return true;
        } else if (value instanceof Iterable<?> list) {
            for (Object each : list) if (in(each)) return true;
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet())
                if (in(String.valueOf(entry.getKey())) || in(entry.getValue())) return true;
        }
        return false;
    }

    private Object redacted(Object value, boolean names) {
        if (value instanceof String text) return redact(text);
        if (value instanceof Iterable<?> list) {
            List<Object> shown = new ArrayList<>();
            for (Object each : list) shown.add(redacted(each, names));
            return shown;
        }
        if (!(value instanceof Map<?, ?> map)) return value;
        Map<String, Object> shown = new LinkedHashMap<>();
        map.forEach((name, each) -> shown.put(names ? redact(String.valueOf(name)) : String.valueOf(name),
            redacted(each, names || "structuredContent".equals(name))));
        return shown;
    }
}
