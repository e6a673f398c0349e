package tools.answer;

/** A command line or environment that cannot be understood. The message names what is at fault and what is allowed. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UsageException(String message) { super(message, null, false, false); }
}
