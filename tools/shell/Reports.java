package tools.shell;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the program tells about itself: faults of its own, and of each call its tool, duration, outcome, protocol
 * revision and client. Never arguments, answers, messages of exceptions, tokens, host names or anything about a user.
 *
 * <p>What sends it is loaded by a thread of its own, after the first list of tools or the first call. No call ever
 * waits for it.
 */
public final class Reports {
    /** What waits for the network at most; the rest is dropped. */
    public static final int MOST_WAITING = 100;
    /** A program that fails more often than this says nothing new. */
    private static final int MOST_FAULTS = 20;
    /** At exit. */
    private static final long FLUSH_MS = 2_000;

    /** What sends it. */
    public interface Sender {
        void start();

        /** @param start and end, in milliseconds since 1970 @param status the outcome in Sentry's words for spans */
        void call(String tool, long start, long end, String outcome, String status, String protocol, String client);

        /** @param where a tool's name, or which part of the server */
        void fault(String where, Throwable fault);

        void flush(long millis);
    }

    private final Sender sender;
    private final Executor thread;
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger faults = new AtomicInteger();
    private boolean started;
    private boolean closed;

    /** @param thread runs what waits, one after the other; drops what is beyond {@link #MOST_WAITING} */
    public Reports(Sender sender, Executor thread) {
        this.sender = sender;
        this.thread = thread;
    }

    /** Loads what sends, in the background, once. */
    public synchronized void start() {
        if (started) return;
        started = true;
        tell(sender::start);
    }

    private synchronized void tell(Runnable what) {
        if (closed) return;
        thread.execute(() -> {
            try {
                what.run();
            } catch (RuntimeException | LinkageError unusable) {
                // telemetry that fails is telemetry that is missing, nothing else
            }
        });
    }

    /** @param start and end, in milliseconds since 1970 @param client its name, without secrets, or "" */
    public void call(String tool, long start, long end, String outcome, String protocol, String client) {
        start();
        told.incrementAndGet();
        String name = client.isEmpty() ? "unknown" : isName(client) ? client : "other";
        tell(() -> sender.call(tool, start, end, outcome, status(outcome), protocol, name));
    }

    /** A fault as one line: where it happened, without the values that were involved. */
    public static String line(String what, Throwable fault) {
        StringBuilder line = new StringBuilder(what).append(": ").append(fault.getClass().getName());
        StackTraceElement[] frames = fault.getStackTrace();
        for (int i = 0; i < Math.min(8, frames.length); i++) line.append(" < ").append(frames[i]);
        return line.toString();
    }

    private static String status(String outcome) {
        return switch (outcome) {
            case "ok", "not_found", "unavailable", "cancelled" -> outcome;
            case "input" -> "invalid_argument";
            case "token" -> "unauthenticated";
            case "permission" -> "permission_denied";
            case "rate_limit" -> "resource_exhausted";
            case "declined" -> "aborted";
            case "fault" -> "internal_error";
            default -> "failed_precondition";
        };
    }

    /** Ours is not the place to be told anything else. */
    private static boolean isName(String client) {
        return client.matches("[A-Za-z0-9@][A-Za-z0-9 ._/@()-]{0,59}");
    }

    public void fault(String where, Throwable fault) {
        if (faults.incrementAndGet() > MOST_FAULTS) return;
        start();
        told.incrementAndGet();
        tell(() -> sender.fault(where, fault));
    }

    /** Sends what waits, for at most two seconds. A program that has nothing to tell ends at once. */
    public void close() {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        synchronized (this) {
            if (!started || closed) return;
            closed = true;
            if (told.get() == 0) return;
            thread.execute(() -> {
                try {
                    sender.flush(FLUSH_MS);
                } finally {
                    sent.complete(null);
                }
            });
        }
        try {
            sent.get(FLUSH_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException late) {
            // what has not left by now is lost
        }
    }
}
