import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.json.Frames;
import tools.json.Json;

/** Our reader and writer of frames against Jackson, the judge. */
class FramesTest {
    private static final long SEED = 20_261_123;
    private static final ObjectMapper JUDGE = new ObjectMapper(JsonFactory.builder()
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(Frames.DEEPEST).build()).build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * Valid documents, and each of them with a few characters dropped, doubled or replaced: both accept the same, and
     * read the same.
     */
    @Test
    void itAcceptsAndReadsWhatJacksonDoes() throws Exception {
        Random random = new Random(SEED);
        int valid = 0;
        int broken = 0;
        for (int i = 0; i < 30_000; i++) {
            StringBuilder text = new StringBuilder();
            generate(random, text, 0);
            if (i % 3 != 0)
                for (int cuts = random.nextInt(3); cuts >= 0 && text.length() > 0; cuts--) damage(random, text);
            String input = text.toString();
            JsonNode judged;
            try {
                judged = JUDGE.readTree(input);
                if (judged == null || judged.isMissingNode()) judged = null;
            } catch (com.fasterxml.jackson.core.JsonProcessingException refused) {
                // half a pair in a name: Jackson refuses it there, but not in a value
                if (refused.getMessage().contains("surrogate")) continue;
                judged = null;
            }
            if (judged == null) {
                broken++;
                assertThrows(IllegalArgumentException.class, () -> Frames.read(input),
                    () -> "seed " + SEED + ", Jackson refuses " + input);
            } else {
                byte[] written = Frames.write(Frames.read(input));
                // half of a pair again: we keep it, Jackson cannot read it back from a name
                if (new String(written, StandardCharsets.UTF_8).contains("\\ud")) continue;
                valid++;
                JsonNode ours = JUDGE.readTree(written);
                assertEquals(judged, ours, () -> "seed " + SEED + ": " + input);
            }
        }
        System.out.println("frames: " + valid + " valid and " + broken + " broken documents generated with seed " + SEED
            + ", read as Jackson reads them");
        assertTrue(valid > 5_000 && broken > 5_000);
    }

    /**
     * The same documents as answers of Sentry: there Jackson parses, and what is ours is how the tree is put together.
     */
    @Test
    void answersAreReadAsJacksonsOwnMapperReadsThem() throws Exception {
        Random random = new Random(SEED);
        int valid = 0;
        int broken = 0;
        for (int i = 0; i < 10_000; i++) {
            StringBuilder text = new StringBuilder();
            generate(random, text, 0);
            if (i % 3 == 0) damage(random, text);
            String input = text.toString();
            JsonNode judged;
            try {
                judged = JUDGE.readTree(input.getBytes(StandardCharsets.UTF_8));
            } catch (java.io.IOException refused) {
                broken++;
                assertThrows(IllegalArgumentException.class, () -> Json.read(input),
                    () -> "seed " + SEED + ", Jackson refuses " + input);
                continue;
            }
            valid++;
            String written = Json.read(input).write();
            JsonNode expected = judged.isMissingNode() ? JUDGE.nullNode() : judged;
            assertTrue(expected.equals(FramesTest::differ, JUDGE.readTree(written)),
                () -> "seed " + SEED + ": " + input + " was read as " + written);
        }
        assertTrue(valid > 5_000 && broken > 1_000, valid + " and " + broken);
    }

    /** 1.0 and 1 are one number, and one that is too large for a double is none. */
    private static int differ(JsonNode one, JsonNode other) {
        if (one.isNumber() && Double.isInfinite(one.doubleValue())) return other.isNull() ? 0 : 1;
        if (one.isIntegralNumber() && other.isIntegralNumber())
            return one.bigIntegerValue().compareTo(other.bigIntegerValue());   // an id has up to 19 digits
        // also 0 and -0.0
        if (one.isNumber() && other.isNumber()) return one.doubleValue() == other.doubleValue() ? 0 : 1;
        return one.equals(other) ? 0 : 1;
    }

    private static void generate(Random random, StringBuilder out, int depth) {
        blanks(random, out);
        switch (random.nextInt(depth > 4 ? 4 : 6)) {
            case 0 -> string(random, out);
            case 1 -> out.append(
                new String[] {"0", "-0", "7", "-12", "1.5", "1e3", "2E-7", "-0.0", "12345678901234567890", "1.0"}[random
                    .nextInt(10)]);
            case 2 -> out.append(new String[] {"true", "false", "null"}[random.nextInt(3)]);
            case 3 -> out.append(random.nextBoolean() ? "{}" : "[]");
            case 4 -> {
                out.append('[');
                for (int i = random.nextInt(4); i >= 0; i--) {
                    generate(random, out, depth + 1);
                    if (i > 0) out.append(',');
                }
                out.append(']');
            }
            default -> {
                out.append('{');
                for (int i = random.nextInt(4); i >= 0; i--) {
                    blanks(random, out);
                    string(random, out);
                    blanks(random, out);
                    out.append(':');
                    generate(random, out, depth + 1);
                    if (i > 0) out.append(',');
                }
                out.append('}');
            }
        }
        blanks(random, out);
    }

    private static void blanks(Random random, StringBuilder out) {
        if (random.nextInt(6) == 0) out.append(" \t\n\r".charAt(random.nextInt(4)));
    }

    private static void string(Random random, StringBuilder out) {
        String[] pieces = {"a", "é", "😀", "日", "\\n", "\\\"", "\\\\", "\\/", "\\u0041", "\\ud83d\\ude00", "\\u2028",
            "\u2028", "<", "'", "{", "]", ":", "\u007f"};
        out.append('"');
        for (int i = random.nextInt(5); i > 0; i--) out.append(pieces[random.nextInt(pieces.length)]);
        out.append('"');
    }

    private static void damage(Random random, StringBuilder text) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
            case 0 -> text.deleteCharAt(at);
            case 1 -> text.insert(at, text.charAt(at));
            case 2 -> text.setCharAt(at, "{}[]\",:0123456789.eE+-\\ux \ntrufalsn\u0001/'#".charAt(random.nextInt(38)));
            default -> text.insert(at, "{}[]\",:0-.e\\\n/".charAt(random.nextInt(14)));
        }
    }

    @Test
    void whatItWritesIsOneLineOfUtf8ThatJacksonReadsBack() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(20); n > 0; n--)
                text.append((char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : random.nextInt(128)));
            String line = new String(Frames.write(Map.of("text", text.toString())), StandardCharsets.UTF_8);
            assertEquals(line.length() - 1, line.indexOf('\n'), () -> "seed " + SEED);
            assertEquals(text.toString(), JUDGE.readTree(line).path("text").asText(), () -> "seed " + SEED);
        }
    }

    @Test
    void numbersKeepTheirDigits() {
        for (String number : List.of("0", "-0", "1.0", "9007199254740993", "123456789012345678901234567890", "1e400",
            "0.1000")) {
            assertEquals(number + "\n", new String(Frames.write(Frames.read(number)), StandardCharsets.UTF_8));
        }
        assertEquals("[true, true, false, false]", List.of("7", "-7.00", "7.5", "7e2").stream()
            .map(text -> Frames.isInteger(Frames.read(text))).toList().toString());
    }

    @Test
    void numbersThatJsonDoesNotHaveAreWrittenAsNull() {
        Map<String, Object> strange = new LinkedHashMap<>();
        strange.put("a", Double.NaN);
        strange.put("b", Double.POSITIVE_INFINITY);
        strange.put("c", 2.0);
        strange.put("d", new ArrayList<>());
        assertEquals("{\"a\":null,\"b\":null,\"c\":2,\"d\":[]}\n",
            new String(Frames.write(strange), StandardCharsets.UTF_8));
    }

    @Test
    void aFrameHoldsOnlySoManyValues() {
        String most = "[" + "0,".repeat(Frames.MOST_VALUES - 2) + "0]";
        assertEquals(Frames.MOST_VALUES - 1, ((List<?>) Frames.read(most)).size());
        assertThrows(IllegalArgumentException.class, () -> Frames.read("[0," + most.substring(1)));
        // an object, a name and a number each: seven megabytes of them would take two hundred
        String objects = "[" + "{\"\":0},".repeat(1_000_000) + "0]";
        assertThrows(IllegalArgumentException.class, () -> Frames.read(objects));
    }
}
