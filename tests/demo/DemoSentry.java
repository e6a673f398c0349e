package demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** The organization acme-labs behind Sentry's HTTP API, on loopback. Any bearer token will do. */
public final class DemoSentry implements AutoCloseable {
    /** An answer that is no JSON, or whose status is not 200. */
    record Reply(int status, String type, Object body) {
        static Reply of(int status, Object body) { return new Reply(status, "application/json", body); }

        static Reply bytes(String type, byte[] body) { return new Reply(200, type, body); }
    }

    private record Route(String method, String[] pattern, Function<Ask, Object> answer) {}

    /** What endpoints add themselves to. */
    static final class Routes {
        private final List<Route> all = new ArrayList<>();

        /** @param pattern a path below /api/0/, with {placeholders}; a pattern that is added first goes first */
        Routes on(String method, String pattern, Function<Ask, Object> answer) {
            all.add(new Route(method, pattern.split("/"), answer));
            return this;
        }

        Routes get(String pattern, Function<Ask, Object> answer) { return on("GET", pattern, answer); }
    }

    private final Organization organization;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "demo-sentry");
        thread.setDaemon(true);
        return thread;
    });
    private final Routes routes = new Routes();

    private DemoSentry(int port) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        organization = new Organization(Instant.now());
        Accounts.add(routes);
        Issues.add(routes);
        Events.add(routes);
        Traces.add(routes);
        Settings.add(routes);
        Alerts.add(routes);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /** @param port 0 for a free one */
    public static DemoSentry start(int port) throws IOException {
        return new DemoSentry(port);
    }

    public int port() { return server.getAddress().getPort(); }

    /** The data that the answers come from. */
    public Organization organization() { return organization; }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            Map<String, String> headers = new LinkedHashMap<>();
            Reply reply;
            try {
                reply = answer(exchange, sent, headers);
            } catch (Refused refused) {
                reply = written(Reply.of(refused.status, refused.body));
            } catch (RuntimeException fault) {
                fault.printStackTrace();
                reply = written(Reply.of(500, Plain.map("detail", "Internal Error", "errorId", null)));
            }
            byte[] body = (byte[]) reply.body;
            headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            exchange.getResponseHeaders().set("Content-Type", reply.type);
            // Beyond 200 idle connections this server drops them unannounced, under a client that is about to use one.
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(reply.status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) exchange.getResponseBody().write(body);
        }
    }

    private static Reply written(Reply reply) {
        byte[] body = reply.body instanceof byte[] bytes ? bytes
            : reply.body == null ? new byte[0] : Plain.write(reply.body);
        return new Reply(reply.status, reply.type, body);
    }

    /** One request at a time: what is written is seen whole by what is read next. */
    private synchronized Reply answer(HttpExchange exchange, byte[] sent, Map<String, String> headers) {
        String path = exchange.getRequestURI().getRawPath();
        String query = exchange.getRequestURI().getRawQuery();
        if (path.startsWith("/oauth/"))
            return written(Accounts.device(path, form(new String(sent, StandardCharsets.UTF_8))));
        // telemetry of whoever points a DSN here
        if (path.endsWith("/envelope/")) return written(Reply.of(200, Plain.map()));
        if (!path.startsWith("/api/0/")) return Reply.bytes("text/html",
            "<!doctype html><title>Acme Labs</title><p>The API is under /api/0/.".getBytes(StandardCharsets.UTF_8));
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        if (token == null || !token.matches("(?i)bearer \\S+"))
            throw Refused.because(401, "Authentication credentials were not provided.");
        String[] segments = path.substring("/api/0/".length()).split("/");
        Object body = null;
        if (sent.length > 0) {
            try {
                body = Plain.read(sent);
            } catch (IllegalArgumentException bad) {
                throw Refused.query("JSON parse error - " + bad.getMessage().lines().findFirst().orElse(""));
            }
        }
        boolean known = false;
        for (Route route : routes.all) {
            Map<String, String> found = match(route.pattern, segments);
            if (found == null) continue;
            known = true;
            if (!route.method.equals(exchange.getRequestMethod())) continue;
            if (found.containsKey("org") && !found.get("org").equals(organization.slug())
                && !found.get("org").equals("41")) throw Refused.missing();
            Ask ask = new Ask(organization,
                "http://" + exchange.getRequestHeaders().getFirst("Host") + path
                    + (query == null ? "" : "?" + query.replaceAll("(^|&)cursor=[^&]*", "").replaceAll("^&", "")),
                found, form(query), body);
            Object answer = route.answer.apply(ask);
            headers.putAll(ask.headers);
            return written(answer instanceof Reply reply ? reply : Reply.of(answer == null ? 204 : 200, answer));
        }
        throw known ? Refused.because(405, "Method \"" + exchange.getRequestMethod() + "\" not allowed.")
            : Refused.missing();
    }

    private static Map<String, String> match(String[] pattern, String[] segments) {
        if (pattern.length != segments.length) return null;
        Map<String, String> found = new LinkedHashMap<>();
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i].startsWith("{"))
                found.put(pattern[i].substring(1, pattern[i].length() - 1), decode(segments[i].replace("+", "%2B")));
            else if (!pattern[i].equals(segments[i])) return null;
        }
        return found;
    }

    private static Map<String, List<String>> form(String text) {
        Map<String, List<String>> form = new LinkedHashMap<>();
        if (text == null || text.isEmpty()) return form;
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            form.computeIfAbsent(decode(equals < 0 ? pair : pair.substring(0, equals)), none -> new ArrayList<>())
                .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return form;
    }

    private static String decode(String text) { return URLDecoder.decode(text, StandardCharsets.UTF_8); }
}
