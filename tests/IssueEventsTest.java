import java.util.ArrayList;
import java.util.List;

class IssueEventsTest {
    static final String ORG = "organizations/acme-labs/";
    static final String ISSUE = ORG + "issues/CHECKOUT-API-7K2";
    static final String EVENT = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

    static Case brief(String issue, String event) {
        return Case.of("get_issue_details", "organizationSlug", "acme-labs", "issueId", "CHECKOUT-API-7K2").get(ISSUE, issue).get(ISSUE + "/events/latest", event);
    }

    static Case full(String issue, String event) {
        return brief(issue, event).with("detail", "full").get(ISSUE + "/autofix", "issues/seer.json").get(ISSUE + "/external-issues", "issues/external.json")
            .get(ORG + "replay-count", "issues/replays.json").get("projects/acme-labs/checkout-api/stacktrace-link", "issues/code.json").get(ORG + "events", "issues/conversations.json");
    }

    private static Case of(String tool, String event) {
        return Case.of(tool, "organizationSlug", "acme-labs", "issueId", "CHECKOUT-API-7K2").get(ISSUE + "/events/latest", event);
    }

    private static Case inProject(String tool, String event) { return Case.of(tool, "organizationSlug", "acme-labs", "projectSlug", "checkout-api", "eventId", event); }

    static final String FILES = "projects/acme-labs/checkout-api/events/" + EVENT + "/attachments";
    static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0};

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String event : List.of("java", "python", "default", "n-plus-one", "metric", "csp", "threads", "regression")) {
            String issue = event.equals("java") ? "issues/issue-java.json" : event.equals("n-plus-one") ? "issues/performance.json" : "issues/issue.json";
            cases.add(brief(issue, "issues/event-" + event + ".json"));
        }
        cases.add(full("issues/issue-java.json", "issues/event-java.json"));
        cases.add(full("issues/issue.json", "issues/event-python.json"));
        cases.add(full("issues/performance.json", "issues/event-n-plus-one.json"));
        cases.add(full("issues/issue.json", "issues/event-metric.json"));
        cases.add(full("issues/issue.json", "issues/event-csp.json"));
        cases.add(Case.of("get_issue_details", "organizationSlug", "acme-labs", "eventId", "11112222333344445555666677778888").get(ORG + "eventids/11112222333344445555666677778888", "issues/eventid.json")
            .get(ORG + "issues/5550012345", "issues/issue.json").get(ORG + "issues/5550012345/events/11112222333344445555666677778888", "issues/event-default.json"));
        cases.add(of("get_event_stacktrace", "issues/event-python.json"));
        cases.add(of("get_event_stacktrace", "issues/event-threads.json"));
        cases.add(of("get_event_stacktrace", "issues/event-java.json").with("exception", 2).with("inAppOnly", true));
        cases.add(of("get_issue_breadcrumbs", "issues/event-python.json"));
        cases.add(inProject("get_event_attachment", EVENT).get(FILES, "issues/attachments.json"));
        cases.add(inProject("get_event_attachment", EVENT).with("attachmentId", "80551").bytes(FILES + "/80551?download=1", "application/json", "{\"cart\":7,\"password\":\"x\"}".getBytes())
            .get(FILES + "/80551", "issues/attachment.json"));
        cases.add(inProject("get_source_map_status", EVENT).get("projects/acme-labs/checkout-api/events/" + EVENT + "/source-map-debug", "issues/source-maps.json"));
        return cases;
    }
}
