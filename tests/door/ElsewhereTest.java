import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.answer.CancelledException;
import tools.answer.FailureException;
import tools.json.Json;
import tools.sentry.SentryCall;
import tools.sentry.Tool;
import tools.shell.Options;

/** The language model and the documentation over HTTP: what is sent where, and what becomes of every kind of answer. */
class ElsewhereTest {
    private static final String KEY = "sk-test-0123456789abcdef";
    private static final String FINAL = RecordedModel.answer("{\"query\":\"is:unresolved\"}").write();

    /** One answer of a server's. */
    private interface Reply { void to(HttpExchange exchange) throws IOException; }

    private static Reply json(int status, String body, String... headers) {
        return exchange -> FakeInternet.answer(exchange, status, "application/json", body, headers);
    }

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private HttpServer server;
    private SentryMcp.Door door;
    private Options options;

    @AfterEach
    void stop() { if (server != null) server.stop(0); }

    /** The replies in order, the last one again and again. */
    private void serve(Reply... replies) throws IOException {
        int[] next = {0};
        server = FakeInternet.plain(exchange -> {
            Reply reply;
            synchronized (next) {
                reply = replies[Math.min(next[0]++, replies.length - 1)];
            }
            reply.to(exchange);
        }, requests, sent);
        program(Map.of("OPENAI_API_KEY", KEY, "SENTRY_ACCESS_TOKEN", "sntryu_0123456789"),
            "--openai-base-url=http://127.0.0.1:" + server.getAddress().getPort() + "/proxy/v1/",
            "--mcp-url=http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
    }

    private void program(Map<String, String> environment, String... args) {
        options = Options.parse(args, environment);
        SentryMcp.Log log = new SentryMcp.Log(new PrintStream(stderr, true));
        log.secrets.hide(options.openAiKey());
        door = new SentryMcp.Door(options, log, SentryMcp.pool(4));
    }

    private SentryCall trip(int seconds) {
        SentryCall trip = door.open(Tool.reads("search_events", "").lasting(seconds));
        trip.begin(null);
        return trip;
    }

    private Json ask() { return trip(55).model().ask(request()); }

    private static Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("instructions", "Translate.");
        request.put("input", List.of(Map.of("role", "user", "content", "Question: what is broken")));
        request.put("tools", List.of(Map.of("type", "function", "name", "whoami")));
        request.put("text", Map.of("format", Map.of("type", "json_schema", "name", "search")));
        return request;
    }

    private String failure(Runnable call) {
        FailureException failure = assertThrows(FailureException.class, call::run);
        return failure.kind() + ": "
            + failure.getMessage().replace("127.0.0.1:" + server.getAddress().getPort(), "HOST");
    }

    private Json body(int request) {
        return Json.read(sent.get(request).substring(sent.get(request).indexOf('\n') + 1));
    }

    // ---------------------------------------------------------------- the model

    @Test
    void theRequestGoesToTheBaseUrlsPathWithTheKeyTheModelAndTheEffort() throws Exception {
        serve(json(200, FINAL));
        assertEquals(FINAL, ask().write());
        assertEquals(List.of("POST 127.0.0.1:" + server.getAddress().getPort() + "/proxy/v1/responses"), requests);
        assertEquals(
            "{\"model\":\"gpt-5\",\"instructions\":\"Translate.\",\"input\":[{\"role\":\"user\",\"content\":"
                + "\"Question: what is broken\"}],\"tools\":[{\"type\":\"function\",\"name\":\"whoami\"}],"
                + "\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"search\"}},\"store\":false,"
                + "\"reasoning\":{\"effort\":\"low\"}}",
            normal(body(0)));
        assertTrue(sent.get(0).contains("Authorization=[Bearer " + KEY + "]")
            && sent.get(0).contains("User-agent=[sentry-mcp-jvm/"), sent.get(0));
        assertFalse(sent.get(0).contains("sntryu_"), "the access token is none of the model's business");
    }

    private static final String COMPLETION =
        "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"{}\"}}]}";

    private List<String> paths() {
        return requests.stream().map(each -> each.substring(each.indexOf("/proxy/v1") + "/proxy/v1".length())).toList();
    }

    @Test
    void aHostWithoutResponsesIsAskedForACompletionAndNeverForAResponseAgain() throws Exception {
        serve(json(404, "{\"error\":{\"message\":\"Unknown request URL: POST /v1/responses\"}}"),
            json(200, COMPLETION));
        assertEquals("{}", ask().list("output").get(0).list("content").get(0).text("text"));
        ask();
        assertEquals(List.of("/responses", "/chat/completions", "/chat/completions"), paths());
        assertEquals("Translate.", body(1).list("messages").get(0).text("content"));
        assertTrue(sent.get(1).contains("Authorization=[Bearer " + KEY + "]"), sent.get(1));
    }

    @Test
    void anUnknownModelIsNotLookedForElsewhere() throws Exception {
        serve(json(404, "{\"error\":{\"code\":\"model_not_found\",\"message\":\"The model gpt-5 does not exist\"}}"));
        assertTrue(failure(this::ask).contains("knows no such model or address (404)"));
        assertEquals(List.of("/responses"), paths());
    }

    @Test
    void aHostThatKnowsNeitherIsAskedForEachOnce() throws Exception {
        serve(json(404, "{}"));
        assertTrue(failure(this::ask).contains("knows no such model or address (404)"));
        assertEquals(List.of("/responses", "/chat/completions"), paths());
    }

    /** Map.of has no order; the two that it fills here are compared in one. */
    private static String normal(Json body) {
        return body.write()
            .replace("{\"name\":\"whoami\",\"type\":\"function\"}", "{\"type\":\"function\",\"name\":\"whoami\"}")
            .replace("{\"content\":\"Question: what is broken\",\"role\":\"user\"}",
                "{\"role\":\"user\",\"content\":\"Question: what is broken\"}")
            .replace("{\"name\":\"search\",\"type\":\"json_schema\"}",
                "{\"type\":\"json_schema\",\"name\":\"search\"}");
    }

    @Test
    void anEmptyEffortIsNotSentAndModelAndEffortCanBeChosen() throws Exception {
        serve(json(200, FINAL));
        String base = "--openai-base-url=http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
        program(Map.of("OPENAI_API_KEY", KEY, "OPENAI_REASONING_EFFORT", "", "OPENAI_MODEL", "small"), base);
        ask();
        assertFalse(body(0).at("reasoning").present());
        assertEquals("small", body(0).text("model"));
        program(Map.of("OPENAI_API_KEY", KEY, "OPENAI_REASONING_EFFORT", "high", "OPENAI_MODEL", "small"), base,
            "--openai-model=large");
        ask();
        assertEquals("large high", body(1).text("model") + " " + body(1).text("reasoning", "effort"));
    }

    @Test
    void aParameterThatTheHostRejectsIsDroppedOnceAndRemembered() throws Exception {
        serve(json(400,
            "{\"error\":{\"message\":\"Unsupported parameter: 'reasoning.effort' is not supported with this "
                + "model.\",\"param\":\"reasoning.effort\",\"code\":\"unsupported_parameter\"}}"),
            json(422, "{\"error\":{\"message\":\"json_schema is not supported\"}}"), json(200, FINAL));
        ask();
        assertEquals(
            List.of("[model, instructions, input, tools, text, store, reasoning]",
                "[model, instructions, input, tools, text, store]", "[model, instructions, input, tools, store]"),
            List.of(body(0).fields().keySet().toString(), body(1).fields().keySet().toString(),
                body(2).fields().keySet().toString()));
        ask();
        assertEquals(4, requests.size(), "the second call does not try again what was rejected");
        assertEquals("[model, instructions, input, tools, store]", body(3).fields().keySet().toString());
    }

    @Test
    void aHostThatDoesNotSayWhatItRejectsIsAskedWithLessPartByPart() throws Exception {
        serve(json(405, ""), json(200, FINAL));
        ask();
        assertFalse(body(1).at("reasoning").present());
        server.stop(0);
        serve(json(400, ""));
        requests.clear();
        assertEquals("MODEL: HOST refused the request (400).", failure(this::ask));
        assertEquals(5, requests.size(), "four parts can be left out");
    }

    @Test
    void aRefusalAboutSomethingElseIsSaid() throws Exception {
        serve(json(400,
            "{\"error\":{\"message\":\"This model's maximum context length is 10 "
                + "tokens\",\"param\":\"input\",\"code\":\"context_length_exceeded\"}}"));
        assertEquals("MODEL: HOST refused the request (400). It says: This model's maximum context length is 10 tokens",
            failure(this::ask));
        assertEquals(1, requests.size());
    }

    @Test
    void aWrongKeyIsSaidWithoutShowingAnyOfIt() throws Exception {
        serve(json(401,
            "{\"error\":{\"message\":\"Incorrect API key provided: " + KEY + "\",\"code\":\"invalid_api_key\"}}"));
        assertEquals("MODEL: HOST does not accept the key in OPENAI_API_KEY (401).", failure(this::ask));
        assertEquals(1, requests.size());
    }

    @Test
    void theKeyIsCutOutOfWhateverTheHostEchoes() throws Exception {
        serve(json(403, "{\"error\":{\"message\":\"key " + KEY + " may not\"}}"));
        assertEquals("MODEL: HOST refused the request (403). It says: key [redacted] may not", failure(this::ask));
        assertFalse(stderr.toString().contains(KEY));
    }

    @Test
    void anUnknownModelIsNamed() throws Exception {
        serve(json(404, "{\"error\":{\"message\":\"The model gpt-5 does not exist\",\"code\":\"model_not_found\"}}"));
        assertEquals(
            "MODEL: HOST knows no such model or address (404). The model is gpt-5, the address http://HOST/proxy/v1. "
                + "It says: The model gpt-5 does not exist",
            failure(this::ask));
    }

    @Test
    void tooManyRequestsAreRepeatedAfterTheTimeThatTheHostAsksFor() throws Exception {
        serve(json(429, "{\"error\":{\"code\":\"rate_limit_exceeded\"}}", "Retry-After", "1"), json(200, FINAL));
        long start = System.nanoTime();
        ask();
        assertEquals(2, requests.size());
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(990), "it waited as asked");
        server.stop(0);
        serve(json(429, "{\"error\":{\"code\":\"rate_limit_exceeded\"}}", "Retry-After", "3600"));
        requests.clear();
        assertEquals("MODEL: HOST asks for fewer requests (429). Try again in 3600 s.", failure(this::ask));
        assertEquals(1, requests.size(), "an hour is longer than a call may last");
    }

    @Test
    void aQuotaThatIsUsedUpIsNotAskedForAgain() throws Exception {
        serve(
            json(429, "{\"error\":{\"message\":\"You exceeded your current quota\",\"code\":\"insufficient_quota\"}}"));
        assertTrue(failure(this::ask).startsWith("MODEL: the account's quota at HOST is used up (429)."));
        assertEquals(1, requests.size());
    }

    @Test
    void aFailureOfTheHostsIsTriedThreeTimes() throws Exception {
        serve(json(500, "{\"error\":{\"message\":\"The server had an error\"}}"));
        assertEquals(
            "MODEL: HOST failed with an error of its own (500 in 3 attempts). It says: The server had an error",
            failure(this::ask));
        assertEquals(3, requests.size());
        server.stop(0);
        serve(json(503, "<html>busy</html>"), json(200, FINAL));
        assertEquals(FINAL, ask().write());
    }

    @Test
    void aHostThatHangsLeavesTimeForTheSearch() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        serve(exchange -> {
            try {
                end.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
        SentryCall trip = trip(10);
        assertEquals("MODEL: HOST did not answer within 2 s.", failure(() -> trip.model().ask(request())));
        assertEquals("MODEL: there was no time left to ask HOST.",
            failure(() -> trip(8).model().ask(request())));
        end.countDown();
    }

    @Test
    void aCancelledCallStopsWaiting() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        serve(exchange -> {
            asked.countDown();
            try {
                end.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
        SentryCall trip = trip(55);
        Thread client = new Thread(() -> {
            try {
                asked.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException stop) {
                return;
            }
            trip.cancel();
        });
        client.start();
        assertThrows(CancelledException.class, () -> trip.model().ask(request()));
        end.countDown();
    }

    @Test
    void anAnswerOfAMegabyteIsRefused() throws Exception {
        serve(json(200, "{\"output\":\"" + "x".repeat(1 << 20) + "\"}"));
        assertEquals("MODEL: the answer of HOST is larger than 256 kB, which no translation is.", failure(this::ask));
    }

    @Test
    void anAnswerThatIsNotJsonIsSaid() throws Exception {
        serve(exchange -> FakeInternet.answer(exchange, 200, "text/html", "<html>login</html>"));
        assertEquals("MODEL: HOST answered with something that is not JSON. Check --openai-base-url.",
            failure(this::ask));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void aRedirectIsNeverFollowed(int status) throws Exception {
        List<String> strangers = Collections.synchronizedList(new ArrayList<>());
        HttpServer stranger = FakeInternet.plain(json(200, FINAL)::to, strangers, new ArrayList<>());
        serve(json(status, "", "Location", "http://127.0.0.1:" + stranger.getAddress().getPort() + "/v1/responses"));
        String failure = failure(this::ask);
        stranger.stop(0);
        assertTrue(failure.matches(
            "MODEL: HOST redirected to http://127\\.0\\.0\\.1:[0-9]+/v1/responses, which was not followed, so that "
                + "the key stays with HOST\\."),
            failure);
        assertEquals(List.of(), strangers);
        assertEquals(1, requests.size());
    }

    @Test
    void aHostThatCannotBeReachedIsNamed() throws Exception {
        serve(json(200, FINAL));
        server.stop(0);
        assertEquals("MODEL: HOST refuses connections.", failure(this::ask));
    }

    @Test
    void withoutAKeyThereIsNoModel() {
        program(Map.of());
        assertEquals(null, trip(55).model());
        assertEquals(
            "natural-language search is off (OPENAI_API_KEY is not set); list_issues and list_events take Sentry's "
                + "own syntax",
            options.naturalLanguage());
        program(Map.of("OPENAI_API_KEY", KEY));
        assertEquals("natural-language search is on, through api.openai.com with gpt-5", options.naturalLanguage());
        program(Map.of("OPENAI_API_KEY", KEY, "OPENAI_MODEL", "m"),
            "--openai-base-url=https://llm.example:8443/openai/v1");
        assertEquals("natural-language search is on, through llm.example:8443 with m", options.naturalLanguage());
    }

    // ---------------------------------------------------------------- the environment

    /** A map that writes down which variables the program asks for. */
    private static final class Watched extends HashMap<String, String> {
        private static final long serialVersionUID = 1;
        final TreeSet<String> read = new TreeSet<>();

        Watched(Map<String, String> given) { super(given); }

        @Override
        public String get(Object name) {
            read.add((String) name);
            return super.get(name);
        }
    }

    /** One address is read, and only to see whose the key is: no value of it becomes one that is asked. */
    @Test
    void oneVariableThatNamesAnAddressOfTheModelIsReadAndNoneIsAsked() {
        Watched watched = new Watched(Map.of("OPENAI_API_KEY", KEY));
        Options.parse(new String[0], watched);
        for (String url : List.of("https://evil.example/v1", "https://api.openai.com/v2", "x"))
            assertEquals("https://api.openai.com/v1", Options
                .parse(new String[0], Map.of("OPENAI_API_KEY", KEY, "OPENAI_BASE_URL", url)).openAiBase());
        assertEquals(List.of("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "OPENAI_REASONING_EFFORT"),
            watched.read.stream().filter(name -> name.contains("OPENAI") || name.contains("AZURE")).toList());
    }

    /**
     * The real program with every variable that OpenAI's libraries know pointing at a trap: it asks for api.openai.com
     * all the same.
     */
    @Test
    void noVariableMovesTheKeyToAnotherHost() throws Exception {
        List<String> trapped = Collections.synchronizedList(new ArrayList<>());
        HttpServer trap = FakeInternet.plain(json(200, FINAL)::to, trapped, new ArrayList<>());
        String evil = "http://127.0.0.1:" + trap.getAddress().getPort() + "/v1";
        try (FakeInternet internet = new FakeInternet(json(401, "{}")::to)) {
            Map<String, String> environment = new HashMap<>(internet.environment());
            environment.putAll(Map.of("OPENAI_API_KEY", KEY, "SENTRY_ACCESS_TOKEN", "sntryu_0123456789"));
            for (String name : List.of("OPENAI_API_BASE", "OPENAI_API_BASE_URL", "OPENAI_API_HOST",
                "OPENAI_HOST", "OPENAI_ENDPOINT", "OPENAI_URL", "OPENAI_PROXY", "AZURE_OPENAI_ENDPOINT",
                "OPENAI_API_URL", "LLM_BASE_URL", "EMBEDDED_AGENT_BASE_URL", "http_proxy", "HTTP_PROXY", "ALL_PROXY",
                "all_proxy")) environment.put(name, evil);
            McpClient client = McpClient.program(environment);
            client.initialize("2025-11-25");
            String text =
                client.text("search_events", Map.of("organizationSlug", "acme-labs", "query", "what is broken"));
            client.end();
            assertEquals(
                "# Not translated\nThe question was not translated: api.openai.com does not accept the key in "
                    + "OPENAI_API_KEY (401). "
                    + "list_events takes Sentry's own search syntax and needs no model, for example with query "
                    + "level:error environment:production.",
                text);
            assertEquals(List.of("POST api.openai.com/v1/responses"), internet.requests);
            assertFalse((client.received + client.stderr()).contains(KEY));
            assertTrue(client.stderr().contains(
                "sentry-mcp: natural-language search is on, through api.openai.com with gpt-5\n"), client.stderr());
            assertFalse(internet.sent.get(0).contains("sntryu_"));
            // beside another provider's address it is that one's key, and goes nowhere
            environment.put("OPENAI_BASE_URL", evil);
            client = McpClient.program(environment);
            client.initialize("2025-11-25");
            text = client.text("search_events", Map.of("organizationSlug", "acme-labs", "query", "what is broken"));
            client.end();
            assertTrue(text.contains("OPENAI_BASE_URL names 127.0.0.1, so OPENAI_API_KEY is a key for that host"),
                text);
            assertEquals(1, internet.requests.size());
            assertFalse((client.received + client.stderr()).contains(KEY));
        }
        trap.stop(0);
        assertEquals(List.of(), trapped);
    }

    // ---------------------------------------------------------------- the documentation's search

    @Test
    void theSearchIsPostedToTheServicesOwnPathWithoutAnySecret() throws Exception {
        serve(json(200, "{\"results\":[]}"));
        trip(55).docs().search("fastapi", "python/fastapi", 3);
        assertEquals(List.of("POST 127.0.0.1:" + server.getAddress().getPort() + "/api/search"), requests);
        assertEquals("{\"query\":\"fastapi\",\"maxResults\":3,\"guide\":\"python/fastapi\"}", body(0).write());
        assertFalse(
            sent.get(0).contains(KEY) || sent.get(0).contains("sntryu_") || sent.get(0).contains("Authorization"),
            sent.get(0));
    }

    @Test
    void whatTheSearchServiceRefusesIsSaid() throws Exception {
        serve(json(429, "{\"error\":\"too many searches\",\"name\":\"RATE_LIMIT_EXCEEDED\"}", "Retry-After", "30"));
        assertEquals(
            "RATE_LIMIT: HOST asks for fewer requests (429); it takes about 20 searches a minute. Try again in 30 s. "
                + "It says: too many searches",
            failure(() -> trip(55).docs().search("x y", null, 3)));
        assertEquals(1, requests.size());
        server.stop(0);
        serve(json(503, "busy"), json(200, "{\"results\":[]}"));
        assertEquals("{\"results\":[]}", trip(55).docs().search("x y", null, 3).write());
        server.stop(0);
        requests.clear();
        serve(json(503, "busy"), json(503, "busy"), json(200, "{\"results\":[]}"));
        failure(() -> trip(55).docs().search("x y", null, 3));
        assertEquals(2, requests.size(), "once more, and no more");
        server.stop(0);
        serve(json(200, "<html>"));
        assertEquals("UNAVAILABLE: HOST answered with something that is not JSON.",
            failure(() -> trip(55).docs().search("x y", null, 3)));
        server.stop(0);
        serve(json(302, "", "Location", "https://evil.example/"));
        assertEquals("UNAVAILABLE: HOST redirected, which was not followed.",
            failure(() -> trip(55).docs().search("x y", null, 3)));
    }

    @Test
    void theServicesAddressIsHttpsOrThisMachine() {
        assertEquals("https://mcp.sentry.dev", Options.parse(new String[0], Map.of()).mcpUrl());
        assertEquals("https://mcp.acme.example:8443", Options.parse(new String[0],
            Map.of("MCP_URL", "https://mcp.acme.example:8443/some/path?x=1")).mcpUrl());
        assertEquals("http://127.0.0.1:9", Options.parse(new String[] {"--mcp-url=http://127.0.0.1:9"},
            Map.of("MCP_URL", "https://other.example")).mcpUrl());
        assertEquals(
            "MCP_URL must be an https URL without user name (http is allowed for this machine only), not "
                + "`http://mcp.acme.example`",
            assertThrows(tools.answer.UsageException.class,
                () -> Options.parse(new String[0], Map.of("MCP_URL", "http://mcp.acme.example")))
                .getMessage());
        assertEquals("OPENAI_API_KEY holds a character that no key has (a space, a line break, a letter outside ASCII)",
            assertThrows(tools.answer.UsageException.class,
                () -> Options.parse(new String[0], Map.of("OPENAI_API_KEY", "sk-one\nsk-two"))).getMessage());
    }

    // ---------------------------------------------------------------- the documentation's pages, over TLS by their own
    // names

    private void pages(Map<String, Reply> byPath, Check then) throws Exception {
        try (FakeInternet internet = new FakeInternet(exchange -> {
            Reply reply = byPath.get(exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI());
            if (reply == null) FakeInternet.answer(exchange, 404, "text/html", "<html>not found</html>");
            else reply.to(exchange);
        })) {
            Map<String, String> environment = new HashMap<>(internet.environment());
            environment.putAll(Map.of("OPENAI_API_KEY", KEY, "SENTRY_ACCESS_TOKEN", "sntryu_0123456789"));
            program(environment);
            server = FakeInternet.plain(json(200, "{}")::to, requests, sent);
            then.run(internet);
            for (String each : internet.sent) assertFalse(each.contains(KEY) || each.contains("sntryu_"), each);
        }
    }

    private interface Check { void run(FakeInternet internet) throws Exception; }

    private static Reply page(String text) {
        return exchange -> FakeInternet.answer(exchange, 200, "text/markdown", text);
    }

    private static Reply moved(String to) {
        return exchange -> FakeInternet.answer(exchange, 301, "text/html", "", "Location", to);
    }

    private String page(String path, String host) { return trip(55).docs().page("https://" + host + path); }

    @Test
    void pagesAreReadAndMovesInsideTheDocumentationFollowed() throws Exception {
        Map<String, Reply> pages = new HashMap<>();
        pages.put("docs.sentry.io/a.md", page("# A"));
        pages.put("docs.sentry.io/old.md", moved("/new/"));
        pages.put("docs.sentry.io/new.md", moved("https://develop.sentry.io/newer"));
        pages.put("develop.sentry.io/newer.md", page("# Newer"));
        pages.put("docs.sentry.io/round.md", moved("/round.md"));
        pages.put("docs.sentry.io/off.md", moved("https://evil.example/off.md"));
        pages.put("docs.sentry.io/plain.md", moved("http://docs.sentry.io/a.md"));
        pages.put("docs.sentry.io/port.md", moved("https://docs.sentry.io:8443/a.md"));
        pages.put("docs.sentry.io/lookalike.md", moved("https://docs.sentry.io.evil.example/a.md"));
        pages.put("docs.sentry.io/large.md", page("x".repeat(5 << 20)));
        pages.put("docs.sentry.io/html.md",
            exchange -> FakeInternet.answer(exchange, 200, "text/html", "<!DOCTYPE html><html></html>"));
        int[] busy = {0};
        pages.put("docs.sentry.io/busy.md",
            exchange -> FakeInternet.answer(exchange, busy[0]++ == 0 ? 503 : 200, "text/markdown", "# Busy"));
        pages(pages, internet -> {
            assertEquals("# A", page("/a.md", "docs.sentry.io"));
            assertEquals("# Newer", page("/old.md", "docs.sentry.io"));
            assertEquals("# Busy", page("/busy.md", "docs.sentry.io"));
            assertEquals("NOT_FOUND: docs.sentry.io has no page /none.md. search_docs finds the paths that exist.",
                failure(() -> page("/none.md", "docs.sentry.io")));
            assertEquals(
                "UNAVAILABLE: docs.sentry.io redirected more than 3 times, last to https://docs.sentry.io/round.md.",
                failure(() -> page("/round.md", "docs.sentry.io")));
            for (String[] off : new String[][] {{"/off.md", "https://evil.example/off.md"},
                {"/plain.md", "http://docs.sentry.io/a.md"}, {"/port.md", "https://docs.sentry.io:8443/a.md"},
                {"/lookalike.md", "https://docs.sentry.io.evil.example/a.md"}}) {
                assertEquals(
                    "UNAVAILABLE: docs.sentry.io redirected to " + off[1]
                        + ", which is not a page of Sentry's documentation. It was not followed.",
                    failure(() -> page(off[0], "docs.sentry.io")));
            }
            assertEquals(
                "UNAVAILABLE: The answer of docs.sentry.io is larger than 2 MB, which no page of the documentation is.",
                failure(() -> page("/large.md", "docs.sentry.io")));
            assertTrue(page("/html.md", "docs.sentry.io").startsWith("<!DOCTYPE"),
                "what that means is the tool's business");
            assertThrows(IllegalArgumentException.class, () -> page("/a.md", "evil.example"));
            assertEquals(List.of("develop.sentry.io:443", "docs.sentry.io:443"),
                List.copyOf(new TreeSet<>(internet.wanted)));
        });
    }

    // ---------------------------------------------------------------- the whole program

    @Test
    void withAKeyTheSearchToolsAreListedAndAQuestionIsAnswered() throws Exception {
        RecordedModel model = RecordedModel.start();
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        HttpServer sentry = FakeInternet.plain(exchange -> FakeInternet.answer(exchange, 200, "application/json",
            exchange.getRequestURI().getPath().endsWith("/events/")
                ? "{\"data\":[{\"transaction\":\"/checkout\",\"p75(span.duration)\":1200.5,\"p95(span.duration)\":"
                    + "2400,\"count()\":12}],\"meta\":{}}"
                : "{}"),
            asked, new ArrayList<>());
        McpClient client = McpClient.pipes(Map.of("SENTRY_ACCESS_TOKEN", "sntryu_0123456789", "OPENAI_API_KEY", KEY),
            "--insecure-http", "--host=127.0.0.1:" + sentry.getAddress().getPort(),
            "--openai-base-url=" + model.base(), "--sentry-dsn=");
        client.initialize("2025-11-25");
        client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        List<String> names = new ArrayList<>();
        client.next().path("result").path("tools").forEach(tool -> names.add(tool.path("name").asText()));
        assertTrue(names.containsAll(List.of("search_events", "search_issues", "search_issue_events")),
            names.toString());
        String text =
            client.text("search_events", Map.of("organizationSlug", "acme-labs", "query", "slowest endpoints"));
        assertTrue(text.contains("/checkout") && text.contains("Translated from your question.")
            && text.contains("\"query\":\"is_transaction:true\""), text);
        assertTrue(
            asked.stream()
                .anyMatch(each -> each.contains(
                    "/api/0/organizations/acme-labs/events/?dataset=spans&field=transaction&field=p75(span.duration)")),
            asked.toString());
        client.close();
        sentry.stop(0);
        model.stop();
    }

    @Test
    void withoutAKeyTheSearchToolsAreNotListedAndACallSaysWhy() {
        McpClient client = McpClient.pipes(Map.of("SENTRY_ACCESS_TOKEN", "sntryu_0123456789"));
        client.initialize("2025-11-25");
        client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        client.next().path("result").path("tools")
            .forEach(tool -> assertFalse(tool.path("name").asText().matches("search_(events|issues|issue_events)"),
                tool.path("name").asText()));
        assertEquals(
            "# Not set up\nsearch_events translates plain words with a language model, which needs OPENAI_API_KEY; "
                + "it is not set. list_events takes Sentry's own search syntax and needs no key, "
                + "for example with query level:error environment:production.",
            client.text("search_events", Map.of("organizationSlug", "acme-labs", "query", "what is broken")));
        assertTrue(client.call("search_issues", Map.of()).path("isError").asBoolean());
        assertTrue(client.text("search_issues", Map.of()).contains("list_issues takes Sentry's own search syntax"));
        client.close();
        McpClient docs = McpClient.pipes(Map.of("SENTRY_ACCESS_TOKEN", "sntryu_0123456789"), "--skills=docs");
        docs.initialize("2025-11-25");
        docs.send(
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"search_events\","
                + "\"arguments\":{}}}");
        assertEquals("Unknown tool: search_events; this session does not grant it",
            docs.next().path("error").path("message").asText(), "a skill that is missing is another matter than a key");
        docs.close();
    }

    @Test
    void documentationNeedsNoToken() throws Exception {
        serve(json(200, Fixtures.text("docs/search.json")));
        McpClient client = McpClient.pipes(Map.of(), "--mcp-url=http://127.0.0.1:" + server.getAddress().getPort());
        client.initialize("2025-11-25");
        String text = client.text("search_docs", Map.of("query", "fastapi sampling"));
        assertTrue(text.contains("### platforms/python/integrations/fastapi.md"), text);
        client.close();
    }
}
