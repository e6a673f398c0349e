import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.shell.Flag;
import tools.shell.Grants;
import tools.shell.Options;
import tools.shell.Skill;

/** The command line and the environment. */
class OptionsTest {
    private static Options parse(Map<String, String> environment, String... args) {
        return Options.parse(args, environment);
    }

    private static String refusal(Map<String, String> environment, String... args) {
        return assertThrows(tools.answer.UsageException.class, () -> parse(environment, args)).getMessage();
    }

    @Test
    void withoutAnythingItTargetsSentryIoOverHttpsWithEverySkill() {
        Options options = parse(Map.of());
        assertEquals("https://sentry.io", options.base());
        assertEquals("[INSPECT, DOCS, SEER, TRIAGE, PROJECT_MANAGEMENT]", options.skills().toString());
        assertNull(options.token());
        assertEquals(List.of("no access token: tools are listed, but every call will ask for SENTRY_ACCESS_TOKEN"),
            options.warnings());
    }

    @Test
    void flagsWinOverVariables() {
        Map<String, String> environment = Map.of("SENTRY_ACCESS_TOKEN", "from-environment", "SENTRY_HOST", "a.example",
            "MCP_SKILLS", "docs", "OPENAI_MODEL", "gpt-4");
        Options options = parse(environment, "--access-token=from-flag", "--host", "b.example:9000",
            "--skills", "triage,seer", "--openai-model=gpt-6");
        assertEquals("from-flag", options.token());
        assertEquals("b.example:9000", options.host());
        assertEquals("[SEER, TRIAGE]", options.skills().toString());
        assertEquals("gpt-6", options.openAiModel());
    }

    @Test
    void theAuthTokenVariableIsReadAfterTheAccessTokenVariable() {
        assertEquals("one", parse(Map.of("SENTRY_ACCESS_TOKEN", "one", "SENTRY_AUTH_TOKEN", "two")).token());
        assertEquals("two", parse(Map.of("SENTRY_AUTH_TOKEN", "two")).token());
        assertEquals("two", parse(Map.of("SENTRY_ACCESS_TOKEN", " ", "SENTRY_AUTH_TOKEN", "two")).token());
    }

    @ParameterizedTest
    @CsvSource({
        "sentry.io, sentry.io", "acme.sentry.io, sentry.io", "us.sentry.io, us.sentry.io", "de.sentry.io, de.sentry.io",
        "Sentry.Example.COM, sentry.example.com",
        "sentry.example.com:9000, sentry.example.com:9000", "sentry.example.com:443, sentry.example.com",
        "localhost, localhost", "10.0.0.7:8080, 10.0.0.7:8080",
        "'[::1]:9000', '[::1]:9000'"})
    void hostsAreTakenWithoutProtocol(String given, String host) {
        assertEquals(host, parse(Map.of("SENTRY_HOST", given)).host());
        assertEquals(host, parse(Map.of(), "--host=" + given).host());
        assertEquals(host, parse(Map.of(), "--url=" + given).host());
        assertEquals(host, parse(Map.of("SENTRY_URL", "https://" + given + "/organizations/x/?a=b")).host());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--host=https://a.example | --host is a hostname without protocol, such as sentry.example.com; use --url or "
            + "SENTRY_URL for a URL",
        "--host=a.example/path | --host must be a hostname, optionally with a port (sentry.example.com, "
            + "sentry.example.com:9000), not \"a.example/path\"",
        "--host=a.example:99999 | --host must be a hostname, optionally with a port (sentry.example.com, "
            + "sentry.example.com:9000), not \"a.example:99999\"",
        "--host=user@a.example | --host must be a hostname, optionally with a port (sentry.example.com, "
            + "sentry.example.com:9000), not `user@a.example`",
        "--host=-a.example | --host must be a hostname, optionally with a port (sentry.example.com, "
            + "sentry.example.com:9000), not \"-a.example\"",
        "--host= | --host is empty; it needs a value: --host=HOST[:PORT]",
        "--host | --host needs a value: --host=HOST[:PORT]",
        "--url=http://a.example | --url must be an https URL, not `http://a.example`",
        "--url=ftp://a.example | --url must be an https URL, not `ftp://a.example`",
        "--access-token= | --access-token is empty; it needs a value: --access-token=TOKEN",
        "--access-token | --access-token needs a value: --access-token=TOKEN",
        "--skils=triage | unknown flag \"--skils\"; did you mean --skills?",
        "--frobnicate=de | unknown flag \"--frobnicate\"; see --help",
        "triage | unknown command \"triage\"; the commands are tools, call, doctor, login, config, completion, "
            + "docs, and every option starts with --, see --help",
        "--skills=traige | --skills: unknown skill \"traige\"; did you mean triage?",
        "--skills=everything | --skills: unknown skill \"everything\"; allowed are inspect, docs, seer, triage, "
            + "project-management",
        "--skills=, | --skills names no skill; allowed are inspect, docs, seer, triage, project-management",
        "--disable-skills=all | --disable-skills leaves no skill; grant at least one of inspect, docs, seer, triage, "
            + "project-management",
        "--scopes=event:raed | --scopes: unknown scope \"event:raed\"; did you mean event:read?",
        "--read-only=yes | --read-only takes no value",
        "--organization-slug=../x | --organization-slug must be a slug such as my-team, not \"../x\"",
        "--openai-base-url=http://proxy.example/v1 | --openai-base-url must be an https URL without user name (http "
            + "is allowed for this machine only), not `http://proxy.example/v1`",
        "--openai-base-url=https://u:p@proxy.example | --openai-base-url must be an https URL without user name "
            + "(http is allowed for this machine only), not one with a user name",
        "--insecure-http | --insecure-http is for self-hosted servers, never for sentry.io"})
    void whatCannotBeUnderstoodIsRefusedByName(String arg, String message) {
        assertEquals(message, refusal(Map.of(), arg));
    }

    @Test
    void flagsThatContradictEachOtherAreRefused() {
        assertEquals("--host and --url contradict each other: give one of them",
            refusal(Map.of(), "--host=a.example", "--url=https://a.example"));
        assertEquals("--all-skills and --skills contradict each other: give one of them",
            refusal(Map.of(), "--all-skills", "--skills=docs"));
        assertEquals("--host is given twice with different values",
            refusal(Map.of(), "--host=a.example", "--host=b.example"));
        assertEquals("--insecure-http contradicts --url=https://a.example",
            refusal(Map.of(), "--insecure-http", "--url=https://a.example"));
        assertEquals("--insecure-http is for self-hosted servers, never for us.sentry.io",
            refusal(Map.of(), "--insecure-http", "--host=us.sentry.io"));
    }

    @Test
    void aMistakeInAVariableIsNamedAfterTheVariable() {
        assertEquals("MCP_SKILLS: unknown skill \"inspekt\"; did you mean inspect?",
            refusal(Map.of("MCP_SKILLS", "inspekt")));
        assertEquals(
            "SENTRY_HOST is a hostname without protocol, such as sentry.example.com; use --url or SENTRY_URL for a URL",
            refusal(Map.of("SENTRY_HOST", "https://sentry.io")));
        assertEquals(
            "SENTRY_ACCESS_TOKEN holds a character that no token has (a space, a line break, a letter outside ASCII)",
            refusal(Map.of("SENTRY_ACCESS_TOKEN", "a\nb")));
        assertEquals("OPENAI_REASONING_EFFORT must be low, medium, high or empty, not \"max\"",
            refusal(Map.of("OPENAI_REASONING_EFFORT", "max")));
    }

    @Test
    void insecureHttpIsWarnedAbout() {
        Options options =
            parse(Map.of("SENTRY_ACCESS_TOKEN", "t"), "--insecure-http", "--host=sentry.local:9000");
        assertEquals("http://sentry.local:9000", options.base());
        assertEquals(List.of("warning: --insecure-http sends the access token to sentry.local:9000 unencrypted"),
            options.warnings());
    }

    @Test
    void noVariableMovesTheOpenAiBaseUrl() {
        Map<String, String> environment = Map.of("OPENAI_API_KEY", "k", "OPENAI_BASE_URL", "https://evil.example",
            "OPENAI_API_BASE", "https://evil.example", "OPENAI_HOST", "evil.example",
            "OPENAI_API_HOST", "https://evil.example", "OPENAI_ENDPOINT", "https://evil.example",
            "AZURE_OPENAI_ENDPOINT", "https://evil.example");
        assertEquals("https://api.openai.com/v1", parse(environment).openAiBase());
        assertEquals("http://127.0.0.1:8080/v1/proxy",
            parse(environment, "--openai-base-url=http://127.0.0.1:8080/v1/proxy/").openAiBase());
    }

    @Test
    void theReasoningEffortIsLowUnlessSaidOtherwiseAndEmptySendsNone() {
        assertEquals("low", parse(Map.of()).openAiEffort());
        assertEquals("high", parse(Map.of("OPENAI_REASONING_EFFORT", "HIGH")).openAiEffort());
        assertEquals("", parse(Map.of("OPENAI_REASONING_EFFORT", "")).openAiEffort());
    }

    @Test
    void scopesLimitTheToolsAndSayThatTheyAreDeprecated() {
        Options options = parse(Map.of("SENTRY_ACCESS_TOKEN", "t"), "--scopes=org:admin");
        assertEquals("[org:admin]", options.scopes().toString());
        assertEquals(List.of(
            "--scopes is deprecated: grant tools by skill instead, with --skills or MCP_SKILLS (inspect, docs, seer, "
                + "triage, project-management)"),
            options.warnings());
        assertTrue(new Grants(SentryMcp.GRANTS).offers(options).has("find_projects"), "admin implies read");
        assertFalse(new Grants(SentryMcp.GRANTS).offers(options).has("list_issues"), "event:read was not granted");
        assertTrue(new Grants(SentryMcp.GRANTS).offers(options).has("whoami"), "it needs no scope");
    }

    @Test
    void addedScopesComeOnTopOfTheReadingOnes() {
        assertEquals("[event:read, event:write, org:read, project:read, team:read]",
            parse(Map.of("MCP_ADD_SCOPES", "event:write")).scopes().toString());
        assertEquals("[event:write, org:read]",
            parse(Map.of("MCP_SCOPES", "org:read", "MCP_ADD_SCOPES", "event:write")).scopes().toString());
    }

    @Test
    void skillsCanBeTakenAwayAndAllSkillsOverridesTheVariable() {
        assertEquals("[INSPECT, DOCS, SEER]",
            parse(Map.of("MCP_DISABLE_SKILLS", "triage project-management")).skills().toString());
        assertEquals(5, parse(Map.of("MCP_SKILLS", "docs"), "--all-skills").skills().size());
    }

    /**
     * Whatever stands on the command line, the outcome is options or one clear refusal; seeded, so that a failure can
     * be repeated.
     */
    @Test
    void noCommandLineEndsInAnythingButOptionsOrARefusal() {
        long seed = 20_261_123;
        Random random = new Random(seed);
        String[] pieces = {"--", "-", "=", "host", "url", "--host=", "--url=https://", "--skills=", "--scopes",
            "triage", ",", " ", "\n", "\u0000", "é", "😀", "[", "::1", ":", "99999", "../", "%",
            "--read-only", "--help", "a.b", "--openai-base-url=", "http://", "https://[", "x".repeat(300)};
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            String[] args = new String[random.nextInt(4)];
            for (int a = 0; a < args.length; a++) {
                StringBuilder arg = new StringBuilder();
                for (int p = random.nextInt(4); p >= 0; p--) arg.append(pieces[random.nextInt(pieces.length)]);
                args[a] = arg.toString();
            }
            try {
                parse(Map.of(), args);
            } catch (tools.answer.UsageException usage) {
                refused++;
                assertTrue(usage.getMessage().length() < 1_000 && !usage.getMessage().isBlank(),
                    () -> "seed " + seed + ": " + List.of(args));
            }
        }
        System.out.println("command lines: 5000 generated with seed " + seed + ", " + refused + " refused in words");
        assertTrue(refused > 1_000 && refused < 5_000);
    }

    // ---------------------------------------------------------------- help and version

    private static String stdout(String... args) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertEquals(0, SentryMcp.run(args, Map.of(), new ByteArrayInputStream(new byte[0]), out,
            new SentryMcp.Log(new PrintStream(err, true, StandardCharsets.UTF_8))));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void versionIsOneLine() throws Exception {
        assertEquals("sentry-mcp " + SentryMcp.VERSION + "\n", stdout("--version"));
    }

    @Test
    void helpNamesEveryFlagItsVariableEverySkillAndTheScopesNeededNow() throws Exception {
        String help = stdout("--help");
        for (Flag flag : Flag.values())
            assertTrue(help.contains(flag.flag()) && help.contains(flag.variable) && help.contains(flag.about),
                () -> flag + " is missing in\n" + help);
        for (Skill skill : Skill.values()) assertTrue(help.contains(skill.id()), help);
        assertTrue(stdout("--help", "--skills=inspect").contains(
            "\nToken scopes needed for what is granted now:\n  event:read org:read project:read team:read\n"));
    }

    @Test
    void anAnswerHasFromThreeThousandToAMillionCharacters() {
        for (int size : new int[] {3_000, 1_000_000})
            assertEquals(size, parse(Map.of(), "--answer-size=" + size).answerSize());
        for (int size : new int[] {2_999, 1_000_001})
            assertEquals("--answer-size must be a number from 3000 to 1000000, not \"" + size + "\"",
                refusal(Map.of(), "--answer-size=" + size));
    }
}
