package tools.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.answer.FailureException;
import tools.answer.UsageException;
import tools.sentry.Checks;

/** What a user grants. A tool can be called when a granted skill grants it in the skills table. */
public enum Skill {
    INSPECT("look at issues, events, traces, replays, releases, monitors"),
    DOCS("read Sentry's documentation"),
    SEER("let Seer analyse issues"),
    TRIAGE("resolve, assign, archive and comment on issues"),
    PROJECT_MANAGEMENT("create and change projects, teams, keys, monitors, alerts, dashboards");

    public final String about;
    private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

    Skill(String about) { this.about = about; }

    public String id() { return id; }

    public static List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (Skill skill : values()) ids.add(skill.id());
        return ids;
    }

    public static String names() { return String.join(", ", ids()); }

    public static Skill of(String id, String source) {
        for (Skill skill : values()) if (skill.id().equals(id)) return skill;
        throw new UsageException(
            source + ": unknown skill " + FailureException.show(id) + Checks.suggestion(id, ids(), "allowed are"));
    }
}
