package tools.answer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A few values in reading order, printed one after the other: our words as String, foreign ones as {@link Untrusted}.
 * Absent values (null) leave nothing behind.
 */
public record Line(List<Object> parts) {

    public static Line of(List<?> parts) {
        List<Object> present = new ArrayList<>();
        for (Object part : parts) if (part != null && !"".equals(part)) present.add(part);
        return new Line(present);
    }

    public static Line of(Object... parts) { return of(Arrays.asList(parts)); }

    /** The present values with {@code between} between them; null when none is present. */
    public static Line join(String between, List<?> values) {
        List<Object> parts = new ArrayList<>();
        for (Object value : values) {
            if (value == null || "".equals(value) || value instanceof Line line && line.parts.isEmpty()) continue;
            if (!parts.isEmpty()) parts.add(between);
            parts.add(value);
        }
        return parts.isEmpty() ? null : new Line(parts);
    }

    public static Line join(String between, Object... values) { return join(between, Arrays.asList(values)); }

    /** {@code before + value + after}, or null when the value is absent: for "assigned to X", "(X)". */
    public static Line around(String before, Object value, String after) {
        return value == null || "".equals(value) ? null : of(before, value, after);
    }

    /** Without fences, for places that hold no foreign text or are fenced themselves. */
    public String plain() {
        StringBuilder out = new StringBuilder();
        for (Object part : parts) {
            if (part instanceof Untrusted quote) out.append(quote.shown(false));
            else if (part instanceof Line line) out.append(line.plain());
            else out.append(part);
        }
        return out.toString();
    }
}
