package tools.mcp;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.answer.FailureException;
import tools.json.Frames;

/**
 * Asking the user before something is destroyed, where the question is a result and the answer comes with a second
 * call.
 */
public final class Consents {
    /** A question that lies longer is about yesterday's state. */
    private static final long VALID_MS = 10 * 60_000;

    private final byte[] key;
    private final Protocol protocol;
    /** States that brought an answer, and until when they would be valid: a consent is used once. */
    private final Map<String, Long> used = new ConcurrentHashMap<>();

    /** @param key of this process: after a restart the user is asked again */
    Consents(byte[] key, Protocol protocol) {
        this.key = key;
        this.protocol = protocol;
    }

    /** What a repeated call brought: what was asked, and what the user said. */
    record Given(String state, String question, Map<?, ?> responses) {}

    /**
     * Checks that a state is one of ours, fresh, and about this tool and these arguments.
     * @return null when the call is a first one
     */
    Given read(Map<String, Object> params, String tool, Map<?, ?> arguments, long now) {
        if (!params.containsKey("requestState") && !params.containsKey("inputResponses")) return null;
        Protocol.Rejected invalid = Protocol.invalid("Invalid requestState");
        if (!(params.get("requestState") instanceof String state)) throw invalid;
        String[] parts = state.split("\\.", -1);
        if (parts.length != 3 || !parts[0].matches("[0-9]{1,15}")) throw invalid;
        if (!MessageDigest.isEqual(
            sign(parts[0] + "." + parts[1], tool, arguments).getBytes(StandardCharsets.UTF_8),
            parts[2].getBytes(StandardCharsets.UTF_8))) throw invalid;
        if (Long.parseLong(parts[0]) < now) throw invalid;
        Object responses = params.get("inputResponses");
        return new Given(state, new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8),
            responses instanceof Map<?, ?> map ? map : Map.of());
    }

    /**
     * Returns when the user agreed to exactly this question.
     * @throws Protocol.InputNeeded to ask it.
     * @throws FailureException when the answer is no
     */
    void require(String question, String tool, Map<String, Object> arguments, Given given, long now) {
        if (given != null && given.question.equals(question)
            && given.responses.get("confirm") instanceof Map<?, ?> said && said.get("action") instanceof String) {
            used.values().removeIf(until -> until < now);
            if (used.putIfAbsent(given.state, now + VALID_MS) != null) throw Protocol.invalid("Invalid requestState");
            Protocol.agreed(said);
            return;
        }
        String state = (now + VALID_MS) + "."
            + Base64.getUrlEncoder().withoutPadding().encodeToString(question.getBytes(StandardCharsets.UTF_8));
        throw protocol.needed(question, state + "." + sign(state, tool, arguments));
    }

    /** An HMAC with a key of this process: after a restart the user is asked again. */
    private String sign(String state, String tool, Map<?, ?> arguments) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((state + "\n" + tool + "\n").getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding()
                .encodeToString(mac.doFinal(Frames.write(new TreeMap<>(arguments))));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
