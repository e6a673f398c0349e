import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.json.Json;
import tools.sentry.Call;

/**
 * A language model that knows {@code translations.txt} by heart: in process as the port that the tools ask, and over
 * HTTP as {@code POST /v1/responses}, for the demo and for tests of the real program. Any key will do.
 */
final class RecordedModel implements Call.Model {
    /** Error events have more usual columns than a test wants to repeat. */
    private static final String USUAL = "id, issue, title, project, timestamp";

    /**
     * A question and the search it means.
     *
     * @param scope  "events", "issues" or "issue events"
     * @param fields empty = the usual ones
     * @param query  or, for a question that no search answers, "ERROR " and why
     */
    record Example(String number, String scope, String dataset, String question, String query, List<String> fields,
        String sort, List<String> environment, String period, String start, String end) {
        boolean refused() { return query.startsWith("ERROR "); }

        /** Interval and what it is compared with, of a question about something over time; else empty. */
        List<String> series() {
            return sort.startsWith("SERIES ") ? List.of(sort.substring(7).split(" ")) : List.of();
        }

        String json() {
            Map<String, Object> answer = new LinkedHashMap<>();
            if (refused()) return Json.of(Map.of("error", query.substring(6))).write();
            if (scope.equals("events")) answer.put("dataset", dataset);
            answer.put("query", query);
            if (scope.equals("events")) answer.put("fields", fields);
            answer.put("sort", series().isEmpty() ? sort : "");
            if (!series().isEmpty()) {
                answer.put("series", true);
                answer.put("interval", series().get(0));
                answer.put("compareWith", series().get(1));
            }
            if (scope.equals("events")) answer.put("environment", environment);
            if (!scope.equals("issues")) {
                answer.put("period", period);
                answer.put("start", start);
                answer.put("end", end);
            }
            answer.put("explanation", "As recorded in example " + number + ".");
            return Json.of(answer).write();
        }
    }

    static final List<Example> EXAMPLES = examples();

    private static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (String line : translations().lines().filter(each -> !each.startsWith("#") && !each.isBlank()).toList()) {
            String[] cells = line.split(" \\| ?", -1);
            for (int i = 0; i < cells.length; i++) cells[i] = cells[i].strip();
            String[] window = cells[8].split("\\.\\.", -1);
            List<String> fields =
                columns((cells[5].startsWith("+") ? USUAL + ", " : "") + cells[5].replaceFirst("^\\+", ""));
            examples.add(new Example(cells[0], cells[1], cells[2], cells[3], cells[4], fields, cells[6],
                cells[7].isEmpty() ? List.of() : Arrays.asList(cells[7].split(",")),
                window.length == 1 ? window[0] : "", window.length == 2 ? window[0] : "",
                window.length == 2 ? window[1] : ""));
        }
        return List.copyOf(examples);
    }

    /** From the class path, where the demo has it, whatever folder it is started in; else from the checkout. */
    private static String translations() {
        try (InputStream in = RecordedModel.class.getResourceAsStream("/translations.txt")) {
            if (in != null) return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Fixtures.read(Fixtures.CHECKOUT.resolve("tests/kit/translations.txt"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** "a, f(b,c)": a comma and a blank part columns. */
    private static List<String> columns(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(", "));
    }

    /** What was asked, in order. */
    final List<Json> asked = new ArrayList<>();

    @Override
    public synchronized Json ask(Map<String, Object> request) {
        Json read = Json.of(request);
        asked.add(read);
        List<Json> input = read.list("input");
        String question = input.isEmpty() ? "" : String.valueOf(input.get(0).text("content"));
        for (Example example : EXAMPLES)
            if (question.lines().findFirst().orElse("").equals("Question: " + example.question))
                return answer(example.json());
        return answer(Json
            .of(Map.of("error", "This recorded model knows the questions of tests/kit/translations.txt only, such as \""
                + EXAMPLES.get(11).question + "\"."))
            .write());
    }

    /** A reply of the Responses API that says {@code text}. */
    static Json answer(String text) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("type", "output_text");
        content.put("text", text);
        return reply(Map.of("type", "reasoning", "id", "rs_1", "summary", List.of()), Map.of("type", "message", "id",
            "msg_1", "role", "assistant", "status", "completed", "content", List.of(content)));
    }

    /** A reply that calls helper functions: name and arguments as JSON, each. */
    static Json calls(String... namesAndArguments) {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < namesAndArguments.length; i += 2) {
            items.add(Map.of("type", "function_call", "id", "fc_" + i, "call_id", "call_" + i, "name",
                namesAndArguments[i], "arguments", namesAndArguments[i + 1], "status", "completed"));
        }
        return reply(items.toArray());
    }

    static Json reply(Object... output) {
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("id", "resp_1");
        reply.put("object", "response");
        reply.put("status", "completed");
        reply.put("model", "recorded");
        reply.put("output", List.of(output));
        return Json.of(reply);
    }

    // ---------------------------------------------------------------- over HTTP

    private HttpServer server;

    /** Serves {@code POST /v1/responses} on a free port of loopback, until the process ends or {@link #stop}. */
    static RecordedModel start() throws IOException {
        RecordedModel model = new RecordedModel();
        model.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        model.server.createContext("/", model::serve);
        model.server.start();
        return model;
    }

    /** For --openai-base-url. */
    String base() { return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1"; }

    void stop() { server.stop(0); }

    private void serve(HttpExchange exchange) throws IOException {
        int status = 404;
        String body = "{\"error\":{\"message\":\"only POST /v1/responses is recorded\"}}";
        byte[] sent = exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestMethod().equals("POST") && exchange.getRequestURI().getPath().equals("/v1/responses")) {
            @SuppressWarnings("unchecked")
            Map<String, Object> request = (Map<String, Object>) Json.read(sent).plain();
            status = 200;
            body = ask(request).write();
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
