import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tools chosen by name, within what skills grant. */
class ToolsByNameTest {
    private static final Map<String, String> TOKEN = Map.of("SENTRY_ACCESS_TOKEN", "t");

    private static List<String> offered(String... flags) throws Exception {
        List<String> args = new ArrayList<>(List.of("tools", "--json"));
        args.addAll(List.of(flags));
        ShellRun run = ShellRun.here(TOKEN, "", args.toArray(String[]::new));
        assertEquals(0, run.status(), run.err());
        List<String> names = new ArrayList<>();
        McpClient.MAPPER.readTree(run.out()).path("tools").forEach(tool -> names.add(tool.path("name").asText()));
        return names;
    }

    @Test
    void exactlyTheNamedOnesAreOffered() throws Exception {
        assertEquals(List.of("whoami", "list_issues"), offered("--tools=list_issues,whoami"));
        assertEquals(List.of("get_issue_activity", "get_issue_tag_values", "get_issue_user_reports",
            "get_issue_hashes", "get_issue_details", "get_issue_breadcrumbs"), offered("--tools=get_issue_*"));
        assertEquals(List.of("find_monitors", "get_monitor_details"),
            offered("--tools=*monitor*", "--exclude-tools=*uptime*,create_*,update_*"));
    }

    @Test
    void theRestStaysWhenSomeAreExcluded() throws Exception {
        List<String> all = offered();
        List<String> without = offered("--exclude-tools=whoami,*_snapshot*");
        all.removeIf(name -> name.equals("whoami") || name.contains("_snapshot"));
        assertEquals(all, without);
    }

    @Test
    void skillsStillDecideWhatIsGranted() throws Exception {
        assertEquals(List.of("whoami"), offered("--skills=docs", "--tools=whoami,update_issue"));
        assertEquals(new ShellRun(2, "", "sentry-mcp: --tools and --exclude-tools leave none of the granted tools\n"),
            ShellRun.here(TOKEN, "", "tools", "--skills=docs", "--tools=update_issue"));
        assertTrue(ShellRun.here(TOKEN, "", "tools", "--skills=docs", "--tools=whoami,update_issue").err()
            .contains("update_issue, which --tools names, is not granted; see --skills"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--tools=list_isues | --tools: no tool is named \"list_isues\"; did you mean list_issues?",
        "--exclude-tools=frobnicate | --exclude-tools: no tool is named \"frobnicate\"; sentry-mcp tools lists them",
        "--tools=zzz_* | --tools: no tool is named `zzz_*`; sentry-mcp tools lists them",
        "--tools=, | --tools names no tool"})
    void namesThatNoToolHasAreRefused(String flag, String said) {
        assertEquals(new ShellRun(2, "", "sentry-mcp: " + said + "\n"), ShellRun.here(TOKEN, "", "tools", flag));
    }

    @Test
    void doctorAndConfigSayWhatWasChosen() {
        ShellRun doctor = ShellRun.here(Map.of("COLUMNS", "200"), "", "doctor", "--tools=list_*", "--insecure-http",
            "--host=localhost:9");
        assertTrue(doctor.out().contains("only list_*"), doctor.out());
        assertTrue(ShellRun.here(TOKEN, "", "config", "cursor", "--tools=list_*").out().contains("\"--tools=list_*\""));
    }
}
