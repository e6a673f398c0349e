package tools.events;

import static tools.sentry.Param.CURSOR;
import static tools.sentry.Param.END;
import static tools.sentry.Param.ORGANIZATION;
import static tools.sentry.Param.PERIOD;
import static tools.sentry.Param.PROJECT;
import static tools.sentry.Param.START;
import static tools.sentry.Param.optional;
import static tools.sentry.Tool.reads;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.sentry.Param.Type;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Show;
import tools.answer.Suggestion;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.EventFields;
import tools.sentry.Param;
import tools.sentry.ProjectFilter;
import tools.sentry.Query;
import tools.sentry.Sentry;
import tools.sentry.Tool;

/**
 * Sentry's tables of events: errors, spans, logs, metrics, profiles ({@code /organizations/{org}/events/}) and replays
 * ({@code /organizations/{org}/replays/}), searched in Sentry's own syntax.
 */
public final class Events implements Domain {
    private static final Param DATASET =
        optional("dataset", Type.TEXT, "").oneOf("errors", "spans", "logs", "metrics", "profiles",
            "replays").orElse("errors");
    /** Sentry selects at most 20 fields. */
    static final int MOST_FIELDS = 20;
    private static final Param FIELDS =
        optional("fields", Type.TEXTS, "columns or functions; not for replays").atMost(MOST_FIELDS);
    static final int ROWS = 25;

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("list_events",
                "Search errors, spans, logs, metrics, profiles or replays; functions in fields, such as count() or "
                    + "p95(span.duration), aggregate by the other fields.")
                .scopes("org:read")
                .takes(ORGANIZATION, DATASET,
                    optional("query", Type.TEXT, "Sentry syntax, e.g. level:error !has:user.id"), FIELDS,
                    optional("sort", Type.TEXT, "a field; - for descending"), PROJECT,
                    Param.ENVIRONMENT, PERIOD, START, END,
                    Param.limit(ROWS, 100), CURSOR),
            reads("list_event_fields", "List the fields and functions that a list_events query can use, with types.")
                .scopes("org:read").takes(ORGANIZATION, DATASET,
                    optional("query", Type.TEXT, "part of a name or meaning"), PROJECT, PERIOD, CURSOR));
    }

    @Override
    public Answer call(Tool tool, Call call) { return EventAnswers.to(tool, call); }

    /** The first few of a list of foreign texts, and how many more there are. */
    static List<Object> some(List<Json> texts, int most) {
        List<Object> shown = new ArrayList<>();
        int all = 0;
        for (Json each : texts) {
            Untrusted text = each.text() == null ? null : Untrusted.of(Redact.text(each.text()));
            if (text == null) continue;
            if (all++ < most) shown.add(text);
        }
        if (all > most) shown.add(new Show.More(all - most));
        return shown;
    }
}

/** How the calls of {@link Events} are answered. */
final class EventAnswers {
    private EventAnswers() {}

    private static final String WINDOW = "14d";

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "list_events" -> "replays".equals(call.text("dataset")) ? replays(call) : events(call);
            case "list_event_fields" -> fields(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    // ---------------------------------------------------------------- events

    /** What is asked for: the columns and their order, completed where the caller left them open. */
    private record Plan(String dataset, String query, List<String> fields, String sort) {
        /** Whether the columns are those that are shown when nobody asks for others. */
        boolean usual() {
            return fields.containsAll(EventFields.usual(dataset));
        }

        boolean aggregates() { return fields.stream().anyMatch(Cells::aggregate); }

        static Plan of(Call call) {
            String dataset = call.text("dataset", "errors");
            Set<String> fields = new LinkedHashSet<>();
            for (String field : call.texts("fields")) {
                // Names are ours to send back as they are, but they become labels of the answer.
                if (field.length() > 300 || !field.equals(Untrusted.clean(field, false)))
                    throw FailureException.input("fields",
                        "has a name that no field can have: " + FailureException.show(field));
                fields.addAll(Query.arguments(field));   // "id, title" is two: no name has a comma outside of brackets
            }
            if (fields.size() > Events.MOST_FIELDS) throw FailureException.input("fields",
                "has " + fields.size() + " items; at most " + Events.MOST_FIELDS + " are allowed");
            if (fields.isEmpty()) fields.addAll(EventFields.usual(dataset));
            List<String> functions = fields.stream().filter(Cells::aggregate).toList();
            String sort = call.text("sort");
            if (sort == null) sort = functions.isEmpty() ? "-timestamp"
                : functions.stream().filter(f -> !f.startsWith("equation|")).findFirst().map(f -> "-" + f).orElse(null);
            String column = sort == null ? null : sort.startsWith("-") ? sort.substring(1) : sort;
            // Sentry sorts by selected fields only. A plain column added to an aggregation would change its groups; it
            // has to be asked for.
            if (column != null && !fields.contains(column) && (functions.isEmpty() || Cells.aggregate(column))) {
                if (fields.size() == Events.MOST_FIELDS && call.text("sort") != null)
                    throw FailureException.input("sort", "must be one of the fields, and there are "
                        + Events.MOST_FIELDS + " of them already");
                if (fields.size() == Events.MOST_FIELDS) sort = null;
                else fields.add(column);
            }
            // 3 of what? A value says nothing without its unit.
            if (dataset.equals("metrics") && functions.isEmpty() && fields.contains("value")
                && fields.size() < Events.MOST_FIELDS) fields.add("metric.unit");
            return new Plan(dataset, call.text("query", ""), List.copyOf(fields), sort);
        }

        /** Sentry's name of the dataset. */
        String api() {
            return dataset.equals("metrics") ? "tracemetrics" : dataset;
        }
    }

    private static Answer events(Call call) {
        Plan plan = Plan.of(call);
        Sentry.Reply page;
        try {
            page = rows(call, plan, plan.api());
        } catch (FailureException refused) {
            String older = older(plan.dataset, refused);
            if (older == null) throw explained(call, plan, refused);
            try {
                page = rows(call, plan, older);
            } catch (FailureException again) {
                throw explained(call, plan, again);
            }
        }
        List<Json> rows = page.json().list("data");
        Answer answer = Answer.titled(Show.counted(rows.size(), plan.aggregates() ? "group" : noun(plan.dataset)),
            page.next() == null ? ""
                : ", and more on the next page");
        searched(answer, call, plan.query).fact("Fields", String.join(", ", plan.fields)).fact("Sorted by", plan.sort);
        if (rows.isEmpty() && page.next() != null) return page.none(answer);
        if (rows.isEmpty()) {
            answer.line("Nothing matches.");
            for (Object[] wrong : invalid(call, plan)) answer.line(wrong);
            if (call.user().offers("list_event_fields")) answer
                .note("A field that does not exist matches nothing: list_event_fields shows which ones there are.");
            return answer;
        }
        if (plan.fields.contains("issue"))
            answer.fact("Url of an issue", call.links().issue(call.organization(), "ISSUE"));
        if (plan.fields.contains("profile.id")) answer.fact("Url of a profile", call.links().web(call.organization(),
            "explore", "profiling", "profile", "PROJECT", "PROFILE", "flamegraph"));
        if (plan.fields.contains("trace"))
            answer.fact("Url of a trace", call.links().trace(call.organization(), "TRACE"));
        answer.rows(plan.aggregates() ? "Groups" : "Rows",
            "Ask for fewer fields, a smaller limit or a narrower query.");
        Json meta = page.json().at("meta");
        for (Json row : rows) row(answer, plan, row, meta);
        return answer.next(page.next());
    }

    private static Sentry.Reply rows(Call call, Plan plan, String dataset) {
        Sentry.Request request = Sentry.Request.get("organizations", call.organization(), "events")
            .with("dataset", dataset).with("field", plan.fields)
            .withEven("query", plan.query).with("sort", plan.sort).with("environment", call.texts("environment"))
            .with("per_page", call.integer("limit", Events.ROWS))
            .with("cursor", call.text("cursor"));
        return ProjectFilter.start(call, call.window(request, WINDOW), call.project()).reply();
    }

    /**
     * What an older server calls the dataset, when its refusal lists it among those that it has; null when it does not.
     */
    private static String older(String dataset, FailureException refused) {
        String name = dataset.equals("logs") ? "ourlogs" : dataset.equals("spans") ? "spansIndexed" : null;
        String said = refused.getMessage();
        return name != null && refused.kind() == FailureException.Kind.REJECTED
            && said.contains("dataset must be one of") && said.contains(name) ? name : null;
    }

    /** The columns that tell rows apart head them; the others follow as facts. */
    private static void row(Answer answer, Plan plan, Json row, Json meta) {
        List<String> heads = new ArrayList<>();
        if (plan.aggregates()) {
            plan.fields.stream().filter(field -> !Cells.aggregate(field)).forEach(heads::add);
        } else {
            for (String title : titles(plan.dataset)) {
                if (heads.isEmpty() && plan.fields.contains(title)
                    && Cells.value(plan.dataset, title, row, meta) != null) heads.add(title);
            }
            if (heads.isEmpty()) heads.add(plan.fields.get(0));
        }
        List<Object> heading = new ArrayList<>();
        for (String head : heads) {
            Object value = Cells.value(plan.dataset, head, row, meta);
            heading.add(value == null || value instanceof List<?> list && list.isEmpty() ? "(no " + head + ")"
                : value instanceof List<?> list
                    ? Line.join(", ", list) : value);
        }
        answer.item(plan.aggregates() ? "group" : heads.get(0), heads.isEmpty() ? "All" : Line.join(" · ", heading));
        String head = heads.isEmpty() || plan.aggregates() ? null : row.text(heads.get(0));
        for (String field : plan.fields) {
            // The title of an error mostly ends with its message
            boolean said = field.equals("message") && plan.usual() && head != null && row.text(field) != null
                && head.contains(row.text(field));
            if (!heads.contains(field) && !said) answer.fact(field, Cells.value(plan.dataset, field, row, meta));
        }
    }

    private static List<String> titles(String dataset) {
        return switch (dataset) {
            case "errors" -> List.of("title", "message", "error.value", "id");
            case "logs" -> List.of("message", "id");
            case "metrics" -> List.of("metric.name", "id");
            case "profiles" -> List.of("transaction", "profile.id", "profiler.id");
            default -> List.of("span.description", "transaction", "span.op", "id");
        };
    }

    private static String noun(String dataset) { return dataset.substring(0, dataset.length() - 1); }

    private static Answer searched(Answer answer, Call call, String query) {
        // The query is the caller's own, yet it may repeat foreign text: it is shown as such.
        return answer.fact("Dataset", call.text("dataset", "errors"))
            .fact("Query", query.isBlank() ? "(everything)" : Untrusted.of(query, 1_000))
            .fact("Project", call.project())
            .fact("Environment", call.texts("environment").stream().map(Untrusted::of).toList())
            .fact("Window", call.window(WINDOW));
    }

    /**
     * A refused search with what Sentry's own check says about it: which field, which filter. That check is an endpoint
     * which older servers lack; then the refusal has to speak for itself.
     */
    private static FailureException explained(Call call, Plan plan, FailureException refused) {
        if (refused.kind() != FailureException.Kind.REJECTED) return refused;
        List<Object> parts = new ArrayList<>(refused.parts());
        for (Object[] wrong : invalid(call, plan)) {
            parts.add("\n");
            parts.addAll(List.of(wrong));
        }
        if (call.user().offers("list_event_fields")) parts.add("\nlist_event_fields shows what can be asked for.");
        return FailureException.http(refused.kind(), refused.status(), parts);
    }

    /** What {@code events/validate/} finds wrong, one line each; nothing when it cannot tell. */
    private static List<Object[]> invalid(Call call, Plan plan) {
        Sentry.Request request = Sentry.Request.get("organizations", call.organization(), "events", "validate")
            .with("dataset", plan.api())
            .with("field", plan.fields)
            .withEven("query", plan.query).with("orderby", plan.sort).with("environment", call.texts("environment"));
        Json check = ProjectFilter.start(call, call.window(request, WINDOW), call.project()).orNone();
        List<Json> items = new ArrayList<>();
        for (String list : List.of("projects", "dataset", "environment", "field", "orderby"))
            items.addAll(check.list(list));
        items.add(check.at("query"));
        items.addAll(check.list("query", "fields"));
        List<String> known = EventFields.matching(plan.dataset, null).stream().map(EventFields.Field::name).toList();
        List<Object[]> wrong = new ArrayList<>();
        Set<String> said = new LinkedHashSet<>();
        for (Json item : items) {
            if (!item.denied("valid") || !said.add(item.text("name") + item.text("error"))) continue;
            String name = item.text("name");
            String close = name == null ? null : Suggestion.to(name.startsWith("-") ? name.substring(1) : name, known);
            wrong.add(Line.of(name == null ? "Query" : Untrusted.of(name), ": ",
                item.text("error") == null ? "not valid" : item.said("error"),
                close == null || close.equals(name) ? "" : "; did you mean " + close + "?").parts().toArray());
        }
        return wrong;
    }

    // ---------------------------------------------------------------- replays

    private static final List<String> REPLAY_ORDERS = List.of("started_at", "finished_at", "duration", "activity",
        "count_errors", "count_rage_clicks", "count_dead_clicks",
        "count_warnings", "count_infos", "count_urls", "project_id", "platform", "dist", "browser.name",
        "browser.version", "os.name", "os.version", "device.name",
        "device.brand", "device.family", "device.model", "sdk.name", "user.id", "user.email", "user.username");

    private static Answer replays(Call call) {
        if (call.has("fields")) throw FailureException.input("fields",
            "does not apply to the dataset replays, which has rows of its own; leave it out");
        String sort = call.text("sort", "-started_at");
        Sentry.Request request =
            Sentry.Request.get("organizations", call.organization(), "replays").with("query", call.text("query"))
                .with("environment", call.texts("environment")).with("sort", sort)
                .with("per_page", call.integer("limit", Events.ROWS))
                .with("cursor", call.text("cursor"));
        Sentry.Reply page;
        try {
            page = ProjectFilter.start(call, call.window(request, WINDOW), call.project()).reply();
        } catch (FailureException refused) {
            if (refused.kind() != FailureException.Kind.REJECTED) throw refused;
            List<Object> parts = new ArrayList<>(refused.parts());
            if (!REPLAY_ORDERS.contains(sort.startsWith("-") ? sort.substring(1) : sort))
                parts.add("\nReplays sort by " + String.join(", ", REPLAY_ORDERS) + ".");
            if (call.user().offers("list_event_fields")) parts.add("\nlist_event_fields shows what can be asked for.");
            throw FailureException.http(refused.kind(), refused.status(), parts);
        }
        List<Json> rows = page.json().list("data");
        Answer answer = Answer.titled(Show.counted(rows.size(), "replay"),
            page.next() == null ? "" : ", and more on the next page");
        searched(answer, call, call.text("query", "")).fact("Sorted by", sort);
        if (rows.isEmpty()) return page.none(answer, "Nothing matches.");
        answer.fact("Url of each", call.links().replay(call.organization(), "ID")).rows("Rows",
            "Ask for a smaller limit or a narrower query.");
        for (Json row : rows) {
            answer.item("id", row.token("id")).fact("Started", row.time("started_at"))
                .fact("Duration", Replays.seconds(row)).fact("User", Replays.user(row.at("user")))
                .fact("Errors", row.integer("count_errors")).fact("Rage clicks", row.integer("count_rage_clicks"))
                .fact("Dead clicks", row.integer("count_dead_clicks"))
                .fact("Environment", row.said("environment")).fact("Browser", Replays.named(row.at("browser")))
                .fact("System", Replays.named(row.at("os")))
                .fact("Pages", Events.some(row.list("urls"), 2)).fact("Releases", Events.some(row.list("releases"), 2))
                .fact("Traces",
                    Show.first(row.list("trace_ids").stream().map(Json::token).filter(Objects::nonNull).toList(), 3))
                .fact("Project id", row.token("project_id"))
                .fact("Archived", row.flag("is_archived") ? "yes, its recording is deleted" : null);
        }
        return answer.next(page.next());
    }

    // ---------------------------------------------------------------- fields

    /** As many names as one reads; a part of the name finds the others. */
    private static final int NAMES = 300;

    private static Answer fields(Call call) {
        String dataset = call.text("dataset", "errors");
        String part = call.text("query");
        Answer answer = Answer.titled("Fields of ", dataset).fact("Matching", Untrusted.of(part)).fact("Functions",
            EventFields.functions(dataset));
        List<EventFields.Field> built = EventFields.matching(dataset, part);
        if (!built.isEmpty() && !call.has("cursor")) {
            answer.section("Built in", 900, "Narrow the list with query.");
            for (EventFields.Field field : built)
                answer.line(field.name(), " (", field.type(), ")", field.about().isEmpty() ? "" : ": " + field.about());
        }
        Found found = dataset.equals("profiles") ? new Found(List.of(), null, true)
            : dataset.equals("errors") || dataset.equals("replays")
                ? tags(call, dataset, part)
                : attributes(call, dataset, part);
        Set<String> known =
            new LinkedHashSet<>(EventFields.matching(dataset, null).stream().map(EventFields.Field::name).toList());
        for (EventFields.Field field : built) known.add(field.name());
        StringBuilder names = new StringBuilder();
        int shown = 0;
        int all = 0;
        for (String[] field : found.fields) {
            if (!known.add(field[0]) || all++ >= NAMES) continue;
            if (shown++ > 0) names.append('\n');
            names.append(Untrusted.clean(field[0], false)).append("  ").append(field[1] == null ? "" : field[1]);
        }
        if (shown > 0) answer.section("Sent by your services", 950, "Narrow the list with query.")
            .block("Name and type, as a query takes them", Untrusted.of(names.toString(), 20_000));
        if (all > shown) answer.line(Show.count(all - shown) + " more: narrow the list with query.");
        if (!found.asked) answer.note("This Sentry does not list the attributes of ", dataset,
            "; only built-in names are shown.");
        else if (built.isEmpty() && shown == 0)
            Sentry.Reply.nothing(answer, found.next,
                "No field matches; a part of a name, such as \"http\" or \"user\", finds more.");
        return answer.next(found.next);
    }

    /** @param fields name and type, each. @param asked whether this Sentry could tell */
    private record Found(List<String[]> fields, String next, boolean asked) {}

    /** Keys of tags; Sentry does not search them, so that is done here. */
    private static Found tags(Call call, String dataset, String part) {
        Sentry.Request request = Sentry.Request.get("organizations", call.organization(), "tags")
            .with("dataset", dataset.equals("errors") ? "events" : "replays").with("use_cache", 1);
        Json tags = ProjectFilter.start(call, call.window(request, WINDOW), call.project()).reply().json();
        List<String[]> fields = new ArrayList<>();
        for (Json tag : tags.list()) {
            String key = tag.text("key");
            if (key == null || key.startsWith("sentry:") || !EventFields.holds(key, part)) continue;
            Long values = tag.integer("totalValues") == null ? tag.integer("uniqueValues") : tag.integer("totalValues");
            fields.add(new String[] {key,
                values == null || values == 0 ? "string" : "string, " + Show.counted(values, "value")});
        }
        return new Found(fields, null, true);
    }

    /**
     * Attributes of spans, logs and metrics. Older servers know the dataset as itemType and want one type at a time.
     */
    private static Found attributes(Call call, String dataset, String part) {
        // Sentry looks for one word as it is spelled: "size" has to be asked for as "Size", too, to find cartSize.
        String word = null;
        for (String each : part == null ? new String[0] : part.split("\\s+"))
            if (word == null || each.length() > word.length()) word = each;
        Sentry.Request all = Sentry.Request.get("organizations", call.organization(), "trace-items", "attributes");
        Sentry.Request base = call.window(all.with("substringMatch", word).with("cursor", call.text("cursor")), WINDOW);
        Set<String> spellings = new LinkedHashSet<>();
        if (word != null && !call.has("cursor")) {
            String small = word.toLowerCase(java.util.Locale.ROOT);
            spellings
                .addAll(List.of(small, small.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + small.substring(1)));
            spellings.remove(word);
        }
        String api = dataset.equals("metrics") ? "tracemetrics" : dataset;
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
                    if (lost.kind() == FailureException.Kind.CANCELLED) throw lost;
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
        List<String[]> fields = new ArrayList<>();
        String next = null;
        for (Sentry.Reply reply : replies) {
            // a cursor belongs to one spelling
            if (next == null && (spellings.isEmpty() || reply == replies.get(0))) next = reply.next();
            for (Json attribute : reply.json().list()) {
                String key = attribute.text("key");
                if (key != null && !key.startsWith("sentry:")
                    && (part == null || part.equals(word) || EventFields.holds(key, part)))
                    fields.add(new String[] {key, attribute.text("attributeType")});
            }
        }
        return new Found(fields, next, true);
    }
}
