import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.answer.Answer;
import tools.json.Json;

/** Lists in a session that is bound to one project, from a Sentry that ignores the filter which it was sent. */
class BoundTest {
    private static final String ORG = "organizations/acme-labs/";
    private static final String NOTE = "1 row that says another project was left out.";

    /** A tool, its arguments, where its list is, the list with two rows (ours named "mine") and the field's form. */
    private static List<Case> lists() {
        return List.of(
            list("list_issues", "issues", "[{\"id\": \"7\", \"title\": \"mine\", \"project\": {\"slug\": \"web\", "
                + "\"id\": \"1\"}}, {\"id\": \"8\", \"title\": \"foreign\", \"project\": {\"slug\": \"pay\", "
                + "\"id\": \"2\"}}]"),
            Case.of("find_releases")
                .on("GET", "projects/acme-labs/web/releases", RELEASES)
                .on("GET", "projects/acme-labs/1/releases", RELEASES),
            list("search_ai_conversations", "agents/conversations",
                "[{\"conversationId\": \"mine\", \"projectId\": 1}, {\"conversationId\": \"foreign\", "
                    + "\"projectId\": 2}]"),
            list("find_uptime_monitors", "uptime", "[{\"id\": \"5\", \"name\": \"mine\", \"projectSlug\": \"web\"}, "
                + "{\"id\": \"6\", \"name\": \"foreign\", \"projectSlug\": \"pay\"}]"),
            list("find_monitors", "monitors", "[{\"slug\": \"mine\", \"project\": {\"slug\": \"web\", \"id\": \"1\"}}, "
                + "{\"slug\": \"foreign\", \"project\": {\"slug\": \"pay\", \"id\": \"2\"}}]"),
            list("find_alert_rules", "detectors", "[{\"id\": \"5\", \"name\": \"mine\", \"projectId\": \"1\"}, "
                + "{\"id\": \"6\", \"name\": \"foreign\", \"projectId\": \"2\"}]").with("kind", "metric"),
            list("find_alert_rules", "workflows", "[{\"id\": \"5\", \"name\": \"mine\", \"actionMatch\": \"any\", "
                + "\"projects\": [\"web\"]}, {\"id\": \"6\", \"name\": \"foreign\", \"actionMatch\": \"any\", "
                + "\"projects\": [\"pay\"]}]").with("kind", "issue"),
            list("list_events", "events", "{\"data\": [{\"title\": \"mine\", \"project\": \"web\"}, "
                + "{\"title\": \"foreign\", \"project\": \"pay\"}]}")
                .with("fields", List.of("title", "project")),
            list("list_events", "events", "{\"data\": [{\"title\": \"mine\", \"project.id\": 1}, "
                + "{\"title\": \"foreign\", \"project.id\": 2}]}")
                .with("fields", List.of("title", "project.id")),
            list("list_events", "replays", "{\"data\": [{\"id\": \"1a\", \"environment\": \"mine\", "
                + "\"project_id\": \"1\"}, {\"id\": \"1b\", \"environment\": \"foreign\", \"project_id\": \"2\"}]}")
                .with("dataset", "replays"),
            list("list_issue_events", "issues/7/events", "[{\"eventID\": \"1a\", \"title\": \"mine\", "
                + "\"projectID\": \"1\"}, {\"eventID\": \"1b\", \"title\": \"foreign\", \"projectID\": \"2\"}]")
                .with("issueId", "7")
                .on("GET", ORG + "issues/7", "{\"id\": \"7\", \"project\": {\"slug\": \"web\", \"id\": \"1\"}}"));
    }

    private static final String RELEASES = "[{\"version\": \"mine\", \"projects\": [{\"slug\": \"web\", "
        + "\"id\": \"1\"}]}, {\"version\": \"foreign\", \"projects\": [{\"slug\": \"pay\", \"id\": \"2\"}]}]";

    private static Case list(String tool, String path, String rows) {
        return Case.of(tool).on("GET", ORG + path, rows);
    }

    private static FakeSentry bound(Case made, String project) {
        Case known = made.on("GET", "projects/acme-labs/" + project, "{\"slug\": \"web\", \"id\": \"1\"}");
        FakeSentry sentry = new FakeSentry(known);
        sentry.bounds = project == null ? Map.of("organizationSlug", "acme-labs")
            : Map.of("organizationSlug", "acme-labs", "projectSlug", project);
        return sentry;
    }

    @Test
    void rowsThatSayAnotherProjectAreLeftOutAndCounted() {
        for (String project : List.of("web", "1")) for (Case made : lists()) {
            String text = bound(made, project).answer(made).render("nonce", 9_000);
            assertTrue(text.contains("mine"), () -> made.tool() + ", bound to " + project + ":\n" + text);
            assertTrue(!text.contains("foreign") && !text.contains("pay"),
                () -> made.tool() + ", bound to " + project + ":\n" + text);
            assertTrue(text.contains(NOTE), () -> made.tool() + ", bound to " + project + ":\n" + text);
        }
    }

    @Test
    void aListThatKeepsToTheProjectSaysNothingOfOthers() {
        for (Case made : lists()) {
            Case kept = new Case(made.tool(), made.arguments(), made.routes().stream()
                .map(route -> new Case.Route(route.method(), route.path(), route.query(),
                    route.body().replace("\"pay\"", "\"web\"").replace("\"2\"", "\"1\"").replace(": 2}", ": 1}"),
                    route.next(), route.bytes(), route.type()))
                .toList(), made.choosing());
            String text = bound(kept, "web").answer(kept).render("nonce", 9_000);
            assertTrue(text.contains("mine") && text.contains("foreign") && !text.contains("left out"),
                () -> made.tool() + ":\n" + text);
        }
    }

    @Test
    void listsInsideOfAnAnswerLeaveThemOutToo() {
        String trace = "4c1e8a90b7d24f3f8a6b5c4d3e2f1a0b";
        String rows = "\"project\": {\"slug\": \"web\", \"id\": \"1\"}}, {\"id\": \"8\", \"title\": \"foreign\", "
            + "\"project\": {\"slug\": \"pay\", \"id\": \"2\"}}]";
        for (Case made : List.of(
            Case.of("get_release_details", "releaseVersion", "1.0")
                .on("GET", ORG + "releases/1.0", "{\"projects\": [{\"slug\": \"web\", \"id\": \"1\"}]}")
                .on("GET", ORG + "issues", "[{\"id\": \"7\", \"title\": \"mine\", " + rows),
            list("get_replay_details", "events", "{\"data\": [{\"title\": \"mine\", \"project\": \"web\"}, "
                + "{\"title\": \"foreign\", \"project\": \"pay\"}]}").with("replayId", trace)
                .on("GET", ORG + "replays/" + trace, "{\"data\": {\"id\": \"" + trace + "\", \"project_id\": \"1\", "
                    + "\"error_ids\": [\"" + trace + "\"], \"is_archived\": true}}"),
            list("get_trace_details", "events", "{\"data\": [{\"message\": \"mine\", \"project\": \"web\"}, "
                + "{\"message\": \"foreign\", \"project\": \"pay\"}]}").with("traceId", trace)
                .on("GET", ORG + "trace/" + trace, "[{\"event_id\": \"9c1e44aa02bd77f1\", \"event_type\": "
                    + "\"span\", \"project_slug\": \"web\", \"project_id\": 1}]"))) {
            for (String project : List.of("web", "1")) {
                Answer answer = bound(made, project).answer(made);
                String drawn = answer.view() == null ? "" : Json.of(answer.view()).write();
                assertTrue(!drawn.contains("foreign") && !drawn.contains("pay"), drawn);
                String text = answer.render("nonce", 9_000);
                assertTrue(text.contains("mine") && !text.contains("foreign") && !text.contains("pay")
                    && text.contains(NOTE), () -> made.tool() + ", bound to " + project + ":\n" + text);
            }
        }
    }

    @Test
    void aSessionThatIsBoundToNoProjectSeesAllRows() {
        Case made = lists().get(0);
        String text = bound(made, null).answer(made).render("nonce", 9_000);
        assertTrue(text.contains("mine") && text.contains("foreign") && !text.contains("left out"), text);
    }

    @Test
    void aRowThatTellsSlugAndIdCostsNoRequestMore() {
        FakeSentry sentry = bound(lists().get(0), "web");
        sentry.answer(lists().get(0));
        assertEquals(1, sentry.sent().size(), () -> "" + sentry.sent());
    }

    @Test
    void whenNoRowIsLeftTheAnswerSaysSo() {
        Case made = list("list_issues", "issues",
            "[{\"id\": \"8\", \"title\": \"foreign\", \"project\": {\"slug\": \"pay\", \"id\": \"2\"}}]");
        String text = bound(made, "web").answer(made).render("nonce", 9_000);
        assertTrue(text.contains("No issue matches.") && text.contains(NOTE) && !text.contains("foreign"), text);
    }
}
