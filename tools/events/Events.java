package tools.events;

import static tools.sentry.Param.CURSOR;
import static tools.sentry.Param.END;
import static tools.sentry.Param.ORGANIZATION;
import static tools.sentry.Param.PERIOD;
import static tools.sentry.Param.PROJECT;
import static tools.sentry.Param.START;
import static tools.sentry.Param.optional;
import static tools.sentry.Tool.reads;

import java.util.ArrayList;
import java.util.List;
import tools.sentry.Param.Type;
import tools.answer.Answer;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.json.Redact;
import tools.sentry.Call;
import tools.sentry.Dataset;
import tools.sentry.Domain;
import tools.sentry.Param;
import tools.sentry.Tool;

/**
 * Sentry's tables of events: errors, spans, logs, metrics, profiles ({@code /organizations/{org}/events/}) and replays
 * ({@code /organizations/{org}/replays/}), searched in Sentry's own syntax.
 */
public final class Events implements Domain {
    private static final Param DATASET =
        optional("dataset", Type.TEXT, "").oneOf(Dataset.words()).orElse("errors");
    /** Sentry selects at most 20 fields. */
    static final int MOST_FIELDS = 20;
    private static final Param FIELDS =
        optional("fields", Type.TEXTS, "columns or functions; not for replays").atMost(MOST_FIELDS);
    static final int ROWS = 25;

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("list_events",
                "Search errors, spans, logs, metrics, profiles or replays; functions in fields, such as count() or "
                    + "p95(span.duration), aggregate by the other fields.")
                .scopes("org:read")
                .takes(ORGANIZATION, DATASET,
                    optional("query", Type.TEXT, "Sentry syntax, e.g. level:error !has:user.id"), FIELDS,
                    optional("sort", Type.TEXT, "a field; - for descending"), PROJECT,
                    Param.ENVIRONMENT, PERIOD, START, END,
                    Param.limit(ROWS, 100), CURSOR),
            reads("list_event_fields", "List the fields and functions that a list_events query can use, with types.")
                .scopes("org:read").takes(ORGANIZATION, DATASET,
                    optional("query", Type.TEXT, "part of a name or meaning"), PROJECT, PERIOD, CURSOR));
    }

    @Override
    public Answer call(Tool tool, Call call) { return EventAnswers.to(tool, call); }

    /** The first few of a list of foreign texts, and how many more there are. */
    static List<Object> some(List<Json> texts, int most) {
        List<Object> shown = new ArrayList<>();
        int all = 0;
        for (Json each : texts) {
            Untrusted text = each.text() == null ? null : Untrusted.of(Redact.text(each.text()));
            if (text == null) continue;
            if (all++ < most) shown.add(text);
        }
        if (all > most) shown.add(new Show.More(all - most));
        return shown;
    }
}
