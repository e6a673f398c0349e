import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.Failure;

class TracesTest {
    static final String TRACE = "4c1e8a90b7d24f3f8a6b5c4d3e2f1a0b";
    private static final String PATH = "organizations/acme-labs/trace/" + TRACE;
    private static final String META = "organizations/acme-labs/trace-meta/" + TRACE;

    static List<Case> cases() {
        return List.of(
            Case.of("get_trace_details", "organizationSlug", "acme-labs", "traceId", TRACE).get(PATH, "traces/trace.json").get(META, "traces/meta.json")
                .get("organizations/acme-labs/events", "traces/logs.json"),
            Case.of("get_span_details", "organizationSlug", "acme-labs", "traceId", TRACE, "spanId", "9c1e44aa02bd77f1").get(PATH, "traces/trace.json").get(META, "traces/meta.json")
                .get("projects/acme-labs/checkout-api/trace-items/9c1e44aa02bd77f1", "traces/span.json"));
    }

    /** Ten thousand spans in services that call services, with a query repeated in a loop, a few failures and one slow step. */
    static String large() {
        StringBuilder json = new StringBuilder("[");
        int[] ids = {0};
        for (int root = 0; root < 4; root++) {
            json.append(root == 0 ? "" : ",").append(open(ids, "http.server", "GET /report/" + root, root, 4_000)).append("\"children\": [");
            for (int page = 0; page < 50; page++) {
                json.append(page == 0 ? "" : ",").append(open(ids, "function", "render page", root + page * 0.08, 79)).append("\"children\": [");
                for (int query = 0; query < 49; query++) {
                    boolean slow = root == 2 && page == 7 && query == 11;
                    json.append(query == 0 ? "" : ",").append(open(ids, "db", "SELECT * FROM line_items WHERE report_id = " + (page * 49 + query), root + page * 0.08 + query * 0.0016, slow ? 70 : 1.5))
                        .append(query == 13 && page == 3 ? "\"additional_attributes\": {\"span.status\": \"internal_error\"}, " : "").append("\"children\": []}");
                }
                json.append("]}");
            }
            json.append("]}");
        }
        return json.append("]").toString();
    }

    private static String open(int[] ids, String op, String what, double start, double ms) {
        return "{\"event_type\": \"span\", \"event_id\": \"" + String.format("%016x", ++ids[0]) + "\", \"project_slug\": \"checkout-api\", \"op\": \"" + op + "\", \"name\": \"" + op
            + "\", \"description\": \"" + what + "\", \"start_timestamp\": " + (1770797564 + start) + ", \"end_timestamp\": " + (1770797564 + start + ms / 1000) + ", \"duration\": " + ms
            + ", \"transaction\": \"GET /report\", \"sdk_name\": \"sentry.python\", \"errors\": [], \"occurrences\": [], ";
    }

    @Test
    void aTraceOfTenThousandSpansStaysReadable() {
        String text = FakeSentry.text(cases().get(0).answering(0, large()));
        System.out.println(text);
        long before = System.nanoTime();
        for (int i = 0; i < 10; i++) FakeSentry.text(cases().get(0).answering(0, large()));
        System.out.println((System.nanoTime() - before) / 1e7 + " ms");
        StringBuilder deep = new StringBuilder();
        int[] ids = {0};
        for (int i = 0; i < 10_000; i++) deep.append(i == 0 ? "[" : "").append(open(ids, "function", "step " + (i % 3 == 0 ? "a" : "b"), i * 0.001, 20_000 - i)).append("\"children\": [");
        deep.append("]}".repeat(10_000)).append("]");
        before = System.nanoTime();
        System.out.println(FakeSentry.text(cases().get(0).answering(0, deep.toString())));
        System.out.println((System.nanoTime() - before) / 1e6 + " ms");
    }
}
