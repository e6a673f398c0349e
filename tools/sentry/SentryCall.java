package tools.sentry;

/**
 * The outside as one call of a tool sees it: within the call's deadline, and aborted when the call is cancelled. The
 * program makes one for each call.
 */
public interface SentryCall extends Sentry, Errand.Sender {
    /** The clock starts. On the thread of the call, which a cancellation interrupts. @param user may be null */
    void begin(Call.User user);

    /** Ends the call's requests and its work, from any thread. */
    void cancel();

    boolean cancelled();

    /** The call has answered: nothing of it runs on, and nothing starts any more. */
    void end();

    /** @throws tools.answer.FailureException when the call is cancelled, or has less time than that */
    void pause(long millis);

    @Override
    default void alive() { pause(0); }

    /** While a person thinks, no time passes. */
    void stopClock();

    void resumeClock();

    /** The language model, or null when there is none. */
    Call.Model model();

    Call.Docs docs();
}
