package tools.shell;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.sentry.Scopes;
import tools.sentry.Tool;

/**
 * What the doctor makes of what was seen: one line of the {@link Checkup} for each thing, and what to do about it.
 *
 * @param host  of Sentry, as configured
 * @param base  its address
 * @param tools those that are granted
 */
public record Diagnosis(Checkup checkup, String host, String base, List<Tool> tools) {

    /** Beyond this, relative times go wrong by an amount that somebody notices. */
    private static final long CLOCK_MS = 60_000;
    /** Beyond this, certificates and waits go wrong as well. */
    private static final long CLOCK_BROKEN_MS = 10 * 60_000;
    /** A certificate that ends within this time should have been renewed. */
    private static final Duration RENEWAL = Duration.ofDays(14);

    /**
     * Whether the answer to {@code GET /api/0/} is Sentry's.
     *
     * @param root     its body
     * @param location where a redirect leads, or ""
     */
    public boolean isSentry(int status, Json root, String location) {
        boolean welcome = status == 200 && root.text("version") != null;
        if (welcome || refused(status) && root.at("detail").present()) {
            checkup.ok("host", host + " answers");
            return true;
        }
        boolean redirect = status >= 300 && status < 400 && !location.isEmpty();
        checkup.failed("host",
            host + (redirect
                ? " redirects to "
                    + Untrusted.clean(location.length() > 200 ? location.substring(0, 200) : location, false)
                : " answers, but not as Sentry does (status " + status + ")"),
            "Check SENTRY_HOST or --host: it names the Sentry server itself, without a path.");
        return false;
    }

    private static boolean refused(int status) { return status == 401 || status == 403; }

    /** @param end when the certificate ends; null when that is not known */
    public void tls(String protocol, Instant end, Instant now) {
        if (end == null) {
            checkup.ok("TLS", protocol);
            return;
        }
        String until = protocol + ", certificate trusted and valid until " + end.toString().substring(0, 10);
        if (end.isAfter(now.plus(RENEWAL))) checkup.ok("TLS", until);
        else checkup.warning("TLS", until, "Have it renewed before that day.");
    }

    /** @param date as in the header of that name */
    public void clock(String date, Instant now) {
        try {
            long ahead = now.toEpochMilli()
                - ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant().toEpochMilli();
            String off = "this machine is " + Show.millis(Math.abs(ahead) / 1000 * 1000)
                + (ahead > 0 ? " ahead of " : " behind ") + host;
            String todo = "Set the clock: certificates, periods and waiting times depend on it.";
            if (Math.abs(ahead) <= CLOCK_MS) checkup.ok("clock", "agrees with " + host + " to the minute");
            else if (Math.abs(ahead) <= CLOCK_BROKEN_MS) checkup.warning("clock", off, todo);
            else checkup.failed("clock", off, todo);
        } catch (DateTimeException without) {
            checkup.warning("clock", host + " does not say what time it is", "");
        }
    }

    private String create() {
        return "Create one under " + base + "/settings/account/api/auth-tokens/ with the scopes "
            + String.join(" ", Scopes.of(tools));
    }

    /** Whether there is a token that Sentry accepts. @param token or null; only its first letters are looked at */
    public boolean token(String token, int status, Json root) {
        if (token == null) {
            checkup.failed("token", "none was given", create() + ", and set it in SENTRY_ACCESS_TOKEN.");
            return false;
        }
        if (refused(status)) {
            checkup.failed("token", host + " does not accept it (" + status + ")",
                "It may have expired, have been revoked, or belong to another Sentry. " + create() + ".");
            return false;
        }
        String kind = token.startsWith("sntryu_") ? "a user token"
            : token.startsWith("sntrys_") ? "an organization token"
                : token.startsWith("sntryi_") ? "an integration token"
                    : token.startsWith("sntrya_") ? "an application's user token"
                        : root.at("user").isObject() ? "a user token" : "a token of no user";
        checkup.ok("token", kind + ", accepted");
        return true;
    }

    /**
     * Without the reading scopes nothing works; without others some tools do not.
     * @param granted null when that is not known
     */
    public void scopes(Collection<String> granted) {
        if (granted == null) {
            checkup.warning("scopes", host + " does not say which scopes the token has", "");
            return;
        }
        Set<String> needed = Scopes.of(tools);
        List<String> missing = Scopes.missing(granted, needed);
        if (missing.isEmpty()) {
            checkup.ok("scopes", "all that the granted skills need: " + String.join(" ", needed));
            return;
        }
        List<String> unusable = new ArrayList<>();
        for (Tool tool : tools) if (!Scopes.missing(granted, tool.scopes()).isEmpty()) unusable.add(tool.name());
        String said = "missing " + String.join(" ", missing)
            + (unusable.isEmpty() ? "" : "; these tools will not work: " + some(unusable));
        String todo = create().replace("Create one", "Create a token")
            + ", grant fewer skills with --skills, or hide those tools with --hide-unusable.";
        if (Scopes.missing(granted, Scopes.READING).isEmpty()) checkup.warning("scopes", said, todo);
        else checkup.failed("scopes", said, todo);
    }

    private static String some(List<String> names) {
        return names.size() <= 6 ? String.join(", ", names)
            : String.join(", ", names.subList(0, 5)) + " and " + (names.size() - 5) + " more";
    }

    /** The slug of the first organization that the token sees; null when it sees none. */
    public String firstOrganization(List<Json> organizations) {
        List<Json> seen = new ArrayList<>(organizations);
        seen.removeIf(each -> each.text("slug") == null);
        if (seen.isEmpty()) {
            checkup.failed("organization", "the token sees none", "Use the token of a user who is a member of one.");
            return null;
        }
        String slug = seen.get(0).text("slug");
        checkup.ok("organization", seen.size() == 1 ? "the token sees " + Untrusted.clean(slug, false)
            : "the token sees " + seen.size() + " organizations");
        return slug;
    }

    /** As far as the organization itself says: its feature flags, where {@code hideAiFeatures} overrules. */
    public void features(String slug, Json organization) {
        List<String> flags = new ArrayList<>();
        for (Json flag : organization.list("features")) if (flag.text() != null) flags.add(flag.text());
        if (flags.isEmpty()) return;
        List<String> has = new ArrayList<>();
        List<String> lacks = new ArrayList<>();
        (flags.contains("gen-ai-features") && !organization.flag("hideAiFeatures") ? has : lacks).add("Seer");
        (flags.contains("session-replay") ? has : lacks).add("replays");
        (flags.contains("profiling") || flags.contains("continuous-profiling") ? has : lacks).add("profiles");
        checkup.ok("features",
            Untrusted.clean(slug, false) + " has "
                + (has.isEmpty() ? "none of the optional ones" : String.join(", ", has))
                + (lacks.isEmpty() ? "" : "; not " + String.join(", ", lacks)));
    }

    /** What the language model's host says of the model. */
    public void model(int status, String model, String at) {
        switch (status) {
            case 200 -> checkup.ok("language model", model + " at " + at);
            case 401, 403 -> checkup.failed("language model", at + " does not accept OPENAI_API_KEY (" + status + ")",
                "Set a valid key, or unset it to do without natural-language search.");
            case 404 ->
                checkup.warning("language model", at + " does not know the model " + Untrusted.clean(model, false),
                    "Name another with --openai-model; some compatible servers do not list their models.");
            default -> checkup.warning("language model", at + " answers with status " + status, "Try again later.");
        }
    }
}
