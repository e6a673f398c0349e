package tools.sentry;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.json.Json;

/**
 * What a host answered to one request.
 *
 * @param status  the HTTP status, 100 to 599
 * @param headers by name, whose case does not matter
 * @param body    unpacked and without secrets, in bytes; never null
 */
public record Answered(int status, Map<String, List<String>> headers, byte[] body) {
    public boolean isSuccess() { return status / 100 == 2; }

    /** One that names another address; 304 and the like do not. */
    public boolean isRedirect() {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /** The first of a header's values, or "". */
    public String header(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? "" : values.get(0).strip();
    }

    public List<String> all(String name) {
        List<String> values = headers.get(name);
        return values == null ? List.of() : values;
    }

    /** The media type without parameters, in lower case, or "". */
    public String type() {
        String media = header("Content-Type");
        int end = media.indexOf(';');
        return media.substring(0, end < 0 ? media.length() : end).strip().toLowerCase(Locale.ROOT);
    }

    /** How long the host asks to wait, in milliseconds; 0 when it does not say. */
    public long wait(Instant now) {
        return HttpFailure.wait(header("Retry-After"), header("X-Sentry-Rate-Limit-Reset"), now);
    }

    /** The body as JSON; {@link Json#NONE} when it is not: a proxy's page is no reason, the status says enough. */
    public Json json() {
        try {
            return Json.read(body);
        } catch (IllegalArgumentException notJson) {
            return Json.NONE;
        }
    }

    public String text() { return new String(body, StandardCharsets.UTF_8); }
}
