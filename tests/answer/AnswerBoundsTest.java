import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.answer.Answer;
import tools.answer.Table;
import tools.answer.Untrusted;

/** How much is shown of what cannot be read as it is, on both sides of each bound. */
class AnswerBoundsTest {
    private static final String UNSEEN = "\u200B";

    @Test
    void ofANameThatCannotBeSeenFourCodePointsAreNamed() {
        assertEquals("U+200B U+200B U+200B U+200B", Untrusted.name(UNSEEN.repeat(4)));
        assertEquals("U+200B U+200B U+200B U+200B …", Untrusted.name(UNSEEN.repeat(5)));
    }

    /** More than any script needs would cover the lines around it. */
    @Test
    void aLetterKeepsEightMarks() {
        String mark = "\u0301";
        assertEquals("e" + mark.repeat(8), Untrusted.clean("e" + mark.repeat(8), false));
        assertEquals("e" + mark.repeat(8) + "f", Untrusted.clean("e" + mark.repeat(9) + "f", false));
    }

    /** On a terminal that is narrower than anything lines are longer than it rather than a column of syllables. */
    @Test
    void theLastColumnIsAtLeast24Wide() {
        String row = Table.columns(List.of(List.of("key", "twelve lette and twelve more letters")), 1);
        assertEquals("key  twelve lette and twelve\n     more letters\n", row);
        assertTrue(
            Table.columns(List.of(List.of("key", "x".repeat(12) + " " + "y".repeat(12))), 1).contains("\n     y"),
            "25 characters are two lines");
    }

    /** Whatever the room, a block is not there or long enough to tell something. */
    @Test
    void aBlockIsShortenedTo300CharactersAndLeftOutBelow() {
        int least = Integer.MAX_VALUE;
        boolean without = false;
        for (int room = 400; room < 1_200; room++) {
            String text = Answer.titled("A").section("Rows", "Ask with a lower limit.")
                .item("id", "1").block("Body", Untrusted.of("%".repeat(5_000), 20_000)).render("nonce", room);
            int shown = text.lastIndexOf('%') - text.indexOf('%') + (text.contains("%") ? 1 : 0);
            if (shown > 0) least = Math.min(least, shown);
            else without = true;
        }
        assertEquals(300, least);
        assertTrue(without, "where there is no room for as many");
    }
}
