package tools.shell;

import java.util.Map;
import tools.answer.FailureException;

/** A text with parts that the program writes: {@code <!-- generated: NAME -->}, the part, {@code <!-- end -->}. */
public final class Readme {
    private static final String BEGIN = "<!-- generated: ";
    private static final String END = "<!-- end -->";

    private Readme() {}

    /**
     * The text with every generated part as it should be.
     *
     * @param parts by name
     * @throws IllegalArgumentException when the text names a part that does not exist, or one has no end
     */
    public static String fill(String text, Map<String, String> parts) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (int begin; (begin = text.indexOf(BEGIN, at)) >= 0;) {
            int close = text.indexOf(" -->", begin);
            String name = close < 0 ? "" : text.substring(begin + BEGIN.length(), close).strip();
            String part = parts.get(name);
            if (part == null) throw new IllegalArgumentException("no generated part is named "
                + FailureException.show(name) + "; there are " + String.join(", ", parts.keySet()));
            int end = text.indexOf(END, close);
            int next = text.indexOf(BEGIN, close);
            if (end < 0 || next >= 0 && next < end)
                throw new IllegalArgumentException("the generated part " + name + " has no " + END);
            out.append(text, at, begin).append(block(name, part));
            at = end + END.length();
        }
        return out.append(text.substring(at)).toString();
    }

    /** A part between its marks. */
    public static String block(String name, String part) {
        return BEGIN + name + " -->\n" + part.strip() + "\n" + END;
    }
}
