package tools.mcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.answer.Answer;
import tools.answer.CancelledException;
import tools.answer.FailureException;
import tools.json.Frames;
import tools.sentry.Links;
import tools.sentry.SentryCall;
import tools.sentry.Tool;

/**
 * One client on one pair of streams, in whichever protocol revision each of its messages speaks ({@link Protocol}
 * has the words).
 */
public final class Server {
    /** Official clients close the connection at 10 to 16 MiB; nothing honest comes near. */
    private static final int LONGEST_LINE = 16 << 20;
    /** After the end of input, running calls may still answer for this long. */
    private static final long LAST_CALLS_MS = 10_000;
    /** A person decides; after this long they have gone away. */
    private static final long CONSENT_MS = 5 * 60_000;
    /** Open subscriptions hold no thread, only an id; a client that opens more is broken. */
    private static final int MOST_SUBSCRIPTIONS = 1_024;
    /** How long the first list may wait for the token's scopes: clients give up on a start after 10 s or more. */
    private static final long SCOPES_MS = 4_000;
    /** A suggestion that comes later than this is for what was typed before. */
    private static final int COMPLETION_SECONDS = 5;
    /** Bytes of a key that nobody can guess; as many as the hash has. */
    private static final int KEY_BYTES = 32;

    /** What the flags fix for a session. @param answerSize characters of an answer; 0 = what fits the client */
    public record Settings(String version, Map<String, String> bounds, Links links, boolean hideUnusable,
        boolean views, int answerSize) {}

    final Protocol protocol;
    private final Settings settings;
    private final InputStream in;
    private final OutputStream out;
    private final Outside outside;
    private final Runnable clientGone;
    private final Sink client = new Sink(0);
    private final Map<Object, RunningCall> running = new ConcurrentHashMap<>();
    private final Set<Object> subscriptions = ConcurrentHashMap.newKeySet();
    private final Questions questions = new Questions(this);
    private volatile Peer session;   // null until an initialize succeeded
    private volatile Calls calls;            // of the reader's thread; made, like what follows, when it is needed
    private Consents consents;
    private boolean warm;
    private int aside;                       // guarded by running

    /** @param clientGone what to do when nobody reads any more */
    public Server(Settings settings, InputStream in, OutputStream out, Outside outside, Runnable clientGone) {
        this.protocol = new Protocol(settings.version());
        this.settings = settings;
        this.in = in;
        this.out = out;
        this.outside = outside;
        this.clientGone = clientGone;
    }

    /** Of the reader's thread, before any other exists that could ask. */
    private Calls calls() {
        if (calls == null) calls = new Calls(outside.offers(), settings.bounds(), settings.links(), outside);
        return calls;
    }

    private Consents consents() {
        if (consents == null) consents = new Consents(outside.random(KEY_BYTES), protocol);
        return consents;
    }

    /** Reads frames until the input ends, then lets running calls finish. */
    public void serve() throws IOException {
        byte[] chunk = new byte[64 << 10];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean tooLong = false;
        for (int n; (n = in.read(chunk)) >= 0;) {
            int start = 0;
            for (int i = 0; i < n; i++) {
                if (chunk[i] != '\n') continue;
                if (tooLong || !gathered(line, chunk, start, i) || line.size() > LONGEST_LINE)
                    refuse(Protocol.PARSE_ERROR, "Parse error: the line is longer than " + LONGEST_LINE + " bytes");
                else line(line);
                // do not keep what one large message needed
                line = line.size() > 1 << 20 ? new ByteArrayOutputStream() : line;
                line.reset();
                tooLong = false;
                start = i + 1;
            }
            if (!tooLong && (!gathered(line, chunk, start, n) || line.size() > LONGEST_LINE)) {
                tooLong = true;
                line = new ByteArrayOutputStream();
            }
        }
        close();   // a last line without its end is not a message: it may be half of one
    }

    /** @return false when there is no memory for it */
    private static boolean gathered(ByteArrayOutputStream line, byte[] chunk, int from, int to) {
        try {
            line.write(chunk, from, to - from);
            return true;
        } catch (OutOfMemoryError full) {
            return false;
        }
    }

    private void close() {
        long end = outside.now() + LAST_CALLS_MS;
        synchronized (running) {
            while ((!running.isEmpty() || aside > 0) && outside.now() < end) {
                try {
                    running.wait(Math.max(1, end - outside.now()));
                } catch (InterruptedException stop) {
                    break;
                }
            }
        }
        for (RunningCall call : running.values()) call.cancel();
        for (Object id : subscriptions) write(protocol.unsubscribed(id));
        outside.close();
    }

    // ------------------------------------------------------------ frames in

    private void line(ByteArrayOutputStream gathered) {
        Object frame;
        try {
            byte[] bytes = gathered.toByteArray();
            if (Frames.isBlank(bytes)) return;
            frame = Frames.read(bytes);
        } catch (IllegalArgumentException malformed) {
            refuse(Protocol.PARSE_ERROR, "Parse error: the line is not one JSON value");
            return;
        } catch (OutOfMemoryError full) {
            refuse(Protocol.INTERNAL_ERROR, "Internal error: there is not enough memory to read the line");
            return;
        }
        if (frame instanceof List<?> batch) batch(batch);
        else message(frame, client);
        // the list of tools is asked for next: made while the client reads the answer to initialize
        if (session != null) calls();
    }

    /** Batches exist in 2025-03-26 only; their answers go out together, when the last of them is there. */
    private void batch(List<?> batch) {
        if (session == null || !session.version().hasBatches()) {
            refuse(Protocol.INVALID_REQUEST, "Invalid Request: batches are not supported");
            return;
        }
        if (batch.isEmpty()) {
            refuse(Protocol.INVALID_REQUEST, "Invalid Request: the batch is empty");
            return;
        }
        Sink together = new Sink(batch.size());
        for (Object frame : batch) message(frame, together);
    }

    /** Where the answers to messages go: to the client one by one, or together when they came in a batch. */
    final class Sink {
        private final boolean batch;
        private final List<Object> answers = new ArrayList<>();
        private int open;   // messages of the batch that nothing has been said of

        Sink(int messages) {
            batch = messages > 0;
            open = messages;
        }

        /** @param frame null = there will be none; of every message in a batch something is said exactly once */
        void answer(Map<String, Object> frame) {
            if (!batch) {
                if (frame != null) write(frame);
                return;
            }
            synchronized (this) {
                if (frame != null) answers.add(frame);
                if (--open == 0 && !answers.isEmpty()) write(answers);
            }
        }
    }

    private void message(Object frame, Sink sink) {
        if (!(frame instanceof Map<?, ?> object)) {
            sink.answer(Protocol.error(null,
                new Protocol.Rejected(Protocol.INVALID_REQUEST, "Invalid Request: a message is a JSON object"),
                session));
            return;
        }
        Map<String, Object> message = Protocol.strings(object);
        if (!message.containsKey("method") && (message.containsKey("result") || message.containsKey("error"))) {
            questions.answered(Protocol.id(message), message);
            sink.answer(null);
            return;
        }
        if (!message.containsKey("id") && message.containsKey("method")) {
            if (message.get("method") instanceof String method && "2.0".equals(message.get("jsonrpc")))
                notification(method, message.get("params"));
            sink.answer(null);
            return;
        }
        Peer peer = session;
        try {
            Protocol.Request request = Protocol.Request.of(message);
            peer = Protocol.peer(request.method(), request.params(), session);
            if (sink.batch && request.method().equals("initialize"))
                throw new Protocol.Rejected(Protocol.INVALID_REQUEST,
                    "Invalid Request: initialize cannot be part of a batch");
            request(request.id(), request.method(), request.params(), peer, sink);
        } catch (Protocol.Rejected rejected) {
            sink.answer(Protocol.error(Protocol.id(message), rejected, peer));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError fault) {
            outside.fault("request", fault);
            sink.answer(Protocol.error(Protocol.id(message),
                new Protocol.Rejected(Protocol.INTERNAL_ERROR, "Internal error"), peer));
        }
    }

    private void request(Object id, String method, Map<String, Object> params, Peer peer, Sink sink) {
        boolean handshake = method.equals("initialize") || method.equals("ping");
        boolean stateless = method.equals("server/discover") || method.equals("subscriptions/listen");
        if (handshake && peer.isStateless() || stateless && !peer.isStateless()) throw Protocol.unknown(method);
        if (method.endsWith("/list") && params.containsKey("cursor"))
            throw Protocol.invalid("Invalid cursor: the list has one page");
        Set<String> bound = settings.bounds().keySet();
        switch (method) {
            case "initialize" -> {
                session = Protocol.handshake(params);
                sink.answer(Protocol.response(id, protocol.initialized(session, settings.views())));
            }
            case "ping" -> sink.answer(Protocol.response(id, Map.of()));
            case "server/discover" -> sink.answer(Protocol.response(id, protocol.discovered(peer, settings.views())));
            case "subscriptions/listen" -> {
                listen(id, params);
                sink.answer(null);
            }
            case "tools/list" -> list(id, peer, sink);
            case "tools/call" -> call(id, params, peer, sink);
            case "resources/list" ->
                sink.answer(Protocol.response(id, protocol.result(peer, Protocol.resources(settings.views()), true)));
            case "resources/templates/list" -> sink.answer(Protocol.response(id,
                protocol.result(peer, Protocol.templates(calls().offers(), settings.bounds()), true)));
            case "resources/read" -> read(id, params, peer, sink);
            case "prompts/list" ->
                sink.answer(Protocol.response(id, protocol.result(peer, Protocol.prompts(peer, bound), true)));
            case "prompts/get" -> sink.answer(Protocol.response(id,
                protocol.result(peer, Protocol.prompt(params, settings.bounds(), calls().offers().names()), false)));
            case "completion/complete" -> complete(id, Protocol.Completion.of(params, settings.bounds()), peer, sink);
            default -> throw Protocol.unknown(method);
        }
    }

    private void notification(String method, Object params) {
        if (!method.equals("notifications/cancelled") || !(params instanceof Map<?, ?> given)) return;
        Object id = given.get("requestId");
        if (id == null) return;
        subscriptions.remove(id);
        RunningCall call = running.get(id);
        if (call != null) call.cancel();
    }

    /** The list never changes, so a subscription is acknowledged for nothing and stays silent. */
    private void listen(Object id, Map<String, Object> params) {
        if (!(params.get("notifications") instanceof Map))
            throw Protocol.invalid("Invalid params: notifications must be an object");
        if (subscriptions.size() >= MOST_SUBSCRIPTIONS) throw new Protocol.Rejected(Protocol.INTERNAL_ERROR,
            "Too many open subscriptions: at most " + MOST_SUBSCRIPTIONS);
        subscriptions.add(id);
        write(Protocol.subscribed(id));
    }

    /**
     * With {@code --hide-unusable} the list waits for the token's scopes, on a thread of its own: other messages
     * need not.
     */
    private void list(Object id, Peer peer, Sink sink) {
        if (!settings.hideUnusable()) {
            sink.answer(Protocol.response(id, protocol.result(peer,
                Protocol.definitions(peer, calls().offers().tools(), settings.bounds().keySet(), settings.views()),
                true)));
            warmUp();
            return;
        }
        warmUp();
        List<Tool> usable = calls().offers().tools();
        aside(() -> {
            outside.awaitScopes(SCOPES_MS);
            usable.removeIf(tool -> !outside.allows(tool));
            sink.answer(Protocol.response(id, protocol.result(peer,
                Protocol.definitions(peer, usable, settings.bounds().keySet(), settings.views()), true)));
        });
    }

    /** What the first call needs is loaded while the client thinks. */
    private void warmUp() {
        if (warm) return;
        warm = true;
        Calls ready = calls();
        outside.background("warm-up", () -> {
            ready.text(Answer.titled("Warm").fact("up", 1), Answer.BUDGET);
            outside.warmUp();
        });
    }

    /** Something short that is no call but asks Sentry: the reader goes on, and the end of input waits for it. */
    private void aside(Runnable what) {
        synchronized (running) {
            aside++;
        }
        outside.run(() -> {
            try {
                what.run();
            } finally {
                synchronized (running) {
                    aside--;
                    running.notifyAll();
                }
            }
        });
    }

    /**
     * A view's page, or the answer of the tool that shows what is at an address.
     */
    private void read(Object id, Map<String, Object> params, Peer peer, Sink sink) {
        if (!(params.get("uri") instanceof String uri)) throw Protocol.invalid("Invalid params: uri must be a string");
        Map<String, Object> page = settings.views() ? Views.read(uri, outside) : null;
        if (page != null) {
            sink.answer(Protocol.response(id, protocol.result(peer, Map.of("contents", List.of(page)), true)));
            return;
        }
        Things.Asked thing = Things.asked(uri);
        Offers.Offer offer = thing == null ? null : calls().offers().find(thing.tool());
        if (offer == null) throw Protocol.noResource(peer, "Resource not found");
        start(new RunningCall.Asked(id, offer, thing.arguments(), peer, progress(params), null, uri), sink);
    }

    /**
     * Values for an argument of a prompt or an address. Sentry is asked on a thread of its own; when it cannot be,
     * there is nothing to suggest.
     */
    private void complete(Object id, Protocol.Completion asked, Peer peer, Sink sink) {
        aside(() -> {
            List<String> values = List.of();
            SentryCall sentry = outside.open(Tool.reads("completion", "").lasting(COMPLETION_SECONDS));
            try {
                sentry.begin(null);
                values = asked.thing() == null
                    ? PromptMenu.complete(asked.argument(), asked.typed(), asked.organization(), sentry)
                    : Things.complete(asked.thing(), asked.argument(), asked.typed(), asked.organization(), sentry);
            } catch (FailureException | CancelledException unanswered) {
                // a suggestion is a courtesy: the call that follows will say what is wrong
            } catch (RuntimeException | StackOverflowError fault) {
                outside.fault("completion", fault);
            } finally {
                sentry.end();
            }
            sink.answer(Protocol.response(id, protocol.result(peer, Protocol.completed(values), false)));
        });
    }

    // ------------------------------------------------------------ calls

    private void call(Object id, Map<String, Object> params, Peer peer, Sink sink) {
        if (!(params.get("name") instanceof String name))
            throw Protocol.invalid("Invalid params: name must be a string");
        Map<String, Object> arguments = Protocol.object(params, "arguments");
        Calls ready = calls();
        Offers.Offer offer = ready.offers().find(name);
        String withheld = offer == null ? ready.offers().withheld(name) : null;
        if (withheld != null) {
            String text = Answer.titled(FailureException.Kind.SETUP.title()).line(withheld).render("", Answer.BUDGET);
            sink.answer(Protocol.response(id,
                protocol.result(peer, Protocol.called(List.of(Protocol.text(text)), true), false)));
            return;
        }
        if (offer == null) throw Protocol.invalid("Unknown tool: " + ready.offers().unknown(name));
        Consents.Given consent =
            peer.isStateless() ? consents().read(params, offer.tool().name(), arguments, outside.now()) : null;
        start(new RunningCall.Asked(id, offer, arguments, peer, progress(params), consent, null), sink);
    }

    private static Object progress(Map<String, Object> params) {
        return params.get("_meta") instanceof Map<?, ?> meta ? Protocol.token(meta.get("progressToken")) : null;
    }

    private void start(RunningCall.Asked asked, Sink sink) {
        RunningCall call = new RunningCall(this, asked, sink, calls());
        if (running.putIfAbsent(asked.id(), call) != null) throw new Protocol.Rejected(Protocol.INVALID_REQUEST,
            "Invalid Request: a request with this id is still running");
        outside.run(call);
    }

    /**
     * Says what came of a call, once it is known. The id is free before the answer is out: a client that has read it
     * may use the id again at once.
     *
     * @param frame null = nothing is said
     */
    void leave(RunningCall call, Object id, Sink sink, Map<String, Object> frame) {
        synchronized (running) {
            aside++;
            running.remove(id, call);
        }
        try {
            sink.answer(frame);
        } finally {
            synchronized (running) {
                aside--;
                running.notifyAll();
            }
        }
    }

    Outside outside() { return outside; }

    boolean views() { return settings.views(); }

    /** How long an answer may be for whoever asked. */
    int budget(Peer peer) {
        return ClientBudget.of(peer.client(), settings.answerSize());
    }

    Questions questions() { return questions; }

    /** Of the reader's thread, which has made them before any call of such a revision runs. */
    Consents askedConsents() {
        return consents;
    }

    // ------------------------------------------------------------ frames out

    /** An error that answers no request. */
    private void refuse(int code, String why) {
        write(Protocol.error(null, new Protocol.Rejected(code, why), session));
    }

    /**
     * The one writer: a whole line at once, without secrets. A client that no longer reads has gone, and the
     * program with it.
     */
    void write(Object frame) {
        byte[] bytes = outside.line(frame);
        synchronized (out) {
            try {
                out.write(bytes);
                out.flush();
            } catch (IOException gone) {
                outside.close();
                clientGone.run();
            }
        }
    }
}
