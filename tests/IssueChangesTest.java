import java.util.List;

class IssueChangesTest {
    static final String ISSUE = "organizations/acme-labs/issues/CHECKOUT-API-7K2";

    static Case update(Object... namesAndValues) {
        Case made = Case.of("update_issue", "organizationSlug", "acme-labs", "issueIds", List.of("CHECKOUT-API-7K2"));
        for (int i = 0; i < namesAndValues.length; i += 2) made = made.with((String) namesAndValues[i], namesAndValues[i + 1]);
        return made.get(ISSUE, "issues/ignored.json").on("PUT", ISSUE, Fixtures.text("issues/next-release.json"));
    }

    static List<Case> cases() {
        return List.of(
            update("status", "resolvedInNextRelease"),
            update("status", "ignored", "issueIds", List.of("CHECKOUT-API-7K2", "CHECKOUT-API-7M9")),
            IssuesTest.of("add_issue_note").with("text", "Rolled back to 2.13.1.").on("POST", ISSUE + "/notes", Fixtures.text("issues/note.json")));
    }
}
