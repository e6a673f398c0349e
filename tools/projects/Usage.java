package tools.projects;

import static tools.sentry.Param.ORGANIZATION;
import static tools.sentry.Param.PERIOD;
import static tools.sentry.Param.PROJECT;
import static tools.sentry.Param.optional;
import static tools.sentry.Settings.END;
import static tools.sentry.Settings.START;
import static tools.sentry.Tool.reads;

import java.util.List;
import tools.answer.Answer;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Param.Type;
import tools.sentry.Tool;

/** What became of the data that was sent: why events are missing. */
public final class Usage implements Domain {
    @Override
    public List<Tool> tools() {
        return List.of(reads("get_usage",
            "Show what was accepted, filtered, rate limited or dropped, and why.")
            .scopes("org:read", "project:read")
            .takes(ORGANIZATION, PROJECT, optional("category", Type.TEXT, "e.g. error, span"), PERIOD, START, END));
    }

    @Override
    public Answer call(Tool tool, Call call) { return UsageAnswers.usage(call); }
}
