package tools.projects;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Show;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.Sentry;
import tools.sentry.Settings;
import tools.sentry.Tool;

/** How the calls of {@link Keys} are answered. */
final class KeyAnswers {
    private KeyAnswers() {}

    /** What the browser loader can be told, as Sentry names it; the settings are called "loaderHasReplay" and so on. */
    private static final List<String> LOADER =
        List.of("hasReplay", "hasPerformance", "hasDebug", "hasFeedback", "hasLogsAndMetrics");

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "find_dsns" -> find(call);
            case "create_dsn" -> create(call);
            case "update_dsn" -> update(Settings.spread(call, tool));
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    private static Answer find(Call call) {
        Sentry.Reply page = call.sentry().send(Sentry.Request
            .get("projects", call.organization(), call.project(), "keys").with("cursor", call.text("cursor")));
        Answer answer = Answer.titled("DSNs of ", call.organization(), "/", call.project()).section("Keys");
        for (Json key : page.json().list()) facts(answer.item("id", key.token("id")), key);
        if (page.json().list().isEmpty()) page.none(answer, "The project has none.")
            .note(call.user().offers("create_dsn") ? "create_dsn makes one." : null);
        return answer.next(page.next());
    }

    private static Answer create(Call call) {
        Json key = call.sentry().send(Sentry.Request.post(Map.of("name", call.text("name")), "projects",
            call.organization(), call.project(), "keys")).json();
        return facts(
            Answer.titled("Created a DSN for ", call.organization(), "/", call.project()).fact("Id", key.token("id")),
            key);
    }

    private static Answer update(Call call) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (String name : List.of("name", "isActive", "browserSdkVersion"))
            if (call.has(name)) body.put(name, call.arguments().get(name));
        rateLimit(call, body);
        Map<String, Object> loader = loader(call);
        if (!loader.isEmpty()) body.put("dynamicSdkLoaderOptions", loader);
        if (body.isEmpty()) throw FailureException.input("settings", "must hold at least one setting");
        List<String> lost = new ArrayList<>();
        if (Boolean.FALSE.equals(body.get("isActive")))
            lost.add("refuse every event that applications send with its DSN");
        if (body.get("rateLimit") instanceof Map<?, ?> limit)
            lost.add("drop what applications send with its DSN beyond "
                + Show.counted((Long) limit.get("count"), "event") + " in "
                + Show.millis((Long) limit.get("window") * 1000.0));
        if (!lost.isEmpty()) call.user().confirm("Change the client key " + Show.words(call.text("keyId")) + " of "
            + Show.bare(call.organization() + "/" + call.project()) + "? Sentry will then " + String.join(" and ", lost)
            + ".");
        Json key = call.sentry()
            .send(Sentry.Request.put(body, "projects", call.organization(), call.project(), "keys", call.text("keyId")))
            .json();
        return facts(
            Answer.titled("Updated a DSN of ", call.organization(), "/", call.project()).fact("Id", key.token("id")),
            key);
    }

    /**
     * Both numbers or none; a zero, which Sentry reads as no limit, is sent as the null that its documentation asks
     * for.
     */
    private static void rateLimit(Call call, Map<String, Object> body) {
        Long count = call.integer("rateLimitCount");
        Long window = call.integer("rateLimitWindow");
        boolean off = call.flag("disableRateLimit") || count != null && count == 0 || window != null && window == 0;
        if (call.flag("disableRateLimit") && (count != null || window != null))
            throw FailureException.input("disableRateLimit",
                "cannot be combined with rateLimitCount or rateLimitWindow");
        if (off) {
            body.put("rateLimit", null);
        } else if (count != null && window != null) {
            body.put("rateLimit", Map.of("window", window, "count", count));
        } else if (count != null || window != null) {
            throw FailureException.input(count == null ? "rateLimitCount" : "rateLimitWindow", "is required, since "
                + (count == null ? "rateLimitWindow" : "rateLimitCount") + " was given");
        }
    }

    private static Map<String, Object> loader(Call call) {
        Map<String, Object> options = new LinkedHashMap<>();
        for (String option : LOADER) {
            String own = "loaderH" + option.substring(1);
            if (call.has(own)) options.put(option, call.flag(own));
        }
        return options;
    }

    /** What Sentry says about a key, without its secret. */
    private static Answer facts(Answer answer, Json key) {
        Json limit = key.at("rateLimit");
        Long count = limit.integer("count");
        Long window = limit.integer("window");
        boolean limited = count != null && window != null && count > 0 && window > 0;
        List<Object> loader = new ArrayList<>();
        for (String option : LOADER)
            if (key.flag("dynamicSdkLoaderOptions", option)) loader.add(option.substring("has".length()));
        return answer.fact("Name", key.said("name")).fact("DSN", Keys.dsn(key))
            .fact("Active",
                key.at("isActive").present() ? key.flag("isActive") ? "yes" : key.denied("isActive") ? "no" : null
                    : null)
            .fact("Rate limit", limited
                ? Line.of(Show.counted(count, "event"), " in ", Show.millis(window * 1000.0)) : null)
            .fact("Browser SDK", key.token("browserSdkVersion")).fact("Browser loader", loader);
    }
}
