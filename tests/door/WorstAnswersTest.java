import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The worst answers known, side by side with honest calls, on the real program with its own memory. */
class WorstAnswersTest {
    @Test
    void noProcessAndNoHonestCallIsLostToThem() throws Exception {
        BenchWorst.Seen seen = BenchWorst.run(1);
        assertEquals(0, seen.lost(), seen::toString);
        assertTrue(seen.worst() > 50 && seen.honest() > 2 * seen.worst(), seen::toString);
        assertTrue(!seen.stderr().contains("fault in sentry-mcp"), seen.stderr());
        Totals.held("worst answers: honest calls among them", seen.honest(), seen.lost());
    }
}
