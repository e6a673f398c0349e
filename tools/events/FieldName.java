package tools.events;

import java.util.List;
import java.util.regex.Pattern;
import tools.answer.Line;
import tools.answer.Untrusted;

/**
 * Names of fields and functions. Callers choose them, and what they choose may be what an event's sender wrote: only a
 * name of this grammar stands among our own words, any other is marked as foreign text.
 */
final class FieldName {
    private FieldName() {}

    private static final String KEY =
        "(?!www\\.)[A-Za-z_][A-Za-z0-9_]*(?:[.:-][A-Za-z0-9_]+)*";
    private static final String CUSTOM =
        "(?:tags|flags)\\[\"?(?!www\\.)[A-Za-z0-9_]+(?:[.:-][A-Za-z0-9_]+)*\"?(?:,(?:number|string|boolean))?\\]";
    private static final String ARGUMENT = "(?:" + KEY + "|" + CUSTOM + "|-?[0-9]+(?:\\.[0-9]+)?|-)";
    private static final Pattern PLAIN = Pattern.compile("-?(?:" + KEY + "|" + CUSTOM + "|[a-z][a-z0-9_]*\\((?:"
        + ARGUMENT + "(?:, ?" + ARGUMENT + ")*)?\\))");

    static boolean plain(String name) {
        return name.length() <= 200 && PLAIN.matcher(name).matches();
    }

    /** The name as our own word, or marked. Null when there is none. */
    static Object shown(String name) {
        return name == null ? null : plain(name) ? name : Untrusted.of(name);
    }

    static Object shown(List<String> names) {
        return Line.join(", ", names.stream().map(FieldName::shown).toList());
    }

    /** What stands before a colon, where nothing can be marked. @param number of the column, from 1 */
    static String label(String name, int number) {
        return plain(name) ? name : "field " + number;
    }
}
