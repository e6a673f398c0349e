import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.answer.FailureException;
import tools.json.Json;

class EventSeriesTest {
    private static final String SERIES = "organizations/acme-labs/events-timeseries";
    private static final String OLDER = "organizations/acme-labs/events-stats";
    private static final String RELEASES = "organizations/acme-labs/releases";

    static List<Case> cases() {
        return List.of(
            of("spans", "functions", List.of("count()", "p95(span.duration)"), "query",
                "transaction:\"POST /cart/checkout\"", "period", "24h").get(SERIES, "series/timeseries.json")
                .get(RELEASES, "series/releases.json"),
            of("errors", "groupBy", "transaction", "top", 2, "period", "6h", "compareWith", "before")
                .get(SERIES, "series/groups.json").get(RELEASES, "series/releases.json"),
            of("spans", "functions", List.of("count()", "p95(span.duration)"), "period", "6h")
                .get(OLDER, "series/stats.json"));
    }

    private static Case of(String dataset, Object... more) {
        Case made = Case.of("get_event_series", "organizationSlug", "acme-labs", "dataset", dataset);
        for (int i = 0; i < more.length; i += 2) made = made.with((String) more[i], more[i + 1]);
        return made;
    }

    /** What was asked of events, without what was asked of releases beside it. */
    private static List<String> asked(FakeSentry sentry) {
        return sentry.sent().stream().filter(request -> request.contains("/events-")).toList();
    }

    private static String text(Case made) { return FakeSentry.text(made); }

    private static void says(String text, String... lines) {
        for (String line : lines) assertTrue(text.contains(line), () -> "\"" + line + "\" is not in\n" + text);
    }

    private static String refused(Case made) {
        try {
            return text(made);
        } catch (FailureException refused) {
            return refused.getMessage();
        }
    }

    private static String row(long at, String value) { return "{\"timestamp\": " + at + ", \"value\": " + value + "}"; }

    private static Case counted(String... values) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < values.length; i++)
            rows.append(i == 0 ? "" : ",").append(row(1770703200000L + i * 3_600_000L, values[i]));
        return of("errors").on("GET", SERIES, "{\"timeSeries\": [{\"yAxis\": \"count()\", \"values\": [" + rows
            + "], \"meta\": {\"interval\": 3600000, \"valueType\": \"integer\"}}]}");
    }

    @Test
    void aSeriesSaysWhatACurveShows() {
        String text = text(cases().get(0));
        says(text, "# Over time: count(), p95(span.duration) of spans", "25 buckets of 1 h",
            "- Curve: ▂▂▂▂▁▁▂▁▁▃▄▃▃▃██▇▇▆▅▄▄▃▂▁", "- Total: 10,417", "- Peak: 1,204 at 2026-02-10 20:00",
            "- Largest step: 381 → 1,204 (+216 %) at 2026-02-10 20:00; nearest release before: ",
            "deployed 2026-02-10 19:48, 12 min before", "The last bucket is not complete yet",
            "extrapolated from 25 % of the data; low confidence in 2 buckets", "- Times: UTC",
            "- Seen: 2026-02-10 06:00 to 2026-02-11 05:00; 3 buckets without data",
            "02-11 06:00: (0)", "in ms, 02-10 06:00: 310.2 305.1", "02-10 12:00: 305 – – 340.6");
    }

    @Test
    void meanTrendAndStepLeaveOutTheBucketThatIsNotOver() {
        String text = text(cases().get(0));
        says(text, "- Mean: 434.04 a bucket",   // 10,417 of 24, not of 25
            "- Trend: second half 692.58 a bucket, first 175.5 (+294.6 %)");
        assertFalse(text.contains("233 → 0"));
    }

    @Test
    void whatWasNotMeasuredIsNoZero() {
        String text = text(cases().get(0));
        says(text, "- Curve: ▃▃▂▂▂▂▃··▃▃▃▃▃██▇▇▆▆▅▄▄▃·", "- Largest step: 348 ms → 1.42 s");
        says(text, "02-10 12:00: 88 0 0 402");   // but a count of nothing is
    }

    @Test
    void groupsComeInTheirOrderAndTheOthersLast() {
        String text = text(cases().get(1));
        assertTrue(text.indexOf("POST /cart/checkout") < text.indexOf("GET /items"));
        assertTrue(text.indexOf("GET /items") < text.indexOf("### all others"));
    }

    @Test
    void anEarlierPeriodIsAskedForByTheBucketsOfThisOne() {
        Case made = of("errors", "groupBy", "transaction", "top", 2, "period", "6h", "compareWith", "1d")
            .on("GET", SERIES + "?start=2026-02-09T06:00:00Z", earlier()).get(SERIES, "series/groups.json");
        FakeSentry sentry = new FakeSentry(made);
        String text = sentry.answer(made).render("nonce", 20_000);
        assertTrue(sentry.sent().stream().anyMatch(each -> each.startsWith("GET " + SERIES)
            && each.contains("start=2026-02-09T06:00:00Z&end=2026-02-09T12:00:00Z")), () -> "" + sentry.sent());
        says(text, "- Compared with: 2026-02-09 06:00 to 2026-02-09 12:00", "- Before: 60, now 169 (+181.7 %)",
            "- Before: not among the top then, or no data");
    }

    private static String earlier() {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 6; i++)
            rows.append(i == 0 ? "" : ",").append(row(1770703200000L - 86_400_000L + i * 3_600_000L, "10"));
        return "{\"timeSeries\": [{\"yAxis\": \"count()\", \"groupBy\": [{\"key\": \"transaction\", \"value\": "
            + "\"POST /cart/checkout\"}], \"values\": [" + rows + "], \"meta\": {\"interval\": 3600000}}]}";
    }

    @Test
    void aServerWithoutSeriesIsAskedInTheOlderWay() {
        Case made = cases().get(2);
        FakeSentry sentry = new FakeSentry(made);
        String text = sentry.answer(made).render("nonce", 20_000);
        assertEquals("GET " + SERIES + "?dataset=spans&yAxis=count()&yAxis=p95(span.duration)&query=&interval=900"
            + "&statsPeriod=6h", asked(sentry).get(0));
        assertEquals("GET " + OLDER + "?dataset=spansIndexed&yAxis=count()&yAxis=p95(span.duration)&query="
            + "&interval=900s&partial=1&statsPeriod=6h", asked(sentry).get(1));
        says(text, "### count()", "- Total: 770", "### p95(span.duration)", "71 (64)");
    }

    @Test
    void anIntervalFitsTheWindow() {
        assertEquals(60, interval("1h"));
        assertEquals(300, interval("61m"));
        assertEquals(3_600, interval("24h"));
        assertEquals(3_600, interval("60h"));
        assertEquals(14_400, interval("61h"));
        assertEquals(86_400, interval("14d"));
        assertEquals(86_400, interval("90d"));
    }

    private static long interval(String period) {
        Case made = counted("1").with("period", period);
        FakeSentry sentry = new FakeSentry(made);
        sentry.answer(made);
        return Long.parseLong(asked(sentry).get(0).replaceAll(".*interval=([0-9]+).*", "$1"));
    }

    @Test
    void theLastHundredBucketsAreListedAndAllAreCounted() {
        String[] values = new String[101];
        java.util.Arrays.fill(values, "1");
        values[0] = "7";
        String text = text(counted(values).with("period", "101h"));
        says(text, "the last 100 of 101, ", "- Total: 107", "- Peak: 7 at 2026-02-10 06:00");
        assertFalse(
            text(counted(java.util.Arrays.copyOf(values, 100)).with("period", "100h")).contains("the last 100"));
    }

    @Test
    void timesAreInTheZoneThatIsAskedFor() {
        says(text(counted("1", "5").with("timeZone", "Asia/Kolkata")), "- Times: Asia/Kolkata",
            "- Peak: 5 at 2026-02-10 12:30", "- Window: 2026-02-10 11:30 to 2026-02-10 13:30");
    }

    @Test
    void transactionsAreSpansOfOneKind() {
        Case made = counted("1").with("dataset", "transactions").with("query", "transaction:*cart*");
        FakeSentry sentry = new FakeSentry(made);
        sentry.answer(made);
        assertTrue(asked(sentry).get(0).contains("dataset=spans&yAxis=count()&query=is_transaction:true "
            + "transaction:*cart*&"), () -> "" + sentry.sent());
    }

    @Test
    void anEmptyWindowSaysSo() {
        says(text(counted("0", "0")), "Nothing matches in this window.");
        says(text(of("errors").on("GET", SERIES, "{\"timeSeries\": []}")), "Sentry sent no bucket.");
    }

    @Test
    void whatCannotBeDrawnIsRefusedBeforeAnythingIsSent() {
        String[][] wrong = {
            {"functions", "title", "functions takes functions such as count() or p95(span.duration), not \"title\"; "
                + "fields to group by go into groupBy"},
            {"groupBy", "count()", "groupBy takes fields such as transaction, not `count()`"},
            {"interval", "7d", "interval must be shorter than the window"},
            {"interval", "1s", "interval cuts the window into 604,800 buckets; Sentry makes at most 10,000"},
            {"compareWith", "yesterday", "compareWith must be before, or a number and a unit such as 7d, not "
                + "\"yesterday\""},
            {"compareWith", "1h", "compareWith must not be shorter than a bucket"},
            {"timeZone", "Mars", "timeZone must be a name such as Europe/Berlin or an offset such as +05:30, not "
                + "\"Mars\""}};
        for (String[] each : wrong) {
            Case made = counted("1").with(each[0], each[1]);
            assertEquals(each[2], refused(made));
            FakeSentry sentry = new FakeSentry(made);
            try {
                sentry.answer(made);
            } catch (FailureException refused) {
                assertEquals("[]", sentry.sent().toString());
            }
        }
    }

    @Test
    void anEarlierPeriodThatSentryNoLongerKeepsDoesNotFailTheCall() {
        Case made = cases().get(1);
        FakeSentry sentry = new FakeSentry(made);
        sentry.refusing = request -> request.query().stream().anyMatch(pair -> pair[0].equals("start"))
            ? FailureException.http(FailureException.Kind.REJECTED, 400, List.of("Sentry refused this: too old"))
            : null;
        says(sentry.answer(made).render("nonce", 20_000),
            "The earlier period could not be read: Sentry refused this: too "
                + "old",
            "- Total: 169");
    }

    @Test
    void boundsAreThoseOfSentry() {
        text(counted("1").with("top", 10).with("groupBy", "release"));
        assertEquals("top must be between 1 and 10, not 11", refused(counted("1").with("top", 11)));
        text(counted("1").with("functions", List.of("count()", "eps()", "epm()", "last_seen()")));
        assertEquals("functions has 5 items; at most 4 are allowed",
            refused(counted("1").with("functions", List.of("a()", "b()", "c()", "d()", "e()"))));
        text(counted("1").with("period", "61s"));
        assertEquals("period must be longer than a minute, the shortest bucket of many servers",
            refused(counted("1").with("period", "1m")));
        text(counted("1").with("period", "10000m").with("interval", "1m"));
        assertEquals("interval cuts the window into 10,001 buckets; Sentry makes at most 10,000",
            refused(counted("1").with("period", "10001m").with("interval", "1m")));
    }

    /** A bucket whose time is off by years is nobody's: neither the window nor the memory grows with it. */
    @Test
    void aTimeFarFromTheOthersIsNoneOfTheCurves() {
        for (String far : List.of("7", "253402300000000", "-5", "1e300")) {
            Case made = of("errors").on("GET", SERIES, "{\"timeSeries\": [{\"yAxis\": \"count()\", \"values\": ["
                + "{\"timestamp\": " + far + ", \"value\": 9}, " + row(1770703200000L, "1") + ", "
                + row(1770706800000L, "2") + "], \"meta\": {\"interval\": 3600000}}]}");
            says(text(made), "2 buckets of 1 h", "- Total: 3");
        }
    }

    @Test
    void aGroupWithoutAValueSaysWhichValueItLacks() {
        String text = text(of("errors", "groupBy", "release").on("GET", SERIES,
            "{\"timeSeries\": [{\"yAxis\": \"count()\", "
                + "\"groupBy\": [{\"key\": \"release\", \"value\": null}], \"values\": [" + row(1770703200000L, "1")
                + "], "
                + "\"meta\": {\"interval\": 3600000}}]}"));
        says(text, "### (no release)");
    }

    @Test
    void anIntervalThatSentryChangedIsSaid() {
        says(text(counted("1", "2").with("interval", "30m")), "Sentry does not make buckets of 30 min; it chose 1 h.");
    }

    /** What the text says and what is drawn are the same numbers. */
    @Test
    void aViewDrawsWhatTheTextSays() {
        Json view = Json.of(FakeSentry.call(cases().get(0)).view());
        assertEquals("series spans https://sentry.example/organizations/acme-labs", view.text("type") + " "
            + view.text("dataset") + " " + view.text("base"));
        assertEquals("UTC", view.text("timeZone"));
        assertEquals("1770703200000 1770793200000 3600 [24]", view.text("start") + " " + view.text("end") + " "
            + view.text("interval") + " " + view.at("incomplete").write());
        Json count = view.list("timeSeries").get(0);
        assertEquals("{\"index\":14,\"before\":381,\"after\":1204,\"release\":\"checkout-api@2.14.0\"}",
            count.at("step").write());
        assertEquals("count() 10417 0.25", count.text("yAxis") + " " + count.text("total") + " "
            + count.text("sampleRate"));
        assertEquals(25, count.list("values").size());
        Json slowest = view.list("timeSeries").get(1);
        assertEquals("null 340.6", slowest.at("values").item(7).write() + " " + slowest.at("values").item(9).write());
        assertEquals("millisecond low", slowest.text("valueUnit") + " " + slowest.text("confidence"));
        assertEquals("[{\"version\":\"checkout-api@2.13.4\",\"dateCreated\":1770735480000},{\"version\":"
            + "\"checkout-api@2.14.0\",\"dateCreated\":1770752880000}]", view.at("releases").write());
        Json compared = Json.of(FakeSentry
            .call(of("errors", "groupBy", "transaction", "period", "6h", "compareWith", "1d")
                .on("GET", SERIES + "?start=2026-02-09T06:00:00Z", earlier()).get(SERIES, "series/groups.json"))
            .view());
        Json first = compared.list("timeSeries").get(0);
        assertEquals("86400 60 [10,10,10,10,10,10] [{\"key\":\"transaction\",\"value\":\"POST /cart/checkout\"}]",
            compared.text("comparisonDelta") + " " + first.text("comparisonTotal") + " "
                + first.at("comparison").write()
                + " " + first.at("groupBy").write());
        assertTrue(compared.list("timeSeries").get(2).flag("isOther"));
    }

    @Test
    void aSeriesThatWasNotAskedForIsNotShown() {
        String text = text(of("spans").get(SERIES, "series/timeseries.json"));
        assertEquals(1, text.split("\n### ").length - 1, text);
    }

    @Test
    void aProjectsStepHasThatProjectsReleaseBeforeIt() {
        String series =
            "{\"timeSeries\": [{\"yAxis\": \"count()\", \"groupBy\": [{\"key\": \"project\", \"value\": \"web\"}], "
                + "\"values\": [" + row(1770703200000L, "1") + "," + row(1770706800000L, "9")
                + "], \"meta\": {\"interval\": "
                + "3600000}}]}";
        String releases =
            "[{\"version\": \"web@1\", \"dateCreated\": \"2026-02-10T06:10:00Z\", \"projects\": [{\"slug\": "
                + "\"web\"}]}, {\"version\": \"api@2\", \"dateCreated\": \"2026-02-10T06:50:00Z\", "
                + "\"projects\": [{\"slug\": \"api\"}]}]";
        says(text(of("errors", "groupBy", "project").on("GET", SERIES, series).on("GET", RELEASES, releases)),
            "nearest release before: `web@1` created 2026-02-10 06:10, 50 min before");
        says(text(of("errors", "groupBy", "project").on("GET", SERIES, series.replace("\"web\"", "null"))
            .on("GET", RELEASES, releases)), "- Largest step: 1 → 9 (+800 %) at 2026-02-10 07:00");
    }
}
