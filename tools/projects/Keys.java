package tools.projects;

import static tools.sentry.Param.CURSOR;
import static tools.sentry.Param.ORGANIZATION;
import static tools.sentry.Param.PROJECT_REQUIRED;
import static tools.sentry.Param.required;
import static tools.sentry.Settings.hidden;
import static tools.sentry.Tool.destroys;
import static tools.sentry.Tool.reads;
import static tools.sentry.Tool.writes;

import java.util.List;
import java.util.regex.Pattern;
import tools.sentry.Param.Type;
import tools.answer.Answer;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Settings;
import tools.sentry.Tool;

/**
 * Client keys: the DSNs under which applications send their events. A DSN is public; the secret half of old keys is
 * never printed.
 */
public final class Keys implements Domain {
    @Override
    public List<Tool> tools() {
        return List.of(
            reads("find_dsns", "List a project's client keys (DSNs).").scopes("project:read")
                .takes(ORGANIZATION, PROJECT_REQUIRED, CURSOR),
            writes("create_dsn", "Add a DSN to an existing project.").scopes("project:write")
                .takes(ORGANIZATION, PROJECT_REQUIRED, required("name", Type.TEXT, "")),
            destroys("update_dsn", "Change, disable or rate-limit a DSN.").scopes("project:write").repeatable()
                .takes(ORGANIZATION, PROJECT_REQUIRED, required("keyId", Type.ID, "from find_dsns"),
                    Settings.listed("what changes"),
                    hidden("name", Type.TEXT), hidden("isActive", Type.FLAG),
                    hidden("rateLimitCount", Type.INTEGER).about("0 = none").between(0, Integer.MAX_VALUE),
                    hidden("rateLimitWindow", Type.INTEGER).about("s").between(0, 86_400),
                    hidden("disableRateLimit", Type.FLAG),
                    hidden("browserSdkVersion", Type.TEXT),
                    hidden("loaderHasReplay", Type.FLAG), hidden("loaderHasPerformance", Type.FLAG),
                    hidden("loaderHasDebug", Type.FLAG),
                    hidden("loaderHasFeedback", Type.FLAG),
                    hidden("loaderHasLogsAndMetrics", Type.FLAG)));
    }

    @Override
    public Answer call(Tool tool, Call call) { return KeyAnswers.to(tool, call); }

    /**
     * The public DSN as Sentry coins it: scheme, one public key, host, project id. Anything else, such as one with a
     * secret in it, is not printed: null.
     */
    static String dsn(Json key) {
        String dsn = key.text("dsn", "public");
        return dsn != null && Shape.DSN.matcher(dsn).matches() ? dsn : null;
    }

    /** Loaded by a call, not at the start of the program. */
    private static final class Shape {
        static final Pattern DSN = Pattern.compile(
            "https?://[0-9A-Za-z]{1,64}@[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?(/[A-Za-z0-9_-]{1,64}){0,5}/[0-9]{1,20}");
    }
}
