import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import demo.DemoSentry;
import demo.Organization;
import demo.Plain;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.sentry.Domain;
import tools.sentry.Tool;
import tools.shell.Domains;

/**
 * Every tool against the made-up organization: what it answers is what the organization's data says, and what it writes
 * can be read back.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoTest {
    private static final Pattern SHORT_ID =
        Pattern.compile("\\b(?:CHECKOUT-API|SHOP-WEB|WAREHOUSE|COURIER-ANDROID)-[0-9A-Z]+\\b");
    private static final Set<String> ASKED = new TreeSet<>();
    private static DemoSentry sentry;
    private static RecordedModel model;

    @BeforeAll
    static void start() throws IOException {
        sentry = DemoSentry.start(0);
        model = RecordedModel.start();
    }

    @AfterAll
    static void stop() {
        sentry.close();
        model.stop();
    }

    // ---------------------------------------------------------------- asking, and the right answers

    private static ShellRun run(String tool, String... arguments) {
        ASKED.add(tool);
        List<String> line = new ArrayList<>(List.of("--host=127.0.0.1:" + sentry.port(), "--insecure-http",
            "--sentry-dsn=", "--openai-base-url=" + model.base(), "call", tool, "--yes"));
        boolean anywhere = Set.of("whoami", "find_organizations").contains(tool);
        if (!anywhere) line.add("organizationSlug=acme-labs");
        line.addAll(List.of(arguments));
        return ShellRun.here(
            Map.of("SENTRY_ACCESS_TOKEN", "any-token-will-do", "OPENAI_API_KEY", "key-of-the-recorded-model"), "",
            line.toArray(String[]::new));
    }

    private static String ask(String tool, String... arguments) {
        ShellRun run = run(tool, arguments);
        assertEquals(0, run.status(), () -> tool + " " + List.of(arguments) + " failed:\n" + run.err());
        return run.out();
    }

    private static String refused(String tool, String... arguments) {
        ShellRun run = run(tool, arguments);
        assertEquals(1, run.status(), () -> tool + " " + List.of(arguments) + " answered:\n" + run.out());
        return run.err();
    }

    private static void says(String answer, Object... all) {
        for (Object each : all)
            assertTrue(answer.contains(String.valueOf(each)), () -> "\"" + each + "\" is missing in\n" + answer);
    }

    /** A number stands by itself: 7 is not in 74. */
    private static void counts(String answer, String of, long number) {
        String shown = String.format("%,d", number);
        assertTrue(Pattern.compile("(?m)" + Pattern.quote(of) + "[^\\n]*?(?<![\\d.,])" + shown + "(?![\\d.,]*\\d)")
            .matcher(answer).find(), () -> "\"" + of + "\" is not " + shown + " in\n" + answer);
    }

    /** The answer from where a name stands by itself. */
    private static String from(String answer, Object name) {
        Matcher found =
            Pattern.compile("(?<![\\w./-])" + Pattern.quote(String.valueOf(name)) + "(?![\\w./-])").matcher(answer);
        assertTrue(found.find(), () -> "\"" + name + "\" is missing in\n" + answer);
        return answer.substring(found.start());
    }

    private static List<String> shortIds(String answer) {
        return SHORT_ID.matcher(answer).results().map(MatchResult::group).distinct().toList();
    }

    private static Organization home() { return sentry.organization(); }

    private static List<Map<String, Object>> rows(String dataset, Predicate<Map<String, Object>> which) {
        return home().rows(dataset).stream().filter(which).toList();
    }

    private static boolean since(Map<String, Object> row, Duration ago) {
        return Instant.parse(Plain.text(row, "timestamp")).isAfter(Instant.now().minus(ago));
    }

    private static boolean in(Map<String, Object> row, String project) { return project.equals(row.get("project")); }

    private static Map<String, Object> newest(String issue) { return Organization.events(home().issue(issue)).get(0); }

    private static String id(String issue) { return Plain.text(newest(issue), "id"); }

    private static double number(Object value) { return ((Number) value).doubleValue(); }

    /** Issues of a project with an event in the last two weeks that pass, last seen first. */
    private static List<String> issues(String project, Predicate<Map<String, Object>> which) {
        return home().issues.stream()
            .filter(issue -> in(issue, project) && which.test(issue)
                && since(Organization.events(issue).get(0), Duration.ofDays(14)))
            .sorted(Comparator
                .comparing((Map<String, Object> issue) -> Plain.text(Organization.events(issue).get(0), "timestamp"))
                .reversed())
            .map(issue -> Plain.text(issue, "shortId")).toList();
    }

    // ---------------------------------------------------------------- the command

    @Test
    void theDemoRunsInAnyFolderAndEnds(@TempDir Path folder) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", "-Dsentry.mcp.checkout=" + Fixtures.CHECKOUT, "-cp",
            System.getProperty("java.class.path"), "Demo", "call", "whoami");
        Process demo = builder.directory(folder.toFile()).redirectErrorStream(true).start();
        demo.getOutputStream().close();
        String said = new String(demo.getInputStream().readAllBytes());
        assertEquals(0, demo.waitFor(), said);
        says(said, "Mira Okafor");
    }

    @Test
    void theDemoThatCannotStartSaysWhyAndEnds(@TempDir Path folder) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", "-Dsentry.mcp.checkout=" + Fixtures.CHECKOUT, "-cp",
            System.getProperty("java.class.path"), "Demo", "--serve=" + sentry.port());
        Process demo = builder.directory(folder.toFile()).redirectErrorStream(true).start();
        demo.getOutputStream().close();
        String said = new String(demo.getInputStream().readAllBytes());
        assertEquals(1, demo.waitFor(), said);
        says(said, "demo: cannot start: Address already in use");
    }

    // ---------------------------------------------------------------- the account and its projects

    @Test
    void theTokenBelongsToMira() { says(ask("whoami"), "Mira Okafor", "mira@acme.test", "770011"); }

    @Test
    void thereIsOneOrganization() { says(ask("find_organizations"), "acme-labs", "Acme Labs"); }

    @Test
    void teamsHaveTheirMembers() {
        String answer = ask("find_teams");
        for (Map<String, Object> team : home().teams) {
            long members = home().people.stream()
                .filter(person -> Plain.texts(person, "teams").contains(Plain.text(team, "slug"))).count();
            says(answer, team.get("slug"));
            counts(from(answer, team.get("slug")), "Members", members);
        }
    }

    @Test
    void projectsAreAllThere() {
        String answer = ask("find_projects");
        for (Map<String, Object> project : home().projects) says(answer, project.get("slug"), project.get("platform"));
        assertEquals(List.of("warehouse"), home().projects.stream().map(project -> Plain.text(project, "slug"))
            .filter(ask("find_projects", "query=ware")::contains).toList());
    }

    // ---------------------------------------------------------------- issues

    @Test
    void aSearchForIssuesFindsThoseThatFit() {
        assertEquals(issues("courier-android", issue -> "fatal".equals(issue.get("level"))),
            shortIds(ask("list_issues", "projectSlug=courier-android", "query=level:fatal")));
        assertEquals(issues("checkout-api", issue -> "resolved".equals(issue.get("status"))),
            shortIds(ask("list_issues", "projectSlug=checkout-api", "query=is:resolved", "limit=50")));
        assertEquals(issues("shop-web", issue -> "feedback".equals(issue.get("category"))),
            shortIds(ask("list_issues", "projectSlug=shop-web", "query=issue.category:feedback")));
        assertEquals(issues("checkout-api", issue -> "user:770011".equals(issue.get("assigned"))),
            shortIds(ask("list_issues", "projectSlug=checkout-api", "query=assigned:me")));
        assertEquals(issues("warehouse", issue -> Organization.events(issue).size() >= 9),
            shortIds(ask("list_issues", "projectSlug=warehouse", "query=timesSeen:>=9", "limit=50")));
        assertEquals(List.of(),
            shortIds(ask("list_issues", "projectSlug=courier-android", "query=level:fatal assigned:me zzz")));
    }

    @Test
    void propertiesOfEventsAndOfIssuesMeetInOneSearch() {
        Predicate<Map<String, Object>> lyon = issue -> Organization.events(issue).stream()
            .anyMatch(event -> "Lyon".equals(event.get("geo.city")) && since(event, Duration.ofDays(14)));
        assertEquals(new TreeSet<>(issues("shop-web", lyon.and(issue -> !"resolved".equals(issue.get("status"))))),
            new TreeSet<>(
                shortIds(ask("list_issues", "projectSlug=shop-web", "query=geo.city:Lyon !is:resolved", "limit=50"))));
        String latest = "shop-web@5.3.0";
        assertEquals(
            issues("shop-web",
                issue -> latest
                    .equals(Organization.events(issue).get(Organization.events(issue).size() - 1).get("release"))),
            shortIds(ask("list_issues", "projectSlug=shop-web", "query=firstRelease:latest", "limit=50")));
    }

    @Test
    void issuesComeInTheOrderAskedForPageByPage() {
        List<String> all = home().issues.stream().filter(issue -> in(issue, "warehouse"))
            .filter(issue -> Organization.events(issue).stream().anyMatch(event -> since(event, Duration.ofDays(14))))
            .sorted(Comparator
                .comparing((Map<String, Object> issue) -> Plain
                    .text(Organization.events(issue).get(Organization.events(issue).size() - 1), "timestamp"))
                .reversed())
            .map(issue -> Plain.text(issue, "shortId")).toList();
        List<String> pages = new ArrayList<>();
        String cursor = null;
        do {
            String page = cursor == null ? ask("list_issues", "projectSlug=warehouse", "query=*", "sort=new", "limit=3")
                : ask("list_issues", "projectSlug=warehouse", "query=*", "sort=new", "limit=3", "cursor=" + cursor);
            pages.addAll(shortIds(page));
            cursor = Pattern.compile("cursor (\\d+:\\d+:\\d+)").matcher(page).results().map(found -> found.group(1))
                .findFirst().orElse(null);
        } while (cursor != null);
        assertEquals(all, pages);
    }

    @Test
    void whatSentrysSearchRefusesIsSaidInItsWords() {
        says(refused("list_issues", "query=level:error OR level:fatal"),
            "Boolean statements containing \"OR\" or \"AND\" are not supported in this search");
        says(refused("list_issues", "query=is:frog"), "Invalid value for \"is\" search");
        says(refused("list_issues", "query=timesSeen:many"), "Invalid number: many");
        says(refused("list_events", "query=(level:error"), "unmatched parentheses");
        says(refused("list_events", "query=timestamp:frog"), "Invalid date: frog");
    }

    @Test
    void theDetailsOfAnIssueAreThoseOfItsNewestEvent() {
        Map<String, Object> event = newest("CHECKOUT-API-7K2");
        String answer = ask("get_issue_details", "issueId=CHECKOUT-API-7K2");
        says(answer, event.get("id"), event.get("trace"), event.get("user.email"), event.get("release"),
            "gateway/http.py", "raise CheckoutError(\"settlement rejected\") from exc");
        counts(answer, "Seen", Organization.events(home().issue("CHECKOUT-API-7K2")).size());
    }

    @Test
    void everyIssueAndItsOldestEventCanBeShown() {
        for (Map<String, Object> issue : List.copyOf(home().issues)) {
            List<Map<String, Object>> events = Organization.events(issue);
            says(ask("get_issue_details", "issueId=" + issue.get("shortId"), "eventId=oldest"), issue.get("shortId"),
                events.get(events.size() - 1).get("id"));
        }
    }

    @Test
    void anIssuesEventsAreFoundByTheirTags() {
        List<Map<String, Object>> staging = Organization.events(home().issue("CHECKOUT-API-7K2")).stream()
            .filter(event -> "staging".equals(event.get("environment"))).toList();
        String answer = ask("list_issue_events", "issueId=CHECKOUT-API-7K2", "query=environment:staging");
        assertEquals(staging.stream().map(event -> Plain.text(event, "id")).toList(),
            Pattern.compile("\\b[0-9a-f]{32}\\b").matcher(answer).results().map(MatchResult::group)
                .filter(each -> home().rows("errors").stream().anyMatch(row -> each.equals(row.get("id")))).distinct()
                .toList());
    }

    @Test
    void anIssuesTagsAreCounted() {
        Map<String, Long> plans =
            Organization.events(home().issue("SHOP-WEB-3F")).stream().map(event -> Plain.text(event, "plan"))
                .collect(Collectors.groupingBy(plan -> plan, TreeMap::new, Collectors.counting()));
        String answer = ask("get_issue_tag_values", "issueId=SHOP-WEB-3F", "tagKey=plan");
        assertTrue(plans.size() > 1);
        plans.forEach((plan, count) -> counts(from(answer, plan), "Events", count));
        says(ask("get_issue_tag_values", "issueId=SHOP-WEB-3F"), "plan", "browser.name");
    }

    @Test
    void whatPeopleSaidAboutAnIssueIsThere() {
        says(ask("get_issue_user_reports", "issueId=CHECKOUT-API-7K2"), "Paid twice, got an error page.",
            id("CHECKOUT-API-7K2"));
        says(ask("get_issue_activity", "issueId=CHECKOUT-API-7K2"), "So 2.14.0 made it worse", "first_seen");
        says(ask("get_issue_details", "issueId=CHECKOUT-API-7M9"), "does nothing on my tablet");
    }

    @Test
    void anEventShowsItsThreadsCrumbsAndFiles() {
        says(ask("get_event_stacktrace", "issueId=WAREHOUSE-1T"), "http-nio-8080-exec-3", "TIMED_WAITING",
            "com.acme.warehouse.Reservations.reserve");
        says(ask("get_issue_breadcrumbs", "issueId=SHOP-WEB-3F"), "button.pay-now", "checkout failed: 502");
        says(ask("get_issue_hashes", "issueId=SHOP-WEB-3F"), newest("SHOP-WEB-3F").get("_hash"), id("SHOP-WEB-3F"));
        says(ask("get_source_map_status", "projectSlug=shop-web", "eventId=" + id("SHOP-WEB-3F")), "/static/app.min.js",
            "7.50.1");
        String files = ask("get_event_attachment", "projectSlug=shop-web", "eventId=" + id("SHOP-WEB-3F"));
        says(files, "screenshot.png", "cart.json");
        String log =
            Pattern.compile("\\b\\d{5,}\\b").matcher(files.substring(0, files.indexOf("console.log"))).results()
                .map(MatchResult::group).reduce((a, b) -> b).orElseThrow();
        says(ask("get_event_attachment", "projectSlug=shop-web", "eventId=" + id("SHOP-WEB-3F"), "attachmentId=" + log),
            "checkout failed: 502");
    }

    // ---------------------------------------------------------------- events

    @Test
    void groupsOfErrorsAreCounted() {
        Map<String, Long> byTransaction =
            rows("errors", row -> in(row, "checkout-api") && since(row, Duration.ofDays(7))).stream()
                .collect(Collectors.groupingBy(row -> Plain.text(row, "transaction"), Collectors.counting()));
        String answer = ask("list_events", "projectSlug=checkout-api", "period=7d",
            "fields=[\"transaction\",\"count()\",\"count_unique(user.id)\"]", "sort=-count()");
        byTransaction.forEach(
            (transaction, count) -> counts(from(answer, transaction), "count():", count));
    }

    @Test
    void aSeriesCountsWhatTheTableCounts() {
        long all = rows("errors", row -> in(row, "checkout-api") && since(row, Duration.ofDays(7))).size();
        String answer = ask("get_event_series", "projectSlug=checkout-api", "dataset=errors", "period=7d");
        Matcher total = Pattern.compile("Total: ([\\d,]+)").matcher(answer);
        assertTrue(total.find(), answer);
        // whole buckets: the first may begin a little before the period
        long counted = Long.parseLong(total.group(1).replace(",", ""));
        long more = rows("errors", row -> in(row, "checkout-api") && since(row, Duration.ofDays(8))).size();
        assertTrue(counted >= all && counted <= more, () -> all + " of 7 days, " + more + " of 8 days, in\n" + answer);
    }

    @Test
    void conditionsJoinAsInSentry() {
        long either = rows("errors",
            row -> in(row, "shop-web") && since(row, Duration.ofDays(14))
                && ("Firefox".equals(row.get("browser.name")) || !"free".equals(row.get("plan")))
                && Plain.text(row, "title").toLowerCase().contains("chunk"))
            .size();
        counts(ask("list_events", "projectSlug=shop-web", "query=(browser.name:Firefox OR !plan:free) message:*CHUNK*",
            "fields=[\"count()\"]"), "count():", either);
        long listed =
            rows("errors",
                row -> in(row, "checkout-api") && since(row, Duration.ofDays(14))
                    && Set.of("warning", "fatal").contains(Plain.text(row, "level")) && row.get("user.id") == null)
                .size();
        counts(ask("list_events", "projectSlug=checkout-api", "query=level:[warning,fatal] !has:user.id",
            "fields=[\"count()\"]"), "count():", listed);
    }

    @Test
    void environmentsAndPeriodsNarrow() {
        long staging = rows("errors", row -> in(row, "checkout-api") && "staging".equals(row.get("environment"))
            && since(row, Duration.ofHours(48))).size();
        counts(ask("list_events", "projectSlug=checkout-api", "environment=[\"staging\"]", "period=48h",
            "fields=[\"count()\"]"), "count():", staging);
    }

    @Test
    void slowSpansAreFoundByTheirDuration() {
        List<String> slow = rows("spans",
            row -> in(row, "checkout-api") && "db".equals(row.get("span.op")) && number(row.get("span.duration")) > 4500
                && since(row, Duration.ofDays(14)))
            .stream()
            .sorted(Comparator.comparing((Map<String, Object> row) -> number(row.get("span.duration"))).reversed())
            .map(row -> Plain.text(row, "id")).toList();
        String answer =
            ask("list_events", "dataset=spans", "projectSlug=checkout-api", "query=span.op:db span.duration:>4.5s",
                "fields=[\"id\",\"span.duration\"]", "sort=-span.duration", "limit=100");
        assertEquals(slow, Pattern.compile("\\b[0-9a-f]{16}\\b").matcher(answer).results().map(MatchResult::group)
            .distinct().toList());
    }

    @Test
    void logsMetricsAndProfilesAreCountedToo() {
        for (Map.Entry<String, String> each : Map.of("logs", "logs", "metrics", "tracemetrics", "profiles", "profiles")
            .entrySet()) {
            long all = rows(each.getValue(), row -> in(row, "checkout-api") && since(row, Duration.ofDays(14))).size();
            assertTrue(all > 0);
            String column = each.getKey().equals("metrics") ? "count(value,cart.value,distribution,-)" : "count()";
            if (each.getKey().equals("metrics")) all = rows("tracemetrics",
                row -> "cart.value".equals(row.get("metric.name")) && since(row, Duration.ofDays(14))).size();
            counts(ask("list_events", "dataset=" + each.getKey(), "projectSlug=checkout-api",
                "fields=[\"" + column + "\"]"), column + ":", all);
        }
    }

    @Test
    void replaysAreFoundByWhatHappenedInThem() {
        List<String> raging =
            rows("replays", row -> number(row.get("count_rage_clicks")) > 0 && number(row.get("duration")) > 120)
                .stream().map(row -> Plain.text(row, "id")).toList();
        String answer =
            ask("list_events", "dataset=replays", "projectSlug=shop-web", "query=count_rage_clicks:>0 duration:>2m");
        for (Map<String, Object> replay : home().rows("replays"))
            assertEquals(raging.contains(Plain.text(replay, "id")), answer.contains(Plain.text(replay, "id")));
        says(ask("get_replay_details", "replayId=" + raging.get(0)), "button.pay-now", "SHOP-WEB-3F", "ann@acme.test");
    }

    @Test
    void theFieldsAreThoseThatTheRowsHave() {
        says(ask("list_event_fields", "dataset=errors", "projectSlug=checkout-api"), "decline_code");
        says(ask("list_event_fields", "dataset=spans", "projectSlug=checkout-api", "query=db.system"), "db.system");
    }

    @Test
    void aQuestionInPlainWordsFindsWhatItsSearchFinds() {
        List<String> fresh = home().issues.stream()
            .filter(issue -> Set.of("checkout-api").contains(Plain.text(issue, "project"))
                && "unresolved".equals(issue.get("status"))
                && since(Organization.events(issue).get(Organization.events(issue).size() - 1), Duration.ofDays(7)))
            .map(issue -> Plain.text(issue, "shortId")).toList();
        assertEquals(new TreeSet<>(fresh), new TreeSet<>(shortIds(
            ask("search_issues", "projectSlug=checkout-api", "query=noisiest new issues this week", "limit=50"))));
        long week = rows("errors", row -> in(row, "shop-web") && since(row, Duration.ofDays(7))).size();
        counts(ask("search_events", "projectSlug=shop-web", "query=how many errors this week"), "count():", week);
        String mine =
            ask("search_issue_events", "issueId=CHECKOUT-API-7K2", "query=ann's production events", "limit=50");
        for (Map<String, Object> event : Organization.events(home().issue("CHECKOUT-API-7K2"))) {
            assertEquals(
                "ann@acme.test".equals(event.get("user.email")) && "production".equals(event.get("environment")),
                mine.contains(Plain.text(event, "id")));
        }
    }

    // ---------------------------------------------------------------- traces and what belongs to them

    @Test
    void aTraceHoldsItsSpansErrorsAndLogs() {
        Map<String, Object> event = Organization.events(home().issue("CHECKOUT-API-7K2")).stream()
            .filter(each -> !rows("spans", span -> each.get("trace").equals(span.get("trace"))).isEmpty()).findFirst()
            .orElseThrow();
        String trace = Plain.text(event, "trace");
        String answer = ask("get_trace_details", "traceId=" + trace);
        for (Map<String, Object> span : rows("spans", span -> trace.equals(span.get("trace"))))
            says(answer, span.get("id"), span.get("span.description"));
        says(answer, "CHECKOUT-API-7K2", event.get("id"), "gateway did not answer");
        Map<String, Object> span = rows("spans", each -> event.get("span").equals(each.get("id"))).get(0);
        says(ask("get_span_details", "traceId=" + trace, "spanId=" + span.get("id")), "checkout.tasks.settle",
            span.get("id"));
    }

    @Test
    void everyTraceThatARowNamesExists() {
        for (String dataset : List.of("errors", "logs", "tracemetrics", "profiles", "issuePlatform")) {
            Map<String, Object> row = home().rows(dataset).get(0);
            says(ask("get_trace_details", "traceId=" + row.get("trace")), row.get("trace"));
        }
    }

    @Test
    void profilesShowWhereTimeWent() {
        Map<String, Object> profile = rows("profiles", row -> row.get("profile.id") != null).get(0);
        says(ask("get_profile", "projectSlug=checkout-api", "transactionName=POST /api/checkout", "period=14d"), "send",
            "gateway/http.py");
        counts(ask("get_profile", "projectSlug=checkout-api", "transactionName=POST /api/checkout", "period=14d"),
            "Profiles:", rows("profiles",
                row -> "POST /api/checkout".equals(row.get("transaction")) && since(row, Duration.ofDays(14))).size());
        says(ask("get_profile_details", "projectSlug=checkout-api", "profileId=" + profile.get("profile.id")),
            profile.get("trace"), "charge_card", "MainThread");
        Map<String, Object> continuous = rows("profiles", row -> row.get("profiler.id") != null).get(0);
        Instant at = Instant.parse(Plain.text(continuous, "timestamp"));
        says(ask("get_profile_details", "projectSlug=checkout-api", "profilerId=" + continuous.get("profiler.id"),
            "start=" + at.minusSeconds(60), "end=" + at.plusSeconds(60)), "price_of");
    }

    @Test
    void aConversationIsReadInOrder() {
        double tokens = rows("spans",
            span -> "conv-88".equals(span.get("gen_ai.conversation.id"))
                && span.get("gen_ai.usage.total_tokens") != null)
            .stream().mapToDouble(span -> number(span.get("gen_ai.usage.total_tokens"))).sum();
        counts(ask("search_ai_conversations", "projectSlug=checkout-api"), "Tokens:", (long) tokens);
        String answer = ask("get_ai_conversation_details", "conversationId=conv-88");
        says(answer, "Where is order 118?", "lookup_order", "Order 118 is packed and leaves today.");
        assertTrue(answer.indexOf("lookup_order") < answer.indexOf("Order 118 is packed"));
    }

    @Test
    void screenshotsAreComparedWithTheirBase() {
        says(ask("get_snapshot", "snapshotId=90210"), "phone/checkout.png", "phone/receipt.png", "phone/map.png",
            "90199");
        says(ask("get_snapshot_image", "snapshotId=90210", "imageIdentifier=phone/checkout.png"), "changed", "390");
        says(ask("get_latest_base_snapshot", "appId=example.acme.shop"), "90199", "phone/cart.png");
    }

    @Test
    void aUrlLeadsToWhatItNames() {
        says(ask("get_sentry_resource", "resourceType=issue", "resourceId=WAREHOUSE-1V"), "WAREHOUSE-1V",
            id("WAREHOUSE-1V"), "PickList.java");
    }

    // ---------------------------------------------------------------- releases, keys, monitors, alerts, dashboards

    @Test
    void aReleaseHasItsCommitsDeploysAndNewIssues() {
        says(ask("find_releases", "projectSlug=checkout-api"), "checkout-api@2.14.1", "checkout-api@2.12.0");
        String answer = ask("get_release_details", "releaseVersion=warehouse@1.9.0+4477");
        for (Map<String, Object> commit : home().commits(home().release("warehouse@1.9.0+4477")))
            says(answer, commit.get("id"));
        long fresh =
            home().issues.stream()
                .filter(issue -> "warehouse@1.9.0+4477"
                    .equals(Organization.events(issue).get(Organization.events(issue).size() - 1).get("release")))
                .count();
        counts(answer, "New issues:", fresh);
    }

    /** The rates are Sentry's, the counts those of the organization's own data. */
    @Test
    void aReleaseIsComparedWithTheOneBeforeIt() {
        String answer = ask("get_release_details", "releaseVersion=shop-web@5.3.0");
        says(answer, "## Compared", "### `shop-web@5.3.0`", "### `shop-web@5.2.0`", "Errors per 1,000 sessions:",
            "SHOP-WEB-3F", "`src/checkout/Summary.tsx`");
        Instant from = Instant.now().minus(Duration.ofDays(14));
        for (String version : List.of("shop-web@5.3.0", "shop-web@5.2.0")) {
            long errors = home().rows("errors").stream().filter(row -> version.equals(row.get("release"))
                && Instant.parse(Plain.text(row, "timestamp")).isAfter(from)).count();
            String row = answer.substring(answer.indexOf("### `" + version + "`"));
            counts(row.lines().skip(1).findFirst().orElseThrow(), "Errors:", errors);
        }
        assertFalse(ask("get_release_details", "releaseVersion=shop-web@5.3.0", "compareWith=shop-web@5.1.0")
            .contains("5.2.0"));
    }

    @Test
    void releaseHealthAndUsageAreToldOverTime() throws Exception {
        Object all = get("organizations/acme-labs/sessions/?field=sum(session)&project=shop-web&statsPeriod=14d"
            + "&interval=1d");
        String health = ask("get_release_health", "projectSlug=shop-web");
        counts(health, "- Sessions:", Math.round(number(Plain.at(all, "groups", 0, "totals", "sum(session)"))));
        says(health, "## Releases with most sessions", "`shop-web@5.3.0`", "## By day");
        says(ask("get_release_health", "projectSlug=shop-web", "releaseVersion=shop-web@5.3.0", "period=24h"),
            "adoption", "## By hour");
        String usage = ask("get_usage", "projectSlug=shop-web", "category=error");
        says(usage, "`browser-extensions`", "Dropped by day");
        double dropped = 0;
        double accepted = 0;
        for (Map<String, Object> group : Plain.objects(get("organizations/acme-labs/stats_v2/?field=sum(quantity)"
            + "&groupBy=outcome&category=error&project=shop-web&statsPeriod=14d&interval=1d"), "groups")) {
            double quantity = number(Plain.at(group, "totals", "sum(quantity)"));
            if ("accepted".equals(Plain.at(group, "by", "outcome"))) accepted += quantity;
            else if (!"client_discard".equals(Plain.at(group, "by", "outcome"))) dropped += quantity;
        }
        counts(usage, "- Accepted:", Math.round(accepted));
        counts(usage, "- Received:", Math.round(accepted + dropped));
        says(ask("get_usage"), "## Projects", "checkout-api");
    }

    @Test
    void cronMonitorsShowTheirCheckIns() {
        Map<String, Object> monitor = Plain.objects(home().data, "monitors").get(0);
        says(ask("find_monitors", "projectSlug=checkout-api"), "nightly-settlement", "Europe/Berlin");
        Map<String, Object> failed = home().checkIns(monitor).stream()
            .filter(each -> "timeout".equals(each.get("status"))).findFirst().orElseThrow();
        says(ask("get_monitor_details", "monitorSlug=nightly-settlement", "period=14d"),
            Plain.text(failed, "dateCreated").substring(0, 10), "timeout", "production");
        assertEquals(List.of("CHECKOUT-API-9C0"),
            shortIds(ask("list_issues", "projectSlug=checkout-api", "query=monitor.slug:nightly-settlement")));
    }

    @Test
    void uptimeMonitorsShowTheirChecks() {
        says(ask("find_uptime_monitors", "projectSlug=shop-web"), "8801", "https://shop.acme-labs.example/healthz");
        String answer =
            ask("get_uptime_monitor_details", "projectSlug=shop-web", "uptimeMonitorId=8801", "period=48h", "limit=50");
        assertFalse(answer.contains("not-for-everyone"));
        says(answer, Plain.text(home().checks(Plain.objects(home().data, "uptime").get(0)).get(0), "traceId"));
    }

    @Test
    void alertsAndDashboardsAreShownAsTheyAre() {
        says(ask("find_alert_rules"), "601", "9100");
        says(ask("get_alert_rule", "ruleId=601"), "#payments", "first_seen_event");
        says(ask("get_alert_rule", "ruleId=Checkout p95"), "p95(span.duration)", "2,500");
        says(ask("find_dashboards", "query=vitals"), "222");
        says(ask("get_dashboard_details", "dashboardId=222"), "p75(measurements.lcp)", "has:measurements.lcp");
    }

    // ---------------------------------------------------------------- writing

    @Test
    void aResolvedIssueIsResolvedInTheListAndInItsHistory() {
        ask("update_issue", "issueIds=[\"WAREHOUSE-1V\"]", "status=resolvedInNextRelease", "assignedTo=me",
            "priority=low");
        assertTrue(
            shortIds(ask("list_issues", "projectSlug=warehouse", "query=is:resolved assigned:me issue.priority:low"))
                .contains("WAREHOUSE-1V"));
        assertFalse(shortIds(ask("list_issues", "projectSlug=warehouse", "query=is:unresolved", "limit=50"))
            .contains("WAREHOUSE-1V"));
        says(ask("get_issue_activity", "issueId=WAREHOUSE-1V"), "set_resolved_in_release", "Mira Okafor");
        ask("update_issue", "issueIds=[\"WAREHOUSE-1V\"]", "status=unresolved", "assignedTo=nobody");
        assertEquals("unresolved", home().issue("WAREHOUSE-1V").get("status"));
        assertEquals(null, home().issue("WAREHOUSE-1V").get("assigned"));
    }

    @Test
    void anArchivedIssueKeepsItsCondition() {
        ask("update_issue", "issueIds=[\"CHECKOUT-API-4H3\"]", "status=ignored", "ignoreCount=50", "ignoreWindow=60");
        assertEquals("archived_until_condition_met", home().issue("CHECKOUT-API-4H3").get("substatus"));
        assertEquals(50, Plain.at(home().issue("CHECKOUT-API-4H3"), "statusDetails", "ignoreCount"));
        says(ask("get_issue_details", "issueId=CHECKOUT-API-4H3"), "50 more events");
    }

    @Test
    void whatTheValidatorsRefuseChangesNothing() {
        says(refused("update_issue", "issueIds=[\"SHOP-WEB-3F\"]", "assignedTo=team:logistics"), "assignedTo");
        says(refused("update_issue", "issueIds=[\"SHOP-WEB-3F\"]", "status=resolved", "inRelease=shop-web@99"),
            "inRelease");
        says(refused("create_project", "teamSlug=payments", "name=Frog", "platform=frog"), "platform");
        says(refused("create_monitor", "projectSlug=warehouse", "name=Sweep", "schedule=99 x * *",
            "settings={\"timezone\":\"Mars/Base\"}"), "schedule");
        assertEquals("unresolved", home().issue("SHOP-WEB-3F").get("status"));
        assertEquals(null, home().project("frog"));
    }

    @Test
    void aNoteStaysInTheHistory() {
        ask("add_issue_note", "issueId=SHOP-WEB-3Q", "text=Logged out users poll too.");
        says(ask("get_issue_activity", "issueId=SHOP-WEB-3Q", "notesOnly=true"), "Logged out users poll too.",
            "Mira Okafor");
    }

    @Test
    void seerTakesItsTimeAndThenKnowsTheCommit() {
        says(ask("analyze_issue_with_seer", "issueId=WAREHOUSE-1T", "step=root_cause"),
            "Lock shelves in the order of the pick list", "Reservations.java");
    }

    @Test
    void aNewTeamGetsAProjectAndAProjectGetsTeamsAndKeys() {
        ask("create_team", "name=Tide Watch");
        says(ask("find_teams"), "tide-watch");
        says(ask("create_project", "teamSlug=tide-watch", "name=Tide Clock", "platform=python-django"),
            Plain.text(home().project("tide-clock"), "id"));
        ask("update_project", "projectSlug=tide-clock", "name=Tide Core", "slug=tide-core");
        says(ask("find_projects"), "tide-core", "Tide Core");
        ask("add_team_to_project", "projectSlug=tide-core", "teamSlug=mobile");
        assertEquals(List.of("tide-watch", "mobile"), home().project("tide-core").get("teams"));
        ask("remove_team_from_project", "projectSlug=tide-core", "teamSlug=mobile");
        assertEquals(List.of("tide-watch"), home().project("tide-core").get("teams"));
        ask("create_dsn", "projectSlug=tide-core", "name=Nightly");
        String keys = ask("find_dsns", "projectSlug=tide-core");
        says(keys, "Default", "Nightly");
        String key = Pattern.compile("\\b[0-9a-f]{32}\\b").matcher(keys.substring(0, keys.indexOf("Nightly"))).results()
            .map(MatchResult::group).reduce((a, b) -> b).orElseThrow();
        ask("update_dsn", "projectSlug=tide-core", "keyId=" + key,
            "settings={\"isActive\":false,\"rateLimitCount\":250,\"rateLimitWindow\":3600}");
        says(ask("find_dsns", "projectSlug=tide-core"), "250");
        says(refused("update_dsn", "projectSlug=tide-core", "keyId=" + key, "settings={\"browserSdkVersion\":\"5.x\"}"),
            "browserSdkVersion");
        ask("update_dsn", "projectSlug=tide-core", "keyId=" + key, "settings={\"rateLimitCount\":0}");
        assertFalse(ask("find_dsns", "projectSlug=tide-core").contains("250"));
    }

    @Test
    void monitorsAreMadeChangedAndDeleted() {
        ask("create_monitor", "projectSlug=warehouse", "name=Cart sweep", "schedule=*/5 * * * *",
            "settings={\"timezone\":\"Europe/Berlin\",\"maxRuntime\":4}");
        ask("update_monitor", "monitorSlug=cart-sweep", "settings={\"isMuted\":true,\"maxRuntime\":9}");
        says(ask("get_monitor_details", "monitorSlug=cart-sweep"), "*/5 * * * *", "Europe/Berlin", "9 min");
        says(ask("create_uptime_monitor", "projectSlug=warehouse", "name=Ping", "url=https://tide.example/ping",
            "intervalSeconds=300"), "Ping");
        String monitor = Plain.text(Organization.find(Plain.objects(home().data, "uptime"), "name", "Ping"), "id");
        ask("update_uptime_monitor", "projectSlug=warehouse", "uptimeMonitorId=" + monitor,
            "settings={\"status\":\"disabled\",\"intervalSeconds\":600}");
        says(ask("get_uptime_monitor_details", "projectSlug=warehouse", "uptimeMonitorId=" + monitor), "disabled",
            "10 min");
        ask("delete_uptime_monitor", "projectSlug=warehouse", "uptimeMonitorId=" + monitor);
        assertFalse(ask("find_uptime_monitors", "projectSlug=warehouse").contains("tide.example"));
    }

    @Test
    void alertsAreMadeAndChanged() {
        ask("create_issue_alert", "projectSlug=warehouse", "name=Tell logistics",
            "triggers=[{\"type\":\"first_seen_event\"}]",
            "actions=[{\"type\":\"email\",\"config\":{\"targetType\":\"issue_owners\"}}]");
        says(ask("get_alert_rule", "projectSlug=warehouse", "ruleId=Tell logistics"), "first_seen_event",
            "issue_owners");
        ask("create_metric_alert", "projectSlug=warehouse", "name=Many errors", "aggregate=count()",
            "conditions=[{\"type\":\"gt\",\"comparison\":250,\"conditionResult\":75}]");
        says(ask("get_alert_rule", "projectSlug=warehouse", "ruleId=Many errors"), "250");
        ask("update_alert_rule", "ruleId=602", "settings={\"enabled\":false}");
        assertEquals(false, Organization.find(Plain.objects(home().data, "workflows"), "id", "602").get("enabled"));
        says(ask("get_alert_rule", "ruleId=602"), "disabled", "first_seen_event");
        says(refused("create_issue_alert", "projectSlug=warehouse", "name=Bad", "triggers=[{\"type\":\"full_moon\"}]",
            "actions=[{\"type\":\"email\",\"config\":{\"targetType\":\"issue_owners\"}}]"), "full_moon");
    }

    @Test
    void dashboardsAreMadeAndChanged() {
        ask("create_dashboard", "title=Warehouse wall",
            "widgets=[{\"title\":\"Spans\",\"displayType\":\"line\",\"widgetType\":\"spans\","
                + "\"queries\":[{\"aggregates\":[\"count()\"],\"conditions\":\"\"}]}]");
        says(ask("get_dashboard_details", "dashboardId=Warehouse wall"), "Spans", "count()");
        ask("update_dashboard", "dashboardId=222",
            "settings={\"addWidgets\":[{\"title\":\"Views\",\"displayType\":\"big_number\","
                + "\"widgetType\":\"spans\",\"queries\":[{\"aggregates\":[\"count()\"],"
                + "\"conditions\":\"span.op:pageload\"}]}]}");
        says(ask("get_dashboard_details", "dashboardId=222"), "LCP by page", "Views", "span.op:pageload");
    }

    @Test
    void progressIsReported() {
        says(ask("onboarding_status_update", "runToken=Ab12Cd34Ef", "stage=create_project", "status=completed"), "yes");
    }

    // ---------------------------------------------------------------- Sentry's API itself, also where no tool asks yet

    private static HttpResponse<String> http(String method, String path, String body) throws Exception {
        HttpRequest.BodyPublisher sent =
            body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        URI uri = URI.create("http://127.0.0.1:" + sentry.port() + (path.startsWith("/") ? path : "/api/0/" + path));
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).header("Authorization", "Bearer any")
            .method(method, sent).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Object get(String path) throws Exception {
        HttpResponse<String> answer = http("GET", path, null);
        assertEquals(200, answer.statusCode(), answer::body);
        return Plain.read(answer.body().getBytes());
    }

    private static double sum(Object list, Object... path) {
        return ((List<?>) Plain.at(list, path)).stream().mapToDouble(DemoTest::number).sum();
    }

    @Test
    void pagesLeadToTheirNeighboursAsInSentry() throws Exception {
        HttpResponse<String> first = http("GET", "organizations/acme-labs/issues/?query=&limit=2&project=-1", null);
        String link = first.headers().firstValue("Link").orElseThrow();
        says(link, "rel=\"previous\"; results=\"false\"; cursor=\"0:0:1\"",
            "rel=\"next\"; results=\"true\"; cursor=\"0:2:0\"");
        assertEquals(Long.toString(home().issues.size()), first.headers().firstValue("X-Hits").orElseThrow());
        says(http("GET", "organizations/acme-labs/issues/?query=&limit=2&project=-1&cursor=0:1000:0", null).headers()
            .firstValue("Link").orElseThrow(), "rel=\"next\"; results=\"false\"");
        assertEquals(400, http("GET", "organizations/acme-labs/teams/?cursor=frog", null).statusCode());
        assertEquals(400, http("GET", "organizations/acme-labs/teams/?per_page=101", null).statusCode());
        assertEquals(200, http("GET", "organizations/acme-labs/teams/?per_page=100", null).statusCode());
    }

    @Test
    void withoutAProjectSentryTakesThoseOfTheUsersOwnTeams() throws Exception {
        String count = "organizations/acme-labs/events/?dataset=errors&field=count()&statsPeriod=14d";
        Predicate<Map<String, Object>> recent = row -> since(row, Duration.ofDays(14));
        assertEquals(rows("errors", recent.and(row -> home().mine().contains(Plain.text(row, "project")))).size(),
            Plain.at(get(count), "data", 0, "count()"));
        assertEquals(rows("errors", recent).size(), Plain.at(get(count + "&project=-1"), "data", 0, "count()"));
        assertEquals(Plain.at(get(count + "&project=warehouse"), "data", 0, "count()"),
            Plain.at(get(count + "&project=4507003"), "data", 0, "count()"));
        assertEquals(403, http("GET", count + "&project=nobodys", null).statusCode());
    }

    @Test
    void aSeriesAddsUpToItsTotal() throws Exception {
        long all = rows("errors", row -> since(row, Duration.ofDays(7))).size();
        String series =
            "organizations/acme-labs/events-timeseries/?dataset=errors&statsPeriod=7d&interval=86400&project=-1";
        List<Map<String, Object>> values = Plain.objects(get(series), "timeSeries", 0, "values");
        double summed = values.stream().mapToDouble(value -> number(value.get("value"))).sum();
        assertEquals(all, summed);
        List<Map<String, Object>> top = Plain.objects(
            get(series + "&yAxis=count()&groupBy=project&topEvents=2&sort=-count()"), "timeSeries");
        assertEquals(3, top.size());
        double together = top.stream().flatMap(each -> Plain.objects(each, "values").stream())
            .mapToDouble(value -> number(value.get("value"))).sum();
        assertEquals(all, together);
        assertEquals(400, http("GET", series + "&topEvents=11&groupBy=project&sort=-count()", null).statusCode());
        Object older =
            get("organizations/acme-labs/events-stats/?dataset=errors&statsPeriod=7d&interval=1d&project=-1");
        assertEquals(summed, Plain.at(older, "data") instanceof List<?> data
            ? data.stream().mapToDouble(each -> number(Plain.at(each, 1, 0, "count"))).sum() : -1);
    }

    @Test
    void usageSaysWhatWasDropped() throws Exception {
        Object usage = get("organizations/acme-labs/stats_v2/?field=sum(quantity)&groupBy=outcome&groupBy=reason"
            + "&category=error&statsPeriod=7d&interval=1d");
        List<Map<String, Object>> groups = Plain.objects(usage, "groups");
        assertTrue(groups.stream().anyMatch(group -> "browser-extensions".equals(Plain.at(group, "by", "reason"))));
        for (Map<String, Object> group : groups) {
            assertEquals(number(Plain.at(group, "totals", "sum(quantity)")), sum(group, "series", "sum(quantity)"));
            assertEquals(Plain.texts(usage, "intervals").size(), Plain.texts(group, "series", "sum(quantity)").size());
        }
        assertEquals(400, http("GET", "organizations/acme-labs/stats_v2/?field=sum(quantity)", null).statusCode());
    }

    @Test
    void aBadReleaseCrashesMoreSessions() throws Exception {
        Map<String, Double> rates = new TreeMap<>();
        Object sessions = get("organizations/acme-labs/sessions/?field=crash_free_rate(session)&field=sum(session)"
            + "&groupBy=release&project=shop-web&statsPeriod=14d&interval=1d");
        for (Map<String, Object> group : Plain.objects(sessions, "groups")) {
            rates.put(Plain.text(group, "by", "release"),
                number(Plain.at(group, "totals", "crash_free_rate(session)")));
            assertEquals(number(Plain.at(group, "totals", "sum(session)")), sum(group, "series", "sum(session)"));
        }
        assertTrue(rates.get("shop-web@5.3.0") < 0.992 && rates.get("shop-web@5.2.0") > 0.995, rates::toString);
    }

    @Test
    void anEventHasItsSuspectCommitAndItsOwners() throws Exception {
        String event = "projects/acme-labs/checkout-api/events/" + id("CHECKOUT-API-7K2");
        assertEquals("ines@acme.test", Plain.text(get(event + "/committers/"), "committers", 0, "author", "email"));
        List<Map<String, Object>> owners = Plain.objects(get(event + "/owners/"), "owners");
        assertEquals(List.of("payments", "Ines Lindqvist"), owners.stream().map(owner -> owner.get("name")).toList());
        assertEquals(404, http("GET",
            "projects/acme-labs/checkout-api/events/" + id("CHECKOUT-API-7P5") + "/committers/", null).statusCode());
    }

    @Test
    void mergedIssuesComeApartAgain() throws Exception {
        Map<String, Object> parent = home().issue("WAREHOUSE-1W");
        Map<String, Object> child = home().issue("WAREHOUSE-21");
        List<String> events = Organization.events(child).stream().map(event -> Plain.text(event, "id")).toList();
        int before = Organization.events(parent).size();
        String merged = ask("merge_issues", "issueIds=[\"WAREHOUSE-1W\",\"WAREHOUSE-21\"]");
        Map<String, Object> kept = home().issue(merged.startsWith("# Merged into WAREHOUSE-1W\n") ? "WAREHOUSE-1W"
            : "WAREHOUSE-21");
        says(merged, "# Merged into " + kept.get("shortId"));
        assertEquals(before + events.size(), Organization.events(kept).size());
        says(ask("get_issue_hashes", "issueId=" + kept.get("shortId")), Plain.text(parent, "_events", 0, "_hash"));
        List<String> hashes =
            Organization.events(kept).stream().map(each -> Plain.text(each, "_hash")).distinct().toList();
        assertEquals(2, hashes.size());
        ask("merge_issues", "issueIds=[\"" + kept.get("shortId") + "\"]", "hashes=[\"" + hashes.get(1) + "\"]");
        assertEquals(1, Organization.events(kept).stream().map(each -> each.get("_hash")).distinct().count());
        assertEquals(before + events.size(), home().issues.stream()
            .flatMap(issue -> Organization.events(issue).stream()).filter(each -> hashes.contains(each.get("_hash")))
            .count());
        assertEquals(400, http("PUT", "organizations/acme-labs/issues/?id=5550012345&id=5550030001", "{\"merge\": 1}")
            .statusCode(), "of two projects");
    }

    @Test
    void aDeviceGetsItsTokenAtTheSecondQuestion() throws Exception {
        says(http("POST", "/oauth/device/code/", "client_id=demo&scope=org:read").body(), "user_code");
        String ask = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=demo&device_code=";
        says(http("POST", "/oauth/token/", ask + "frog").body(), "invalid_grant");
        says(http("POST", "/oauth/token/", ask + "demo-device-code").body(), "authorization_pending");
        says(http("POST", "/oauth/token/", ask + "demo-device-code").body(), "access_token");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void everyToolWasAsked() {
        Set<String> left = new TreeSet<>();
        for (Domain domain : Domains.ALL) for (Tool tool : domain.tools()) left.add(tool.name());
        left.removeAll(ASKED);
        assertEquals(Set.of("get_doc", "search_docs"), left,
            "these ask Sentry's documentation, which is not in the organization");
    }
}
