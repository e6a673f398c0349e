package tools.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.answer.Shape;
import tools.answer.Show;
import tools.answer.Untrusted;

/**
 * The tolerant reader: a JSON value whose missing, null or differently typed parts read as absent and never fail.
 * Every path is a sequence of object keys; an empty path is the value itself.
 *
 * <p>Tools see JSON through this class only. That keeps Jackson out of the start of the program (it is loaded by the
 * first call), and keeps one rule in one place: what comes from Sentry is foreign text ({@link #said}) unless it has
 * the shape of an id or is a known word ({@link #token}). Of Jackson it takes the parser and the trees; an ObjectMapper
 * between the two would be 270 classes more to load, 4 MB and a tenth of a second, for a loop of twenty lines
 * ({@link #tree}).
 */
public final class Json {
    public static final Json NONE = new Json(MissingNode.getInstance(), new Pulse(() -> {}));

    /** Sentry's answers are trusted to be no deeper than this; beyond it the recursion of any reader is at risk. */
    private static final int DEEPEST = 500;
    /**
     * Levels of a value that is handed out as plain values; what lies deeper is a text. Nobody reads deeper, and
     * whatever walks a plain value may recurse.
     */
    static final int LEVELS = 100;
    /** Characters of that text. */
    private static final int BELOW = 4_000;

    /**
     * A tree takes 21 to 68 bytes for each token (measured: {@code [7,7]} to {@code ["ab","ab"]}), whatever the size of
     * the text: this many fit the heap that the launch line allows twice, and an ordinary answer of 8 MB has fewer
     * (10.7 bytes for each).
     */
    public static final int MOST_TOKENS = 1_000_000;

    private static final JsonFactory USUAL = upTo(DEEPEST);

    /**
     * For the few answers that nest as deep as the thing they describe (a span in a span in a span, a page's elements):
     * each level of theirs is two of JSON's. Reading does not recurse; whoever walks the result must not either.
     */
    private static final int DEEP = 50_000;

    /** So many values are read or handed out between two looks at whether anybody still waits. */
    private static final int BETWEEN = 1_024;

    /** Asks now and then whether the work is still wanted: whoever walks a large answer does so through this class. */
    private static final class Pulse {
        private final Runnable alive;
        private int count;

        Pulse(Runnable alive) { this.alive = alive; }

        void beat() {
            if (++count % BETWEEN == 0) alive.run();
        }
    }

    private final JsonNode node;
    private final Pulse pulse;

    private Json(JsonNode node, Pulse pulse) {
        this.node = node;
        this.pulse = pulse;
    }

    private Json with(JsonNode other) { return new Json(other, pulse); }

    /** JSON with more values, or deeper, than this program has the memory for. */
    public static final class TooMuch extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        TooMuch(String message) { super(message); }
    }

    /** @throws TooMuch @throws IllegalArgumentException when the bytes are not JSON */
    public static Json read(byte[] bytes) {
        return read(bytes, () -> {});
    }

    /**
     * As {@link #read(byte[])}, for an answer that may be large.
     * @param alive is run now and then while the answer is read and while its values are taken out; what it throws ends
     *     that work
     */
    public static Json read(byte[] bytes, Runnable alive) {
        return read(USUAL, bytes, alive);
    }

    /** As {@link #read(byte[], Runnable)}, for answers that may nest very deep. */
    public static Json deep(byte[] bytes, Runnable alive) {
        return read(upTo(DEEP), bytes, alive);
    }

    private static JsonFactory upTo(int depth) {
        return JsonFactory.builder().streamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(depth).maxTokenCount(MOST_TOKENS).build()).build();
    }

    private static Json read(JsonFactory json, byte[] bytes, Runnable alive) {
        try (JsonParser in = json.createParser(bytes)) {
            Pulse pulse = new Pulse(alive);
            JsonNode read = tree(in, pulse);
            // "[3] items failed" is a text, not the list [3]
            if (in.nextToken() != null) throw new IllegalArgumentException("something follows the value");
            return new Json(read, pulse);
        } catch (StreamConstraintsException beyond) {
            throw new TooMuch(beyond.getOriginalMessage());
        } catch (java.io.IOException notJson) {
            throw new IllegalArgumentException(
                notJson.getMessage() == null ? "not JSON" : notJson.getMessage().lines().findFirst().orElse(""));
        }
    }

    /**
     * What a tree of an answer takes, told before it is built: in bytes of an ordinary answer, of which each takes 4.4
     * of memory. Few bytes can hold many values ({@code [0,0,…]}), and each takes as much as eleven.
     *
     * @return at least the length of {@code json}
     */
    public static int weight(byte[] json) {
        long values = 0;
        boolean text = false;
        for (int i = 0; i < json.length; i++) {
            byte b = json[i];
            if (b == '"') text = !text;
            else if (b == '\\' && text) i++;
            else if (!text && (b == ',' || b == ':')) values++;
            else if (!text && (b == '[' || b == '{')) values += 2;
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.max(json.length, 11 * values));
    }

    /** One value, however deep: it does not recurse. Of a name that is given twice, the last value counts. */
    private static JsonNode tree(JsonParser in, Pulse pulse) throws java.io.IOException {
        JsonNodeFactory make = JsonNodeFactory.instance;
        ArrayDeque<JsonNode> open = new ArrayDeque<>();
        for (JsonToken token; (token = in.nextToken()) != null;) {
            pulse.beat();
            JsonNode value;
            switch (token) {
                case FIELD_NAME -> { continue; }   // the parser still knows it when its value comes
                case END_OBJECT, END_ARRAY -> value = open.pop();
                case START_OBJECT -> value = make.objectNode();
                case START_ARRAY -> value = make.arrayNode();
                case VALUE_STRING -> value = make.textNode(in.getText());
                case VALUE_NUMBER_FLOAT -> value = make.numberNode(in.getDoubleValue());
                case VALUE_NUMBER_INT -> value = switch (in.getNumberType()) {
                    case INT -> make.numberNode(in.getIntValue());
                    case LONG -> make.numberNode(in.getLongValue());
                    default -> make.numberNode(in.getBigIntegerValue());
                };
                case VALUE_TRUE, VALUE_FALSE -> value = make.booleanNode(token == JsonToken.VALUE_TRUE);
                default -> value = make.nullNode();
            }
            if (!token.isStructEnd()) {
                if (open.peek() instanceof ObjectNode object) object.replace(in.currentName(), value);
                else if (open.peek() instanceof ArrayNode list) list.add(value);
                if (token.isStructStart()) open.push(value);
            }
            if (open.isEmpty()) return value;
        }
        return MissingNode.getInstance();
    }

    /** @throws IllegalArgumentException when the text is not JSON */
    public static Json read(String text) {
        return read(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** Bytes as UTF-8 text; what is no UTF-8 becomes the replacement character. */
    public static String utf8(byte[] bytes) {
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** From plain Java values: Map, List, String, Number, Boolean, null. */
    public static Json of(Object plain) {
        return plain instanceof Json json ? json : read(Frames.write(plain));
    }

    public Json at(String... path) {
        pulse.beat();
        JsonNode found = node;
        for (String key : path) found = found.path(key);
        return found == node ? this : with(found);
    }

    public Json item(int index) {
        pulse.beat();
        return with(node.path(index));
    }

    /** Neither missing nor null. */
    public boolean present() { return !node.isMissingNode() && !node.isNull(); }

    public boolean isObject() { return node.isObject(); }

    public boolean isList() { return node.isArray(); }

    /** Missing, null, "", [] or {}. */
    public boolean empty() {
        return !present() || (node.isContainerNode() ? node.isEmpty() : node.isTextual() && node.textValue().isBlank());
    }

    /** Number of elements or fields; 0 for scalars. */
    public int size() { return node.size(); }

    /**
     * A string, or the digits of a number, for our own decisions and for paths; null when it is anything else or blank.
     * Never print it: see {@link #said}.
     */
    public String text(String... path) {
        JsonNode found = at(path).node;
        String text = found.isTextual() ? found.textValue() : found.isNumber() ? found.asText() : null;
        return text == null || text.isBlank() ? null : text;
    }

    /** The first of the keys that holds a text. */
    public String firstText(String... keys) {
        for (String key : keys) if (text(key) != null) return text(key);
        return null;
    }

    /** A number, or a string that holds one; null otherwise. */
    public Double number(String... path) {
        JsonNode found = at(path).node;
        if (found.isNumber()) return found.doubleValue();
        if (!found.isTextual() || found.textValue().length() > 40) return null;
        try {
            double read = Double.parseDouble(found.textValue().strip());
            return Double.isFinite(read) ? (Double) read : null;
        } catch (NumberFormatException no) {
            return null;
        }
    }

    /** An integer, or a string that holds one; null otherwise. */
    public Long integer(String... path) {
        Double read = number(path);
        if (read == null || Math.abs(read) > 9e18) return null;
        JsonNode found = at(path).node;
        if (found.isIntegralNumber()) return found.canConvertToLong() ? (Long) found.longValue() : null;
        try {
            return found.isTextual() ? (Long) Long.parseLong(found.textValue().strip()) : (Long) Math.round(read);
        } catch (NumberFormatException fraction) {
            return Math.round(read);
        }
    }

    /** True only for true. */
    public boolean flag(String... path) {
        return at(path).node.isBoolean() && at(path).node.booleanValue();
    }

    /** Whether it is a boolean at all, and false. */
    public boolean denied(String... path) {
        return at(path).node.isBoolean() && !at(path).node.booleanValue();
    }

    /** The elements of a list; empty for anything else. */
    public List<Json> list(String... path) {
        List<Json> items = new ArrayList<>();
        JsonNode found = at(path).node;
        if (found.isArray()) {
            for (JsonNode item : found) {
                pulse.beat();
                items.add(with(item));
            }
        }
        return items;
    }

    /** The fields of an object, in order; empty for anything else. */
    public Map<String, Json> fields(String... path) {
        Map<String, Json> fields = new LinkedHashMap<>();
        JsonNode found = at(path).node;
        if (found.isObject()) {
            found.properties().forEach(field -> {
                pulse.beat();
                fields.put(field.getKey(), with(field.getValue()));
            });
        }
        return fields;
    }

    /**
     * Foreign text for an {@link Answer}: a string, number or boolean as it stands; null when absent or anything else.
     */
    public Untrusted said(String... path) {
        JsonNode found = at(path).node;
        return found.isValueNode() && !found.isNull() ? Untrusted.of(found.asText()) : null;
    }

    /**
     * Foreign text for an {@link Answer}: a scalar as it stands, a list or object as compact JSON without its nulls;
     * null when absent or empty.
     */
    public Untrusted compact(String... path) {
        Object plain = at(path).plain();
        if (plain == null || plain instanceof List<?> list && list.isEmpty()
            || plain instanceof Map<?, ?> map && map.isEmpty()) return null;
        return plain instanceof String text ? Untrusted.of(text) : Untrusted.of(write(plain));
    }

    /**
     * The value as plain Java values without nulls: for request bodies that send back what Sentry sent. What lies
     * deeper than {@link #LEVELS} is a text.
     */
    public Object plain() {
        return plain(node, false, 0, pulse);
    }

    private static Object plain(JsonNode node, boolean nulls, int level, Pulse pulse) {
        pulse.beat();
        if (node.isContainerNode() && level == LEVELS) return below(node, pulse);
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties().forEach(field -> {
                Object value = plain(field.getValue(), nulls, level + 1, pulse);
                if (value != null || nulls) map.put(field.getKey(), value);
            });
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            for (JsonNode item : node) {
                Object value = plain(item, nulls, level + 1, pulse);
                if (value != null || nulls) list.add(value);
            }
            return list;
        }
        if (node.isTextual()) return node.textValue();
        if (node.isNumber()) return node.numberValue();
        return node.isBoolean() ? (Object) node.booleanValue() : null;
    }

    /** The beginning of what is too deep, as compact JSON: it does not recurse. */
    private static String below(JsonNode node, Pulse pulse) {
        StringBuilder out = new StringBuilder();
        ArrayDeque<Object> todo = new ArrayDeque<>();   // nodes, and texts that stand between them
        todo.push(node);
        while (!todo.isEmpty() && out.length() < BELOW) {
            Object next = todo.pop();
            if (!(next instanceof JsonNode value)) {
                out.append(next);
            } else if (!value.isContainerNode()) {
                out.append(write(plain(value, true, 0, pulse)));
            } else {
                // only as much of a long list as can be shown
                List<Object> parts = new ArrayList<>();
                parts.add(value.isObject() ? "{" : "[");
                if (value.isObject()) {
                    for (Map.Entry<String, JsonNode> field : value.properties()) {
                        if (parts.size() > BELOW) break;
                        parts.add((parts.size() > 1 ? "," : "") + write(field.getKey()) + ":");
                        parts.add(field.getValue());
                    }
                } else {
                    for (JsonNode item : value) {
                        if (parts.size() > BELOW) break;
                        if (parts.size() > 1) parts.add(",");
                        parts.add(item);
                    }
                }
                parts.add(value.isObject() ? "}" : "]");
                for (int i = parts.size() - 1; i >= 0; i--) todo.push(parts.get(i));
            }
        }
        return todo.isEmpty() && out.length() <= BELOW ? out.toString()
            : out.substring(0, Math.min(BELOW, out.length())) + "…";
    }

    /** The first of the keys that holds a scalar, as foreign text. */
    public Untrusted firstSaid(String... keys) {
        for (String key : keys) if (text(key) != null) return said(key);
        return null;
    }

    /**
     * An id, or a word that Sentry itself coins: as our own text when it has an id's shape or is one of the words that
     * are known; marked as others' when it is neither; null when absent.
     */
    public Object token(String... path) {
        String text = text(path);
        return text == null ? null : Shape.id(text) || Words.KNOWN.contains(text) ? text : Untrusted.of(text);
    }

    /** An organization's, project's, team's or monitor's slug, or the id in its place: as {@link #token}. */
    public Object slug(String... path) {
        String text = text(path);
        return text == null ? null : Shape.slug(text) ? text : Untrusted.of(text);
    }

    /** An id for an address of ours; null when it has not an id's shape. */
    public String id(String... path) {
        String text = text(path);
        return text != null && (Shape.id(text) || Words.KNOWN.contains(text)) ? text : null;
    }

    /** An issue's short id, or its number in its place: as {@link #token}. */
    public Object shortId(String... path) {
        String text = text(path);
        return text == null ? null : Shape.shortId(text) || Shape.id(text) ? text : Untrusted.of(text);
    }

    /**
     * A word that senders choose, although only a few make sense: as our own text when it is one of those, fenced when
     * not; null when absent.
     */
    public Object among(List<String> words, String... path) {
        String text = text(path);
        return text == null ? null : words.contains(text) ? text : Untrusted.of(text);
    }

    /**
     * A time, printed in UTC; fenced when it does not parse; null when absent. ISO strings and epoch seconds are
     * understood.
     */
    public Object time(String... path) {
        Json found = at(path);
        if (found.node.isNumber()) return Show.time(found.number());
        String text = found.text();
        if (text == null) return null;
        java.time.Instant instant = Show.instant(text);
        return instant == null ? Untrusted.of(text) : Show.time(instant);
    }

    /** A whole number with its thousands separated, or null. */
    public Object count(String... path) {
        Long read = integer(path);
        return read == null ? null : Show.count(read);
    }

    /** Compact JSON; "null" of what is missing. */
    public String write() { return write(plain(node, true, 0, pulse)); }

    /** Plain Java values (Map, List, String, Number, Boolean, null) as compact JSON. */
    public static String write(Object plain) {
        return utf8(Frames.write(plain)).stripTrailing();
    }

    @Override
    public String toString() { return write(); }
}
