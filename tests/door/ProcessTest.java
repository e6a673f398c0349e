import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real program as a child process, as users start it. */
class ProcessTest {
    private static final String STRANGE = "Zoë Müller 日本語 한국어 🚀👩‍💻 Ω";
    private static WireMockServer sentry;

    @BeforeAll
    static void startSentry() {
        sentry = StubSentry.start();
        sentry.stubFor(WireMock.get(WireMock.urlPathEqualTo("/api/0/organizations/strange/teams/")).atPriority(1)
            .willReturn(WireMock.okJson("[{\"slug\":\"t\",\"name\":\"" + STRANGE + "\"}]")));
        sentry.stubFor(WireMock.get(WireMock.urlPathEqualTo("/api/0/organizations/slow/teams/")).atPriority(1)
            .willReturn(WireMock.okJson("[]").withFixedDelay(30_000)));
    }

    @AfterAll
    static void stopSentry() { sentry.stop(); }

    private static String[] flags(String... more) {
        List<String> flags = new ArrayList<>(List.of("--access-token=a-token-of-the-tests", "--insecure-http",
            "--host=127.0.0.1:" + sentry.port(), "--sentry-dsn="));
        flags.addAll(List.of(more));
        return flags.toArray(String[]::new);
    }

    @Test
    void anotherDefaultCharsetChangesNoCharacter() {
        for (String charset : List.of("US-ASCII", "ISO-8859-1", "UTF-16")) {
            List<String> command = new ArrayList<>(List
                .of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Dfile.encoding=" + charset));
            command.addAll(McpClient.launchOptions());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "SentryMcp"));
            command.addAll(List.of(flags()));
            try (McpClient client = McpClient.process(command, Map.of("LC_ALL", "C"))) {
                client.initialize("2025-11-25");
                String text = client.text("find_teams", Map.of("organizationSlug", "strange"));
                assertTrue(text.contains(STRANGE), () -> charset + ": " + text);
                assertTrue(
                    client.text("find_teams", Map.of("organizationSlug", STRANGE)).contains(STRANGE),
                    charset);
                assertEquals(0, client.end());
            }
        }
    }

    @Test
    void everyByteOnStandardOutputIsAFrame() throws Exception {
        try (McpClient client = McpClient.program(Map.of(), flags())) {
            client.initialize("2025-11-25");
            client.send("nonsense").send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
            client.next();
            client.next();
            for (String organization : List.of("acme-labs", "strange", "nobody"))
                client.call("find_teams", Map.of("organizationSlug", organization));
            client.call("whoami", Map.of("no", "such"));
            assertEquals(0, client.end());
            for (String line : client.received) {
                if (line.isEmpty() && line == client.received.get(client.received.size() - 1)) continue;
                JsonNode frame = McpClient.MAPPER.readTree(line);
                assertEquals("2.0", frame.path("jsonrpc").asText(), line);
            }
        }
    }

    @Test
    void idleItEndsAtOnceWhenItsInputEnds() throws Exception {
        try (McpClient client = McpClient.program(Map.of(), flags())) {
            client.initialize("2025-11-25");
            assertEquals(0, client.end());
        }
    }

    @Test
    void aTerminationSignalEndsItInTheMiddleOfACall() throws Exception {
        try (McpClient client = McpClient.program(Map.of(), flags())) {
            client.initialize("2025-11-25");
            client.send(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"find_teams\","
                    + "\"arguments\":{\"organizationSlug\":\"slow\"}}}");
            client.process.destroy();
            assertTrue(client.process.waitFor(5, TimeUnit.SECONDS), "it is still there");
        }
    }

    @Test
    void aClientThatNoLongerReadsEndsIt() throws Exception {
        try (McpClient client = McpClient.program(Map.of(), flags())) {
            client.initialize("2025-11-25");
            client.process.getInputStream().close();
            for (int i = 0; i < 50 && client.process.isAlive(); i++) {
                try {
                    client.send("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"tools/list\"}");
                } catch (AssertionError gone) {
                    break;
                }
                Thread.sleep(20);
            }
            assertTrue(client.process.waitFor(5, TimeUnit.SECONDS), "it goes on for nobody");
        }
    }

    @Test
    void aMistakeOnTheCommandLineIsOneLineOnStandardErrorStatusTwoAndNothingOnStandardOutput() {
        try (McpClient client = McpClient.program(Map.of(), "--skils=triage")) {
            assertEquals(2, client.end());
            assertEquals("sentry-mcp: unknown flag \"--skils\"; did you mean --skills?\n", client.stderr());
            assertEquals("[]", client.received.toString());
        }
    }

    /** As users do: through the launcher, over HTTPS, with a certificate of one's own authority. */
    @Test
    void theLauncherStartsItAgainstAServerWithACertificateOfOnesOwn() throws Exception {
        WireMockServer secure = StubSentry.start(
            com.github.tomakehurst.wiremock.core.WireMockConfiguration.options().httpDisabled(true).dynamicHttpsPort()
                .keystorePath(Certificates.GOOD.toString()).keystorePassword(Certificates.PASSWORD)
                .keyManagerPassword(Certificates.PASSWORD).keystoreType("PKCS12"));
        List<String> command = List.of(Fixtures.CHECKOUT.resolve("jbang").toString(), "sentry-mcp",
            "--host=localhost:" + secure.httpsPort(), "--sentry-dsn=");
        try (McpClient client = McpClient.process(command, Map.of("SENTRY_ACCESS_TOKEN", "a-token-of-the-tests",
            "SSL_CERT_FILE", Certificates.AUTHORITY.toString()))) {
            client.send(
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                    + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}");
            assertEquals("sentry-mcp", client.next(120).path("result").path("serverInfo").path("name").asText());
            assertTrue(
                client.text("list_issues", Map.of("organizationSlug", "acme-labs")).contains("### CHECKOUT-API-7K2"));
            assertEquals(0, client.end());
        } finally {
            secure.stop();
        }
    }

    /** As the README says: through the launcher, from another directory. */
    @Test
    void theLauncherStartsItFromAnyDirectory() throws Exception {
        Path launcher = Fixtures.CHECKOUT.resolve("jbang");
        List<String> command =
            new ArrayList<>(List.of("sh", "-c", "cd / && exec \"$0\" \"$@\"", launcher.toString(), "sentry-mcp"));
        command.addAll(List.of(flags()));
        assertTrue(Files.isExecutable(launcher));
        try (McpClient client = McpClient.process(command, Map.of())) {
            client.send(
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                    + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}");
            assertEquals("sentry-mcp", client.next(120).path("result").path("serverInfo").path("name").asText());
            assertTrue(
                client.text("find_projects", Map.of("organizationSlug", "acme-labs")).contains("### checkout-api"));
            assertEquals(0, client.end());
        }
    }
}
