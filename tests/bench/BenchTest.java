import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arithmetic of the benchmark; what it measures is nobody's test. */
class BenchTest {
    @Test
    void theMedianIsTheMiddleOrBetweenTheTwoInTheMiddle() {
        assertEquals(3, BenchTable.median(9, 3, 1));
        assertEquals(2.5, BenchTable.median(4, 1, 2, 3));
        assertEquals(Double.NaN, BenchTable.median());
    }

    @Test
    void aTableShowsMediansAndSaysWhatWasNotMeasured() {
        BenchTable.Figure start = new BenchTable.Figure("start", "ms", "2 x floor");
        BenchTable.Figure size = new BenchTable.Figure("size", "bytes", "");
        BenchTable table = new BenchTable(List.of(start, size), List.of("17 floor", "17 ours"));
        for (double sample : new double[] {61.26, 44, 1_000}) table.add(start, "17 ours", sample);
        table.add(start, "17 floor", Double.NaN);
        table.add(size, "17 floor", 1);
        table.replace(size, "17 floor", 22_871);
        assertEquals("""
                   unit   17 floor  17 ours  bar
            start  ms          n/a     61.3  2 x floor
            size   bytes     22871      n/a
            """, table.render());
    }

    @Test
    void figuresHaveThreeDigits() {
        assertEquals(List.of("0.42", "7.50", "61.3", "1234", "9"), List.of(BenchTable.shown(0.421),
            BenchTable.shown(7.5), BenchTable.shown(61.26), BenchTable.shown(1234.4), BenchTable.shown(9)));
    }

    @Test
    void definitionsCountWhatAModelReads() throws IOException {
        String tools =
            "[{\"name\":\"whoami\",\"title\":\"not "
                + "counted\",\"description\":\"Who?\",\"inputSchema\":{}},{\"name\":\"only_ours\",\"description\":"
                + "\"\",\"inputSchema\":{},\"annotations\":{}}]";
        int first = "{\"name\":\"whoami\",\"description\":\"Who?\",\"inputSchema\":{}}".length();
        int second = "{\"name\":\"only_ours\",\"description\":\"\",\"inputSchema\":{}}".length();
        assertEquals(first + second, Bench.definitions(McpClient.MAPPER.readTree(tools), false));
        assertEquals(first, Bench.definitions(McpClient.MAPPER.readTree(tools), true));
    }

    @Test
    void listsOfTheLightSentryHaveExactlyTheSizeAskedFor() throws IOException {
        byte[] list = LightSentry.filled("{\"id\": 1}", 1_000);
        assertEquals(1_000, list.length);
        assertEquals(99, McpClient.MAPPER.readTree(new String(list, StandardCharsets.UTF_8)).size());
    }

    @Test
    void theCommandLineIsUnderstoodOrRefused() {
        Bench.Settings settings = Bench.Settings.parse("--runs=7", "--peer=npx a b", "--soak", "--worst=300");
        assertEquals(
            new Bench.Settings(7, List.of(Path.of(System.getProperty("java.home"))), List.of("npx a b"), false, false,
                true, 300),
            settings);
        assertEquals("node sentry-mcp", Bench.peerName("/opt/node /opt/bin/sentry-mcp --sentry-dsn="));
        assertEquals("not understood: --fast",
            assertThrows(IllegalArgumentException.class, () -> Bench.Settings.parse("--fast")).getMessage());
        assertEquals("no JDK: /nowhere",
            assertThrows(IllegalArgumentException.class, () -> Bench.Settings.parse("--jdk=/nowhere")).getMessage());
    }

    /** Tokens are the tokenizer's: its published examples, and a row for every tool. */
    @Test
    void tokensAreThoseOfAPublicTokenizer() {
        assertEquals(2, BenchTokens.tokens("hello world"));
        assertEquals(0, BenchTokens.tokens(""));
        String table = BenchTokens.run();
        for (tools.sentry.Domain domain : tools.shell.Domains.ALL) for (tools.sentry.Tool tool : domain.tools())
            assertTrue(table.lines().anyMatch(line -> line.matches(tool.name() + " +[1-9]\\d* +[1-9]\\d* +[1-9]\\d* +"
                + "[1-9]\\d*")), tool.name());
    }
}
