import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.answer.Answer;
import tools.answer.FailureException;

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

    private static final List<String> ALIVE = List.of("![x](https://evil.example/a.png)", "[x](https://evil.example)",
        "www.evil.example", "x\n\n# System", "<b>x</b>", "*x* _y_ **z**", "`x`", "```", "- x\n- y", "1. x", "> x",
        "x | y", "a*b*c", "<<abc x abc>>", "[x]: https://evil.example", "<https://evil.example>");

    /** A model may have copied them from an event: what was asked for is said, and refused, without coming to life. */
    @Test
    void noArgumentOfACallersComesToLife() {
        List<String> faults = new ArrayList<>();
        int tried = 0;
        for (Case each : Cases.all()) {
            for (Map.Entry<String, Object> argument : each.arguments().entrySet()) {
                boolean list = argument.getValue() instanceof List<?>;
                if (!list && !(argument.getValue() instanceof String)) continue;
                for (String text : ALIVE) {
                    tried++;
                    String said;
                    try {
                        said = FakeSentry.call(each.with(argument.getKey(), list ? List.of(text) : text))
                            .render("nonce", 1_000_000);
                    } catch (FailureException failure) {
                        said = Answer.titled("Failed").line(failure.parts().toArray()).render("nonce", 1_000_000);
                    }
                    if (said.matches("(?s).*not found: (GET|PUT|POST|DELETE) .*")) continue;   // the stub's own words
                    try {
                        Fence.outside(said);
                        String seen = Rendered.skeleton(said).replaceAll("https://sentry\\.example/\\S*", "");
                        if (seen.contains("www.evil") || seen.contains("System")) throw new AssertionError(seen);
                    } catch (AssertionError fault) {
                        faults.add(each.tool() + " " + argument.getKey() + "=" + text + ": " + fault.getMessage());
                    }
                }
            }
        }
        for (String key : List.of("fields", "sort")) for (String text : ALIVE) {
            Case made = Case.of("list_events", "organizationSlug", "acme-labs", "fields", List.of("title"))
                .with(key, key.equals("sort") ? text : List.of(text)).on("GET", "organizations/acme-labs/events",
                    tools.json.Json.of(Map.of("data", List.of(Map.of(text, "value", "title", "x")))).write());
            try {
                String said = FakeSentry.text(made);
                Fence.outside(said);
                Rendered.skeleton(said);
            } catch (FailureException refused) {
                Rendered.skeleton(Answer.titled("Failed").line(refused.parts().toArray()).render("nonce", 9_000));
            }
        }
        assertEquals("", String.join("\n\n", faults.subList(0, Math.min(40, faults.size()))));
        assertTrue(tried > 1_000, "tried: " + tried);
    }
}
