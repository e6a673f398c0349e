package tools.projects;

import static tools.sentry.Param.ORGANIZATION;
import static tools.sentry.Param.PROJECT;
import static tools.sentry.Param.optional;
import static tools.sentry.Param.required;
import static tools.sentry.Tool.reads;

import java.util.List;
import tools.sentry.Param.Type;
import tools.answer.Answer;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Param;
import tools.sentry.Tool;

/** Snapshots: screenshots that a build uploaded, compared with those of its base. */
public final class Snapshots implements Domain {
    private static final Param SNAPSHOT = required("snapshotId", Type.ID, "or its URL");

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("get_snapshot", "Show what a build's screenshots changed against its base.").scopes("project:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, SNAPSHOT, Param.flag("showUnmodified", "")),
            reads("get_snapshot_image", "Show one screenshot of a snapshot: now, before, and what differs.")
                .scopes("project:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, SNAPSHOT,
                    required("imageIdentifier", Type.TEXT, "file name or content hash"),
                    optional("imageResolution", Type.TEXT, "").oneOf("preview", "full").orElse("preview")),
            reads("get_latest_base_snapshot", "Show an app's newest base screenshots.").scopes("project:read")
                .takes(ORGANIZATION, required("appId", Type.TEXT, "e.g. com.acme.shop"),
                    optional("branch", Type.TEXT, ""), PROJECT));
    }

    @Override
    public Answer call(Tool tool, Call call) { return SnapshotAnswers.to(tool, call); }
}
