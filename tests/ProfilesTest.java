import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.Failure;

class ProfilesTest {
    private static final String FLAMEGRAPH = "organizations/acme-labs/profiling/flamegraph";

    static List<Case> cases() {
        Case profile = Case.of("get_profile", "organizationSlug", "acme-labs", "projectSlug", "checkout-api", "transactionName", "/cart/checkout");
        Case details = Case.of("get_profile_details", "organizationSlug", "acme-labs", "projectSlug", "checkout-api");
        return List.of(
            profile.get(FLAMEGRAPH, "profiles/flamegraph.json"),
            profile.with("compareAgainstPeriod", "30d").get(FLAMEGRAPH + "?statsPeriod=7d", "profiles/flamegraph.json").get(FLAMEGRAPH + "?statsPeriod=30d", "profiles/flamegraph-before.json"),
            details.with("profileId", "c0ffee00112233445566778899aabbcc").get("projects/acme-labs/checkout-api/profiling/profiles/c0ffee00112233445566778899aabbcc", "profiles/profile.json"),
            details.with("profilerId", "7e57000000000000000000000000abcd").with("start", "2026-02-11T08:10:00Z").with("end", "2026-02-11T08:11:00Z")
                .get("organizations/acme-labs/profiling/chunks", "profiles/chunk.json"));
    }

    @Test void show() { cases().forEach(c -> System.out.println(FakeSentry.text(c))); }
}
