package demo;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** JSON as plain maps, lists, strings and numbers, and the few conversions that the organization needs. */
public final class Plain {
    /** Writes numbers as Python does: 1795737720.427, not 1.795737720427E9. */
    private static final ObjectMapper MAPPER = new ObjectMapper()
        .registerModule(new SimpleModule().addSerializer(Double.class, new StdSerializer<>(Double.class) {
            @Override
            public void serialize(Double value, JsonGenerator to, SerializerProvider how) throws IOException {
                to.writeNumber(BigDecimal.valueOf(value).toPlainString());
            }
        }));
    private static final DateTimeFormatter ISO =
        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'000Z'").withZone(ZoneOffset.UTC);

    private Plain() {}

    /** Names and values; values may be null. */
    public static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        return map;
    }

    /** Values, null ones too, in a list that can grow. */
    public static List<Object> list(Object... values) {
        return new ArrayList<>(Arrays.asList(values));
    }

    /** What lies at the end of a path of names and indexes, or null. */
    public static Object at(Object from, Object... path) {
        for (Object step : path) {
            if (from instanceof Map<?, ?> map) from = map.get(step);
            else if (from instanceof List<?> list && step instanceof Integer index && index < list.size())
                from = list.get(index);
            else return null;
        }
        return from;
    }

    /** As {@link #at}, as text; null stays null. */
    public static String text(Object from, Object... path) {
        Object found = at(from, path);
        return found == null ? null : say(found);
    }

    public static double number(Object from, Object... path) {
        return at(from, path) instanceof Number number ? number.doubleValue() : 0;
    }

    public static long whole(Object from, Object... path) { return (long) number(from, path); }

    /** As {@link #at}; what is no object is an empty one. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(Object from, Object... path) {
        return at(from, path) instanceof Map<?, ?> map ? (Map<String, Object>) map : map();
    }

    /** The objects of a list; what is no list is an empty one. */
    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> objects(Object from, Object... path) {
        return at(from, path) instanceof Collection<?> list ? new ArrayList<>((Collection<Map<String, Object>>) list)
            : new ArrayList<>();
    }

    /** The texts of a list, or the one text that stands for a list. */
    public static List<String> texts(Object from, Object... path) {
        Object found = at(from, path);
        List<String> texts = new ArrayList<>();
        if (found instanceof Collection<?> list) for (Object each : list) texts.add(say(each));
        else if (found != null) texts.add(say(found));
        return texts;
    }

    /** Whole numbers without a fraction, everything else as Java says it. */
    static String say(Object value) {
        return value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15 ? Long.toString(d.longValue())
            : String.valueOf(value);
    }

    /** A whole number where the value is one, so that JSON shows 3, not 3.0. */
    static Number tidy(double value) {
        double rounded = Math.round(value * 10_000) / 10_000.0;
        return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15 ? (Number) (long) rounded : (Number) rounded;
    }

    /** A copy with some names only, in their order. */
    static Map<String, Object> only(Map<String, Object> from, String... names) {
        Map<String, Object> copy = map();
        for (String name : names) if (from.containsKey(name)) copy.put(name, from.get(name));
        return copy;
    }

    static Map<String, Object> with(Map<String, Object> from, Object... namesAndValues) {
        Map<String, Object> copy = new LinkedHashMap<>(from);
        copy.putAll(map(namesAndValues));
        return copy;
    }

    static String iso(Instant at) { return at == null ? null : ISO.format(at); }

    static Instant instant(Object at) { return at == null ? null : Instant.parse(say(at)); }

    static double seconds(Instant at) { return at.toEpochMilli() / 1000.0; }

    /** Hexadecimal digits that are the same for the same name, whenever the organization starts. */
    static String hex(String name, int digits) {
        try {
            return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)))
                .substring(0, digits);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A number between 0 and 1 that is the same for the same name. */
    static double chance(String name) {
        return Long.parseLong(hex(name, 12), 16) / (double) (1L << 48);
    }

    static String slug(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    public static Object read(byte[] json) {
        try {
            return MAPPER.readValue(json, Object.class);
        } catch (IOException bad) {
            throw new IllegalArgumentException(bad.getMessage(), bad);
        }
    }

    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
