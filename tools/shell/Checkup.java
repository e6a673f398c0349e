package tools.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.answer.Show;
import tools.answer.Table;

/** What {@code sentry-mcp doctor} found out, line by line. */
public final class Checkup {
    /** A warning is worth knowing; a failure keeps something from working that these options ask for. */
    public enum Status {
        OK, WARNING, FAILED
    }

    /**
     * One thing that was looked at.
     *
     * @param said what was found
     * @param todo what to do about it, or ""
     */
    public record Check(String name, Status status, String said, String todo) {}

    private final List<Check> checks = new ArrayList<>();

    public void ok(String name, String said) { checks.add(new Check(name, Status.OK, said, "")); }

    public void warning(String name, String said, String todo) {
        checks.add(new Check(name, Status.WARNING, said, todo));
    }

    public void failed(String name, String said, String todo) {
        checks.add(new Check(name, Status.FAILED, said, todo));
    }

    public List<Check> checks() { return checks; }

    public boolean healthy() { return count(Status.FAILED) == 0; }

    private long count(Status status) { return checks.stream().filter(check -> check.status == status).count(); }

    /** "ok       host          sentry.example answers": one row for each check, what to do below it. */
    public String text(int width, boolean colours) {
        List<List<String>> rows = new ArrayList<>();
        for (Check check : checks) {
            rows.add(List.of(colours ? colour(check.status) : word(check.status), check.name, check.said));
            if (!check.todo.isEmpty()) rows.add(List.of("", "", "→ " + check.todo));
        }
        return Table.columns(rows, width) + "\n" + summary() + "\n";
    }

    private String summary() {
        long failed = count(Status.FAILED);
        long warnings = count(Status.WARNING);
        if (failed == 0 && warnings == 0) return "Everything is in order.";
        return (failed == 0 ? "Nothing failed" : Show.count(failed) + " of " + checks.size() + " checks failed")
            + (warnings == 0 ? "." : ", " + Show.counted(warnings, "warning") + ".");
    }

    public Map<String, Object> data() {
        List<Object> rows = new ArrayList<>();
        for (Check check : checks) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("check", check.name);
            row.put("status", word(check.status));
            row.put("said", check.said);
            if (!check.todo.isEmpty()) row.put("todo", check.todo);
            rows.add(row);
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("ok", healthy());
        data.put("checks", rows);
        return data;
    }

    private static String word(Status status) {
        return switch (status) {
            case OK -> "ok";
            case WARNING -> "warning";
            case FAILED -> "failed";
        };
    }

    private static String colour(Status status) {
        String code = switch (status) {
            case OK -> "32";
            case WARNING -> "33";
            case FAILED -> "31";
        };
        return "\u001b[" + code + "m" + word(status) + "\u001b[0m";
    }
}
