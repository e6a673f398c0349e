package tools.answer;

/** Numbers over time as a line of block characters: the shape of a curve for a reader who sees text only. */
public final class Blocks {
    private Blocks() {}

    private static final String LEVELS = "▁▂▃▄▅▆▇█";

    /**
     * From 0 (or from the lowest value, where that is below) to the peak. NaN, what was not measured, is a dot. Where
     * there are more values than {@code most} characters, the highest of those that share one counts.
     */
    public static String of(double[] values, int most) {
        int together = Math.max(1, (values.length + most - 1) / most);
        double high = 0;
        double low = 0;
        for (double value : values) {
            if (value > high) high = value;
            if (value < low) low = value;
        }
        StringBuilder line = new StringBuilder();
        for (int from = 0; from < values.length; from += together) {
            double value = Double.NaN;
            for (int i = from; i < Math.min(values.length, from + together); i++)
                if (!Double.isNaN(values[i]) && !(value >= values[i])) value = values[i];
            int level = high == low ? 0 : (int) Math.round((value - low) / (high - low) * (LEVELS.length() - 1));
            line.append(Double.isNaN(value) ? '·' : LEVELS.charAt(level));
        }
        return line.toString();
    }
}
