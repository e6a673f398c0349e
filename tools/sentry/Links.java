package tools.sentry;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.answer.FailureException;
import tools.answer.Shape;

/**
 * Web addresses of Sentry: those we print, and those that people paste.
 *
 * @param scheme "https", or "http" for a self-hosted server that was asked for so
 * @param host   the configured host, with its port when it has one
 */
public record Links(String scheme, String host) {

    /** sentry.io itself or one of its subdomains. */
    public static boolean saas(String host) {
        return host.equals("sentry.io") || host.endsWith(".sentry.io");
    }

    /**
     * An address below an organization: {@code https://acme.sentry.io/…} or {@code https://host/organizations/acme/…}.
     * Null when a segment is absent or not of the plain kind that Sentry's own addresses have: better no link than one
     * that somebody else has written.
     */
    public String web(String organization, String... segments) {
        if (organization == null || !Shape.slug(organization)) return null;
        for (String segment : segments) if (!plain(segment)) return null;
        StringBuilder url = new StringBuilder(scheme).append("://");
        if (saas(host)) url.append(encode(organization)).append(".sentry.io");
        else url.append(host).append("/organizations/").append(encode(organization));
        for (String segment : segments) url.append('/').append(encode(segment));
        return url.toString();
    }

    /** An id, a slug, or a word of ours in the place of one. */
    static boolean plain(String segment) {
        return segment != null && (Shape.id(segment) || Shape.slug(segment) || Shape.shortId(segment)
            || segment.matches("[A-Z]{2,10}"));
    }

    /** A release's page. A version is its sender's: null when it is not of the kind that addresses have. */
    public String release(String organization, String version) {
        String page = web(organization, "releases");
        return page == null || !version.matches("[A-Za-z0-9][A-Za-z0-9._:@+-]{0,199}") ? null
            : page + "/" + inText(version);
    }

    public String issue(String organization, String issue) { return web(organization, "issues", issue); }

    public String trace(String organization, String trace) {
        return web(organization, "explore", "traces", "trace", trace);
    }

    public String replay(String organization, String replay) { return web(organization, "explore", "replays", replay); }

    /** A part of an address that stands in a text: encoded, also what is no markup in addresses but in Markdown. */
    public static String inText(String part) {
        StringBuilder out = new StringBuilder();
        for (char c : encode(part).toCharArray())
            if ("_~!*'()".indexOf(c) < 0) out.append(c);
            else percent(out, c);
        return out.toString();
    }

    /** One path segment, percent-encoded as UTF-8: only unreserved characters stay. */
    public static String encode(String segment) {
        StringBuilder out = new StringBuilder();
        segment.codePoints().forEach(c -> {
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "-_.~!*'()".indexOf(c) >= 0)) out.append((char) c);
            else if (c < 0x80) percent(out, c);
            else if (c < 0x800) percent(out, 0xC0 | c >> 6, 0x80 | c & 0x3F);
            else if (c >= 0xD800 && c <= 0xDFFF) percent(out, '?');   // half a pair is no character
            else if (c < 0x10000) percent(out, 0xE0 | c >> 12, 0x80 | c >> 6 & 0x3F, 0x80 | c & 0x3F);
            else percent(out, 0xF0 | c >> 18, 0x80 | c >> 12 & 0x3F, 0x80 | c >> 6 & 0x3F, 0x80 | c & 0x3F);
        });
        return out.toString();
    }

    /** The cursor of the next page in a {@code Link} header, or null when there is none. */
    public static String next(String header) {
        if (header.isEmpty()) return null;
        for (String part : header.split(",\\s*(?=<)")) {
            if (!part.contains("rel=\"next\"") || !part.contains("results=\"true\"")) continue;
            int at = part.indexOf("cursor=\"", part.indexOf('>'));
            int end = at < 0 ? -1 : part.indexOf('"', at + 8);
            if (end > at + 8) return part.substring(at + 8, end);
        }
        return null;
    }

    private static void percent(StringBuilder out, int... bytes) {
        for (int b : bytes)
            out.append('%').append("0123456789ABCDEF".charAt(b >> 4)).append("0123456789ABCDEF".charAt(b & 15));
    }

    // ---------------------------------------------------------------- what people paste

    /** The kinds of things that have a page of their own in Sentry. */
    public enum Kind {
        ISSUE, EVENT, TRACE, SPAN, REPLAY, PROFILE, MONITOR, UPTIME, RELEASE, DASHBOARD, ALERT, CONVERSATION, SNAPSHOT,
        TRANSACTIONS, LIST, OTHER
    }

    /**
     * What a pasted Sentry URL points at.
     *
     * @param kind         what it is; {@link Kind#OTHER} for a page of Sentry that shows no single thing we know
     * @param organization its slug, or null when the URL does not say
     * @param project      a project's slug or id when the URL names one (profiles, monitors, alert rules), else null
     * @param id of the thing: issue, trace, replay, profile, release version, …; of a LIST what it lists, as
     *     {@link UrlShapes#LISTS} has it; null for OTHER and for a continuous profile
     * @param part of it: the event id (or "latest", …) of an EVENT, the span id of a SPAN, the profiler of a continuous
     *                     PROFILE, the image of a SNAPSHOT, "issue" or "metric" of an ALERT, "detector" of a MONITOR
     *                     whose page is numbered, so that it may be a cron, uptime or metric monitor; else null
     * @param query        the URL's query, decoded; the first value of each name
     */
    public record Target(Kind kind, String organization, String project, String id, String part,
        Map<String, String> query) {
        /** The issue's short or numeric id, or null. */
        public String issue() {
            return kind == Kind.ISSUE || kind == Kind.EVENT ? id : null;
        }

        /** The event id, "latest" or the like, or null. */
        public String event() {
            return kind == Kind.EVENT ? part : null;
        }

        /**
         * The organization of the URL, or else of the call.
         *
         * @throws FailureException when neither says, or when they differ (a bound session cannot leave its
         *     organization through a URL)
         */
        public String organization(Call call) {
            return organization(call.organization(), call.bounds().containsKey("organizationSlug"));
        }

        /**
         * As {@link #organization(Call)}, for what the caller gave, or what the session is {@code bound} to; null =
         * nothing.
         */
        String organization(String given, boolean bound) {
            if (organization == null && given == null) throw FailureException.input("organizationSlug",
                "is required, since the URL does not name the organization");
            if (organization != null && given != null && !organization.equals(given)) {
                throw FailureException
                    .input(List.of("the URL is of the organization " + FailureException.show(organization)
                        + (bound ? ", but this session is bound to " : ", but organizationSlug is ")
                        + FailureException.show(given)));
            }
            return given != null ? given : organization;
        }
    }

    /** @throws FailureException when it is not a URL of the configured Sentry, or names no issue */
    public Target issueTarget(String url) {
        Target target = target(url);
        if (target.issue() == null)
            throw FailureException.input("issueId", "is a URL that names no issue: " + FailureException.show(url));
        return target;
    }

    /** All values that a URL's query has for a name, decoded, in order. */
    public static List<String> values(String url, String name) {
        List<String> values = new ArrayList<>();
        int mark = url.indexOf('?');
        int hash = url.indexOf('#');
        if (mark < 0 || hash >= 0 && hash < mark) return values;
        for (String pair : url.substring(mark + 1, hash < 0 ? url.length() : hash).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && decode(pair.substring(0, equals), true).equals(name))
                values.add(decode(pair.substring(equals + 1), true));
        }
        return values;
    }

    /** Whether somebody pasted a URL where an id would do. */
    public static boolean url(String text) {
        return text != null && text.strip().regionMatches(true, 0, "http", 0, 4) && text.contains("://");
    }

    /**
     * Reads a URL; nothing is fetched.
     *
     * @throws FailureException when it is no http(s) URL, or not one of the configured Sentry
     */
    public Target target(String url) {
        String text = url.strip();
        int slashes = text.indexOf("://");
        String scheme = slashes < 0 ? "" : text.substring(0, slashes).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http"))
            throw FailureException.input(List.of(FailureException.show(url) + " is not an http(s) URL"));
        int end = slashes + 3;
        while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) end++;
        String theirs = text.substring(slashes + 3, end).toLowerCase(Locale.ROOT);
        if (!UrlShapes.HOST.matcher(theirs).matches())
            throw FailureException.input(List.of(FailureException.show(url) + " is not a URL"));
        theirs = withoutUsualPort(theirs);
        String ours = withoutUsualPort(host.toLowerCase(Locale.ROOT));
        if (saas(ours) ? !saas(theirs) : !theirs.equals(ours)) {
            throw FailureException.input(List.of(FailureException.show(url) + " is on " + FailureException.show(theirs)
                + ", but this server is configured for " + host));
        }
        int hash = text.indexOf('#', end);
        if (hash >= 0) text = text.substring(0, hash);
        int mark = text.indexOf('?', end);
        List<String> path = new ArrayList<>();
        for (String segment : text.substring(end, mark < 0 ? text.length() : mark).split("/"))
            if (!segment.isEmpty()) path.add(decode(segment, false));
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : (mark < 0 ? "" : text.substring(mark + 1)).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0)
                query.putIfAbsent(decode(pair.substring(0, equals), true), decode(pair.substring(equals + 1), true));
        }
        return UrlShapes.target(organization(theirs, path), path, query);
    }

    private static String withoutUsualPort(String host) { return host.replaceFirst(":(443|80)$", ""); }

    /**
     * From {@code /organizations/{org}/}, {@code /{org}/section/}, {@code /{org}/{project}/issues/} or
     * {@code {org}.sentry.io}; null when the URL does not say.
     */
    private static String organization(String host, List<String> path) {
        int at = path.indexOf("organizations");
        if (at >= 0 && at + 1 < path.size()) return slug(path.get(at + 1));
        boolean section = path.size() > 0 && UrlShapes.SECTIONS.contains(path.get(0));
        if (!section && path.size() > 1 && UrlShapes.SECTIONS.contains(path.get(1))) return slug(path.get(0));
        if (!section && path.size() > 2 && path.get(2).equals("issues")) return slug(path.get(0));
        if (!host.endsWith(".sentry.io")) return null;
        String label = host.substring(0, host.length() - ".sentry.io".length());
        return label.contains(".") || UrlShapes.NO_ORGANIZATION.contains(label) ? null : label;
    }

    private static String slug(String segment) { return UrlShapes.SLUG.matcher(segment).matches() ? segment : null; }

    /** Percent-decoded as UTF-8; what is no valid escape stays as it is. */
    static String decode(String text, boolean plusIsBlank) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) return text;
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+' && plusIsBlank) out.append(' ');
            int first = c == '%' ? octet(text, i) : -1;
            if (c == '+' && plusIsBlank) continue;
            if (first < 0) {
                out.append(c);
                continue;
            }
            int more = first < 0x80 ? 0 : first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
            int point = more == 0 ? first : first & 0x3F >> more;
            int at = i + 3;
            for (int k = 0; k < more; k++, at += 3) {
                int next = octet(text, at);
                point = next < 0x80 || next > 0xBF ? -1 : point < 0 ? -1 : point << 6 | next & 0x3F;
            }
            if (point < 0 || first >= 0x80 && first < 0xC2 || point > 0x10FFFF) {
                out.append(c);
                continue;
            }
            out.appendCodePoint(point);
            i = at - 1;
        }
        return out.toString();
    }

    private static int octet(String text, int at) {
        if (at + 2 >= text.length() || text.charAt(at) != '%') return -1;
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    // ---------------------------------------------------------------- addresses of hosts

    /** Scheme, host and port, in one spelling. @param uri with a host */
    public static String origin(URI uri) {
        int usual = "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
        return (uri.getScheme() + "://" + uri.getHost()).toLowerCase(Locale.ROOT)
            + (uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort());
    }

    /** Host, and port when the URL names one. */
    public static String place(String url) {
        URI uri = URI.create(url);
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    /** A URL's path as it is written. */
    static String path(String url) {
        return URI.create(url).getRawPath();
    }
}
