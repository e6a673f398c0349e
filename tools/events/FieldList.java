package tools.events;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.Dataset;
import tools.sentry.EventFields;
import tools.sentry.ProjectFilter;
import tools.sentry.Sentry;

/** The fields that a search can use: first those that this organization's services really send, with metrics' names. */
final class FieldList {
    private FieldList() {}

    private static final String WINDOW = "14d";
    /** As many names as one reads; a part of the name finds the others. */
    private static final int NAMES = 300;
    private static final int METRICS = 100;

    /** @param type as Sentry says it, with what it counts; null = unknown */
    private record Sent(String name, String type) {}

    /** @param asked whether this Sentry could tell */
    private record Found(List<Sent> fields, String next, boolean asked) {}

    static Answer of(Call call) {
        Dataset dataset = EventAnswers.dataset(call);
        String part = call.text("query");
        Answer answer = Answer.titled("Fields of ", dataset.word()).fact("Matching", Untrusted.of(part))
            .fact("Functions", EventFields.functions(dataset)).fact("Window", call.window(WINDOW));
        if (dataset == Dataset.METRICS && !call.has("cursor")) metrics(answer, call, part);
        Found found = dataset == Dataset.PROFILES ? new Found(List.of(), null, true)
            : dataset.hasAttributes() ? attributes(call, dataset, part) : tags(call, dataset, part);
        Map<String, String> known = new LinkedHashMap<>();
        for (EventFields.Field field : EventFields.matching(dataset, null)) known.put(field.name(), field.about());
        Set<String> sent = new LinkedHashSet<>();
        StringBuilder names = new StringBuilder();
        int all = 0;
        for (Sent field : found.fields) {
            if (!sent.add(field.name) || all++ >= NAMES) continue;
            if (names.length() > 0) names.append('\n');
            names.append(Untrusted.clean(field.name, false)).append("  ").append(field.type == null ? "" : field.type);
            String about = known.getOrDefault(field.name, "");
            if (!about.isEmpty()) names.append(": ").append(about);
        }
        if (names.length() > 0) answer.section("Sent by your services", 950, "Narrow the list with query.")
            .block("Name and type, as a query takes them", Untrusted.of(names.toString(), 20_000));
        if (all > NAMES) answer.line(Show.count(all - NAMES) + " more: narrow the list with query.");
        List<EventFields.Field> built = new ArrayList<>();
        // What Sentry could have told and did not is not there: names of OpenTelemetry that nobody sends help nobody.
        boolean told = dataset.hasAttributes() && found.asked && part == null;
        for (EventFields.Field field : EventFields.matching(dataset, part))
            if (!sent.contains(field.name()) && !(told && EventFields.conventional(field.name()))) built.add(field);
        if (!built.isEmpty() && !call.has("cursor")) {
            boolean unseen = dataset.hasAttributes() && found.asked;
            answer.section(unseen ? "Built in or known, not seen in this window" : "Built in", 900,
                "Narrow the list with query.");
            for (EventFields.Field field : built) answer.fact(field.name(),
                field.type() + (field.about().isEmpty() ? "" : ", " + field.about()));
        }
        if (!found.asked) answer.note("This Sentry does not list the attributes of ", dataset.word(),
            "; only built-in names are shown.");
        else if (built.isEmpty() && all == 0)
            Sentry.Reply.nothing(answer, found.next,
                "No field matches; a part of a name, such as \"http\" or \"user\", finds more.");
        return answer.next(found.next);
    }

    /** Metrics have one field for all values; what one looks for are their names. */
    private static void metrics(Answer answer, Call call, String part) {
        Sentry.Request request = Sentry.Request.get("organizations", call.organization(), "events")
            .with("dataset", Dataset.METRICS.api())
            .with("field", List.of("metric.name", "metric.type", "metric.unit", "count(metric.name)"))
            .withEven("query", "")
            .with("sort", "-count(metric.name)").with("per_page", METRICS);
        Json rows = ProjectFilter.start(call, call.window(request, WINDOW), call.project()).orNone();
        StringBuilder names = new StringBuilder();
        int count = 0;
        for (Json row : rows.list("data")) {
            String name = row.text("metric.name");
            if (name == null || !EventFields.holds(name, part)) continue;
            String unit = row.text("metric.unit");
            names.append(count++ == 0 ? "" : "\n").append(Untrusted.clean(name, false)).append("  ")
                .append(Untrusted.clean(String.valueOf(row.text("metric.type")).replace("null", "?"), false))
                .append("  ").append(unit == null ? "-" : Untrusted.clean(unit, false));
            if (row.count("count(metric.name)") != null)
                names.append("  ").append(row.count("count(metric.name)")).append(" values");
        }
        if (count == 0) return;
        answer.section("Metrics", 990, "Narrow the list with query.").block(
            "Name, type and unit, most values first; a function names all three, p95(value,NAME,TYPE,UNIT)",
            Untrusted.of(names.toString(), 12_000));
    }

    /** Keys of tags; Sentry does not search them, so that is done here. */
    private static Found tags(Call call, Dataset dataset, String part) {
        Sentry.Request request = Sentry.Request.get("organizations", call.organization(), "tags")
            .with("dataset", dataset == Dataset.ERRORS ? "events" : "replays").with("use_cache", 1);
        Json tags = ProjectFilter.start(call, call.window(request, WINDOW), call.project()).reply().json();
        List<Sent> fields = new ArrayList<>();
        for (Json tag : tags.list()) {
            String key = tag.text("key");
            if (key == null || key.startsWith("sentry:") || !EventFields.holds(key, part)) continue;
            Long values = tag.integer("totalValues") == null ? tag.integer("uniqueValues") : tag.integer("totalValues");
            if (values == null || values > 0)
                fields.add(new Sent(key, values == null ? "string" : "string, " + Show.counted(values, "value")));
        }
        return new Found(fields, null, true);
    }

    /**
     * Attributes of spans, logs and metrics. Older servers know the dataset as itemType and want one type at a time.
     */
    private static Found attributes(Call call, Dataset dataset, String part) {
        // Sentry looks for one word as it is spelled: "size" has to be asked for as "Size", too, to find cartSize.
        String word = null;
        for (String each : part == null ? new String[0] : part.split("\\s+"))
            if (word == null || each.length() > word.length()) word = each;
        Sentry.Request all = Sentry.Request.get("organizations", call.organization(), "trace-items", "attributes");
        Sentry.Request base = call.window(all.with("substringMatch", word).with("cursor", call.text("cursor")), WINDOW);
        Set<String> spellings = new LinkedHashSet<>();
        if (word != null && !call.has("cursor")) {
            String small = word.toLowerCase(Locale.ROOT);
            spellings
                .addAll(List.of(small, small.substring(0, 1).toUpperCase(Locale.ROOT) + small.substring(1)));
            spellings.remove(word);
        }
        String api = dataset.api();
        List<Sentry.Reply> replies = new ArrayList<>();
        try {
            Sentry.Later asked = ProjectFilter.start(call, base.with("dataset", api), call.project());
            List<Sentry.Later> others = new ArrayList<>();
            for (String each : spellings) others.add(ProjectFilter.start(call,
                call.window(all.with("substringMatch", each), WINDOW).with("dataset", api), call.project()));
            replies.add(asked.reply());
            for (Sentry.Later other : others) {
                try {
                    replies.add(other.reply());
                } catch (FailureException lost) {
                    // without it, the names in another spelling are missing, no more
                }
            }
        } catch (FailureException refused) {
            if (refused.kind() == FailureException.Kind.NOT_FOUND) return new Found(List.of(), null, false);
            if (refused.kind() != FailureException.Kind.REJECTED) throw refused;
            try {
                for (String type : List.of("string", "number"))
                    replies.add(ProjectFilter.start(call, base.with("itemType", api)
                        .with("attributeType", type), call.project()).reply());
            } catch (FailureException again) {
                throw refused;
            }
        }
        List<Sent> fields = new ArrayList<>();
        String next = null;
        for (Sentry.Reply reply : replies) {
            // a cursor belongs to one spelling
            if (next == null && (spellings.isEmpty() || reply == replies.get(0))) next = reply.next();
            for (Json attribute : reply.json().list()) {
                String key = attribute.text("key");
                if (key != null && !key.startsWith("sentry:")
                    && (part == null || part.equals(word) || EventFields.holds(key, part)))
                    fields.add(new Sent(key, attribute.text("attributeType")));
            }
        }
        return new Found(fields, next, true);
    }
}
