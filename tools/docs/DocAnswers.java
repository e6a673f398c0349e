package tools.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.Tool;

/** How the calls of {@link Docs} are answered. */
final class DocAnswers {
    private DocAnswers() {}

    /**
     * More of a page is not read at once; it is what a model takes in without losing the question, and most pages are
     * shorter.
     */
    private static final int WHOLE = 20_000;
    /** Headings of an outline. The longest pages have some 200. */
    private static final int HEADINGS = 250;

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "search_docs" -> search(call);
            case "get_doc" -> page(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    // ---------------------------------------------------------------- search_docs

    private static Answer search(Call call) {
        String query = call.text("query");
        if (query.length() < 2 || query.length() > 200)
            throw FailureException.input("query", "must be 2 to 200 characters long");
        String guide = call.text("guide");
        if (guide != null && !guide.matches("[a-z0-9_-]{1,40}(/[a-z0-9_-]{1,40})?")) {
            throw FailureException.input("guide",
                "must be a platform or platform/guide, such as python or javascript/nextjs, not "
                    + FailureException.show(guide));
        }
        Json found = call.docs().search(query, guide, call.integer("maxResults", call.integer("limit", 5)));
        if (found.text("error") != null) throw FailureException.of(FailureException.Kind.UNAVAILABLE,
            "The search of Sentry's documentation failed. It says: ", found.said("error"));
        Answer answer = Answer.titled("Sentry's documentation on ", Untrusted.of(query)).fact("Guide", guide);
        if (found.list("results").isEmpty()) return answer
            .line("Nothing matches." + (guide == null ? " Try other words." : " Try other words, or no guide."));
        answer.section("Pages", "Ask with a smaller limit.");
        for (Json page : found.list("results")) {
            if (!page.isObject()) continue;
            answer.item("path", page.text("id") == null ? link(page, "url") : link(page, "id"))
                .fact("Url", page.text("id") == null ? null : link(page, "url"))
                .fact("Relevance", page.number("relevance") == null ? null : Show.percent(page.number("relevance")));
            if (page.text("snippet") != null) answer.block("", Untrusted.of(page.text("snippet"), 1_500));
        }
        if (call.user().offers("get_doc")) answer.note("get_doc reads a page by its path.");
        return answer;
    }

    /** Addresses of the documentation's own stand as they are; any other text is quoted. */
    private static Object link(Json page, String field) {
        String text = page.text(field);
        return text != null && text.matches(
            "(https://(docs|develop)\\.sentry\\.io/)?[a-z0-9][a-zA-Z0-9_/-]{0,200}(\\.md)?/?(#[a-z0-9-]{1,100})?")
                ? text : page.said(field);
    }

    // ---------------------------------------------------------------- get_doc

    private static Answer page(Call call) {
        String path = call.text("path");
        int hash = path.indexOf('#');
        String section =
            call.text("section") != null ? call.text("section") : hash >= 0 ? path.substring(hash + 1) : null;
        String url = url(hash >= 0 ? path.substring(0, hash) : path);
        String text = call.docs().page(url);
        String start = text.stripLeading().toLowerCase(Locale.ROOT);
        if (start.startsWith("<!doctype") || start.startsWith("<html")) {
            throw FailureException.of(FailureException.Kind.NOT_FOUND,
                "There is no markdown under " + url + ": a web page came instead. Take a path from search_docs.");
        }
        Answer answer = Answer.titled("Documentation page").fact("Url", url);
        List<Heading> headings = headings(text);
        if (section == null && text.length() <= WHOLE) return body(answer, "Page", text);
        if (headings.isEmpty()) return body(answer.line("The page has no headings; this is its beginning, ",
            Show.count(WHOLE), " of ", Show.count(text.length()), " characters."), "Page", text);
        Heading wanted = section == null ? null : find(headings, section);
        if (section != null && wanted == null)
            answer.line("No heading is called ", FailureException.show(section), "; the outline has them all.");
        int from = wanted == null ? 0 : wanted.at;
        int to = wanted == null ? beginning(headings, text.length()) : end(headings, wanted, text.length());
        if (wanted != null && to - from > WHOLE && to > next(headings, wanted, text.length())) {
            to = next(headings, wanted, text.length());
            answer.line(
                "The section is long: this is its text before its first subheading; ask for the subheadings one by "
                    + "one.");
        }
        if (wanted == null) answer.line("The page is long (", Show.count(text.length()),
            " characters): this is its outline and its beginning. Ask for a section by its heading or number.");
        if (wanted == null || to - from > WHOLE)
            answer.section("Outline", Integer.MAX_VALUE, null).block("",
                Untrusted.of(outline(headings, text.length()), 16_000));
        return body(answer, wanted == null ? "Beginning" : "Section", text.substring(from, to));
    }

    private static Answer body(Answer answer, String title, String text) {
        return text.isBlank() ? answer.line("It is empty.")
            : answer.section(title, Integer.MAX_VALUE, null).block("", Untrusted.of(text, WHOLE));
    }

    /**
     * The address of a page's markdown: {@code /platforms/python}, {@code platforms/python/index.md} and whole URLs are
     * understood.
     *
     * @throws FailureException when it is not on one of the two hosts
     */
    static String url(String path) {
        String given = path.strip();
        String host = "docs.sentry.io";
        String rest = given;
        Matcher absolute = Pattern.compile("(?i)([a-z][a-z0-9+.-]*)://([^/?#]*)([^?#]*).*").matcher(given);
        if (absolute.matches()) {
            host = absolute.group(2).toLowerCase(Locale.ROOT);
            if (!absolute.group(1).equalsIgnoreCase("https")
                || !host.equals("docs.sentry.io") && !host.equals("develop.sentry.io")) {
                throw FailureException.input("path",
                    "must be a page of https://docs.sentry.io or https://develop.sentry.io, not "
                        + FailureException.show(given));
            }
            rest = absolute.group(3);
        }
        rest = rest.replaceFirst("\\?.*", "").replaceFirst("^/+", "").replaceFirst("/+$", "");
        if (rest.isEmpty()) rest = "index";
        for (String segment : rest.split("/", -1)) {
            if (!segment.matches("[A-Za-z0-9_~][A-Za-z0-9._~-]*")) throw FailureException.input("path",
                "must be a path such as platforms/python/sampling, not " + FailureException.show(given));
        }
        return "https://" + host + "/" + (rest.endsWith(".md") ? rest : rest + ".md");
    }

    /** @param at index of its line. @param level 1 to 6 */
    private record Heading(int at, int level, String text) {}

    /** The headings outside of code blocks. */
    private static List<Heading> headings(String text) {
        List<Heading> headings = new ArrayList<>();
        String fence = null;
        for (int at = 0; at < text.length() && headings.size() < 2_000;) {
            int end = text.indexOf('\n', at);
            if (end < 0) end = text.length();
            // No heading and no fence is long; a page in one line must not cost a match over all of it
            String line = text.substring(at, Math.min(end, at + 300)).stripTrailing();
            String mark = fence(line);
            if (mark != null) {
                if (fence == null) fence = mark;
                else if (mark.startsWith(fence)) fence = null;
            } else if (fence == null) {
                Heading heading = heading(at, line);
                if (heading != null) headings.add(heading);
            }
            at = end + 1;
        }
        return headings;
    }

    /** The ticks or tildes that open or close a block of code; null when the line does neither. */
    private static String fence(String line) {
        int start = indent(line);
        int end = start;
        while (end < line.length() && line.charAt(end) == line.charAt(start)) end++;
        return end - start >= 3 && (line.charAt(start) == '`' || line.charAt(start) == '~')
            ? line.substring(start, end) : null;
    }

    /** {@code ## Words ##}; null when the line is no heading. By hand: a pattern would look again and again. */
    private static Heading heading(int at, String line) {
        int start = indent(line);
        int words = start;
        while (words < line.length() && line.charAt(words) == '#') words++;
        int level = words - start;
        if (level < 1 || level > 6 || words == line.length() || !blank(line.charAt(words))) return null;
        while (words < line.length() && blank(line.charAt(words))) words++;
        int end = line.length();
        while (end > words && line.charAt(end - 1) == '#') end--;
        // marks that close a heading stand apart from its words: "C#" is a name
        if (end < line.length() && end > words && !blank(line.charAt(end - 1))) end = line.length();
        while (end > words && blank(line.charAt(end - 1))) end--;
        return end == words ? null : new Heading(at, level, line.substring(words, end));
    }

    private static boolean blank(char c) { return c == ' ' || c == '\t'; }

    /** Up to three blanks. */
    private static int indent(String line) {
        int start = 0;
        while (start < 3 && start < line.length() && line.charAt(start) == ' ') start++;
        return start;
    }

    /** By number, by its words, or by its anchor. */
    private static Heading find(List<Heading> headings, String section) {
        if (section.matches("[0-9]{1,4}")) {
            int number = Integer.parseInt(section);
            if (number >= 1 && number <= headings.size()) return headings.get(number - 1);
        }
        String wanted = anchor(section);
        for (Heading heading : headings) if (anchor(heading.text).equals(wanted)) return heading;
        for (Heading heading : headings) if (!wanted.isEmpty() && anchor(heading.text).contains(wanted)) return heading;
        return null;
    }

    /** As the documentation makes them: "Set the DSN" is #set-the-dsn. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    private static int end(List<Heading> headings, Heading wanted, int length) {
        for (Heading heading : headings) if (heading.at > wanted.at && heading.level <= wanted.level) return heading.at;
        return length;
    }

    private static int next(List<Heading> headings, Heading wanted, int length) {
        for (Heading heading : headings) if (heading.at > wanted.at) return heading.at;
        return length;
    }

    /** As many whole sections as fit. */
    private static int beginning(List<Heading> headings, int length) {
        int end = Math.min(WHOLE, length);
        for (Heading heading : headings) if (heading.at > 0 && heading.at <= WHOLE) end = heading.at;
        return end;
    }

    private static String outline(List<Heading> headings, int length) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(HEADINGS, headings.size()); i++) {
            Heading heading = headings.get(i);
            int to = i + 1 < headings.size() ? headings.get(i + 1).at : length;
            out.append("  ".repeat(heading.level - 1)).append(i + 1).append(". ").append(heading.text).append(" (")
                .append(Show.count(to - heading.at)).append(")\n");
        }
        if (headings.size() > HEADINGS)
            out.append("… ").append(headings.size() - HEADINGS).append(" more, which a part of their name finds\n");
        return out.toString();
    }
}
