import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Untrusted;

/**
 * Texts that attack, in every field and under every name that a sender can write, in every tool: they stay inside their
 * fence, and what is outside is, character for character, what it is with a harmless text in the same places.
 */
class HostileDataTest {
    /** As the program makes them. */
    private static final String NONCE = "k7m2p";
    private static final String HARMLESS = "harmless words";
    private static final int ALL = 50_000_000;
    /** Escapes everything beyond ASCII: half a surrogate pair can be written in no other way. */
    private static final ObjectMapper MAPPER = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    // ---------------------------------------------------------------- what can be written over

    /** One text in one of Sentry's answers: the value of a field or an element of a list. */
    private record Slot(JsonNode parent, String name, int index, String field) {
        JsonNode get() { return parent instanceof ObjectNode object ? object.get(name) : parent.get(index); }

        void set(JsonNode value) {
            if (parent instanceof ObjectNode object) object.set(name, value);
            else((ArrayNode) parent).set(index, value);
        }
    }

    /** A case with all its answers as trees. */
    private static final class Subject {
        final Case original;
        final Map<Integer, JsonNode> trees = new LinkedHashMap<>();
        final List<Slot> texts = new ArrayList<>();
        final List<ObjectNode> objects = new ArrayList<>();
        final List<ArrayNode> lists = new ArrayList<>();

        Subject(Case original) {
            this.original = original;
            for (int i = 0; i < original.routes().size(); i++) {
                String body = original.routes().get(i).body();
                if (body == null || body.isEmpty()) continue;
                try {
                    trees.put(i, MAPPER.readTree(body));
                } catch (JsonProcessingException notJson) {
                    throw new AssertionError(original + " has a fixture that is no JSON", notJson);
                }
                walk(trees.get(i), null);
            }
        }

        private void walk(JsonNode node, String field) {
            if (node instanceof ObjectNode object) {
                objects.add(object);
                List<String> names = new ArrayList<>();
                object.fieldNames().forEachRemaining(names::add);
                for (String name : names) {
                    if (object.get(name).isTextual()) texts.add(new Slot(object, name, 0, name));
                    walk(object.get(name), name);
                }
            } else if (node instanceof ArrayNode array) {
                lists.add(array);
                for (int i = 0; i < array.size(); i++) {
                    if (array.get(i).isTextual()) texts.add(new Slot(array, null, i, field));
                    walk(array.get(i), field);
                }
            }
        }

        Case now() {
            Case changed = original;
            for (Map.Entry<Integer, JsonNode> tree : trees.entrySet()) {
                try {
                    changed = changed.answering(tree.getKey(), MAPPER.writeValueAsString(tree.getValue()));
                } catch (JsonProcessingException impossible) {
                    throw new AssertionError(impossible);
                }
            }
            return changed;
        }

        /**
         * The texts that the answer shows: each is tried alone. Those that the tool needs to find its way are not among
         * them.
         */
        List<Slot> shown(String marker) {
            List<Slot> shown = new ArrayList<>();
            for (Slot slot : texts) {
                JsonNode before = slot.get();
                slot.set(TextNode.valueOf(marker));
                try {
                    if (FakeSentry.call(now()).render(NONCE, ALL).contains(marker)) shown.add(slot);
                } catch (FailureException needed) {
                    // an id or the like: the test of single fields tries these
                }
                slot.set(before);
            }
            return shown;
        }
    }

    // ---------------------------------------------------------------- the fence

    @Test
    void nothingGetsOutOfItsFenceAndNothingChangesAroundIt() {
        Map<String, String> payloads = Payloads.all(NONCE);
        assertTrue(payloads.size() >= 60);
        Set<String> tools = new TreeSet<>();
        List<String> faults = new ArrayList<>();
        long tried = 0;
        long held = 0;
        long fields = 0;
        for (Case each : Cases.all()) {
            Subject subject = new Subject(each);
            tools.add(each.tool());
            List<Slot> shown = subject.shown(HARMLESS);
            fields += shown.size();
            shaped(subject, shown, faults);
            List<ObjectNode> named = subject.objects;
            List<Seen> harmless = new ArrayList<>();
            for (String text : List.of(HARMLESS, "{\"harmless\":[\"words\"]}", "harmless\nwords",
                "harmless ".repeat(50), "harmless\n".repeat(50), "harmless ".repeat(1_000),
                "harmless\n".repeat(1_000))) {
                shown.forEach(slot -> slot.set(TextNode.valueOf(text)));
                named.forEach(object -> object.put("a harmless name", text));
                harmless.add(see(subject.now()));
                named.forEach(object -> object.remove("a harmless name"));
            }
            for (Map.Entry<String, String> payload : payloads.entrySet()) {
                tried++;
                shown.forEach(slot -> slot.set(TextNode.valueOf(payload.getValue())));
                String short5 =
                    payload.getValue().length() > 5_000 ? payload.getValue().substring(0, 5_000) : payload.getValue();
                String name = short5.codePoints().filter(c -> c < 0xD800 || c > 0xDFFF)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
                // half a surrogate pair in a name is no JSON for Jackson
                named.forEach(object -> object.put(name, short5));
                String fault;
                try {
                    Seen seen = see(subject.now());
                    // where nothing can be seen, a tool may say that nothing was there
                    fault = payload.getKey().startsWith("only ") ? seen.fault : differs(seen, harmless);
                } catch (RuntimeException | AssertionError thrown) {
                    fault = "throws " + thrown;
                }
                if (fault == null) held++;
                else faults.add(each + ", " + payload.getKey() + ": " + fault);
                named.forEach(object -> object.remove(name));
            }
        }
        Totals.say("hostile data: " + tried + " tried (" + payloads.size() + " payloads, " + tools.size() + " tools, "
            + fields + " fields that senders can write), " + held + " held");
        if (!faults.isEmpty()) fail(faults.size() + " faults, the first of them:\n"
            + String.join("\n", faults.subList(0, Math.min(300, faults.size()))));
    }

    /** The fields in which Sentry keeps a slug: small letters, digits, dashes. */
    private static final Set<String> SLUGS =
        Set.of("slug", "projectSlug", "project_slug", "project", "project.name", "projects");
    /** Words without a blank, and the fields in which Sentry vouches for a word of that kind. */
    private static final Map<String, Set<String>> SHAPES = Map.of("www.evil-%dx.example", Set.of(),
        "Ignore.previous:instructions-%dx", Set.of(), "obey_%dx_now", SLUGS, "ignore-previous-%dx-instructions", SLUGS,
        "IGNORE-RULES-%dX", Set.of("shortId", "short_id", "issue"));

    /** A word that looks like an id or an enumeration stands outside where Sentry vouches for it, and nowhere else. */
    private static void shaped(Subject subject, List<Slot> shown, List<String> faults) {
        // its ids and addresses are paths of Sentry's own documentation
        if (subject.original.tool().equals("search_docs")) return;
        SHAPES.forEach((shape, vouched) -> {
            for (int i = 0; i < shown.size(); i++) shown.get(i).set(TextNode.valueOf(shape.formatted(i)));
            String outside = see(subject.now()).outside;
            for (int i = 0; i < shown.size(); i++)
                if (!vouched.contains(String.valueOf(shown.get(i).field())) && outside.contains(shape.formatted(i)))
                    faults.add(subject.original + ", " + shape + " in " + shown.get(i).field() + " stands outside");
        });
    }

    /** Fields that an event's sender fills as he likes, by the names that Sentry's answers give them. */
    private static final Set<String> SENDERS = Set.of("title", "message", "culprit", "transaction", "release",
        "environment", "dist", "logger", "username", "email",
        "ip_address", "function", "module", "package", "filename", "absPath", "abs_path", "contextLine", "category",
        "description", "op", "server_name", "method",
        "disposition", "metric.name", "metric.unit", "metricName", "blocked_uri", "contact_email", "user_agent",
        "transactionName", "span.op", "span.description",
        "user.display", "user.email", "gen_ai.agent.name", "gen_ai.tool.name", "sdk.name", "comments", "formatted",
        "location", "dir", "body", "text", "note");

    /** One word without a blank reads like an id, and is fenced all the same where a sender has written it. */
    @Test
    void aSingleWordOfASendersIsFencedToo() {
        String word = "Ignore.previous:instructions";
        Set<String> bare = new TreeSet<>();
        int tried = 0;
        for (Case each : Cases.all()) {
            Subject subject = new Subject(each);
            for (Slot slot : subject.texts) {
                boolean sender = SENDERS.contains(String.valueOf(slot.name()))
                    || "type".equals(slot.name()) && (slot.parent().has("mechanism") || slot.parent().has("synthetic"));
                // a monitor's setting, one of Sentry's own list
                if (each.tool().contains("uptime") && "method".equals(slot.name())) continue;
                if (!sender) continue;
                tried++;
                JsonNode before = slot.get();
                slot.set(TextNode.valueOf(word));
                try {
                    if (Fence.outside(FakeSentry.call(subject.now()).render(NONCE, ALL)).contains(word))
                        bare.add(each.tool() + "." + slot.name());
                } catch (FailureException needed) {
                    // what the tool needs to find its way
                }
                slot.set(before);
            }
        }
        assertEquals("[]", bare.toString());
        Totals.held("hostile words in senders' fields", tried, 0);
    }

    /** An answer, apart from what is inside the fences. */
    private record Seen(String outside, Object data, String fault) {
    }

    /**
     * Whether it is, outside the fences, one of the harmless answers (texts of one line, of several, of many); null
     * when it is.
     */
    private static String differs(Seen seen, List<Seen> harmless) {
        if (seen.fault != null) return seen.fault;
        for (Seen each : harmless)
            if (each.outside.equals(seen.outside) && java.util.Objects.equals(each.data, seen.data)) return null;
        Seen nearest = harmless.get(0);
        for (Seen each : harmless) if (same(each, seen) > same(nearest, seen)) nearest = each;
        if (!nearest.outside.equals(seen.outside))
            return "the text outside the fences differs:\n" + difference(nearest.outside, seen.outside);
        return "the data differs:\n" + difference(String.valueOf(nearest.data), String.valueOf(seen.data));
    }

    private static int same(Seen one, Seen two) {
        int at = 0;
        while (at < one.outside.length() && at < two.outside.length()
            && one.outside.charAt(at) == two.outside.charAt(at)) at++;
        return at;
    }

    private static String difference(String one, String two) {
        int at = 0;
        while (at < one.length() && at < two.length() && one.charAt(at) == two.charAt(at)) at++;
        int from = Math.max(0, at - 60);
        return "  " + one.substring(from, Math.min(one.length(), at + 80)) + "\n  "
            + two.substring(from, Math.min(two.length(), at + 80));
    }

    private static Seen see(Case changed) {
        Answer answer;
        boolean failed = false;
        try {
            answer = FakeSentry.call(changed);
        } catch (FailureException failure) {
            answer = Answer.titled("Failed " + failure.kind()).line(failure.parts().toArray());
            failed = true;
        }
        String whole = answer.render(NONCE, ALL);
        String outside = Fence.outside(whole) + Rendered.skeleton(whole);
        String fault = invisible(whole);
        String text = answer.render(NONCE, 3_000);
        if (text.length() > 3_000) fault = "the answer is " + text.length() + " long, the budget 3000";
        Fence.outside(text);
        List<String> leaks = new ArrayList<>();
        Object data = failed ? null : unmarked(answer.data(), leaks);
        if (!leaks.isEmpty()) fault = "the structured content shows " + leaks;
        return new Seen(outside, data, fault);
    }

    /**
     * What a model would read and a person not see, by Unicode's own list of ignorable characters and not by ours; null
     * when there is none.
     */
    static String invisible(String text) {
        int marks = 0;
        int before = 0;
        for (int i = 0; i < text.length();) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c >= ' ' && c < 0x7F) {
                before = c;
                marks = 0;
                continue;
            }
            int next = i < text.length() ? text.codePointAt(i) : 0;
            int type = Character.getType(c);
            boolean emoji = before >= 0x600 && next >= 0x600 && before != 0x200D && before != 0x200C && next != 0x200D
                && next != 0x200C;
            boolean joiner = c == 0x200D || c == 0x200C;
            boolean presentation = (c == 0xFE0F || c == 0xFE0E)
                && (before >= 0x2000 && (before < 0xFE00 || before > 0xFE0F) || next == 0x20E3);
            boolean hidden = joiner && !emoji || c >= 0xFE00 && c <= 0xFE0F && !presentation
                || c >= 0xE0000 && c <= 0xE0FFF
                || "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u3164\ufeff\uffa0\u2800\u180b\u180c\u180d\u180e\u180f"
                    .indexOf(c) >= 0
                || c >= 0x200B && c <= 0x200F && !joiner || c >= 0x202A && c <= 0x202E || c >= 0x2060 && c <= 0x206F
                || c >= 0xFFF0 && c <= 0xFFFB
                || c >= 0x1BCA0 && c <= 0x1BCA3 || c == 0x1D159 || c >= 0x1D173 && c <= 0x1D17A || c == 0x2028
                || c == 0x2029
                || c != '\n' && Character.isISOControl(c) || type == Character.SURROGATE
                || type == Character.PRIVATE_USE || c >= 0xFDD0 && c <= 0xFDEF || (c & 0xFFFE) == 0xFFFE;
            if (hidden) return "an invisible character is left: U+" + Integer.toHexString(c) + " in "
                + text.substring(Math.max(0, i - 20), Math.min(text.length(), i + 20));
            marks = type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK ? marks + 1 : 0;
            if (marks > 10) return "more than ten marks on one letter";
            before = c;
        }
        return null;
    }

    /** The structured content with the marked texts taken out; what they hold must be as clean as the text is. */
    private static Object unmarked(Object data, List<String> leaks) {
        if (data instanceof Map<?, ?> map) {
            if (map.size() == 1 && map.get("untrusted") instanceof String text) {
                if (invisible(text) != null) leaks.add(invisible(text));
                return "{}";
            }
            Map<String, Object> out = new LinkedHashMap<>();
            map.forEach((key, value) -> out.put(String.valueOf(key), unmarked(value, leaks)));
            return out;
        }
        if (!(data instanceof List<?> list)) return data;
        List<Object> out = new ArrayList<>();
        list.forEach(each -> out.add(unmarked(each, leaks)));
        return out;
    }

    @Test
    void whatPeopleWriteSurvives() {
        for (String text : List.of("\ud83d\udc69\u200d\ud83d\udcbb", "\u2764\ufe0f\u200d\ud83d\udd25",
            "\ud83c\udff3\ufe0f\u200d\ud83c\udf08", "1\ufe0f\u20e3 #\ufe0f\u20e3",
            "\ud83c\udde9\ud83c\uddea", "\ud83d\udc4d\ud83c\udffd", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0915\u094d\u200d\u0937", "Ti\u1ebfng Vi\u1ec7t a\u0323\u0302",
            "\u05d1\u05bc\u05b0\u05e8\u05b5\u05d0\u05e9\u05c1\u05b4\u05d9\u05ea",
            "\u65e5\u672c\u8a9e \ud55c\uad6d\uc5b4 \u0e20\u0e32\u0e29\u0e32\u0e44\u0e17\u0e22",
            "na\u0308ive caf\u00e9",
            // of Unicode 14 and later, which JDK 17 does not know
            "before \ud83e\udee1 after", "\ud83e\udee8\ud83e\udeea", "\ud80c\udffa")) {
            assertEquals(text, Untrusted.clean(text, false));
            assertEquals(text, Untrusted.clean(text, true));
        }
    }

    /** Whatever its age calls assigned: what it calls invisible is. */
    @Test
    void whatThisJdkCallsInvisibleIsDropped() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            int type = Character.getType(c);
            boolean invisible = type == Character.FORMAT || type == Character.PRIVATE_USE || type == Character.SURROGATE
                || (c & 0xFFFE) == 0xFFFE || Character.isISOControl(c) && !Character.isWhitespace(c);
            if (!invisible || c == 0x85) continue;
            assertEquals("ab", Untrusted.clean("a" + Character.toString(c) + "b", false), Integer.toHexString(c));
        }
    }

    @Test
    void aNameOfWhichNothingCanBeSeenIsToldByItsCodePoints() {
        assertEquals("U+200B U+E0041", Untrusted.name("\u200b \udb40\udc41"));
        assertEquals("U+200B U+200B U+200B U+200B …", Untrusted.of("\u200b".repeat(9), 300).shown(false));
        assertEquals("a", Untrusted.name("\u200ba"));
        assertEquals("", Untrusted.name(" \n"));
        String stack = FakeSentry.text(Cases.all().stream().filter(each -> each.tool().equals("get_event_stacktrace"))
            .map(each -> each.answering(each.routes().size() - 1, each.routes().get(each.routes().size() - 1).body()
                .replaceAll("\"function\": ?\"[^\"]*\"", "\"function\":\"\u2060\u2060\"")))
            .findFirst().orElseThrow());
        assertTrue(stack.contains("U+2060 U+2060"), stack);
    }

    @Test
    void whatCarriesHiddenBitsDoesNot() {
        assertEquals("ab", Untrusted.clean("a\u200d\u200c\u200db", false), "joiners between letters that need none");
        assertEquals("\ud83d\udc69\u200d\ud83d\udcbb",
            Untrusted.clean("\ud83d\udc69\u200d\u200c\u200d\ud83d\udcbb\u200d\u200c", false),
            "one joiner, and only between two");
        assertEquals("a\u2764\ufe0f", Untrusted.clean("a\ufe0e\ufe0f\ufe01\u2764\ufe0f\ufe0e\ufe0f", false),
            "one selector, and only behind what has two forms");
        assertEquals("x", Untrusted.clean("x\udb40\udd00\udb40\udd11\ufe00\u034f\u180b", false));
        assertEquals("Z" + "\u0300".repeat(8) + "a", Untrusted.clean("Z" + "\u0300".repeat(800) + "a", false));
        assertEquals("a b", Untrusted.clean("\u0301a \u0301b", false),
            "a mark without a letter would sit on what is ours");
    }

    @Test
    void aTextThatBeginsLikeJsonLosesNothing() {
        assertEquals("[3] items failed, token=[redacted]", tools.json.Redact.text("[3] items failed, token=abc"));
        assertEquals("{\"a\":1} was expected", tools.json.Redact.text("{\"a\":1} was expected"));
    }

    // ---------------------------------------------------------------- secrets

    private static final List<String> SECRET_NAMES = List.of("password", "PASSWORD", "passwd", "user_passwd",
        "passphrase", "pwd", "DB_PWD", "secret", "client_secret",
        "clientSecret", "token", "access_token", "refreshToken", "id-token", "api_key", "apikey", "apiKey", "API-KEY",
        "X-Api-Key", "x_api_key", "Authorization",
        "authorization", "Proxy-Authorization", "http.request.header.authorization", "Cookie", "Set-Cookie", "cookies",
        "http.request.header.cookie", "session", "sessionid",
        "PHPSESSID", "JSESSIONID", "connect.sid", "credentials", "aws_credentials", "private_key", "privateKey",
        "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "csrf_token",
        "csrfmiddlewaretoken", "X-CSRF-Token", "xsrf", "auth", "x-auth", "oauth", "jwt", "otp", "pin", "cvv", "ssn",
        "bearer", "signing_key", "encryption.key",
        "connectionString", "SENTRY_DSN", "X-Amz-Security-Token", "stripe-signature", "user[password]", "db.password",
        "pass", "aws.secret.key");
    private static final String SECRET = "hunter2hunter2";
    private static final String PLAIN = "plain-and-visible";

    /** A place in event data: a case, a path in one of its answers, and how a name and a value stand there. */
    private record Place(String name, String tool, String path, String form) {}

    private static final List<Place> PLACES = List.of(
        new Place("request headers", "get_issue_details", "entries[type=request].data.headers", "pairs"),
        new Place("request headers as an object", "get_issue_details", "entries[type=request].data.headers", "object"),
        new Place("query string", "get_issue_details", "entries[type=request].data.query", "pairs"),
        new Place("query string as text", "get_issue_details", "entries[type=request].data.query", "form"),
        new Place("URL", "get_issue_details", "entries[type=request].data.url", "url"),
        new Place("body as an object", "get_issue_details", "entries[type=request].data.data", "object"),
        new Place("body as a form", "get_issue_details", "entries[type=request].data.data", "form"),
        new Place("body as JSON text", "get_issue_details", "entries[type=request].data.data", "json"),
        new Place("environment of the request", "get_issue_details", "entries[type=request].data.env", "object"),
        new Place("contexts", "get_issue_details", "contexts.made_up", "object"),
        new Place("extra", "get_issue_details", "context", "object"),
        new Place("user data", "get_issue_details", "user.data", "object"),
        new Place("tags", "get_issue_details", "tags", "keyed"),
        new Place("mechanism data", "get_issue_details", "entries[type=exception].data.values[0].mechanism.data",
            "object"),
        new Place("variables", "get_event_stacktrace",
            "entries[type=exception].data.values[0].stacktrace.frames[*].vars", "object"),
        new Place("breadcrumb data", "get_issue_breadcrumbs", "entries[type=breadcrumbs].data.values[*].data",
            "object"),
        new Place("breadcrumb message", "get_issue_breadcrumbs", "entries[type=breadcrumbs].data.values[*].message",
            "form"),
        new Place("span attributes", "get_span_details", "attributes", "attributes"),
        new Place("columns of a search", "list_events", "data[*]", "column"),
        new Place("replay tags", "get_replay_details", "data.tags", "object"));

    /**
     * Each name in each place: the value under it is gone, and a harmless one beside it is shown, so that the place is
     * one that is shown at all.
     */
    @Test
    void whatStandsUnderASecretsNameIsNotShownAnywhere() {
        int tried = 0;
        List<String> faults = new ArrayList<>();
        List<String> unseen = new ArrayList<>();
        for (Place place : PLACES) {
            boolean seen = false;
            for (String name : SECRET_NAMES) {
                boolean here = false;
                for (Case each : Cases.all()) {
                    if (!each.tool().equals(place.tool)) continue;
                    Subject subject = new Subject(each);
                    boolean put = false;
                    for (JsonNode tree : subject.trees.values()) put |= put(tree, place.path, place.form, name);
                    if (!put) continue;
                    String text;
                    try {
                        Case made = place.form.equals("column") ? subject.now().with("fields", List.of("message", name))
                            : subject.now();
                        text = FakeSentry.call(made).render(NONCE, ALL);
                        // it was not asked for
                        if (place.form.equals("column") && !text.contains(tools.json.Redact.GONE)) continue;
                    } catch (FailureException other) {
                        continue;
                    }
                    if (!text.contains(PLAIN)) continue;
                    here = true;
                    if (text.contains(SECRET)) faults.add(place.name + ", " + name);
                    break;
                }
                seen |= here;
                if (here) tried++;
            }
            if (!seen) unseen.add(place.name);
        }
        Totals.say("redaction: " + tried + " tried (" + SECRET_NAMES.size() + " names, " + PLACES.size() + " places), "
            + (tried - faults.size()) + " held");
        assertEquals("[]", unseen.toString(), "places that no answer shows");
        assertEquals("[]", faults.toString());
    }

    /**
     * A secret in every object, list of pairs and list of key-value objects of every answer of Sentry's: no tool shows
     * it.
     */
    @Test
    void noToolShowsWhatStandsUnderASecretsName() {
        int tried = 0;
        int skipped = 0;
        Set<String> faults = new TreeSet<>();
        for (Case each : Cases.all()) {
            Subject subject = new Subject(each);
            for (ObjectNode object : subject.objects)
                for (String name : List.of("password", "x-api-key", "Authorization"))
                    if (!object.has(name)) object.put(name, SECRET);
            if (each.tool().equals("get_issue_tag_values")) {
                skipped++;
                continue;   // its rows are values of the one tag that was asked for: name says the same as value
            }
            for (ArrayNode list : subject.lists) {
                JsonNode first = list.path(0);
                for (String name : List.of("Cookie", "access_token")) {
                    if (first.isArray() && first.size() == 2) list.addArray().add(name).add(SECRET);
                    if (first.isObject() && first.has("value")) for (String key : List.of("key", "name"))
                        if (first.has(key)) list.addObject().put(key, name).put("value", SECRET).put("type", "str");
                }
            }
            tried += subject.objects.size();
            try {
                Answer answer = FakeSentry.call(subject.now());
                if ((answer.render(NONCE, ALL) + answer.data()).contains(SECRET)) faults.add(each.toString());
            } catch (FailureException needed) {
                // the tool did not find its way
            }
        }
        Totals.say("left out of the pairs: " + skipped
            + " cases of get_issue_tag_values, whose name repeats the value that was asked for");
        Totals.held("secrets in every object of every answer", tried, faults.size());
        assertEquals("[]", faults.toString());
    }

    /**
     * Puts a secret under {@code name}, and a plain value beside it, at a path: a.b, list[*], list[0], list[key=value].
     * @return whether the path is there
     */
    private static boolean put(JsonNode node, String path, String form, String name) {
        int dot = path.indexOf('.');
        String step = dot < 0 ? path : path.substring(0, dot);
        String rest = dot < 0 ? "" : path.substring(dot + 1);
        int bracket = step.indexOf('[');
        String field = bracket < 0 ? step : step.substring(0, bracket);
        if (bracket < 0 && rest.isEmpty()) {
            if (!(node instanceof ObjectNode object) || form.equals("attributes") && !object.path(field).isArray())
                return false;
            if (!object.has(field)
                && !Set.of("data", "env", "query", "vars", "made_up", "context", "message", "tags").contains(field))
                return false;
            object.set(field, formed(object.get(field), form, name));
            return true;
        }
        if (bracket < 0) return node.has(field) && put(node.get(field), rest, form, name);
        String which = step.substring(bracket + 1, step.length() - 1);
        boolean put = false;
        if (!(node.path(field) instanceof ArrayNode array)) return false;
        for (int i = 0; i < array.size(); i++) {
            boolean taken = which.equals("*") || which.equals(String.valueOf(i)) || which.contains("=") && array.get(i)
                .path(which.substring(0, which.indexOf('='))).asText().equals(which.substring(which.indexOf('=') + 1));
            if (!taken) continue;
            if (rest.isEmpty() && array.get(i) instanceof ObjectNode object) {
                object.put(name, SECRET);
                object.put("message", PLAIN);
                put = true;
            } else if (!rest.isEmpty()) {
                put |= put(array.get(i), rest, form, name);
            }
        }
        return put;
    }

    private static JsonNode formed(JsonNode before, String form, String name) {
        com.fasterxml.jackson.databind.node.JsonNodeFactory make =
            com.fasterxml.jackson.databind.node.JsonNodeFactory.instance;
        ObjectNode object = make.objectNode().put("note", PLAIN).put(name, SECRET);
        return switch (form) {
            case "pairs" -> make.arrayNode().add(make.arrayNode().add("note").add(PLAIN))
                .add(make.arrayNode().add(name).add(SECRET));
            case "form" -> make.textNode("note=" + PLAIN + "&" + name + "=" + SECRET + "&x=1");
            case "url" -> make.textNode("https://shop.example/pay?note=" + PLAIN + "&" + name + "=" + SECRET + "#top");
            case "json" -> make.textNode(object.toString());
            case "keyed" -> make.arrayNode().add(make.objectNode().put("key", "note").put("value", PLAIN))
                .add(make.objectNode().put("key", name).put("value", SECRET));
            case "attributes" -> {
                ArrayNode all = before instanceof ArrayNode array ? array.deepCopy() : make.arrayNode();
                yield all.add(make.objectNode().put("name", "note").put("value", PLAIN).put("type", "str"))
                    .add(make.objectNode().put("name", name).put("value", SECRET).put("type", "str"));
            }
            default -> before instanceof ObjectNode old ? old.deepCopy().setAll(object) : object;
        };
    }
}
