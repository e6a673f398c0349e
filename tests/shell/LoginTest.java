import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sentry-mcp login}: OAuth's device flow. Answers as in RFC 8628, 3.2 and 3.5, and RFC 6749, 5.2. */
class LoginTest {
    private static final String TOKEN = "sntryu_fedcba9876543210fedcba9876543210";
    private WireMockServer sentry;

    @BeforeEach
    void start() {
        sentry = new WireMockServer(WireMockConfiguration.wireMockConfig().dynamicPort());
        sentry.start();
        begins(1, 600);
    }

    @AfterEach
    void stop() { sentry.stop(); }

    private String base() { return "http://localhost:" + sentry.port(); }

    private void begins(int interval, int valid) {
        sentry.stubFor(post(urlPathEqualTo("/oauth/device/code/")).willReturn(okJson("{\"device_code\":\"dev-1\","
            + "\"user_code\":\"WDJB-MJHT\",\"verification_uri\":\"" + base() + "/oauth/device/\","
            + "\"verification_uri_complete\":\"" + base() + "/oauth/device/?user_code=WDJB-MJHT\",\"expires_in\":"
            + valid + ",\"interval\":" + interval + "}")));
    }

    private static ResponseDefinitionBuilder refusal(String error) {
        return aResponse().withStatus(400).withHeader("Content-Type", "application/json")
            .withBody("{\"error\":\"" + error + "\"}");
    }

    /** What the polls are answered with, one after the other; the last for ever. */
    private void polls(ResponseDefinitionBuilder... answers) {
        for (int i = 0; i < answers.length; i++)
            sentry.stubFor(post(urlPathEqualTo("/oauth/token/")).inScenario("polls")
                .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "poll " + i)
                .willSetStateTo("poll " + Math.min(i + 1, answers.length - 1)).willReturn(answers[i]));
    }

    private static ResponseDefinitionBuilder token() {
        return okJson("{\"access_token\":\"" + TOKEN + "\",\"token_type\":\"Bearer\",\"scope\":\"org:read\"}");
    }

    private ShellRun login(Map<String, String> environment, String... flags) {
        List<String> args =
            new ArrayList<>(List.of("login", "--insecure-http", "--host=localhost:" + sentry.port()));
        args.addAll(List.of(flags));
        return ShellRun.here(environment, "", args.toArray(String[]::new));
    }

    @Test
    void theTokenIsAllThatStandardOutputHolds() {
        polls(refusal("authorization_pending"), token());
        ShellRun run = login(Map.of(), "--client-id=app-1", "--skills=triage");
        assertEquals(TOKEN + "\n", run.out());
        assertEquals(0, run.status());
        assertEquals("sentry-mcp: open " + base() + "/oauth/device/ and type the code WDJB-MJHT, or open " + base()
            + "/oauth/device/?user_code=WDJB-MJHT\nsentry-mcp: waiting for you to agree there, for at most 10 min …\n",
            run.err());
        sentry.verify(postRequestedFor(urlPathEqualTo("/oauth/device/code/")).withHeader("Authorization", absent())
            .withFormParam("client_id", WireMock.equalTo("app-1"))
            .withFormParam("scope", WireMock.equalTo("event:write org:read project:read team:read")));
        sentry.verify(2, postRequestedFor(urlPathEqualTo("/oauth/token/"))
            .withFormParam("grant_type", WireMock.equalTo("urn:ietf:params:oauth:grant-type:device_code"))
            .withFormParam("device_code", WireMock.equalTo("dev-1"))
            .withFormParam("client_id", WireMock.equalTo("app-1")));
    }

    @Test
    void anAccessTokenThatIsThereIsNotShownAndTheGateIsPassed() {
        polls(token());
        assertEquals(0, login(Map.of("SENTRY_CLIENT_ID", "app-2", "SENTRY_ACCESS_TOKEN", "sntryu_00000000000000",
            "SENTRY_HEADERS", "X-Gate-Key: letmein-letmein")).status());
        sentry.verify(postRequestedFor(urlPathEqualTo("/oauth/device/code/")).withHeader("Authorization", absent())
            .withHeader("X-Gate-Key", WireMock.equalTo("letmein-letmein")));
    }

    @Test
    void askedToSlowDownItAsksLessOften() {
        polls(refusal("slow_down"), token());
        long start = System.nanoTime();
        assertEquals(0, login(Map.of(), "--client-id=a").status());
        // 1 s, then 1 s and the 5 s of RFC 8628, 3.5: less is a fault, more is a slow machine
        assertTrue(System.nanoTime() - start >= 7_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "access_denied | You did not agree at HOST, so there is no token.",
        "expired_token | The code has expired before you agreed. Run sentry-mcp login again for a new one.",
        "invalid_client | HOST does not know the application of this client id, or does not let it sign people in this "
            + "way. Check --client-id and SENTRY_CLIENT_ID: it must be registered with HOST.",
        "server_busy | HOST refused to sign you in (server_busy)."})
    void everyRefusalIsALine(String error, String said) {
        polls(refusal(error));
        ShellRun run = login(Map.of(), "--client-id=a");
        assertEquals(1, run.status());
        assertEquals("", run.out());
        assertTrue(
            run.err().endsWith("min …\nsentry-mcp: " + said.replace("HOST", "localhost:" + sentry.port()) + "\n"),
            run.err());
    }

    @Test
    void aCodeThatNobodyConfirmsExpires() {
        begins(1, 1);
        polls(refusal("authorization_pending"));
        assertTrue(login(Map.of(), "--client-id=a").err().contains("The code has expired before you agreed."));
    }

    @Test
    void whatIsNoSignInSaysSo() {
        for (ResponseDefinitionBuilder odd : List.of(aResponse().withStatus(404), okJson("[]"),
            aResponse().withStatus(302).withHeader("Location", "https://login.example/"), aResponse().withStatus(500),
            okJson("{\"device_code\":\"d\",\"user_code\":\"u\",\"verification_uri\":\"https://evil.example/\"}"))) {
            sentry.stubFor(post(urlPathEqualTo("/oauth/device/code/")).willReturn(odd));
            ShellRun run = login(Map.of(), "--client-id=a");
            assertEquals(1, run.status());
            assertEquals("", run.out());
            assertEquals(1, run.err().lines().count(), run.err());
            assertFalse(run.err().contains("evil.example"), run.err());
        }
        sentry.verify(0, postRequestedFor(urlPathEqualTo("/oauth/token/")));
    }

    @Test
    void withoutANetworkItSaysWhatIsAway() {
        ShellRun run = ShellRun.here(Map.of(), "", "login", "--insecure-http", "--host=localhost:9", "--client-id=a");
        assertEquals(new ShellRun(1, "", "sentry-mcp: localhost:9 refuses connections.\n"), run);
    }

    @Test
    void withoutAnApplicationItSaysHowToMakeATokenByHand() {
        ShellRun run = login(Map.of(), "--read-only");
        assertEquals(1, run.status());
        assertTrue(
            run.err().contains("create a token by hand: " + base() + "/settings/account/api/auth-tokens/new-token/"
                + "?scopes=event%3Aread%2Corg%3Aread%2Cproject%3Aread%2Cteam%3Aread&name=sentry-mcp\n"),
            run.err());
        assertEquals(0, sentry.getAllServeEvents().size());
    }
}
