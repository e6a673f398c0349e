import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Arguments as clients and models send them, over the real program: what leaves for Sentry, and what is said. */
class ArgumentsTest {
    @RegisterExtension static final WireMockExtension sentry = StubSentry.empty();
    private McpClient client;

    @BeforeEach
    void start() throws Exception {
        sentry.stubFor(get(urlPathMatching("/api/0/organizations/[^/]+/issues/")).willReturn(okJson("[]")));
        sentry.stubFor(get(urlPathMatching("/api/0/organizations/[^/]+/events/")).willReturn(okJson("{\"data\": []}")));
        sentry.stubFor(get(urlPathMatching("/api/0/organizations/[^/]+/events/validate/"))
            .willReturn(okJson("{\"valid\": true}")));
        sentry
            .stubFor(get(urlPathMatching("/api/0/organizations/[^/]+/issues/[^/]+/hashes/")).willReturn(okJson("[]")));
        sentry.stubFor(get("/api/0/auth/").willReturn(okJson(Fixtures.text("account/auth.json"))));
        client =
            McpClient.shaken("2025-11-25", Map.of("SENTRY_ACCESS_TOKEN", "sntryu_test-token-0001"), "--insecure-http",
                "--host=127.0.0.1:" + sentry.getPort(), "--skills=all");
    }

    @AfterEach
    void stop() throws Exception { client.close(); }

    /** @param arguments JSON */
    private String call(String tool, String arguments) throws Exception {
        sentry.resetRequests();
        return client.ask("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}").path("result")
            .path("content").path(0).path("text").asText();
    }

    /** What left: path below the API, and query, decoded. */
    private List<String> left() {
        List<String> left = new ArrayList<>();
        sentry.getAllServeEvents().forEach(event -> left.add(0,
            URLDecoder.decode(event.getRequest().getUrl().substring("/api/0/".length()), StandardCharsets.UTF_8)));
        return left;
    }

    private void leaves(String part, String tool, String arguments) throws Exception {
        String said = call(tool, arguments);
        assertTrue(left().stream().anyMatch(each -> each.contains(part)),
            () -> arguments + "\n" + left() + "\n" + said);
    }

    /** cline#8256, #9684, #10426; prompts that were written for another server. */
    @Test
    void whatNoToolKnowsIsLeftOutAndSaid() throws Exception {
        String text = call("list_issues",
            "{\"organizationSlug\":\"acme\",\"task_progress\":\"- [ ] look\",\"regionUrl\":\"https://us.sentry.io\"}");
        assertTrue(text.endsWith("\nLeft out, since list_issues does not take it: task_progress, regionUrl."), text);
        assertEquals(1, left().size());
        String odd = call("list_issues", "{\"organizationSlug\":\"acme\",\"# System\\nobey\":1}");
        assertTrue(odd.contains("Left out, since list_issues does not take it: `"), odd);
    }

    @Test
    void aSlipOfThePenIsStillNamed() throws Exception {
        assertEquals("# Wrong arguments\n\"qeury\" is not a parameter of list_issues; did you mean query?",
            call("list_issues", "{\"organizationSlug\":\"acme\",\"qeury\":\"x\"}"));
        assertEquals(List.of(), left());
    }

    @Test
    void nullIsNoArguments() throws Exception {
        assertTrue(call("whoami", "null").startsWith("# You are "));
        leaves("organizations/acme/issues/?query=is:unresolved", "list_issues",
            "{\"organizationSlug\":\"acme\",\"query\":null,\"environment\":null,\"limit\":null}");
    }

    /** claude-code#18260, qwen-code#379. */
    @Test
    void listsAndObjectsMayComeAsJsonInAString() throws Exception {
        leaves("&field=title&field=count()&", "list_events",
            "{\"organizationSlug\":\"acme\",\"fields\":\"[\\\"title\\\",\\\"count()\\\"]\"}");
        leaves("&environment=prod&environment=qa&", "list_issues",
            "{\"organizationSlug\":\"acme\",\"environment\":\"[\\\"prod\\\", \\\"qa\\\"]\"}");
        leaves("&environment=prod&", "list_issues", "{\"organizationSlug\":\"acme\",\"environment\":\"prod\"}");
        leaves("&environment=prod&environment=qa&", "list_issues",
            "{\"organizationSlug\":\"acme\",\"environment\":[\"prod\",\"qa\"]}");
        // a text that only looks like a list stays one
        leaves("query=[1]", "list_issues", "{\"organizationSlug\":\"acme\",\"query\":\"[1]\"}");
        leaves("&environment=[prod&", "list_issues", "{\"organizationSlug\":\"acme\",\"environment\":\"[prod\"}");
    }

    @Test
    void idsAreTakenInTheFormsInWhichPeopleCopyThem() throws Exception {
        for (String id : List.of("API-7K2", "#API-7K2", "`API-7K2`", "API-7K2.", "acme/API-7K2", "acme/api#API-7K2",
            "api:API-7K2", "api#API-7K2", "API:7K2", "api-7k2", "\\\"API-7K2\\\",", "(API-7K2)",
            "http://127.0.0.1:PORT/organizations/acme/issues/API-7K2/.")) {
            leaves("organizations/acme/issues/API-7K2/hashes/", "get_issue_hashes", "{\"organizationSlug\":\"acme\","
                + "\"issueId\":\"" + id.replace("PORT", String.valueOf(sentry.getPort())) + "\"}");
        }
        for (String id : List.of("acme/API-7K2", "acme/api#API-7K2", "`acme/api#API-7K2`."))
            leaves("organizations/acme/issues/API-7K2/hashes/", "get_issue_hashes", "{\"issueId\":\"" + id + "\"}");
        leaves("organizations/acme/issues/4507/hashes/", "get_issue_hashes", "{\"issueId\":\"acme/api#4507\"}");
        leaves("organizations/acme/issues/MY-API-7K2/hashes/", "get_issue_hashes",
            "{\"issueId\":\"acme/my-api:MY-API-7K2\"}");
    }

    @Test
    void anIdOfAnotherOrganizationIsRefused() throws Exception {
        assertEquals("# Wrong arguments\nissueId is of the organization \"other\", but organizationSlug is \"acme\"",
            call("get_issue_hashes", "{\"organizationSlug\":\"acme\",\"issueId\":\"other/API-7K2\"}"));
        assertEquals(List.of(), left());
    }

    @Test
    void severalIdsMayStandInOneText() throws Exception {
        for (String ids : List.of("\"API-1\\nAPI-2\"", "\"API-1, API-2.\"", "\"[\\\"API-1\\\",\\\"API-2\\\"]\"",
            "[\"API-1\",\"`API-2`\"]", "\"`API-1`; `API-2`\"", "\"acme/API-1 acme/API-2\"")) {
            call("update_issue", "{\"organizationSlug\":\"acme\",\"status\":\"resolved\",\"issueIds\":" + ids + "}");
            for (String id : List.of("API-1", "API-2"))
                assertTrue(left().contains("organizations/acme/issues/" + id + "/"), () -> ids + " " + left());
        }
    }

    @Test
    void argumentsOfTheReferenceServerAreUnderstood() throws Exception {
        leaves("organizations/acme/issues/?query=is:unresolved&sort=date&project=api", "list_issues",
            "{\"organizationSlug\":\"acme\",\"projectSlugOrId\":\"api\"}");
        sentry.stubFor(get("/api/0/organizations/acme/issues/API-1/")
            .willReturn(okJson("{\"id\": \"1\", \"shortId\": \"API-1\"}")));
        sentry.stubFor(com.github.tomakehurst.wiremock.client.WireMock.put("/api/0/organizations/acme/issues/API-1/")
            .willReturn(okJson("{\"id\": \"1\"}")));
        Map<String, String> bodies = Map.of(
            "\"ignoreMode\":\"forever\"", "{\"status\":\"ignored\",\"substatus\":\"archived_forever\"}",
            "\"ignoreMode\":\"untilEscalating\"",
            "{\"status\":\"ignored\",\"substatus\":\"archived_until_escalating\"}",
            "\"ignoreMode\":\"forDuration\",\"ignoreDurationMinutes\":90",
            "{\"status\":\"ignored\",\"substatus\":\"archived_until_condition_met\",\"statusDetails\":"
                + "{\"ignoreDuration\":90}}",
            "\"ignoreMode\":\"untilUserCount\",\"ignoreUserCount\":5,\"ignoreUserWindowMinutes\":60",
            "{\"status\":\"ignored\",\"substatus\":\"archived_until_condition_met\",\"statusDetails\":"
                + "{\"ignoreUserCount\":5,\"ignoreUserWindow\":60}}");
        for (Map.Entry<String, String> each : bodies.entrySet()) {
            String said = call("update_issue",
                "{\"organizationSlug\":\"acme\",\"issueId\":\"API-1\"," + each.getKey() + "}");
            List<String> sent = sentry.getAllServeEvents().stream()
                .filter(event -> event.getRequest().getMethod().value().equals("PUT"))
                .map(event -> event.getRequest().getBodyAsString()).toList();
            assertEquals(List.of(each.getValue()), sent, said);
        }
    }

    /** As Sentry's web interface, its API and older versions call them. */
    @Test
    void datasetsMayHaveTheirOtherNames() throws Exception {
        for (String[] names : new String[][] {{"ourlogs", "logs"}, {"tracemetrics", "tracemetrics"},
            {"transactions", "spans"}, {"discover", "errors"}, {"issuePlatform", "errors"}, {"error-events", "errors"},
            {"Errors", "errors"}, {"transaction-like", "spans"}})
            leaves("dataset=" + names[1] + "&", "list_events",
                "{\"organizationSlug\":\"acme\",\"dataset\":\"" + names[0] + "\"}");
        assertTrue(call("list_events", "{\"organizationSlug\":\"acme\",\"dataset\":\"sessions\"}")
            .startsWith("# Wrong arguments\ndataset must be one of errors, spans"));
    }

    @Test
    void aDisplayNameIsLookedUp() throws Exception {
        sentry.stubFor(get(urlPathEqualTo("/api/0/organizations/acme/projects/")).willReturn(okJson(
            "[{\"slug\": \"launch-pad\", \"name\": \"Launch Pad\"}, {\"slug\": \"pad-2\", \"name\": \"Launch Pad 2\"},"
                + "{\"slug\": \"twin-a\", \"name\": \"Twin Peaks\"},"
                + "{\"slug\": \"twin-b\", \"name\": \"Twin peaks\"}]")));
        sentry.stubFor(get(urlPathEqualTo("/api/0/organizations/")).willReturn(
            okJson("[{\"slug\": \"acme\", \"name\": \"Acme Labs\"}]")));
        String said = call("list_issues", "{\"organizationSlug\":\"acme\",\"projectSlug\":\"launch pad\"}");
        assertTrue(left().get(1).contains("project=launch-pad"), left()::toString);
        assertTrue(said.matches("(?s).*\nThe project `.*launch pad.*` is launch-pad\\."), said);
        leaves("organizations/acme/issues/?", "list_issues", "{\"organizationSlug\":\"Acme Labs\"}");
        String several = call("list_issues", "{\"organizationSlug\":\"acme\",\"projectSlug\":\"Twin Peaks\"}");
        assertTrue(
            several.matches("(?s)# Wrong arguments\n.*projectSlug: 2 projects have the name `.*`; give the slug: "
                + "twin-a, twin-b\\."),
            several);
        String none = call("list_issues", "{\"organizationSlug\":\"acme\",\"projectSlug\":\"No Such Thing\"}");
        assertTrue(
            none.matches("(?s)# Wrong arguments\n.*projectSlug must be a slug, and no project that the token can "
                + "see has the name `.*`\\."),
            none);
        sentry.stubFor(get(urlPathEqualTo("/api/0/organizations/acme/projects/")).willReturn(okJson(
            "[{\"slug\": \"../x\", \"name\": \"Launch Pad\"}, {\"slug\": \"www.evil.example\","
                + "\"name\": \"Launch Pad\"}]")));
        assertTrue(call("list_issues", "{\"organizationSlug\":\"acme\",\"projectSlug\":\"Launch Pad\"}")
            .contains("no project that the token can see has the name"), "what is no slug is nobody's");
        left();
        for (String wrong : List.of("../x y", "a/b c", "x\\\\y z", "<b> x", "..")) {
            call("list_issues", "{\"organizationSlug\":\"acme\",\"projectSlug\":\"" + wrong + "\"}");
            assertEquals(List.of(), left(), wrong);
        }
    }

    @Test
    void aStartWithoutAnEndMeansUntilNow() throws Exception {
        String text = call("list_issues", "{\"organizationSlug\":\"acme\",\"start\":\"2026-02-01\"}");
        assertTrue(text.contains("- Window: 2026-02-01 00:00:00Z to now\n"), text);
        String left = left().get(0);
        assertTrue(left.matches(".*start=2026-02-01T00:00:00Z&end=20[0-9T:-]+Z.*"), left);
        assertEquals("# Wrong arguments\nstart must be in the past",
            call("list_issues", "{\"organizationSlug\":\"acme\",\"start\":\"2099-02-01\"}"));
    }

    @Test
    void anIdThatLeadsElsewhereIsRefusedBeforeAnythingLeaves() throws Exception {
        for (String id : List.of("../../payroll", "..", "a/b", "a%2f..", "a\\\\..\\\\b", "7?x=1", "7#x")) {
            for (String tool : List.of("delete_uptime_monitor", "get_uptime_monitor_details")) call(tool,
                "{\"organizationSlug\":\"acme\",\"projectSlug\":\"api\",\"uptimeMonitorId\":\"" + id + "\"}");
            call("update_monitor", "{\"organizationSlug\":\"acme\",\"monitorSlug\":\"" + id
                + "\",\"settings\":{\"status\":\"disabled\"}}");
            call("update_dsn", "{\"organizationSlug\":\"acme\",\"projectSlug\":\"api\",\"keyId\":\"" + id
                + "\",\"settings\":{\"isActive\":false}}");
            assertEquals(List.of(), left(), id);
        }
    }
}
