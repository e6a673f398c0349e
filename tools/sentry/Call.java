package tools.sentry;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;

/**
 * One call of a tool: its arguments, already validated, and the ports through which it may ask the outside.
 *
 * @param arguments by parameter name; absent ones are missing
 * @param sentry    Sentry's API
 * @param links     web addresses
 * @param bounds    what the session is bound to, by parameter name ("organizationSlug", "projectSlug")
 * @param user      the human behind the client
 * @param model     the language model, or null when there is none
 * @param docs      Sentry's documentation
 */
public record Call(Map<String, Object> arguments, Sentry sentry, Links links, Map<String, String> bounds, User user,
    Model model, Docs docs) {

    public Call {
        sentry = Port.around(sentry, links, bounds);
    }

    /**
     * The domain's answer to this call, with what has to be said about the call itself.
     *
     * @throws FailureException as the domain does, with its reason where that can be found out
     */
    public Answer answeredBy(Domain domain, Tool tool) {
        Port port = (Port) sentry;
        try {
            List<Line> names = new ArrayList<>();
            Answer answer = domain.call(tool, Names.resolved(this, names));
            for (Line name : names) answer.note(name);
            for (String note : port.notes()) answer.note(note);
            if (arguments.get(Tool.LEFT_OUT) instanceof List<?> leftOut) answer.note(leftOut(tool, leftOut));
            return answer;
        } catch (FailureException failure) {
            throw port.explained(failure);
        }
    }

    private static Line leftOut(Tool tool, List<?> names) {
        List<Object> shown = new ArrayList<>();
        for (Object name : names.subList(0, Math.min(names.size(), 5)))
            shown.add(name.toString().matches("[A-Za-z][A-Za-z0-9_]{0,39}") ? name : Untrusted.of(name.toString(), 40));
        return Line.of("Left out, since " + tool.name() + " does not take it: ", Line.join(", ", shown),
            names.size() > 5 ? " and " + (names.size() - 5) + " more." : ".");
    }

    /** The person and the client that wait for the answer. */
    public interface User {
        /** Says how far a long call has come; {@code total} 0 = unknown. */
        void progress(double done, double total, String message);

        /** Told of waits that the tool itself does not see, such as a slow answer. */
        default void stillWaiting(String message) {}

        /**
         * Asks before something is destroyed. Returns when the user agreed, or when the client offers no way to ask
         * (then the client's own approval of the call has to do).
         *
         * @param question complete and specific: what will happen to what
         * @throws FailureException of kind DECLINED
         */
        void confirm(String question);

        /** Waits, unless the call is cancelled or would outlast its deadline. @throws FailureException then */
        void pause(long millis);

        /**
         * Whether the client has shown that it follows progress, so that it waits longer than the usual minute. False
         * unless it is known.
         */
        default boolean followsProgress() {
            return false;
        }

        /** Which tools this session can call: advice must not name another. */
        boolean offers(String tool);

        /**
         * The image in a size that a client can show: its longest side at most {@code longestSide} pixels, and no more
         * than 16 million in all; as it is when it has that size.
         *
         * @param alive is run now and then; what it throws ends the work
         * @return null when it cannot be read as an image, or has more pixels than are read
         */
        default Answer.Image fit(Answer.Image image, int longestSide, Runnable alive) {
            return Images.fit(image, longestSide, alive);
        }
    }

    /** A language model that translates questions; it is never shown data from Sentry's events. */
    public interface Model {
        /** One request in the shape of OpenAI's Responses API, and its answer. @throws FailureException */
        Json ask(Map<String, Object> request);
    }

    /** Sentry's documentation. */
    public interface Docs {
        /** Searches. @return the service's answer. @throws FailureException */
        Json search(String query, String guide, int most);

        /** Reads a page of docs.sentry.io or develop.sentry.io as markdown. @throws FailureException */
        String page(String url);
    }

    /** The same call with other arguments. */
    public Call with(Map<String, Object> others) {
        return new Call(others, sentry, links, bounds, user, model, docs);
    }

    /** A text, or null when it was not given. */
    public String text(String name) {
        return (String) arguments.get(name);
    }

    public String text(String name, String otherwise) {
        return arguments.get(name) instanceof String s ? s : otherwise;
    }

    public Long integer(String name) { return (Long) arguments.get(name); }

    public int integer(String name, int otherwise) {
        return arguments.get(name) instanceof Long n ? n.intValue() : otherwise;
    }

    public boolean flag(String name) { return Boolean.TRUE.equals(arguments.get(name)); }

    @SuppressWarnings("unchecked")
    public List<String> texts(String name) {
        return arguments.get(name) instanceof List<?> list ? (List<String>) list : List.of();
    }

    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> objects(String name) {
        return arguments.get(name) instanceof List<?> list ? (List<Map<String, Object>>) list : List.of();
    }

    @SuppressWarnings("unchecked")
    public Map<String, Object> object(String name) {
        return arguments.get(name) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    public boolean has(String name) { return arguments.containsKey(name); }

    public String organization() { return text("organizationSlug"); }

    public String project() { return text("projectSlug"); }

    /** The project that the session is bound to, or null. */
    public String boundProject() {
        return bounds.get("projectSlug");
    }

    /**
     * Refuses what was fetched when it belongs to another project than the session's. Only a slug or an id counts, and
     * absence is no proof.
     */
    public void within(String what, String... slugsOrIds) {
        String bound = boundProject();
        if (bound == null) return;
        for (String each : slugsOrIds) if (bound.equals(each)) return;
        throw FailureException.input(List.of("the " + what + " is outside the project " + FailureException.show(bound)
            + " that this session is bound to"));
    }

    /**
     * Adds the time window parameters, as Sentry takes them; {@code otherwise} is the period when none was given.
     * @throws FailureException
     */
    public Sentry.Request window(Sentry.Request request, String otherwise) {
        String start = text("start");
        String end = text("end");
        if (start == null && end == null) return request.with("statsPeriod", text("period", otherwise));
        if (has("period")) throw FailureException.input("period", "cannot be combined with start and end");
        if (start == null) throw FailureException.input("start", "is required, since end was given");
        Instant from = Show.instant(start);
        Instant to = end == null ? Instant.now().truncatedTo(ChronoUnit.SECONDS) : Show.instant(end);
        if (!from.isBefore(to))
            throw FailureException.input("start", end == null ? "must be in the past" : "must be before end");
        return request.with("start", from).with("end", to);
    }

    /** The time window in words: "the last 14d", "2026-02-01 … 2026-02-03". */
    public String window(String otherwise) {
        if (text("start") == null) return "the last " + text("period", otherwise);
        return Show.time(Show.instant(text("start"))) + " to "
            + (text("end") == null ? "now" : Show.time(Show.instant(text("end"))));
    }
}
