package tools.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What must never be shown: tokens, keys, passwords. Whatever leaves the program as a frame or a line passes through
 * here. What Sentry and the language model answer passes through here when it comes in, too, for what was sent to them:
 * shortening or unpacking it first would leave half a secret behind.
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

    /**
     * @param text      the whole
     * @param beginning what is looked for: the whole when it is short
     * @param json      the beginning as it stands in JSON
     * @param skip how far a search may go on after a byte: as in Horspool's algorithm, since most texts hold no secret
     */
    private record Secret(String text, String beginning, byte[] json, int[] skip) {
        static Secret of(String text) {
            int length = text.startsWith(OF_ORGANIZATIONS) ? THEIR_BEGINNING : BEGINNING;
            String beginning = text.length() < length + SHORTEST ? text : text.substring(0, length);
            byte[] written = Frames.write(beginning);
            // without its quotation marks and the end of the line
            byte[] json = Arrays.copyOfRange(written, 1, written.length - 2);
            int[] skip = new int[256];
            Arrays.fill(skip, json.length);
            for (int i = 0; i < json.length - 1; i++) skip[json[i] & 255] = json.length - 1 - i;
            return new Secret(text, beginning, json, skip);
        }

        boolean in(byte[] bytes) {
            int length = json.length;
            for (int at = 0; at <= bytes.length - length; at += skip[bytes[at + length - 1] & 255]) {
                if (bytes[at + length - 1] == json[length - 1]
                    && Arrays.equals(bytes, at, at + length, json, 0, length)) return true;
            }
            return false;
        }

        /** With as much behind each beginning as is like the whole. One pass: a text may be full of beginnings. */
        String cutOutOf(String shown) {
            StringBuilder left = new StringBuilder();
            int from = 0;
            for (int at; (at = shown.indexOf(beginning, from)) >= 0;) {
                int end = at + beginning.length();
                while (end < shown.length() && end - at < text.length() && shown.charAt(end) == text.charAt(end - at))
                    end++;
                left.append(shown, from, at).append(CUT);
                from = end;
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

    /** Whether there is anything to cut out of JSON in UTF-8: takes next to no time. */
    public boolean in(byte[] json) {
        for (Secret secret : all) if (secret.in(json)) return true;
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
        byte[] line = Frames.write(frame);
        return in(line) ? Frames.write(redacted(frame, false)) : line;
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
