package tools.shell;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import tools.answer.FailureException;
import tools.answer.Show;
import tools.json.Json;
import tools.sentry.Answered;
import tools.sentry.Scopes;
import tools.sentry.Sentry;
import tools.sentry.SentryCall;
import tools.sentry.Tool;

/**
 * Looks at everything that a call depends on, from the outside in. Every look has a deadline; none changes
 * anything.
 */
final class Doctor {
    /** One look at Sentry, region by region. */
    private static final int SECONDS = 15;
    private final Options options;
    private final Machine machine;
    private final String version;
    private final List<Tool> tools;
    private final Checkup checkup = new Checkup();
    private final Diagnosis diagnosis;

    Doctor(Options options, Machine machine, List<Tool> tools, String version) {
        this.options = options;
        this.machine = machine;
        this.tools = tools;
        this.version = version;
        this.diagnosis = new Diagnosis(checkup, options.host(), options.base(), tools);
    }

    Checkup examine() {
        checkup.ok("program",
            "sentry-mcp " + version + " on Java " + machine.property("java.version") + " ("
                + machine.property("java.vendor") + "), "
                + machine.property("os.name") + " " + machine.property("os.arch"));
        List<String> skills = new ArrayList<>();
        options.skills().forEach(skill -> skills.add(skill.id()));
        checkup.ok("skills", String.join(", ", skills) + (options.readOnly() ? ", reading only" : "") + ": "
            + Show.counted(tools.size(), "tool"));
        if (!options.tools().isEmpty() || !options.excludedTools().isEmpty())
            checkup.ok("tools", (options.tools().isEmpty() ? "all" : "only " + String.join(", ", options.tools()))
                + (options.excludedTools().isEmpty() ? "" : " but " + String.join(", ", options.excludedTools())));
        proxy();
        if (options.unfilled().isEmpty()) host();
        for (Unfilled missing : options.unfilled()) checkup.failed("setting", missing.said(),
            Clients.wanted(missing, "").substring(missing.said().length() + 2) + ".");
        model();
        checkup.ok("telemetry", machine.telemetry());
        return checkup;
    }

    private void proxy() {
        if (options.proxies() == null) checkup.ok("proxy", "none");
        else if (!machine.proxied()) checkup.ok("proxy", "not for " + options.host()
            + (options.insecureHttp() ? ", which is plain HTTP" : ", which NO_PROXY names"));
        else checkup.ok("proxy", "through " + options.proxies());
        if (options.certificates().isEmpty()) return;
        if (machine.certificates().isEmpty())
            checkup.ok("certificates", "those of the JDK and of " + options.certificates());
        else checkup.failed("certificates", machine.certificates(), "Name a file with certificates in PEM form.");
    }

    private static Tool tool() {
        return Tool.reads("doctor", "").lasting(SECONDS);
    }

    private SentryCall sentry() {
        SentryCall sentry = machine.open(tool());
        sentry.begin(null);
        return sentry;
    }

    private void host() {
        Machine.Look look = machine.look(Sentry.Request.get(), tool());
        if (look.failure() != null) {
            boolean tls = switch (look.fault()) {
                case OTHER_HOST, EXPIRED, UNKNOWN_AUTHORITY, NO_TLS, INSECURE -> true;
                default -> false;
            };
            if (tls) checkup.ok("host", options.host() + " can be reached");
            checkup.failed(tls ? "TLS" : "host", look.failure().getMessage(), "");
            return;
        }
        Answered answered = look.answered();
        Json root = answered.json();
        String gate = root.text("version") == null ? Gate.of(answered, options.host()) : null;
        if (gate != null) {
            checkup.failed("gate", Gate.said(gate, answered, options.host()),
                Gate.todo(gate, options.headers().keySet()));
            return;
        }
        if (!options.headers().isEmpty()) checkup.ok("gate", String.join(", ", options.headers().keySet())
            + (options.headers().size() == 1 ? " goes" : " go") + " to " + options.host() + " alone");
        if (!diagnosis.isSentry(answered.status(), root, answered.header("Location"))) return;
        if (options.insecureHttp()) checkup.warning("TLS", "off: --insecure-http sends the token unencrypted",
            "Use it on a network of your own only.");
        else look.tls().ifPresent(tls -> diagnosis.tls(tls.getProtocol(), validUntil(tls), Instant.now()));
        diagnosis.clock(answered.header("Date"), Instant.now());
        if (!diagnosis.token(options.token(), answered.status(), root)) return;
        diagnosis.scopes(Scopes.of(root));
        if (regions()) organization();
    }

    /** When a host's certificate ends, or null. */
    private static Instant validUntil(SSLSession tls) {
        try {
            return ((X509Certificate) tls.getPeerCertificates()[0]).getNotAfter().toInstant();
        } catch (SSLPeerUnverifiedException | ClassCastException unknown) {
            return null;
        }
    }

    private boolean regions() {
        if (!options.host().equals(Options.DEFAULT_HOST)) {
            checkup.ok("regions", "one: " + options.host());
            return true;
        }
        try {
            SentryCall sentry = sentry();
            List<Sentry.Later> looks = new ArrayList<>();
            List<String> hosts = new ArrayList<>();
            for (String region : sentry.regions()) {
                hosts.add(URI.create(region).getHost());
                looks.add(sentry.start(Sentry.Request.get().in(region)));
            }
            for (Sentry.Later look : looks) look.reply();
            checkup.ok("regions", String.join(", ", hosts) + (hosts.size() == 1 ? " answers" : " answer"));
            return true;
        } catch (FailureException failure) {
            checkup.failed("regions", failure.getMessage(), "");
            return false;
        }
    }

    /** The organization that the session is bound to, or the first that the token sees, and what it has. */
    private void organization() {
        try {
            String slug = options.bounds().get("organizationSlug");
            if (slug == null) {
                List<Json> seen = new ArrayList<>();
                for (String region : sentry().regions()) seen.addAll(sentry()
                    .send(Sentry.Request.get("organizations").with("per_page", 100).in(region)).json().list());
                slug = diagnosis.firstOrganization(seen);
                if (slug == null) return;
            } else {
                String project = options.bounds().get("projectSlug");
                sentry().send(project == null ? Sentry.Request.get("organizations", slug)
                    : Sentry.Request.get("projects", slug, project));
                checkup.ok("organization",
                    "bound to " + slug + (project == null ? "" : "/" + project) + ", which the token sees");
            }
            diagnosis.features(slug, sentry().send(Sentry.Request.get("organizations", slug)).json());
        } catch (FailureException failure) {
            checkup.failed("organization", failure.getMessage(), "");
        }
    }

    /** One look at the model's own page: it costs nothing and shows key, name and network at once. */
    private void model() {
        if (options.openAiKey() == null) {
            checkup.ok("language model",
                "off: " + options.withoutModel() + ", so questions in plain language are not translated into queries");
            return;
        }
        String host = URI.create(options.openAiBase()).getHost();
        try {
            diagnosis.model(options.model().look(sentry()), options.openAiModel(), host);
        } catch (FailureException unreachable) {
            checkup.failed("language model", host + " cannot be reached",
                "Check --openai-base-url and this machine's network.");
        }
    }
}
