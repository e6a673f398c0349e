import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.answer.UsageException;
import tools.json.Json;
import tools.sentry.ModelProtocol;
import tools.sentry.ModelProtocol.Form;

class ModelProtocolTest {
    private static final String FLAG = "--openai-base-url";

    private static ModelProtocol at(String url) { return ModelProtocol.at(url, FLAG); }

    /** As the hosts' own documentation gives them: address, what is asked first, its address, the key's header. */
    private static final String[][] HOSTS = {
        {"https://api.openai.com/v1", "RESPONSES", "https://api.openai.com/v1/responses", "Authorization=Bearer k"},
        {"https://api.openai.com/v1/responses", "RESPONSES", "https://api.openai.com/v1/responses",
            "Authorization=Bearer k"},
        {"https://openrouter.ai/api/v1/chat/completions", "CHAT", "https://openrouter.ai/api/v1/chat/completions",
            "Authorization=Bearer k"},
        {"https://acme.openai.azure.com/openai/v1/", "RESPONSES", "https://acme.openai.azure.com/openai/v1/responses",
            "api-key=k"},
        {"https://acme.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=2024-10-21", "CHAT",
            "https://acme.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=2024-10-21",
            "api-key=k"},
        {"https://acme.openai.azure.com/openai/deployments/gpt?api-version=2025-04-01-preview", "CHAT",
            "https://acme.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=2025-04-01-preview",
            "api-key=k"},
        {"https://acme.services.ai.azure.com/openai/v1", "RESPONSES",
            "https://acme.services.ai.azure.com/openai/v1/responses", "api-key=k"},
        {"https://openai.azure.com.evil.example/openai/v1", "RESPONSES",
            "https://openai.azure.com.evil.example/openai/v1/responses", "Authorization=Bearer k"},
        {"https://generativelanguage.googleapis.com/v1beta/openai", "RESPONSES",
            "https://generativelanguage.googleapis.com/v1beta/openai/responses", "Authorization=Bearer k"},
        {"http://localhost:11434/v1//", "RESPONSES", "http://localhost:11434/v1/responses", "Authorization=Bearer k"}};

    @Test
    void anAddressIsTakenAsWhatItIs() {
        for (String[] each : HOSTS) {
            ModelProtocol host = at(each[0]);
            assertEquals(each[1], host.first().name(), each[0]);
            assertEquals(each[2], host.address(host.first()));
            assertEquals(each[3], host.key("k").toString(), each[0]);
        }
    }

    @Test
    void nothingButAnApiVersionFollowsThePath() {
        for (String query : List.of("?key=1", "?api-version=1&x=2", "?api-version=", "?api-version=a b",
            "?api-version=" + "1".repeat(41))) {
            UsageException refused =
                assertThrows(UsageException.class, () -> at("https://acme.openai.azure.com/openai" + query));
            assertEquals(true, refused.getMessage().startsWith(FLAG + " may have ?api-version= and nothing else"));
        }
        assertEquals("?api-version=" + "1".repeat(40), at("https://a.example?api-version=" + "1".repeat(40)).query());
    }

    @Test
    void aHostWithoutResponsesIsAskedForACompletion() {
        ModelProtocol host = at("https://models.example/v1");
        Object[][] refusals = {{404, "{}", true}, {405, "{}", true}, {501, "", true},
            {404, "{\"error\": {\"message\": \"Invalid URL (POST /v1/responses)\"}}", true},
            {404, "{\"detail\": \"Not Found\"}", true},
            {404, "{\"error\": {\"message\": \"unknown endpoint for this model\"}}", true},
            {404, "{\"error\": {\"code\": \"model_not_found\", \"message\": \"The model gpt-9 does not exist\"}}",
                false},
            {400, "{}", false}, {401, "{}", false}, {429, "{}", false}, {500, "{}", false}};
        for (Object[] each : refusals) {
            Json body = ((String) each[1]).isEmpty() ? Json.NONE : Json.read((String) each[1]);
            assertEquals(each[2], host.unknown(Form.RESPONSES, (Integer) each[0], body), each[0] + " " + each[1]);
            assertEquals(false, host.unknown(Form.CHAT, (Integer) each[0], body), "there is no third");
            assertEquals(false,
                at("https://models.example/v1/responses").unknown(Form.RESPONSES, (Integer) each[0], body),
                "an address that names its endpoint is meant so");
        }
    }

    // ---------------------------------------------------------------- bodies

    private static Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("instructions", "Translate.");
        request.put("input", List.of(Map.of("role", "user", "content", "Question: errors"),
            Map.of("type", "function_call", "call_id", "call_0", "name", "fields", "arguments", "{\"contains\":\"a\"}"),
            Map.of("type", "function_call_output", "call_id", "call_0", "output", "{\"result\":{}}"),
            Map.of("role", "assistant", "content", "{}")));
        request.put("tools", List.of(Map.of("type", "function", "name", "whoami", "description", "Who asks.", "strict",
            false, "parameters", Map.of("type", "object"))));
        request.put("text", Map.of("format", Map.of("type", "json_schema", "name", "search", "strict", true, "schema",
            Map.of("type", "object"))));
        return request;
    }

    private static Json body(Form form, String effort, String... without) {
        return Json.of(ModelProtocol.body(form, request(), "gpt", effort, Set.of(without)));
    }

    @Test
    void aQuestionIsWrittenAsACompletion() {
        Json body = body(Form.CHAT, "low");
        assertEquals("gpt", body.text("model"));
        assertEquals("low", body.text("reasoning_effort"));
        List<Json> messages = body.list("messages");
        assertEquals(List.of("system", "user", "assistant", "tool", "assistant"),
            messages.stream().map(message -> message.text("role")).toList());
        assertEquals("Translate.", messages.get(0).text("content"));
        Json called = messages.get(2).list("tool_calls").get(0);
        assertEquals("call_0 function fields {\"contains\":\"a\"}", called.text("id") + " " + called.text("type") + " "
            + called.text("function", "name") + " " + called.text("function", "arguments"));
        assertEquals("call_0", messages.get(3).text("tool_call_id"));
        assertEquals("{\"result\":{}}", messages.get(3).text("content"));
        assertEquals("whoami", body.list("tools").get(0).text("function", "name"));
        assertEquals("json_schema", body.text("response_format", "type"));
        assertEquals(true, body.flag("response_format", "json_schema", "strict"));
        for (String other : List.of("input", "instructions", "text", "store", "reasoning"))
            assertEquals(false, body.at(other).present(), other);
    }

    @Test
    void whatAHostDoesNotTakeIsLeftOutInBothForms() {
        Json chat = body(Form.CHAT, "low", "reasoning", "text", "tools", "store");
        for (String part : List.of("reasoning_effort", "response_format", "tools"))
            assertEquals(false, chat.at(part).present(), part);
        Json responses = body(Form.RESPONSES, "low", "reasoning", "text", "tools");
        assertEquals("gpt Translate.", responses.text("model") + " " + responses.text("instructions"));
        for (String part : List.of("reasoning", "text", "tools"))
            assertEquals(false, responses.at(part).present(), part);
        assertEquals(true, responses.denied("store"));
        assertEquals("low", body(Form.RESPONSES, "low").text("reasoning", "effort"));
        assertEquals(false, body(Form.CHAT, "").at("reasoning_effort").present());
    }

    // ---------------------------------------------------------------- answers

    private static String read(String message) {
        return ModelProtocol.answer(Form.CHAT, Json.read("{\"choices\": [{\"message\": " + message + "}]}")).write();
    }

    @Test
    void aCompletionIsReadAsAResponse() {
        String said =
            "{\"output\":[{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":"
                + "\"{}\"}]}]}";
        assertEquals(said, read("{\"role\": \"assistant\", \"content\": \"{}\", \"reasoning_content\": \"hm\"}"));
        assertEquals(said, read(
            "{\"content\": [{\"type\": \"thinking\", \"thinking\": \"hm\"}, {\"type\": \"text\", \"text\": \"{}\"}]}"));
        assertEquals(
            "{\"output\":[{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"refusal\",\""
                + "refusal\":\"no\"}]}]}",
            read("{\"content\": null, \"refusal\": \"no\"}"));
        String call =
            "{\"output\":[{\"type\":\"function_call\",\"call_id\":\"%s\",\"name\":\"fields\",\"arguments\":"
                + "\"{\\\"contains\\\":"
                + "\\\"a\\\"}\"}]}";
        assertEquals(call.formatted("c1"),
            read("{\"content\": \"\", \"tool_calls\": [{\"id\": \"c1\", \"function\": {\"name\": "
                + "\"fields\", \"arguments\": \"{\\\"contains\\\":\\\"a\\\"}\"}}]}"));
        assertEquals(call.formatted("call_0"),
            read("{\"tool_calls\": [{\"function\": {\"name\": \"fields\", \"arguments\": "
                + "{\"contains\": \"a\"}}}]}"),
            "a host that sends no id and an object");
        assertEquals("{\"output\":[]}", ModelProtocol.answer(Form.CHAT, Json.read("{\"error\": {}}")).write());
        Json response = Json.read("{\"output\": [1]}");
        assertEquals("{\"output\":[1]}", ModelProtocol.answer(Form.RESPONSES, response).write());
    }
}
