package tools.answer;

import java.util.ArrayList;
import java.util.List;

/** Rows of words as text: columns that fit a terminal's width, or a Markdown table. */
public final class Table {
    /** A last column narrower than this cannot be read; then lines may be longer than the terminal. */
    private static final int NARROWEST = 24;

    private Table() {}

    /**
     * Columns under each other, two blanks apart. The last column is wrapped at words so that lines stay within the
     * width.
     *
     * @param rows  each of the same length
     * @param width characters of a line
     */
    public static String columns(List<List<String>> rows, int width) {
        if (rows.isEmpty()) return "";
        int last = rows.get(0).size() - 1;
        int[] widths = new int[last];
        for (List<String> row : rows)
            for (int i = 0; i < last; i++) widths[i] = Math.max(widths[i], length(row.get(i)));
        int before = 0;
        for (int each : widths) before += each + 2;
        int room = Math.max(NARROWEST, width - before);
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < last; i++)
                line.append(row.get(i)).append(" ".repeat(widths[i] - length(row.get(i)) + 2));
            boolean first = true;
            for (String part : wrap(row.get(last), room)) {
                out.append((first ? line + part : " ".repeat(before) + part).stripTrailing()).append('\n');
                first = false;
            }
        }
        return out.toString();
    }

    /** A Markdown table. Bars and line breaks inside a cell lose their meaning. */
    public static String markdown(List<String> head, List<List<String>> rows) {
        StringBuilder out = new StringBuilder();
        row(out, head);
        out.append("|").append(" --- |".repeat(head.size())).append('\n');
        for (List<String> row : rows) row(out, row);
        return out.toString();
    }

    private static void row(StringBuilder out, List<String> cells) {
        out.append('|');
        for (String cell : cells) out.append(' ').append(cell.replace("|", "\\|").replace("\n", " ")).append(" |");
        out.append('\n');
    }

    /** Lines of at most {@code width} characters, broken at blanks; a longer word stands alone. At least one line. */
    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() > 0 && length(line.toString()) + 1 + length(word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** What a terminal shows: colours take no room. */
    private static int length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\u001b') {
                i = Math.max(i, text.indexOf('m', i));
                continue;
            }
            length++;
        }
        return length;
    }
}
