package demo;

import static demo.Plain.at;
import static demo.Plain.chance;
import static demo.Plain.hex;
import static demo.Plain.iso;
import static demo.Plain.map;
import static demo.Plain.number;
import static demo.Plain.object;
import static demo.Plain.objects;
import static demo.Plain.text;
import static demo.Plain.texts;
import static demo.Plain.whole;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The made-up organization acme-labs: its story is told in acme-labs/*.json and acme-labs/stacks.txt, in times before
 * the start ("@-3d4h"), and unfolds here into issues, events, spans, logs, profiles and replays that point at each
 * other. The same start makes the same organization.
 */
public final class Organization {
    private static final Pattern TIME = Pattern.compile("@(-?)((?:\\d+[wdhms])+|0)");
    private static final Pattern PART = Pattern.compile("(\\d+)([wdhms])");

    final Instant start;
    /** organization.json and traces.json, with times in place of ages. */
    public final Map<String, Object> data;
    public final List<Map<String, Object>> issues;
    public final List<Map<String, Object>> projects;
    public final List<Map<String, Object>> teams;
    public final List<Map<String, Object>> people;
    final Map<String, Stack> stacks;
    final Dataset errors = new Dataset("errors", "message", "transaction.duration");
    final Dataset occurrences = new Dataset("issuePlatform", "title", "transaction.duration");
    final Dataset spans = new Dataset("spans", "span.description", "span.duration");
    final Dataset logs = new Dataset("logs", "message", "severity_number");
    final Dataset metrics = new Dataset("tracemetrics", "metric.name", "value");
    final Dataset profiles = new Dataset("profiles", "transaction", "transaction.duration");
    final Dataset replays = new Dataset("replays", "url", "duration");
    final Dataset uptime = new Dataset("uptime_results", "check_status", "duration");
    /** Client keys by project. */
    final Map<String, List<Map<String, Object>>> keys = new LinkedHashMap<>();
    private final AtomicLong next = new AtomicLong(8_000_000);

    public Organization(Instant start) {
        this.start = start.truncatedTo(ChronoUnit.MILLIS);
        this.data = object(timed(Plain.read(file("organization.json"))));
        data.putAll(object(timed(Plain.read(file("traces.json")))));
        projects = objects(data, "projects");
        teams = objects(data, "teams");
        people = objects(data, "people");
        stacks = Stack.read(new String(file("stacks.txt"), StandardCharsets.UTF_8));
        issues = objects(timed(Plain.read(file("issues.json"))));
        new Story(this).tell();
        for (Map<String, Object> project : projects)
            keys.put(text(project, "slug"), new ArrayList<>(List.of(key(project, "Default"))));
    }

    /** From the class path, where JBang puts it, or from the checkout that is being worked on. */
    private static byte[] file(String name) {
        try (InputStream in = Organization.class.getResourceAsStream("/demo/acme-labs/" + name)) {
            if (in != null) return in.readAllBytes();
            for (Path folder =
                Path.of(System.getProperty("sentry.mcp.checkout", "")).toAbsolutePath(); folder != null; folder =
                    folder.getParent()) {
                Path file = folder.resolve("tests/demo/acme-labs").resolve(name);
                if (Files.exists(file)) return Files.readAllBytes(file);
            }
            throw new IOException("demo/acme-labs/" + name + " is not on the class path");
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** The time that "@-3d4h" means. */
    Instant time(String age) {
        Matcher parts = PART.matcher(age);
        Duration total = Duration.ZERO;
        while (parts.find())
            total = total.plus(Search.unit(parts.group(2)).multipliedBy(Long.parseLong(parts.group(1))));
        return start.minus(total);
    }

    static Duration every(String length) {
        Matcher part = PART.matcher(length);
        if (!part.matches()) throw new IllegalArgumentException(length);
        return Search.unit(part.group(2)).multipliedBy(Long.parseLong(part.group(1)));
    }

    private Object timed(Object value) {
        if (value instanceof Map<?, ?> from) {
            Map<String, Object> copy = map();
            from.forEach((name, each) -> copy.put((String) name, timed(each)));
            return copy;
        }
        if (value instanceof List<?> from)
            return from.stream().map(this::timed).collect(Collectors.toCollection(ArrayList::new));
        return value instanceof String string && TIME.matcher(string).matches() ? iso(time(string)) : value;
    }

    // ---------------------------------------------------------------- looking things up

    /** What a dataset holds: errors, issuePlatform, spans, logs, tracemetrics, profiles, replays or uptime_results. */
    public List<Map<String, Object>> rows(String dataset) {
        return List.of(errors, occurrences, spans, logs, metrics, profiles, replays, uptime).stream()
            .filter(each -> each.name().equals(dataset)).findFirst().orElseThrow().rows();
    }

    String slug() { return text(data, "organization", "slug"); }

    /** The user whose token it is. */
    public Map<String, Object> me() { return people.get(0); }

    String newId() { return Long.toString(next.incrementAndGet()); }

    public static Map<String, Object> find(List<Map<String, Object>> list, String name, Object value) {
        return list.stream().filter(each -> Plain.say(each.get(name)).equals(Plain.say(value))).findFirst()
            .orElse(null);
    }

    /** By id or slug; null if there is none. */
    public Map<String, Object> project(String idOrSlug) {
        Map<String, Object> bySlug = find(projects, "slug", idOrSlug);
        return bySlug != null ? bySlug : find(projects, "id", idOrSlug);
    }

    Map<String, Object> team(String idOrSlug) {
        Map<String, Object> bySlug = find(teams, "slug", idOrSlug);
        return bySlug != null ? bySlug : find(teams, "id", idOrSlug);
    }

    /** By numeric or short id, the latter in any case; null if there is none. */
    public Map<String, Object> issue(String id) {
        for (Map<String, Object> issue : issues)
            if (text(issue, "id").equals(id) || text(issue, "shortId").equalsIgnoreCase(id)) return issue;
        return null;
    }

    /** Projects of the user's own teams: what Sentry takes where none is named. */
    public Set<String> mine() {
        Set<String> own = new LinkedHashSet<>();
        for (Map<String, Object> project : projects)
            if (!Collections.disjoint(texts(project, "teams"), texts(me(), "teams"))) own.add(text(project, "slug"));
        return own;
    }

    Set<String> everyProject() {
        return projects.stream().map(each -> text(each, "slug")).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** An issue's events, newest first. */
    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> events(Map<String, Object> issue) {
        return (List<Map<String, Object>>) issue.get("_events");
    }

    Map<String, Object> event(String id) {
        for (Map<String, Object> issue : issues)
            for (Map<String, Object> event : events(issue)) if (event.get("id").equals(id)) return event;
        return null;
    }

    Map<String, Object> issueOf(Map<String, Object> event) { return issue(text(event, "issue")); }

    /** Events of errors are in one dataset, everything else that makes issues in another. */
    static boolean error(Map<String, Object> issue) {
        return List.of("error", "default", "csp").contains(text(issue, "kind"));
    }

    List<Map<String, Object>> releases() { return objects(data, "releases"); }

    public Map<String, Object> release(String version) { return find(releases(), "version", version); }

    /** The release that ran in an environment at a time, or null. */
    String deployed(String project, String environment, Instant at) {
        String running = null;
        for (Map<String, Object> release : releases()) {
            if (!text(release, "project").equals(project)) continue;
            for (Object deploy : (List<?>) release.get("deploys"))
                if (text(deploy, 0).equals(environment) && !Plain.instant(at(deploy, 1)).isAfter(at))
                    running = text(release, "version");
        }
        return running;
    }

    /** Each project's newest release. */
    Map<String, List<String>> latest() {
        Map<String, List<String>> latest = new LinkedHashMap<>();
        releases().stream().sorted(Comparator.comparing(release -> text(release, "created")))
            .forEach(release -> latest.put(text(release, "project"), List.of(text(release, "version"))));
        return latest;
    }

    /** A commit as Sentry shows it, with the release that it is part of. */
    public List<Map<String, Object>> commits(Map<String, Object> release) {
        List<Map<String, Object>> commits = new ArrayList<>();
        Map<String, Object> repository =
            find(objects(data, "repositories"), "name", text(project(text(release, "project")), "repo"));
        for (Object commit : (List<?>) release.get("commits")) {
            Map<String, Object> author = person(find(people, "username", text(commit, 1)));
            Object pull = at(commit, 3) == null ? null
                : map("id", text(commit, 3), "title", text(commit, 0).lines().findFirst().orElse(""), "message", null,
                    "dateCreated", text(commit, 2), "repository", repository(repository), "author", author,
                    "externalUrl", "https://github.com/" + text(repository, "name") + "/pull/" + text(commit, 3));
            commits.add(map("id", hex("commit/" + text(commit, 0), 40), "message", text(commit, 0), "dateCreated",
                text(commit, 2), "pullRequest", pull, "suspectCommitType", "", "author", author, "repository",
                repository(repository),
                "releases",
                Plain.list(map("version", text(release, "version"), "shortVersion",
                    text(release, "version").replaceFirst("\\+.*", ""), "dateCreated", text(release, "created"),
                    "dateReleased", at(release, "released"), "ref", null, "url", null)),
                "_files", at(commit, 4)));
        }
        return commits;
    }

    Map<String, Object> repository(Map<String, Object> from) {
        return map("id", text(from, "id"), "name", text(from, "name"), "url",
            "https://github.com/" + text(from, "name"), "provider", map("id", "integrations:github", "name", "GitHub"),
            "status", "active", "integrationId", "78",
            "externalSlug", text(from, "name"), "externalId", hex(text(from, "name"), 6).replaceAll("\\D", "7"),
            "dateCreated", iso(start.minus(Duration.ofDays(800))));
    }

    static Map<String, Object> person(Map<String, Object> from) {
        return from == null ? null : Plain.only(from, "id", "name", "username", "email");
    }

    Map<String, Object> customer(String id) { return find(objects(data, "customers"), "id", id); }

    /** "team:88" or "user:3101" as an object, null for anything else. */
    Map<String, Object> actor(String owner) {
        if (owner == null) return null;
        boolean team = owner.startsWith("team:");
        Map<String, Object> found = find(team ? teams : people, "id", owner.replaceFirst("^\\w+:", ""));
        return found == null ? null : team ? map("type", "team", "id", text(found, "id"), "name", text(found, "slug"))
            : map("type", "user", "id", text(found, "id"), "name", text(found, "name"), "email", text(found, "email"));
    }

    Map<String, Object> key(Map<String, Object> project, String name) {
        String id = hex(
            "key/" + text(project, "slug") + "/" + name + (keys.getOrDefault(text(project, "slug"), List.of()).size()),
            32);
        String secret = hex("secret/" + id, 32);
        String rest = "@o" + text(data, "organization", "id") + ".ingest.sentry.example/" + text(project, "id");
        return map("id", id, "name", name, "label", name, "public", id, "secret", secret, "projectId",
            whole(Long.parseLong(text(project, "id"))), "isActive", true, "rateLimit", null,
            "dsn", map("public", "https://" + id + rest, "secret", "https://" + id + ":" + secret + rest),
            "browserSdkVersion", "latest", "browserSdk",
            map("choices", Plain.list(Plain.list("latest", "latest"), Plain.list("7.x", "7.x"))),
            "dateCreated", iso(Instant.now()), "dynamicSdkLoaderOptions", map("hasReplay", true, "hasPerformance", true,
                "hasDebug", false, "hasFeedback", false, "hasLogsAndMetrics", false));
    }

    // ---------------------------------------------------------------- monitors

    /** The check-ins of a cron monitor in the last two weeks, newest first. */
    public List<Map<String, Object>> checkIns(Map<String, Object> monitor) {
        List<Map<String, Object>> all = new ArrayList<>();
        if (!monitor.containsKey("length")) return all;   // a new one: nothing has checked in yet
        Duration every = every(text(monitor, "every"));
        object(monitor, "environments").forEach((environment, wrong) -> {
            Instant at = due(monitor, every);
            for (int i = 0; at.isAfter(start.minus(Duration.ofDays(14))); i++, at = at.minus(every)) {
                String id = hex("checkin/" + text(monitor, "slug") + environment + i, 32);
                String status = at(wrong, Integer.toString(i)) == null ? "ok" : text(wrong, Integer.toString(i));
                Number length = status.equals("missed") ? null
                    : status.equals("timeout") ? Plain.tidy(number(monitor, "max_runtime") * 60_000)
                        : Plain.tidy(Math.floor(number(monitor, "length") * 1000 * (0.8 + 0.5 * chance(id))));
                Instant began = at.plusMillis((long) (6_000 * chance(id + "late")));
                all.add(map("id", id.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"), "environment",
                    environment, "status", status, "duration", length, "dateCreated", iso(began), "dateAdded",
                    iso(began), "dateUpdated", iso(began.plusMillis(length == null ? 0 : length.longValue())),
                    "dateInProgress", status.equals("missed") ? null : iso(began), "dateClock", iso(at), "expectedTime",
                    iso(at), "groups", Plain.list()));
            }
        });
        all.sort(Comparator.comparing((Map<String, Object> each) -> text(each, "dateCreated")).reversed());
        return all;
    }

    /** When a monitor's job was due last; one that began less than its length ago is not over yet. */
    private Instant due(Map<String, Object> monitor, Duration every) {
        Instant over = start.minusSeconds(whole(monitor, "length") * 2);
        Matcher daily = Pattern.compile("(\\d+) (\\d+) \\* \\* \\*").matcher(text(monitor, "schedule"));
        if (!daily.matches())
            return Instant.ofEpochSecond(over.getEpochSecond() / every.toSeconds() * every.toSeconds());
        ZonedDateTime at = over.atZone(ZoneId.of(text(monitor, "timezone")))
            .with(LocalTime.of(Integer.parseInt(daily.group(2)), Integer.parseInt(daily.group(1))));
        return (at.toInstant().isAfter(over) ? at.minusDays(1) : at).toInstant();
    }

    /** The checks of an uptime monitor in the last three days, newest first. */
    public List<Map<String, Object>> checks(Map<String, Object> monitor) {
        List<Map<String, Object>> all = new ArrayList<>();
        if (!monitor.containsKey("usual")) return all;
        Duration every = Duration.ofSeconds(whole(monitor, "intervalSeconds"));
        Instant at = start.truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(1));
        for (int i = 0; at.isAfter(start.minus(Duration.ofDays(3))); i++, at = at.minus(every)) {
            String id = hex("check/" + text(monitor, "id") + "/" + i, 32);
            boolean down = monitor.containsKey("down") && !at.isBefore(Plain.instant(at(monitor, "down", 0)))
                && at.isBefore(Plain.instant(at(monitor, "down", 1)));
            String reason = down ? text(monitor, "reason") : null;
            double length = "timeout".equals(reason) ? number(monitor, "timeoutMs")
                : "dns_error".equals(reason) ? 31 : number(monitor, "usual") * (0.8 + 0.6 * chance(id));
            all.add(map("uptimeCheckId", id, "timestamp", iso(at.plusSeconds(1)), "scheduledCheckTime", iso(at),
                "checkStatus", down ? "failure" : "success", "checkStatusReason", reason, "assertionFailureData", null,
                "httpStatusCode", down ? null : 200,
                "durationMs", Math.round(length), "traceId", hex("trace/" + id, 32), "traceItemId", id,
                "incidentStatus", down ? 1 : 0, "environment", text(monitor, "environment"), "region",
                i % 2 == 0 ? "us-east-1" : "eu-central-1",
                "regionName", i % 2 == 0 ? "Ashburn" : "Frankfurt"));
        }
        return all;
    }
}
