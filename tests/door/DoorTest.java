import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.answer.CancelledException;
import tools.answer.FailureException;
import tools.json.Json;
import tools.sentry.Sentry;
import tools.sentry.SentryCall;
import tools.sentry.SentryErrand;
import tools.sentry.Tool;
import tools.shell.Options;
import tools.shell.Reports;

/** What the door sends, what it makes of every answer, and what it never does. */
class DoorTest {
    static final String TOKEN = "sntryu_0123456789abcdef0123456789abcdef";
    @RegisterExtension static final WireMockExtension wire =
        StubSentry.empty(WireMockConfiguration.options().dynamicHttpsPort().containerThreads(40)
            .keystorePath(Certificates.GOOD.toString())
            .keystorePassword(Certificates.PASSWORD).keyManagerPassword(Certificates.PASSWORD));

    private final ThreadPoolExecutor threads = SentryMcp.pool(8);
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private final List<SentryCall> trips = new ArrayList<>();

    @AfterEach
    void close() {
        trips.forEach(SentryCall::end);
        threads.shutdownNow();
    }

    // ---------------------------------------------------------------- set up

    private SentryMcp.Door door(Map<String, String> environment, String... args) {
        Options options = Options.parse(args, environment);
        SentryMcp.Log log = new SentryMcp.Log(new PrintStream(stderr, true, StandardCharsets.UTF_8));
        log.secrets.hide(options.token());
        return new SentryMcp.Door(options, log, threads);
    }

    /** A door to the local server over plain HTTP. */
    private SentryMcp.Door door() {
        return plain("127.0.0.1:" + wire.getPort());
    }

    private SentryMcp.Door plain(String host) {
        return door(Map.of(), "--access-token", TOKEN, "--host", host, "--insecure-http");
    }

    private SentryCall trip(SentryMcp.Door door, int seconds) {
        SentryCall trip = door.open(Tool.reads("list_things", "Lists.").scopes("event:read").lasting(seconds));
        trip.begin(null);
        trips.add(trip);
        return trip;
    }

    private SentryCall trip() { return trip(door(), 20); }

    private static Sentry.Request things() { return Sentry.Request.get("organizations", "acme-labs", "things"); }

    private static void answers(ResponseDefinitionBuilder response) {
        wire.stubFor(any(anyUrl()).willReturn(response));
    }

    private static LoggedRequest only() {
        List<LoggedRequest> all = sent();
        assertEquals(1, all.size(), all::toString);
        return all.get(0);
    }

    private static List<LoggedRequest> sent() {
        return wire.getAllServeEvents().stream().map(event -> event.getRequest()).toList();
    }

    /** What the user reads when Sentry answers so. */
    private String refusal(Sentry.Request request, ResponseDefinitionBuilder response) {
        answers(response);
        return assertThrows(FailureException.class, () -> trip().send(request)).getMessage()
            .replace("127.0.0.1:" + wire.getPort(), "HOST");
    }

    private String refusal(int status, String body) {
        return refusal(things(), aResponse().withStatus(status).withHeader("Content-Type", "application/json")
            .withHeader("Retry-After", "60").withBody(body));
    }

    private static void until(BooleanSupplier done) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("it did not happen within 15 s");
            try {
                Thread.sleep(10);
            } catch (InterruptedException stop) {
                throw new AssertionError(stop);
            }
        }
    }

    // ---------------------------------------------------------------- what is sent

    @Test
    void everySegmentAndEveryQueryValueIsEncodedOnItsOwn() {
        answers(okJson("[]"));
        trip().send(Sentry.Request.get("organizations", "a/b", "issues", "é #?%2e 7")
            .with("query", "is:unresolved a+b&c=d \"x\"").with("project", List.of(1, 2)).withEven("empty", ""));
        assertEquals(
            "/api/0/organizations/a%2Fb/issues/%C3%A9%20%23%3F%252e%207/?"
                + "query=is%3Aunresolved%20a%2Bb%26c%3Dd%20%22x%22&project=1&project=2&empty=",
            only().getUrl());
    }

    @Test
    void segmentsThatAServerWouldResolveAwayAreNeverSent() {
        for (String segment : List.of("", ".", "..")) assertThrows(FailureException.class,
            () -> trip().send(Sentry.Request.get("organizations", segment, "issues")));
        assertEquals(0, sent().size());
    }

    @Test
    void aRequestCarriesTheTokenOnceAndNothingElseThatTellsOnTheUser() {
        answers(okJson("{}"));
        trip().send(things());
        LoggedRequest request = only();
        assertEquals("Bearer " + TOKEN, request.getHeader("Authorization"));
        assertEquals("sentry-mcp-jvm/" + SentryMcp.VERSION, request.getHeader("User-Agent"));
        assertEquals("application/json", request.getHeader("Accept"));
        assertEquals("[accept, accept-encoding, authorization, content-length, host, user-agent]",
            new TreeSet<>(request.getAllHeaderKeys().stream().map(String::toLowerCase).toList()).toString());
        assertFalse(request.getUrl().contains(TOKEN));
        assertEquals("", request.getBodyAsString());
    }

    @Test
    void aWriteSendsItsBodyAsJson() {
        answers(okJson("{}"));
        trip().send(Sentry.Request.put(Map.of("status", "résolu"), "organizations", "acme-labs", "issues", "7"));
        assertEquals(RequestMethod.PUT, only().getMethod());
        assertEquals("application/json", only().getHeader("Content-Type"));
        assertEquals("{\"status\":\"résolu\"}", only().getBodyAsString());
    }

    @Test
    void theSameHoldsOverTlsWithAnAuthorityOfOnesOwn() {
        answers(okJson("{\"ok\":true}"));
        SentryMcp.Door door =
            door(Map.of("SENTRY_ACCESS_TOKEN", TOKEN, "SSL_CERT_FILE", Certificates.AUTHORITY.toString()), "--host",
                "localhost:" + wire.getHttpsPort());
        assertTrue(trip(door, 20).send(things()).json().flag("ok"));
        assertEquals("https", only().getScheme());
        assertEquals("Bearer " + TOKEN, only().getHeader("Authorization"));
    }

    @Test
    void anIpv6HostIsAHost() throws IOException {
        java.net.ServerSocket socket;
        try {
            socket = new java.net.ServerSocket(0, 5, java.net.InetAddress.getByName("::1"));
        } catch (IOException none) {
            org.junit.jupiter.api.Assumptions.abort("this machine has no IPv6");
            return;
        }
        try (socket) {
            RawServer.thread(() -> {
                try (java.net.Socket client = socket.accept()) {
                    RawServer.head(client.getInputStream());
                    client.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":1}"
                            .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException gone) {
                    // the test fails on its own
                }
            });
            assertEquals(1L, trip(plain("[::1]:" + socket.getLocalPort()), 20).send(things()).json().integer("a"));
        }
    }

    @Test
    void withoutATokenNothingIsSent() {
        FailureException failure = assertThrows(FailureException.class,
            () -> trip(door(Map.of(), "--host", "127.0.0.1:" + wire.getPort(), "--insecure-http"), 20).send(things()));
        assertEquals(FailureException.Kind.TOKEN, failure.kind());
        assertTrue(failure.getMessage().startsWith(
            "This server was started without an access token. Set SENTRY_ACCESS_TOKEN in the client's configuration "
                + "(or pass --access-token) and restart it. Create one under http://127.0.0.1:"));
        assertEquals(0, sent().size());
    }

    // ---------------------------------------------------------------- what comes back

    @Test
    void thePageAfterComesFromTheLinkHeaderAndTheNumberOfRowsFromXHits() {
        answers(okJson("[1]").withHeader("Link",
            "<http://x/?cursor=0:0:1>; rel=\"previous\"; results=\"false\"; cursor=\"0:0:1\", "
                + "<http://x/?cursor=0:100:0>; rel=\"next\"; results=\"true\"; cursor=\"0:100:0\"")
            .withHeader("X-Hits", "1234"));
        Sentry.Reply reply = trip().send(things());
        assertEquals("0:100:0", reply.next());
        assertEquals(new Sentry.Hits(1234, false), reply.hits());
        assertEquals("application/json", reply.type());
    }

    @Test
    void theLastPageHasNoNextAndOddHeadersMeanNothing() {
        answers(okJson("[1]").withHeader("Link", "<http://x/>; rel=\"next\"; results=\"false\"; cursor=\"0:100:0\"")
            .withHeader("X-Hits", "many"));
        Sentry.Reply reply = trip().send(things());
        assertNull(reply.next());
        assertNull(reply.hits());
    }

    @Test
    void aPackedAnswerIsUnpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (java.util.zip.GZIPOutputStream out = new java.util.zip.GZIPOutputStream(packed)) {
            out.write(("{\"text\":\"" + "é".repeat(5_000) + "\"}").getBytes(StandardCharsets.UTF_8));
        }
        try (RawServer server = new RawServer((socket, head) -> {
            socket.getOutputStream().write(
                ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: "
                    + packed.size() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(packed.toByteArray());
        })) {
            assertEquals("é".repeat(5_000), trip(plain(server.host()), 20).send(things()).json().text("text"));
            assertTrue(server.heads.get(0).contains("Accept-Encoding: gzip\r\n"));
        }
    }

    @Test
    void noContentIsAnAnswerWithoutJson() {
        answers(aResponse().withStatus(204));
        Sentry.Reply reply = trip().send(Sentry.Request.delete("organizations", "acme-labs", "things", "7"));
        assertFalse(reply.json().present());
        assertEquals(204, reply.status());
        answers(aResponse().withStatus(202));
        assertEquals(202, trip().send(Sentry.Request.put(Map.of(), "things")).status());
        answers(aResponse().withStatus(200));
        assertEquals(200, trip().send(Sentry.Request.put(Map.of(), "things")).status());
    }

    @Test
    void anythingMayBeAskedForAsBytesUpToABound() {
        answers(aResponse().withHeader("Content-Type", "image/png").withBody(new byte[] {1, 2, 3}));
        Sentry.Reply reply = trip().send(things().raw(3));
        assertArrayEquals(new byte[] {1, 2, 3}, reply.bytes());
        assertEquals("image/png", reply.type());
        assertEquals(
            "The answer of HOST is larger than 2 kB. Ask for less: a smaller limit, a shorter period, a narrower "
                + "query.",
            refusal(things().raw(2_048), aResponse().withBody(new byte[2_049])));
    }

    @Test
    void anEchoedTokenIsCutOutBeforeAnybodySeesIt() {
        answers(okJson("{\"message\":\"got " + TOKEN + " from you\"}"));
        assertEquals("got [redacted] from you", trip().send(things()).json().text("message"));
        assertArrayEquals("[redacted]".getBytes(StandardCharsets.US_ASCII), sentRaw(TOKEN));
        assertEquals("Sentry refused the request (400). It says: [redacted]é",
            refusal(400, "{\"detail\":\"" + TOKEN + "é\"}"));
    }

    private byte[] sentRaw(String body) {
        answers(aResponse().withBody(body));
        return trip().send(things().raw(100)).bytes();
    }

    // ---------------------------------------------------------------- refusals, word for word

    @Test
    void everyRefusalSaysWhatHappenedAndWhatToDo() {
        assertEquals(
            "Sentry at HOST does not accept the access token (401). It may have expired, have been revoked, or "
                + "belong to another Sentry. Set a new one in SENTRY_ACCESS_TOKEN. It says: Invalid token",
            refusal(401, "{\"detail\":\"Invalid token\"}"));
        assertEquals(
            "Sentry did not permit this (403). list_things needs a token with event:read, whose user can see what "
                + "you asked for. It says: You do not have permission to perform this action.",
            refusal(403, "{\"detail\":\"You do not have permission to perform this action.\"}"));
        assertEquals(
            "The organization wants its members to sign in by single sign-on (403): sign in to it at HOST in a "
                + "browser, with the account that the token belongs to. The token is not at fault; a new one does not "
                + "help. It says: Must login via SSO",
            refusal(403,
                "{\"detail\":{\"code\":\"sso-required\",\"message\":\"Must login via "
                    + "SSO\",\"extra\":{\"loginUrl\":\"/auth/login/\"}}}"));
        assertEquals(
            "Sentry has nothing of that name, or the token cannot see it (404). It says: The requested resource does "
                + "not exist",
            refusal(404, "{\"detail\":\"The requested resource does not exist\"}"));
        assertEquals("Sentry refused the request (400). It says: Invalid query",
            refusal(400, "{\"detail\":\"Invalid query\"}"));
        assertEquals(
            "Sentry refused the request (400). It says: name: This field is required.; slug: Too long.; slug: Bad.; "
                + "options.level: No.",
            refusal(400,
                "{\"name\":[\"This field is required.\"],\"slug\":[\"Too "
                    + "long.\",\"Bad.\"],\"options\":{\"level\":[\"No.\"]}}"));
        assertEquals("Sentry refused the request (400). It says: Pick one.; more",
            refusal(400, "{\"non_field_errors\":[\"Pick one.\"],\"detail\":[\"more\"]}"));
        assertEquals("Sentry refused the request (400). It does not say why.", refusal(400, ""));
        assertEquals("Sentry refused the request (400). It says: just text", refusal(400, "\"just text\""));
        assertEquals("This conflicts with what Sentry has already (409). It says: slug: taken",
            refusal(409, "{\"slug\":\"taken\"}"));
        assertEquals("Sentry refused the request (422). It says: no", refusal(422, "{\"detail\":\"no\"}"));
        assertEquals("Sentry asks for fewer requests (429). Try again in 60 s. It says: Slow down",
            refusal(429, "{\"detail\":\"Slow down\"}"));
        assertEquals("HOST failed with an error of its own (500). Try again later. It says: Internal Error",
            refusal(500, "{\"detail\":\"Internal Error\"}"));
        assertEquals("HOST failed with an error of its own (503). Try again later.", refusal(503, "<html>busy</html>"));
        assertEquals("HOST answered with a status that makes no sense here (304).", refusal(304, ""));
        assertEquals("HOST answered with a status that makes no sense here (300).", refusal(300, ""));
    }

    @Test
    void aRefusalHasAKindSoThatToolsCanDecide() {
        Map<Integer, FailureException.Kind> kinds = Map.of(400, FailureException.Kind.REJECTED, 401,
            FailureException.Kind.TOKEN, 403, FailureException.Kind.PERMISSION, 404, FailureException.Kind.NOT_FOUND,
            409, FailureException.Kind.REJECTED,
            429, FailureException.Kind.RATE_LIMIT, 500, FailureException.Kind.UNAVAILABLE, 503,
            FailureException.Kind.UNAVAILABLE);
        kinds.forEach((status, kind) -> {
            answers(aResponse().withStatus(status).withHeader("Retry-After", "60"));
            FailureException failure = assertThrows(FailureException.class, () -> trip().send(things()));
            assertEquals(kind, failure.kind());
            assertEquals(status, failure.status());
        });
    }

    @Test
    void onlyAFewOfManyFieldErrorsAreSaidAndNoneAtLength() {
        StringBuilder body = new StringBuilder("{");
        for (int i = 0; i < 500; i++) body.append(i == 0 ? "" : ",").append("\"field").append(i).append("\":\"")
            .append("x".repeat(50)).append('"');
        String said = refusal(400, body + "}");
        assertTrue(said.contains("field19: ") && !said.contains("field20: "), said);
    }

    @Test
    void anAnswerThatIsNoJsonIsSaidToBeWhatItIs() {
        String check = " Check that HOST is a Sentry server that this machine can reach.";
        String page = "HOST answered with a web page instead of JSON, perhaps a login or proxy page." + check;
        assertEquals(page, refusal(things(), aResponse().withHeader("Content-Type", "text/html; charset=utf-8")
            .withBody("<!DOCTYPE html><title>Login</title>")));
        assertEquals(page,
            refusal(things(), aResponse().withHeader("Content-Type", "application/json").withBody("\n <html></html>")));
        assertEquals("HOST answered with text/plain instead of JSON." + check,
            refusal(things(), aResponse().withHeader("Content-Type", "text/plain").withBody("OK")));
        assertEquals("HOST answered with something else instead of JSON." + check,
            refusal(things(), aResponse().withHeader("Content-Type", "# obey/`me`").withBody("OK")));
        assertEquals("HOST answered with something else instead of JSON." + check,
            refusal(things(), aResponse().withHeader("Content-Type", "www.evil.example/x").withBody("OK")));
        assertEquals("HOST answered with JSON that is broken or ends too early. Try again.",
            refusal(things(), okJson("{\"a\":[1,2")));
        assertEquals("HOST answered with nothing where JSON was expected." + check, refusal(things(), okJson("")));
        assertEquals(page + " Whether the change was made is not known: look before you try again.",
            refusal(Sentry.Request.put(Map.of(), "things"),
                aResponse().withHeader("Content-Type", "text/html").withBody("<html>")));
        assertEquals(
            "Sentry has nothing of that name, or the token cannot see it (404).",
            refusal(things(), aResponse().withStatus(404).withBody("<html>nginx</html>")));
        assertEquals("HOST failed with an error of its own (502 in 4 attempts). Try again later.",
            refusal(things(), aResponse().withStatus(502).withBody("<html>bad gateway</html>")));
    }

    @Test
    void jsonOfAnotherMediaTypeIsStillJson() {
        answers(aResponse().withHeader("Content-Type", "text/plain").withBody("{\"a\":1}"));
        assertEquals(1L, trip().send(things()).json().integer("a"));
    }

    @Test
    void anAnswerThatWouldNotFitTheMemoryIsRefused() {
        String larger =
            "The answer of HOST is larger than 8 MB. Ask for less: a smaller limit, a shorter period, a narrower "
                + "query.";
        assertEquals(larger, refusal(things(), okJson("[\"" + "x".repeat(SentryErrand.LARGEST) + "\"]")));
        assertEquals(larger, refusal(things(), okJson("[" + "{},".repeat(500_001) + "{}]")));
        assertEquals(larger, refusal(things(), okJson("[".repeat(501) + "]".repeat(501))));
    }

    /** What an attempt or a call has read is given back: large answers one after the other always fit. */
    @Test
    void largeAnswersOneAfterTheOtherAlwaysFit() {
        String body = "[\"" + "x".repeat(7 << 20) + "\"]";
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
            + body.length() + "\r\n\r\n";
        try (RawServer server = new RawServer(null)) {
            SentryMcp.Door door = plain(server.host());
            server.behave(
                (socket, request) -> (server.heads.size() <= 3 ? RawServer.resets(head + body.substring(0, 5 << 20))
                    : RawServer.says(head + body)).serve(socket, request));
            for (int i = 0; i < 4; i++) {
                SentryCall trip = trip(door, 30);
                assertEquals(7 << 20, trip.send(things()).json().item(0).text().length());
                trip.end();
            }
            assertEquals(7, server.heads.size());
        }
    }

    // ---------------------------------------------------------------- retries

    @Test
    void aGetIsTriedAgainAfterWhatPasses() {
        for (int status : List.of(429, 502, 503, 504)) {
            wire.resetAll();
            thenGood(aResponse().withStatus(status));
            assertTrue(trip().send(things()).json().flag("ok"), () -> "after " + status);
            assertEquals(2, sent().size());
        }
    }

    @Test
    void aGetIsTriedAgainAfterAReset() {
        for (Fault fault : Fault.values()) {
            // see the hostile network
            if (fault == Fault.MALFORMED_RESPONSE_CHUNK || fault == Fault.RANDOM_DATA_THEN_CLOSE) continue;
            wire.resetAll();
            thenGood(aResponse().withFault(fault));
            assertTrue(trip().send(things()).json().flag("ok"), () -> "after " + fault);
        }
    }

    private static void thenGood(ResponseDefinitionBuilder first) {
        wire.stubFor(get(anyUrl()).inScenario("once").whenScenarioStateIs(Scenario.STARTED).willReturn(first)
            .willSetStateTo("good"));
        wire.stubFor(get(anyUrl()).inScenario("once").whenScenarioStateIs("good").willReturn(okJson("{\"ok\":true}")));
    }

    @Test
    void aGetIsTriedFourTimesAndNotAgain() {
        assertEquals("HOST failed with an error of its own (503 in 4 attempts). Try again later.",
            refusal(things(), aResponse().withStatus(503)));
        assertEquals(4, sent().size());
    }

    @Test
    void whatDoesNotPassIsTriedOnce() {
        for (int status : List.of(400, 401, 403, 404, 409, 500, 501)) {
            wire.resetAll();
            refusal(status, "{}");
            assertEquals(1, sent().size(), () -> "after " + status);
        }
    }

    /** The wait that Sentry asks for is kept, to the second; the next attempt is not made before it is over. */
    @Test
    void theWaitThatSentryAsksForIsKept() {
        Instant soon = Instant.now().plusSeconds(3);
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(soon.atZone(ZoneOffset.UTC));
        List<ResponseDefinitionBuilder> waits = List.of(aResponse().withStatus(429).withHeader("Retry-After", "1"),
            aResponse().withStatus(503).withHeader("Retry-After", date),
            aResponse().withStatus(429).withHeader("X-Sentry-Rate-Limit-Reset",
                String.valueOf(Instant.now().plusSeconds(5).getEpochSecond())));
        for (ResponseDefinitionBuilder each : waits) {
            wire.resetAll();
            thenGood(each);
            long before = System.nanoTime();
            trip().send(things());
            assertEquals(2, sent().size());
            assertTrue(System.nanoTime() - before >= 900_000_000L, "it did not wait");
        }
    }

    @Test
    void aWaitThatDoesNotFitTheDeadlineIsSaidInsteadOfWaited() {
        String later =
            DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.now().plusSeconds(3_600).atZone(ZoneOffset.UTC));
        assertEquals("Sentry asks for fewer requests (429). Try again in 60 s.", refusal(429, ""));
        assertTrue(refusal(things(), aResponse().withStatus(429).withHeader("Retry-After", later))
            .matches("Sentry asks for fewer requests \\(429\\)\\. Try again in 3[56][0-9]{2} s\\."));
        assertTrue(refusal(things(),
            aResponse().withStatus(429).withHeader("X-Sentry-Rate-Limit-Reset",
                String.valueOf(Instant.now().plusSeconds(300).getEpochSecond())))
            .matches("Sentry asks for fewer requests \\(429\\)\\. Try again in (29[0-9]|300) s\\."));
        assertEquals(3, sent().size());
    }

    @Test
    void aWriteIsSentExactlyOnceWhateverHappens() {
        String unknown = " Whether the change was made is not known: look before you try again.";
        Map<ResponseDefinitionBuilder, String> faults = Map.of(
            aResponse().withStatus(429).withHeader("Retry-After", "1"),
            "Sentry asks for fewer requests (429). Nothing was changed. Try again in 1 s.",
            aResponse().withStatus(503), "HOST failed with an error of its own (503)." + unknown,
            aResponse().withStatus(500), "HOST failed with an error of its own (500)." + unknown,
            aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), "The connection to HOST broke off." + unknown,
            aResponse().withFault(Fault.EMPTY_RESPONSE), "The connection to HOST broke off." + unknown,
            aResponse().withFixedDelay(5_000), "HOST did not answer in full within 1 s." + unknown);
        List<Sentry.Request> writes = List.of(Sentry.Request.post(Map.of("a", 1), "things"),
            Sentry.Request.put(Map.of("a", 1), "things"), Sentry.Request.delete("things"));
        faults.forEach((fault, words) -> {
            for (Sentry.Request write : writes) {
                wire.resetAll();
                SentryMcp.Door door = door();
                wire.stubFor(any(anyUrl()).willReturn(fault));
                wire.stubFor(get(urlEqualTo("/api/0/first/")).willReturn(okJson("{}")));
                // so that the write meets a connection that has served before
                trip(door, 20).send(Sentry.Request.get("first"));
                FailureException failure = assertThrows(FailureException.class, () -> trip(door, 1).send(write));
                assertEquals(words, failure.getMessage().replace("127.0.0.1:" + wire.getPort(), "HOST"));
                assertEquals(2, sent().size(), () -> write.method() + " " + words);
            }
        });
    }

    // ---------------------------------------------------------------- time and cancellation

    @Test
    void atMostFiveRequestsAreUnderWayAtOnce() throws Exception {
        try (RawServer server = new RawServer(null)) {
            server.behave(server.stalls(""));
            SentryMcp.Door door = plain(server.host());
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++)
                calls.add(CompletableFuture.runAsync(() -> trip(door, 30).send(things()), threads));
            until(() -> server.open.get() == 5);
            Thread.sleep(300);
            assertEquals(5, server.open.get());
            server.behave(RawServer.says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
            for (SentryCall trip : List.copyOf(trips).subList(0, 5)) trip.cancel();
        }
    }

    @Test
    void aCancelledCallClosesItsConnectionAndFreesItsSlot() throws Exception {
        for (String beginning : List.of("", "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"a\":")) {
            try (RawServer server = new RawServer(null)) {
                server.behave(server.stalls(beginning));
                SentryMcp.Door door = plain(server.host());
                List<SentryCall> five = new ArrayList<>();
                List<CompletableFuture<CancelledException>> calls = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    SentryCall trip = trip(door, 30);
                    five.add(trip);
                    calls.add(CompletableFuture
                        .supplyAsync(() -> assertThrows(CancelledException.class, () -> trip.send(things())), threads));
                }
                until(() -> server.open.get() == 5);
                five.forEach(SentryCall::cancel);
                for (CompletableFuture<CancelledException> call : calls) call.get(5, TimeUnit.SECONDS);
                until(() -> server.open.get() == 0);
                server.behave(RawServer.says("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"ok\":true}"));
                assertTrue(trip(door, 5).send(things()).json().flag("ok"));
                assertEquals(6, server.heads.size());
            }
        }
    }

    @Test
    void aCancelledWaitEndsAtOnce() throws Exception {
        answers(aResponse().withStatus(503).withHeader("Retry-After", "15"));
        SentryCall trip = trip(door(), 60);
        CompletableFuture<CancelledException> call = CompletableFuture
            .supplyAsync(() -> assertThrows(CancelledException.class, () -> trip.send(things())), threads);
        until(() -> sent().size() == 1);
        trip.cancel();
        call.get(5, TimeUnit.SECONDS);
        assertEquals(1, sent().size());
    }

    @Test
    void whatAnEndedCallHadNotYetStartedIsNeverSent() {
        answers(okJson("{}"));
        SentryCall trip = trip();
        trip.end();
        Sentry.Later late = trip.start(things());
        assertThrows(CancelledException.class, late::reply);
        assertEquals(0, sent().size());
    }

    @Test
    void severalGetsRunSideBySide() {
        answers(okJson("{\"ok\":true}").withFixedDelay(500));
        SentryCall trip = trip();
        List<Sentry.Later> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) all.add(trip.start(Sentry.Request.get("things", String.valueOf(i))));
        until(() -> sent().size() == 4);
        for (Sentry.Later each : all) assertTrue(each.reply().json().flag("ok"));
    }

    @Test
    void theDeadlineCoversTheHeadAndTheBody() {
        for (String beginning : List.of("", "HTTP/1.1 200 OK\r\nContent-",
            "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"a\":")) {
            try (RawServer server = new RawServer(null)) {
                server.behave(server.stalls(beginning));
                FailureException failure =
                    assertThrows(FailureException.class, () -> trip(plain(server.host()), 1).send(things()));
                assertEquals(server.host()
                    + " did not answer in full within 1 s. Try again, or ask for less: a shorter period, a narrower "
                    + "query.",
                    failure.getMessage());
                until(() -> server.open.get() == 0);
                assertEquals(1, server.heads.size());
            }
        }
    }

    @Test
    void aRetryThatDoesNotFitTheDeadlineIsNotMade() {
        answers(aResponse().withStatus(503));
        assertEquals("127.0.0.1:" + wire.getPort() + " failed with an error of its own (503). Try again later.",
            assertThrows(FailureException.class, () -> trip(door(), 1).send(things())).getMessage());
        assertEquals(1, sent().size());
    }

    // ---------------------------------------------------------------- redirects

    private static ResponseDefinitionBuilder to(int status, String location) {
        return aResponse().withStatus(status).withHeader("Location", location).withBody("{\"detail\":{}}");
    }

    @Test
    void aMovedProjectIsFollowedOnItsOwnHost() {
        for (String location : List.of("/api/0/projects/acme-labs/new-name/",
            "http://127.0.0.1:" + wire.getPort() + "/api/0/projects/acme-labs/new-name/", "../new-name/")) {
            wire.resetAll();
            wire.stubFor(any(urlEqualTo("/api/0/projects/acme-labs/old-name/")).willReturn(to(302, location)));
            wire.stubFor(
                any(urlEqualTo("/api/0/projects/acme-labs/new-name/")).willReturn(okJson("{\"slug\":\"new-name\"}")));
            assertEquals("new-name",
                trip().send(Sentry.Request.get("projects", "acme-labs", "old-name")).json().text("slug"));
            assertEquals(2, sent().size());
        }
    }

    @Test
    void aWriteIsNotRepeatedAtANewAddress() {
        FailureException failure = assertThrows(FailureException.class, () -> {
            answers(to(302, "/api/0/projects/acme-labs/new-name/"));
            trip().send(Sentry.Request.put(Map.of("a", 1), "projects", "acme-labs", "old-name"));
        });
        assertEquals("Nothing was changed: what you named has moved to http://127.0.0.1:" + wire.getPort()
            + "/api/0/projects/acme-labs/new-name/. Call again with the new name.", failure.getMessage());
        assertEquals(1, sent().size());
    }

    @Test
    void atMostThreeRedirectsAreFollowed() {
        assertEquals("HOST redirected more than 3 times, last to http://HOST/api/0/again/.",
            refusal(things(), to(307, "/api/0/again/")));
        assertEquals(4, sent().size());
    }

    @Test
    void aRedirectToAnotherPlaceIsNamedAndNotFollowed() {
        try (RawServer elsewhere = new RawServer(RawServer.says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"))) {
            for (String target : List.of("https://127.0.0.1:" + wire.getPort() + "/api/0/x/",
                "http://localhost:" + wire.getPort() + "/", "http://" + elsewhere.host() + "/", "//evil.example/",
                "http://user@127.0.0.1:" + wire.getPort() + "/", "file:///etc/passwd", "http:///",
                "javascript:alert(1)",
                "http://127.0.0.1.evil.example/")) {
                String said = refusal(things(), to(302, target));
                String named =
                    (target.startsWith("//") ? "http:" + target : target).replace("127.0.0.1:" + wire.getPort(),
                        "HOST");
                assertEquals("HOST redirected to " + named
                    + ", which is another place. It was not followed, so that the token stays with HOST. If Sentry "
                    + "has moved, configure its new host.",
                    said);
            }
            assertEquals(0, elsewhere.heads.size());
        }
        assertEquals(
            "HOST redirected to http://[broken, which is another place. It was not followed, so that the token stays "
                + "with HOST. If Sentry has moved, configure its new host.",
            refusal(things(), to(302, "http://[broken")));
        assertEquals("HOST redirected (302) without saying where to.", refusal(things(), aResponse().withStatus(302)));
    }

    // ---------------------------------------------------------------- the way there

    @Test
    void aHostThatDoesNotAnswerIsSaidToBeWhatItIs() throws IOException {
        int free;
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertEquals("127.0.0.1:" + free + " refuses connections. Check the host and the port.",
            assertThrows(FailureException.class, () -> trip(plain("127.0.0.1:" + free), 20).send(things()))
                .getMessage());
        assertEquals(
            "The name sentry.invalid cannot be resolved. Check SENTRY_HOST or --host, and this machine's network.",
            assertThrows(FailureException.class, () -> trip(plain("sentry.invalid"), 20).send(things())).getMessage());
    }

    @Test
    void aCertificateFileThatCannotBeUsedIsSaidWhereItMatters() throws IOException {
        java.nio.file.Path empty = java.nio.file.Files.createTempFile("no", ".pem");
        Map<String, String> files =
            Map.of("/nowhere/ca.pem", "it cannot be read", empty.toString(), "it holds no certificates in PEM form",
                Fixtures.CHECKOUT.resolve("SentryMcp.java").toString(), "it holds no certificates in PEM form");
        for (Map.Entry<String, String> file : files.entrySet()) {
            stderr.reset();
            SentryMcp.Door door = door(Map.of("SENTRY_ACCESS_TOKEN", TOKEN, "SSL_CERT_FILE", file.getKey()), "--host",
                "127.0.0.1:" + wire.getHttpsPort());
            String why = "SSL_CERT_FILE is set, but is not used: " + file.getValue() + ".";
            assertEquals("127.0.0.1:" + wire.getHttpsPort()
                + " cannot be trusted: its certificate comes from an authority that this machine does not know. " + why,
                assertThrows(FailureException.class, () -> trip(door, 20).send(things())).getMessage());
            assertEquals("sentry-mcp: " + why, stderr.toString(StandardCharsets.UTF_8).strip());
        }
        java.nio.file.Files.delete(empty);
    }

    // ---------------------------------------------------------------- regions

    /** sentry.io and its regions, all played by the local server at the end of a proxy's tunnels. */
    private Set<String> hostsAsked() {
        return new TreeSet<>(
            sent().stream().map(request -> request.getHeader("Host") + " " + request.getUrl()).toList());
    }

    private SentryMcp.Door saas(ConnectProxy proxy, String... args) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        return door(Map.of("SENTRY_ACCESS_TOKEN", TOKEN, "SSL_CERT_FILE", Certificates.AUTHORITY.toString(),
            "HTTPS_PROXY", proxy.url()), all.toArray(String[]::new));
    }

    private static void organization(String slug, String regionUrl) {
        wire.stubFor(get(urlEqualTo("/api/0/organizations/" + slug + "/?detailed=0"))
            .willReturn(okJson("{\"slug\":\"" + slug + "\",\"links\":{\"organizationUrl\":\"https://" + slug
                + ".sentry.io\",\"regionUrl\":\"" + regionUrl + "\"}}")));
    }

    @Test
    void anOrganizationsRegionIsLearntOnceAndRemembered() {
        try (ConnectProxy proxy = new ConnectProxy(wire.getHttpsPort(), null)) {
            answers(okJson("[]"));
            organization("acme-labs", "https://de.sentry.io");
            organization("other", "https://us2.sentry.io/");
            SentryMcp.Door door = saas(proxy);
            trip(door, 20).send(things());
            trip(door, 20).send(Sentry.Request.get("projects", "acme-labs", "checkout-api"));
            trip(door, 20).send(Sentry.Request.get("teams", "other", "payments"));
            assertEquals(
                Set.of("sentry.io /api/0/organizations/acme-labs/?detailed=0",
                    "de.sentry.io /api/0/organizations/acme-labs/things/",
                    "de.sentry.io /api/0/projects/acme-labs/checkout-api/",
                    "sentry.io /api/0/organizations/other/?detailed=0", "us2.sentry.io /api/0/teams/other/payments/"),
                hostsAsked());
            assertEquals(5, sent().size());
            assertEquals(List.of("de.sentry.io:443", "sentry.io:443", "us2.sentry.io:443"), proxy.hosts());
        }
    }

    @Test
    void requestsSideBySideLearnARegionOnce() {
        try (ConnectProxy proxy = new ConnectProxy(wire.getHttpsPort(), null)) {
            answers(okJson("[]"));
            organization("acme-labs", "https://de.sentry.io");
            SentryCall trip = trip(saas(proxy), 20);
            List<Sentry.Later> all = new ArrayList<>();
            for (int i = 0; i < 4; i++)
                all.add(trip.start(Sentry.Request.get("organizations", "acme-labs", "things", String.valueOf(i))));
            all.forEach(Sentry.Later::reply);
            assertEquals(5, sent().size());
        }
    }

    /** Callers that failed together do not come back together. */
    @Test
    void aWaitBeforeTryingAgainIsUpToHalfLongerByChance() {
        for (int attempt = 1; attempt <= 3; attempt++) {
            long least = 300L << attempt - 1;
            Set<Long> waits = new TreeSet<>();
            for (int i = 0; i < 500; i++) waits.add(SentryMcp.Door.backoff(attempt));
            waits.forEach(wait -> assertTrue(wait >= least && wait <= least * 3 / 2, () -> wait + " ms"));
            assertTrue(waits.size() > 20, waits::toString);
        }
    }

    @Test
    void aRegionThatIsNotSentrysIsNeverCalled() {
        List<String> urls = List.of("https://evil.example", "https://sentry.io.evil.example", "https://evilsentry.io",
            "http://de.sentry.io", "https://de.sentry.io:8443", "https://user@de.sentry.io",
            "https://de.sentry.io@evil.example", "https://de.sentry.io/evil", "https://127.0.0.1",
            "https://de.sentry.io#.evil.example", "https://de.sentry.io\\\\.evil.example", "", "//de.sentry.io");
        for (String url : urls) {
            wire.resetAll();
            try (ConnectProxy proxy = new ConnectProxy(wire.getHttpsPort(), null)) {
                answers(okJson("[]"));
                organization("acme-labs", url);
                wire.stubFor(get(urlEqualTo("/api/0/users/me/regions/"))
                    .willReturn(okJson("{\"regions\":[{\"name\":\"x\",\"url\":\"" + url
                        + "\"},{\"name\":\"us\",\"url\":\"https://us.sentry.io\"}]}")));
                SentryCall trip = trip(saas(proxy), 20);
                trip.send(things());
                assertEquals(List.of("https://us.sentry.io"), trip.regions(), url);
                assertThrows(IllegalArgumentException.class,
                    () -> trip.send(Sentry.Request.get("organizations").in(url)));
                assertEquals(List.of("sentry.io:443"), proxy.hosts(), url);
            }
        }
    }

    @Test
    void organizationsAreAskedForInEveryRegion() {
        try (ConnectProxy proxy = new ConnectProxy(wire.getHttpsPort(), null)) {
            answers(okJson("[]"));
            wire.stubFor(get(urlEqualTo("/api/0/users/me/regions/")).willReturn(okJson(
                "{\"regions\":[{\"name\":\"us\",\"url\":\"https://us.sentry.io\"},{\"name\":\"de\",\"url\":\"https://"
                    + "de.sentry.io\"}]}")));
            McpClient client = McpClient.pipes(Map.of("SENTRY_ACCESS_TOKEN", TOKEN, "SSL_CERT_FILE",
                Certificates.AUTHORITY.toString(), "HTTPS_PROXY", proxy.url())).initialize("2025-11-25");
            assertEquals("# Organizations\n\n## Organizations\nThe token can see no organization.",
                client.text("find_organizations", Map.of()).replaceAll("\n\n+", "\n\n"));
            assertEquals(Set.of("sentry.io /api/0/users/me/regions/", "us.sentry.io /api/0/organizations/?per_page=100",
                "de.sentry.io /api/0/organizations/?per_page=100"), hostsAsked());
            client.close();
        }
    }

    @Test
    void whatAGateWantsIsShownToTheConfiguredHostAndToNoRegion() {
        try (ConnectProxy proxy = new ConnectProxy(wire.getHttpsPort(), null)) {
            answers(okJson("[]"));
            wire.stubFor(get(urlEqualTo("/api/0/users/me/regions/"))
                .willReturn(okJson("{\"regions\":[{\"name\":\"de\",\"url\":\"https://de.sentry.io\"}]}")));
            McpClient client = McpClient.pipes(Map.of("SENTRY_ACCESS_TOKEN", TOKEN, "SSL_CERT_FILE",
                Certificates.AUTHORITY.toString(), "HTTPS_PROXY", proxy.url(), "SENTRY_HEADERS",
                "X-Gate: open-sesame-open")).initialize("2025-11-25");
            client.text("find_organizations", Map.of());
            client.close();
            assertEquals(Set.of("sentry.io true", "de.sentry.io false"),
                wire.getAllServeEvents().stream().map(each -> each.getRequest().getHost() + " "
                    + each.getRequest().containsHeader("X-Gate")).collect(java.util.stream.Collectors.toSet()));
        }
    }

    @Test
    void aTokenThatHasNoUserHasOneRegion() {
        for (int status : List.of(403, 404)) {
            try (ConnectProxy proxy = new ConnectProxy(wire.getHttpsPort(), null)) {
                answers(aResponse().withStatus(status));
                assertEquals(List.of("https://sentry.io"), trip(saas(proxy), 20).regions());
            }
        }
    }

    @Test
    void anOrganizationThatSentryDoesNotShowIsAskedForAtSentryItself() {
        try (ConnectProxy proxy = new ConnectProxy(wire.getHttpsPort(), null)) {
            answers(okJson("[]"));
            wire.stubFor(
                get(urlEqualTo("/api/0/organizations/acme-labs/?detailed=0")).willReturn(aResponse().withStatus(403)));
            trip(saas(proxy), 20).send(things());
            assertEquals(Set.of("sentry.io /api/0/organizations/acme-labs/?detailed=0",
                "sentry.io /api/0/organizations/acme-labs/things/"), hostsAsked());
        }
    }

    @Test
    void selfHostedNeverLeavesItsHost() {
        answers(okJson(
            "{\"links\":{\"regionUrl\":\"https://de.sentry.io\"},\"regions\":[{\"url\":\"https://us.sentry.io\"}]}"));
        SentryCall trip = trip();
        trip.send(things());
        assertEquals(List.of("http://127.0.0.1:" + wire.getPort()), trip.regions());
        assertEquals("/api/0/organizations/acme-labs/things/", only().getUrl());
    }

    // ---------------------------------------------------------------- proxies

    @Test
    void aProxysPasswordGoesToTheProxyAndNoFurther() {
        String basic =
            "Basic " + java.util.Base64.getEncoder().encodeToString("mira:p@ss:wörd".getBytes(StandardCharsets.UTF_8));
        try (ConnectProxy proxy = new ConnectProxy(wire.getHttpsPort(), basic)) {
            answers(okJson("{}"));
            String url = proxy.url().replace("://", "://mira:p%40ss:w%C3%B6rd@");
            SentryMcp.Door door = door(Map.of("SENTRY_ACCESS_TOKEN", TOKEN, "SSL_CERT_FILE",
                Certificates.AUTHORITY.toString(), "https_proxy", url), "--host", "localhost:" + wire.getHttpsPort());
            trip(door, 20).send(things());
            assertTrue(proxy.heads().get(0).contains("Proxy-Authorization: " + basic));
            assertFalse(String.join("", proxy.heads()).contains("Authorization: Bearer"));
            assertNull(only().getHeader("Proxy-Authorization"));
        }
    }

    @Test
    void aHostInNoProxyIsReachedDirectly() {
        try (ConnectProxy proxy = new ConnectProxy(wire.getHttpsPort(), null)) {
            answers(okJson("{}"));
            SentryMcp.Door door = door(
                Map.of("SENTRY_ACCESS_TOKEN", TOKEN, "SSL_CERT_FILE", Certificates.AUTHORITY.toString(), "HTTPS_PROXY",
                    proxy.url().replace("://", "://u:secret@"), "NO_PROXY", "example.com, localhost"),
                "--host", "localhost:" + wire.getHttpsPort());
            trip(door, 20).send(things());
            assertEquals(List.of(), proxy.heads());
            assertNull(only().getHeader("Proxy-Authorization"));
        }
    }

    @Test
    void plainHttpToOnesOwnServerGoesThroughNoProxy() {
        try (ConnectProxy proxy = new ConnectProxy(wire.getPort(), null)) {
            answers(okJson("{}"));
            trip(door(Map.of("SENTRY_ACCESS_TOKEN", TOKEN, "HTTPS_PROXY", proxy.url()), "--host",
                "127.0.0.1:" + wire.getPort(), "--insecure-http"), 20).send(things());
            assertEquals(List.of(), proxy.heads());
        }
    }

    // ---------------------------------------------------------------- the log

    @Test
    void whatTheLogHidesIsHiddenEverywhere() {
        SentryMcp.Log log = new SentryMcp.Log(new PrintStream(stderr, true, StandardCharsets.UTF_8));
        log.secrets.hide(TOKEN);
        log.secrets.hide("short");
        log.secrets.hide(null);
        log.say("token " + TOKEN + " and\nshort\u001b[31m words");
        assertEquals("sentry-mcp: token [redacted] and short[31m words",
            stderr.toString(StandardCharsets.UTF_8).strip());
        stderr.reset();
        log.say(Reports.line("a call failed", new IllegalStateException("about " + TOKEN)));
        assertTrue(stderr.toString(StandardCharsets.UTF_8)
            .startsWith("sentry-mcp: a call failed: java.lang.IllegalStateException < DoorTest."));
    }

    // ---------------------------------------------------------------- work on an answer

    /** The answer is there, and so is the work on it: both belong to the call. */
    @Test
    void workOnAnAnswerEndsWithItsCall() throws InterruptedException {
        answers(aResponse().withHeader("Content-Type", "application/json")
            .withBody("[" + "{\"id\":\"1\"},".repeat(5_000) + "{}]"));
        SentryCall cancelled = trip();
        Json things = cancelled.send(things()).json();
        assertEquals(5_001, things.list().size());
        cancelled.cancel();
        assertThrows(CancelledException.class, things::list);
        SentryCall late = trip(door(), 2);
        Json others = late.send(things()).json();
        Thread.sleep(2_100);
        assertEquals("The call took longer than its 2 s. Try again, or ask for less.",
            assertThrows(FailureException.class, others::list).getMessage());
    }

    /** Two answers of a megabyte, each a tree that takes the memory of ten; there is room for one. */
    @Test
    void valuesAreCountedAndNotOnlyBytes() {
        answers(
            aResponse().withHeader("Content-Type", "application/json").withBody("[" + "[],".repeat(330_000) + "0]"));
        SentryMcp.Door door = door();
        SentryCall first = trip(door, 20);
        assertEquals(330_001, first.send(things()).json().size());
        String crowded = assertThrows(FailureException.class, () -> trip(door, 3).send(things())).getMessage();
        assertTrue(crowded.contains("does not fit the memory"), crowded);
        first.end();
        assertEquals(330_001, trip(door, 20).send(things()).json().size());
    }
}
