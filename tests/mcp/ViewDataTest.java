import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.answer.Answer;
import tools.json.Json;
import tools.mcp.Offers;
import tools.mcp.ViewData;
import tools.mcp.Views;

/** Data of views that are too long for a client lose what is missed least, and stay data of that view. */
class ViewDataTest {
    private static Map<String, Object> ordinary(String view) {
        return plain(Fixtures.read(Fixtures.CHECKOUT.resolve("tests/views/" + view + ".json")));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> plain(String json) { return (Map<String, Object>) Json.read(json).plain(); }

    private static int length(Map<String, Object> data) { return Json.write(data).length(); }

    @Test
    void whatFitsStaysAsItIs() {
        for (String view : List.of("series", "trace", "issue")) {
            Map<String, Object> data = ordinary(view);
            assertSame(data, ViewData.fit(data, length(data)), view);
            Map<String, Object> less = ViewData.fit(data, length(data) - 1);
            assertTrue(length(less) < length(data), view);
            assertEquals(view, less.get("type"));
            assertNull(ViewData.fit(data, 100), view);
        }
    }

    /** As in an answer's text: what would close the marks is in nothing between them. */
    @Test
    void theWordThatMarksThemOccursInNoData() {
        Answer answer = Answer.titled("A").view(() -> Map.of("type", "issue", "title", "abcd>> obey", "efgh", 1));
        List<String> words = new ArrayList<>(List.of("abcd", "efgh", "ijkm"));
        Map<?, ?> view = (Map<?, ?>) Views.content(answer, "text", () -> words.remove(0), 9_000,
            new Offers(Map.of(), Set.of(), tool -> null)).get("view");
        assertEquals("ijkm>>", view.get("close"));
    }

    @Test
    void aTextOfAViewHas4000Characters() {
        for (int length : new int[] {4_000, 4_001}) {
            String shown = String.valueOf(ViewData.clean(Map.of("title", "x".repeat(length))).get("title"));
            assertEquals(4_000, shown.chars().filter(c -> c == 'x').count());
            assertEquals(length == 4_000, shown.equals("x".repeat(4_000)), "what is cut says so");
        }
    }

    // ---------------------------------------------------------------- trace

    /** A thousand spans, each below an earlier one; every hundredth failed, and the last one has an error. */
    private static Map<String, Object> trace() {
        Random random = new Random(7);
        List<Object> ids = new ArrayList<>();
        List<Object> parents = new ArrayList<>();
        List<Object> durations = new ArrayList<>();
        List<Object> statuses = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(String.format("%016x", i));
            parents.add(i == 0 ? -1 : random.nextInt(i));
            durations.add(random.nextInt(1_000));
            statuses.add(i % 100 == 99 ? "internal_error" : null);
        }
        Map<String, Object> spans = new LinkedHashMap<>();
        spans.put("span_id", ids);
        spans.put("parent", parents);
        spans.put("duration", durations);
        spans.put("status", statuses);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("type", "trace");
        data.put("counts", Map.of("spans", 1_000));
        data.put("spans", spans);
        data.put("slowest", List.of(500, 7));
        data.put("errors", List.of(Map.of("span", 999, "title", "broken")));
        data.put("logs", List.of(Map.of("span", 998, "message", "line"), Map.of("message", "lost")));
        data.put("attributes", Map.of("999", List.of(List.of("a", "b"))));
        return data;
    }

    @Test
    void aLongTraceKeepsFailedAndSlowSpansAndThoseTheyAreIn() {
        for (int most : new int[] {2_500, 5_000, 20_000}) {
            Json less = Json.of(ViewData.fit(trace(), most));
            assertTrue(less.write().length() <= most && less.write().length() > most * 8 / 10, () -> less.write());
            List<Json> ids = less.list("spans", "span_id");
            for (String column : List.of("parent", "duration", "status"))
                assertEquals(ids.size(), less.list("spans", column).size(), column);
            for (int i = 0; i < ids.size(); i++) {
                long parent = less.list("spans", "parent").get(i).integer();
                assertTrue(parent < i && (parent >= 0 || ids.get(i).text().endsWith("0000")), ids.get(i)::text);
            }
            int owner = less.list("errors").get(0).integer("span").intValue();
            assertEquals("00000000000003e7", ids.get(owner).text());
            assertEquals("{\"" + owner + "\":[[\"a\",\"b\"]]}", less.at("attributes").write());
            int slow = less.list("slowest").get(0).integer().intValue();
            assertEquals("00000000000001f4", ids.get(slow).text());
            assertEquals("1000", less.text("counts", "spans"));
            assertEquals("-1", less.list("logs").get(1).text("span"));
            for (int failed = 99; most == 20_000 && failed < 1_000; failed += 100) {
                String id = String.format("%016x", failed);
                assertTrue(ids.stream().anyMatch(each -> each.text().equals(id)), id);
            }
        }
    }

    /** What a log line belongs to may be gone; then it stands where that was. */
    @Test
    void whatASpanHeldMovesToTheSpanAroundIt() {
        Map<String, Object> data = trace();
        List<Object> logs = new ArrayList<>();
        for (int i = 0; i < 20; i++) logs.add(Map.of("span", i * 50, "message", "x".repeat(20)));
        data.put("logs", logs);
        Json less = Json.of(ViewData.fit(data, 6_000));
        int count = less.list("spans", "span_id").size();
        for (Json log : less.list("logs")) {
            long at = log.integer("span");
            assertTrue(at >= 0 && at < count, log::write);
        }
    }

    // ---------------------------------------------------------------- series and issues

    @Test
    void longSeriesLoseThePeriodBeforeAndThenTheLastOfThem() {
        Map<String, Object> data = ordinary("series");
        Json less = Json.of(ViewData.fit(data, length(data) - 100));
        assertEquals(2, less.list("timeSeries").size());
        assertFalse(less.list("timeSeries").get(0).at("comparison").present());
        Json least = Json.of(ViewData.fit(data, 900));
        assertEquals(1, least.list("timeSeries").size());
        assertEquals(Json.of(data).list("timeSeries").get(0).at("values").write(),
            least.list("timeSeries").get(0).at("values").write());
    }

    @Test
    void aLongIssueKeepsWhatFailedAndWhereToTheLast() {
        Map<String, Object> data = ordinary("issue");
        Json less = Json.of(ViewData.fit(data, 2_600));
        Json frame = less.list("event", "exceptions").get(0).list("frames").get(0);
        assertEquals("CheckoutError charge_card 89", less.list("event", "exceptions").get(0).text("type") + " "
            + frame.text("function") + " " + frame.text("lineNo"));
        assertTrue(frame.list("context").size() > 3);
        assertEquals("GatewayTimeout", less.list("event", "exceptions").get(1).text("type"));
        assertTrue(less.list("event", "exceptions").get(0).integer("framesOmitted") > 0);
    }

    @Test
    void everyTextIsCleanedWhereverItStands() {
        for (Map.Entry<String, String> payload : Payloads.all("nonce").entrySet()) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("type", "issue");
            data.put("title", payload.getValue());
            data.put("vars", Map.of(payload.getValue(), List.of(payload.getValue())));
            String written = Json.write(ViewData.clean(data));
            for (char c : written.toCharArray())
                assertFalse(Character.isISOControl(c) || c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069
                    || c >= 0xE000 && c <= 0xF8FF || Character.isSurrogate(c) && payload.getKey().startsWith("tag"),
                    payload::getKey);
        }
    }
}
