package tools;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What must never be shown: tokens, keys, passwords. Everything that leaves the program on a stream passes through here, and every
 * answer that comes in: there, too, since shortening or unpacking it first would leave half a secret behind.
 */
public final class Secrets {
    private static final String CUT = "[redacted]";
    /** A shorter secret would cut holes into ordinary words. */
    private static final int SHORTEST = 8;
    /** A text that was cut for length may end in most of a secret. This much of the beginning of a long one gives it away, and is no word. */
    private static final int BEGINNING = 12;
    private static final int LONG = 20;

    private volatile List<Secret> inText = List.of();
    private volatile List<Secret> inJson = List.of();

    /**
     * One secret as it stands in bytes: UTF-8, each byte read as one character.
     *
     * @param whole  whether it counts only as a whole
     * @param sought what is looked for: its beginning, else the whole
     * @param skip   how far the search may go on after a byte: as in Horspool's algorithm, since most texts hold no secret
     */
    private record Secret(String text, boolean whole, byte[] sought, int[] skip) {
        static Secret of(String text, boolean divisible) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            boolean whole = bytes.length < LONG || !divisible;
            byte[] sought = whole ? bytes : Arrays.copyOf(bytes, BEGINNING);
            int[] skip = new int[256];
            Arrays.fill(skip, sought.length);
            for (int i = 0; i < sought.length - 1; i++) skip[sought[i] & 255] = sought.length - 1 - i;
            return new Secret(new String(bytes, StandardCharsets.ISO_8859_1), whole, sought, skip);
        }

        boolean in(byte[] bytes) {
            int length = sought.length;
            for (int at = 0; at <= bytes.length - length; at += skip[bytes[at + length - 1] & 255]) {
                if (bytes[at + length - 1] == sought[length - 1] && Arrays.equals(bytes, at, at + length, sought, 0, length)) return true;
            }
            return false;
        }

        String cutOutOf(String bytes) {
            String shown = bytes.replace(text, CUT);
            if (whole) return shown;
            String beginning = text.substring(0, BEGINNING);
            for (int at; (at = shown.indexOf(beginning)) >= 0; ) {
                int end = at + BEGINNING;
                while (end < shown.length() && shown.charAt(end) == text.charAt(end - at)) end++;   // the whole of it is not there any more
                shown = shown.substring(0, at) + CUT + shown.substring(end);
            }
            return shown;
        }
    }

    /** @param secret null = none */
    public void hide(String secret) {
        if (secret == null || secret.length() < SHORTEST) return;
        String json = new String(Frames.write(secret), StandardCharsets.UTF_8);
        String escaped = json.substring(1, json.length() - 2);   // without its quotation marks and the end of the line
        inText = with(inText, Secret.of(secret, true));
        inJson = with(inJson, Secret.of(escaped, escaped.equals(secret)));   // a part of an escape must not stay behind
    }

    private static List<Secret> with(List<Secret> known, Secret one) {
        List<Secret> all = new ArrayList<>(known);
        all.add(one);
        return List.copyOf(all);
    }

    /** @param bytes JSON, or whatever Sentry answered. @return the same array when it holds no secret */
    public byte[] redact(byte[] bytes) { return redact(bytes, inJson); }

    public String redact(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] shown = redact(bytes, inText);
        return shown == bytes ? text : new String(shown, StandardCharsets.UTF_8);
    }

    private static byte[] redact(byte[] bytes, List<Secret> secrets) {
        byte[] shown = bytes;
        for (Secret secret : secrets) {
            if (secret.in(shown)) shown = secret.cutOutOf(new String(shown, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
        }
        return shown;
    }
}
