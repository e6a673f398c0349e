package tools.issues;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
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
import tools.json.Gunzip;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Call;
import tools.sentry.IssueRef;
import tools.sentry.Sentry;
import tools.sentry.Tool;
import tools.sentry.UrlShapes;

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

    /** What is fetched at most: as much as the door lets one call hold. Images are made smaller. */
    private static final int LARGEST = 16 << 20;
    /** What a packed file may hold, since several calls may unpack one at once. */
    private static final int LARGEST_UNPACKED = 8 << 20;
    /** Characters of a text that are shown at once; of a longer one, its beginning and (for crashes) its end. */
    private static final int PAGE = 14_000;
    private static final int BEGINNING = 3_000;
    private static final int END = 9_000;
    /** Clients refuse messages of more than a few megabytes, and base64 adds a third. */
    private static final int FITS = 3 << 20;
    /** In pixels: a screenshot that is larger can still be read at this size. */
    private static final int LONGEST_SIDE = 2_048;
    /** Of an image that is shown as it is: screenshots of whole pages are long. */
    private static final int LONGEST = 16_384;

    private static Sentry.Request files(Call call, String... more) {
        List<String> path = new ArrayList<>(
            List.of("projects", call.organization(), call.project(), "events", call.text("eventId"), "attachments"));
        path.addAll(List.of(more));
        return Sentry.Request.get(path.toArray(String[]::new));
    }

    private static Answer attachments(Call call) {
        Sentry.Reply page = call.sentry().send(files(call).with("cursor", call.text("cursor")));
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
        answer.raw(() -> call.sentry().send(files(call, id).with("download", "1").raw(LARGEST)).bytes());
        if (kind.contains("minidump") || kind.contains("applecrashreport"))
            return answer.line("Not fetched: a memory dump tells nothing as text.");
        Sentry.Reply reply = call.sentry().send(files(call, id).with("download", "1").raw(LARGEST));
        byte[] bytes = reply.bytes() == null ? new byte[0] : reply.bytes();
        if (Gunzip.is(bytes)) {
            try {
                bytes = Gunzip.all(bytes, (soFar, more) -> {
                    call.sentry().alive();
                    if (soFar + more > LARGEST_UNPACKED) throw new IOException("too large");
                });
            } catch (IOException broken) {
                return answer.line("Its content is packed (gzip) and broken, or larger than "
                    + Show.bytes(LARGEST_UNPACKED) + " unpacked: it cannot be shown.");
            }
            answer.fact("Unpacked", Show.bytes(bytes.length));
        }
        byte[] file = bytes;
        answer.raw(() -> file);
        Answer.Image image = Answer.Image.of(bytes);
        if (image != null) return image(answer, image, call);
        if (bytes.length == 0) return answer.line("It is empty.");
        Charset charset = charset(bytes, declared(found));
        if (!readable(bytes, charset)) return answer
            .line("Its content is binary (" + Show.bytes(bytes.length) + ") and no image: it cannot be shown.");
        String text = new String(bytes, charset);
        if (text.startsWith("\uFEFF")) text = text.substring(1);
        if (text.isBlank()) return answer.line("It holds nothing but blanks.");
        call.sentry().alive();
        String whole = text;
        answer.raw(() -> Redact.text(whole).getBytes(charset));
        return content(answer.fact("Encoding", charset.equals(StandardCharsets.UTF_8) ? null : charset.name()),
            Redact.text(text), call);
    }

    /** A text, or a page of it. Cursors count characters of what is shown, secrets taken out. */
    private static Answer content(Answer answer, String text, Call call) {
        int length = text.length();
        int from = 0;
        if (call.has("cursor")) {
            try {
                from = Integer.parseInt(call.text("cursor").strip());
            } catch (NumberFormatException other) {
                from = -1;
            }
            if (from < 0 || from >= length)
                throw FailureException.input("cursor", "must be one that this tool gave, below " + length);
        }
        if (from == 0 && length > PAGE) {
            int head = line(text, BEGINNING);
            int tail = line(text, length - END);
            part(answer, "Beginning", 900, text, 0, head);
            part(answer, "End", Integer.MAX_VALUE, text, tail, length);
            return answer.line(Show.count(tail - head), " of ", Show.count(length),
                " characters are left out in between.").next(String.valueOf(head));
        }
        int to = Math.min(length, from + PAGE) == length ? length : line(text, from + PAGE);
        if (from > 0 || to < length) answer.fact("Characters",
            Show.count(from + 1) + " to " + Show.count(to) + " of " + Show.count(length));
        part(answer, "Content", Integer.MAX_VALUE, text, from, to);
        return to < length ? answer.next(String.valueOf(to)) : answer;
    }

    /** @param worth as a section has it: where there is no room for both, the end is shown */
    private static void part(Answer answer, String title, int worth, String text, int from, int to) {
        answer.section(title, worth, null).block("", Untrusted.of(text.substring(from, to), PAGE));
    }

    /** Where the line that holds this place begins; the place itself when the line is long. */
    private static int line(String text, int at) {
        int start = text.lastIndexOf('\n', at - 1) + 1;
        if (at - start < 500) return start;
        return Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
    }

    /** An image is shown at once; one that is too large for clients is shown smaller. */
    private static Answer image(Answer answer, Answer.Image image, Call call) {
        int longest = image.bytes().length <= FITS ? LONGEST : LONGEST_SIDE;
        Answer.Image fitted = call.user().fit(image, longest, call.sentry()::alive);
        if (fitted == null) return answer.line("Its content begins like an image, but cannot be read as one, or has "
            + "too many pixels: it is not shown.");
        if (fitted.bytes().length > FITS)
            return answer.line("Its content is an image of ", Show.bytes(image.bytes().length),
                ", which cannot be made smaller here.");
        return answer.fact("Content", "an image, beside this text" + (fitted == image ? "" : ", made smaller"))
            .image(fitted);
    }

    // ---------------------------------------------------------------- what a file is written in

    /** The charset that the file came with, as its media type or its headers name it; null when they do not. */
    private static Charset declared(Json attachment) {
        String types = attachment.firstText("mimetype");
        Json headers = attachment.at("headers");
        for (String name : List.of("Content-Type", "content-type"))
            if (headers.text(name) != null) types = types + ";" + headers.text(name);
        if (types == null) return null;
        for (String part : types.split(";")) {
            String[] pair = part.split("=", 2);
            if (pair.length < 2 || !pair[0].strip().equalsIgnoreCase("charset")) continue;
            try {
                return Charset.forName(pair[1].strip().replace("\"", ""));
            } catch (IllegalArgumentException unknown) {
                // then its bytes have to tell
            }
        }
        return null;
    }

    /** By its mark, by what it is declared to be, or by its bytes. */
    private static Charset charset(byte[] bytes, Charset declared) {
        if (starts(bytes, 0xEF, 0xBB, 0xBF)) return StandardCharsets.UTF_8;
        if (starts(bytes, 0xFF, 0xFE, 0, 0)) return Charset.forName("UTF-32LE");
        if (starts(bytes, 0, 0, 0xFE, 0xFF)) return Charset.forName("UTF-32BE");
        if (starts(bytes, 0xFF, 0xFE)) return StandardCharsets.UTF_16LE;
        if (starts(bytes, 0xFE, 0xFF)) return StandardCharsets.UTF_16BE;
        if (declared != null) return declared;
        int[] zeros = new int[2];
        int seen = Math.min(bytes.length, 4_096);
        for (int i = 0; i < seen; i++) if (bytes[i] == 0) zeros[i % 2]++;
        if (zeros[1] > seen / 5 && zeros[0] == 0) return StandardCharsets.UTF_16LE;
        if (zeros[0] > seen / 5 && zeros[1] == 0) return StandardCharsets.UTF_16BE;
        // Some bytes of a log are always broken; where most letters beyond ASCII are, it is of another age.
        String read = new String(bytes, 0, Math.min(bytes.length, 1 << 20), StandardCharsets.UTF_8);
        int broken = 0;
        int beyond = 0;
        for (int i = 0; i < read.length(); i++) {
            if (read.charAt(i) >= 0x80) beyond++;
            if (read.charAt(i) == '\uFFFD') broken++;
        }
        return broken * 2 > beyond ? Charset.forName("windows-1252") : StandardCharsets.UTF_8;
    }

    private static boolean starts(byte[] bytes, int... wanted) {
        if (bytes.length < wanted.length) return false;
        for (int i = 0; i < wanted.length; i++) if ((bytes[i] & 0xFF) != wanted[i]) return false;
        return true;
    }

    /** Text has no control characters but tabs, line ends and those of terminals. */
    private static boolean readable(byte[] bytes, Charset charset) {
        String head = new String(bytes, 0, Math.min(bytes.length, 4_096), charset);
        for (int i = 0; i < head.length(); i++) {
            char c = head.charAt(i);
            if (c < 32 && "\n\r\t\f\b\u001b".indexOf(c) < 0) return false;
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
