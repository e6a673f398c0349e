import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import tools.json.Json;

/** How much of an issue its view is given, on both sides of each bound. */
class IssueBoundsTest {
    private static final String ISSUE = "organizations/acme-labs/issues/CHECKOUT-API-7K2";

    private static Json view(String event, String tags) {
        return Json.of(FakeSentry.call(Case.of("get_issue_details", "organizationSlug", "acme-labs", "issueId",
            "CHECKOUT-API-7K2").on("GET", ISSUE, "{\"shortId\":\"A-1\"}")
            .on("GET", ISSUE + "/events/latest", event).on("GET", ISSUE + "/tags", tags)).view());
    }

    private static String list(int many, String each) {
        StringBuilder list = new StringBuilder("[");
        for (int i = 1; i <= many; i++) list.append(i == 1 ? "" : ",").append(each.replace("#", String.valueOf(i)));
        return list.append(']').toString();
    }

    @Test
    void theViewHasTheLastSixtyBreadcrumbs() {
        for (int crumbs : new int[] {60, 61}) {
            Json shown = view("{\"id\":\"1\",\"entries\":[{\"type\":\"breadcrumbs\",\"data\":{\"values\":"
                + list(crumbs, "{\"message\":\"step #\"}") + "}}]}", "[]");
            assertEquals(60, shown.list("event", "breadcrumbs").size());
            assertEquals("step " + crumbs, shown.list("event", "breadcrumbs").get(59).text("message"));
        }
    }

    @Test
    void theViewHasTwentyFourTagsWithFiveValuesEach() {
        for (int more : new int[] {0, 1}) {
            String tag = "{\"key\":\"tag#\",\"totalValues\":9,\"topValues\":"
                + list(5 + more, "{\"value\":\"v\",\"count\":1}") + "}";
            Json shown = view("{\"id\":\"1\"}", list(24 + more, tag.replace("\"v\"", "\"v\"")));
            assertEquals(24, shown.list("tags").size(), shown.write());
            assertEquals(5, shown.list("tags").get(0).list("topValues").size(), shown.write());
        }
    }
}
