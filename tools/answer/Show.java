package tools.answer;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Values the way a person reads them. Times are UTC. */
public final class Show {
    private Show() {}

    private static final DateTimeFormatter MINUTES =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /**
     * How long a period is, such as 30m, 24h, 14d or 2w; one of another unit counts days.
     * @param period of valid form
     */
    public static Duration period(String period) {
        long number = Long.parseLong(period.substring(0, period.length() - 1));
        return switch (period.charAt(period.length() - 1)) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            case 'w' -> Duration.ofDays(7 * number);
            default -> Duration.ofDays(number);
        };
    }

    /** An ISO 8601 time of the years 1 to 9999, with or without offset (then UTC), or null. */
    public static Instant instant(String text) {
        if (text == null || text.length() < 10 || text.length() > 40) return null;
        String iso = text.strip().replace(' ', 'T');
        Instant read;
        try {
            read = iso.length() == 10 ? LocalDateTime.parse(iso + "T00:00:00").toInstant(ZoneOffset.UTC)
                : OffsetDateTime.parse(iso).toInstant();
        } catch (DateTimeException noOffset) {
            try {
                read = LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException no) {
                return null;
            }
        }
        // the calendar goes further, beyond what can be counted in milliseconds
        return read.getEpochSecond() < -62_135_596_800L || read.getEpochSecond() > 253_402_300_799L ? null : read;
    }

    /** {@code 2026-02-11 09:14:03Z}. */
    public static Measured time(Instant instant) {
        return new Measured(MINUTES.format(instant), instant.toString(), "");
    }

    /** From seconds since 1970; null when out of any calendar. */
    public static Measured time(Double seconds) {
        if (seconds == null || seconds < 0 || seconds > 253402300799.0) return null;
        return time(Instant.ofEpochMilli(Math.round(seconds * 1000)));
    }

    /** {@code 1,234,567}. */
    public static Measured count(long number) {
        return new Measured(thousands(number), number, "");
    }

    private static String thousands(long number) { return String.format(Locale.ROOT, "%,d", number); }

    /** At most two decimals, below 1 four, and three digits of what is tiny; no trailing zeros. */
    public static Measured number(double value) {
        return Measured.of(decimals(value), value, "");
    }

    private static String decimals(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) return thousands((long) value);
        // What is tiny keeps three digits of its own: a cost of $0.000021 is not $0.
        if (Math.abs(value) < 1e-9) return String.valueOf(value);
        int decimals =
            Math.abs(value) < 0.001 ? 2 - (int) Math.floor(Math.log10(Math.abs(value))) : Math.abs(value) < 1 ? 4 : 2;
        String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    /**
     * A duration given in milliseconds: {@code 14 ms}, {@code 1.25 s}, {@code 3 min 20 s}, {@code 2 h 5 min},
     * {@code 3 d 4 h}.
     */
    public static Measured millis(double ms) {
        return Measured.of(duration(ms), ms, "millisecond");
    }

    private static String duration(double ms) {
        if (ms < 0) return "-" + duration(-ms);
        if (ms == 0) return "0 ms";
        if (ms > 0 && ms < 0.0005) return decimals(Math.round(ms * 1e6)) + " ns";
        // The bounds are those after rounding: "1,000 ms" is a second.
        if (ms < 0.9995) return decimals(Math.round(ms * 1000)) + " µs";
        if (ms < 999.5) return decimals(ms < 10 ? Math.round(ms * 10) / 10.0 : Math.round(ms)) + " ms";
        double s = ms / 1000;
        if (s < 59.995) return decimals(Math.round(s * 100) / 100.0) + " s";
        long whole = Math.round(s);
        if (whole < 3600) return parts(whole / 60, "min", whole % 60, "s");
        if (whole < 86_400) return parts(whole / 3600, "h", whole % 3600 / 60, "min");
        return parts(whole / 86_400, "d", whole % 86_400 / 3600, "h");
    }

    private static String parts(long large, String unit, long small, String smallUnit) {
        return large + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }

    /** {@code 913 B}, {@code 20.5 KB}, {@code 3.1 MB}: powers of 1024. */
    public static Measured bytes(double bytes) {
        return Measured.of(size(bytes), bytes, "byte");
    }

    private static String size(double bytes) {
        if (Math.abs(bytes) < 1024) return decimals(Math.round(bytes)) + " B";
        String[] units = {"KB", "MB", "GB", "TB", "PB"};
        int unit = -1;
        do {
            bytes /= 1024;
            unit++;
        } while (Math.abs(bytes) >= 1024 && unit < units.length - 1);
        return decimals(Math.round(bytes * 10) / 10.0) + " " + units[unit];
    }

    /** {@code $0.0042}, from US dollars. */
    public static Measured dollars(double dollars) {
        return Measured.of("$" + decimals(dollars), dollars, "usd");
    }

    /** From a fraction: {@code 0.1234} is {@code 12.34 %}. */
    public static Measured percent(double fraction) {
        return Measured.of(hundredths(fraction), fraction, "ratio");
    }

    private static String hundredths(double fraction) {
        double rounded = Math.round(fraction * 10_000) / 100.0;
        // Almost all is not all, and almost none is not none: a crash-free rate of 99.996 % has its crashes.
        // What is smaller than a billionth comes from adding up.
        if (rounded == 0 && Math.abs(fraction) > 1e-9) return decimals(fraction * 100) + " %";
        if (rounded == 100 && fraction < 1 - 1e-9) return String
            .format(Locale.ROOT, "%." + (int) Math.ceil(-Math.log10(100 - fraction * 100)) + "f", fraction * 100)
            .replaceAll("0+$", "") + " %";
        return decimals(rounded) + " %";
    }

    /**
     * What is left out at the end of a list: words for a reader; whoever reads data takes it for none of the list's
     * elements.
     */
    public record More(long count) {
        @Override
        public String toString() { return Show.count(count) + " more"; }
    }

    /** The first few of a list, and how many more there are. */
    public static List<Object> first(List<?> all, int most) {
        List<Object> shown = new ArrayList<>(all.subList(0, Math.min(most, all.size())));
        if (all.size() > most) shown.add(new More(all.size() - most));
        return shown;
    }

    /**
     * Somebody's words in a question of ours, in quotes: a consent is given in a window of the client's, which may make
     * links of addresses and act on markup. Letters, digits and blanks stay, dots only where no client takes them for
     * part of a host.
     */
    public static String words(String text) { return '"' + bare(text) + '"'; }

    /** The same without quotes, for what stands among words of ours. */
    public static String bare(String text) {
        String clean = Untrusted.clean(text == null ? "" : text, false);
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < clean.length() && words.length() < LONGEST_WORDS; i++) {
            char c = clean.charAt(i);
            boolean inside = i > 0 && i + 1 < clean.length() && Character.isLetterOrDigit(clean.charAt(i - 1))
                && Character.isLetterOrDigit(clean.charAt(i + 1));
            if (Character.isLetterOrDigit(c) || Character.isSurrogate(c) || ",%+-'()".indexOf(c) >= 0) words.append(c);
            else if ((c == '_' || c == '/') && inside) words.append(c);
            else if (c == '.' || c == ':' || c == '@') words.append(c).append(digits(clean, i) ? "" : " ");
            else words.append(' ');
        }
        String shown = words.toString().replaceAll(" {2,}", " ").strip();
        return clean.length() > LONGEST_WORDS ? shown + " …" : shown;
    }

    private static final int LONGEST_WORDS = 100;

    /** Whether the character at {@code i} stands between two digits, as in a version or a time. */
    private static boolean digits(String text, int i) {
        return i > 0 && i + 1 < text.length() && text.charAt(i - 1) <= '9' && text.charAt(i - 1) >= '0'
            && text.charAt(i + 1) <= '9' && text.charAt(i + 1) >= '0';
    }

    /** The first that is present. */
    public static Object or(Object value, Object otherwise) {
        return value == null ? otherwise : value;
    }

    /** {@code 1 issue}, {@code 3 issues}, {@code 3 queries}, {@code 3 replays}. */
    public static Measured counted(long number, String one) {
        int last = one.length() - 1;
        boolean ies = one.endsWith("y") && last > 0 && "aeiou".indexOf(one.charAt(last - 1)) < 0;   // not replays, keys
        return new Measured(thousands(number) + " "
            + (number == 1 ? one : ies ? one.substring(0, last) + "ies" : one + "s"), number, one);
    }
}
