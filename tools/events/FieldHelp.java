package tools.events;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.answer.FailureException;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.Dataset;
import tools.sentry.EventFields;
import tools.sentry.ProjectFilter;
import tools.sentry.Query;
import tools.sentry.Sentry;

/**
 * What a language model may look up while it translates a question: which fields there are, which values those of them
 * have that an organization itself names, and who asks. Names only, never what an event holds; and only names of a
 * plain shape, since those of tags and releases are chosen by senders.
 */
final class FieldHelp {
    /** More names than this help nobody to choose; a part of a name narrows them. */
    private static final int MOST = 80;
    private static final String WINDOW = "14d";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.,:@/+\\[\\]-]{0,119}");

    private final Call call;
    private final String scope;
    /** That the search is of; null = all. Not every tool takes one, and a bound session has one all the same. */
    private final String project;

    /** @param scope "events", {@link Query#ISSUES} or {@link Query#ISSUE_EVENTS} */
    FieldHelp(Call call, String scope) {
        this.call = call;
        this.scope = scope;
        this.project = call.project() != null ? call.project() : call.boundProject();
    }

    /** Answers one of the model's calls: {@code {"result": …}} or {@code {"error": "…"}}, as JSON text. */
    String answer(String function, Json arguments) {
        Map<String, Object> out = new LinkedHashMap<>();
        try {
            String dataset = scope.equals("events")
                ? arguments.text("dataset") == null ? "spans" : arguments.text("dataset") : scope;
            String part = arguments.text("contains");
            out.put("result", switch (function) {
                case "fields" -> fields(dataset, part);
                case "values" -> values(dataset, arguments.text("field"), part);
                case "whoami" -> whoami();
                default -> throw FailureException.input("function", "must be fields, values or whoami");
            });
        } catch (FailureException failure) {
            if (failure.kind() == FailureException.Kind.TOKEN) throw failure;
            out.put("error", failure.getMessage());
        }
        return Json.write(out);
    }

    // ---------------------------------------------------------------- fields

    private Map<String, Object> fields(String dataset, String part) {
        Map<String, Object> found = new LinkedHashMap<>();
        Map<String, String> known = Query.known(dataset);
        Map<String, Object> builtIn = new LinkedHashMap<>();
        known.forEach((name, type) -> { if (builtIn.size() < MOST && matches(name, part)) builtIn.put(name, type); });
        if (scope.equals("events")) {
            // A search by meaning: "lag" finds the latency in a queue
            for (EventFields.Field field : EventFields.matching(Dataset.of(dataset), part)) {
                if (builtIn.size() < MOST || builtIn.containsKey(field.name())) builtIn.put(field.name(),
                    field.about().isEmpty() ? field.type() : field.type() + ", " + field.about());
            }
        }
        found.put("builtIn", builtIn);
        Map<String, Object> own = new LinkedHashMap<>();
        Map<String, String> theirs = new LinkedHashMap<>();
        try {
            theirs = theirs(dataset, part);
        } catch (FailureException failure) {
            if (failure.kind() == FailureException.Kind.TOKEN) throw failure;
            found.put("note", "this Sentry could not list the organization's own fields");
        }
        theirs.forEach((name, type) -> {
            if (own.size() < MOST && !known.containsKey(name) && matches(name, part)) own.put(name, type);
        });
        found.put("organization", own);
        if (!Query.functions(dataset).isEmpty()) found.put("functions", String.join(", ", Query.functions(dataset)));
        if (builtIn.size() + own.size() >= MOST) found.put("more", "narrow with contains");
        return found;
    }

    private static boolean matches(String name, String part) {
        return part == null || name.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    /**
     * Which of these names the organization has. When Sentry cannot say, all: a check that cannot be made refuses
     * nothing.
     */
    Set<String> confirmed(String dataset, List<String> names) {
        Set<String> confirmed = new LinkedHashSet<>();
        if (names.isEmpty()) return confirmed;
        if (dataset.equals("profiles")) return new LinkedHashSet<>(names);
        boolean attributes = attributes(dataset);
        Map<String, String> all = new LinkedHashMap<>();
        try {
            if (!attributes) all.putAll(theirs(dataset, null));
            // A handful: an answer with more unknown names than this is wrong anyway
            else for (String name : names.subList(0, Math.min(5, names.size()))) all.putAll(theirs(dataset, name));
        } catch (FailureException failure) {
            if (failure.kind() == FailureException.Kind.TOKEN) throw failure;
            return new LinkedHashSet<>(names);
        }
        for (String name : names) if (all.containsKey(name)) confirmed.add(name);
        return confirmed;
    }

    private static boolean attributes(String dataset) {
        Dataset named = Dataset.of(dataset);
        return named != null && named.hasAttributes();
    }

    /**
     * Name and type of the fields that an organization's services send, as a query takes them.
     * @throws FailureException
     */
    private Map<String, String> theirs(String dataset, String part) {
        if (dataset.equals("profiles")) return Map.of();
        Map<String, String> found = new LinkedHashMap<>();
        if (attributes(dataset)) {
            String api = Dataset.of(dataset).api();
            Sentry.Request request =
                Sentry.Request.get("organizations", call.organization(), "trace-items", "attributes")
                    .with("statsPeriod", WINDOW).with("substringMatch", part);
            for (Json attribute : attributes(request, api)) {
                String type = attribute.text("attributeType");
                add(found, attribute.text("key"), type == null ? "string" : type);
                add(found, attribute.text("name"), type == null ? "string" : type);
            }
            return found;
        }
        String api = dataset.equals(Query.ISSUES) ? "search_issues" : dataset.equals("replays") ? "replays" : "events";
        Sentry.Request request = Sentry.Request.get("organizations", call.organization(), "tags").with("dataset", api)
            .with("statsPeriod", WINDOW).with("use_cache", 1);
        for (Json tag : ProjectFilter.start(call, request, project).reply().json().list())
            add(found, tag.text("key"), "string");
        return found;
    }

    /** Releases of Sentry before 2026 know the dataset as itemType, and want one type at a time. */
    private List<Json> attributes(Sentry.Request request, String api) {
        try {
            return ProjectFilter.start(call, request.with("dataset", api), project).reply().json().list();
        } catch (FailureException refused) {
            if (refused.kind() != FailureException.Kind.REJECTED) throw refused;
            List<Json> both = new ArrayList<>();
            for (String type : List.of("string", "number")) {
                both.addAll(
                    ProjectFilter.start(call, request.with("itemType", api).with("attributeType", type), project)
                        .reply().json().list());
            }
            return both;
        }
    }

    private static void add(Map<String, String> found, String name, String type) {
        if (name != null && !name.startsWith("sentry:") && NAME.matcher(name).matches() && NAME.matcher(type).matches())
            found.putIfAbsent(name, type);
    }

    // ---------------------------------------------------------------- values

    /** Words that Sentry coins, and names that the organization gave: what people wrote into events stays there. */
    private Object values(String dataset, String field, String part) {
        if (field == null) throw FailureException.input("field", "is required");
        String type = Query.known(dataset).getOrDefault(field, "");
        if (type.startsWith("words ")) return List.of(type.substring(6).split(" "));
        if (type.equals("boolean")) return List.of("true", "false");
        String organization = call.organization();
        return switch (field) {
            case "project", "project.name" -> project != null ? List.of(project)
                : names(Sentry.Request.get("organizations", organization, "projects").with("query", part), "slug",
                    part);
            case "environment" ->
                names(Sentry.Request.get("organizations", organization, "environments"), "name", part);
            case "release" -> names(
                Sentry.Request.get("organizations", organization, "releases").with("query", part).with("per_page", 20),
                "version", part);
            case "metric.type" -> List.of("counter", "gauge", "distribution");
            case "span.status",
                "transaction.status" -> List.of("ok", "cancelled", "unknown_error", "invalid_argument",
                    "deadline_exceeded", "not_found", "already_exists", "permission_denied",
                    "resource_exhausted", "aborted", "out_of_range", "unimplemented", "internal_error", "unavailable",
                    "unauthenticated");
            case "replay_type" -> List.of("session", "buffer");
            default -> throw FailureException.input("field",
                "has values that only events hold, which are not shown; search with a wildcard, such as " + field
                    + ":*part*");
        };
    }

    private List<String> names(Sentry.Request request, String key, String part) {
        List<String> names = new ArrayList<>();
        for (Json row : ProjectFilter.start(call, request, request.path().contains("projects") ? null : project)
            .reply().json().list()) {
            String name = row.text(key);
            if (name != null && names.size() < MOST && NAME.matcher(name).matches() && matches(name, part))
                names.add(name);
        }
        return names;
    }

    // ---------------------------------------------------------------- who

    private static final Pattern EMAIL = Pattern.compile("[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}");

    private Map<String, Object> whoami() {
        Json user = call.sentry().send(Sentry.Request.get("auth")).json();
        Map<String, Object> who = new LinkedHashMap<>();
        String email = user.text("email");
        if (email != null && EMAIL.matcher(email).matches()) who.put("email", email);
        if (user.integer("id") != null) who.put("id", user.text("id"));
        if (who.isEmpty()) throw FailureException.of(FailureException.Kind.NOT_FOUND, "the token belongs to no user");
        return who;
    }
}
