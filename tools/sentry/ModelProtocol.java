package tools.sentry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.answer.FailureException;
import tools.answer.UsageException;
import tools.json.Json;

/**
 * How a language model's host is spoken to. Questions are written as requests of OpenAI's Responses API; most other
 * hosts know only Chat Completions, which say the same in other words. Nothing here is sent: addresses, headers and
 * bodies are made, and answers are read.
 *
 * @param base    without what names an endpoint, and without a slash at its end
 * @param query   {@code ?api-version=…}, or ""
 * @param only    the one form that the address names, or null when the host decides
 * @param azure   whether the host is one of Azure's, which take the key in a header of their own
 */
public record ModelProtocol(String base, String query, Form only, boolean azure) {

    /** The API that a host knows. */
    public enum Form {
        RESPONSES("/responses"), CHAT("/chat/completions");

        private final String path;

        Form(String path) { this.path = path; }
    }

    /**
     * From an address as people copy it out of their host's documentation: a base, or the address of one endpoint.
     *
     * @param url    https (or loopback), checked already
     * @param source of the address, for the error: a flag's name
     * @throws UsageException when it has a query other than {@code ?api-version=}
     */
    public static ModelProtocol at(String url, String source) {
        int mark = url.indexOf('?');
        String query = mark < 0 ? "" : url.substring(mark);
        if (!query.isEmpty() && !query.matches("\\?api-version=[A-Za-z0-9._-]{1,40}")) throw new UsageException(source
            + " may have ?api-version= and nothing else after its path, not " + FailureException.show(url));
        String base = mark < 0 ? url : url.substring(0, mark);
        while (base.endsWith("/")) base = base.substring(0, base.length() - 1);
        Form only = null;
        for (Form form : Form.values()) {
            if (!base.endsWith(form.path)) continue;
            only = form;
            base = base.substring(0, base.length() - form.path.length());
        }
        // A deployment of Azure's has no other endpoint
        if (base.matches(".*/openai/deployments/[^/]+")) only = Form.CHAT;
        return new ModelProtocol(base, query, only, azure(base));
    }

    private static boolean azure(String base) {
        String host = base.replaceFirst("^[a-z]+://", "").replaceFirst("[:/].*$", "").toLowerCase(Locale.ROOT);
        return host.endsWith(".openai.azure.com") || host.endsWith(".cognitiveservices.azure.com")
            || host.endsWith(".services.ai.azure.com");
    }

    /** What is asked first: what the address names, or else the Responses API. */
    public Form first() {
        return only == null ? Form.RESPONSES : only;
    }

    /** The whole address, for a POST. */
    public String address(Form form) {
        return base + form.path + query;
    }

    /** Name and value of the header that carries the key. */
    public Map.Entry<String, String> key(String key) {
        return azure ? Map.entry("api-key", key) : Map.entry("Authorization", "Bearer " + key);
    }

    /**
     * Whether a refusal means that the host does not know this API, so that the other is worth asking. An unknown model
     * is answered with 404, too, and would be unknown there as well.
     */
    public boolean unknown(Form form, int status, Json body) {
        if (only != null || form != Form.RESPONSES || status != 404 && status != 405 && status != 501) return false;
        String said = (body.text("error", "code") + " " + body.text("error", "message") + " " + body.text("message")
            + " " + body.text("detail")).toLowerCase(Locale.ROOT);
        boolean address = said.contains("url") || said.contains("path") || said.contains("route")
            || said.contains("endpoint") || said.contains("/responses");
        return address || !said.contains("model");
    }

    // ---------------------------------------------------------------- asking

    /**
     * The body of a request.
     *
     * @param request of the Responses API: instructions, input, tools, text
     * @param effort  low, medium, high, or "" for none
     * @param without parts that the host does not take (reasoning, text, store, tools): see {@link Services#culprit}
     */
    public static Map<String, Object> body(Form form, Map<String, Object> request, String model, String effort,
        Set<String> without) {
        return form == Form.RESPONSES ? responses(request, model, effort, without)
            : chat(Json.of(request), model, effort, without);
    }

    private static Map<String, Object> responses(Map<String, Object> request, String model, String effort,
        Set<String> without) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model);
        body.putAll(request);
        body.put("store", false);   // nobody needs the question any more
        if (!effort.isEmpty()) body.put("reasoning", Map.of("effort", effort));
        body.keySet().removeAll(without);
        return body;
    }

    private static Map<String, Object> chat(Json request, String model, String effort, Set<String> without) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model);
        List<Object> messages = new ArrayList<>();
        if (request.text("instructions") != null) messages.add(message("system", request.text("instructions")));
        for (Json item : request.list("input")) messages.add(message(item));
        body.put("messages", messages);
        List<Object> tools = new ArrayList<>();
        for (Json tool : request.list("tools")) {
            Map<String, Object> function = new LinkedHashMap<>();
            for (String part : List.of("name", "description", "parameters"))
                if (tool.at(part).present()) function.put(part, tool.at(part).plain());
            tools.add(typed("function", function));
        }
        if (!tools.isEmpty() && !without.contains("tools")) body.put("tools", tools);
        Json format = request.at("text", "format");
        if (format.isObject() && !without.contains("text")) {
            Map<String, Object> schema = new LinkedHashMap<>();
            for (String part : List.of("name", "strict", "schema"))
                if (format.at(part).present()) schema.put(part, format.at(part).plain());
            body.put("response_format", typed("json_schema", schema));
        }
        if (!effort.isEmpty() && !without.contains("reasoning")) body.put("reasoning_effort", effort);
        return body;
    }

    private static Map<String, Object> typed(String type, Object value) {
        Map<String, Object> typed = new LinkedHashMap<>();
        typed.put("type", type);
        typed.put(type, value);
        return typed;
    }

    private static Map<String, Object> message(String role, String content) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("content", content);
        return message;
    }

    private static Map<String, Object> message(Json item) {
        String type = String.valueOf(item.text("type"));
        if (type.equals("function_call_output")) {
            Map<String, Object> message = message("tool", String.valueOf(item.text("output")));
            message.put("tool_call_id", String.valueOf(item.text("call_id")));
            return message;
        }
        if (!type.equals("function_call"))
            return message(String.valueOf(item.text("role")), String.valueOf(item.text("content")));
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", String.valueOf(item.text("name")));
        function.put("arguments", item.text("arguments") == null ? "{}" : item.text("arguments"));
        Map<String, Object> called = new LinkedHashMap<>();
        called.put("id", String.valueOf(item.text("call_id")));
        called.putAll(typed("function", function));
        Map<String, Object> message = message("assistant", "");
        message.put("tool_calls", List.of(called));
        return message;
    }

    // ---------------------------------------------------------------- reading

    /** An answer as the Responses API gives it: {@code {"output": [function_call…, message]}}. */
    public static Json answer(Form form, Json body) {
        if (form == Form.RESPONSES) return body;
        List<Object> output = new ArrayList<>();
        Json message = body.list("choices").isEmpty() ? Json.NONE : body.list("choices").get(0).at("message");
        for (Json asked : message.list("tool_calls")) call(output, asked.text("id"), asked.at("function"));
        if (message.at("function_call").isObject()) call(output, null, message.at("function_call"));
        List<Object> parts = new ArrayList<>();
        if (message.text("refusal") != null) parts.add(part("refusal", "refusal", message.text("refusal")));
        if (message.text("content") != null) parts.add(part("output_text", "text", message.text("content")));
        for (Json each : message.list("content")) {
            String type = String.valueOf(each.text("type"));
            if (each.text("text") != null && (type.equals("text") || type.equals("output_text")))
                parts.add(part("output_text", "text", each.text("text")));
        }
        if (!parts.isEmpty()) {
            Map<String, Object> said = new LinkedHashMap<>();
            said.put("type", "message");
            said.put("role", "assistant");
            said.put("content", parts);
            output.add(said);
        }
        return Json.of(Map.of("output", output));
    }

    /** Some hosts send no ids, and some the arguments as an object. */
    private static void call(List<Object> output, String id, Json function) {
        if (function.text("name") == null) return;
        Json arguments = function.at("arguments");
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("type", "function_call");
        call.put("call_id", id == null ? "call_" + output.size() : id);
        call.put("name", function.text("name"));
        call.put("arguments", arguments.text() != null ? arguments.text()
            : arguments.isObject() ? arguments.write() : "{}");
        output.add(call);
    }

    private static Map<String, Object> part(String type, String name, String text) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("type", type);
        part.put(name, text);
        return part;
    }
}
