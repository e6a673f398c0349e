import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Views (MCP Apps) and addresses of things in Sentry, as clients of every revision meet them. */
class ViewsTest {
    private static final String UI = "\"extensions\":{\"io.modelcontextprotocol/ui\":{\"mimeTypes\":"
        + "[\"text/html;profile=mcp-app\"]}}";
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
        + "\"io.modelcontextprotocol/clientCapabilities\":{%s}}";
    private static final String ISSUE =
        "\"name\":\"get_issue_details\",\"arguments\":{\"organizationSlug\":\"acme-labs\","
            + "\"issueId\":\"CHECKOUT-API-7K2\"}";
    private static final String ISSUE_PATH = "/api/0/organizations/acme-labs/issues/CHECKOUT-API-7K2/";
    @RegisterExtension static final WireMockExtension sentry = StubSentry.empty();

    @BeforeEach
    void serve() {
        sentry.stubFor(get(urlPathEqualTo(ISSUE_PATH)).willReturn(okJson(Fixtures.text("issues/issue.json"))));
        sentry.stubFor(get(urlPathEqualTo(ISSUE_PATH + "events/latest/"))
            .willReturn(okJson(Fixtures.text("issues/event-python.json"))));
        sentry.stubFor(get(urlPathEqualTo(ISSUE_PATH + "tags/")).willReturn(okJson(
            "[{\"key\":\"browser\",\"totalValues\":412,\"topValues\":[{\"value\":\"Firefox 135\",\"count\":260}]}]")));
        sentry.stubFor(get(urlPathEqualTo("/api/0/organizations/acme-labs/issues/"))
            .withQueryParam("query", equalTo("is:unresolved"))
            .willReturn(okJson("[{\"shortId\":\"API-1\"},{\"shortId\":\"WEB-7K\"},{\"shortId\":\"7K-WEB\"}]")));
        sentry.stubFor(get(urlPathEqualTo("/api/0/organizations/acme-labs/releases/"))
            .withQueryParam("query", equalTo("api@"))
            .willReturn(okJson("[{\"version\":\"api@2.0\"},{\"version\":\"api@1 [click](https://evil.example)\"}]")));
    }

    /** @param capabilities what the client says of itself; null for a client without a handshake */
    private static McpClient client(String version, String capabilities, String... flags) throws IOException {
        List<String> args = new ArrayList<>(List.of(flags));
        args.addAll(List.of("--insecure-http", "--host=127.0.0.1:" + sentry.getPort()));
        McpClient client =
            McpClient.pipes(Map.of("SENTRY_ACCESS_TOKEN", "sntryu_test-token-0001"), args.toArray(String[]::new));
        if (version != null) client.ask("initialize", "{\"protocolVersion\":\"" + version + "\",\"capabilities\":{"
            + capabilities + "},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}");
        return client;
    }

    private static JsonNode tool(JsonNode list, String name) {
        for (JsonNode each : list.path("result").path("tools"))
            if (each.path("name").asText().equals(name)) return each;
        throw new AssertionError(name);
    }

    private static String address(McpClient client, String view) throws IOException {
        for (JsonNode each : client.ask("resources/list", "{}").path("result").path("resources"))
            if (each.path("name").asText().equals(view)) return each.path("uri").asText();
        throw new AssertionError(view);
    }

    // ---------------------------------------------------------------- what is named

    @Test
    void aToolNamesItsViewToEveryClientAndAWritingToolIsNoneOfAView() throws IOException {
        try (McpClient client = client("2025-11-25", "")) {
            JsonNode list = client.ask("tools/list", "{}");
            JsonNode meta = tool(list, "get_issue_details").path("_meta");
            assertEquals(address(client, "issue"), meta.path("ui").path("resourceUri").asText());
            assertEquals(meta.path("ui").path("resourceUri"), meta.path("ui/resourceUri"));
            assertFalse(meta.path("ui").has("visibility"));
            for (JsonNode tool : list.path("result").path("tools")) {
                boolean reads = tool.path("annotations").path("readOnlyHint").asBoolean();
                assertEquals(reads ? "" : "[\"model\"]", tool.path("_meta").path("ui").path("visibility").toString(),
                    tool::toString);
            }
        }
    }

    @Test
    void theExtensionIsDeclaredInBothErasAndNothingOfItIsLeftWithoutViews() throws IOException {
        String handshake = "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"x\","
            + "\"version\":\"1\"}}";
        String modern = "{" + META.formatted("") + "}";
        for (String[] asked : new String[][] {{"initialize", handshake}, {"server/discover", modern}}) {
            try (McpClient with = client(null, ""); McpClient without = client(null, "", "--no-views")) {
                JsonNode capabilities = with.ask(asked[0], asked[1]).path("result").path("capabilities");
                assertEquals("{\"io.modelcontextprotocol/ui\":{}}", capabilities.path("extensions").toString());
                assertTrue(capabilities.has("resources"));
                assertFalse(without.ask(asked[0], asked[1]).path("result").path("capabilities").has("extensions"));
            }
        }
        try (McpClient client = client("2025-11-25", UI, "--no-views")) {
            assertFalse(client.ask("tools/list", "{}").toString().contains("_meta"));
            assertEquals("{\"resources\":[]}", client.ask("resources/list", "{}").path("result").toString());
            assertFalse(client.ask("tools/call", "{" + ISSUE + "}").path("result").has("structuredContent"));
            assertEquals(4,
                client.ask("resources/templates/list", "{}").path("result").path("resourceTemplates").size());
        }
    }

    /** What a model reads of the tools is the same to the byte, with views and without. */
    @Test
    void definitionsThatAModelReadsDoNotChange() throws IOException {
        try (McpClient with = client("2025-11-25", UI); McpClient without = client("2025-11-25", "", "--no-views")) {
            JsonNode tools = with.ask("tools/list", "{}").path("result").path("tools");
            tools.forEach(tool -> ((com.fasterxml.jackson.databind.node.ObjectNode) tool).remove("_meta"));
            assertEquals(without.ask("tools/list", "{}").path("result").path("tools").toString(), tools.toString());
        }
    }

    // ---------------------------------------------------------------- pages

    @Test
    void aPageIsOneFileWithoutAddressesWhosePolicyAllowsItsOwnScriptsOnly() throws Exception {
        try (McpClient client = client("2025-11-25", UI)) {
            for (String view : List.of("series", "trace", "issue")) {
                String uri = address(client, view);
                JsonNode content =
                    client.ask("resources/read", "{\"uri\":\"" + uri + "\"}").path("result").path("contents").get(0);
                assertEquals(uri + " text/html;profile=mcp-app",
                    content.path("uri").asText() + " " + content.path("mimeType").asText());
                assertTrue(content.path("_meta").path("ui").path("prefersBorder").asBoolean());
                String page = content.path("text").asText();
                assertTrue(page.startsWith("<!doctype html>") && page.contains("name: '" + view + "'"), page);
                Matcher scripts = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL).matcher(page);
                StringBuilder hashes = new StringBuilder();
                while (scripts.find()) {
                    byte[] hash = MessageDigest.getInstance("SHA-256")
                        .digest(scripts.group(1).getBytes(StandardCharsets.UTF_8));
                    hashes.append(" 'sha256-").append(Base64.getEncoder().encodeToString(hash)).append('\'');
                }
                assertTrue(page.contains("content=\"default-src 'none'; script-src" + hashes + "; style-src "
                    + "'unsafe-inline'; base-uri 'none'; form-action 'none'\""), page.substring(0, 500));
                assertFalse(page.contains("'sha256'") || page.contains("<!--view-->"));
                for (String markup : List.of("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(",
                    "Function(", "fetch(", "XMLHttpRequest", "WebSocket", "import(", " src=", "url(h"))
                    assertFalse(page.contains(markup), () -> view + " has " + markup);
            }
        }
    }

    @Test
    void anOldAddressOfAPageGivesTheNewPageAndAnyOtherNone() throws IOException {
        try (McpClient client = client("2025-11-25", UI)) {
            JsonNode old = client.ask("resources/read", "{\"uri\":\"ui://sentry-mcp/trace.html?v=0\"}");
            assertEquals("ui://sentry-mcp/trace.html?v=0",
                old.path("result").path("contents").get(0).path("uri").asText());
            for (String none : List.of("ui://sentry-mcp/page.html", "ui://sentry-mcp/../trace.html",
                "ui://other/trace.html", "file:///etc/passwd", "", "sentry://acme-labs/issues/",
                "sentry://acme-labs/secrets/1", "sentry://acme-labs/issues/%zz", "sentry://acme-labs/issues/%ff")) {
                assertEquals(-32002, client.ask("resources/read", "{\"uri\":\"" + none + "\"}").path("error")
                    .path("code").asInt(), none);
            }
        }
        try (McpClient client = client(null, "")) {
            String asked = "{\"uri\":\"ui://sentry-mcp/none.html\"," + META.formatted("") + "}";
            assertEquals(-32602, client.ask("resources/read", asked).path("error").path("code").asInt());
            String page = "{\"uri\":\"ui://sentry-mcp/issue.html\"," + META.formatted("") + "}";
            JsonNode result = client.ask("resources/read", page).path("result");
            assertTrue(
                result.path("ttlMs").isIntegralNumber() && result.path("resultType").asText().equals("complete"));
        }
    }

    /** Clients keep a page under its address, some for days. */
    @Test
    void theAddressOfThePagesChangesWithTheirFiles() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String name : List.of("issue", "page", "series", "trace"))
            digest.update(Fixtures.read(Fixtures.CHECKOUT.resolve("tools/views/" + name + ".html"))
                .getBytes(StandardCharsets.UTF_8));
        String print = HexFormat.of().formatHex(digest.digest()).substring(0, 8);
        try (McpClient client = client("2025-11-25", "")) {
            assertEquals("ui://sentry-mcp/issue.html?v=" + print, address(client, "issue"), "Views.PRINT");
        }
    }

    // ---------------------------------------------------------------- data

    @Test
    void onlyAClientThatShowsViewsIsGivenDataAndItsTextIsTheSame() throws IOException {
        String plain;
        try (McpClient client = client("2025-11-25", "")) {
            JsonNode result = client.ask("tools/call", "{" + ISSUE + "}").path("result");
            assertFalse(result.has("structuredContent"));
            plain = result.path("content").get(0).path("text").asText();
        }
        try (McpClient client = client("2025-11-25", UI)) {
            JsonNode result = client.ask("tools/call", "{" + ISSUE + "}").path("result");
            JsonNode data = result.path("structuredContent");
            assertEquals(result.path("content").get(0).path("text"), data.path("answer"));
            assertEquals(unmarked(plain), unmarked(data.path("answer").asText()));
            JsonNode view = data.path("view");
            assertEquals("issue CHECKOUT-API-7K2 412 37", view.path("type").asText() + " "
                + view.path("shortId").asText() + " " + view.path("count") + " " + view.path("userCount"));
            assertEquals("[\"get_span_details\"]", view.path("reads").toString());
            assertEquals("Firefox 135",
                view.path("tags").get(0).path("topValues").get(0).path("value").asText());
            List<String> names = new ArrayList<>();
            view.fieldNames().forEachRemaining(names::add);
            assertEquals("open close", names.get(0) + " " + names.get(names.size() - 1));
            String word = view.path("close").asText().replace(">>", "");
            assertTrue(view.path("open").asText().endsWith("<<" + word) && word.matches("[a-z0-9]{4,}"),
                view::toString);
        }
    }

    /** Without the words that are new for each answer. */
    private static String unmarked(String text) {
        Matcher word = Pattern.compile("<<([a-z0-9]+)").matcher(text);
        return word.find() ? text.replace(word.group(1), "") : text;
    }

    @Test
    void aStatelessClientIsGivenDataByWhatEachRequestSays() throws IOException {
        try (McpClient client = client(null, "")) {
            String with = "{" + ISSUE + "," + META.formatted(UI) + "}";
            String without = "{" + ISSUE + "," + META.formatted("") + "}";
            assertTrue(client.ask("tools/call", with).path("result").has("structuredContent"));
            assertFalse(client.ask("tools/call", without).path("result").has("structuredContent"));
        }
    }

    @Test
    void whateverElseAClientSaysOfViewsItShowsNone() throws IOException {
        for (String odd : List.of("\"extensions\":null", "\"extensions\":[]", "\"extensions\":{}",
            "\"extensions\":{\"io.modelcontextprotocol/ui\":true}",
            "\"extensions\":{\"io.modelcontextprotocol/ui\":{\"mimeTypes\":\"text/html;profile=mcp-app\"}}",
            "\"extensions\":{\"io.modelcontextprotocol/ui\":{\"mimeTypes\":[\"text/html\"]}}")) {
            try (McpClient client = client("2025-11-25", odd)) {
                assertFalse(client.ask("tools/call", "{" + ISSUE + "}").path("result").has("structuredContent"), odd);
            }
        }
    }

    @Test
    void aFailureIsTextAlone() throws IOException {
        try (McpClient client = client("2025-11-25", UI)) {
            JsonNode result = client.ask("tools/call", "{" + ISSUE.replace("7K2", "9") + "}").path("result");
            assertTrue(result.path("isError").asBoolean());
            assertFalse(result.has("structuredContent"));
        }
    }

    @Test
    void textAndDataTogetherStayWithinWhatTheClientTakes() throws IOException {
        for (int most : new int[] {6_000, 8_000, 20_000}) {
            try (McpClient client = client("2025-11-25", UI, "--answer-size=" + most)) {
                JsonNode data = client.ask("tools/call", "{" + ISSUE + "}").path("result").path("structuredContent");
                int text = data.path("answer").asText().length();
                int view = data.path("view").toString().length();
                assertTrue(data.has("view") && view <= Math.max(most / 4, most - text) + 200,
                    most + ": " + text + " and " + view);
                assertNotEquals("", data.path("view").path("event").path("exceptions").path(0).path("type").asText());
            }
        }
    }

    // ---------------------------------------------------------------- addresses

    @Test
    void anAddressIsAnsweredAsTheToolAnswers() throws IOException {
        try (McpClient client = client("2025-11-25", "")) {
            List<String> templates = new ArrayList<>();
            client.ask("resources/templates/list", "{}").path("result").path("resourceTemplates")
                .forEach(each -> templates.add(each.path("uriTemplate").asText()));
            assertEquals(List.of("sentry://{org}/issues/{id}", "sentry://{org}/events/{id}",
                "sentry://{org}/traces/{id}", "sentry://{org}/releases/{version}"), templates);
            String text = client.ask("tools/call", "{" + ISSUE + "}").path("result").path("content").get(0).path("text")
                .asText();
            for (String id : List.of("CHECKOUT-API-7K2", "CHECKOUT%2DAPI-7K2")) {
                JsonNode content = client.ask("resources/read", "{\"uri\":\"sentry://acme-labs/issues/" + id + "\"}")
                    .path("result").path("contents").get(0);
                assertEquals("sentry://acme-labs/issues/" + id, content.path("uri").asText());
                assertEquals("text/markdown", content.path("mimeType").asText());
                assertEquals(unmarked(text), unmarked(content.path("text").asText()));
            }
        }
        try (McpClient client = client(null, "")) {
            JsonNode result = client.ask("resources/read",
                "{\"uri\":\"sentry://acme-labs/issues/CHECKOUT-API-7K2\"," + META.formatted("") + "}").path("result");
            assertEquals("0 private complete", result.path("ttlMs").asText() + " " + result.path("cacheScope").asText()
                + " " + result.path("resultType").asText());
        }
    }

    @Test
    void whatIsNotThereOrNotGrantedIsNoResource() throws IOException {
        try (McpClient client = client("2025-11-25", "")) {
            JsonNode error =
                client.ask("resources/read", "{\"uri\":\"sentry://acme-labs/issues/NONE-1\"}").path("error");
            assertEquals(-32002, error.path("code").asInt(), error::toString);
            JsonNode wrong =
                client.ask("resources/read", "{\"uri\":\"sentry://acme-labs/traces/..%2F..%2Fx\"}").path("error");
            assertEquals(-32002, wrong.path("code").asInt(), wrong::toString);
        }
        try (McpClient client = client("2025-11-25", "", "--skills=docs")) {
            assertEquals("{\"resourceTemplates\":[]}",
                client.ask("resources/templates/list", "{}").path("result").toString());
            JsonNode error =
                client.ask("resources/read", "{\"uri\":\"sentry://acme-labs/issues/CHECKOUT-API-7K2\"}").path("error");
            assertEquals(-32002, error.path("code").asInt(), error::toString);
        }
    }

    @Test
    void aSessionThatIsBoundToAnOrganizationHasAddressesOfThatOneOnly() throws IOException {
        try (McpClient client = client("2025-11-25", "", "--organization-slug=acme-labs")) {
            assertEquals("sentry://acme-labs/issues/{id}", client.ask("resources/templates/list", "{}").path("result")
                .path("resourceTemplates").get(0).path("uriTemplate").asText());
            assertTrue(client.ask("resources/read", "{\"uri\":\"sentry://acme-labs/issues/CHECKOUT-API-7K2\"}")
                .has("result"));
            assertTrue(
                client.ask("resources/read", "{\"uri\":\"sentry://other/issues/CHECKOUT-API-7K2\"}").has("error"));
        }
    }

    private static String completed(McpClient client, String template, String name, String typed) throws IOException {
        return client.ask("completion/complete", "{\"ref\":{\"type\":\"ref/resource\",\"uri\":\"" + template
            + "\"},\"argument\":{\"name\":\"" + name + "\",\"value\":\"" + typed
            + "\"},\"context\":{\"arguments\":{\"org\":\"acme-labs\"}}}").path("result").path("completion")
            .path("values").toString();
    }

    @Test
    void issuesAndReleasesAreSuggestedAsTheyAreTyped() throws IOException {
        try (McpClient client = client("2025-11-25", "")) {
            assertEquals("[\"7K-WEB\",\"WEB-7K\"]", completed(client, "sentry://{org}/issues/{id}", "id", "7k"));
            assertEquals("[\"api@2.0\"]", completed(client, "sentry://{org}/releases/{version}", "version", "api@"));
            assertEquals("[]", completed(client, "sentry://{org}/traces/{id}", "id", "4d"));
            for (String[] wrong : new String[][] {{"sentry://{org}/nothing/{id}", "id"},
                {"sentry://{org}/issues/{id}", "version"}}) {
                JsonNode error = client.ask("completion/complete", "{\"ref\":{\"type\":\"ref/resource\",\"uri\":\""
                    + wrong[0] + "\"},\"argument\":{\"name\":\"" + wrong[1] + "\",\"value\":\"\"}}").path("error");
                assertEquals(-32602, error.path("code").asInt(), error::toString);
            }
        }
    }

    @Test
    void aHundredOfThemAreSuggested() throws IOException {
        StringBuilder releases = new StringBuilder("[");
        for (int i = 1; i <= 101; i++)
            releases.append(i == 1 ? "" : ",").append("{\"version\":\"r@").append(i).append("\"}");
        sentry.stubFor(get(urlPathEqualTo("/api/0/organizations/acme-labs/releases/"))
            .withQueryParam("query", equalTo("r@")).willReturn(okJson(releases + "]")));
        try (McpClient client = client("2025-11-25", "")) {
            String values = completed(client, "sentry://{org}/releases/{version}", "version", "r@");
            assertEquals(100, values.split(",").length, values);
        }
    }

    // ---------------------------------------------------------------- in a shell

    private static ShellRun shell(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--insecure-http", "--host=127.0.0.1:" + sentry.getPort()));
        return ShellRun.here(Map.of("SENTRY_ACCESS_TOKEN", "sntryu_test-token-0001"), "", all.toArray(String[]::new));
    }

    @Test
    void aShellPrintsThePageWithItsDataInIt() {
        ShellRun run = shell("call", "get_issue_details", "organizationSlug=acme-labs", "issueId=CHECKOUT-API-7K2",
            "--output", "html");
        assertEquals(0, run.status(), run::err);
        Matcher data = Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL)
            .matcher(run.out());
        assertTrue(data.find() && data.group(1).startsWith("{\"type\":\"issue\"") && !data.group(1).contains("<"),
            run::out);
        assertFalse(run.out().contains("sntryu_test-token-0001"));
    }

    @Test
    void aToolWithoutAViewSaysWhichHaveOne() {
        ShellRun run = shell("call", "whoami", "--output", "html");
        assertEquals(2, run.status());
        assertTrue(run.err().contains("whoami has no view; --output html is for get_event_series, get_issue_details, "
            + "get_trace_details"), run::err);
        assertEquals(2, shell("call", "whoami", "--output", "pdf").status());
    }
}
