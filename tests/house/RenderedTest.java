import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every tool's answer as a person sees it, rendered as Markdown. */
class RenderedTest {
    /** Else nothing below could fail. */
    @Test
    void markupThatIsAliveIsSeen() {
        assertEquals("\nDocument \nHeading1 A\nBulletList \nListItem \nParagraph b: {}",
            Rendered.skeleton("# A\n- b: `c`"));
        for (String alive : List.of("[x](y)", "![x](y)", "<b>x</b>", "<div>", "*x*", "**x**", "1. x", "> x", "a\n\n---",
            "    x", "a\nb", "- a\nb", "<https://evil.example>", "a\n\n[x]: https://evil.example\n[x]"))
            assertThrows(AssertionError.class, () -> Rendered.skeleton("# A\n" + alive), alive);
    }

    @Test
    void headingsBulletsAndLinesNeverRunTogether() {
        List<String> faults = new ArrayList<>();
        for (Case each : Cases.all()) {
            try {
                Rendered.skeleton(FakeSentry.call(each).render("nonce", 1_000_000));
            } catch (AssertionError fault) {
                faults.add(each + ": " + fault.getMessage());
            }
        }
        assertEquals("", String.join("\n\n", faults));
    }
}
