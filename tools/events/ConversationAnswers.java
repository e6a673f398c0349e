package tools.events;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Measured;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Bound;
import tools.sentry.Call;
import tools.sentry.ProjectFilter;
import tools.sentry.Sentry;
import tools.sentry.Tool;

/** How the calls of {@link Conversations} are answered. */
final class ConversationAnswers {
    private ConversationAnswers() {}

    private static final String WINDOW = "30d";

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "search_ai_conversations" -> search(call);
            case "get_ai_conversation_details" -> details(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    private static Answer search(Call call) {
        Sentry.Reply page;
        try {
            page = page(call, request -> request.with("query", call.text("query"))
                .with("environment", call.texts("environment"))
                .with("per_page", call.integer("limit", Conversations.ROWS))
                .with("cursor", call.text("cursor"))).reply();
        } catch (FailureException missing) {
            throw explained(call, missing, "Or this Sentry has no AI conversations, which self-hosted servers may lack",
                "has:gen_ai.conversation.id");
        }
        Bound.Rows seen = Bound.rows(call, page.json().list());
        List<Json> rows = seen.inside();
        Answer answer = Answer
            .titled(Show.counted(rows.size(), "AI conversation"),
                page.next() == null ? "" : ", and more on the next page")
            .fact("Query", Untrusted.of(call.text("query"), 1_000))
            .fact("Project", call.project()).fact("Window", call.window(WINDOW));
        seen.tell(answer);
        if (rows.isEmpty()) return page.none(answer, "None. Agents must send spans with gen_ai.conversation.id.");
        answer.fact("Url of each", call.links().web(call.organization(), "explore", "conversations", "ID"));
        answer.section("Conversations", "Ask for a smaller limit or a shorter period.");
        for (Json row : rows) {
            Double start = row.number("startTimestamp");
            Double end = row.number("endTimestamp");
            answer.item("id", row.said("conversationId")).fact("Title", row.said("title"))
                .fact("Started", start == null ? null : Show.time(start / 1000))
                .fact("Duration", start == null || end == null ? null : Show.millis(end - start))
                .fact("AI calls", row.integer("llmCalls"))
                .fact("Tool calls", row.integer("toolCalls")).fact("Tool errors", row.integer("toolErrors"))
                .fact("Errors", row.integer("errors"))
                .fact("Tokens", row.count("totalTokens"))
                .fact("Cost", row.number("totalCost") == null || row.number("totalCost") == 0 ? null
                    : "$" + Show.number(row.number("totalCost")))
                .fact("Agents", Events.some(row.list("flow"), 5)).fact("Tools", Events.some(row.list("toolNames"), 8))
                .fact("User", row.at("user").firstSaid("email", "username", "id"))
                .fact("First input", cut(row, "firstInput"))
                .fact("Last output", cut(row, "lastOutput"))
                .fact("Traces",
                    Show.first(row.list("traceIds").stream().map(Json::token).filter(Objects::nonNull).toList(), 3));
        }
        if (call.user().offers("get_ai_conversation_details"))
            answer.note("get_ai_conversation_details reads one of them.");
        return answer.next(page.next());
    }

    /** Where conversations are: they moved in 2026. */
    private enum Place {
        NOW("agents", "conversations"), BEFORE("ai-conversations");

        private final List<String> segments;

        Place(String... segments) { this.segments = List.of(segments); }

        /** @param id of one conversation, or nothing for the list */
        Sentry.Request request(Call call, String... id) {
            List<String> path = new ArrayList<>(List.of("organizations", call.organization()));
            path.addAll(segments);
            path.addAll(List.of(id));
            return Sentry.Request.get(path.toArray(new String[0]));
        }
    }

    /** A page, and where it was. */
    private record Page(Sentry.Reply reply, Place place) {}

    /** A server that does not know where conversations are now is asked where they were. */
    private static Page page(Call call, UnaryOperator<Sentry.Request> asking, String... id) {
        try {
            return page(call, Place.NOW, asking, id);
        } catch (FailureException missing) {
            if (missing.kind() != FailureException.Kind.NOT_FOUND) throw missing;
            return page(call, Place.BEFORE, asking, id);
        }
    }

    private static Page page(Call call, Place place, UnaryOperator<Sentry.Request> asking, String... id) {
        return new Page(ProjectFilter
            .start(call, call.window(asking.apply(place.request(call, id)), WINDOW), call.project()).reply(), place);
    }

    private static Untrusted cut(Json row, String name) {
        return row.text(name) == null ? null : Untrusted.of(Redact.text(row.text(name)), 240);
    }

    /**
     * A 404 may mean that the endpoint itself is missing; the spans that conversations are made of can be searched
     * everywhere.
     */
    private static FailureException explained(Call call, FailureException missing, String words, String query) {
        if (missing.kind() != FailureException.Kind.NOT_FOUND) return missing;
        List<Object> parts = new ArrayList<>(missing.parts());
        parts.add("\n" + words + (call.user().offers("list_events")
            ? "; list_events with dataset spans and query " + query + " finds the spans that they are made of." : "."));
        return FailureException.http(missing.kind(), missing.status(), parts);
    }

    // ---------------------------------------------------------------- one conversation

    /** Ten pages of a thousand spans: more than anybody reads. */
    private static final int PAGES = 10;

    private static Answer details(Call call) {
        String id = call.text("conversationId");
        List<Json> spans = new ArrayList<>();
        Json last = Json.NONE;
        String cursor = null;
        Place place = null;
        int pages = 0;
        do {
            try {
                String from = cursor;
                UnaryOperator<Sentry.Request> asking =
                    request -> request.with("per_page", 1000).with("cursor", from);
                Page page = place == null ? page(call, asking, id) : page(call, place, asking, id);
                place = page.place;
                last = page.reply.json();
                cursor = page.reply.next();
            } catch (FailureException missing) {
                throw pages > 0 ? missing
                    : explained(call, missing,
                        "Or this Sentry has no AI conversations, which self-hosted servers may lack",
                        "gen_ai.conversation.id:" + quoted(id));
            }
            spans.addAll(last.isList() ? last.list() : last.list("spans"));   // a bare list until August 2026
        } while (cursor != null && ++pages < PAGES);
        spans.sort(Comparator.comparingDouble(ConversationAnswers::start));
        boolean cutOff = cursor != null;
        Answer answer = Answer.titled("AI conversation ", Untrusted.of(id)).fact("Title", last.said("title"))
            .fact("Url", call.links().web(call.organization(), "explore", "conversations", id))
            .fact("Window", call.window(WINDOW));
        if (spans.isEmpty()) return answer.line("No span of it is in this window; a longer period may hold it.");
        summary(answer, spans, cutOff);
        spans.stream().filter(span -> span.text("gen_ai.system_instructions") != null).findFirst()
            .ifPresent(span -> answer.fact("Instructions", text(span, "gen_ai.system_instructions")));
        answer.section("In order", "To read on, set start to the time of the last one shown, and end.");
        String asked = null;
        for (Json span : spans) asked = step(answer, span, asked);
        return answer;
    }

    private static String quoted(String id) {
        return id.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.')
            ? FailureException.show(id).replace("\"", "") : "\"…\"";
    }

    private static double start(Json span) {
        return span.number("precise.start_ts") == null ? Double.MAX_VALUE : span.number("precise.start_ts");
    }

    private static void summary(Answer answer, List<Json> spans, boolean cutOff) {
        Set<String> traces = new TreeSet<>();
        List<Object> projects = new ArrayList<>();
        long calls = 0;
        long tools = 0;
        long failed = 0;
        long tokens = 0;
        double cost = 0;
        double end = 0;
        for (Json span : spans) {
            String kind = kind(span);
            if (kind.equals("ai_client")) {
                calls++;
                tokens +=
                    span.integer("gen_ai.usage.total_tokens") == null ? 0 : span.integer("gen_ai.usage.total_tokens");
                cost += span.number("gen_ai.cost.total_tokens") == null ? 0 : span.number("gen_ai.cost.total_tokens");
            }
            if (kind.equals("tool")) tools++;
            if (failing(span)) failed++;
            if (span.text("trace") != null) traces.add(span.text("trace"));
            Object project = span.slug("project");
            if (project != null && !projects.contains(project) && projects.size() < 10) projects.add(project);
            if (span.number("precise.finish_ts") != null) end = Math.max(end, span.number("precise.finish_ts"));
        }
        double start = start(spans.get(0));
        answer.fact("Started", start == Double.MAX_VALUE ? null : Show.time(start))
            .fact("Duration", end > start ? Show.millis((end - start) * 1000) : null)
            .fact("Spans", Line.of(Show.count(spans.size()), cutOff ? ", and more that were not read" : ""))
            .fact("AI calls", calls)
            .fact("Tool calls", tools).fact("Failed", failed == 0 ? null : failed)
            .fact("Tokens", tokens == 0 ? null : Show.count(tokens))
            .fact("Cost", cost == 0 ? null : Show.dollars(cost)).fact("Projects", projects)
            .fact("Traces", Show.first(traces.stream()
                .map(trace -> trace.matches("[0-9a-f]{32}") ? (Object) trace : Untrusted.of(trace)).toList(), 5));
    }

    private static boolean failing(Json span) {
        String status = span.text("span.status");
        return status != null && !status.equals("ok") && !status.equals("unknown") && !status.equals("unset");
    }

    /**
     * tool, ai_client, agent, handoff or "": as Sentry says, or else by the span's name, its operation, or
     * OpenTelemetry's name of that.
     */
    private static String kind(Json span) {
        String said = span.text("gen_ai.operation.type");
        if (said != null) return said;
        String name = "";
        for (String each : new String[] {span.text("span.name"), span.text("span.op"),
            "gen_ai." + span.text("gen_ai.operation.name")}) {
            if (name.isEmpty() && each != null && each.startsWith("gen_ai.") && !each.endsWith(".null")) name = each;
        }
        return switch (name) {
            case "gen_ai.execute_tool" -> "tool";
            case "gen_ai.invoke_agent", "gen_ai.create_agent" -> "agent";
            case "gen_ai.handoff" -> "handoff";
            default -> name.startsWith("gen_ai.") ? "ai_client" : "";
        };
    }

    /** Longest message shown: one may hold whole documents, and there are many. */
    private static final int MESSAGE = 3_000;

    /**
     * @param before the question that was shown last: agents send it again with each call.
     * @return the one that is now
     */
    private static String step(Answer answer, Json span, String before) {
        Double from = span.number("precise.start_ts");
        Double to = span.number("precise.finish_ts");
        Object when = from == null ? null : Show.time(from);
        Measured took = from == null || to == null ? null : Show.millis((to - from) * 1000);
        switch (kind(span)) {
            case "ai_client" -> {
                String asked = message(span.firstText("gen_ai.input.messages", "gen_ai.request.messages"), "user");
                String said = message(span.text("gen_ai.output.messages"), "assistant");
                if (said == null) said = span.firstText("gen_ai.response.text", "gen_ai.response.object");
                if (asked != null && !asked.equals(before))
                    answer.item("step", "User").fact("At", when).block("", Untrusted.of(Redact.text(asked), MESSAGE));
                answer.item("step", "Assistant").fact("At", when).fact("Took", took)
                    .fact("Agent", span.said("gen_ai.agent.name"))
                    .fact("Model", span.firstSaid("gen_ai.response.model", "gen_ai.request.model"))
                    .fact("Tokens", span.count("gen_ai.usage.total_tokens"))
                    .fact("Failed", failing(span) ? span.said("span.status") : null).fact("Span", span.token("span_id"))
                    .fact("Trace", span.token("trace"));
                if (said != null) answer.block("", Untrusted.of(Redact.text(said), MESSAGE));
                return asked == null ? before : asked;
            }
            case "tool" ->
                answer.item("step", Line.of("Tool ", span.said("gen_ai.tool.name"))).fact("At", when).fact("Took", took)
                    .fact("Failed", failing(span) ? span.said("span.status") : null)
                    .fact("Arguments", text(span, "gen_ai.tool.call.arguments", "gen_ai.tool.input"))
                    .fact("Result", text(span, "gen_ai.tool.call.result", "gen_ai.tool.output"))
                    .fact("Span", span.token("span_id"));
            case "handoff" ->
                answer.item("step", "Handoff").fact("At", when).fact("Agent", span.said("gen_ai.agent.name"))
                    .fact("What", span.said("span.description"));
            default -> {
                if (failing(span))
                    answer.item("step", Line.of("Failed ", span.firstSaid("span.name", "span.op"))).fact("At", when)
                        .fact("What", span.said("span.description"))
                        .fact("Status", span.said("span.status")).fact("Span", span.token("span_id"));
            }
        }
        return before;
    }

    private static Untrusted text(Json span, String... names) {
        String text = span.firstText(names);
        return text == null ? null : Untrusted.of(Redact.text(text), 1_000);
    }

    /**
     * The text of the last message of a role (or of the last message) in what SDKs send as messages: a JSON list of
     * strings or objects, an object that holds such a list, or plain text. Null when there is none.
     */
    private static String message(String sent, String role) {
        if (sent == null) return null;
        String head = sent.stripLeading();
        if (!head.startsWith("[") && !head.startsWith("{") || head.startsWith("[Filtered]")) return sent;
        Json read;
        try {
            read = Json.read(sent);
        } catch (IllegalArgumentException cut) {
            return sent;   // Sentry cuts long attributes, which leaves no JSON
        }
        List<Json> messages =
            read.isList() ? read.list() : read.at("messages").isList() ? read.list("messages") : List.of(read);
        Json found = Json.NONE;
        for (Json message : messages)
            if (role.equals(message.text("role")) || !role.equals(found.text("role"))) found = message;
        return content(found);
    }

    private static String content(Json message) {
        if (message.text() != null) return message.text();
        for (String key : List.of("content", "parts", "text", "message")) {
            Json content = message.at(key);
            if (content.text() != null) return content.text();
            if (content.isList()) {
                StringBuilder parts = new StringBuilder();
                for (Json part : content.list()) {
                    String text = part.text() != null ? part.text() : part.firstText("text", "content");
                    if (text != null) parts.append(parts.length() == 0 ? "" : "\n").append(text);
                    else if ("tool_call".equals(part.text("type")) || "tool_use".equals(part.text("type")))
                        parts.append(parts.length() == 0 ? ""
                            : "\n").append("(calls ").append(part.text("name")).append(')');
                }
                if (parts.length() > 0) return parts.toString();
            } else if (content.isObject() && content.firstText("text", "content", "message") != null) {
                return content.firstText("text", "content", "message");
            }
        }
        return null;
    }
}
