package tools.answer;

import java.util.ArrayList;
import java.util.List;

/** Numbers over time as one line of block characters; the numbers that matter stand beside it. */
public final class Bars {
    private Bars() {}

    private static final String BLOCKS = "▁▂▃▄▅▆▇█";

    /** One character for each number, the highest for the largest; none at all is a dot, so that little is not none. */
    public static String line(List<Long> counts) {
        long most = 0;
        for (long count : counts) most = Math.max(most, count);
        StringBuilder line = new StringBuilder();
        for (long count : counts) {
            if (count <= 0) line.append('.');
            else line.append(BLOCKS.charAt((int) Math.min(7, Math.max(0, Math.round(count * 8.0 / most) - 1))));
        }
        return line.toString();
    }

    /**
     * A curve from 0 (or from the lowest value, where that is below) to the peak. NaN, what was not measured, is a dot.
     * Where there are more values than {@code most} characters, the highest of those that share one counts.
     */
    public static String curve(double[] values, int most) {
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
            int level = high == low ? 0 : (int) Math.round((value - low) / (high - low) * (BLOCKS.length() - 1));
            line.append(Double.isNaN(value) ? '·' : BLOCKS.charAt(level));
        }
        return line.toString();
    }

    /** Neighbours summed, {@code together} of them to one; the last sum may have fewer, at the start of the time. */
    public static List<Long> summed(List<Long> counts, int together) {
        List<Long> sums = new ArrayList<>();
        for (int end = counts.size(); end > 0; end -= together) {
            long sum = 0;
            for (int i = Math.max(0, end - together); i < end; i++) sum += counts.get(i);
            sums.add(0, sum);
        }
        return sums;
    }
}
