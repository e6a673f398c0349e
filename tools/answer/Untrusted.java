package tools.answer;

/**
 * Text that somebody outside wrote: an event's sender, a user, a proxy. It is data. {@link Answer} puts it inside a
 * fence; nothing else may print it.
 *
 * @param text     as received
 * @param longest  characters to show; the rest is counted, not shown
 */
public record Untrusted(String text, int longest) {

    /** One value on a line of others: enough for any title, URL or message that one reads at a glance. */
    public static final int INLINE = 300;
    /** A block of its own. */
    public static final int BLOCK = 4_000;

    public static Untrusted of(String text) {
        return text == null || text.isBlank() ? null : new Untrusted(text, INLINE);
    }

    public static Untrusted of(String text, int longest) {
        return text == null || text.isBlank() ? null : new Untrusted(text, longest);
    }

    public Untrusted upTo(int characters) { return new Untrusted(text, characters); }

    /** What is shown of a text. @param more characters that are left out at its end, negative: at its beginning */
    public record Shown(String text, int more) {
        /** Our own words about what is left out; "" when nothing is. */
        public String rest() {
            return more == 0 ? "" : "… [" + (more > 0 ? more + " more" : -more + " earlier") + " characters]";
        }
    }

    /** The end of the text, for what is told oldest first: several lines, made harmless. */
    Shown newest() {
        String tail = text.length() > 4L * longest + 64 ? text.substring(text.length() - 4 * longest - 64) : text;
        String clean = clean(tail, true);
        int from = Math.max(0, clean.length() - longest);
        if (from > 0 && clean.indexOf('\n', from - 1) >= 0) from = clean.indexOf('\n', from - 1) + 1;
        else if (from > 0 && Character.isLowSurrogate(clean.charAt(from))) from++;
        return new Shown(clean.substring(from), -(from + text.length() - tail.length()));
    }

    /** The text made harmless and cut to its length, and how much that leaves out; on one line unless {@code lines}. */
    public String shown(boolean lines) {
        Shown shown = cut(lines);
        return shown.text + shown.rest();
    }

    /** The text made harmless and cut to its length; on one line unless {@code lines}. */
    public Shown cut(boolean lines) {
        // Never clean megabytes to show a line of them. Cleaning only shortens, apart from what it drops: twice the
        // length is plenty.
        String head = text.length() > 4L * longest + 64 ? text.substring(0, 4 * longest + 64) : text;
        String clean = clean(head, lines);
        int more = Math.max(0, clean.length() - longest) + text.length() - head.length();
        if (clean.isEmpty()) return new Shown(Invisible.codes(head), 0);
        if (more == 0) return new Shown(clean, 0);
        int end = Math.min(longest, clean.length());
        if (end > 0 && end < clean.length() && Character.isHighSurrogate(clean.charAt(end - 1))) end--;
        return new Shown(clean.substring(0, end), more);
    }

    /** Marks on one letter; more than any script stacks, and less than a flood needs to hide the lines around it. */
    private static final int MOST_MARKS = 8;

    /**
     * Drops what a reader cannot see but a model or a terminal would obey: control characters, bidirectional overrides,
     * zero-width and other format characters, tag characters, variation selectors, blank letters, private-use
     * characters and lone surrogates. Joiners and the selectors of emoji stay where they join or select something, and
     * nowhere else: in rows, or between letters that need none, they carry hidden bits.
     */
    public static String clean(String text, boolean lines) {
        StringBuilder out = new StringBuilder(text.length());
        boolean blank = false;
        int before = 0;    // the letter written last; 0 at a start and after a blank
        int joiner = 0;    // one that waits for the letter that it joins
        int marks = 0;
        for (int i = 0; i < text.length();) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c > ' ' && c < 0x7F) {   // most text is nothing else
                out.append((char) c);
                blank = false;
                before = c;
                joiner = 0;
                marks = 0;
                continue;
            }
            boolean newline =
                c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029 || c == 0x85 || c == 0x0B || c == 0x0C;
            if (newline || c == '\t' || Character.getType(c) == Character.SPACE_SEPARATOR) {
                if (lines && c == '\r' && i < text.length() && text.charAt(i) == '\n') continue;
                if (lines) out.append(newline ? "\n" : c == '\t' ? "    " : " ");
                else if (!blank) out.append(' ');
                blank = !lines || !newline;
                before = 0;
                joiner = 0;
                continue;
            }
            if (c == 0x200D || c == 0x200C) {
                if (before >= 0x600) joiner = c;
                continue;
            }
            if (c == 0xFE0E || c == 0xFE0F) {
                boolean keycap = i < text.length() && text.charAt(i) == 0x20E3;
                if (joiner != 0 || !keycap && (before < 0x2000 || before >= 0xFE00 && before <= 0xFE0F)) continue;
            } else if (Invisible.is(c)) {
                continue;
            }
            int type = Character.getType(c);
            boolean mark = type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
            if (mark && (before == 0 || marks == MOST_MARKS)) continue;
            marks = mark ? marks + 1 : 0;
            if (joiner != 0 && c >= 0x600) out.append((char) joiner);
            joiner = 0;
            blank = false;
            before = c;
            out.appendCodePoint(c);
        }
        return lines ? out.toString().stripTrailing() : out.toString().strip();
    }

    /**
     * The text on one line for a place that needs one, such as a function's name: where nothing of it can be seen, its
     * code points. "" only of what is blank.
     */
    public static String name(String text) {
        String clean = clean(text, false);
        return clean.isEmpty() ? Invisible.codes(text) : clean;
    }
}
