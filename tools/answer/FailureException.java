package tools.answer;

import java.util.List;

/**
 * A call that cannot be answered, in words for the user: what happened, what is at fault, what to do.
 * Foreign text (Sentry's own reasons) stays a {@link Untrusted} inside it, so that it is fenced like any other.
 */
public final class FailureException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Whose move it is. */
    public enum Kind {
        /** The arguments are wrong; nothing was sent. */
        INPUT,
        /** Sentry refused the request as it was (4xx other than the ones below). */
        REJECTED,
        /** No token, or one that Sentry does not accept. */
        TOKEN,
        /** The token may not do this. */
        PERMISSION,
        /** It is not there, or the token cannot see it. */
        NOT_FOUND,
        /** Sentry asks for fewer requests. */
        RATE_LIMIT,
        /** The host cannot be reached, did not answer in time, or answered with an error of its own. */
        UNAVAILABLE,
        /** The server is not set up for this. */
        SETUP,
        /** The language model did not translate a question, or could not be asked. */
        MODEL,
        /** The user said no. */
        DECLINED;

        /** The heading over a failure: whose move it is. */
        public String title() {
            return switch (this) {
                case INPUT -> "Wrong arguments";
                case REJECTED -> "Sentry refused the request";
                case TOKEN -> "Access token not accepted";
                case PERMISSION -> "Not permitted";
                case NOT_FOUND -> "Not found";
                case RATE_LIMIT -> "Too many requests";
                case UNAVAILABLE -> "Sentry is not available";
                case SETUP -> "Not set up";
                case MODEL -> "Not translated";
                case DECLINED -> "Declined";
            };
        }
    }

    private final Kind kind;
    private final int status;
    private final transient List<Object> parts;

    private FailureException(Kind kind, int status, List<Object> parts) {
        super(Line.of(parts).plain(), null, false, false);
        this.kind = kind;
        this.status = status;
        this.parts = parts;
    }

    /** @param parts words of ours (String) and of others ({@link Untrusted}), in reading order */
    public static FailureException of(Kind kind, Object... parts) {
        return new FailureException(kind, 0, List.of(parts));
    }

    /** A failure that came with an HTTP status. */
    public static FailureException http(Kind kind, int status, List<Object> parts) {
        return new FailureException(kind, status, List.copyOf(parts));
    }

    public static FailureException input(List<String> wrong) {
        return new FailureException(Kind.INPUT, 0, List.of(String.join("\n", wrong)));
    }

    /** An argument that only the tool itself can judge. */
    public static FailureException input(String param, String what) {
        return input(List.of(param + " " + what));
    }

    public Kind kind() { return kind; }

    /** HTTP status, or 0. */
    public int status() { return status; }

    public List<Object> parts() { return parts; }

    /** A value as it stands in an error text: short, quoted when it is plain words, else as others' text in a span. */
    public static String show(Object value) {
        if (value instanceof java.util.Map) return "an object";
        if (value instanceof List) return "a list";
        String text = Untrusted.clean(String.valueOf(value), false);
        String cut =
            text.length() > 80 ? text.substring(0, Character.isHighSurrogate(text.charAt(79)) ? 79 : 80) + "…" : text;
        if (!(value instanceof String)) return cut;
        String quoted = cut.replace('"', '\'').replace('`', '\'');
        return quoted.isBlank() || Shape.words(quoted) ? "\"" + quoted + "\""
            : "`" + quoted.replace("<<", "< <").replace(">>", "> >") + "`";
    }
}
