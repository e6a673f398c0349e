package tools;

/**
 * Text that somebody outside wrote: an event's sender, a user, a proxy. It is data. {@link Answer} puts it inside a fence;
 * nothing else may print it.
 *
 * @param text     as received
 * @param longest  characters to show; the rest is counted, not shown
 */
public record Quote(String text, int longest) {
    /** One value on a line of others: enough for any title, URL or message that one reads at a glance. */
    public static final int INLINE = 300;
    /** A block of its own. */
    public static final int BLOCK = 4_000;

    public static Quote of(String text) { return text == null || text.isBlank() ? null : new Quote(text, INLINE); }

    public static Quote of(String text, int longest) { return text == null || text.isBlank() ? null : new Quote(text, longest); }

    public Quote upTo(int characters) { return new Quote(text, characters); }

    /** The text made harmless and cut to its length; on one line unless {@code lines}. */
    public String shown(boolean lines) {
        // Never clean megabytes to show a line of them. Cleaning only shortens, apart from what it drops: twice the length is plenty.
        String head = text.length() > 4L * longest + 64 ? text.substring(0, 4 * longest + 64) : text;
        String clean = clean(head, lines);
        int more = Math.max(0, clean.length() - longest) + text.length() - head.length();
        if (more == 0) return clean;
        int end = Math.min(longest, clean.length());
        if (end > 0 && end < clean.length() && Character.isHighSurrogate(clean.charAt(end - 1))) end--;
        return clean.substring(0, end) + "… [" + more + " more characters]";
    }

    /**
     * Drops what a reader cannot see but a model or a terminal would obey: control characters, bidirectional overrides,
     * zero-width and other format characters (joiners inside emoji stay), tag characters, variation selectors that can carry
     * hidden bytes, private-use and lone surrogates.
     */
    public static String clean(String text, boolean lines) {
        StringBuilder out = new StringBuilder(text.length());
        boolean blank = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            boolean newline = c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029 || c == 0x85 || c == 0x0B || c == 0x0C;
            if (lines && newline) {
                if (c == '\r' && i < text.length() && text.charAt(i) == '\n') continue;
                out.append('\n');
                blank = false;
                continue;
            }
            if (newline || c == '\t' || Character.getType(c) == Character.SPACE_SEPARATOR) {
                if (lines) out.append(c == '\t' ? "    " : " ");
                else if (!blank) out.append(' ');
                blank = true;
                continue;
            }
            if (!visible(c)) continue;
            blank = false;
            out.appendCodePoint(c);
        }
        return lines ? out.toString().stripTrailing() : out.toString().strip();
    }

    private static boolean visible(int c) {
        if (c == 0x200D || c == 0x200C) return true;                       // joiners: emoji and several scripts need them
        if (c >= 0xE0000 && c <= 0xE0FFF) return false;                    // tags and variation selectors supplement
        if (c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x2800) return false;   // blank letters
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
