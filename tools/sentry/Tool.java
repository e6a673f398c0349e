package tools.sentry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.answer.FailureException;
import tools.answer.Suggestion;

/**
 * A tool as data: everything a client, {@code --help} and the README say about it is derived from here.
 *
 * @param name        {@code [a-z_]{1,64}}
 * @param description one or two short sentences for the model that chooses tools
 * @param effect      what a call does to Sentry
 * @param idempotent  whether calling twice with the same arguments is the same as calling once
 * @param scopes      the token scopes that its API calls need
 * @param params      its parameters, in the order in which they are listed
 * @param aliases     other names under which it may be called; they are not listed
 * @param hiddenBy    the parameter whose binding to the session makes the tool pointless ("" = none)
 * @param seconds     how long one call may take in all
 * @param needs       a port it cannot work without: "" or "model"
 */
public record Tool(String name, String description, Effect effect, boolean idempotent, List<String> scopes,
    List<Param> params,
    List<String> aliases, String hiddenBy, int seconds, String needs) {

    /** What a call does to Sentry; MCP's annotations and {@code --read-only} follow from it. */
    public enum Effect {
        READS, WRITES, DESTROYS
    }

    /**
     * A client that gives up usually does so after 60 s; an answer in time, even an error, is worth more than a late
     * one.
     */
    private static final int USUAL_SECONDS = 55;

    public static Tool reads(String name, String description) { return tool(name, description, Effect.READS); }

    /** Adds something, or changes it in a way that a second call can undo. */
    public static Tool writes(String name, String description) {
        return tool(name, description, Effect.WRITES);
    }

    /** Deletes, disables or overwrites what was there. */
    public static Tool destroys(String name, String description) {
        return tool(name, description, Effect.DESTROYS);
    }

    private static Tool tool(String name, String description, Effect effect) {
        return new Tool(name, description, effect, effect == Effect.READS, List.of(), List.of(), List.of(), "",
            USUAL_SECONDS, "");
    }

    public Tool scopes(String... needed) {
        Draft draft = new Draft(this);
        draft.scopes = List.of(needed);
        return draft.made();
    }

    public Tool takes(Param... taken) {
        Draft draft = new Draft(this);
        draft.params = List.of(taken);
        return draft.made();
    }

    /** A write that may be repeated without further effect. */
    public Tool repeatable() {
        Draft draft = new Draft(this);
        draft.idempotent = true;
        return draft.made();
    }

    public Tool alias(String... others) {
        Draft draft = new Draft(this);
        draft.aliases = List.of(others);
        return draft.made();
    }

    /** Not offered in a session that is bound to one value of {@code param}. */
    public Tool unlessBound(Param param) {
        Draft draft = new Draft(this);
        draft.hiddenBy = param.name();
        return draft.made();
    }

    public Tool lasting(int most) {
        Draft draft = new Draft(this);
        draft.seconds = most;
        return draft.made();
    }

    /** Offered only when the program can reach a language model. */
    public Tool needsModel() {
        Draft draft = new Draft(this);
        draft.needs = "model";
        return draft.made();
    }

    /** A copy that may differ in what a tool need not say. */
    private static final class Draft {
        private final Tool of;
        private boolean idempotent;
        private List<String> scopes;
        private List<Param> params;
        private List<String> aliases;
        private String hiddenBy;
        private int seconds;
        private String needs;

        Draft(Tool of) {
            this.of = of;
            idempotent = of.idempotent;
            scopes = of.scopes;
            params = of.params;
            aliases = of.aliases;
            hiddenBy = of.hiddenBy;
            seconds = of.seconds;
            needs = of.needs;
        }

        Tool made() {
            return new Tool(of.name, of.description, of.effect, idempotent, scopes, params, aliases, hiddenBy, seconds,
                needs);
        }
    }

    /** The input schema: flat, without the parameters in {@code bound}. */
    public Map<String, Object> schema(Set<String> bound) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Param param : params) {
            if (param.hidden() || bound.contains(param.binding())) continue;
            if (param.name().equals(Settings.NAME)) {
                // what is made is described flat; what is changed takes an object, in which null clears
                boolean change = !param.about().isEmpty();
                Map<String, Object> settings = change ? new LinkedHashMap<>() : properties;
                for (Param each : params)
                    if (Settings.lists(each))
                        settings.put(each.name(), each.schema(!param.about().startsWith("as in ")));
                if (!change) continue;
                Map<String, Object> schema = param.schema();
                schema.put("properties", settings);
                properties.put(param.name(), schema);
                continue;
            }
            properties.put(param.name(), param.schema());
            if (param.required()) required.add(param.name());
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        // also where there are none: OpenAI's API refuses the whole request for an object without properties
        schema.put("properties", properties);
        if (!required.isEmpty()) schema.put("required", required);
        return schema;
    }

    /**
     * Checks what a client sent and returns it in the types that {@link Call} hands out.
     *
     * @param given arguments as read from JSON: strings, {@link Number}s, booleans, lists, maps
     * @param bound values that the session fixes, by binding name; they win and cannot be contradicted
     * @param links with which a URL in the place of an id is read
     * @throws FailureException naming every parameter that is wrong, what was given and what is allowed
     */
    public Map<String, Object> accept(Map<String, Object> given, Map<String, String> bound, Links links) {
        return accept(UrlArguments.read(this, given, bound, links), bound);
    }

    /** As {@link #accept(Map, Map, Links)}, where no URL stands for an id. */
    Map<String, Object> accept(Map<String, Object> given, Map<String, String> bound) {
        Map<String, Object> accepted = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        Map<String, Object> rest = new LinkedHashMap<>(given);
        for (Param param : params) {
            Object value = rest.remove(param.name());
            String fixed = bound.get(param.binding());
            if (fixed != null) {
                if (value != null && !fixed.equals(value)) {
                    wrong.add(param.name() + ": this session is bound to " + FailureException.show(fixed) + ", "
                        + FailureException.show(value) + " is outside it");
                }
                accepted.put(param.name(), fixed);
                continue;
            }
            try {
                Object read = param.accept(value);
                if (read != null) accepted.put(param.name(), read);
            } catch (FailureException failure) {
                wrong.add(failure.getMessage());
            }
        }
        List<String> leftOut = new ArrayList<>();
        for (String unknown : rest.keySet()) {
            String close = UrlArguments.foreign(unknown) ? null
                : Suggestion.to(unknown, params.stream().filter(p -> !p.hidden()).map(Param::name).toList());
            if (close == null) leftOut.add(unknown);
            else wrong.add(FailureException.show(unknown) + " is not a parameter of " + name + "; did you mean " + close
                + "?");
        }
        if (!wrong.isEmpty()) throw FailureException.input(wrong);
        if (!leftOut.isEmpty()) accepted.put(LEFT_OUT, leftOut);
        return accepted;
    }

    /**
     * Under this name, which no parameter can have, {@link #accept} keeps the names of arguments that it does not know:
     * clients add some to every call, and a refusal makes them try the same again.
     */
    static final String LEFT_OUT = "left out";

    /**
     * MCP's four hints; all are given, since two of them default to true when absent. Sentry is always an open world.
     */
    public Map<String, Object> annotations() {
        Map<String, Object> hints = new LinkedHashMap<>();
        hints.put("readOnlyHint", effect == Effect.READS);
        hints.put("destructiveHint", effect == Effect.DESTROYS);
        hints.put("idempotentHint", idempotent);
        hints.put("openWorldHint", true);
        return hints;
    }
}
