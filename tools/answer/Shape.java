package tools.answer;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What may stand among our own words although somebody else chose it: of these shapes nothing is a sentence, a link or
 * markup. Everything else is {@link Untrusted}.
 */
public final class Shape {
    private Shape() {}

    private static final Pattern SHORT_ID = Pattern.compile("[A-Z0-9][A-Z0-9_-]{0,80}-[0-9A-Z]{1,13}");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern LASTING = Pattern.compile("[0-9]{1,6}[smhdw]");
    private static final Pattern OWNER = Pattern.compile("(user|team):[0-9]{1,20}");

    /** Underscores within words only: at their edges they are emphasis. */
    private static final String WORD = "[A-Za-z0-9]+(?:_+[A-Za-z0-9]+)*";
    private static final String NAME = WORD + "(?:[.-]" + WORD + ")*";
    private static final String TAG = "(?:tags|flags)\\[" + NAME + "(?:, ?(?:string|number|boolean))?\\]";
    private static final String ARGUMENT = "-?(?:" + TAG + "|" + NAME + ")|-";
    private static final Pattern FIELD = Pattern.compile(
        "-?(?:" + TAG + "|" + NAME + "|" + WORD + "\\((?:(?:" + ARGUMENT + ")(?:, ?(?:" + ARGUMENT + "))*)?\\))");

    /**
     * At most 64 digits, or hexadecimal ones with a digit among them; a UUID; a length of time such as {@code 14d};
     * {@code user:1} or {@code team:1}, as Sentry names an owner.
     */
    public static boolean id(String text) {
        int length = text.length();
        boolean digits = length > 0;
        boolean hex = length > 0;
        boolean digit = false;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean isDigit = c >= '0' && c <= '9';
            digit |= isDigit;
            digits &= isDigit;
            hex &= isDigit || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
        }
        if (length > 64) return false;
        if (digits || hex && digit) return true;
        return length < 8 && LASTING.matcher(text).matches() || length == 36 && UUID.matcher(text).matches()
            || length < 26 && OWNER.matcher(text).matches();
    }

    /** As Sentry counts issues: {@code CHECKOUT-API-7K2}. */
    public static boolean shortId(String text) {
        return SHORT_ID.matcher(text).matches();
    }

    /** An organization's, project's, team's or monitor's: small letters, digits, {@code -} and {@code _}. */
    public static boolean slug(String text) {
        if (text.isEmpty() || text.length() > 100 || text.equals("null")) return false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            if (!letter && (c != '-' && c != '_' || i == 0 || i == text.length() - 1)) return false;
        }
        return true;
    }

    /**
     * A field, tag or function of them as people and models name them, also with the {@code -} of a descending order;
     * equations are none.
     */
    public static boolean field(String text) {
        return text.length() <= 200 && !text.regionMatches(true, 0, "www.", 0, 4) && FIELD.matcher(text).matches();
    }

    /**
     * Words in which nothing is a link or markup: letters of any script, digits, blanks and the usual signs between
     * words.
     */
    public static boolean words(String text) {
        if (text.contains("//") || text.toLowerCase(Locale.ROOT).contains("www.")) return false;
        for (int i = 0; i < text.length();) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isLetterOrDigit(c) || " .,:;/+=-?%'…".indexOf(c) >= 0) continue;
            // within a word an underscore is no emphasis
            if (c != '_' || i < 2 || i == text.length() || !Character.isLetterOrDigit(text.charAt(i - 2))
                || !Character.isLetterOrDigit(text.charAt(i))) return false;
        }
        return true;
    }

    /** A field's name as our own text when it has the shape of one; else marked as others'. Null when absent. */
    public static Object named(String field) {
        return field == null || field.isBlank() ? null : field(field) ? field : Untrusted.of(field);
    }
}
