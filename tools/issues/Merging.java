package tools.issues;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Show;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.IssueRef;
import tools.sentry.Sentry;

/**
 * Making one issue of several, and several of one. Sentry moves the events behind the answer; which of the merged
 * issues stays is its choice (the one with most events).
 */
final class Merging {
    private Merging() {}

    /** {@code PUT organizations/{org}/issues/?id=1&id=2} with {@code {"merge": true}} (updateOrganizationIssues). */
    static Answer merge(Call call) {
        List<IssueRef> refs = IssueChangeAnswers.refs(call);
        if (refs.size() < 2) throw FailureException.input("issueIds", "must name at least two different issues");
        String organization = refs.get(0).organization();
        for (IssueRef ref : refs) if (!ref.organization().equals(organization))
            throw FailureException.input("issueIds", "must be issues of one organization");
        List<Json> issues = new ArrayList<>();
        List<Sentry.Later> asked = refs.stream().map(ref -> call.sentry().start(ref.get())).toList();
        for (Sentry.Later each : asked) {
            Json issue = each.reply().json();
            IssueRef.check(call, issue);
            if (issue.integer("id") == null) throw FailureException.of(FailureException.Kind.UNAVAILABLE,
                "Sentry answered an issue without its id. Nothing was merged.");
            // A short id and a number may name the same
            if (issues.stream().noneMatch(other -> other.integer("id").equals(issue.integer("id")))) issues.add(issue);
        }
        if (issues.size() < 2) throw FailureException.input("issueIds", "must name at least two different issues");
        Set<String> projects = new LinkedHashSet<>();
        for (Json issue : issues) if (issue.integer("project", "id") != null)
            projects.add(String.valueOf(issue.integer("project", "id")));
        if (projects.size() > 1)
            throw FailureException.input("issueIds", "must be issues of one project: Sentry merges no others");
        List<String> named = new ArrayList<>();
        for (Json issue : issues) named.add(FailureException.show(issue.text("shortId") == null ? issue.text("id")
            : issue.text("shortId")).replace("\"", "") + " (" + Show.or(IssueRef.counted(issue, "count", "event"), "?")
            + ")");
        call.user().confirm("Merge " + Show.counted(issues.size(), "issue") + " into one: " + String.join(", ", named)
            + "? The one with most events stays, the others are no issues of their own any more. Their events can be "
            + "split off again by grouping hash; their status and assignee do not come back.");
        Sentry.Request request =
            Sentry.Request.put(Map.of("merge", true), "organizations", organization, "issues")
                .with("id", issues.stream().map(issue -> issue.integer("id")).toList())
                .with("project", projects.isEmpty() ? "-1" : projects.iterator().next());
        Json merged = call.sentry().send(request).json().at("merge");
        Json parent = issue(issues, merged.text("parent"));
        Set<Object> children = new LinkedHashSet<>();
        for (Json child : merged.list("children")) {
            Json issue = issue(issues, child.text());
            if (child.text() != null) children.add(issue.present() ? IssueRef.name(issue) : child.token());
        }
        Object stays = parent.present() ? IssueRef.name(parent) : merged.token("parent");
        if (stays == null && children.isEmpty()) return Answer.titled("Merging ", Show.counted(issues.size(), "issue"))
            .line("Sentry took the request, but does not say what it merged: look at the issues in a minute.");
        Answer answer = Answer.titled("Merged into ", stays == null ? "one issue" : stays)
            .fact("Title", parent.present() ? IssueRef.title(parent) : null).fact("Merged", List.copyOf(children))
            .fact("Url", stays instanceof String id ? call.links().issue(organization, id) : null)
            .line("Sentry moves the events now; counts follow within minutes.");
        if (call.user().offers("get_issue_hashes"))
            answer.note("To split them again: get_issue_hashes, then merge_issues with hashes.");
        return answer;
    }

    private static Json issue(List<Json> issues, String id) {
        for (Json issue : issues) if (issue.text("id").equals(id)) return issue;
        return Json.NONE;
    }

    /**
     * {@code PUT issues/{id}/hashes/?id=…} (Sentry's source, group_hashes.py); servers of before 2025 have DELETE
     * instead, with the same effect.
     */
    static Answer split(Call call) {
        List<IssueRef> refs = IssueChangeAnswers.refs(call);
        if (refs.size() != 1) throw FailureException.input("issueIds", "must name one issue when hashes are given");
        IssueRef ref = refs.get(0).within(call);
        Set<String> chosen = new LinkedHashSet<>();
        for (String hash : call.texts("hashes")) {
            if (!hash.matches("[0-9a-fA-F]{32,64}")) throw FailureException.input("hashes",
                "must be grouping hashes as get_issue_hashes lists them, not " + FailureException.show(hash));
            chosen.add(hash.toLowerCase(Locale.ROOT));
        }
        Sentry.Reply page = call.sentry().send(ref.get("hashes").with("full", "false").with("per_page", 100));
        Set<String> there = new LinkedHashSet<>();
        for (Json hash : page.json().list()) if (hash.text("id") != null)
            there.add(hash.text("id").toLowerCase(Locale.ROOT));
        boolean all = page.next() == null;
        for (String hash : chosen) if (all && !there.contains(hash))
            throw FailureException.input("hashes", "names " + hash + ", which is no grouping hash of " + ref.issue());
        if (all && chosen.containsAll(there))
            throw FailureException.input("hashes", "names all of the issue's hashes: one has to stay");
        String count = chosen.size() + (chosen.size() == 1 ? " grouping hash" : " grouping hashes");
        call.user().confirm("Move the events of " + count + (all ? " of " + there.size() : "") + " from " + ref.issue()
            + " to one new issue: " + String.join(", ", chosen) + "?");
        Sentry.Request put = Sentry.Request.put(null, ref.path("hashes")).with("id", chosen);
        try {
            call.sentry().send(put);
        } catch (FailureException failure) {
            if (failure.status() != 405 && failure.status() != 404) throw failure;
            call.sentry().send(Sentry.Request.delete(ref.path("hashes")).with("id", chosen));
        }
        return Answer.titled("Splitting ", ref.issue())
            .fact("Hashes", chosen.stream().map(hash -> (Object) hash).toList())
            .line("Sentry moves their events to a new issue now; list_issues shows it within minutes.");
    }
}
