package demo;

import static demo.Plain.at;
import static demo.Plain.iso;
import static demo.Plain.list;
import static demo.Plain.map;
import static demo.Plain.object;
import static demo.Plain.objects;
import static demo.Plain.text;
import static demo.Plain.tidy;

import demo.Dataset.Slice;
import demo.Search.Kind;
import demo.Search.Term;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Tables and series over events, spans, logs, metrics and profiles; usage and sessions. */
final class Events {
    private static final String ORG = "organizations/{org}/";

    private Events() {}

    static void add(DemoSentry.Routes routes) {
        routes.get(ORG + "events", Events::table)
            .get(ORG + "events/validate", Events::validate)
            .get(ORG + "events-timeseries", Events::timeseries)
            .get(ORG + "events-stats", Events::eventsStats)
            .get(ORG + "tags", Events::tags)
            .get(ORG + "trace-items/attributes", Events::attributes)
            .get(ORG + "stats_v2", Events::usage)
            .get(ORG + "sessions", Events::sessions);
    }

    private static Dataset dataset(Ask ask, String name) {
        Organization home = ask.home;
        return switch (name) {
            case "errors", "discover", "events", "" -> home.errors;
            case "issuePlatform", "search_issues" -> home.occurrences;
            case "spans" -> home.spans;
            case "transactions" -> {   // what spans are of whole transactions, under the older names
                Dataset transactions = new Dataset("transactions", "transaction", "transaction.duration");
                for (Map<String, Object> span : home.spans.rows()) if (Boolean.TRUE.equals(span.get("is_transaction")))
                    transactions.rows().add(Plain.with(span, "transaction.duration", span.get("span.duration"),
                        "transaction.op", span.get("span.op"), "title", span.get("transaction")));
                yield transactions;
            }
            case "logs", "ourlogs" -> home.logs;
            case "tracemetrics" -> home.metrics;
            case "profiles" -> home.profiles;
            case "uptime_results" -> home.uptime;
            default -> throw Refused.query(
                "dataset must be one of: discover, errors, events, issuePlatform, logs, ourlogs, profiles, "
                    + "spans, tracemetrics, transactions, uptime_results");
        };
    }

    /** Projects that a query names must be among those that are asked. */
    private static Slice checked(Ask ask, Slice slice) {
        for (Term term : Search.terms(Search.parse(slice.query(), true))) {
            if (!List.of("project", "project.name").contains(String.valueOf(term.key())) || term.not()
                || term.operator().equals("has")) continue;
            for (String slug : term.values()) if (!slug.contains("*") && !slice.projects().contains(slug)) throw Refused
                .query("Invalid query. Project(s) " + slug + " do not exist or are not actively selected.");
        }
        return slice;
    }

    private static Object table(Ask ask) {
        Dataset dataset = dataset(ask, ask.one("dataset", "discover"));
        Slice slice = checked(ask, ask.slice("90d"));
        List<String> columns = new ArrayList<>(ask.all("field"));
        List<Map<String, Object>> table =
            dataset.table(slice, columns, ask.all("sort").stream().filter(each -> !each.isEmpty()).toList());
        return map("data", ask.page(table), "meta", dataset.meta(columns));
    }

    // ---------------------------------------------------------------- series

    private static Duration interval(Ask ask, Slice slice, String name) {
        double seconds = slice.seconds();
        String given = ask.one(name, null);
        if (given != null && given.matches("\\d+[smhdw]?")) {
            Duration asked = given.matches("\\d+")
                ? Duration.ofMillis(Long.parseLong(given) * (Long.parseLong(given) >= 100_000 ? 1 : 1000))
                : Organization.every(given);
            if (!asked.isZero() && asked.toSeconds() < seconds) {
                if (seconds / asked.toSeconds() > 10_000) throw Refused.query(
                    "Your interval and date range would create too many results. Use a larger interval, or a "
                        + "smaller date range.");
                return asked;
            }
        }
        long days = (long) (seconds / 86_400);
        return days > 30 ? Duration.ofHours(4) : days >= 14 ? Duration.ofHours(1)
            : days >= 1 ? Duration.ofMinutes(30) : seconds > 6 * 3600 ? Duration.ofMinutes(5) : Duration.ofMinutes(1);
    }

    /** The starts of the buckets of a slice. */
    private static List<Instant> buckets(Slice slice, Duration interval) {
        List<Instant> starts = new ArrayList<>();
        long step = interval.toSeconds();
        for (long at = slice.from().getEpochSecond() / step * step; at < slice.to().getEpochSecond(); at += step)
            starts.add(Instant.ofEpochSecond(at));
        return starts;
    }

    private static Map<Instant, List<Map<String, Object>>> bucketed(List<Map<String, Object>> rows,
        List<Instant> starts, Duration interval) {
        Map<Instant, List<Map<String, Object>>> by = new TreeMap<>();
        for (Instant start : starts) by.put(start, new ArrayList<>());
        for (Map<String, Object> row : rows) {
            List<Map<String, Object>> bucket = by.get(Instant.ofEpochSecond(
                Plain.instant(row.get("timestamp")).getEpochSecond() / interval.toSeconds() * interval.toSeconds()));
            if (bucket != null) bucket.add(row);
        }
        return by;
    }

    /**
     * One line of a chart. @param rows what it is of; group: null, the columns' values, or an empty list for all the
     * rest
     */
    private record Line(String axis, List<Object> group, int order, List<Map<String, Object>> rows,
        List<Map<String, Object>> before) {}

    private static List<Line> lines(Ask ask, Dataset dataset, Slice slice, List<String> axes, List<String> by) {
        List<Map<String, Object>> rows = dataset.rows(slice);
        Duration delta = Duration.ofSeconds(ask.whole("comparisonDelta", 0));
        List<Map<String, Object>> before =
            delta.isZero() ? null : dataset.rows(slice.between(slice.from().minus(delta), slice.to().minus(delta)));
        List<Line> lines = new ArrayList<>();
        int top = ask.whole("topEvents", 0);
        for (String axis : axes) if (!Dataset.aggregate(axis)) throw Refused.query(axis + " is not a function");
        if (ask.one("topEvents", null) != null) {
            if (top < 1 || top > 10)
                throw Refused.query("topEvents needs to be an integer greater than 0 and less than or equal to 10");
            if (by.isEmpty()) throw Refused.query("groupBy is a required parameter when doing a topEvents query");
            String sort = ask.one("sort", null) == null ? ask.one("orderby", "-" + axes.get(0)) : ask.one("sort");
            String column = sort.replaceFirst("^-", "");
            Map<List<Object>, List<Map<String, Object>>> groups = dataset.groups(rows, by);
            Comparator<List<Object>> order =
                Comparator.comparing(group -> by.contains(column) ? group.get(by.indexOf(column))
                    : dataset.calculate(column, groups.get(group), slice.seconds()), Dataset::compare);
            List<List<Object>> best =
                groups.keySet().stream().sorted(sort.startsWith("-") ? order.reversed() : order).toList();
            for (String axis : axes) {
                List<Map<String, Object>> rest = new ArrayList<>();
                for (int i = 0; i < best.size(); i++) {
                    if (i < top) lines.add(new Line(axis, best.get(i), i, groups.get(best.get(i)),
                        before == null ? null : dataset.groups(before, by).getOrDefault(best.get(i), List.of())));
                    else rest.addAll(groups.get(best.get(i)));
                }
                if (!rest.isEmpty() && !List.of("1", "true").contains(ask.one("excludeOther", "0")))
                    lines.add(new Line(axis, List.of(), Math.min(top, best.size()), rest, null));
            }
        } else {
            for (int i = 0; i < axes.size(); i++) lines.add(new Line(axes.get(i), null, i, rows, before));
        }
        return lines;
    }

    private static double value(Dataset dataset, String axis, List<Map<String, Object>> rows, Duration interval) {
        return dataset.calculate(axis, rows, interval.toSeconds()) instanceof Number number ? number.doubleValue() : 0;
    }

    private static Object timeseries(Ask ask) {
        Dataset dataset = dataset(ask, ask.one("dataset", "discover"));
        Slice slice = checked(ask, ask.slice("90d"));
        Duration interval = interval(ask, slice, "interval");
        List<Instant> starts = buckets(slice, interval);
        List<String> axes = ask.all("yAxis").isEmpty() ? List.of("count()") : ask.all("yAxis");
        List<String> by = ask.all("groupBy");
        long delta = ask.whole("comparisonDelta", 0);
        List<Object> series = list();
        for (Line line : lines(ask, dataset, slice, axes, by)) {
            Map<Instant, List<Map<String, Object>>> now = bucketed(line.rows, starts, interval);
            Map<Instant, List<Map<String, Object>>> before =
                line.before == null ? null
                    : bucketed(
                        line.before.stream()
                            .map(row -> Plain.with(row, "timestamp",
                                iso(Plain.instant(row.get("timestamp")).plusSeconds(delta))))
                            .toList(),
                        starts, interval);
            List<Object> values = list();
            now.forEach((start, rows) -> {
                Map<String, Object> point =
                    map("timestamp", start.toEpochMilli(), "value", tidy(value(dataset, line.axis, rows, interval)),
                        "incomplete", start.plus(interval).isAfter(ask.now));
                if (before != null)
                    point.put("comparisonValue", tidy(value(dataset, line.axis, before.get(start), interval)));
                values.add(point);
            });
            Map<String, Object> one = map("yAxis", line.axis, "values", values, "meta", map("valueType",
                dataset.type(line.axis), "valueUnit", dataset.unit(line.axis), "interval", interval.toMillis()));
            if (line.group != null) {
                ((Map<String, Object>) object(one, "meta"))
                    .putAll(map("order", line.order, "isOther", line.group.isEmpty()));
                List<Object> groups = list();
                for (int i = 0; i < line.group.size(); i++)
                    groups.add(map("key", by.get(i), "value", line.group.get(i)));
                one.put("groupBy", line.group.isEmpty() ? null : groups);
            }
            series.add(one);
        }
        return map("timeSeries", series, "meta",
            map("dataset", dataset.name(), "start", slice.from().toEpochMilli(), "end", slice.to().toEpochMilli()));
    }

    /** The older form: pairs of a time and counts, under the axis or the group where there are several. */
    private static Object eventsStats(Ask ask) {
        Dataset dataset = dataset(ask, ask.one("dataset", "discover"));
        Slice slice = checked(ask, ask.slice("90d"));
        Duration interval = interval(ask, slice, "interval");
        List<Instant> starts = buckets(slice, interval);
        List<String> axes = ask.all("yAxis").isEmpty() ? List.of("count()") : ask.all("yAxis");
        List<String> by = ask.all("field").stream().filter(field -> !Dataset.aggregate(field)).toList();
        Map<String, Object> answer = map();
        List<Line> lines = lines(ask, dataset, slice, axes, by);
        for (Line line : lines) {
            List<Object> data = list();
            bucketed(line.rows, starts, interval).forEach((start, rows) -> data.add(
                list(start.getEpochSecond(), list(map("count", tidy(value(dataset, line.axis, rows, interval)))))));
            Map<String, Object> one = map("data", data, "order", line.order, "start", slice.from().getEpochSecond(),
                "end", slice.to().getEpochSecond(), "isMetricsData", false, "meta", dataset.meta(List.of(line.axis)));
            String group = line.group == null ? null
                : line.group.isEmpty() ? "Other" : String.join(",", line.group.stream().map(String::valueOf).toList());
            if (group == null && axes.size() == 1) return one;
            if (group == null || axes.size() == 1) answer.put(group == null ? line.axis : group, one);
            else((Map<String, Object>) object(answer.computeIfAbsent(group, none -> map("order", line.order))))
                .put(line.axis, one);
        }
        return answer;
    }

    // ---------------------------------------------------------------- which fields there are

    private static Object tags(Ask ask) {
        Slice slice = ask.slice("90d").asking("");
        Dataset dataset = ask.one("dataset", "discover").equals("replays") ? ask.home.replays
            : dataset(ask, ask.one("dataset", "discover"));
        Map<String, Integer> counts = new TreeMap<>();
        for (Map<String, Object> row : dataset.rows(slice))
            object(row, "_tags").keySet().forEach(key -> counts.merge(key, 1, Integer::sum));
        List<Object> tags = list();
        counts.forEach((key, count) -> tags.add(map("key", key, "name",
            key.substring(0, 1).toUpperCase() + key.substring(1).replace('.', ' '), "totalValues", count)));
        return tags;
    }

    private static Object attributes(Ask ask) {
        String name = ask.one("dataset", ask.one("itemType", null));
        if (name == null) throw Refused.field("dataset", "This field is required.");
        if (!List.of("spans", "logs", "tracemetrics", "preprod", "processing_errors").contains(name))
            throw Refused.field("dataset", "\"" + name + "\" is not a valid choice.");
        if (List.of("preprod", "processing_errors").contains(name)) return list();
        Dataset dataset = dataset(ask, name);
        String part = ask.one("substringMatch", "");
        Set<String> keys = new LinkedHashSet<>();
        for (Map<String, Object> row : dataset.rows(ask.slice("14d"))) row.forEach((key, value) -> {
            if (value != null && !key.startsWith("_") && key.contains(part)) keys.add(key);
        });
        List<Map<String, Object>> shown = new ArrayList<>();
        for (String key : keys.stream().sorted().toList()) {
            Kind kind = dataset.kind(key);
            String type =
                kind == Kind.NUMBER || kind == Kind.DURATION ? "number" : kind == Kind.BOOLEAN ? "boolean" : "string";
            if (!ask.all("attributeType").isEmpty() && !ask.all("attributeType").contains(type)) continue;
            boolean own = key.matches("(cart|disk|queue|file)\\..*|attempt|aisle|rows|path|plan|currency|queue");
            shown.add(map("key", own && !type.equals("string") ? "tags[" + key + "," + type + "]" : key, "name", key,
                "attributeSource", map("source_type", own ? "user" : "sentry"), "attributeType", type));
        }
        return ask.page(shown);
    }

    /** Whether a search would work, field by field. */
    private static Object validate(Ask ask) {
        List<Object> fields = list();
        List<Object> orders = list();
        List<Object> inQuery = list();
        boolean valid = true;
        String problem = null;
        Dataset dataset = dataset(ask, ask.one("dataset", "spans"));
        try {
            Slice slice = ask.slice("90d");
            for (Term term : Search.terms(Search.parse(slice.query(), true))) {
                if (term.key() == null) continue;
                boolean known = term.aggregate() || dataset.knows(term.key());
                valid &= known;
                inQuery.add(named(dataset, term.key(), known));
            }
            dataset.rows(slice);
        } catch (Refused refused) {
            problem = text(refused.body, "detail");
            valid = false;
        }
        for (String each : ask.all("field")) valid &= named(dataset, each, fields);
        for (String each : ask.all("orderby")) valid &= named(dataset, each, orders);
        Map<String, Object> answer = map("valid", valid, "projects", list(), "dataset",
            list(map("name", dataset.name(), "valid", true, "error", null)), "environment", list(), "field", fields,
            "query", map("valid", problem == null, "error", problem, "fields", inQuery), "orderby", orders);
        return DemoSentry.Reply.of(valid ? 200 : 400, answer);
    }

    private static boolean named(Dataset dataset, String column, List<Object> into) {
        String plain = column.replaceFirst("^-", "");
        boolean known = Dataset.aggregate(plain) || dataset.knows(plain);
        into.add(Plain.with(named(dataset, plain, known), "name", column));
        return known;
    }

    private static Map<String, Object> named(Dataset dataset, String key, boolean known) {
        String type = dataset.type(key.endsWith(")") ? "count()" : key);
        return map("name", key, "valid", known, "attrType",
            !known ? null : List.of("duration", "integer").contains(type) ? "number" : type, "error",
            known ? null : "Attribute does not exist");
    }

    // ---------------------------------------------------------------- usage and sessions

    /** Daily rhythm: what an hour of a day adds to or takes from the usual. */
    private static double rhythm(Instant hour) {
        return 1 + 0.5 * Math.sin((hour.getEpochSecond() / 3600 % 24 - 9) / 24.0 * 2 * Math.PI);
    }

    private static Object usage(Ask ask) {
        if (ask.one("field", null) == null) throw Refused.query("At least one \"field\" is required.");
        if (!ask.all("field").stream().allMatch(List.of("sum(quantity)", "sum(times_seen)")::contains))
            throw Refused.query("Invalid field: \"" + ask.one("field") + "\"");
        List<String> by = ask.all("groupBy");
        if (by.isEmpty()) throw Refused.query("At least one \"groupBy\" is required.");
        for (String each : by) if (!List.of("outcome", "category", "reason", "project").contains(each))
            throw Refused.query("Invalid groupBy: \"" + each + "\"");
        Slice slice = ask.slice("1d");
        Set<String> projects = ask.projects(ask.home.everyProject());   // usage is the organization's, not a member's
        Duration interval = ask.one("interval", null) == null ? Duration.ofHours(1) : interval(ask, slice, "interval");
        List<Instant> starts = buckets(slice, interval);
        Map<Map<String, Object>, double[]> sums = new LinkedHashMap<>();
        for (Map<String, Object> source : objects(ask.home.data, "usage")) {
            if (!projects.contains(text(source, "project")) || !fits(ask.all("category"), text(source, "category")))
                continue;
            object(source, "perHour").forEach((outcome, amount) -> {
                String[] parts = outcome.split(":");
                if (!fits(ask.all("outcome"), parts[0])
                    || !fits(ask.all("reason"), parts.length > 1 ? parts[1] : "none")) return;
                Map<String, Object> key = map();
                for (String each : by) {
                    key.put(each, switch (each) {
                        case "outcome" -> parts[0];
                        case "category" -> text(source, "category");
                        case "reason" -> parts.length > 1 ? parts[1] : "none";
                        default -> Long.parseLong(text(ask.home.project(text(source, "project")), "id"));
                    });
                }
                double[] series = sums.computeIfAbsent(key, none -> new double[starts.size()]);
                for (int i = 0; i < series.length; i++)
                    series[i] += hourly(starts.get(i), interval, slice.to(), ((Number) amount).doubleValue());
            });
        }
        List<Object> groups = list();
        sums.forEach((key, series) -> {
            Map<String, Object> totals = map();
            Map<String, Object> over = map();
            for (String field : ask.all("field")) {
                List<Object> points = list();
                for (double each : series) points.add(Math.round(each));
                over.put(field, points);
                totals.put(field, points.stream().mapToLong(each -> (long) each).sum());
            }
            groups.add(map("by", key, "totals", totals, "series", over));
        });
        return map("start", iso(slice.from()).substring(0, 19) + "Z", "end", iso(slice.to()).substring(0, 19) + "Z",
            "intervals", list(starts.stream().map(each -> each.toString()).toArray()), "groups", groups);
    }

    private static boolean fits(List<String> asked, String value) { return asked.isEmpty() || asked.contains(value); }

    /** What whole and begun hours of a bucket make of an hourly amount. */
    private static double hourly(Instant from, Duration length, Instant end, double amount) {
        double sum = 0;
        for (Instant hour = from; hour.isBefore(from.plus(length)) && hour.isBefore(end); hour =
            hour.plus(1, ChronoUnit.HOURS)) sum += amount * rhythm(hour) * Math.min(1, length.toSeconds() / 3600.0);
        return sum;
    }

    /**
     * Sessions of a project's release in an hour: what ran there, with its crashes. Stands for nothing but itself, and
     * is the same each time.
     */
    static Map<String, Long> sessionsOf(Organization home, Map<String, Object> source, String environment,
        String release, Instant hour) {
        String project = text(source, "project");
        Map<String, Long> none = Map.of("healthy", 0L, "errored", 0L, "crashed", 0L, "users", 0L);
        Map<String, Object> started = release == null ? null : home.release(release);
        if (started == null || home.deployed(project, environment, hour) == null) return none;
        String newest = home.deployed(project, environment, hour);
        String before = home.deployed(project, environment, hour.minus(Duration.ofDays(2)));
        double share = newest.equals(release) && newest.equals(before) ? 1
            : newest.equals(release) ? 0.7 : release.equals(before) ? 0.3 : 0;   // an old release lingers for two days
        double all = Math.round(
            Plain.number(source, "perHour") * rhythm(hour) * share * (environment.equals("production") ? 1 : 0.05));
        long crashed =
            Math.round(all * Plain.number(source, "crashed", release) * (0.7 + 0.6 * Plain.chance(release + hour)));
        long errored = Math.round(all * 0.02);
        return Map.of("healthy", (long) all - crashed - errored, "errored", errored, "crashed", crashed, "users",
            Math.round(all * 0.4));
    }

    private static Object sessions(Ask ask) {
        List<String> fields = ask.all("field");
        if (fields.isEmpty()) throw Refused.query("Request is missing a \"field\"");
        List<String> by = ask.all("groupBy");
        for (String each : by) if (!List.of("project", "release", "environment", "session.status").contains(each))
            throw Refused.query("Invalid groupBy: \"" + each + "\"");
        for (String each : fields) if (!each.matches(
            "sum\\(session\\)|count_unique\\(user\\)|(crash_free_rate|crash_rate|anr_rate|"
                + "unhealthy_rate)\\((session|user)\\)|(avg|p50|p75|p90|p95|p99|max)\\(session\\.duration\\)"))
            throw Refused.query("Invalid field: \"" + each + "\"");
        Slice slice = ask.slice("90d");
        Duration interval = ask.one("interval", null) == null ? Duration.ofHours(1) : interval(ask, slice, "interval");
        List<Instant> starts = buckets(slice, interval);
        Dataset filter = new Dataset("sessions", "release", "session");
        List<Term> terms = Search.terms(Search.parse(slice.query(), true));
        // healthy, errored, crashed, users, crashed users by bucket
        Map<Map<String, Object>, long[][]> sums = new LinkedHashMap<>();
        for (Map<String, Object> source : objects(ask.home.data, "sessions")) {
            String project = text(source, "project");
            if (!slice.projects().contains(project) || Plain.number(source, "perHour") == 0) continue;
            for (Map<String, Object> release : ask.home.releases()) {
                if (!text(release, "project").equals(project)) continue;
                for (String environment : Settings.ENVIRONMENTS) {
                    Map<String, Object> row =
                        map("release", text(release, "version"), "environment", environment, "project", project);
                    if (!slice.environments().isEmpty() && !slice.environments().contains(environment)
                        || !terms.stream().allMatch(term -> filter.test(term, slice).test(row))) continue;
                    for (String status : by.contains("session.status") ? List.of("healthy", "errored", "crashed")
                        : List.of("")) {
                        Map<String, Object> key = map();
                        for (String each : by) key.put(each,
                            each.equals("project") ? (Object) Long.parseLong(text(ask.home.project(project), "id"))
                                : each.equals("session.status") ? status : text(row, each));
                        for (int i = 0; i < starts.size(); i++) {
                            for (Instant hour = starts.get(i).truncatedTo(ChronoUnit.HOURS); hour
                                .isBefore(starts.get(i).plus(interval))
                                && hour.isBefore(slice.to()); hour = hour.plus(1, ChronoUnit.HOURS)) {
                                Map<String, Long> counted =
                                    sessionsOf(ask.home, source, environment, text(release, "version"), hour);
                                if (counted.get("healthy") == 0) continue;
                                long[][] into = sums.computeIfAbsent(key, none -> new long[5][starts.size()]);
                                for (int j = 0; j < 3; j++) if (status.isEmpty()
                                    || List.of("healthy", "errored", "crashed").get(j).equals(status))
                                    into[j][i] += counted.get(List.of("healthy", "errored", "crashed").get(j));
                                into[3][i] += counted.get("users");
                                into[4][i] += counted.get("crashed");
                            }
                        }
                    }
                }
            }
        }
        List<Map<String, Object>> groups = new ArrayList<>();
        sums.forEach((key, counted) -> {
            Map<String, Object> totals = map();
            Map<String, Object> series = map();
            for (String field : fields) {
                List<Object> points = list();
                for (int i = 0; i < starts.size(); i++)
                    points.add(rate(field, counted[0][i], counted[1][i], counted[2][i], counted[3][i]));
                series.put(field, points);
                long[] all = new long[5];
                for (int j = 0; j < 5; j++) for (long each : counted[j]) all[j] += each;
                totals.put(field, rate(field, all[0], all[1], all[2], all[3]));
            }
            groups
                .add(map("by", key, "totals", totals, "series", "0".equals(ask.one("includeSeries")) ? map() : series));
        });
        String order = ask.one("orderBy", null);
        if (order != null) {
            Comparator<Map<String, Object>> comparator =
                Comparator.comparing(group -> at(group, "totals", order.replaceFirst("^-", "")), Dataset::compare);
            groups.sort(order.startsWith("-") ? comparator.reversed() : comparator);
        }
        return map("groups", ask.page(groups), "start", iso(slice.from()).substring(0, 19) + "Z", "end",
            iso(slice.to()).substring(0, 19) + "Z", "intervals",
            "0".equals(ask.one("includeSeries")) ? list() : list(starts.stream().map(Instant::toString).toArray()),
            "query", slice.query());
    }

    private static Object rate(String field, long healthy, long errored, long crashed, long users) {
        double all = healthy + errored + crashed;
        boolean user = field.endsWith("(user)");
        double whole = user ? users : all;
        double bad = user ? Math.min(users, crashed * 0.8) : crashed;
        return switch (field.replaceFirst("\\(.*", "")) {
            case "sum" -> (long) all;
            case "count_unique" -> users;
            case "crash_free_rate" -> whole == 0 ? null : (Object) (1 - bad / whole);
            case "crash_rate" -> whole == 0 ? null : (Object) (bad / whole);
            case "unhealthy_rate" -> all == 0 ? null : (Object) ((errored + crashed) / all);
            case "anr_rate" -> 0.0;
            default -> all == 0 ? null : (Object) 61_000.0;
        };
    }
}
