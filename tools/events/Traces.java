package tools.events;

import static tools.sentry.Param.PERIOD;
import static tools.sentry.Param.required;
import static tools.sentry.Tool.reads;

import java.util.List;
import tools.sentry.Param.Type;
import tools.answer.Answer;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Param;
import tools.sentry.Tool;

/** A distributed trace: as a whole, and one span of it. */
public final class Traces implements Domain {
    private static final Param TRACE = required("traceId", Type.HEX32, "or its URL");
    private static final Param SPAN = required("spanId", Type.TEXT, "16 hex digits");

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("get_trace_details",
                "Show a whole trace: tree, slowest and failed spans, time by operation, critical path, errors, logs.")
                .scopes("org:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, TRACE, PERIOD.unlisted(), SPAN.unlisted()),
            reads("get_span_details",
                "Show one span of a trace with all attributes, what it is in and what is below it.").scopes("org:read")
                .takes(Param.ORGANIZATION_UNLESS_URL, TRACE, SPAN, PERIOD.unlisted()));
    }

    @Override
    public Answer call(Tool tool, Call call) { return TraceAnswers.to(tool, call); }
}
