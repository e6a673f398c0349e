package tools.events;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.answer.Measured;
import tools.answer.Show;
import tools.json.Json;
import tools.json.Redact;

/**
 * One value of a table of events, printed the way a person reads it. What it means comes from the {@code meta} that
 * Sentry sends along (type and unit of each field) or, where that is missing, from the field's name.
 */
final class Cells {
    private Cells() {}

    /** Fields whose values Sentry itself coins: ids and words; another value in them is a sender's. */
    private static final Set<String> COINED =
        Set.of("id", "trace", "trace_id", "span_id", "parent_span", "trace.span_id", "trace.parent_span_id",
            "trace.parent_span",
            "issue.id", "event_id", "profile.id", "profiler.id", "thread.id",
            "project.id", "project_id", "replay.id",
            "replayId",
            "sentry.item_id", "transaction.id", "transaction.span_id", "level", "severity", "span.status",
            "transaction.status", "metric.type",
            "event.type", "platform");

    private static final Map<String, Double> MILLIS =
        Map.ofEntries(Map.entry("nanosecond", 1e-6), Map.entry("microsecond", 1e-3),
            Map.entry("millisecond", 1.0),
            Map.entry("second", 1e3), Map.entry("minute", 6e4), Map.entry("hour", 3.6e6), Map.entry("day", 8.64e7),
            Map.entry("week", 6.048e8));
    private static final Map<String, Double> BYTES =
        Map.ofEntries(Map.entry("bit", 0.125), Map.entry("byte", 1.0), Map.entry("kilobyte", 1e3),
            Map.entry("kibibyte", 1024.0),
            Map.entry("megabyte", 1e6), Map.entry("mebibyte", 1048576.0), Map.entry("gigabyte", 1e9),
            Map.entry("gibibyte", 1073741824.0),
            Map.entry("terabyte", 1e12),
            Map.entry("tebibyte", 1099511627776.0));

    /** Whether a field is a function or an equation, so that the rows are groups and not events. */
    static boolean aggregate(String field) {
        return field.startsWith("equation|") || field.indexOf('(') > 0 && field.endsWith(")");
    }

    /** @param row one row of an answer; its meta is {@code meta}. @return null when absent */
    static Object value(String dataset, String field, Json row, Json meta) {
        Json value = row.at(field);
        if (!value.present()) return null;
        String type = meta.text("fields", field);
        String unit = meta.text("units", field);
        if (unit == null && field.equals("value")) unit = row.text("metric.unit");
        if (unit == null && dataset.equals("metrics")) unit = named(field);
        return value(dataset, field, value, type == null ? "" : type, unit == null ? "" : unit);
    }

    private static Object value(String dataset, String field, Json value, String type, String unit) {
        if (value.isList()) {
            List<Object> each = new ArrayList<>();
            for (Json item : value.list())
                each.add(item.isObject() || item.isList() ? Redact.quote(item) : Redact.quote(field, item));
            each.removeIf(item -> item == null);
            return Show.first(each, 20);
        }
        if (value.isObject()) return Redact.quote(field, value);
        if (value.flag() || value.denied()) return value.flag();
        if (type.equals("date") || inner(field).equals("timestamp") || field.endsWith("last_seen()")
            || field.endsWith("first_seen()")) {
            Instant at = Show.instant(value.text());
            if (at != null && at.getNano() >= 1_000_000) return Precise.millis(at);
            Object time = value.time();
            if (time != null) return time;
        }
        if (field.startsWith("precise.") || field.equals("timestamp_precise") || field.equals("observed_timestamp")
            || field.endsWith("_timestamp_nanos")) return precise(value);
        if (field.equals("project") || field.equals("project.name")) return value.slug();
        // elsewhere it is an attribute like any other, that a sender may have set
        if (field.equals("issue") && dataset.equals("errors")) return value.shortId();
        if (COINED.contains(field)) return value.token();
        if (field.equals("metric.unit") && value.text() != null
        // others are made up by senders
            && (MILLIS.containsKey(value.text()) || BYTES.containsKey(value.text()))) return value.text();
        Double number = value.number();
        boolean text = value.write().startsWith("\"");
        if (number == null || text && type.isEmpty() || type.equals("string")) return Redact.quote(field, value);
        return number(dataset, field, number, value, type, unit);
    }

    private static Object number(String dataset, String field, double number, Json value, String type, String unit) {
        if (MILLIS.containsKey(unit)) return Show.millis(number * MILLIS.get(unit));
        if (BYTES.containsKey(unit)) return Show.bytes(number * BYTES.get(unit));
        String known =
            unit.isEmpty() && type.isEmpty() || type.equals("number") || type.equals("duration") ? inner(field) : "";
        if (type.equals("duration") || milliseconds(known))
            return Show.millis(dataset.equals("profiles") ? number * 1e-6 : number);
        if (type.equals("size") || known.endsWith(".body.size")) return Show.bytes(number);
        if (type.equals("percentage") || unit.equals("ratio") || field.startsWith("failure_rate(")
            || field.startsWith("failure_rate_if(")) return Show.percent(number);
        if (unit.equals("percent")) return new Measured(plain(number) + " %", number / 100, "ratio");
        if (unit.equals("1/second") || field.startsWith("eps(") || field.startsWith("per_second("))
            return Measured.of(Show.number(number) + " per second", number, "1/second");
        if (unit.equals("1/minute") || field.startsWith("epm(") || field.startsWith("per_minute("))
            return Measured.of(Show.number(number) + " per minute", number, "1/minute");
        if (type.equals("currency") || unit.equals("usd") || known.startsWith("gen_ai.cost."))
            return Measured.of("$" + plain(number), number, "usd");
        if (aggregate(field)) return Show.number(number);
        // A plain number may be a status, a port, an order number: digits without separators, and all of them.
        Long whole = value.integer();
        if (whole != null && number == Math.rint(number)) return new Measured(String.valueOf(whole), whole, "");
        return Measured.of(plain(number), number, "");
    }

    /** The value of a function, where no row holds it: of a series over time. */
    static Object number(String dataset, String field, double number, String type, String unit) {
        return number(dataset, field, number, Json.NONE, type, unit);
    }

    /** The unit in which bare numbers of a field are written: ms, bytes, %, or "" for a number of its own. */
    static String base(String field, String type, String unit) {
        if (MILLIS.containsKey(unit) || !factorless(field, type, unit)) return "ms";
        if (BYTES.containsKey(unit) || type.equals("size")) return "bytes";
        return type.equals("percentage") || unit.equals("ratio") || field.startsWith("failure_rate(") ? "%" : "";
    }

    /** What a value is multiplied with to be in its {@link #base}. */
    static double factor(String field, String type, String unit) {
        if (MILLIS.containsKey(unit)) return MILLIS.get(unit);
        if (BYTES.containsKey(unit)) return BYTES.get(unit);
        return base(field, type, unit).equals("%") ? 100 : 1;
    }

    private static boolean factorless(String field, String type, String unit) {
        return !type.equals("duration") && !(unit.isEmpty() && milliseconds(inner(field)));
    }

    private static String plain(double number) {
        if (Math.abs(number) >= 1e15 || number != 0 && Math.abs(number) < 1e-6) return String.valueOf(number);
        String text = String.format(Locale.ROOT, "%.6f", number);
        int end = text.length();
        while (text.charAt(end - 1) == '0') end--;
        return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    }

    /** Functions whose result is of the kind of their field: apdex(span.duration,300) is no duration. */
    private static final Set<String> KEEPING = Set.of("min", "max", "avg", "sum", "any", "percentile", "p50", "p75",
        "p90", "p95", "p99", "p100", "min_if", "max_if", "avg_if",
        "sum_if", "p50_if", "p75_if", "p90_if", "p95_if", "p99_if", "p100_if");

    /** {@code span.duration} of {@code p95(span.duration)}. */
    private static String inner(String field) {
        int open = field.indexOf('(');
        if (open < 0) return field;
        if (!KEEPING.contains(field.substring(0, open))) return "";
        int end = field.indexOf(',', open);
        return field.substring(open + 1, end < 0 ? field.length() - 1 : end).strip();
    }

    /**
     * The unit that a metric's function names, as {@code p95(value,checkout.time,distribution,millisecond)} does; null
     * where it counts.
     */
    private static String named(String field) {
        if (!aggregate(field) || field.startsWith("count") || field.startsWith("per_")) return null;
        String[] arguments = field.substring(field.indexOf('(') + 1, field.length() - 1).split(",");
        return arguments.length == 4 ? arguments[3].strip() : null;
    }

    private static boolean milliseconds(String field) {
        return switch (field) {
            case "span.duration", "span.self_time", "transaction.duration", "profile.duration", "measurements.lcp",
                "measurements.fcp",
                "measurements.ttfb",
                "measurements.inp", "measurements.fid", "messaging.message.receive.latency" -> true;
            default -> false;
        };
    }

    /**
     * Seconds or nanoseconds since 1970, as a time that can be sent back: ISO 8601, with as many digits as there are.
     */
    private static Object precise(Json value) {
        Double number = value.number();
        if (number == null) return value.said();
        if (number > 1e16 && value.integer() != null)
            return Instant.ofEpochSecond(value.integer() / 1_000_000_000, value.integer() % 1_000_000_000).toString();
        double millis = number > 1e16 ? number / 1e6 : number > 1e11 ? number : number * 1000;
        if (millis < 0 || millis > 253402300799000.0) return value.said();
        return DateTimeFormatter.ISO_INSTANT.format(Instant.ofEpochMilli(Math.round(millis)));
    }
}
