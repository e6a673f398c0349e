import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Clients that are broken, hurried or gone: every request that was not cancelled is answered exactly once, and the next
 * one is served.
 */
class HostileClientTest {
    private static final Map<String, String> TOKEN = Map.of("SENTRY_ACCESS_TOKEN", "sntryu_test-token-0002");
    private static final List<String> VERSIONS =
        List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28");
    private static final long SEED = 20260211;
    @RegisterExtension static final WireMockExtension sentry =
        StubSentry.empty(WireMockConfiguration.options().disableRequestJournal());

    @BeforeEach
    void serve() {
        sentry.stubFor(WireMock.get("/api/0/").willReturn(WireMock.okJson("{}")));
        sentry.stubFor(WireMock.get("/api/0/auth/").willReturn(WireMock.okJson(Fixtures.text("account/auth.json"))));
        sentry.stubFor(WireMock.get(WireMock.urlPathEqualTo("/api/0/organizations/quick/teams/"))
            .willReturn(WireMock.okJson("[]")));
        sentry.stubFor(WireMock.get(WireMock.urlPathEqualTo("/api/0/organizations/some/teams/"))
            .willReturn(WireMock.okJson("[]").withFixedDelay(60)));
        sentry.stubFor(WireMock.get(WireMock.urlPathEqualTo("/api/0/organizations/slow/teams/"))
            .willReturn(WireMock.okJson("[]").withFixedDelay(2_000)));
        sentry.stubFor(WireMock.get(WireMock.urlPathEqualTo("/api/0/organizations/never/teams/"))
            .willReturn(WireMock.okJson("[]").withFixedDelay(60_000)));
        StringBuilder many = new StringBuilder("[");
        for (int i = 0; i < 400; i++)
            many.append(i == 0 ? "" : ",").append("{\"id\":\"").append(i).append("\",\"slug\":\"team-").append(i)
                .append("\",\"name\":\"").append("a long name ".repeat(10)).append("\"}");
        sentry.stubFor(WireMock.get(WireMock.urlPathEqualTo("/api/0/organizations/large/teams/"))
            .willReturn(WireMock.okJson(many.append(']').toString())));
    }

    private static String[] flags() {
        return new String[] {"--insecure-http", "--host=127.0.0.1:" + sentry.getPort(), "--sentry-dsn="};
    }

    private static final String WARNED =
        "sentry-mcp: natural-language search is off (OPENAI_API_KEY is not set); list_issues and list_events "
            + "take Sentry's own syntax\n";

    private static McpClient client() { return McpClient.pipes(TOKEN, flags()); }

    // ---------------------------------------------------------------- odd frames

    /**
     * What a line is met with: an error code and the id that goes with it, "silence", or "ok". ID stands for a fresh
     * id, META for what a stateless request carries in its params (nothing in the others), {@code ~} for a comma after
     * META where there is one. A code in brackets holds for the revisions named behind it.
     */
    private record Odd(String line, String expected, String stateless) {}

    private static final List<Odd> ODD = new ArrayList<>();

    private static void odd(String line, String expected) { ODD.add(new Odd(line, expected, expected)); }

    private static void odd(String line, String expected, String stateless) {
        ODD.add(new Odd(line, expected, stateless));
    }

    static {
        // ---- no JSON
        odd("nonsense", "-32700");
        odd("{", "-32700");
        odd("}", "-32700");
        odd("\"", "-32700");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":", "-32700");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"ping\"", "-32700");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"ping\",}", "-32700");
        odd("{'jsonrpc':'2.0','id':ID,'method':'ping'}", "-32700");
        odd("{jsonrpc:\"2.0\",id:ID}", "-32700");
        odd("{} {}", "-32700");
        odd("{\"a\":1}{\"b\":2}", "-32700");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"ping\"}]", "-32700");
        odd("// comment", "-32700");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"ping\"} // comment", "-32700");
        odd("NaN", "-32700");
        odd("Infinity", "-32700");
        odd("{\"jsonrpc\":\"2.0\",\"id\":01,\"method\":\"ping\"}", "-32700");
        odd("{\"jsonrpc\":\"2.0\",\"id\":+1,\"method\":\"ping\"}", "-32700");
        odd("{\"jsonrpc\":\"2.0\",\"id\":0x1,\"method\":\"ping\"}", "-32700");
        odd("{\"jsonrpc\":\"2.0\",\"id\":\"a\tb\",\"method\":\"ping\"}", "-32700");
        odd("{\"jsonrpc\":\"2.0\",\"id\":\"\\x\",\"method\":\"ping\"}", "-32700");
        odd("{\"jsonrpc\":\"2.0\",\"id\":\"\\u12\",\"method\":\"ping\"}", "-32700");
        odd("Content-Length: 46", "-32700");
        odd("GET / HTTP/1.1", "-32700");
        odd("[".repeat(70) + "]".repeat(70), "-32700");
        odd("{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000), "-32700");
        odd("\u0000\u0001\u0002", "-32700");
        odd("True", "-32700");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"ping\"}\u0000", "-32700");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"ping\"}\u00a0", "-32700");
        odd("\u000b", "-32700");
        // ---- JSON, no message
        odd("7", "-32600");
        odd("-0.5e3", "-32600");
        odd("\"text\"", "-32600");
        odd("null", "-32600");
        odd("true", "-32600");
        odd("{}", "-32600");
        odd("{\"id\":ID}", "-32600 ID");
        odd("{\"id\":ID,\"method\":\"ping\"}", "-32600 ID");
        odd("{\"jsonrpc\":\"1.0\",\"id\":ID,\"method\":\"ping\"}", "-32600 ID");
        odd("{\"jsonrpc\":2.0,\"id\":ID,\"method\":\"ping\"}", "-32600 ID");
        odd("{\"jsonrpc\":null,\"id\":ID,\"method\":\"ping\"}", "-32600 ID");
        odd("{\"jsonrpc\":\"2.0 \",\"id\":ID,\"method\":\"ping\"}", "-32600 ID");
        odd("{\"JSONRPC\":\"2.0\",\"id\":ID,\"method\":\"ping\"}", "-32600 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", "-32600");
        odd("{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"ping\"}", "-32600");
        odd("{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}", "-32600");
        odd("{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"ping\"}", "-32600");
        odd("{\"jsonrpc\":\"2.0\",\"id\":{\"a\":1},\"method\":\"ping\"}", "-32600");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID}", "-32600 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":null}", "-32600 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":7}", "-32600 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":[\"ping\"]}", "-32600 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":{}}", "-32600 ID");
        // ---- unknown methods
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"\",\"params\":{META}}", "-32601 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"Tools/List\",\"params\":{META}}", "-32601 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/explode\",\"params\":{META}}", "-32601 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call \",\"params\":{META}}", "-32601 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"" + "x".repeat(100_000) + "\",\"params\":{META}}",
            "-32601 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"\\u202e\\u0007\\ud800\",\"params\":{META}}", "-32601 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"notifications/initialized\",\"params\":{META}}", "-32601 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"notifications/cancelled\",\"params\":{META~\"requestId\":1}}",
            "-32601 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"resources/subscribe\",\"params\":{META}}", "-32601 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"resources/subscribe\",\"params\":{META}}", "-32601 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"sampling/createMessage\",\"params\":{META}}", "-32601 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"logging/setLevel\",\"params\":{META~\"level\":\"info\"}}",
            "-32601 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tasks/list\",\"params\":{META}}", "-32601 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"server/discover\",\"params\":{META}}", "-32601 ID", "ok ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"ping\",\"params\":{META}}", "ok ID", "-32601 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"rpc.discover\",\"params\":{META}}", "-32601 ID");
        // ---- wrong params
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/list\",\"params\":[]}", "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/list\",\"params\":null}", "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/list\",\"params\":\"x\"}", "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/list\",\"params\":7}", "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/list\",\"params\":{META~\"cursor\":\"\"}}", "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/list\",\"params\":{META~\"cursor\":null}}", "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{META}}", "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{META~\"name\":null}}", "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{META~\"name\":[\"whoami\"]}}",
            "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{META~\"name\":\"\"}}", "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{META~\"name\":\"WHOAMI\"}}",
            "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{META~\"name\":\"whoami\\u0000\"}}",
            "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{META~\"name\":\"" + "y".repeat(50_000)
            + "\"}}", "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{META~\"name\":\"whoami\","
            + "\"arguments\":[]}}",
            "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{META~\"name\":\"whoami\","
            + "\"arguments\":\"{}\"}}",
            "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{META~\"name\":\"whoami\","
            + "\"arguments\":null}}",
            "ok ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{META~\"name\":\"whoami\","
            + "\"arguments\":7}}",
            "-32602 ID");
        // ---- stateless requests, right and wrong, whatever the session is
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/list\",\"params\":{\"_meta\":"
            + "{\"io.modelcontextprotocol/protocolVersion\":7}}}",
            "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/list\",\"params\":{\"_meta\":"
            + "{\"io.modelcontextprotocol/protocolVersion\":null}}}",
            "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/list\",\"params\":{\"_meta\":"
            + "{\"io.modelcontextprotocol/protocolVersion\":\"\"}}}",
            "-32022 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/list\",\"params\":{\"_meta\":"
            + "{\"io.modelcontextprotocol/protocolVersion\":\"2025-11-25\"}}}",
            "-32022 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"initialize\",\"params\":{\"_meta\":"
            + "{\"io.modelcontextprotocol/protocolVersion\":\"2031-01-01\"}}}",
            "-32022 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/list\",\"params\":{\"_meta\":"
            + "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}",
            "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/list\",\"params\":{\"_meta\":"
            + "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/"
            + "clientCapabilities\":[]}}}",
            "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/list\",\"params\":{\"_meta\":"
            + "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/"
            + "clientCapabilities\":{},\"io.modelcontextprotocol/logLevel\":\"loud\"}}}",
            "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/list\",\"params\":{\"_meta\":"
            + "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/"
            + "clientCapabilities\":{},\"io.modelcontextprotocol/clientInfo\":7,\"traceparent\":[]}}}",
            "ok ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"subscriptions/listen\",\"params\":{" + McpClient.modern("{}")
            + "}}", "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\","
            + "\"requestState\":\"1.x.y\","
            + McpClient.modern("{}") + "}}", "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\","
            + "\"requestState\":[],\"inputResponses\":7,"
            + McpClient.modern("{}") + "}}", "-32602 ID");
        // ---- initialize that is none
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"initialize\"}", "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"initialize\",\"params\":{\"protocolVersion\":7,"
            + "\"capabilities\":{},\"clientInfo\":{}}}",
            "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
            + "\"capabilities\":null,\"clientInfo\":{}}}",
            "-32602 ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
            + "\"capabilities\":{},\"clientInfo\":\"x\"}}",
            "-32602 ID");
        // ---- silence
        odd("", "silence");
        odd("   ", "silence");
        odd("\r", "silence");
        odd("\t\t", "silence");
        odd("{\"jsonrpc\":\"2.0\",\"method\":\"nobody/knows\"}", "silence");
        odd("{\"jsonrpc\":\"2.0\",\"method\":\"ping\"}", "silence");
        odd("{\"jsonrpc\":\"2.0\",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2024-11-05\","
            + "\"capabilities\":{},\"clientInfo\":{}}}",
            "silence");
        odd("{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\"}}", "silence");
        odd("{\"jsonrpc\":\"2.0\",\"method\":7}", "silence");
        odd("{\"method\":null}", "silence");
        odd("{\"jsonrpc\":\"3.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}", "silence");
        odd("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}", "silence");
        odd("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":[1]}", "silence");
        odd("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{}}", "silence");
        odd("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":null}}", "silence");
        odd("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":{\"a\":[]}}}",
            "silence");
        odd("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"nobody\","
            + "\"reason\":7}}",
            "silence");
        odd("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":1,\"progress\":"
            + "\"x\"}}",
            "silence");
        odd("{\"jsonrpc\":\"2.0\",\"id\":\"who\",\"result\":{}}", "silence");
        odd("{\"jsonrpc\":\"2.0\",\"id\":\"sentry-mcp-1\",\"result\":{\"action\":\"accept\",\"content\":{\"confirm\":"
            + "true}}}",
            "silence");
        odd("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":1,\"message\":\"x\"}}", "silence");
        odd("{\"result\":null}", "silence");
        odd("{\"error\":7,\"id\":[]}", "silence");
        // ---- odd, and served
        odd("  {\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/list\",\"params\":{META}}  \r", "ok ID");
        odd("\uFEFF{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/list\",\"params\":{META}}", "ok ID");
        odd("{\"\\u006ethod\":1,\"\\u006aso\\u006erpc\":\"2.0\",\"id\":ID,\"\\u006dethod\":\"tools/list\",\"params\":"
            + "{META}}",
            "ok ID");
        odd("{\"params\":{META~\"x\":1e999},\"method\":\"tools/list\",\"id\":ID,\"jsonrpc\":\"2.0\",\"more\":[{}]}",
            "ok ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/list\",\"params\":{META},\"result\":{},\"error\":{}}",
            "ok ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{META~\"name\":\"whoami\",\"task\":"
            + "{\"ttl\":1},\"arguments\":{}}}",
            "ok ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{META~\"name\":\"find_teams\","
            + "\"arguments\":{\"organizationSlug\":{\"a\":[]},\"\\u0000\":1,\"constructor\":7}}}",
            "ok ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{META~\"name\":\"find_teams\","
            + "\"arguments\":{\"organizationSlug\":\"../../..\"}}}",
            "ok ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{META~\"name\":\"find_teams\","
            + "\"arguments\":{\"organizationSlug\":\""
            + "a".repeat(1_000_000) + "\"}}}", "ok ID");
        odd("{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"tools/call\",\"params\":{META~\"name\":\"find_teams\","
            + "\"arguments\":{\"organizationSlug\":\"quick\",\"limit\":1e400,\"cursor\":\"\\ud800\"}}}",
            "ok ID");
        // ---- batches
        odd("[]", "-32600");
        odd("[[]]", "batch");
        odd("[1,2,3]", "batch");
        odd("[{\"jsonrpc\":\"2.0\",\"id\":ID,\"method\":\"ping\"}]", "batch");
        odd("[{\"jsonrpc\":\"2.0\",\"method\":\"ping\"}]", "batch of notifications");
    }

    /** Each of the frames in each revision, and after each of them a good request. */
    @Test
    void anOddFrameIsMetAsItDeservesAndTheNextRequestIsServed() throws Exception {
        assertTrue(ODD.size() >= 60);
        List<String> faults = new ArrayList<>();
        int tried = 0;
        int id = 0;
        for (String version : VERSIONS) {
            boolean stateless = version.equals("2026-07-28");
            String meta = stateless ? McpClient.modern("{}") : "";
            try (McpClient client = client()) {
                if (!stateless) client.initialize(version);
                for (Odd odd : ODD) {
                    tried++;
                    int before = client.received.size();
                    String own = String.valueOf(++id);
                    String line =
                        odd.line.replace("ID", own).replace("META~", stateless ? meta + "," : "").replace("META", meta);
                    String expected = (stateless ? odd.stateless : odd.expected).replace("ID", own);
                    if (expected.startsWith("batch")) expected = !version.equals("2025-03-26") ? "-32600"
                        : expected.contains("notifications") ? "silence" : "array";
                    client.send(line);
                    String met = "silence";
                    JsonNode answer = null;
                    if (!expected.equals("silence")) {
                        try {
                            answer = client.next();
                        } catch (AssertionError nothing) {
                            faults.add(version + " " + line.substring(0, Math.min(200, line.length())) + "\n  expected "
                                + expected + ", met with silence");
                            continue;
                        }
                        String answered = answer.hasNonNull("id") ? " " + answer.path("id") : "";
                        met = answer.isArray() ? "array" : answer.has("error")
                            ? answer.path("error").path("code").asInt() + answered : "ok" + answered;
                        boolean shaped = answer.isArray() || answer.path("jsonrpc").asText().equals("2.0")
                            && answer.has("result") != answer.has("error");
                        if (!shaped) met += " with a strange frame " + answer;
                        boolean nullId = answer.isObject() && answer.has("id") && answer.path("id").isNull();
                        boolean nullDue = !answer.isArray() && !answer.hasNonNull("id") && !stateless
                            && version.compareTo("2025-11-25") < 0;
                        if (nullId != nullDue) met += " with an id of null: " + nullId;
                    }
                    String good = "good-" + own;
                    client.send("{\"jsonrpc\":\"2.0\",\"id\":\"" + good + "\",\"method\":\""
                        + (stateless ? "server/discover" : "ping") + "\",\"params\":{" + meta + "}}");
                    JsonNode next = client.next();
                    if (!next.path("id").asText().equals(good) || !next.has("result")) met += ", then " + next;
                    int came = client.received.size() - before - 1;
                    if (came != (expected.equals("silence") ? 0 : 1)) met += ", " + came + " answers";
                    if (!met.equals(expected))
                        faults.add(version + " " + (line.length() > 200 ? line.substring(0, 200) + "…" : line)
                            + "\n  expected " + expected + ", met " + met);
                }
                // bytes that are no UTF-8, and a line that never ends in the middle of one
                for (byte[] bytes : List.of(new byte[] {'{', (byte) 0xC3, '}', '\n'},
                    new byte[] {(byte) 0xFF, (byte) 0xFE, '\n'},
                    new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80, '\n'},
                    "{\"jsonrpc\":\"2.0\"\u0000}\n".getBytes(StandardCharsets.UTF_16LE))) {
                    tried++;
                    int lines = 0;
                    for (byte b : bytes) if (b == '\n') lines++;
                    client.sendBytes(bytes);
                    for (int i = 0; i < lines; i++) if (client.next().path("error").path("code").asInt() != -32700)
                        faults.add(version + ": bytes that are no UTF-8");
                    if (bytes[bytes.length - 1] != '\n') {   // UTF-16 leaves a NUL on the next line
                        client.send("");
                        client.next();
                    }
                }
                tried++;
                for (byte b : ("{\"jsonrpc\":\"2.0\",\"id\":\"drops\",\"method\":\"tools/list\",\"params\":{" + meta
                    + "}}\n").getBytes(StandardCharsets.UTF_8)) client.sendBytes(new byte[] {b});
                if (!client.next().path("id").asText().equals("drops")) faults.add(version + ": byte by byte");
            }
        }
        Totals.held("hostile client: odd frames (" + VERSIONS.size() + " revisions)", tried, faults.size());
        assertEquals("", String.join("\n", faults));
    }

    // ---------------------------------------------------------------- bursts, cancellations, ids

    private static String call(Object id, String organization) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + tools.json.Json.of(id)
            + ",\"method\":\"tools/call\",\"params\":{\"name\":\"find_teams\",\"arguments\":{\"organizationSlug\":\""
            + organization + "\"}}}\n";
    }

    private static String cancel(Object id) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
            + tools.json.Json.of(id) + "}}\n";
    }

    /** How often each id was answered, in all that came. */
    private static Map<String, Integer> answers(McpClient client) throws Exception {
        Map<String, Integer> answers = new HashMap<>();
        synchronized (client.received) {
            for (String line : client.received) {
                if (line.isEmpty()) continue;
                JsonNode frame = McpClient.MAPPER.readTree(line);
                if (frame.has("id") && !frame.has("method"))
                    answers.merge(frame.path("id").toString(), 1, Integer::sum);
            }
        }
        answers.remove("\"init\"");
        return answers;
    }

    @Test
    void aThousandRequestsInOneBurstAreEachAnsweredOnce() throws Exception {
        for (String version : VERSIONS) {
            boolean stateless = version.equals("2026-07-28");
            String meta = stateless ? McpClient.modern("{}") : "";
            try (McpClient client = client()) {
                if (!stateless) client.initialize(version);
                StringBuilder burst = new StringBuilder();
                for (int i = 0; i < 1_000; i++) {
                    String method = i % 10 == 0 ? "tools/call"
                        : i % 50 == 1 ? "tools/list" : stateless ? "server/discover" : "ping";
                    burst.append("{\"jsonrpc\":\"2.0\",\"id\":").append(i).append(",\"method\":\"").append(method)
                        .append("\",\"params\":{").append(meta)
                        .append(method.equals("tools/call") ? (stateless ? "," : "")
                            + "\"name\":\"find_teams\",\"arguments\":{\"organizationSlug\":\"quick\"}" : "")
                        .append("}}\n");
                }
                client.sendBytes(burst.toString().getBytes(StandardCharsets.UTF_8));
                for (int i = 0; i < 1_000; i++) assertTrue(client.next().has("result"), version);
                client.end();
                Map<String, Integer> answers = answers(client);
                assertEquals(1_000, answers.size(), version);
                assertEquals(Set.of(1), new HashSet<>(answers.values()), version);
            }
        }
        Totals.held("hostile client: requests in bursts of 1000", 5_000, 0);
    }

    @Test
    void ofTwoHundredCallsInFlightTheCancelledAreSilentAndTheOthersAnsweredOnce() throws Exception {
        System.out.println("cancellations: seed " + SEED);
        Random random = new Random(SEED);
        int tried = 0;
        for (String version : List.of("2024-11-05", "2025-11-25")) {
            try (McpClient client = client()) {
                client.initialize(version);
                Set<String> cancelled = new HashSet<>();
                for (int i = 0; i < 200; i++) {
                    Object id = i % 2 == 0 ? (Object) i : "call-" + i;
                    client.sendBytes(call(id, i % 3 == 0 ? "some" : "quick").getBytes(StandardCharsets.UTF_8));
                    // one of those before, of this moment or of long ago; the last kind may have been answered already
                    if (random.nextInt(3) == 0) {
                        int which = Math.max(0, i - random.nextInt(12));
                        Object other = which % 2 == 0 ? (Object) which : "call-" + which;
                        client.sendBytes(cancel(other).getBytes(StandardCharsets.UTF_8));
                        cancelled.add(tools.json.Json.of(other).toString());
                    }
                }
                client.end();
                Map<String, Integer> answers = answers(client);
                for (int i = 0; i < 200; i++) {
                    tried++;
                    String id = i % 2 == 0 ? String.valueOf(i) : "\"call-" + i + "\"";
                    int times = answers.getOrDefault(id, 0);
                    assertTrue(cancelled.contains(id) ? times <= 1 : times == 1, () -> "seed " + SEED + ", " + version
                        + ": " + id + " was answered " + times + " times, cancelled: " + cancelled.contains(id));
                }
                assertTrue(cancelled.size() > 30 && answers.size() < 200, "some were cancelled in time");
            }
        }
        Totals.held("hostile client: calls in flight with cancellations", tried, 0);
    }

    @Test
    void aCancellationBeforeDuringOrAfterItsCallHarmsNothing() throws Exception {
        try (McpClient client = client()) {
            client.initialize("2025-11-25");
            client.sendBytes((cancel("a") + call("a", "quick")).getBytes(StandardCharsets.UTF_8));
            assertEquals("a", client.next().path("id").asText(), "before: it was about nothing");
            client.sendBytes((call("b", "never") + cancel("b") + cancel("b")).getBytes(StandardCharsets.UTF_8));
            assertTrue(client.silent(), "during: silence");
            client.sendBytes((cancel("a") + cancel("init") + cancel("b")).getBytes(StandardCharsets.UTF_8));
            assertTrue(client.silent(), "after: nothing left to cancel");
            client.sendBytes((call("b", "quick") + call("c", "quick")).getBytes(StandardCharsets.UTF_8));
            assertEquals(Set.of("b", "c"), Set.of(client.next().path("id").asText(), client.next().path("id").asText()),
                "its id may be used again");
            for (int i = 0; i < 40; i++)
                client.sendBytes((call("n" + i, "never") + cancel("n" + i)).getBytes(StandardCharsets.UTF_8));
            client.sendBytes(call("d", "quick").getBytes(StandardCharsets.UTF_8));
            assertEquals("d", client.next().path("id").asText(), "cancelled calls hold no thread and no connection");
            client.end();
            assertEquals(Map.of("\"a\"", 1, "\"b\"", 1, "\"c\"", 1, "\"d\"", 1, "\"silence\"", 2), answers(client));
        }
    }

    @Test
    void anIdThatIsUsedTwiceAtOnceIsRefusedTheSecondTimeAndOneOfAnotherTypeIsAnother() throws Exception {
        try (McpClient client = client()) {
            client.initialize("2025-06-18");
            client
                .sendBytes((call(1, "slow") + call(1, "quick") + call("1", "quick")).getBytes(StandardCharsets.UTF_8));
            assertEquals("{\"code\":-32600,\"message\":\"Invalid Request: a request with this id is still running\"}",
                client.next().path("error").toString());
            assertEquals("\"1\"", client.next().path("id").toString());
            JsonNode first = client.next();
            assertTrue(first.path("id").isInt() && first.has("result"), first::toString);
            client.sendBytes(call(1, "quick").getBytes(StandardCharsets.UTF_8));
            assertTrue(client.next().has("result"), "when it is answered, the id is free");
        }
    }

    // ---------------------------------------------------------------- clients that go

    @Test
    void whenTheInputEndsTheCallsInFlightAreStillAnsweredOnceEach() throws Exception {
        try (McpClient client = McpClient.program(TOKEN, flags())) {
            client.initialize("2025-11-25");
            StringBuilder calls = new StringBuilder();
            for (int i = 0; i < 60; i++) calls.append(call(i, i % 2 == 0 ? "some" : "quick"));
            client.sendBytes(calls.toString().getBytes(StandardCharsets.UTF_8));
            assertEquals(0, client.end());
            Map<String, Integer> answers = answers(client);
            assertEquals(60, answers.size());
            assertEquals(Set.of(1), new HashSet<>(answers.values()));
            assertEquals(String.format(WARNED, sentry.getPort()), client.stderr());
        }
    }

    @Test
    void aClientThatClosesItsEndInTheMiddleOfAnAnswerEndsTheProgramQuietly() throws Exception {
        try (McpClient client = McpClient.program(TOKEN, flags())) {
            client.initialize("2025-11-25");
            StringBuilder calls = new StringBuilder();
            for (int i = 0; i < 30; i++) calls.append(call(i, "large"));   // together more than a pipe holds
            client.sendBytes(calls.toString().getBytes(StandardCharsets.UTF_8));
            client.next();
            client.process.getInputStream().close();
            for (int i = 0; i < 100 && client.process.isAlive(); i++) {
                try {
                    client.sendBytes(call("more-" + i, "large").getBytes(StandardCharsets.UTF_8));
                } catch (AssertionError gone) {
                    break;
                }
                Thread.sleep(20);
            }
            assertTrue(client.process.waitFor(20, TimeUnit.SECONDS), "it goes on for nobody");
            assertEquals(String.format(WARNED, sentry.getPort()), client.stderr());
        }
    }

    @Test
    void aTerminationSignalEndsItAndEveryLineWrittenUntilThenIsWhole() throws Exception {
        try (McpClient client = McpClient.program(TOKEN, flags())) {
            client.initialize("2025-11-25");
            StringBuilder calls = new StringBuilder(call("stuck", "never"));
            for (int i = 0; i < 40; i++) calls.append(call(i, "quick"));
            client.sendBytes(calls.toString().getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 40; i++) assertTrue(client.next().has("result"));
            client.process.destroy();
            assertTrue(client.process.waitFor(20, TimeUnit.SECONDS), "it is still there");
            Map<String, Integer> answers = answers(client);
            assertEquals(40, answers.size());
            assertEquals(Set.of(1), new HashSet<>(answers.values()));
            assertEquals(String.format(WARNED, sentry.getPort()), client.stderr());
        }
    }
}
