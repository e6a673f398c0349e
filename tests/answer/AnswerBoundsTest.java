import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
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
}
