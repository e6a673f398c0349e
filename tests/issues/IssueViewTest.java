import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.json.Json;

/** What a view draws of an issue is what Sentry sent, and as much of it. */
class IssueViewTest {
    private static final String ISSUE = "organizations/acme-labs/issues/CHECKOUT-API-7K2";

    private static Json view(String issue, String event) {
        return Json.of(FakeSentry.call(Case.of("get_issue_details", "organizationSlug", "acme-labs", "issueId",
            "CHECKOUT-API-7K2").on("GET", ISSUE, issue).on("GET", ISSUE + "/events/latest", event)
            .on("GET", ISSUE + "/tags", "[{\"key\":\"release\",\"totalValues\":412,\"topValues\":["
                + "{\"value\":\"checkout-api@2.14.0\",\"count\":400},{\"value\":null,\"count\":null}]}]"))
            .view());
    }

    private static Json ordinary() {
        return view(Fixtures.text("issues/issue.json"), Fixtures.text("issues/event-python.json"));
    }

    @Test
    void countsTimesAndTheSeriesAreSentrysOwn() {
        Json view = ordinary();
        assertEquals("412 37 2026-01-19T06:02:11.482000Z unresolved escalating medium", view.text("count") + " "
            + view.text("userCount") + " " + view.text("firstSeen") + " " + view.text("status") + " "
            + view.text("substatus") + " " + view.text("priority"));
        assertEquals("[[1770768000,3],[1770771600,11]]", view.at("stats", "24h").write());
        assertEquals("[{\"key\":\"release\",\"totalValues\":412,\"topValues\":[{\"value\":\"checkout-api@2.14.0\","
            + "\"count\":400}]}]", view.at("tags").write());
        assertTrue(view.text("permalink").startsWith("https://" + FakeSentry.HOST + "/organizations/acme-labs/"));
    }

    @Test
    void framesStandNewestFirstWithTheirCodeAndItsIndentation() {
        List<Json> exceptions = ordinary().list("event", "exceptions");
        assertEquals("CheckoutError GatewayTimeout", exceptions.get(0).text("type") + " "
            + exceptions.get(1).text("type"));
        Json newest = exceptions.get(0).list("frames").get(0);
        assertEquals("charge_card 89 true", newest.text("function") + " " + newest.text("lineNo") + " "
            + newest.flag("inApp"));
        assertEquals("[85,\"    quote = pricing.quote(cart)\"]", newest.at("context").item(1).write());
        assertEquals("[91,\"\"]", newest.at("context").item(7).write());
        assertEquals("trace_task", exceptions.get(0).list("frames").get(1).text("function"));
        assertEquals("first try", newest.text("vars", "label"));
    }

    @Test
    void breadcrumbsStandOldestFirst() {
        List<Json> crumbs = ordinary().list("event", "breadcrumbs");
        assertEquals("task picked up", crumbs.get(0).text("message"));
        assertTrue(crumbs.get(1).text("data").contains("504"));
    }

    @Test
    void secretsAreTakenOut() {
        String event = Fixtures.text("issues/event-python.json")
            .replace("\"attempt\": 1", "\"attempt\": 1, \"password\": \"hunter22\"")
            .replace("no answer after 8s", "no answer from https://u:hunter22@gw.example");
        assertFalse(view(Fixtures.text("issues/issue.json"), event).write().contains("hunter22"));
    }

    /** A stack that calls itself has thousands of frames, and a page is no place for them. */
    @Test
    void longStacksKeepTheirNewestCallsAndSayHowManyThereAreBesides() {
        for (int frames : new int[] {60, 61}) {
            List<Object> stack = new ArrayList<>();
            for (int i = 0; i < frames; i++) stack.add(Map.of("function", "f" + i, "inApp", true));
            String event = Json.of(Map.of("id", "1", "entries", List.of(Map.of("type", "exception", "data",
                Map.of("values", List.of(Map.of("type", "E", "stacktrace", Map.of("frames", stack)))))))).write();
            Json exception = view("{\"shortId\":\"A-1\"}", event).list("event", "exceptions").get(0);
            assertEquals("60 f" + (frames - 1), exception.list("frames").size() + " "
                + exception.list("frames").get(0).text("function"));
            assertEquals(frames == 60 ? null : "1", exception.text("framesOmitted"));
        }
    }

    @Test
    void whatEventSendersWriteIsCleanedAndCut() {
        for (Map.Entry<String, String> payload : Payloads.all("nonce").entrySet()) {
            String text = Json.of(payload.getValue()).write();
            String event = "{\"id\":\"1\",\"entries\":[{\"type\":\"exception\",\"data\":{\"values\":[{\"type\":" + text
                + ",\"value\":" + text + ",\"stacktrace\":{\"frames\":[{\"function\":" + text + ",\"context\":[[1,"
                + text + "]],\"vars\":{\"a\":" + text + "}}]}}]}},{\"type\":\"breadcrumbs\",\"data\":{\"values\":[{"
                + "\"message\":" + text + ",\"level\":" + text + "}]}}]}";
            Json view = view("{\"shortId\":\"A-1\",\"title\":" + text + ",\"level\":" + text + "}", event);
            String written = view.write();
            assertTrue(written.length() < 8_000, () -> payload.getKey() + ": " + written.length());
            for (char c : written.toCharArray()) {
                boolean control = Character.isISOControl(c) || c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
                assertFalse(control, payload::getKey);
            }
        }
    }
}
