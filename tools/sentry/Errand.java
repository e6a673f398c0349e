package tools.sentry;

import java.util.Map;
import tools.answer.FailureException;

/**
 * One thing that is asked of a host, whatever host it is: what to send, how patiently to wait, and what to say of every
 * way in which it can end. The program sends it; there is one loop for all, with attempts, waits and redirects.
 */
public interface Errand {
    /** Who may be asked. Which addresses that are, and what is shown there to be let in, is the program's to know. */
    enum Host {
        SENTRY,
        /** Sentry without the token, since one is asked for. */
        LOGIN, MODEL, DOCUMENTATION
    }

    /** What an answer means. */
    sealed interface Verdict {
        /** It is what was asked for. */
        record Good() implements Verdict {}

        /**
         * It may be better next time.
         *
         * @param failure what to say when there is no next time
         * @param millis  that the host asks to wait, or 0
         */
        record Again(FailureException failure, long millis) implements Verdict {}

        /** Asked differently, at once, it may be good: {@link #url} or {@link #body} has changed. */
        record Differently() implements Verdict {}

        /** It is elsewhere. */
        record Redirected(String location) implements Verdict {}
    }

    /** Why a redirect is not followed. */
    enum Stray {
        NOWHERE, ELSEWHERE, WRITE, CIRCLE
    }

    Host host();

    /** GET, POST, PUT or DELETE. */
    String method();

    /** The whole address. */
    String url();

    /** Without those that let in. */
    Map<String, String> headers();

    /** Bytes to send, or null. */
    byte[] body();

    /** The largest answer, unpacked, in bytes. */
    int most();

    /** How often it may be sent in all; 1 for whatever changes something. */
    int attempts();

    /** The longest that one attempt may take, its body included, in milliseconds. */
    long longest();

    /** What must be left of the call's time after it, in milliseconds. */
    long reserve();

    /** The least time in which an attempt can bring anything, in milliseconds; with less, none is made. */
    long least();

    /** @param attempt from 1 on. @throws FailureException when no other attempt can help */
    Verdict judge(Answered answered, int attempt);

    /** Whether another attempt may help after this. */
    boolean again(HttpFailure.Fault fault);

    /** No answer. @param millis that it was given */
    FailureException broken(HttpFailure.Fault fault, long millis);

    /** @param most bytes that would have been read */
    FailureException tooLarge(long most);

    /** There was not enough time for an attempt. */
    FailureException late();

    /** @param target where it led, or "" */
    FailureException strayed(Stray why, int status, String target, int most);

    /** Who sends it. */
    interface Sender {
        /** @return an answer that was judged good. @throws FailureException */
        Answered send(Errand errand);
    }
}
