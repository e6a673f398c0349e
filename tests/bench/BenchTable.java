import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Samples by figure and column, and their medians as a table. */
final class BenchTable {
    /** A row. @param bar what the project asks for, in words; may be empty */
    record Figure(String name, String unit, String bar) {}

    private final List<Figure> rows;
    private final List<String> columns;
    private final Map<Figure, Map<String, List<Double>>> samples = new HashMap<>();

    BenchTable(List<Figure> rows, List<String> columns) {
        this.rows = List.copyOf(rows);
        this.columns = List.copyOf(columns);
    }

    /** What is not a number was not measured, and is left out. */
    void add(Figure figure, String column, double value) {
        if (Double.isFinite(value)) of(figure, column).add(value);
    }

    /** Instead of what was there. */
    void replace(Figure figure, String column, double value) {
        of(figure, column).clear();
        add(figure, column, value);
    }

    private List<Double> of(Figure figure, String column) {
        return samples.computeIfAbsent(figure, row -> new HashMap<>()).computeIfAbsent(column,
            name -> new ArrayList<>());
    }

    double median(Figure figure, String column) {
        return median(of(figure, column).stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** NaN of nothing. */
    static double median(double... values) {
        if (values.length == 0) return Double.NaN;
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /**
     * A line for each row that has a figure in any column; where one has none: n/a. Columns are as wide as what is in
     * them.
     */
    String render() {
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("", "unit"));
        head.addAll(columns);
        head.add("bar");
        lines.add(head);
        for (Figure row : rows) {
            List<String> line = new ArrayList<>(List.of(row.name, row.unit));
            for (String column : columns) line.add(shown(median(row, column)));
            line.add(row.bar);
            lines.add(line);
        }
        int[] widths = new int[head.size()];
        for (List<String> line : lines)
            for (int i = 0; i < widths.length; i++) widths[i] = Math.max(widths[i], line.get(i).length());
        StringBuilder out = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                boolean number = i > 1 && i < widths.length - 1;
                text.append(String.format("%" + (number ? "" : "-") + Math.max(1, widths[i]) + "s  ", line.get(i)));
            }
            out.append(text.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    /** Three digits are as many as a measurement has; counts are shown whole. */
    static String shown(double value) {
        if (!Double.isFinite(value)) return "n/a";
        if (value == Math.rint(value) || Math.abs(value) >= 100) return String.valueOf(Math.round(value));
        return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
    }
}
