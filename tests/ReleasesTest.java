import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.Failure;

class ReleasesTest {
    private static final String RELEASE = "organizations/acme-labs/releases/ledger@4.2.0+a1b2c3";

    static List<Case> cases() {
        return List.of(
            Case.of("find_releases", "organizationSlug", "acme-labs").get("organizations/acme-labs/releases", "releases/releases.json").next("0:25:0"),
            Case.of("get_release_details", "organizationSlug", "acme-labs", "releaseVersion", "ledger@4.2.0+a1b2c3").get(RELEASE, "releases/release.json")
                .get(RELEASE + "/deploys", "releases/deploys.json").get(RELEASE + "/commits", "releases/commits.json").get("organizations/acme-labs/sessions", "releases/sessions.json"));
    }

    @Test void show() { cases().forEach(c -> System.out.println(FakeSentry.text(c))); }
}
