package tools.sentry;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.answer.FailureException;
import tools.json.Json;

/**
 * The language model that translates questions: OpenAI's Responses API, or Chat Completions where a host does not know
 * it.
 *
 * @param protocol its address, and how it is spoken to there
 * @param model   its name
 * @param effort  of reasoning; "" = not sent
 * @param refused what the host does not take: parts of the request, left out from then on, and the Responses API as a
 *     whole; shared by all calls
 */
public record LanguageModel(ModelProtocol protocol, String model, String effort, Set<String> refused) {

    /** What Sentry has left for its search after the model has answered: a search takes a few seconds. */
    private static final long RESERVE_MS = 8_000;
    /** The first attempt and two more: asking a model again changes nothing but the bill. */
    private static final int ATTEMPTS = 3;
    /** A translated search is some hundred bytes; with a model's thoughts around it, some thousand. */
    private static final int LARGEST = 256 << 10;

    /** Among what was refused: the Responses API itself. */
    private static final String RESPONSES = "responses";

    private String place() { return Links.place(protocol.base()); }

    /** As one call asks it. */
    public Call.Model asked(Errand.Sender sender) {
        return request -> {
            Question question = new Question(request, new TreeSet<>(refused));
            Json body = sender.send(question).json();
            refused.addAll(question.without);
            if (!body.isObject()) throw Services.unanswered(
                place() + " answered with something that is not JSON. Check --openai-base-url.");
            return ModelProtocol.answer(question.form(), body);
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
        public String url() { return protocol.base() + "/models/" + Links.encode(model) + protocol.query(); }

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
        public String url() { return protocol.address(form()); }

        final ModelProtocol.Form form() {
            return without.contains(RESPONSES) ? ModelProtocol.Form.CHAT : protocol.first();
        }

        @Override
        public Map<String, String> headers() {
            return Map.of("Content-Type", "application/json", "Accept", "application/json");
        }

        @Override
        public byte[] body() {
            Map<String, Object> body = ModelProtocol.body(form(), request, model, effort, without);
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
            if (protocol.unknown(form(), answered.status(), body)) {
                without.add(RESPONSES);
                return new Verdict.Differently();
            }
            String culprit = Services.culprit(answered.status(), body, without, !effort.isEmpty());
            if (culprit != null) {
                without.add(culprit);
                return new Verdict.Differently();
            }
            long wait = HttpFailure.wait(answered.header("Retry-After"), "", Instant.now());
            FailureException refusal = Services.refusal(place(), answered.status(),
                answered.header("Location"), body, wait, attempt, model, protocol.base());
            boolean passing = HttpFailure.passing(answered.status()) || answered.status() == 500;
            if (passing && !Services.spent(body)) return new Verdict.Again(refusal, wait);
            throw refusal;
        }

        @Override
        public boolean again(HttpFailure.Fault fault) { return fault == HttpFailure.Fault.BROKEN; }

        @Override
        public FailureException broken(HttpFailure.Fault fault, long millis) {
            return Services.unanswered(place() + Services.fault(fault, millis));
        }

        @Override
        public FailureException tooLarge(long most) {
            return Services.unanswered("the answer of " + place() + " is larger than " + most / 1024
                + " kB, which no translation is.");
        }

        @Override
        public FailureException late() {
            return Services.unanswered("there was no time left to ask " + place() + ".");
        }

        @Override
        public FailureException strayed(Stray why, int status, String target, int most) {
            throw new IllegalStateException("a model's redirects are refusals");
        }
    }
}
