import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Prints {@link Payloads} as JSON, every character beyond ASCII escaped, for tests that are not written in Java. */
final class PayloadsJson {
    private PayloadsJson() {}

    public static void main(String... args) {
        StringBuilder out = new StringBuilder("{");
        for (Map.Entry<String, String> payload : Payloads.all("k7f2q").entrySet()) {
            out.append(out.length() > 1 ? ",\n" : "\n").append(string(payload.getKey())).append(':')
                .append(string(payload.getValue()));
        }
        System.out.write(out.append("\n}\n").toString().getBytes(StandardCharsets.US_ASCII), 0, out.length());
        System.out.flush();
    }

    /** Lone surrogates stay what they are. */
    private static String string(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c >= ' ' && c < 0x7F && c != '"' && c != '\\') out.append(c);
            else out.append(String.format("\\u%04x", (int) c));
        }
        return out.append('"').toString();
    }
}
