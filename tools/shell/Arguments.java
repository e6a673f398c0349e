package tools.shell;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.answer.FailureException;
import tools.answer.UsageException;
import tools.json.Frames;
import tools.mcp.Protocol;
import tools.sentry.Param;
import tools.sentry.Tool;

/** A tool's arguments as they are written in a shell. */
public final class Arguments {
    private Arguments() {}

    /**
     * {@code name=value} words over what was given as JSON; repeated names make a list.
     *
     * @param json arguments by name
     * @throws UsageException
     */
    public static Map<String, Object> of(Tool tool, Map<String, Object> json, List<String> words) {
        Map<String, Object> arguments = new LinkedHashMap<>(json);
        Set<String> fromWords = new HashSet<>();
        for (String word : words) {
            int at = word.indexOf('=');
            if (at < 1) throw new UsageException(FailureException.show(word) + " is not an argument: write name=value"
                + (tool.params().isEmpty() ? "" : ", such as " + tool.params().get(0).name() + "=" + word));
            String key = word.substring(0, at);
            Object value = value(tool, key, word.substring(at + 1));
            if (fromWords.add(key)) {
                arguments.put(key, value);
            } else {
                List<Object> list = new ArrayList<>(
                    arguments.get(key) instanceof List<?> before ? before : List.of(arguments.get(key)));
                list.add(value);
                arguments.put(key, list);
            }
        }
        return arguments;
    }

    /** Text, but for lists and objects, which may be written as JSON. @throws UsageException */
    public static Object value(Tool tool, String key, String text) {
        for (Param param : tool.params()) {
            boolean nested = param.type() == Param.Type.TEXTS || param.type() == Param.Type.OBJECT
                || param.type() == Param.Type.OBJECTS;
            if (!param.name().equals(key) || !nested || !text.startsWith("[") && !text.startsWith("{")) continue;
            try {
                return Frames.read(text);
            } catch (IllegalArgumentException malformed) {
                throw new UsageException(key + " is not valid JSON: " + FailureException.show(text));
            }
        }
        return text;
    }

    /** @param source where the text comes from, for the error. @throws UsageException when it is no JSON object */
    public static Map<String, Object> object(String source, String text) {
        try {
            if (Frames.read(text) instanceof Map<?, ?> map) return Protocol.strings(map);
        } catch (IllegalArgumentException malformed) {
            // said below
        }
        throw new UsageException(source + " holds no JSON object, such as {\"organizationSlug\": \"acme\"}");
    }
}
