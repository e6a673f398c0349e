package tools.projects;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Bound;
import tools.sentry.Call;
import tools.sentry.ProjectFilter;
import tools.sentry.Sentry;
import tools.sentry.Tool;

/** How the calls of {@link Snapshots} are answered. */
final class SnapshotAnswers {
    private SnapshotAnswers() {}

    static Answer to(Tool tool, Call call) {
        try {
            return switch (tool.name()) {
                case "get_snapshot" -> snapshot(call);
                case "get_snapshot_image" -> image(call);
                case "get_latest_base_snapshot" -> latest(call);
                default -> throw new IllegalArgumentException(tool.name());
            };
        } catch (FailureException missing) {
            if (missing.kind() != FailureException.Kind.NOT_FOUND) throw missing;
            List<Object> parts = new ArrayList<>(missing.parts());
            parts.add("\nOr this Sentry has no snapshots, which self-hosted servers may lack.");
            throw FailureException.http(missing.kind(), missing.status(), parts);
        }
    }

    // ---------------------------------------------------------------- a snapshot

    private static Answer snapshot(Call call) {
        String id = call.text("snapshotId");
        Json snapshot = call.sentry()
            .send(Sentry.Request.get("organizations", call.organization(), "preprodartifacts", "snapshots", id)
                .with("compact_metadata", 1))
            .json();
        Bound.within(call, "snapshot", null, snapshot.text("project_id"));
        Answer answer = Answer.titled("Snapshot ", Untrusted.of(id)).fact("Url",
            call.links().web(call.organization(), "preprod", "snapshots", id));
        facts(answer, snapshot);
        answer.fact("Compared with", snapshot.token("base_artifact_id"))
            .fact("Comparison", Line.join(", ", snapshot.token("comparison_type"), snapshot.token("comparison_state")))
            .fact("Failure", snapshot.said("comparison_error_message"))
            .fact("Counts as changed",
                snapshot.number("diff_threshold") == null ? null
                    : "from " + Show.percent(snapshot.number("diff_threshold")) + " different")
            .fact("Approval",
                Line.join(", ", snapshot.at("approval_status").present() ? snapshot.token("approval_status")
                    : snapshot.token("approval_info", "status"),
                    snapshot.flag("approval_info", "is_auto_approved") ? "automatic" : null))
            .fact("Approved by", snapshot.list("approvers").stream()
                .map(approver -> (Object) approver.firstSaid("name", "username", "email")).toList());
        for (String kind : List.of("changed", "added", "removed", "renamed", "errored", "unchanged", "skipped"))
            answer.fact(title(kind),
                counted(snapshot, kind));
        boolean any = false;
        for (String kind : List.of("changed", "added", "removed", "renamed", "errored"))
            any |= images(answer, title(kind), snapshot.list(kind));
        boolean all = call.flag("showUnmodified");
        if (!any) any = images(answer, "Images", snapshot.list("images"));
        if (all)
            for (String kind : List.of("unchanged", "skipped")) any |= images(answer, title(kind), snapshot.list(kind));
        if (!any) answer.line(all ? "It has no images." : "No image changed; showUnmodified lists the others.");
        if (any && call.user().offers("get_snapshot_image"))
            answer.note("get_snapshot_image shows one of them, by its file name.");
        return answer;
    }

    private static String title(String kind) { return Character.toUpperCase(kind.charAt(0)) + kind.substring(1); }

    private static Long counted(Json snapshot, String kind) {
        Long count = snapshot.integer(kind + "_count");
        if (count == null) count = (long) snapshot.list(kind).size();
        return count == 0 ? null : count;
    }

    /** What a snapshot and a base have in common, under the names of the published API and of older servers. */
    private static void facts(Answer answer, Json snapshot) {
        Json vcs = snapshot.at("vcs_info");
        answer
            .fact("App",
                Line.join(", ", snapshot.said("app_id"), snapshot.said("app_info", "name"),
                    snapshot.said("app_info", "platform")))
            .fact("Project",
                snapshot.at("project_slug").present() ? snapshot.slug("project_slug") : snapshot.token("project_id"))
            .fact("State", snapshot.token("state"))
            .fact("Added", snapshot.time("date_added"))
            .fact("Images",
                snapshot.at("image_count").present() ? snapshot.integer("image_count")
                    : snapshot.integer("total_count"))
            .fact("Repository", vcs.firstSaid("head_repo_name", "repo_name"))
            .fact("Branch", Line.join(" at ", vcs.said("head_ref"), vcs.token("head_sha")))
            .fact("Base branch", Line.join(" at ", vcs.said("base_ref"), vcs.token("base_sha")))
            .fact("Pull request", vcs.token("pr_number"));
    }

    /** The longest list is a few thousand screenshots; their names are short. */
    private static final int NAMES = 16_000;

    /** One line an image, those that differ most first. @return whether there is any */
    private static boolean images(Answer answer, String title, List<Json> entries) {
        List<Json> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingDouble(entry -> entry.number("diff") == null ? 0 : -entry.number("diff")));
        StringBuilder lines = new StringBuilder();
        int left = 0;
        for (Json entry : sorted) {
            // Pairs hold what is and what was; where nothing is compared the image stands by itself.
            Json head = entry.at("head_image").isObject() ? entry.at("head_image")
                : entry.at("base_image").isObject() ? entry.at("base_image") : entry;
            String file = head.text("image_file_name");
            String name = head.text("display_name");
            if (file == null && name == null) continue;
            if (lines.length() > NAMES - 400) {
                left++;
                continue;
            }
            lines.append(lines.length() == 0 ? "" : "\n").append(line(file == null ? name : file));
            if (name != null && file != null && !file.contains(name)) lines.append(" — ").append(line(name));
            if (head.text("group") != null) lines.append(" (").append(line(head.text("group"))).append(')');
            if (entry.number("diff") != null)
                lines.append(", ").append(Show.percent(entry.number("diff"))).append(" different");
            String before = entry.text("base_image", "image_file_name");
            if (before != null && file != null && !before.equals(file)) lines.append(", was ").append(line(before));
        }
        if (lines.length() == 0) return false;
        answer.section(title).block("", Untrusted.of(lines.toString(), NAMES));
        if (left > 0) answer.line(Show.counted(left, "more image"), "; the snapshot's page shows all.");
        return true;
    }

    private static String line(String text) { return Untrusted.of(text, 160).shown(false); }

    private static Answer latest(Call call) {
        String app = call.text("appId");
        Json base = ProjectFilter.start(call,
            Sentry.Request.get("organizations", call.organization(), "preprodartifacts", "snapshots", "latest-base")
                .with("app_id", app)
                .with("branch", call.text("branch")).with("compact_metadata", 1),
            call.project()).reply().json();
        String id = base.firstText("head_artifact_id", "id");
        Bound.within(call, "snapshot", base.text("project_slug"), base.text("project_id"));
        Answer answer = Answer.titled("Newest base snapshot of ", Untrusted.of(app))
            .fact("Snapshot id",
                base.at("head_artifact_id").present() ? base.token("head_artifact_id") : base.token("id"))
            .fact("Url", call.links().web(call.organization(), "preprod", "snapshots",
                base.at("head_artifact_id").present() ? base.id("head_artifact_id") : base.id("id")));
        facts(answer, base);
        if (!images(answer, "Images", base.list("images"))) answer.line("It has no images.");
        else if (call.user().offers("get_snapshot_image"))
            answer.note("get_snapshot_image shows one of them, by this snapshot's id and the file name.");
        return answer;
    }

    // ---------------------------------------------------------------- one image

    /** Largest image that is fetched: a full screenshot of a tablet has a tenth of it. */
    private static final int LARGEST = 20 << 20;
    /** Longest side, in pixels, of a preview, and of a full image that would be too many bytes for a client. */
    private static final int PREVIEW = 1024;
    private static final int FULL = 4096;
    /** Longest side of one that is shown as it is: screenshots of whole pages are long. */
    private static final int LONGEST = 16_384;
    /** Clients refuse messages of more than a few megabytes, and base64 adds a third. */
    private static final int FITS = 3 << 20;

    private static Answer image(Call call) {
        String snapshot = call.text("snapshotId");
        String name = call.text("imageIdentifier");
        if (call.boundProject() != null) {
            // an image does not say whose it is: nothing of it is told before its snapshot has
            Json owner = call.sentry()
                .send(Sentry.Request.get("organizations", call.organization(), "preprodartifacts", "snapshots",
                    snapshot).with("compact_metadata", 1))
                .json();
            Bound.within(call, "snapshot", owner.text("project_slug"), owner.text("project_id"));
        }
        Json found = call.sentry()
            .send(Sentry.Request.get("organizations", call.organization(), "preprodartifacts", "snapshots", snapshot,
                "images",
                name))
            .json();
        Json head = found.at("head_image");
        Json base = found.at("base_image");
        Json main = head.isObject() ? head : base;
        Answer answer = Answer.titled("Image ", Untrusted.of(name), " of snapshot ", Untrusted.of(snapshot))
            .fact("Status", found.token("comparison_status"))
            .fact("Different",
                found.number("diff_percentage") == null ? null : Show.percent(found.number("diff_percentage")))
            .fact("Was", found.said("previous_image_file_name"))
            .fact("Name", main.said("display_name")).fact("Group", main.said("group"))
            .fact("File", main.said("image_file_name"))
            .fact("Size", main.integer("width") == null || main.integer("height") == null ? null
                : main.integer("width") + " × " + main.integer("height") + " pixels")
            .fact("Theme", main.token("canvas_theme")).fact("Description", main.said("description"))
            .fact("Tags", Redact.quote(main.at("tags")))
            .fact("Context", Redact.quote(main.at("context")));
        List<String> shown = new ArrayList<>();
        boolean any = add(answer, call, "now", head.text("image_url"), shown);
        if (base.text("image_url") != null && !base.text("image_url").equals(head.text("image_url")))
            any |= add(answer, call, "before",
                base.text("image_url"), shown);
        any |= add(answer, call, "difference", found.text("diff_image_url"), shown);
        if (!any) answer.line("Sentry names no picture of it.");
        answer.fact("Pictures", shown.isEmpty() ? null : String.join(", ", shown) + " (in this order"
            + (call.text("imageResolution", "preview").equals("preview") ? ", previews of at most "
                + PREVIEW + " pixels; imageResolution full shows more)" : ")"));
        return answer;
    }

    /** Adds the picture, or says why it cannot be shown. @return whether Sentry names one at all */
    private static boolean add(Answer answer, Call call, String what, String url, List<String> shown) {
        if (url == null) return false;
        List<String> path = path(call, url);
        if (path == null) {
            answer.line("The picture \"", what, "\" is not on this Sentry's own host, so it was not fetched.");
            return true;
        }
        Bound.within(call, "image", path.get(2), Bound.numeric(path.get(2)) ? path.get(2) : null);
        Sentry.Reply reply;
        try {
            reply = call.sentry().send(Sentry.Request.get(path.toArray(new String[0])).raw(LARGEST));
        } catch (FailureException failure) {
            if (failure.kind() != FailureException.Kind.NOT_FOUND) throw failure;
            answer.line("The picture \"", what, "\" is no longer there.");
            return true;
        }
        Answer.Image original = Answer.Image.of(reply.bytes());
        if (original == null) {
            answer.line("The picture \"", what, "\" is no PNG, JPEG, GIF or WebP image.");
            return true;
        }
        boolean full = call.text("imageResolution", "preview").equals("full");
        boolean asItIs = full && original.bytes().length <= FITS;
        Answer.Image fitted =
            call.user().fit(original, asItIs ? LONGEST : full ? FULL : PREVIEW, call.sentry()::alive);
        if (fitted != null && fitted.bytes().length > FITS)
            fitted = call.user().fit(original, PREVIEW, call.sentry()::alive);
        if (fitted == null) {
            answer.line("The picture \"", what, "\" cannot be read as one, or has too many pixels.");
            return true;
        }
        if (fitted.bytes().length > FITS) {
            answer.line("The picture \"", what, "\" has ", Show.bytes(original.bytes().length),
                " and cannot be made smaller here.");
            return true;
        }
        answer.image(fitted);
        shown.add(what);
        return true;
    }

    /**
     * The API path of a picture of this organization, on this Sentry's host or that of a region that it names, or null
     * when it is anywhere else. Only such a path is fetched: the address comes from an answer, and the token goes with
     * the request.
     */
    private static List<String> path(Call call, String url) {
        String path = url;
        List<String> bases = new ArrayList<>(List.of(call.links().scheme() + "://" + call.links().host()));
        try {
            if (url.startsWith("https://") && !url.startsWith(bases.get(0) + "/"))
                bases.addAll(call.sentry().regions());
        } catch (FailureException unnamed) {
            // then it is at none of them
        }
        for (String base : bases) if (url.startsWith(base + "/")) path = url.substring(base.length());
        if (!path.startsWith("/api/0/projects/") || path.contains("?") || path.contains("#") || path.contains("%")
            || path.contains("\\")) return null;
        List<String> segments = new ArrayList<>();
        for (String segment : path.substring("/api/0/".length()).split("/")) {
            if (segment.equals(".") || segment.equals("..")) return null;
            if (!segment.isEmpty()) segments.add(segment);
        }
        return segments.size() >= 4
            && segments.get(1).toLowerCase(Locale.ROOT).equals(call.organization().toLowerCase(Locale.ROOT)) ? segments
                : null;
    }
}
