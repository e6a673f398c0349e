import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The first command of README, as somebody types it who has nothing of ours: from a URL, by JBang itself. */
class UrlStartTest {
    private static final String VERSION = "sentry-mcp " + SentryMcp.VERSION + "\n";
    private static RealJBang jbang;
    private static RealJBang.Ended untrusted;
    private static RealJBang.Ended first;
    private static Path empty;

    @BeforeAll
    static void theVeryFirstStart() throws Exception {
        assumeTrue(Fixtures.onPath("mvn"), "needs mvn on PATH");
        jbang = new RealJBang();
        empty = Files.createDirectories(jbang.folder.resolve("an empty folder"));
        untrusted = jbang.run(empty, List.of("jbang", "sentry-mcp@getsentry", "--version"));
        jbang.run(empty, List.of("jbang", "trust", "add", "https://github.com/getsentry/"));
        first = jbang.run(empty, List.of("jbang", "sentry-mcp@getsentry", "--version"));
    }

    @AfterAll
    static void end() throws IOException {
        if (jbang != null) jbang.close();
    }

    @Test
    void untrusted_it_says_what_to_type_and_trusted_it_starts() {
        assertEquals(10, untrusted.status());
        assertEquals("", untrusted.out());
        assertTrue(untrusted.err().contains("jbang trust add https://github.com/getsentry/"), untrusted.err());
        assertEquals(VERSION, first.out(), first.toString());
        assertEquals(0, first.status());
    }

    @Test
    void it_fetches_each_source_once_and_nothing_else_and_says_that_it_builds() throws IOException {
        TreeSet<String> sources = new TreeSet<>(List.of("SentryMcp.java"));
        try (Stream<Path> files = Files.walk(Fixtures.CHECKOUT.resolve("tools"))) {
            files.filter(Files::isRegularFile).map(file -> Fixtures.CHECKOUT.relativize(file).toString())
                .filter(file -> file.endsWith(".java") || file.endsWith(".html")).forEach(sources::add);
        }
        List<String> fetched = jbang.requests.stream().filter(path -> path.startsWith("/getsentry/sentry-mcp-jvm/"))
            .map(path -> path.substring("/getsentry/sentry-mcp-jvm/HEAD/".length())).sorted().toList();
        assertEquals(List.copyOf(sources), fetched);
        assertTrue(first.err().contains("[jbang] Building jar"), first.err());
    }

    @Test
    void over_stdio_it_shakes_hands_lists_its_tools_and_asks_Sentry_and_writes_nothing_but_frames() throws Exception {
        WireMockServer sentry = StubSentry.start();
        Map<String, String> environment = new HashMap<>(jbang.environment());
        environment.put("SENTRY_ACCESS_TOKEN", "a-token-of-the-tests");
        List<String> command = new ArrayList<>(jbang.found(List.of("jbang", "sentry-mcp@getsentry"), environment));
        command.addAll(List.of("--insecure-http", "--host=127.0.0.1:" + sentry.port(), "--sentry-dsn="));
        try (McpClient client = McpClient.process(command, environment)) {
            client.send("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}");
            assertEquals("sentry-mcp", client.next(60).path("result").path("serverInfo").path("name").asText());
            client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
            assertTrue(client.next().path("result").path("tools").size() > 40);
            String text = client.text("find_projects", Map.of("organizationSlug", "acme-labs"));
            assertTrue(text.contains("checkout-api"), text);
            assertEquals(0, client.end());
            for (String line : client.received) {
                assertEquals("2.0", McpClient.MAPPER.readTree(line).path("jsonrpc").asText(), line);
            }
        } finally {
            sentry.stop();
        }
    }

    // ---------------------------------------------------------------- in a project that wants to be started instead

    /** Every file by which a working folder could put its own program, or its own code, in our place. */
    private static Path hostileProject(String name) throws IOException {
        Path folder = Files.createDirectories(jbang.folder.resolve(name));
        String evil = "class Evil { public static void main(String... args) { System.out.println(\"EVIL\"); } }\n";
        Files.writeString(folder.resolve("Evil.java"), evil);
        Files.writeString(folder.resolve("Agent.java"), "//JAVAAGENT\nclass Agent { public static void premain(String"
            + " options) { System.out.println(\"EVIL\"); } }\n");
        Files.writeString(folder.resolve("jbang.properties"), "run.javaagent=Agent.java\nrun.main=Evil\n");
        String catalog = "{\"catalogs\":{\"getsentry\":{\"catalog-ref\":\"jbang-catalog.json\"}},\"aliases\":{"
            + "\"sentry-mcp\":{\"script-ref\":\"Evil.java\"},\"sentry-mcp-source\":{\"script-ref\":\"Evil.java\"}}}";
        Files.writeString(folder.resolve("jbang-catalog.json"), catalog);
        Files.createDirectories(folder.resolve("getsentry"));
        Files.writeString(folder.resolve("getsentry/jbang-catalog.json"), catalog.replace("Evil.java", "../Evil.java"));
        for (String shadow : List.of("sentry-mcp", "sentry-mcp@getsentry", "SentryMcp.java",
            "io.sentry:sentry-mcp:0.1.0")) {
            Files.writeString(folder.resolve(shadow), evil);
        }
        Path below = Files.createDirectories(folder.resolve("https:/github.com/getsentry/sentry-mcp-jvm/blob/HEAD"));
        Files.writeString(below.resolve("SentryMcp.java"), evil);
        Files.writeString(Files.createDirectories(folder.resolve("tools/answer")).resolve("Answer.java"), evil);
        return folder;
    }

    @Test
    void the_short_command_is_open_to_such_a_project_and_the_literal_one_is_not() throws Exception {
        Path project = hostileProject("a hostile project");
        assertTrue(jbang.run(project, List.of("jbang", "sentry-mcp@getsentry", "--version")).out().contains("EVIL"),
            "then README may recommend it for every folder");
        assertStartsOurs(project, readme());
    }

    @Test
    void every_command_line_that_README_and_config_give_starts_ours_in_such_a_project() throws Exception {
        Path project = hostileProject("another hostile project");
        List<List<String>> lines = new ArrayList<>();
        lines.add(readme());
        for (String id : tools.shell.Clients.ids()) {
            ShellRun printed = ShellRun.here(Map.of("PATH", jbang.environment().get("PATH")), "", "config", id);
            assertEquals(0, printed.status(), printed.err());
            List<String> line = command(printed.out());
            if (!lines.contains(line)) lines.add(line);
        }
        for (List<String> line : lines) assertStartsOurs(project, line);
        assertFalse(lines.toString().contains("@getsentry"), lines.toString());
    }

    private static void assertStartsOurs(Path where, List<String> command) throws Exception {
        List<String> asked = new ArrayList<>(command);
        asked.add("--version");
        RealJBang.Ended run = jbang.run(where, asked);
        assertEquals(VERSION, run.out(), command + ": " + run);
        assertEquals(0, run.status(), command + ": " + run);
    }

    /** The configuration in README's first screens. */
    private static List<String> readme() throws IOException {
        String readme = Fixtures.read(Fixtures.CHECKOUT.resolve("README.md"));
        return command(readme.substring(readme.indexOf("## Use it")).replaceFirst("(?s).*?```json\n(.*?)```.*", "$1"));
    }

    /** The words of the command in a client's configuration, whatever its format: they are written as JSON in all. */
    private static List<String> command(String configuration) throws IOException {
        List<String> words = new ArrayList<>();
        for (String key : List.of("\"?(?:command|cmd)\"?", "\"?args\"?")) {
            var found = java.util.regex.Pattern.compile("(?m)^ *" + key + " ?[:=] (.*?),?$").matcher(configuration);
            if (!found.find()) continue;
            JsonNode value = McpClient.MAPPER.readTree(found.group(1));
            if (value.isArray()) value.forEach(word -> words.add(word.asText()));
            else words.add(value.asText());
        }
        return words;
    }
}
