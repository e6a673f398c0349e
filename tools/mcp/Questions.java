package tools.mcp;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import tools.sentry.SentryCall;

/** Questions to the user, where the server may ask the client while a call runs. */
final class Questions {
    /** A person decides; after this long they have gone away. */
    private static final long CONSENT_MS = 5 * 60_000;

    private final Server server;
    private final Map<String, CompletableFuture<Map<String, Object>>> open = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();

    Questions(Server server) { this.server = server; }

    /**
     * Asks, and waits for the answer as long as a person may take.
     *
     * @param sentry the call that asks: no time passes for it
     * @return what the client said; empty when it said nothing in time
     * @throws tools.answer.CancelledException
     */
    Map<String, Object> ask(String question, SentryCall sentry) {
        String id = "sentry-mcp-" + ids.incrementAndGet();
        CompletableFuture<Map<String, Object>> reply = new CompletableFuture<>();
        open.put(id, reply);
        server.write(Protocol.question(id, question));
        sentry.stopClock();
        try {
            return reply.get(CONSENT_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | InterruptedException | ExecutionException nobody) {
            server.write(Protocol.notice("notifications/cancelled",
                Map.of("requestId", id, "reason", "the tool call has ended")));
            if (sentry.cancelled()) sentry.pause(0);   // which says so
            return Map.of();
        } finally {
            sentry.resumeClock();
            open.remove(id);
        }
    }

    /** A client's answer to a question of ours; anything unexpected counts as no. */
    void answered(Object id, Map<String, Object> message) {
        CompletableFuture<Map<String, Object>> question = id instanceof String key ? open.get(key) : null;
        if (question != null) question
            .complete(message.get("result") instanceof Map<?, ?> result ? Protocol.strings(result) : Map.of());
    }
}
