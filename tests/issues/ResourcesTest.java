import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.issues.Resources;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Links;
import tools.sentry.Param;
import tools.sentry.Tool;

class ResourcesTest {
    static Case url(String url) { return Case.of("get_sentry_resource", "url", url); }

    static List<Case> cases() {
        return List.of(
            url("https://sentry.example/organizations/acme-labs/issues/CHECKOUT-API-7K2/events/latest/")
                .get(IssuesTest.ISSUE, "issues/issue.json")
                .get(IssuesTest.ISSUE + "/events/latest", "issues/event-default.json"));
    }

    /** Stands for every domain that shows something: remembers what it was asked for. */
    private static final class Recorder implements Domain {
        final List<String> asked = new ArrayList<>();

        private static Tool tool(String name, Param... params) { return Tool.reads(name, "").takes(params); }

        private static Param texts(String name) { return Param.optional(name, Param.Type.TEXTS, ""); }

        private static Param text(String name) { return Param.optional(name, Param.Type.TEXT, ""); }

        @Override
        public List<Tool> tools() {
            Param org = Param.ORGANIZATION;
            return List.of(tool("get_issue_details", org, text("issueId"), text("eventId"), text("detail")),
                tool("get_issue_breadcrumbs", org, text("issueId"), text("eventId")),
                tool("get_trace_details", org, text("traceId")),
                tool("get_span_details", org, text("traceId"), text("spanId")),
                tool("get_replay_details", org, text("replayId")),
                tool("get_profile_details", org, Param.PROJECT, text("profileId"), text("profilerId"), text("start"),
                    text("end")),
                tool("get_monitor_details", org, text("monitorSlug"), Param.PROJECT),
                tool("get_uptime_monitor_details", org, Param.PROJECT_REQUIRED, text("uptimeMonitorId")),
                tool("get_release_details", org, text("releaseVersion")),
                tool("get_dashboard_details", org, text("dashboardId")),
                tool("get_alert_rule", org, Param.PROJECT, text("kind"), text("ruleId")),
                tool("get_ai_conversation_details", org, text("conversationId")),
                tool("list_issues", org, Param.PROJECT, texts("environment"), text("period"), text("start"),
                    text("end"), text("query"), text("sort")),
                tool("list_events", org, Param.PROJECT, texts("environment"), text("period"), text("start"),
                    text("end"), text("dataset"), texts("fields"), text("sort"), text("query")),
                tool("find_releases", org, text("query")), tool("find_dashboards", org, text("query")),
                tool("find_uptime_monitors", org), tool("find_monitors", org), tool("find_projects", org),
                tool("find_alert_rules", org, Param.PROJECT), tool("search_ai_conversations", org),
                tool("get_snapshot", org, text("snapshotId")),
                tool("get_snapshot_image", org, text("snapshotId"), text("imageIdentifier")));
        }

        @Override
        public Answer call(Tool tool, Call call) {
            Map<String, Object> arguments = new LinkedHashMap<>(call.arguments());
            asked.add(tool.name() + " " + String.join(" ", arguments.values().stream().map(String::valueOf).toList()));
            return Answer.titled("Shown");
        }
    }

    private static String asked(Map<String, String> bounds, List<String> withheld, Object... namesAndValues) {
        Recorder recorder = new Recorder();
        Resources resources = new Resources(List.of(recorder));
        Case made = Case.of("get_sentry_resource", namesAndValues);
        FakeSentry fake = new FakeSentry(made);
        fake.withheld = withheld;
        Call call = new Call(resources.tools().get(0).accept(made.arguments(), bounds, new Links("https", "sentry.io")),
            fake, new Links("https", "sentry.io"), bounds, fake.user(), null, null);
        resources.call(resources.tools().get(0), call);
        assertEquals(List.of(), fake.sent(), "the URL itself is never fetched");
        return String.join("; ", recorder.asked);
    }

    private static String asked(Object... namesAndValues) { return asked(Map.of(), List.of(), namesAndValues); }

    private static String refused(Object... namesAndValues) {
        return assertThrows(FailureException.class, () -> asked(namesAndValues)).getMessage();
    }

    private static final String URLS =
        """
            issues/CHECKOUT-API-7K2/                                   get_issue_details acme-labs CHECKOUT-API-7K2
            issues/77/events/latest/                                   get_issue_details acme-labs 77 latest full
            explore/traces/trace/4d3c/                                 get_trace_details acme-labs 4d3c
            traces/trace/4d3c/?node=span-8f7e                          get_span_details acme-labs 4d3c 8f7e
            replays/9c8b/                                              get_replay_details acme-labs 9c8b
            explore/profiling/profile/checkout-api/aa11/flamegraph/    get_profile_details acme-labs checkout-api aa11
            profiling/profile/shop/flamegraph/?profilerId=ab&start=1&end=2 get_profile_details acme-labs shop ab 1 2
            crons/nightly/                                             get_monitor_details acme-labs nightly
            alerts/rules/crons/checkout-api/nightly/details/           get_monitor_details acme-labs nightly \
            checkout-api
            alerts/rules/uptime/checkout-api/91/details/               get_uptime_monitor_details acme-labs \
            checkout-api 91
            alerts/rules/checkout-api/1301/details/                    get_alert_rule acme-labs checkout-api issue \
            rule_id:1301
            monitors/alerts/1301/                                      get_alert_rule acme-labs issue 1301
            issues/alerts/rules/checkout-api/1301/details/             get_alert_rule acme-labs checkout-api issue \
            rule_id:1301
            alerts/rules/details/907/                                  get_alert_rule acme-labs metric alert_rule_id:907
            releases/checkout-api%402.14.0/                            get_release_details acme-labs checkout-api@2.14.0
            dashboard/12/                                              get_dashboard_details acme-labs 12
            explore/conversations/slack%3AC042/?start=1                get_ai_conversation_details acme-labs slack:C042
            preprod/snapshots/88123/                                   get_snapshot acme-labs 88123
            preprod/snapshots/88123/?selectedSnapshot=cart%2Fempty.png get_snapshot_image acme-labs 88123 cart/empty.png
            """;

    @Test
    void everyUrlIsAnsweredByTheToolThatShowsIt() {
        for (String row : URLS.strip().lines().toList()) {
            String[] parts = row.strip().split("\\s+", 2);
            assertEquals(parts[1], asked("url", "https://acme-labs.sentry.io/" + parts[0]), parts[0]);
        }
    }

    private static final String LISTS = """
        issues/                               list_issues acme-labs is:unresolved
        issues/?query=                        list_issues acme-labs *
        issues/?query=is%3Aignored+lang%3Ade&project=7&statsPeriod=24h&sort=freq&environment=qa&environment=dev \
        list_issues acme-labs 7 [qa, dev] 24h is:ignored lang:de freq
        issues/errors-outages/?project=-1     list_issues acme-labs is:unresolved
        issues/feedback/?query=               list_issues acme-labs issue.category:feedback
        explore/traces/?query=span.op%3Adb&start=2026-02-01T00:00:00&end=2026-02-02T00:00:00&field=id \
        list_events acme-labs 2026-02-01T00:00:00 2026-02-02T00:00:00 spans span.op:db
        explore/logs/?logsQuery=severity%3Aerror list_events acme-labs logs severity:error
        explore/discover/results/?field=title&field=count()&sort=-count()&query=lang:de&dataset=errors \
        list_events acme-labs errors [title, count()] -count() lang:de
        discover/results/?field=transaction.duration&dataset=transactions list_events acme-labs spans
        explore/replays/                      list_events acme-labs replays
        insights/backend/?statsPeriod=7d      list_events acme-labs 7d spans
        explore/profiling/                    list_events acme-labs profiles
        explore/releases/?query=2.14          find_releases acme-labs 2.14
        dashboards/                           find_dashboards acme-labs
        monitors/uptime/                      find_uptime_monitors acme-labs
        insights/crons/                       find_monitors acme-labs
        alerts/rules/?project=7               find_alert_rules acme-labs 7
        explore/conversations/                search_ai_conversations acme-labs
        projects/                             find_projects acme-labs
        """;

    @Test
    void aPageThatListsIsAnsweredByTheListThatItShows() {
        for (String row : LISTS.strip().lines().toList()) {
            String[] parts = row.strip().split("\\s+", 2);
            for (String base : List.of("https://acme-labs.sentry.io/", "https://sentry.io/organizations/acme-labs/"))
                assertEquals(parts[1], asked("url", base + parts[0]), parts[0]);
        }
    }

    @Test
    void aListOfSeveralProjectsSaysThatItCoversAll() {
        Case list = IssuesTest.cases().get(0);
        Case made = new Case("get_sentry_resource",
            Map.of("url", "https://sentry.example/organizations/acme-labs/issues/?project=7&project=8"), list.routes(),
            list.choosing());
        assertTrue(FakeSentry.text(made)
            .endsWith("\nThe page shows 2 projects; this covers all. projectSlug takes one."), FakeSentry.text(made));
    }

    @Test
    void anEventIsShownWholeAndHowMuchCanBeSaid() {
        String url = "https://acme-labs.sentry.io/issues/77/";
        assertEquals("get_issue_details acme-labs 77 full", asked("url", url, "detail", "full"));
        assertEquals("get_issue_details acme-labs 77 latest brief",
            asked("url", url + "events/latest/", "detail", "brief"));
        assertEquals("get_trace_details acme-labs 4d3c",
            asked("url", "https://acme-labs.sentry.io/traces/trace/4d3c/", "detail", "full"));
    }

    private static final String TYPES = """
        issue           API-1     get_issue_details acme-labs API-1
        event           0f1e      get_issue_details acme-labs 0f1e full
        breadcrumbs     API-1     get_issue_breadcrumbs acme-labs API-1
        trace           4d3c      get_trace_details acme-labs 4d3c
        replay          9c8b      get_replay_details acme-labs 9c8b
        monitor         nightly   get_monitor_details acme-labs nightly
        release         shop@1    get_release_details acme-labs shop@1
        dashboard       12        get_dashboard_details acme-labs 12
        ai_conversation c-1       get_ai_conversation_details acme-labs c-1
        snapshot        88        get_snapshot acme-labs 88
        """;

    @Test
    void everyTypeIsAnsweredByTheToolThatShowsIt() {
        for (String row : TYPES.strip().lines().toList()) {
            String[] parts = row.strip().split("\\s+", 3);
            assertEquals(parts[2],
                asked("resourceType", parts[0], "resourceId", parts[1], "organizationSlug", "acme-labs"), parts[0]);
        }
    }

    @Test
    void aTypeMayWidenWhatAUrlNamesAndMustNotContradictIt() {
        assertEquals("get_issue_breadcrumbs acme-labs 77 latest",
            asked("url", "https://acme-labs.sentry.io/issues/77/events/latest/", "resourceType", "breadcrumbs"));
        assertEquals("get_trace_details acme-labs 4d3c",
            asked("url", "https://acme-labs.sentry.io/traces/trace/4d3c/?node=span-8f", "resourceType", "trace"));
        assertEquals("resourceType is replay, but the URL points at another kind of thing; leave it out",
            refused("url", "https://acme-labs.sentry.io/issues/77/", "resourceType", "replay"));
    }

    @Test
    void aToolThatTheSessionDoesNotOfferDoesNotAnswer() {
        assertEquals("A replay is shown by get_replay_details, which this session does not offer.",
            assertThrows(FailureException.class, () -> asked(Map.of(), List.of("get_replay_details"), "url",
                "https://acme-labs.sentry.io/replays/9c8b/")).getMessage());
    }

    @Test
    void whatCannotBeShownIsSaid() {
        assertEquals("url is required, or resourceType with resourceId", refused());
        assertEquals("resourceId is required with resourceType", refused("resourceType", "issue"));
        assertEquals("organizationSlug is required without a url",
            refused("resourceType", "issue", "resourceId", "API-1"));
        assertEquals("organizationSlug is required, since the URL does not name the organization",
            refused("url", "https://us.sentry.io/issues/77/"));
        assertEquals(
            "`https://evil.example/issues/77/` is on \"evil.example\", but this server is configured for sentry.io",
            refused("url", "https://evil.example/issues/77/"));
        assertEquals(
            "url points at nothing that a tool shows: `https://acme-labs.sentry.io/settings/account/`. Understood "
                + "are pages of issues, events, traces, spans, profiles, replays, monitors, "
                + "uptime checks, releases, dashboards, alert rules, AI conversations and snapshots, and lists of "
                + "them.",
            refused("url", "https://acme-labs.sentry.io/settings/account/"));
        assertEquals(
            "url is a summary of transactions; ask list_events for dataset spans and query transaction:\"/cart\"",
            refused("url", "https://acme-labs.sentry.io/performance/summary/?transaction=%2Fcart"));
    }

    @Test
    void aBoundSessionStaysWhereItIs() {
        Map<String, String> bounds = Map.of("organizationSlug", "acme-labs", "projectSlug", "checkout-api");
        assertEquals("get_issue_details acme-labs 77",
            asked(bounds, List.of(), "url", "https://us.sentry.io/issues/77/"));
        assertEquals("the URL is of the organization \"other\", but this session is bound to \"acme-labs\"",
            assertThrows(FailureException.class,
                () -> asked(bounds, List.of(), "url", "https://other.sentry.io/issues/77/")).getMessage());
        assertEquals("projectSlug: this session is bound to \"checkout-api\", \"web-shop\" is outside it",
            assertThrows(FailureException.class,
                () -> asked(bounds, List.of(), "url", "https://acme-labs.sentry.io/crons/web-shop/nightly/"))
                .getMessage());
        assertEquals("get_monitor_details acme-labs nightly checkout-api",
            asked(bounds, List.of(), "url", "https://acme-labs.sentry.io/crons/4507001/nightly/"));
    }

    /**
     * Path below the organization, the tool that shows it, and its parameter that takes the URL as well. "-" = none
     * does.
     */
    private static final String REAL =
        """
            issues/CHECKOUT-API-7K2/                                                        get_issue_details          issueId
            issues/CHECKOUT-API-7K2/events/latest/                                          get_issue_details          issueId
            explore/traces/trace/4c1e8a90b7d24f3f8a6b5c4d3e2f1a0b/                          get_trace_details          traceId
            traces/trace/4c1e8a90b7d24f3f8a6b5c4d3e2f1a0b/?node=span-9c1e44aa02bd77f1       get_span_details           traceId
            explore/replays/AA11bb22-cc33dd44ee55ff6677889900/                              get_replay_details         replayId
            explore/profiling/profile/checkout-api/c0ffee00112233445566778899aabbcc/flamegraph/ get_profile_details    profileId
            profiling/profile/checkout-api/flamegraph/?profilerId=7e57000000000000000000000000abcd&start=2026-02-11T08%3A10%3A00Z&end=2026-02-11T08%3A11%3A00Z get_profile_details profileId
            crons/ledger-close/                                                             get_monitor_details        monitorSlug
            issues/alerts/rules/uptime/checkout-api/8801/details/                           \
            get_uptime_monitor_details uptimeMonitorId
            monitors/alerts/601/                                                            get_alert_rule             ruleId
            releases/ledger%404.2.0%2Ba1b2c3/                                               get_release_details        releaseVersion
            dashboard/221/                                                                  get_dashboard_details      dashboardId
            explore/conversations/conv-88/                                                  \
            get_ai_conversation_details conversationId
            preprod/snapshots/90210/                                                        get_snapshot               snapshotId
            preprod/snapshots/90210/?selectedSnapshot=phone%2Fcheckout.png                  get_snapshot_image         snapshotId
            """;

    /**
     * The real tools, asked by URL through the one door, by URL in the place of the id, and by id: three times the same
     * answer.
     */
    @Test
    void everyUrlIsUnderstoodByTheRealToolsAndByTheirOwnParameters() {
        for (String row : REAL.strip().lines().toList()) {
            String[] parts = row.strip().split("\\s+");
            String url = "https://sentry.example/organizations/acme-labs/" + parts[0];
            Case direct = real(parts[1], parts[0]);
            String expected = FakeSentry.text(direct);
            assertEquals(expected, FakeSentry.text(
                new Case("get_sentry_resource", Map.of("url", url, "detail", "brief"), direct.routes(),
                    direct.choosing())),
                parts[0]);
            assertEquals(expected,
                FakeSentry.text(new Case("get_sentry_resource",
                    Map.of("resourceType", "issue", "resourceId", url, "detail", "brief"),
                    direct.routes(), direct.choosing())
                    .with("resourceType", null)),
                parts[0]);
            assertEquals(expected,
                FakeSentry.text(new Case(parts[1], Map.of(parts[2], url), direct.routes(), direct.choosing())),
                parts[0]);
            Case elsewhere = new Case(parts[1], Map.of(parts[2], url.replace("acme-labs", "other")), direct.routes(),
                direct.choosing());
            FakeSentry bound = new FakeSentry(elsewhere);
            bound.bounds = Map.of("organizationSlug", "acme-labs");
            assertEquals("the URL is of the organization \"other\", but this session is bound to \"acme-labs\"",
                assertThrows(FailureException.class, () -> bound.answer(elsewhere)).getMessage(), parts[0]);
            Case foreign = new Case(parts[1], Map.of(parts[2], url.replace("sentry.example", "evil.example")),
                direct.routes(), direct.choosing());
            assertTrue(assertThrows(FailureException.class, () -> FakeSentry.call(foreign)).getMessage()
                .endsWith("is on \"evil.example\", but this server is configured for sentry.example"), parts[0]);
        }
    }

    /**
     * The domain's own case of the tool, without the settings that no URL has; the one whose arguments the URL holds.
     */
    private static Case real(String tool, String url) {
        String plain = url.toLowerCase(java.util.Locale.ROOT).replace("-", "").replace("%40", "@").replace("%2b", "+")
            .replace("%3a", ":").replace("%2f", "/");
        for (Case each : Cases.all()) {
            Case made = each.tool().equals(tool)
                ? new Case(tool, new LinkedHashMap<>(each.arguments()), each.routes(), each.choosing()) : null;
            if (made == null) continue;
            if (made.arguments().remove("showUnmodified") != null || tool.equals("get_dashboard_details"))
                made.arguments().replace("dashboardId", "221");
            List<Object> values = new ArrayList<>(made.arguments().values());
            values.remove("acme-labs");
            if (tool.equals("get_uptime_monitor_details") || values.stream().allMatch(
                value -> plain.contains(String.valueOf(value).toLowerCase(java.util.Locale.ROOT).replace("-", ""))))
                return made;
        }
        throw new AssertionError("no case of " + tool + " for " + url);
    }

    @Test
    void aNumberedMonitorPageIsOfTheKindThatSentryNames() {
        String path = "organizations/acme-labs/detectors?id=8801";
        String url = "https://sentry.example/organizations/acme-labs/monitors/8801/";
        Case uptime = real("get_uptime_monitor_details", "");
        Case byId = uptime.with("projectSlug", "4507001");
        List<Case.Route> routes = byId
            .routes().stream().map(route -> new Case.Route(route.method(),
                route.path().replace("checkout-api", "4507001"), route.query(), route.body(), null, null, route.type()))
            .toList();
        Case shown = new Case("get_sentry_resource", Map.of("url", url), routes, uptime.choosing())
            .on("GET", path, "[{\"id\": \"8801\", \"projectId\": \"4507001\", \"type\": \"uptime_domain_failure\"}]");
        assertTrue(FakeSentry.text(shown).startsWith("# Uptime monitor "), () -> FakeSentry.text(shown));

        Case cron = real("get_monitor_details", "ledger-close");
        Case numbered = new Case("get_sentry_resource", Map.of("url", url), cron.routes(), cron.choosing()).on("GET",
            path,
            "[{\"id\": \"8801\", \"type\": \"monitor_check_in_failure\", \"dataSources\": [{\"type\": "
                + "\"cron_monitor\", \"queryObj\": {\"slug\": \"ledger-close\"}}]}]");
        assertEquals(FakeSentry.text(cron), FakeSentry.text(numbered));

        Case metric = Cases.all().stream()
            .filter(
                each -> each.tool().equals("get_alert_rule") && each.arguments().get("ruleId").equals("checkout P95"))
            .findFirst().orElseThrow();
        String id = Json.read(metric.routes().get(1).body()).item(0).text("id");
        Case alert =
            new Case("get_sentry_resource", Map.of("url", url.replace("8801", id)), metric.routes(), metric.choosing());
        assertEquals(FakeSentry.text(metric), FakeSentry.text(alert));
    }

    @Test
    void aUrlOfSomethingElseIsRefused() {
        Case made =
            Case.of("get_replay_details", "replayId", "https://sentry.example/organizations/acme-labs/issues/77/");
        assertEquals(
            "replayId is a URL that shows something else: "
                + "`https://sentry.example/organizations/acme-labs/issues/77/`",
            assertThrows(FailureException.class, () -> FakeSentry.call(made)).getMessage());
    }

    @Test
    void anIdAloneNeedsItsOrganization() {
        assertEquals("organizationSlug is required, unless replayId is a URL",
            assertThrows(FailureException.class,
                () -> FakeSentry.call(Case.of("get_replay_details", "replayId", "aa11bb22cc33dd44ee55ff6677889900")))
                .getMessage());
        assertEquals("projectSlug is required, unless profileId is a URL",
            assertThrows(FailureException.class, () -> FakeSentry.call(Case.of("get_profile_details",
                "organizationSlug", "acme-labs", "profileId", "c0ffee00112233445566778899aabbcc"))).getMessage());
    }

    @Test
    void theReferencesNamesOfTheseParametersAreUnderstood() {
        Case replay = real("get_replay_details", "aa11bb22cc33dd44ee55ff6677889900");
        assertEquals(FakeSentry.text(replay), FakeSentry.text(new Case("get_replay_details",
            Map.of("replayUrl",
                "https://sentry.example/organizations/acme-labs/replays/aa11bb22cc33dd44ee55ff6677889900/"),
            replay.routes(), replay.choosing())));
    }

    @Test
    void theAnswerIsTheOneOfTheToolItself() {
        Case made = cases().get(0);
        Case direct = Case.of("get_issue_details", "organizationSlug", "acme-labs", "issueId", "CHECKOUT-API-7K2")
            .get(IssuesTest.ISSUE, "issues/issue.json")
            .get(IssuesTest.ISSUE + "/events/latest", "issues/event-default.json").with("detail", "full");
        assertEquals(FakeSentry.text(direct), FakeSentry.text(made));
        assertTrue(Json.of(FakeSentry.call(made).data()).write().contains("CHECKOUT-API-7K2"));
    }
}
