package tools.events;

import static tools.sentry.Param.END;
import static tools.sentry.Param.ORGANIZATION;
import static tools.sentry.Param.PERIOD;
import static tools.sentry.Param.PROJECT;
import static tools.sentry.Param.PROJECT_REQUIRED;
import static tools.sentry.Param.START;
import static tools.sentry.Param.optional;
import static tools.sentry.Param.required;
import static tools.sentry.Tool.reads;

import java.util.List;
import tools.sentry.Param.Type;
import tools.answer.Answer;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Param;
import tools.sentry.Tool;

/** Profiles: where the time of one kind of transaction goes, and what one recorded profile shows. */
public final class Profiles implements Domain {
    private static final Param TRANSACTION = required("transactionName", Type.TEXT, "exact, e.g. /cart/checkout");
    private static final Param BASELINE = optional("compareAgainstPeriod", Type.PERIOD, "longer, to compare with");
    private static final Param APP_ONLY = Param.flag("focusOnUserCode", "false: libraries too").orElse(true).unlisted();
    private static final Param PROFILE = optional("profileId", Type.HEX32, "or the profile's URL");
    private static final Param PROFILER = optional("profilerId", Type.HEX32, "continuous profile, with start and end");
    static final int FUNCTIONS = 10;
    private static final Param LIMIT = Param.limit(FUNCTIONS, 50).unlisted();

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("get_profile",
                "Show a transaction's hottest functions over all its profiles, with call paths, or compare two "
                    + "periods.")
                .scopes("org:read")
                .takes(ORGANIZATION, PROJECT_REQUIRED, TRANSACTION, PERIOD.about("default 7d"), BASELINE, APP_ONLY,
                    LIMIT,
                    PROFILE.unlisted()),
            reads("get_profile_details", "Show the hottest functions and threads of one profile.")
                .scopes("org:read", "project:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, PROJECT, PROFILE, PROFILER, START.about("ISO 8601"), END,
                    APP_ONLY, LIMIT));
    }

    @Override
    public Answer call(Tool tool, Call call) { return ProfileAnswers.to(tool, call); }
}
