package tools.sentry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.answer.FailureException;
import tools.answer.Show;
import tools.answer.Suggestion;
import tools.json.Frames;

/**
 * A declared parameter: the schema a client sees and the check an argument must pass come from the same place.
 *
 * @param name     as the client writes it
 * @param type     the JSON type, and for strings which form
 * @param about    what a model needs beyond the name: unit, grammar, example; "" when the name says it all
 * @param required whether it must be given
 * @param fallback the default, as listed in the schema; null = none
 * @param allowed  the allowed words; empty = any
 * @param least    lowest number, or null
 * @param most     highest number, or for lists the most items, for texts the most characters; null = no bound
 * @param hidden   accepted but not listed
 * @param binding  the name under which a session can fix it ("organizationSlug", "projectSlug"), else its own name
 * @param members  what an object, or each object of a list, may hold, as far as it is known; empty = not known
 */
public record Param(String name, Type type, String about, boolean required, Object fallback, List<String> allowed,
    Long least, Long most,
    boolean hidden, String binding, List<Param> members) {

    public enum Type {
        TEXT, SLUG,
        /** What becomes a segment of a path and has no grammar that we know. */
        ID, HEX32, PERIOD, TIME, INTEGER, NUMBER, FLAG, TEXTS, OBJECT, OBJECTS,
        /** Names with a text each: a list of "name: value", or an object. In Java a map. */
        PAIRS
    }

    /** The organization's slug. */
    public static final Param ORGANIZATION = required("organizationSlug", Type.SLUG, "");
    /**
     * For tools that can also take the organization from a URL: {@link UrlArguments} asks for it where there is none.
     */
    public static final Param ORGANIZATION_UNLESS_URL = optional("organizationSlug", Type.SLUG, "unless URL");
    /** A project's slug or numeric id. */
    public static final Param PROJECT = optional("projectSlug", Type.SLUG, "");
    public static final Param PROJECT_REQUIRED = required("projectSlug", Type.SLUG, "");
    /** Free text to match names and slugs against. */
    public static final Param QUERY = optional("query", Type.TEXT, "part of a name");
    /** The answer that gives a cursor says how to use it. */
    public static final Param CURSOR = optional("cursor", Type.TEXT, "");
    public static final Param PERIOD = optional("period", Type.PERIOD, "default 14d");
    /** Several are searched together. */
    public static final Param ENVIRONMENT = optional("environment", Type.TEXTS, "");
    public static final Param START = optional("start", Type.TIME, "ISO 8601, instead of period; end: now");
    public static final Param END = optional("end", Type.TIME, "");
    /** An issue, in any of the forms in which people copy it. */
    public static final Param ISSUE = required("issueId", Type.TEXT, "short id or URL");

    /** Loaded by the first argument: a list of tools needs none of them, and regular expressions are slow to start. */
    private static final class Shape {
        /** At most 100 characters, Sentry's own rule for slugs; digits alone are a numeric id of at most 20 digits. */
        static final Pattern SLUG = Pattern.compile("(?!www\\.)[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
        static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@+-]{0,199}");
        static final Pattern HEX32 = Pattern.compile("[0-9a-fA-F]{32}");
        static final Pattern PERIOD = Pattern.compile("[1-9][0-9]{0,5}[smhdw]");
    }

    /**
     * Longest text argument: a Sentry query of more is refused upstream anyway, and a comment of more is no comment.
     */
    private static final int LONGEST_TEXT = 100_000;

    public static Param required(String name, Type type, String about) {
        return new Param(name, type, about, true, null, List.of(), null, null, false, name, List.of());
    }

    public static Param optional(String name, Type type, String about) {
        return new Param(name, type, about, false, null, List.of(), null, null, false, name, List.of());
    }

    public static Param flag(String name, String about) { return optional(name, Type.FLAG, about); }

    /** A page size, 1 to {@code most}. */
    public static Param limit(int usual, int most) {
        return optional("limit", Type.INTEGER, "").between(1, most).orElse((long) usual);
    }

    /** One of a few words. */
    public Param oneOf(String... words) {
        Draft draft = new Draft(this);
        draft.allowed = List.of(words);
        return draft.made();
    }

    public Param orElse(Object usual) {
        Draft draft = new Draft(this);
        draft.required = false;
        draft.fallback = usual;
        return draft.made();
    }

    public Param between(long low, long high) {
        Draft draft = new Draft(this);
        draft.least = low;
        draft.most = high;
        return draft.made();
    }

    /** The most items of a list, or characters of a text. */
    public Param atMost(long items) {
        Draft draft = new Draft(this);
        draft.least = null;
        draft.most = items;
        return draft.made();
    }

    public Param about(String words) {
        Draft draft = new Draft(this);
        draft.about = words;
        return draft.made();
    }

    /** What an object, or each object of a list, may hold. */
    public Param of(Param... known) {
        Draft draft = new Draft(this);
        draft.members = List.of(known);
        return draft.made();
    }

    /** Accepted for those who know it from elsewhere, but not listed. */
    public Param unlisted() {
        Draft draft = new Draft(this);
        draft.required = false;
        draft.hidden = true;
        return draft.made();
    }

    /** A copy that may differ in everything but its name, type and binding. */
    private static final class Draft {
        private final Param of;
        private String about;
        private boolean required;
        private Object fallback;
        private List<String> allowed;
        private Long least;
        private Long most;
        private boolean hidden;
        private List<Param> members;

        Draft(Param of) {
            this.of = of;
            about = of.about;
            required = of.required;
            fallback = of.fallback;
            allowed = of.allowed;
            least = of.least;
            most = of.most;
            hidden = of.hidden;
            members = of.members;
        }

        Param made() {
            return new Param(of.name, of.type, about, required, fallback, allowed, least, most, hidden, of.binding,
                members);
        }
    }

    Map<String, Object> schema() { return schema(true); }

    /**
     * Default and bounds stand in the description: some clients drop the keywords before their model reads the schema
     * (Codex), and the arguments are checked here in any case.
     *
     * @param described whether to say more than names, types and words
     */
    Map<String, Object> schema(boolean described) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", switch (type) {
            case INTEGER -> "integer";
            case NUMBER -> "number";
            case FLAG -> "boolean";
            case TEXTS, OBJECTS, PAIRS -> "array";
            case OBJECT -> "object";
            default -> "string";
        });
        if (described && !words().isEmpty()) schema.put("description", words());
        if (type == Type.OBJECT) schema.put("properties", properties(described));
        else if (type == Type.OBJECTS) {
            Map<String, Object> items = new LinkedHashMap<>();
            items.put("type", "object");
            items.put("properties", properties(described));
            schema.put("items", items);
        } else if (type == Type.PAIRS || type == Type.TEXTS && allowed.isEmpty()) {
            schema.put("items", Map.of("type", "string"));
        } else if (type == Type.TEXTS) schema.put("items", items());
        else if (!allowed.isEmpty() && described) schema.put("enum", allowed);
        return schema;
    }

    private Map<String, Object> properties(boolean described) {
        Map<String, Object> properties = new LinkedHashMap<>();
        // where a thing is changed, the first will do: the others are described where it is made
        for (Param member : described || members.isEmpty() ? members : members.subList(0, 1))
            properties.put(member.name, member.schema(described));
        return properties;
    }

    /** The description: what the name does not say, bounds and default. */
    private String words() {
        StringBuilder words = new StringBuilder(about);
        if (type == Type.INTEGER && most != null && !hidden)
            words.append(words.length() == 0 ? "" : ", ").append(least).append('-').append(most);
        else if (type == Type.TEXTS && most != null && !hidden)
            words.append(words.length() == 0 ? "" : ", ").append("at most ").append(most);
        else if (type == Type.TEXT && most != null) words.append(words.length() == 0 ? "" : ", ").append("at most ")
            .append(most).append(" characters");
        if (fallback != null) words.append(words.length() == 0 ? "" : ", ").append("default ").append(fallback);
        return words.toString();
    }

    private Map<String, Object> items() {
        Map<String, Object> items = new LinkedHashMap<>();
        items.put("type", "string");
        items.put("enum", allowed);
        return items;
    }

    /**
     * The argument in its Java type (String, Long, Double, Boolean, List, Map), the default when it was not given, or
     * null. Lossless slips are forgiven: a number where digits are text, "5" for 5, "true" for true, one word for a
     * list of one.
     *
     * @throws FailureException "name: what is wrong"
     */
    Object accept(Object given) {
        Object value = given instanceof String s ? read(s.strip()) : given;
        if (value == null || "".equals(value)) {
            if (required) throw wrong("is required" + hint());
            return fallback;
        }
        return switch (type) {
            case INTEGER -> integer(value);
            case NUMBER -> number(value);
            case FLAG -> flag(value);
            case TEXTS -> texts(value);
            case PAIRS -> pairs(value);
            case OBJECT -> {
                if (value instanceof Map) yield value;
                throw wrong("must be an object, not " + FailureException.show(given));
            }
            case OBJECTS -> {
                List<?> list = value instanceof List<?> several ? several : List.of(value);
                List<Object> objects = new ArrayList<>();
                for (Object each : list) objects.add(each instanceof String s ? read(s.strip()) : each);
                if (objects.stream().allMatch(Map.class::isInstance)) yield bounded(objects);
                throw wrong("must be a list of objects, not " + FailureException.show(given));
            }
            default -> text(value);
        };
    }

    /** Some clients send lists and objects as JSON in a string. */
    private Object read(String text) {
        boolean list = type == Type.TEXTS || type == Type.OBJECTS || type == Type.PAIRS;
        boolean object = type == Type.OBJECT || type == Type.OBJECTS || type == Type.PAIRS;
        Object read = list ? json(text, '[', ']') : text;
        return object && read == text ? json(text, '{', '}') : read;
    }

    /** What a text that begins and ends so holds as JSON; the text itself when it is none. */
    static Object json(String text, char first, char last) {
        if (text.length() < 2 || text.charAt(0) != first || text.charAt(text.length() - 1) != last) return text;
        try {
            return Frames.read(text);
        } catch (RuntimeException noJson) {
            return text;
        }
    }

    /** {@code ["Accept: text/html"]} or {@code {"Accept": "text/html"}} as a map. */
    private Object pairs(Object value) {
        if (value instanceof Map) return value;
        Map<String, Object> pairs = new LinkedHashMap<>();
        for (Object each : value instanceof List<?> list ? list : List.of(value)) {
            int colon = each instanceof String text ? text.indexOf(':') : -1;
            if (colon < 1) throw wrong("must be a list of \"name: value\", not " + FailureException.show(each));
            pairs.put(((String) each).substring(0, colon).strip(), ((String) each).substring(colon + 1).strip());
        }
        return pairs;
    }

    private String text(Object value) {
        String text;
        if (value instanceof String s) text = s;
        else if (value instanceof Number) text = value.toString();
        else throw wrong("must be a string, not " + FailureException.show(value));
        if (text.length() > LONGEST_TEXT)
            throw wrong("is " + text.length() + " characters long; at most " + LONGEST_TEXT + " are allowed");
        if (type == Type.TEXT && most != null && text.length() > most)
            throw wrong("is " + text.length() + " characters long; at most " + most + " are allowed");
        if (!allowed.isEmpty()) return word(text);
        boolean digits = Bound.numeric(text);
        switch (type) {
            case SLUG -> {
                if (!digits && Names.possible(name, text)) return text;   // looked up before the tool runs
                if (digits ? text.length() > 20 : !Shape.SLUG.matcher(text).matches()) {
                    throw wrong(
                        "must be a slug (letters, digits, '.', '_' or '-', starting with a letter or digit, at most "
                            + "100), not "
                            + FailureException.show(value));
                }
            }
            case ID -> {
                if (!Shape.ID.matcher(text).matches())
                    throw wrong(
                        "must be an identifier, without slashes or spaces, not " + FailureException.show(value));
            }
            case HEX32 -> {
                String plain = text.replace("-", "");
                if (!Shape.HEX32.matcher(plain).matches())
                    throw wrong("must be 32 hexadecimal digits, not " + FailureException.show(value));
                return plain.toLowerCase(Locale.ROOT);
            }
            case PERIOD -> {
                if (!Shape.PERIOD.matcher(text).matches())
                    throw wrong("must be a number and a unit (m, h, d or w), such as 24h or 14d, not "
                        + FailureException.show(value));
            }
            case TIME -> {
                if (Show.instant(text) == null) throw wrong(
                    "must be an ISO 8601 time such as 2026-02-11T09:00:00Z, not " + FailureException.show(value));
            }
            default -> {}
        }
        return text;
    }

    private Long integer(Object value) {
        String text = value.toString();
        try {
            if (value instanceof Number || value instanceof String) {
                long read = text.matches("-?[0-9]{1,18}\\.0+") ? Long.parseLong(text.substring(0, text.indexOf('.')))
                    : Long.parseLong(text);
                if (least != null && read < least || most != null && read > most)
                    throw wrong("must be " + range() + ", not " + read);
                return read;
            }
        } catch (NumberFormatException tooLargeOrNoInteger) {
            // said below
        }
        throw wrong("must be an integer" + (least == null && most == null ? "" : ", " + range()) + ", not "
            + FailureException.show(value));
    }

    private Double number(Object value) {
        try {
            if (value instanceof Number || value instanceof String) {
                double read = Double.parseDouble(value.toString());
                if (least != null && read < least || most != null && read > most)
                    throw wrong("must be " + range() + ", not " + FailureException.show(value));
                if (!Double.isNaN(read) && !Double.isInfinite(read)) return read;
            }
        } catch (NumberFormatException noNumber) {
            // said below
        }
        throw wrong("must be a number, not " + FailureException.show(value));
    }

    private Boolean flag(Object value) {
        if (value instanceof Boolean b) return b;
        if ("true".equals(value)) return true;
        if ("false".equals(value)) return false;
        throw wrong("must be true or false, not " + FailureException.show(value));
    }

    private List<?> texts(Object value) {
        List<?> given = value instanceof List<?> list ? list : List.of(value);
        List<String> texts = new ArrayList<>();
        for (Object item : given) {
            if (!(item instanceof String) && !(item instanceof Number))
                throw wrong("must be a list of strings, not " + FailureException.show(value));
            String text = item.toString().strip();
            if (!text.isEmpty()) texts.add(allowed.isEmpty() ? text : word(text));
        }
        if (texts.isEmpty() && required) throw wrong("is required" + hint());
        return bounded(texts);
    }

    private List<?> bounded(List<?> list) {
        if (most != null && list.size() > most)
            throw wrong("has " + list.size() + " items; at most " + most + " are allowed");
        return list;
    }

    /**
     * One of the allowed words, in any case, or under a name that Sentry itself has or had for it. A name that means
     * less than the whole dataset stays as it is, for the tool to read.
     */
    private String word(String text) {
        if (allowed.contains(text)) return text;
        Dataset dataset = name.equals("dataset") ? Dataset.of(text) : null;
        for (String each : allowed) {
            if (each.equalsIgnoreCase(text)) return each;
            if (dataset != null && dataset.word().equals(each)) return Dataset.filter(text).isEmpty() ? each : text;
        }
        throw notAllowed(text);
    }

    private FailureException notAllowed(String text) {
        String close = Suggestion.to(text, allowed);
        return wrong("must be one of " + String.join(", ", allowed) + ", not " + FailureException.show(text)
            + (close == null ? "" : "; did you mean " + close + "?"));
    }

    private String range() {
        if (least != null && most != null) return "between " + least + " and " + most;
        return least != null ? "at least " + least : "at most " + most;
    }

    private String hint() {
        return about.isEmpty() ? "" : " (" + about + ")";
    }

    private FailureException wrong(String what) {
        return FailureException.input(List.of(name
            + (what.startsWith("is ") || what.startsWith("has ") || what.startsWith("must ") ? " " : ": ") + what));
    }
}
