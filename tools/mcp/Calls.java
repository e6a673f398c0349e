package tools.mcp;

import java.util.Locale;
import java.util.Map;
import tools.answer.Answer;
import tools.answer.CancelledException;
import tools.answer.FailureException;
import tools.sentry.Call;
import tools.sentry.Links;
import tools.sentry.SentryCall;
import tools.sentry.Tool;

/** A tool's call, from its arguments to its answer: the same for a client's frame and for a shell's words. */
public final class Calls {
    /** Letters of a nonce: 32, none of which is taken for another. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    /** As few as make it worth nobody's while to guess: 32^4, about a million. */
    private static final int NONCE = 4;

    private final Offers offers;
    private final Map<String, String> bounds;
    private final Links links;
    private final Outside outside;

    /** @param bounds what the session is bound to, by parameter name @param links of the configured Sentry */
    public Calls(Offers offers, Map<String, String> bounds, Links links, Outside outside) {
        this.offers = offers;
        this.bounds = bounds;
        this.links = links;
        this.outside = outside;
    }

    public Offers offers() { return offers; }

    /**
     * How a call ended.
     *
     * @param answer  what to say, of a failure as well; null when the call was cancelled
     * @param failure why there is no answer, or null when there is one, or the call was cancelled
     * @param fault   whether it is a fault of this program
     */
    public record Outcome(Answer answer, FailureException failure, boolean fault) {
        public boolean cancelled() { return answer == null; }

        public boolean failed() { return cancelled() || failure != null || fault; }

        public String word() {
            if (cancelled()) return "cancelled";
            return fault ? "fault" : failure == null ? "ok" : failure.kind().name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Makes a call. Failures and faults are outcomes; whatever else the user's side throws to end a call passes
     * through.
     *
     * @param protocol the MCP revision that the caller speaks, for telemetry
     * @param client   its name, for telemetry
     */
    public Outcome make(Offers.Offer offer, Map<String, Object> arguments, SentryCall sentry, Call.User user,
        String protocol, String client) {
        Tool tool = offer.tool();
        long start = outside.now();
        Outcome outcome = null;
        try {
            String unready = offers.unready(client);
            if (unready != null) throw FailureException.of(FailureException.Kind.SETUP, unready);
            Map<String, Object> accepted = tool.accept(arguments, bounds, links);
            sentry.begin(user);
            Call call = new Call(accepted, sentry, links, bounds, user, sentry.model(), sentry.docs());
            outcome = new Outcome(call.answeredBy(offer.domain(), tool), null, false);
        } catch (FailureException failure) {
            Answer said = Answer.titled(failure.kind().title()).line(failure.parts().toArray());
            outcome = new Outcome(said, failure, false);
        } catch (CancelledException over) {
            outcome = new Outcome(null, null, false);
        } catch (Protocol.InputNeeded | Protocol.Rejected end) {
            throw end;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError fault) {
            outside.fault(tool.name(), fault);
            outcome = new Outcome(Answer.titled("Failed").line(ofOurs(fault)), null, true);
        } finally {
            if (outcome != null) outside.called(tool.name(), start, outcome.word(), protocol, client);
        }
        return outcome;
    }

    private static String ofOurs(Throwable fault) {
        return fault instanceof OutOfMemoryError
            ? "Sentry's answer is too large for this server's memory. Ask for less."
            : "This is a fault in sentry-mcp itself (" + fault.getClass().getSimpleName() + "), not in your call.";
    }

    /** The answer as a model and a person read it. @param most characters */
    public String text(Answer answer, int most) {
        return answer.render(this::nonce, most);
    }

    /** Characters that nobody could have written into an event before, new for each answer. */
    String nonce() {
        StringBuilder nonce = new StringBuilder();
        for (byte each : outside.random(NONCE)) nonce.append(LETTERS.charAt(each & 31));
        return nonce.toString();
    }
}
