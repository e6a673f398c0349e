package tools;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Web addresses of Sentry: those we print, and those that people paste.
 *
 * @param scheme "https", or "http" for a self-hosted server that was asked for so
 * @param host   the configured host, with its port when it has one
 */
public record Links(String scheme, String host) {

    /** sentry.io itself or one of its subdomains. */
    public static boolean saas(String host) { return host.equals("sentry.io") || host.endsWith(".sentry.io"); }

    /**
     * An address below an organization: {@code https://acme.sentry.io/…} or {@code https://host/organizations/acme/…}.
     * Null when a segment is absent or not of the plain kind that Sentry's own addresses have: better no link than one that somebody
     * else has written.
     */
    public String web(String organization, String... segments) {
        if (!plain(organization)) return null;
        for (String segment : segments) if (!plain(segment)) return null;
        StringBuilder url = new StringBuilder(scheme).append("://");
        if (saas(host)) url.append(encode(organization)).append(".sentry.io");
        else url.append(host).append("/organizations/").append(encode(organization));
        for (String segment : segments) url.append('/').append(encode(segment));
        return url.toString();
    }

    private static boolean plain(String segment) { return segment != null && segment.matches("[A-Za-z0-9][A-Za-z0-9._:@+-]{0,199}"); }

    public String issue(String organization, String issue) { return web(organization, "issues", issue); }

    public String trace(String organization, String trace) { return web(organization, "explore", "traces", "trace", trace); }

    public String replay(String organization, String replay) { return web(organization, "explore", "replays", replay); }

    /** One path segment, percent-encoded: only unreserved characters stay. */
    public static String encode(String segment) {
        StringBuilder out = new StringBuilder();
        for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 128 && (Character.isLetterOrDigit(c) || "-_.~!*'()".indexOf(c) >= 0)) out.append(c);
            else out.append(String.format("%%%02X", b & 0xFF));
        }
        return out.toString();
    }

    /** The cursor of the next page in a {@code Link} header, or null when there is none. */
    public static String next(String header) {
        for (String part : header.split(",\\s*(?=<)")) {
            if (!part.contains("rel=\"next\"") || !part.contains("results=\"true\"")) continue;
            int at = part.indexOf("cursor=\"", part.indexOf('>'));
            int end = at < 0 ? -1 : part.indexOf('"', at + 8);
            if (end > at + 8) return part.substring(at + 8, end);
        }
        return null;
    }

    /**
     * What a pasted Sentry URL points at.
     *
     * @param organization its slug, or null when the URL does not say
     * @param issue        short or numeric id, or null
     * @param event        event id, "latest", or null
     */
    public record Target(String organization, String issue, String event) { }

    /** @throws Failure when it is not a URL of the configured Sentry, or names no issue */
    public Target issueTarget(String url) {
        URI uri = parse(url);
        List<String> path = segments(uri);
        int issues = path.indexOf("issues");
        if (issues < 0 || issues + 1 >= path.size()) throw Failure.input("issueId", "is a URL that names no issue: " + Failure.show(url));
        int events = path.indexOf("events");
        String event = events > issues && events + 1 < path.size() ? path.get(events + 1) : null;
        return new Target(organization(uri, path), path.get(issues + 1), event);
    }

    /** The parsed URL, when it is one of the configured Sentry. @throws Failure */
    URI parse(String url) {
        URI uri;
        try {
            uri = URI.create(url.strip());
        } catch (IllegalArgumentException malformed) {
            throw Failure.input(List.of(Failure.show(url) + " is not a URL"));
        }
        if (uri.getHost() == null || !"https".equalsIgnoreCase(uri.getScheme()) && !"http".equalsIgnoreCase(uri.getScheme())) {
            throw Failure.input(List.of(Failure.show(url) + " is not an http(s) URL"));
        }
        String theirs = uri.getHost().toLowerCase(Locale.ROOT) + (uri.getPort() < 0 || uri.getPort() == 443 ? "" : ":" + uri.getPort());
        boolean ours = saas(host) ? saas(theirs) : theirs.equals(host.toLowerCase(Locale.ROOT));
        if (!ours) throw Failure.input(List.of(Failure.show(url) + " is on " + Failure.show(theirs) + ", but this server is configured for " + host));
        return uri;
    }

    static List<String> segments(URI uri) {
        List<String> segments = new ArrayList<>();
        for (String segment : (uri.getPath() == null ? "" : uri.getPath()).split("/")) if (!segment.isEmpty()) segments.add(segment);
        return segments;
    }

    private static final List<String> SECTIONS = List.of("issues", "explore", "performance", "projects", "settings", "replays", "releases", "crons", "monitors",
        "alerts", "feedback", "dashboards", "dashboard", "discover", "insights", "preprod", "profiling", "traces");
    private static final List<String> NO_ORGANIZATION = List.of("www", "us", "us2", "de", "eu", "docs", "develop", "ingest");

    /** From {@code /organizations/{org}/}, {@code /{org}/section/} or {@code {org}.sentry.io}; null when the URL does not say. */
    String organization(URI uri, List<String> path) {
        int at = path.indexOf("organizations");
        if (at >= 0 && at + 1 < path.size()) return path.get(at + 1);
        if (path.size() > 1 && !SECTIONS.contains(path.get(0)) && SECTIONS.contains(path.get(1))) return path.get(0);
        String theirs = uri.getHost().toLowerCase(Locale.ROOT);
        if (!theirs.endsWith(".sentry.io")) return null;
        String label = theirs.substring(0, theirs.length() - ".sentry.io".length());
        return label.contains(".") || NO_ORGANIZATION.contains(label) ? null : label;
    }
}
