package tools.events;

import static tools.sentry.Param.ORGANIZATION;
import static tools.sentry.Param.PERIOD;
import static tools.sentry.Param.PROJECT;
import static tools.sentry.Param.optional;
import static tools.sentry.Param.required;
import static tools.sentry.Tool.reads;

import java.time.Clock;
import java.util.List;
import tools.answer.Answer;
import tools.sentry.Call;
import tools.sentry.Dataset;
import tools.sentry.Domain;
import tools.sentry.Param;
import tools.sentry.Tool;

/**
 * Questions in plain words. A language model translates; it does not decide: what it answers is parsed, checked against
 * the query grammar and the fields that exist, and only then handed to the tool that takes Sentry's syntax
 * (list_events, get_event_series, list_issues, list_issue_events). The model sees the question, names of fields,
 * projects, environments and releases, and nothing else.
 */
public final class Search implements Domain {
    private static final Param QUESTION = required("query", Param.Type.TEXT, "a question, or Sentry syntax");
    private static final Param LIMIT = optional("limit", Param.Type.INTEGER, "").unlisted();
    private static final Param SORT = optional("sort", Param.Type.TEXT, "");
    private static final Param CURSOR = Param.CURSOR.unlisted();
    static final Param DATASET =
        optional("dataset", Param.Type.TEXT, "").oneOf(Dataset.words());

    private final List<Domain> others;
    private final Clock clock;

    /** @param others the domains that hold list_events, list_issues and list_issue_events */
    public Search(List<Domain> others) {
        this(others, null);
    }

    /** @param clock tells the model what "today" is; null = the system's */
    public Search(List<Domain> others, Clock clock) {
        this.others = others;
        this.clock = clock;
    }

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("search_events",
                "Search errors, spans, logs, metrics, profiles or replays, or count them over time, by a question in "
                    + "plain words; list_events takes Sentry syntax.")
                .scopes("org:read", "project:read")
                .takes(ORGANIZATION, QUESTION, DATASET, PROJECT, PERIOD, LIMIT, SORT.unlisted(), CURSOR).needsModel(),
            reads("search_issues", "Search issues by a question; list_issues takes Sentry syntax.").scopes("event:read")
                .takes(ORGANIZATION, QUESTION, PROJECT, PERIOD, LIMIT, SORT.unlisted(), CURSOR).needsModel(),
            reads("search_issue_events", "Search one issue's events by a question.").scopes("event:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, Param.ISSUE, QUESTION, PERIOD, LIMIT, CURSOR).needsModel());
    }

    @Override
    public Answer call(Tool tool, Call call) { return new SearchAnswers(others, clock).to(tool, call); }

    /** The tool that takes Sentry's own syntax where this one takes words: search_events → list_events. */
    public static String direct(String tool) {
        return "list" + tool.substring("search".length());
    }

    /** What is said to whoever calls one of these tools in a session without a model. */
    public static String withoutModel(String tool) {
        return withoutModel(tool, "it is not set");
    }

    /** @param why there is no model, in words that go on from a semicolon */
    public static String withoutModel(String tool, String why) {
        return tool + " translates plain words with a language model, which needs OPENAI_API_KEY; " + why + ". "
            + direct(tool) + " takes Sentry's own search syntax and needs no key, for example with query "
            + example(tool) + ".";
    }

    static String example(String tool) {
        return tool.equals("search_issues") ? "is:unresolved level:error" : "level:error environment:production";
    }
}
