import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.net.ServerSocket;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.shell.Grants;
import tools.shell.Options;

/** What {@code doctor} says of set-ups that work and that do not. */
class DoctorTest {
    private static final String TOKEN = "sntryu_0123456789abcdef";
    private static final String SCOPES =
        "[\"org:admin\",\"project:admin\",\"team:admin\",\"event:admin\",\"member:admin\",\"alerts:write\",\"project:"
            + "releases\",\"org:integrations\"]";
    private static final String ORGANIZATION =
        "{\"slug\":\"acme-labs\",\"features\":[\"session-replay\",\"profiling\",\"gen-ai-features\"],"
            + "\"hideAiFeatures\":false}";

    @RegisterExtension static final WireMockExtension sentry =
        StubSentry.empty(WireMockConfiguration.options().dynamicHttpsPort());

    @BeforeEach
    void start() {
        sentry.stubFor(get(urlPathEqualTo("/api/0/organizations/")).willReturn(okJson("[" + ORGANIZATION + "]")));
        sentry.stubFor(get(urlPathEqualTo("/api/0/organizations/acme-labs/")).willReturn(okJson(ORGANIZATION)));
        root(SCOPES);
    }

    private void root(String scopes) {
        answer(okJson("{\"version\":\"0\",\"auth\":{\"scopes\":" + scopes
            + "},\"user\":{\"id\":\"1\",\"name\":\"Mira Okafor\"}}"), 0);
    }

    /** @param late seconds by which Sentry's clock is behind this one */
    private void answer(ResponseDefinitionBuilder root, long late) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).minusSeconds(late));
        sentry.stubFor(get(urlPathEqualTo("/api/0/")).willReturn(root.withHeader("Date", date)));
    }

    private String host() { return "localhost:" + sentry.getPort(); }

    /** One check a line: the width holds any of them. */
    private ShellRun doctor(Map<String, String> more, String... flags) {
        Map<String, String> environment =
            new java.util.HashMap<>(Map.of("SENTRY_ACCESS_TOKEN", TOKEN, "COLUMNS", "999"));
        environment.putAll(more);
        List<String> args = new ArrayList<>(List.of("doctor"));
        args.addAll(List.of(flags));
        return ShellRun.here(environment, "", args.toArray(String[]::new));
    }

    private ShellRun plain(String... flags) {
        List<String> all = new ArrayList<>(List.of("--insecure-http", "--host", host()));
        all.addAll(List.of(flags));
        return doctor(Map.of(), all.toArray(String[]::new));
    }

    /** The lines about some checks, with single blanks, and the port of this run as PORT. */
    private String about(ShellRun run, String... checks) {
        StringBuilder found = new StringBuilder();
        boolean inside = false;
        for (String line : run.out().split("\n")) {
            String text = line.strip().replaceAll(" {2,}", " ").replace(String.valueOf(sentry.getPort()), "PORT")
                .replace(String.valueOf(sentry.getHttpsPort()), "PORT");
            if (!text.startsWith("→")) {
                inside = false;
                for (String check : checks) inside |= text.matches("(ok|warning|failed) " + check + " .*");
            }
            if (inside) found.append(text).append('\n');
        }
        return found.toString();
    }

    private static String last(ShellRun run) {
        return run.out().strip().substring(run.out().strip().lastIndexOf('\n') + 1);
    }

    @Test
    void aSetUpThatWorksIsSaidToWork() {
        ShellRun run = plain();
        assertEquals(0, run.status(), run.out());
        assertEquals(
            """
                ok proxy none
                ok host localhost:PORT answers
                warning TLS off: --insecure-http sends the token unencrypted
                → Use it on a network of your own only.
                ok clock agrees with localhost:PORT to the minute
                ok token a user token, accepted
                ok regions one: localhost:PORT
                ok organization the token sees acme-labs
                ok features acme-labs has Seer, replays, profiles
                ok language model off: OPENAI_API_KEY is not set, so questions in plain language are not translated \
                into queries
                ok telemetry off: this build names no place to report to
                """,
            about(run, "proxy", "host", "TLS", "clock", "token", "regions", "organization", "features",
                "language model", "telemetry"));
        assertTrue(about(run, "scopes").startsWith("ok scopes all that the granted skills need: "), run.out());
        assertTrue(
            about(run, "program").startsWith(
                "ok program sentry-mcp " + SentryMcp.VERSION + " on Java " + System.getProperty("java.version")),
            run.out());
        assertEquals("Nothing failed, 1 warning.", last(run));
        assertFalse(run.out().contains("Mira") || run.out().contains(TOKEN), run.out());
    }

    @Test
    void aBadTokenIsNamedAndNothingBeyondItIsTried() {
        answer(aResponse().withStatus(401).withHeader("Content-Type", "application/json")
            .withBody("{\"detail\":\"Invalid token\"}"), 0);
        ShellRun run = plain("--skills=inspect", "--read-only", "--scopes=org:read,team:read,project:read");
        assertEquals(1, run.status());
        assertEquals(
            """
                ok host localhost:PORT answers
                failed token localhost:PORT does not accept it (401)
                → It may have expired, have been revoked, or belong to another Sentry. Create one under \
                http://localhost:PORT/settings/account/api/auth-tokens/ with the scopes event:read org:read \
                project:read team:read.
                """,
            about(run, "host", "token", "scopes", "regions"));
        assertTrue(last(run).matches("1 of [0-9]+ checks failed, 1 warning\\."), last(run));
        assertEquals(1, sentry.getAllServeEvents().size());
    }

    @Test
    void aHostThatIsNoSentryIsNamed() throws Exception {
        sentry.resetAll();
        sentry.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(404).withHeader("Content-Type", "text/html")
            .withBody("<html>Welcome to nginx!</html>")));
        ShellRun run = plain();
        assertEquals(1, run.status());
        assertEquals("""
            failed host localhost:PORT answers, but not as Sentry does (status 404)
            → Check SENTRY_HOST or --host: it names the Sentry server itself, without a path.
            """, about(run, "host", "TLS", "clock", "token", "scopes"));
        sentry.stubFor(
            any(anyUrl()).willReturn(aResponse().withStatus(302).withHeader("Location", "https://login.example/sso")));
        assertEquals("""
            failed gate not Sentry but a gate that signs people in elsewhere answered at localhost:PORT (302, to \
            login.example)
            → Name the headers that it wants in SENTRY_HEADERS (Name: value), or check SENTRY_HOST.
            """, about(plain(), "host", "gate"));
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        ShellRun gone = doctor(Map.of(), "--insecure-http", "--host", "localhost:" + port);
        assertEquals(1, gone.status());
        assertTrue(gone.out().replaceAll(" +", " ").contains(
            "failed host localhost:" + port + " refuses connections. Check the host and the port.\n"), gone.out());
    }

    @Test
    void missingScopesAreNamedWithTheToolsThatNeedThem() {
        root("[\"org:read\",\"project:releases\"]");
        ShellRun run = plain("--scopes=org:read,event:read", "--skills=seer", "--read-only");
        assertEquals(1, run.status());
        assertEquals(
            """
                failed scopes missing event:read project:read team:read; these tools will not work: list_issues, \
                get_issue_details, get_event_stacktrace
                → Create a token under http://localhost:PORT/settings/account/api/auth-tokens/ with the scopes \
                event:read org:read project:read team:read, grant fewer skills with --skills, or hide those tools \
                with --hide-unusable.
                """,
            about(run, "scopes"));
    }

    @Test
    void scopesThatOnlySomeToolsNeedAreAWarning() {
        root("[\"org:read\",\"project:read\",\"team:read\",\"event:read\"]");
        ShellRun run = plain();
        assertEquals(0, run.status(), run.out());
        boolean writes = new Grants(SentryMcp.GRANTS).offers(Options.parse(new String[0], Map.of())).tools().stream()
            .anyMatch(tool -> !tool.scopes().stream()
                .allMatch(List.of("org:read", "project:read", "team:read", "event:read")::contains));
        assertTrue(about(run, "scopes").startsWith(writes ? "warning scopes missing " : "ok scopes "), run.out());
    }

    @Test
    void aCertificateThatNobodyKnowsIsNamed() {
        ShellRun run = doctor(Map.of(), "--host", "localhost:" + sentry.getHttpsPort());
        assertEquals(1, run.status());
        assertEquals(
            """
                ok host localhost:PORT can be reached
                failed TLS localhost:PORT cannot be trusted: its certificate comes from an authority that this \
                machine does not know. If it is your own, name its PEM file in SSL_CERT_FILE.
                """,
            about(run, "host", "TLS", "clock", "token"));
        assertEquals(0, sentry.getAllServeEvents().size());
    }

    @Test
    void aClockThatIsOffIsNamed() {
        String root = "{\"version\":\"0\",\"auth\":{\"scopes\":" + SCOPES + "},\"user\":null}";
        answer(okJson(root), 7_230);
        ShellRun run = plain();
        assertEquals(1, run.status());
        assertEquals("""
            failed clock this machine is 2 h ahead of localhost:PORT
            → Set the clock: certificates, periods and waiting times depend on it.
            """, about(run, "clock"));
        answer(okJson(root), -305);
        ShellRun little = plain();
        assertEquals(0, little.status());
        assertTrue(about(little, "clock").matches(
            "warning clock this machine is (4 min 5[0-9] s|5 min( [1-5] s)?) behind localhost:PORT\n→ Set the clock: "
                + ".*\n"),
            about(little, "clock"));
    }

    @Test
    void withoutATokenTheRestIsStillLookedAt() {
        answer(okJson("{\"version\":\"0\",\"auth\":null,\"user\":null}"), 0);
        ShellRun run = ShellRun.here(Map.of("COLUMNS", "999"), "", "--insecure-http", "--host", host(), "--skills=docs",
            "--scopes=org:read", "doctor");
        assertEquals(1, run.status());
        assertEquals(
            """
                ok host localhost:PORT answers
                ok clock agrees with localhost:PORT to the minute
                failed token none was given
                → Create one under http://localhost:PORT/settings/account/api/auth-tokens/ with the scopes event:read \
                org:read project:read team:read, and set it in SENTRY_ACCESS_TOKEN.
                """,
            about(run, "host", "clock", "token"));
        assertEquals(null, sentry.getAllServeEvents().get(0).getRequest().getHeader("Authorization"));
    }

    @Test
    void theOrganizationOfTheSessionIsLookedAt() {
        assertEquals("ok organization bound to acme-labs, which the token sees\n",
            about(plain("--organization-slug=acme-labs"), "organization"));
        ShellRun other = plain("--organization-slug=acme-lab");
        assertEquals(1, other.status());
        assertEquals(
            "failed organization Sentry has nothing of that name, or the token cannot see it (404).\n",
            about(other, "organization"));
        sentry.stubFor(get(urlPathEqualTo("/api/0/organizations/acme-labs/"))
            .willReturn(okJson("{\"slug\":\"acme-labs\",\"features\":[\"gen-ai-features\"],\"hideAiFeatures\":true}")));
        assertEquals("ok features acme-labs has none of the optional ones; not Seer, replays, profiles\n",
            about(plain("--organization-slug=acme-labs"), "features"));
    }

    @Test
    void theLanguageModelIsAskedForByName() {
        sentry.stubFor(get(urlPathEqualTo("/v1/models/gpt-5"))
            .withHeader("Authorization", equalTo("Bearer sk-0123456789")).willReturn(okJson("{\"id\":\"gpt-5\"}")));
        sentry.stubFor(get(urlPathEqualTo("/v1/models/gpt-5"))
            .withHeader("Authorization", equalTo("Bearer sk-wrong-key")).willReturn(aResponse().withStatus(401)));
        String[] flags = {"--insecure-http", "--host", host(), "--openai-base-url=http://" + host() + "/v1"};
        assertEquals("ok language model gpt-5 at localhost\n",
            about(doctor(Map.of("OPENAI_API_KEY", "sk-0123456789"), flags), "language model"));
        ShellRun wrong = doctor(Map.of("OPENAI_API_KEY", "sk-wrong-key"), flags);
        assertEquals(1, wrong.status());
        assertEquals(
            "failed language model localhost does not accept OPENAI_API_KEY (401)\n→ Set a valid key, or unset it to "
                + "do without natural-language search.\n",
            about(wrong, "language model"));
        ShellRun unknown = doctor(Map.of("OPENAI_API_KEY", "sk-0123456789", "OPENAI_MODEL", "gpt-x"), flags);
        assertEquals(
            "warning language model localhost does not know the model gpt-x\n→ Name another with --openai-model; "
                + "some compatible servers do not list their models.\n",
            about(unknown, "language model"));
        sentry.verify(0, getRequestedFor(urlPathEqualTo("/v1/models/gpt-5")).withHeader("Authorization",
            equalTo("Bearer " + TOKEN)));
    }

    @Test
    void aProxyIsShownWithoutItsPasswordAndAMalformedOneIsNamed() {
        ShellRun direct = doctor(Map.of("HTTPS_PROXY", "http://proxy.example:3128", "NO_PROXY", "localhost"), "--host",
            "localhost:" + sentry.getHttpsPort());
        assertEquals("ok proxy not for localhost:PORT, which NO_PROXY names\n", about(direct, "proxy"));
        ShellRun through = doctor(Map.of("HTTPS_PROXY", "http://user:swordfish@localhost:1"), "--host",
            "localhost:" + sentry.getHttpsPort());
        assertEquals(
            "ok proxy through localhost:1\nfailed host The proxy in HTTPS_PROXY refuses connections. Check its host "
                + "and port.\n",
            about(through, "proxy", "host"));
        assertFalse(through.out().contains("swordfish") || through.err().contains("swordfish"),
            through.out() + through.err());
        ShellRun malformed = doctor(Map.of("HTTPS_PROXY", "http://"), "--insecure-http", "--host", host());
        assertEquals(2, malformed.status());
        assertTrue(malformed.err().startsWith(
            "sentry-mcp: HTTPS_PROXY must be http://host:port or http://user:password@host:port"), malformed.err());
    }

    @Test
    void anSslCertFileThatIsNoneIsNamed() {
        ShellRun run = doctor(Map.of("SSL_CERT_FILE", "/nowhere/ca.pem"), "--insecure-http", "--host", host());
        assertEquals(1, run.status());
        assertEquals(
            "failed certificates SSL_CERT_FILE is set, but is not used: it cannot be read.\n→ Name a file with "
                + "certificates in PEM form.\n",
            about(run, "certificates"));
    }

    @Test
    void programsReadTheSameAsJson() throws Exception {
        root("[]");
        ShellRun run = plain("--json");
        assertEquals(1, run.status());
        JsonNode said = new ObjectMapper().readTree(run.out());
        assertFalse(said.path("ok").asBoolean(true));
        assertEquals(SentryMcp.VERSION, said.path("version").asText());
        TreeSet<String> failed = new TreeSet<>();
        said.path("checks").forEach(check -> {
            if (check.path("status").asText().equals("failed")) failed.add(
                check.path("check").asText() + ": " + check.path("todo").asText().startsWith("Create a token under "));
        });
        assertEquals("[scopes: true]", failed.toString());
    }

    @Test
    void linesFitTheWidthOfTheTerminal() {
        root("[]");
        ShellRun run = doctor(Map.of("COLUMNS", "72"), "--insecure-http", "--host", host());
        for (String line : run.out().split("\n"))
            assertTrue(line.length() <= 72 || !line.strip().contains(" ") || line.strip().startsWith("http"),
                () -> line.length() + ": " + line);
    }
}
