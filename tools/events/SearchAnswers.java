package tools.events;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.Dataset;
import tools.sentry.Domain;
import tools.sentry.Query;
import tools.sentry.Tool;

/** How the calls of {@link Search} are answered. */
final class SearchAnswers {
    /** Helper calls and repairs included. A question that is not translated by then will not be. */
    static final int MODEL_CALLS = 5;
    /** Helper calls that one answer of the model may ask for. */
    private static final int HELPS = 8;

    private final List<Domain> others;
    private final Clock clock;

    SearchAnswers(List<Domain> others, Clock clock) {
        this.others = others;
        this.clock = clock;
    }

    Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "search_events" -> answer(call, "events", tool.name());
            case "search_issues" -> answer(call, Query.ISSUES, tool.name());
            case "search_issue_events" -> answer(call, Query.ISSUE_EVENTS, tool.name());
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    /**
     * A search as it will run.
     *
     * @param dataset     of events; null for other searches
     * @param fields      empty = the usual ones
     * @param sort        null = the usual one
     * @param period      or start and end; null = the usual one
     * @param curve       null = rows or groups
     * @param explanation the model's words, or null
     */
    private record Plan(String dataset, String query, List<String> fields, String sort, List<String> environment,
        String period, String start, String end, Curve curve, String explanation) {}

    /** Over time instead of in rows. @param interval of a bucket, or null. @param against an earlier period, or null */
    private record Curve(String interval, String against) {}

    private Answer answer(Call call, String scope, String tool) {
        if (call.has("cursor")) throw FailureException.input("cursor", "belongs to " + Search.direct(tool)
            + ": call it with the arguments that this tool's answer showed, and the cursor");
        String question = call.text("query");
        Query written = Query.parse(question);
        Plan asWritten = new Plan(scope.equals("events") ? call.text("dataset", "errors") : null, written.text(),
            List.of(), null, List.of(), null, null, null, null, null);
        if (written.isSyntax())
            return run(call, tool, asWritten, "Your query is Sentry syntax already and ran as it is.");
        if (call.model() == null) throw FailureException.of(FailureException.Kind.SETUP, Search.withoutModel(tool));
        Plan plan;
        try {
            plan = new Translation(call, scope, question, written).plan();
        } catch (FailureException failure) {
            if (failure.kind() == FailureException.Kind.TOKEN) throw failure;
            if (written.problems().isEmpty() && !written.filters().isEmpty()) {
                List<Object> note = new ArrayList<>(List.of(
                    "Your query ran as it is, its plain words as a search for text, since it could not be "
                        + "translated: "));
                note.addAll(failure.parts());
                return run(call, tool, asWritten, note.toArray());
            }
            List<Object> parts = new ArrayList<>(List.of("The question was not translated: "));
            parts.addAll(failure.parts());
            if (call.user().offers(Search.direct(tool))) parts.add(" " + Search.direct(tool)
                + " takes Sentry's own search syntax and needs no model, for example with query " + Search.example(tool)
                + ".");
            throw FailureException.of(failure.kind(), parts.toArray());
        }
        return run(call, tool, plan, "Translated from your question.");
    }

    // ---------------------------------------------------------------- running

    /** Hands the search to the direct tool and says with which arguments it ran. */
    private Answer run(Call call, String from, Plan plan, Object... how) {
        String name = plan.curve == null ? Search.direct(from) : "get_event_series";
        Map<String, Object> wanted = new LinkedHashMap<>();
        put(wanted, "organizationSlug", call.organization());
        put(wanted, "issueId", call.text("issueId"));
        put(wanted, "dataset", plan.dataset);
        put(wanted, "query", plan.query);
        put(wanted, "fields", plan.fields);
        if (plan.curve != null) {
            put(wanted, "functions", plan.fields.stream().filter(Query::aggregate).toList());
            put(wanted, "groupBy", plan.fields.stream().filter(field -> !Query.aggregate(field)).toList());
            put(wanted, "interval", plan.curve.interval);
            put(wanted, "compareWith", plan.curve.against);
        }
        put(wanted, "sort", call.text("sort", plan.sort));
        put(wanted, "projectSlug", call.project());
        put(wanted, "environment", plan.environment);
        if (call.has("period")) {
            put(wanted, "period", call.text("period"));
        } else {
            put(wanted, "period", plan.period);
            put(wanted, "start", plan.start);
            put(wanted, "end", plan.end);
        }
        put(wanted, "limit", call.integer("limit"));
        for (Domain domain : others) {
            for (Tool tool : domain.tools()) {
                if (!tool.name().equals(name)) continue;
                wanted.keySet().removeIf(key -> tool.params().stream().noneMatch(param -> param.name().equals(key)));
                return say(run(call, domain, tool, wanted), call, name, wanted, plan, how);
            }
        }
        throw new IllegalStateException("no domain has " + name);
    }

    private static void put(Map<String, Object> into, String name, Object value) {
        if (value != null && !"".equals(value) && !(value instanceof List<?> list && list.isEmpty()))
            into.put(name, value);
    }

    private static Answer run(Call call, Domain domain, Tool tool, Map<String, Object> arguments) {
        try {
            return domain.call(tool, call.with(tool.accept(arguments, call.bounds(), call.links())));
        } catch (FailureException failure) {
            if (failure.kind() != FailureException.Kind.REJECTED && failure.kind() != FailureException.Kind.INPUT)
                throw failure;
            List<Object> parts = new ArrayList<>(failure.parts());
            parts.add("\nWhat ran: " + tool.name() + " ");
            parts.add(Untrusted.of(Json.write(arguments), 2_000));
            throw FailureException.http(failure.kind(), failure.status(), parts);
        }
    }

    private static Answer say(Answer answer, Call call, String name, Map<String, Object> arguments, Plan plan,
        Object... how) {
        answer.section("How it was searched", Integer.MAX_VALUE, null).line(how)
            .fact("Call", Line.of(name, " ", Untrusted.of(Json.write(arguments), 2_000)))
            .fact("Read as", Untrusted.of(plan.explanation));
        if (call.user().offers(name)) answer.note(plan.curve == null ? "For the next page or a change, call "
            : "For a change, call ", name, " with these arguments: no translation is needed.");
        return answer;
    }

    // ---------------------------------------------------------------- translating

    private static FailureException failed(Object... parts) {
        return FailureException.of(FailureException.Kind.MODEL, parts);
    }

    /** One conversation with the model: the question, its look-ups, its answer, and what was wrong with it. */
    private final class Translation {
        private final Call call;
        private final String scope;
        private final List<String> datasets;
        private final List<Query.Term> kept;
        private final FieldHelp help;
        private final List<Object> conversation = new ArrayList<>();

        Translation(Call call, String scope, String question, Query written) {
            this.call = call;
            this.scope = scope;
            this.kept = written.filters();
            this.help = new FieldHelp(call, scope);
            this.datasets = !scope.equals("events") ? List.of()
                : call.has("dataset") ? List.of(call.text("dataset")) : Search.DATASET.allowed();
            StringBuilder said = new StringBuilder("Question: ").append(question);
            for (String name : List.of("projectSlug", "period", "sort"))
                if (call.has(name)) said.append("\nGiven apart from it, not to be repeated in the query: ").append(name)
                    .append(' ').append(call.text(name));
            say(said.toString());
        }

        private void say(String text) {
            Map<String, Object> message = new LinkedHashMap<>();
            message.put("role", "user");
            message.put("content", text);
            conversation.add(message);
        }

        Plan plan() {
            Instant now = (clock == null ? Instant.now() : clock.instant()).truncatedTo(ChronoUnit.MINUTES);
            String instructions = Prompts.instructions(scope, now.toString());
            List<Object> last = List.of("it did not answer");
            for (int asked = 1; asked <= MODEL_CALLS; asked++) {
                call.user().progress(asked * 1_000.0, 0, asked == 1 ? "translating the question"
                    : "translating the question, step " + asked + " of at most " + MODEL_CALLS);
                Json reply = call.model().ask(request(instructions, asked == MODEL_CALLS));
                List<Json> helps = reply.list("output").stream()
                    .filter(item -> "function_call".equals(item.text("type"))).limit(HELPS).toList();
                if (!helps.isEmpty()) {
                    helps.forEach(this::help);
                    last = List.of("it looked things up until its " + MODEL_CALLS + " answers were used");
                    continue;
                }
                String text = text(reply);
                Json answer = Draft.read(text);
                if (!answer.isObject()) {
                    last =
                        List.of(text.isEmpty() ? "it did not answer" : "its answer is not the JSON that was asked for");
                    repeat(text, text.isEmpty() ? "You gave no answer. Answer with the JSON object."
                        : "That is not JSON. Answer with one JSON object and nothing else.");
                    continue;
                }
                if (answer.text("error") != null && answer.text("query") == null)
                    throw failed("the model says that this cannot be searched: ", Untrusted.of(answer.text("error")),
                        ".");
                List<String> wrong = new ArrayList<>();
                Plan plan = plan(answer, wrong);
                if (wrong.isEmpty()) return plan;
                last = List.of("its query ", plan.query.isBlank() ? "(empty)" : Untrusted.of(plan.query),
                    " was not accepted: ", Untrusted.of(String.join("; ", wrong), 600));
                repeat(text,
                    "This was not accepted:\n" + String.join("\n", wrong) + "\nAnswer again, with the whole object.");
            }
            List<Object> parts = new ArrayList<>(List.of("the model gave no search that can run; "));
            parts.addAll(last);
            parts.add(".");
            throw failed(parts.toArray());
        }

        private Map<String, Object> request(String instructions, boolean lastOne) {
            Map<String, Object> format = new LinkedHashMap<>();
            format.put("type", "json_schema");
            format.put("name", "search");
            format.put("strict", true);
            format.put("schema", Prompts.schema(scope, datasets));
            Map<String, Object> request = new LinkedHashMap<>();
            request.put("instructions", instructions);
            request.put("input", List.copyOf(conversation));
            // Whoever may look things up for ever never answers
            if (!lastOne) request.put("tools", Prompts.functions(scope, datasets));
            request.put("text", Map.of("format", format));
            return request;
        }

        /**
         * The model's call and its answer, as the next request has to repeat them; ids of items stay out, since nothing
         * is stored.
         */
        private void help(Json asked) {
            Map<String, Object> made = new LinkedHashMap<>();
            made.put("type", "function_call");
            made.put("call_id", String.valueOf(asked.text("call_id")));
            made.put("name", String.valueOf(asked.text("name")));
            made.put("arguments", asked.text("arguments") == null ? "{}" : asked.text("arguments"));
            conversation.add(made);
            Map<String, Object> answered = new LinkedHashMap<>();
            answered.put("type", "function_call_output");
            answered.put("call_id", String.valueOf(asked.text("call_id")));
            Json arguments = Json.NONE;
            try {
                if (asked.text("arguments") != null) arguments = Json.read(asked.text("arguments"));
            } catch (IllegalArgumentException notJson) {
                // answered as a call without arguments
            }
            answered.put("output", help.answer(String.valueOf(asked.text("name")), arguments));
            conversation.add(answered);
        }

        private void repeat(String said, String wrong) {
            if (!said.isEmpty()) {
                Map<String, Object> message = new LinkedHashMap<>();
                message.put("role", "assistant");
                message.put("content", said.length() > 4_000 ? said.substring(0, 4_000) : said);
                conversation.add(message);
            }
            say(wrong);
        }

        /** What the model said. @throws FailureException when it refused */
        private String text(Json reply) {
            StringBuilder text = new StringBuilder();
            for (Json item : reply.list("output")) {
                for (Json part : item.list("content")) {
                    if ("refusal".equals(part.text("type"))) throw failed("the model refused: ",
                        part.text("refusal") == null ? "it gave no reason" : Untrusted.of(part.text("refusal")), ".");
                    if ("output_text".equals(part.text("type")) && part.text("text") != null)
                        text.append(part.text("text"));
                }
            }
            return text.toString().strip();
        }

        // ------------------------------------------------------------ checking

        private Plan plan(Json answer, List<String> wrong) {
            String dataset = null;
            if (scope.equals("events")) {
                dataset = datasets.size() == 1 ? datasets.get(0) : answer.text("dataset");
                if (dataset == null || !datasets.contains(dataset)) {
                    wrong.add("dataset is one of " + String.join(", ", datasets));
                    dataset = "errors";
                }
            }
            String checked = dataset == null ? scope : dataset;
            Query query = Query.parse(answer.text("query"));
            List<String> fields = scope.equals("events") ? texts(answer, "fields") : List.of();
            if (checked.equals("replays")) fields = List.of();
            if (fields.size() > Events.MOST_FIELDS) {
                wrong.add("fields: at most " + Events.MOST_FIELDS);
                fields = fields.subList(0, Events.MOST_FIELDS);   // each of them is compared with all that exist
            }
            boolean aggregates = fields.stream().anyMatch(Query::aggregate);
            Set<String> strange = new LinkedHashSet<>(query.strange(checked));
            kept.forEach(term -> strange.remove(term.key().equals("has") ? term.values().get(0) : term.key()));
            strange.addAll(Query.strange(checked, fields));
            Set<String> theirs = help.confirmed(checked, List.copyOf(strange));
            for (Query.Term term : kept) theirs.add(term.key());
            for (Query.Problem problem : query.check(checked, aggregates, theirs, kept))
                wrong.add("query, " + problem.line());
            for (Query.Term term : kept) if (!keeps(query, term, answer, checked))
                wrong.add("query: " + term.text() + " is what the user wrote; repeat it as it is");
            Curve curve = curve(answer, checked, fields, wrong);
            for (String each : Query.columns(checked, fields, theirs)) wrong.add("fields, " + each);
            return new Plan(dataset, query.text(), fields,
                curve == null ? sort(answer, checked, fields, theirs, wrong) : null,
                scope.equals("events") ? texts(answer, "environment") : List.of(),
                time(answer, "period", wrong), time(answer, "start", wrong), time(answer, "end", wrong), curve,
                answer.text("explanation"));
        }

        /** Environments of replays go where replays take them. */
        private boolean keeps(Query query, Query.Term term, Json answer, String dataset) {
            if (dataset.equals("replays") && term.key().equals("environment") && !term.negated())
                return texts(answer, "environment").containsAll(term.values());
            return query.terms().stream().anyMatch(term::same);
        }

        private static List<String> texts(Json answer, String name) {
            List<String> texts = new ArrayList<>();
            if (answer.text(name) != null) texts.add(answer.text(name));
            for (Json each : answer.list(name)) if (each.text() != null) texts.add(each.text().strip());
            return texts;
        }

        /** Buckets over time, when the answer says so. */
        private Curve curve(Json answer, String dataset, List<String> fields, List<String> wrong) {
            if (!scope.equals("events") || !answer.flag("series") && !"true".equals(answer.text("series")))
                return null;
            Dataset named = Dataset.of(dataset);
            if (named == null || !named.hasSeries()) wrong.add("series: " + dataset + " have none; there are series of "
                + String.join(", ", Dataset.series()));
            long functions = fields.stream().filter(Query::aggregate).count();
            if (functions > EventSeries.MOST_FUNCTIONS)
                wrong.add("fields: at most " + EventSeries.MOST_FUNCTIONS + " functions in a series");
            String interval = answer.text("interval");
            if (interval != null && !interval.matches("[1-9][0-9]{0,5}[smhdw]"))
                wrong.add("interval is a number and s, m, h, d or w, such as 1h");
            String against = answer.text("compareWith");
            if (against != null && !against.matches("before|[1-9][0-9]{0,5}[smhdw]"))
                wrong.add("compareWith is before, or a number and a unit such as 7d");
            return new Curve(interval, against);
        }

        /** The order, or null for the usual one. */
        private static String sort(Json answer, String dataset, List<String> fields, Set<String> theirs,
            List<String> wrong) {
            String sort = answer.text("sort");
            if (sort == null || dataset.equals(Query.ISSUE_EVENTS)) return null;
            sort = sort.strip();
            String column = sort.startsWith("-") ? sort.substring(1) : sort;
            if (dataset.equals(Query.ISSUES) || dataset.equals("replays")) {
                List<String> allowed = dataset.equals(Query.ISSUES) ? Query.ISSUE_SORTS : Dataset.REPLAYS.sorts();
                if (!allowed.contains(dataset.equals(Query.ISSUES) ? sort : column))
                    wrong.add("sort is one of " + String.join(", ", allowed));
                return sort;
            }
            if (Query.aggregate(column) && !fields.contains(column))
                wrong.add("sort: " + column + " has to be among fields");
            else if (!fields.contains(column))
                for (String each : Query.columns(dataset, List.of(column), theirs)) wrong.add("sort, " + each);
            return sort;
        }

        private String time(Json answer, String name, List<String> wrong) {
            String given = scope.equals(Query.ISSUES) || call.has("period") ? null : answer.text(name);
            if (given == null) return null;
            // An absolute window is the more exact one
            if (name.equals("period") && answer.text("start") != null) return null;
            if (name.equals("period")) {
                if (!given.matches("[1-9][0-9]{0,5}[mhdw]")) wrong.add("period is a number and m, h, d or w");
            } else if (name.equals("end") && answer.text("start") == null) {
                if (answer.text("period") == null) wrong.add("end needs a start");
                return null;
            } else if (Show.instant(given) == null) {
                wrong.add(name + " is an ISO 8601 time");
            }
            return given;
        }
    }
}
