import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.json.Frames;
import tools.json.Json;

/**
 * Answers as large as they are accepted, of the shapes that cost most: made of an ordinary answer, so that they get as
 * far into the tool as that does.
 */
enum Pathological {
    /** The outermost lists have as many elements as fit. */
    ROWS,
    /** The innermost lists have. */
    INNER_ROWS,
    /** Every text is as long as the others, and one word. */
    LONG_WORDS,
    /** Every text is full of what patterns look for. */
    HOSTILE_WORDS,
    /** Every text holds JSON, which holds texts that hold JSON. */
    JSON_IN_TEXTS,
    /** Texts and numbers become lists in lists; what has children has one that has one. */
    DEEP,
    /** Objects have as many fields as fit. */
    FIELDS,
    /** Numbers and flags, lists of them, and names that are all the same. */
    VALUES;

    /** Values of an answer that is just accepted; a name and the ends of lists and objects count. */
    private static final int TOKENS = Json.MOST_TOKENS - 50_000;

    /** @param size bytes, about */
    String of(String json, int size) {
        Object plain = Frames.read(json.getBytes(StandardCharsets.UTF_8));
        Blown blown = new Blown(this, size, plain);
        String made = new String(Frames.write(blown.made(plain, 0)), StandardCharsets.UTF_8).strip();
        return made.length() <= 2 * size ? made : json;
    }

    /** The same for a page or a file of text. */
    byte[] text(int size) {
        String piece = switch (this) {
            case ROWS -> "# Heading\nwords\n";
            case INNER_ROWS -> "###### a #\n";
            case LONG_WORDS -> "w";
            case HOSTILE_WORDS -> "token=\"a b\" # ``` <<x ://u:p@h Bearer\t abc [a](b) \\\" ";
            case JSON_IN_TEXTS -> "{\"message\":\"{\\\"token\\\":\\\"{}\\\"}\"}\n";
            case DEEP -> "[";
            case FIELDS -> "a=b&";
            case VALUES -> "# " + " ".repeat(297) + "x\n";
        };
        return piece.repeat(size / piece.length()).getBytes(StandardCharsets.UTF_8);
    }

    private static final class Blown {
        final Pathological kind;
        final int size;
        final Random random = new Random(7);
        int texts;
        int lists;
        int elements;
        int objects;
        int scalars;
        final int outermost;
        final int innermost;
        final int length;

        Blown(Pathological kind, int size, Object plain) {
            this.kind = kind;
            this.size = size;
            this.length = Frames.write(plain).length;
            count(plain);
            outermost = listsAt(plain, true);
            innermost = listsAt(plain, false);
        }

        private void count(Object value) {
            if (value instanceof Map<?, ?> map) {
                objects++;
                map.values().forEach(this::count);
            } else if (value instanceof List<?> list) {
                lists++;
                list.forEach(this::count);
            } else {
                scalars++;
                if (value instanceof String) texts++;
            }
        }

        /** The sum of the bytes of what would be repeated. */
        private int listsAt(Object value, boolean outer) {
            if (value instanceof List<?> list && !list.isEmpty()) {
                boolean inner = list.stream().noneMatch(each -> holdsList(each));
                if (outer || inner) return Frames.write(list).length;
                return list.stream().mapToInt(each -> listsAt(each, outer)).sum();
            }
            return value instanceof Map<?, ?> map ? map.values().stream().mapToInt(each -> listsAt(each, outer)).sum()
                : 0;
        }

        private static boolean holdsList(Object value) {
            if (value instanceof List<?> list) return !list.isEmpty();
            return value instanceof Map<?, ?> map && map.values().stream().anyMatch(Blown::holdsList);
        }

        Object made(Object value, int level) {
            if (value instanceof Map<?, ?> map) return object(map, level);
            if (value instanceof List<?> list) return list(list, level);
            return scalar(value);
        }

        private Object object(Map<?, ?> map, int level) {
            Map<String, Object> made = new LinkedHashMap<>();
            map.forEach((key, value) -> made.put(String.valueOf(key), made(value, level + 1)));
            if (kind == FIELDS) {
                int more = Math.min(size / 14, TOKENS / 2) / objects - map.size();
                for (int i = 0; i < more; i++) made.put("more." + i, i % 2 == 0 ? (Object) ("x" + i) : i);
            }
            if (kind == DEEP && map.containsKey("children")) {
                int times = Math.min(size / (2 * length), 20_000 / objects);
                Map<String, Object> below = new LinkedHashMap<>(made);
                below.put("children", List.of());
                for (int i = 0; i < Math.min(times, 30); i++) {
                    Map<String, Object> above = new LinkedHashMap<>(made);
                    above.put("children", List.of(below));
                    below = above;
                }
                return below;
            }
            return made;
        }

        private Object list(List<?> list, int level) {
            List<Object> made = new ArrayList<>();
            for (Object each : list) made.add(made(each, level + 1));
            boolean inner = list.stream().noneMatch(Blown::holdsList);
            boolean outer = level < 3;
            int bytes = kind == ROWS ? outermost : innermost;
            if (list.isEmpty() || !(kind == ROWS && outer || kind == INNER_ROWS && inner || kind == VALUES && inner)
                || bytes == 0) return made;
            // commas and colons are less than half of the tokens of any such list
            int tokens = Math.max(1, tokens(list));
            int share = Math.max(1, Frames.write(list).length);
            long times = Math.min(size / (long) bytes, (long) TOKENS * share / bytes / tokens);
            for (long i = 1; i < times; i++) {
                for (int k = 0; k < list.size(); k++) made.add(varied(list.get(k), i));
            }
            return made;
        }

        /** Half of what is repeated is the same again, the other half has names of its own. */
        private Object varied(Object value, long number) {
            if (number % 2 == 0 || kind == VALUES) return value;
            if (value instanceof String text) return text + number;
            if (!(value instanceof Map<?, ?> map)) return value;
            Map<String, Object> other = new LinkedHashMap<>();
            map.forEach((key, each) -> other.put(String.valueOf(key),
                each instanceof String text && String.valueOf(key).toLowerCase().endsWith("id")
                    && text.matches("[0-9a-f]{16,32}")
                        ? String.format("%0" + text.length() + "x", number) : each));
            return other;
        }

        private static int tokens(Object value) {
            if (value instanceof Map<?, ?> map)
                return 2 + map.size() + map.values().stream().mapToInt(Blown::tokens).sum();
            return value instanceof List<?> list ? 2 + list.stream().mapToInt(Blown::tokens).sum() : 1;
        }

        private Object scalar(Object value) {
            int share = Math.max(1, size / Math.max(1, texts));
            if (kind == VALUES && value instanceof Number && random.nextInt(4) == 0)
                return random.nextBoolean() ? 0 : 1e300;
            if (kind == DEEP && value instanceof String && random.nextInt(3) == 0) {
                Object deep = 7;
                for (int i = 0; i < 400; i++) deep = i % 2 == 0 ? List.of(deep) : Map.of("a", deep);
                return deep;
            }
            // ids, kinds and times stay: without them a tool gets nowhere
            if (!(value instanceof String text) || text.length() < 20 && !text.contains(" ")
                || text.matches("[0-9a-f]{16,32}|[0-9T:.Z+-]+")) return value;
            return switch (kind) {
                case LONG_WORDS -> text + "w".repeat(share);
                case HOSTILE_WORDS -> text + HOSTILE.get(random.nextInt(HOSTILE.size())).repeat(share / 8);
                case JSON_IN_TEXTS -> json(share / 2);
                default -> text;
            };
        }

        private static final List<String> HOSTILE = List.of("a=b&", "token=a ", "\"token\":", "bearer ", "://a:b",
            "<<nonce ", "`", "# x\n", "\\", "{\"a\":", "[", "at a(b:1)\n", " \t", "\u200d", "e\u0301", "0", "/", ".",
            "select a,", "%20", "T", "and ", "\n", "{\"\":0},", "a@b.c", "-");

        private static String json(int share) {
            Object inner = "[".repeat(100) + "{\"password\":\"x\"}" + "]".repeat(100);
            for (int i = 0; i < 3; i++) {
                Object deep = Json.write(inner).length() * 3 < share ? List.of(inner, inner) : inner;
                for (int k = 0; k < 90; k++) deep = List.of(deep);
                String text = Json.write(deep);
                if (text.length() > share) return text.length() > 400_000 ? String.valueOf(inner) : text;
                inner = text;
            }
            return "[" + (inner + ",").repeat(Math.max(1, Math.min(190_000, share) / String.valueOf(inner).length()))
                + "0]";
        }
    }
}
