package tools.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as the protocol needs it, from and to plain Java values: Map, List, String, {@link Num}, Boolean, null.
 *
 * <p>Not Jackson, for one reason: its smallest parser takes as long to load as the whole rest of a handshake. The price
 * is this class; a test holds its every verdict against Jackson's on thousands of generated and broken inputs. What
 * Sentry answers is read by Jackson ({@link Json}).
 */
public final class Frames {
    /** No request of a client nests deeper; more is an attack on the reader's stack. */
    public static final int DEEPEST = 64;
    /**
     * Values of one frame, names of fields included: each takes up to 200 bytes, whatever the length of its text
     * (measured: <code>{"":0}</code>), and no request of a client comes near.
     */
    public static final int MOST_VALUES = 100_000;
    /** Digits of a number; ids and progress tokens have a few. */
    private static final int LONGEST_NUMBER = 1_000;

    private final String text;
    private int at;
    private int values;

    private Frames(String text) { this.text = text; }

    /** A number, kept as it was written: ids and progress tokens go back to the client digit by digit. */
    public static final class Num extends Number {
        private static final long serialVersionUID = 1;
        private final String raw;

        Num(String raw) { this.raw = raw; }

        @Override
        public int intValue() { return (int) doubleValue(); }
        @Override
        public long longValue() { return (long) doubleValue(); }
        @Override
        public float floatValue() { return (float) doubleValue(); }
        @Override
        public double doubleValue() { return Double.parseDouble(raw); }
        @Override
        public boolean equals(Object other) { return other instanceof Num num && num.raw.equals(raw); }
        @Override
        public int hashCode() { return raw.hashCode(); }
        @Override
        public String toString() { return raw; }
    }

    /** JSON's integers: 7, -7, 7.0; not 7.5, not 7e2. */
    public static boolean isInteger(Object value) {
        if (!(value instanceof Num num)) return false;
        boolean fraction = false;
        for (int i = 0; i < num.raw.length(); i++) {
            char c = num.raw.charAt(i);
            if (c == '.') fraction = true;
            else if (c == 'e' || c == 'E' || fraction && c != '0') return false;
        }
        return true;
    }

    // ---------------------------------------------------------------- reading

    /**
     * @throws IllegalArgumentException when the text is not exactly one JSON value (RFC 8259), nests deeper than
     *     {@link #DEEPEST} or holds more than {@link #MOST_VALUES}
     */
    public static Object read(String text) {
        Frames reader = new Frames(text);
        Object value = reader.value(0);
        reader.blanks();
        if (reader.at < text.length()) throw reader.wrong("something follows the value");
        return value;
    }

    /** Whether a line holds nothing but a byte order mark and blanks. */
    public static boolean isBlank(byte[] line) {
        return start(line) >= end(line);
    }

    /**
     * From strict UTF-8, which a byte order mark may precede.
     * @throws IllegalArgumentException as {@link #read(String)}, and when it is no UTF-8
     */
    public static Object read(byte[] line) {
        int start = start(line);
        int end = end(line);
        String text = new String(line, start, end - start, StandardCharsets.UTF_8);
        // What is no UTF-8 has become U+FFFD, and does not turn back into the bytes it came from.
        boolean strict = text.indexOf('\uFFFD') < 0
            || Arrays.equals(text.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(line, start, end));
        if (!strict) throw new IllegalArgumentException("not UTF-8");
        return read(text);
    }

    private static int start(byte[] line) {
        return line.length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF ? 3 : 0;
    }

    private static int end(byte[] line) {
        int end = line.length;
        // JSON's blanks; a NUL is none
        while (end > 0 && (line[end - 1] == ' ' || line[end - 1] == '\t' || line[end - 1] == '\r')) end--;
        return end;
    }

    private Object value(int depth) {
        blanks();
        if (at >= text.length()) throw wrong("the text ends too early");
        count();
        char c = text.charAt(at);
        switch (c) {
            case '{':
                return object(depth + 1);
            case '[':
                return array(depth + 1);
            case '"':
                return string();
            case 't':
                return word("true", Boolean.TRUE);
            case 'f':
                return word("false", Boolean.FALSE);
            case 'n':
                return word("null", null);
            default:
                return number();
        }
    }

    private Map<String, Object> object(int depth) {
        open(depth);
        Map<String, Object> map = new LinkedHashMap<>();
        if (closes('}')) return map;
        do {
            blanks();
            if (at >= text.length() || text.charAt(at) != '"') throw wrong("a name was expected");
            count();
            String name = string();
            blanks();
            if (at >= text.length() || text.charAt(at++) != ':') throw wrong("':' was expected");
            map.put(name, value(depth));
        } while (goesOn('}'));
        return map;
    }

    private List<Object> array(int depth) {
        open(depth);
        List<Object> list = new ArrayList<>();
        if (closes(']')) return list;
        do list.add(value(depth)); while (goesOn(']'));
        return list;
    }

    private void open(int depth) {
        if (depth > DEEPEST) throw wrong("it nests deeper than " + DEEPEST);
        at++;
    }

    private void count() {
        if (++values > MOST_VALUES) throw wrong("it holds more than " + MOST_VALUES + " values");
    }

    private boolean closes(char end) {
        blanks();
        if (at >= text.length() || text.charAt(at) != end) return false;
        at++;
        return true;
    }

    /** Past a comma, or past the end. */
    private boolean goesOn(char end) {
        if (closes(end)) return false;
        if (at >= text.length() || text.charAt(at) != ',') throw wrong("',' or '" + end + "' was expected");
        at++;
        return true;
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) throw wrong("a value was expected");
        at += word.length();
        return value;
    }

    private Num number() {
        int start = at;
        if (at < text.length() && text.charAt(at) == '-') at++;
        if (at < text.length() && text.charAt(at) == '0') at++;
        else digits();
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) at++;
            digits();
        }
        if (at - start > LONGEST_NUMBER) throw wrong("a number has more than " + LONGEST_NUMBER + " digits");
        return new Num(text.substring(start, at));
    }

    private void digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
        if (at == start) throw wrong("a value was expected");
    }

    private String string() {
        int start = ++at;
        StringBuilder unescaped = null;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') return unescaped == null ? text.substring(start, at - 1)
                : unescaped.append(text, start, at - 1).toString();
            if (c < ' ') throw wrong("a control character stands in a string");
            if (c != '\\') continue;
            if (unescaped == null) unescaped = new StringBuilder();
            unescaped.append(text, start, at - 1).append(escaped());
            start = at;
        }
        throw wrong("a string does not end");
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at++) : 0;
        switch (c) {
            case '"':
            case '\\':
            case '/':
                return c;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    char digit = at < text.length() ? text.charAt(at++) : 0;
                    int value = digit < 128 ? Character.digit(digit, 16) : -1;
                    if (value < 0) throw wrong("\\u wants four hexadecimal digits");
                    code = code * 16 + value;
                }
                return (char) code;
            default:
                throw wrong("an unknown escape");
        }
    }

    private void blanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return;
            at++;
        }
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(what + " (character " + at + ")");
    }

    // ---------------------------------------------------------------- writing

    /** One line: compact JSON in UTF-8 and a newline. */
    public static byte[] write(Object value) {
        StringBuilder out = new StringBuilder(256);
        write(out, value);
        return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(StringBuilder out, Object value) {
        if (value instanceof String text) {
            string(out, text);
        } else if (value instanceof Map<?, ?> map) {
            char before = '{';
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(before);
                before = ',';
                string(out, String.valueOf(entry.getKey()));
                out.append(':');
                write(out, entry.getValue());
            }
            out.append(before == '{' ? "{}" : "}");
        } else if (value instanceof Iterable<?> list) {
            char before = '[';
            for (Object each : list) {
                out.append(before);
                before = ',';
                write(out, each);
            }
            out.append(before == '[' ? "[]" : "]");
        } else if (value instanceof Double number && (Double.isNaN(number) || Double.isInfinite(number))) {
            out.append("null");   // JSON has no such number
        } else if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
            out.append(number.longValue());
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            throw new IllegalArgumentException(value.getClass() + " is not JSON");
        }
    }

    private static void string(StringBuilder out, String text) {
        out.append('"');
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c != '"' && c != '\\' && (c < 0x2028 || c > 0x2029 && !lone(text, i));
            if (plain) continue;
            out.append(text.substring(start, i));   // copied whole; a range of a text would be copied letter by letter
            start = i + 1;
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> hex(out, c);
            }
        }
        out.append(text.substring(start)).append('"');
    }

    /** Half of a surrogate pair, which UTF-8 cannot hold. */
    private static boolean lone(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c))
            return i + 1 >= text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    private static void hex(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) out.append("0123456789abcdef".charAt(c >> shift & 15));
    }
}
