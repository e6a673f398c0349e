import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import tools.json.Frames;
import tools.json.Json;
import tools.json.Redact;
import tools.json.Secrets;

/** How much of a name, a number or a text is looked at, on both sides of each bound. */
class JsonBoundsTest {
    /** What is shorter may be a word of anybody's. */
    @Test
    void eightCharactersAreASecretAndSevenAreNot() {
        Secrets secrets = new Secrets();
        secrets.hide("1234567");
        assertEquals("it is 1234567", secrets.redact("it is 1234567"));
        secrets.hide("abcdefgh");
        assertEquals("it is [redacted]", secrets.redact("it is abcdefgh"));
    }

    @Test
    void aLongNameIsJudgedByItsFirstAndItsLastHundredLetters() {
        assertTrue(Redact.secret("x".repeat(96) + "password" + "x".repeat(96)), "200 letters: all of it");
        assertFalse(Redact.secret("x".repeat(97) + "password" + "x".repeat(96)), "its middle is not looked at");
        for (int before : new int[] {0, 92}) {
            assertTrue(Redact.secret("x".repeat(before) + "password" + "x".repeat(500)));
            assertTrue(Redact.secret("x".repeat(500) + "password" + "x".repeat(before)));
        }
    }

    /** A body in a message in a log line: each is JSON in a text. */
    @Test
    void jsonInATextIsReadThreeTextsDeep() {
        for (int texts = 1; texts <= 4; texts++) {
            String json = "{\"session\":{\"id\":77120}}";
            for (int i = 0; i < texts; i++) json = Json.of(java.util.Map.of("message", json)).write();
            String shown = Json.of(Redact.values(Json.read(json))).write();
            assertEquals(texts > 3, shown.contains("77120"), shown);
        }
    }

    @Test
    void aNumberOfAFrameHasAThousandDigits() {
        assertEquals("9".repeat(1_000), Frames.read("9".repeat(1_000)).toString());
        assertThrows(RuntimeException.class, () -> Frames.read("9".repeat(1_001)));
    }
}
