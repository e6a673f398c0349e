import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import tools.answer.Answer;
import tools.answer.CancelledException;
import tools.answer.FailureException;
import tools.json.Frames;
import tools.json.Json;

/**
 * However large and odd an answer of Sentry's is, its call ends in words, soon, and sooner when it is cancelled.
 * {@code -Dlargest=8000000} takes answers of the size that the door accepts, which takes minutes.
 */
class LargestAnswersTest {
    private static final int SIZE = Integer.getInteger("largest", 200_000);
    /** The bar is 5 s for the largest, on a machine of its own; small ones take milliseconds. */
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final int CASES_OF_A_TOOL = 2;

    /** Every tool's first cases, each with one of its answers blown up. */
    private static void each(BiConsumer<String, Case> check) {
        Map<String, Integer> cases = new HashMap<>();
        for (Case made : Cases.all()) {
            if (cases.merge(made.tool(), 1, Integer::sum) > CASES_OF_A_TOOL) continue;
            for (int i = 0; i < made.routes().size(); i++) {
                Case.Route route = made.routes().get(i);
                for (Pathological kind : Pathological.values()) {
                    String name = kind + " in " + route.path() + " for " + made;
                    if (route.bytes() != null) {
                        List<Case.Route> changed = new ArrayList<>(made.routes());
                        changed.set(i, new Case.Route(route.method(), route.path(), route.query(), null, route.next(),
                            kind.text(SIZE), route.type()));
                        check.accept(name, new Case(made.tool(), made.arguments(), changed, made.choosing()));
                    } else if (route.body() != null && !route.body().isEmpty()) {
                        check.accept(name, made.answering(i, kind.of(route.body(), SIZE)));
                    }
                }
            }
        }
    }

    @Test
    void everyCallEndsInWordsAndSoon() {
        int[] tried = {0};
        long[] slowest = {0};
        String[] which = {""};
        List<String> failed = new ArrayList<>();
        each((name, made) -> {
            tried[0]++;
            long start = System.nanoTime();
            try {
                Assertions.assertTimeoutPreemptively(BOUND, () -> {
                    try {
                        new FakeSentry(made).answer(made).render("nonce", Answer.BUDGET);
                    } catch (FailureException words) {
                        // an end like any other
                    }
                });
            } catch (Throwable fault) {
                Throwable cause = fault.getCause() == null ? fault : fault.getCause();
                StackTraceElement[] at = cause.getStackTrace();
                failed.add(cause + " " + (at.length > 0 ? at[0] + " … " + at[at.length / 2] : "") + ": " + name);
            }
            long took = System.nanoTime() - start;
            if (took > slowest[0]) {
                slowest[0] = took;
                which[0] = name;
            }
            if (took > 2_000_000_000L) System.out.println(took / 1_000_000 + " ms: " + name);
        });
        System.out.println("largest answers: slowest " + slowest[0] / 1_000_000 + " ms: " + which[0]);
        assertEquals("", String.join("\n", failed));
        assertTrue(tried[0] > 800, tried[0] + " calls");
        Totals.held("largest answers: calls", tried[0], 0);
    }

    /** What is cancelled while it works on an answer stops there, not when it is done with it. */
    @Test
    void aCancelledCallStopsInTheMiddleOfItsWork() {
        Set<String> stopped = new TreeSet<>();
        each((name, made) -> {
            FakeSentry sentry = new FakeSentry(made);
            boolean[] read = {false};
            sentry.alive = () -> {
                // not while it is read: that is one loop, and it asks
                boolean reading = StackWalker.getInstance()
                    .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("tree")));
                read[0] |= reading;
                if (!reading) throw new CancelledException();
            };
            try {
                sentry.answer(made);
            } catch (CancelledException end) {
                stopped.add(made.tool());
            } catch (FailureException refused) {
                // it was done before
            }
        });
        // those that show much of an answer; the others look at a few fields of it and are done
        assertTrue(stopped.containsAll(Set.of("list_issues", "list_events", "get_issue_details", "get_trace_details",
            "get_span_details", "get_profile", "get_profile_details", "get_replay_details", "find_projects",
            "get_ai_conversation_details", "get_snapshot", "find_monitors", "get_dashboard_details")),
            stopped.toString());
        Totals.say("largest answers: " + stopped.size() + " tools stop in the middle when they are cancelled");
    }

    /** Shapes of their own: the stacks of a profile, a trace in one chain, an attribute deeper than any reader. */
    @Test
    void profilesAndTracesTakeTimeInProportionToTheirSize() {
        for (String kind : List.of("one deep stack", "deep stacks", "a chain of spans", "a deep attribute", "siblings",
            "a circle")) {
            StringBuilder body = new StringBuilder();
            switch (kind) {
                case "one deep stack" -> {
                    body.append("{\"profile\":{\"frames\":[")
                        .append("{\"function\":\"f\",\"in_app\":true},".repeat(1_999))
                        .append("{\"function\":\"g\"}],\"stacks\":[[");
                    for (int i = 0; i < 2_000; i++) body.append(i == 0 ? "" : ",").append(i);
                    body.append("]],\"samples\":[").append("{\"stack_id\":0,\"thread_id\":1},".repeat(100_000))
                        .append("{\"stack_id\":0}]}}");
                }
                case "deep stacks" ->
                    body.append("{\"profile\":{\"frames\":[{\"function\":\"f\"},{\"function\":\"g\"}],")
                        .append("\"stacks\":[").append(("[" + "0,1,".repeat(999) + "0],").repeat(300))
                        .append("[1]],\"samples\":[")
                        .append("{\"stack_id\":7},".repeat(50_000)).append("{\"stack_id\":1}]}}");
                case "a chain of spans" -> body.append("[").append("{\"event_id\":\"a\",\"children\":[".repeat(20_000))
                    .append("]}".repeat(20_000)).append("]");
                case "a deep attribute" ->
                    body.append("[{\"event_id\":\"9c1e44aa02bd77f1\",\"additional_attributes\":{\"a\":")
                        .append("[".repeat(40_000)).append("]".repeat(40_000)).append("}}]");
                case "siblings" -> {
                    body.append("[{\"event_id\":\"p\",\"children\":[");
                    for (int i = 0; i < 40_000; i++)
                        body.append(i == 0 ? "" : ",").append("{\"event_id\":\"s").append(i).append("\",\"op\":\"o")
                            .append(i)
                            .append("\",\"start_timestamp\":").append(i % 100).append(",\"end_timestamp\":").append(i)
                            .append("}");
                    body.append("]}]");
                }
                default -> {
                    body.append("[");
                    for (int i = 0; i < 60_000; i++)
                        body.append(i == 0 ? "" : ",").append("{\"event_id\":\"s").append(i)
                            .append("\",\"parent_span_id\":\"s")
                            .append((i + 1) % 60_000).append("\"}");
                    body.append("]");
                }
            }
            boolean profile = kind.contains("stack");
            Case made = profile
                ? Case.of("get_profile_details", "organizationSlug", "acme-labs", "projectSlug", "shop", "profileId",
                    "a".repeat(32))
                    .on("GET", "projects/acme-labs/shop/profiling/profiles/" + "a".repeat(32), body.toString())
                : Case.of(kind.contains("attribute") ? "get_span_details" : "get_trace_details", "organizationSlug",
                    "acme-labs", "traceId", "b".repeat(32)).on("GET", "organizations/acme-labs/trace/" + "b".repeat(32),
                        body.toString());
            Case asked = kind.contains("attribute") ? made.with("spanId", "9c1e44aa02bd77f1") : made;
            String text = Assertions.assertTimeoutPreemptively(BOUND, () -> FakeSentry.text(asked), kind);
            assertTrue(text.length() > 200 && text.length() <= Answer.BUDGET, kind + text);
        }
    }

    /** Values that nobody thinks of, anywhere in an answer: no call ends as a fault of the program's own. */
    @Test
    void noValueIsAFaultOfTheProgramsOwn() {
        long seed = Long.getLong("seed", 20261127);
        Random random = new Random(seed);
        int tried = 0;
        for (Case made : Cases.all()) {
            for (int i = 0; i < made.routes().size(); i++) {
                String body = made.routes().get(i).body();
                if (body == null || body.isEmpty()) continue;
                for (int round = 0; round < 12; round++) {
                    String odd = odd(Frames.read(body.getBytes(StandardCharsets.UTF_8)), random, 2 + round % 6);
                    Case changed = made.answering(i, odd);
                    tried++;
                    try {
                        new FakeSentry(changed).answer(changed).render("nonce", Answer.BUDGET);
                    } catch (FailureException words) {
                        // an end like any other
                    } catch (RuntimeException | StackOverflowError fault) {
                        throw new AssertionError(
                            "seed " + seed + ": " + made + " with " + made.routes().get(i).path() + " "
                                + (odd.length() > 20_000 ? odd.substring(0, 20_000) : odd),
                            fault);
                    }
                }
            }
        }
        Totals.held("odd values: answers", tried, 0);
    }

    private static final List<String> ODD = List.of("null", "true", "-1", "0", "1e999", "-1e400", "9".repeat(400),
        "0.0000001",
        "1e-400", "9223372036854775808", "-9223372036854775808", "2147483648", "\"\"", "\" \"", "\"null\"", "\"NaN\"",
        "\"-Infinity\"", "\"1e999\"", "\"0x1p3\"", "\"2026-13-45T99:99:99Z\"", "\"+999999999-12-31T23:59:59Z\"",
        "\"0000-00-00\"",
        "\"" + "9".repeat(30) + "\"", "\"\\ud800\"", "\"\\u0000\"", "\"://\"", "\"https://\"", "\"//\"", "\"/\"",
        "\"%\"", "\"%zz\"",
        "\"a:b:c:d\"", "\"()\"", "\"f(\"", "\")(\"", "\"[\"", "\"{\\\"a\\\":\"", "\"-\"", "\".\"", "\"@\"", "\"\\\\\"",
        "\"$1\"", "\"%s %n\"", "[]", "{}",
        "[[]]", "[null]", "[{}]", "[[[1,2],3],\"x\"]", "{\"\":\"\"}", "{\"\":{\"\":null}}",
        "{\"name\":null,\"value\":[]}",
        "[\"a\",\"b\"]", "[1,null,\"x\",{}]", "[".repeat(120) + "]".repeat(120),
        "\"" + "[".repeat(300) + "]".repeat(300) + "\"", "\"" + "x".repeat(70_000) + "\"");

    /** @param one one in so many values */
    private static String odd(Object value, Random random, int one) {
        if (random.nextInt(4 * one) == 0) return ODD.get(random.nextInt(ODD.size()));
        if (value instanceof Map<?, ?> map) {
            List<String> fields = new ArrayList<>();
            map.forEach((key, each) -> fields.add(Json.write(key) + ":" + odd(each, random, one)));
            return "{" + String.join(",", fields) + "}";
        }
        if (value instanceof List<?> list)
            return "[" + String.join(",", list.stream().map(each -> odd(each, random, one)).toList()) + "]";
        return random.nextInt(one) == 0 ? ODD.get(random.nextInt(ODD.size())) : Json.write(value);
    }
}
