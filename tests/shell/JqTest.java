import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import demo.DemoSentry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The lines with jq in README.md, typed. */
class JqTest {
    private static final String START = "./jbang demo ";

    private record Piped(int status, String out) {}

    private static Piped shell(String line, String stdin) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("/bin/sh", "-c", line).redirectErrorStream(true).start();
        Thread writer = new Thread(() -> {
            try (var in = shell.getOutputStream()) {
                in.write(stdin.getBytes(StandardCharsets.UTF_8));
            } catch (IOException gone) {
                // it has read enough
            }
        });
        writer.start();
        String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        writer.join();
        return new Piped(shell.waitFor(), out);
    }

    @Test
    void theExamplesInTheReadmeFindSomething() throws Exception {
        assumeTrue(shell("jq --version", "").status() == 0, "no jq here");
        String readme = Fixtures.read(Fixtures.CHECKOUT.resolve("README.md"));
        String block = readme.substring(readme.indexOf("<!-- jq -->"));
        List<String> lines =
            block.substring(0, block.indexOf("\n```\n")).lines().filter(line -> line.startsWith(START)).toList();
        assertEquals(4, lines.size());
        DemoSentry sentry = DemoSentry.start(0);
        for (String line : lines) {
            int pipe = line.indexOf(" | jq ");
            List<String> args = new ArrayList<>(
                shell("printf '%s\\n' " + line.substring(START.length(), pipe), "").out().lines().toList());
            args.addAll(List.of("--insecure-http", "--host=127.0.0.1:" + sentry.port()));
            ShellRun run =
                ShellRun.here(Map.of("SENTRY_ACCESS_TOKEN", "any-token-will-do"), "", args.toArray(String[]::new));
            assertEquals(0, run.status(), run.err());
            Piped found = shell(line.substring(pipe + 3), run.out());
            assertEquals(0, found.status(), line + "\n" + found.out());
            assertFalse(found.out().isBlank() || found.out().contains("null"), line + "\n" + found.out());
        }
    }
}
