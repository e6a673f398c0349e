import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.json.Secrets;

/**
 * The real program with a Sentry, or a proxy before it, that says back what it was sent: in bodies, errors, headers,
 * redirects. Neither the token nor the model's key comes out, whichever tool is called.
 */
class SecretsTest {
    private static final String TOKEN = "sntryu_5ecre7a11dayl0ng5ecre7a11dayl0ng5ecre7a11dayl0ng";
    private static final String KEY = "sk-proj-5ecre7a11n1gh7l0ng5ecre7a11n1gh7l0ng";
    private static final String ECHO =
        " Bearer " + TOKEN + " {\\\"authorization\\\":\\\"" + TOKEN + "\\\"} key=" + KEY + " " + KEY;
    @RegisterExtension static final WireMockExtension sentry =
        StubSentry.empty(WireMockConfiguration.options().disableRequestJournal());

    /**
     * Every text of an answer that a tool may show, with the secrets behind it: at once, and at the place where a text
     * is cut.
     */
    private static List<Case> echoing(List<Case> cases, int before) {
        String far = "x".repeat(before);
        List<Case> echoing = new ArrayList<>();
        for (Case each : cases) {
            Case changed = each;
            for (int i = 0; i < each.routes().size(); i++) {
                String body = each.routes().get(i).body();
                if (body != null) changed = changed.answering(i, body.replaceAll(
                    "(\"(?:title|name|message|value|description|culprit|detail|body|text|url|comments|note)\"\\s*:"
                        + "\\s*\"(?:[^\"\\\\]|\\\\.)*)\"",
                    "$1" + far + java.util.regex.Matcher.quoteReplacement(ECHO) + "\""));
            }
            echoing.add(changed);
        }
        return echoing;
    }

    private static void all(ResponseDefinitionBuilder response) {
        sentry.resetAll();
        sentry.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(response.withHeader("X-Echo", TOKEN)));
    }

    @Test
    void noSecretComesOutOfTheProgramWhateverItIsAnswered() {
        Map<String, Case> byTool = new LinkedHashMap<>();
        Cases.all().forEach(each -> byTool.putIfAbsent(each.tool(), each));
        List<Case> cases = new ArrayList<>(byTool.values());
        String detail = "{\"detail\":\"refused: " + ECHO + "\",\"name\":[\"" + TOKEN + "\"]}";
        int tried = 0;
        Map<String, String> environment = Map.of("SENTRY_ACCESS_TOKEN", TOKEN, "OPENAI_API_KEY", KEY);
        try (
            McpClient client = McpClient.program(environment, "--insecure-http", "--host=127.0.0.1:" + sentry.getPort(),
                "--openai-base-url=http://127.0.0.1:" + sentry.getPort() + "/v1", "--sentry-dsn=")) {
            client.initialize("2025-11-25");
            List<Runnable> moods = List.of(
                () -> echo(cases, 0), () -> echo(cases, 240), () -> echo(cases, 1_950),
                () -> all(WireMock.jsonResponse(detail, 400)),
                () -> all(WireMock.jsonResponse(detail, 401)),
                () -> all(WireMock.jsonResponse(detail, 403)),
                () -> all(WireMock.jsonResponse(detail, 404)),
                () -> all(WireMock.jsonResponse(detail, 500)),
                () -> all(WireMock.jsonResponse("\"" + TOKEN + "\"", 400)),
                () -> all(WireMock.aResponse().withStatus(302).withHeader("Location",
                    "https://evil.example/" + TOKEN + "?key=" + KEY)),
                () -> all(
                    WireMock.aResponse().withStatus(302).withHeader("Location", "/login/" + TOKEN + "?key=" + KEY)),
                () -> all(WireMock.aResponse().withStatus(200).withHeader("Content-Type", "text/html")
                    .withBody("<html>" + TOKEN + KEY)),
                () -> all(WireMock.aResponse().withStatus(200).withHeader("Content-Type", "application/json")
                    .withBody("{\"" + TOKEN + "\":")),
                () -> all(WireMock.okJson("[]").withHeader("Link",
                    "<http://127.0.0.1/>; rel=\"next\"; results=\"true\"; cursor=\"" + TOKEN + "\"")));
            for (Runnable mood : moods) {
                mood.run();
                for (Case each : cases) {
                    if (each.tool().equals("analyze_issue_with_seer") && mood == moods.get(moods.size() - 1)) {
                        System.out.println("left out: " + each
                            + " on an empty list, which it would ask again until its five minutes are over");
                        continue;
                    }
                    client.call(each.tool(), each.arguments());
                    tried++;
                }
            }
            // what a confused client writes
            client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + TOKEN + "\"}")
                .send("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"" + KEY + "\"}}");
            client.next();
            client.next();
            client.call("find_teams", Map.of("organizationSlug", "../" + TOKEN, KEY, 1));
            client.call("get_sentry_resource", Map.of("url", "https://evil.example/" + TOKEN));
            tried += 4;
            assertEquals(0, client.end());
            int redacted = 0;
            int faults = 0;
            for (String line : client.received) {
                if (line.contains("[redacted]")) redacted++;
                if (leaks(line)) faults++;
            }
            int found = faults;
            assertEquals(0, found,
                () -> client.received.stream().filter(SecretsTest::leaks).findFirst()
                    .map(line -> line.substring(Math.max(0, line.indexOf("5ecre7a11") - 300),
                        Math.min(line.length(), line.indexOf("5ecre7a11") + 200)))
                    .orElse(""));
            assertTrue(!leaks(client.stderr()), client.stderr());
            assertTrue(redacted > cases.size(), "the secrets were there to be taken out: " + redacted);
            Totals.held("secrets: calls answered with the token and the key", tried, 0);
        }
    }

    private static boolean leaks(String text) { return text.contains("5ecre7a11"); }

    private static void echo(List<Case> cases, int before) {
        sentry.resetAll();
        StubSentry.serve(sentry, echoing(cases, before));
    }

    @Test
    void onTheCommandLineASecretIsNotSaidBackEither() {
        for (String[] args : new String[][] {{"--access-token=" + TOKEN, "--skils=x"},
            {"--access-token=" + TOKEN, "--host=https://" + TOKEN + "@sentry.io"},
            {"--access-token=" + TOKEN, "--access-token=other"},
            {"--access-token=" + TOKEN + " x"}, {"--access-tokn=" + TOKEN},
            {"--access-token=" + TOKEN, "--sentry-dsn=" + TOKEN}, {"--access-token", TOKEN, TOKEN}, {TOKEN}}) {
            try (McpClient client = McpClient.program(Map.of("OPENAI_API_KEY", KEY), args)) {
                client.end();
                assertTrue(!leaks(client.stderr() + client.received),
                    () -> String.join(" ", args) + ": " + client.stderr());
            }
        }
    }

    /** By whoever says it back: a proxy's page, a redirect's address, a mail's quotation. */
    @Test
    void partlyEncodedOrBrokenByLineEndsItIsTheSecretAllTheSame() {
        Secrets secrets = new Secrets();
        secrets.hide(TOKEN);
        secrets.hide("k\u00e9y \"quoted\" \\ 1");
        for (String spelled : List.of(TOKEN, "%73ntryu_" + TOKEN.substring(7), TOKEN.replace("e", "%65"),
            TOKEN.replace("_", "%5f"), TOKEN.replace("5", "\\u0035"), TOKEN.replace("r", "&#114;"),
            TOKEN.replace("a", "&#x61;"), TOKEN.replace("y", "\\x79"),
            TOKEN.substring(0, 20) + "\n" + TOKEN.substring(20),
            TOKEN.substring(0, 20) + "\r\n    " + TOKEN.substring(20), TOKEN.replace("11", "1\\n1"),
            TOKEN.replaceAll("(.)(?=.)", "$1\n"), "k\u00e9y \"quoted\" \\ 1")) {
            assertEquals("said [redacted] twice", secrets.redact("said " + spelled + " twice"), spelled);
            Object frame = Map.of("text", "said " + spelled + " twice");
            assertEquals("{\"text\":\"said [redacted] twice\"}\n",
                new String(secrets.line(frame), StandardCharsets.UTF_8));
        }
        byte[] answer = ("[\"" + TOKEN.substring(0, 20) + "\\n" + TOKEN.substring(20) + "\"]").getBytes();
        assertEquals("[\"[redacted]\"]", new String(secrets.redact(answer)));
        // and what only looks like it is not
        for (String other : List.of("sntryu_ is how they begin", "%73ntry", "s\nn\nt", "100% of &#115; \\u0073 \\",
            TOKEN.substring(0, 11), TOKEN.toUpperCase(), "x".repeat(9)))
            assertEquals(other, secrets.redact(other));
    }

    /** Whatever the secret is and the text is full of, each letter is looked at a few times. */
    @Test
    void aTextThatIsFullOfBeginningsIsReadOnce() {
        for (String secret : List.of("a".repeat(40), "ab".repeat(20), "%".repeat(40), "\\".repeat(40), TOKEN)) {
            Secrets secrets = new Secrets();
            secrets.hide(secret);
            for (String piece : List.of("a", "ab", "%61", "%", "\\", "\\n", "a\n", "a\n \t  ", "&#97;", "&#", "sntryu_",
                "s\n")) {
                String text = piece.repeat(2_000_000 / piece.length());
                assertTimeoutPreemptively(Duration.ofSeconds(20), () -> secrets.redact(text), piece);
                assertTimeoutPreemptively(Duration.ofSeconds(20), () -> secrets.redact(text.getBytes()), piece);
            }
        }
    }
}
