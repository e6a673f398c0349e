package tools.events;

import static tools.sentry.Param.END;
import static tools.sentry.Param.ORGANIZATION;
import static tools.sentry.Param.PERIOD;
import static tools.sentry.Param.PROJECT;
import static tools.sentry.Param.START;
import static tools.sentry.Param.optional;
import static tools.sentry.Tool.reads;

import java.util.List;
import tools.answer.Answer;
import tools.sentry.Call;
import tools.sentry.Dataset;
import tools.sentry.Domain;
import tools.sentry.Param;
import tools.sentry.Param.Type;
import tools.sentry.Tool;

/** Functions of events over time: is it getting worse, since when, after which release. */
public final class EventSeries implements Domain {
    /** Sentry groups by at most ten values. */
    static final int MOST_GROUPS = 10;
    static final int GROUPS = 5;
    static final int MOST_FUNCTIONS = 4;

    @Override
    public List<Tool> tools() {
        return List.of(reads("get_event_series",
            "Show functions of events over time: trend, peak, steps and the releases before them, against an earlier "
                + "period.")
            .scopes("org:read", "project:read")
            .takes(ORGANIZATION, optional("dataset", Type.TEXT, "").oneOf(Dataset.series()).orElse("errors"),
                optional("functions", Type.TEXTS, "e.g. p95(span.duration); default count()").atMost(MOST_FUNCTIONS),
                optional("query", Type.TEXT, "Sentry syntax"),
                optional("groupBy", Type.TEXTS, "fields; a series for each of the top values").atMost(4),
                optional("top", Type.INTEGER, "").between(1, MOST_GROUPS).orElse((long) GROUPS), PROJECT,
                Param.ENVIRONMENT, PERIOD.about("default 7d"), START, END,
                optional("interval", Type.PERIOD, "of a bucket, e.g. 1h"),
                optional("compareWith", Type.TEXT, "\"before\" (the period before) or how much earlier, e.g. 7d"),
                optional("timeZone", Type.TEXT, "e.g. Europe/Berlin; default UTC")));
    }

    @Override
    public Answer call(Tool tool, Call call) { return EventSeriesAnswers.to(tool, call); }
}
