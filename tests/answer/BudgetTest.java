import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.answer.Answer;
import tools.answer.Untrusted;
import tools.mcp.ClientBudget;

/** An answer fits the client that asked: what does not fit is left out whole, and named. */
class BudgetTest {
    /** What each client was measured to pass on whole, by the name that it gives itself. */
    private static final Map<String, Integer> CUT_AT = new LinkedHashMap<>(Map.of("@cline/core", 8_000,
        "codex-mcp-client", 12_000, "copilot-cli", 17_000, "qwen-cli-mcp-client-sentry", 26_000,
        "gemini-cli-mcp-client", 40_000, "claude-code", 50_000));

    @Test
    void aKnownClientGetsALittleLessThanItPassesOn() {
        CUT_AT.forEach((client, limit) -> {
            int budget = ClientBudget.of(client, 0);
            assertTrue(budget < limit && budget >= limit * 9 / 10, client + ": " + budget);
        });
    }

    @Test
    void anUnknownClientGetsTwentyThousandCharacters() {
        for (String client : new String[] {null, "", "opencode", "mcporter", "claude-codex", "my-claude-code"})
            assertEquals(20_000, ClientBudget.of(client, 0), client);
    }

    @Test
    void whatTheUserSetsHoldsForEveryClientWithinReason() {
        assertEquals(9_000, ClientBudget.of("@cline/core", 9_000));
        assertEquals(9_000, ClientBudget.of(null, 9_000));
        assertEquals(ClientBudget.LEAST, ClientBudget.of(null, ClientBudget.LEAST));
        assertEquals(ClientBudget.LEAST, ClientBudget.of(null, ClientBudget.LEAST - 1));
        assertEquals(ClientBudget.MOST, ClientBudget.of(null, ClientBudget.MOST));
        assertEquals(ClientBudget.MOST, ClientBudget.of(null, ClientBudget.MOST + 1));
    }

    /** At each client's bound: what is exactly as long is whole, one character more costs an item. */
    @Test
    void anAnswerOfExactlyTheBudgetIsWholeAndOneCharacterMoreCostsAnItem() {
        for (String client : CUT_AT.keySet()) {
            int budget = ClientBudget.of(client, 0);
            int filled = budget - rows(0, 0).render("nonce", 1_000_000).length();
            int rows = filled / 200;
            Answer whole = rows(rows, 0);
            int left = budget - whole.render("nonce", 1_000_000).length();
            String exact = rows(rows, left).render("nonce", budget);
            assertEquals(budget, exact.length(), client);
            assertFalse(exact.contains("Left out"), client);
            String over = rows(rows, left + 1).render("nonce", budget);
            assertTrue(over.length() <= budget && over.contains("Left out for length: the last ")
                && over.contains(" of " + rows + " in \"Rows\". Ask with a lower limit."), client + "\n" + over);
        }
    }

    private static Answer rows(int count, int longer) {
        Answer answer = Answer.titled("A", "x".repeat(longer)).section("Rows", "Ask with a lower limit.");
        for (int i = 0; i < count; i++) answer.item("id", i).fact("Text", Untrusted.of("y".repeat(150)));
        return answer;
    }

    @Test
    void theLeastUsefulSectionLosesItsLastItemsFirst() {
        Answer answer = Answer.titled("A").fact("Kept", "yes");
        answer.section("First");
        for (int i = 0; i < 10; i++) answer.item("id", "first" + i).fact("Text", Untrusted.of("y".repeat(200)));
        answer.section("Second", "It is on the second page.");
        for (int i = 0; i < 10; i++) answer.item("id", "second" + i).fact("Text", Untrusted.of("y".repeat(200)));
        String text = answer.render("nonce", 4_000);
        assertTrue(text.length() <= 4_000 && text.contains("- Kept: yes") && text.contains("first9")
            && text.contains("second0") && !text.contains("second9"), text);
        assertTrue(text.endsWith(" of 10 in \"Second\". It is on the second page."), text);
        String shorter = answer.render("nonce", 2_000);
        assertTrue(shorter.contains("first0") && !shorter.contains("first9") && !shorter.contains("### second")
            && shorter.contains("Left out for length: \"Second\". It is on the second page.")
            && shorter.endsWith("or start the server with --answer-size=N (characters) for longer answers."), shorter);
    }

    /** A trace's tree is one block: half of it tells more than none. */
    @Test
    void aLongBlockLosesItsLastLinesBeforeItGoes() {
        StringBuilder lines = new StringBuilder();
        for (int i = 1_000; i < 2_000; i++) lines.append("line ").append(i).append('\n');
        Answer answer = Answer.titled("A").section("Tree", "get_span_details shows the rest.")
            .block("Spans", Untrusted.of(lines.toString(), 20_000));
        String text = answer.render("nonce", 3_000);
        assertTrue(text.length() <= 3_000 && text.length() > 2_700, text);
        assertTrue(text.matches("(?s).*line 1001\n.*\nline \\d{4}\nnonce>>\n```\n… \\[\\d+ more characters]\n\n"
            + "Left out for length: a part of \"Tree\"\\. get_span_details shows the rest\\."), text);
        Fence.outside(text);
    }

    @Test
    void whatIsToldOldestFirstLosesItsFirstLines() {
        StringBuilder lines = new StringBuilder();
        for (int i = 1_000; i < 2_000; i++) lines.append("line ").append(i).append('\n');
        String text = Answer.titled("A").newest("Oldest first", Untrusted.of(lines.toString(), 20_000))
            .render("nonce", 3_000);
        assertTrue(text.length() <= 3_000 && text.matches("(?s).*<<nonce\nline \\d{4}\n.*line 1999\nnonce>>\n```\n"
            + "… \\[\\d+ earlier characters]\n.*"), text);
        Fence.outside(text);
    }

    @Test
    void factsThatMustStayLoseTheEndsOfTheirBlocksLast() {
        Answer answer = Answer.titled("A").block("Text", Untrusted.of("word\n".repeat(2_000), 20_000));
        answer.section("Other").fact("Fact", "other");
        String text = answer.render("nonce", 3_000);
        assertTrue(text.length() <= 3_000 && text.contains("Left out for length: a part of the facts.")
            && text.contains("word\nnonce>>") && text.contains("Left out for length: \"Other\""), text);
    }
}
