package tools;

/** Ids of 32 hexadecimal digits, as people give them: bare, with dashes, or inside the address of the thing in Sentry. */
final class Ids {
    private Ids() { }

    /**
     * @param param   the parameter that holds it
     * @param segment the path segment after which such an address names it: "replays", "trace"
     * @throws Failure naming the parameter
     */
    static String hex32(Call call, String param, String segment) { return hex32(call, param, segment, 0); }

    /** @param skipped how many segments stand between: a profile's address names its project first */
    static String hex32(Call call, String param, String segment, int skipped) {
        String given = call.text(param);
        String text = given;
        if (given.contains("://")) {
            int at = given.indexOf("/" + segment + "/");
            if (at < 0) throw Failure.input(param, "is a URL without /" + segment + "/…: " + Failure.show(given));
            String[] segments = given.substring(at + segment.length() + 2).split("[/?#]", skipped + 2);
            text = segments[Math.min(skipped, segments.length - 1)];
        }
        String plain = text.replace("-", "").toLowerCase(java.util.Locale.ROOT);
        if (plain.length() != 32 || !plain.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
            throw Failure.input(param, "must be 32 hexadecimal digits, or a Sentry URL with them, not " + Failure.show(given));
        }
        return plain;
    }
}
