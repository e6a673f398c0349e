package tools.projects;

import static tools.sentry.Param.ORGANIZATION;
import static tools.sentry.Param.required;
import static tools.sentry.Settings.hidden;
import static tools.sentry.Tool.writes;

import java.util.List;
import tools.sentry.Param.Type;
import tools.answer.Answer;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Settings;
import tools.sentry.Tool;

/** Progress reports for Sentry's onboarding by an agent. The endpoint is unpublished; facts/tools-config.md 28. */
public final class Onboarding implements Domain {
    static final List<String> STAGES = List.of("connect_mcp", "analyze_project", "create_project", "instrument_app",
        "plan_test_error", "send_verification_error", "receive_verification_error", "prepare_production",
        "check_stack_trace_quality");
    private static final String[] STATUSES = {"active", "waiting", "completed", "skipped", "failed"};

    @Override
    public List<Tool> tools() {
        return List.of(
            writes("onboarding_status_update", "Report onboarding progress for a run token.").scopes("org:read")
                .repeatable()
                .takes(ORGANIZATION, required("runToken", Type.TEXT, ""),
                    required("stage", Type.TEXT, ""),
                    required("status", Type.TEXT, "").oneOf(STATUSES),
                    Settings.listed(""),
                    hidden("runStatus", Type.TEXT).oneOf("completed", "failed"),
                    hidden("eventNote", Type.TEXT),
                    hidden("projectSlugs", Type.TEXTS).atMost(100), hidden("issueIds", Type.TEXTS).atMost(100)));
    }

    @Override
    public Answer call(Tool tool, Call call) { return OnboardingAnswers.to(tool, call); }
}
