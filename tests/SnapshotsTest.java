import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.Failure;

class SnapshotsTest {
    private static final String SNAPSHOTS = "organizations/acme-labs/preprodartifacts/snapshots/";
    private static final String FILES = "projects/acme-labs/checkout-api/files/images/";
    private static final byte[] PNG = {(byte) 0x89, 80, 78, 71, 13, 10, 26, 10};

    static List<Case> cases() {
        return List.of(
            Case.of("get_snapshot", "organizationSlug", "acme-labs", "snapshotId", "90210", "showUnmodified", true).get(SNAPSHOTS + "90210", "snapshots/snapshot.json"),
            Case.of("get_snapshot_image", "organizationSlug", "acme-labs", "snapshotId", "90210", "imageIdentifier", "phone/checkout.png")
                .get(SNAPSHOTS + "90210/images/phone/checkout.png", "snapshots/image.json").bytes(FILES + "h1", "image/png", PNG).bytes(FILES + "b1", "image/png", PNG)
                .bytes(FILES + "d1", "application/octet-stream", PNG),
            Case.of("get_latest_base_snapshot", "organizationSlug", "acme-labs", "appId", "test.acme.shop").get(SNAPSHOTS + "latest-base", "snapshots/latest.json"));
    }

    @Test void show() { cases().forEach(c -> System.out.println(FakeSentry.text(c))); }
}
