import java.util.List;

class SeerTest {
    static Case seer(String state) {
        return IssuesTest.of("analyze_issue_with_seer").get(IssuesTest.ISSUE, "issues/issue.json").on("GET", IssuesTest.ISSUE + "/autofix", state)
            .on("POST", IssuesTest.ISSUE + "/autofix", "{\"run_id\": 660123, \"sentry_run_id\": \"c0ffee00-1111-2222-3333-444455556666\"}");
    }

    static List<Case> cases() { return List.of(seer(Fixtures.text("issues/seer.json"))); }
}
