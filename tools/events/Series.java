package tools.events;

import java.util.Arrays;
import java.util.List;
import tools.answer.Bars;

/**
 * One function of events over time, as numbers: what a person reads off a curve. Buckets are of one length and follow
 * each other; what is NaN was not measured.
 *
 * @param function   as it was asked for: {@code p95(span.duration)}
 * @param group      field and value of each field that it is grouped by; empty when it is not
 * @param other      whether it sums up what is in none of the groups
 * @param type       Sentry's name of the kind of value (integer, number, duration, percentage …), or ""
 * @param unit       Sentry's name of the unit (millisecond, byte …), or ""
 * @param start      of the first bucket, milliseconds since 1970
 * @param interval   length of a bucket in milliseconds
 * @param values     one for each bucket
 * @param before     the values of the period that it is compared with, bucket by bucket; empty when there is none
 * @param partial    buckets that may still grow
 * @param sampleRate the part of the data that was looked at, 0 to 1, over all buckets; NaN when Sentry does not say
 * @param doubtful   how many buckets Sentry has little confidence in
 * @param scanned    whether Sentry looked at all of the data
 */
record Series(String function, List<Group> group, boolean other, String type, String unit, long start, long interval,
    double[] values, double[] before, boolean[] partial, double sampleRate, int doubtful, boolean scanned) {

    /** @param value null when events have none */
    record Group(String key, String value) {}

    /** Two neighbouring buckets; {@code index} is that of the second. */
    record Step(int index, double before, double after) {}

    /** The means of the first and of the second half. */
    record Halves(double first, double second) {}

    /** Sums over the buckets that are complete now and were measured in both periods. */
    record Compared(double before, double now, int buckets) {}

    int size() { return values.length; }

    /** When a bucket begins, milliseconds since 1970. */
    long at(int bucket) { return start + bucket * interval; }

    /** Whether the values of buckets can be added up: counts and sums can, percentiles and rates cannot. */
    boolean adds() {
        return adds(function);
    }

    static boolean adds(String function) {
        int open = function.indexOf('(');
        return switch (open < 0 ? "" : function.substring(0, open)) {
            case "count", "count_if", "sum", "sum_if", "failure_count", "ttid_count", "count_web_vitals" -> true;
            default -> false;
        };
    }

    /** Whether a bucket was measured and will not change any more. */
    private boolean settled(int bucket) {
        return !Double.isNaN(values[bucket]) && !partial[bucket];
    }

    /** The sum of all buckets, partial ones included; NaN where values cannot be added up or none was measured. */
    double total() {
        return adds() ? sum(false) : Double.NaN;
    }

    private double sum(boolean settled) {
        double sum = 0;
        boolean any = false;
        for (int i = 0; i < size(); i++) {
            if (Double.isNaN(values[i]) || settled && partial[i]) continue;
            sum += values[i];
            any = true;
        }
        return any ? sum : Double.NaN;
    }

    /** The mean of the complete buckets that were measured, or of the partial ones when there are no others. */
    double mean() {
        int settled = 0;
        for (int i = 0; i < size(); i++) if (settled(i)) settled++;
        if (settled > 0) return sum(true) / settled;
        int measured = size() - gaps();
        return measured == 0 ? Double.NaN : sum(false) / measured;
    }

    /** The bucket of the highest value, the first of several; -1 when nothing was measured. */
    int peak() {
        int peak = -1;
        for (int i = 0; i < size(); i++)
            if (!Double.isNaN(values[i]) && (peak < 0 || values[i] > values[peak])) peak = i;
        return peak;
    }

    /** The first bucket that holds anything but nothing; -1 when there is none. */
    int first() {
        for (int i = 0; i < size(); i++) if (filled(i)) return i;
        return -1;
    }

    int last() {
        for (int i = size() - 1; i >= 0; i--) if (filled(i)) return i;
        return -1;
    }

    private boolean filled(int bucket) { return !Double.isNaN(values[bucket]) && values[bucket] != 0; }

    /** Buckets that were not measured. */
    int gaps() {
        int gaps = 0;
        for (double value : values) if (Double.isNaN(value)) gaps++;
        return gaps;
    }

    /** Half against half; of an odd number of complete buckets the middle one counts for neither. Null below four. */
    Halves halves() {
        int end = size();
        while (end > 0 && partial[end - 1]) end--;
        double[] means = {mean(0, end / 2), mean(end - end / 2, end)};
        return end < 4 || Double.isNaN(means[0]) || Double.isNaN(means[1]) ? null : new Halves(means[0], means[1]);
    }

    private double mean(int from, int to) {
        double sum = 0;
        int measured = 0;
        for (int i = from; i < to; i++) {
            if (!settled(i)) continue;
            sum += values[i];
            measured++;
        }
        return measured == 0 ? Double.NaN : sum / measured;
    }

    /** The largest change between neighbours that are both complete, the first of several; null when there is none. */
    Step step() {
        Step largest = null;
        for (int i = 1; i < size(); i++) {
            if (!settled(i - 1) || !settled(i) || values[i] == values[i - 1]) continue;
            if (largest == null || Math.abs(values[i] - values[i - 1]) > Math.abs(largest.after - largest.before))
                largest = new Step(i, values[i - 1], values[i]);
        }
        return largest;
    }

    /** Sums where values add up, means where they do not; null when there is nothing to compare. */
    Compared compared() {
        double then = 0;
        double now = 0;
        int buckets = 0;
        for (int i = 0; i < Math.min(size(), before.length); i++) {
            if (!settled(i) || Double.isNaN(before[i])) continue;
            then += before[i];
            now += values[i];
            buckets++;
        }
        if (buckets == 0) return null;
        return adds() ? new Compared(then, now, buckets) : new Compared(then / buckets, now / buckets, buckets);
    }

    /** The same with the values of an earlier period. */
    Series with(double[] earlier) {
        return new Series(function, group, other, type, unit, start, interval, values, earlier, partial, sampleRate,
            doubtful, scanned);
    }

    /** The curve as a line of block characters. */
    String blocks(int most) { return Bars.curve(values, most); }

    // ---------------------------------------------------------------- equality of what it is

    /** Whether another series is of the same function and group. */
    boolean same(Series other) {
        return function.equals(other.function) && this.other == other.other && group.equals(other.group);
    }

    static double[] unmeasured(int size) {
        double[] values = new double[size];
        Arrays.fill(values, Double.NaN);
        return values;
    }
}
