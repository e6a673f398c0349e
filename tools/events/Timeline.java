package tools.events;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several series over the same buckets, and the releases of that time: what an answer tells in words, and what a view
 * draws.
 *
 * @param dataset  word of the {@link tools.sentry.Dataset}
 * @param projects slugs or ids; empty = all
 * @param shift    milliseconds between this period and the one it is compared with; 0 = none
 * @param releases oldest first
 * @param base     of the organization's addresses, or null
 * @param url      of the same in Sentry, or null
 */
record Timeline(String dataset, String query, List<String> projects, List<String> environments, String timeZone,
    long shift, List<Series> series, List<Release> releases, String base, String url) {

    /**
     * A version and when it came.
     *
     * @param at       milliseconds since 1970
     * @param how      "deployed", "released" or "created": what is known of it
     * @param projects slugs of those that it is of
     */
    record Release(String version, long at, String how, List<String> projects) {
        /** A group that is a project has releases of its own. */
        boolean of(Series one) {
            for (Series.Group group : one.group())
                if (group.key().equals("project") && !projects.contains(group.value())) return false;
            return true;
        }
    }

    /** When the first bucket begins. */
    long start() { return series.get(0).start(); }

    /** When the last one ends. */
    long end() { return series.get(0).at(series.get(0).size()); }

    long interval() { return series.get(0).interval(); }

    /** The last release that came before a bucket was over; null when none is known. */
    Release before(Series one, int bucket) {
        Release last = null;
        for (Release release : releases) if (release.at < one.at(bucket + 1) && release.of(one)) last = release;
        return last;
    }

    List<Release> within() {
        return releases.stream().filter(release -> release.at >= start() && release.at < end()).toList();
    }

    /**
     * The numbers as a view takes them: plain maps, lists, strings and numbers; times in milliseconds since 1970,
     * {@code interval} and {@code comparisonDelta} in seconds, null for a bucket that was not measured. All strings but
     * the dataset are foreign.
     */
    Map<String, Object> view() {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("type", "series");
        put(view, "base", base);
        put(view, "url", url);
        view.put("dataset", dataset);
        view.put("query", query);
        if (!projects.isEmpty()) view.put("projects", projects);
        if (!environments.isEmpty()) view.put("environment", String.join(", ", environments));
        view.put("timeZone", timeZone);
        view.put("start", start());
        view.put("end", end());
        view.put("interval", interval() / 1000);
        if (shift > 0) view.put("comparisonDelta", shift / 1000);
        List<Object> incomplete = new ArrayList<>();
        boolean[] partial = series.get(0).partial();
        for (int i = 0; i < partial.length; i++) if (partial[i]) incomplete.add(i);
        view.put("incomplete", incomplete);
        view.put("timeSeries", series.stream().map(this::one).toList());
        List<Object> marks = new ArrayList<>();
        for (Release release : within()) {
            Map<String, Object> mark = new LinkedHashMap<>();
            mark.put("version", release.version);
            mark.put("dateCreated", release.at);
            marks.add(mark);
        }
        view.put("releases", marks);
        return view;
    }

    private Map<String, Object> one(Series series) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("yAxis", series.function());
        List<Object> groups = new ArrayList<>();
        for (Series.Group group : series.group()) {
            Map<String, Object> pair = new LinkedHashMap<>();
            pair.put("key", group.key());
            pair.put("value", group.value());
            groups.add(pair);
        }
        if (!groups.isEmpty()) one.put("groupBy", groups);
        if (series.other()) one.put("isOther", true);
        one.put("valueType", series.type());
        one.put("valueUnit", series.unit().isEmpty() ? null : series.unit());
        put(one, "total", number(series.total()));
        put(one, "mean", number(series.mean()));
        Series.Compared compared = series.compared();
        if (compared != null && series.adds()) one.put("comparisonTotal", number(compared.before()));
        if (series.doubtful() > 0) one.put("confidence", "low");
        put(one, "sampleRate", number(series.sampleRate()));
        if (!series.scanned()) one.put("dataScanned", "partial");
        Series.Step step = series.step();
        if (step != null) {
            Map<String, Object> said = new LinkedHashMap<>();
            said.put("index", step.index());
            said.put("before", number(step.before()));
            said.put("after", number(step.after()));
            Release release = before(series, step.index());
            if (release != null) said.put("release", release.version);
            one.put("step", said);
        }
        one.put("values", numbers(series.values()));
        if (series.before().length > 0) one.put("comparison", numbers(series.before()));
        return one;
    }

    private static void put(Map<String, Object> into, String name, Object value) {
        if (value != null) into.put(name, value);
    }

    private static List<Object> numbers(double[] values) {
        return new ArrayList<>(Arrays.stream(values).mapToObj(Timeline::number).toList());
    }

    /** A whole number without a fraction; null for what was not measured. */
    private static Object number(double value) {
        if (!Double.isFinite(value)) return null;
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? (Object) (long) value : (Object) value;
    }
}
