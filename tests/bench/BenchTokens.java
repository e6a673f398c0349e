import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.json.Frames;
import tools.json.Json;
import tools.mcp.Protocol;
import tools.sentry.Domain;
import tools.sentry.Tool;
import tools.shell.Domains;

/**
 * What each tool costs a model, in tokens of a public tokenizer (o200k): its definition, once for each conversation,
 * and its answers, as the tests have them. The answers are those of {@code tests/}, so that two revisions can be
 * compared.
 */
final class BenchTokens {
    private BenchTokens() {}

    /** As the program makes them. */
    private static final String WORD = "k7m2";

    private static final Encoding O200K =
        Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    static int tokens(String text) { return O200K.countTokensOrdinary(text); }

    /** A line for each tool, and one for all. */
    static String run() {
        Map<String, List<Integer>> answers = answers();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("tool", "definition, bytes", "tokens", "answers", "tokens of all"));
        int[] sum = new int[4];
        for (Domain domain : Domains.ALL) for (Tool tool : domain.tools()) {
            byte[] definition = Frames.write(Protocol.definition(tool, Set.of()));
            List<Integer> each = answers.getOrDefault(tool.name(), List.of());
            int[] row = {definition.length, tokens(Json.utf8(definition)), each.size(),
                each.stream().mapToInt(Integer::intValue).sum()};
            List<String> line = new ArrayList<>(List.of(tool.name()));
            for (int i = 0; i < row.length; i++) {
                sum[i] += row[i];
                line.add(String.valueOf(row[i]));
            }
            rows.add(line);
        }
        List<String> last = new ArrayList<>(List.of("all"));
        for (int each : sum) last.add(String.valueOf(each));
        rows.add(last);
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            out.append(String.format(Locale.ROOT, "%-32s", row.get(0)));
            for (String cell : row.subList(1, row.size())) out.append(String.format(Locale.ROOT, "%19s", cell));
            out.append('\n');
        }
        return out.toString();
    }

    /** The tokens of each answer of the tests' cases, by tool. */
    private static Map<String, List<Integer>> answers() {
        Map<String, List<Integer>> answers = new LinkedHashMap<>();
        for (Case each : Cases.all()) {
            Answer answer;
            try {
                answer = FakeSentry.call(each);
            } catch (FailureException failure) {
                answer = Answer.titled(failure.kind().title()).line(failure.parts().toArray());
            }
            answers.computeIfAbsent(each.tool(), tool -> new ArrayList<>()).add(tokens(answer.render(WORD, 48_000)));
        }
        return answers;
    }
}
