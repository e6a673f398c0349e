package tools.sentry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Untrusted;
import tools.json.Json;

/**
 * Sentry as the tools of one call see it: the program's own {@link Sentry}, and the rules that hold for every request
 * of every tool.
 *
 * <ul>
 * <li>Where no project is named, all that the token may see are asked for ({@link Endpoints}); a server that refuses
 * that is asked for what it gives, and the answer says so.
 * <li>Where a project is named by its slug and the server takes numbers only, the number is looked up.
 * <li>A session that is bound to a project asks for that project's data and no other's, and one that is bound to an
 * organization for that organization's: a request that names another never leaves.
 * <li>An answer has the shape that the request expects, or it is a failure.
 * <li>A failure says what was asked for.
 * </ul>
 */
final class Port implements Sentry {
    private final Sentry door;
    private final String host;
    private final Map<String, String> bounds;
    // several requests of a call may run side by side
    private final Set<String> notes = Collections.synchronizedSet(new LinkedHashSet<>());
    private final Map<FailureException, Request> failed = Collections.synchronizedMap(new IdentityHashMap<>());
    private volatile Json own;

    private Port(Sentry door, String host, Map<String, String> bounds) {
        this.door = door;
        this.host = host;
        this.bounds = bounds;
    }

    static Port around(Sentry sentry, Links links, Map<String, String> bounds) {
        return sentry instanceof Port port ? port : new Port(sentry, links.host(), bounds);
    }

    @Override
    public Reply send(Request request) {
        Request asked = scoped(request);
        return answered(asked, () -> door.send(asked));
    }

    @Override
    public Later start(Request request) {
        Request asked;
        try {
            asked = scoped(request);
        } catch (FailureException outside) {
            return () -> { throw outside; };
        }
        Later later = door.start(asked);
        Reply[] known = new Reply[1];
        return () -> known[0] != null ? known[0] : (known[0] = answered(asked, later::reply));
    }

    @Override
    public List<String> regions() { return door.regions(); }

    /** What the answer has to say about how its requests were answered. */
    List<String> notes() {
        synchronized (notes) {
            return List.copyOf(notes);
        }
    }

    // ---------------------------------------------------------------- which projects

    /** What a session is bound to holds for every request. @throws FailureException for one that leaves it */
    private Request scoped(Request request) {
        request.encodedPath();   // what leads elsewhere is refused before anything is asked
        String organization = bounds.get("organizationSlug");
        if (organization != null && request.organization() != null && !organization.equals(request.organization()))
            throw outside("organization", request.organization(), organization);
        String project = bounds.get("projectSlug");
        boolean all = Endpoints.open(request) || "-1".equals(request.value("project"));
        if (project == null) return all ? request.instead("project", List.of("-1")) : request;
        if (request.path().size() > 2 && request.path().get(0).equals("projects")
            && !owns(project, request.path().get(2), request.organization()))
            throw outside("project", request.path().get(2), project);
        return all ? request.instead("project", List.of(project)) : request;
    }

    private static FailureException outside(String what, String named, String bound) {
        return FailureException.input(List.of("the " + what + " " + FailureException.show(named) + " is outside the "
            + what + " " + FailureException.show(bound) + " that this session is bound to"));
    }

    /** Whether a slug or id names the bound project; looked up where one of the two is a slug and the other an id. */
    private boolean owns(String bound, String named, String organization) {
        if (bound.equals(named)) return true;
        if (Bound.numeric(bound) == Bound.numeric(named)) return false;
        Json project = own;
        if (project == null) own = project = door.send(Request.get("projects", organization, bound)).json();
        return named.equals(project.text("id")) || named.equals(project.text("slug"));
    }

    /** The same question as an older server takes it; null when the refusal is about something else. */
    private Request otherwise(Request asked, FailureException refusal) {
        boolean refused = refusal.kind() == FailureException.Kind.REJECTED
            || refusal.kind() == FailureException.Kind.PERMISSION;
        String project = asked.value("project");
        if (!refused || project == null || !asked.method().equals("GET")) return null;
        StringBuilder said = new StringBuilder();
        for (Object part : refusal.parts()) if (part instanceof Untrusted theirs) said.append(theirs.text());
        String says = said.toString().toLowerCase(Locale.ROOT);
        // "You do not have the multi project stream feature enabled", "… events from multiple projects"
        if (project.equals("-1")) return says.contains("project") ? asked.instead("project", List.of()) : null;
        // "Invalid project parameter. Values must be numbers.": slugs since pull request 117446
        if (!says.contains("must be numbers")) return null;
        List<String> ids = new ArrayList<>();
        for (String[] pair : asked.query()) {
            if (!pair[0].equals("project")) continue;
            String id = Bound.numeric(pair[1]) ? pair[1]
                : door.send(Request.get("projects", asked.organization(), pair[1])).json().text("id");
            if (!Bound.numeric(id)) return null;
            ids.add(id);
        }
        return asked.instead("project", ids);
    }

    // ---------------------------------------------------------------- what comes back

    private Reply answered(Request asked, Supplier<Reply> answer) {
        try {
            return expected(asked, answer.get());
        } catch (FailureException refusal) {
            Request again = otherwise(asked, refusal);
            if (again == null) throw named(asked, refusal);
            Reply reply;
            try {
                reply = expected(again, door.send(again));
            } catch (FailureException stillRefused) {
                throw named(again, stillRefused);
            }
            if (again.value("project") == null) notes.add("Only projects of the token user's own teams were searched:"
                + " this Sentry does not search all projects at once.");
            return reply;
        }
    }

    /** @throws FailureException when the outermost value is not what the request expects */
    private Reply expected(Request asked, Reply reply) {
        Json json = reply.json();
        boolean write = !asked.method().equals("GET");
        if (asked.raw() && asked.expect() == Shape.LIST && reply.bytes() != null) json = outermost(reply.bytes());
        else if (asked.raw() || write && json.empty()) return reply;
        Json detail = json.size() == 1 ? json.at("detail") : Json.NONE;
        boolean fits = switch (asked.expect()) {
            case OBJECT -> json.isObject() && json.size() > 0 && !detail.present();
            case MAP -> json.isObject() && !detail.present();
            case LIST -> json.isList();
            case ANY -> json.isObject() && json.size() > 0 && !detail.present() || json.isList();
        };
        if (fits) return reply;
        String came = json.isList() ? "a list"
            : json == Json.NONE ? "nothing" : !json.isObject() ? "a value that is neither object nor list"
                : json.size() == 0 ? "an empty object" : detail.present() ? "a message alone" : "an object";
        String due = switch (asked.expect()) {
            case OBJECT, MAP -> " where an object was expected";
            case LIST -> " where a list was expected";
            case ANY -> " where an object or a list was expected";
        };
        String path = "/api/0/" + asked.encodedPath();
        List<Object> said = new ArrayList<>(List.of(host + " answered " + asked.method() + " ",
            path.matches("[A-Za-z0-9/._%-]*") ? path : Untrusted.of(path), " with " + came + due + "."));
        Untrusted reason = detail.present() ? HttpFailure.reason(json) : json.isList() || json.isObject() ? null
            : asked.raw() ? null : json.said();
        if (reason != null) said.addAll(List.of(" It says: ", reason));
        said.add(write ? HttpFailure.UNKNOWN
            : " Check that " + host + " is a Sentry server, and that nothing answers in its place.");
        throw FailureException.http(FailureException.Kind.UNAVAILABLE, reply.status(), said);
    }

    /** A stand-in for JSON that the tool itself reads, since it may be very deep: what kind of value it is. */
    private static Json outermost(byte[] bytes) {
        int at = 0;
        while (at < bytes.length && bytes[at] <= ' ') at++;
        return at == bytes.length ? Json.NONE
            : Json.of(bytes[at] == '[' ? List.of() : bytes[at] == '{' ? Map.of("k", 1) : 0);
    }

    // ---------------------------------------------------------------- what a failure is about

    /** The failure with what was asked for in it, where that is all that can be wrong. */
    private FailureException named(Request asked, FailureException failure) {
        FailureException worded = failure;
        if (failure.status() == 404 || failure.status() == 410) {
            List<Object> said = new ArrayList<>();
            said.add(failure.status() == 410 ? "Sentry has moved or removed this (410): "
                : "Sentry has nothing of that name, or the token cannot see it (404): ");
            said.add(Line.join(", ", tried(asked)));
            said.add(".");
            failure.parts().stream().filter(Untrusted.class::isInstance)
                .filter(reason -> !NO_REASON.contains(((Untrusted) reason).text())).findFirst()
                .ifPresent(reason -> said.addAll(List.of(" It says: ", reason)));
            worded = FailureException.http(failure.kind(), failure.status(), said);
        }
        failed.put(worded, asked);
        return worded;
    }

    /** What Sentry says to whatever it does not find. */
    private static final List<String> NO_REASON =
        List.of("The requested resource does not exist", "Not found.", "Not found");

    /** "organization acme", "issue 71", "event latest": the identifiers of a path, each with its collection's name. */
    static List<Object> tried(Request request) {
        List<Object> tried = new ArrayList<>();
        List<String> path = request.path();
        int at = 0;
        boolean known = request.organization() != null;
        if (known) {
            tried.add(Line.of("organization ", shown(path.get(1))));
            if (path.size() > 2 && !path.get(0).equals("organizations"))
                tried.add(Line.of(path.get(0).equals("teams") ? "team " : "project ", shown(path.get(2))));
            at = path.get(0).equals("organizations") ? 2 : 3;
        }
        List<String> rest = path.subList(Math.min(at, path.size()), path.size());
        for (int i = 0; i < rest.size(); i++) {
            String one = SINGULAR.get(rest.get(i));
            if (one == null || i + 1 == rest.size()) tried.add(shown(rest.get(i)));
            else tried.add(Line.of(one + " ", shown(rest.get(++i))));
        }
        return tried;
    }

    /** Collections whose members have a name in words; what follows in a path is one of them. */
    private static final Map<String, String> SINGULAR = Map.ofEntries(Map.entry("issues", "issue"),
        Map.entry("events", "event"), Map.entry("eventids", "event"), Map.entry("attachments", "attachment"),
        Map.entry("releases", "release"), Map.entry("trace", "trace"), Map.entry("events-trace", "trace"),
        Map.entry("trace-meta", "trace"), Map.entry("replays", "replay"), Map.entry("profiles", "profile"),
        Map.entry("monitors", "monitor"), Map.entry("uptime", "uptime monitor"), Map.entry("detectors", "monitor"),
        Map.entry("workflows", "alert"), Map.entry("alert-rules", "alert"), Map.entry("rules", "alert"),
        Map.entry("dashboards", "dashboard"), Map.entry("keys", "key"), Map.entry("teams", "team"),
        Map.entry("tags", "tag"), Map.entry("ai-conversations", "conversation"),
        Map.entry("conversations", "conversation"), Map.entry("snapshots", "snapshot"),
        Map.entry("images", "image"), Map.entry("members", "member"));

    private static Object shown(String identifier) {
        Json given = Json.of(identifier);
        return given.slug() instanceof String ? given.slug() : given.shortId();
    }

    /**
     * Why a call failed, when asking once more can tell: whether the organization or project is there at all, so that
     * it is the feature that is missing, or the kind of token that is wrong.
     */
    FailureException explained(FailureException failure) {
        Request asked = failed.get(failure);
        if (asked == null || asked.organization() == null) return failure;
        List<String> path = asked.path();
        int owner = path.get(0).equals("organizations") ? 2 : path.get(0).equals("projects") ? 3 : path.size();
        // what stands behind an identifier of its own may simply not be there
        boolean collection = path.size() > owner && path.subList(owner, path.size()).stream()
            .allMatch(segment -> segment.matches("[a-z][a-z_-]*2?"));
        if (failure.status() != 401 && !(failure.status() == 404 && collection)) return failure;
        try {
            String[] above = failure.status() == 401 ? new String[] {"organizations", path.get(1)}
                : path.subList(0, owner).toArray(String[]::new);
            if (above.length == path.size()) return failure;
            Request request = Request.get(above);
            if (!door.send(above[0].equals("organizations") ? request.with("detailed", 0) : request).json().isObject())
                return failure;
        } catch (FailureException unknown) {
            return failure;
        }
        Line what = Line.join("/", path.subList(owner, path.size()).stream().map(Port::shown).toList());
        List<Object> said = new ArrayList<>();
        if (failure.status() == 401) {
            said.addAll(List.of("Sentry accepts this token for the organization ", shown(path.get(1)), ", but not for ",
                what, " (401): that takes the token of a user. Tokens of organizations and integrations have none."));
        } else {
            said.addAll(List.of(path.get(0).equals("projects") ? "The project " : "The organization ",
                shown(path.get(owner - 1)), " is there, but Sentry has no ", what,
                " for it (404): this version of Sentry, or its settings or plan, lacks that feature."));
        }
        return FailureException.http(failure.kind(), failure.status(), said);
    }
}
