package tools.sentry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Untrusted;
import tools.json.Json;

/**
 * Display names where slugs are meant: people say "Launch Pad", and Sentry wants launch-pad. A name that no slug can be
 * is looked up before the tool runs: one match is taken, and the answer says so; several are listed.
 */
final class Names {
    private Names() {}

    /** What can be looked up, and the collection in which it is. */
    private static final Map<String, String> COLLECTIONS =
        Map.of("organizationSlug", "organizations", "projectSlug", "projects", "teamSlug", "teams");

    /** Whether a parameter's value may be the display name of what its slug is wanted for. */
    static boolean possible(String param, String text) {
        if (!COLLECTIONS.containsKey(param) || text.length() > 100 || slug(text)) return false;
        boolean letter = false;
        boolean blank = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/' || c == '\\' || c < ' ' || "<>`\"$%{}".indexOf(c) >= 0) return false;
            letter |= Character.isLetter(c);
            blank |= c == ' ' || c > 127;
        }
        // one word in ASCII that is no slug is a slip: a URL without its slashes, a parameter's name
        return letter && blank;
    }

    private static boolean slug(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean word = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!word && (i == 0 || "._-".indexOf(c) < 0)) return false;
        }
        return true;
    }

    /** The call with slugs in the place of names. @param notes what the answer has to say about it */
    static Call resolved(Call call, List<Line> notes) {
        Call now = call;
        for (String param : List.of("organizationSlug", "projectSlug", "teamSlug")) {
            String name = now.text(param);
            if (name == null || slug(name)) continue;
            String kind = COLLECTIONS.get(param);
            String one = kind.substring(0, kind.length() - 1);
            List<Json> rows = new ArrayList<>();
            // what is taken becomes an argument, and those are our own text from here on
            for (Json row : rows(now, kind, name))
                if (name.equalsIgnoreCase(row.text("name")) && row.slug("slug") instanceof String) rows.add(row);
            if (rows.size() != 1) throw refused(param, one, name, rows);
            Map<String, Object> arguments = new LinkedHashMap<>(now.arguments());
            arguments.put(param, rows.get(0).text("slug"));
            now = now.with(arguments);
            notes.add(Line.of("The " + one + " ", Untrusted.of(name), " is ", rows.get(0).slug("slug"), "."));
        }
        return now;
    }

    private static List<Json> rows(Call call, String kind, String name) {
        if (!kind.equals("organizations")) return call.sentry().send(Sentry.Request
            .get("organizations", call.organization(), kind).with("query", name).with("per_page", 100)).json().list();
        List<Json> rows = new ArrayList<>();
        List<Sentry.Later> pages = new ArrayList<>();
        for (String region : call.sentry().regions()) pages.add(call.sentry().start(Sentry.Request.get("organizations")
            .with("query", name).with("per_page", 100).in(region)));
        for (Sentry.Later page : pages) rows.addAll(page.reply().json().list());
        return rows;
    }

    private static FailureException refused(String param, String one, String name, List<Json> rows) {
        List<Object> slugs = new ArrayList<>();
        for (Json row : rows) slugs.add(row.slug("slug"));
        return slugs.isEmpty()
            ? FailureException.of(FailureException.Kind.INPUT, param + " must be a slug, and no " + one
                + " that the token can see has the name ", Untrusted.of(name), ".")
            : FailureException.of(FailureException.Kind.INPUT, param + ": " + slugs.size() + " "
                + one + "s have the name ", Untrusted.of(name), "; give the slug: ",
                Line.join(", ", slugs), ".");
    }
}
