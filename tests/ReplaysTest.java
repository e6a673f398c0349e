import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.Failure;

class ReplaysTest {
    private static final String ID = "aa11bb22cc33dd44ee55ff6677889900";
    private static final String TRACE = "4c1e8a90b7d24f3f8a6b5c4d3e2f1a0b";

    static List<Case> cases() {
        return List.of(Case.of("get_replay_details", "organizationSlug", "acme-labs", "replayId", ID).get("organizations/acme-labs/replays/" + ID, "replays/replay.json")
            .get("projects/acme-labs/4507001/replays/" + ID + "/recording-segments", "replays/segments.json").get("organizations/acme-labs/events", "replays/errors.json")
            .get("organizations/acme-labs/trace-meta/" + TRACE, "traces/meta.json"));
    }

    @Test void show() { cases().forEach(c -> System.out.println(FakeSentry.text(c))); }
}
