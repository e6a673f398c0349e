import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.answer.Answer;

/** Every tool once more, from the client's frame through the door to a Sentry that speaks HTTP, and back. */
class OverHttpTest {
    @RegisterExtension static final WireMockExtension sentry = StubSentry.empty();
    private McpClient client;

    @BeforeEach
    void start() {
        client = McpClient.pipes(Map.of("SENTRY_ACCESS_TOKEN", "a-token-of-the-tests"), "--insecure-http",
            "--host=127.0.0.1:" + sentry.getPort(), "--sentry-dsn=");
        client.initialize("2025-11-25");
    }

    @AfterEach
    void stop() { client.close(); }

    /** Without those that ask a language model or the documentation: {@link ElsewhereTest} has servers for them. */
    private static List<Case> cases() {
        return Cases.all().stream()
            .filter(each -> !List.of("search_events", "search_issues", "search_issue_events", "search_docs", "get_doc")
                .contains(each.tool()))
            .toList();
    }

    private static List<Case> oneOfEachTool() {
        Map<String, Case> first = new LinkedHashMap<>();
        cases().forEach(each -> first.putIfAbsent(each.tool(), each));
        return List.copyOf(first.values());
    }

    private void serve(Case each) {
        sentry.resetAll();
        StubSentry.serve(sentry, List.of(each));
    }

    /** Calls it, with this server's own address where the case has that of the Sentry in memory. */
    private JsonNode call(Case each) {
        return client.call(each.tool(), tools.json.Json.read(tools.json.Json.of(each.arguments()).write()
            .replace("https://" + FakeSentry.HOST, "http://127.0.0.1:" + sentry.getPort())));
    }

    /** The text, with this server's own address and the answer's nonce named as the tests in memory name them. */
    private String text(JsonNode result) {
        String text = result.path("content").path(0).path("text").asText()
            .replace("http://127.0.0.1:" + sentry.getPort(), "https://" + FakeSentry.HOST)
            .replace("127.0.0.1:" + sentry.getPort(), FakeSentry.HOST);
        return Fence.word(text) == null ? text : text.replace(Fence.word(text), "nonce");
    }

    @Test
    void everyCaseAnswersAsItDoesInMemory() {
        int tried = 0;
        for (Case each : cases()) {
            serve(each);
            String expected = FakeSentry.text(each);
            // the words of the Sentry in memory, which no real one uses
            if (expected.contains("not found: ")) continue;
            assertEquals(expected, text(call(each)), each::toString);
            tried++;
        }
        Totals.held("cases over HTTP", tried, 0);
    }

    @Test
    void whatSentryRefusesIsAToolErrorThatSaysWhoseMoveItIs() {
        Map<Integer, String> titles = new LinkedHashMap<>();
        titles.put(400, "# Sentry refused the request");
        titles.put(401, "# Access token not accepted");
        titles.put(403, "# Not permitted");
        titles.put(404, "# Not found");
        titles.put(429, "# Too many requests");
        titles.put(500, "# Sentry is not available");
        List<String> faults = new ArrayList<>();
        int[] tried = {0};
        for (Case each : oneOfEachTool()) {
            if (each.routes().isEmpty()) continue;
            titles.forEach((status, title) -> {
                sentry.resetAll();
                sentry.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock
                    .jsonResponse("{\"detail\":\"because of the test\"}", status).withHeader("Retry-After", "3600")));
                JsonNode result = call(each);
                tried[0]++;
                String text = text(result);
                boolean said = result.path("isError").asBoolean() && text.startsWith(title)
                    && (text.contains("because of the test") || status == 404 && text.length() < 600);
                // What is looked for in a list and not found there is an answer in the tool's own words.
                if (!said && !(status == 404 && text.length() < Answer.BUDGET && text.startsWith("# ")))
                    faults.add(each.tool() + " on " + status + ": " + text);
            });
        }
        Totals.held("refusals over HTTP", tried[0], faults.size());
        assertEquals("", String.join("\n\n", faults));
    }

    // ---------------------------------------------------------------- writes

    /** The cases that write when nothing goes wrong. */
    private static List<Case> writes() {
        return cases().stream().filter(each -> {
            FakeSentry inMemory = new FakeSentry(each);
            inMemory.answer(each);
            return inMemory.requests.stream().anyMatch(request -> !request.method().equals("GET"));
        }).toList();
    }

    /** The case with every write answered by {@code answer}. */
    private void serveWrites(Case each, ResponseDefinitionBuilder answer) {
        serve(each);
        for (String method : List.of("POST", "PUT", "DELETE")) {
            MappingBuilder write = WireMock.request(method, WireMock.anyUrl()).atPriority(1);
            sentry.stubFor(write.willReturn(answer));
        }
    }

    /** Every write that reached Sentry, as "PUT url body". */
    private static List<String> written() {
        return sentry.getAllServeEvents().stream().map(event -> event.getRequest())
            .filter(request -> !request.getMethod().getName().equals("GET"))
            .map(request -> request.getMethod() + " " + request.getUrl() + " " + request.getBodyAsString()).toList();
    }

    @Test
    void aWriteIsSentOnceHoweverItFails() {
        Map<String, ResponseDefinitionBuilder> failures = new LinkedHashMap<>();
        failures.put("429", WireMock.jsonResponse("{\"detail\":\"slow down\"}", 429).withHeader("Retry-After", "0"));
        failures.put("502", WireMock.jsonResponse("{}", 502));
        failures.put("503", WireMock.jsonResponse("{}", 503));
        failures.put("504", WireMock.jsonResponse("{}", 504));
        failures.put("reset", WireMock.aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
        failures.put("no answer", WireMock.aResponse().withFault(Fault.EMPTY_RESPONSE));
        int[] tried = {0};
        TreeSet<String> tools = new TreeSet<>();
        for (Case each : writes()) {
            failures.forEach((name, failure) -> {
                serveWrites(each, failure);
                call(each);
                List<String> written = written();
                assertTrue(!written.isEmpty(), () -> each + " wrote nothing");
                assertEquals(List.copyOf(new java.util.LinkedHashSet<>(written)), written, () -> each + " on " + name);
                tried[0]++;
                tools.add(each.tool());
            });
        }
        Totals.held("writes under faults (" + tools.size() + " tools)", tried[0], 0);
    }

    @Test
    void aFieldThatSentryRefusesIsNamedToTheUser() {
        List<String> faults = new ArrayList<>();
        for (Case each : writes()) {
            serveWrites(each, WireMock
                .jsonResponse("{\"slug\":[\"Enter a valid slug.\"],\"config\":{\"url\":[\"Not a URL.\"]}}", 400));
            String text = text(call(each));
            if (!text.contains("slug: Enter a valid slug.") || !text.contains("config.url: Not a URL."))
                faults.add(each + ": " + text);
        }
        assertEquals("", String.join("\n\n", faults));
    }

    @Test
    void aReadOnlySessionNeitherListsNorServesWhatChangesAnything() {
        client.close();
        client = McpClient.pipes(Map.of("SENTRY_ACCESS_TOKEN", "a-token-of-the-tests"), "--insecure-http",
            "--host=127.0.0.1:" + sentry.getPort(), "--sentry-dsn=", "--read-only");
        client.initialize("2025-11-25");
        client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        List<String> listed = new ArrayList<>();
        client.next().path("result").path("tools").forEach(tool -> {
            listed.add(tool.path("name").asText());
            assertTrue(tool.path("annotations").path("readOnlyHint").asBoolean(), tool::toString);
        });
        assertTrue(listed.contains("list_issues"), listed::toString);
        for (Case each : writes()) {
            serve(each);
            client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + each.tool()
                + "\",\"arguments\":" + tools.json.Json.of(each.arguments()) + "}}");
            assertEquals("Unknown tool: " + each.tool() + "; this session does not grant it",
                client.next().path("error").path("message").asText());
            assertEquals(List.of(), written());
        }
    }
}
