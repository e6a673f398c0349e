package tools.issues;

import java.util.ArrayList;
import java.util.List;
import tools.answer.Answer;
import tools.answer.Line;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.IssueRef;
import tools.sentry.Sentry;
import tools.sentry.UrlShapes;

/**
 * Who may know: the commits that Sentry suspects of an event, and whom ownership rules and code owners name for it.
 * Both look-ups are unpublished ({@code facts/sentry-behaviour.md}); an answer without them is an answer.
 *
 * @param committers {@code {"committers": [{"author": {…}, "commits": [{"id", "message", …}]}]}}, or null
 * @param owners     {@code {"owners": [{"type", "name", …}], "rule": ["path", "src/*"]}}, or null
 */
record Suspects(Sentry.Later committers, Sentry.Later owners) {

    /** Asks for both, side by side; for nothing when event or project are not known. */
    static Suspects start(Call call, IssueRef ref, Json issue, Json event) {
        String id = event.firstText("eventID", "id");
        String project =
            issue.text("project", "slug") != null ? issue.text("project", "slug") : event.text("projectID");
        if (id == null || !id.matches("[0-9a-fA-F]{32}") || project == null
            || !UrlShapes.SLUG.matcher(project).matches()) return new Suspects(null, null);
        Sentry.Request request =
            Sentry.Request.get("projects", ref.organization(), project, "events", id, "committers");
        return new Suspects(call.sentry().start(request), call.sentry()
            .start(Sentry.Request.get("projects", ref.organization(), project, "events", id, "owners")));
    }

    void add(Answer answer, boolean full) {
        int most = full ? 10 : 3;
        List<Object> commits = new ArrayList<>();
        if (committers != null) for (Json committer : committers.orNone().list("committers")) {
            for (Json commit : committer.list("commits")) if (commits.size() < most && commit.isObject())
                commits.add(commit(committer.at("author"), commit, full));
        }
        answer.fact("Suspect commits", commits);
        if (owners == null) return;
        Json found = owners.orNone();
        List<Object> named = new ArrayList<>();
        for (Json owner : found.list("owners")) {
            Untrusted name = owner.firstSaid("name", "email", "slug");
            if (name != null && named.size() < most)
                named.add(Line.of(name, "team".equals(owner.text("type")) ? " (team)" : ""));
        }
        Json rule = found.at("rule");
        Untrusted matcher = rule.item(1).text() == null ? null
            : Untrusted.of((rule.item(0).text() == null ? "" : rule.item(0).text() + ":") + rule.item(1).text(), 100);
        if (!named.isEmpty())
            answer.fact("Owners", Line.of(Line.join(", ", named), Line.around(" by the rule ", matcher, "")));
    }

    private static Line commit(Json author, Json commit, boolean full) {
        String sha = commit.text("id");
        Object id =
            sha != null && sha.matches("[0-9a-fA-F]{11,64}") && !full ? sha.substring(0, 10) : commit.token("id");
        String message = commit.text("message");
        Untrusted first = Untrusted.of(message == null ? null : message.strip().lines().findFirst().orElse(""), 120);
        return Line.join(" ", id, Line.around("by ", author.firstSaid("name", "email", "username"), ""),
            commit.time("dateCreated"), first, Line.around("in ", commit.said("repository", "name"), ""),
            full ? commit.said("pullRequest", "externalUrl") : null);
    }
}
