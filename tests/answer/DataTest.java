import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.answer.Answer;
import tools.answer.Line;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;

/** An answer as programs read it, beside what people read. */
class DataTest {
    private static void says(String json, String text, Answer answer) {
        assertEquals(json, Json.write(answer.data()));
        assertEquals("# It\n" + text, answer.render("x", 5_000).replaceFirst("Text in code spans .*\\n", "")
            .strip());
    }

    private static Answer it() { return Answer.titled("It"); }

    @Test
    void numbersAreNumbersInBaseUnitsWithTheUnitBesideThem() {
        says("{\"p95\":1480,\"size\":20992,\"crashFree\":0.99996,\"share\":0.5,\"cost\":2.1E-5,\"units\":{\"p95\":"
            + "\"millisecond\",\"size\":\"byte\",\"crashFree\":\"ratio\",\"share\":\"ratio\",\"cost\":\"usd\"}}",
            "- P95: 1.48 s\n- Size: 20.5 KB\n- Crash free: 99.996 %\n- Share: 50 %\n- Cost: $0.000021",
            it().fact("P95", Show.millis(1480)).fact("Size", Show.bytes(20992))
                .fact("Crash free", Show.percent(0.99996))
                .fact("Share", Show.percent(0.5)).fact("Cost", Show.dollars(0.000021)));
        says("{\"count\":1234567,\"mean\":1.5,\"inAll\":3,\"units\":{\"inAll\":\"query\"}}",
            "- Count: 1,234,567\n- Mean: 1.5\n- In all: 3 queries",
            it().fact("Count", Show.count(1_234_567)).fact("Mean", Show.number(1.5))
                .fact("In all", Show.counted(3, "query")));
    }

    @Test
    void timesAreIso8601() {
        says("{\"firstSeen\":\"2026-02-11T09:14:03.123Z\",\"lastSeen\":\"2026-02-11T09:14:03Z\"}",
            "- First seen: 2026-02-11 09:14:03Z\n- Last seen: 2026-02-11 09:14:03Z",
            it().fact("First seen", Show.time(Instant.parse("2026-02-11T09:14:03.123Z")))
                .fact("Last seen", Json.read("{\"t\":\"2026-02-11T10:14:03+01:00\"}").time("t")));
    }

    @Test
    void sentrysFieldsKeepTheirNames() {
        says("{\"gen_ai.usage.total_tokens\":7,\"p95(span.duration)\":2,\"user.email\":{\"untrusted\":\"a@b.example\"},"
            + "\"http_method\":\"GET\",\"dsn\":\"x\",\"shortId\":\"A-1\","
            + "\"units\":{\"p95(span.duration)\":\"millisecond\"}}",
            "- gen_ai.usage.total_tokens: 7\n- p95(span.duration): 2 ms\n- user.email: `a@b.example`\n"
                + "- http_method: GET\n- DSN: x\n- Short id: A-1",
            it().fact("gen_ai.usage.total_tokens", Show.count(7)).fact("p95(span.duration)", Show.millis(2))
                .fact("user.email", Untrusted.of("a@b.example")).fact("http_method", "GET").fact("DSN", "x")
                .fact("Short id", "A-1"));
    }

    @Test
    void aLineOfValuesIsAListOfThem() {
        says("{\"seen\":[{\"value\":74,\"unit\":\"event\"},{\"value\":9,\"unit\":\"user\"}]}",
            "- Seen: 74 events, 9 users",
            it().fact("Seen", Line.join(", ", Show.counted(74, "event"), Show.counted(9, "user"))));
        says("{\"lastSeen\":[\"2026-02-11T09:14:03Z\",\"in release\",{\"untrusted\":\"1.2\"}]}",
            "- Last seen: 2026-02-11 09:14:03Z in release `1.2`",
            it().fact("Last seen", Line.of(Show.time(Instant.parse("2026-02-11T09:14:03Z")),
                Line.around(" in release ", Untrusted.of("1.2"), ""))));
        says("{\"duration\":5,\"units\":{\"duration\":\"millisecond\"}}", "- Duration: 5 ms",
            it().fact("Duration", Line.of(Show.millis(5))));
        says("{\"window\":\"the last 14d\"}", "- Window: the last 14d",
            it().fact("Window", Line.of("the last ", "14d")));
    }

    @Test
    void listsAreListsAndWhatTheyLeaveOutStandsBeside() {
        says("{\"sizes\":[1,2048],\"names\":[{\"untrusted\":\"a\"},{\"untrusted\":\"b\"}],\"namesMore\":2,\"units\":{"
            + "\"sizes\":\"byte\"}}",
            "- Sizes: 1 B, 2 KB\n- Names: `a`, `b`, 2 more",
            it().fact("Sizes", List.of(Show.bytes(1), Show.bytes(2048))).fact("Names",
                Show.first(List.of(Untrusted.of("a"), Untrusted.of("b"), Untrusted.of("c"), Untrusted.of("d")), 2)));
    }

    @Test
    void yesAndNoOfOursAreBooleansAndOthersAreWords() {
        says("{\"active\":true,\"muted\":false,\"said\":{\"untrusted\":\"yes\"}}",
            "- Active: yes\n- Muted: no\n- Said: `yes`",
            it().fact("Active", "yes").fact("Muted", "no").fact("Said", Untrusted.of("yes")));
    }

    @Test
    void rowsHaveTheirUnitsInThemselves() {
        Answer answer = it().section("Groups").item("group", "a").fact("p95(span.duration)", Show.millis(2))
            .item("group", "b").fact("p95(span.duration)", Show.millis(1.5)).next("0:2:0");
        assertEquals("{\"groups\":[{\"group\":\"a\",\"p95(span.duration)\":2,\"units\":{\"p95(span.duration)\":"
            + "\"millisecond\"}},{\"group\":\"b\",\"p95(span.duration)\":1.5,\"units\":{\"p95(span.duration)\":"
            + "\"millisecond\"}}],\"nextCursor\":\"0:2:0\"}", Json.write(answer.data()));
    }
}
