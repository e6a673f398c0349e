package tools.events;

import static tools.sentry.Param.required;
import static tools.sentry.Tool.reads;

import java.util.List;
import tools.sentry.Param.Type;
import tools.answer.Answer;
import tools.answer.Measured;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Param;
import tools.sentry.Tool;

/** A session replay as a story: what the user did, what went wrong, and where to look next. */
public final class Replays implements Domain {
    @Override
    public List<Tool> tools() {
        return List.of(
            reads("get_replay_details",
                "Show what a user did in a session replay, as a timeline with errors, rage and dead clicks, issues "
                    + "and traces.")
                .scopes("org:read", "project:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, required("replayId", Type.HEX32, "or its URL")));
    }

    @Override
    public Answer call(Tool tool, Call call) { return ReplayAnswers.to(tool, call); }

    // What a row of list_events says of a replay as well.

    static Measured seconds(Json replay) {
        return replay.number("duration") == null ? null : Show.millis(replay.number("duration") * 1000);
    }

    static Untrusted user(Json user) { return user.firstSaid("display_name", "email", "username", "id"); }

    /** Name and version of a browser, system or SDK, as its sender says. */
    static Untrusted named(Json of) {
        String name = of.text("name");
        return name == null ? null : Untrusted.of(of.text("version") == null ? name : name + " " + of.text("version"));
    }
}
