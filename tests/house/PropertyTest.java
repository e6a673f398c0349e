import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Untrusted;
import tools.json.Frames;
import tools.json.Json;
import tools.json.Redact;
import tools.json.Secrets;
import tools.sentry.Links;
import tools.sentry.Param;
import tools.sentry.Tool;

/**
 * What holds for the pure parts, whatever they are given: thousands of made-up inputs, always the same ones for one
 * seed.
 */
class PropertyTest {
    private static final long SEED = Long.getLong("seed", 20260704);
    private static final String NONCE = "k7m2p";

    @BeforeAll
    static void say() { System.out.println("properties: seed " + SEED + " (another with -Dseed=)"); }

    /** Letters that matter to somebody on the way: to markdown, URLs, JSON, headers, terminals, Unicode. */
    private static String text(Random random, int most) {
        String[] pieces = {"a", "Z", "7", " ", "/", "?", "#", "%", "%2F", "%C3%A9", "%zz", "&", "=", "+", ":", "@", ".",
            "..", "-", "_", "\\", "`", "```", "<<", ">>", NONCE, NONCE + ">>`",
            "\n", "\r\n", "\t", "[", "](", ")", "{", "}", "\"", "'", "<", ">", ",", ";", "|", "é", "日", "😀", "\u202e",
            "\u200b", "\u0000", "\u001b[31m", "\ud800", "\udc00", "\u2028", "\ufe0f", "\u200d",
            "\u0301", "https://", "sentry.io", "password=", "Bearer abcdefgh1", "null", "issues", "organizations"};
        StringBuilder out = new StringBuilder();
        for (int n = random.nextInt(most + 1); n > 0; n--) {
            if (random.nextInt(12) == 0) out.append((char) random.nextInt(0x10000));
            else out.append(pieces[random.nextInt(pieces.length)]);
        }
        return out.toString();
    }

    // ---------------------------------------------------------------- URLs and paths

    @Test
    void aUrlIsReadOrRefusedInWordsWhateverItIs() {
        Random random = new Random(SEED);
        Links links = new Links("https", "sentry.io");
        int read = 0;
        String[] starts = {"", "https://sentry.io", "https://acme.sentry.io/", "https://acme.sentry.io/issues/",
            "http://us.sentry.io/organizations/", "https://sentry.io/organizations/acme/issues/",
            "https://acme.sentry.io/explore/traces/trace/", "https://acme.sentry.io/alerts/rules/",
            "https://acme.sentry.io/explore/profiling/profile/", "https://acme.sentry.io/crons/"};
        for (int i = 0; i < 20_000; i++) {
            String url = starts[random.nextInt(starts.length)] + text(random, 12);
            try {
                Links.Target target = links.target(url);
                assertNotNull(target.kind(), url);
                assertTrue(target.organization() == null || target.organization().matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
                    () -> "seed " + SEED + ": " + url + " is of " + target.organization());
                read++;
            } catch (FailureException refused) {
                assertEquals(FailureException.Kind.INPUT, refused.kind(), url);
            } catch (RuntimeException other) {
                throw new AssertionError("seed " + SEED + ": " + url, other);
            }
        }
        assertTrue(read > 5_000, "read " + read);
        Totals.say("properties: URLs: 20000 tried, 20000 held (" + read + " read, the others refused in words)");
    }

    @Test
    void ourOwnLinksReadBackAsWhatTheyPointAt() {
        Random random = new Random(SEED);
        int linked = 0;
        for (int i = 0; i < 10_000; i++) {
            Links links =
                random.nextBoolean() ? new Links("https", "sentry.io") : new Links("https", "errors.acme.example:9000");
            String organization = random.nextInt(4) == 0 ? text(random, 3) : slug(random);
            String id = random.nextInt(4) == 0 ? text(random, 3)
                : random.nextBoolean() ? String.valueOf(1 + random.nextInt(1 << 30))
                    : slug(random).toUpperCase(java.util.Locale.ROOT) + "-"
                        + Integer.toString(random.nextInt(9999), 36).toUpperCase(java.util.Locale.ROOT);
            String url = links.issue(organization, id);
            if (url == null) continue;
            linked++;
            assertTrue(url.matches("https://[A-Za-z0-9._:/%@+-]+"), () -> "seed " + SEED + ": " + url);
            if (!organization.matches("[a-z0-9][a-z0-9-]{0,49}") || !id.matches("[0-9]+|[A-Z0-9]+(-[A-Z0-9]+)+"))
                continue;
            Links.Target target = links.target(url);
            assertEquals("ISSUE " + organization + " " + id,
                target.kind() + " " + target.organization() + " " + target.id(), () -> "seed " + SEED + ": " + url);
        }
        assertTrue(linked > 5_000);
        Totals.held("properties: links of ours read back", linked, 0);
    }

    private static String slug(Random random) {
        StringBuilder out = new StringBuilder("o");
        for (int n = random.nextInt(10); n > 0; n--) out.append("abcxyz019".charAt(random.nextInt(9)));
        return out.toString();
    }

    @Test
    void aPathSegmentStaysOneSegmentAndDecodesToItself() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            String segment = text(random, 8);
            String encoded = Links.encode(segment);
            assertTrue(encoded.matches("[A-Za-z0-9_.~!*'()%-]*"), () -> "seed " + SEED + ": " + encoded);
            // half a surrogate pair becomes a question mark in both
            String whole = new String(segment.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            assertEquals(whole, URLDecoder.decode(encoded, StandardCharsets.UTF_8), () -> "seed " + SEED);
            URI uri = URI.create("https://sentry.io/api/0/" + encoded + "/");
            assertEquals("/api/0/" + encoded + "/", uri.getRawPath());
            assertEquals("sentry.io", uri.getHost());
            assertNull(uri.getRawQuery());
        }
        Totals.held("properties: path segments", 20_000, 0);
    }

    // ---------------------------------------------------------------- Link header

    @Test
    void theCursorOfALinkHeaderIsThatOfTheNextPageOrNone() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            boolean more = random.nextBoolean();
            String before = random.nextInt(1000) + ":" + random.nextInt(1000) + ":1";
            String cursor = random.nextInt(1000) + ":" + random.nextInt(1000) + ":0";
            String url = "https://sentry.io/api/0/x/?query=" + Links.encode(text(random, 6)) + "&a=b,c&cursor=";
            String previous = "<" + url + before + ">; rel=\"previous\"; results=\"" + random.nextBoolean()
                + "\"; cursor=\"" + before + "\"";
            String next = "<" + url + cursor + ">; rel=\"next\"; results=\"" + more + "\"; cursor=\"" + cursor + "\"";
            String header =
                random.nextBoolean() ? previous + ", " + next : random.nextBoolean() ? next + "," + previous : next;
            assertEquals(more ? cursor : null, Links.next(header), () -> "seed " + SEED + ": " + header);
            String broken = random.nextBoolean() ? text(random, 20) : header.substring(random.nextInt(header.length()))
                + text(random, 3) + header.substring(0, random.nextInt(header.length()));
            try {
                String read = Links.next(broken);
                assertTrue(read == null || !read.isEmpty() && !read.contains("\""), broken);
            } catch (RuntimeException other) {
                throw new AssertionError("seed " + SEED + ": " + broken, other);
            }
        }
        Totals.held("properties: Link headers", 20_000, 0);
    }

    // ---------------------------------------------------------------- fence and budget

    @Test
    void anAnswerStaysInItsBudgetClosesEveryFenceAndHasNothingForeignOutside() {
        Random random = new Random(SEED);
        int cut = 0;
        for (int i = 0; i < 6_000; i++) {
            int number = i;
            Answer answer = answer(random, i % 4);
            int most = new int[] {3_000, 10_000, Answer.BUDGET}[random.nextInt(3)];
            String text = answer.render(NONCE, most);
            assertTrue(text.length() <= most,
                () -> "seed " + SEED + ", answer " + number + ": " + text.length() + " characters, budget " + most);
            String outside;
            try {
                outside = Fence.outside(text);
            } catch (AssertionError broken) {
                throw new AssertionError("seed " + SEED + ", answer " + number + ", budget " + most + "\n" + text,
                    broken);
            }
            assertTrue(outside.matches("(?s)[A-Za-z0-9#:,.…\"{}()%<>= \n-]*") && !outside.contains("foreign"),
                () -> "seed " + SEED + ", answer " + number + ":\n" + outside);
            assertNull(HostileDataTest.invisible(text), () -> "seed " + SEED + ", answer " + number);
            if (text.contains("Left out for length") || text.contains("Cut here")) cut++;
            assertFalse(Json.of(answer.data()).write().isEmpty());
        }
        assertTrue(cut > 500, "shortened: " + cut);
        Totals.say("properties: answers: 6000 tried, 6000 held (" + cut + " had to be shortened)");
    }

    private static Object value(Random random, int size) {
        return switch (random.nextInt(6)) {
            case 0 -> "ours";
            case 1 -> (Object) (long) random.nextInt(100_000);
            case 2 -> null;
            case 3 -> Line.of("of ", quote(random, size), " and ", quote(random, size));
            case 4 -> List.of(quote(random, size), "ours", quote(random, size));
            default -> quote(random, size);
        };
    }

    private static Untrusted quote(Random random, int size) {
        String text = "foreign " + text(random, size == 3 ? 400 : 20);
        return new Untrusted(random.nextInt(20) == 0 ? "`".repeat(random.nextInt(6_000)) + "foreign" : text,
            new int[] {Untrusted.INLINE, Untrusted.INLINE, 2_000, Untrusted.BLOCK}[random.nextInt(4)]);
    }

    private static Answer answer(Random random, int size) {
        Answer answer = Answer.titled("Title of ", quote(random, 0));
        int sections = random.nextInt(size == 2 ? 40 : 5);
        fill(random, answer, size);
        for (int s = 0; s < sections; s++) {
            if (random.nextBoolean()) answer.section("Part " + s,
                random.nextBoolean() ? null : "Call again with a narrower query to see them.");
            else answer.section("Part " + s, random.nextInt(5) == 0 ? Integer.MAX_VALUE : random.nextInt(10), null);
            fill(random, answer, size);
            for (int n = random.nextInt(size == 1 ? 60 : 6); n > 0; n--) {
                answer.item("id", value(random, size));
                fill(random, answer, size);
            }
        }
        if (random.nextBoolean()) answer.next(random.nextInt(4) == 0 ? "foreign words " + text(random, 10) : "0:100:0");
        for (int n = random.nextInt(4); n > 0; n--)
            answer.note("A note about ", random.nextBoolean() ? quote(random, 0) : null, " of ours");
        return answer;
    }

    private static void fill(Random random, Answer answer, int size) {
        for (int n = random.nextInt(4); n > 0; n--) {
            switch (random.nextInt(3)) {
                case 0 -> answer.fact("Label", value(random, size));
                case 1 -> answer.line("a line ", value(random, size));
                default -> answer.block(random.nextBoolean() ? "Block" : "", quote(random, size));
            }
        }
    }

    // ---------------------------------------------------------------- secrets

    private static String of(String letters, Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) text.append(letters.charAt(random.nextInt(letters.length())));
        return text.toString();
    }

    /**
     * Few letters and digits, and what JSON escapes: texts full of what begins like the secret. It goes, whole or cut
     * short, and a frame stays a frame.
     */
    @Test
    void aSecretGoesWhereverItStandsAndLeavesAFrameThatCanBeRead() {
        Random random = new Random(SEED);
        int whole = 0;
        int untouched = 0;
        for (int i = 0; i < 20_000; i++) {
            String letters = i % 4 == 0 ? "12" : "aa1\"\\éè";
            String secret = of(letters, random, 8 + random.nextInt(20));
            Secrets secrets = new Secrets();
            secrets.hide(secret);
            String before = of(letters + " ", random, random.nextInt(60));
            String after = of(letters + " ", random, random.nextInt(60));
            String given = before + secret + after;
            whole++;
            assertFalse(secrets.redact(given).contains(secret), () -> "seed " + SEED + ": " + secret + " in " + given);
            if (secret.length() >= 20)
                assertFalse(secrets.redact(before + secret.substring(0, 15)).contains(secret.substring(0, 15)),
                    () -> "seed " + SEED + ": " + secret + " cut short");
            long number = 1_112_212_121_211_121L + random.nextInt(1_000_000);
            Map<String, Object> frame = Map.of("id", number, "result",
                Map.of("text", given, secret, 1, "structuredContent", Map.of("k " + secret, given)));
            Object read = Frames.read(secrets.line(frame));
            Json shown = Json.of(read);
            assertFalse(shown.text("result", "text").contains(secret),
                () -> "seed " + SEED + ": " + secret + " in " + shown);
            assertEquals(number, shown.integer("id"), "a number is no text");
            assertEquals(1, shown.integer("result", secret), "a name of the protocol's stays");
            shown.fields("result", "structuredContent")
                .forEach((name, value) -> assertFalse(name.contains(secret) || value.text().contains(secret),
                    () -> "seed " + SEED + ": " + secret + " in " + shown));
            String without = before + after;
            if (secret.length() >= 20 || without.contains(secret)) continue;
            untouched++;
            assertTrue(secrets.redact(without).equals(without),
                () -> "seed " + SEED + ": " + secret + " is not in " + without);
            byte[] line = Frames.write(Map.of("text", without));
            assertTrue(Arrays.equals(line, secrets.line(Map.of("text", without))),
                () -> "seed " + SEED + ": " + secret + " is not in " + without);
        }
        assertTrue(untouched > 5_000, untouched + " without");
        Totals.held("properties: secrets", whole + untouched, 0);
    }

    /** Whoever sends events can fill a message with what every token of an organization begins with. */
    @Test
    void aBodyFullOfBeginningsIsReadAtOnce() {
        String token =
            "sntrys_eyJpYXQiOjE2OTAwMDAwMDAuMTIzLCJ1cmwiOiJodHRwczovL3NlbnRyeS5pbyJ9"
                + "_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
        Secrets secrets = new Secrets();
        secrets.hide(token);
        String public22 = token.substring(0, 22);
        byte[] foreign = public22.repeat(60_000).getBytes(StandardCharsets.UTF_8);
        assertTrue(secrets.redact(foreign) == foreign, "what all tokens begin with is nobody's secret");
        String ours = (token.substring(0, 32) + " ").repeat(60_000);
        assertEquals("[redacted] ".repeat(60_000),
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> secrets.redact(ours)));
    }

    // ---------------------------------------------------------------- redaction

    @Test
    void whatStandsUnderASecretsNameGoesWhereverItIsNested() {
        Random random = new Random(SEED);
        String[] names = {"password", "X-Api-Key", "access_token", "Cookie", "clientSecret", "auth"};
        for (int i = 0; i < 10_000; i++) {
            int[] hidden = {0};
            Object tree = tree(random, 0, names, hidden);
            Object shown = Redact.values(Json.of(tree));
            String written = Json.of(shown).write();
            assertFalse(written.contains("hunter2"),
                () -> "seed " + SEED + ": " + Json.of(tree) + " became " + written);
            assertEquals(written, Json.of(Redact.values(Json.of(shown))).write(),
                () -> "seed " + SEED + ": a second time changes nothing");
        }
        for (int i = 0; i < 10_000; i++) {
            String text = text(random, 30);
            try {
                String once = Redact.text(text);
                assertNotNull(once);
                assertFalse(once.contains("Bearer abcdefgh1"), () -> "seed " + SEED + ": " + text);
                String form = "a=1&" + names[random.nextInt(names.length)] + "=hunter2" + random.nextInt(99) + "&b="
                    + Links.encode(text);
                assertFalse(Redact.text(form).contains("hunter2"), () -> "seed " + SEED + ": " + form);
            } catch (RuntimeException other) {
                throw new AssertionError("seed " + SEED + ": " + text, other);
            }
        }
        Totals.held("properties: redaction", 30_000, 0);
    }

    private static Object tree(Random random, int depth, String[] names, int[] hidden) {
        switch (random.nextInt(depth > 4 ? 3 : 6)) {
            case 0:
                return "plain " + random.nextInt(100);
            case 1:
                return random.nextInt(1000);
            case 2:
                return random.nextBoolean();
            case 3:
                List<Object> list = new ArrayList<>();
                for (int n = random.nextInt(4); n > 0; n--) list.add(random.nextInt(5) == 0
                    ? List.of(names[random.nextInt(names.length)], "hunter2") : tree(random, depth + 1, names, hidden));
                return list;
            default:
                Map<String, Object> map = new LinkedHashMap<>();
                for (int n = random.nextInt(4); n > 0; n--)
                    map.put("field" + n, tree(random, depth + 1, names, hidden));
                if (random.nextBoolean()) map.put(names[random.nextInt(names.length)],
                    random.nextBoolean() ? "hunter2" : List.of(Map.of("deep", "hunter2")));
                if (random.nextInt(4) == 0) map.put("text", "x=1; " + names[random.nextInt(names.length)] + "=hunter2");
                if (random.nextInt(4) == 0)
                    map.put("json", "{\"" + names[random.nextInt(names.length)] + "\": \"hunter2\"}");
                return map;
        }
    }

    // ---------------------------------------------------------------- arguments

    /** Through {@link Tool#accept}, as every argument comes in. */
    @Test
    void anArgumentComesOutInItsTypeOrNotAtAll() {
        Random random = new Random(SEED);
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < 30_000; i++) {
            Param.Type type = Param.Type.values()[random.nextInt(Param.Type.values().length)];
            Param param = random.nextBoolean() ? Param.required("it", type, "about") : Param.optional("it", type, "");
            if (type == Param.Type.TEXT && random.nextInt(3) == 0) param = param.oneOf("one", "two");
            if ((type == Param.Type.INTEGER || type == Param.Type.NUMBER) && random.nextBoolean())
                param = param.between(-5, 100);
            if (type == Param.Type.TEXTS && random.nextBoolean()) param = param.atMost(2);
            Map<String, Object> given = new LinkedHashMap<>();
            Object value = argument(random, 0);
            if (value != null || random.nextBoolean()) given.put("it", value);
            Param tried = param;
            try {
                Map<String, Object> read =
                    Tool.reads("t", "").takes(param).accept(given, Map.of(), new Links("https", "sentry.io"));
                Object it = read.get("it");
                if (it == null) {
                    assertFalse(tried.required());
                } else {
                    accepted++;
                    boolean right = switch (type) {
                        case INTEGER -> it instanceof Long n && (tried.least() == null || n >= -5 && n <= 100);
                        case NUMBER -> it instanceof Double n && Double.isFinite(n)
                            && (tried.least() == null || n >= -5 && n <= 100);
                        case FLAG -> it instanceof Boolean;
                        case TEXTS -> it instanceof List<?> list && list.stream().allMatch(String.class::isInstance)
                            && (tried.most() == null || list.size() <= 2);
                        case OBJECT -> it instanceof Map;
                        case OBJECTS -> it instanceof List<?> list && list.stream().allMatch(Map.class::isInstance);
                        case ID -> it instanceof String s && s.matches("[A-Za-z0-9][A-Za-z0-9._:@+-]{0,199}");
                        case PAIRS -> it instanceof Map;
                        case SLUG -> it instanceof String s && s.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
                        case HEX32 -> it instanceof String s && s.matches("[0-9a-fA-F]{32}");
                        case PERIOD -> it instanceof String s && s.matches("[1-9][0-9]{0,5}[smhdw]");
                        case TIME -> it instanceof String s && tools.answer.Show.instant(s) != null;
                        case TEXT ->
                            it instanceof String s && (tried.allowed().isEmpty() || tried.allowed().contains(s));
                    };
                    assertTrue(right, () -> "seed " + SEED + ": " + type + " took " + value + " as " + it + " ("
                        + it.getClass() + ")");
                }
            } catch (FailureException wrong) {
                refused++;
                assertEquals(FailureException.Kind.INPUT, wrong.kind());
                assertTrue(
                    wrong.getMessage().startsWith("it") && wrong.getMessage().length() < 500
                        && HostileDataTest.invisible(wrong.getMessage()) == null,
                    () -> "seed " + SEED + ": " + wrong.getMessage());
            } catch (RuntimeException other) {
                throw new AssertionError("seed " + SEED + ": " + type + " of " + value, other);
            }
        }
        assertTrue(accepted > 3_000 && refused > 3_000, accepted + " accepted, " + refused + " refused");
        Totals.say("properties: arguments: 30000 tried, 30000 held (" + refused + " refused in words)");
    }

    private static Object argument(Random random, int depth) {
        switch (random.nextInt(depth > 2 ? 9 : 11)) {
            case 0:
                return null;
            case 1:
                return random.nextBoolean();
            case 2:
                return (long) random.nextInt(300) - 100;
            case 3:
                return random.nextBoolean() ? (Object) (random.nextInt(400) / 2.0) : new java.math.BigDecimal("1e400");
            case 4:
                return new java.math.BigInteger(120, random);
            case 5:
                return text(random, 6);
            case 6:
                return new String[] {"5", "-7", "1.0", "24h", "14d", "true", "one", "2026-02-11T09:00:00Z",
                    "2026-02-11", "acme-labs", "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "NaN", "1e999", "", "  ", "0x1p3",
                    "99d"}[random.nextInt(17)];
            case 7:
                return Map.of();
            case 8:
                return "9".repeat(random.nextInt(30));
            case 9:
                List<Object> list = new ArrayList<>();
                for (int n = random.nextInt(4); n > 0; n--) list.add(argument(random, depth + 1));
                return list;
            default:
                Map<String, Object> map = new LinkedHashMap<>();
                for (int n = random.nextInt(3); n > 0; n--) map.put(text(random, 2), argument(random, depth + 1));
                return map;
        }
    }
}
