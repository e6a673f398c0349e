import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Many calls on one server: does anything grow that should not? A request that is never answered ends it with an error.
 */
final class BenchSoak {
    private static final List<BenchTable.Figure> FIGURES = new ArrayList<>();
    private static final BenchTable.Figure CALLS = figure("calls", "", "20000, or what 60 s allow");
    private static final BenchTable.Figure SECONDS = figure("in", "s", "");
    private static final BenchTable.Figure HEAP = figure("live heap after GC", "MB", "5 more");
    private static final BenchTable.Figure RESIDENT = figure("peak resident memory", "MB", "");
    private static final BenchTable.Figure THREADS = figure("threads", "", "no more");
    private static final BenchTable.Figure SOCKETS = figure("open sockets", "", "no more");
    private static final BenchTable.Figure FAILED =
        figure("calls that failed (every fifth asks for what is not there)", "", "a fifth");
    private static final BenchTable.Figure UNASKED = figure("answers to nothing that was asked", "", "0");

    private static final int FIRST = 1_000;
    private static final int ALL = 20_000;
    private static final int BATCH = 500;
    private static final long LONGEST_MS = 60_000;
    private static final int IN_FLIGHT = 16;

    private BenchSoak() {}

    private static BenchTable.Figure figure(String name, String unit, String bar) {
        FIGURES.add(new BenchTable.Figure(name, unit, bar));
        return FIGURES.get(FIGURES.size() - 1);
    }

    static String run(BenchLab lab) throws Exception {
        List<String> columns = new ArrayList<>();
        for (BenchLab.Jdk jdk : lab.jdks) columns.addAll(List.of(early(jdk), late(jdk)));
        BenchTable table = new BenchTable(FIGURES, columns);
        String load = BenchLab.load();
        for (BenchLab.Jdk jdk : lab.jdks) soak(lab, jdk, table);
        return table.render() + "\n" + lab.machine(load);
    }

    private static String early(BenchLab.Jdk jdk) { return jdk.name() + " after 1,000"; }

    private static String late(BenchLab.Jdk jdk) { return jdk.name() + " at the end"; }

    private static void soak(BenchLab lab, BenchLab.Jdk jdk, BenchTable table) throws Exception {
        try (BenchChild child = lab.ready(jdk, true)) {
            lab.liveHeap(jdk, child);   // looking in costs a thread and a socket, once
            double took = child.many(FIRST, IN_FLIGHT, BenchSoak::call);
            look(lab, jdk, child, table, early(jdk), FIRST, took);
            int calls = FIRST;
            for (; calls < ALL && took < LONGEST_MS; calls += BATCH)
                took += child.many(BATCH, IN_FLIGHT, BenchSoak::call);
            look(lab, jdk, child, table, late(jdk), calls, took);
        }
    }

    private static void look(BenchLab lab, BenchLab.Jdk jdk, BenchChild child, BenchTable table, String column,
        int calls, double took) throws IOException, InterruptedException {
        table.add(CALLS, column, calls);
        table.add(SECONDS, column, took / 1e3);
        table.add(RESIDENT, column, child.memory());
        table.add(HEAP, column, lab.liveHeap(jdk, child) / (1 << 20));
        table.add(THREADS, column, child.threads());
        table.add(SOCKETS, column, child.sockets());
        table.add(FAILED, column, child.failed);
        table.add(UNASKED, column, child.unasked);
    }

    private static String call(int number) {
        String organization = "\"organizationSlug\":\"acme-labs\"";
        return switch (number % 5) {
            case 0 -> Bench.call("whoami", "{}");
            case 1 -> Bench.call("find_organizations", "{}");
            case 2 -> Bench.call("find_teams", "{" + organization + "}");
            case 3 -> Bench.call("find_projects", "{" + organization + "}");
            default -> Bench.call("find_projects", "{\"organizationSlug\":\"missing\"}");
        };
    }
}
