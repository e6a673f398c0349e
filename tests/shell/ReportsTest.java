import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.shell.Reports;

/** What the program tells about itself, before anything is sent. */
class ReportsTest {
    private final List<String> told = new ArrayList<>();
    private final Reports reports = new Reports(new Reports.Sender() {
        @Override
        public void start() { told.add("start"); }
        @Override
        public void call(String tool, long start, long end, String outcome, String status, String protocol,
            String client) {
            told.add(tool + " " + (end - start) + " ms " + status + " " + client);
        }

        @Override
        public void fault(String where, Throwable fault) { told.add(where); }
        @Override
        public void flush(long millis) { told.add("flush"); }
    }, Runnable::run);

    /** A program that fails in a circle tells no more of it, and still tells of its calls. */
    @Test
    void twentyFaultsAreToldAndNoMore() {
        for (int i = 1; i <= 21; i++) reports.fault("fault " + i, new IllegalStateException());
        assertEquals("start", told.get(0));
        assertEquals("fault 20", told.get(told.size() - 1));
        reports.call("whoami", 5, 7, "ok", "2025-11-25", "cursor");
        assertEquals("whoami 2 ms ok cursor", told.get(told.size() - 1));
    }

    @Test
    void aClientIsNamedByAWordOf60CharactersAtMost() {
        for (int length : new int[] {60, 61}) {
            String client = "x".repeat(length);
            reports.call("whoami", 0, 0, "ok", "2025-11-25", client);
            assertEquals("whoami 0 ms ok " + (length == 60 ? client : "other"), told.get(told.size() - 1));
        }
        reports.call("whoami", 0, 0, "ok", "2025-11-25", "");
        assertEquals("whoami 0 ms ok unknown", told.get(told.size() - 1));
    }

    @Test
    void nothingIsToldAfterTheEndAndOneThatHasToldNothingSendsNothing() {
        reports.start();
        reports.close();
        reports.call("whoami", 0, 0, "ok", "2025-11-25", "");
        assertEquals(List.of("start"), told);
    }
}
