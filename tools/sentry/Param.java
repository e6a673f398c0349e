package tools.sentry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.answer.FailureException;
import tools.answer.Show;
import tools.answer.Suggestion;

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
 * @param most     highest number, or (for lists) the most items; null = no bound
 * @param hidden   accepted but not listed
 * @param binding  the name under which a session can fix it ("organizationSlug", "projectSlug"), else its own name
 */
public record Param(String name, Type type, String about, boolean required, Object fallback, List<String> allowed,
    Long least, Long most,
    boolean hidden, String binding) {

    public enum Type { TEXT, SLUG, HEX32, PERIOD, TIME, INTEGER, NUMBER, FLAG, TEXTS, OBJECT, OBJECTS }

    /** The organization's slug. */
    public static final Param ORGANIZATION = required("organizationSlug", Type.SLUG, "");
    /**
     * For tools that can also take the organization from a URL: {@link UrlArguments} asks for it where there is none.
     */
    public static final Param ORGANIZATION_UNLESS_URL = optional("organizationSlug", Type.SLUG, "");
    /** A project's slug or numeric id. */
    public static final Param PROJECT = optional("projectSlug", Type.SLUG, "");
    public static final Param PROJECT_REQUIRED = required("projectSlug", Type.SLUG, "");
    /** Free text to match names and slugs against. */
    public static final Param QUERY = optional("query", Type.TEXT, "part of a name");
    /** The answer that gives a cursor says how to use it. */
    public static final Param CURSOR = optional("cursor", Type.TEXT, "");
    public static final Param PERIOD = optional("period", Type.PERIOD, "e.g. 24h, 14d");
    public static final Param START = optional("start", Type.TIME, "ISO 8601, with end instead of period");
    public static final Param END = optional("end", Type.TIME, "");
    /** An issue, in any of the forms in which people copy it. */
    public static final Param ISSUE = required("issueId", Type.TEXT, "short id (API-7K2), numeric id or issue URL");

    /** Loaded by the first argument: a list of tools needs none of them, and regular expressions are slow to start. */
    private static final class Shape {
        /** At most 100 characters, Sentry's own rule for slugs; digits alone are a numeric id of at most 20 digits. */
        static final Pattern SLUG = Pattern.compile("(?!www\\.)[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
        static final Pattern HEX32 = Pattern.compile("[0-9a-fA-F]{32}");
        static final Pattern PERIOD = Pattern.compile("[1-9][0-9]{0,5}[smhdw]");
    }

    /**
     * Longest text argument: a Sentry query of more is refused upstream anyway, and a comment of more is no comment.
     */
    private static final int LONGEST_TEXT = 100_000;

    public static Param required(String name, Type type, String about) {
        return new Param(name, type, about, true, null, List.of(), null, null, false, name);
    }

    public static Param optional(String name, Type type, String about) {
        return new Param(name, type, about, false, null, List.of(), null, null, false, name);
    }

    public static Param flag(String name, String about) { return optional(name, Type.FLAG, about); }

    /** A page size, 1 to {@code most}. */
    public static Param limit(int usual, int most) {
        return optional("limit", Type.INTEGER, "").between(1, most).orElse((long) usual);
    }

    /** One of a few words. */
    public Param oneOf(String... words) {
        return new Param(name, type, about, required, fallback, List.of(words), least, most, hidden, binding);
    }

    public Param orElse(Object usual) {
        return new Param(name, type, about, false, usual, allowed, least, most, hidden, binding);
    }

    public Param between(long low, long high) {
        return new Param(name, type, about, required, fallback, allowed, low, high, hidden, binding);
    }

    /** The most items of a list. */
    public Param atMost(long items) {
        return new Param(name, type, about, required, fallback, allowed, null, items, hidden, binding);
    }

    public Param about(String words) {
        return new Param(name, type, words, required, fallback, allowed, least, most, hidden, binding);
    }

    /** Accepted for those who know it from elsewhere, but not listed. */
    public Param unlisted() {
        return new Param(name, type, about, false, fallback, allowed, least, most, true, binding);
    }

    Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", switch (type) {
            case INTEGER -> "integer";
            case NUMBER -> "number";
            case FLAG -> "boolean";
            case TEXTS, OBJECTS -> "array";
            case OBJECT -> "object";
            default -> "string";
        });
        if (!about.isEmpty()) schema.put("description", about);
        if (type == Type.TEXTS) schema.put("items", allowed.isEmpty() ? Map.of("type", "string") : items());
        else if (!allowed.isEmpty()) schema.put("enum", allowed);
        if (type == Type.OBJECTS) schema.put("items", Map.of("type", "object"));
        if (type == Type.INTEGER || type == Type.NUMBER) {
            if (least != null) schema.put("minimum", least);
            if (most != null) schema.put("maximum", most);
        } else if (most != null) {
            schema.put("maxItems", most);
        }
        if (fallback != null) schema.put("default", fallback);
        return schema;
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
        Object value = given instanceof String s ? s.strip() : given;
        if (value == null || "".equals(value)) {
            if (required) throw wrong("is required" + hint());
            return fallback;
        }
        return switch (type) {
            case INTEGER -> integer(value);
            case NUMBER -> number(value);
            case FLAG -> flag(value);
            case TEXTS -> texts(value);
            case OBJECT -> {
                if (value instanceof Map) yield value;
                throw wrong("must be an object, not " + FailureException.show(given));
            }
            case OBJECTS -> {
                if (value instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)) yield bounded(list);
                if (value instanceof Map) yield List.of(value);
                throw wrong("must be a list of objects, not " + FailureException.show(given));
            }
            default -> text(value);
        };
    }

    private String text(Object value) {
        String text;
        if (value instanceof String s) text = s;
        else if (value instanceof Number) text = value.toString();
        else throw wrong("must be a string, not " + FailureException.show(value));
        if (text.length() > LONGEST_TEXT)
            throw wrong("is " + text.length() + " characters long; at most " + LONGEST_TEXT + " are allowed");
        if (!allowed.isEmpty() && !allowed.contains(text)) throw notAllowed(text);
        boolean digits = Bound.numeric(text);
        switch (type) {
            case SLUG -> {
                if (digits ? text.length() > 20 : !Shape.SLUG.matcher(text).matches()) {
                    throw wrong(
                        "must be a slug (letters, digits, '.', '_' or '-', starting with a letter or digit, at most "
                            + "100), not "
                            + FailureException.show(value));
                }
            }
            case HEX32 -> {
                String plain = text.replace("-", "");
                if (!Shape.HEX32.matcher(plain).matches())
                    throw wrong("must be 32 hexadecimal digits, not " + FailureException.show(value));
                return plain.toLowerCase(java.util.Locale.ROOT);
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
            if (!allowed.isEmpty() && !allowed.contains(text)) throw notAllowed(text);
            if (!text.isEmpty()) texts.add(text);
        }
        if (texts.isEmpty() && required) throw wrong("is required" + hint());
        return bounded(texts);
    }

    private List<?> bounded(List<?> list) {
        if (most != null && list.size() > most)
            throw wrong("has " + list.size() + " items; at most " + most + " are allowed");
        return list;
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
