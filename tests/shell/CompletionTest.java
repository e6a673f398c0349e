import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the tab key offers, asked of a real bash. */
class CompletionTest {
    /** What bash would put on the line after {@code typed}, sorted. */
    private static String offered(String typed, String breaks) throws Exception {
        String script = ShellRun.here(Map.of(), "", "completion", "bash").out();
        String ask = script + "COMP_WORDBREAKS=$1\nCOMP_LINE=$2\nCOMP_POINT=${#2}\n_sentry_mcp 2>/dev/null\n"
            + "printf '%s\\n' \"${COMPREPLY[@]}\"\n";
        Process bash = new ProcessBuilder("bash", "-c", ask, "bash", breaks, typed).redirectErrorStream(true).start();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor(), out);
        return String.join(" ", new TreeSet<>(out.lines().toList()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "sentry-mcp do | docs doctor",
        "sentry-mcp --read-only c | call completion config",
        "sentry-mcp --host sentry.example c | call completion config",
        "sentry-mcp config cop | copilot-cli",
        "'sentry-mcp completion ' | bash fish zsh",
        "sentry-mcp call list_iss | list_issue_events list_issues",
        "sentry-mcp call --yes list_issues organizationSlug=acme so | sort=",
        "sentry-mcp call list_issues sort=d | date",
        "sentry-mcp --read | --read-only",
        "sentry-mcp --skills=d | docs",
        "sentry-mcp call list_issues --output= | html json raw text",
        "sentry-mcp call no_such_tool x | ''"})
    void bashCompletes(String typed, String offered) throws Exception {
        assertEquals(offered.replace("''", ""), offered(typed, " =:"));
    }

    @Test
    void whereAnEqualsSignEndsNoWordTheWholeWordIsOffered() throws Exception {
        assertEquals("sort=date", offered("sentry-mcp call list_issues sort=d", " "));
    }

    @Test
    void everyShellGetsTheSameWords() {
        for (String shell : List.of("bash", "zsh", "fish")) {
            ShellRun run = ShellRun.here(Map.of(), "", "completion", shell, "--tools=list_issues");
            assertEquals(0, run.status());
            for (String word : List.of("doctor", "--read-only", "list_issues", "organizationSlug=", "sort=date"))
                assertTrue(run.out().contains(word), shell + ": " + word);
            assertTrue(
                !run.out().contains("find_teams") && !run.out().contains("@CASES@") && !run.out().contains("@VALUED@"),
                shell);
        }
        assertEquals(new ShellRun(2, "", "sentry-mcp: completion needs a shell: bash, zsh, fish\n"),
            ShellRun.here(Map.of(), "", "completion", "powershell"));
    }
}
