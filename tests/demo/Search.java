package demo;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sentry's search syntax, from its documentation (docs.sentry.io/concepts/search): terms {@code key:value}, {@code !},
 * {@code has:}, comparisons, lists, wildcards, quotes, free text, and, where a search has them, AND, OR and
 * parentheses.
 */
final class Search {
    private static final Pattern KEY =
        Pattern.compile("(!?)(\"[^\"]+\"|(?:tags|flags)\\[[^\\]]+\\]|[A-Za-z_][\\w.\\-]*(?:\\([^()]*\\))?):");
    private static final Pattern DURATION = Pattern.compile("(-?[\\d.]+)(ms|s|min|m|hr|h|day|d|wk|w)?");
    private static final Pattern NUMBER = Pattern.compile("(-?[\\d.]+)([kmb])?");
    private static final Pattern AGE = Pattern.compile("([+-])(\\d+)([wdhm])");

    /** What a key's values are, and so what can be asked of them. */
    enum Kind { TEXT, NUMBER, DURATION, DATE, BOOLEAN }

    /** A condition on rows. */
    sealed interface Node permits All, Any, Term {}

    record All(List<Node> nodes) implements Node {}

    record Any(List<Node> nodes) implements Node {}

    /**
     * One condition.
     *
     * @param key      null for free text
     * @param operator "=", "&gt;", "&gt;=", "&lt;", "&lt;=" or "has"
     * @param values   more than one for a list; any of them will do
     */
    record Term(boolean not, String key, String operator, List<String> values) implements Node {
        boolean aggregate() { return key != null && key.endsWith(")"); }

        private Term negated() { return new Term(!not, key, operator, values); }
    }

    private final String text;
    private final boolean booleans;
    private int at;

    private Search(String text, boolean booleans) {
        this.text = text;
        this.booleans = booleans;
    }

    /** @param booleans whether AND, OR and parentheses mean something; issue search refuses them */
    static Node parse(String query, boolean booleans) {
        Search search = new Search(query == null ? "" : query, booleans);
        Node node = search.any();
        if (search.at < search.text.length()) throw search.unmatched();
        return node;
    }

    private Refused unmatched() {
        return Refused.query("Parse error at '" + text.substring(Math.max(0, at - 5), Math.min(text.length(), at + 5))
            + "' (column " + (at + 1)
            + "). This is commonly caused by unmatched parentheses. Enclose any text in double quotes.");
    }

    private Node any() {
        List<Node> nodes = new ArrayList<>(List.of(all()));
        while (word("OR")) nodes.add(all());
        return nodes.size() == 1 ? nodes.get(0) : new Any(nodes);
    }

    private Node all() {
        List<Node> nodes = new ArrayList<>();
        while (true) {
            blanks();
            if (at >= text.length() || booleans && (text.charAt(at) == ')' || peek("OR"))) return new All(nodes);
            if (word("AND")) continue;
            if (!booleans && peek("OR"))
                throw Refused.query("Boolean statements containing \"OR\" or \"AND\" are not supported in this search");
            if (booleans && text.charAt(at) == '(') {
                at++;
                nodes.add(any());
                if (at >= text.length() || text.charAt(at) != ')') throw unmatched();
                at++;
            } else {
                nodes.add(one());
            }
        }
    }

    private void blanks() { while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++; }

    private boolean peek(String word) {
        int end = at + word.length();
        return text.regionMatches(true, at, word, 0, word.length())
            && (end == text.length() || Character.isWhitespace(text.charAt(end)) || text.charAt(end) == '(')
            && (at == 0 || Character.isWhitespace(text.charAt(at - 1)) || text.charAt(at - 1) == ')');
    }

    private boolean word(String word) {
        blanks();
        if (!peek(word)) return false;
        if (!booleans)
            throw Refused.query("Boolean statements containing \"OR\" or \"AND\" are not supported in this search");
        at += word.length();
        return true;
    }

    private Term one() {
        Matcher key = KEY.matcher(text).region(at, text.length());
        if (!key.lookingAt()) return free();
        at = key.end();
        boolean not = !key.group(1).isEmpty();
        String name = key.group(2).replaceAll("^\"|\"$", "");
        if (name.equals("has")) return new Term(not, value(name), "has", List.of());
        if (at < text.length() && text.charAt(at) == '[' && text.indexOf(']', at) > 0) {
            List<String> values = new ArrayList<>();
            do {
                at++;
                blanks();
                values.add(listed());
                blanks();
            } while (at < text.length() && text.charAt(at) == ',');
            if (at >= text.length() || text.charAt(at) != ']') throw unmatched();
            at++;
            return new Term(not, name, "=", values);
        }
        Matcher operator = Pattern.compile("[<>]=?").matcher(text).region(at, text.length());
        String sign = operator.lookingAt() ? operator.group() : "=";
        if (!sign.equals("=")) at = operator.end();
        boolean quoted = at < text.length() && text.charAt(at) == '"';
        String value = value(name);
        if (value.isEmpty() && quoted) return new Term(!not, name, "has", List.of());
        return new Term(not, name, sign, List.of(value));
    }

    /** A value in quotes, or up to a blank or parenthesis. */
    private String value(String key) {
        if (at < text.length() && text.charAt(at) == '"') return quoted();
        int start = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at)) && "()".indexOf(text.charAt(at)) < 0)
            at++;
        String value = text.substring(start, at);
        if (value.isEmpty()) throw Refused.query("Empty string after '" + key + ":'");
        if (value.indexOf('"') >= 0)
            throw Refused.query("Invalid quote at '" + value + "': quotes must enclose text or be escaped.");
        return value;
    }

    private String listed() {
        if (at < text.length() && text.charAt(at) == '"') return quoted();
        int start = at;
        while (at < text.length() && ",]".indexOf(text.charAt(at)) < 0) at++;
        return text.substring(start, at).strip();
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '"') value.append(text.charAt(++at));
            else if (c == '"') break;
            else value.append(c);
        }
        if (at >= text.length()) throw unmatched();
        at++;
        return value.toString();
    }

    /** Words up to the next term: one text that must be found as it stands. */
    private Term free() {
        StringBuilder words = new StringBuilder();
        while (true) {
            blanks();
            if (at >= text.length() || booleans && "()".indexOf(text.charAt(at)) >= 0 || peek("OR") || peek("AND")
                || KEY.matcher(text).region(at, text.length()).lookingAt()) break;
            if (text.charAt(at) == '"') {
                words.append(words.isEmpty() ? "" : " ").append(quoted());
                continue;
            }
            int start = at;
            while (at < text.length() && !Character.isWhitespace(text.charAt(at))
                && !(booleans && "()".indexOf(text.charAt(at)) >= 0)) at++;
            words.append(words.isEmpty() ? "" : " ").append(text, start, at);
        }
        return new Term(false, null, "=", List.of(words.toString()));
    }

    // ---------------------------------------------------------------- what a condition says of rows

    /** All terms, wherever they stand. */
    static List<Term> terms(Node node) {
        if (node instanceof Term term) return List.of(term);
        List<Term> terms = new ArrayList<>();
        for (Node each : node instanceof All all ? all.nodes : ((Any) node).nodes) terms.addAll(terms(each));
        return terms;
    }

    /** A test of rows: {@code one} makes a test of a term. */
    static <T> Predicate<T> test(Node node, Function<Term, Predicate<T>> one) {
        if (node instanceof Term term) return one.apply(term);
        List<Predicate<T>> tests = new ArrayList<>();
        for (Node each : node instanceof All all ? all.nodes : ((Any) node).nodes) tests.add(test(each, one));
        return node instanceof All ? row -> tests.stream().allMatch(each -> each.test(row))
            : row -> tests.stream().anyMatch(each -> each.test(row));
    }

    /**
     * The test of a value of this kind; a list of values passes when one of them does. A term with "!" passes where the
     * term without does not.
     */
    static Predicate<Object> test(Term term, Kind kind, Instant now) {
        if (term.not) return test(term.negated(), kind, now).negate();
        Predicate<Object> one = term.operator.equals("has") ? value -> !"".equals(value)
            : either(term.values.stream().map(value -> single(term, value, kind, now)).toList());
        return value -> value instanceof Collection<?> many
            ? many.stream().anyMatch(each -> each != null && one.test(each)) : value != null && one.test(value);
    }

    private static Predicate<Object> either(List<Predicate<Object>> tests) {
        return value -> tests.stream().anyMatch(each -> each.test(value));
    }

    private static Predicate<Object> single(Term term, String value, Kind kind, Instant now) {
        return switch (kind) {
            case TEXT -> like(term.operator.equals("=") ? value : term.operator + value);
            case BOOLEAN -> {
                if (!value.toLowerCase(Locale.ROOT).matches("true|false|1|0"))
                    throw Refused.query(term.key + ": Invalid boolean: " + value + ". Expected true, 1, false, or 0.");
                boolean wanted = value.equals("1") || value.equalsIgnoreCase("true");
                yield actual -> wanted == (actual.equals(true) || "true".equals(actual.toString())
                    || "1".equals(actual.toString()));
            }
            case NUMBER -> compare(term, numeric(term.key, value));
            case DURATION -> compare(term, milliseconds(term.key, value));
            case DATE -> date(term, value, now);
        };
    }

    private static Predicate<Object> compare(Term term, double wanted) {
        return actual -> actual instanceof Number number
            && holds(Double.compare(number.doubleValue(), wanted), term.operator);
    }

    private static boolean holds(int order, String operator) {
        return switch (operator) {
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            default -> order == 0;
        };
    }

    /** Equal, or with * like it, whatever the case. */
    static Predicate<Object> like(String value) {
        if (!value.contains("*")) return actual -> Plain.say(actual).equals(value);
        StringBuilder regex = new StringBuilder();
        for (String part : value.replace("\\*", "\u0000").split("\\*", -1))
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part.replace('\u0000', '*')));
        Pattern pattern = Pattern.compile(value.equals("*") ? ".*" : regex.toString(),
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL | Pattern.UNICODE_CASE);
        return actual -> pattern.matcher(Plain.say(actual)).matches();
    }

    /** The words somewhere in it, whatever the case. */
    static Predicate<Object> holding(String words) {
        return like(words.contains("*") ? words : "*" + words + "*");
    }

    static double numeric(String key, String value) {
        Matcher number = NUMBER.matcher(value);
        if (!number.matches()) throw Refused.query(
            key + ": Invalid number: " + value + ". Expected number then optional k, m, or b suffix (e.g. 500k).");
        return Double.parseDouble(number.group(1)) * (number.group(2) == null ? 1 : switch (number.group(2)) {
            case "k" -> 1e3;
            case "m" -> 1e6;
            default -> 1e9;
        });
    }

    static double milliseconds(String key, String value) {
        Matcher duration = DURATION.matcher(value);
        if (!duration.matches()) throw Refused.query(key + ": Invalid duration: " + value
            + ". Expected number then optional ms, s, m, h, d, or w suffix (e.g. 500ms).");
        return Double.parseDouble(duration.group(1)) * (duration.group(2) == null ? 1 : switch (duration.group(2)) {
            case "ms" -> 1;
            case "s" -> 1e3;
            case "m", "min" -> 6e4;
            case "h", "hr" -> 3.6e6;
            case "d", "day" -> 8.64e7;
            default -> 6.048e8;
        });
    }

    private static Predicate<Object> date(Term term, String value, Instant now) {
        Matcher age = AGE.matcher(value);
        if (age.matches()) {   // -3d: since three days ago; +3d: until then
            Instant then = now.minus(unit(age.group(3)).multipliedBy(Long.parseLong(age.group(2))));
            boolean since = age.group(1).equals("-");
            return actual -> since ? !Plain.instant(actual).isBefore(then) : !Plain.instant(actual).isAfter(then);
        }
        Instant then = when(value);
        if (then == null) throw Refused.query(term.key + ": Invalid date: " + value
            + ". Expected +/-duration (e.g. +1h) or ISO 8601-like (e.g. 2026-01-31T12:00:00Z or 2026-01-31).");
        Duration wide = value.length() <= 10 ? Duration.ofDays(1) : Duration.ofMinutes(5);
        if (term.operator.equals("="))
            return actual -> !Plain.instant(actual).isBefore(then) && Plain.instant(actual).isBefore(then.plus(wide));
        return actual -> holds(Plain.instant(actual).compareTo(then), term.operator);
    }

    static Duration unit(String letter) {
        return switch (letter) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            default -> Duration.ofDays(7);
        };
    }

    /** An ISO 8601 date or time, UTC where it says nothing else, or seconds since 1970; null if it is neither. */
    static Instant when(String value) {
        try {
            if (value.matches("\\d{9,10}(\\.\\d+)?"))
                return Instant.ofEpochMilli((long) (Double.parseDouble(value) * 1000));
            if (value.length() == 10) return LocalDate.parse(value).atStartOfDay().toInstant(ZoneOffset.UTC);
            return value.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$") ? OffsetDateTime.parse(value).toInstant()
                : LocalDateTime.parse(value).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException not) {
            return null;
        }
    }
}
