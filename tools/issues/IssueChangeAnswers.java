package tools.issues;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.IssueRef;
import tools.sentry.Sentry;
import tools.sentry.Tool;

/** How the calls of {@link IssueChanges} are answered. */
final class IssueChangeAnswers {
    private IssueChangeAnswers() {}

    /** One request each, one after the other: what fits into a call's time. */
    private static final int MOST = 25;
    /** Sentry's bound for a window of counting: a week of minutes. */
    private static final int WEEK = 7 * 24 * 60;
    private static final int LONGEST_NOTE = 4_096;

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "update_issue" -> update(call);
            case "add_issue_note" -> note(call);
            case "merge_issues" -> call.has("hashes") ? Merging.split(call) : Merging.merge(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    // ---------------------------------------------------------------- update_issue

    private static Answer update(Call call) {
        List<IssueRef> refs = refs(call);
        Map<String, Object> body = body(call);
        if (call.has("assignedTo")) body.put("assignedTo", assignee(call, refs.get(0).organization()));
        if (body.isEmpty()) throw FailureException.input("status", "is required, or assignedTo, or priority");
        // The states before, side by side: they say what a change changes, and whether a bound session may touch the
        // issue
        List<Sentry.Later> before = refs.stream().map(ref -> call.sentry().start(ref.get())).toList();
        if (refs.size() == 1) {
            Json old = before.get(0).reply().json();
            IssueRef.check(call, old);
            Json now = changed(call, refs.get(0), body, old);
            Answer answer =
                Answer.titled(changes(old, now).isEmpty() ? "Nothing changed: " : "Updated ", IssueRef.name(old) == null
                    ? refs.get(0).issue() : IssueRef.name(old));
            state(answer, call, refs.get(0), old, now);
            return answer;
        }
        Answer answer = Answer.titled("Update of ", Show.counted(refs.size(), "issue"));
        answer.section("Issues");
        FailureException stopped = null;
        for (int i = 0; i < refs.size(); i++) {
            IssueRef ref = refs.get(i);
            answer.item("issue", ref.issue());
            if (stopped != null) {
                answer.fact("Result", "not tried");
                continue;
            }
            try {
                Json old = before.get(i).reply().json();
                IssueRef.check(call, old);
                Json now = changed(call, ref, body, old);
                answer.fact("Result", changes(old, now).isEmpty() ? "nothing changed" : "updated");
                state(answer, call, ref, old, now);
            } catch (FailureException failure) {
                if (i == 0 && !about(failure)) throw failure;
                answer.fact("Result", Line.of(failure.parts()));
                if (!about(failure)) stopped = failure;
            }
        }
        if (stopped != null) answer.note("Stopped: the last failure would meet every further issue too.");
        return answer;
    }

    /** Whether a failure is about the one issue, so that the next may fare better. */
    private static boolean about(FailureException failure) {
        return switch (failure.kind()) {
            case NOT_FOUND, INPUT, REJECTED -> true;
            default -> false;
        };
    }

    /** The issues of a call, each once. */
    static List<IssueRef> refs(Call call) {
        List<String> given = call.texts("issueIds");
        if (given.size() > MOST) throw FailureException.input("issueIds",
            "has " + given.size() + " items; at most " + MOST + " are allowed");
        List<IssueRef> refs = new ArrayList<>();
        for (String each : given) {
            IssueRef ref = IssueRef.of(call, each);
            if (!refs.contains(ref)) refs.add(ref);
        }
        return refs;
    }

    /** What of a change an issue does not have already: Sentry is sent nothing else, and nothing at all when all is. */
    private static Map<String, Object> missing(Map<String, Object> body, Json old) {
        Map<String, Object> rest = new LinkedHashMap<>(body);
        if (body.get("priority") != null && body.get("priority").equals(old.text("priority"))) rest.remove("priority");
        if (body.get("assignedTo") instanceof String wanted && assigned(wanted, old)) rest.remove("assignedTo");
        // A condition counts from now on, and "latest" may be another release today: they are never there already
        if (body.get("status") instanceof String wanted && !body.containsKey("statusDetails")
            && has(wanted, String.valueOf(body.get("substatus")), old)) {
            rest.remove("status");
            rest.remove("substatus");
        }
        return rest;
    }

    private static boolean has(String status, String substatus, Json old) {
        String now = old.text("status") == null ? "" : old.text("status");
        Json details = old.at("statusDetails");
        return switch (status) {
            case "resolvedInNextRelease" -> now.equals("resolved") && details.flag("inNextRelease");
            case "resolved" -> now.equals("resolved") && IssueEvents.details(details) == null;
            case "ignored" -> now.equals("ignored") && substatus.equals(old.text("substatus"));
            default -> now.equals(status);
        };
    }

    /** @param wanted as Sentry takes it, see {@link #assignee} */
    private static boolean assigned(String wanted, Json old) {
        Json now = old.at("assignedTo");
        if (wanted.isEmpty()) return old.fields().containsKey("assignedTo") && !now.present();
        if (!now.isObject()) return false;
        boolean team = "team".equals(now.text("type"));
        if (wanted.equals((team ? "team:" : "user:") + now.text("id"))) return true;
        return !team && (wanted.equalsIgnoreCase(now.text("email")) || wanted.equals(now.text("username")));
    }

    private static Json changed(Call call, IssueRef ref, Map<String, Object> body, Json old) {
        Map<String, Object> rest = missing(body, old);
        return rest.isEmpty() ? old : call.sentry().send(Sentry.Request.put(rest, ref.path())).json();
    }

    /**
     * The fields of Sentry's published API (updateOrganizationIssue); a wrong combination is refused before anything is
     * sent.
     */
    private static Map<String, Object> body(Call call) {
        Map<String, Object> body = new LinkedHashMap<>();
        Map<String, Object> details = new LinkedHashMap<>();
        String status = call.text("status");
        boolean count = call.has("ignoreCount");
        boolean users = call.has("ignoreUserCount");
        boolean duration = call.has("ignoreDuration");
        boolean forever = call.flag("ignoreForever");
        for (String name : List.of("ignoreDuration", "ignoreCount", "ignoreUserCount", "ignoreWindow")) {
            if (call.has(name) && call.integer(name) < 1)
                throw FailureException.input(name, "must be at least 1, not " + call.integer(name));
        }
        if (call.has("ignoreWindow") && call.integer("ignoreWindow") > WEEK)
            throw FailureException.input("ignoreWindow", "must be at most " + WEEK
                + " minutes (a week), not " + call.integer("ignoreWindow"));
        if (call.has("ignoreWindow") && !count && !users)
            throw FailureException.input("ignoreWindow", "needs ignoreCount or ignoreUserCount");
        if ((count ? 1 : 0) + (users ? 1 : 0) + (duration ? 1 : 0) + (forever ? 1 : 0) > 1) {
            throw FailureException.input(
                List.of("only one of ignoreForever, ignoreDuration, ignoreCount and ignoreUserCount can be given"));
        }
        boolean ignoring = count || users || duration || forever;
        boolean resolving = call.has("inRelease") || call.has("inCommit");
        if (call.has("inRelease") && call.has("inCommit"))
            throw FailureException.input("inRelease", "and inCommit cannot be combined");
        int at = call.has("inCommit") ? call.text("inCommit").lastIndexOf('@') : 0;
        if (call.has("inCommit") && !call.text("inCommit").matches(".+@[0-9a-fA-F]{7,64}")) {
            throw FailureException.input("inCommit",
                "must be a repository as Sentry names it and a SHA, such as acme/shop@b7d91f0, not "
                    + FailureException.show(call.text("inCommit")));
        }
        if (ignoring && status != null && !status.equals("ignored"))
            throw FailureException.input("status", "must be ignored when an ignore condition is given");
        if (resolving && status != null && !status.equals("resolved"))
            throw FailureException.input("status", "must be resolved when inRelease or inCommit is given");
        if (ignoring && resolving)
            throw FailureException.input(List.of("an issue cannot be resolved and ignored at once"));
        if (status == null) status = ignoring ? "ignored" : resolving ? "resolved" : null;
        if (status != null) body.put("status", status);
        if ("ignored".equals(status)) body.put("substatus",
            forever ? "archived_forever" : ignoring ? "archived_until_condition_met" : "archived_until_escalating");
        for (String name : List.of("ignoreDuration", "ignoreCount", "ignoreUserCount"))
            if (call.has(name)) details.put(name, call.integer(name));
        if (call.has("ignoreWindow"))
            details.put(count ? "ignoreWindow" : "ignoreUserWindow", call.integer("ignoreWindow"));
        if (call.has("inRelease")) details.put("inRelease", call.text("inRelease"));
        if (call.has("inCommit")) {
            Map<String, Object> commit = new LinkedHashMap<>();
            commit.put("commit", call.text("inCommit").substring(at + 1));
            commit.put("repository", call.text("inCommit").substring(0, at));
            details.put("inCommit", commit);
        }
        if (!details.isEmpty()) body.put("statusDetails", details);
        if (call.has("priority")) body.put("priority", call.text("priority"));
        return body;
    }

    /**
     * As Sentry takes it: {@code user:<id>}, an email or username, {@code team:<id>}, "" for nobody. Team slugs and
     * "me" are looked up.
     */
    private static String assignee(Call call, String organization) {
        String given = call.text("assignedTo");
        if (given.equalsIgnoreCase("nobody") || given.equalsIgnoreCase("none") || given.equalsIgnoreCase("unassigned"))
            return "";
        if (given.equalsIgnoreCase("me")) {
            String id = call.sentry().send(Sentry.Request.get("auth")).json().text("id");
            if (id == null) throw FailureException.input("assignedTo", "cannot be me: the token belongs to no user");
            return "user:" + id;
        }
        String team = given.startsWith("team:") ? given.substring(5).strip()
            : given.startsWith("#") ? given.substring(1).strip() : null;
        if (team == null || team.matches("[0-9]+")) return team == null ? given : "team:" + team;
        String id;
        try {
            id = call.sentry().send(Sentry.Request.get("teams", organization, team)).json().text("id");
        } catch (FailureException failure) {
            if (failure.kind() != FailureException.Kind.PERMISSION) throw failure;
            List<Object> said = new ArrayList<>(failure.parts());
            said.add(" A team's slug is looked up with the scope team:read; team:ID needs no look-up.");
            throw FailureException.http(failure.kind(), failure.status(), said);
        }
        if (id == null)
            throw FailureException.input("assignedTo", "names a team without an id: " + FailureException.show(team));
        return "team:" + id;
    }

    // ---------------------------------------------------------------- the state before and after

    /** The parts of an issue's state that this tool can change, in words; a part that the answer lacks is left out. */
    private static Map<String, Object> parts(Json issue) {
        Map<String, Object> parts = new LinkedHashMap<>();
        if (!issue.isObject()) return parts;
        Line status = Line.join(", ", issue.token("status"), issue.token("substatus"),
            IssueEvents.details(issue.at("statusDetails")));
        if (status != null) parts.put("Status", status);
        Object assignee = IssueRef.assignee(issue);
        if (issue.fields().containsKey("assignedTo")) parts.put("Assigned to", assignee == null ? "nobody" : assignee);
        if (issue.text("priority") != null) parts.put("Priority", issue.token("priority"));
        return parts;
    }

    private static List<String> changes(Json old, Json now) {
        Map<String, Object> before = parts(old);
        List<String> changed = new ArrayList<>();
        parts(now).forEach((part, value) -> {
            if (!value.equals(before.get(part))) changed.add(part);
        });
        return changed;
    }

    /** The state that Sentry answered, each changed part with what it was. */
    private static void state(Answer answer, Call call, IssueRef ref, Json old, Json now) {
        answer.fact("Title", IssueRef.title(old));
        Map<String, Object> before = parts(old);
        Map<String, Object> after = parts(now);
        List<String> changed = changes(old, now);
        if (after.isEmpty()) answer.line("Sentry accepted the change, but answered no state.");
        after.forEach((part, value) -> answer.fact(part, changed.contains(part) && before.containsKey(part)
            ? Line.of(value, " (was ", before.get(part), ")") : value));
        answer.fact("Url",
            call.links().issue(ref.organization(), old.present() ? IssueRef.plain(old) : ref.issue()));
    }

    // ---------------------------------------------------------------- add_issue_note

    private static Answer note(Call call) {
        String text = call.text("text");
        if (text.length() > LONGEST_NOTE) throw FailureException.input("text",
            "must be at most " + LONGEST_NOTE + " characters, not " + text.length());
        IssueRef ref = IssueRef.of(call).within(call);
        Json note = call.sentry().send(Sentry.Request.post(Map.of("text", text), ref.path("notes"))).json();
        Answer answer = Answer.titled("Commented on ", ref.issue()).fact("Id", note.token("id"))
            .fact("Time", note.time("dateCreated"))
            .fact("By", note.isObject() ? Issues.actor(note) : null);
        return answer.block("Text", Untrusted.of(note.text("data", "text"), 4_096));
    }
}
