import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.shell.Options;

/** Headers for a gate in front of a self-hosted Sentry, and gates that want some. */
class GateTest {
    private static final String SECRET = "4f1c9e0b7a7d4c35a1a2";
    private WireMockServer sentry;

    @BeforeEach
    void start() {
        sentry = new WireMockServer(WireMockConfiguration.wireMockConfig().dynamicPort());
        sentry.start();
        sentry.stubFor(any(anyUrl()).willReturn(okJson("[]")));
    }

    @AfterEach
    void stop() { sentry.stop(); }

    private ShellRun run(String headers, String... words) {
        List<String> args = new ArrayList<>(List.of(words));
        args.addAll(List.of("--insecure-http", "--host=localhost:" + sentry.port()));
        Map<String, String> environment = new HashMap<>(Map.of("SENTRY_ACCESS_TOKEN", "sntryu_0123456789", "COLUMNS",
            "400"));
        if (!headers.isEmpty()) environment.put("SENTRY_HEADERS", headers);
        return ShellRun.here(environment, "", args.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"CF-Access-Client-Id: abc.access; "
        + "CF-Access-Client-Secret: " + SECRET,
        "~CF-Access-Client-Id:abc.access\n\r\n  CF-Access-Client-Secret :  " + SECRET + "  \n~"})
    void everyRequestToTheConfiguredHostCarriesThem(String headers) {
        run(headers, "call", "find_teams", "organizationSlug=acme");
        sentry.verify(anyRequestedFor(anyUrl()).withHeader("CF-Access-Client-Id", equalTo("abc.access"))
            .withHeader("CF-Access-Client-Secret", equalTo(SECRET))
            .withHeader("Authorization", equalTo("Bearer sntryu_0123456789")));
    }

    @Test
    void neitherTheModelNorTheDocumentationSeesThem() {
        List<String> args =
            List.of("call", "search_docs", "query=release health", "--mcp-url=http://localhost:" + sentry.port());
        ShellRun.here(Map.of("SENTRY_ACCESS_TOKEN", "t", "SENTRY_HEADERS", "X-Gate: " + SECRET), "",
            args.toArray(String[]::new));
        ShellRun.here(Map.of("SENTRY_ACCESS_TOKEN", "t", "SENTRY_HEADERS", "X-Gate: " + SECRET, "OPENAI_API_KEY",
            "sk-0123456789"), "", "doctor", "--host=localhost:9", "--insecure-http",
            "--openai-base-url=http://localhost:" + sentry.port());
        assertTrue(sentry.getAllServeEvents().size() >= 2);
        sentry.getAllServeEvents().forEach(each -> assertFalse(each.getRequest().containsHeader("X-Gate")));
    }

    @Test
    void theirValuesAreSecretsEverywhere() {
        sentry.stubFor(any(anyUrl())
            .willReturn(okJson("[{\"slug\":\"" + SECRET + "\",\"name\":\"Bearer " + SECRET + "\",\"id\":\"1\"}]")));
        ShellRun run = run("X-Gate: Bearer " + SECRET, "call", "find_teams", "organizationSlug=acme");
        assertEquals(0, run.status(), run.err());
        assertFalse((run.out() + run.err()).contains(SECRET), run.out());
        assertFalse(run("X-Gate: " + SECRET, "doctor").out().contains(SECRET));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Authorization: Bearer " + SECRET
            + " | SENTRY_HEADERS cannot set Authorization: the program sets it itself (to "
            + "the access token); a gate that wants it takes another header",
        "host: " + SECRET + " | SENTRY_HEADERS cannot set host: the program sets it itself",
        "X-A: " + SECRET + "; x-a: 2 | SENTRY_HEADERS holds \"x-a\" twice",
        SECRET + " | SENTRY_HEADERS must hold headers as Name: value, several separated by line ends or semicolons; "
            + "part 1 is none",
        "X-A: | SENTRY_HEADERS must hold headers as Name: value, several separated by line ends or semicolons; X-A has "
            + "no value",
        "X-A: " + SECRET + "ä | SENTRY_HEADERS: the value of X-A holds a character that no header has"})
    void whatCannotBeSentIsRefusedWithoutItsValue(String headers, String said) {
        assertEquals(new ShellRun(2, "", "sentry-mcp: " + said + "\n"), run(headers, "tools"));
    }

    @Test
    void aHeaderThatNobodyFilledInIsNotSent() {
        Options options = Options.parse(new String[0], Map.of("SENTRY_ACCESS_TOKEN", "t", "SENTRY_HEADERS",
            "X-Gate: ${GATE_SECRET}"));
        assertEquals("SENTRY_HEADERS: X-Gate arrived as ${GATE_SECRET}, which was to be filled in",
            options.unfilled().get(0).said());
        assertEquals(null, options.token());
    }

    private String gate(ResponseDefinitionBuilder answer, String headers) {
        sentry.stubFor(any(anyUrl()).willReturn(answer));
        ShellRun run = run(headers, "doctor");
        assertEquals(1, run.status());
        return run.out().lines().dropWhile(line -> !line.contains(" gate ")).limit(2)
            .map(line -> line.strip().replaceAll(" {2,}", " ")).reduce((a, b) -> a + "\n" + b).orElse(run.out())
            .replace("localhost:" + sentry.port(), "HOST");
    }

    @Test
    void doctorTellsGatesFromSentry() {
        String wants = "\n→ Name the headers that it wants in SENTRY_HEADERS (Name: value), or check SENTRY_HOST.";
        assertEquals("failed gate not Sentry but Cloudflare Access answered at HOST (302, to "
            + "acme.cloudflareaccess.com)\n→ Name the headers that it wants in SENTRY_HEADERS, for a service token "
            + "CF-Access-Client-Id: … and CF-Access-Client-Secret: …, separated by a semicolon.",
            gate(aResponse().withStatus(302).withHeader("Location",
                "https://acme.cloudflareaccess.com/cdn-cgi/access/login/x"), ""));
        assertEquals("failed gate not Sentry but Cloudflare Access answered at HOST (403)\n→ It did not accept X-Gate "
            + "from SENTRY_HEADERS: check name and value, and that they have not expired.",
            gate(aResponse().withStatus(403).withHeader("Cf-Access-Domain", "x").withBody("<html>"),
                "X-Gate: " + SECRET));
        assertEquals("failed gate not Sentry but Google's Identity-Aware Proxy answered at HOST (401)" + wants,
            gate(aResponse().withStatus(401).withHeader("X-Goog-IAP-Generated-Response", "true")
                .withBody("Invalid IAP credentials: empty token"), ""));
        assertEquals("failed gate not Sentry but a gate with a login of its own answered at HOST (401)" + wants,
            gate(aResponse().withStatus(401).withHeader("WWW-Authenticate", "Basic realm=\"ops\""), ""));
        assertEquals("failed gate not Sentry but a page for people, perhaps a login answered at HOST (200)" + wants,
            gate(aResponse().withHeader("Content-Type", "text/html; charset=utf-8").withBody("<form>"), ""));
        assertEquals("failed gate not Sentry but a gate that signs people in elsewhere answered at HOST (302, to "
            + "login.example)" + wants,
            gate(aResponse().withStatus(302).withHeader("Location", "https://login.example/?next=x"), ""));
    }

    @Test
    void sentrysOwnRefusalIsNoGate() {
        sentry.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(401).withHeader("WWW-Authenticate", "Token")
            .withHeader("Content-Type", "application/json").withBody("{\"detail\":\"Invalid token\"}")));
        String out = run("X-Gate: " + SECRET, "doctor").out();
        assertTrue(out.contains("does not accept it (401)") && out.contains("X-Gate goes to localhost"), out);
    }
}
