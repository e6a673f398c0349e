package tools.projects;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.Sentry;
import tools.sentry.Settings;
import tools.sentry.Tool;

/** How the calls of {@link Onboarding} are answered. */
final class OnboardingAnswers {
    private OnboardingAnswers() {}

    /** Checked, not listed: whoever has a run token was told these words with it. */
    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "onboarding_status_update" -> update(Settings.spread(call, tool));
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    /** Neither token nor notes are repeated: they are nobody's business but Sentry's. */
    private static Answer update(Call call) {
        if (!Onboarding.STAGES.contains(call.text("stage"))) throw FailureException.input("stage", "must be one of "
            + String.join(", ", Onboarding.STAGES) + ", not " + FailureException.show(call.text("stage")));
        if (!call.text("runToken").matches("[A-Za-z0-9]{10}"))
            throw FailureException.input("runToken", "must be the 10 letters and digits that the onboarding gave you");
        if (call.text("eventNote", "").length() > 256) throw FailureException.input("eventNote",
            "must have at most 256 characters, not " + call.text("eventNote").length());
        if (call.boundProject() != null) for (String slug : call.texts("projectSlugs")) call.within("project", slug);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("schemaVersion", 1);
        for (String name : List.of("runToken", "stage", "status", "runStatus", "eventNote"))
            if (call.has(name)) body.put(name, call.text(name));
        // one of Sentry's stored serializers reads these at the top, another within "extra" (11765703)
        Map<String, Object> extra = new LinkedHashMap<>();
        for (String name : List.of("projectSlugs", "issueIds"))
            if (!call.texts(name).isEmpty()) extra.put(name, call.texts(name));
        body.putAll(extra);
        if (!extra.isEmpty()) body.put("extra", extra);
        Json run = call.sentry()
            .send(Sentry.Request.post(body, "organizations", call.organization(), "onboarding", "agent", "status"))
            .json();
        return Answer.titled("Progress reported").fact("Run", run.token("runStatus"))
            .fact("Keep reporting", run.flag("continueUpdates") ? "yes" : run.denied("continueUpdates") ? "no" : null);
    }
}
