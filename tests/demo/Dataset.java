package demo;

import static demo.Plain.map;

import demo.Search.Kind;
import demo.Search.Term;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The rows of one of Sentry's datasets, flat: a row's names are what a query, a column or a function can name. Names
 * that start with an underscore are the organization's own.
 *
 * @param freeText what words without a key are looked for in
 * @param measured what a percentile without an argument is of
 */
record Dataset(String name, List<Map<String, Object>> rows, String freeText, String measured, Map<String, Kind> kinds) {

    private static final Pattern FUNCTION = Pattern.compile("([a-z_0-9]+)\\((.*)\\)");
    private static final Set<String> FUNCTIONS = Set.of("count", "count_unique", "count_if", "avg", "sum", "min", "max",
        "p50", "p75", "p90", "p95", "p99", "p100", "percentile", "failure_rate", "failure_count",
        "epm", "eps", "per_minute", "per_second", "last_seen", "any", "count_web_vitals");

    Dataset(String name, String freeText, String measured) {
        this(name, new ArrayList<>(), freeText, measured, new ConcurrentHashMap<>(Map.of("timestamp", Kind.DATE)));
    }

    /** What is asked: rows of these projects and environments in this time that pass. */
    record Slice(Set<String> projects, Set<String> environments, Instant from, Instant to, String query,
        Map<String, List<String>> latest) {
        double seconds() { return Math.max(1, (to.toEpochMilli() - from.toEpochMilli()) / 1000.0); }

        Slice between(Instant from, Instant to) { return new Slice(projects, environments, from, to, query, latest); }

        Slice asking(String query) { return new Slice(projects, environments, from, to, query, latest); }
    }

    /** tags[x], tags[x,number] and flags["x"] are x. */
    static String plain(String key) {
        return key.replaceFirst("^(?:tags|flags)\\[\"?([^,\\]\"]+)\"?(?:,\\s*\\w+)?\\]$", "$1");
    }

    static Object value(Map<String, Object> row, String key) { return row.get(plain(key)); }

    /** What the rows hold under this name; text if none has it. */
    Kind kind(String key) {
        if (key.endsWith(",number]")) return Kind.NUMBER;
        return kinds.computeIfAbsent(plain(key), name -> {
            if (name.endsWith("duration") || name.endsWith("latency")
                || name.startsWith("measurements.") && !name.endsWith(".cls")) return Kind.DURATION;
            return rows.stream().map(row -> row.get(name))
                .filter(value -> value != null && !(value instanceof Collection<?>)).findFirst()
                .map(value -> value instanceof Number ? Kind.NUMBER
                    : value instanceof Boolean ? Kind.BOOLEAN : Kind.TEXT)
                .orElse(Kind.TEXT);
        });
    }

    boolean knows(String key) {
        return kinds.containsKey(plain(key)) && !kinds.get(plain(key)).equals(Kind.TEXT)
            || rows.stream().anyMatch(row -> row.get(plain(key)) != null);
    }

    Predicate<Map<String, Object>> test(Term term, Slice slice) {
        if (term.key() == null)
            return row -> row.get(freeText) != null && Search.holding(term.values().get(0)).test(row.get(freeText));
        if (term.key().equals("is")) throw Refused.query("\"is:\" queries are only supported in issue search.");
        Term meant = term;
        if (term.key().equals("release") && term.values().contains("latest")) {
            meant = new Term(term.not(), term.key(), "=",
                slice.latest.entrySet().stream().filter(each -> slice.projects.contains(each.getKey()))
                    .flatMap(each -> each.getValue().stream()).toList());
            // a message is searched, not compared
        } else if (term.key().equals("message") && freeText.equals("message") && name.equals("errors")) {
            meant = new Term(term.not(), term.key(), term.operator(),
                term.values().stream().map(value -> value.contains("*") ? value : "*" + value + "*").toList());
        }
        Predicate<Object> passes = Search.test(meant, kind(term.key()), slice.to);
        return row -> passes.test(value(row, term.key()));
    }

    /** The rows of a slice, newest first. */
    List<Map<String, Object>> rows(Slice slice) {
        Search.Node query = Search.parse(slice.query, true);
        Predicate<Map<String, Object>> passes =
            Search.test(query, term -> term.aggregate() ? row -> true : test(term, slice));
        return rows.stream().filter(row -> within(row, slice) && passes.test(row))
            .sorted(Comparator.comparing((Map<String, Object> row) -> (String) row.get("timestamp")).reversed())
            .collect(Collectors.toList());
    }

    static boolean within(Map<String, Object> row, Slice slice) {
        Instant at = Plain.instant(row.get("timestamp"));
        return !at.isBefore(slice.from) && at.isBefore(slice.to) && slice.projects.contains((String) row.get("project"))
            && (slice.environments.isEmpty() || slice.environments.contains((String) row.get("environment")));
    }

    // ---------------------------------------------------------------- columns

    static boolean aggregate(String column) {
        return FUNCTION.matcher(column).matches() || column.startsWith("equation|");
    }

    private static String squeezed(String column) { return column.replaceAll("[^a-z0-9]+", "_").replaceAll("_$", ""); }

    /**
     * The table that these columns make, sorted: a row of values per row, or per group where a column is a function.
     *
     * @param sort columns, with - for descending; each must be one that is asked for
     */
    List<Map<String, Object>> table(Slice slice, List<String> columns, List<String> sort) {
        if (columns.isEmpty()) throw Refused.query("No columns selected");
        if (columns.size() > 20)
            throw Refused.query("You can view up to 20 fields at a time. Please delete some and try again.");
        for (String column : columns) check(column);
        List<Map<String, Object>> found = rows(slice);
        boolean grouped = columns.stream().anyMatch(Dataset::aggregate);
        List<Map<String, Object>> table = new ArrayList<>();
        List<Term> having = Search.terms(Search.parse(slice.query, true)).stream().filter(Term::aggregate).toList();
        if (!grouped) {
            for (Map<String, Object> row : found) {
                Map<String, Object> cells = map();
                for (String column : columns) cells.put(column, value(row, column));
                cells.putIfAbsent("id", row.get("id"));
                cells.putIfAbsent("project.name", row.get("project"));
                table.add(cells);
            }
        } else {
            List<String> by = columns.stream().filter(column -> !aggregate(column)).toList();
            for (Map.Entry<List<Object>, List<Map<String, Object>>> group : groups(found, by).entrySet()) {
                if (!having.stream().allMatch(term -> holds(term, group.getValue(), slice))) continue;
                Map<String, Object> cells = map();
                for (String column : columns) {
                    Object value = aggregate(column) ? calculate(column, group.getValue(), slice.seconds())
                        : group.getKey().get(by.indexOf(column));
                    cells.put(column, value);
                }
                table.add(cells);
            }
        }
        Comparator<Map<String, Object>> order = null;
        for (String each : sort) {
            boolean down = each.startsWith("-");
            String name = down ? each.substring(1) : each;
            String column =
                columns.stream().filter(one -> one.equals(name) || squeezed(one).equals(squeezed(name))).findFirst()
                    .orElseThrow(
                        () -> Refused.query(this.name.equals("errors") ? "Cannot sort by a field that is not selected."
                            : "orderby must also be in the selected columns or groupby"));
            Comparator<Map<String, Object>> one = Comparator.comparing(row -> row.get(column), Dataset::compare);
            one = down ? one.reversed() : one;
            order = order == null ? one : order.thenComparing(one);
        }
        if (order != null) table.sort(order);
        // only now: rows of one second are in order too
        for (Map<String, Object> row : table) row.replaceAll((name, value) -> shown(value));
        return table;
    }

    private boolean holds(Term term, List<Map<String, Object>> rows, Slice slice) {
        Object value = calculate(term.key(), rows, slice.seconds());
        Kind kind = type(term.key()).equals("duration") ? Kind.DURATION
            : type(term.key()).equals("date") ? Kind.DATE : Kind.NUMBER;
        return Search.test(term, kind, slice.to).test(value);
    }

    Map<List<Object>, List<Map<String, Object>>> groups(List<Map<String, Object>> rows, List<String> by) {
        Map<List<Object>, List<Map<String, Object>>> groups = new LinkedHashMap<>();
        // how many there are has an answer where there are none
        if (by.isEmpty()) groups.put(List.of(), new ArrayList<>());
        for (Map<String, Object> row : rows) {
            List<Object> key = new ArrayList<>();
            for (String column : by) key.add(value(row, column));
            groups.computeIfAbsent(key, none -> new ArrayList<>()).add(row);
        }
        return groups;
    }

    /** Sentry writes times of rows with an offset and without fractions. */
    private static Object shown(Object value) {
        return value instanceof String at && at.matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}\\.\\d{6}Z")
            ? at.substring(0, 19) + "+00:00" : value;
    }

    @SuppressWarnings("unchecked")
    static int compare(Object a, Object b) {
        if (a == null || b == null) return a == b ? 0 : a == null ? -1 : 1;
        if (a instanceof Number x && b instanceof Number y) return Double.compare(x.doubleValue(), y.doubleValue());
        return a.getClass() == b.getClass() && a instanceof Comparable<?> ? ((Comparable<Object>) a).compareTo(b)
            : a.toString().compareTo(b.toString());
    }

    private void check(String column) {
        if (column.startsWith("equation|")) return;
        Matcher function = FUNCTION.matcher(column);
        if (function.matches() && !FUNCTIONS.contains(function.group(1)))
            throw Refused.query(function.group(1) + " is not a valid function");
        if (!function.matches() && (column.contains("(") || column.isBlank()))
            throw Refused.query("Invalid characters in field " + column);
    }

    /** The type that "meta" says of a column. */
    String type(String column) {
        if (column.startsWith("equation|")) return "number";
        Matcher function = FUNCTION.matcher(column);
        if (!function.matches()) {
            return switch (kind(column)) {
                case TEXT ->
                    rows.stream().anyMatch(row -> value(row, column) instanceof Collection<?>) ? "array" : "string";
                case DATE -> "date";
                case DURATION -> "duration";
                case BOOLEAN -> "boolean";
                case NUMBER -> "number";
            };
        }
        String argument = function.group(2).isBlank() ? measured : function.group(2).split(",")[0].strip();
        return switch (function.group(1)) {
            case "count", "count_unique", "count_if", "failure_count" -> "integer";
            case "failure_rate" -> "percentage";
            case "epm", "eps", "per_minute", "per_second" -> "rate";
            case "last_seen" -> "date";
            case "any" -> type(argument);
            default -> kind(argument) == Kind.DURATION ? "duration" : "number";
        };
    }

    /** Durations are kept in the unit in which Sentry answers them. */
    String unit(String column) {
        return type(column).equals("duration") ? name.equals("profiles") ? "nanosecond" : "millisecond" : null;
    }

    /** The value of a function or an equation over some rows; null where they hold nothing to calculate with. */
    Object calculate(String column, List<Map<String, Object>> rows, double seconds) {
        if (column.startsWith("equation|")) {
            Double value = new Equation(column.substring(9),
                function -> calculate(function, rows, seconds) instanceof Number number ? number.doubleValue() : null)
                .value();
            return value == null ? null : Plain.tidy(value);
        }
        Matcher function = FUNCTION.matcher(column);
        if (!function.matches()) throw Refused.query(column + " is not a function");
        check(column);
        List<String> arguments =
            function.group(2).isBlank() ? List.of() : List.of(function.group(2).split("\\s*,\\s*"));
        List<Map<String, Object>> of = rows;
        if (arguments.size() == 4 && name.equals("tracemetrics")) {   // value, name, type, unit: a metric's whole name
            of = rows.stream()
                .filter(row -> arguments.get(1).equals(row.get("metric.name"))
                    && arguments.get(2).equals(row.get("metric.type"))
                    && (arguments.get(3).equals("-") ? "none" : arguments.get(3)).equals(row.get("metric.unit")))
                .toList();
        }
        String argument = arguments.isEmpty() ? measured : arguments.get(0);
        String what = function.group(1);
        List<Map<String, Object>> counted = of;
        return switch (what) {
            case "count" -> arguments.isEmpty() ? of.size()
                : (int) counted.stream().filter(row -> value(row, argument) != null).count();
            case "count_unique" -> counted.stream().map(row -> value(row, argument)).filter(value -> value != null)
                .collect(Collectors.toCollection(LinkedHashSet::new)).size();
            case "count_if" -> counted.stream()
                .filter(row -> chosen(value(row, arguments.get(0)), arguments.get(1), arguments.get(2))).count();
            case "failure_count" -> counted.stream().filter(Dataset::failed).count();
            case "failure_rate" ->
                of.isEmpty() ? 0 : Plain.tidy(counted.stream().filter(Dataset::failed).count() / (double) of.size());
            case "epm", "per_minute" -> Plain.tidy(of.size() / (seconds / 60));
            case "eps", "per_second" -> Plain.tidy(of.size() / seconds);
            case "last_seen" ->
                counted.stream().map(row -> (String) row.get("timestamp")).max(Comparator.naturalOrder()).orElse(null);
            case "any" -> counted.stream().map(row -> value(row, argument)).filter(value -> value != null).findFirst()
                .orElse(null);
            default -> {
                double[] values =
                    counted.stream().map(row -> value(row, argument)).filter(value -> value instanceof Number)
                        .mapToDouble(value -> ((Number) value).doubleValue()).sorted().toArray();
                yield values.length == 0 ? what.equals("sum") ? (Object) 0 : null
                    : Plain.tidy(statistic(what, arguments, values));
            }
        };
    }

    private static boolean failed(Map<String, Object> row) {
        return !List.of("ok", "cancelled", "unknown").contains(String.valueOf(row.getOrDefault("span.status", "ok")));
    }

    private static boolean chosen(Object value, String operator, String wanted) {
        return switch (operator) {
            case "equals" -> value != null && Plain.say(value).equals(wanted);
            case "notEquals" -> value == null || !Plain.say(value).equals(wanted);
            case "greater" -> value instanceof Number n && n.doubleValue() > Double.parseDouble(wanted);
            case "less" -> value instanceof Number n && n.doubleValue() < Double.parseDouble(wanted);
            case "greaterOrEquals" -> value instanceof Number n && n.doubleValue() >= Double.parseDouble(wanted);
            case "lessOrEquals" -> value instanceof Number n && n.doubleValue() <= Double.parseDouble(wanted);
            default -> throw Refused.query("count_if: condition argument invalid: " + operator);
        };
    }

    /** Values in ascending order. */
    static double statistic(String what, List<String> arguments, double[] values) {
        return switch (what) {
            case "sum" -> java.util.Arrays.stream(values).sum();
            case "avg" -> java.util.Arrays.stream(values).average().orElseThrow();
            case "min" -> values[0];
            case "max", "p100" -> values[values.length - 1];
            case "percentile" -> quantile(values, Double.parseDouble(arguments.get(1)));
            default -> quantile(values, Integer.parseInt(what.substring(1)) / 100.0);
        };
    }

    private static double quantile(double[] values, double share) {
        double at = share * (values.length - 1);
        int below = (int) Math.floor(at);
        return values[below] + (at - below) * (values[Math.min(below + 1, values.length - 1)] - values[below]);
    }

    Map<String, Object> meta(List<String> columns) {
        Map<String, Object> fields = map();
        Map<String, Object> units = map();
        for (String column : columns) {
            fields.put(column, type(column));
            units.put(column, unit(column));
        }
        return map("fields", fields, "units", units, "isMetricsData", false, "isMetricsExtractedData", false, "tips",
            map(), "datasetReason", "unchanged", "dataset", name, "dataScanned", "full");
    }
}
