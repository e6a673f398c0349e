import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.answer.FailureException;
import tools.json.Json;
import tools.sentry.HttpFailure;
import tools.sentry.Links;
import tools.sentry.Tool;
import tools.shell.Proxies;

/** The pure rules around the door: waits, the JDK's words for faults, reasons, proxies, page links. */
class HttpFailureTest {
    private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
    private static final Tool TOOL = Tool.reads("list_things", "Lists.");

    @Test
    void aWaitIsSecondsADateOrATime() {
        assertEquals(7_000, HttpFailure.wait("7", "", NOW));
        assertEquals(1_500, HttpFailure.wait("1.5", "", NOW));
        assertEquals(30_000, HttpFailure.wait("Mon, 23 Nov 2026 02:00:30 GMT", "", NOW));
        assertEquals(0, HttpFailure.wait("Mon, 23 Nov 2026 01:00:00 GMT", "", NOW));
        assertEquals(12_000, HttpFailure.wait("", String.valueOf(NOW.getEpochSecond() + 12), NOW));
        assertEquals(12_000, HttpFailure.wait("soon", String.valueOf(NOW.getEpochSecond() + 12), NOW));
        assertEquals(2_000, HttpFailure.wait("2", String.valueOf(NOW.getEpochSecond() + 12), NOW));
        assertEquals(0, HttpFailure.wait("", String.valueOf(NOW.getEpochSecond() - 12), NOW));
        assertEquals(0, HttpFailure.wait("", "12", NOW));
        assertEquals(0, HttpFailure.wait("-3", "never", NOW));
    }

    @Test
    void faultsAreToldApartByTheJdksWords() {
        Map<List<String>, HttpFailure.Fault> faults = Map.ofEntries(
            Map.entry(List.of("java.net.ConnectException", "java.net.ConnectException",
                "java.nio.channels.UnresolvedAddressException"), HttpFailure.Fault.NO_SUCH_NAME),
            Map.entry(List.of("java.net.ConnectException", "java.nio.channels.ClosedChannelException"),
                HttpFailure.Fault.REFUSED),
            Map.entry(List.of("java.net.ConnectException: Connection refused"), HttpFailure.Fault.REFUSED),
            Map.entry(List.of("java.net.http.HttpConnectTimeoutException: HTTP connect timed out",
                "java.net.ConnectException: HTTP connect timed out"), HttpFailure.Fault.UNREACHABLE),
            Map.entry(List.of("java.net.NoRouteToHostException: No route to host"), HttpFailure.Fault.UNREACHABLE),
            Map.entry(List.of("java.io.IOException: Tunnel failed, got: 403"), HttpFailure.Fault.PROXY_REFUSAL),
            Map.entry(List.of("java.io.IOException: Tunnel failed, got: 407"), HttpFailure.Fault.PROXY_LOGIN),
            Map.entry(List.of("java.net.http.HttpTimeoutException: no answer in time"), HttpFailure.Fault.LATE),
            Map.entry(List.of("javax.net.ssl.SSLHandshakeException: No subject alternative DNS name matching x found."),
                HttpFailure.Fault.OTHER_HOST),
            Map.entry(List.of(
                "javax.net.ssl.SSLHandshakeException: PKIX path validation failed: "
                    + "java.security.cert.CertPathValidatorException: validity check failed"),
                HttpFailure.Fault.EXPIRED),
            Map.entry(List.of(
                "javax.net.ssl.SSLHandshakeException: PKIX path building failed: unable to find valid certification "
                    + "path to requested target"),
                HttpFailure.Fault.UNKNOWN_AUTHORITY),
            Map.entry(List.of("javax.net.ssl.SSLException: Unsupported or unrecognized SSL message"),
                HttpFailure.Fault.NO_TLS),
            Map.entry(List.of("javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure"),
                HttpFailure.Fault.INSECURE),
            Map.entry(List.of("javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake",
                "java.io.EOFException: SSL peer shut down incorrectly"), HttpFailure.Fault.BROKEN),
            Map.entry(List.of("java.io.IOException: HTTP/1.1 header parser received no bytes",
                "java.io.EOFException: EOF reached while reading"), HttpFailure.Fault.BROKEN),
            Map.entry(List.of("java.io.IOException: Connection reset"), HttpFailure.Fault.BROKEN),
            Map.entry(List.of("java.io.IOException: fixed content-length: 900, bytes received: 20"),
                HttpFailure.Fault.BROKEN),
            Map.entry(List.of("java.net.ProtocolException: Invalid status line: \"SSH-2.0\""),
                HttpFailure.Fault.GARBLED));
        faults.forEach((causes, fault) -> assertEquals(fault, HttpFailure.fault(causes), causes::toString));
    }

    @Test
    void aFaultThatCannotHaveReachedSentryDoesNotMakeAWriteDoubtful() {
        for (HttpFailure.Fault fault : HttpFailure.Fault.values()) {
            boolean doubtful = new HttpFailure("h", "h", false, true, TOOL).of(fault, 1, "").getMessage()
                .contains("Whether the change was made is not known");
            assertEquals(List.of(HttpFailure.Fault.LATE, HttpFailure.Fault.CROWDED, HttpFailure.Fault.GARBLED,
                HttpFailure.Fault.BROKEN).contains(fault), doubtful, fault::name);
        }
    }

    @Test
    void everyFaultBehindAProxyNamesTheProxyWhereItMayBeAtFault() {
        HttpFailure through = new HttpFailure("sentry.io", "de.sentry.io", true, false, TOOL);
        assertEquals(
            "The name of the proxy in HTTPS_PROXY cannot be resolved. Check HTTPS_PROXY, and this machine's network.",
            through.of(HttpFailure.Fault.NO_SUCH_NAME, 0, "").getMessage());
        assertEquals(
            "de.sentry.io cannot be reached through the proxy in HTTPS_PROXY: no connection came about in time. "
                + "Check the host, and this machine's network.",
            through.of(HttpFailure.Fault.UNREACHABLE, 0, "").getMessage());
        assertEquals("The connection to de.sentry.io through the proxy in HTTPS_PROXY broke off. Try again.",
            through.of(HttpFailure.Fault.BROKEN, 0, "").getMessage());
        assertEquals("de.sentry.io cannot be trusted: no secure connection could be made.",
            through.of(HttpFailure.Fault.INSECURE, 0, "").getMessage());
    }

    private static String refused(int status, String body) {
        return new HttpFailure("sentry.example", "sentry.example", false, false, TOOL.scopes("event:read"))
            .refused(status, 0, 1, Json.read(body)).getMessage();
    }

    /** The bodies are those that Sentry's source answers with: 02cec2d4 for 402, SeerPermissionError for 403. */
    @Test
    void aGateIsNoFaultOfTheToken() {
        assertEquals("The organization's plan or budget does not cover this (402). The token is not at fault. It says: "
            + "No budget for Seer Autofix.", refused(402, "\"No budget for Seer Autofix.\""));
        assertEquals("Sentry did not permit this (403). Seer is switched off for the organization, or has not been "
            + "agreed to: its settings in Sentry decide, not the token. It says: AI features are disabled for this "
            + "organization.", refused(403, "{\"detail\": \"AI features are disabled for this organization.\"}"));
        assertEquals("Sentry did not permit this (403). It says: Your organization has no access to replays.",
            refused(403, "{\"detail\": \"Your organization has no access to replays.\"}"));
        assertEquals("Sentry did not permit this (403). list_things needs a token with event:read, whose user can see "
            + "what you asked for. It says: You do not have permission to perform this action.",
            refused(403, "{\"detail\": \"You do not have permission to perform this action.\"}"));
        String fine = " The token is not at fault; a new one does not help. It says: ";
        String body = "{\"detail\": {\"code\": \"%s\", \"message\": \"No.\", \"extra\": {\"loginUrl\": \"/x/\"}}}";
        assertEquals("The organization wants its members to sign in by single sign-on (401): sign in to it at "
            + "sentry.example in a browser, with the account that the token belongs to." + fine + "No.",
            refused(401, body.formatted("sso-required")));
        assertEquals("The organization wants its members to have a second factor (401): set one up for the token's "
            + "account at sentry.example/settings/account/security/." + fine + "No.",
            refused(401, body.formatted("2fa-required")));
        assertEquals(
            "Sentry wants this to be confirmed with a password (401), which no token can do: do it in Sentry's "
                + "web interface." + fine + "No.",
            refused(401, body.formatted("sudo-required")));
        assertEquals("Sentry has moved or removed this (410).", refused(410, "{}"));
    }

    @Test
    void ofWhatSentrySaysTheFirstPartIsQuoted() {
        String most = "x".repeat(2_000);
        assertTrue(refused(400, "{\"detail\": \"" + most + "\"}").contains(most));
        assertTrue(refused(400, "{\"detail\": \"" + most + "x\"}").contains(most));
        assertFalse(refused(400, "{\"detail\": \"" + most + "x\"}").contains(most + "x"));
        StringBuilder fields = new StringBuilder("{");
        for (int i = 1; i <= 21; i++)
            fields.append(i == 1 ? "" : ",").append("\"f").append(i).append("\": [\"wrong\"]");
        String said = refused(400, fields + "}");
        assertTrue(said.contains("f20: wrong") && !said.contains("f21"), said);
        for (int levels : new int[] {8, 9}) {
            String deep = refused(400, "{\"a\":".repeat(levels) + "\"wrong\"" + "}".repeat(levels));
            assertEquals(levels == 8, deep.contains("wrong"), deep);
        }
    }

    @Test
    void aWaitOfMoreThanADayIsSaidToBeADay() {
        HttpFailure failure = new HttpFailure("sentry.example", "sentry.example", false, false, TOOL);
        for (long wait : new long[] {86_399_000, 86_400_000, 86_400_001}) {
            String said = failure.refused(429, wait, 1, Json.read("{}")).getMessage();
            assertTrue(said.contains("Try again in " + Math.min(86_400, wait / 1_000) + " s."), said);
        }
    }

    /** Whatever JSON a refusal holds: a failure with a text, its foreign part quoted. */
    @Test
    void noBodyOfARefusalBreaksItsText() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            Json body = Json.of(value(random, 4));
            FailureException failure = new HttpFailure("h", "h", false, false, TOOL).refused(400, 0, 1, body);
            assertTrue(failure.getMessage().startsWith("Sentry refused the request (400)."),
                () -> body + " with seed " + seed);
            for (Object part : failure.parts())
                if (part instanceof String ours) assertFalse(ours.contains("EVIL"), () -> body + " with seed " + seed);
        }
        System.out.println("refusals: 5000 generated bodies, seed " + seed);
    }

    /** Names of 15,000 letters, one in the other: the paths of all of them would take gigabytes. */
    @Test
    void aRefusalOfMegabytesIsToldByItsBeginning() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 490; i++) body.append("{\"").append("n".repeat(15_000)).append("\":");
        body.append("\"deepest\"").append("}".repeat(490));
        HttpFailure trouble = new HttpFailure("h", "h", false, false, TOOL);
        String deep = assertTimeoutPreemptively(Duration.ofSeconds(20),
            () -> trouble.refused(400, 0, 1, Json.read(body.toString())).getMessage());
        assertEquals("Sentry refused the request (400). It does not say why.", deep);
        String wide =
            "{\"fields\":[" + "{\"a\":{}},".repeat(150_000) + "{\"name\":[\"" + "too long ".repeat(300_000) + "\"]}]}";
        String said = assertTimeoutPreemptively(Duration.ofSeconds(20),
            () -> trouble.refused(400, 0, 1, Json.read(wide)).getMessage());
        assertTrue(said.contains("fields.name: too long too long") && said.length() < 3_000, said);
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 4)) {
            case 0 -> "EVIL " + random.nextInt();
            case 1 -> random.nextInt();
            case 2 -> random.nextBoolean();
            case 3 -> "";
            case 4 -> List.of(value(random, depth - 1), value(random, depth - 1));
            default -> Map.of(List.of("detail", "message", "non_field_errors", "EVIL").get(random.nextInt(4)),
                value(random, depth - 1), "name", value(random, depth - 1));
        };
    }

    @Test
    void aPageLinkIsReadWhateverStandsAroundIt() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String letters = "<>;,=\" relnxtcursohpsu:/0";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder header = new StringBuilder();
            for (int n = random.nextInt(80); n > 0; n--)
                header.append(letters.charAt(random.nextInt(letters.length())));
            String junk = header.toString();
            String next = Links.next(junk);
            assertTrue(next == null || !next.isEmpty() && !next.contains("\""), () -> junk + " with seed " + seed);
            String plain = junk.replaceAll("[<\"]", "");
            assertEquals("0:50:0",
                Links
                    .next("<http://x/?" + plain + ">; rel=\"previous\"; results=\"true\"; cursor=\"0:0:1\", <http://x/?"
                        + plain + ">; rel=\"next\"; results=\"true\"; cursor=\"0:50:0\""),
                () -> junk + " with seed " + seed);
        }
        System.out.println("page links: 20000 generated headers, seed " + seed);
    }

    @Test
    void everySegmentSurvivesItsEncoding() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = 1 + random.nextInt(12); n > 0; n--)
                text.appendCodePoint(random.nextInt(4) == 0 ? 0x1F600 + random.nextInt(50) : random.nextInt(0x3000));
            String encoded = Links.encode(text.toString());
            assertTrue(encoded.matches("[A-Za-z0-9_.~!*'()%-]+"), () -> encoded + " with seed " + seed);
            assertEquals(text.toString(), java.net.URI.create("http://x/" + encoded).getPath().substring(1),
                () -> "seed " + seed);
        }
        System.out.println("path segments: 3000 generated, seed " + seed);
    }

    // ---------------------------------------------------------------- proxies

    @Test
    void aProxyIsAHostAPortAndPerhapsALogin() {
        assertEquals("proxy.example:3128", Proxies.of("http://proxy.example:3128", "").toString());
        assertEquals("proxy.example:80", Proxies.of("HTTP://proxy.example/", "").toString());
        assertEquals("my_proxy:8080", Proxies.of(" my_proxy:8080 ", "").toString());
        assertEquals("[::1]:3128", Proxies.of("http://[::1]:3128", "").toString());
        assertEquals("[::1]:80", Proxies.of("[::1]", "").toString());
        Proxies login = Proxies.of("http://mira:p%40s%3as@proxy:3128/", "");
        assertEquals("proxy:3128", login.toString());
        assertEquals("mira:p@s:s", login.credentials());
        assertEquals("Basic bWlyYTpwQHM6cw==", login.authorization());
        assertEquals(List.of("mira:p%40s%3as", "mira:p@s:s", "p@s:s", "bWlyYTpwQHM6cw=="), login.secrets());
        assertEquals("mira:100%", Proxies.of("http://mira:100%@proxy", "").credentials());
        assertEquals(List.of(), Proxies.of("proxy", "").secrets());
    }

    @Test
    void aMalformedProxyIsRefusedWithoutShowingIt() {
        for (String wrong : List.of("https://u:secret-1@proxy", "socks5://proxy", "http://", "http://u:secret-1@",
            "http://a b", "http://proxy:0", "http://proxy:65536", "http://proxy:", "http://proxy:x", "http://-proxy",
            "://proxy")) {
            String said = assertThrows(FailureException.class, () -> Proxies.of(wrong, ""), wrong).getMessage();
            assertTrue(said.startsWith("HTTPS_PROXY must be http://host:port or http://user:password@host:port (its "),
                said);
            assertFalse(said.contains("secret-1"), said);
        }
    }

    @Test
    void noProxyNamesHostsAndWhatIsBelowThem() {
        Proxies proxies =
            Proxies.of("proxy", "localhost,.corp.example *.lab.example  Sentry.example:9000,10.0.0.7,::1");
        TreeSet<String> covered = new TreeSet<>();
        for (String each : List.of("localhost", "a.localhost", "corp.example", "x.y.corp.example", "notcorp.example",
            "lab.example", "x.lab.example", "10.0.0.7", "10.0.0.70", "[::1]", "sentry.io", "LOCALHOST")) {
            if (proxies.covers(each, 443)) covered.add(each);
        }
        assertEquals("[10.0.0.70, notcorp.example, sentry.io]", covered.toString());
        assertFalse(proxies.covers("sentry.example", 9000));
        assertTrue(proxies.covers("sentry.example", 443));
        assertFalse(Proxies.of("proxy", "*").covers("sentry.io", 443));
        assertTrue(Proxies.of("proxy", "").covers("sentry.io", 443));
    }
}
