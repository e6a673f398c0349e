package tools.shell;

import java.util.Locale;
import java.util.Map;

/**
 * Where the words go.
 *
 * @param interactive a person sits at both ends
 * @param width       characters of a line
 * @param rewrites    a line can be written over
 * @param pictures    how it shows pictures
 */
public record Terminal(boolean interactive, boolean colours, int width, boolean rewrites, Pictures.Way pictures) {
    /** A new line every time, and no pictures. */
    public Terminal(boolean interactive, boolean colours, int width) {
        this(interactive, colours, width, false, Pictures.Way.NONE);
    }

    /** @param terminal whether a person sits at both ends */
    public static Terminal of(Map<String, String> environment, boolean terminal) {
        String columns = environment.getOrDefault("COLUMNS", "");
        String kind = environment.getOrDefault("TERM", "dumb").toLowerCase(Locale.ROOT);
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty() || kind.equals("dumb");
        Pictures.Way way = Pictures.way(kind, environment.getOrDefault("TERM_PROGRAM", ""));
        return new Terminal(terminal, terminal && !plain,
            columns.matches("[1-9][0-9]{1,2}") ? Math.max(40, Integer.parseInt(columns)) : 80,
            terminal && !kind.equals("dumb"), terminal ? way : Pictures.Way.NONE);
    }
}
