package demo;

import static demo.Plain.at;
import static demo.Plain.hex;
import static demo.Plain.iso;
import static demo.Plain.list;
import static demo.Plain.map;
import static demo.Plain.text;

import demo.DemoSentry.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Seer: a run takes two seconds for each step up to the one it stops after, and finds the cause where there is a
 * suspect commit.
 */
final class Autofix {
    private static final List<String> STEPS = List.of("root_cause", "solution", "code_changes");
    private static final Duration STEP = Duration.ofSeconds(2);

    private Autofix() {}

    static Object run(Ask ask) {
        Map<String, Object> issue = ask.issue();
        Map<?, ?> body = Checks.body(ask);
        String step = Checks.choice(body, "step",
            List.of("root_cause", "solution", "code_changes", "pr_iteration", "open_pr", "coding_agent_handoff"));
        String stop =
            Checks.choice(body, "stopping_point", List.of("root_cause", "solution", "code_changes", "open_pr"));
        Checks.string(body, "user_context", 1000, false);
        if (List.of("metric", "feedback").contains(text(issue, "category")))
            throw Refused.query("Cannot fix issues without an error event");
        Map<String, Object> run = Plain.object(issue, "_autofix");
        boolean goesOn = body.get("run_id") != null || body.get("sentry_run_id") != null;
        if (goesOn && !String.valueOf(run.get("run_id")).equals(text(body, "run_id"))
            && !String.valueOf(run.get("sentry_run_id")).equals(text(body, "sentry_run_id")))
            throw Refused.because(404, "Run not found");
        int last = Math.max(0, STEPS.indexOf(goesOn ? step : stop != null ? stop : step != null ? step : "root_cause"));
        if (stop != null && stop.equals("open_pr")) last = 2;
        int done = goesOn ? Math.min((int) run.get("last") + 1, last) : 0;
        Map<String, Object> started = map("run_id",
            goesOn ? run.get("run_id") : 660_000 + Integer.parseInt(hex(text(issue, "id") + ask.now, 3), 16),
            "sentry_run_id", null, "started", iso(ask.now), "first", done, "last", last, "context",
            body.get("user_context"));
        started.put("sentry_run_id",
            hex("run/" + started.get("run_id"), 32).replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
        issue.put("_autofix", started);
        return Reply.of(202, Plain.only(started, "run_id", "sentry_run_id"));
    }

    static Object state(Ask ask) {
        Map<String, Object> issue = ask.issue();
        Map<String, Object> run = Plain.object(issue, "_autofix");
        if (run.isEmpty()) return map("autofix", null);
        int first = (int) run.get("first");
        int last = (int) run.get("last");
        long passed = Duration.between(Instant.parse(text(run, "started")), ask.now).dividedBy(STEP);
        boolean done = first + passed > last;
        List<Object> blocks = list();
        List<String> prose = new ArrayList<>();
        for (int i = 0; i <= Math.min(last, first + passed); i++) {
            boolean ready = i < first + passed;
            Map<String, Object> block = map("id", "b" + i, "timestamp",
                iso(Instant.parse(text(run, "started")).plus(STEP.multipliedBy(Math.max(0, i - first)))), "loading",
                !ready,
                "artifacts", list(), "todos",
                list(
                    map("content", "Read the code around " + text(issue, "culprit"), "status",
                        ready ? "completed" : "in_progress"),
                    map("content", "Look at what changed", "status", ready ? "completed" : "pending")));
            if (ready) {
                Map<String, Object> found = artifact(ask.home, issue, STEPS.get(i));
                if (STEPS.get(i).equals("code_changes") && found != null) block.put("merged_file_patches", list(found));
                else block.put("artifacts", list(map("key", STEPS.get(i), "reason",
                    found == null ? "No commit near the first event touches this code." : "found", "data", found)));
                if (found != null) prose.add(text(found, "one_line_description") != null
                    ? text(found, "one_line_description") : text(found, "one_line_summary"));
            }
            blocks.add(block);
        }
        Map<String, Object> autofix = map("run_id", run.get("run_id"), "sentry_run_id", run.get("sentry_run_id"),
            "status", done ? "completed" : "processing", "updated_at", iso(ask.now), "pending_user_input", null,
            "repo_pr_states", map(), "coding_agents", map(), "blocks", blocks);
        Map<String, Object> answer = map("autofix", autofix);
        if (ask.one("llmFormat", null) != null)
            answer.put("formatted", map("format", ask.one("llmFormat"), "content", String.join("\n", prose)));
        return answer;
    }

    private static Map<String, Object> artifact(Organization home, Map<String, Object> issue, String step) {
        Map<String, Object> commit = Issues.suspect(home, issue);
        if (commit == null) return null;
        String file = text(at(commit, "_files", 0));
        String title = text(commit, "message").lines().findFirst().orElse("");
        return switch (step) {
            case "root_cause" -> map("one_line_description",
                "\"" + title + "\" changed " + file + ", and since then: " + text(issue, "title"), "five_whys",
                list("The events begin with the release that holds this commit.",
                    "The frames that fail are in " + file + "."),
                "reproduction_steps",
                list("Deploy " + text(commit, "releases", 0, "version"), "Call " + text(issue, "transaction")),
                "relevant_repo", text(commit, "repository", "name"));
            case "solution" -> map("one_line_summary", "Take back what \"" + title + "\" did to " + file + ".", "steps",
                list(
                    map("title", "Restore the old path", "description",
                        "Ask for what is needed again before each attempt."),
                    map("title", "Add a test", "description", "Two attempts, 31 seconds apart.")));
            default -> !file.equals("checkout/tasks.py") ? null
                : map("repo_name", text(commit, "repository", "name"), "patch",
                    map("path", file, "added", 1, "removed", 1, "type", "M"), "diff",
                    "--- a/" + file + "\n+++ b/" + file
                        + "\n@@ -85 +85 @@\n-    quote = cart.quote or pricing.quote(cart)\n+    quote = "
                        + "pricing.quote(cart)\n");
        };
    }
}
