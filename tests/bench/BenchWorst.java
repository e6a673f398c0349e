import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/**
 * The worst answers known, mixed with honest calls, on one server with the program's own options: no process is lost,
 * and no honest call. What the worst ones say does not matter, as long as they end.
 */
final class BenchWorst {
    private static final String TRACE = "b".repeat(32);
    private static final int AT_ONCE = 5;
    private static final int PATIENCE_S = 120;

    private BenchWorst() {}

    /** What a round of calls came to. */
    record Seen(int worst, int failed, int honest, int lost, int rounds, String stderr) {}

    // ---------------------------------------------------------------- the worst

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return out.toByteArray();
    }

    private static byte[] utf8(String text) { return text.getBytes(StandardCharsets.UTF_8); }

    private static String nested(int levels, String inner) { return "[".repeat(levels) + inner + "]".repeat(levels); }

    /** Bodies by a part of the path that asks for them. */
    private static Map<String, byte[]> bodies() {
        Map<String, byte[]> bodies = new LinkedHashMap<>();
        bodies.put("/bomb/teams/", gzip(new byte[60_000_000]));
        bodies.put("/values/teams/", utf8("[" + "{\"\":0},".repeat(249_000) + "{}]"));
        bodies.put("/many/teams/", utf8("[" + "{\"\":0},".repeat(1_100_000) + "{}]"));
        StringBuilder errors = new StringBuilder();
        for (int i = 0; i < 490; i++) errors.append("{\"").append("n".repeat(15_000)).append("\":");
        bodies.put("/refused/teams/", utf8(errors + "\"x\"" + "}".repeat(490)));
        bodies.put("/chain/trace/", utf8("[" + "{\"event_id\":\"a\",\"children\":[".repeat(20_000)
            + "]}".repeat(20_000) + "]"));
        bodies.put("/attribute/trace/", utf8("[{\"event_id\":\"9c1e44aa02bd77f1\",\"additional_attributes\":{\"a\":"
            + nested(40_000, "") + "}}]"));
        StringBuilder stack = new StringBuilder("0");
        for (int i = 1; i < 2_000; i++) stack.append(',').append(i);
        bodies.put("/profiling/profiles/", utf8("{\"profile\":{\"frames\":[" + "{\"function\":\"f\"},".repeat(1_999)
            + "{\"function\":\"g\"}],\"stacks\":[[" + stack + "]],\"samples\":["
            + "{\"stack_id\":0},".repeat(200_000) + "{\"stack_id\":0}]}}"));
        bodies.put("/attachments/1/?", utf8("token=a ".repeat(15_000_000 / 8)));
        bodies.put("/attachments/2/?", utf8("GIF89a" + "x".repeat(100_000)));
        String log = "{\"password\":\"x\"}";
        for (int i = 0; i < 3; i++) log = tools.json.Json.write(nested(8, log));
        bodies.put("/logs/events/",
            utf8("{\"data\":[{\"id\":\"1\",\"message\":" + log + "}],\"meta\":{\"fields\":{}}}"));
        return bodies;
    }

    private static final byte[] TEAMS =
        utf8("[{\"id\":\"88\",\"slug\":\"payments\",\"name\":\"Payments\",\"memberCount\":4}]");
    private static final byte[] FILE = utf8("{\"id\":\"1\",\"name\":\"app.log\",\"size\":9}");

    private static void answer(HttpExchange exchange, Map<String, byte[]> bodies) throws IOException {
        String path = exchange.getRequestURI().toString();
        byte[] body = path.contains("/attachments/") ? FILE : TEAMS;
        int status = path.contains("/refused/") ? 400 : 200;
        for (Map.Entry<String, byte[]> each : bodies.entrySet()) {
            if (!path.contains(each.getKey())) continue;
            body = each.getValue();
            if (each.getKey().contains("bomb")) exchange.getResponseHeaders().add("Content-Encoding", "gzip");
        }
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Tools and arguments; null is a frame that is none. */
    private static final List<String[]> WORST = List.of(
        new String[] {"find_teams", "{\"organizationSlug\":\"bomb\"}"},
        new String[] {"find_teams", "{\"organizationSlug\":\"values\"}"},
        new String[] {"find_teams", "{\"organizationSlug\":\"many\"}"},
        new String[] {"find_teams", "{\"organizationSlug\":\"refused\"}"},
        new String[] {"get_trace_details", "{\"organizationSlug\":\"chain\",\"traceId\":\"" + TRACE + "\"}"},
        new String[] {"get_span_details", "{\"organizationSlug\":\"attribute\",\"traceId\":\"" + TRACE
            + "\",\"spanId\":\"9c1e44aa02bd77f1\"}"},
        new String[] {"get_profile_details",
            "{\"organizationSlug\":\"acme\",\"projectSlug\":\"shop\",\"profileId\":\"" + TRACE + "\"}"},
        new String[] {"get_event_attachment", "{\"organizationSlug\":\"acme\",\"projectSlug\":\"shop\",\"eventId\":\""
            + TRACE + "\",\"attachmentId\":\"1\"}"},
        new String[] {"get_event_attachment", "{\"organizationSlug\":\"acme\",\"projectSlug\":\"shop\",\"eventId\":\""
            + TRACE + "\",\"attachmentId\":\"2\"}"},
        new String[] {"list_events", "{\"organizationSlug\":\"logs\",\"dataset\":\"logs\"}"},
        new String[] {null, "[" + "{\"\":0},".repeat(1_000_000) + "{}]"});

    // ---------------------------------------------------------------- the mix

    /** @param seconds how long rounds are begun; at least one is */
    static Seen run(int seconds) throws IOException {
        Map<String, byte[]> bodies = bodies();
        HttpServer sentry = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        sentry.createContext("/", exchange -> answer(exchange, bodies));
        sentry.setExecutor(Executors.newFixedThreadPool(8, task -> {
            Thread thread = new Thread(task, "worst-answers");
            thread.setDaemon(true);
            return thread;
        }));
        sentry.start();
        try (McpClient client = McpClient.program(Map.of("SENTRY_ACCESS_TOKEN", "a-token-of-the-tests"),
            "--insecure-http", "--host=127.0.0.1:" + sentry.getAddress().getPort(), "--sentry-dsn=")) {
            client.initialize("2025-11-25");
            return rounds(client, seconds);
        } finally {
            sentry.stop(0);
        }
    }

    /** Each round asks for five of one kind at once and for one of each, with honest calls between them. */
    private static Seen rounds(McpClient client, int seconds) {
        Random random = new Random(7);
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        int id = 1;
        int worst = 0;
        int failed = 0;
        int honest = 0;
        int lost = 0;
        int rounds = 0;
        do {
            String[] kind = WORST.get(rounds % WORST.size());
            Set<Integer> good = new HashSet<>();
            Set<Integer> open = new HashSet<>();
            int frames = 0;
            for (int i = 0; i < AT_ONCE + 2; i++) {
                String[] asked = i < AT_ONCE ? kind : WORST.get(random.nextInt(WORST.size()));
                open.add(id);
                good.add(id);
                client.send(request(id++, "tools/call", call("find_teams", "{\"organizationSlug\":\"acme\"}")));
                if (asked[0] == null) {
                    frames++;
                    client.send(asked[1]);
                } else {
                    open.add(id);
                    client.send(request(id++, "tools/call", call(asked[0], asked[1])));
                    worst++;
                }
                open.add(id);
                good.add(id);
                client.send(request(id++, "ping", "{}"));
            }
            while (!open.isEmpty() || frames > 0) {
                com.fasterxml.jackson.databind.JsonNode answer = client.next(PATIENCE_S);
                if (answer.path("id").isNull() || answer.path("id").isMissingNode()) {
                    frames--;
                    continue;
                }
                boolean bad = answer.has("error") || answer.path("result").path("isError").asBoolean();
                open.remove(answer.path("id").asInt());
                if (!good.contains(answer.path("id").asInt())) {
                    if (bad) failed++;
                } else {
                    honest++;
                    if (bad) lost++;
                }
                client.received.clear();
            }
            rounds++;
        } while (System.nanoTime() < end || rounds < WORST.size());
        return new Seen(worst, failed, honest, lost, rounds, client.stderr());
    }

    private static String call(String tool, String arguments) { return Bench.call(tool, arguments); }

    private static String request(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }
}
