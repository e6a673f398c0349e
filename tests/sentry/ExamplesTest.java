import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.json.Json;

/**
 * Every example answer of Sentry's OpenAPI document, through the tools that ask for it. The examples were written by
 * others, for their readers: whatever a tool cannot read in them, it cannot read in Sentry. They are
 * {@code openapi-answers.json} (made by {@code openapi.py}). {@code -Dexamples=FILE} writes the answers, to be read.
 */
class ExamplesTest {
    private static final Map<String, Json> EXAMPLES =
        Json.read(Fixtures.read(Fixtures.CHECKOUT.resolve("tests/sentry/openapi-answers.json"))).fields();

    /** Where an example cannot be answered as it stands, and why. */
    private static final Map<String, String> EXPECTED = Map.of(
        "get_event_attachment GET organizations/{}/issues/{}/events/{} 0", "found; then its files are asked for by "
            + "its id",
        "get_source_map_status GET organizations/{}/issues/{}/events/{} 0", "found; then it is asked about by its id",
        "merge_issues GET organizations/{}/issues/{} 0", "it is of another project than the other issue",
        "merge_issues GET organizations/{}/issues/{}/hashes 0", "its hash is not the one that is to leave",
        "get_replay_details GET organizations/{}/events 0", "its example counts transactions, where errors are due",
        "get_span_details GET organizations/{}/trace/{} 0", "its span has an id of 32 digits, which no span has",
        "get_dashboard_details GET organizations/{}/dashboards 0", "found; then it is asked for by its id",
        "remove_team_from_project GET projects/{}/{}/teams 0", "found; then it is taken away by its slug",
        "update_alert_rule GET organizations/{}/workflows 0", "found; then it is written by its id");

    /** What has to be asked for, so that it is in the example: "tool endpoint" to a parameter and its value. */
    private static final Map<String, String[]> ASKED = Map.of(
        "create_project GET organizations/{}/repos", new String[] {"repository", "sentry/sentry"},
        "get_alert_rule GET organizations/{}/workflows", new String[] {"ruleId", "123"},
        "update_alert_rule GET organizations/{}/workflows", new String[] {"ruleId", "123"},
        "get_dashboard_details GET organizations/{}/dashboards", new String[] {"dashboardId", "Dashboard"},
        "remove_team_from_project GET projects/{}/{}/teams", new String[] {"teamSlug", "squeaky-minnows"});

    private record Through(Case made, String endpoint, int example) {
        String name() { return made.tool() + " " + endpoint + " " + example; }
    }

    /** Each case with one of its routes answering an example in its stead. */
    private static List<Through> all() {
        List<Through> all = new ArrayList<>();
        Set<String> done = new TreeSet<>();
        for (Case each : Cases.all()) {
            for (int i = 0; i < each.routes().size(); i++) {
                Case.Route route = each.routes().get(i);
                if (!route.method().equals("GET") || route.bytes() != null) continue;
                String endpoint = endpoint(route.path());
                if (endpoint == null || !done.add(each.tool() + endpoint)) continue;
                List<Json> examples = EXAMPLES.get(endpoint).list();
                String[] asked = ASKED.get(each.tool() + " " + endpoint);
                Case made = asked == null ? each : each.with(asked[0], asked[1]);
                for (int k = 0; k < examples.size(); k++)
                    all.add(new Through(made.answering(i, examples.get(k).write()), endpoint, k));
            }
        }
        return all;
    }

    private static String endpoint(String path) {
        String best = null;
        String[] sent = path.split("/");
        for (String endpoint : EXAMPLES.keySet()) {
            String[] segments = endpoint.substring("GET ".length()).split("/");
            boolean fits = segments.length == sent.length;
            for (int i = 0; fits && i < segments.length; i++)
                fits = segments[i].equals("{}") || segments[i].equals(sent[i]);
            if (fits && (best == null || best.split("\\{}", -1).length > endpoint.split("\\{}", -1).length))
                best = endpoint;
        }
        return best;
    }

    private static final Pattern DOUBTFUL = Pattern.compile("\\(without |\\bnull\\b|\\bNaN\\b|1970-01-01|\\{\\}");

    @Test
    void everyExampleIsAnsweredInFull() throws IOException {
        Map<String, String> found = new TreeMap<>();
        StringBuilder read = new StringBuilder();
        Set<String> tools = new TreeSet<>();
        List<Through> all = all();
        for (Through each : all) {
            String text;
            try {
                text = FakeSentry.call(each.made).render("nonce", Answer.BUDGET);
            } catch (FailureException failure) {
                found.put(each.name(), failure.getMessage());
                continue;
            }
            tools.add(each.made.tool());
            Matcher doubtful = DOUBTFUL.matcher(text);
            if (doubtful.find()) found.put(each.name(), doubtful.group());
            read.append("\n================ ").append(each.name()).append("\n\n").append(text).append('\n');
        }
        String file = System.getProperty("examples");
        if (file != null) Files.writeString(Path.of(file), read);
        Map<String, String> unexpected = new TreeMap<>(found);
        EXPECTED.keySet().forEach(unexpected::remove);
        assertTrue(found.keySet().containsAll(EXPECTED.keySet()), "a reason outlives what it explains");
        StringBuilder faults = new StringBuilder();
        unexpected.forEach((name, what) -> faults.append(name).append(": ").append(what).append('\n'));
        assertEquals("", faults.toString());
        assertTrue(all.size() > 30 && tools.size() > 25, () -> all.size() + " examples through " + tools.size());
        System.out.println("examples of the document: " + all.size() + " through " + tools.size() + " tools");
    }
}
