import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.answer.FailureException;
import tools.answer.Table;
import tools.sentry.Param;
import tools.sentry.Tool;
import tools.shell.Commands;
import tools.shell.Grants;
import tools.shell.Manual;
import tools.shell.Options;
import tools.shell.Readme;
import tools.shell.Skill;
import tools.shell.Terminal;

/** The program in a shell. */
class CommandsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Map<String, String> TOKEN = Map.of("SENTRY_ACCESS_TOKEN", "sntryu_0123456789abcdef");

    @RegisterExtension static final WireMockExtension sentry = StubSentry.empty();

    @BeforeEach
    void start() {
        sentry.stubFor(get(urlPathEqualTo("/api/0/auth/")).willReturn(okJson(Fixtures.text("account/auth.json"))));
        sentry
            .stubFor(get(urlPathMatching("/api/0/organizations/acme-labs/(teams|projects)/")).willReturn(okJson("[]")));
    }

    private String host() { return "--host=localhost:" + sentry.getPort(); }

    private ShellRun run(String stdin, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--insecure-http", host()));
        return ShellRun.here(TOKEN, stdin, all.toArray(String[]::new));
    }

    private static String refusal(String... args) {
        ShellRun run = ShellRun.here(TOKEN, "", args);
        assertEquals(2, run.status());
        assertEquals("", run.out());
        return run.err().strip();
    }

    // ---------------------------------------------------------------- tools

    @Test
    void toolsListsEachGrantedToolOnceWithinTheWidth() {
        ShellRun run = ShellRun.here(Map.of("COLUMNS", "90"), "", "tools");
        assertEquals(0, run.status());
        assertEquals("", run.err());
        for (String name : new Grants(SentryMcp.GRANTS).offers(Options.parse(new String[0], Map.of())).names()) {
            assertEquals(1, run.out().lines().filter(line -> line.startsWith("  " + name + " ")).count(), name);
        }
        run.out().lines().forEach(line -> assertTrue(line.length() <= 90 || line.matches("[a-z-]+: .*"), line));
        assertTrue(run.out().startsWith("inspect: look at issues"), run.out());
        assertFalse(run.out().contains("\u001b"), "colours without a terminal");
    }

    @Test
    void toolsFollowsTheFlags() {
        String all = ShellRun.here(Map.of(), "", "tools").out();
        String few =
            ShellRun.here(Map.of(), "", "--read-only", "tools", "--skills=docs", "--organization-slug=acme-labs").out();
        assertTrue(all.contains("find_organizations") && !few.contains("find_organizations"), few);
        assertTrue(all.contains("update_issue") && !few.contains("update_issue") && few.contains("find_projects"), few);
    }

    @Test
    void toolsAsJsonHasWhatAProgramNeeds() throws Exception {
        JsonNode tools = MAPPER.readTree(ShellRun.here(Map.of(), "", "tools", "--json").out()).path("tools");
        assertEquals(new Grants(SentryMcp.GRANTS).offers(Options.parse(new String[0], Map.of())).names().size(),
            tools.size());
        for (JsonNode tool : tools) {
            assertTrue(tool.path("effect").asText().matches("reads|writes|destroys") && tool.path("scopes").isArray()
                && tool.path("skills").size() > 0
                && tool.path("inputSchema").path("type").asText().equals("object")
                && !tool.path("description").asText().isEmpty(), tool::toString);
        }
    }

    // ---------------------------------------------------------------- call

    @Test
    void aCallPrintsItsAnswerOnStdoutAndNothingElse() {
        ShellRun run = run("", "call", "whoami");
        assertEquals(0, run.status());
        assertEquals("", run.err());
        assertTrue(run.out().startsWith("# You are `") && run.out().contains("\n- Id: 770011\n")
            && run.out().endsWith("\n- Host: localhost:" + sentry.getPort() + "\n"), run.out());
    }

    @Test
    void asJsonItPrintsTheStructuredAnswerOnOneLine() throws Exception {
        ShellRun run = run("", "--output", "json", "call", "whoami");
        assertEquals(0, run.status());
        assertEquals(1, run.out().lines().count());
        assertEquals("770011", MAPPER.readTree(run.out()).path("id").asText());
    }

    @Test
    void argumentsComeAsWordsAsJsonOrOnStdin() {
        List<List<String>> ways = List.of(
            List.of("", "call", "find_teams", "organizationSlug=acme-labs", "query=pay ments=all"),
            List.of("", "call", "--json", "{\"organizationSlug\":\"acme-labs\",\"query\":\"pay ments=all\"}",
                "find_teams"),
            List.of("", "call", "find_teams", "--json={\"organizationSlug\":\"acme-labs\",\"query\":\"x\"}",
                "query=pay ments=all"),
            List.of("{\"organizationSlug\":\"acme-labs\",\"query\":\"pay ments=all\"}\n", "call", "find_teams", "-"));
        for (List<String> way : ways) {
            sentry.resetRequests();
            ShellRun run = run(way.get(0), way.subList(1, way.size()).toArray(String[]::new));
            assertEquals(0, run.status(), () -> way + run.err());
            sentry.verify(1, getRequestedFor(urlPathEqualTo("/api/0/organizations/acme-labs/teams/"))
                .withQueryParam("query", equalTo("pay ments=all")));
        }
    }

    @Test
    void listsAreJsonOrRepeatedWords() {
        Tool tool = Tool.reads("x", "").takes(Param.optional("fields", Param.Type.TEXTS, ""),
            Param.optional("filter", Param.Type.OBJECT, ""), Param.optional("query", Param.Type.TEXT, ""));
        assertEquals(List.of("a", "b"), tools.shell.Arguments.value(tool, "fields", "[\"a\",\"b\"]"));
        assertEquals(Map.of("k", "v"), tools.shell.Arguments.value(tool, "filter", "{\"k\":\"v\"}"));
        assertEquals("[a]", tools.shell.Arguments.value(tool, "query", "[a]"), "text stays text");
        assertEquals("filter is not valid JSON: `{k}`",
            assertThrows(tools.answer.UsageException.class, () -> tools.shell.Arguments.value(tool, "filter", "{k}"))
                .getMessage());
        ShellRun run = run("", "call", "find_teams", "organizationSlug=acme-labs", "organizationSlug=other");
        assertEquals("sentry-mcp: organizationSlug must be a string, not a list\n", run.err());
    }

    @Test
    void aCallThatFailsSaysWhyOnStderrAndEndsWithOne() {
        sentry
            .stubFor(get(urlPathEqualTo("/api/0/organizations/nobody/teams/")).willReturn(aResponse().withStatus(404)));
        assertEquals(new ShellRun(1, "",
            "sentry-mcp: Sentry has nothing of that name, or the token cannot see it (404): organization "
                + "nobody, teams.\n"),
            run("", "call", "find_teams", "organizationSlug=nobody"));
        ShellRun none = ShellRun.here(Map.of(), "", "call", "whoami");
        assertEquals(1, none.status());
        assertTrue(none.err().startsWith(
            "sentry-mcp: This server was started without an access token. Set SENTRY_ACCESS_TOKEN"), none.err());
    }

    @Test
    void whatIsMisspeltGetsASuggestionAndEndsWithTwo() {
        assertEquals("sentry-mcp: unknown tool find_team; did you mean find_teams?", refusal("call", "find_team"));
        assertEquals(
            "sentry-mcp: \"organisationSlug\" is not a parameter of find_teams; did you mean organizationSlug?",
            refusal("call", "find_teams", "organizationSlug=acme-labs", "organisationSlug=acme-labs"));
        assertEquals("sentry-mcp: unknown command \"doktor\"; did you mean doctor?", refusal("doktor"));
        assertEquals(
            "sentry-mcp: unknown command \"whoami\"; the commands are tools, call, doctor, login, config, "
                + "completion, docs, and every option starts with --, see --help",
            refusal("whoami"));
        assertEquals("sentry-mcp: unknown flag \"--outptu\"; did you mean --output?",
            refusal("call", "whoami", "--outptu=json"));
        assertEquals("sentry-mcp: unknown tool update_issue; this session does not grant it",
            refusal("call", "update_issue", "--skills=docs"));
        assertEquals(new ShellRun(1, "",
            "sentry-mcp: search_events translates plain words with a language model, which needs OPENAI_API_KEY; it "
                + "is not set. list_events takes Sentry's own search syntax "
                + "and needs no key, for example with query level:error environment:production.\n"),
            ShellRun.here(TOKEN, "", "call", "search_events", "query=big carts"));
        assertEquals("sentry-mcp: unknown tool search_events; this session does not grant it",
            refusal("call", "search_events", "--skills=docs"));
    }

    @Test
    void commandLinesThatMakeNoSenseAreRefused() {
        assertEquals("sentry-mcp: call needs a tool: sentry-mcp call TOOL name=value…; sentry-mcp tools lists them",
            refusal("call"));
        assertEquals(
            "sentry-mcp: \"acme-labs\" is not an argument: write name=value, such as organizationSlug=acme-labs",
            refusal("call", "find_teams", "acme-labs"));
        assertEquals("sentry-mcp: --output is text, json, html, raw, not \"xml\"",
            refusal("call", "whoami", "--output=xml"));
        assertEquals("sentry-mcp: --json holds no JSON object, such as {\"organizationSlug\": \"acme\"}",
            refusal("call", "whoami", "--json=[]"));
        assertEquals("sentry-mcp: --json holds no JSON object, such as {\"organizationSlug\": \"acme\"}",
            refusal("call", "whoami", "--json"));
        assertEquals("sentry-mcp: stdin holds no JSON object, such as {\"organizationSlug\": \"acme\"}",
            refusal("call", "whoami", "-"));
        assertEquals("sentry-mcp: --json and - contradict each other: give one of them",
            refusal("call", "whoami", "-", "--json={}"));
        assertEquals("sentry-mcp: --yes is not a flag of doctor", refusal("doctor", "--yes"));
        assertEquals("sentry-mcp: --json takes no value with tools", refusal("tools", "--json={}"));
        assertEquals("sentry-mcp: tools takes no argument \"inspect\"", refusal("tools", "inspect"));
        assertEquals("sentry-mcp: --yes belongs to a command: tools, call, doctor, login, config, completion, docs",
            refusal("--yes"));
    }

    @Test
    void aBoundSessionHoldsInAShellToo() {
        assertEquals(0, run("", "call", "find_teams", "--organization-slug=acme-labs").status());
        ShellRun other = run("", "call", "find_teams", "--organization-slug=acme-labs", "organizationSlug=other");
        assertEquals(
            new ShellRun(2, "",
                "sentry-mcp: organizationSlug: this session is bound to \"acme-labs\", \"other\" is outside it\n"),
            other);
    }

    @Test
    void longCallsSayOnStderrThatTheyWait() {
        sentry.stubFor(get(urlPathEqualTo("/api/0/auth/"))
            .willReturn(okJson(Fixtures.text("account/auth.json")).withFixedDelay(2_000)));
        ShellRun run = run("", "call", "whoami");
        assertEquals(0, run.status());
        assertEquals("sentry-mcp: waiting for localhost:" + sentry.getPort() + " (1 s) …\n", run.err());
    }

    // ---------------------------------------------------------------- consent

    private static Commands asking(boolean terminal, String typed, ByteArrayOutputStream err,
        String... more) {
        List<String> args = new ArrayList<>(List.of("call", "whoami"));
        args.addAll(List.of(more));
        SentryMcp.Log log = new SentryMcp.Log(new PrintStream(err, true, StandardCharsets.UTF_8));
        Options options = Options.parse(args.toArray(String[]::new), Map.of());
        Grants grants = new Grants(SentryMcp.GRANTS);
        return new Commands(options, Map.of(), new Terminal(terminal, false, 80),
            new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)), OutputStream.nullOutputStream(),
            new SentryMcp.Program(options, log, false),
            Manual.of(SentryMcp.VERSION, SentryMcp.VARIABLES, grants, options.skills()));
    }

    @Test
    void whatDestroysIsAskedAtATerminal() {
        for (String yes : List.of("y\n", "Yes\n", " y ")) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            assertDoesNotThrow(() -> asking(true, yes, err).consent("Delete the monitor nightly-import?"));
            assertEquals("sentry-mcp: Delete the monitor nightly-import? [y/N] ", err.toString(StandardCharsets.UTF_8));
        }
        for (String no : List.of("\n", "n\n", "", "yellow\n")) {
            FailureException failure = assertThrows(FailureException.class,
                () -> asking(true, no, new ByteArrayOutputStream()).consent("Delete it?"));
            assertEquals(FailureException.Kind.DECLINED, failure.kind());
            assertEquals("Nothing was changed.", failure.getMessage());
        }
    }

    @Test
    void withoutATerminalItTakesTheFlag() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        FailureException failure = assertThrows(FailureException.class,
            () -> asking(false, "y\n", err).consent("Delete the monitor nightly-import?"));
        assertEquals(
            "This needs your consent: Delete the monitor nightly-import?\nNothing was changed. Call again with --yes "
                + "to agree.",
            failure.getMessage());
        assertDoesNotThrow(() -> asking(false, "", err, "--yes").consent("Delete the monitor nightly-import?"));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aRealDestroyingCallIsRefusedUntilItIsAgreedTo() {
        sentry.stubFor(get(urlPathMatching("/api/0/projects/acme-labs/checkout-api/teams/"))
            .willReturn(okJson("[{\"slug\":\"payments\"},{\"slug\":\"web\"}]")));
        String[] call = {"call", "remove_team_from_project", "organizationSlug=acme-labs", "projectSlug=checkout-api",
            "teamSlug=payments"};
        ShellRun refused = run("", call);
        assertEquals(1, refused.status(), refused.out() + refused.err());
        assertTrue(
            refused.err().startsWith("sentry-mcp: This needs your consent: ")
                && refused.err().endsWith("sentry-mcp: Nothing was changed. Call again with --yes to agree.\n"),
            refused.err());
        assertTrue(sentry.getAllServeEvents().stream()
            .allMatch(event -> event.getRequest().getMethod().value().equals("GET")));
    }

    // ---------------------------------------------------------------- terminal

    @Test
    void coloursAreForTerminalsThatWantThem() {
        Terminal person = Terminal.of(Map.of("TERM", "xterm-256color"), true);
        assertTrue(person.interactive() && person.colours() && person.rewrites() && person.width() == 80);
        assertFalse(Terminal.of(Map.of("TERM", "dumb"), true).rewrites());
        assertFalse(Terminal.of(Map.of("TERM", "xterm", "NO_COLOR", "1"), true).colours());
        assertFalse(Terminal.of(Map.of("TERM", "dumb"), true).colours());
        assertFalse(Terminal.of(Map.of("TERM", "xterm"), false).colours());
        assertEquals(132, Terminal.of(Map.of("COLUMNS", "132"), true).width());
        assertEquals(80, Terminal.of(Map.of("COLUMNS", "wide"), true).width());
        assertEquals(40, Terminal.of(Map.of("COLUMNS", "12"), true).width());
    }

    @Test
    void tablesWrapTheirLastColumnAndCountNoColours() {
        assertEquals("""
            a      one two three four five
                   six seven
            \u001b[32mbbbbb\u001b[0m  eight
            """, Table.columns(
            List.of(List.of("a", "one two three four five six seven"), List.of("\u001b[32mbbbbb\u001b[0m", "eight")),
            32));
    }

    // ---------------------------------------------------------------- docs

    @Test
    void generatedPartsAreFilledInAndTheRestIsLeftAlone() {
        Map<String, String> parts = Map.of("a", "new\n");
        assertEquals("before\n<!-- generated: a -->\nnew\n<!-- end -->\nafter",
            Readme.fill("before\n<!-- generated: a -->old<!-- end -->\nafter", parts));
        assertEquals("no marks", Readme.fill("no marks", parts));
        assertEquals("no generated part is named \"b\"; there are a",
            assertThrows(IllegalArgumentException.class, () -> Readme.fill("<!-- generated: b --><!-- end -->", parts))
                .getMessage());
        assertEquals("the generated part a has no <!-- end -->",
            assertThrows(IllegalArgumentException.class, () -> Readme.fill("<!-- generated: a -->", parts))
                .getMessage());
        assertEquals("the generated part a has no <!-- end -->",
            assertThrows(IllegalArgumentException.class,
                () -> Readme.fill("<!-- generated: a --><!-- generated: a --><!-- end -->", parts)).getMessage());
    }

    @Test
    void docsPrintsEveryPartAndFillsThemIn() {
        ShellRun printed = ShellRun.here(Map.of(), "", "docs");
        assertEquals(List.of("skills", "tools", "flags", "commands", "prompts", "scopes", "clients"),
            new ArrayList<>(Manual
                .of(SentryMcp.VERSION, SentryMcp.VARIABLES, new Grants(SentryMcp.GRANTS), EnumSet.allOf(Skill.class))
                .parts().keySet()));
        for (String part : Manual
            .of(SentryMcp.VERSION, SentryMcp.VARIABLES, new Grants(SentryMcp.GRANTS), EnumSet.allOf(Skill.class))
            .parts().keySet())
            assertTrue(printed.out().contains("<!-- generated: " + part + " -->\n"), part);
        assertEquals(printed.out(), ShellRun.here(Map.of(), printed.out(), "docs", "-").out(),
            "what is up to date stays as it is");
        assertTrue(printed.out().contains("| `whoami` | "), printed.out());
        assertEquals(new ShellRun(1, "",
            "sentry-mcp: no generated part is named \"nothing\"; there are skills, tools, flags, commands, prompts, "
                + "scopes, clients\n"),
            ShellRun.here(Map.of(), "<!-- generated: nothing --><!-- end -->", "docs", "-"));
    }

    @Test
    void theReadmeIsUpToDate() {
        Path readme = Fixtures.CHECKOUT.resolve("README.md");
        Assumptions.assumeTrue(Files.exists(readme), "there is no README.md yet");
        String text = Fixtures.read(readme);
        assertEquals(
            Readme.fill(text,
                Manual.of(SentryMcp.VERSION, SentryMcp.VARIABLES, new Grants(SentryMcp.GRANTS),
                    EnumSet.allOf(Skill.class)).parts()),
            text,
            "README.md is stale: run ./jbang sentry-mcp docs - < README.md");
    }

    @Test
    void helpNamesTheCommands() {
        String help = ShellRun.here(Map.of(), "", "--help").out();
        for (String command : Options.COMMANDS) assertTrue(help.contains("\n  " + command), command);
        assertTrue(help.contains(
            "usage: sentry-mcp [--access-token=TOKEN] [flag…]\n       sentry-mcp COMMAND [word…] [flag…]\n"), help);
    }

    // ---------------------------------------------------------------- the real process

    @Test
    void theRealProgramEndsWithTheRightStatus() throws Exception {
        ShellRun answered = ShellRun.child(TOKEN, "", host(), "call", "whoami", "--insecure-http");
        assertEquals(0, answered.status(), answered.err());
        assertTrue(answered.out().startsWith("# You are "), answered.out());
        ShellRun wrong = ShellRun.child(TOKEN, "", "call", "whoam");
        assertEquals(new ShellRun(2, "", "sentry-mcp: unknown tool whoam; did you mean whoami?\n"), wrong);
        ShellRun doctor = ShellRun.child(Map.of(), "", "doctor", "--insecure-http", host());
        assertEquals(1, doctor.status());
        assertTrue(doctor.out().contains("checks failed"), doctor.out());
    }

    /** The thread that shakes hands loads none of what a call needs: that is other threads' work. */
    @Test
    void theHandshakeLoadsNeitherDatabindNorTheHttpClientNorTheSentrySdk(@TempDir Path folder) throws Exception {
        Path classes = folder.resolve("classes");
        ProcessBuilder builder = ShellRun.child(List.of("-Xlog:class+load:file=" + classes + ":tid"), TOKEN,
            "--insecure-http", host(), "--sentry-dsn=http://0123456789abcdef@localhost:" + sentry.getPort() + "/1");
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        OutputStream in = process.getOutputStream();
        try (BufferedReader out =
            new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line : List.of(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                    + "\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"prompts/list\"}")) {
                in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                in.flush();
                out.readLine();
            }
            // the other threads load meanwhile; else there would be nothing to tell apart
            for (int i = 0; i < 200 && !loads(classes, " io.sentry.", ".databind."); i++) Thread.sleep(100);
        }
        in.close();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        List<String> loaded = Files.readAllLines(classes);
        String main = loaded.stream()
            .filter(line -> line.contains(" SentryMcp source:") || line.contains(" SentryMcp$Server source:"))
            .map(line -> line.substring(0, line.indexOf(']'))).findFirst().orElseThrow();
        List<String> heavy = loaded.stream()
            .filter(line -> line.contains(" io.sentry.") || line.contains(" com.fasterxml.jackson.databind.")
                || line.contains(" java.net.http.")
                || line.contains(" jdk.internal.net.http.") || line.contains("SentryMcp$Telemetry$Sdk")
                || line.contains("SentryMcp$Commands"))
            .toList();
        assertTrue(loads(classes, " io.sentry.", ".databind."), "the other threads loaded nothing");
        assertEquals(List.of(), heavy.stream().filter(line -> line.startsWith(main)).toList());
    }

    private static boolean loads(Path log, String... names) throws IOException {
        String text = Files.exists(log) ? Files.readString(log) : "";
        return List.of(names).stream().allMatch(text::contains);
    }
}
