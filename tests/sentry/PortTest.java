import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Untrusted;
import tools.sentry.Sentry;

/** What holds for every request of every tool, whichever endpoint it asks. */
class PortTest {
    private static final String ISSUES = "organizations/acme-labs/issues";

    private static Case issues() { return Case.of("list_issues", "organizationSlug", "acme-labs"); }

    private static FailureException refusal(FailureException.Kind kind, int status, String reason) {
        return FailureException.http(kind, status,
            List.of("Sentry refused the request (" + status + ").", " It says: ", Untrusted.of(reason)));
    }

    private static String said(FakeSentry sentry, Case made) {
        return sentry.answer(made).render("nonce", Answer.BUDGET);
    }

    private static FailureException failure(FakeSentry sentry, Case made) {
        return assertThrows(FailureException.class, () -> sentry.answer(made));
    }

    // ---------------------------------------------------------------- which projects

    /**
     * OrganizationEndpoint.get_projects in Sentry's source: without project, those of the token user's own teams; with
     * -1, all that it may see.
     */
    @Test
    void whereNoProjectIsNamedAllAreAskedFor() {
        Set<String> open = new TreeSet<>();
        for (Case each : Cases.all()) {
            FakeSentry sentry = new FakeSentry(each);
            try {
                sentry.answer(each);
            } catch (FailureException refused) {
                // what was sent before is what counts
            }
            for (Sentry.Request request : sentry.requests) {
                if (request.query().stream().noneMatch(pair -> pair[0].equals("project") && pair[1].equals("-1")))
                    continue;
                assertEquals(1, request.query().stream().filter(pair -> pair[0].startsWith("project")).count(),
                    () -> each + ": " + request.encoded());
                open.add(request.path().get(2) + (request.path().size() > 3 ? "/…" : ""));
            }
        }
        assertEquals("[agents/…, detectors, events, events-stats, events-timeseries, events/…, issues, monitors, "
            + "releases, replay-count, replays, replays/…, sessions, stats_v2, tags, trace-items/…, trace-meta/…, "
            + "trace/…]", open.toString());
    }

    @Test
    void aServerThatRefusesAllProjectsIsAskedForWhatItGivesAndTheAnswerSaysSo() {
        for (FailureException.Kind kind : List.of(FailureException.Kind.REJECTED, FailureException.Kind.PERMISSION)) {
            Case made = issues().get(ISSUES, "issues/issues.json");
            FakeSentry sentry = new FakeSentry(made);
            sentry.refusing = request -> request.encoded().contains("project=-1")
                ? refusal(kind, 400, "You do not have the multi project stream feature enabled") : null;
            assertTrue(said(sentry, made).contains("\nOnly projects of the token user's own teams were searched: this "
                + "Sentry does not search all projects at once."));
            assertEquals(2, sentry.requests.size());
            assertFalse(sentry.requests.get(1).encoded().contains("project="));
        }
    }

    @Test
    void aRefusalThatIsAboutSomethingElseIsNotAskedTwice() {
        Case made = issues().get(ISSUES, "issues/issues.json");
        FakeSentry sentry = new FakeSentry(made);
        sentry.refusing = request -> refusal(FailureException.Kind.REJECTED, 400, "Invalid search filter");
        assertTrue(failure(sentry, made).getMessage().endsWith("It says: Invalid search filter"));
        assertEquals(1, sentry.requests.size());
    }

    /** Sentry's organization endpoints take slugs since pull request 117446 (June 2026). */
    @Test
    void anOlderServerIsAskedWithTheProjectsNumberInEveryTool() {
        for (boolean bound : List.of(false, true)) {
            Case made = issues().get(ISSUES, "issues/issues.json")
                .on("GET", "projects/acme-labs/checkout-api", "{\"id\": \"4507001\", \"slug\": \"checkout-api\"}");
            if (!bound) made = made.with("projectSlug", "checkout-api");
            FakeSentry sentry = new FakeSentry(made);
            if (bound) sentry.bounds = Map.of("organizationSlug", "acme-labs", "projectSlug", "checkout-api");
            sentry.refusing = request -> request.encoded().contains("project=checkout-api") ? refusal(
                FailureException.Kind.REJECTED, 400, "Invalid project parameter. Values must be numbers.") : null;
            assertTrue(said(sentry, made).contains("CHECKOUT-API-"));
            assertTrue(sentry.requests.get(2).encoded().endsWith("project=4507001"), sentry.sent()::toString);
        }
    }

    @Test
    void aBoundSessionAsksForItsOwnProjectOnly() {
        for (Case each : Cases.all()) {
            FakeSentry sentry = new FakeSentry(each);
            sentry.bounds = Map.of("projectSlug", "lonely");
            try {
                sentry.answer(each);
            } catch (FailureException refused) {
                // what was sent before is what counts
            }
            for (Sentry.Request request : sentry.requests) {
                assertFalse(request.encoded().contains("project=-1"), () -> each + ": " + request.encoded());
                assertTrue(!request.path().get(0).equals("projects") || request.path().get(2).equals("lonely"),
                    () -> each + ": " + request.encoded());
            }
        }
    }

    // ---------------------------------------------------------------- the shape of an answer

    /** An answer that is no answer must not read as "there is nothing", whichever tool it reaches. */
    @Test
    void whatIsNoAnswerIsAFailureThatNamesHostPathAndWhatCame() {
        String[] wrong = {"{}", "{\"detail\": \"Please log in\"}", "[]", "\"ok\"", "7", "null"};
        List<String> fine = new ArrayList<>();
        int tried = 0;
        for (Case each : Cases.all()) {
            if (each.routes().isEmpty() || !each.routes().get(0).method().equals("GET")) continue;
            if (each.routes().get(0).path().startsWith("docs/") || each.routes().get(0).bytes() != null) continue;
            boolean list = each.routes().get(0).json().isList();
            for (String body : wrong) {
                // the first of two requests side by side, without which there is an answer, too
                if (body.equals("[]") && each.tool().equals("get_ai_conversation_details")) continue;   // older servers
                boolean lookUp = Set.of("get_issue_tag_values", "get_release_health").contains(each.tool());
                if (list && body.equals("[]") || lookUp) continue;
                tried++;
                Case made = each.answering(0, body);
                try {
                    fine.add(each.tool() + " " + each.routes().get(0).path() + " " + body);
                    FakeSentry.call(made);
                } catch (FailureException failure) {
                    String said = failure.getMessage();
                    if (said.contains("sentry.example answered GET /api/0/") && said.contains(" was expected."))
                        fine.remove(fine.size() - 1);
                }
            }
        }
        assertEquals(List.of(), fine);
        assertTrue(tried > 300, "tried " + tried);
    }

    @Test
    void aShapeIsNamedInWords() {
        Case made = issues();
        String[][] cases = {{"{\"detail\": \"Please log in\"}", "a message alone where a list was expected. It says: "
            + "Please log in"}, {"{\"a\": 1}", "an object where a list was expected."},
            {"\"ok\"", "a value that is neither object nor list where a list was expected. It says: ok"}};
        for (String[] each : cases) {
            String said = failure(new FakeSentry(made.on("GET", ISSUES, each[0])), made.on("GET", ISSUES, each[0]))
                .getMessage();
            assertEquals("sentry.example answered GET /api/0/organizations/acme-labs/issues/ with " + each[1]
                + " Check that sentry.example is a Sentry server, and that nothing answers in its place.", said);
        }
    }

    // ---------------------------------------------------------------- pages and counts

    @Test
    void anEmptyPageWithMoreBehindItKeepsItsCursor() {
        Set<String> tools = new TreeSet<>();
        for (Case each : Cases.all()) {
            if (each.routes().isEmpty()) continue;
            Case.Route first = each.routes().get(0);
            boolean rows = first.method().equals("GET") && first.next() != null;
            if (!rows || first.path().contains("recording-segments")) continue;
            String empty = first.json().isList() ? "[]" : "{\"data\": [], \"meta\": {}}";
            List<Case.Route> routes = new ArrayList<>(each.routes());
            routes.set(0, new Case.Route(first.method(), first.path(), first.query(), empty, "0:25:0", null,
                first.type()));
            Case made = new Case(each.tool(), each.arguments(), routes, each.choosing());
            String text = FakeSentry.text(made);
            // the one has names of its own, the other two lists
            if (!List.of("list_event_fields", "find_alert_rules").contains(each.tool()))
                assertTrue(text.contains("This page is empty, but there are more."), () -> each + "\n" + text);
            assertTrue(text.contains("0:25:0"), () -> each + "\n" + text);
            tools.add(each.tool());
        }
        assertTrue(tools.size() > 8, tools::toString);
    }

    @Test
    void aCountAtSentrysBoundIsOrMore() {
        assertEquals("1,000 or more issues", Sentry.Hits.of("1000", "1000").counted("issue").text());
        assertEquals("999 issues", Sentry.Hits.of("999", "1000").counted("issue").text());
        assertEquals("1 issue", Sentry.Hits.of("1", "").counted("issue").text());
        assertEquals(null, Sentry.Hits.of("", "1000"));
        assertEquals(null, Sentry.Hits.of("many", "1000"));
    }

    // ---------------------------------------------------------------- gates

    @Test
    void aMissingThingIsNamed() {
        Case made = Case.of("get_issue_hashes", "organizationSlug", "acme-labs", "issueId", "API-7K2");
        assertEquals("Sentry has nothing of that name, or the token cannot see it (404): organization acme-labs, "
            + "issue API-7K2, hashes.", failure(new FakeSentry(made), made).getMessage());
    }

    /** A release is named by whoever sends one. */
    @Test
    void aMissingThingWhoseNameIsNoIdIsOthersText() {
        Case made = Case.of("get_release_details", "organizationSlug", "acme-labs", "releaseVersion",
            "www.evil.example");
        String said = Answer.titled("A").line(failure(new FakeSentry(made), made).parts().toArray())
            .render("nonce", 9_000);
        assertTrue(said.contains("organization acme-labs has no release `www.evil.example`,"), said);
    }

    /** The list of one organization, which is there all the same: older servers, self-hosted ones, smaller plans. */
    @Test
    void aMissingFeatureIsNotAMissingName() {
        Case made = Case.of("find_monitors", "organizationSlug", "acme-labs").on("GET", "organizations/acme-labs",
            "{\"slug\": \"acme-labs\"}");
        assertEquals("The organization acme-labs is there, but Sentry has no monitors for it (404): this version of "
            + "Sentry, or its settings or plan, lacks that feature.", failure(new FakeSentry(made), made).getMessage());
    }

    @Test
    void aTokenWithoutAUserIsSaidToBeOne() {
        Case made = Case.of("find_alert_rules", "organizationSlug", "acme-labs", "kind", "metric").on("GET",
            "organizations/acme-labs", "{\"slug\": \"acme-labs\"}");
        FakeSentry sentry = new FakeSentry(made);
        sentry.refusing = request -> request.path().contains("detectors")
            ? refusal(FailureException.Kind.TOKEN, 401, "Authentication credentials were not provided.") : null;
        assertEquals(
            "Sentry accepts this token for the organization acme-labs, but not for detectors (401): that takes "
                + "the token of a user. Tokens of organizations and integrations have none.",
            failure(sentry, made).getMessage());
    }

    // ---------------------------------------------------------------- paths

    @Test
    void nothingThatASegmentHoldsLeadsOutOfItsPlace() {
        for (String segment : new String[] {"..", ".", "a/../b", "a\\..\\b", "../../payroll", "%2e%2e", "%2E%2e/x",
            "a%2f..%2fb", "%252e%252e", "a/./b", "..;a=b/c", " .. ", "a/..", "a%5c..%5cb"}) {
            assertThrows(FailureException.class, Sentry.Request.get("organizations", "acme", segment)::encoded,
                segment);
        }
        for (String segment : new String[] {"a..b", "...", "shop@2.4.0", "dir/file.png", "1.0%", "a%2fb", ".hidden"})
            assertTrue(
                Sentry.Request.get("organizations", "acme", segment).encoded().startsWith("organizations/acme/"));
    }
}
