package tools.events;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Measured;
import tools.answer.Shape;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.events.Series.Group;
import tools.events.Timeline.Release;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.Dataset;
import tools.sentry.Links;
import tools.sentry.ProjectFilter;
import tools.sentry.Query;
import tools.sentry.Sentry;
import tools.sentry.Tool;

/** How the calls of {@link EventSeries} are answered. */
final class EventSeriesAnswers {
    private EventSeriesAnswers() {}

    private static final String WINDOW = "7d";
    /** Characters of a curve, and values that are listed: what one reads on a line or two. */
    static final int MOST_LISTED = 100;
    private static final int CURVE = 60;
    /** Sentry cuts a window into at most ten thousand; more than this nobody asked for on purpose. */
    private static final long MOST_BUCKETS = 10_000;

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "get_event_series" -> series(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    /** What is asked for, completed where the caller left it open. @param interval seconds */
    private record Plan(Dataset dataset, String query, List<String> functions, List<String> groupBy, int top,
        long interval, boolean chosen, ZoneId zone) {

        static Plan of(Call call) {
            String named = call.text("dataset", "errors");
            Dataset dataset = Dataset.of(named);
            String query = Line.join(" ", Dataset.filter(named), call.text("query", "")) == null ? ""
                : Line.join(" ", Dataset.filter(named), call.text("query", "")).plain();
            List<String> functions = new ArrayList<>();
            for (String given : call.texts("functions")) functions.addAll(Query.arguments(given));
            if (functions.isEmpty()) functions.add("count()");
            functions.replaceAll(name -> Query.functions(dataset.word()).contains(name) ? name + "()" : name);
            for (String name : functions) if (!Cells.aggregate(name)) throw FailureException.input("functions",
                "takes functions such as count() or p95(span.duration), not " + FailureException.show(name)
                    + "; fields to group by go into groupBy");
            List<String> groupBy = new ArrayList<>();
            for (String given : call.texts("groupBy")) groupBy.addAll(Query.arguments(given));
            for (String field : groupBy) if (Cells.aggregate(field) || field.startsWith("timestamp"))
                throw FailureException.input("groupBy", "takes fields such as transaction, not "
                    + FailureException.show(field));
            long window = window(call);
            if (window <= LENGTHS[0]) throw FailureException.input("period",
                "must be longer than a minute, the shortest bucket of many servers");
            long interval = call.has("interval") ? Show.period(call.text("interval")).toSeconds() : fitting(window);
            if (interval >= window) throw FailureException.input("interval", "must be shorter than the window");
            if (window / interval > MOST_BUCKETS) throw FailureException.input("interval", "cuts the window into "
                + Show.count(window / interval) + " buckets; Sentry makes at most " + Show.count(MOST_BUCKETS));
            return new Plan(dataset, query, List.copyOf(functions), List.copyOf(groupBy),
                call.integer("top", EventSeries.GROUPS), interval, call.has("interval"), zone(call.text("timeZone")));
        }

        private static ZoneId zone(String name) {
            try {
                return name == null ? ZoneOffset.UTC : ZoneId.of(name);
            } catch (DateTimeException none) {
                throw FailureException.input("timeZone",
                    "must be a name such as Europe/Berlin or an offset such as +05:30, not "
                        + FailureException.show(name));
            }
        }
    }

    private static long window(Call call) {
        if (call.text("start") == null) return Show.period(call.text("period", WINDOW)).toSeconds();
        Instant end = call.text("end") == null ? Instant.now() : Show.instant(call.text("end"));
        return Math.max(1, end.getEpochSecond() - Show.instant(call.text("start")).getEpochSecond());
    }

    /** Lengths that people think in. All of them are among those that Sentry takes. */
    private static final long[] LENGTHS = {60, 300, 900, 3_600, 14_400, 86_400};

    /** The shortest with which the curve is no longer than a line. */
    static long fitting(long window) {
        for (long length : LENGTHS) if (window <= CURVE * length) return length;
        return 86_400;
    }

    // ---------------------------------------------------------------- asking

    private static Answer series(Call call) {
        Plan plan = Plan.of(call);
        long shift = shift(call, plan);
        Sentry.Later releases = releases(call);
        List<Series> found = SeriesReader.read(ask(call, plan, call.window(base(call, plan, false), WINDOW),
            call.window(base(call, plan, true), WINDOW)), plan.functions, plan.groupBy, plan.interval * 1000);
        Answer answer = Answer.titled("Over time: ", functions(plan), " of ", plan.dataset.word())
            .fact("Query", plan.query.isBlank() ? "(everything)" : Untrusted.of(plan.query, 1_000))
            .fact("Project", call.project())
            .fact("Environment", call.texts("environment").stream().map(Untrusted::of).toList());
        if (found.isEmpty()) return answer.fact("Window", call.window(WINDOW)).line("Sentry sent no bucket.");
        long interval = found.get(0).interval();
        if (shift < 0) shift = found.get(0).size() * interval;
        // Buckets can be compared when they begin at the same place
        if (shift > 0) shift = Math.max(1, Math.round((double) shift / interval)) * interval;
        List<Series> all = new ArrayList<>();
        if (shift > 0) {
            try {
                List<Series> earlier = earlier(call, plan, found.get(0), shift);
                for (Series one : found) {
                    Series then = earlier.stream().filter(one::same).findFirst().orElse(null);
                    all.add(then == null ? one : one.with(SeriesReader.shifted(one, then, shift)));
                }
            } catch (FailureException lost) {
                if (lost.kind() != FailureException.Kind.REJECTED) throw lost;
                List<Object> parts = new ArrayList<>(List.of("The earlier period could not be read: "));
                parts.addAll(lost.parts());
                answer.line(parts.toArray());
                all.addAll(found);
                shift = 0;
            }
        } else {
            all.addAll(found);
        }
        Timeline timeline = new Timeline(plan.dataset.word(), plan.query,
            call.project() == null ? List.of() : List.of(call.project()), call.texts("environment"),
            zone(plan), shift, all, releases(call, releases.orNone()),
            call.links().web(call.organization()), url(call, plan));
        return tell(answer, call, plan, timeline).view(timeline::view);
    }

    private static String zone(Plan plan) { return plan.zone.equals(ZoneOffset.UTC) ? "UTC" : plan.zone.getId(); }

    private static Line functions(Plan plan) {
        return Line.join(", ", plan.functions.stream().map(Shape::named).toList());
    }

    /** Seconds between the periods, as milliseconds; 0 = not compared, -1 = by the length of the window. */
    private static long shift(Call call, Plan plan) {
        String wanted = call.text("compareWith");
        if (wanted == null) return 0;
        if (List.of("before", "previous", "period").contains(wanted.toLowerCase(Locale.ROOT))) return -1;
        if (!wanted.matches("[1-9][0-9]{0,5}[smhdw]")) throw FailureException.input("compareWith",
            "must be before, or a number and a unit such as 7d, not " + FailureException.show(wanted));
        if (Show.period(wanted).toSeconds() < plan.interval) throw FailureException.input("compareWith",
            "must not be shorter than a bucket");
        return Show.period(wanted).toSeconds() * 1000;
    }

    /** @param older as {@code events-stats/} takes it, which servers of 2025 and before have instead */
    private static Sentry.Request base(Call call, Plan plan, boolean older) {
        Sentry.Request request = Sentry.Request
            .get("organizations", call.organization(), older ? "events-stats" : "events-timeseries")
            .with("dataset", older && plan.dataset.older() != null ? plan.dataset.older() : plan.dataset.api())
            .with("yAxis", plan.functions).withEven("query", plan.query).with("environment", call.texts("environment"))
            .with("interval", older ? plan.interval + "s" : String.valueOf(plan.interval));
        if (older) request = request.with("partial", 1);
        if (plan.groupBy.isEmpty()) return request;
        String main = plan.functions.stream().filter(each -> !each.startsWith("equation|")).findFirst().orElse(null);
        if (older) request = request.with("field", plan.groupBy).with("field", plan.functions);
        else request = request.with("groupBy", plan.groupBy);
        return request.with("topEvents", plan.top).with("sort", main == null ? null : "-" + main);
    }

    private static Json ask(Call call, Plan plan, Sentry.Request request, Sentry.Request older) {
        try {
            return ProjectFilter.start(call, request, call.project()).reply().json();
        } catch (FailureException refused) {
            if (refused.kind() != FailureException.Kind.NOT_FOUND) throw explained(call, plan, refused);
            try {
                return ProjectFilter.start(call, older, call.project()).reply().json();
            } catch (FailureException again) {
                throw again.kind() == FailureException.Kind.NOT_FOUND ? refused : explained(call, plan, again);
            }
        }
    }

    private static FailureException explained(Call call, Plan plan, FailureException refused) {
        List<String> fields = new ArrayList<>(plan.groupBy);
        fields.addAll(plan.functions);
        return EventAnswers.explained(call, plan.dataset, fields, plan.query, null, refused);
    }

    /** The series of the earlier period. @throws FailureException also when it is older than what Sentry keeps */
    private static List<Series> earlier(Call call, Plan plan, Series now, long shift) {
        Instant start = Instant.ofEpochMilli(now.start() - shift);
        Instant end = Instant.ofEpochMilli(now.at(now.size()) - shift);
        Json answer = ask(call, plan, base(call, plan, false).with("start", start).with("end", end),
            base(call, plan, true).with("start", start).with("end", end));
        return SeriesReader.read(answer, plan.functions, plan.groupBy, plan.interval * 1000);
    }

    /** The newest hundred. A token may not be allowed to see them; then nothing is said of them. */
    private static Sentry.Later releases(Call call) {
        return ProjectFilter.start(call, Sentry.Request.get("organizations", call.organization(), "releases")
            .with("environment", call.texts("environment")).with("per_page", 100), call.project());
    }

    /** Oldest first. */
    private static List<Release> releases(Call call, Json rows) {
        List<Release> releases = new ArrayList<>();
        for (Json row : rows.list()) {
            boolean here = call.texts("environment").isEmpty()
                || call.texts("environment").contains(row.text("lastDeploy", "environment"));
            Instant deployed = here ? Show.instant(row.text("lastDeploy", "dateFinished")) : null;
            Instant released = Show.instant(row.text("dateReleased"));
            Instant at = deployed != null ? deployed : released != null ? released
                : Show.instant(row.text("dateCreated"));
            if (at != null && row.text("version") != null) releases.add(new Release(row.text("version"),
                at.toEpochMilli(), deployed != null ? "deployed" : released != null ? "released" : "created",
                row.list("projects").stream().map(each -> each.text("slug")).filter(Objects::nonNull).toList()));
        }
        releases.sort(Comparator.comparingLong(Release::at));
        return releases;
    }

    /** Where Sentry's own interface draws the same. */
    private static String url(Call call, Plan plan) {
        String base = switch (plan.dataset) {
            case ERRORS -> call.links().web(call.organization(), "explore", "discover", "homepage");
            case SPANS -> call.links().web(call.organization(), "explore", "traces");
            default -> null;
        };
        if (base == null) return null;
        StringBuilder url = new StringBuilder(base).append("/?query=").append(Links.inText(plan.query));
        if (plan.dataset == Dataset.ERRORS) url.append("&queryDataset=error-events&yAxis=")
            .append(Links.inText(plan.functions.get(0)));
        if (call.text("start") == null) url.append("&statsPeriod=").append(call.text("period", WINDOW));
        else url.append("&start=").append(Links.encode(call.text("start"))).append(call.text("end") == null ? ""
            : "&end=" + Links.encode(call.text("end")));
        return url.toString();
    }

    // ---------------------------------------------------------------- telling

    private static Answer tell(Answer answer, Call call, Plan plan, Timeline timeline) {
        Times times = new Times(plan.zone, timeline.interval());
        Series any = timeline.series().get(0);
        Measured length = Show.millis(timeline.interval());
        answer.fact("Window", times.full(timeline.start()) + " to " + times.full(timeline.end()) + ", "
            + Show.counted(any.size(), "bucket") + " of " + length)
            .fact("Times", zone(plan)
                + (timeline.interval() >= 86_400_000 && !plan.zone.equals(ZoneOffset.UTC)
                    ? "; Sentry's days begin at 00:00 UTC" : ""))
            .fact("Url", timeline.url());
        if (plan.chosen && timeline.interval() != plan.interval * 1000) answer.line("Sentry does not make buckets of "
            + Show.millis(plan.interval * 1000.0) + "; it chose " + length + ".");
        int partial = 0;
        for (boolean each : any.partial()) if (each) partial++;
        if (partial > 0) answer.line((partial == 1 ? "The last bucket is" : "The last " + partial + " buckets are")
            + " not complete yet: in brackets below, and left out of mean, trend, step and comparison.");
        if (timeline.shift() > 0) answer.fact("Compared with", times.full(timeline.start() - timeline.shift()) + " to "
            + times.full(timeline.end() - timeline.shift()));
        List<Release> within = timeline.within();
        if (!within.isEmpty()) {
            List<Object> marks = new ArrayList<>();
            for (Release each : within.subList(Math.max(0, within.size() - 5), within.size())) marks.add(
                Line.of(Untrusted.of(each.version()), " " + each.how() + " " + times.full(each.at())));
            answer.fact("Releases", Line.of(within.size() > 5 ? "the last 5 of " + within.size() + ": " : "",
                Line.join(", ", marks)));
        }
        boolean empty = timeline.series().stream().allMatch(each -> each.first() < 0);
        if (empty) {
            answer.line("Nothing matches in this window.");
            if (call.user().offers("list_event_fields")) answer
                .note("A field that does not exist matches nothing: list_event_fields shows which ones there are.");
            return answer;
        }
        answer.section("Series", "A longer interval, fewer functions or a smaller top makes them fewer.");
        for (Series each : timeline.series()) one(answer, plan, timeline, each, times);
        if (!plan.groupBy.isEmpty() && timeline.series().stream().noneMatch(Series::other)
            && timeline.series().size() >= plan.top * plan.functions.size())
            answer.note("Values beyond the top ",
                String.valueOf(plan.top), " are in none of these series.");
        return answer;
    }

    private static void one(Answer answer, Plan plan, Timeline timeline, Series one, Times times) {
        Amounts amounts = new Amounts(plan.dataset.word(), one);
        answer.item("series", heading(plan, one, timeline.series().size() > 1 && plan.functions.size() > 1));
        if (one.first() < 0) {
            answer.line("Nothing in this window.");
            return;
        }
        Object between = one.last() == one.first() ? times.full(one.at(one.first()))
            : times.full(one.at(one.first())) + " to " + times.full(one.at(one.last()));
        answer.fact("Curve", one.blocks(CURVE))
            .fact("Total", amounts.shown(one.total()))
            .fact("Mean", one.mean() == 0 || Double.isNaN(one.mean()) ? null
                : Line.of(amounts.shown(one.mean()), " a bucket"))
            .fact("Peak", Line.of(amounts.shown(one.values()[one.peak()]), " at ",
                times.full(one.at(one.peak()))))
            .fact("Seen", Line.of(between, one.gaps() == 0 ? "" : "; " + Show.counted(one.gaps(), "bucket")
                + " without data"));
        Series.Halves halves = one.halves();
        if (halves != null) answer.fact("Trend", Line.of("second half ", amounts.shown(halves.second()),
            " a bucket, first ", amounts.shown(halves.first()), change(halves.first(), halves.second())));
        Series.Step step = one.step();
        if (step != null) {
            Release release = timeline.before(one, step.index());
            answer.fact("Largest step", Line.of(amounts.shown(step.before()) + " → " + amounts.shown(step.after())
                + change(step.before(), step.after()) + " at " + times.full(one.at(step.index())),
                release == null ? null : Line.of("; nearest release before: ", Untrusted.of(release.version()),
                    " " + release.how() + " " + times.full(release.at())
                        + apart(one.at(step.index()) - release.at()))));
        }
        Series.Compared compared = one.compared();
        if (compared != null) answer.fact("Before", amounts.shown(compared.before()) + (one.adds() ? "" : " a bucket")
            + ", now " + amounts.shown(compared.now()) + change(compared.before(), compared.now())
            + (compared.buckets() < one.size() ? ", over " + Show.counted(compared.buckets(), "bucket") : ""));
        else if (timeline.shift() > 0) answer.fact("Before", plan.groupBy.isEmpty() ? "no data"
            : "not among the top then, or no data");
        answer.fact("Sampling", sampling(one)).fact("Buckets", buckets(one, amounts, times));
    }

    private static Object heading(Plan plan, Series one, boolean function) {
        List<Object> parts = new ArrayList<>();
        if (one.other()) parts.add("all others");
        else for (Group group : one.group()) parts.add(group.value() == null
            ? Line.of("(no ", Shape.named(group.key()), ")") : Untrusted.of(group.value()));
        if (function || parts.isEmpty()) parts.add(0, Shape.named(one.function()));
        return Line.join(" · ", parts);
    }

    private static String apart(long ms) {
        return ms < 0 ? ", within that bucket" : ", " + Show.millis(ms) + " before";
    }

    /** {@code , +42 %}; nothing from or to what was nothing. */
    private static String change(double before, double after) {
        if (before == 0 || !Double.isFinite(before) || !Double.isFinite(after)) return "";
        double change = (after - before) / Math.abs(before);
        if (Math.abs(change) < 0.0005) return " (unchanged)";
        if (change >= 9) return " (" + Show.number(Math.round(after / before * 10) / 10.0) + " times)";
        return " (" + (change > 0 ? "+" : "−") + Show.number(Math.abs(Math.round(change * 1000) / 10.0)) + " %)";
    }

    private static String sampling(Series one) {
        List<String> said = new ArrayList<>();
        if (one.sampleRate() < 0.9995) said.add("values are extrapolated from " + Show.percent(one.sampleRate())
            + " of the data");
        if (one.doubtful() > 0) said.add("low confidence in " + Show.counted(one.doubtful(), "bucket"));
        if (!one.scanned()) said.add("Sentry looked at a part of the data only");
        return said.isEmpty() ? null : String.join("; ", said);
    }

    /** All values, or the last of them, oldest first; a time before every sixth of them. */
    private static String buckets(Series one, Amounts amounts, Times times) {
        int from = Math.max(0, one.size() - MOST_LISTED);
        StringBuilder out =
            new StringBuilder(from == 0 ? "" : "the last " + MOST_LISTED + " of " + Show.count(one.size())
                + ", ").append(amounts.unit());
        for (int i = from; i < one.size(); i++) {
            if ((i - from) % 6 == 0) out.append(i == from ? "" : "; ").append(times.brief(one.at(i))).append(": ");
            else out.append(' ');
            String value = amounts.bare(one.values()[i]);
            out.append(one.partial()[i] ? "(" + value + ")" : value);
        }
        return out.toString();
    }

    /** Times of buckets: days by their date, shorter ones to the minute. */
    private record Times(ZoneId zone, long interval) {
        String full(long ms) {
            return format(ms, interval >= 86_400_000 && ms % 86_400_000 == 0 && zone.equals(ZoneOffset.UTC)
                ? "uuuu-MM-dd" : interval < 60_000 ? "uuuu-MM-dd HH:mm:ss" : "uuuu-MM-dd HH:mm");
        }

        String brief(long ms) {
            return format(ms, interval >= 86_400_000 ? "MM-dd" : interval < 60_000 ? "HH:mm:ss" : "MM-dd HH:mm");
        }

        private String format(long ms, String pattern) {
            return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(zone).format(Instant.ofEpochMilli(ms));
        }
    }

    /** Values of one series: as a person reads one, and bare where many stand side by side. */
    private record Amounts(String dataset, Series series) {
        Object shown(double value) {
            return Double.isNaN(value) ? null
                : Cells.number(dataset, series.function(), value, series.type(), series.unit());
        }

        /** The unit of the bare numbers, "in ms, " or "". */
        String unit() {
            String unit = Cells.base(series.function(), series.type(), series.unit());
            return unit.isEmpty() ? "" : "in " + unit + ", ";
        }

        /** Four digits, no separators. */
        String bare(double value) {
            if (Double.isNaN(value)) return "–";
            double base = value * Cells.factor(series.function(), series.type(), series.unit());
            if (base == Math.rint(base) && Math.abs(base) < 1e15) return String.valueOf((long) base);
            if (Math.abs(base) >= 1000) return String.valueOf(Math.round(base));
            if (Math.abs(base) < 1e-6) return String.valueOf(base);
            int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(Math.abs(base))));
            return String.format(Locale.ROOT, "%." + decimals + "f", base).replaceAll("0+$", "").replaceAll("\\.$", "");
        }
    }
}
