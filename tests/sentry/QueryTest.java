import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.sentry.Query;

/** Sentry's search grammar: what is read as what, and what is said about what cannot be read. */
class QueryTest {
    private static String problems(String query) {
        return Query.parse(query).problems().stream().map(Query.Problem::line).collect(Collectors.joining("\n"));
    }

    private static String check(String dataset, String query, boolean aggregates) {
        return Query.parse(query).check(dataset, aggregates, List.of(), List.of()).stream().map(Query.Problem::line)
            .collect(Collectors.joining("\n"));
    }

    // ---------------------------------------------------------------- reading

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "level:error | level  [error]",
        "!level:info | !level  [info]",
        "level:[fatal,error] | level  [fatal, error]",
        "project:[payments, \"two words\"] | project  [payments, two words]",
        "span.duration:>=500ms | span.duration >= [500ms]",
        "message:\"*out of memory*\" | message  [*out of memory*]",
        "message:\"she said \\\"no\\\"\" | message  [she said \"no\"]",
        "message:\"\" | message  []",
        "has:user.id | has  [user.id]",
        "tags[plan]:gold | tags[plan]  [gold]",
        "tags[cart_size,number]:>3 | tags[cart_size,number] > [3]",
        "\"odd key\":x | \"odd key\"  [x]",
        "count():>100 | count() > [100]",
        "p95(span.duration):<1.5s | p95(span.duration) < [1.5s]",
        "count_if(level,equals,fatal):>1 | count_if(level,equals,fatal) > [1]",
        "timestamp:-24h | timestamp  [-24h]",
        "firstSeen:>2026-01-05T00:00:00Z | firstSeen > [2026-01-05T00:00:00Z]",
        "release:shop@2.4.0 | release  [shop@2.4.0]",
        "url:*/cart/* | url  [*/cart/*]",
    })
    void aFilterIsAKeyAnOperatorAndItsValues(String query, String read) {
        Query parsed = Query.parse(query);
        assertEquals("", problems(query));
        assertEquals(1, parsed.terms().size());
        Query.Term term = parsed.terms().get(0);
        assertEquals(read.strip(),
            (term.negated() ? "!" : "") + term.key() + " " + term.operator() + " " + term.values());
        assertTrue(parsed.isSyntax());
    }

    @Test
    void filtersTextOperatorsAndParenthesesKeepTheirOrderAndTheirPlaces() {
        Query parsed = Query.parse("(level:error OR level:fatal) and timeout \"in checkout\"");
        assertEquals("OPEN@0 FILTER@1 OPERATOR@13 FILTER@16 CLOSE@27 OPERATOR@29 TEXT@33 TEXT@41",
            parsed.terms().stream().map(term -> term.kind() + "@" + term.at()).collect(Collectors.joining(" ")));
        assertEquals("", problems(parsed.text()));
    }

    @Test
    void notIsReadAsTheNegationThatSentryHas() {
        Query parsed = Query.parse("environment:production NOT level:info");
        assertEquals("environment:production !level:info", parsed.text());
        assertTrue(parsed.terms().get(1).negated());
        assertEquals("at 1, NOT: write ! directly before a filter: !key:value", problems("NOT (level:info)"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "level: error | at 1, level:: there is no value after the colon; use \"\" for an empty one, has:level for any",
        "count:> | at 1, count:>: there is no value after the >; use \"\" for an empty one, has:count for any",
        "message:\"deadlock | at 9, message:\"deadlock: the quote is not closed",
        "level:[error,fatal | at 7, level:[error,fatal: the list is not closed with ]",
        "level:[error,,fatal] | at 7, level:[error,,fatal]: a list needs values between its commas: [a,b]",
        "level:[] | at 7, level:[]: a list needs values between its commas: [a,b]",
        "level:>[1,2] | at 1, level:>[1,2]: a list cannot be compared with >",
        "url:*\"/cart/\"* | at 6, url:*\"/cart/\"*: a blank is missing after the value; a value with quotes or "
            + "parentheses inside has to be quoted as a whole",
        "message:foo(bar) | at 12, message:foo(bar): a blank is missing after the value; a value with quotes or "
            + "parentheses inside has to be quoted as a whole",
        "(level:error | at 1, (: the parenthesis is not closed",
        "level:error) | at 12, ): the parenthesis was not opened",
        "OR level:error | at 1, OR: there is nothing before OR",
        "level:error AND | at 13, AND: there is nothing after AND",
        "level:error OR AND level:info | at 16, AND: there is nothing before AND",
        "level:error () | at 13, (): there is nothing between the parentheses",
        "count() | at 6, count(): a function in a query is compared with a number: count():>10",
        "! level:error | at 1, !: ! stands directly before a filter: !key:value",
    })
    void whatIsWrongIsSaidWithItsPlace(String query, String says) { assertEquals(says, problems(query)); }

    /**
     * Facts, section 7, with two differences on purpose: in parentheses a filter is a filter, and a lower-case key may
     * hold capitals (firstSeen).
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "region:eu | true", "tags[Plan]:gold | true", "!level:info | true", "gen_ai.tool.name:x | true",
        "firstSeen:-7d | true", "(level:error) | true",
        "level:error \"payment failed\" | true", "Region:eu | false", "at 09:15 it broke | false",
        "see https://x.test | false", "todo: check | false", "'' | false",
        "errors in production | false", "level:error in production | false", "\"payment failed\" | false"})
    void syntaxIsToldFromPlainWords(String query, boolean syntax) {
        assertEquals(syntax, Query.parse(query).isSyntax(), query);
    }

    @Test
    void theFiltersAmongPlainWordsAreFound() {
        assertEquals(List.of("is:unresolved", "!has:user.id"),
            Query.parse("is:unresolved issues !has:user.id since Note:yesterday at 10:30 level:[broken").filters()
                .stream().map(Query.Term::text).toList());
    }

    @Test
    void filtersAreTheSameHoweverTheyAreQuoted() {
        assertTrue(Query.parse("level:\"error\"").terms().get(0).same(Query.parse("level:error").terms().get(0)));
        assertFalse(Query.parse("!level:error").terms().get(0).same(Query.parse("level:error").terms().get(0)));
        assertFalse(Query.parse("level:>error").terms().get(0).same(Query.parse("level:error").terms().get(0)));
    }

    // ---------------------------------------------------------------- fields

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "errors | levl:error | at 1, levl:error: levl is not a field of errors; did you mean level?",
        "errors | level:eror | at 1, level:eror: level is one of fatal, error, warning, info, debug, sample",
        "errors | !has:usr.id | at 1, !has:usr.id: usr.id is not a field of errors; did you mean user.id?",
        "errors | title:>5 | at 1, title:>5: title is text and cannot be compared with >",
        "errors | error.unhandled:yes | at 1, error.unhandled:yes: error.unhandled is true or false",
        "spans | span.duration:>fast | at 1, span.duration:>fast: span.duration is a duration, such as "
            + "span.duration:>500ms",
        "spans | http.response.status_code:5xx | at 1, http.response.status_code:5xx: http.response.status_code is a "
            + "number, such as http.response.status_code:>10",
        "spans | count():>5 | at 1, count():>5: functions can be compared only when fields selects a function",
        "logs | failure_rate():>5 | at 1, failure_rate():>5: failure_rate() is not a function of logs; there are "
            + "count, count_unique, count_if, sum, avg, min, max, p50, p75, p90, p95, p99, p100, eps, epm",
        "replays | has:url | at 1, has:url: replays have no has:; compare the field itself, such as count_errors:>0",
        "replays | environment:staging | at 1, environment:staging: replays take the environment as an argument of "
            + "its own, not in the query",
        "replays | count():>5 | at 1, count():>5: replays have no functions: they are listed, not counted",
        "issues | is:open | at 1, is:open: is is one of unresolved, resolved, ignored, archived, escalating, new, "
            + "ongoing, regressed, assigned, unassigned, for_review, linked, unlinked, archived_until_escalating, "
            + "archived_until_condition_met, archived_forever",
        "issues | firstSeen:>-7d | at 1, firstSeen:>-7d: a relative time stands alone: firstSeen:-24h (after), "
            + "firstSeen:+24h (before)",
        "issues | lastSeen:yesterday | at 1, lastSeen:yesterday: lastSeen is a time: lastSeen:-24h or "
            + "lastSeen:>2026-02-11T09:00:00",
        "issues | userCount:many | at 1, userCount:many: userCount is a number, such as userCount:>10",
        "issue events | issue:API-7K2 | at 1, issue:API-7K2: the search is within one issue already",
    })
    void aFieldThatDoesNotFitTheDatasetIsNamed(String dataset, String query, String says) {
        assertEquals(says, check(dataset, query, false));
    }

    @Test
    void issuesHaveNoOperators() {
        String says =
            "a search for issues has no AND, OR or parentheses; write one filter after the other, and key:[a,b] for "
                + "alternatives";
        assertEquals("at 1, (: " + says + "\nat 14, OR: " + says + "\nat 28, ): " + says,
            check("issues", "(is:resolved OR is:archived)", false));
        assertEquals("", check("errors", "(level:error OR level:fatal) !has:user.id", false));
    }

    @Test
    void whatAnOrganizationHasBesidesAndWhatAUserWroteAreNotRefused() {
        Query query = Query.parse("plan:gold order_id:77");
        assertEquals(List.of("plan", "order_id"), query.strange("errors"));
        assertEquals(List.of(), query.check("errors", false, List.of("plan", "order_id"), List.of()));
        assertEquals(List.of(), query.check("errors", false, List.of("plan"), Query.parse("order_id:77").filters()));
        assertEquals(List.of(), Query.parse("tags[plan]:gold tags[size,number]:>3 flags[\"beta\"]:true").check("errors",
            false, List.of(), List.of()));
        assertEquals(List.of(), Query.parse("gen_ai.new.attribute:x").check("spans", false, List.of(), List.of()));
    }

    @Test
    void columnsAreFieldsFunctionsAndForSpansEquations() {
        assertEquals(List.of(), Query.columns("spans", List.of("transaction", "p75(span.duration)", "count()",
            "equation|avg(span.duration) / 1000", "avg(tags[size,number])"), List.of()));
        assertEquals(List.of("equation|count() / 2: equations exist for spans only"),
            Query.columns("errors", List.of("equation|count() / 2"), List.of()));
        assertEquals(
            List.of("p95(span.duraton): span.duraton is not a field of spans; did you mean span.duration?",
                "trnsaction is not a field of spans; did you mean transaction?"),
            Query.columns("spans", List.of("p95(span.duraton)", "trnsaction"), List.of()));
        assertEquals(
            List.of("sum(value): a metric is named in full: sum(value,<metric.name>,<metric.type>,<metric.unit or ->)",
                "sum(value,a.b,histogram,-): the type of a metric is counter, gauge or distribution, not histogram"),
            Query.columns("metrics", List.of("sum(value)", "sum(value,a.b,histogram,-)", "sum(value,a.b,counter,-)"),
                List.of()));
        assertEquals(List.of("count_unique(): count_unique() needs a field: count_unique(field)"),
            Query.columns("errors", List.of("count_unique()", "count()"), List.of()));
        assertEquals(List.of("plan"),
            Query.strange("errors", List.of("plan", "count_unique(plan)", "level").subList(0, 1)));
    }

    // ---------------------------------------------------------------- properties

    /** Well-formed queries out of the grammar: read without a problem, and each term is the text at its place. */
    @Test
    void everyWellFormedQueryIsReadWhole() {
        long seed = System.nanoTime();
        System.out.println("QueryTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            List<String> parts = new ArrayList<>();
            group(random, parts, 0);
            StringBuilder text = new StringBuilder();
            for (String part : parts)
                text.append(text.length() == 0 ? "" : " ".repeat(1 + random.nextInt(2))).append(part);
            Query query = Query.parse(text.toString());
            assertEquals("", problems(text.toString()), () -> "seed " + seed + ": " + text);
            assertEquals(parts, query.terms().stream().map(Query.Term::text).toList(),
                () -> "seed " + seed + ": " + text);
            places(query, text.toString(), seed);
        }
    }

    /**
     * One character taken out of the end of what must be closed: always a problem, and its place is inside the text.
     */
    @Test
    void whatIsNotClosedIsAlwaysFound() {
        long seed = System.nanoTime();
        System.out.println("QueryTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            List<String> parts = new ArrayList<>();
            group(random, parts, 0);
            String broken =
                List.of("message:\"two words", "level:[a,b", "(level:error", "level:", "level:error)", "\"phrase")
                    .get(random.nextInt(6));
            String text = String.join(" ", parts) + " " + broken;
            Query query = Query.parse(text);
            assertFalse(query.problems().isEmpty(), () -> "seed " + seed + ": " + text);
            for (Query.Problem problem : query.problems()) assertTrue(problem.at() >= 0 && problem.at() < text.length(),
                () -> "seed " + seed + ": " + text + ": " + problem.line());
        }
    }

    /**
     * Any text at all: read without an exception, every term in its place, nothing but blanks between terms, and
     * checked for every dataset.
     */
    @Test
    void noTextBreaksTheReader() {
        long seed = System.nanoTime();
        System.out.println("QueryTest seed " + seed);
        Random random = new Random(seed);
        String alphabet = "ab:!\"\"[](),.*<>=-\\ \t\nANDORT1_|/{}é\ud83d\ude00";
        for (int i = 0; i < 10_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--)
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            Query query = Query.parse(text.toString());
            if (!text.toString().contains("NOT")) places(query, text.toString(), seed);
            if (i % 10 > 0) continue;
            String dataset = pick(random, "errors", "spans", "logs", "metrics", "profiles", "replays", Query.ISSUES,
                Query.ISSUE_EVENTS);
            query.strange(dataset);
            query.check(dataset, random.nextBoolean(), List.of(), query.filters());
            query.check(dataset, random.nextBoolean(), List.of(), List.of());
            Query.columns(dataset, List.of(text.toString()), List.of());
            Query.strange(dataset, List.of(text.toString()));
        }
    }

    @Test
    void aQueryOfAMegabyteIsRefusedWithoutReadingIt() {
        assertEquals("at 1, aaaaaaaaaaaaaaaaaaaa…: a query of more than 4000 characters is too long",
            problems("a".repeat(1 << 20)));
    }

    private static void places(Query query, String text, long seed) {
        int at = 0;
        for (Query.Term term : query.terms()) {
            assertTrue(term.at() >= at && text.startsWith(term.text(), term.at()),
                () -> "seed " + seed + ": " + text + ": " + term);
            assertTrue(text.substring(at, term.at()).isBlank(),
                () -> "seed " + seed + ": something is lost before " + term + " in " + text);
            at = term.at() + term.text().length();
        }
        int end = at;
        assertTrue(text.substring(end).isBlank(), () -> "seed " + seed + ": something is lost at the end of " + text);
    }

    private static void group(Random random, List<String> parts, int depth) {
        int terms = 1 + random.nextInt(3);
        for (int i = 0; i < terms; i++) {
            if (i > 0 && random.nextInt(3) == 0) parts.add(random.nextBoolean() ? "AND" : "OR");
            if (depth < 2 && random.nextInt(5) == 0) {
                parts.add("(");
                group(random, parts, depth + 1);
                parts.add(")");
            } else {
                parts.add(term(random));
            }
        }
    }

    private static String term(Random random) {
        String key = pick(random, "level", "user.email", "tags[plan]", "tags[size,number]", "gen_ai.tool.name",
            "count()", "p95(span.duration)", "\"odd key\"", "has", "first_seen");
        String word = pick(random, "error", "*x*", "shop@2.4.0", "-24h", "500ms", "2026-01-05T00:00:00Z", "a/b", "1.5");
        String quoted = "\"" + pick(random, "two words", "*a (b)*", "say \\\"no\\\"", "", "a,b]") + "\"";
        String negation = random.nextInt(4) == 0 ? "!" : "";
        return switch (random.nextInt(6)) {
            case 0 -> pick(random, "timeout", "can't", "x=1", "é");
            case 1 -> "\"a phrase\"";
            case 2 -> negation + key + ":[" + word + "," + (random.nextBoolean() ? " " : "")
                + quoted.replace("\"\"", "\"z\"") + "]";
            case 3 -> negation + key + ":" + pick(random, ">", ">=", "<", "<=", "=") + word;
            case 4 -> negation + key + ":" + quoted;
            default -> negation + key + ":" + word;
        };
    }

    private static String pick(Random random, String... of) { return of[random.nextInt(of.length)]; }
}
