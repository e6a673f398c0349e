package tools.sentry;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.answer.FailureException;
import tools.json.Json;

/**
 * The language model that translates questions: OpenAI's Responses API, or what speaks it.
 *
 * @param base    its address, without a slash at the end
 * @param model   its name
 * @param effort  of reasoning; "" = not sent
 * @param refused what the host does not take: parts of the request, left out from then on; shared by all calls
 */
public record LanguageModel(String base, String model, String effort, Set<String> refused) {

    /** What Sentry has left for its search after the model has answered: a search takes a few seconds. */
    private static final long RESERVE_MS = 8_000;
    /** The first attempt and two more: asking a model again changes nothing but the bill. */
    private static final int ATTEMPTS = 3;
    /** A translated search is some hundred bytes; with a model's thoughts around it, some thousand. */
    private static final int LARGEST = 256 << 10;

    /** As one call asks it. */
    public Call.Model asked(Errand.Sender sender) {
        return request -> {
            Question question = new Question(request, new TreeSet<>(refused));
            Json body = sender.send(question).json();
            refused.addAll(question.without);
            if (!body.isObject()) throw Services.unanswered(
                Links.place(base) + " answered with something that is not JSON. Check --openai-base-url.");
            return body;
        };
    }

    /**
     * Looks at the model's own page, which costs nothing and shows key, name and network at once.
     * @return the status
     */
    public int look(Errand.Sender sender) {
        return sender.send(new Look()).status();
    }

    /** A question that is not asked: every answer is good. */
    private final class Look extends Question {
        private static final long LOOK_MS = 15_000;

        Look() { super(Map.of(), new TreeSet<>()); }

        @Override
        public String method() { return "GET"; }

        @Override
        public String url() { return base + "/models/" + Links.encode(model); }

        @Override
        public byte[] body() { return null; }

        @Override
        public int attempts() { return 1; }

        @Override
        public long longest() { return LOOK_MS; }

        @Override
        public long reserve() { return 0; }

        @Override
        public Verdict judge(Answered answered, int attempt) { return new Verdict.Good(); }
    }

    private class Question implements Errand {
        private final Map<String, Object> request;
        private final Set<String> without;

        Question(Map<String, Object> request, Set<String> without) {
            this.request = request;
            this.without = without;
        }

        @Override
        public Host host() { return Host.MODEL; }

        @Override
        public String method() { return "POST"; }

        @Override
        public String url() { return base + "/responses"; }

        @Override
        public Map<String, String> headers() {
            return Map.of("Content-Type", "application/json", "Accept", "application/json");
        }

        @Override
        public byte[] body() {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("model", model);
            body.putAll(request);
            body.put("store", false);   // nobody needs the question any more
            if (!effort.isEmpty()) body.put("reasoning", Map.of("effort", effort));
            body.keySet().removeAll(without);
            return Json.write(body).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int most() { return LARGEST; }

        @Override
        public int attempts() { return ATTEMPTS; }

        @Override
        public long longest() { return Long.MAX_VALUE; }

        @Override
        public long reserve() { return RESERVE_MS; }

        @Override
        public long least() { return 1_000; }

        @Override
        public Verdict judge(Answered answered, int attempt) {
            if (answered.isSuccess()) return new Verdict.Good();
            Json body = answered.json();
            String culprit = Services.culprit(answered.status(), body, without, !effort.isEmpty());
            if (culprit != null) {
                without.add(culprit);
                return new Verdict.Differently();
            }
            long wait = HttpFailure.wait(answered.header("Retry-After"), "", Instant.now());
            FailureException refusal = Services.refusal(Links.place(base), answered.status(),
                answered.header("Location"), body, wait, attempt, model, base);
            boolean passing = HttpFailure.passing(answered.status()) || answered.status() == 500;
            if (passing && !Services.spent(body)) return new Verdict.Again(refusal, wait);
            throw refusal;
        }

        @Override
        public boolean again(HttpFailure.Fault fault) { return fault == HttpFailure.Fault.BROKEN; }

        @Override
        public FailureException broken(HttpFailure.Fault fault, long millis) {
            return Services.unanswered(Links.place(base) + Services.fault(fault, millis));
        }

        @Override
        public FailureException tooLarge(long most) {
            return Services.unanswered("the answer of " + Links.place(base) + " is larger than " + most / 1024
                + " kB, which no translation is.");
        }

        @Override
        public FailureException late() {
            return Services.unanswered("there was no time left to ask " + Links.place(base) + ".");
        }

        @Override
        public FailureException strayed(Stray why, int status, String target, int most) {
            throw new IllegalStateException("a model's redirects are refusals");
        }
    }
}
