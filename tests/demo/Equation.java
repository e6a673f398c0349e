package demo;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Arithmetic over functions and numbers, as in {@code equation|avg(span.duration) / 1000}. */
final class Equation {
    private static final Pattern OPERAND = Pattern.compile("\\s*([a-z_0-9]+\\([^()]*\\)|[\\d.]+)\\s*");

    private final String text;
    private final Function<String, Double> values;
    private int at;

    Equation(String text, Function<String, Double> values) {
        this.text = text;
        this.values = values;
    }

    /** Null where an operand has no value, or for a division by zero. */
    Double value() {
        Double value = sum();
        if (at < text.length())
            throw Refused.query("Unable to parse your equation, make sure it is well formed arithmetic");
        return value;
    }

    private Double sum() {
        Double left = product();
        while (at < text.length() && "+-".indexOf(text.charAt(at)) >= 0)
            left = apply(text.charAt(at++), left, product());
        return left;
    }

    private Double product() {
        Double left = operand();
        while (at < text.length() && "*/".indexOf(text.charAt(at)) >= 0)
            left = apply(text.charAt(at++), left, operand());
        return left;
    }

    private Double operand() {
        while (at < text.length() && text.charAt(at) == ' ') at++;
        if (at < text.length() && text.charAt(at) == '(') {
            at++;
            Double inner = sum();
            if (at >= text.length() || text.charAt(at++) != ')')
                throw Refused.query("Unable to parse your equation, make sure it is well formed arithmetic");
            while (at < text.length() && text.charAt(at) == ' ') at++;
            return inner;
        }
        Matcher operand = OPERAND.matcher(text).region(at, text.length());
        if (!operand.lookingAt())
            throw Refused.query("Unable to parse your equation, make sure it is well formed arithmetic");
        at = operand.end();
        return Character.isDigit(operand.group(1).charAt(0)) && !operand.group(1).endsWith(")")
            ? (Double) Double.parseDouble(operand.group(1)) : values.apply(operand.group(1));
    }

    private static Double apply(char operator, Double a, Double b) {
        if (a == null || b == null || operator == '/' && b == 0) return null;
        return switch (operator) {
            case '+' -> a + b;
            case '-' -> a - b;
            case '*' -> a * b;
            default -> a / b;
        };
    }
}
