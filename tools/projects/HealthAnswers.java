package tools.projects;

import java.util.List;
import tools.answer.Answer;
import tools.answer.Line;
import tools.answer.Measured;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.ProjectFilter;
import tools.sentry.Sentry;

/** How the calls of {@link ReleaseHealth} are answered. */
final class HealthAnswers {
    private HealthAnswers() {}

    private static final String SESSIONS = "sum(session)";
    private static final String USERS = "count_unique(user)";
    private static final String FREE_SESSIONS = "crash_free_rate(session)";
    private static final String FREE_USERS = "crash_free_rate(user)";
    /** Rows of hours or days; a curve tells of those before. */
    private static final int ROWS = 31;
    private static final int RELEASES = 10;

    static Answer health(Call call) {
        String version = call.text("releaseVersion");
        Sentry.Request base =
            call.window(Sentry.Request.get("organizations", call.organization(), "sessions")
                .with("field", List.of(SESSIONS, USERS, FREE_SESSIONS, FREE_USERS)), Buckets.PERIOD)
                .with("environment", call.texts("environment")).with("interval", Buckets.interval(call));
        Sentry.Later all = ProjectFilter.start(call, base, call.project());
        Sentry.Later other = ProjectFilter.start(call,
            version != null ? base.with("query", "release:" + ReleaseComparison.quoted(version))
                : base.with("groupBy", "release").with("includeSeries", 0).with("orderBy", "-" + SESSIONS)
                    .with("per_page", RELEASES),
            call.project());
        Json everything = all.reply().json();
        Json shown = version == null ? everything : other.reply().json();
        Buckets buckets = Buckets.of(call, shown);
        Json group = shown.at("groups").item(0);
        Json whole = everything.at("groups").item(0);
        Answer answer = Answer
            .titled("Release health of ", call.organization(), call.project() == null ? null : "/" + call.project())
            .fact("Release", Untrusted.of(version))
            .fact("Environment", call.texts("environment").stream().map(Untrusted::of).toList())
            .fact("Period", call.window(Buckets.PERIOD) + ", by " + buckets.word() + " of UTC");
        if (group.number("totals", SESSIONS) == null || group.number("totals", SESSIONS) == 0)
            return answer.line(version == null ? "No sessions were sent in that time."
                : Line.of("No sessions of that release were sent in that time",
                    whole.number("totals", SESSIONS) == null ? "." : Line.of(", of ",
                        whole.at("totals").count(SESSIONS), " in all.")));
        totals(answer, group.at("totals"), version == null ? Json.NONE : whole.at("totals"));
        curves(answer, group, version == null ? Json.NONE : whole, buckets);
        if (version == null) releases(answer, other.orNone().list("groups"), group.number("totals", SESSIONS));
        rows(answer, group.at("series"), version == null ? Json.NONE : whole.at("series"), buckets);
        return answer;
    }

    private static void totals(Answer answer, Json totals, Json whole) {
        answer.fact("Sessions", share(totals.number(SESSIONS), whole.number(SESSIONS)))
            .fact("Users", share(totals.number(USERS), whole.number(USERS)))
            .fact("Crash-free sessions", percent(totals.number(FREE_SESSIONS)))
            .fact("Crash-free users", percent(totals.number(FREE_USERS)));
    }

    /** "7,275 of 40,000 (18.19 %)". */
    private static String share(Double part, Double whole) {
        if (part == null) return null;
        return Show.number(part) + (whole == null || whole == 0 ? ""
            : " of " + Show.number(whole) + " (" + Show.percent(part / whole) + ")");
    }

    private static Measured percent(Double fraction) { return fraction == null ? null : Show.percent(fraction); }

    private static void curves(Answer answer, Json group, Json whole, Buckets buckets) {
        if (buckets.starts().isEmpty()) return;
        double[] free = buckets.values(group.at("series").at(FREE_SESSIONS));
        double[] sessions = buckets.values(group.at("series").at(SESSIONS));
        double[] crashed = free.clone();
        for (int i = 0; i < crashed.length; i++) crashed[i] = 1 - crashed[i];
        int worst = Buckets.peak(crashed, 1);
        if (worst >= 0) answer.fact("Crashed sessions by " + buckets.word(), Buckets.curve(crashed) + " from "
            + buckets.at(0) + ", most " + Show.percent(crashed[worst]) + " at " + buckets.at(worst) + " (of "
            + (Double.isNaN(sessions[worst]) ? "unknown many sessions" : Show.counted(Math.round(sessions[worst]),
                "session"))
            + ")");
        int half = sessions.length / 2;
        Double first = mean(free, sessions, 0, half);
        Double second = mean(free, sessions, sessions.length - half, sessions.length);
        if (first != null && second != null && half > 0) answer.fact("Crash-free sessions, half against half",
            Show.percent(first) + ", then " + Show.percent(second));
        answer.fact("Sessions by " + buckets.word(), Buckets.curve(sessions));
        if (whole.present()) answer.fact("Adoption by " + buckets.word(),
            Buckets.curve(shares(sessions, buckets.values(whole.at("series").at(SESSIONS)))));
    }

    /** Each bucket's share of the sessions; NaN where there were none. */
    private static double[] shares(double[] part, double[] whole) {
        double[] shares = new double[part.length];
        for (int i = 0; i < shares.length; i++)
            shares[i] = whole[i] > 0 ? (Double.isNaN(part[i]) ? 0 : part[i]) / whole[i] : Double.NaN;
        return shares;
    }

    /** Over all sessions of some buckets; null when there are none. */
    private static Double mean(double[] rates, double[] sizes, int from, int to) {
        double sum = 0;
        double all = 0;
        for (int i = from; i < to; i++) {
            if (Double.isNaN(rates[i]) || Double.isNaN(sizes[i])) continue;
            sum += rates[i] * sizes[i];
            all += sizes[i];
        }
        return all == 0 ? null : (Double) (sum / all);
    }

    private static void releases(Answer answer, List<Json> groups, double whole) {
        if (groups.isEmpty()) return;
        answer.rows("Releases with most sessions", "Name a release.");
        for (Json group : groups.subList(0, Math.min(RELEASES, groups.size())))
            totals(answer.item("release", group.said("by", "release")), group.at("totals"),
                Json.of(java.util.Map.of(SESSIONS, whole)));
    }

    private static void rows(Answer answer, Json series, Json whole, Buckets buckets) {
        int size = buckets.starts().size();
        if (size == 0) return;
        double[] sessions = buckets.values(series.at(SESSIONS));
        double[] users = buckets.values(series.at(USERS));
        double[] freeSessions = buckets.values(series.at(FREE_SESSIONS));
        double[] freeUsers = buckets.values(series.at(FREE_USERS));
        double[] shares = shares(sessions, buckets.values(whole.at(SESSIONS)));
        int from = Math.max(0, size - ROWS);
        answer.section("By " + buckets.word());
        if (from > 0) answer.line("The last " + ROWS + " of " + size + ".");
        for (int i = from; i < size; i++) {
            if (!(sessions[i] > 0)) {
                answer.line("- ", buckets.at(i), ": no sessions");
                continue;
            }
            answer.line("- ", buckets.at(i), buckets.open(i) ? " (not over yet)" : null, ": ",
                crashFree(freeSessions[i],
                    sessions[i], "session"),
                Line.around(", ", crashFree(freeUsers[i], users[i], "user"), ""),
                " crash-free", whole.present() && !Double.isNaN(shares[i]) ? ", adoption " + Show.percent(shares[i])
                    : null);
        }
    }

    /** "98.91 % of 412 sessions". */
    private static String crashFree(double rate, double many, String one) {
        if (Double.isNaN(many)) return null;
        return (Double.isNaN(rate) ? "unknown" : Show.percent(rate)) + " of " + Show.counted(Math.round(many), one);
    }
}
