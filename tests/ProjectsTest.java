import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectsTest {
    static List<Case> cases() {
        return List.of(
            Case.of("find_teams", "organizationSlug", "acme-labs").get("organizations/acme-labs/teams", "projects/teams.json"),
            Case.of("find_projects", "organizationSlug", "acme-labs").get("organizations/acme-labs/projects", "projects/projects.json").next("0:25:0"));
    }

    @Test
    void theQueryTheLimitAndTheCursorGoToSentry() {
        Case made = cases().get(1).with("query", "check out").with("limit", 5).with("cursor", "0:25:0");
        FakeSentry sentry = new FakeSentry(made);
        sentry.answer(made);
        assertEquals(List.of("GET organizations/acme-labs/projects?per_page=5&query=check out&cursor=0:25:0"), sentry.sent());
    }

    @Test
    void nothingFoundIsSaid() {
        assertEquals("# Projects of acme-labs\n\n## Projects\nThere are none that the token can see.", FakeSentry.text(cases().get(1).answering(0, "[]").next(null)));
    }
}
