package demo;

import static demo.Plain.at;
import static demo.Plain.hex;
import static demo.Plain.iso;
import static demo.Plain.list;
import static demo.Plain.map;
import static demo.Plain.object;
import static demo.Plain.objects;
import static demo.Plain.only;
import static demo.Plain.slug;
import static demo.Plain.text;
import static demo.Plain.texts;
import static demo.Plain.whole;

import demo.Dataset.Slice;
import demo.DemoSentry.Reply;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Teams, projects, keys, releases, monitors, and what hangs on a project's events. */
final class Settings {
    static final List<String> ENVIRONMENTS = List.of("production", "staging");
    private static final String ORG = "organizations/{org}/";
    private static final String PROJECT = "projects/{org}/{project}";
    private static final String EVENT = PROJECT + "/events/{event}";
    private static final List<Integer> INTERVALS = List.of(60, 300, 600, 1200, 1800, 3600);

    private Settings() {}

    static void add(DemoSentry.Routes routes) {
        routes
            .get(ORG + "teams",
                ask -> ask.page(ask.named(ask.home.teams, "name", "slug"), 100, team -> team(ask.home, team)))
            .on("POST", ORG + "teams", Settings::createTeam)
            .get("teams/{org}/{team}", ask -> team(ask.home, team(ask)))
            .get("teams/{org}/{team}/members",
                ask -> ask.page(
                    ask.home.people.stream().filter(person -> texts(person, "teams").contains(text(team(ask), "slug")))
                        .map(Settings::member).toList()))
            .get("teams/{org}/{team}/projects",
                ask -> ask.page(
                    ask.home.projects.stream()
                        .filter(project -> texts(project, "teams").contains(text(team(ask), "slug"))).toList(),
                    100, project -> project(ask.home, project)))
            .on("POST", "teams/{org}/{team}/projects", Settings::createProject)
            .get(ORG + "user-teams",
                ask -> list(
                    ask.home.teams.stream().filter(team -> texts(ask.home.me(), "teams").contains(text(team, "slug")))
                        .map(team -> team(ask.home, team)).toArray()))
            .get(ORG + "members",
                ask -> ask.page(ask.named(ask.home.people, "name", "email").stream().map(Settings::member).toList()))
            .get(ORG + "users", ask -> list(ask.home.people.stream().map(Settings::member).toArray()))
            .get(ORG + "projects",
                ask -> ask.page(ask.named(ask.home.projects, "name", "slug"), 100,
                    project -> project(ask.home, project)))
            .get(ORG + "repos",
                ask -> ask.page(ask.named(objects(ask.home.data, "repositories"), "name"), 100,
                    repository -> ask.home.repository(repository)))
            .get(ORG + "integrations", ask -> ask.page(objects(ask.home.data, "integrations")))
            .on("POST", ORG + "code-mappings/bulk", Settings::codeMappings)
            .get(ORG + "environments",
                ask -> list(map("id", "1", "name", "production"), map("id", "2", "name", "staging")))
            .get(PROJECT + "/environments",
                ask -> list(map("id", "1", "name", "production", "isHidden", false),
                    map("id", "2", "name", "staging", "isHidden", false)))
            .get(PROJECT, ask -> project(ask.home, ask.project()))
            .on("PUT", PROJECT, Settings::updateProject)
            .get(PROJECT + "/ownership",
                ask -> map("raw", text(ask.project(), "ownership"), "fallthrough", true, "dateCreated",
                    text(ask.project(), "dateCreated"), "lastUpdated", text(ask.project(), "dateCreated"), "isActive",
                    true, "autoAssignment", "Auto Assign to Issue Owner", "codeownersAutoSync", true))
            .get(PROJECT + "/teams",
                ask -> ask.page(
                    texts(ask.project(), "teams").stream().map(each -> team(ask.home, ask.home.team(each))).toList()))
            .on("POST", PROJECT + "/teams/{team}", ask -> link(ask, true))
            .on("DELETE", PROJECT + "/teams/{team}", ask -> link(ask, false))
            .get(PROJECT + "/keys",
                ask -> ask.page(ask.home.keys.get(text(ask.project(), "slug")).stream()
                    .filter(key -> ask.one("status", null) == null
                        || ask.one("status").equals("active") == (boolean) key.get("isActive"))
                    .toList()))
            .on("POST", PROJECT + "/keys", Settings::createKey)
            .get(PROJECT + "/keys/{key}", Settings::key)
            .on("PUT", PROJECT + "/keys/{key}", Settings::updateKey)
            .get(ORG + "releases", ask -> releases(ask, ask.projects()))
            .get(PROJECT + "/releases", ask -> releases(ask, Set.of(text(ask.project(), "slug"))))
            .get(ORG + "releases/{version}", ask -> Settings.release(ask.home, version(ask)))
            .get(PROJECT + "/releases/{version}", ask -> Settings.release(ask.home, version(ask)))
            .get(ORG + "releases/{version}/deploys", ask -> ask.page(deploys(version(ask))))
            .get(ORG + "releases/{version}/commits",
                ask -> ask.page(ask.home.commits(version(ask)), 100, EventBody::shown))
            .get(ORG + "releases/{version}/commitfiles", ask -> ask.page(files(ask)))
            .get(PROJECT + "/releases/{version}/commits",
                ask -> ask.page(ask.home.commits(version(ask)), 100, EventBody::shown))
            .get(ORG + "eventids/{event}",
                ask -> map("organizationSlug", ask.home.slug(), "projectSlug", text(event(ask), "project"), "groupId",
                    text(ask.home.issueOf(event(ask)), "id"), "eventId", text(event(ask), "id"), "event",
                    EventBody.whole(ask.home, event(ask))))
            .get(EVENT, ask -> EventBody.whole(ask.home, event(ask)))
            .get(EVENT + "/attachments",
                ask -> ask.page(attachments(ask), 100,
                    each -> only(each, "id", "event_id", "type", "name", "mimetype", "dateCreated", "size", "headers",
                        "sha1")))
            .get(EVENT + "/attachments/{attachment}", Settings::attachment)
            .get(EVENT + "/committers", Settings::committers)
            .get(EVENT + "/owners", Settings::owners)
            .get(EVENT + "/source-map-debug", Settings::sourceMaps)
            .get(PROJECT + "/stacktrace-link", Settings::stacktraceLink)
            .get(ORG + "monitors", Settings::monitors)
            .on("POST", ORG + "monitors", Settings::createMonitor);
        for (String base : List.of(ORG, PROJECT + "/")) {
            routes.get(base + "monitors/{monitor}", ask -> monitor(ask.home, monitor(ask)))
                .on("PUT", base + "monitors/{monitor}", Settings::updateMonitor)
                .get(base + "monitors/{monitor}/checkins", ask -> ask.page(checkIns(ask)))
                .get(base + "monitors/{monitor}/stats", Settings::stats);
        }
        routes.get(ORG + "uptime", Settings::uptimes)
            .on("POST", PROJECT + "/uptime", Settings::createUptime)
            .get(PROJECT + "/uptime/{uptime}", ask -> uptime(ask.home, uptime(ask)))
            .on("PUT", PROJECT + "/uptime/{uptime}", Settings::updateUptime)
            .on("DELETE", PROJECT + "/uptime/{uptime}", ask -> {
                Map<String, Object> monitor = uptime(ask);
                store(ask, "uptime").remove(monitor);
                return Reply.of(202, null);
            })
            .get(PROJECT + "/uptime/{uptime}/checks", Settings::checks)
            .on("POST", ORG + "onboarding/agent/status", Settings::onboarding);
    }

    /** A list of the organization's, to be changed. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> store(Ask ask, String name) {
        return (List<Map<String, Object>>) (List<?>) ask.home.data.get(name);
    }

    // ---------------------------------------------------------------- teams and projects

    private static Map<String, Object> team(Ask ask) {
        Map<String, Object> team = ask.home.team(ask.path("team"));
        if (team == null) throw Refused.missing();
        return team;
    }

    private static Map<String, Object> team(Organization home, Map<String, Object> team) {
        boolean member = texts(home.me(), "teams").contains(text(team, "slug"));
        return map("id", team.get("id"), "slug", team.get("slug"), "name", team.get("name"), "dateCreated",
            team.get("dateCreated"), "isMember", member, "teamRole", member ? "contributor" : null, "flags",
            map("idp:provisioned", false), "access", list("team:read"), "hasAccess", true,
            "isPending", false, "memberCount",
            home.people.stream().filter(person -> texts(person, "teams").contains(text(team, "slug"))).count(),
            "avatar", map("avatarType", "letter_avatar", "avatarUuid", null, "avatarUrl", null));
    }

    private static Map<String, Object> member(Map<String, Object> person) {
        return map("id", "m" + text(person, "id"), "email", text(person, "email"), "name", text(person, "name"), "user",
            Organization.person(person), "role", text(person, "role"), "orgRole", text(person, "role"), "teams",
            texts(person, "teams"), "pending", false, "expired", false);
    }

    private static Object createTeam(Ask ask) {
        Map<?, ?> body = Checks.body(ask);
        String name = Checks.string(body, "name", 64, false);
        String slug = Checks.slug(body, "slug", 50);
        if (name == null && slug == null)
            throw new Refused(400, map("nonFieldErrors", list("Name or slug is required")));
        slug = slug != null ? slug : slug(name);
        if (ask.home.team(slug) != null) throw Refused.because(409, "A team with this slug already exists.");
        Map<String, Object> team =
            map("id", ask.home.newId(), "slug", slug, "name", name != null ? name : slug, "dateCreated", iso(ask.now));
        ask.home.teams.add(team);
        joins(ask.home.me(), "teams", slug, true);
        return Reply.of(201, team(ask.home, team));
    }

    private static void joins(Map<String, Object> who, String name, String slug, boolean in) {
        List<String> slugs = new ArrayList<>(texts(who, name));
        slugs.remove(slug);
        if (in) slugs.add(slug);
        who.put(name, slugs);
    }

    static Map<String, Object> project(Organization home, Map<String, Object> project) {
        String slug = text(project, "slug");
        List<Object> teams =
            list(texts(project, "teams").stream().map(each -> only(home.team(each), "id", "slug", "name")).toArray());
        boolean data = project.containsKey("sdk");
        Map<String, Object> latest = home.releases().stream().filter(each -> text(each, "project").equals(slug))
            .max(Comparator.comparing(each -> text(each, "created"))).orElse(null);
        return map("id", project.get("id"), "slug", slug, "name", project.get("name"), "platform",
            project.get("platform"), "dateCreated", project.get("dateCreated"), "isBookmarked", false, "isMember",
            home.mine().contains(slug), "hasAccess", true, "features", list("releases"),
            "firstEvent", data ? project.get("dateCreated") : null, "firstTransactionEvent", data, "hasProfiles",
            home.profiles.rows().stream().anyMatch(row -> slug.equals(row.get("project"))), "hasReplays",
            project.containsKey("replays"), "hasLogs", data, "hasFeedbacks", data, "status", "active",
            "access", list("project:read"), "team", teams.isEmpty() ? null : teams.get(0), "teams", teams, "platforms",
            data ? list(project.get("platform")) : list(), "environments",
            data ? list("production", "staging") : list(), "hasUserReports", false,
            "latestRelease", latest == null ? null : map("version", latest.get("version")));
    }

    private static Object createProject(Ask ask) {
        Map<String, Object> team = team(ask);
        Map<?, ?> body = Checks.body(ask);
        String name = Checks.string(body, "name", 50, true);
        String slug = Checks.slug(body, "slug", 100);
        platform(body);
        boolean given = slug != null;
        slug = given ? slug : slug(name);
        if (ask.home.project(slug) != null) {
            if (given) throw Refused.because(409, "A project with this slug already exists.");
            slug = slug + "-" + hex(slug + ask.now, 2);   // a name may be taken twice, a slug may not
        }
        Map<String, Object> project = map("id", Long.toString(4_507_000 + Long.parseLong(ask.home.newId()) % 1_000_000),
            "slug", slug, "name", name, "platform", body.get("platform"), "teams", list(text(team, "slug")),
            "dateCreated", iso(ask.now), "ownership", "", "repo", null, "root", "");
        ask.home.projects.add(project);
        ask.home.keys.put(slug, new ArrayList<>(List.of(ask.home.key(project, "Default"))));
        return Reply.of(201, project(ask.home, project));
    }

    private static void platform(Map<?, ?> body) {
        if (body.get("platform") != null && !Plain.say(body.get("platform")).matches(
            "(python|javascript|node|java|kotlin|android|apple|dotnet|go|ruby|php|rust|elixir|flutter|"
                + "react-native|unity|native|other|dart|perl|electron|cordova|ionic|capacitor|bun|deno|minidump|"
                + "powershell|unreal|godot)(-[a-z0-9-]+)?")) {
            throw Refused.field("platform", "Invalid platform");
        }
    }

    private static Object updateProject(Ask ask) {
        Map<String, Object> project = ask.project();
        Map<?, ?> body = Checks.body(ask);
        String name = Checks.string(body, "name", 200, false);
        String slug = Checks.slug(body, "slug", 100);
        platform(body);
        if (slug != null && !slug.equals(project.get("slug"))) {
            if (ask.home.project(slug) != null) throw Refused.field("slug",
                "Another project (" + text(ask.home.project(slug), "name") + ") is already using that slug");
            String old = text(project, "slug");
            project.put("slug", slug);
            ask.home.keys.put(slug, ask.home.keys.remove(old));
            for (Dataset dataset : List.of(ask.home.errors, ask.home.occurrences, ask.home.spans, ask.home.logs,
                ask.home.metrics, ask.home.profiles, ask.home.replays, ask.home.uptime)) {
                for (Map<String, Object> row : dataset.rows())
                    if (old.equals(row.get("project"))) row.putAll(map("project", slug, "project.name", slug));
            }
            for (String each : List.of("releases", "monitors", "uptime", "detectors", "sessions", "usage", "snapshots",
                "conversations"))
                for (Map<String, Object> item : store(ask, each))
                    if (old.equals(item.get("project"))) item.put("project", slug);
            for (Map<String, Object> issue : ask.home.issues)
                if (old.equals(issue.get("project"))) issue.put("project", slug);
        }
        if (name != null) project.put("name", name);
        if (body.containsKey("platform")) project.put("platform", body.get("platform"));
        return project(ask.home, project);
    }

    private static Object link(Ask ask, boolean in) {
        Map<String, Object> project = ask.project();
        Map<String, Object> team = ask.home.team(ask.path("team"));
        if (team == null) throw Refused.because(404, "Team does not exist.");
        joins(project, "teams", text(team, "slug"), in);
        return in ? Reply.of(201, project(ask.home, project)) : project(ask.home, project);
    }

    private static Object codeMappings(Ask ask) {
        Map<?, ?> body = Checks.body(ask);
        Map<String, Object> project = ask.home.project(Checks.string(body, "project", 100, true));
        if (project == null) throw Refused.because(404, "Project not found.");
        String repository = Checks.string(body, "repository", 200, true);
        if (Organization.find(objects(ask.home.data, "repositories"), "name", repository) == null)
            throw Refused.because(404, "Repository not found.");
        if (objects(body, "mappings").isEmpty()) throw Refused.field("mappings", "This field is required.");
        project.put("repo", repository);
        List<Object> done = list();
        for (Map<String, Object> mapping : objects(body, "mappings"))
            done.add(Plain.with(only(mapping, "stackRoot", "sourceRoot"), "status", "created"));
        return map("created", done.size(), "updated", 0, "errors", 0, "mappings", done);
    }

    // ---------------------------------------------------------------- keys

    private static Object createKey(Ask ask) {
        Map<?, ?> body = Checks.body(ask);
        String name = Checks.string(body, "name", 64, false);
        Map<String, Object> key = ask.home.key(ask.project(),
            name == null ? "Key " + (ask.home.keys.get(text(ask.project(), "slug")).size() + 1) : name);
        limit(body, key);
        ask.home.keys.get(text(ask.project(), "slug")).add(key);
        return Reply.of(201, key);
    }

    private static Map<String, Object> key(Ask ask) {
        Map<String, Object> key =
            Organization.find(ask.home.keys.get(text(ask.project(), "slug")), "id", ask.path("key"));
        if (key == null) throw Refused.missing();
        return key;
    }

    private static void limit(Map<?, ?> body, Map<String, Object> key) {
        if (!body.containsKey("rateLimit")) return;
        if (!(body.get("rateLimit") instanceof Map<?, ?> limit)) {
            if (body.get("rateLimit") != null)
                throw Refused.field("rateLimit", "Expected a dictionary of items but got type \""
                    + body.get("rateLimit").getClass().getSimpleName() + "\".");
            key.put("rateLimit", null);
            return;
        }
        Long count;
        Long window;
        try {
            count = Checks.number(limit, "count", 0, Integer.MAX_VALUE, true);
            window = Checks.number(limit, "window", 0, 86_400, true);
        } catch (Refused refused) {
            throw new Refused(400, map("rateLimit", refused.body));
        }
        key.put("rateLimit", count == null || window == null || count == 0 || window == 0 ? null
            : map("window", window, "count", count));
    }

    private static Object updateKey(Ask ask) {
        Map<String, Object> key = key(ask);
        Map<?, ?> body = Checks.body(ask);
        String name = Checks.string(body, "name", 64, false);
        Boolean active = Checks.bool(body, "isActive");
        Checks.choice(body, "browserSdkVersion", List.of("latest", "7.x"));
        for (Map.Entry<String, Object> each : object(body, "dynamicSdkLoaderOptions").entrySet()) {
            if (!object(key, "dynamicSdkLoaderOptions").containsKey(each.getKey())
                || !(each.getValue() instanceof Boolean))
                throw Refused.field("dynamicSdkLoaderOptions", "Must be a valid boolean: " + each.getKey());
        }
        limit(body, key);
        if (name != null) key.putAll(map("name", name, "label", name));
        if (active != null) key.put("isActive", active);
        if (body.containsKey("browserSdkVersion")) key.put("browserSdkVersion", body.get("browserSdkVersion"));
        object(key, "dynamicSdkLoaderOptions").putAll(object(body, "dynamicSdkLoaderOptions"));
        return key;
    }

    // ---------------------------------------------------------------- releases

    private static Object releases(Ask ask, Set<String> projects) {
        List<Map<String, Object>> found = new ArrayList<>(
            ask.named(ask.home.releases(), "version").stream().filter(each -> projects.contains(text(each, "project")))
                .filter(each -> ask.all("environment").isEmpty() || ((List<?>) each.get("deploys")).stream()
                    .anyMatch(deploy -> ask.all("environment").contains(text(deploy, 0))))
                .toList());
        found.sort(Comparator.comparing((Map<String, Object> each) -> text(each, "created")).reversed());
        return ask.page(found, 100, each -> release(ask.home, each));
    }

    /** What its commits changed, as CommitFileChangeSerializer in Sentry's source has it: a row for each file. */
    private static List<Map<String, Object>> files(Ask ask) {
        List<Map<String, Object>> files = new ArrayList<>();
        for (Map<String, Object> commit : ask.home.commits(version(ask))) {
            if (!(commit.get("_files") instanceof List<?> changed)) continue;
            for (Object file : changed) files.add(map("id", String.valueOf(files.size() + 1), "orgId", 1, "author",
                commit.get("author"), "commitMessage", commit.get("message"), "filename", file, "type", "M",
                "repoName", Plain.at(commit, "repository", "name")));
        }
        return files;
    }

    private static Map<String, Object> version(Ask ask) {
        Map<String, Object> release = ask.home.release(ask.path("version"));
        if (release == null
            || ask.path.containsKey("project") && !release.get("project").equals(ask.project().get("slug")))
            throw Refused.missing();
        return release;
    }

    static Map<String, Object> release(Organization home, Map<String, Object> release) {
        String version = text(release, "version");
        Map<String, Object> project = home.project(text(release, "project"));
        List<Map<String, Object>> events = home.errors.rows().stream().filter(row -> version.equals(row.get("release")))
            .sorted(Comparator.comparing(row -> text(row, "timestamp"))).toList();
        long fresh = home.issues.stream().filter(
            issue -> !Organization.events(issue).isEmpty() && version.equals(Issues.firstEvent(issue).get("release")))
            .count();
        List<Map<String, Object>> commits = home.commits(release);
        List<Map<String, Object>> deploys = deploys(release);
        String plain = version.replaceFirst("^.*@", "");
        return map("id", release.get("id"), "version", version, "shortVersion", version.replaceFirst("\\+.*", ""),
            "status", "open", "ref", null, "url", null, "versionInfo",
            map("package", version.replaceFirst("@.*", ""), "version", map("raw", plain), "description", plain,
                "buildHash", null),
            "dateCreated", release.get("created"), "dateReleased",
            deploys.isEmpty() ? null : text(deploys.get(deploys.size() - 1), "dateFinished"), "firstEvent",
            events.isEmpty() ? null : text(events.get(0), "timestamp"), "lastEvent",
            events.isEmpty() ? null : text(events.get(events.size() - 1), "timestamp"),
            "newGroups", fresh, "owner", null, "commitCount", commits.size(), "deployCount", deploys.size(), "authors",
            commits.stream().map(commit -> commit.get("author")).distinct().toList(), "data", map(), "lastCommit",
            commits.isEmpty() ? null : EventBody.shown(commits.get(0)),
            "lastDeploy", deploys.isEmpty() ? null : deploys.get(0), "projects",
            list(
                map("id", Long.parseLong(text(project, "id")), "slug", project.get("slug"), "name", project.get("name"),
                    "newGroups", fresh, "platform", project.get("platform"), "platforms", list(project.get("platform")),
                    "hasHealthData",
                    objects(home.data, "sessions").stream().anyMatch(
                        each -> each.get("project").equals(project.get("slug")) && Plain.number(each, "perHour") > 0))),
            "currentProjectMeta", map(),
            "adoptionStages",
            map(text(project, "slug"),
                map("stage", version.equals(home.deployed(text(project, "slug"), "production", Instant.now()))
                    ? "adopted" : "low_adoption", "adopted", null, "unadopted", null)),
            "userAgent", null);
    }

    private static List<Map<String, Object>> deploys(Map<String, Object> release) {
        List<Map<String, Object>> deploys = new ArrayList<>();
        for (Object deploy : (List<?>) release.get("deploys")) {
            deploys.add(0,
                map("id", Integer.toString(7000 + (int) whole(release, "id") % 1000 * 10 + deploys.size()),
                    "environment", text(deploy, 0), "name", null, "url", null, "dateStarted",
                    iso(Plain.instant(at(deploy, 1)).minusSeconds(180)), "dateFinished", text(deploy, 1)));
        }
        return deploys;
    }

    // ---------------------------------------------------------------- events of a project

    private static Map<String, Object> event(Ask ask) {
        Map<String, Object> event = ask.home.event(ask.path("event").replace("-", "").toLowerCase());
        if (event == null || ask.path.containsKey("project") && !event.get("project").equals(ask.project().get("slug")))
            throw ask.path.containsKey("project") ? Refused.because(404, "Event not found") : Refused.missing();
        return event;
    }

    /** The newest two events of some issues carry a screenshot and a note of what was in the cart. */
    private static List<Map<String, Object>> attachments(Ask ask) {
        Map<String, Object> event = event(ask);
        Map<String, Object> issue = ask.home.issueOf(event);
        List<Map<String, Object>> attachments = new ArrayList<>();
        if (!issue.containsKey("attachments") || Organization.events(issue).indexOf(event) > 1) return attachments;
        attachments.add(file(event, 1, "cart.json", "application/json",
            "{\"cart\": \"c-551\", \"items\": [\"sku-1\", \"sku-2\", \"sku-3\"]}".getBytes(StandardCharsets.UTF_8)));
        attachments.add(file(event, 2, "screenshot.png", "image/png", Traces.picture("0123456789abcdef-checkout-2")));
        attachments.add(file(event, 3, "console.log", "text/plain",
            "checkout started\ncheckout failed: 502\n".getBytes(StandardCharsets.UTF_8)));
        String name = ask.one("query", "");
        if (name.equals("is:screenshot")) attachments.removeIf(each -> !text(each, "name").startsWith("screenshot"));
        else attachments.removeIf(each -> !text(each, "name").contains(name));
        return attachments;
    }

    private static Map<String, Object> file(Map<String, Object> event, int number, String name, String type,
        byte[] bytes) {
        try {
            return map("id", Integer.toString(Integer.parseInt(text(event, "id").substring(0, 5), 16) * 10 + number),
                "event_id", event.get("id"), "type", "event.attachment", "name", name, "mimetype", type, "dateCreated",
                event.get("timestamp"), "size", bytes.length, "headers", map("Content-Type", type),
                "sha1", HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes)), "_bytes", bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new UncheckedIOException(new java.io.IOException(impossible));
        }
    }

    private static Object attachment(Ask ask) {
        Map<String, Object> file = Organization.find(attachments(ask), "id", ask.path("attachment"));
        if (file == null) throw Refused.missing();
        if (ask.query.containsKey("download")) return Reply.bytes(text(file, "mimetype"), (byte[]) file.get("_bytes"));
        return only(file, "id", "event_id", "type", "name", "mimetype", "dateCreated", "size", "headers", "sha1");
    }

    private static Object committers(Ask ask) {
        Map<String, Object> commit = Issues.suspect(ask.home, ask.home.issueOf(event(ask)));
        if (commit == null) throw Refused.because(404, "No committers found");
        return map("committers",
            list(map("author", commit.get("author"), "commits",
                list(Plain.with(EventBody.shown(commit), "suspectCommitType", "via SCM integration")), "group_owner_id",
                1)));
    }

    private static Object owners(Ask ask) {
        Map<String, Object> issue = ask.home.issueOf(event(ask));
        List<Object> owners = list();
        List<Object> rules = list();
        for (Map<String, Object> rule : Issues.rules(ask.home, issue)) {
            for (String owner : texts(rule, "owners")) owners.add(ask.home.actor(owner));
            rules.add(list(list(rule.get("type"), rule.get("pattern")), texts(rule, "owners").stream()
                .map(owner -> only(ask.home.actor(owner), "type", "id", "name")).toList()));
        }
        return map("owners", owners, "rule", rules.isEmpty() ? null : at(rules.get(0), 0), "rules", rules);
    }

    private static Object sourceMaps(Ask ask) {
        Map<String, Object> event = event(ask);
        if (!text(event, "platform").equals("javascript")) throw Refused.because(404, "No relevant event found");
        boolean missing = ask.home.issueOf(event).containsKey("sourceMaps");
        Stack stack = ask.home.stacks.getOrDefault(text(ask.home.issueOf(event), "shortId"), Stack.NONE);
        List<Object> exceptions = list();
        for (Map<String, Object> exception : stack.exceptions()) {
            List<Object> frames = list();
            for (Map<String, Object> frame : objects(exception, "stacktrace", "frames")) {
                String path = text(frame, "absPath");
                String name = path.replaceFirst(".*/", "");
                frames
                    .add(map("debug_id_process",
                        map("debug_id", null, "uploaded_source_file_with_correct_debug_id", false,
                            "uploaded_source_map_with_correct_debug_id", false),
                        "release_process",
                        map("abs_path", path, "matching_source_file_names", list("~/static/" + name),
                            "matching_source_map_name", "~/static/" + name + ".map", "source_map_reference",
                            name + ".map", "source_file_lookup_result", missing ? "unsuccessful" : "found",
                            "source_map_lookup_result", missing ? "unsuccessful" : "found"),
                        "scraping_process",
                        map("source_file", map("url", path, "status", "success"), "source_map", missing
                            ? map("url", path + ".map", "status", "failure", "reason", "not_found", "details", "404")
                            : map("url", path + ".map", "status", "success"))));
            }
            exceptions.add(map("frames", frames));
        }
        return map("dist", null, "release", event.get("release"), "exceptions", exceptions, "has_debug_ids", false,
            "min_debug_id_sdk_version", "7.56.0", "sdk_version", event.get("sdk.version"),
            "project_has_some_artifact_bundle", !missing, "release_has_some_artifact", !missing,
            "has_uploaded_some_artifact_with_a_debug_id", false, "sdk_debug_id_support", "needs-upgrade",
            "has_scraping_data", true);
    }

    private static Object stacktraceLink(Ask ask) {
        Map<String, Object> project = ask.project();
        String file = ask.one("file", null);
        if (file == null) throw Refused.query("Filepath is required");
        if (project.get("repo") == null || file.contains("://")) return map("config", null, "sourceUrl", null,
            "integrations", list(), "error", "no_code_mappings_for_project");
        boolean java = "java".equals(project.get("language"));
        String module = ask.one("module", "");
        String source =
            text(project, "root") + (java ? module.replaceFirst("\\.?[A-Z]\\w*$", "").replace('.', '/') + "/" : "")
                + file.replaceFirst("^\\./", "").replaceFirst("^src/", "");
        String commit = ask.one("commitId", "main");
        return map("config",
            map("id", "31", "repoName", project.get("repo"), "repoId", "12", "stackRoot", "", "sourceRoot",
                project.get("root"), "defaultBranch", "main", "provider", map("key", "github")),
            "sourcePath", source,
            "sourceUrl",
            "https://github.com/" + project.get("repo") + "/blob/" + commit + "/" + source
                + (ask.one("lineNo", null) == null ? "" : "#L" + ask.one("lineNo")),
            "integrations", list(), "error", null);
    }

    // ---------------------------------------------------------------- cron monitors

    private static Map<String, Object> monitor(Ask ask) {
        String name = ask.path("monitor");
        for (Map<String, Object> monitor : store(ask, "monitors")) {
            if ((name.equals(monitor.get("slug")) || name.equals(monitor.get("id")))
                && (!ask.path.containsKey("project") || monitor.get("project").equals(ask.project().get("slug"))))
                return monitor;
        }
        throw Refused.missing();
    }

    private static Map<String, Object> monitor(Organization home, Map<String, Object> monitor) {
        List<Map<String, Object>> checkIns = home.checkIns(monitor);
        List<Object> environments = list();
        for (String environment : object(monitor, "environments").keySet()) {
            Map<String, Object> last =
                checkIns.stream().filter(each -> each.get("environment").equals(environment)).findFirst().orElse(map());
            Instant next = last.isEmpty() ? null
                : Plain.instant(last.get("dateCreated")).plus(Organization.every(text(monitor, "every")));
            environments.add(map("name", environment, "status",
                last.isEmpty() ? "active" : last.get("status").equals("ok") ? "ok" : "error", "isMuted",
                muted(monitor, environment), "dateCreated", monitor.get("dateCreated"), "lastCheckIn",
                last.get("dateCreated"), "nextCheckIn", iso(next),
                "nextCheckInLatest",
                next == null ? null : iso(next.plus(Duration.ofMinutes(whole(monitor, "checkin_margin")))),
                "activeIncident", null));
        }
        return map("id", monitor.get("id"), "slug", monitor.get("slug"), "name", monitor.get("name"), "status",
            monitor.getOrDefault("status", "active"), "isMuted",
            !environments.isEmpty() && environments.stream().allMatch(each -> (boolean) at(each, "isMuted")),
            "isUpserting", false, "dateCreated", monitor.get("dateCreated"),
            "config", config(monitor), "project",
            only(home.project(text(monitor, "project")), "id", "slug", "name", "platform"), "owner",
            home.actor(text(monitor, "owner")), "environments", environments, "alertRule", null);
    }

    private static boolean muted(Map<String, Object> monitor, String environment) {
        return Boolean.TRUE.equals(at(monitor, "mutes", environment)) || Boolean.TRUE.equals(monitor.get("muted"));
    }

    private static Map<String, Object> config(Map<String, Object> monitor) {
        Map<String, Object> config =
            only(monitor, "schedule_type", "schedule", "checkin_margin", "max_runtime", "timezone");
        for (String name : List.of("failure_issue_threshold", "recovery_threshold", "alert_rule_id"))
            config.put(name, monitor.get(name));
        return config;
    }

    private static List<Map<String, Object>> checkIns(Ask ask) {
        Slice slice = ask.slice("90d");
        Map<String, Object> monitor = monitor(ask);
        List<Map<String, Object>> all = new ArrayList<>();
        for (Map<String, Object> each : ask.home.checkIns(monitor)) {
            Instant at = Plain.instant(each.get("dateCreated"));
            if (!at.isBefore(slice.from()) && at.isBefore(slice.to())
                && (slice.environments().isEmpty() || slice.environments().contains(text(each, "environment"))))
                all.add(Plain.with(each, "monitorConfig", config(monitor)));
        }
        return all;
    }

    private static Object stats(Ask ask) {
        Map<String, Object> monitor = monitor(ask);
        long since = ask.whole("since", (int) ask.now.minus(Duration.ofDays(1)).getEpochSecond());
        long until = ask.whole("until", (int) ask.now.getEpochSecond());
        long step = ask.one("resolution", null) == null ? 3600 : Organization.every(ask.one("resolution")).toSeconds();
        Map<Long, Map<String, Object>> buckets = new TreeMap<>();
        for (long at = since / step * step; at <= until; at += step)
            buckets.put(at, map("ts", at, "ok", 0, "error", 0, "missed", 0, "timeout", 0, "unknown", 0, "duration", 0));
        for (Map<String, Object> each : ask.home.checkIns(monitor)) {
            Map<String, Object> bucket =
                buckets.get(Plain.instant(each.get("dateCreated")).getEpochSecond() / step * step);
            if (bucket == null
                || !ask.all("environment").isEmpty() && !ask.all("environment").contains(text(each, "environment")))
                continue;
            bucket.put(text(each, "status"), whole(bucket, text(each, "status")) + 1);
            if (each.get("duration") != null) bucket.put("duration", each.get("duration"));
        }
        return new ArrayList<>(buckets.values());
    }

    private static Object monitors(Ask ask) {
        Set<String> projects = ask.projects();
        String owner = ask.one("owner", null);
        List<Map<String, Object>> found = ask.named(store(ask, "monitors"), "name", "slug").stream()
            .filter(each -> projects.contains(text(each, "project")) && owned(ask, each, owner)
                && (ask.all("environment").isEmpty()
                    || ask.all("environment").stream().anyMatch(object(each, "environments")::containsKey)))
            .sorted(Comparator.comparing(each -> text(each, "slug"))).toList();
        return ask.page(found, 100, each -> monitor(ask.home, each));
    }

    static boolean owned(Ask ask, Map<String, Object> item, String owner) {
        if (owner == null) return true;
        if (owner.equals("unassigned")) return item.get("owner") == null;
        if (owner.equals("myteams")) return item.get("owner") != null && texts(ask.home.me(), "teams").stream()
            .anyMatch(team -> ("team:" + text(ask.home.team(team), "id")).equals(item.get("owner")));
        return owner.equals(item.get("owner"));
    }

    private static Object createMonitor(Ask ask) {
        Map<?, ?> body = Checks.body(ask);
        Map<String, Object> project = ask.home.project(Checks.string(body, "project", 100, true));
        if (project == null) throw Refused.field("project", "Invalid project");
        String name = Checks.string(body, "name", 128, true);
        String slug = Checks.slug(body, "slug", 50);
        slug = slug != null ? slug : slug(name);
        if (Organization.find(store(ask, "monitors"), "slug", slug) != null)
            throw Refused.field("slug", "The slug \"" + slug + "\" is already in use.");
        if (!(body.get("config") instanceof Map<?, ?> config)) throw Refused.field("config", "This field is required.");
        Map<String, Object> monitor =
            map("id", hex("monitor/" + slug, 32).replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"),
                "slug", slug, "name", name, "project", project.get("slug"), "owner", null, "dateCreated", iso(ask.now),
                "every", "1d", "environments", map());
        configure(config, monitor, true);
        settle(ask, body, monitor);
        store(ask, "monitors").add(monitor);
        return Reply.of(201, monitor(ask.home, monitor));
    }

    /** What a monitor's POST and PUT have in common beside names. */
    private static void settle(Ask ask, Map<?, ?> body, Map<String, Object> monitor) {
        String status = Checks.choice(body, "status", List.of("active", "disabled"));
        Checks.owner(ask.home, body, "owner");
        String muted = body.containsKey("isMuted") ? "isMuted" : "is_muted";
        Boolean quiet = Checks.bool(body, muted);
        if (status != null) monitor.put("status", status);
        if (body.containsKey("owner")) monitor.put("owner", body.get("owner"));
        if (quiet != null) monitor.put("muted", quiet);   // of all environments at once
    }

    /** Checks a schedule as Sentry does: five fields, or a number and a unit. */
    private static void configure(Map<?, ?> config, Map<String, Object> monitor, boolean whole) {
        Map<String, Object> changed = map();
        try {
            if (whole || config.containsKey("schedule")) {
                Object schedule = config.get("schedule");
                String type = text(config, "schedule_type") == null ? text(config, "scheduleType") == null
                    ? text(monitor, "schedule_type") : text(config, "scheduleType") : text(config, "schedule_type");
                if (type == null) type = schedule instanceof List<?> ? "interval" : "crontab";
                if (!List.of("crontab", "interval").contains(type))
                    throw Refused.field("schedule_type", "\"" + type + "\" is not a valid choice.");
                if (schedule == null) throw Refused.field("schedule", "This field is required.");
                if (type.equals("interval")) {
                    if (!(schedule instanceof List<?> parts) || parts.size() != 2
                        || !(parts.get(0) instanceof Integer count))
                        throw Refused.field("schedule", "Invalid schedule for schedule unit count (index 0)");
                    if (!List.of("year", "month", "week", "day", "hour", "minute").contains(Plain.say(parts.get(1))))
                        throw Refused.field("schedule", "Invalid schedule for schedule unit name (index 1)");
                    if (count < 1) throw Refused.field("schedule", "Interval must be greater than zero");
                } else if (!(schedule instanceof String cron) || !crontab(cron)) {
                    throw Refused.field("schedule", "Schedule was not parseable");
                }
                changed.putAll(map("schedule_type", type, "schedule", schedule));
            }
            for (String name : List.of("checkin_margin", "max_runtime"))
                if (config.containsKey(name)) changed.put(name, Checks.number(config, name, 1, 40_320, true));
            for (String name : List.of("failure_issue_threshold", "recovery_threshold"))
                if (config.containsKey(name)) changed.put(name, Checks.number(config, name, 1, 720, true));
            String zone = Checks.string(config, "timezone", 64, false);
            if (zone != null && !ZoneId.getAvailableZoneIds().contains(zone))
                throw Refused.field("timezone", "\"" + zone + "\" is not a valid choice.");
            if (zone != null || whole) changed.put("timezone", zone == null ? "UTC" : zone);
        } catch (Refused refused) {
            throw new Refused(400, map("config", refused.body));
        }
        if (whole) for (String name : List.of("checkin_margin", "max_runtime")) changed.putIfAbsent(name, null);
        monitor.putAll(changed);
    }

    private static boolean crontab(String text) {
        if (text.matches("@(hourly|daily|weekly|monthly|yearly|annually|midnight)")) return true;
        String[] fields = text.strip().split("\\s+");
        int[] most = {59, 23, 31, 12, 7};
        if (fields.length != 5) return false;
        for (int i = 0; i < 5; i++) {
            if (!fields[i].matches(i < 3 ? "[\\d*/,\\-L?]+" : "[\\d*/,\\-A-Za-z#?]+")) return false;
            for (String number : fields[i].split("\\D+"))
                if (!number.isEmpty() && Integer.parseInt(number) > most[i]) return false;
        }
        return true;
    }

    private static Object updateMonitor(Ask ask) {
        Map<String, Object> monitor = monitor(ask);
        Map<?, ?> body = Checks.body(ask);
        String name = Checks.string(body, "name", 128, false);
        String slug = Checks.slug(body, "slug", 50);
        if (slug != null && !slug.equals(monitor.get("slug"))
            && Organization.find(store(ask, "monitors"), "slug", slug) != null)
            throw Refused.field("slug", "The slug \"" + slug + "\" is already in use.");
        Map<String, Object> changed = new LinkedHashMap<>(monitor);
        if (body.get("config") instanceof Map<?, ?> config) configure(config, changed, false);
        settle(ask, body, changed);
        if (name != null) changed.put("name", name);
        if (slug != null) changed.put("slug", slug);
        monitor.putAll(changed);
        return monitor(ask.home, monitor);
    }

    // ---------------------------------------------------------------- uptime monitors

    private static Map<String, Object> uptime(Ask ask) {
        Map<String, Object> monitor = Organization.find(store(ask, "uptime"), "id", ask.path("uptime"));
        if (monitor == null || !monitor.get("project").equals(ask.project().get("slug"))) throw Refused.missing();
        return monitor;
    }

    private static Map<String, Object> uptime(Organization home, Map<String, Object> monitor) {
        List<Map<String, Object>> checks = home.checks(monitor);
        int failing = 0;
        while (failing < checks.size() && checks.get(failing).get("checkStatus").equals("failure")) failing++;
        return map("id", monitor.get("id"), "projectSlug", monitor.get("project"), "environment",
            monitor.get("environment"), "name", monitor.get("name"), "status", monitor.getOrDefault("status", "active"),
            "uptimeStatus",
            failing >= (monitor.containsKey("downtimeThreshold") ? whole(monitor, "downtimeThreshold") : 3) ? 2 : 1,
            "mode", 1, "owner", home.actor(text(monitor, "owner")), "recoveryThreshold",
            monitor.getOrDefault("recoveryThreshold", 1), "downtimeThreshold",
            monitor.getOrDefault("downtimeThreshold", 3), "url", monitor.get("url"), "method", monitor.get("method"),
            "body", monitor.get("body"),
            "headers", monitor.get("headers"), "intervalSeconds", monitor.get("intervalSeconds"), "timeoutMs",
            monitor.get("timeoutMs"), "traceSampling", monitor.getOrDefault("traceSampling", false),
            "responseCaptureEnabled", monitor.getOrDefault("responseCaptureEnabled", true), "assertion", null);
    }

    private static Object uptimes(Ask ask) {
        Set<String> projects = ask.projects();
        return ask
            .page(
                ask.named(store(ask, "uptime"), "name", "url").stream()
                    .filter(each -> projects.contains(text(each, "project")) && owned(ask, each, ask.one("owner", null))
                        && (ask.all("environment").isEmpty()
                            || ask.all("environment").contains(text(each, "environment"))))
                    .toList(),
                100, each -> uptime(ask.home, each));
    }

    private static Object createUptime(Ask ask) {
        Map<String, Object> monitor = map("id", ask.home.newId(), "project", ask.project().get("slug"), "method", "GET",
            "headers", list(), "timeoutMs", 5000, "environment", null, "owner", null);
        settleUptime(ask, monitor, true);
        store(ask, "uptime").add(monitor);
        return Reply.of(201, uptime(ask.home, monitor));
    }

    private static void settleUptime(Ask ask, Map<String, Object> monitor, boolean whole) {
        Map<?, ?> body = Checks.body(ask);
        Map<String, Object> changed = map();
        for (String name : List.of("name", "url")) {
            String value = Checks.string(body, name, name.equals("name") ? 128 : 255, whole);
            if (value == null) continue;
            if (name.equals("url") && !value.matches("https?://[^/\\s.]+\\.[^\\s]+"))
                throw Refused.field("url", "Enter a valid URL.");
            changed.put(name, value);
        }
        if (whole && !body.containsKey("intervalSeconds"))
            throw Refused.field("intervalSeconds", "This field is required.");
        if (body.containsKey("intervalSeconds")) {
            if (!(body.get("intervalSeconds") instanceof Integer interval) || !INTERVALS.contains(interval))
                throw Refused.field("intervalSeconds",
                    "\"" + body.get("intervalSeconds") + "\" is not a valid choice.");
            changed.put("intervalSeconds", interval);
        }
        Long timeout = Checks.number(body, "timeoutMs", 1000, 60_000, false);
        if (whole && timeout == null) throw Refused.field("timeoutMs", "This field is required.");
        if (timeout != null) changed.put("timeoutMs", timeout);
        for (String name : List.of("downtimeThreshold", "recoveryThreshold"))
            if (Checks.number(body, name, 1, 1000, false) != null) changed.put(name, body.get(name));
        if (Checks.choice(body, "method", List.of("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")) != null)
            changed.put("method", body.get("method"));
        if (Checks.choice(body, "status", List.of("active", "disabled")) != null)
            changed.put("status", body.get("status"));
        if (body.containsKey("headers")) {
            if (!(body.get("headers") instanceof List<?> headers) || !headers.stream()
                .allMatch(header -> header instanceof List<?> pair && pair.size() == 2
                    && pair.stream().allMatch(String.class::isInstance)))
                throw Refused.field("headers", "Expected array of header tuples.");
            changed.put("headers", headers);
        }
        for (String name : List.of("traceSampling", "responseCaptureEnabled"))
            if (Checks.bool(body, name) != null) changed.put(name, body.get(name));
        Checks.owner(ask.home, body, "owner");
        if (body.get("environment") != null) Checks.string(body, "environment", 64, false);
        for (String name : List.of("owner", "environment", "body"))
            if (body.containsKey(name)) changed.put(name, body.get(name));
        monitor.putAll(changed);
    }

    private static Object updateUptime(Ask ask) {
        Map<String, Object> monitor = uptime(ask);
        settleUptime(ask, monitor, false);
        return uptime(ask.home, monitor);
    }

    private static Object checks(Ask ask) {
        Slice slice = ask.slice("1d");
        return ask.page(ask.home.checks(uptime(ask)).stream()
            .filter(each -> !Plain.instant(each.get("timestamp")).isBefore(slice.from())
                && Plain.instant(each.get("timestamp")).isBefore(slice.to()))
            .toList());
    }

    // ---------------------------------------------------------------- onboarding

    private static Object onboarding(Ask ask) {
        Map<?, ?> body = Checks.body(ask);
        String token = Checks.string(body, "runToken", 10, true);
        if (!token.matches("[A-Za-z0-9]{10}")) throw Refused.field("runToken", "Invalid run token");
        List<String> stages = List.of("connect_mcp", "analyze_project", "create_project", "instrument_app",
            "plan_test_error", "send_verification_error", "receive_verification_error", "prepare_production",
            "check_stack_trace_quality");
        if (Checks.choice(body, "stage", stages) == null) throw Refused.field("stage", "This field is required.");
        if (Checks.choice(body, "status", List.of("active", "waiting", "completed", "skipped", "failed")) == null)
            throw Refused.field("status", "This field is required.");
        String over = Checks.choice(body, "runStatus", List.of("completed", "failed"));
        String note = Checks.string(body, "eventNote", 256, false);
        Map<String, Object> run = object(ask.home.data.computeIfAbsent("run/" + token,
            none -> map("createdAt", iso(ask.now), "sequence", 0, "stages", map())));
        run.put("sequence", whole(run, "sequence") + 1);
        object(run, "stages").put(text(body, "stage"),
            map("stage", body.get("stage"), "status", body.get("status"), "eventNote", note));
        List<Object> shown = list();
        for (String stage : stages) shown
            .add(object(run, "stages").getOrDefault(stage, map("stage", stage, "status", null, "eventNote", null)));
        return map("schemaVersion", 1, "runId", hex("run/" + token, 32), "channelId", hex("channel/" + token, 32),
            "clientRunId", hex("client/" + token, 32), "createdAt", run.get("createdAt"), "updatedAt", iso(ask.now),
            "sequence", run.get("sequence"), "expiresAt", iso(ask.now.plus(Duration.ofDays(1))),
            "continueUpdates", over == null, "runStatus", over == null ? "active" : over, "projectSlugs",
            body.get("projectSlugs"), "issueIds", body.get("issueIds"), "stages", shown);
    }
}
