package tools.answer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An answer for programs: plain maps, lists and scalars with the same content as the text.
 *
 * <p>Numbers are numbers in base units, with {@code "units": {name: unit}} beside them where they have one; times are
 * ISO 8601 in UTC; foreign text is {@code {"untrusted": "…"}}. A name is the label's in camel case, and a field of
 * Sentry's as Sentry writes it. What a list leaves out stands beside it: {@code "traces": […], "tracesMore": 7}.
 */
final class Data {
    private static final String UNITS = "units";

    private Data() {}

    static Map<String, Object> of(Answer answer) {
        Map<String, Object> out = new LinkedHashMap<>();
        for (Answer.Section section : answer.sections) {
            Map<String, Object> into = out;
            if (!section.title.isEmpty() && section.items.isEmpty()) {
                into = new LinkedHashMap<>();
                out.put(key(section.title), into);
            }
            entries(into, section.entries);
            if (section.items.isEmpty()) continue;
            List<Object> rows = new ArrayList<>();
            for (Answer.Item item : section.items) {
                Map<String, Object> row = new LinkedHashMap<>();
                put(row, item.key, item.heading);
                entries(row, item.entries);
                rows.add(row);
            }
            out.put(section.title.isEmpty() ? "items" : key(section.title), rows);
        }
        if (answer.next != null) out.put("nextCursor", Untrusted.clean(answer.next, false));
        return out;
    }

    private static void entries(Map<String, Object> into, List<Answer.Entry> entries) {
        List<Object> lines = new ArrayList<>();
        for (Answer.Entry entry : entries) {
            String key = entry.form() == Answer.Form.COLUMN ? entry.label() : key(entry.label());
            if (entry.label().isEmpty()) lines.add(plain(entry.value()));
            else if (entry.block() && entry.value() instanceof Untrusted quote) into.put(key, quoted(quote, true));
            else put(into, key, entry.value());
        }
        if (!lines.isEmpty()) into.put("lines", lines);
        // below what they belong to
        if (into.remove(UNITS) instanceof Map<?, ?> units) into.put(UNITS, units);
    }

    private static void put(Map<String, Object> into, String key, Object value) {
        Object bare = value instanceof Line line && line.parts().size() == 1 ? line.parts().get(0) : value;
        into.put(key, bare instanceof Measured measured ? measured.value() : plain(bare));
        Object first = bare instanceof List<?> list && !list.isEmpty() ? list.get(0) : bare;
        if (first instanceof Measured measured && !measured.unit().isEmpty()) {
            Map<String, Object> units = new LinkedHashMap<>();
            if (into.get(UNITS) instanceof Map<?, ?> before)
                before.forEach((name, unit) -> units.put(String.valueOf(name), unit));
            units.put(key, measured.unit());
            into.put(UNITS, units);
        }
        if (bare instanceof List<?> list && !list.isEmpty()
            && list.get(list.size() - 1) instanceof Show.More more) into.put(key + "More", more.count());
    }

    private static Object plain(Object value) {
        if (value instanceof Untrusted quote) return quoted(quote, false);
        if (value instanceof Measured measured) return measured.value();
        if (value instanceof Line line) return line(line);
        if (value instanceof List<?> list) {
            List<Object> values = new ArrayList<>();
            for (Object each : list)
                if (Answer.present(each) && !(each instanceof Show.More)) values.add(plain(each));
            return values;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> values = new LinkedHashMap<>();
            map.forEach((key, each) -> values.put(String.valueOf(key), plain(each)));
            return values;
        }
        if ("yes".equals(value) || "no".equals(value)) return "yes".equals(value);   // ours: others' words are quoted
        return value instanceof Number || value instanceof Boolean ? value : String.valueOf(value);
    }

    /** Words of ours are a text; with values or foreign text among them the line is a list, without what separates. */
    private static Object line(Line line) {
        List<Object> parts = new ArrayList<>();
        if (!values(line, parts)) return line.plain();
        return parts.size() == 1 ? parts.get(0) : parts;
    }

    /** @return whether there are values or foreign text among the words */
    private static boolean values(Line line, List<Object> into) {
        boolean any = false;
        for (Object part : line.parts()) {
            if (part instanceof Line inner) {
                any |= values(inner, into);
            } else if (part instanceof Measured measured) {
                any = true;
                into.add(measured.unit().isEmpty() ? measured.value() : valued(measured));
            } else {
                Object each = plain(part);
                boolean words = each instanceof String;
                any |= !words && !(each instanceof Number || each instanceof Boolean);
                if (!words || told((String) each)) into.add(words ? ((String) each).strip() : each);
            }
        }
        return any;
    }

    private static Map<String, Object> valued(Measured measured) {
        Map<String, Object> valued = new LinkedHashMap<>();
        valued.put("value", measured.value());
        valued.put("unit", measured.unit());
        return valued;
    }

    /** Whether words say more than where a part ends. */
    private static boolean told(String words) {
        return words.chars().anyMatch(Character::isLetterOrDigit);
    }

    private static Map<String, Object> quoted(Untrusted quote, boolean lines) {
        Map<String, Object> marked = new LinkedHashMap<>();
        marked.put("untrusted", quote.shown(lines));
        return marked;
    }

    /** "First seen" becomes "firstSeen", "DSN" becomes "dsn"; a field's name stays: "p95(span.duration)". */
    private static String key(String label) {
        boolean field = label.indexOf(' ') < 0 && label.chars().anyMatch(c -> "._([".indexOf(c) >= 0);
        if (field) return label;
        if (label.equals(label.toUpperCase(Locale.ROOT)) && label.indexOf(' ') < 0)
            return label.toLowerCase(Locale.ROOT);
        StringBuilder key = new StringBuilder();
        boolean upper = false;
        for (char c : label.toCharArray()) {
            if (Character.isLetterOrDigit(c)) {
                key.append(upper && key.length() > 0 ? Character.toUpperCase(c)
                    : key.length() == 0 ? String.valueOf(c).toLowerCase(Locale.ROOT).charAt(0) : c);
                upper = false;
            } else {
                upper = true;
            }
        }
        return key.toString();
    }
}
