package tools.sentry;

import java.util.Locale;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Measured;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;

/**
 * An issue as a caller names it: short id, numeric id or URL.
 *
 * @param organization its organization's slug
 * @param issue        short id in upper case, or numeric id
 * @param event        the event that the URL named ("latest" and the like included), or null
 */
public record IssueRef(String organization, String issue, String event) {

    public static final Param ISSUE = Param.required("issueId", Param.Type.TEXT, "short id or URL");

    /** From the parameters issueId and organizationSlug. @throws FailureException in words about them */
    public static IssueRef of(Call call) {
        return of(call, call.text("issueId"));
    }

    public static IssueRef of(Call call, String given) {
        if (Links.url(given)) {
            Links.Target target = call.links().issueTarget(given);
            return new IssueRef(target.organization(call), id(target.issue()), target.event());
        }
        if (call.organization() == null)
            throw FailureException.input("organizationSlug", "is required, unless issueId is a URL");
        return new IssueRef(call.organization(), id(given), null);
    }

    private static String id(String given) {
        String id = pasted(given)[1];
        if (!UrlShapes.ISSUE.matcher(id).matches()) {
            throw FailureException.input("issueId",
                "must be a short id such as API-7K2, a numeric id or an issue's URL, not "
                    + FailureException.show(given));
        }
        return id.toUpperCase(Locale.ROOT);
    }

    /** Without what stands around an id in a text: backticks, quotes, brackets, a full stop. */
    static String plain(String given) {
        String text = given.strip();
        int start = 0;
        int end = text.length();
        while (start < end && "`'\"<([{“‘«".indexOf(text.charAt(start)) >= 0) start++;
        while (end > start && "`'\">)]}”’».,;:!?".indexOf(text.charAt(end - 1)) >= 0) end--;
        String plain = text.substring(start, end).strip();
        return plain.isEmpty() ? given : plain;
    }

    /**
     * An issue as people write it: {@code API-7K2}, {@code #API-7K2}, {@code org/API-7K2}, {@code org/api#API-7K2},
     * {@code api:API-7K2}, {@code api#4507001}, {@code API:7K2}, a URL.
     *
     * @return the organization that it names, or null, and the issue, which may be of no valid form
     */
    static String[] pasted(String given) {
        String text = plain(given);
        if (Links.url(text)) return new String[] {null, text};
        String organization = null;
        int slash = text.indexOf('/');
        if (slash > 0 && slash == text.lastIndexOf('/') && UrlShapes.SLUG.matcher(text.substring(0, slash)).matches()) {
            organization = text.substring(0, slash);
            text = text.substring(slash + 1);
        }
        int mark = Math.max(text.indexOf('#'), text.indexOf(':'));
        String issue = text.substring(mark + 1);
        String project = mark > 0 ? text.substring(0, mark) : null;
        if (project != null && !UrlShapes.SLUG.matcher(project).matches()) return new String[] {null, plain(given)};
        // the part of a short id behind its project
        if (project != null && !UrlShapes.ISSUE.matcher(issue).matches() && issue.matches("[A-Za-z0-9]{1,20}"))
            issue = project + "-" + issue;
        return new String[] {organization, issue};
    }

    /** {@code GET organizations/{org}/issues/{issue}/…} */
    public Sentry.Request get(String... more) {
        return Sentry.Request.get(path(more));
    }

    public String[] path(String... more) {
        String[] path = new String[4 + more.length];
        path[0] = "organizations";
        path[1] = organization;
        path[2] = "issues";
        path[3] = issue;
        for (int i = 0; i < more.length; i++) path[4 + i] = more[i];
        return path;
    }

    /**
     * Refuses an issue of another project than the session's. Costs a request only when the session is bound to one.
     */
    public IssueRef within(Call call) {
        project(call);
        return this;
    }

    /** The same, with the issue's project; {@link Json#NONE} in a session that is bound to none. */
    public Json project(Call call) {
        if (call.boundProject() == null) return Json.NONE;
        Json issue = call.sentry().send(get()).json();
        check(call, issue);
        return issue.at("project");
    }

    /** As {@link #within}, for an issue that has been fetched anyway. */
    public static void check(Call call, Json issue) {
        call.within("issue", issue.text("project", "slug"), issue.text("project", "id"));
    }

    /** How people call the issue: its short id, and its number when it has none. */
    public static Object name(Json issue) {
        return issue.text("shortId") != null ? issue.shortId("shortId") : issue.token("id");
    }

    /** As {@link #name}, for an address or a command of ours: null when it has neither's shape. */
    public static String plain(Json issue) {
        return issue.shortId("shortId") instanceof String shortId ? shortId : issue.id("id");
    }

    /** What tells an issue from others: its title, and of a user's feedback, where that is constant, the words. */
    public static Untrusted title(Json issue) {
        Untrusted words = feedback(issue) ? issue.at("metadata").firstSaid("message", "value") : null;
        return words != null ? words : issue.said("title");
    }

    /** Whether it is what a user wrote rather than what a program reported. */
    public static boolean feedback(Json issue) {
        return "feedback".equals(issue.text("issueCategory")) || "feedback".equals(issue.text("issueType"))
            || "feedback".equals(issue.text("type"));
    }

    /** {@code 1,234 events}; null when Sentry does not say. */
    public static Measured counted(Json issue, String field, String one) {
        Long count = issue.integer(field);
        return count == null ? null : Show.counted(count, one);
    }

    /** {@code 412 events, 37 users}; null when Sentry says neither. */
    public static Line counts(Json counted) {
        return Line.join(", ", counted(counted, "count", "event"), counted(counted, "userCount", "user"));
    }

    /** Who it is assigned to, or null. */
    public static Object assignee(Json issue) {
        Json assigned = issue.at("assignedTo");
        if (!assigned.isObject()) return assigned.said();
        Untrusted name = assigned.firstSaid("name", "email", "id");
        return name == null ? null : Line.of(name, "team".equals(assigned.text("type")) ? " (team)" : "");
    }
}
