import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.shell.Grants;

/** MCP over the two streams, in every revision, against a Sentry on loopback. */
class ServerTest {
    private static final Map<String, String> TOKEN = Map.of("SENTRY_ACCESS_TOKEN", "sntryu_test-token-0001");
    @RegisterExtension static final WireMockExtension sentry = StubSentry.empty();
    private McpClient client;

    @BeforeEach
    void start() {
        sentry.stubFor(WireMock.get("/api/0/auth/").willReturn(WireMock.okJson(Fixtures.text("account/auth.json"))));
        sentry.stubFor(WireMock.get(WireMock.urlPathEqualTo("/api/0/organizations/slow/teams/"))
            .willReturn(WireMock.okJson("[]").withFixedDelay(3_000)));
        client = McpClient.pipes(TOKEN, "--insecure-http", "--host=127.0.0.1:" + sentry.getPort());
    }

    @AfterEach
    void stop() { client.close(); }

    // ---------------------------------------------------------------- handshake

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
    void eachHandshakeRevisionIsAnsweredWithItself(String version) {
        client.initialize(version);
        client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
        assertEquals("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", client.next().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1999-01-01", "2026-07-28", "", "latest"})
    void anUnknownRevisionIsAnsweredWithTheNewestHandshakeRevision(String version) {
        client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
            + version + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"x\",\"version\":\"1\"}}}");
        assertEquals("2025-11-25", client.next().path("result").path("protocolVersion").asText());
    }

    @Test
    void beforeAHandshakeOnlyPingAndStatelessRequestsAreServed() {
        client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        assertEquals(
            "{\"code\":-32602,\"message\":\"Missing _meta[\\\"io.modelcontextprotocol/protocolVersion\\\"]; clients "
                + "of earlier revisions must send initialize first\"}",
            client.next().path("error").toString());
        assertTrue(client.silent(), "ping is served");
        client.send(
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":{" + McpClient.modern("{}") + "}}");
        JsonNode result = client.next().path("result");
        assertEquals("complete", result.path("resultType").asText());
        assertTrue(result.path("tools").size() > 0 && result.path("ttlMs").isIntegralNumber()
            && result.path("cacheScope").asText().equals("private"));
    }

    @Test
    void aStatelessRequestIsServedInTheMiddleOfAHandshakeSessionAndLeavesItAsItWas() {
        client.initialize("2024-11-05");
        client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\",\"params\":{" + McpClient.modern("{}")
            + "}}");
        assertEquals("[\"2026-07-28\"]", client.next().path("result").path("supportedVersions").toString());
        client.send("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");
        JsonNode result = client.next().path("result");
        assertFalse(result.has("resultType"));
        assertFalse(result.path("tools").path(0).has("annotations"), "2024-11-05 knows none");
    }

    @Test
    void aVersionThatTheServerDoesNotSpeakIsNamedTogetherWithTheOnesItDoes() {
        client.send(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":"
                + "{\"io.modelcontextprotocol/protocolVersion\":\"2031-01-01\",\"io.modelcontextprotocol/"
                + "clientCapabilities\":{}}}}");
        assertEquals(
            "{\"code\":-32022,\"data\":{\"requested\":\"2031-01-01\",\"supported\":[\"2026-07-28\"]},\"message\":"
                + "\"Unsupported protocol version\"}",
            sorted(client.next().path("error")));
    }

    private static String sorted(JsonNode node) {
        try {
            return new com.fasterxml.jackson.databind.ObjectMapper()
                .configure(com.fasterxml.jackson.databind.SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
                .writeValueAsString(McpClient.MAPPER.convertValue(node, java.util.TreeMap.class));
        } catch (java.io.IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    // ---------------------------------------------------------------- frames

    @ParameterizedTest
    @ValueSource(strings = {"7", "-7", "0", "9007199254740993", "123456789012345678901234567890", "\"a\"", "\"\"",
        "\"7\"", "\"ü😀\"", "1.0"})
    void idsAreEchoedExactly(String id) {
        client.send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}");
        client.next();
        assertEquals("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}", client.received.get(0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\": | -32700 | none",
        "{} {} | -32700 | none",
        "nonsense | -32700 | none",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}} | -32700 | none",
        "7 | -32600 | none",
        "\"text\" | -32600 | none",
        "null | -32600 | none",
        "{} | -32600 | none",
        "{\"id\":9,\"method\":\"ping\"} | -32600 | 9",
        "{\"jsonrpc\":\"1.0\",\"id\":9,\"method\":\"ping\"} | -32600 | 9",
        "{\"jsonrpc\":2.0,\"id\":9,\"method\":\"ping\"} | -32600 | 9",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"} | -32600 | none",
        "{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"ping\"} | -32600 | none",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"} | -32600 | none",
        "{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"ping\"} | -32600 | none",
        "{\"jsonrpc\":\"2.0\",\"id\":9} | -32600 | 9",
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":7} | -32600 | 9",
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/explode\"} | -32601 | 9",
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"notifications/initialized\"} | -32601 | 9",
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"server/discover\"} | -32601 | 9",
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"info\"}} | -32601 | 9",
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/list\",\"params\":[]} | -32602 | 9",
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/list\",\"params\":null} | -32602 | 9",
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/list\",\"params\":{\"cursor\":\"x\"}} | -32602 | 9",
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/list\",\"params\":{\"cursor\":7}} | -32602 | 9",
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\"} | -32602 | 9",
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":7}} | -32602 | 9",
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":\"nope\"}} | -32602 | 9",
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\",\"arguments\":[]}} "
            + "| -32602 | 9",
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\",\"arguments\":"
            + "7}} | -32602 | 9",
        "[] | -32600 | none",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}] | -32600 | none"})
    void whatIsNoRequestGetsTheRightErrorAndTheServerGoesOn(String line, int code, String id) {
        client.initialize("2025-11-25");
        client.send(line);
        JsonNode answer = client.next();
        assertEquals(code, answer.path("error").path("code").asInt(), answer::toString);
        assertEquals(id, answer.has("id") ? answer.path("id").toString() : "none");
        assertTrue(client.silent(), "one answer, and the next request is served");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/nobody/knows\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\"}}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"nobody\"}}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":[]}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":\"who\",\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":{\"code\":1,\"message\":\"x\"}}",
        "{\"method\":\"notifications/initialized\"}",
        "", "   ", "\r"})
    void notificationsStrayResponsesAndBlankLinesAreMetWithSilence(String line) {
        client.initialize("2025-11-25");
        client.send(line);
        assertTrue(client.silent());
        assertEquals(List.of(), sentry.getAllServeEvents(), "nothing was executed");
    }

    @Test
    void anIdlessErrorHasANullIdWhereTheRevisionsSchemaDemandsOne() {
        client.initialize("2025-06-18");
        client.send("nonsense");
        client.next();
        assertEquals(
            "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"Parse error: the line is not "
                + "one JSON value\"}}",
            client.received.get(1));
    }

    @Test
    void aLineOfFiftyMegabytesIsRefusedAndTheServerGoesOn() {
        client.initialize("2025-11-25");
        byte[] megabyte = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        client.sendBytes(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":\"".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 50; i++) client.sendBytes(megabyte);
        client.send("\"}}");
        assertEquals("{\"code\":-32700,\"message\":\"Parse error: the line is longer than 16777216 bytes\"}",
            client.next().path("error").toString());
        assertTrue(client.silent());
    }

    @Test
    void aDeeplyNestedLineIsRefusedAndTheServerGoesOn() {
        client.initialize("2025-11-25");
        for (int depth : new int[] {65, 10_000, 1_000_000}) {
            client.send("[".repeat(depth) + "]".repeat(depth));
            assertEquals(-32700, client.next().path("error").path("code").asInt());
        }
        assertTrue(client.silent());
    }

    @Test
    void bytesThatAreNoUtf8AreRefusedAndTheServerGoesOn() {
        client.initialize("2025-11-25");
        client.sendBytes(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}', '\n'});
        assertEquals(-32700, client.next().path("error").path("code").asInt());
        client.sendBytes(new byte[] {(byte) 0xFF, (byte) 0xFE, 0, '\n'});
        assertEquals(-32700, client.next().path("error").path("code").asInt());
        assertTrue(client.silent());
    }

    @Test
    void carriageReturnsAndAByteOrderMarkAreForgiven() {
        client
            .sendBytes("\uFEFF{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\r\n".getBytes(StandardCharsets.UTF_8));
        assertEquals(1, client.next().path("id").asInt());
    }

    // ---------------------------------------------------------------- batches

    @Test
    void aBatchIsAnsweredByOneArrayWhereBatchesExist() {
        client.initialize("2025-03-26");
        client.send(
            "[{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"ping\"},{\"jsonrpc\":\"2.0\",\"method\":\"notifications/"
                + "initialized\"},7,"
                + "{\"jsonrpc\":\"2.0\",\"id\":\"b\",\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\"}},"
                + "{\"jsonrpc\":\"2.0\",\"id\":\"i\",\"method\":\"initialize\",\"params\":{}}]");
        JsonNode answer = client.next();
        TreeSet<String> ids = new TreeSet<>();
        answer.forEach(each -> ids.add((each.path("id").isNull() ? "?" : each.path("id").asText())
            + (each.has("error") ? " " + each.path("error").path("code").asInt() : "")));
        assertEquals("[? -32600, a, b, i -32600]", ids.toString());
        client.send("[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}]");
        assertTrue(client.silent(), "a batch of notifications is met with silence");
    }

    // ---------------------------------------------------------------- tools

    @Test
    void theListHasWhatEachRevisionDefinesAndNothingElse() {
        for (String version : List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")) {
            client.initialize(version);
            client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}");
            JsonNode tools = client.next().path("result").path("tools");
            assertEquals(new Grants(SentryMcp.GRANTS).tools().stream().filter(name -> !name.startsWith("search_")
                || name.equals("search_docs") || name.equals("search_ai_conversations")).count(), tools.size());
            for (JsonNode tool : tools) {
                List<String> names = new ArrayList<>();
                tool.fieldNames().forEachRemaining(names::add);
                // a view that shows its answers; models do not see it
                if (version.compareTo("2025-06-18") >= 0) names.remove("_meta");
                assertEquals(version.equals("2024-11-05") ? "[name, description, inputSchema]"
                    : "[name, description, inputSchema, annotations]", names.toString());
            }
        }
    }

    @Test
    void theTextIsTheAnswerInEveryRevision() {
        for (String revision : List.of("2025-03-26", "2025-06-18", "2025-11-25")) {
            client.initialize(revision);
            JsonNode answer = client.call("whoami", Map.of());
            assertTrue(answer.path("content").path(0).path("text").asText().startsWith("# You are"));
            assertFalse(answer.has("structuredContent"), revision);
        }
    }

    @Test
    void wrongArgumentsComeBackAsToolErrorsThatNameEachOfThem() {
        client.initialize("2025-11-25");
        JsonNode result =
            client.call("find_projects", Map.of("organizationSlug", "../etc", "limit", "many", "qeury", "x"));
        assertTrue(result.path("isError").asBoolean());
        assertEquals(
            """
                # Wrong arguments
                organizationSlug must be a slug (letters, digits, '.', '_' or '-', starting with a letter or digit, \
                at most 100), not "../etc"

                limit must be an integer, not "many"

                "qeury" is not a parameter of find_projects; did you mean query?""",
            result.path("content").path(0).path("text").asText());
        assertEquals("# Wrong arguments\norganizationSlug is required", client.text("find_teams", Map.of()));
        assertEquals(List.of(), sentry.getAllServeEvents());
    }

    @Test
    void anUnknownToolIsAProtocolErrorWithASuggestion() {
        client.initialize("2025-11-25");
        client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"find_project\"}}");
        assertEquals("{\"code\":-32602,\"message\":\"Unknown tool: find_project; did you mean find_projects?\"}",
            client.next().path("error").toString());
    }

    @Test
    void aToolOfASkillThatIsNotGrantedCannotBeCalled() {
        client.close();
        client = McpClient.pipes(TOKEN, "--insecure-http", "--host=127.0.0.1:" + sentry.getPort(), "--skills=docs");
        client.initialize("2025-11-25");
        client.send(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"find_teams\","
                + "\"arguments\":{\"organizationSlug\":\"a\"}}}");
        assertEquals("Unknown tool: find_teams; this session does not grant it",
            client.next().path("error").path("message").asText());
        assertEquals(List.of(), sentry.getAllServeEvents());
    }

    @Test
    void aBoundSessionLosesTheParameterAndCannotBeOverridden() {
        client.close();
        client = McpClient.pipes(TOKEN, "--insecure-http", "--host=127.0.0.1:" + sentry.getPort(),
            "--organization-slug=acme-labs");
        sentry.stubFor(WireMock.get(WireMock.urlPathEqualTo("/api/0/organizations/acme-labs/teams/"))
            .willReturn(WireMock.okJson("[]")));
        client.initialize("2025-11-25");
        client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        String tools = client.next().path("result").path("tools").toString();
        assertFalse(tools.contains("organizationSlug") || tools.contains("find_organizations"), tools);
        assertEquals(
            "# Wrong arguments\norganizationSlug: this session is bound to \"acme-labs\", \"other\" is outside it",
            client.text("find_teams", Map.of("organizationSlug", "other")));
        assertEquals("# Teams of acme-labs\n\n## Teams\nThere are none that the token can see.",
            client.text("find_teams", Map.of()));
        assertEquals("# Teams of acme-labs\n\n## Teams\nThere are none that the token can see.",
            client.text("find_teams", Map.of("organizationSlug", "acme-labs")));
    }

    @Test
    void withoutATokenToolsAreListedAndEachCallSaysHowToGiveOne() {
        client.close();
        client = McpClient.pipes(Map.of());
        client.initialize("2025-11-25");
        client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        assertTrue(client.next().path("result").path("tools").size() > 3);
        String text = client.text("whoami", Map.of());
        assertTrue(text.startsWith(
            "# Access token not accepted\nThis server was started without an access token. Set SENTRY_ACCESS_TOKEN "
                + "in the client's configuration (or pass --access-token) and restart it. "
                + "Create one under https://sentry.io/settings/account/api/auth-tokens/ with the scopes "),
            text);
        assertEquals("sentry-mcp: no access token: tools are listed, but every call will ask for SENTRY_ACCESS_TOKEN\n"
            + "sentry-mcp: natural-language search is off (OPENAI_API_KEY is not set); list_issues and list_events "
            + "take Sentry's own syntax\n",
            client.stderr());
    }

    // ---------------------------------------------------------------- running calls

    @Test
    void callsRunSideBySideAndAnswersComeAsTheyFinish() {
        client.initialize("2025-11-25");
        client.send(
            "{\"jsonrpc\":\"2.0\",\"id\":\"slow\",\"method\":\"tools/call\",\"params\":{\"name\":\"find_teams\","
                + "\"arguments\":{\"organizationSlug\":\"slow\"}}}");
        client.send("{\"jsonrpc\":\"2.0\",\"id\":\"fast\",\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\"}}");
        assertEquals("fast", client.next().path("id").asText());
        assertEquals("slow", client.next().path("id").asText());
    }

    @Test
    void aCancelledCallIsNeverAnsweredAndItsIdMayBeUsedAgain() {
        client.initialize("2025-11-25");
        client.send(
            "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"tools/call\",\"params\":{\"name\":\"find_teams\","
                + "\"arguments\":{\"organizationSlug\":\"slow\"}}}");
        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
        client.send(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"1\",\"reason\":"
                + "\"enough\"}}");
        client.send("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\"}}");
        assertTrue(client.next().toString().contains("You are"));
        client.end();
        assertEquals(2, client.received.size(), "initialize and whoami: " + client.received);
    }

    @Test
    void anIdIsFreeAsSoonAsItsAnswerIsThere() {
        for (int i = 0; i < 300; i++) {
            client.send(
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"find_teams\","
                    + "\"arguments\":{},"
                    + McpClient.modern("{}") + "}}");
            assertTrue(client.next().has("result"), "a request with the same id was refused after its answer");
        }
    }

    @Test
    void aSecondRequestWithTheIdOfARunningOneIsRefused() {
        client.initialize("2025-11-25");
        String slow =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"find_teams\","
                + "\"arguments\":{\"organizationSlug\":\"slow\"}}}";
        client.send(slow).send(slow);
        assertEquals("Invalid Request: a request with this id is still running",
            client.next().path("error").path("message").asText());
        assertTrue(client.next().has("result"));
    }

    @Test
    void aCallThatTakesLongReportsProgressWhenItsClientAskedForIt() {
        client.initialize("2025-11-25");
        client.send(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"find_teams\","
                + "\"arguments\":{\"organizationSlug\":\"slow\"},\"_meta\":{\"progressToken\":\"p\"}}}");
        JsonNode progress = client.next();
        assertEquals("notifications/progress", progress.path("method").asText());
        assertEquals("p", progress.path("params").path("progressToken").asText());
        JsonNode last = progress;
        for (JsonNode frame = client.next(); !frame.has("id"); frame = client.next()) {
            assertTrue(
                frame.path("params").path("progress").asDouble() > last.path("params").path("progress").asDouble());
            last = frame;
        }
    }

    @Test
    void atTheEndOfInputRunningCallsStillAnswer() {
        client.initialize("2025-11-25");
        client.send(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"find_teams\","
                + "\"arguments\":{\"organizationSlug\":\"slow\"}}}");
        client.end();
        assertTrue(client.received.get(client.received.size() - 1).contains("\"id\":1,\"result\""),
            client.received::toString);
    }

    @Test
    void aLastLineWithoutItsEndIsNotExecuted() {
        client.initialize("2025-11-25");
        client.sendBytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}".getBytes(StandardCharsets.UTF_8));
        client.end();
        assertEquals(1, client.received.size());
    }

    @Test
    void aSubscriptionIsAcknowledgedStaysOpenAndEndsWithTheServer() {
        client.send(
            "{\"jsonrpc\":\"2.0\",\"id\":\"s\",\"method\":\"subscriptions/listen\",\"params\":{\"notifications\":"
                + "{\"toolsListChanged\":true},"
                + McpClient.modern("{}") + "}}");
        assertEquals("{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":\"s\"},\"notifications\":{}}",
            client.next().path("params").toString());
        client.end();
        assertTrue(
            client.received.get(1)
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":\"s\",\"result\":{\"resultType\":\"complete\""),
            client.received::toString);
    }

    @Test
    void asManyAs1024SubscriptionsStayOpen() {
        for (int i = 1; i <= 1_025; i++) {
            client.send("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"subscriptions/listen\",\"params\":"
                + "{\"notifications\":{\"toolsListChanged\":true}," + McpClient.modern("{}") + "}}");
            assertEquals(i <= 1_024 ? "" : "Too many open subscriptions: at most 1024",
                client.next().path("error").path("message").asText());
        }
    }

    @Test
    void everyAnswerOfATokenlessErrorOrEchoIsFreeOfTheToken() {
        sentry.stubFor(WireMock.get("/api/0/auth/")
            .willReturn(WireMock.jsonResponse("{\"detail\":\"bad header Bearer sntryu_test-token-0001\"}", 400)));
        client.initialize("2025-11-25");
        String text = client.text("whoami", Map.of());
        assertTrue(text.contains("bad header Bearer [redacted]"), text);
        assertFalse((client.received + client.stderr()).contains("sntryu_test-token-0001"));
    }
}
