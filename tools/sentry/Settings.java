package tools.sentry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.sentry.Param.Type;
import tools.answer.FailureException;
import tools.answer.Suggestion;

/**
 * Many settings under one parameter. A tool with fifteen optional parameters costs a model some 700 bytes of every
 * conversation; an object whose description names them costs 150. Each is declared as an unlisted {@link Param} all the
 * same, so that it is checked as strictly as a listed one, and may be given beside {@code settings} as well as in it.
 */
public final class Settings {
    private Settings() {}

    public static final String NAME = "settings";

    // Shared parameters without words: their names say it, and errors say the rest.
    public static final Param LIMIT = Param.optional("limit", Type.INTEGER, "1-100, default 25");
    public static final Param START = Param.START.unlisted();
    public static final Param END = Param.END.unlisted();

    public static Param hidden(String name, Type type) { return Param.optional(name, type, "").unlisted(); }

    /** @param about the names, with units where they are needed */
    public static Param listed(String about) {
        return Param.optional(NAME, Type.OBJECT, about);
    }

    /** Accepted, but not worth their place in every conversation: what they do can be said in other ways. */
    private static final Set<String> UNLISTED =
        Set.of("actionFilters", "eventTypes", "recoveryThreshold", "timeoutMs", "body", "description", "runStatus",
            "eventNote", "projectSlugs", "issueIds", "slug", "method", "disableRateLimit", "kind", "alertIds",
            "detectorIds", "filterMatch", "detectionType", "comparisonDelta", "traceSampling", "responseCaptureEnabled",
            "browserSdkVersion", "loaderHasReplay",
            "loaderHasPerformance", "loaderHasDebug", "loaderHasFeedback", "loaderHasLogsAndMetrics");

    static boolean lists(Param param) { return holds(param) && !UNLISTED.contains(param.name()); }

    /** Whether a parameter of a tool with settings is one of them; a session's bounds are none. */
    static boolean holds(Param param) {
        return param.hidden() && !param.binding().equals("organizationSlug") && !param.binding().equals("projectSlug");
    }

    /**
     * The call with its settings as arguments of their own.
     *
     * @param clearable those that may be null, which empties them
     * @throws FailureException naming every setting that is wrong or unknown
     */
    public static Call spread(Call call, Tool tool, String... clearable) {
        if (!call.has(NAME)) return call;
        Map<String, Param> known = new LinkedHashMap<>();
        for (Param param : tool.params()) if (holds(param)) known.put(param.name(), param);
        Map<String, Object> arguments = new LinkedHashMap<>(call.arguments());
        arguments.remove(NAME);
        List<String> wrong = new ArrayList<>();
        call.object(NAME).forEach((key, value) -> {
            Param param = known.get(key);
            if (param == null) {
                String close = Suggestion.to(key, known.keySet());
                wrong.add("settings: " + FailureException.show(key) + " is unknown"
                    + (close == null ? "; it takes " + String.join(", ", known.keySet())
                        : "; did you mean " + close + "?"));
            } else if (arguments.containsKey(key)) {
                wrong.add("settings: " + key + " is given twice");
            } else if (value == null) {
                if (Set.of(clearable).contains(key)) arguments.put(key, null);
                else wrong.add("settings: " + key + " cannot be null");
            } else {
                try {
                    arguments.put(key, param.accept(value));
                } catch (FailureException failure) {
                    wrong.add("settings: " + failure.getMessage());
                }
            }
        });
        if (!wrong.isEmpty()) throw FailureException.input(wrong);
        return call.with(arguments);
    }

    /** The size of a page, which is checked here since a schema with its bounds would be repeated in every list. */
    public static int limit(Call call, int usual, int most) {
        Long given = call.integer("limit");
        if (given == null) return usual;
        if (given < 1 || given > most)
            throw FailureException.input("limit", "must be between 1 and " + most + ", not " + given);
        return given.intValue();
    }
}
