import java.util.List;

class IssuesTest {
    static final String ISSUE = "organizations/acme-labs/issues/CHECKOUT-API-7K2";

    static Case of(String tool) { return Case.of(tool, "organizationSlug", "acme-labs", "issueId", "CHECKOUT-API-7K2"); }

    static List<Case> cases() {
        return List.of(
            Case.of("list_issues", "organizationSlug", "acme-labs").get("organizations/acme-labs/issues", "issues/issues.json").next("0:10:0"),
            of("list_issue_events").with("fields", List.of("release")).get(ISSUE + "/events", "issues/events.json").next("0:25:0"),
            of("get_issue_activity").get(ISSUE + "/activities", "issues/activities.json"),
            of("get_issue_tag_values").with("tagKey", "browser").get(ISSUE + "/tags/browser", "issues/tag.json").get(ISSUE + "/tags/browser/values", "issues/tag-values.json").next("0:25:0"),
            of("get_issue_tag_values").get(ISSUE, "issues/issue.json"),
            of("get_issue_user_reports").get(ISSUE + "/user-reports", "issues/user-reports.json").next("0:25:0"),
            of("get_issue_hashes").get(ISSUE + "/hashes", "issues/hashes.json").next("0:25:0"));
    }
}
