package tools.projects;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.answer.Bars;
import tools.answer.Show;
import tools.json.Json;
import tools.sentry.Call;

/**
 * The time that counts are told over, cut into hours or days of UTC: what Sentry offers for usage and sessions.
 *
 * @param starts of each, as Sentry answered them
 * @param hourly whether they are hours; else days
 */
record Buckets(List<Instant> starts, boolean hourly) {
    /** Characters of a curve: as many as fit on a line. */
    private static final int WIDTH = 60;
    /** Up to so long hours are more telling than days. */
    private static final Duration SHORT = Duration.ofDays(3);
    static final String PERIOD = "14d";

    static boolean hourly(Call call) { return length(call).compareTo(SHORT) <= 0; }

    /** As Sentry takes it. */
    static String interval(Call call) { return hourly(call) ? "1h" : "1d"; }

    static Buckets of(Call call, Json answer) {
        List<Instant> starts = new ArrayList<>();
        for (Json each : answer.list("intervals")) starts.add(Show.instant(each.text()));
        if (starts.contains(null)) starts.clear();
        return new Buckets(starts, hourly(call));
    }

    private static Duration length(Call call) {
        if (call.text("start") != null) return Duration.between(Show.instant(call.text("start")),
            call.text("end") == null ? Instant.now() : Show.instant(call.text("end")));
        return Show.period(call.text("period", PERIOD));
    }

    String word() { return hourly ? "hour" : "day"; }

    /** "2026-02-11", "2026-02-11 09:00Z". */
    String at(int bucket) {
        String time = Show.time(starts.get(bucket)).text();
        return hourly ? time.substring(0, 16) + "Z" : time.substring(0, 10);
    }

    /** Whether the bucket is not over yet. */
    boolean open(int bucket) {
        return starts.get(bucket).plus(hourly ? Duration.ofHours(1) : Duration.ofDays(1)).isAfter(Instant.now());
    }

    /** One number for each bucket; NaN where there is none. */
    double[] values(Json series) {
        double[] values = new double[starts.size()];
        Arrays.fill(values, Double.NaN);
        List<Json> given = series.list();
        for (int i = 0; i < Math.min(values.length, given.size()); i++)
            if (given.get(i).number() != null) values[i] = given.get(i).number();
        return values;
    }

    /** The bucket of the highest value, or with {@code sign} -1 of the lowest; -1 when nothing was measured. */
    static int peak(double[] values, int sign) {
        int peak = -1;
        for (int i = 0; i < values.length; i++)
            if (!Double.isNaN(values[i]) && (peak < 0 || sign * values[i] > sign * values[peak])) peak = i;
        return peak;
    }

    static String curve(double[] values) { return Bars.curve(values, WIDTH); }
}
