import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.mcp.Outside;
import tools.mcp.Server;
import tools.shell.Options;

/** Deleting asks first, in every revision that can ask; a refusal changes nothing. */
class ConsentTest {
    private static final String CALL =
        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"delete_uptime_monitor\","
            + "\"arguments\":{"
            + "\"organizationSlug\":\"acme-labs\",\"projectSlug\":\"checkout-api\",\"uptimeMonitorId\":\"8801\"}%s}}";
    @RegisterExtension static final WireMockExtension sentry = StubSentry.empty();
    private McpClient client;

    @BeforeEach
    void start() {
        StubSentry.serve(sentry,
            Cases.all().stream().filter(each -> each.tool().equals("delete_uptime_monitor")).toList());
        client = McpClient.pipes(Map.of("SENTRY_ACCESS_TOKEN", "a-token-of-the-tests"), "--insecure-http",
            "--host=127.0.0.1:" + sentry.getPort(), "--sentry-dsn=");
    }

    @AfterEach
    void stop() { client.close(); }

    private static int deleted() { return sentry.findAll(WireMock.deleteRequestedFor(WireMock.anyUrl())).size(); }

    private String answer(JsonNode question, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + question.path("id") + ",\"result\":" + result + "}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-06-18", "2025-11-25"})
    void aHandshakeClientIsAskedAndItsYesDeletes(String version) {
        client.initialize(version, "{\"elicitation\":{}}");
        client.send(String.format(CALL, ""));
        JsonNode question = client.next();
        assertEquals("elicitation/create", question.path("method").asText());
        assertTrue(question.path("params").path("message").asText().startsWith("Delete "), question::toString);
        assertEquals(0, deleted());
        client.send(answer(question, "{\"action\":\"accept\",\"content\":{\"confirm\":true}}"));
        assertFalse(client.next().path("result").path("isError").asBoolean());
        assertEquals(1, deleted());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"action\":\"decline\"}", "{\"action\":\"cancel\"}", "{\"action\":\"accept\"}",
        "{\"action\":\"accept\",\"content\":{\"confirm\":false}}",
        "{\"action\":\"accept\",\"content\":{\"confirm\":\"true\"}}", "{}"})
    void anythingButAYesChangesNothing(String result) {
        client.initialize("2025-11-25", "{\"elicitation\":{\"form\":{}}}");
        client.send(String.format(CALL, ""));
        client.send(answer(client.next(), result));
        JsonNode answer = client.next().path("result");
        assertTrue(answer.path("isError").asBoolean());
        String said = answer.path("content").path(0).path("text").asText();
        assertTrue(said.startsWith("# Declined\nNo agreement came, so nothing was changed. The question went to the "
            + "client, which ") && said.contains("call again where they can be asked"), said);
        assertFalse(said.contains("user was asked"), "nobody knows whether it was the user who answered");
        String action = result.replaceAll(".*\"action\":\"([a-z]+)\".*", "$1");
        assertTrue(said.contains(result.equals("{}") ? "gave no answer" : "answered \"" + action + "\""), said);
        assertEquals(0, deleted());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"elicitation\":{\"url\":{}}}"})
    void aClientThatCannotBeAskedIsTrustedToHaveApprovedTheCall(String capabilities) {
        client.initialize("2025-11-25", capabilities);
        client.send(String.format(CALL, ""));
        assertFalse(client.next().path("result").path("isError").asBoolean());
        assertEquals(1, deleted());
    }

    @Test
    void cancellingTheCallTakesTheQuestionBack() {
        client.initialize("2025-11-25", "{\"elicitation\":{}}");
        client.send(String.format(CALL, ""));
        JsonNode question = client.next();
        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}");
        JsonNode taken = client.next();
        assertEquals("notifications/cancelled", taken.path("method").asText());
        assertEquals(question.path("id"), taken.path("params").path("requestId"));
        assertTrue(client.silent());
        assertEquals(0, deleted());
    }

    // ---------------------------------------------------------------- without a handshake

    private static String modern(String more) { return "," + more + McpClient.modern("{\"elicitation\":{}}"); }

    private String state() {
        client.send(String.format(CALL, modern("")));
        JsonNode result = client.next().path("result");
        assertEquals("input_required", result.path("resultType").asText());
        assertTrue(
            result.path("inputRequests").path("confirm").path("params").path("message").asText().startsWith("Delete "),
            result::toString);
        assertEquals(0, deleted());
        return result.path("requestState").asText();
    }

    private JsonNode answered(String state, String response) {
        client.send(String.format(CALL,
            modern("\"requestState\":\"" + state + "\",\"inputResponses\":{\"confirm\":" + response + "},")));
        return client.next();
    }

    @Test
    void aStatelessClientIsAskedByAResultAndItsYesDeletes() {
        assertEquals("complete", answered(state(), "{\"action\":\"accept\",\"content\":{\"confirm\":true}}")
            .path("result").path("resultType").asText());
        assertEquals(1, deleted());
    }

    @Test
    void aStatelessClientsNoChangesNothing() {
        JsonNode result = answered(state(), "{\"action\":\"decline\"}").path("result");
        assertTrue(result.path("isError").asBoolean(), result::toString);
        assertEquals("complete", result.path("resultType").asText());
        assertEquals(0, deleted());
    }

    @Test
    void aStateThatIsNotOursOrForOtherArgumentsIsRejected() {
        String state = state();
        for (String forged : new String[] {"forged", "", state + "x", "9" + state, state.substring(1)}) {
            JsonNode error = answered(forged, "{\"action\":\"accept\",\"content\":{\"confirm\":true}}").path("error");
            assertEquals("-32602 Invalid requestState",
                error.path("code").asInt() + " " + error.path("message").asText(), forged);
        }
        client.send(String
            .format(CALL,
                modern("\"requestState\":\"" + state
                    + "\",\"inputResponses\":{\"confirm\":{\"action\":\"accept\",\"content\":{\"confirm\":true}}},"))
            .replace("8801", "8802"));
        assertEquals("Invalid requestState", client.next().path("error").path("message").asText());
        assertEquals(0, deleted());
    }

    /** A question that was asked ten minutes ago is about the state of ten minutes ago. */
    @Test
    void aYesCountsForTenMinutes() {
        for (long late : new long[] {600_000, 600_001}) {
            sentry.resetRequests();
            AtomicLong clock = new AtomicLong(1_790_000_000_000L);
            client.close();
            client = McpClient.pipes((in, out, log) -> serverAt(clock, in, out, log).serve());
            String state = state();
            clock.addAndGet(late);
            JsonNode answer = answered(state, "{\"action\":\"accept\",\"content\":{\"confirm\":true}}");
            boolean fresh = late == 600_000;
            assertEquals(fresh ? "" : "Invalid requestState", answer.path("error").path("message").asText());
            assertEquals(fresh ? 1 : 0, deleted());
        }
    }

    /** A server that reads the time from {@code clock}. */
    private static Server serverAt(AtomicLong clock, InputStream in, OutputStream out, SentryMcp.Log log) {
        Options options = Options.parse(new String[] {"--insecure-http", "--host=127.0.0.1:" + sentry.getPort(),
            "--sentry-dsn=", "--access-token=a-token-of-the-tests"}, Map.of());
        SentryMcp.Program program = new SentryMcp.Program(options, log, true);
        Outside outside =
            (Outside) Proxy.newProxyInstance(Outside.class.getClassLoader(), new Class<?>[] {Outside.class},
                (self, method, args) -> method.getName().equals("now") ? clock.get() : method.invoke(program, args));
        return new Server(options.session(SentryMcp.VERSION), in, out, outside, () -> {});
    }

    @Test
    void anAnswerThatIsMissingIsAskedForAgain() {
        client.send(String.format(CALL, modern("\"requestState\":\"" + state() + "\",\"inputResponses\":{},")));
        assertEquals("input_required", client.next().path("result").path("resultType").asText());
        assertEquals(0, deleted());
    }
}
