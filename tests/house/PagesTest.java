import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import tools.answer.FailureException;

/** A Sentry that always has a further page is asked for ten of them. */
class PagesTest {
    private static long asked(FakeSentry sentry, String path) {
        return sentry.sent().stream().filter(request -> request.startsWith("GET " + path + "?")).count();
    }

    @Test
    void tenPagesOfTeamsAreReadForOneThatIsToBeAdded() {
        FakeSentry sentry = FakeSentry.after(ConfigCases.addTeam().next("0:100:0"));
        assertEquals(10, asked(sentry, "projects/acme-labs/checkout-api/teams"), () -> sentry.sent().toString());
    }

    @Test
    void tenPagesOfDashboardsAreReadForATitle() {
        Case made = ConfigCases.of("get_dashboard_details", "dashboardId", "nothing")
            .on("GET", "organizations/acme-labs/dashboards", "[]").next("0:100:0");
        FakeSentry sentry = new FakeSentry(made);
        assertThrows(FailureException.class, () -> sentry.answer(made));
        assertEquals(10, asked(sentry, "organizations/acme-labs/dashboards"));
    }

    @Test
    void tenPagesOfAConversationAreRead() {
        String path = "organizations/acme-labs/agents/conversations/conv-88";
        FakeSentry sentry = FakeSentry.after(Case.of("get_ai_conversation_details", "organizationSlug", "acme-labs",
            "conversationId", "conv-88").get(path, "conversations/conversation.json").next("0:1000:0"));
        assertEquals(10, asked(sentry, path));
    }
}
