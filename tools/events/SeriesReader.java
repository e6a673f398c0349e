package tools.events;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.answer.FailureException;
import tools.events.Series.Group;
import tools.json.Json;
import tools.json.Redact;

/**
 * Series as Sentry sends them: {@code events-timeseries/} ({@code {"timeSeries": [{"yAxis", "groupBy", "values":
 * [{"timestamp", "value", "incomplete", …}], "meta"}]}}, milliseconds) and, from older servers, {@code events-stats/}
 * ({@code {"data": [[seconds, [{"count": n}]], …]}}, one such object by function, by group, or by both).
 */
final class SeriesReader {
    /** Sentry refuses to cut a window into more; whoever sends more sends something else. */
    static final int MOST_BUCKETS = 11_000;
    /** Ten groups and the others, of each of a few functions. */
    static final int MOST_SERIES = 60;

    private SeriesReader() {}

    /** One bucket as it was sent. @param at milliseconds since 1970 */
    private record Point(long at, double value, boolean partial, Double rate, boolean doubtful) {}

    /** What was sent of one series. @param order among the groups, by size */
    private record Sent(String function, List<Group> group, boolean other, String type, String unit, long order,
        boolean scanned, long interval, List<Point> points) {}

    /**
     * @param functions those asked for, in order
     * @param interval  the one asked for, in milliseconds: for answers that do not say
     * @throws FailureException when the answer is neither of the two shapes
     */
    static List<Series> read(Json answer, List<String> functions, List<String> groupBy, long interval) {
        List<Sent> sent = new ArrayList<>();
        if (answer.at("timeSeries").isList()) {
            List<Json> all = answer.list("timeSeries");
            boolean named = all.stream().anyMatch(each -> asked(each.text("yAxis"), functions));
            for (Json each : all) {
                if (sent.size() == MOST_SERIES || named && !asked(each.text("yAxis"), functions)) continue;
                sent.add(series(each, function(each.text("yAxis"), sent.size(), functions)));
            }
        } else if (answer.at("data").isList()) {
            sent.add(stats(answer, functions.get(0), List.of(), false));
        } else {
            answer.fields().forEach((name, value) -> {
                if (value.isObject() && sent.size() < MOST_SERIES) stats(sent, name, value, functions, groupBy);
            });
            if (sent.isEmpty() && !answer.isObject()) throw FailureException.of(FailureException.Kind.UNAVAILABLE,
                "Sentry answered with something else than a series.");
        }
        sent.sort(Comparator.comparing(Sent::other).thenComparingLong(Sent::order)
            .thenComparingInt(each -> functions.indexOf(each.function)));
        return aligned(sent, interval);
    }

    /** The function by its name or, where a server spells it in its own way, by its place: they come in our order. */
    private static String function(String said, int place, List<String> functions) {
        return asked(said, functions) ? said : functions.get(place % functions.size());
    }

    private static boolean asked(String said, List<String> functions) {
        return said != null && functions.contains(said);
    }

    private static Sent series(Json json, String function) {
        Json meta = json.at("meta");
        List<Point> points = new ArrayList<>();
        for (Json row : json.list("values")) {
            Double at = row.number("timestamp");
            if (at == null) continue;
            Double value = row.number("value");
            Double count = row.number("sampleCount");
            points.add(new Point(millis(at), value(function, value, count), row.flag("incomplete"),
                row.number("sampleRate"), "low".equals(row.text("confidence"))));
        }
        Double interval = meta.number("interval");
        return new Sent(function, group(json.list("groupBy")), meta.flag("isOther"), text(meta, "valueType"),
            text(meta, "valueUnit"), order(meta), !"partial".equals(meta.text("dataScanned")),
            interval == null || interval > 1e12 ? 0 : Math.round(interval), points);
    }

    /**
     * A bucket in which nothing was counted is 0 for a count and unknown for an average: Sentry sends 0 for both, and
     * tells them apart by the number of samples where it sends one.
     */
    private static double value(String function, Double value, Double samples) {
        if (value == null) return Double.NaN;
        boolean measures = !Series.adds(function)
            && function.matches("(avg|min|max|p[0-9]+|percentile)(_if)?\\(.*");
        boolean none = samples == null ? value == 0 : samples == 0;
        return measures && none ? Double.NaN : value;
    }

    /** A group of {@code events-stats/}, or one of its functions, or a group that holds functions. */
    private static void stats(List<Sent> into, String name, Json value, List<String> functions, List<String> groupBy) {
        boolean grouped = !groupBy.isEmpty();
        List<Group> group = !grouped ? List.of() : value.list("groupby").isEmpty()
            ? List.of(new Group(String.join(", ", groupBy), name)) : group(value.list("groupby"));
        boolean other = grouped && (value.flag("isOther") || value.flag("is_other")
            || name.equals("Other") && value.list("groupby").isEmpty());
        if (value.at("data").isList()) {
            into.add(stats(value, grouped ? functions.get(0) : function(name, into.size(), functions), group, other));
            return;
        }
        for (String function : functions) {
            Json one = value.at(function);
            if (!one.at("data").isList()) continue;
            Sent read = stats(one, function, group, other);
            into.add(new Sent(function, group, other, read.type, read.unit, order(value), read.scanned, read.interval,
                read.points));
        }
    }

    private static Sent stats(Json json, String function, List<Group> group, boolean other) {
        Json meta = json.at("meta");
        Double end = json.number("end");
        List<Point> points = new ArrayList<>();
        for (Json row : json.list("data")) {
            Double at = row.item(0).number();
            if (at == null) continue;
            Double value = row.item(1).isList() ? row.item(1).item(0).number("count") : row.item(1).number("count");
            points.add(new Point(millis(at), value(function, value, null), false, null, false));
        }
        long interval = points.size() < 2 ? 0 : points.get(1).at - points.get(0).at;
        // The window ends within the last bucket: what is still to come will be added to it.
        for (int i = 0; end != null && i < points.size(); i++) {
            Point point = points.get(i);
            if (point.at + interval > millis(end))
                points.set(i, new Point(point.at, point.value, true, point.rate, point.doubtful));
        }
        return new Sent(function, group, other, text(meta.at("fields"), function), text(meta.at("units"), function),
            order(json), true, interval, points);
    }

    private static List<Group> group(List<Json> list) {
        List<Group> group = new ArrayList<>();
        for (Json each : list) {
            String key = each.text("key");
            if (key == null) continue;
            Json value = each.at("value");
            boolean said = value.text() != null || value.flag() || value.denied();
            group.add(new Group(key, said ? String.valueOf(Redact.value(key, value)) : null));
        }
        return group;
    }

    private static String text(Json json, String key) { return json.text(key) == null ? "" : json.text(key); }

    private static long order(Json json) { return json.integer("order") == null ? 0 : json.integer("order"); }

    /** -1 for what is in no calendar. */
    private static long millis(double time) {
        return time > 0 && time < 253_402_300_799_000.0 ? Math.round(time > 1e11 ? time : time * 1000) : -1;
    }

    /** Sentry leaves no bucket out; a time this many buckets away from the others is none of the curve's. */
    private static final int APART = 1_000;

    /** All over the same buckets: a curve that begins later has none before. */
    private static List<Series> aligned(List<Sent> all, long asked) {
        long interval = all.stream().mapToLong(Sent::interval).filter(each -> each > 0).findFirst().orElse(asked);
        TreeMap<Long, Boolean> times = new TreeMap<>();
        for (Sent each : all) for (Point point : each.points)
            if (point.at >= 0) times.merge(point.at, point.partial, Boolean::logicalOr);
        if (times.isEmpty() || interval <= 0) return List.of();
        List<Long> order = List.copyOf(times.keySet());
        int from = order.size() / 2;
        int to = from;
        while (from > 0 && order.get(from) - order.get(from - 1) <= APART * interval) from--;
        while (to + 1 < order.size() && order.get(to + 1) - order.get(to) <= APART * interval) to++;
        long end = order.get(to);
        long start = order.get(from);
        if ((end - start) / interval >= MOST_BUCKETS) start = end - (MOST_BUCKETS - 1) * interval;
        int size = (int) ((end - start) / interval) + 1;
        List<Series> series = new ArrayList<>();
        for (Sent each : all) series.add(series(each, start, interval, size, times));
        return series;
    }

    private static Series series(Sent sent, long start, long interval, int size, Map<Long, Boolean> times) {
        double[] values = Series.unmeasured(size);
        boolean[] partial = new boolean[size];
        times.forEach((at, incomplete) -> {
            int bucket = bucket(at, start, interval, size);
            if (bucket >= 0) partial[bucket] |= incomplete;
        });
        double weights = 0;
        double rates = 0;
        int doubtful = 0;
        for (Point point : sent.points) {
            int bucket = bucket(point.at, start, interval, size);
            if (bucket < 0) continue;
            values[bucket] = point.value;
            if (point.doubtful) doubtful++;
            if (point.rate == null || !(point.rate > 0)) continue;
            rates += point.rate;
            weights++;
        }
        return new Series(sent.function, sent.group, sent.other, sent.type, sent.unit, start, interval, values,
            new double[0], partial, weights == 0 ? Double.NaN : rates / weights, doubtful, sent.scanned);
    }

    private static int bucket(long at, long start, long interval, int size) {
        long bucket = at < start ? -1 : (at - start) / interval;
        return bucket < size ? (int) bucket : -1;
    }

    /** The values of {@code earlier} as they stand {@code shift} milliseconds before those of {@code now}. */
    static double[] shifted(Series now, Series earlier, long shift) {
        double[] before = Series.unmeasured(now.size());
        for (int i = 0; i < before.length; i++) {
            int bucket = bucket(now.at(i) - shift, earlier.start(), earlier.interval(), earlier.size());
            if (bucket >= 0) before[i] = earlier.values()[bucket];
        }
        return before;
    }
}
