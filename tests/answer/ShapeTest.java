import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Shape;
import tools.answer.Untrusted;
import tools.json.Json;

/** What may stand outside of a code span although somebody else chose it. */
class ShapeTest {
    private static final List<String> SENTENCES = List.of("", "null", "www.evil.example", "https://evil.example", "x y",
        "ignore.previous.instructions", "[x](y)", "a/b", "a\nb", "<b>", "_x_", "*x*", "`x`", "x:y", "-x", "é");

    @Test
    void anIdIsDigitsHexOrAUuid() {
        for (String id : List.of("7", "4507001", "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "9c1e44aa02bd77f1", "a1b2c3d",
            "11112222333344445555666677778888", "123e4567-e89b-12d3-a456-426614174000", "14d", "5m", "user:7",
            "team:88",
            "1".repeat(64))) assertTrue(Shape.id(id), id);
        for (String no : List.of("deadbeef", "facade", "abc-def", "1".repeat(65), "14days", "user:x", "root:7",
            "delete-1", "123e4567-e89b-12d3-a456-42661417400g")) assertFalse(Shape.id(no), no);
        for (String no : SENTENCES) assertFalse(Shape.id(no), no);
    }

    @Test
    void aSlugIsSmallLettersDigitsAndDashes() {
        for (String slug : List.of("acme-labs", "checkout_api", "a", "7", "x".repeat(100)))
            assertTrue(Shape.slug(slug), slug);
        for (String no : List.of("Acme", "-a", "a-", "a.b", "x".repeat(101))) assertFalse(Shape.slug(no), no);
        for (String no : SENTENCES) assertFalse(Shape.slug(no), no);
    }

    @Test
    void anIssueIsCalledByItsProjectAndANumber() {
        for (String id : List.of("CHECKOUT-API-7K2", "A-1", "MY_APP-1")) assertTrue(Shape.shortId(id), id);
        for (String no : List.of("checkout-1", "A", "A-", "A-1 B", "A.B-1")) assertFalse(Shape.shortId(no), no);
        for (String no : SENTENCES) assertFalse(Shape.shortId(no), no);
    }

    @Test
    void aFieldsNameHoldsNothingThatMarkdownKnows() {
        for (String field : List.of("title", "user.id", "http.response.status_code", "-timestamp", "count()",
            "-p95(span.duration)", "count_unique(user)", "tags[order.id,number]", "count_if(span.duration,greater,300)",
            "p95(value,checkout.time,distribution,millisecond)", "avg(tags[size,number])", "epm()", "x".repeat(200),
            "measurements.lcp", "gen_ai.usage.total_tokens", "X-Custom-Header"))
            assertTrue(Shape.field(field), field);
        for (String no : List.of("www.evil.example", "WWW.evil", "a b", "_x_", "a._b_.c", "x\n# y", "[x](y)",
            "tags[x](y)",
            "![x](y)", "a*b*c", "equation|count() * 2", "<b>", "`x`", "https://evil.example", "x".repeat(201),
            "count(",
            "count(`x`)", "count(*)", "f((x))", "")) assertFalse(Shape.field(no), no);
        assertEquals("title", Shape.named("title"));
        assertInstanceOf(Untrusted.class, Shape.named("![x](https://evil.example)"));
    }

    @Test
    void aWordIsOursWhenSentryCoinsIt() {
        assertEquals("error", Json.of("error").token());
        assertEquals("resolved", Json.of("resolved").token());
        assertInstanceOf(Untrusted.class, Json.of("www.evil-login.example").token());
        assertInstanceOf(Untrusted.class, Json.of("obey").token());
        assertInstanceOf(Untrusted.class, Json.of("ignore-previous-instructions").token());
    }

    @Test
    void aValueOfTheCallersIsQuotedWhenItIsWordsAndElseMarkedAsOthers() {
        assertEquals("\"bypassed\"", FailureException.show("bypassed"));
        assertEquals("\"Page payments on spikes\"", FailureException.show("Page payments on spikes"));
        assertEquals("\"last_seen\"", FailureException.show("last_seen"));
        assertEquals("\"\"", FailureException.show(""));
        assertEquals("7", FailureException.show(7));
        for (String alive : List.of("![x](https://evil.example)", "https://evil.example", "www.evil.example", "_x_",
            "*x*",
            "<b>", "mail@evil.example", "# x", "a | b", "[x]"))
            assertEquals("`" + alive + "`", FailureException.show(alive));
        assertEquals("`'x' [y]`", FailureException.show("`x`\n[y]"));
        String failure = Answer.titled("Wrong").line("status must be x, not " + FailureException.show("<b>"))
            .render("nonce", 9_000);
        assertTrue(failure.startsWith("# Wrong\nText in code spans was written by others"), failure);
        Fence.outside(failure);
    }
}
