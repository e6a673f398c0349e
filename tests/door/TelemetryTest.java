import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.shell.Options;

/** What leaves the program about itself: received by a local ingest, from the real process. */
class TelemetryTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String TOKEN = "sntryu_secret_of_mira";
    private static final String INITIALIZE =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
            + "\"capabilities\":{},"
            + "\"clientInfo\":{\"name\":\"claude-code\",\"version\":\"2.1\"}}}";

    private HttpServer server;
    private final BlockingQueue<String> envelopes = new LinkedBlockingQueue<>();
    private final List<String> elsewhere = new ArrayList<>();
    private volatile long ingestTakes;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/api/42/envelope/", exchange -> {
            try (InputStream body = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
                envelopes.add(new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
            pause(ingestTakes);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/api/99/", exchange -> {
            elsewhere.add(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/api/0/", exchange -> {
            byte[] body = exchange.getRequestURI().getPath().equals("/api/0/auth/")
                ? Fixtures.bytes("account/auth.json") : "{\"version\":\"0\"}".getBytes(StandardCharsets.UTF_8);
            boolean known = exchange.getRequestURI().getPath().matches("/api/0/(auth/)?");
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(known ? 200 : 404, known ? body.length : -1);
            if (known) exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() { server.stop(0); }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private String host() { return "localhost:" + server.getAddress().getPort(); }

    private String dsn(int project) { return "http://" + KEY + "@" + host() + "/" + project; }

    private static String call(int id, String tool, String arguments) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
            + "\",\"arguments\":" + arguments + "}}";
    }

    /**
     * Starts the server, sends the lines one by one, each once the one before was answered, closes its input.
     * @return stderr
     */
    private String session(Map<String, String> environment, Path folder, List<String> flags, String... lines)
        throws Exception {
        List<String> args = new ArrayList<>(List.of("--insecure-http", "--host", host()));
        args.addAll(flags);
        Map<String, String> all = new HashMap<>(environment);
        all.put("SENTRY_ACCESS_TOKEN", TOKEN);
        ProcessBuilder builder = ShellRun.child(List.of(), all, args.toArray(String[]::new));
        if (folder != null) builder.directory(folder.toFile());
        Path err = Files.createTempFile("sentry-mcp", ".err");
        builder.redirectError(err.toFile());
        Process process = builder.start();
        OutputStream in = process.getOutputStream();
        try (BufferedReader out =
            new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line : lines) {
                in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                in.flush();
                String answer = out.readLine();
                assertTrue(answer != null && answer.startsWith("{\"jsonrpc\""), () -> "not a frame: " + answer);
            }
            in.close();
            assertNull(out.readLine(), "something else than frames was written to stdout");
        }
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it does not end");
        assertEquals(0, process.exitValue());
        String said = Files.readString(err);
        Files.delete(err);
        return said;
    }

    /** The items of the next envelopes: type → content, until {@code count} items have come. */
    private List<JsonNode> items(int count) throws Exception {
        List<JsonNode> items = new ArrayList<>();
        while (items.size() < count) {
            String envelope = envelopes.poll(10, TimeUnit.SECONDS);
            assertNotNull(envelope, "no envelope came");
            String[] lines = envelope.split("\n");
            for (int i = 1; i + 1 < lines.length; i += 2) items.add(MAPPER.readTree(lines[i + 1]));
        }
        return items;
    }

    private static TreeSet<String> names(JsonNode node) {
        TreeSet<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void aCallBecomesOneTransactionThatHoldsExactlyThis() throws Exception {
        String said = session(Map.of(), null, List.of("--sentry-dsn=" + dsn(42)), INITIALIZE, call(2, "whoami", "{}"));
        String envelope = envelopes.poll(10, TimeUnit.SECONDS);
        assertNotNull(envelope, "no envelope came");
        String[] lines = envelope.split("\n");
        assertEquals(3, lines.length, envelope);
        assertEquals("[event_id, sdk, sent_at, trace]", names(MAPPER.readTree(lines[0])).toString());
        assertEquals("[environment, public_key, release, sample_rand, sample_rate, sampled, trace_id, transaction]",
            names(MAPPER.readTree(lines[0]).path("trace")).toString());
        assertEquals("transaction", MAPPER.readTree(lines[1]).path("type").asText());
        JsonNode sent = MAPPER.readTree(lines[2]);
        assertEquals(
            "[contexts, environment, event_id, platform, release, sdk, start_timestamp, tags, timestamp, "
                + "transaction, transaction_info, type]",
            names(sent).toString());
        assertEquals("tools/call whoami", sent.path("transaction").asText());
        assertEquals("{\"mcp.client\":\"claude-code\",\"mcp.protocol\":\"2025-06-18\",\"outcome\":\"ok\"}",
            MAPPER.writeValueAsString(MAPPER.treeToValue(sent.path("tags"), java.util.TreeMap.class)));
        assertEquals("[runtime, trace]", names(sent.path("contexts")).toString());
        assertEquals("[name, version]", names(sent.path("contexts").path("runtime")).toString());
        assertEquals("[data, op, origin, span_id, status, trace_id]",
            names(sent.path("contexts").path("trace")).toString());
        assertEquals("[thread.id, thread.name]", names(sent.path("contexts").path("trace").path("data")).toString());
        assertEquals("telemetry", sent.path("contexts").path("trace").path("data").path("thread.name").asText());
        assertEquals("mcp.server", sent.path("contexts").path("trace").path("op").asText());
        assertEquals("ok", sent.path("contexts").path("trace").path("status").asText());
        assertEquals("sentry-mcp@" + SentryMcp.VERSION, sent.path("release").asText());
        assertEquals("stdio", sent.path("environment").asText());
        double seconds = sent.path("timestamp").asDouble() - sent.path("start_timestamp").asDouble();
        assertTrue(seconds >= 0 && seconds < 20, "a duration of " + seconds);
        for (String secret : List.of(TOKEN, "localhost", "127.0.0.1", "Mira", "mira@",
            System.getProperty("user.name") + "\"", InetAddress.getLocalHost().getHostName())) {
            assertFalse(envelope.contains(secret), () -> secret + " left the program: " + envelope);
        }
        assertTrue(said.contains("sentry-mcp: telemetry is on: faults and call timings of the server go to " + host()
            + ", project 42, as --sentry-dsn says\n"), said);
        assertFalse(said.contains(KEY), said);
        String kept = System.getProperty("sentry.mcp.keep");
        if (kept != null) Files.writeString(Path.of(kept), envelope);
    }

    @Test
    void argumentsAndFailuresOfACallAreNotToldButItsOutcomeIs() throws Exception {
        session(Map.of(), null, List.of("--sentry-dsn=" + dsn(42)),
            INITIALIZE.replace("claude-code", "evil client <script>"),
            call(2, "find_teams", "{\"organizationSlug\":\"hush-hush-inc\"}"),
            call(3, "find_teams", "{\"organizationSlugs\":\"hush-hush-inc\"}"));
        List<JsonNode> sent = items(2);
        assertEquals("not_found", sent.get(0).path("tags").path("outcome").asText());
        assertEquals("not_found", sent.get(0).path("contexts").path("trace").path("status").asText());
        assertEquals("input", sent.get(1).path("tags").path("outcome").asText());
        assertEquals("other", sent.get(0).path("tags").path("mcp.client").asText());
        assertFalse(sent.toString().contains("hush"), sent::toString);
        assertFalse(sent.toString().contains("script"), sent::toString);
    }

    @Test
    void aFaultIsToldWithItsPlaceAndWithoutItsMessage() throws Exception {
        Options options =
            Options.parse(new String[] {"--sentry-dsn=" + dsn(42), "--access-token=" + TOKEN}, Map.of());
        SentryMcp.Program telemetry = new SentryMcp.Program(options, new SentryMcp.Log(System.err), true);
        telemetry.fault("whoami",
            new IllegalStateException("the token is " + TOKEN, new IOException("of host.internal.example")));
        telemetry.close();
        JsonNode sent = items(1).get(0);
        assertEquals("[contexts, environment, event_id, exception, platform, release, sdk, tags, timestamp]",
            names(sent).toString());
        assertEquals("{\"where\":\"whoami\"}", sent.path("tags").toString());
        JsonNode exceptions = sent.path("exception").path("values");
        assertEquals(2, exceptions.size());
        assertEquals("IllegalStateException", exceptions.get(1).path("type").asText());
        assertTrue(exceptions.get(1).path("stacktrace").path("frames").size() > 0);
        assertTrue(exceptions.get(0).path("value").isMissingNode() && exceptions.get(1).path("value").isMissingNode(),
            exceptions::toString);
        assertFalse(sent.toString().contains(TOKEN) || sent.toString().contains("host.internal"), sent::toString);
    }

    /** The user's own application is configured by these; the SDK would read them if it were let. */
    @Test
    void theVariablesAndFilesOfTheUsersOwnApplicationAreNotRead(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("sentry.properties"),
            "dsn=" + dsn(99) + "\nenvironment=theirs\ntags.theirs=yes\n");
        Map<String, String> theirs = Map.of("SENTRY_DSN", dsn(99), "SENTRY_ENVIRONMENT", "theirs", "SENTRY_RELEASE",
            "theirs@1", "SENTRY_TAGS", "theirs:yes", "SENTRY_DEBUG", "true",
            "SENTRY_SERVERNAME", "theirs", "SENTRY_TRACES_SAMPLE_RATE", "0", "SENTRY_PROPERTIES_FILE",
            folder.resolve("sentry.properties").toString());
        String said = session(theirs, folder, List.of(), INITIALIZE, call(2, "whoami", "{}"));
        assertEquals("[]", elsewhere.toString());
        assertEquals(null, envelopes.poll());
        assertFalse(said.contains("telemetry"), said);

        session(theirs, folder, List.of("--sentry-dsn=" + dsn(42)), INITIALIZE, call(2, "whoami", "{}"));
        String sent = items(1).toString();
        assertEquals("[]", elsewhere.toString());
        assertFalse(sent.contains("theirs"), sent);
    }

    @Test
    void nothingIsSentWhenItIsTurnedOff() throws Exception {
        session(Map.of("DO_NOT_TRACK", "1"), null, List.of("--sentry-dsn=" + dsn(42)), INITIALIZE,
            call(2, "whoami", "{}"));
        session(Map.of(), null, List.of("--sentry-dsn="), INITIALIZE, call(2, "whoami", "{}"));
        assertEquals(null, envelopes.poll(500, TimeUnit.MILLISECONDS));
    }

    @Test
    void aSlowIngestHoldsTheExitForTwoSecondsAndNoLonger() throws Exception {
        ingestTakes = 15_000;
        long start = System.nanoTime();
        session(Map.of(), null, List.of("--sentry-dsn=" + dsn(42)), INITIALIZE, call(2, "whoami", "{}"));
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(took < 12_000, "it ended after " + took + " ms; the ingest would have taken 15 s");
        assertNotNull(envelopes.poll(), "what was told did not leave");
    }

    @Test
    void theStateSaysWhereItGoesAndHowToStopIt() {
        assertEquals("off: this build names no place to report to", state(Map.of()));
        assertEquals("off: --sentry-dsn is empty", state(Map.of(), "--sentry-dsn="));
        assertEquals("off: DO_NOT_TRACK is set",
            state(Map.of("DO_NOT_TRACK", "1"), "--sentry-dsn=https://k@o1.ingest.sentry.io/7"));
        assertEquals(
            "on: faults and call timings of the server go to o1.ingest.sentry.io, project 7, as --sentry-dsn says",
            state(Map.of("DO_NOT_TRACK", "0"), "--sentry-dsn=https://k@o1.ingest.sentry.io/7"));
    }

    private static String state(Map<String, String> environment, String... args) {
        return Options.parse(args, environment).telemetry(SentryMcp.PUBLISHER);
    }

    @Test
    void aMalformedDsnIsRefusedWithoutBeingShown() {
        for (String dsn : List.of("sentry.io/1", "http://key@sentry.example/1", "https://sentry.example/1",
            "https://very-secret-key@sentry.example/", "https://very secret@x/1")) {
            ShellRun run = ShellRun.here(Map.of(), "", "tools", "--sentry-dsn=" + dsn);
            assertEquals(2, run.status());
            assertEquals(
                "sentry-mcp: --sentry-dsn must be a DSN of the form https://KEY@HOST/PROJECT (http is allowed for "
                    + "this machine only), or empty\n",
                run.err());
        }
    }
}
