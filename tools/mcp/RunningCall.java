package tools.mcp;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.answer.Answer;
import tools.answer.CancelledException;
import tools.answer.FailureException;
import tools.answer.Untrusted;
import tools.sentry.Call;
import tools.sentry.SentryCall;

/** One call, from its frame to its answer. It is answered or cancelled, once. */
final class RunningCall implements Runnable, Call.User {
    /** A few reports a second are plenty. */
    private static final long REPORT_MS = 250;

    /**
     * What a client asked.
     *
     * @param progressToken or null: then nobody wants to know how far it has come
     * @param consent       what a repeated call brought, or null
     * @param uri           the resource that was read in place of a call; null for a call
     */
    record Asked(Object id, Offers.Offer offer, Map<String, Object> arguments, Peer peer, Object progressToken,
        Consents.Given consent, String uri) {}

    private final Server server;
    private final Asked asked;
    private final Server.Sink sink;
    private final Calls calls;
    private final SentryCall sentry;
    private boolean over;
    private double reported;
    private long lastReport;

    RunningCall(Server server, Asked asked, Server.Sink sink, Calls calls) {
        this.server = server;
        this.asked = asked;
        this.sink = sink;
        this.calls = calls;
        this.sentry = server.outside().open(asked.offer.tool());
    }

    @Override
    public void run() {
        synchronized (this) {
            if (over) return;
        }
        try {
            Calls.Outcome outcome =
                calls.make(asked.offer, asked.arguments, sentry, this, asked.peer.version().toString(),
                    asked.peer.client());
            finish(outcome.cancelled() ? null
                : asked.uri == null ? answer(outcome.answer(), outcome.failed()) : content(outcome));
        } catch (Protocol.InputNeeded needed) {
            finish(Protocol.response(asked.id, needed.result()));
        } catch (Protocol.Rejected rejected) {
            finish(Protocol.error(asked.id, rejected, asked.peer));
        } finally {
            sentry.end();
        }
    }

    private Map<String, Object> answer(Answer answer, boolean failed) {
        String text = calls.text(answer, server.budget(asked.peer));
        List<Object> content = new ArrayList<>();
        content.add(Protocol.text(text));
        for (Answer.Image image : answer.images())
            content.add(Protocol.image(Base64.getEncoder().encodeToString(image.bytes()), image.mimeType()));
        Object drawn = !failed && server.views() && asked.peer.showsViews() ? view(answer, text) : null;
        Map<String, Object> result = Protocol.called(content, failed);
        if (drawn != null) result.put("structuredContent", drawn);   // only to whoever shows views
        return Protocol.response(asked.id, server.protocol.result(asked.peer, result, false));
    }

    /** The answer as what is at an address. */
    private Map<String, Object> content(Calls.Outcome outcome) {
        String text = calls.text(outcome.answer(), server.budget(asked.peer));
        if (outcome.failed()) throw Protocol.unreadable(asked.peer, text, outcome.failure());
        return Protocol.response(asked.id, server.protocol.read(asked.peer, asked.uri, text));
    }

    /** What the answer's view draws, or null: an answer without a picture is none the worse. */
    private Object view(Answer answer, String text) {
        try {
            return Views.content(answer, text, calls::nonce, server.budget(asked.peer), calls.offers());
        } catch (FailureException | CancelledException unanswered) {
            return null;
        } catch (RuntimeException | StackOverflowError fault) {
            server.outside().fault("view", fault);
            return null;
        }
    }

    /** The only way out: the first of answer and cancellation wins; a cancelled call is never heard of again. */
    private void finish(Map<String, Object> frame) {
        synchronized (this) {
            if (over) return;
            over = true;
        }
        server.leave(this, asked.id, sink, frame);
    }

    void cancel() {
        synchronized (this) {
            if (over) return;
            over = true;
            sentry.cancel();
        }
        server.leave(this, asked.id, sink, null);
    }

    // ---------------------------------------------------------------- the person that waits

    /** None may come after the answer. */
    @Override
    public synchronized void progress(double done, double total, String message) {
        long now = server.outside().now();
        if (over || asked.progressToken == null || done <= reported || now - lastReport < REPORT_MS) return;
        reported = done;
        lastReport = now;
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("progressToken", asked.progressToken);
        params.put("progress", done);
        if (total > 0) params.put("total", total);
        if (asked.peer.version().hasProgressMessages() && message != null)
            params.put("message", Untrusted.clean(message, false));
        server.write(Protocol.notice("notifications/progress", params));
    }

    /** A step on from whatever was reported. */
    @Override
    public void stillWaiting(String message) {
        if (asked.progressToken != null) progress(reported + 1, 0, message);
    }

    /** A client that follows a call does not end it because it is long. */
    @Override
    public boolean followsProgress() {
        return asked.progressToken != null;
    }

    @Override
    public void confirm(String question) {
        if (!asked.peer.canAsk()) return;
        if (asked.peer.isStateless())
            server.askedConsents().require(question, asked.offer.tool().name(), asked.arguments,
                asked.consent, server.outside().now());
        else Protocol.agreed(server.questions().ask(question, sentry));
    }

    @Override
    public void pause(long millis) { sentry.pause(millis); }

    @Override
    public boolean offers(String tool) { return calls.offers().has(tool); }
}
