import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.shell.Clients;

/** The configuration of each client, as it is printed. */
class ConfigTest {
    private static final Map<String, String> CHECKOUT =
        Map.of("SENTRY_MCP_LAUNCHER", "/opt/sentry-mcp/jbang\tsentry-mcp", "SENTRY_ACCESS_TOKEN",
            "sntryu_0123456789abcdef");

    private static ShellRun config(Map<String, String> environment, String... more) {
        String[] args = new String[more.length + 1];
        args[0] = "config";
        System.arraycopy(more, 0, args, 1, more.length);
        return ShellRun.here(environment, "", args);
    }

    /** -Dsentry.mcp.golden=write writes them anew, to be reviewed. */
    @Test
    void eachClientGetsItsFileItsKeysAndItsWayToTheToken() throws Exception {
        for (String id : Clients.ids()) {
            ShellRun run = config(CHECKOUT, id, "--host", "sentry.example");
            assertEquals(0, run.status(), run.err());
            // how many tools there are is counted by another test
            String shown = run.err().replaceAll("this is [0-9]+ of them.*", "this is … of them") + "\n" + run.out();
            Path golden = Fixtures.CHECKOUT.resolve("tests/shell/fixtures/config/" + id + ".txt");
            if ("write".equals(System.getProperty("sentry.mcp.golden"))) Files.writeString(golden, shown);
            assertEquals(Fixtures.read(golden), shown, id);
        }
    }

    @Test
    void theTokenIsNeverPrintedAndAlwaysReferredTo() {
        for (String id : Clients.ids()) {
            ShellRun run = config(CHECKOUT, id, "--access-token=sntryu_another0123456789");
            assertFalse((run.out() + run.err()).contains("sntryu_"), id);
            assertTrue((run.out() + run.err()).contains("SENTRY_ACCESS_TOKEN")
                || run.out().contains("${input:sentry-access-token}"), id);
            assertFalse(run.out().contains("--access-token"), id);
            assertTrue(run.err().contains("the token given here is not written into the configuration"), run.err());
        }
    }

    @Test
    void whatIsPrintedIsValidAndStartsTheServerByItsAbsolutePath() throws Exception {
        for (String id : Clients.ids()) {
            Clients.Configuration configuration =
                Clients.of(id, List.of("C:\\Program Files\\jbang\\jbang.cmd", "sentry-mcp", "--host=\"x\""));
            if (!configuration.format().equals("json")) continue;
            JsonNode all = new ObjectMapper().readTree(configuration.text());
            if (id.equals("opencode-2")) all = all.path("mcp");
            JsonNode servers = all.path(switch (id) {
                case "vscode", "visual-studio" -> "servers";
                case "zed" -> "context_servers";
                case "opencode" -> "mcp";
                case "opencode-2" -> "servers";
                case "amp" -> "amp.mcpServers";
                default -> "mcpServers";
            });
            String line = servers.path("sentry").path("command") + " " + servers.path("sentry").path("args");
            assertTrue(line.contains("C:\\\\Program Files\\\\jbang\\\\jbang.cmd"), () -> id + ": " + line);
            assertTrue(line.contains("--host=\\\"x\\\""), () -> id + ": " + line);
        }
    }

    @Test
    void flagsThatAreGivenHereAreGivenThere() {
        ShellRun run = config(CHECKOUT, "--skills=inspect,triage", "cursor", "--read-only", "--sentry-dsn=");
        assertTrue(
            run.out().contains(
                "\"args\": [\"sentry-mcp\", \"--skills=inspect,triage\", \"--read-only\", \"--sentry-dsn=\"]"),
            run.out());
    }

    @Test
    void jbangIsFoundOnPathAndWhereItsInstallerPutsIt(@TempDir Path home) throws Exception {
        assertTrue(config(Map.of("PATH", "/nowhere"), "cursor").out().contains("\"command\": \"jbang\""));
        Path jbang = Files.createDirectories(home.resolve(".jbang/bin")).resolve("jbang");
        Files.writeString(jbang, "#!/bin/sh\n");
        assertTrue(config(Map.of("HOME", home.toString()), "cursor").out().contains("\"command\": \"jbang\""));
        assertTrue(jbang.toFile().setExecutable(true));
        ShellRun installed = config(Map.of("HOME", home.toString()), "cursor");
        assertTrue(installed.out().contains("\"command\": \"" + jbang + "\"")
            && installed.out().contains("\"args\": [\"--config=/\", \"https://"), installed.out());
        assertTrue(config(Map.of("PATH", ".:" + jbang.getParent()), "cursor").out()
            .contains("\"command\": \"" + jbang + "\""));
    }

    @Test
    void unknownClientsGetASuggestion() {
        assertEquals(new ShellRun(2, "", "sentry-mcp: unknown client \"vs-code\"; did you mean vscode?\n"),
            config(Map.of(), "vs-code"));
        assertEquals(
            new ShellRun(2, "",
                "sentry-mcp: unknown client \"emacs\"; there are " + String.join(", ", Clients.ids()) + "\n"),
            config(Map.of(), "emacs"));
        assertEquals(
            new ShellRun(2, "", "sentry-mcp: config needs a client: " + String.join(", ", Clients.ids()) + "\n"),
            config(Map.of()));
    }

    /** What a POSIX shell makes of the line that adds a server: a word a line. */
    private static List<String> words(String line) throws Exception {
        Process shell = new ProcessBuilder("/bin/sh", "-c", "printf '%s\\n' " + line).start();
        String out = new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, shell.waitFor());
        return out.lines().toList();
    }

    @Test
    void theLineThatAddsAServerReachesTheClientWordForWord() throws Exception {
        String program = "/home/o'neil/my $(tools)/jbang";
        List<String> launch = List.of(program, "--config=/", "--skills=inspect,docs", "--host=`x`");
        int lines = 0;
        for (String id : Clients.ids()) {
            Clients.Configuration configuration = Clients.of(id, launch);
            if (configuration.command().isEmpty()) continue;
            lines++;
            List<String> words = words(configuration.command());
            String last = words.get(words.size() - 1);
            if (last.startsWith("{")) {
                JsonNode server = new ObjectMapper().readTree(last);
                assertEquals(program, server.path("command").asText(), id);
                assertEquals("--host=`x`", server.path("args").path(2).asText(), id);
                assertTrue(server.path("env").path("SENTRY_ACCESS_TOKEN").asText().startsWith("${"), id);
            } else {
                assertEquals(launch.subList(1, 4), words.subList(words.size() - 3, words.size()), id);
                assertTrue(words.contains(program), id);
            }
            assertFalse(configuration.command().contains("\n"), id);
        }
        assertEquals(9, lines);
    }

    @Test
    void clientsThatCountToolsGetTheSkillsThatFit() {
        String err = config(CHECKOUT, "cursor").err();
        assertTrue(err.contains("Cursor takes about 40 tools of all servers together, and this is 6"), err);
        String line = err.lines().filter(each -> each.contains("--skills=")).findFirst().orElseThrow();
        int makes = Integer.parseInt(line.replaceAll(".* makes it ([0-9]+),.*", "$1"));
        String skills = line.replaceAll(".*(--skills=[a-z,-]+) makes.*", "$1");
        ShellRun tools = ShellRun.here(Map.of("SENTRY_ACCESS_TOKEN", "t"), "", "tools", skills, "--json");
        assertEquals(makes, tools.out().split("\"inputSchema\"", -1).length - 1);
        assertTrue(makes < 40, line);
        assertFalse(config(CHECKOUT, "windsurf", "--skills=docs").err().contains("--skills="));
        assertFalse(config(CHECKOUT, "zed").err().contains("tools of all servers"));
    }
}
