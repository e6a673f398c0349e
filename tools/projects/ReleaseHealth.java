package tools.projects;

import static tools.sentry.Param.ENVIRONMENT;
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

/** How well releases run over time: sessions and users, how many without a crash, and how many of all run a release. */
public final class ReleaseHealth implements Domain {
    @Override
    public List<Tool> tools() {
        return List.of(reads("get_release_health",
            "Show crash-free rates and adoption over time.").scopes("org:read")
            .takes(ORGANIZATION, PROJECT, optional("releaseVersion", Type.TEXT, ""), ENVIRONMENT, PERIOD, START,
                END));
    }

    @Override
    public Answer call(Tool tool, Call call) { return HealthAnswers.health(call); }
}
