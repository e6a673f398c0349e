package tools.shell;

import java.util.Map;

/**
 * Where the words go.
 *
 * @param interactive a person sits at both ends
 * @param width       characters of a line
 */
public record Terminal(boolean interactive, boolean colours, int width) {
    /** @param terminal whether a person sits at both ends */
    public static Terminal of(Map<String, String> environment, boolean terminal) {
        String columns = environment.getOrDefault("COLUMNS", "");
        String kind = environment.getOrDefault("TERM", "dumb");
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty() || kind.equals("dumb");
        return new Terminal(terminal, terminal && !plain,
            columns.matches("[1-9][0-9]{1,2}") ? Math.max(40, Integer.parseInt(columns)) : 80);
    }
}
