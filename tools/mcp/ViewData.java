package tools.mcp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.answer.Untrusted;
import tools.json.Json;

/**
 * The data of a view, made to fit: {@code tests/views/README.md} has their fields. What a reader misses least goes
 * first, and counts of the whole stay.
 */
public final class ViewData {
    private ViewData() {}

    /** A view shows no longer text. */
    private static final int LONGEST = 4_000;

    /** The same with every text cleaned; whoever made them has taken the secrets out. */
    public static Map<String, Object> clean(Map<String, Object> data) {
        return object(cleaned(data));
    }

    private static Object cleaned(Object value) {
        if (value instanceof String text) return new Untrusted(text, LONGEST).shown(true);
        if (value instanceof List<?> list) return mapped(list, ViewData::cleaned);
        if (!(value instanceof Map<?, ?> map)) return value;
        Map<String, Object> kept = new LinkedHashMap<>();
        map.forEach((key, each) -> kept.put(Untrusted.clean(String.valueOf(key), false), cleaned(each)));
        return kept;
    }

    /** The data in at most so many characters of JSON, or null when even the least is more. */
    public static Map<String, Object> fit(Map<String, Object> data, int most) {
        if (length(data) <= most) return data;
        return switch (String.valueOf(data.get("type"))) {
            case "trace" -> trace(data, most);
            case "series" -> series(data, most);
            case "issue" -> issue(data, most);
            default -> null;
        };
    }

    private static int length(Object data) { return Json.write(data).length(); }

    // ---------------------------------------------------------------- series

    /** Fewer series; then none of the period before. */
    private static Map<String, Object> series(Map<String, Object> data, int most) {
        List<Object> all = list(data.get("timeSeries"));
        for (int keep : new int[] {all.size(), 5, 3, 1}) {
            for (boolean compared : new boolean[] {true, false}) {
                List<Object> kept = new ArrayList<>();
                for (Object each : all.subList(0, Math.min(keep, all.size()))) {
                    Map<String, Object> one = new LinkedHashMap<>(object(each));
                    if (!compared) one.remove("comparison");
                    kept.add(one);
                }
                Map<String, Object> less = with(data, "timeSeries", kept);
                if (length(less) <= most) return less;
            }
        }
        return null;
    }

    // ---------------------------------------------------------------- trace

    /** The spans that matter most and those that they are in. */
    private static Map<String, Object> trace(Map<String, Object> data, int most) {
        List<Object> logs = list(data.get("logs"));
        Map<String, Object> spans = object(data.get("spans"));
        Integer[] ranked = ranked(data, spans);
        for (List<Object> kept : List.of(logs, last(logs, 5))) {
            Map<String, Object> less = with(data, "logs", kept);
            int fits = 0;
            for (int low = 1, high = ranked.length; low <= high;) {
                int middle = (low + high) >>> 1;
                boolean enough = length(only(less, spans, ranked, middle)) <= most;
                if (enough) fits = middle;
                low = enough ? middle + 1 : low;
                high = enough ? high : middle - 1;
            }
            if (fits > 0) return only(less, spans, ranked, fits);
        }
        return null;
    }

    /** Failed spans and the slowest first, then by duration. */
    private static Integer[] ranked(Map<String, Object> data, Map<String, Object> spans) {
        int count = list(spans.get("span_id")).size();
        double[] worth = new double[count];
        List<Object> durations = list(spans.get("duration"));
        List<Object> statuses = list(spans.get("status"));
        for (int i = 0; i < count; i++) {
            if (i < durations.size() && durations.get(i) instanceof Number ms) worth[i] = ms.doubleValue();
            if (i < statuses.size() && statuses.get(i) != null) worth[i] += 1e12;
        }
        for (Object slow : list(data.get("slowest"))) if (place(slow, count) >= 0) worth[place(slow, count)] += 2e12;
        for (Object error : list(data.get("errors"))) {
            int at = place(object(error).get("span"), count);
            if (at >= 0) worth[at] += 4e12;
        }
        Integer[] ranked = new Integer[count];
        Arrays.setAll(ranked, i -> i);
        Arrays.sort(ranked, Comparator.comparingDouble(i -> -worth[i]));
        return ranked;
    }

    private static int place(Object index, int count) {
        return index instanceof Number n && n.intValue() >= 0 && n.intValue() < count ? n.intValue() : -1;
    }

    private static Map<String, Object> only(Map<String, Object> data, Map<String, Object> spans, Integer[] ranked,
        int keep) {
        int count = ranked.length;
        List<Object> parents = list(spans.get("parent"));
        boolean[] kept = new boolean[count];
        for (int i = 0; i < keep; i++)
            for (int at = ranked[i]; at >= 0 && !kept[at]; at = parent(parents, at)) kept[at] = true;
        // an index in what is left; of what is not, that of the span around it
        int[] now = new int[count];
        int next = 0;
        for (int i = 0; i < count; i++) now[i] = kept[i] ? next++ : -1;
        for (int i = 0; i < count; i++)
            if (!kept[i]) now[i] = parent(parents, i) < 0 ? -1 : now[parent(parents, i)];
        Function<Object, Object> moved = index -> place(index, count) < 0 ? -1 : now[place(index, count)];
        Map<String, Object> columns = new LinkedHashMap<>();
        spans.forEach((name, column) -> {
            List<Object> left = new ArrayList<>();
            List<Object> all = list(column);
            for (int i = 0; i < count; i++)
                if (kept[i] && i < all.size()) left.add(name.equals("parent") ? moved.apply(all.get(i)) : all.get(i));
            columns.put(name, left);
        });
        Map<String, Object> less = with(data, "spans", columns);
        for (String name : List.of("errors", "logs")) {
            less.put(name, mapped(list(data.get(name)),
                each -> with(object(each), "span", moved.apply(object(each).get("span")))));
        }
        Predicate<Object> here = index -> place(index, count) >= 0 && kept[place(index, count)];
        less.put("slowest", mapped(list(data.get("slowest")).stream().filter(here).toList(), moved));
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            Object some = object(data.get("attributes")).get(String.valueOf(i));
            if (kept[i] && some != null) attributes.put(String.valueOf(now[i]), some);
        }
        if (data.containsKey("attributes")) less.put("attributes", attributes);
        return less;
    }

    private static int parent(List<Object> parents, int at) {
        int parent = at < parents.size() ? place(parents.get(at), at) : -1;   // parents stand before their children
        return parent;
    }

    // ---------------------------------------------------------------- issue

    /** Fewer breadcrumbs and tags; then frames of the application's only, without variables, and fewer of them. */
    private static Map<String, Object> issue(Map<String, Object> data, int most) {
        Map<String, Object> less = data;
        for (int[] keep : new int[][] {{20, 12, 60, 10}, {10, 8, 30, 10}, {6, 6, 12, 3}, {3, 4, 5, 2}, {0, 0, 2, 2}}) {
            Map<String, Object> event = object(less.get("event"));
            int frames = keep[2];
            List<Object> exceptions = ends(list(event.get("exceptions")), keep[3]);
            Map<String, Object> smaller =
                with(event, "exceptions", mapped(exceptions, each -> fewer(object(each), frames)));
            smaller.put("breadcrumbs", last(list(event.get("breadcrumbs")), keep[0]));
            if (event.containsKey("frames")) smaller = fewer(smaller, frames);
            List<Object> tags = list(less.get("tags"));
            less = with(less, "tags", tags.subList(0, Math.min(keep[1], tags.size())));
            if (!event.isEmpty()) less.put("event", smaller);
            if (length(less) <= most) return less;
        }
        return null;
    }

    private static Map<String, Object> fewer(Map<String, Object> holder, int most) {
        List<Object> frames = list(holder.get("frames"));
        List<Object> kept = new ArrayList<>();
        for (Object frame : frames) {
            boolean own = Boolean.TRUE.equals(object(frame).get("inApp"));
            if (kept.size() == most || most <= 12 && !own && !kept.isEmpty()) continue;
            Map<String, Object> one = new LinkedHashMap<>(object(frame));
            if (most <= 12) one.remove("vars");
            if (!own || most <= 2 && !kept.isEmpty()) one.remove("context");
            kept.add(one);
        }
        Map<String, Object> less = with(holder, "frames", kept);
        int before = holder.get("framesOmitted") instanceof Number n ? n.intValue() : 0;
        if (before + frames.size() > kept.size()) less.put("framesOmitted", before + frames.size() - kept.size());
        return less;
    }

    // ---------------------------------------------------------------- plain values

    private static List<Object> last(List<Object> list, int most) {
        return list.subList(Math.max(0, list.size() - most), list.size());
    }

    /** Both ends of a chain. */
    private static List<Object> ends(List<Object> list, int most) {
        if (list.size() <= most) return list;
        List<Object> ends = new ArrayList<>(list.subList(0, most - 1));
        ends.add(list.get(list.size() - 1));
        return ends;
    }

    private static Map<String, Object> with(Map<String, Object> map, String name, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(map);
        changed.put(name, value);
        return changed;
    }

    private static List<Object> mapped(List<?> list, Function<Object, Object> by) {
        List<Object> mapped = new ArrayList<>(list.size());
        for (Object each : list) mapped.add(by.apply(each));
        return mapped;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) { return value instanceof List ? (List<Object>) value : List.of(); }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return value instanceof Map ? (Map<String, Object>) value : Map.of();
    }
}
