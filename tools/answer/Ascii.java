package tools.answer;

/** What counts as a letter or a digit wherever a word is told from a text: ASCII's, and no others. */
public final class Ascii {
    private Ascii() {}

    public static boolean letterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
