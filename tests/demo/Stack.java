package demo;

import static demo.Plain.list;
import static demo.Plain.map;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What went wrong, read from stacks.txt, whose head tells its form.
 *
 * @param exceptions as an event's entry holds them, the outermost last
 * @param crumbs     seconds before the event under "_before"
 * @param request    null if there was none
 * @param message    formatted text, template and parameters, or null
 */
record Stack(List<Map<String, Object>> exceptions, List<Map<String, Object>> threads, List<Map<String, Object>> crumbs,
    Map<String, Object> request, Map<String, Object> message) {

    private static final Pattern FRAME = Pattern.compile("(app|lib) (\\S+?):(-?\\d+)(?::(\\d+))? (\\S+) (.*)");
    private static final Pattern THREAD = Pattern.compile("(\\d+) (.+) ([A-Z_]+)( crashed)?( current)?");

    static final Stack NONE = new Stack(List.of(), List.of(), List.of(), null, null);

    static Map<String, Stack> read(String text) {
        Map<String, Stack> stacks = new LinkedHashMap<>();
        for (String part : text.split("(?m)^= ")) {
            int end = part.indexOf('\n');
            if (!part.startsWith("#")) stacks.put(part.substring(0, end).strip(), of(part.substring(end + 1)));
        }
        return stacks;
    }

    private static Stack of(String text) {
        List<Map<String, Object>> exceptions = new ArrayList<>();
        List<Map<String, Object>> threads = new ArrayList<>();
        List<Map<String, Object>> crumbs = new ArrayList<>();
        Map<String, Object> request = null;
        Map<String, Object> message = null;
        List<Object> frames = null;
        for (String line : text.lines().filter(each -> !each.isBlank()).toList()) {
            String[] cells =
                Arrays.stream(line.substring(1).split("\\|", -1)).map(String::strip).toArray(String[]::new);
            switch (line.charAt(0)) {
                case '!' -> {
                    frames = list();
                    exceptions
                        .add(map("type", cells[0], "value", cells[1], "module", cells[2].isEmpty() ? null : cells[2],
                            "threadId", null, "mechanism", map("type", cells[3], "handled", cells[4].equals("handled")),
                            "stacktrace", stacktrace(frames), "rawStacktrace", null));
                }
                case '@' -> frames.add(frame(line.substring(2)));
                case '$' -> last(frames).put("vars", Plain.read(line.substring(2).getBytes(StandardCharsets.UTF_8)));
                case 'T' -> {
                    Matcher thread = THREAD.matcher(line.substring(2));
                    if (!thread.matches()) throw new IllegalArgumentException(line);
                    frames = list();
                    boolean crashed = thread.group(4) != null;
                    threads.add(map("id", Integer.parseInt(thread.group(1)), "name", thread.group(2), "state",
                        thread.group(3), "crashed", crashed, "current", thread.group(5) != null, "heldLocks", null,
                        "stacktrace", stacktrace(frames), "rawStacktrace", null));
                }
                case 'B' -> {
                    String[] head = cells[0].split(" ");
                    crumbs.add(map("type", head[1], "level", head[2], "category", head[3], "message",
                        cells[1].isEmpty() ? null : cells[1], "data",
                        cells[2].isEmpty() ? null : Plain.read(cells[2].getBytes(StandardCharsets.UTF_8)), "event_id",
                        null,
                        "_before", Double.parseDouble(head[0])));
                }
                case 'R' -> {
                    String[] head = cells[0].split(" ");
                    request = map("method", head[0], "url", head[1], "query", list(), "fragment", null, "data",
                        cells[1].isEmpty() ? null : Plain.read(cells[1].getBytes(StandardCharsets.UTF_8)),
                        "headers", list(list("Content-Type", "application/json"), list("User-Agent", "Mozilla/5.0")),
                        "cookies", list(), "env", null, "inferredContentType", "application/json", "apiTarget", null);
                }
                case 'M' -> message =
                    map("formatted", cells[0], "message", cells[1], "params", list((Object[]) cells[2].split(", ")));
                default -> {   // a line of code of the last frame
                    int bar = line.indexOf('|');
                    ((List<Object>) context(last(frames)))
                        .add(list(Integer.parseInt(line.substring(0, bar)), line.substring(bar + 1)));
                }
            }
        }
        for (Map<String, Object> thread : threads) {
            if (Boolean.TRUE.equals(thread.get("crashed")) && !exceptions.isEmpty())
                exceptions.get(exceptions.size() - 1).put("threadId", thread.get("id"));
            if (Plain.objects(thread, "stacktrace", "frames").isEmpty()) thread.put("stacktrace", null);
        }
        return new Stack(exceptions, threads, crumbs, request, message);
    }

    private static Map<String, Object> stacktrace(List<Object> frames) {
        return map("frames", frames, "framesOmitted", null, "registers", null, "hasSystemFrames", true);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> last(List<Object> frames) {
        return (Map<String, Object>) frames.get(frames.size() - 1);
    }

    @SuppressWarnings("unchecked")
    private static List<Object> context(Map<String, Object> frame) { return (List<Object>) frame.get("context"); }

    /** A frame as an event's entry holds it, from "app|lib file:line[:column] module function". */
    static Map<String, Object> frame(String text) {
        Matcher frame = FRAME.matcher(text);
        if (!frame.matches()) throw new IllegalArgumentException(text);
        String file = frame.group(2);
        boolean url = file.contains("://");
        return map("filename", url ? file.replaceFirst("^https://[^/]+", "").replaceFirst("^webpack:///", "") : file,
            "absPath", url ? file : file.endsWith(".py") ? "/srv/app/" + file : file, "module", frame.group(5),
            "package", null, "platform", null,
            "function", frame.group(6), "lineNo", Integer.parseInt(frame.group(3)), "colNo",
            frame.group(4) == null ? null : Integer.parseInt(frame.group(4)), "inApp", frame.group(1).equals("app"),
            "context", list(), "vars", null, "sourceLink", null);
    }
}
