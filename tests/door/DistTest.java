import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code ./jbang dist} makes, as those use it who do not compile. */
class DistTest {
    private static final String VERSION = "sentry-mcp " + SentryMcp.VERSION + "\n";
    private static final String NAME = "sentry-mcp-" + SentryMcp.VERSION;
    private static RealJBang jbang;
    private static Path dist;

    @BeforeAll
    static void make() throws Exception {
        assumeTrue(Fixtures.onPath("mvn"), "needs mvn on PATH");
        jbang = new RealJBang();
        dist = make("dist");
    }

    private static Path make(String name) throws Exception {
        Path folder = jbang.folder.resolve(name);
        RealJBang.Ended run = jbang.launcher("dist", folder.toString());
        assertEquals(folder + "\n", run.out(), run.toString());
        return folder;
    }

    @AfterAll
    static void end() throws IOException {
        if (jbang != null) jbang.close();
    }

    private static TreeMap<String, byte[]> files(Path folder) throws IOException {
        TreeMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static RealJBang.Ended run(List<String> command, String... more) throws Exception {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of(more));
        return jbang.run(Files.createDirectories(jbang.folder.resolve("somebody's project")), words);
    }

    @Test
    void the_same_sources_give_the_same_bytes_and_the_sums_are_right() throws Exception {
        TreeMap<String, byte[]> first = files(dist);
        TreeMap<String, byte[]> second = files(make("dist again"));
        assertEquals(first.keySet(), second.keySet());
        StringBuilder sums = new StringBuilder();
        for (Map.Entry<String, byte[]> file : first.entrySet()) {
            String sum = sha256(file.getValue());
            assertEquals(sum, sha256(second.get(file.getKey())), file.getKey());
            if (!file.getKey().equals("SHA256SUMS")) sums.append(sum).append("  ").append(file.getKey()).append('\n');
        }
        assertEquals(sums.toString(), new String(first.get("SHA256SUMS"), StandardCharsets.UTF_8));
    }

    @Test
    void a_folder_that_holds_something_is_left_alone() throws Exception {
        RealJBang.Ended run = jbang.launcher("dist", dist.toString());
        assertEquals(1, run.status());
        assertTrue(run.err().endsWith(dist + " is not empty: delete it, or name another folder\n"), run.err());
    }

    @Test
    void java_jar_starts_it_and_the_starter_does_so_with_the_scripts_options() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        assertEquals(VERSION, run(List.of(java, "-jar", dist.resolve(NAME + ".jar").toString(), "--version")).out());
        String printed = run(List.of(java, "-jar", dist.resolve(NAME + ".jar").toString(), "config", "cursor")).out();
        JsonNode line = McpClient.MAPPER.readTree(printed).path("mcpServers").path("sentry");
        assertEquals(java + " [\"-jar\",\"" + dist.resolve(NAME + ".jar") + "\"]",
            line.path("command").asText() + " " + line.path("args"));
        Path link = Files.createSymbolicLink(jbang.folder.resolve("a link"), dist.resolve("sentry-mcp"));
        for (Path starter : List.of(dist.resolve("sentry-mcp"), link)) {
            RealJBang.Ended run =
                run(List.of("env", "JDK_JAVA_OPTIONS=-XX:+PrintCommandLineFlags", starter.toString()), "--version");
            assertTrue(run.out().endsWith(VERSION), run.toString());
            for (String option : McpClient.launchOptions()) {
                if (option.startsWith("-XX:+") || option.startsWith("-XX:-"))
                    assertTrue(run.out().contains(option), option);
            }
            assertTrue(run.out().contains("-XX:MaxHeapSize=" + (256 << 20)), run.out());
        }
        Files.delete(link);
        String configuration = run(List.of(dist.resolve("sentry-mcp").toString()), "config", "cursor").out();
        JsonNode server = McpClient.MAPPER.readTree(configuration).path("mcpServers").path("sentry");
        assertEquals(dist.resolve("sentry-mcp").toString(), server.path("command").asText());
        assertEquals(0, server.path("args").size());
    }

    @Test
    void the_container_starts_the_same_and_says_how_it_is_started() throws Exception {
        String dockerfile = Files.readString(dist.resolve("Dockerfile"));
        List<String> entry = new ArrayList<>();
        McpClient.MAPPER.readTree(dockerfile.replaceFirst("(?s).*\nENTRYPOINT ", ""))
            .forEach(word -> entry.add(word.asText().replace("/opt/sentry-mcp", dist.toString())));
        assertEquals(VERSION, run(entry, "--version").out());
        List<String> inside =
            new ArrayList<>(List.of("env", dockerfile.replaceFirst("(?s).*\nENV (\\w+=)\"([^\"]*)\".*", "$1$2")));
        inside.addAll(entry);
        JsonNode server =
            McpClient.MAPPER.readTree(run(inside, "config", "cursor").out()).path("mcpServers").path("sentry");
        JsonNode registry = McpClient.MAPPER.readTree(dist.resolve("server.json").toFile());
        String image = registry.path("packages").path(0).path("identifier").asText();
        assertEquals("docker", server.path("command").asText());
        assertEquals("[\"run\",\"-i\",\"--rm\",\"-e\",\"SENTRY_ACCESS_TOKEN\",\"" + image + "\"]",
            server.path("args").toString());
        assertTrue(
            dockerfile
                .contains("\nLABEL io.modelcontextprotocol.server.name=\"" + registry.path("name").asText() + "\"\n"),
            dockerfile);
        assertTrue(registry.path("description").asText().length() <= 100, "the registry takes no more");
    }

    @Test
    void the_list_of_what_is_in_it_names_each_library_with_its_sum_and_the_POM_what_the_script_names()
        throws Exception {
        Map<String, String> listed = new TreeMap<>();
        for (JsonNode component : McpClient.MAPPER.readTree(dist.resolve("bom.json").toFile()).path("components")) {
            listed.put(component.path("name").asText() + "-" + component.path("version").asText() + ".jar",
                component.path("hashes").path(0).path("content").asText());
        }
        Map<String, String> there = new TreeMap<>();
        for (Map.Entry<String, byte[]> file : files(dist.resolve("lib")).entrySet())
            there.put(file.getKey(), sha256(file.getValue()));
        assertEquals(there, listed);
        String pom = Files.readString(dist.resolve(NAME + ".pom"));
        List<String> needed = new ArrayList<>();
        var found = java.util.regex.Pattern
            .compile("<dependency><groupId>(.*?)</groupId><artifactId>(.*?)</artifactId><version>(.*?)</version>")
            .matcher(pom);
        while (found.find()) needed.add(found.group(1) + ":" + found.group(2) + ":" + found.group(3));
        assertEquals(Fixtures.read(Fixtures.CHECKOUT.resolve("SentryMcp.java")).lines()
            .filter(line -> line.startsWith("//DEPS "))
            .map(line -> line.substring(7)).toList(), needed);
    }

    /** The catalog as it will be once the coordinate is published: to a repository that is a folder here. */
    @Test
    void deployed_it_starts_by_its_coordinate_through_JBang_and_six_at_once_break_nothing_for_good() throws Exception {
        Path repository = jbang.folder.resolve("repository");
        Path folder = Files.createDirectories(repository.resolve("io/sentry/sentry-mcp/" + SentryMcp.VERSION));
        for (String ending : List.of(".jar", ".pom"))
            Files.copy(dist.resolve(NAME + ending), folder.resolve(NAME + ending));
        jbang.more.put("/getsentry/jbang-catalog/HEAD/jbang-catalog.json",
            Files.readString(dist.resolve("jbang-catalog.json")));
        String libraries = "libraries=" + Path.of(jbang.environment().get("JBANG_REPO")).toUri();
        jbang.set("JBANG_REPO", jbang.folder.resolve("empty local repository").toString());
        List<String> jbangRun = List.of("jbang", "run", "--repos=ours=" + repository.toUri(), "--repos=" + libraries);
        String coordinate = "io.sentry:sentry-mcp:" + SentryMcp.VERSION;
        List<CompletableFuture<RealJBang.Ended>> starts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            starts.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return run(jbangRun, coordinate, "--version");
                } catch (Exception failed) {
                    throw new AssertionError(failed);
                }
            }, task -> new Thread(task).start()));
        }
        int answered = 0;
        for (CompletableFuture<RealJBang.Ended> start : starts) {
            RealJBang.Ended end = start.join();
            if (end.status() == 0) answered++;
            // JBang reads its list of libraries while another writes it, now and then
            else assertTrue(end.err().startsWith("[jbang] [ERROR]") && end.out().isEmpty(), end.toString());
        }
        Totals.say("the coordinate started six times at once for the first time: " + answered + " answered");
        assertTrue(answered > 0);
        RealJBang.Ended later = run(jbangRun, coordinate, "--version");
        assertEquals(VERSION, later.out(), later.toString());
        run(List.of("jbang", "trust", "add", "https://github.com/getsentry/"));
        jbang.more.put("/getsentry/jbang-catalog/HEAD/sentrymcp.java",
            Files.readString(dist.resolve("sentrymcp.java")));
        RealJBang.Ended script =
            run(jbangRun, "--config=/", "https://github.com/getsentry/jbang-catalog/blob/HEAD/sentrymcp.java",
                "--version");
        assertEquals(VERSION, script.out(), script.toString());
        RealJBang.Ended named = run(jbangRun, "sentry-mcp@getsentry", "--version");
        assertEquals(VERSION, named.out(), named.toString());
    }
}
