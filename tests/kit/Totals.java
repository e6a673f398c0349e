import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the large tables tried and held, said once more at the end of a run, where everybody looks. */
final class Totals {
    private static final List<String> LINES = Collections.synchronizedList(new ArrayList<>());

    private Totals() {}

    static void say(String line) {
        System.out.println(line);
        LINES.add(line);
    }

    /** A table's closing line: "hostile data: 840 tried, 840 held". */
    static void held(String table, long tried, long faults) {
        say(table + ": " + tried + " tried, " + (tried - faults) + " held");
    }

    static List<String> lines() {
        synchronized (LINES) {
            return List.copyOf(LINES);
        }
    }
}
