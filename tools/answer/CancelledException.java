package tools.answer;

/**
 * The client took its call back: nobody waits for an answer, so nobody is told why there is none. No
 * {@link FailureException}, so that what does without a look-up that failed does not go on with a call that is over.
 */
public final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CancelledException() { super("The call was cancelled.", null, false, false); }
}
