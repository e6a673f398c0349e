package tools.events;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.answer.Measured;
import tools.json.Json;
import tools.sentry.Dataset;

/**
 * Times within the second. Sentry's {@code timestamp} of a log or span has none of it; a field beside it does:
 * nanoseconds of a log, seconds with a fraction of a span.
 *
 * @param field the field, or null where a dataset has none
 */
record Precise(String field) {
    private static final DateTimeFormatter MILLIS =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long LATEST = 253_402_300_799L;

    static Precise of(Dataset dataset) {
        return new Precise(dataset == Dataset.LOGS ? "timestamp_precise"
            : dataset == Dataset.SPANS ? "precise.start_ts" : null);
    }

    /** The time to the millisecond, in UTC; null when the row has none. */
    Object time(Json row) {
        Instant at = instant(row);
        return at == null ? null : millis(at);
    }

    /** Seconds since 1970 with a fraction, or null. */
    Double seconds(Json row) {
        Instant at = instant(row);
        return at == null ? null : (Double) (at.getEpochSecond() + at.getNano() / 1e9);
    }

    static Measured millis(Instant at) { return new Measured(MILLIS.format(at), at.toString(), ""); }

    /** Whether the coarse time has nothing to add. */
    boolean hides(String other, Json row) {
        return other.equals("timestamp") && field != null && instant(row) != null;
    }

    /** Rows of one second in their order, where the table is one in time. */
    void order(List<Json> rows, String sort) {
        boolean down = "-timestamp".equals(sort);
        if (field == null || !down && !"timestamp".equals(sort)) return;
        for (Json row : rows) if (instant(row) == null) return;
        Comparator<Json> order = Comparator.comparing(this::instant);
        rows.sort(down ? order.reversed() : order);
    }

    private Instant instant(Json row) {
        if (field == null) return null;
        Double number = row.number(field);
        if (number == null || !(number > 0)) return null;
        Long whole = row.integer(field);
        if (number > 1e16) return whole == null ? null : valid(whole / 1_000_000_000, whole % 1_000_000_000);
        double seconds = number > 1e11 ? number / 1000 : number;
        return valid((long) seconds, Math.round((seconds - Math.floor(seconds)) * 1e6) * 1000);
    }

    private static Instant valid(long seconds, long nanos) {
        return seconds > LATEST ? null : Instant.ofEpochSecond(seconds, nanos);
    }
}
