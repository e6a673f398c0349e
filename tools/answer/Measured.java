package tools.answer;

/**
 * A number or a time that people read in one way and programs in another: as text wherever it stands in a sentence, as
 * a value in {@link Answer#data}.
 *
 * @param text  as a person reads it: {@code 1.48 s}
 * @param value in base units: a Long, a Double, or a time in ISO 8601
 * @param unit  of the value, as Sentry calls units (millisecond, byte, ratio) or what is counted (event); "" = none
 */
public record Measured(String text, Object value, String unit) {
    /** A number that is whole is written without a fraction. */
    public static Measured of(String text, double value, String unit) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return new Measured(text, whole ? (Object) (long) value : (Object) value, unit);
    }

    /** null for null. */
    public static String text(Measured measured) {
        return measured == null ? null : measured.text;
    }

    @Override
    public String toString() { return text; }
}
