package tools.projects;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.answer.Answer;
import tools.answer.Line;
import tools.answer.Measured;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.ProjectFilter;
import tools.sentry.Sentry;

/** How the calls of {@link Usage} are answered. */
final class UsageAnswers {
    private UsageAnswers() {}

    private static final String FIELD = "sum(quantity)";
    /** What is told of a long tail. */
    private static final int REASONS = 5;
    private static final int PROJECTS = 15;
    private static final int CATEGORIES = 4;

    /** The outcomes of Sentry's OpenAPI document, as a person names them. */
    private static final Map<String, String> OUTCOMES = outcomes();

    private static Map<String, String> outcomes() {
        Map<String, String> outcomes = new LinkedHashMap<>();
        outcomes.put("accepted", "Accepted");
        outcomes.put("filtered", "Filtered");
        outcomes.put("rate_limited", "Rate limited");
        outcomes.put("invalid", "Invalid");
        outcomes.put("abuse", "Abuse");
        outcomes.put("cardinality_limited", "Cardinality limited");
        outcomes.put("client_discard", "Discarded by SDKs");
        return outcomes;
    }

    /** Sentry's data categories, older ones too. */
    private static final List<String> NAMES = List.of("default", "error", "security", "transaction",
        "transaction_indexed", "span", "span_indexed", "attachment", "attachment_item", "session", "replay",
        "replay_video", "profile", "profile_indexed", "profile_duration", "profile_duration_ui", "profile_chunk",
        "profile_chunk_ui", "monitor", "monitor_seat", "uptime", "log_item", "log_byte", "trace_metric",
        "trace_metric_byte", "metric_bucket", "metric_second", "metric_hour", "user_report_v2", "feedback",
        "seer_autofix", "seer_scanner", "seer_user", "size_analysis", "installable_build", "nel");

    private static Object named(String category) { return Json.of(category).among(NAMES); }

    /** How much of one category had one outcome. */
    private static final class Tally {
        double all;
        double[] series;
        final Map<String, Double> reasons = new TreeMap<>();
    }

    static Answer usage(Call call) {
        Sentry.Request base = call.window(
            Sentry.Request.get("organizations", call.organization(), "stats_v2").with("field", FIELD), Buckets.PERIOD)
            .with("interval", Buckets.interval(call));
        Sentry.Later counted =
            ProjectFilter.start(call, base.with("groupBy", List.of("category", "outcome", "reason")), call.project());
        Sentry.Later shared = call.project() != null ? null
            : ProjectFilter.start(call, base.with("groupBy", List.of("project", "category", "outcome")), null);
        Sentry.Later named = call.project() != null ? null : call.sentry()
            .start(Sentry.Request.get("organizations", call.organization(), "projects").with("per_page", 100));
        Json usage = counted.reply().json();
        Buckets buckets = Buckets.of(call, usage);
        Answer answer = Answer
            .titled("Usage of ", call.organization(), call.project() == null ? null : "/" + call.project())
            .fact("Period", call.window(Buckets.PERIOD) + ", by " + buckets.word() + " of UTC")
            .fact("Category", Untrusted.of(call.text("category")));
        Map<String, Map<String, Tally>> tallies = tallies(usage, buckets, call.text("category"));
        if (tallies.isEmpty()) {
            List<String> others = new ArrayList<>(tallies(usage, buckets, null).keySet());
            return answer.line(others.isEmpty() ? "Nothing was sent in that time."
                : Line.of("Nothing of that category was sent in that time. There is: ",
                    Line.join(", ", others.stream().map(UsageAnswers::named).toList())));
        }
        answer.section("Categories");
        tallies.entrySet().stream()
            .sorted(Comparator.comparing((Map.Entry<String, Map<String, Tally>> each) -> -received(each.getValue())))
            .forEach(each -> category(answer, each.getKey(), each.getValue(), buckets));
        if (shared != null) projects(answer, shared.orNone(), named.orNone(), call.text("category"));
        return answer.note("What SDKs discard never reached Sentry: it is no part of what was received.");
    }

    private static Map<String, Map<String, Tally>> tallies(Json usage, Buckets buckets, String wanted) {
        Map<String, Map<String, Tally>> tallies = new LinkedHashMap<>();
        for (Json group : usage.list("groups")) {
            String category = group.text("by", "category");
            String outcome = group.text("by", "outcome");
            Double all = group.number("totals", FIELD);
            if (outcome == null || all == null || all == 0 || !fits(category, wanted)) continue;
            Tally tally = tallies.computeIfAbsent(category, none -> new HashMap<>())
                .computeIfAbsent(outcome, none -> new Tally());
            tally.all += all;
            String reason = group.text("by", "reason");
            if (reason != null && !reason.equals("none")) tally.reasons.merge(reason, all, Double::sum);
            double[] values = buckets.values(group.at("series").at(FIELD));
            if (tally.series == null) tally.series = values;
            else add(tally.series, values);
        }
        return tallies;
    }

    private static void add(double[] into, double[] values) {
        for (int i = 0; i < into.length; i++)
            if (!Double.isNaN(values[i])) into[i] = (Double.isNaN(into[i]) ? 0 : into[i]) + values[i];
    }

    /** A category, and those that measure the same in other units: "logs" are log_item and log_byte. */
    private static boolean fits(String category, String wanted) {
        if (category == null || wanted == null) return category != null;
        String word = wanted.strip().toLowerCase(Locale.ROOT).replace(' ', '_');
        for (String each : List.of(word, word.replaceFirst("s$", "")))
            if (!each.isEmpty() && (category.equals(each) || category.startsWith(each + "_"))) return true;
        return false;
    }

    private static double received(Map<String, Tally> outcomes) {
        return outcomes.entrySet().stream().filter(each -> !each.getKey().equals("client_discard"))
            .mapToDouble(each -> each.getValue().all).sum();
    }

    private static void category(Answer answer, String category, Map<String, Tally> outcomes, Buckets buckets) {
        double received = received(outcomes);
        answer.item("category", named(category)).fact("Received", quantity(category, received));
        OUTCOMES.forEach((outcome, label) -> {
            Tally tally = outcomes.get(outcome);
            if (tally == null) return;
            boolean part = received > 0 && !outcome.equals("client_discard");
            answer.fact(label, Line.of(quantity(category, tally.all),
                part ? " (" + Show.percent(tally.all / received) + ")" : null,
                Line.around(": ", reasons(category, tally), "")));
        });
        List<Object> others = new ArrayList<>();
        outcomes.forEach((outcome, tally) -> {
            if (!OUTCOMES.containsKey(outcome))
                others.add(Line.of(Untrusted.of(outcome), " ", quantity(category, tally.all)));
        });
        answer.fact("Other outcomes", others);
        if (buckets.starts().isEmpty()) return;
        double[] accepted = new double[buckets.starts().size()];
        double[] dropped = accepted.clone();
        outcomes.forEach((outcome, tally) -> {
            if (outcome.equals("accepted")) add(accepted, tally.series);
            else if (!outcome.equals("client_discard")) add(dropped, tally.series);
        });
        curve(answer, "Accepted by ", category, accepted, buckets);
        curve(answer, "Dropped by ", category, dropped, buckets);
    }

    /** "▁▂█, peak 1,204 on 2026-02-11"; nothing when there is nothing. */
    private static void curve(Answer answer, String label, String category, double[] values, Buckets buckets) {
        int peak = Buckets.peak(values, 1);
        if (peak < 0 || values[peak] <= 0) return;
        answer.fact(label + buckets.word(), Buckets.curve(values) + " from " + buckets.at(0) + ", peak "
            + quantity(category, values[peak]) + " at " + buckets.at(peak));
    }

    /** The reasons of an outcome, the largest first: some come from SDKs, which call them what they like. */
    private static Line reasons(String category, Tally tally) {
        List<Map.Entry<String, Double>> sorted = new ArrayList<>(tally.reasons.entrySet());
        sorted.sort(Map.Entry.<String, Double>comparingByValue().reversed());
        List<Object> shown = new ArrayList<>();
        for (Map.Entry<String, Double> each : sorted)
            shown.add(Line.of(Untrusted.of(each.getKey()), " ", quantity(category, each.getValue())));
        return Line.join(", ", Show.first(shown, REASONS));
    }

    private static void projects(Answer answer, Json usage, Json names, String wanted) {
        Map<String, Object> slugs = new HashMap<>();
        for (Json project : names.list()) if (project.text("id") != null && project.slug("slug") != null)
            slugs.put(project.text("id"), project.slug("slug"));
        // by project and category: accepted, dropped, discarded
        Map<String, Map<String, double[]>> sums = new HashMap<>();
        for (Json group : usage.list("groups")) {
            String project = group.text("by", "project");
            String category = group.text("by", "category");
            Double all = group.number("totals", FIELD);
            if (project == null || all == null || all == 0 || !fits(category, wanted)) continue;
            String outcome = String.valueOf(group.text("by", "outcome"));
            sums.computeIfAbsent(project, none -> new HashMap<>()).computeIfAbsent(category,
                none -> new double[3])[outcome.equals("accepted") ? 0 : outcome.equals("client_discard") ? 2 : 1] +=
                    all;
        }
        if (sums.isEmpty()) return;
        answer.rows("Projects", "Name a project.");
        List<Map.Entry<String, Map<String, double[]>>> sorted = new ArrayList<>(sums.entrySet());
        sorted.sort(Comparator.comparing(each -> -each.getValue().values().stream()
            .mapToDouble(sum -> sum[0] + sum[1]).sum()));
        for (Map.Entry<String, Map<String, double[]>> each : sorted.subList(0, Math.min(PROJECTS, sorted.size()))) {
            List<Map.Entry<String, double[]>> categories = new ArrayList<>(each.getValue().entrySet());
            categories.sort(Comparator.comparing(sum -> -sum.getValue()[0] - sum.getValue()[1]));
            List<Object> shown = new ArrayList<>();
            for (Map.Entry<String, double[]> sum : categories) shown.add(Line.of(named(sum.getKey()), " ",
                told(sum.getKey(), sum.getValue())));
            Object slug = slugs.get(each.getKey());
            answer.item("project", slug == null ? Json.of(each.getKey()).token() : slug)
                .fact("Counts", Show.first(shown, CATEGORIES));
        }
        if (sorted.size() > PROJECTS)
            answer.note("Of " + Show.counted(sorted.size(), "project") + " the " + PROJECTS + " with most are shown.");
    }

    private static String told(String category, double[] sum) {
        return quantity(category, sum[0]) + " accepted"
            + (sum[1] == 0 ? "" : " and " + quantity(category, sum[1]) + " dropped")
            + (sum[2] == 0 ? "" : " and " + quantity(category, sum[2]) + " discarded by SDKs");
    }

    /** Attachments and what is named so are measured in bytes, some profiles in milliseconds, the rest is counted. */
    private static Measured quantity(String category, double quantity) {
        if (category.equals("attachment") || category.endsWith("_byte")) return Show.bytes(quantity);
        return category.startsWith("profile_duration") ? Show.millis(quantity) : Show.number(quantity);
    }
}
