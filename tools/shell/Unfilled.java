package tools.shell;

import java.util.List;
import java.util.Locale;
import tools.answer.Ascii;

/**
 * A setting that a client should have filled in and did not: what arrived is the client's way of naming a value, or the
 * value with something around it. Sent as it is, it would be refused as a token without anybody knowing why.
 *
 * <p>Without regular expressions: every start of the program passes through here.
 *
 * @param source the flag or variable that it came by
 * @param how    in which form, in words that go on from "arrived"; shows nothing that may be secret
 * @param filled whether there is a value, only not bare: then the client did its part
 * @param secret what of it must not be shown, or ""
 */
public record Unfilled(String source, String how, boolean filled, String secret) {

    /** What stands before a name where clients refer to a variable, an input or a secret. */
    private static final List<String> KINDS = List.of("env:", "input:", "localEnv:", "secrets.", "secret:");
    private static final int LONGEST = 60;

    /** @param value as it arrived. @return null when it is a value */
    static Unfilled of(String value, String source) {
        String bare = value.strip();
        if (bare.length() < 2) return null;
        char first = bare.charAt(0);
        if ((first == '"' || first == '\'' || first == '`') && bare.charAt(bare.length() - 1) == first)
            return around(bare.substring(1, bare.length() - 1), source, "in quotation marks");
        if (bare.length() > 7 && bare.substring(0, 7).toLowerCase(Locale.ROOT).equals("bearer "))
            return around(bare.substring(7), source, "with the word Bearer before it");
        for (String[] marks : new String[][] {{"${{", "}}"}, {"${", "}"}, {"{{", "}}"}, {"{", "}"}, {"%", "%"},
            {"<", ">"}, {"$(", ")"}, {"$", ""}})
            if (bare.startsWith(marks[0]) && bare.endsWith(marks[1])
                && bare.length() > marks[0].length() + marks[1].length())
                return reference(bare, source, marks[0], marks[1]);
        return null;
    }

    /** As {@link #of}, for what is never a word: "your-token", "YOUR_API_KEY", three dots. */
    static Unfilled secret(String value, String source) {
        Unfilled found = of(value, source);
        String bare = value.strip().toLowerCase(Locale.ROOT);
        boolean example = bare.startsWith("your-") || bare.startsWith("your_") || bare.equals("...")
            || bare.equals("…") || bare.equals("changeme");
        return found != null || !example ? found
            : new Unfilled(source, "as the example that stood there", false, "");
    }

    private static Unfilled around(String inner, String source, String how) {
        Unfilled deeper = of(inner, source);
        return deeper != null ? deeper : new Unfilled(source, how, !inner.isBlank(), inner.strip());
    }

    /** With its name when that is one of a variable; anything else may be what it should not be. */
    private static Unfilled reference(String bare, String source, String before, String after) {
        String inner = bare.substring(before.length(), bare.length() - after.length()).strip();
        String kind = "";
        for (String each : KINDS) if (inner.startsWith(each)) kind = each;
        String name = inner.substring(kind.length());
        boolean shown = isVariable(name);
        // a token may begin with a dollar sign, for all we know
        if (before.equals("$") && !shown) return null;
        return new Unfilled(source, "as " + before + kind + (shown ? name : "…") + after, false, shown ? "" : name);
    }

    private static boolean isVariable(String name) {
        if (name.isEmpty() || name.length() > LONGEST) return false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '_' && !(Ascii.letterOrDigit(c) && !Character.isLowerCase(c))) return false;
        }
        return true;
    }

    /** "SENTRY_ACCESS_TOKEN arrived as ${SENTRY_ACCESS_TOKEN}, which was to be filled in" */
    public String said() {
        return source + " arrived " + how + (filled ? "" : ", which was to be filled in");
    }
}
