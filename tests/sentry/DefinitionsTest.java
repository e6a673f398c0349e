import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.answer.FailureException;
import tools.sentry.Domain;
import tools.sentry.Links;
import tools.sentry.Param;
import tools.sentry.Tool;
import tools.shell.Domains;

/**
 * Definitions as hosts hand them to models' APIs, unchanged by many: every definition holds the strictest published
 * rules at once.
 */
class DefinitionsTest {
    @Test
    void aTextArgumentHasAHundredThousandCharacters() {
        Tool tool = Tool.reads("find_things", "").takes(Param.QUERY);
        Links links = new Links("https", "sentry.io");
        String most = "x".repeat(100_000);
        assertEquals(Map.of("query", most), tool.accept(Map.of("query", most), Map.of(), links));
        assertEquals("query is 100001 characters long; at most 100000 are allowed",
            assertThrows(FailureException.class, () -> tool.accept(Map.of("query", most + "x"), Map.of(), links))
                .getMessage());
    }

    private record Defined(String name, String description, JsonNode schema) {}

    private static List<Defined> all() {
        List<Defined> all = new ArrayList<>();
        for (Domain domain : Domains.ALL) for (Tool tool : domain.tools()) {
            JsonNode node = McpClient.MAPPER.valueToTree(tools.mcp.Protocol.definition(tool, Set.of()));
            all.add(new Defined(tool.name(), node.path("description").asText(), node.path("inputSchema")));
        }
        assertTrue(all.size() > 60);
        return all;
    }

    /** Visits every schema in a definition, with its path. */
    private interface Look {
        void at(String path, JsonNode schema);
    }

    private static void each(Defined defined, Look look) { each(defined.name, defined.schema, look); }

    private static void each(String path, JsonNode schema, Look look) {
        look.at(path, schema);
        schema.path("properties").properties()
            .forEach(property -> each(path + "." + property.getKey(), property.getValue(), look));
        if (schema.has("items")) each(path + "[]", schema.path("items"), look);
    }

    private static void none(List<String> faults) { assertEquals("", String.join("\n", faults)); }

    /**
     * OpenAI, function calling: names of letters, digits, _ and -, at most 64; "object schema missing properties"
     * refuses the whole request, and so does an array without items. Anthropic: ^[a-zA-Z0-9_-]{1,64}$ for names, and
     * for the names of properties ^[a-zA-Z0-9_.-]{1,64}$. Clients put mcp__sentry__ in front (Claude Code) and count
     * the whole; Cursor counts server and tool together, at most 60.
     */
    @Test
    void namesFitEveryHost() {
        List<String> faults = new ArrayList<>();
        for (Defined defined : all()) {
            if (!("mcp__sentry__" + defined.name).matches("[a-zA-Z0-9_-]{1,64}")) faults.add(defined.name);
            if (("sentry:" + defined.name).length() > 60) faults.add(defined.name + " is too long for Cursor");
            each(defined, (path, schema) -> schema.path("properties").fieldNames().forEachRemaining(name -> {
                if (!name.matches("[a-zA-Z][a-zA-Z0-9_]{0,63}")) faults.add(path + "." + name);
            }));
        }
        none(faults);
    }

    @Test
    void everyObjectHasPropertiesEveryArrayItemsAndEverythingAType() {
        List<String> faults = new ArrayList<>();
        for (Defined defined : all()) each(defined, (path, schema) -> {
            String type = schema.path("type").asText();
            if (!Set.of("object", "array", "string", "integer", "number", "boolean").contains(type))
                faults.add(path + " has the type " + schema.path("type"));
            if (type.equals("object") && !schema.path("properties").isObject()) faults.add(path + " lacks properties");
            if (type.equals("array") != schema.has("items")) faults.add(path + " lacks items, or has some");
            // Gemini's API: "should be non-empty for OBJECT type", anywhere but at the top
            if (type.equals("object") && path.contains(".") && schema.path("properties").isEmpty())
                faults.add(path + " is empty");
        });
        none(faults);
    }

    /**
     * What is left when the keywords are taken out that one of them does not know: Gemini's Schema (type, description,
     * enum, properties, required, items; no unions, no $ref), OpenAI's structured outputs (no default; anyOf only in
     * places), and Codex, which drops default, minimum and maximum before its model reads the schema.
     */
    @Test
    void onlyKeywordsThatEveryHostKnowsAreUsed() {
        Set<String> used = new TreeSet<>();
        for (Defined defined : all())
            each(defined, (path, schema) -> schema.fieldNames().forEachRemaining(used::add));
        assertEquals("[description, enum, items, properties, required, type]", used.toString());
    }

    /** Gemini's API takes enumerations of strings only, and none that is empty or holds "". */
    @Test
    void enumerationsAreOfWords() {
        List<String> faults = new ArrayList<>();
        for (Defined defined : all()) each(defined, (path, schema) -> {
            if (!schema.has("enum")) return;
            Set<String> words = new TreeSet<>();
            for (JsonNode word : schema.path("enum"))
                if (!word.isTextual() || word.asText().isBlank() || !words.add(word.asText())) faults.add(path);
            if (words.isEmpty() || !schema.path("type").asText().equals("string")) faults.add(path);
        });
        none(faults);
    }

    /** OpenAI: what is required must be among the properties; Gemini says the same. */
    @Test
    void whatIsRequiredIsListed() {
        List<String> faults = new ArrayList<>();
        for (Defined defined : all()) each(defined, (path, schema) -> {
            for (JsonNode name : schema.path("required"))
                if (!schema.path("properties").has(name.asText())) faults.add(path + " " + name);
            if (schema.has("required") && schema.path("required").isEmpty()) faults.add(path);
        });
        none(faults);
    }

    /** OpenAI: a function says at most 1,024 characters, a schema has at most 5 levels and 100 properties. */
    @Test
    void definitionsStayWithinTheBoundsOfStructuredOutputs() {
        List<String> faults = new ArrayList<>();
        for (Defined defined : all()) {
            int[] count = new int[1];
            each(defined, (path, schema) -> {
                count[0] += schema.path("properties").size();
                if (path.split("\\.").length > 6) faults.add(path + " is too deep");
                if (schema.path("description").asText().length() > 200) faults.add(path + " says too much");
            });
            if (count[0] > 100 || defined.description.length() > 1_024 || defined.description.isEmpty())
                faults.add(defined.name);
        }
        none(faults);
    }

    /** A default that decides what is found is said in words, and so are the bounds of a page. */
    @Test
    void defaultsAndBoundsAreSaidInWords() {
        List<String> faults = new ArrayList<>();
        for (Defined defined : all()) each(defined, (path, schema) -> {
            String says = schema.path("description").asText();
            if (path.endsWith(".limit") && !says.matches(".*[0-9]+-[0-9]+.*")) faults.add(path + ": " + says);
            boolean reads = !defined.name.startsWith("update_") && !defined.name.startsWith("create_");
            if (path.endsWith(".period") && reads && !says.contains("default")) faults.add(path + ": " + says);
        });
        none(faults);
        for (Domain domain : Domains.ALL) for (Tool tool : domain.tools())
            tool.params().stream().filter(param -> !param.hidden() && param.fallback() != null).forEach(param -> {
                JsonNode schema = McpClient.MAPPER.valueToTree(tool.schema(Set.of()));
                assertTrue(schema.path("properties").path(param.name()).path("description").asText()
                    .endsWith("default " + param.fallback()), () -> tool.name() + "." + param.name());
            });
    }

    /** One name has one type, whichever tool it belongs to. */
    @Test
    void aNameHasOneTypeEverywhere() {
        List<String> faults = new ArrayList<>();
        java.util.Map<String, String> types = new java.util.TreeMap<>();
        for (Defined defined : all()) defined.schema.path("properties").properties().forEach(property -> {
            String type = property.getValue().path("type").asText();
            // what an alert or a monitor is bound to is one environment
            boolean one = property.getKey().equals("environment") && defined.name.startsWith("create_");
            String before = one ? null : types.put(property.getKey(), type);
            if (before != null && !before.equals(type)) faults.add(defined.name + "." + property.getKey());
        });
        none(faults);
    }
}
