import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.json.Json;

class JsonTest {
    private static final int LEVELS = 100;

    private static String nested(int levels) { return "[".repeat(levels) + "7" + "]".repeat(levels); }

    @Test
    void aValueKeepsItsShapeUpToAHundredLevelsAndIsATextBelow() {
        assertEquals(nested(LEVELS), Json.read(nested(LEVELS)).write());
        assertEquals("[".repeat(LEVELS) + "\"[7]\"" + "]".repeat(LEVELS), Json.read(nested(LEVELS + 1)).write());
        String object = "{\"a\":".repeat(LEVELS) + "{\"b\":[1,null,\"x\"],\"c\":{}}" + "}".repeat(LEVELS);
        assertTrue(Json.read(object).write().contains("\"a\":\"{\\\"b\\\":[1,null,\\\"x\\\"],\\\"c\\\":{}}\""),
            Json.read(object).write());
    }

    @Test
    void whatIsAsDeepAsATraceIsWrittenAllTheSame() {
        Json deep = Json.deep(("{\"a\":" + nested(40_000) + "}").getBytes(UTF_8), () -> {});
        assertTrue(deep.write().length() < 10_000);
        assertTrue(deep.compact().text().contains("…"));
        assertTrue(deep.plain().toString().contains("[[["));
    }

    @Test
    void beyondItsBoundsAnAnswerIsRefusedInsteadOfReadInto() {
        assertEquals(1, Json.read(nested(500)).size());
        assertThrows(Json.TooMuch.class, () -> Json.read(nested(501)));
        assertEquals(Json.MOST_TOKENS - 2, Json.read("[" + "0,".repeat(Json.MOST_TOKENS - 3) + "0]").size());
        assertThrows(Json.TooMuch.class, () -> Json.read("[" + "0,".repeat(Json.MOST_TOKENS) + "0]"));
    }

    /** Eleven bytes a value: what text costs more than that, its length says. */
    @Test
    void whatATreeTakesIsToldByItsValuesOrItsLength() {
        for (String text : List.of("", "7", "\"words, and: [more] {of} them\"",
            "{\"message\":\"" + "a,b:[{".repeat(1_000) + "\"}", "[\"" + "\\\"".repeat(500) + ",,,,\\\\\"]"))
            assertEquals(text.length(), Json.weight(text.getBytes(UTF_8)), text);
        assertEquals(11 * 1_001, Json.weight(("[" + "0,".repeat(999) + "0]").getBytes(UTF_8)));
        // an object, a name, a number and a comma
        assertEquals(11 * (2 + 999 * 4 + 2), Json.weight(("[" + "{\"\":0},".repeat(999) + "{}]").getBytes(UTF_8)));
    }
}
