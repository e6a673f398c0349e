import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.answer.Answer;
import tools.answer.CancelledException;
import tools.answer.FailureException;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Links;
import tools.sentry.Sentry;
import tools.sentry.Tool;
import tools.shell.Domains;

/** Sentry as a list of routes, in memory: for tests of what the tools make of its answers. */
class FakeSentry implements Sentry {
    static final String HOST = "sentry.example";

    final List<Case.Route> routes;
    /** Every request that was made, in order. */
    final List<Request> requests = new ArrayList<>();
    /** When set, every request fails with it. */
    Supplier<FailureException> failing;
    /** When set, the requests to which it gives a failure fail with it. */
    Function<Request, FailureException> refusing = request -> null;
    /** What becomes of a picture that may be so many pixels long; null = it is none. */
    BiFunction<Answer.Image, Integer, Answer.Image> fit = (image, longestSide) -> image;
    /** When set, what a call does while it works on an answer, as the port's {@link Sentry#alive}. */
    Runnable alive;
    Map<String, String> bounds = new HashMap<>();
    Call.Model model;
    Call.Docs docs;
    /** What the user says when asked; null = cannot be asked. */
    Boolean consent;
    final List<String> questions = new ArrayList<>();
    /** Tools that the session does not offer. */
    List<String> withheld = List.of();

    FakeSentry(Case of) { this.routes = of.routes(); }

    /** Calls the tool as the server would: arguments validated, then handed to the domain. */
    static Answer call(Case made) {
        return new FakeSentry(made).answer(made);
    }

    /** The text that a model reads, with the nonce "nonce". */
    static String text(Case made) {
        return call(made).render("nonce", Answer.BUDGET);
    }

    /** A Sentry that has answered the call: for what was asked of it. */
    static FakeSentry after(Case made) {
        FakeSentry sentry = new FakeSentry(made);
        sentry.answer(made);
        return sentry;
    }

    Answer answer(Case made) { return answer(made, this); }

    /** The same with another Sentry behind the call: one whose answers change from request to request. */
    Answer answer(Case made, Sentry sentry) {
        Offered offered = OFFERED.get(made.tool());
        if (offered == null) throw new AssertionError("no domain has a tool " + made.tool());
        Links links = new Links("https", HOST);
        Map<String, Object> arguments = offered.tool.accept(made.arguments(), bounds, links);
        return new Call(arguments, sentry, links, bounds, user(), model, docs == null ? routed() : docs)
            .answeredBy(offered.domain, offered.tool);
    }

    private record Offered(Domain domain, Tool tool) {}

    private static final Map<String, Offered> OFFERED = offered();

    private static Map<String, Offered> offered() {
        Map<String, Offered> all = new HashMap<>();
        for (Domain domain : Domains.ALL) {
            for (Tool tool : domain.tools()) {
                all.put(tool.name(), new Offered(domain, tool));
                for (String alias : tool.aliases()) all.put(alias, new Offered(domain, tool));
            }
        }
        return all;
    }

    @Override
    public Reply send(Request request) {
        requests.add(request);
        if (failing != null) throw failing.get();
        FailureException refused = refusing.apply(request);
        if (refused != null) throw refused;
        String path = String.join("/", request.path());
        for (Case.Route route : routes) {
            if (!route.method().equals(request.method()) || !route.path().equals(path)) continue;
            boolean matches = route.query().entrySet().stream()
                .allMatch(wanted -> request.query().stream()
                    .anyMatch(sent -> sent[0].equals(wanted.getKey()) && sent[1].equals(wanted.getValue())));
            if (!matches) continue;
            if (route.bytes() != null) return new Reply(Json.NONE, null, null, route.bytes(), route.type(), 200);
            if (request.raw()) return new Reply(Json.NONE, route.next(), null,
                utf8(route.body()), route.type(), 200);
            Json json =
                alive == null || route.body() == null ? route.json() : Json.read(utf8(route.body()), this::alive);
            return new Reply(json, route.next(), null, null, route.type(), 200);
        }
        throw FailureException.http(FailureException.Kind.NOT_FOUND, 404,
            List.of("not found: " + request.method() + " " + path));
    }

    private static byte[] utf8(String text) { return text.getBytes(java.nio.charset.StandardCharsets.UTF_8); }

    @Override
    public void alive() {
        if (alive != null) alive.run();
    }

    @Override
    public Later start(Request request) {
        Reply[] reply = new Reply[1];
        RuntimeException[] failed = new RuntimeException[1];
        try {
            reply[0] = send(request);
        } catch (FailureException | CancelledException failure) {
            failed[0] = failure;
        }
        return () -> {
            if (failed[0] != null) throw failed[0];
            return reply[0];
        };
    }

    @Override
    public List<String> regions() { return List.of("https://" + HOST); }

    /**
     * The requests as "GET organizations/acme/issues?limit=10&amp;query=is:unresolved", without the project=-1 of those
     * that name no project: PortTest says which have it.
     */
    List<String> sent() { return requests.stream().map(FakeSentry::line).toList(); }

    private static String line(Request request) {
        List<String> query = request.query().stream().map(pair -> pair[0] + "=" + pair[1])
            .filter(pair -> !pair.equals("project=-1")).toList();
        return request.method() + " " + String.join("/", request.path())
            + (query.isEmpty() ? "" : "?" + String.join("&", query));
    }

    /** Documentation out of the routes: {@code GET docs/search}, and pages as bytes under their URL. */
    private Call.Docs routed() {
        return new Call.Docs() {
            @Override
            public Json search(String query, String guide, int most) {
                return send(
                    Request.get("docs", "search").with("query", query).with("guide", guide).with("maxResults", most))
                    .json();
            }

            @Override
            public String page(String url) {
                return new String(send(Request.get(url).raw(0)).bytes(), java.nio.charset.StandardCharsets.UTF_8);
            }
        };
    }

    Call.User user() {
        return new Call.User() {
            @Override
            public void progress(double done, double total, String message) {}
            @Override
            public void confirm(String question) {
                questions.add(question);
                if (Boolean.FALSE.equals(consent)) throw FailureException.of(FailureException.Kind.DECLINED,
                    "The user declined. Nothing was changed.");
            }
            @Override
            public void pause(long millis) {}
            @Override
            public Answer.Image fit(Answer.Image image, int longestSide, Runnable alive) {
                return fit.apply(image, longestSide);
            }
            @Override
            public boolean offers(String tool) { return !withheld.contains(tool); }
        };
    }
}
