package tools.issues;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Call;
import tools.sentry.IssueRef;
import tools.sentry.Sentry;
import tools.sentry.Tool;

/** How the calls of {@link Seer} are answered. */
final class SeerAnswers {
    private SeerAnswers() {}

    private static final int PAUSE = 5_000;
    /** Polls that fit into the deadline with some room for the requests themselves. */
    private static final int POLLS = 55;
    /** As many as fit into the minute that clients give a call whose progress they do not follow. */
    private static final int POLLS_UNFOLLOWED = 8;
    private static final Duration UNFOLLOWED = Duration.ofSeconds(40);
    /** A run that was triggered may take some seconds until its state can be read; it is not started twice. */
    private static final Duration STARTING = Duration.ofMinutes(10);
    /** So many failed reads in a row end the waiting; the run itself goes on at Sentry's. */
    private static final int MISSES = 3;

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "analyze_issue_with_seer" -> analyze(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    private static Answer analyze(Call call) {
        Instant begun = Instant.now();
        IssueRef ref = IssueRef.of(call);
        Json issue = call.sentry().send(ref.get()).json();
        IssueRef.check(call, issue);
        Answer answer = Answer.titled("Seer on ", IssueRef.name(issue) == null ? ref.issue() : IssueRef.name(issue))
            .fact("Issue", IssueRef.title(issue));
        if ("metric".equals(issue.text("issueCategory")) || "metric_issue".equals(issue.text("issueType")))
            return answer.line("Seer does not analyze metric issues.");
        Json run = state(call, ref);
        boolean started = false;
        boolean ignored = false;
        if (!run.isObject() || run.empty()) {
            if (!starting(issue, begun)) call.sentry().send(start(call, ref, null));
            started = true;
        } else if (call.has("step") && lacks(run, call.text("step"))) {
            // Only what is asked for takes a finished run further
            call.sentry().send(start(call, ref, run));
            started = true;
        } else {
            ignored = call.has("instruction");
        }
        String trouble = null;
        if (started || !done(run)) {
            int misses = 0;
            boolean fresh = started;
            boolean followed = call.user().followsProgress();
            int polls = followed ? POLLS : POLLS_UNFOLLOWED;
            for (int poll = 1; poll <= polls; poll++) {
                call.user().progress(poll, polls, "Seer is " + words(run) + steps(run));
                try {
                    if (!followed && Duration.between(begun, Instant.now()).compareTo(UNFOLLOWED) > 0) break;
                    call.user().pause(PAUSE);
                } catch (FailureException outOfTime) {
                    break;
                }
                try {
                    Json read = state(call, ref);
                    misses = 0;
                    if (read.isObject() && !read.empty()) run = read;
                } catch (FailureException failure) {
                    if (failure.kind() != FailureException.Kind.UNAVAILABLE || ++misses >= MISSES) {
                        trouble = "The last attempt to read the state failed.";
                        break;
                    }
                    continue;
                }
                // A run that was taken further reads as finished until Seer picks it up
                if (done(run) && !(fresh && poll < 3 && call.has("step") && lacks(run, call.text("step")))) break;
                fresh &= done(run);
            }
        }
        answer.fact("State", Line.of(words(run), done(run) ? "" : steps(run)));
        findings(answer, run);
        if (!done(run)) answer.note(trouble, trouble == null ? "" : " ",
            "The run goes on at Sentry's, one to four minutes in all: call analyze_issue_with_seer again to see more. "
                + "That starts no other run.");
        else if (words(run).startsWith("waiting"))
            answer.note("Seer asks for something: answer in Sentry's web interface.");
        else if (!call.has("step")) further(answer, run);
        if (ignored) answer.note("The instruction was not used: it is for a run that is yet to start.");
        if (done(run) && !found(run)) formatted(answer, call, ref);
        return answer;
    }

    /** Whether somebody, perhaps the call before this one, has just started a run that has no state yet. */
    private static boolean starting(Json issue, Instant now) {
        for (String field : List.of("seerAutofixLastTriggered", "seerExplorerAutofixLastTriggered")) {
            Instant at = Show.instant(issue.text(field));
            if (at != null && at.isAfter(now.minus(STARTING))) return true;
        }
        return false;
    }

    /** The step that a finished run could be taken to next, and how. */
    private static void further(Answer answer, Json run) {
        for (String step : List.of("solution", "code_changes")) {
            if (!lacks(run, step)) continue;
            answer.note("To go on to " + (step.equals("solution") ? "a solution" : "code changes") + ": step=" + step
                + ".");
            return;
        }
    }

    /**
     * The run's state; {@link Json#NONE} when there is none.
     * @throws FailureException in one clear sentence where there is no Seer
     */
    private static Json state(Call call, IssueRef ref) {
        try {
            return call.sentry().send(ref.get("autofix")).json().at("autofix");
        } catch (FailureException failure) {
            if (failure.kind() != FailureException.Kind.NOT_FOUND) throw failure;
            throw FailureException.of(FailureException.Kind.SETUP,
                "Seer is not available for " + ref.organization() + ": this Sentry has none, or it is switched off.");
        }
    }

    /** Names of the body's fields: Sentry's published API; older servers read the hint as "instruction". */
    private static Sentry.Request start(Call call, IssueRef ref, Json run) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (run == null) {
            body.put("stopping_point", call.text("step", "solution"));
            if (call.has("instruction")) {
                body.put("user_context", call.text("instruction"));
                body.put("instruction", call.text("instruction"));
            }
        } else {
            body.put("step", call.text("step", "solution"));
            if (run.text("sentry_run_id") != null) body.put("sentry_run_id", run.text("sentry_run_id"));
            else body.put("run_id", run.integer("run_id"));
        }
        return Sentry.Request.post(body, ref.path("autofix"));
    }

    // ---------------------------------------------------------------- a run's state

    private static final Set<String> RUNNING = Set.of("processing", "pending", "queued", "running", "in_progress");

    private static String status(Json run) {
        return run.text("status") == null ? "" : run.text("status").toLowerCase(Locale.ROOT);
    }

    private static boolean done(Json run) { return run.isObject() && !run.empty() && !RUNNING.contains(status(run)); }

    private static String words(Json run) {
        String status = status(run);
        return switch (status) {
            case "" -> run.isObject() && !run.empty() ? "in an unknown state" : "starting";
            case "completed" -> "finished";
            case "error", "failed" -> "finished with an error";
            case "awaiting_user_input", "need_more_information", "waiting_for_user_review" ->
                "waiting for an answer of yours";
            case "cancelled" -> "cancelled";
            default -> RUNNING.contains(status) ? "at work" : "in an unknown state";
        };
    }

    private static String steps(Json run) {
        int done = 0;
        int all = 0;
        for (Json block : run.list("blocks")) {
            if (block.list("todos").isEmpty()) continue;
            done = 0;
            all = block.list("todos").size();
            for (Json todo : block.list("todos")) if ("completed".equals(todo.text("status"))) done++;
        }
        return all == 0 ? "" : ", " + done + " of " + all + " steps done";
    }

    /** The last artifact of each kind wins: Seer rewrites what it finds. */
    private static Map<String, Json> artifacts(Json run) {
        Map<String, Json> last = new LinkedHashMap<>();
        for (Json block : run.list("blocks")) {
            for (Json artifact : block.list("artifacts")) if (artifact.text("key") != null
                && !artifact.at("data").empty()) last.put(artifact.text("key"), artifact.at("data"));
        }
        return last;
    }

    /** Why a step has no result: {@code {"key": "solution", "data": null, "reason": "…"}}. */
    private static Map<String, Json> reasons(Json run) {
        Map<String, Json> last = new LinkedHashMap<>();
        for (Json block : run.list("blocks")) {
            for (Json artifact : block.list("artifacts")) if (artifact.text("key") != null
                && artifact.at("data").empty()) last.put(artifact.text("key"), artifact.at("reason"));
        }
        last.keySet().removeAll(artifacts(run).keySet());
        return last;
    }

    /** The last patch of each file, by repository and path. */
    private static Map<String, Json> patches(Json run) {
        Map<String, Json> last = new LinkedHashMap<>();
        for (Json block : run.list("blocks")) {
            List<Json> patches = block.list("merged_file_patches").isEmpty() ? block.list("file_patches")
                : block.list("merged_file_patches");
            for (Json patch : patches) if (patch.isObject() && !patch.empty())
                last.put(patch.text("repo_name") + " " + patch.text("patch", "path"), patch);
        }
        return last;
    }

    private static boolean found(Json run) {
        return !artifacts(run).isEmpty() || !reasons(run).isEmpty() || !patches(run).isEmpty()
            || !run.list("steps").isEmpty();
    }

    /**
     * Whether a finished run of today's shape has yet to reach the step; a failed one or one that waits is shown as it
     * is, and a step that Seer gave up with a reason has been reached.
     */
    private static boolean lacks(Json run, String step) {
        if (!status(run).equals("completed") || artifacts(run).isEmpty() || reasons(run).containsKey(step)
            || run.text("sentry_run_id") == null && run.integer("run_id") == null) return false;
        return step.equals("code_changes") ? patches(run).isEmpty() : !artifacts(run).containsKey(step);
    }

    // ---------------------------------------------------------------- what it found

    /** A few lines for the details of an issue: the result that goes furthest. */
    static void summary(Answer answer, Json run, Call call) {
        answer.section("Seer's analysis",
            call.user().offers("analyze_issue_with_seer") ? "analyze_issue_with_seer shows it." : null);
        answer.fact("State", words(run));
        Map<String, Json> artifacts = artifacts(run);
        answer.fact("Root cause", artifacts.getOrDefault("root_cause", Json.NONE).said("one_line_description"));
        answer.fact("Solution", artifacts.getOrDefault("solution", Json.NONE).said("one_line_summary"));
    }

    private static void findings(Answer answer, Json run) {
        Map<String, Json> artifacts = artifacts(run);
        Json cause = artifacts.getOrDefault("root_cause", Json.NONE);
        if (cause.present()) {
            answer.section("Root cause");
            answer.block("", prose(cause.text("one_line_description")));
            answer.fact("Repository", cause.said("relevant_repo"));
            lines(answer, "Why", cause.list("five_whys"));
            lines(answer, "To reproduce", cause.list("reproduction_steps"));
        }
        Json solution = artifacts.getOrDefault("solution", Json.NONE);
        if (solution.present()) {
            answer.section("Solution");
            answer.block("", prose(solution.text("one_line_summary")));
            List<String> steps = new ArrayList<>();
            for (Json step : solution.list("steps")) {
                String title = step.text("title");
                String description = step.text("description");
                if (title != null || description != null) steps.add((steps.size() + 1) + ". "
                    + (title == null ? "" : title)
                    + (title == null || description == null ? "" : ": ") + (description == null ? "" : description));
            }
            answer.block("Steps", Untrusted.of(String.join("\n", steps), 8_000));
        }
        artifacts.forEach((key, data) -> {
            if (key.equals("root_cause") || key.equals("solution")) return;
            answer.section("Further finding").line(Untrusted.of(key));
            answer.block("", Redact.quote(data) == null ? null : Redact.quote(data).upTo(3_000));
        });
        reasons(run).forEach((key, reason) -> {
            boolean known = key.equals("root_cause") || key.equals("solution");
            if (!known && reason.text() == null) return;
            answer.section(key.equals("root_cause") ? "Root cause" : known ? "Solution" : "Further step");
            if (!known) answer.fact("Step", Untrusted.of(key));
            answer.fact("Without result", reason.text() == null ? "Seer gives no reason" : reason.said());
        });
        Map<String, Json> patches = patches(run);
        if (!patches.isEmpty()) {
            answer.section("Code changes", "Sentry's web interface shows them.");
            patches.values().forEach(patch -> {
                answer.item("file", patch.at("patch", "path").empty() ? patch.said("patch", "target_file")
                    : patch.said("patch", "path"));
                answer.fact("Repository", patch.said("repo_name"));
                answer.fact("Lines", Line.join(", ", Line.around("+", patch.integer("patch", "added"), ""),
                    Line.around("-", patch.integer("patch", "removed"), "")));
                answer.block("Diff",
                    Untrusted.of(patch.text("diff") != null ? patch.text("diff") : diff(patch.at("patch")), 12_000));
            });
        }
        old(answer, run);
        boolean titled = false;
        for (Map.Entry<String, Json> request : run.fields("repo_pr_states").entrySet()) {
            Untrusted url = request.getValue().said("pr_url");
            if (url == null) continue;
            if (!titled) answer.section("Pull requests");
            titled = true;
            answer.line(Untrusted.of(request.getKey()), ": ", url);
        }
    }

    private static Untrusted prose(String text) { return Untrusted.of(text, 4_000); }

    private static void lines(Answer answer, String label, List<Json> list) {
        List<String> lines = new ArrayList<>();
        for (Json each : list) if (each.text() != null) lines.add((lines.size() + 1) + ". " + each.text());
        answer.block(label, Untrusted.of(String.join("\n", lines), 6_000));
    }

    private static String diff(Json patch) {
        StringBuilder out = new StringBuilder();
        for (Json hunk : patch.list("hunks")) {
            if (hunk.text("section_header") != null) out.append("@@ ").append(hunk.text("section_header")).append('\n');
            for (Json line : hunk.list("lines")) {
                String value = line.text("value");
                if (value != null) out.append(line.text("line_type") == null ? " " : line.text("line_type"))
                    .append(value.endsWith("\n") ? value : value + "\n");
            }
        }
        return out.toString();
    }

    /** The shape of older servers, and of the published example: upper-case states and steps. */
    private static void old(Answer answer, Json run) {
        if (run.list("steps").isEmpty()) return;
        answer.section("Steps");
        for (Json step : run.list("steps")) {
            answer.item("step", step.said("title")).fact("State", step.token("status"))
                .fact("Ended because", step.said("termination_reason"));
            for (Json cause : step.list("causes")) {
                answer.block("Cause", prose(cause.text("description")));
                answer.fact("Repository", cause.list("relevant_repos").stream().map(Json::said).toList());
                timeline(answer, "How it comes about", cause.list("root_cause_reproduction"));
            }
            answer.block("Summary", prose(step.text("description")));
            timeline(answer, "Solution", step.list("solution"));
            for (Json change : step.list("changes")) {
                answer.fact("Change", Line.join(": ", change.said("repo_name"), change.said("title")))
                    .fact("Pull request", change.said("pull_request", "pr_url"));
                answer.block("Description", prose(change.text("description")));
                StringBuilder diff = new StringBuilder();
                for (Json file : change.list("diff")) {
                    if (file.text("path") != null) diff.append("--- ").append(file.text("path")).append('\n');
                    diff.append(diff(file));
                }
                answer.block("Diff",
                    Untrusted.of(change.text("diff_str") != null ? change.text("diff_str") : diff.toString(), 12_000));
            }
            // What a step that has nothing to show yet is about
            List<Json> progress = step.list("progress");
            if (!"COMPLETED".equalsIgnoreCase(step.text("status")) && !progress.isEmpty())
                answer.fact("At the moment", progress.get(progress.size() - 1).said("message"));
        }
    }

    /** A numbered list of things that happen or are to be done, each with its place in the code. */
    private static void timeline(Answer answer, String label, List<Json> events) {
        List<String> lines = new ArrayList<>();
        for (Json event : events) {
            String text = event.text("code_snippet_and_analysis");
            String file = event.text("relevant_code_file", "file_path");
            if (event.text("title") == null && text == null) continue;
            lines.add((lines.size() + 1) + ". " + (event.text("title") == null ? "" : event.text("title"))
                + (file == null ? "" : " (" + file + ")") + (text == null ? "" : ": " + text));
        }
        answer.block(label, Untrusted.of(String.join("\n", lines), 6_000));
    }

    /** When the state's shape is new to us, Sentry's own rendering of it. */
    private static void formatted(Answer answer, Call call, IssueRef ref) {
        Untrusted text = call.sentry().start(ref.get("autofix").with("llmFormat", "markdown")).orNone().at("formatted")
            .said("content");
        if (text == null) answer.line("It left no result.");
        else answer.section("Result").block("", text.upTo(20_000));
    }
}
