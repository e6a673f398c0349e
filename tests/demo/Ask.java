package demo;

import demo.Dataset.Slice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One request, with what Sentry's endpoints read of it in the same way: projects, environments, the time, pages. */
final class Ask {
    private static final Pattern PERIOD = Pattern.compile("(\\d+)([smhdw]?)");

    final Organization home;
    final String url;
    /** What the path's {placeholders} stand for. */
    final Map<String, String> path;
    final Map<String, List<String>> query;
    final Object body;
    final Instant now = Instant.now();
    /** Headers of the answer. */
    final Map<String, String> headers = new LinkedHashMap<>();

    Ask(Organization home, String url, Map<String, String> path, Map<String, List<String>> query, Object body) {
        this.home = home;
        this.url = url;
        this.path = path;
        this.query = query;
        this.body = body;
    }

    String path(String name) { return path.get(name); }

    /** The last value of a parameter, or null. */
    String one(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    String one(String name, String otherwise) {
        return one(name) == null || one(name).isEmpty() ? otherwise : one(name);
    }

    List<String> all(String name) { return query.getOrDefault(name, List.of()); }

    int whole(String name, int otherwise) {
        String value = one(name, null);
        if (value == null) return otherwise;
        if (!value.matches("-?\\d{1,9}")) throw Refused.query("Invalid " + name + ": " + value);
        return Integer.parseInt(value);
    }

    /** The body's value of this name; null if it has none. */
    Object sent(String name) { return Plain.at(body, name); }

    boolean sends(String name) { return body instanceof Map<?, ?> map && map.containsKey(name); }

    // ---------------------------------------------------------------- which rows

    /** The project of the path, by id or slug. */
    Map<String, Object> project() {
        Map<String, Object> project = home.project(path("project"));
        if (project == null) throw Refused.missing();
        return project;
    }

    Map<String, Object> issue() {
        Map<String, Object> issue = home.issue(path("issue"));
        if (issue == null) throw Refused.missing();
        return issue;
    }

    /** None named: those of the user's own teams; -1: all. */
    Set<String> projects() { return projects(home.mine()); }

    Set<String> projects(Set<String> otherwise) {
        List<String> named = new ArrayList<>(all("project"));
        named.addAll(all("projectSlug"));
        named.removeIf(String::isEmpty);
        if (named.isEmpty()) return otherwise;
        if (named.contains("-1")) return home.everyProject();
        Set<String> projects = new LinkedHashSet<>();
        for (String each : named) {
            Map<String, Object> project = home.project(each);
            if (project == null) throw Refused.because(403, "You do not have permission to perform this action.");
            projects.add(Plain.text(project, "slug"));
        }
        return projects;
    }

    /** @param otherwise the period where none is named, such as "90d" */
    Slice slice(String otherwise) {
        Set<String> environments = new LinkedHashSet<>(all("environment"));
        environments.removeIf(String::isEmpty);
        Instant from;
        Instant to = now;
        if (one("start", null) != null || one("end", null) != null) {
            if (one("start", null) == null || one("end", null) == null)
                throw Refused.query("start and end are both required");
            from = Search.when(one("start"));
            to = Search.when(one("end"));
            if (from == null || to == null)
                throw Refused.query((from == null ? one("start") : one("end")) + " is not a valid ISO8601 date query");
            if (from.isAfter(to)) throw Refused.query("start must be before end");
        } else {
            String period = one("statsPeriod", otherwise);
            Matcher parts = PERIOD.matcher(period);
            if (!parts.matches()) throw Refused.query("Invalid statsPeriod: '" + period + "'");
            from = now.minus(Search.unit(parts.group(2).isEmpty() ? "s" : parts.group(2))
                .multipliedBy(Long.parseLong(parts.group(1))));
        }
        return new Slice(projects(), environments, from, to, one("query", ""), home.latest());
    }

    // ---------------------------------------------------------------- pages

    /** This page of a list, each item shown; the Link header leads to its neighbours. */
    <T> List<Object> page(List<T> all, int usual, Function<T, Object> show) {
        String limited = one("per_page") != null ? "per_page" : "limit";
        int size = usual;
        if (one(limited, null) != null) {
            if (!one(limited).matches("\\d{1,9}") || Integer.parseInt(one(limited)) < 1
                || Integer.parseInt(one(limited)) > Math.max(100, usual)) {
                throw Refused.query("Invalid per_page value. Must be between 1 and " + Math.max(100, usual) + ".");
            }
            size = Integer.parseInt(one(limited));
        }
        int from = 0;
        String cursor = one("cursor", null);
        if (cursor != null) {
            if (!cursor.matches("\\d+:\\d{1,9}:[01]")) throw Refused.query("Invalid cursor parameter.");
            from = Integer.parseInt(cursor.split(":")[1]);
        }
        boolean more = from + size < all.size();
        headers.put("Link", link("previous", from > 0, "0:" + Math.max(0, from - size) + ":1") + ", "
            + link("next", more, "0:" + (from + size) + ":0"));
        List<Object> page = new ArrayList<>();
        for (T each : all.subList(Math.min(from, all.size()), Math.min(from + size, all.size())))
            page.add(show.apply(each));
        return page;
    }

    private String link(String rel, boolean results, String cursor) {
        return "<" + url + (url.contains("?") ? "&" : "?") + "cursor=" + cursor + ">; rel=\"" + rel + "\"; results=\""
            + results + "\"; cursor=\"" + cursor + "\"";
    }

    List<Object> page(List<Map<String, Object>> all) { return page(all, 100, each -> each); }

    /** The items whose name or slug holds the query's words. */
    List<Map<String, Object>> named(List<Map<String, Object>> all, String... names) {
        String words = one("query", "").replaceAll("^(?:name|slug):\"?\\*?|\\*?\"?$", "").toLowerCase();
        return all.stream().filter(each -> {
            for (String name : names) if (String.valueOf(each.get(name)).toLowerCase().contains(words)) return true;
            return false;
        }).toList();
    }
}
