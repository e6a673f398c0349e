package tools.issues;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.json.Redact;

/**
 * Stack traces as text, newest call first on every platform: what failed comes before how the program got there, and a
 * reader who stops early has seen the part that matters. Sentry sends frames oldest first
 * ({@code facts/tools-issues.md} section 17).
 *
 * <p>All of it is the sender's text: it goes into one block of foreign text.
 */
final class Stack {
    private Stack() {}

    /**
     * How much to show.
     *
     * @param around   source lines on either side of the failing one, in the frame that matters most
     * @param variables how many of its local variables
     * @param longest  characters of one variable's value
     * @param own      the application's own frames only, and the newest of all; the libraries' frames are counted
     * @param every source lines and variables for every frame of the application, not only for the one that matters
     *     most
     */
    record Detail(int around, int variables, int longest, boolean own, boolean every) {
        static final Detail BRIEF = new Detail(3, 10, 100, true, false);
        static final Detail FULL = new Detail(5, 30, 300, false, false);
        static final Detail ALL = new Detail(3, 20, 300, false, true);
    }

    /** The longest line of source that is shown: a minified script has all of its code in one. */
    private static final int LONGEST_LINE = 200;
    /** Frames shown when none is the application's. */
    private static final int LIBRARY_FRAMES = 8;

    private static final Set<String> JVM = Set.of("java", "kt", "kts", "scala", "groovy", "clj");
    /** What the JVM, its shrinkers and Android's leave where a file's name was. */
    private static final Set<String> NO_FILE =
        Set.of("SourceFile", "PG", "Unknown Source", "<unknown>", "Native Method", "Unknown");
    private static final Set<String> DOTNET = Set.of("csharp", "dotnet", "fsharp", "vb");

    static List<Json> frames(Json exceptionOrThread) {
        List<Json> frames = exceptionOrThread.list("stacktrace", "frames");
        return frames.stream().filter(Json::isObject).toList();
    }

    /** The application's frame nearest to the failure, else the newest frame; -1 when there is none. */
    static int relevant(List<Json> frames) {
        for (int i = frames.size() - 1; i >= 0; i--) if (frames.get(i).flag("inApp")) return i;
        return frames.size() - 1;
    }

    /** @param platform the event's, for frames that do not say theirs */
    static Untrusted text(List<Json> frames, String platform, Detail detail, int most) {
        int relevant = relevant(frames);
        if (relevant < 0) return null;
        boolean known = frames.get(relevant).flag("inApp");
        StringBuilder out = new StringBuilder();
        int skipped = 0;
        int again = 0;
        String last = "";
        for (int i = frames.size() - 1; i >= 0; i--) {
            Json frame = frames.get(i);
            boolean newest = i == frames.size() - 1;
            boolean shown =
                !detail.own || newest || (known ? frame.flag("inApp") : frames.size() - i <= LIBRARY_FRAMES);
            if (!shown) {
                skipped++;
                continue;
            }
            String header = header(frame, platform);
            if (header.equals(last) && skipped == 0 && i != relevant) {
                again++;
                continue;
            }
            again(out, again);
            again = 0;
            last = header;
            boolean whole = i == relevant || detail.every && frame.flag("inApp");
            String gap = skipped(skipped, known);
            StringBuilder piece = new StringBuilder(gap).append(header)
                .append(frame.flag("inApp") && !detail.own ? "  [in app]" : "").append('\n');
            source(piece, frame, whole ? detail.around : 0);
            StringBuilder values = new StringBuilder();
            if (whole) variables(values, frame.at("vars"), detail);
            // Whole frames only; a frame without its variables is better than none
            boolean room = out.length() + piece.length() <= most - ROOM_FOR_COUNT;
            if (!room && !newest && i != relevant)
                return Untrusted.of(out.append("    … ").append(Show.counted(i + 1 + skipped,
                    "more frame")).append('\n').toString(), most);
            out.append(piece);
            if (out.length() + values.length() <= most - ROOM_FOR_COUNT) out.append(values);
            else if (values.length() > 0) out.append("      variables: left out for length\n");
            skipped = 0;
        }
        again(out, again);
        return Untrusted.of(out.append(skipped(skipped, known)).toString(), most);
    }

    private static final int ROOM_FOR_COUNT = 100;

    /** A function that calls itself without end. */
    private static void again(StringBuilder out, int times) {
        if (times > 0) out.append("    … the same ").append(Show.counted(times, "more time")).append('\n');
    }

    private static String skipped(int frames, boolean known) {
        return frames == 0 ? "" : "    … " + Show.counted(frames, known ? "library frame" : "more frame") + "\n";
    }

    /** One line, in the form that the language's own traces have. */
    static String header(Json frame, String eventPlatform) {
        String platform =
            frame.text("platform") != null ? frame.text("platform") : eventPlatform == null ? "" : eventPlatform;
        String file = frame.firstText("filename", "absPath");
        String module = frame.text("module");
        String function = one(frame.text("function"));
        Long line = frame.integer("lineNo");
        Long column = frame.integer("colNo");
        String extension = file == null ? "" : file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        // A package without a module is a native library below the JVM
        boolean jvm = platform.equals("java") && (module != null || frame.text("package") == null)
            || JVM.contains(extension) || module != null && file != null && NO_FILE.contains(file);
        if (jvm) {
            return "at " + qualified(module, function) + "(" + (file == null ? "Unknown Source" : one(file))
                + (line == null || line <= 0 ? "" : ":" + line) + ")";
        }
        String at = file != null ? file : module != null ? module : frame.text("package");
        if (extension.equals("py") || platform.equals("python")) {
            return "File \"" + (at == null ? "(unknown)" : one(at)) + "\""
                + (line == null || line <= 0 ? "" : ", line " + line) + ", in "
                + (function == null ? "(module)" : function);
        }
        if (DOTNET.contains(platform) && module != null && function != null) {
            function = qualified(module, function);
            at = file;
        }
        String place = (at == null ? "" : one(at))
            + (line == null || line <= 0 ? "" : ":" + line + (column == null || column <= 0 ? "" : ":" + column));
        String address = function == null ? frame.text("instructionAddr") : null;
        return "at " + (function != null ? function : address != null ? one(address) : "(unknown)")
            + (place.isEmpty() ? "" : " (" + place + ")");
    }

    /** The class is part of a method's name; some senders write it there themselves. */
    private static String qualified(String module, String function) {
        String type = one(module);
        if (type == null) return function == null ? "(unknown)" : function;
        return function == null ? type + ".(unknown)" : function.startsWith(type + ".") ? function
            : type + "." + function;
    }

    private static void source(StringBuilder out, Json frame, int around) {
        Long line = frame.integer("lineNo");
        if (line == null) return;
        for (Json pair : frame.list("context")) {
            Long number = pair.item(0).integer();
            String code = pair.item(1).text();
            if (number == null || Math.abs(number - line) > around) continue;
            Long column = number.equals(line) ? frame.integer("colNo") : null;
            out.append(number.equals(line) ? "  > " : "    ").append(String.format(Locale.ROOT, "%4d", number))
                .append(" | ").append(cut(code == null
                    ? "" : code, column))
                .append('\n');
        }
    }

    private static void variables(StringBuilder out, Json vars, Detail detail) {
        int shown = 0;
        Map<String, Json> fields = vars.fields();
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, Json> field : fields.entrySet()) {
            // That a variable holds nothing is often the whole story
            Untrusted value =
                field.getValue().present() ? Redact.quote(field.getKey(), field.getValue()) : Untrusted.of("(none)");
            if (shown++ < detail.variables) lines.add("        " + one(field.getKey()) + " = "
                + (value == null ? "(empty)" : value.upTo(detail.longest).shown(false)));
        }
        if (lines.isEmpty()) return;
        out.append("      variables:\n").append(String.join("\n", lines)).append('\n');
        if (shown > detail.variables) out.append("        … ").append(shown - detail.variables).append(" more\n");
    }

    /** Indentation is meaning in code: only its end is cut, unless the failing column lies beyond it. */
    private static String cut(String code, Long column) {
        int from =
            column == null || column < LONGEST_LINE || column > code.length() ? 0 : (int) (column - LONGEST_LINE / 2);
        String part = code.substring(from, Math.min(code.length(), from + 1_000));
        String line = Untrusted.clean(part, true).replace('\n', ' ');
        return (from > 0 ? "…" : "") + (line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line);
    }

    /** A name on one line; one of nothing but what no reader sees (obfuscators use such) by its code points. */
    static String one(String text) {
        if (text == null) return null;
        String line = Untrusted.name(text.length() > 1_000 ? text.substring(0, 1_000) : text);
        return line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line;
    }
}
