import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.shell.Commands;
import tools.shell.Grants;
import tools.shell.Manual;
import tools.shell.Options;
import tools.shell.Terminal;

/** Raw files for pipes, watching, pictures and progress. */
class ShellComfortTest {
    private static final String EVENT = "0123456789abcdef0123456789abcdef";
    private static final String FILE = "/api/0/projects/acme/web/events/" + EVENT + "/attachments/7/";
    private WireMockServer sentry;

    @BeforeEach
    void start() {
        sentry = new WireMockServer(WireMockConfiguration.wireMockConfig().dynamicPort());
        sentry.start();
        sentry.stubFor(get(urlPathMatching("/api/0/organizations/acme/issues/.*")).atPriority(9)
            .willReturn(okJson("[]")));
    }

    @AfterEach
    void stop() { sentry.stop(); }

    private record Run(int status, byte[] bytes, String err) {
        String out() { return new String(bytes, StandardCharsets.UTF_8); }
    }

    /** In this process, at a terminal of that kind; null: none. */
    private Run run(Map<String, String> terminal, String... words) throws Exception {
        List<String> args = new ArrayList<>(List.of(words));
        args.addAll(List.of("--insecure-http", "--host=localhost:" + sentry.port()));
        Options options =
            Options.parse(args.toArray(String[]::new), Map.of("SENTRY_ACCESS_TOKEN", "sntryu_0123456789abcdef"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        SentryMcp.Log log = new SentryMcp.Log(new PrintStream(err, true, StandardCharsets.UTF_8));
        for (String secret : options.secrets()) log.secrets.hide(secret);
        int status = new Commands(options, Map.of(), Terminal.of(terminal == null ? Map.of() : terminal,
            terminal != null), InputStream.nullInputStream(), out, new SentryMcp.Program(options, log, false),
            Manual.of("0", SentryMcp.VARIABLES, new Grants(SentryMcp.GRANTS), options.skills())).run();
        return new Run(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    private Run attachment(Map<String, String> terminal, String mediaType, byte[] bytes, String... more)
        throws Exception {
        sentry.stubFor(get(urlPathEqualTo(FILE)).atPriority(5).willReturn(okJson("{\"id\":\"7\",\"name\":\"it\","
            + "\"mimetype\":\"" + mediaType + "\",\"size\":" + bytes.length + ",\"type\":\"event.attachment\"}")));
        sentry.stubFor(get(urlPathEqualTo(FILE)).withQueryParam("download", equalTo("1")).atPriority(1)
            .willReturn(aResponse().withHeader("Content-Type", mediaType).withBody(bytes)));
        List<String> words = new ArrayList<>(List.of("call", "get_event_attachment", "organizationSlug=acme",
            "projectSlug=web", "eventId=" + EVENT, "attachmentId=7"));
        words.addAll(List.of(more));
        return run(terminal, words.toArray(String[]::new));
    }

    private static byte[] png(int width, int height) throws Exception {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++)
            for (int y = 0; y < height; y++) image.setRGB(x, y, x < width / 2 ? 0xFF0000 : 0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    // ---------------------------------------------------------------- raw

    @Test
    void anAttachmentReachesAPipeByteForByte() throws Exception {
        byte[] image = png(40, 20);
        assertArrayEquals(image, attachment(null, "image/png", image, "--output", "raw").bytes());
        byte[] binary = {0, 1, 2, (byte) 255, 0, 10};
        assertArrayEquals(binary, attachment(null, "application/octet-stream", binary, "--output=raw").bytes());
        assertArrayEquals("one\r\ntwo\n".getBytes(StandardCharsets.UTF_8),
            attachment(null, "text/plain", "one\r\ntwo\n".getBytes(StandardCharsets.UTF_8), "--output=raw").bytes());
    }

    @Test
    void secretsAreCutOutOfATextInAPipeToo() throws Exception {
        Run run = attachment(null, "text/plain",
            "token=sntryu_0123456789abcdef\nAuthorization: Bearer abcdefghijklmnop\nline\n".getBytes(
                StandardCharsets.UTF_8),
            "--output=raw");
        assertTrue(run.out().endsWith("line\n"), run.out());
        assertFalse(run.out().contains("sntryu_") || run.out().contains("abcdefghijklmnop"), run.out());
    }

    @Test
    void anIssuesEventIsSentrysOwnJsonWithoutSecrets() throws Exception {
        sentry.stubFor(get(urlPathEqualTo("/api/0/organizations/acme/issues/WEB-1/"))
            .willReturn(okJson("{\"id\":\"1\",\"shortId\":\"WEB-1\",\"title\":\"x\",\"project\":{\"slug\":\"web\"}}")));
        sentry.stubFor(get(urlPathEqualTo("/api/0/organizations/acme/issues/WEB-1/events/latest/"))
            .willReturn(
                okJson("{\"eventID\":\"" + EVENT + "\",\"title\":\"x\",\"entries\":[],\"context\":{\"password\":"
                    + "\"hunter2hunter2\",\"n\":1.5,\"list\":[1,2]}}")));
        Run run = run(null, "call", "get_issue_details", "organizationSlug=acme", "issueId=WEB-1", "--output=raw");
        JsonNode event = McpClient.MAPPER.readTree(run.out());
        assertEquals(EVENT, event.path("eventID").asText(), run.err());
        assertEquals("[1,2]", event.path("context").path("list").toString());
        assertEquals(1.5, event.path("context").path("n").asDouble());
        assertFalse(run.out().contains("hunter2"), run.out());
        assertEquals(1, run.out().lines().count());
    }

    @Test
    void whereThereIsNothingRawItSaysSo() throws Exception {
        sentry.stubFor(get(urlPathEqualTo("/api/0/organizations/acme/teams/")).willReturn(okJson("[]")));
        Run run = run(null, "call", "find_teams", "organizationSlug=acme", "--output=raw");
        assertEquals(1, run.status());
        assertEquals("", run.out());
        assertTrue(run.err().contains("nothing behind this answer that could be printed raw"), run.err());
    }

    // ---------------------------------------------------------------- watching

    private static String team(String slug) {
        return "{\"id\":\"" + slug.hashCode() + "\",\"slug\":\"" + slug + "\",\"name\":\"" + slug + "\"}";
    }

    private void looks(ResponseDefinitionBuilder... answers) {
        for (int i = 0; i < answers.length; i++)
            sentry.stubFor(get(urlPathEqualTo("/api/0/organizations/acme/teams/")).inScenario("looks")
                .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "look " + i).willSetStateTo("look " + (i + 1))
                .willReturn(answers[i]));
    }

    @Test
    void watchingPrintsWhatIsNewSinceTheLastLook() throws Exception {
        looks(okJson("[" + team("api") + "," + team("web") + "]"),
            okJson("[" + team("web") + "," + team("mobile") + "," + team("api") + "]"),
            aResponse().withStatus(401).withBody("{\"detail\":\"Invalid token\"}"));
        Run run = run(null, "call", "find_teams", "organizationSlug=acme", "--watch=5s", "--output=json");
        List<String> lines = run.out().lines().toList();
        assertEquals(2, lines.size(), run.out());
        assertTrue(lines.get(0).contains("\"api\"") && lines.get(0).contains("\"web\""), run.out());
        assertTrue(lines.get(1).contains("\"mobile\"") && !lines.get(1).contains("\"api\""), run.out());
        assertEquals(1, run.status());
        assertTrue(run.err().contains("(401)"), run.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--watch=4s | --watch takes seconds or minutes, from 5s to 1440m, such as --watch=60s, not \"4s\"",
        "--watch=1441m | --watch takes seconds or minutes, from 5s to 1440m, such as --watch=60s, not \"1441m\"",
        "--watch=soon | --watch takes seconds or minutes, from 5s to 1440m, such as --watch=60s, not \"soon\""})
    void aWatchHasItsBounds(String flag, String said) {
        assertEquals(said, org.junit.jupiter.api.Assertions.assertThrows(tools.answer.UsageException.class,
            () -> run(null, "call", "find_teams", "organizationSlug=acme", flag)).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"5s", "300", "1440m"})
    void withinThemItLooksAtOnce(String every) throws Exception {
        looks(aResponse().withStatus(401).withBody("{\"detail\":\"Invalid token\"}"));
        assertTrue(run(null, "call", "find_teams", "organizationSlug=acme", "--watch", every).err().contains("(401)"));
    }

    @Test
    void onlyReadingCanBeWatched() {
        assertEquals("--watch is for tools that read, not create_team",
            org.junit.jupiter.api.Assertions.assertThrows(tools.answer.UsageException.class, () -> run(null, "call",
                "create_team", "organizationSlug=acme", "name=x", "--watch=60s")).getMessage());
    }

    // ---------------------------------------------------------------- pictures

    @Test
    void aTerminalThatKnowsPicturesShowsThem() throws Exception {
        byte[] image = png(8, 7);
        String base64 = Base64.getEncoder().encodeToString(image);
        assertTrue(attachment(Map.of("TERM", "xterm-kitty"), "image/png", image).out()
            .endsWith("\n\u001b_Ga=T,f=100,m=0;" + base64 + "\u001b\\\n"));
        assertTrue(attachment(Map.of("TERM", "xterm-256color", "TERM_PROGRAM", "iTerm.app"), "image/png", image).out()
            .endsWith("\n\u001b]1337;File=inline=1;size=" + image.length + ":" + base64 + "\u0007\n"));
        String sixel = attachment(Map.of("TERM", "foot"), "image/png", image).out();
        // two bands, 6 rows and 1: red is colour 180, 4 wide, then 4 without; black is colour 0
        assertTrue(
            sixel.contains("\u001bPq\"1;1;8;7") && sixel.endsWith("#0!4?!4~$#180!4~!4?$-#0!4?!4@$#180!4@!4?$-\u001b"
                + "\\\n"),
            sixel.substring(Math.max(0, sixel.length() - 80)));
    }

    @Test
    void othersGetItsSize() throws Exception {
        byte[] image = png(8, 7);
        for (Map<String, String> terminal : new Map[] {null, Map.of("TERM", "xterm-256color")}) {
            Run run = attachment(terminal, "image/png", image);
            assertFalse(run.out().contains("\u001b_G") || run.out().contains("\u001b]"), run.out());
            assertTrue(
                run.err().contains("an image (image/png, " + image.length + " bytes) is not shown here; --output "
                    + "raw prints the file itself"),
                run.err());
        }
        assertFalse(attachment(null, "image/png", image, "--output=json").out().contains("\u001b"));
    }

    @Test
    void aLargeJpegIsMadeSmallerAndAPngForKitty() throws Exception {
        BufferedImage large = new BufferedImage(3_000, 1_500, BufferedImage.TYPE_INT_RGB);
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(large, "jpeg", jpeg);
        String out = attachment(Map.of("TERM", "xterm-kitty"), "image/jpeg", jpeg.toByteArray()).out();
        StringBuilder base64 = new StringBuilder();
        for (String chunk : out.split("\u001b_G")) if (chunk.contains(";"))
            base64.append(chunk, chunk.indexOf(';') + 1, chunk.indexOf('\u001b'));
        BufferedImage shown =
            ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64.toString())));
        assertEquals("1000 x 500", shown.getWidth() + " x " + shown.getHeight());
    }

    // ---------------------------------------------------------------- progress

    @Test
    void onATerminalProgressIsOneLineThatGoesAway() throws Exception {
        sentry.stubFor(get(urlPathEqualTo("/api/0/organizations/acme/teams/"))
            .willReturn(okJson("[]").withFixedDelay(3_500)));
        String err = run(Map.of("TERM", "xterm"), "call", "find_teams", "organizationSlug=acme").err();
        assertTrue(err.contains("\r\u001b[Ksentry-mcp: waiting for localhost:"), err);
        assertTrue(err.endsWith("\r\u001b[K"), err);
        assertFalse(err.contains("\n"), err);
    }

    @Test
    void helpSaysWhatTheExitStatusMeans() {
        assertTrue(ShellRun.here(Map.of(), "", "--help").out().contains("Exit status: 0 done, 1 failed"));
    }
}
