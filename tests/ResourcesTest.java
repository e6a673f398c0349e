import java.util.List;

class ResourcesTest {
    static Case url(String url) { return Case.of("get_sentry_resource", "url", url); }

    static List<Case> cases() {
        return List.of(
            url("https://sentry.example/organizations/acme-labs/issues/CHECKOUT-API-7K2/events/latest/").get(IssuesTest.ISSUE, "issues/issue.json")
                .get(IssuesTest.ISSUE + "/events/latest", "issues/event-default.json"));
    }
}
