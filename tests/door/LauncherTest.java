import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the real ./jbang in throwaway checkouts with a small program of their own, under a home folder of their own.
 * Only Maven's local repository is shared with the machine, and one folder of JBang's jars between these tests, for
 * resolving them takes seconds.
 */
class LauncherTest {

    /** Prints its arguments, one a line, and where it runs; `cat` copies its input and exits with 42. */
    private static final String PROGRAM =
        """
            ///usr/bin/env jbang "$0" "$@" ; exit $?
            //JAVA 17+
            //SOURCES tools/*.java
            //FILES word.txt
            //RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 "-Dspaced=a b"
            import tools.Greeting;
            public class Hello {
                public static void main(String[] args) throws Exception {
                    if (args.length > 0 && args[0].equals("cat")) {
                        System.in.transferTo(System.out);
                        System.out.flush();
                        System.exit(42);
                    }
                    if (args.length > 0 && args[0].equals("exit")) System.exit(Integer.parseInt(args[1]));
                    System.out.println(Greeting.TEXT + " " + new \
            String(Hello.class.getResourceAsStream("/word.txt").readAllBytes()));
                    for (String arg : args) System.out.println("[" + arg + "]");
                    System.out.println("in " + System.getProperty("user.dir"));
                    System.out.println("spaced=" + System.getProperty("spaced") + " quoted=" + \
            System.getProperty("quoted"));
                }
            }
            """;

    private static final String CATALOG = """
        {
          "catalogs": {},
          "aliases": {
            "hello": { "script-ref": "Hello.java", "description": "says hello" },
            "quoted": {
              "script-ref": "Hello.java",
              "arguments": ["it's", "$HOME", "two words"],
              "runtime-options": ["-Dquoted=`x` \\"y\\" * \\\\"]
            }
          }
        }
        """;

    private static final Path SOURCE = checkoutUnderTest();

    @TempDir static Path shared;

    @TempDir Path temp;

    /** A home folder whose cache already has JBang's jars. */
    private static Path home;
    private static boolean canBootstrap;

    /**
     * A letter beyond ASCII where this JVM's own locale lets it start processes with one: in the C locale Java itself
     * would turn it into a question mark.
     */
    private static final String BEYOND_ASCII =
        java.nio.charset.Charset.forName(System.getProperty("sun.jnu.encoding", "US-ASCII")).newEncoder().canEncode('é')
            ? "é" : "e";

    // ---- What runs through ---------------------------------------------------------------------------------------

    @Test
    void arguments_reach_the_program_as_they_were_typed_at_the_first_start_and_at_the_second() throws Exception {
        Checkout checkout = checkout("checkout");
        String[] command = {"hello", "a b", "", "$HOME", "*", "it's", "q\"q", "`x`", "@/etc/hosts", "--",
            "--sentry-dsn=", BEYOND_ASCII};
        Run first = checkout.run(command);
        String expected = "[a b]\n[]\n[$HOME]\n[*]\n[it's]\n[q\"q]\n[`x`]\n[@/etc/hosts]\n[--]\n[--sentry-dsn=]\n["
            + BEYOND_ASCII + "]\n";
        assertTrue(first.text().contains("\n" + expected + "in "), first.toString());
        assertTrue(checkout.remembers("hello.alias.with-arguments"), "nothing was remembered: " + first);
        assertEquals(first.text(), checkout.run(command).text());
    }

    @Test
    void the_quoting_of_an_alias_survives_being_remembered() throws Exception {
        Checkout checkout = checkout("checkout");
        Run first = checkout.run("quoted");
        assertTrue(first.text().contains("\n[it's]\n[$HOME]\n[two words]\nin "), first.toString());
        assertTrue(first.text().contains("spaced=a b quoted=`x` \"y\" * \\\n"), first.toString());
        assertTrue(checkout.remembers("quoted.alias.alone"));
        assertEquals(first.text(), checkout.run("quoted").text());
        assertTrue(checkout.run("quoted", "mine").text().contains("\n[two words]\n[mine]\nin "));
    }

    @Test
    void the_programs_exit_status_is_the_launchers() throws Exception {
        Checkout checkout = checkout("checkout");
        for (int status : new int[] {3, 0, 255}) {
            assertEquals(status, checkout.run("hello", "exit", "" + status).status);
        }
    }

    @Test
    void standard_input_reaches_the_program_byte_for_byte() throws Exception {
        Checkout checkout = checkout("checkout");
        byte[] bytes = new byte[200_000];
        new Random(7).nextBytes(bytes);
        for (String start : List.of("first", "remembered")) {
            Run run = checkout.with(bytes).run("hello", "cat");
            assertEquals(42, run.status, start + ": " + run);
            assertArrayEquals(bytes, run.out, start);
        }
    }

    @Test
    void what_is_no_plain_start_is_left_to_JBang() throws Exception {
        assumeTrue(canBootstrap, "needs mvn");
        Checkout checkout = checkout("checkout");
        assertEquals("0.132.1\n", checkout.run("version").text());
        Run run = checkout.run("--quiet", "hello", "with an option");
        assertTrue(run.text().contains("\n[with an option]\nin "), run.toString());
        assertFalse(checkout.remembers("hello.alias.with-arguments"));
    }

    @Test
    void a_program_that_does_not_compile_leaves_standard_output_alone() throws Exception {
        Checkout checkout = checkout("checkout");
        Files.writeString(checkout.root.resolve("tools/Greeting.java"), "package tools; class");
        Run run = checkout.run("hello");
        assertEquals(1, run.status);
        assertEquals("", run.text());
        assertTrue(run.err.contains("Greeting.java"), run.err);
    }

    // ---- Where it is called from -----------------------------------------------------------------------------------

    @Test
    void it_works_in_a_checkout_with_spaces_and_quotes_in_its_path() throws Exception {
        Checkout checkout = checkout("it's a [check] out");
        for (String start : List.of("first", "remembered")) {
            assertTrue(checkout.run("hello", start).text().contains("\n[" + start + "]\n"));
        }
        assertTrue(checkout.remembers("hello.alias.with-arguments"));
    }

    @Test
    void it_works_through_symbolic_links_to_it() throws Exception {
        Checkout checkout = checkout("checkout");
        Path link = Files.createSymbolicLink(temp.resolve("link"), checkout.root.resolve("jbang"));
        Path linkToLink = Files.createSymbolicLink(temp.resolve("start"), link.getFileName());
        assertTrue(checkout.calling(linkToLink).run("hello", "x").text().startsWith("hello world\n[x]\n"));
    }

    @Test
    void from_another_folder_its_own_catalog_counts_and_the_program_runs_in_that_folder() throws Exception {
        Checkout checkout = checkout("checkout");
        Path elsewhere = Files.createDirectories(temp.resolve("else where")).toRealPath();
        Files.writeString(elsewhere.resolve("hello"), "not a program");
        Files.writeString(elsewhere.resolve("jbang-catalog.json"), CATALOG.replace("Hello.java", "Missing.java"));
        for (String start : List.of("first", "remembered")) {
            Run run = checkout.in(elsewhere).run("hello", start);
            assertTrue(run.text().endsWith("\nin " + elsewhere + "\nspaced=a b quoted=null\n"), run.toString());
        }
    }

    @Test
    void a_script_is_remembered_like_an_alias() throws Exception {
        Checkout checkout = checkout("checkout");
        Path tools = checkout.root.resolve("tools");
        String expected = checkout.in(tools).run("../Hello.java", "x").text();
        assertTrue(expected.startsWith("hello world\n[x]\nin " + tools), expected);
        assertTrue(checkout.remembers("Hello.java.script.with-arguments"));
        assertEquals(expected, checkout.in(tools).run("../Hello.java", "x").text());
    }

    // ---- What is remembered ----------------------------------------------------------------------------------------

    @Test
    void a_changed_added_or_removed_file_is_seen_at_once() throws Exception {
        Checkout checkout = checkout("checkout");
        assertEquals("hello world", checkout.greeting());

        Files.writeString(checkout.root.resolve("tools/Greeting.java"), greetingSource("\"salve\""));
        assertEquals("salve world", checkout.greeting());

        Files.writeString(checkout.root.resolve("word.txt"), "mundi");
        assertEquals("salve mundi", checkout.greeting());

        Files.writeString(checkout.root.resolve("tools/Greeting.java"), greetingSource("Word.IS"));
        Files.writeString(checkout.root.resolve("tools/Word.java"),
            "package tools; class Word { static final String IS = \"ave\"; }");
        assertEquals("ave mundi", checkout.greeting());

        Files.delete(checkout.root.resolve("tools/Word.java"));
        Run run = checkout.run("hello", "x");
        assertEquals(1, run.status, "a program that lacks a source was started: " + run);
    }

    @Test
    void a_file_that_changes_while_JBang_builds_is_seen_at_the_next_start() throws Exception {
        Checkout checkout = checkout("checkout");
        Path word = checkout.root.resolve("word.txt");
        Files.writeString(word, "early " + System.nanoTime());
        long built = builtPrograms();
        CompletableFuture<String> first = CompletableFuture.supplyAsync(checkout::greeting);
        while (!first.isDone() && builtPrograms() == built) Thread.sleep(1);
        Files.writeString(word, "late");        // JBang has built the program, and has yet to say how it is started
        assertTrue(first.join().startsWith("hello early"), first.join());
        assertEquals("hello late", checkout.greeting());
    }

    @Test
    void a_changed_catalog_is_seen_at_once() throws Exception {
        Checkout checkout = checkout("checkout");
        assertEquals("hello world", checkout.greeting());
        Files.writeString(checkout.root.resolve("jbang-catalog.json"),
            CATALOG.replace("\"description\": \"says hello\"", "\"arguments\": [\"from the catalog\"]"));
        assertTrue(checkout.run("hello", "x").text().contains("\n[from the catalog]\n[x]\n"));
    }

    @Test
    void a_program_that_JBangs_cache_has_lost_is_built_again() throws Exception {
        Checkout checkout = checkout("checkout");
        assertEquals("hello world", checkout.greeting());
        for (Path jar : find(home.resolve(".jbang/cache/jars"), "Hello.jar")) Files.delete(jar);
        assertEquals("hello world", checkout.greeting());
    }

    @Test
    void a_broken_memory_is_ignored() throws Exception {
        Checkout checkout = checkout("checkout");
        assertEquals("hello world", checkout.greeting());
        Path remembered =
            find(home.resolve(".cache/sentry-mcp/launch" + checkout.root), "hello.alias.with-arguments").get(0);
        String text = Files.readString(remembered);
        Path trace = temp.resolve("trace");
        for (String broken : List.of("touch " + trace, text.substring(0, text.length() / 2),
            text.replace("/Hello.jar\n", "/Hello.jar:/gone.jar\n"))) {
            Files.writeString(remembered, broken);
            assertEquals("hello world", checkout.greeting(), broken);
        }
        assertFalse(Files.exists(trace));
    }

    // ---- Which JDK, which JBang
    // --------------------------------------------------------------------------------------

    @Test
    void a_broken_JAVA_HOME_is_named_and_another_JDK_is_found() throws Exception {
        Checkout checkout = checkout("checkout");
        Run run = checkout.setting("JAVA_HOME", temp.resolve("no jdk").toString()).run("hello", "x");
        assertEquals(0, run.status, run.toString());
        assertTrue(
            run.err.contains("JAVA_HOME=" + temp.resolve("no jdk") + " is not a JDK 17 or newer; looking elsewhere"),
            run.err);
        assertTrue(run.text().startsWith("hello world\n"), run.toString());
    }

    @Test
    void a_JAVA_HOME_that_is_too_old_is_passed_over() throws Exception {
        Checkout checkout = checkout("checkout");
        Path old = Files.createDirectories(temp.resolve("jdk8/bin")).getParent();
        for (String tool : List.of("java", "javac")) script(old.resolve("bin/" + tool), "exit 1");
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"1.8.0_402\"\n");
        Run run = checkout.setting("JAVA_HOME", old.toString()).run("hello", "x");
        assertTrue(run.err.contains("is not a JDK 17 or newer"), run.err);
        assertTrue(run.text().startsWith("hello world\n"), run.toString());
    }

    @Test
    void a_jbang_on_PATH_comes_first_unless_it_is_this_launcher_again() throws Exception {
        Checkout checkout = checkout("checkout");
        Path copy = Files.createDirectories(temp.resolve("copy"));
        Files.copy(checkout.root.resolve("jbang"), copy.resolve("jbang"), StandardCopyOption.COPY_ATTRIBUTES);
        Path link = Files.createDirectories(temp.resolve("link"));
        Files.createSymbolicLink(link.resolve("jbang"), checkout.root.resolve("jbang"));
        Path real = Files.createDirectories(temp.resolve("real jbang"));
        script(real.resolve("jbang"), "printf '<%s>' \"$@\"; exit 9");
        String path = copy + ":" + link + ":" + real + ":" + checkout.env.get("PATH");

        Run run = checkout.setting("PATH", path).setting("JBANG_BOOTSTRAP", "").run("hello", "a b", "");
        assertEquals("<run><--catalog=" + checkout.root.resolve("jbang-catalog.json") + "><hello><a b><>", run.text());
        assertEquals(9, run.status);
        assertEquals("<info><tools>", checkout.run("info", "tools").text());

        assumeTrue(canBootstrap, "needs mvn");
        assertEquals("hello world", checkout.setting("JBANG_BOOTSTRAP", "1").greeting());
    }

    @Test
    void a_jbang_on_PATH_with_its_jar_is_asked_once_and_remembered() throws Exception {
        assumeTrue(canBootstrap, "needs mvn");
        Checkout checkout = checkout("checkout");
        Path bin = Files.createDirectories(temp.resolve("real/bin"));
        script(bin.resolve("jbang"), "echo not expected; exit 9");
        List<String> urls = new ArrayList<>();
        for (Path jar : find(home.resolve(".cache/sentry-mcp"), ".jar")) urls.add(jar.toUri().toString());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", urls));
        new JarOutputStream(Files.newOutputStream(bin.resolve("jbang.jar")), manifest).close();

        checkout.setting("PATH", bin + ":" + checkout.env.get("PATH")).setting("JBANG_BOOTSTRAP", "");
        assertEquals("hello world", checkout.greeting());
        Files.write(bin.resolve("jbang.jar"), new byte[0], StandardOpenOption.APPEND);
        assertEquals("hello world", checkout.greeting());
        assertTrue(checkout.remembers("hello.alias.with-arguments"));
    }

    @Test
    void where_there_is_neither_jbang_nor_mvn_JBangs_installer_is_run() throws Exception {
        Checkout checkout = checkout("checkout");
        Path bin = Files.createDirectories(temp.resolve("bin"));
        for (String tool : List.of("bash", "env", "sha256sum", "shasum", "perl", "readlink", "mkdir", "mv", "rm", "ls",
            "grep", "flock", "cat", "chmod")) {
            Path found = onPath(tool);
            if (found == null) continue;
            Files.writeString(bin.resolve(tool), "#!" + onPath("bash") + "\nexec " + found + " \"$@\"\n");
            Files.setPosixFilePermissions(bin.resolve(tool), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        // Stands for the download: an "installer" that leaves a "jbang" in ~/.jbang/bin, and talks.
        script(bin.resolve("curl"),
            """
                for target; do case $target in *sh.jbang.dev.*) ;; https://sh.jbang.dev) asked=yes ;; *) continue ;; \
                esac
                [ "$target" = https://sh.jbang.dev ] || out=$target; done
                [ "$asked" = yes ] || exit 22
                cat >"$out" <<'END'
                echo installing "$@"; cat; mkdir -p "$HOME/.jbang/bin"
                printf '#!/usr/bin/env bash\\nprintf "<%%s>" "${@:3}"; cat\\n' >"$HOME/.jbang/bin/jbang"; chmod +x \
                "$HOME/.jbang/bin/jbang"
                END""");
        Path newHome = Files.createDirectories(temp.resolve("home"));
        checkout.setting("PATH", bin.toString()).setting("HOME", newHome.toString()).setting("JBANG_BOOTSTRAP", "");
        checkout.env.remove("JBANG_REPO");
        for (String start : List.of("first", "second")) {
            Run run = checkout.with("from stdin".getBytes(UTF_8)).run("hello", start);
            assertEquals("<hello><" + start + ">from stdin", run.text(), run.toString());
            assertEquals(start.equals("first"), run.err.contains("installing version"), run.err);
        }
    }

    // ---- First starts
    // ------------------------------------------------------------------------------------------------

    @Test
    void four_first_starts_at_once_on_an_empty_cache_all_answer_and_only_the_program_prints() throws Exception {
        assumeTrue(canBootstrap, "needs mvn");
        Checkout checkout = checkout("checkout");
        Path empty = Files.createDirectories(temp.resolve("empty home"));
        checkout.setting("HOME", empty.toString());
        List<CompletableFuture<Run>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String name = "start " + i;
            starts.add(
                CompletableFuture.supplyAsync(() -> checkout.run("hello", name), task -> new Thread(task).start()));
        }
        for (int i = 0; i < 4; i++) {
            Run run = starts.get(i).join();
            assertEquals("hello world\n[start " + i + "]\nin " + checkout.root + "\nspaced=a b quoted=null\n",
                run.text(), run.toString());
            assertEquals(0, run.status);
        }
        assertEquals(1, find(empty, "gson-2.13.1.jar").size());
        try (Stream<Path> files = Files.list(empty.resolve(".cache/sentry-mcp"))) {
            assertEquals(0, files.filter(file -> file.getFileName().toString().startsWith("fetching")).count());
        }
    }

    @Test
    void a_missing_home_folder_is_said_and_survived() throws Exception {
        Checkout checkout = checkout("checkout");
        Path tmp = Files.createDirectories(temp.resolve("tmp"));
        checkout.setting("HOME", "/nonexistent/home").setting("TMPDIR", tmp.toString())
            .setting("SENTRY_MCP_CACHE", home.resolve(".cache/sentry-mcp").toString());
        Run run = checkout.run("hello", "x");
        assertEquals(0, run.status, run.toString());
        assertTrue(run.err.contains(
            "the home folder '/nonexistent/home' is missing or read-only; keeping everything in " + tmp), run.err);
        assertEquals(1, find(tmp, "Hello.jar").size());
    }

    @Test
    void a_jar_of_JBang_that_was_tampered_with_is_refused_by_name() throws Exception {
        assumeTrue(canBootstrap, "needs mvn");
        Checkout checkout = checkout("checkout");
        assertEquals("hello world", checkout.greeting());
        Path gson = find(home.resolve(".cache/sentry-mcp"), "gson-2.13.1.jar").get(0);
        byte[] good = Files.readAllBytes(gson);
        try {
            byte[] bad = good.clone();
            bad[good.length / 2] ^= 1;
            Files.write(gson, bad);
            assertEquals("hello world", checkout.greeting(), "a remembered start has no need of JBang");

            Files.writeString(checkout.root.resolve("tools/Greeting.java"), greetingSource("\"hi\""));
            assertRefused(checkout.run("hello", "x"), "gson-2.13.1.jar");

            Files.delete(gson);
            assertRefused(checkout.run("hello", "x"), "gson-2.13.1.jar is missing");
        } finally {
            Files.write(gson, good);
        }
        assertEquals("hi world", checkout.greeting());
    }

    @Test
    void a_jar_that_differs_from_the_lock_or_is_not_in_it_is_refused_by_name_and_not_kept() throws Exception {
        assumeTrue(canBootstrap, "needs mvn");
        Checkout checkout = checkout("checkout");
        Path empty = Files.createDirectories(temp.resolve("empty home"));
        checkout.setting("HOME", empty.toString());
        Path lock = checkout.root.resolve(".jbang/jbang-cli.lock");
        String good = Files.readString(lock);

        Files.writeString(lock, good.replaceFirst("(?m)^[0-9a-f]{8}(?=.*/picocli-4)", "00000000"));
        assertNotEquals(good, Files.readString(lock));
        assertRefused(checkout.run("hello", "x"), "picocli-4.7.7.jar");

        Files.writeString(lock, good.replaceFirst("(?m)^.*/gson-2\\.13\\.1\\.jar\\n", ""));
        assertRefused(checkout.run("hello", "x"), "gson-2.10.1.jar");

        Files.delete(lock);
        assertRefused(checkout.run("hello", "x"), "jbang-cli.lock is missing");
        assertEquals(List.of(), find(empty.resolve(".cache"), ".jar"));
    }

    @Test
    void a_failing_mvn_is_reported_with_what_to_do() throws Exception {
        Checkout checkout = checkout("checkout");
        Path bin = Files.createDirectories(temp.resolve("bin"));
        script(bin.resolve("mvn"), "echo '[ERROR] no route to the repository'; exit 1");
        checkout.setting("PATH", bin + ":" + checkout.env.get("PATH")).setting("JBANG_BOOTSTRAP", "1")
            .setting("HOME", Files.createDirectories(temp.resolve("empty home")).toString());
        assertRefused(checkout.run("hello", "x"),
            "[ERROR] no route to the repository\njbang: mvn could not fetch JBang (above: what it"
                + " said). Check its network and its settings.xml, or put a jbang on PATH: "
                + "https://www.jbang.dev/download\n");
    }

    // ---- The throwaway checkouts
    // -------------------------------------------------------------------------------------

    /** Bootstraps JBang once for all tests, into a home folder of its own. */
    @BeforeAll
    static void bootstrap() throws Exception {
        canBootstrap = onPath("mvn") != null;
        boolean hasJBang = onPath("jbang") != null;
        if (!canBootstrap && !hasJBang)
            System.err.println("LauncherTest: skipped, for there is neither mvn nor jbang on PATH");
        assumeTrue(canBootstrap || hasJBang, "needs mvn or jbang on PATH");
        home = Files.createDirectories(shared.toRealPath().resolve("home"));
        Run run = new Checkout(shared.toRealPath().resolve("first")).run("hello");
        assertEquals(0, run.status, run.toString());
    }

    private Checkout checkout(String name) throws IOException {
        return new Checkout(temp.toRealPath().resolve(name));
    }

    private record Run(int status, byte[] out, String err) {
        String text() {
            return new String(out, UTF_8);
        }

        @Override
        public String toString() {
            return "exit status " + status + ", stdout: " + text() + ", stderr: " + err;
        }
    }

    private static final class Checkout {
        final Path root;
        final Map<String, String> env = new HashMap<>();
        private Path launcher;
        private Path folder;
        private byte[] input = {};

        Checkout(Path root) throws IOException {
            this.root = root;
            launcher = root.resolve("jbang");
            folder = root;
            Files.createDirectories(root.resolve(".jbang"));
            Files.createDirectories(root.resolve("tools"));
            Files.copy(SOURCE.resolve("jbang"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
            Files.copy(SOURCE.resolve(".jbang/jbang-cli.lock"), root.resolve(".jbang/jbang-cli.lock"));
            Files.writeString(root.resolve("Hello.java"), PROGRAM);
            Files.writeString(root.resolve("word.txt"), "world");
            Files.writeString(root.resolve("tools/Greeting.java"), greetingSource("\"hello\""));
            Files.writeString(root.resolve("jbang-catalog.json"), CATALOG);

            env.putAll(System.getenv());
            env.keySet()
                .removeIf(name -> name.startsWith("JBANG_") || name.startsWith("SENTRY_") || name.startsWith("XDG_"));
            String java = System.getProperty("java.home");
            env.put("JAVA_HOME", java);
            env.put("PATH", env.get("PATH") + ":" + java + "/bin");
            env.put("LC_ALL", "C.UTF-8");
            env.put("HOME", home.toString());
            env.put("JBANG_REPO",
                System.getenv().getOrDefault("JBANG_REPO", System.getProperty("user.home") + "/.m2/repository"));
            if (canBootstrap) env.put("JBANG_BOOTSTRAP", "1");
        }

        Checkout setting(String name, String value) {
            env.put(name, value);
            return this;
        }

        Checkout in(Path folder) {
            this.folder = folder;
            return this;
        }

        Checkout calling(Path launcher) {
            this.launcher = launcher;
            return this;
        }

        Checkout with(byte[] input) {
            this.input = input;
            return this;
        }

        /** Starts the launcher, and waits for it. */
        Run run(String... arguments) {
            try {
                List<String> command = new ArrayList<>(List.of(launcher.toString()));
                command.addAll(List.of(arguments));
                ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
                builder.environment().clear();
                builder.environment().putAll(env);
                Process process = builder.start();
                CompletableFuture<byte[]> out = CompletableFuture.supplyAsync(() -> readAll(process.getInputStream()),
                    task -> new Thread(task).start());
                CompletableFuture<byte[]> err = CompletableFuture.supplyAsync(() -> readAll(process.getErrorStream()),
                    task -> new Thread(task).start());
                try (var stdin = process.getOutputStream()) {
                    stdin.write(input);
                } catch (IOException closed) {
                    // the program does not read it: fine
                }
                if (!process.waitFor(120, TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
                return new Run(process.waitFor(), out.join(), new String(err.join(), UTF_8));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The first line that the program prints. */
        String greeting() {
            Run run = run("hello", "x");
            assertEquals(0, run.status, run.toString());
            return run.text().lines().findFirst().orElse("");
        }

        boolean remembers(String name) {
            return Files.exists(Path.of(env.get("HOME") + "/.cache/sentry-mcp/launch" + root, name));
        }
    }

    private static void assertRefused(Run run, String message) {
        assertEquals(1, run.status, run.toString());
        assertEquals("", run.text());
        assertTrue(run.err.contains(message), run.err);
    }

    private static String greetingSource(String expression) {
        return "package tools; public class Greeting { public static final String TEXT = String.valueOf(" + expression
            + "); }\n";
    }

    private static byte[] readAll(InputStream in) {
        try (in) {
            return in.readAllBytes();
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/usr/bin/env bash\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static List<Path> find(Path folder, String ending) throws IOException {
        if (!Files.exists(folder)) return List.of();
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    private static long builtPrograms() throws IOException {
        try (Stream<Path> folders = Files.list(home.resolve(".jbang/cache/jars"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("Hello.jar"))).count();
        }
    }

    private static Path onPath(String tool) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            Path file = Path.of(folder, tool);
            if (!folder.isEmpty() && Files.isExecutable(file) && !isThisLauncher(file)) return file;
        }
        return null;
    }

    private static boolean isThisLauncher(Path file) {
        try {
            return file.endsWith("jbang") && Files.isSameFile(file, SOURCE.resolve("jbang"));
        } catch (IOException e) {
            return false;
        }
    }

    /** The folder of the launcher under test: above the current directory, unless a property names it. */
    private static Path checkoutUnderTest() {
        Path start =
            Path.of(System.getProperty("sentry.mcp.checkout", System.getProperty("user.dir"))).toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("jbang")) && Files.isDirectory(folder.resolve(".jbang")))
                return folder;
        }
        throw new IllegalStateException("no ./jbang in " + start + " or above it");
    }
}
