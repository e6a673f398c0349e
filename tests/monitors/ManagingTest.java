import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.answer.FailureException;
import tools.sentry.Domain;
import tools.sentry.Sentry;
import tools.sentry.Tool;
import tools.shell.Domains;

/**
 * What holds for everything that changes Sentry's configuration: once, only after a yes where it hurts, and never
 * outside the session's bounds.
 */
class ManagingTest {

    // ---------------------------------------------------------------- once

    @Test
    void everyWriteIsSentExactlyOnce() {
        for (Case each : ConfigCases.writing()) {
            FakeSentry sentry = new FakeSentry(each);
            sentry.answer(each);
            List<String> writes = writes(sentry);
            assertEquals(new TreeSet<>(writes).size(), writes.size(), () -> each + " sent " + writes);
            assertEquals(each.arguments().containsKey("repository") ? 2 : 1, writes.size(),
                () -> each + " sent " + writes);
        }
    }

    @Test
    void aWriteThatFailsIsNotTriedAgain() {
        for (Case each : ConfigCases.writing()) {
            FakeSentry sentry = new FakeSentry(each);
            sentry.refusing = request -> request.method().equals("GET") ? null
                : FailureException.http(FailureException.Kind.UNAVAILABLE, 503, List.of("Sentry is down"));
            FailureException failure = assertThrows(FailureException.class, () -> sentry.answer(each), each.toString());
            assertEquals("Sentry is down", failure.getMessage());
            assertEquals(1, writes(sentry).size(), () -> each + " sent " + writes(sentry));
        }
    }

    // ---------------------------------------------------------------- only after a yes

    @Test
    void deletingDisablingAndOverwritingAskWhatExactlyIsToHappen() {
        List<String> questions = new ArrayList<>();
        for (Case each : ConfigCases.asking()) {
            FakeSentry sentry = new FakeSentry(each);
            sentry.answer(each);
            questions.addAll(sentry.questions);
        }
        assertEquals(
            """
                Remove the team "mobile" from the project acme-labs/checkout-api? Its members lose the access that \
                they \
                have through this team.
                Change the client key "0f0e0d0c0b0a09080706050403020100" of acme-labs/checkout-api? Sentry will then \
                drop what applications send with its DSN beyond 250 events in 1 h.
                Change the client key "0f0e0d0c0b0a09080706050403020100" of acme-labs/checkout-api? Sentry will then \
                refuse every event that applications send with its DSN.
                Change the uptime monitor "8801" of acme-labs/checkout-api? This will disable it: Sentry will no \
                longer \
                check its URL and report no outage.
                Delete the uptime monitor "8801" of acme-labs/checkout-api with its history?
                Change the cron monitor "ledger-close" of acme-labs? This will disable it: Sentry will ignore its \
                check-ins and report no failure of the job.
                Change the issue alert "Page payments on spikes" (id 601) of acme-labs? This will disable it: nobody \
                will be notified by it.
                Change the metric alert "Checkout p95" (id 9100) of acme-labs? This will disable it: it will make no \
                issue any more.
                Overwrite the widgets of dashboard "Checkout health" of acme-labs? Of its 1 widget, 1 will be deleted and 0 overwritten.""",
            String.join("\n", questions));
    }

    /** Clients show a question in a window of their own, where a name may become a link or a heading. */
    @Test
    void aQuestionHoldsNamesAsWordsAndNothingElse() {
        String evil =
            "[Open](https://evil.example/x) **now** <b>www.evil.example</b> `a` # ops@evil.example\\n\\n# System";
        List<Case> hostile = List.of(
            ConfigCases.disableIssueAlert().answering(1,
                Fixtures.text("alerts/issue-list.json").replace("Page payments on spikes", evil)),
            ConfigCases.disableMetricAlert().answering(2,
                Fixtures.text("alerts/metric-list.json").replace("Checkout p95", evil)),
            ConfigCases.overwriteDashboard().answering(1,
                Fixtures.text("dashboards/dashboard.json").replace("Checkout health", evil)));
        for (Case each : hostile) {
            FakeSentry sentry = new FakeSentry(each);
            sentry.answer(each);
            String question = sentry.questions.get(0);
            assertTrue(question.contains("\"Open (https: evil. example/x) now b www. evil. example b a ops@ evil. "),
                question);
            assertFalse(question.matches("(?s).*(\\[|\\]|[*<>`#\\n]|://|[a-z]\\.[a-z]|[a-z]@[a-z]).*"), question);
        }
        assertEquals("\"v1.2 at 10:30\"", tools.answer.Show.words("v1.2 at 10:30"));
        assertEquals("\"nightly_jobs/eu-west\"", tools.answer.Show.words("nightly_jobs/eu-west"));
    }

    @Test
    void aRefusalChangesNothing() {
        for (Case each : ConfigCases.asking()) {
            FakeSentry sentry = new FakeSentry(each);
            sentry.consent = false;
            FailureException failure = assertThrows(FailureException.class, () -> sentry.answer(each), each.toString());
            assertEquals(FailureException.Kind.DECLINED, failure.kind());
            assertEquals(List.of(), writes(sentry), () -> each + " wrote although the user said no");
        }
    }

    @Test
    void nothingIsAskedWhenNothingIsLost() {
        Set<String> asking = new TreeSet<>(ConfigCases.asking().stream().map(Case::toString).toList());
        for (Case each : ConfigCases.writing()) {
            if (asking.contains(each.toString())) continue;
            FakeSentry sentry = new FakeSentry(each);
            sentry.answer(each);
            assertEquals(List.of(), sentry.questions, each::toString);
        }
    }

    @Test
    void whateverAsksIsAnnotatedAsDestructive() {
        Set<String> asking = new TreeSet<>(ConfigCases.asking().stream().map(Case::tool).toList());
        for (Domain domain : Domains.ALL) {
            for (Tool tool : domain.tools())
                if (asking.remove(tool.name())) assertEquals(Tool.Effect.DESTROYS, tool.effect(), tool.name());
        }
        assertEquals(Set.of(), asking);
    }

    // ---------------------------------------------------------------- within the bounds

    /**
     * In a session that is bound to another project, everything that Sentry answers about checkout-api is refused, and
     * nothing is written.
     */
    @Test
    void aSessionThatIsBoundToAnotherProjectNeitherReadsNorChangesThisOne() {
        for (String bound : List.of("storefront", "4507002")) {
            for (Case each : List.of(ConfigCases.uptimeDetails(), ConfigCases.disableUptime(),
                ConfigCases.deleteUptime(), ConfigCases.monitorDetails(), ConfigCases.disableMonitor(),
                ConfigCases.issueAlert(), ConfigCases.metricAlert(), ConfigCases.disableIssueAlert(),
                ConfigCases.disableMetricAlert(), ConfigCases.legacyAlert(),
                ConfigCases.dashboard(), ConfigCases.overwriteDashboard())) {
                Case elsewhere = elsewhere(each, bound);
                FakeSentry sentry = bound(elsewhere, bound);
                FailureException failure =
                    assertThrows(FailureException.class, () -> sentry.answer(elsewhere), elsewhere.toString());
                assertTrue(
                    failure.getMessage().contains("bound")
                        || failure.kind() == FailureException.Kind.NOT_FOUND && failure.getMessage().startsWith("No "),
                    () -> elsewhere + ": " + failure.getMessage());
                assertFalse(failure.getMessage().contains("checkout-api"),
                    "it must not tell where it is: " + failure.getMessage());
                assertEquals(List.of(), writes(sentry), elsewhere::toString);
            }
        }
    }

    @Test
    void aSessionThatIsBoundToThisProjectBySlugOrIdReadsAndChangesIt() {
        for (String bound : List.of("checkout-api", "4507001")) {
            for (Case each : List.of(ConfigCases.uptimeDetails(), ConfigCases.disableUptime(),
                ConfigCases.deleteUptime(), ConfigCases.monitorDetails(), ConfigCases.disableMonitor(),
                ConfigCases.issueAlert(), ConfigCases.metricAlert(), ConfigCases.disableIssueAlert(),
                ConfigCases.disableMetricAlert(), ConfigCases.legacyAlert(),
                ConfigCases.dashboard(), ConfigCases.overwriteDashboard())) {
                Case here = elsewhere(each, bound);
                // The monitors behind the issue alert are this project's.
                if (here.arguments().containsValue("601")) here = here
                    .answering(index(here, "organizations/acme-labs/detectors"), Fixtures.text("alerts/stream.json"));
                Case made = here;
                FakeSentry sentry = bound(made, bound);
                sentry.answer(made);
                assertEquals(ConfigCases.writing().stream().anyMatch(write -> write.tool().equals(made.tool())) ? 1 : 0,
                    writes(sentry).size(), made::toString);
            }
        }
    }

    @Test
    void alertsOfOtherProjectsCannotBeConnectedFromABoundSession() {
        Case metric = elsewhere(ConfigCases.createMetricAlert().with("settings", Map.of("alertIds", List.of("601"))),
            "checkout-api")
            .on("GET", "organizations/acme-labs/workflows", Fixtures.text("alerts/issue-list.json"))
            .on("GET", "organizations/acme-labs/detectors", "[{\"id\":\"9001\",\"projectId\":\"4507002\"}]");
        Case issue = elsewhere(ConfigCases.createIssueAlert().with("settings", Map.of("detectorIds", List.of("9001"))),
            "checkout-api");
        Case foreign = issue.answering(index(issue, "organizations/acme-labs/detectors"),
            "[{\"id\":\"9001\",\"projectId\":\"4507002\"}]");
        for (Case made : List.of(metric, foreign)) {
            FakeSentry sentry = bound(made, "checkout-api");
            assertTrue(assertThrows(FailureException.class, () -> sentry.answer(made)).getMessage()
                .endsWith(" is outside the project \"checkout-api\" that this session is bound to"));
            assertEquals(List.of(), writes(sentry));
        }
    }

    /** The alert would change for the other project too. */
    @Test
    void anIssueAlertThatAlsoServesAnotherProjectCannotBeChangedFromABoundSession() {
        Case both = ConfigCases.disableIssueAlert();
        both = both.answering(index(both, "organizations/acme-labs/workflows"),
            Fixtures.text("alerts/issue-list.json").replace("\"9001\"", "\"9001\", \"9002\""));
        both = both.answering(index(both, "organizations/acme-labs/detectors"),
            "[{\"id\":\"9001\",\"projectId\":\"4507001\"},{\"id\":\"9002\",\"projectId\":\"4507002\"}]");
        Case made = elsewhere(both, "checkout-api");
        FakeSentry sentry = bound(made, "checkout-api");
        assertEquals("the issue alert is outside the project \"checkout-api\" that this session is bound to",
            assertThrows(FailureException.class, () -> sentry.answer(made)).getMessage());
        assertEquals(List.of(), writes(sentry));
    }

    @Test
    void aDashboardThatIsAlsoForOtherProjectsCanBeReadButNotChangedFromABoundSession() {
        for (String projects : List.of("[]", "[4507001, 4507002]")) {
            String shared = Fixtures.text("dashboards/dashboard.json").replaceFirst("(?s)\"projects\": \\[.*?\\]",
                "\"projects\": " + projects);
            Case change = elsewhere(ConfigCases.overwriteDashboard(), "checkout-api");
            Case made = change.answering(index(change, "GET", "organizations/acme-labs/dashboards/221"), shared);
            FakeSentry sentry = bound(made, "checkout-api");
            assertEquals(
                "the dashboard, which is also for other projects, is outside the project \"checkout-api\" that this "
                    + "session is bound to",
                assertThrows(FailureException.class, () -> sentry.answer(made)).getMessage());
            assertEquals(List.of(), writes(sentry));
            Case read = elsewhere(ConfigCases.dashboard().with("dashboardId", "221"), "checkout-api");
            Case shown = read.answering(index(read, "organizations/acme-labs/dashboards/221"), shared);
            bound(shown, "checkout-api").answer(shown);
        }
    }

    @Test
    void aNewDashboardOfABoundSessionIsForItsProjectOnly() {
        Case made = elsewhere(ConfigCases.createDashboard(), "checkout-api");
        FakeSentry sentry = bound(made, "checkout-api");
        sentry.answer(made);
        assertEquals(List.of(4507001L), ((Map<?, ?>) body(sentry, "POST")).get("projects"));
        Case other = made.with("settings", Map.of("projects", List.of("4507002")));
        FakeSentry refusing = bound(other, "checkout-api");
        assertEquals("the project of projects is outside the project \"checkout-api\" that this session is bound to",
            assertThrows(FailureException.class, () -> refusing.answer(other)).getMessage());
        assertEquals(List.of(), writes(refusing));
    }

    @Test
    void listsOfABoundSessionShowItsProjectOnly() {
        Case crons = elsewhere(ConfigCases.findMonitors(), "storefront");
        assertTrue(
            bound(crons, "storefront").answer(crons).render("nonce", 9_000).contains("There are none that match."));
        Case metrics = elsewhere(ConfigCases.findAlerts().with("kind", "metric"), "storefront");
        assertTrue(bound(metrics, "storefront").answer(metrics).render("nonce", 9_000)
            .contains("There are none that the token can see."));
        Case dashboards = elsewhere(ConfigCases.findDashboards().with("query", "health"), "storefront").next(null);
        assertTrue(bound(dashboards, "storefront").answer(dashboards).render("nonce", 9_000).contains("None matches."));
    }

    @Test
    void theSlugOfTheProjectThatASessionIsBoundToCannotChange() {
        Case made = elsewhere(ConfigCases.updateProject(), "checkout-api");
        FakeSentry sentry = bound(made, "checkout-api");
        assertEquals(
            "slug cannot change in a session that is bound to the project: it would be bound to nothing afterwards",
            assertThrows(FailureException.class, () -> sentry.answer(made)).getMessage());
        assertEquals(List.of(), sentry.sent());
    }

    @Test
    void anotherProjectOrOrganizationAsAnArgumentIsRefusedBeforeAnythingIsSent() {
        for (Case each : ConfigCases.cases()) {
            FakeSentry sentry = new FakeSentry(each);
            sentry.bounds = new LinkedHashMap<>(Map.of("organizationSlug", "other-org", "projectSlug", "storefront"));
            FailureException failure = assertThrows(FailureException.class, () -> sentry.answer(each), each.toString());
            assertTrue(
                failure.getMessage()
                    .contains("organizationSlug: this session is bound to \"other-org\", \"acme-labs\" is outside it"),
                failure::getMessage);
            assertEquals(List.of(), sentry.sent());
        }
    }

    @Test
    void settingsCannotNameTheProjectOrTheOrganization() {
        for (String name : List.of("projectSlug", "organizationSlug", "ruleId")) {
            Case made = ConfigCases.disableIssueAlert().with("settings", Map.of("enabled", false, name, "storefront"));
            FakeSentry sentry = new FakeSentry(made);
            assertTrue(assertThrows(FailureException.class, () -> sentry.answer(made)).getMessage()
                .startsWith("settings: \"" + name + "\" is unknown"));
            assertEquals(List.of(), sentry.sent());
        }
    }

    @Test
    void settingsAreCheckedAsStrictlyAsParametersAndTogether() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("stauts", "disabled");
        settings.put("timeoutMs", 10);
        settings.put("name", null);
        Case made = ConfigCases.disableUptime().with("settings", settings);
        FakeSentry sentry = new FakeSentry(made);
        assertEquals("""
            settings: "stauts" is unknown; did you mean status?
            settings: timeoutMs must be between 1000 and 60000, not 10
            settings: name cannot be null""",
            assertThrows(FailureException.class, () -> sentry.answer(made)).getMessage());
        assertEquals(List.of(), sentry.sent());
    }

    // ---------------------------------------------------------------- help

    static List<String> writes(FakeSentry sentry) {
        return sentry.sent().stream().filter(sent -> !sent.startsWith("GET ")).toList();
    }

    /** The body of the one request with that method. */
    static Object body(FakeSentry sentry, String method) {
        return sentry.requests.stream().filter(request -> request.method().equals(method)).map(Sentry.Request::body)
            .findFirst().orElseThrow();
    }

    private static FakeSentry bound(Case made, String project) {
        FakeSentry sentry = new FakeSentry(made);
        sentry.bounds = new LinkedHashMap<>(Map.of("organizationSlug", "acme-labs", "projectSlug", project));
        return sentry;
    }

    /**
     * The same call as the client of a session that is bound to {@code project} makes it, with the same resources
     * answering there, and the project itself.
     */
    private static Case elsewhere(Case made, String project) {
        Map<String, Object> arguments = new LinkedHashMap<>(made.arguments());
        arguments.remove("projectSlug");
        List<Case.Route> routes = new ArrayList<>();
        for (Case.Route route : made.routes()) {
            String path = route.path().replace("projects/acme-labs/checkout-api", "projects/acme-labs/" + project)
                .replaceFirst("^organizations/acme-labs/monitors/", "projects/acme-labs/" + project + "/monitors/");
            routes.add(new Case.Route(route.method(), path, route.query(), route.body(), route.next(), route.bytes(),
                route.type()));
        }
        boolean ours = project.equals("checkout-api") || project.equals("4507001");
        String body =
            ours ? "{\"id\":\"4507001\",\"slug\":\"checkout-api\"}" : "{\"id\":\"4507002\",\"slug\":\"storefront\"}";
        return new Case(made.tool(), arguments, routes, made.choosing())
            .on("GET", "projects/acme-labs/" + project, body)
            .on("GET", "projects/acme-labs/4507002", "{\"id\":\"4507002\",\"slug\":\"storefront\"}");
    }

    private static int index(Case made, String path) { return index(made, "GET", path); }

    private static int index(Case made, String method, String path) {
        for (int i = 0; i < made.routes().size(); i++)
            if (made.routes().get(i).path().equals(path) && made.routes().get(i).method().equals(method)) return i;
        throw new AssertionError("no route " + method + " " + path + " in " + made);
    }
}
