package tools;

/** A command line or environment that cannot be understood. The message names what is at fault and what is allowed. */
public final class Usage extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Usage(String message) { super(message, null, false, false); }
}
