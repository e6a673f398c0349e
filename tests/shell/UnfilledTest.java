import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.shell.Options;

/** Settings that a client was to fill in and did not: nothing goes out, and it is said what to write instead. */
class UnfilledTest {
    private WireMockServer sentry;

    @BeforeEach
    void start() {
        sentry = new WireMockServer(WireMockConfiguration.wireMockConfig().dynamicPort());
        sentry.start();
        sentry.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.okJson("[]")));
    }

    @AfterEach
    void stop() { sentry.stop(); }

    private static Options parse(Map<String, String> environment, String... args) {
        return Options.parse(args, environment);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "${SENTRY_ACCESS_TOKEN} | as ${SENTRY_ACCESS_TOKEN}, which was to be filled in",
        "$SENTRY_ACCESS_TOKEN | as $SENTRY_ACCESS_TOKEN, which was to be filled in",
        "%SENTRY_ACCESS_TOKEN% | as %SENTRY_ACCESS_TOKEN%, which was to be filled in",
        "${env:SENTRY_ACCESS_TOKEN} | as ${env:SENTRY_ACCESS_TOKEN}, which was to be filled in",
        "{env:SENTRY_ACCESS_TOKEN} | as {env:SENTRY_ACCESS_TOKEN}, which was to be filled in",
        "${input:sentry-access-token} | as ${input:…}, which was to be filled in",
        "${{ secrets.SENTRY_ACCESS_TOKEN }} | as ${{secrets.SENTRY_ACCESS_TOKEN}}, which was to be filled in",
        "${SENTRY_ACCESS_TOKEN:-none} | as ${…}, which was to be filled in",
        "<your-token> | as <…>, which was to be filled in",
        "your-token-here | as the example that stood there, which was to be filled in",
        "\"$SENTRY_ACCESS_TOKEN\" | as $SENTRY_ACCESS_TOKEN, which was to be filled in",
        "'sntryu_0123456789abcdef' | in quotation marks",
        "Bearer sntryu_0123456789abcdef | with the word Bearer before it",
        "bearer ${SENTRY_ACCESS_TOKEN} | as ${SENTRY_ACCESS_TOKEN}, which was to be filled in"})
    void aTokenThatIsNoneIsRecognisedInEveryFormThatClientsLeaveBehind(String given, String how) {
        for (Options options : new Options[] {parse(Map.of("SENTRY_ACCESS_TOKEN", given)),
            parse(Map.of("SENTRY_AUTH_TOKEN", given)), parse(Map.of(), "--access-token=" + given)}) {
            assertNull(options.token());
            assertEquals(1, options.unfilled().size());
            assertTrue(options.unfilled().get(0).said().endsWith(" arrived " + how), options.unfilled()::toString);
            assertTrue(options.warnings().get(0).startsWith(options.unfilled().get(0).said()));
        }
    }

    @ParameterizedTest
    @CsvSource({"sntryu_0123456789abcdef", "0123456789abcdef0123456789abcdef", "a$b", "{x", "$sntryu_x", "%a"})
    void whatMayBeATokenIsOne(String token) {
        assertEquals(token, parse(Map.of("SENTRY_ACCESS_TOKEN", token)).token());
    }

    @Test
    void aTokenInsideItsWrappingIsAsSecretAsABareOne() {
        String token = "sntryu_0123456789abcdef0123456789abcdef";
        for (String given : new String[] {"'" + token + "'", "Bearer " + token, "<" + token + ">",
            "${" + token + "}"}) {
            ShellRun run = ShellRun.here(Map.of("SENTRY_ACCESS_TOKEN", given), "", "call", "whoami");
            assertFalse((run.out() + run.err()).contains("sntryu_0123"), run.err());
            assertTrue(parse(Map.of("SENTRY_ACCESS_TOKEN", given)).secrets().contains(token));
        }
    }

    private McpClient client(String name, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of("SENTRY_HOST", "localhost:" + sentry.port()));
        environment.putAll(more);
        McpClient client = McpClient.pipes(environment, "--insecure-http");
        client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
            + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"" + name + "\",\"version\":\"1\"}}}");
        client.next();
        return client;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "claude-code | Claude Code wants \"env\": {\"SENTRY_ACCESS_TOKEN\": \"${SENTRY_ACCESS_TOKEN}\"}, and "
            + "SENTRY_ACCESS_TOKEN set in the environment in which it starts; sentry-mcp config claude-code prints",
        "codex-mcp-client | Codex wants env_vars = [\"SENTRY_ACCESS_TOKEN\"]",
        "qwen-cli-mcp-client-sentry | Qwen Code wants \"env\": {\"SENTRY_ACCESS_TOKEN\": \"$SENTRY_ACCESS_TOKEN\"}",
        "opencode | opencode wants \"environment\": {\"SENTRY_ACCESS_TOKEN\": \"{env:SENTRY_ACCESS_TOKEN}\"}",
        "@cline/core | Cline fills in nothing by itself: start the server through a login shell",
        "Visual Studio Code | VS Code wants an entry in \"inputs\"",
        "somebody-else | Clients differ in how they refer to a variable: sentry-mcp config CLIENT prints what yours"})
    void everyCallSaysWhichFormCameAndWhatThisClientWantsInstead(String name, String wanted) {
        try (McpClient client = client(name, Map.of("SENTRY_ACCESS_TOKEN", "${SENTRY_ACCESS_TOKEN}"))) {
            for (String tool : new String[] {"whoami", "find_organizations", "search_docs"}) {
                JsonNode result = client.call(tool, Map.of());
                String text = result.path("content").path(0).path("text").asText();
                assertTrue(result.path("isError").asBoolean());
                assertTrue(text.startsWith("# Not set up\nSENTRY_ACCESS_TOKEN arrived as ${SENTRY_ACCESS_TOKEN}, which "
                    + "was to be filled in. Nothing is sent to Sentry until that is put right. " + wanted), text);
            }
            assertTrue(client.stderr().contains("sentry-mcp: SENTRY_ACCESS_TOKEN arrived as ${SENTRY_ACCESS_TOKEN}"));
        }
        assertEquals(0, sentry.getAllServeEvents().size());
    }

    @Test
    void aHostThatNobodyFilledInKeepsTheTokenFromTheUsualHost() {
        Map<String, String> environment =
            Map.of("SENTRY_HOST", "${SENTRY_HOST}", "SENTRY_ACCESS_TOKEN", "sntryu_0123456789abcdef");
        assertNull(parse(environment).token());
        try (McpClient client = client("cursor-vscode", environment)) {
            String text = client.text("whoami", Map.of());
            assertTrue(text.contains("SENTRY_HOST arrived as ${SENTRY_HOST}") && text.contains(
                "Cursor wants \"env\": {\"SENTRY_HOST\": \"${env:SENTRY_HOST}\"}"), text);
        }
        ShellRun doctor = ShellRun.here(environment, "", "doctor");
        assertEquals(1, doctor.status());
        assertTrue(doctor.out().contains("SENTRY_HOST arrived as ${SENTRY_HOST}"), doctor.out());
        assertFalse(doctor.out().contains("sentry.io answers"), doctor.out());
    }

    @Test
    void aKeyAndADsnThatNobodyFilledInTurnOffOnlyWhatTheyAreFor() {
        Options options = parse(Map.of("SENTRY_ACCESS_TOKEN", "sntryu_0123456789abcdef", "OPENAI_API_KEY",
            "${OPENAI_API_KEY}"), "--sentry-dsn=${SENTRY_DSN}");
        assertEquals("sntryu_0123456789abcdef", options.token());
        assertNull(options.openAiKey());
        assertEquals("", options.reportsTo("https://key@reports.example/1"));
        assertEquals("natural-language search is off (OPENAI_API_KEY arrived as ${OPENAI_API_KEY}, which was to be "
            + "filled in); list_issues and list_events take Sentry's own syntax", options.naturalLanguage());
        assertTrue(options.warnings().toString().contains("--sentry-dsn arrived as ${SENTRY_DSN}"));
    }

    // ---------------------------------------------------------------- another provider's key

    @ParameterizedTest
    @CsvSource({"https://dashscope.example/v1", "http://localhost:11434/v1", "not a url",
        "https://api.openai.com.evil.example/v1"})
    void aKeyBesideAnotherHostsAddressIsNotSentToOpenAi(String address) {
        Options options = parse(Map.of("OPENAI_API_KEY", "sk-0123456789", "OPENAI_BASE_URL", address));
        assertNull(options.openAiKey());
        assertEquals("https://api.openai.com/v1", options.openAiBase());
        assertTrue(options.naturalLanguage().contains("so OPENAI_API_KEY is a key for that host and is not sent to "
            + "api.openai.com; --openai-base-url="), options.naturalLanguage());
        assertTrue(options.secrets().contains("sk-0123456789"));
    }

    @ParameterizedTest
    @CsvSource({"https://api.openai.com/v1", "https://API.openai.com", "''"})
    void openAisOwnAddressChangesNothing(String address) {
        assertEquals("sk-0123456789",
            parse(Map.of("OPENAI_API_KEY", "sk-0123456789", "OPENAI_BASE_URL", address)).openAiKey());
    }

    @Test
    void theFlagTurnsItOnAndTheSearchToolsSaySo() {
        Map<String, String> environment = Map.of("SENTRY_ACCESS_TOKEN", "t", "OPENAI_API_KEY", "sk-0123456789",
            "OPENAI_BASE_URL", "https://models.example/v1");
        Options options = parse(environment, "--openai-base-url=https://models.example/v1");
        assertEquals("sk-0123456789", options.openAiKey());
        assertEquals("https://models.example/v1", options.openAiBase());
        ShellRun run = ShellRun.here(environment, "", "call", "search_issues", "query=x");
        assertTrue(run.err().contains("OPENAI_BASE_URL names models.example, so OPENAI_API_KEY is a key for that host "
            + "and is not sent to api.openai.com; --openai-base-url=https://models.example/v1 asks there instead"),
            run.err());
    }
}
