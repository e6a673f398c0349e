package demo;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What Sentry's serializers refuse, in the words of Django REST framework. */
final class Checks {
    private static final Pattern SLUG = Pattern.compile("(?![0-9]+$)[a-z0-9_\\-]+");

    private Checks() {}

    /** A string of 1 to {@code most} characters; null only if it is not required and not sent. */
    static String string(Map<?, ?> from, String name, int most, boolean required) {
        Object value = from.get(name);
        if (value == null) {
            if (required) throw Refused.field(name,
                from.containsKey(name) ? "This field may not be null." : "This field is required.");
            return null;
        }
        if (!(value instanceof String string)) throw Refused.field(name, "Not a valid string.");
        if (string.isBlank()) throw Refused.field(name, "This field may not be blank.");
        if (string.length() > most)
            throw Refused.field(name, "Ensure this field has no more than " + most + " characters.");
        return string.strip();
    }

    static String slug(Map<?, ?> from, String name, int most) {
        String slug = string(from, name, most, false);
        if (slug != null && !SLUG.matcher(slug).matches()) throw Refused.field(name,
            "Enter a valid slug consisting of lowercase letters, numbers, underscores or hyphens. It cannot be "
                + "entirely numeric.");
        return slug;
    }

    static void choice(Ask ask, String name, List<String> choices) {
        if (ask.sends(name)) choice((Map<?, ?>) ask.body, name, choices);
    }

    static String choice(Map<?, ?> from, String name, List<String> choices) {
        Object value = from.get(name);
        if (value == null && !from.containsKey(name)) return null;
        if (value == null) throw Refused.field(name, "This field may not be null.");
        if (!choices.contains(Plain.say(value))) throw Refused.field(name, "\"" + value + "\" is not a valid choice.");
        return Plain.say(value);
    }

    /** A whole number within bounds; null if it is not sent, or sent as null where that is allowed. */
    static Long number(Map<?, ?> from, String name, long least, long most, boolean nullable) {
        Object value = from.get(name);
        if (value == null) {
            if (from.containsKey(name) && !nullable) throw Refused.field(name, "This field may not be null.");
            return null;
        }
        if (!(value instanceof Integer || value instanceof Long))
            throw Refused.field(name, "A valid integer is required.");
        long number = ((Number) value).longValue();
        if (number < least) throw Refused.field(name, "Ensure this value is greater than or equal to " + least + ".");
        if (number > most) throw Refused.field(name, "Ensure this value is less than or equal to " + most + ".");
        return number;
    }

    static Boolean bool(Map<?, ?> from, String name) {
        Object value = from.get(name);
        if (value == null && !from.containsKey(name)) return null;
        if (!(value instanceof Boolean bool)) throw Refused.field(name, "Must be a valid boolean.");
        return bool;
    }

    /** "team:ID" or "user:ID" of this organization. */
    static void owner(Organization home, Map<?, ?> from, String name) {
        if (from.get(name) == null) return;
        String owner = Plain.say(from.get(name));
        if (!owner.matches("(team|user):\\d+")) throw Refused.field(name,
            "Could not parse owner. Format should be `type:id` where type is `team` or `user`.");
        if (home.actor(owner) == null)
            throw Refused.field(name, owner.startsWith("team") ? "Team does not exist" : "User does not exist");
    }

    static void environment(Organization home, Map<?, ?> from, String name) {
        if (from.get(name) != null && !Settings.ENVIRONMENTS.contains(Plain.say(from.get(name))))
            throw Refused.field(name, "Environment does not exist");
    }

    static Map<?, ?> body(Ask ask) {
        if (ask.body instanceof Map<?, ?> map) return map;
        throw new Refused(400, Plain.map("nonFieldErrors", Plain.list("Invalid data. Expected a dictionary, but got "
            + (ask.body == null ? "nothing" : ask.body.getClass().getSimpleName()) + ".")));
    }
}
