package tools.issues;

import java.util.ArrayList;
import java.util.List;
import tools.answer.Bars;
import tools.answer.Measured;
import tools.answer.Show;
import tools.json.Json;

/**
 * An issue's events over time, as Sentry sends it with the issue: {@code "stats": {"24h": [[seconds, count], …]}}, the
 * oldest first; the last one is not over yet.
 */
final class Series {
    private Series() {}

    /** Bars of a line: a day of them for two weeks. */
    static final int BARS = 14;

    /**
     * {@code ..▁█▃, each 12 h, peak 91}, with the peak's start when {@code dated}; null when Sentry sends none or
     * nothing happened.
     */
    static String text(List<Json> stats, boolean dated) {
        List<Long> counts = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        long sum = 0;
        for (Json bucket : stats) {
            Long time = bucket.item(0).integer();
            Long count = bucket.item(1).integer();
            if (time == null || count == null) continue;
            times.add(time);
            counts.add(count);
            sum += count;
        }
        if (counts.size() < 2 || sum == 0) return null;
        int together = (counts.size() + BARS - 1) / BARS;
        List<Long> bars = Bars.summed(counts, together);
        int peak = 0;
        for (int i = 1; i < bars.size(); i++) if (bars.get(i) > bars.get(peak)) peak = i;
        double each = (times.get(1) - times.get(0)) * together;
        int first = Math.max(0, counts.size() - (bars.size() - peak) * together);
        Measured from = dated ? Show.time(times.get(first).doubleValue()) : null;
        return Bars.line(bars) + (each > 0 ? ", each " + Show.millis(each * 1000) : "") + ", peak "
            + Show.count(bars.get(peak)) + (from == null ? "" : " from " + from);
    }

    static long total(List<Json> stats) {
        long sum = 0;
        for (Json bucket : stats) sum += bucket.item(1).integer() == null ? 0 : bucket.item(1).integer();
        return sum;
    }
}
