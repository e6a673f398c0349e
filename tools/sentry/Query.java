package tools.sentry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.answer.Ascii;
import tools.answer.Show;
import tools.answer.Suggestion;

/**
 * A query in Sentry's search syntax, taken apart: filters ({@code key:value}, {@code !key:value}, {@code has:key},
 * comparisons, lists, wildcards, functions), free text, AND, OR and parentheses. {@link #parse} never fails; what is
 * wrong is in {@link #problems}. Whether the fields exist and hold what they are compared with is a second question,
 * {@link #check}, since it depends on the dataset.
 *
 * <p>The grammar is the one of docs.sentry.io/concepts/search, where {@code NOT} does not exist: it is read all the
 * same, and {@link #text} has {@code !} in its place.
 *
 * @param terms    in the order in which they were written
 * @param problems what Sentry would not understand; empty = well formed
 * @param text     the query as it can be sent
 */
public record Query(List<Term> terms, List<Problem> problems, String text) {

    public enum Kind { FILTER, TEXT, OPERATOR, OPEN, CLOSE }

    /**
     * One piece of a query.
     *
     * @param at       index of its first character
     * @param text     as written, negation and quotes included
     * @param negated  by {@code !} or NOT
     * @param key of a filter: a field, {@code has}, {@code tags[…]} or a function with its arguments; "" for other
     *     kinds
     * @param operator of a filter: "" (equals), &gt;, &gt;=, &lt;, &lt;= or =
     * @param values   of a filter: one, or those of a list, without their quotes; of free text: the text itself
     * @param quoted   whether its value (or the free text) stood in quotes
     */
    public record Term(Kind kind, int at, String text, boolean negated, String key, String operator,
        List<String> values, boolean quoted) {
        static Term word(Kind kind, int at, String text, boolean quoted) {
            return new Term(kind, at, text, false, "", "", List.of(text), quoted);
        }

        boolean isFunction() { return key.endsWith(")"); }

        /** Whether two filters ask for the same, however they are quoted. */
        public boolean same(Term other) {
            return kind == other.kind && negated == other.negated && key.equals(other.key)
                && operator.equals(other.operator) && values.equals(other.values);
        }
    }

    /** @param at index of the first character of what is wrong */
    public record Problem(int at, String term, String says) {
        /** {@code at 13, level:>x: …}; positions count from 1. */
        public String line() {
            return "at " + (at + 1) + ", " + (term.length() > 60 ? term.substring(0, 60) + "…" : term) + ": " + says;
        }
    }

    /** The orders of a list of issues, as Sentry takes them. */
    public static final List<String> ISSUE_SORTS = List.of("date", "freq", "new", "user", "trends", "recommended");

    /** The longest query that Sentry's own interface can put into an address; more is no question. */
    private static final int LONGEST = 4_000;

    public static Query parse(String text) {
        String given = text == null ? "" : text;
        if (given.length() > LONGEST) return new Query(List.of(), List.of(new Problem(0, given.substring(0, 20) + "…",
            "a query of more than " + LONGEST + " characters is too long")), given);
        return new Parser(given).query();
    }

    /**
     * Nothing but filters, quoted phrases, operators and parentheses, and at least one filter: there is nothing to
     * translate.
     */
    public boolean isSyntax() {
        if (!problems.isEmpty()) return false;
        boolean filters = false;
        for (Term term : terms) {
            if (term.kind == Kind.TEXT && !term.quoted) return false;
            if (term.kind == Kind.FILTER && !authoritative(term)) return false;
            filters |= term.kind == Kind.FILTER;
        }
        return filters;
    }

    /** The filters that somebody wrote on purpose: well formed, and their key does not start like a sentence. */
    public List<Term> filters() {
        List<Term> filters = new ArrayList<>();
        for (Term term : terms) {
            boolean broken = false;
            for (Problem problem : problems)
                broken |= problem.at >= term.at && problem.at < term.at + term.text.length();
            if (term.kind == Kind.FILTER && authoritative(term) && !broken) filters.add(term);
        }
        return filters;
    }

    private static boolean authoritative(Term term) {
        char first = term.key.charAt(0);
        return Character.isLowerCase(first) || first == '_' || first == '"';
    }

    // ---------------------------------------------------------------- parser

    private static final class Parser {
        private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

        private final String all;
        private final List<Term> terms = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();
        private int i;

        Parser(String all) { this.all = all; }

        Query query() {
            while (i < all.length()) {
                char c = all.charAt(i);
                if (blank(c)) i++;
                else if (c == '(' || c == ')')
                    terms.add(Term.word(c == '(' ? Kind.OPEN : Kind.CLOSE, i, all.substring(i, ++i), false));
                else term();
            }
            structure();
            String text = negations();
            return new Query(List.copyOf(terms), List.copyOf(problems), text);
        }

        private static boolean blank(char c) { return Character.isWhitespace(c); }

        private char peek() { return i < all.length() ? all.charAt(i) : 0; }

        private void wrong(int at, String term, String says) { problems.add(new Problem(at, term, says)); }

        private void term() {
            int start = i;
            boolean negated = peek() == '!';
            if (negated) i++;
            String key = key();
            if (key != null && peek() == ':' && !(all.startsWith("//", i + 1))) {
                i++;
                filter(start, negated, key);
                return;
            }
            i = start;
            if (negated) i++;
            text(start, negated);
        }

        /** A key at this place, the place then being after it; null when there is none. */
        private String key() {
            int start = i;
            if (peek() == '"') {
                int end = all.indexOf('"', i + 1);
                if (end < 0 || end == i + 1 || end + 1 >= all.length() || all.charAt(end + 1) != ':') return null;
                i = end + 1;
                return all.substring(start, i);
            }
            while (i < all.length() && (Ascii.letterOrDigit(peek()) || "_.-".indexOf(peek()) >= 0)) i++;
            String name = all.substring(start, i);
            if (!KEY.matcher(name).matches()) return null;
            if (peek() == '[' || peek() == '(') {
                char close = peek() == '[' ? ']' : ')';
                int depth = 0;
                for (int at = i; at < all.length(); at++) {
                    char c = all.charAt(at);
                    if (c == '\n') break;
                    if (c == '(' || c == '[') depth++;
                    if ((c == ')' || c == ']') && --depth == 0) {
                        if (c != close) break;
                        i = at + 1;
                        return all.substring(start, i);
                    }
                }
                return null;
            }
            return name;
        }

        private void filter(int start, boolean negated, String key) {
            String operator = "";
            for (String each : List.of(">=", "<=", ">", "<", "=")) {
                if (operator.isEmpty() && all.startsWith(each, i)) operator = each;
            }
            i += operator.length();
            int at = i;
            char c = peek();
            List<String> values = new ArrayList<>();
            boolean quoted = c == '"';
            if (c == 0 || blank(c) || c == ')') {
                wrong(start, all.substring(start, i),
                    "there is no value after the " + (operator.isEmpty() ? "colon" : operator)
                        + "; use \"\" for an empty one, has:" + key + " for any");
                values.add("");
            } else if (quoted) {
                values.add(quoted(start));
            } else if (c == '[') {
                list(start, values);
                if (!operator.isEmpty())
                    wrong(start, all.substring(start, i), "a list cannot be compared with " + operator);
            } else {
                values.add(bare());
                if (i == at) wrong(start, all.substring(start, i + 1),
                    "a value with parentheses has to be quoted: " + key + ":\"…\"");
            }
            if (values.isEmpty()) values.add("");
            if (i > at && !(i >= all.length() || blank(peek()) || peek() == ')')) {
                int rest = i;
                boolean call = peek() == '(';
                while (i < all.length() && !blank(peek()) && (call || peek() != ')')) i++;
                wrong(rest, all.substring(start, i),
                    "a blank is missing after the value; a value with quotes or parentheses inside has to be quoted "
                        + "as a whole");
            }
            terms.add(new Term(Kind.FILTER, start, all.substring(start, i), negated, key, operator, List.copyOf(values),
                quoted));
        }

        /** A value in quotes, where {@code \"} is a quote. The place is then after the closing one. */
        private String quoted(int start) {
            int open = i++;
            StringBuilder value = new StringBuilder();
            while (i < all.length()) {
                char c = all.charAt(i++);
                if (c == '"') return value.toString();
                if (c == '\\' && peek() == '"') c = all.charAt(i++);
                value.append(c);
            }
            wrong(open, all.substring(start), "the quote is not closed");
            return value.toString();
        }

        private String bare() {
            int at = i;
            while (i < all.length() && !blank(peek()) && "()\"".indexOf(peek()) < 0) i++;
            return all.substring(at, i);
        }

        private void list(int start, List<String> values) {
            int open = i++;
            while (true) {
                while (blank(peek()) && i < all.length()) i++;
                if (i >= all.length()) {
                    wrong(open, all.substring(start), "the list is not closed with ]");
                    return;
                }
                if (peek() == '"') {
                    values.add(quoted(start));
                } else {
                    int at = i;
                    while (i < all.length() && ",]\"[".indexOf(peek()) < 0) i++;
                    values.add(all.substring(at, i).strip());
                }
                while (blank(peek()) && i < all.length()) i++;
                if (peek() == ',') {
                    i++;
                } else if (peek() == ']') {
                    i++;
                    if (values.contains(""))
                        wrong(open, all.substring(start, i), "a list needs values between its commas: [a,b]");
                    return;
                } else if (i < all.length()) {
                    wrong(i, all.substring(start, i + 1), "a list holds values and commas only: [a,\"b c\"]");
                    while (i < all.length() && peek() != ']') i++;
                    if (i < all.length()) i++;
                    return;
                }
            }
        }

        private void text(int start, boolean negated) {
            if (peek() == '"' && !negated) {
                String phrase = quoted(start);
                terms.add(new Term(Kind.TEXT, start, all.substring(start, i), false, "", "", List.of(phrase), true));
                return;
            }
            while (i < all.length() && !blank(peek()) && "()".indexOf(peek()) < 0) i++;
            String word = all.substring(start, i);
            String upper = word.toUpperCase(Locale.ROOT);
            boolean operator = upper.equals("AND") || upper.equals("OR");
            if (word.equals("!")) wrong(start, word, "! stands directly before a filter: !key:value");
            terms.add(Term.word(operator ? Kind.OPERATOR : Kind.TEXT, start, word, false));
        }

        /** Operators between two sides, parentheses in pairs and around something, NOT before a filter. */
        private void structure() {
            List<Term> open = new ArrayList<>();
            for (int t = 0; t < terms.size(); t++) {
                Term term = terms.get(t);
                Term before = t == 0 ? null : terms.get(t - 1);
                Term after = t + 1 == terms.size() ? null : terms.get(t + 1);
                switch (term.kind) {
                    case OPEN -> {
                        open.add(term);
                        boolean touches =
                            before != null && before.kind == Kind.TEXT && before.at + before.text.length() == term.at;
                        if (after != null && after.kind == Kind.CLOSE) {
                            wrong(term.at, touches ? before.text + "()" : "()",
                                touches ? "a function in a query is compared with a number: " + before.text + "():>10"
                                    : "there is nothing between the parentheses");
                        }
                    }
                    case CLOSE -> {
                        if (open.isEmpty()) wrong(term.at, ")", "the parenthesis was not opened");
                        else open.remove(open.size() - 1);
                    }
                    case OPERATOR -> {
                        if (before == null || before.kind == Kind.OPEN || before.kind == Kind.OPERATOR)
                            wrong(term.at, term.text, "there is nothing before " + term.text);
                        if (after == null || after.kind == Kind.CLOSE)
                            wrong(term.at, term.text, "there is nothing after " + term.text);
                    }
                    case TEXT -> {
                        if (term.text.equals("NOT") && !(after != null && after.kind == Kind.FILTER && !after.negated))
                            wrong(term.at, "NOT", "write ! directly before a filter: !key:value");
                    }
                    default -> {}
                }
            }
            for (Term term : open) wrong(term.at, "(", "the parenthesis is not closed");
            problems.sort((a, b) -> Integer.compare(a.at, b.at));
        }

        /** The query with {@code !key:value} for {@code NOT key:value}; the terms say negated then. */
        private String negations() {
            StringBuilder text = new StringBuilder();
            int from = 0;
            for (int t = 0; t + 1 < terms.size(); t++) {
                Term term = terms.get(t);
                Term next = terms.get(t + 1);
                if (term.kind != Kind.TEXT || !term.text.equals("NOT") || next.kind != Kind.FILTER || next.negated)
                    continue;
                text.append(all, from, term.at).append('!');
                from = next.at;
                terms.set(t + 1,
                    new Term(next.kind, next.at, next.text, true, next.key, next.operator, next.values, next.quoted));
                terms.remove(t);
            }
            return text.append(all.substring(from)).toString().strip();
        }
    }

    // ---------------------------------------------------------------- fields

    /** Where an issue search looks; not a dataset of events. */
    public static final String ISSUES = "issues";
    /** The events of one issue. */
    public static final String ISSUE_EVENTS = "issue events";

    /**
     * The fields of an issue search: name, type, and the words that an enumerated one takes. Names:
     * docs.sentry.io/concepts/search/searchable-properties/issues
     */
    private static final String ISSUE_FIELDS =
        """
            is | words | unresolved resolved ignored archived escalating new ongoing regressed assigned unassigned \
            for_review linked unlinked archived_until_escalating archived_until_condition_met archived_forever
            level | words | fatal error warning info debug sample
            issue | string
            issue.category | words | error feedback outage metric db_query http_client frontend mobile performance \
            cron replay uptime configuration instrumentation preprod test_notification
            issue.type | string
            issue.priority | words | high medium low
            issue.seer_actionability | words | super_high high medium low super_low
            issue.seer_last_run | date
            assigned | string
            assigned_or_suggested | string
            bookmarks | string
            subscribed | string
            firstSeen | date
            lastSeen | date
            activeSince | date
            event.timestamp | date
            timestamp | date
            age | date
            firstRelease | string
            release | string
            release.version | string
            release.package | string
            release.build | string
            release.stage | words | adopted low_adoption replaced
            timesSeen | number
            userCount | number
            first_seen | date
            last_seen | date
            message | string
            title | string
            culprit | string
            logger | string
            transaction | string
            location | string
            detector | string
            dist | string
            id | string
            project.id | string
            project.name | string
            error.mechanism | string
            error.main_thread | boolean
            symbolicated_in_app | boolean
            unreal.crash_type | string
            """;

    /** Names that every error event may have besides {@link EventFields}, as tags or as parts of it. */
    private static final String MORE_ERROR_FIELDS =
        "user user.display user.id user.ip user.username device device.arch device.brand device.model_id os "
            + "os.version runtime runtime.name "
            + "runtime.version browser browser.version handled mechanism event.type type trace.span "
            + "user_agent.original http.status_code http.url http.referer server_name dist logger "
            + "issue.id project.name project_id geo.city geo.region geo.country stack.package stack.colno "
            + "stack.in_app error.mechanism error.main_thread app.in_foreground "
            + "release.version release.stage environment unreal.crash_type symbolicated_in_app profile.id replay.id "
            + "span_id timestamp.to_hour timestamp.to_day";

    /**
     * First words of the names that OpenTelemetry gives to attributes of spans, logs and metrics. Those that Sentry
     * coins itself ({@code span.…}, {@code transaction.…}) are not among them: they are known one by one.
     */
    private static final Set<String> CONVENTIONS = Set.of("app", "aws", "azure", "browser", "cache", "client", "cloud",
        "code", "container", "culture", "db", "deployment", "device", "dns",
        "enduser", "error", "exception", "faas", "feature_flag", "file", "frames", "gcp", "gen_ai", "geo", "graphql",
        "host", "http", "jvm", "k8s", "lcp", "cls", "mcp", "measurements",
        "messaging", "mobile", "navigation", "net", "network", "nodejs", "os", "otel", "peer", "process", "queue",
        "resource", "rpc", "sentry", "server",
        "service", "session", "source", "telemetry", "thread", "tls", "ttfb", "ui", "url", "user", "user_agent", "vcs",
        "vercel");

    /**
     * Name and type of the fields that every organization has; types as in {@link EventFields}, and "words …" for
     * enumerated ones.
     */
    public static Map<String, String> known(String dataset) {
        Map<String, String> known = new LinkedHashMap<>();
        boolean issues = dataset.equals(ISSUES);
        if (issues) {
            for (String line : ISSUE_FIELDS.split("\n")) {
                String[] parts = line.split(" \\| ");
                known.put(parts[0], parts.length > 2 ? "words " + parts[2] : parts[1]);
            }
        }
        boolean attributes = hasAttributes(dataset);
        for (String source : issues || dataset.equals(ISSUE_EVENTS) ? List.of("errors")
            : attributes ? List.of(dataset, "spans") : List.of(dataset)) {
            for (EventFields.Field field : EventFields.matching(Dataset.of(source), null))
                known.putIfAbsent(field.name(), field.type());
        }
        if (issues || dataset.equals("errors") || dataset.equals(ISSUE_EVENTS)) {
            for (String name : MORE_ERROR_FIELDS.split(" "))
                known.putIfAbsent(name, name.startsWith("timestamp") ? "date" : "string");
        }
        if (dataset.equals("replays")) for (String name : List.of("urls", "screens", "user.geo.subdivision",
            "environment", "started_at", "finished_at", "releases")) known.putIfAbsent(name, "string");
        if (dataset.equals("errors") || dataset.equals("logs"))
            known.put(dataset.equals("errors") ? "level" : "severity", dataset.equals("errors")
                ? "words fatal error warning info debug sample" : "words trace debug info warn error fatal");
        return known;
    }

    private static boolean hasAttributes(String dataset) {
        Dataset named = Dataset.of(dataset);
        return named != null && named.hasAttributes();
    }

    /** The functions that can be selected or compared; empty where there are none. */
    public static List<String> functions(String dataset) {
        return switch (dataset) {
            case "errors" -> List.of("count", "count_unique", "count_if", "last_seen", "eps", "epm", "failure_count",
                "min", "max", "avg", "sum", "p50", "p75", "p95", "p99", "any", "unique", "count_web_vitals");
            case "spans" -> List.of("count", "count_unique", "count_if", "sum", "avg", "min", "max", "p50", "p75",
                "p90", "p95", "p99", "p100", "eps", "epm", "failure_rate", "failure_count",
                "sum_if", "avg_if", "p50_if", "p75_if", "p90_if", "p95_if", "p99_if", "apdex", "ttid_count",
                "cache_miss_rate", "http_response_rate", "trace_status_rate", "performance_score",
                "opportunity_score", "time_spent_percentage", "user_misery");
            case "logs" -> List.of("count", "count_unique", "count_if", "sum", "avg", "min", "max", "p50", "p75", "p90",
                "p95", "p99", "p100", "eps", "epm");
            case "metrics" -> List.of("sum", "avg", "min", "max", "count", "count_unique", "p50", "p75", "p90", "p95",
                "p99", "per_second", "per_minute");
            case "profiles" -> List.of("count", "last_seen", "p50", "p75", "p95", "p99");
            default -> List.of();
        };
    }

    /**
     * The name of a field that is spelled right but that only this organization can know: {@code tags[plan]},
     * {@code tags[cart_size,number]}, {@code flags["beta"]}.
     */
    static boolean custom(String key) {
        return (key.startsWith("tags[") || key.startsWith("flags[")) && key.endsWith("]")
            && key.indexOf('[') < key.length() - 2;
    }

    /** Whether every organization has the field, or the organization has said that it has. */
    private static boolean exists(String dataset, String key, Map<String, String> known, Collection<String> theirs) {
        String name = key.startsWith("\"") && key.length() > 2 ? key.substring(1, key.length() - 1) : key;
        if (known.containsKey(name) || custom(name) || theirs.contains(name)) return true;
        boolean attributes = hasAttributes(dataset);
        return attributes && name.indexOf('.') > 0 && CONVENTIONS.contains(name.substring(0, name.indexOf('.')));
    }

    /** The keys of filters that nothing says exist: those to ask the organization about. */
    public List<String> strange(String dataset) {
        Map<String, String> known = known(dataset);
        List<String> strange = new ArrayList<>();
        for (Term term : terms) {
            if (term.kind != Kind.FILTER || term.isFunction()) continue;
            String key = term.key.equals("has") ? term.values.get(0) : term.key;
            if (!exists(dataset, key, known, List.of()) && !strange.contains(key)) strange.add(key);
        }
        return strange;
    }

    /**
     * What is wrong with the query in a dataset, beyond its form: fields that do not exist or cannot be compared like
     * that, and what the dataset has no room for.
     *
     * @param dataset    errors, spans, logs, metrics, profiles, replays, {@link #ISSUES} or {@link #ISSUE_EVENTS}
     * @param aggregates whether functions are selected, so that they can be compared as well
     * @param theirs     names of fields that the organization has besides those that all have
     * @param trusted    filters that are not judged: what a user wrote on purpose stays
     */
    public List<Problem> check(String dataset, boolean aggregates, Collection<String> theirs, List<Term> trusted) {
        List<Problem> found = new ArrayList<>(problems);
        Map<String, String> known = known(dataset);
        for (Term term : terms) {
            String says = switch (term.kind) {
                case OPERATOR, OPEN, CLOSE -> dataset.equals(ISSUES)
                    ? "a search for issues has no AND, OR or parentheses; write one filter after the other, and "
                        + "key:[a,b] for alternatives"
                    : null;
                case TEXT -> null;
                case FILTER ->
                    trusted.stream().anyMatch(term::same) ? null : filter(dataset, term, aggregates, known, theirs);
            };
            if (says != null) found.add(new Problem(term.at, term.text, says));
        }
        found.sort((a, b) -> Integer.compare(a.at, b.at));
        return found;
    }

    private static String filter(String dataset, Term term, boolean aggregates, Map<String, String> known,
        Collection<String> theirs) {
        if (term.isFunction()) {
            String wrong = function(dataset, term.key, known, theirs);
            if (wrong != null) return wrong;
            if (!aggregates) return "functions can be compared only when fields selects a function";
            return NUMBER.matcher(term.values.get(0)).matches() || DURATION.matcher(term.values.get(0)).matches() ? null
                : "a function is compared with a number, such as " + term.key + ":>10";
        }
        if (term.key.equals("has")) {
            if (dataset.equals("replays"))
                return "replays have no has:; compare the field itself, such as count_errors:>0";
            return exists(dataset, term.values.get(0), known, theirs) ? null
                : unknown(dataset, term.values.get(0), known, theirs);
        }
        if (dataset.equals("replays") && term.key.equals("environment"))
            return "replays take the environment as an argument of its own, not in the query";
        if (dataset.equals(ISSUE_EVENTS) && (term.key.equals("issue") || term.key.equals("issue.id")))
            return "the search is within one issue already";
        if (!exists(dataset, term.key, known, theirs)) return unknown(dataset, term.key, known, theirs);
        return value(term, known.getOrDefault(term.key,
            term.key.endsWith(",number]") ? "number" : term.key.endsWith(",boolean]") ? "boolean" : "any"));
    }

    private static String unknown(String dataset, String key, Map<String, String> known, Collection<String> theirs) {
        List<String> names = new ArrayList<>(known.keySet());
        names.addAll(theirs);
        String close = Suggestion.to(key, names);
        return key + " is not a field of " + dataset + (close == null ? "" : "; did you mean " + close + "?");
    }

    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?(?:[kmbKMB]|[KMGT]i?[Bb]|%)?");
    private static final Pattern DURATION =
        Pattern.compile("[0-9]+(\\.[0-9]+)?(?:ns|us|ms|s|sec|m|min|h|hr|d|day|w|wk)?");
    private static final Pattern RELATIVE = Pattern.compile("[+-][0-9]{1,6}[mhdw]");

    /** @return what is wrong with a filter's value, or null */
    private static String value(Term term, String type) {
        String compared = term.operator.equals("=") ? "" : term.operator;
        for (String value : term.values) {
            if (type.startsWith("words ")) {
                List<String> words = List.of(type.substring(6).split(" "));
                if (!compared.isEmpty()) return term.key + " takes words and cannot be compared with " + compared;
                if (!value.contains("*") && !words.contains(value))
                    return term.key + " is one of " + String.join(", ", words);
            } else if (type.equals("number") && !NUMBER.matcher(value).matches()) {
                return term.key + " is a number, such as " + term.key + ":>10";
            } else if (type.equals("duration") && !DURATION.matcher(value).matches()) {
                return term.key + " is a duration, such as " + term.key + ":>500ms";
            } else if (type.equals("boolean")
                && !(compared.isEmpty() && List.of("true", "false", "1", "0").contains(value))) {
                    return term.key + " is true or false";
                } else if (type.equals("date")) {
                    if (RELATIVE.matcher(value).matches()) {
                        if (!term.operator.isEmpty()) return "a relative time stands alone: " + term.key
                            + ":-24h (after), " + term.key + ":+24h (before)";
                    } else if (Show.instant(value) == null) {
                        return term.key + " is a time: " + term.key + ":-24h or " + term.key + ":>2026-02-11T09:00:00";
                    }
                } else if (type.equals("string") && !compared.isEmpty() && !term.key.startsWith("release")) {
                    return term.key + " is text and cannot be compared with " + compared;
                }
        }
        return null;
    }

    // ---------------------------------------------------------------- columns

    /** Whether a column is a function or an equation. */
    public static boolean aggregate(String column) {
        return column.endsWith(")") && column.indexOf('(') > 0 || column.startsWith("equation|");
    }

    /** @return what is wrong with a function such as {@code p95(span.duration)}, or null */
    private static String function(String dataset, String text, Map<String, String> known, Collection<String> theirs) {
        int open = text.indexOf('(');
        String name = text.substring(0, Math.max(open, 0));
        List<String> functions = functions(dataset);
        if (functions.isEmpty()) return dataset + " have no functions: they are listed, not counted";
        if (!functions.contains(name)) {
            String close = Suggestion.to(name, functions);
            return name + "() is not a function of " + dataset
                + (close == null ? "; there are " + String.join(", ", functions) : "; did you mean " + close + "()?");
        }
        String inside = text.substring(open + 1, text.length() - 1).strip();
        List<String> arguments = arguments(inside);
        if (dataset.equals("metrics")) {
            if (arguments.size() != 4 || !arguments.get(0).equals("value"))
                return "a metric is named in full: " + name + "(value,<metric.name>,<metric.type>,<metric.unit or ->)";
            return List.of("counter", "gauge", "distribution").contains(arguments.get(2)) ? null
                : "the type of a metric is counter, gauge or distribution, not " + arguments.get(2);
        }
        if (arguments.isEmpty()) return List.of("count_unique", "sum", "avg", "min", "max", "count_if").contains(name)
            ? name + "() needs a field: " + name + "(field)" : null;
        String first = arguments.get(0);
        if (NUMBER.matcher(first).matches() || exists(dataset, first, known, theirs)) return null;
        return unknown(dataset, first, known, theirs);
    }

    /** Cut at commas outside of brackets: {@code avg(tags[cart_size,number])} has one. */
    public static List<String> arguments(String inside) {
        List<String> arguments = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int at = 0; at <= inside.length(); at++) {
            char c = at == inside.length() ? ',' : inside.charAt(at);
            if (c == '[' || c == '(') depth++;
            if (c == ']' || c == ')') depth--;
            if (c != ',' || depth > 0 && at < inside.length()) continue;
            if (at > from) arguments.add(inside.substring(from, at).strip());
            from = at + 1;
        }
        return arguments;
    }

    private static final Pattern PLAIN_EQUATION = Pattern.compile("equation\\|[A-Za-z0-9_.,()\\[\\] +*/-]{1,300}");

    /** What is wrong with the columns of a table of events, one sentence each. */
    public static List<String> columns(String dataset, List<String> fields, Collection<String> theirs) {
        List<String> wrong = new ArrayList<>();
        Map<String, String> known = known(dataset);
        for (String field : fields) {
            if (field.startsWith("equation|")) {
                if (!dataset.equals("spans")) wrong.add(field + ": equations exist for spans only");
                else if (!PLAIN_EQUATION.matcher(field).matches())
                    wrong.add(field + ": an equation holds functions, numbers and + - * / only");
            } else if (aggregate(field)) {
                String says = function(dataset, field, known, theirs);
                if (says != null) wrong.add(field + ": " + says);
            } else if (!exists(dataset, field, known, theirs)) {
                wrong.add(unknown(dataset, field, known, theirs));
            }
        }
        return wrong;
    }

    /** The columns that nothing says exist. */
    public static List<String> strange(String dataset, List<String> fields) {
        Map<String, String> known = known(dataset);
        List<String> strange = new ArrayList<>();
        for (String field : fields) {
            List<String> names =
                !aggregate(field) ? List.of(field) : dataset.equals("metrics") || field.startsWith("equation|")
                    ? List.of() : arguments(field.substring(field.indexOf('(') + 1, field.length() - 1));
            if (!names.isEmpty() && !exists(dataset, names.get(0), known, List.of())
                && !NUMBER.matcher(names.get(0)).matches()) strange.add(names.get(0));
        }
        return strange;
    }
}
