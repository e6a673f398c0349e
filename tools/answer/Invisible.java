package tools.answer;

/**
 * Code points that a reader cannot see, as a list of our own: what a JDK calls assigned or a letter depends on its age,
 * and an emoji that is younger than the JDK is no less visible.
 *
 * <p>From Unicode 17: controls (Cc), Default_Ignorable_Code_Point (DerivedCoreProperties.txt, the reserved ones
 * included), format characters (Cf), private use, surrogates and noncharacters, and letters without a form.
 */
final class Invisible {
    /** First and last of each range, in order. */
    private static final int[] RANGES = {0x00, 0x1F, 0x7F, 0x9F, // controls
        0xAD, 0xAD, 0x34F, 0x34F, // soft hyphen, grapheme joiner
        0x600, 0x605, 0x61C, 0x61C, 0x6DD, 0x6DD, 0x70F, 0x70F, 0x890, 0x891, 0x8E2, 0x8E2, // format, of Arabic
        0x115F, 0x1160, 0x17B4, 0x17B5, // Hangul fillers, Khmer vowels without a form
        0x180B, 0x180F, // Mongolian selectors
        0x200B, 0x200F, 0x202A, 0x202E, 0x2060, 0x206F, // zero width, direction, invisible operators
        0x2800, 0x2800, 0x3164, 0x3164, // blank Braille, Hangul filler
        0xD800, 0xF8FF, // surrogates, private use
        0xFDD0, 0xFDEF, 0xFE00, 0xFE0F, 0xFEFF, 0xFEFF, 0xFFA0, 0xFFA0, 0xFFF0, 0xFFFB, // noncharacters, selectors, …
        0x110BD, 0x110BD, 0x110CD, 0x110CD, 0x13430, 0x1343F, // Kaithi numbers, Egyptian format
        0x1BCA0, 0x1BCA3, 0x1D159, 0x1D159, 0x1D173, 0x1D17A, // shorthand, music
        0xE0000, 0xE0FFF, 0xF0000, 0x10FFFF}; // tags and selectors, private use
    private static final int MOST_NAMED = 4;

    private Invisible() {}

    /** @param c a code point */
    static boolean is(int c) {
        if ((c & 0xFFFE) == 0xFFFE) return true;   // noncharacters: the last two of each plane
        int low = 0;
        int high = RANGES.length / 2 - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            if (c < RANGES[2 * middle]) high = middle - 1;
            else if (c > RANGES[2 * middle + 1]) low = middle + 1;
            else return true;
        }
        return false;
    }

    /** "U+200B U+2060 …": of a text of which nothing can be seen; "" of one that is empty. */
    static String codes(String text) {
        StringBuilder out = new StringBuilder();
        int named = 0;
        for (int i = 0; i < text.length();) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isWhitespace(c)) continue;
            if (named++ == MOST_NAMED) return out.append(" …").toString();
            if (out.length() > 0) out.append(' ');
            out.append(String.format(java.util.Locale.ROOT, "U+%04X", c));
        }
        return out.toString();
    }
}
