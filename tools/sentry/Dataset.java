package tools.sentry;

import java.util.List;
import java.util.Locale;

/**
 * What Sentry keeps of events, one table each: how a caller names it, how Sentry's API does, and what older versions
 * and the web interface call it.
 */
public enum Dataset {
    ERRORS("errors", "errors", null, "error", "error-events", "events", "discover", "issueplatform", "issue-platform",
        "search_issues"),
    SPANS("spans", "spans", "spansIndexed", "span", "traces", "transactions", "transaction", "transaction-like",
        "spansIndexed", "spansMetrics", "metricsEnhanced"),
    LOGS("logs", "logs", "ourlogs", "log", "ourlogs"),
    METRICS("metrics", "tracemetrics", null, "metric", "tracemetrics", "trace-metrics", "trace_metrics"),
    PROFILES("profiles", "profiles", null, "profile", "profiling", "profile_functions"),
    REPLAYS("replays", "replays", null, "replay", "session-replays");

    private final String word;
    private final String api;
    private final String older;
    private final List<String> others;

    Dataset(String word, String api, String older, String... others) {
        this.word = word;
        this.api = api;
        this.older = older;
        this.others = List.of(others);
    }

    /** As callers write it, and as answers say it: {@code errors}. */
    public String word() { return word; }

    /** As Sentry's API takes it. */
    public String api() { return api; }

    /** As servers of 2025 and before took it, or null when they called it the same or did not have it. */
    public String older() {
        return older;
    }

    /** {@code error}. */
    public String noun() {
        return word.substring(0, word.length() - 1);
    }

    /** Whether its fields are attributes that services send, spans' and others', and not tags. */
    public boolean hasAttributes() {
        return this == SPANS || this == LOGS || this == METRICS;
    }

    /** Whether Sentry counts it over time. */
    public boolean hasSeries() { return this == ERRORS || hasAttributes(); }

    /** The columns by which it can be sorted where only some can; empty where any can. */
    public List<String> sorts() {
        return this == REPLAYS ? REPLAY_SORTS : List.of();
    }

    private static final List<String> REPLAY_SORTS = List.of("started_at", "finished_at", "duration", "activity",
        "count_errors", "count_rage_clicks", "count_dead_clicks", "count_warnings", "count_infos", "count_urls",
        "project_id", "platform", "dist", "browser.name", "browser.version", "os.name", "os.version", "device.name",
        "device.brand", "device.family", "device.model", "sdk.name", "user.id", "user.email", "user.username");

    /** The one of that name, whoever uses it, in any case; null when there is none. */
    public static Dataset of(String name) {
        String lower = name == null ? "" : name.strip().toLowerCase(Locale.ROOT);
        for (Dataset each : values()) {
            if (each.word.equals(lower)) return each;
            for (String other : each.others) if (other.toLowerCase(Locale.ROOT).equals(lower)) return each;
        }
        return null;
    }

    /** What a name means besides the table: transactions are spans of one kind. "" when nothing. */
    public static String filter(String name) {
        boolean transactions = name != null && name.toLowerCase(Locale.ROOT).startsWith("transaction");
        return transactions && of(name) == SPANS ? "is_transaction:true" : "";
    }

    /** The words of all, in the order in which they are listed. */
    public static String[] words() {
        String[] words = new String[values().length];
        for (int i = 0; i < words.length; i++) words[i] = values()[i].word;
        return words;
    }

    /** The words of those that Sentry counts over time. */
    public static String[] series() {
        return new String[] {ERRORS.word, SPANS.word, LOGS.word, METRICS.word};
    }
}
