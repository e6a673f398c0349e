import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the program makes of the token's scopes, which it asks for once. */
class TokenScopesTest {
    @RegisterExtension static final WireMockExtension sentry = StubSentry.empty();

    @BeforeEach
    void start() {
        sentry.stubFor(get(urlPathMatching("/api/0/organizations/acme-labs/.*")).willReturn(aResponse().withStatus(403)
            .withBody("{\"detail\":\"You do not have permission to perform this action.\"}")));
    }

    private void root(ResponseDefinitionBuilder answer) {
        sentry.stubFor(get(urlPathEqualTo("/api/0/")).willReturn(answer));
    }

    private static ResponseDefinitionBuilder scopes(String... scopes) {
        return okJson(
            "{\"version\":\"0\",\"auth\":{\"scopes\":[\"" + String.join("\",\"", scopes) + "\"]},\"user\":null}");
    }

    private McpClient client(String... flags) throws Exception {
        List<String> args = new ArrayList<>(List.of("--insecure-http", "--host", "localhost:" + sentry.getPort()));
        args.addAll(List.of(flags));
        return McpClient.shaken("2025-06-18", Map.of("SENTRY_ACCESS_TOKEN", "sntryu_0123456789"),
            args.toArray(String[]::new));
    }

    private static List<String> tools(McpClient client) throws Exception {
        List<String> names = new ArrayList<>();
        client.ask("tools/list", "{}").path("result").path("tools")
            .forEach(tool -> names.add(tool.path("name").asText()));
        return names;
    }

    private static String refused(McpClient client) throws Exception {
        JsonNode result =
            client.ask("tools/call", "{\"name\":\"list_issues\",\"arguments\":{\"organizationSlug\":\"acme-labs\"}}")
                .path("result");
        assertTrue(result.path("isError").asBoolean(), result::toString);
        return result.path("content").get(0).path("text").asText();
    }

    @Test
    void aRefusalNamesTheScopeThatTheTokenLacks() throws Exception {
        root(scopes("org:read", "team:read"));
        try (McpClient client = client("--hide-unusable")) {
            tools(client);   // after it the scopes are known
            String text = refused(client);
            assertTrue(text.contains(
                "Sentry did not permit this (403). The token lacks event:read, which list_issues needs; it has "
                    + "org:read, team:read. Create a token with the missing scope, or grant fewer skills."),
                text);
        }
    }

    @Test
    void aRefusalInSpiteOfAllScopesIsAboutTheUser() throws Exception {
        root(scopes("org:admin", "event:write"));
        try (McpClient client = client("--hide-unusable")) {
            tools(client);
            String text = refused(client);
            assertTrue(text.contains(
                "The token has every scope that list_issues needs, so its user lacks the right: a role, a team's "
                    + "membership, or a feature of the plan."),
                text);
        }
    }

    @Test
    void whileTheScopesAreUnknownARefusalNamesWhatTheToolNeeds() throws Exception {
        root(aResponse().withStatus(500));
        try (McpClient client = client()) {
            String text = refused(client);
            assertTrue(
                text.contains("list_issues needs a token with event:read, whose user can see what you asked for."),
                text);
        }
    }

    @Test
    void hideUnusableHidesWhatTheTokenCannotDoAndAsksOnce() throws Exception {
        root(scopes("org:write", "project:releases"));
        try (McpClient client = client("--hide-unusable", "--skills=inspect")) {
            List<String> listed = tools(client);
            assertTrue(listed.containsAll(List.of("whoami", "find_organizations")), listed::toString);
            assertFalse(listed.contains("list_issues") || listed.contains("get_issue_details"), listed::toString);
            assertEquals(listed, tools(client));
            sentry.verify(1, getRequestedFor(urlPathEqualTo("/api/0/")));
        }
        try (McpClient client = client("--skills=inspect")) {
            assertTrue(tools(client).contains("list_issues"), "without the flag the list depends on nobody");
        }
    }

    @Test
    void aLookUpThatFailsHidesNothing() throws Exception {
        for (ResponseDefinitionBuilder answer : List.of(aResponse().withStatus(401), okJson("[]"),
            okJson("{\"version\":\"0\",\"auth\":null}"), aResponse().withBody("<html>"))) {
            root(answer);
            try (McpClient client = client("--hide-unusable")) {
                assertTrue(tools(client).contains("list_issues"));
            }
        }
    }

    @Test
    void theCommandHidesThemToo() {
        root(scopes("org:read"));
        ShellRun run = ShellRun.here(Map.of("SENTRY_ACCESS_TOKEN", "sntryu_0123456789"), "", "tools", "--hide-unusable",
            "--insecure-http", "--host", "localhost:" + sentry.getPort());
        assertTrue(run.out().contains("find_organizations") && !run.out().contains("list_issues"), run.out());
    }
}
