package tools.issues;

import static tools.sentry.Param.optional;
import static tools.sentry.Tool.reads;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.IssueRef;
import tools.sentry.Param;
import tools.sentry.Sentry;
import tools.sentry.Tool;
import tools.sentry.UrlShapes;

/**
 * Files around an event: those that came with it, and those that its JavaScript frames should have been mapped with.
 */
public final class EventFiles implements Domain {
    private static final Param ISSUE = optional("issueId", Param.Type.TEXT, "short id or URL: its latest event");
    private static final Param EVENT_ID = optional("eventId", Param.Type.TEXT, "");

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("get_event_attachment", "List an event's attachments, or show one.")
                .scopes("event:read", "project:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ISSUE, EVENT_ID, Param.PROJECT.unlisted(),
                    optional("attachmentId", Param.Type.SLUG, "omit to list")),
            reads("get_source_map_status", "Explain why a JavaScript event's frames are not source-mapped.")
                .scopes("event:read", "project:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, ISSUE, EVENT_ID, Param.PROJECT.unlisted()));
    }

    @Override
    public Answer call(Tool tool, Call call) { return EventFileAnswers.to(tool, call); }
}

/** How the calls of {@link EventFiles} are answered. */
final class EventFileAnswers {
    private EventFileAnswers() {}

    static Answer to(Tool tool, Call asked) {
        Call call = located(asked);
        return switch (tool.name()) {
            case "get_event_attachment" -> call.has("attachmentId") ? attachment(call) : attachments(call);
            case "get_source_map_status" -> sourceMaps(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    /**
     * The call with organization, project and event in it: Sentry keeps these files below an event's project, which a
     * caller who has an issue or an event's id need not know.
     *
     * @throws FailureException when neither says which event
     */
    private static Call located(Call call) {
        Map<String, Object> arguments = new LinkedHashMap<>(call.arguments());
        String event = call.text("eventId") == null ? null : IssueEventAnswers.eventId(call.text("eventId"));
        if (call.text("issueId") == null) {
            event = IssueEventAnswers.lone(call);
            arguments.put("eventId", event);
            if (call.project() != null) return call.with(arguments);
            Json found = call.sentry().send(Sentry.Request.get("organizations", call.organization(), "eventids", event))
                .json();
            return call.with(in(arguments, found.firstText("projectSlug")));
        }
        IssueRef ref = IssueRef.of(call);
        if (ref.event() != null && event == null) event = IssueEventAnswers.eventId(ref.event());
        Sentry.Later later = call.sentry().start(ref.get("events", event == null ? "latest" : event));
        ref.within(call);
        Json found = later.reply().json();
        String id = found.firstText("eventID", "id");
        arguments.put("organizationSlug", ref.organization());
        arguments.put("eventId", id == null || !id.matches("[0-9a-fA-F]{32}") ? event : id);
        if (arguments.get("eventId") == null || ((String) arguments.get("eventId")).length() < 32)
            throw FailureException.of(FailureException.Kind.UNAVAILABLE, "Sentry answered an event without its id.");
        // What the session is bound to has been compared with the issue
        return call.with(call.boundProject() != null ? arguments : in(arguments, found.text("projectID")));
    }

    /** @throws FailureException when Sentry did not say which project */
    private static Map<String, Object> in(Map<String, Object> arguments, String project) {
        if (project == null || !UrlShapes.SLUG.matcher(project).matches())
            throw FailureException.of(FailureException.Kind.UNAVAILABLE,
                "Sentry answered an event without its project.");
        arguments.put("projectSlug", project);
        return arguments;
    }

    // ---------------------------------------------------------------- attachments

    /** What is fetched at most: a log's text is cut far below, and images are made smaller. */
    private static final int LARGEST = 20 << 20;
    private static final int TEXT = 30_000;
    /** Clients refuse messages of more than a few megabytes, and base64 adds a third. */
    private static final int FITS = 3 << 20;
    /** In pixels: a screenshot that is larger can still be read at this size. */
    private static final int LONGEST_SIDE = 2_048;

    private static Sentry.Request files(Call call, String... more) {
        List<String> path = new ArrayList<>(
            List.of("projects", call.organization(), call.project(), "events", call.text("eventId"), "attachments"));
        path.addAll(List.of(more));
        return Sentry.Request.get(path.toArray(String[]::new));
    }

    private static Answer attachments(Call call) {
        Sentry.Reply page = call.sentry().send(files(call));
        Answer answer = Answer.titled("Attachments of event ", call.text("eventId")).section("Attachments");
        for (Json each : page.json().list()) describe(answer.item("id", each.token("id")), each);
        if (page.json().list().isEmpty()) page.none(answer, "The event has none.");
        return answer.next(page.next());
    }

    private static void describe(Answer answer, Json attachment) {
        answer.fact("Name", attachment.said("name")).fact("Kind", attachment.token("type"))
            .fact("Media type", attachment.said("mimetype"))
            .fact("Size", attachment.number("size") == null ? null : Show.bytes(attachment.number("size")))
            .fact("Time", attachment.time("dateCreated"));
    }

    private static Answer attachment(Call call) {
        String id = call.text("attachmentId");
        Json found = call.sentry().send(files(call, id)).json();
        Answer answer = Answer.titled("Attachment ", id, " of event ", call.text("eventId"));
        describe(answer, found);
        Double size = found.number("size");
        String kind = String.valueOf(found.text("type"));
        if (size != null && size > LARGEST)
            return answer.line("Not fetched: it is larger than " + Show.bytes(LARGEST) + ".");
        if (kind.contains("minidump") || kind.contains("applecrashreport"))
            return answer.line("Not fetched: a memory dump tells nothing as text.");
        Sentry.Reply reply = call.sentry().send(files(call, id).with("download", "1").raw(LARGEST));
        byte[] bytes = reply.bytes() == null ? new byte[0] : reply.bytes();
        Answer.Image image = Answer.Image.of(bytes);
        if (image != null) return image(answer, image, call);
        if (bytes.length == 0) return answer.line("It is empty.");
        if (!readable(bytes)) return answer
            .line("Its content is binary (" + Show.bytes(bytes.length) + ") and no image: it cannot be shown.");
        String text = Redact.text(Json.utf8(bytes));
        answer.section("Content").block("", Untrusted.of(text, TEXT));
        return answer;
    }

    /** An image is shown at once; one that is too large for clients is shown smaller. */
    private static Answer image(Answer answer, Answer.Image image, Call call) {
        Answer.Image fitted = image.bytes().length <= FITS ? image : call.user().fit(image, LONGEST_SIDE);
        if (fitted.bytes().length > FITS)
            return answer.line("Its content is an image of ", Show.bytes(image.bytes().length),
                ", which cannot be made smaller here.");
        return answer.fact("Content", "an image, beside this text" + (fitted == image ? "" : ", made smaller"))
            .image(fitted);
    }

    /** Text has no control bytes but tabs and line ends. */
    private static boolean readable(byte[] bytes) {
        for (int i = 0; i < Math.min(bytes.length, 4_096); i++) {
            int b = bytes[i] & 0xFF;
            if (b < 32 && b != '\n' && b != '\r' && b != '\t' && b != 27 && b != 12) return false;
        }
        return true;
    }

    // ---------------------------------------------------------------- get_source_map_status

    /** Field names and words: Sentry's published API, getProjectEventSourceMapDebug. */
    private static Answer sourceMaps(Call call) {
        String id = call.text("eventId");
        Json found = call.sentry()
            .send(Sentry.Request.get("projects", call.organization(), call.project(), "events", id, "source-map-debug"))
            .json();
        Answer answer = Answer.titled("Source maps of event ", id)
            .fact("Release", found.said("release")).fact("Dist", found.said("dist"))
            .fact("SDK version", found.said("sdk_version"))
            .fact("SDK and debug ids", switch (String.valueOf(found.text("sdk_debug_id_support"))) {
                case "full" -> "supported";
                case "needs-upgrade" -> Line.of("the SDK is too old",
                    Line.around("; ", found.said("min_debug_id_sdk_version"), " or newer is needed"));
                case "not-supported" -> "this SDK does not support them";
                case "unofficial-sdk" -> "unknown: not an SDK of Sentry's";
                default -> null;
            })
            .fact("Event has debug ids", yes(found, "has_debug_ids"))
            .fact("Artifacts with a debug id were uploaded", yes(found, "has_uploaded_some_artifact_with_a_debug_id"))
            .fact("Project has artifact bundles", yes(found, "project_has_some_artifact_bundle"))
            .fact("Release has artifacts", yes(found, "release_has_some_artifact"))
            .section("Frames", "They differ in the file only.");
        Set<String> seen = new LinkedHashSet<>();
        boolean resolved = false;
        boolean any = false;
        for (Json exception : found.list("exceptions")) {
            for (Json frame : exception.list("frames")) {
                Json debug = frame.at("debug_id_process");
                Json release = frame.at("release_process");
                if (!seen.add(release.text("abs_path") + " " + debug.text("debug_id"))) continue;
                any = true;
                boolean byDebugId = debug.flag("uploaded_source_file_with_correct_debug_id")
                    && debug.flag("uploaded_source_map_with_correct_debug_id");
                boolean byRelease = "found".equals(release.text("source_file_lookup_result"))
                    && "found".equals(release.text("source_map_lookup_result"));
                resolved |= byDebugId || byRelease;
                answer.item("file", release.at("abs_path").empty() ? frame.said("debug_id_process", "debug_id")
                    : Redact.quote(release.at("abs_path")));
                answer.fact("Debug id",
                    Line.join(", ", debug.token("debug_id"),
                        uploaded(debug, "uploaded_source_file_with_correct_debug_id", "source file"),
                        uploaded(debug, "uploaded_source_map_with_correct_debug_id", "source map")));
                answer.fact("By release", Line.join(", ", looked(release, "source_file_lookup_result", "source file"),
                    looked(release, "source_map_lookup_result", "source map")));
                answer.fact("Files of that name in the release",
                    release.list("matching_source_file_names").stream().limit(5).map(Json::said).toList());
                answer.fact("Source map named by the file", release.said("source_map_reference"))
                    .fact("Source map of that name", release.said("matching_source_map_name"));
                for (String what : new String[] {"source_file", "source_map"}) {
                    Json scraped = frame.at("scraping_process", what);
                    answer.fact(what.equals("source_file") ? "Source file from the web" : "Source map from the web",
                        Line.join(", ", scraped.token("status"), scraped.token("reason"), scraped.said("details"),
                            Redact.quote(scraped.at("url"))));
                }
            }
        }
        if (!any) answer.line("Sentry lists no JavaScript frame of this event that could be source-mapped.");
        else answer.note(advice(found, resolved));
        return answer;
    }

    private static String yes(Json found, String key) {
        return found.flag(key) ? "yes" : found.denied(key) ? "no" : null;
    }

    private static String uploaded(Json debug, String key, String what) {
        return debug.flag(key) ? what + " uploaded with it"
            : debug.denied(key) ? "no " + what + " uploaded with it" : null;
    }

    private static Object looked(Json release, String key, String what) {
        String result = release.text(key);
        if (result == null) return null;
        return switch (result) {
            case "found" -> what + " found";
            case "wrong-dist" -> what + " found, but under another dist";
            case "unsuccessful" -> what + " not found";
            default -> Line.of(what + " ", release.token(key));
        };
    }

    /** The first thing that stands in the way. */
    private static String advice(Json found, boolean resolved) {
        if (resolved)
            return "Files and source maps of at least one frame are in place now; events that came before they were "
                + "uploaded stay as they were.";
        if (found.flag("has_debug_ids")) {
            return found.flag("has_uploaded_some_artifact_with_a_debug_id")
                ? "The event carries debug ids, but the build that was uploaded is another one: upload the source "
                    + "maps of exactly the files that are deployed."
                : "The event carries debug ids, but nothing was uploaded with one: upload the build's files with "
                    + "sentry-cli sourcemaps upload or the bundler plugin.";
        }
        if ("needs-upgrade".equals(found.text("sdk_debug_id_support")))
            return "Upgrade the SDK, then inject debug ids into the build and upload it.";
        if (found.flag("release_has_some_artifact"))
            return "The release has artifacts, but none matches the frames: compare names, the ~/ prefix and dist, "
                + "or inject debug ids.";
        return "Neither debug ids nor artifacts of the release are there: inject debug ids into the build and upload "
            + "it before the deployment.";
    }
}
