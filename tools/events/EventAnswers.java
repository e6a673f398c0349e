package tools.events;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Shape;
import tools.answer.Show;
import tools.answer.Suggestion;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.sentry.Bound;
import tools.sentry.Call;
import tools.sentry.Dataset;
import tools.sentry.EventFields;
import tools.sentry.ProjectFilter;
import tools.sentry.Query;
import tools.sentry.Sentry;
import tools.sentry.Tool;

/** How the calls of {@link Events} are answered. */
final class EventAnswers {
    private EventAnswers() {}

    private static final String WINDOW = "14d";

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "list_events" -> dataset(call) == Dataset.REPLAYS ? replays(call) : events(call);
            case "list_event_fields" -> FieldList.of(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    static Dataset dataset(Call call) { return Dataset.of(call.text("dataset", "errors")); }

    // ---------------------------------------------------------------- events

    /** What is asked for: the columns and their order, completed where the caller left them open. */
    private record Plan(Dataset dataset, String query, List<String> fields, String sort, boolean usual) {
        boolean aggregates() { return fields.stream().anyMatch(Cells::aggregate); }

        static Plan of(Call call) {
            Dataset dataset = EventAnswers.dataset(call);
            Line query = Line.join(" ", Dataset.filter(call.text("dataset")), call.text("query"));
            Set<String> fields = new LinkedHashSet<>();
            for (String field : call.texts("fields")) {
                if (field.length() > 300 || !field.equals(Untrusted.clean(field, false)))
                    throw FailureException.input("fields",
                        "has a name that no field can have: " + FailureException.show(field));
                fields.addAll(Query.arguments(field));   // "id, title" is two: no name has a comma outside of brackets
            }
            if (fields.size() > Events.MOST_FIELDS) throw FailureException.input("fields",
                "has " + fields.size() + " items; at most " + Events.MOST_FIELDS + " are allowed");
            boolean usual = fields.isEmpty();
            if (usual) fields.addAll(EventFields.usual(dataset));
            List<String> functions = fields.stream().filter(Cells::aggregate).toList();
            String text = query == null ? "" : query.plain();
            String sort = call.text("sort");
            if (sort == null) sort = functions.isEmpty() ? (ofOneTrace(text) ? "timestamp" : "-timestamp")
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
            if (dataset == Dataset.METRICS && functions.isEmpty() && fields.contains("value")
                && fields.size() < Events.MOST_FIELDS) fields.add("metric.unit");
            return new Plan(dataset, text, List.copyOf(fields), sort, usual);
        }

        /** What happened in one trace is read from its beginning. */
        private static boolean ofOneTrace(String query) {
            return Query.parse(query).filters().stream().anyMatch(term -> !term.negated() && term.key().equals("trace")
                && term.values().size() == 1 && !term.values().get(0).contains("*"));
        }
    }

    private static Answer events(Call call) {
        Plan plan = Plan.of(call);
        Sentry.Reply page = page(call, plan, plan.fields, plan.sort, call.integer("limit", Events.ROWS),
            call.text("cursor"));
        Bound.Rows seen = Bound.rows(call, page.json().list("data"));
        List<Json> rows = new ArrayList<>(seen.inside());
        Precise.of(plan.dataset).order(rows, plan.sort);
        Answer answer = Answer.titled(
            Show.counted(rows.size(), plan.aggregates() ? "group" : plan.dataset.noun()),
            page.next() == null ? "" : seen.others() > 0 ? ", and more on the next page" : all(call, plan));
        seen.tell(answer);
        searched(answer, call, plan.dataset, plan.query)
            .fact("Fields", plan.usual ? null : plan.fields.stream().map(Shape::named).toList())
            .fact("Sorted by", Shape.named(plan.sort));
        if (rows.isEmpty() && page.next() != null) return page.none(answer);
        if (rows.isEmpty()) {
            answer.line("Nothing matches.");
            for (Line wrong : invalid(call, plan.dataset, plan.fields, plan.query, plan.sort)) answer.line(wrong);
            if (call.user().offers("list_event_fields")) answer
                .note("A field that does not exist matches nothing: list_event_fields shows which ones there are.");
            return answer;
        }
        Json meta = page.json().at("meta");
        answer.fact("Sampling", sampling(plan, meta));
        if (plan.fields.contains("issue"))
            answer.fact("Url of an issue", call.links().issue(call.organization(), "ISSUE"));
        if (plan.fields.contains("profile.id")) answer.fact("Url of a profile", call.links().web(call.organization(),
            "explore", "profiling", "profile", "PROJECT", "PROFILE", "flamegraph"));
        if (plan.fields.contains("trace"))
            answer.fact("Url of a trace", call.links().trace(call.organization(), "TRACE"));
        answer.rows(plan.aggregates() ? "Groups" : "Rows",
            "Ask for fewer fields, a smaller limit or a narrower query.");
        for (Json row : rows) row(answer, plan, row, meta);
        return answer.next(page.next());
    }

    /** One page of rows, from a server of any age. @throws FailureException that says what is wrong with the search */
    private static Sentry.Reply page(Call call, Plan plan, List<String> fields, String sort, int limit, String cursor) {
        try {
            return rows(call, plan, plan.dataset.api(), fields, sort, limit, cursor);
        } catch (FailureException refused) {
            if (!older(plan.dataset, refused))
                throw explained(call, plan.dataset, fields, plan.query, sort, refused);
            try {
                return rows(call, plan, plan.dataset.older(), fields, sort, limit, cursor);
            } catch (FailureException again) {
                throw explained(call, plan.dataset, fields, plan.query, sort, again);
            }
        }
    }

    private static Sentry.Reply rows(Call call, Plan plan, String dataset, List<String> fields, String sort, int limit,
        String cursor) {
        Sentry.Request request = Sentry.Request.get("organizations", call.organization(), "events")
            .with("dataset", dataset).with("field", fields)
            .withEven("query", plan.query).with("sort", sort).with("environment", call.texts("environment"))
            .with("per_page", limit).with("cursor", cursor);
        return ProjectFilter.start(call, call.window(request, WINDOW), call.project()).reply();
    }

    /** What there is besides this page: " of 10,417, and more on the next page". */
    private static String all(Call call, Plan plan) {
        String more = ", and more on the next page";
        if (plan.aggregates() || plan.dataset == Dataset.METRICS) return more;
        try {
            Long count = page(call, plan, List.of("count()"), null, 1, null).json().at("data").item(0)
                .integer("count()");
            return count == null ? more : " of " + Show.count(count) + more;
        } catch (FailureException untold) {
            return more;
        }
    }

    /** Of a group's numbers: whether Sentry counted all or went from a part to the whole; null when it does not say. */
    private static String sampling(Plan plan, Json meta) {
        if (!plan.aggregates()) return null;
        double least = 1;
        for (Json row : meta.list("accuracy", "samplingRate")) for (Json rate : row.fields().values())
            if (rate.number() != null && rate.number() > 0) least = Math.min(least, rate.number());
        int doubtful = 0;
        for (Json row : meta.list("accuracy", "confidence"))
            if (row.fields().values().stream().anyMatch(each -> "low".equals(each.text()))) doubtful++;
        List<String> said = new ArrayList<>();
        if (least < 0.9995) said.add("numbers are extrapolated, some from " + Show.percent(least) + " of the data");
        if (doubtful > 0) said.add("low confidence in " + Show.counted(doubtful, "group"));
        if ("partial".equals(meta.text("dataScanned"))) said.add("Sentry looked at a part of the data only");
        if (said.isEmpty()) return meta.at("accuracy", "samplingRate").empty() ? null : "none, everything was counted";
        return String.join("; ", said);
    }

    /** Whether an older server's refusal lists what it calls the dataset among those that it has. */
    private static boolean older(Dataset dataset, FailureException refused) {
        String said = refused.getMessage();
        return dataset.older() != null && refused.kind() == FailureException.Kind.REJECTED
            && said.contains("dataset must be one of") && said.contains(dataset.older());
    }

    /** The columns that tell rows apart head them; the others follow as facts. */
    private static void row(Answer answer, Plan plan, Json row, Json meta) {
        List<String> heads = new ArrayList<>();
        if (plan.aggregates()) {
            plan.fields.stream().filter(field -> !Cells.aggregate(field)).forEach(heads::add);
        } else {
            for (String title : titles(plan.dataset)) {
                if (heads.isEmpty() && plan.fields.contains(title)
                    && Cells.value(plan.dataset.word(), title, row, meta) != null) heads.add(title);
            }
            if (heads.isEmpty()) heads.add(plan.fields.get(0));
        }
        List<Object> heading = new ArrayList<>();
        for (String head : heads) {
            Object value = Cells.value(plan.dataset.word(), head, row, meta);
            heading.add(value == null || value instanceof List<?> list && list.isEmpty()
                ? Line.of("(no ", Shape.named(head), ")")
                : value instanceof List<?> list ? Line.join(", ", list) : value);
        }
        answer.item(plan.aggregates() ? "group" : heads.get(0), heads.isEmpty() ? "All" : Line.join(" · ", heading));
        Precise precise = Precise.of(plan.dataset);
        String head = heads.isEmpty() || plan.aggregates() ? null : row.text(heads.get(0));
        for (String field : plan.fields) {
            if (heads.contains(field) || plan.usual && (said(field, head, row) || precise.hides(field, row))) continue;
            Object value = plan.usual && field.equals(precise.field()) ? precise.time(row)
                : Cells.value(plan.dataset.word(), field, row, meta);
            if (plan.usual && field.equals(precise.field())) answer.fact("timestamp", value);
            else answer.column(field, value);
        }
    }

    /** The title of an error mostly begins with its type and ends with its message. */
    private static boolean said(String field, String head, Json row) {
        if (head == null) return false;
        List<Json> types = row.list(field);
        String text = types.size() == 1 ? types.get(0).text() : row.text(field);
        return text != null && (field.equals("message") && head.contains(text)
            || field.equals("error.type") && head.startsWith(text));
    }

    private static List<String> titles(Dataset dataset) {
        return switch (dataset) {
            case ERRORS -> List.of("title", "message", "error.value", "id");
            case LOGS -> List.of("message", "id");
            case METRICS -> List.of("metric.name", "id");
            case PROFILES -> List.of("transaction", "profile.id", "profiler.id");
            default -> List.of("span.description", "transaction", "span.op", "id");
        };
    }

    private static Answer searched(Answer answer, Call call, Dataset dataset, String query) {
        // The query is the caller's own, yet it may repeat foreign text: it is shown as such.
        return answer.fact("Dataset", dataset.word())
            .fact("Query", query.isBlank() ? "(everything)" : Untrusted.of(query, 1_000))
            .fact("Project", call.project())
            .fact("Environment", call.texts("environment").stream().map(Untrusted::of).toList())
            .fact("Window", call.window(WINDOW));
    }

    /**
     * A refused search with what Sentry's own check says about it: which field, which filter. That check is an endpoint
     * which older servers lack; then the refusal has to speak for itself.
     *
     * @param sort or null
     */
    static FailureException explained(Call call, Dataset dataset, List<String> fields, String query, String sort,
        FailureException refused) {
        if (refused.kind() != FailureException.Kind.REJECTED) return refused;
        List<Object> parts = new ArrayList<>(refused.parts());
        for (Line wrong : invalid(call, dataset, fields, query, sort)) {
            parts.add("\n");
            parts.addAll(wrong.parts());
        }
        if (call.user().offers("list_event_fields")) parts.add("\nlist_event_fields shows what can be asked for.");
        return FailureException.http(refused.kind(), refused.status(), parts);
    }

    /** What {@code events/validate/} finds wrong, one line each; nothing when it cannot tell. */
    private static List<Line> invalid(Call call, Dataset dataset, List<String> fields, String query, String sort) {
        Sentry.Request request = Sentry.Request.get("organizations", call.organization(), "events", "validate")
            .with("dataset", dataset.api())
            .with("field", fields)
            .withEven("query", query).with("orderby", sort).with("environment", call.texts("environment"));
        Json check = ProjectFilter.start(call, call.window(request, WINDOW), call.project()).orNone();
        List<Json> items = new ArrayList<>();
        for (String list : List.of("projects", "dataset", "environment", "field", "orderby"))
            items.addAll(check.list(list));
        items.add(check.at("query"));
        items.addAll(check.list("query", "fields"));
        List<String> known = EventFields.matching(dataset, null).stream().map(EventFields.Field::name).toList();
        List<Line> wrong = new ArrayList<>();
        Set<String> said = new LinkedHashSet<>();
        for (Json item : items) {
            if (!item.denied("valid") || !said.add(item.text("name") + item.text("error"))) continue;
            String name = item.text("name");
            String close = name == null ? null : Suggestion.to(name.startsWith("-") ? name.substring(1) : name, known);
            wrong.add(Line.of(name == null ? "Query" : Untrusted.of(name), ": ",
                item.text("error") == null ? "not valid" : item.said("error"),
                close == null || close.equals(name) ? "" : "; did you mean " + close + "?"));
        }
        return wrong;
    }

    // ---------------------------------------------------------------- replays

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
            if (!Dataset.REPLAYS.sorts().contains(sort.startsWith("-") ? sort.substring(1) : sort))
                parts.add("\nReplays sort by " + String.join(", ", Dataset.REPLAYS.sorts()) + ".");
            if (call.user().offers("list_event_fields")) parts.add("\nlist_event_fields shows what can be asked for.");
            throw FailureException.http(refused.kind(), refused.status(), parts);
        }
        Bound.Rows seen = Bound.rows(call, page.json().list("data"));
        List<Json> rows = seen.inside();
        Answer answer = Answer.titled(Show.counted(rows.size(), "replay"),
            page.next() == null ? "" : ", and more on the next page");
        searched(answer, call, Dataset.REPLAYS, call.text("query", "")).fact("Sorted by", Shape.named(sort));
        seen.tell(answer);
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
}
