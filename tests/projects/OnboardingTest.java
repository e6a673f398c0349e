import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.answer.FailureException;

class OnboardingTest {
    @Test
    void progressIsReportedWithoutRepeatingTheToken() {
        Case made = ConfigCases.onboarding();
        FakeSentry sentry = new FakeSentry(made);
        String text = sentry.answer(made).render("nonce", 9_000);
        assertEquals("""
            # Progress reported
            - Run: active
            - Keep reporting: yes""", text);
        assertFalse(text.contains("abcDEF1234"));
        assertEquals(Map.of("schemaVersion", 1, "runToken", "abcDEF1234", "stage", "create_project", "status",
            "completed", "projectSlugs", List.of("tide-clock"), "extra", Map.of("projectSlugs", List.of("tide-clock"))),
            sentry.requests.get(0).body());
    }

    @Test
    void wrongArgumentsAreNamedBeforeAnythingIsSent() {
        assertEquals("runToken must be the 10 letters and digits that the onboarding gave you",
            refused(ConfigCases.onboarding().with("runToken", "short")));
        assertEquals("status must be one of active, waiting, completed, skipped, failed, not \"bypassed\"",
            refused(ConfigCases.onboarding().with("status", "bypassed")));
        assertTrue(refused(ConfigCases.onboarding().with("stage", "deploy"))
            .startsWith("stage must be one of connect_mcp, analyze_project, "));
        assertEquals("eventNote must have at most 256 characters, not 257",
            refused(ConfigCases.onboarding().with("settings", Map.of("eventNote", "x".repeat(257)))));
    }

    @Test
    void aBoundSessionReportsItsOwnProjectOnly() {
        Case made = ConfigCases.onboarding();
        FakeSentry sentry = new FakeSentry(made);
        sentry.bounds = new LinkedHashMap<>(Map.of("projectSlug", "checkout-api"));
        assertEquals("the project is outside the project \"checkout-api\" that this session is bound to",
            assertThrows(FailureException.class, () -> sentry.answer(made)).getMessage());
        assertEquals(List.of(), sentry.sent());
    }

    private static String refused(Case made) {
        FakeSentry sentry = new FakeSentry(made);
        String message = assertThrows(FailureException.class, () -> sentry.answer(made)).getMessage();
        assertEquals(List.of(), sentry.sent());
        return message;
    }
}
