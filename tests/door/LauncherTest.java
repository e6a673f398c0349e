import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
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
            //COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1
            //RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 "-Dspaced=a b"
            import tools.Greeting;
            public class Hello {
                public static void main(String[] args) throws Exception {
                    if (args.length > 0 && args[0].equals("cat")) {
                        System.in.transferTo(System.out);
                        System.out.flush();
                        System.exit(42);
                    }
                    if (args.length > 0 && args[0].equals("env"))
                        System.getenv().forEach((name, value) -> System.out.println(name + "=" + value));
                    if (args.length > 0 && args[0].equals("exit")) System.exit(Integer.parseInt(args[1]));
                    String word = new String(Hello.class.getResourceAsStream("/word.txt").readAllBytes());
                    System.out.println(Greeting.TEXT + " " + word);
                    for (String arg : args) System.out.println("[" + arg + "]");
                    System.out.println("in " + System.getProperty("user.dir"));
                    String quoted = System.getProperty("quoted");
                    System.out.println("spaced=" + System.getProperty("spaced") + " quoted=" + quoted);
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

    private static final Path SOURCE = Fixtures.CHECKOUT;
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin/java").toString();

    @TempDir static Path shared;

    @TempDir Path temp;

    /** A home folder whose cache already has JBang's jars. */
    private static Path home;

    /** A letter beyond ASCII, where this JVM's own locale lets it start processes with one: Java makes it ? in C. */
    private static final String BEYOND_ASCII =
        Charset.forName(System.getProperty("sun.jnu.encoding", "US-ASCII")).newEncoder().canEncode('é') ? "é" : "e";

    // ---- What runs through ----------------------------------------------------------------------------------------

    @Test
    void arguments_reach_the_program_as_they_were_typed_at_every_start_in_every_locale() throws Exception {
        Checkout checkout = checkout("it's a [check] out " + BEYOND_ASCII);
        checkout.env.keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        String[] command = {"quoted", "a b", "", "$HOME", "*", "it's", "q\"q", "`x`", "@/etc/hosts", "--",
            "--sentry-dsn=", "%https://x", BEYOND_ASCII};
        String expected =
            "[it's]\n[$HOME]\n[two words]\n[a b]\n[]\n[$HOME]\n[*]\n[it's]\n[q\"q]\n[`x`]\n[@/etc/hosts]"
                + "\n[--]\n[--sentry-dsn=]\n[%https://x]\n["
                + BEYOND_ASCII + "]\n";
        Run first = checkout.run(command);
        assertTrue(first.text().contains("\n" + expected + "in "), first.toString());
        assertTrue(first.text().contains("spaced=a b quoted=`x` \"y\" * \\\n"), first.toString());
        assertTrue(checkout.isRemembered("quoted"), "nothing was remembered: " + first);
        for (String locale : List.of("C", "POSIX", "C.UTF-8")) {
            assertEquals(first.text(), checkout.setting("LC_ALL", locale).withoutJBang(command).text(), locale);
        }
    }

    @Test
    void standard_input_and_exit_status_are_the_programs() throws Exception {
        byte[] bytes = new byte[200_000];
        new Random(7).nextBytes(bytes);
        Checkout checkout = known();
        checkout.input = bytes;
        Run run = checkout.run("hello", "cat");
        assertEquals(42, run.status, run.toString());
        assertArrayEquals(bytes, run.out);
        assertEquals(255, checkout.run("hello", "exit", "255").status);
    }

    @Test
    void what_is_neither_alias_nor_script_is_JBangs_and_runs_in_the_checkout() throws Exception {
        Checkout checkout = known().in(hostileFolder());
        Run run = checkout.run("--quiet", "hello", "with an option");
        assertTrue(run.text().startsWith("hello world\n[with an option]\nin "), run.toString());
        Run mistyped = checkout.run("helo");
        assertEquals(2, mistyped.status);
        assertTrue(mistyped.err.contains("Script or alias could not be found or read: 'helo'"), mistyped.err);
    }

    // ---- Where it is called from ----------------------------------------------------------------------------------

    /** A project that names programs of its own wherever JBang would look for one. */
    private Path hostileFolder() throws IOException {
        Path folder = Files.createDirectories(temp.toRealPath().resolve("a hostile project"));
        Files.writeString(folder.resolve("Evil.java"),
            "class Evil { public static void main(String... args) { System.out.println(\"EVIL\"); } }");
        Files.writeString(folder.resolve("Agent.java"),
            "//JAVAAGENT\nclass Agent { public static void premain(String o) { System.out.println(\"EVIL\"); } }");
        Files.writeString(folder.resolve("jbang.properties"), "run.javaagent=Agent.java\n");
        Files.writeString(folder.resolve("jbang-catalog.json"), CATALOG.replace("Hello.java", "Evil.java"));
        for (String name : List.of("hello", "quoted")) Files.copy(folder.resolve("Evil.java"), folder.resolve(name));
        script(folder.resolve("jbang"), "echo EVIL");
        script(folder.resolve("javac"), "echo EVIL");
        for (String tool : List.of("awk", "find", "flock", "grep", "ls", "mkdir", "mv", "mvn", "readlink", "rm", "sed",
            "sha256sum", "stat", "touch")) script(folder.resolve(tool), "echo EVIL");
        return folder;
    }

    @Test
    void in_a_hostile_folder_it_starts_the_checkouts_program_in_that_folder() throws Exception {
        Checkout checkout = checkout("checkout");
        Path folder = hostileFolder();
        checkout.in(folder).setting("PATH", ".::" + checkout.env.get("PATH")).setting("JBANG_BOOTSTRAP", "");
        for (String start : List.of("first", "remembered")) {
            assertEquals("hello world\n[" + start + "]\nin " + folder + "\nspaced=a b quoted=null\n",
                checkout.run("hello", start).text());
        }
    }

    @Test
    void a_JBang_that_cannot_be_asked_starts_the_program_away_from_the_clients_folder() throws Exception {
        Checkout checkout = checkout("checkout");
        Path bin = Files.createDirectories(temp.resolve("native"));
        script(bin.resolve("jbang"), "printf '<%s>' \"$@\" \"$PWD\" \"$JBANG_LOCAL_ROOT\"; exit 9");
        Path copy = Files.createDirectories(temp.resolve("copy"));
        // itself is not the JBang that it looks for
        Files.copy(checkout.root.resolve("jbang"), copy.resolve("jbang"), StandardCopyOption.COPY_ATTRIBUTES);
        checkout.in(hostileFolder()).setting("PATH", copy + ":" + bin + ":" + checkout.env.get("PATH"))
            .setting("JBANG_BOOTSTRAP", "");
        Run run = checkout.run("hello", "a b", "");
        assertEquals("<hello><a b><><" + checkout.root + "><" + checkout.root.getParent() + "/>", run.text());
        assertEquals(9, run.status);
    }

    @Test
    void it_works_through_links_and_as_sh_jbang_and_with_a_script() throws Exception {
        Checkout checkout = known();
        Path link = Files.createSymbolicLink(temp.resolve("link"), checkout.root.resolve("jbang"));
        Path linkToLink = Files.createSymbolicLink(temp.resolve("start"), link.getFileName());
        assertEquals("hello world", checkout.calling(linkToLink.toString()).greeting());
        assertEquals("hello world", checkout.calling("sh", "jbang").greeting());
        Run script = checkout.in(checkout.root.resolve("tools")).calling("../jbang").run("../Hello.java", "x");
        assertTrue(script.text().startsWith("hello world\n[x]\nin " + checkout.root.resolve("tools")),
            script.toString());
        assertTrue(checkout.isRemembered("Hello.java"));
    }

    // ---- What is remembered ---------------------------------------------------------------------------------------

    @Test
    void a_changed_or_removed_file_is_seen_at_once_and_what_does_not_compile_leaves_standard_output_alone()
        throws Exception {
        Checkout checkout = checkout("checkout");
        Path word = checkout.root.resolve("word.txt");
        FileTime before = Files.getLastModifiedTime(word);
        Files.writeString(word, "early " + System.nanoTime());
        long built = builtPrograms();
        CompletableFuture<String> first = CompletableFuture.supplyAsync(checkout::greeting);
        while (!first.isDone() && builtPrograms() == built) Thread.sleep(1);
        Files.writeString(word, "world");   // JBang has built the program, and has yet to say how it is started
        assertTrue(first.join().startsWith("hello early"), first.join());
        assertEquals("hello world", checkout.greeting());

        Files.writeString(word, "mundi");
        Files.setLastModifiedTime(word, before);   // as rsync and tar do
        assertEquals("hello mundi", checkout.greeting());

        Files.delete(checkout.root.resolve("tools/Greeting.java"));
        Run run = checkout.run("hello", "x");
        assertEquals(1, run.status, "a program that lacks a source was started: " + run);
        assertEquals("", run.text());
        assertTrue(
            run.err.contains("Greeting") && run.err.endsWith("jbang: JBang cannot start hello, for the reason above\n"),
            run.err);
    }

    @Test
    void a_program_that_JBangs_cache_has_lost_is_built_again_and_a_broken_memory_is_ignored() throws Exception {
        Checkout checkout = checkout("checkout");
        Files.writeString(checkout.root.resolve("word.txt"), "lost");
        assertEquals("hello lost", checkout.greeting());
        Path remembered = checkout.remembered("hello").get(0);
        Path trace = temp.resolve("trace");
        Files.writeString(remembered,
            Files.readString(remembered).replaceFirst("\n.*", "\ntouch\n" + trace + "\n").replaceFirst("^.*", "x"));
        assertEquals("hello lost", checkout.greeting());
        assertFalse(Files.exists(trace));
        Path jar = Path.of(
            Files.readString(checkout.remembered("hello").get(0)).replaceFirst("(?s).*\n(/[^\n]*/Hello.jar).*", "$1"));
        Files.delete(jar);
        assertEquals("hello lost", checkout.greeting());
    }

    @Test
    void two_JDKs_in_turn_are_both_remembered() throws Exception {
        Checkout checkout = checkout("checkout");
        Path other = jdk("other jdk", "exec '" + JAVA + "' \"$@\"", null);
        for (String jdk : List.of(checkout.env.get("JAVA_HOME"), other.toString()))
            assertEquals("hello world", checkout.setting("JAVA_HOME", jdk).greeting());
        assertEquals(2, checkout.remembered("hello").size());
        for (String jdk : List.of(checkout.env.get("JAVA_HOME"), other.toString()))
            assertEquals(0, checkout.setting("JAVA_HOME", jdk).withoutJBang("hello", "x").status);
        Files.writeString(other.resolve("release"), "JAVA_VERSION=\"99\"\n");   // the JDK is another one now
        assertEquals(1, checkout.withoutJBang("hello", "x").status);
    }

    // ---- Which JDK, which JBang -----------------------------------------------------------------------------------

    @Test
    void a_JAVA_HOME_that_is_no_JDK_or_too_old_is_named_and_another_is_found() throws Exception {
        Checkout checkout = known();
        for (Path wrong : List.of(temp.resolve("no jdk"), jdk("old", "exit 1", "JAVA_VERSION=\"1.8.0_402\"\n"))) {
            Run run = checkout.setting("JAVA_HOME", wrong.toString()).run("hello", "x");
            assertTrue(run.err.contains("JAVA_HOME=" + wrong + " is not a JDK 17 or newer; looking elsewhere"),
                run.err);
            assertTrue(run.text().startsWith("hello world\n"), run.toString());
        }
    }

    /** As macOS has it in /usr/bin. */
    @Test
    void a_javac_on_PATH_that_stands_in_no_JDK_is_passed_over() throws Exception {
        Checkout checkout = known();
        Path stub = jdk("usr", "exit 1", "");
        Files.delete(stub.resolve("release"));
        checkout.env.remove("JAVA_HOME");
        checkout.setting("PATH",
            stub.resolve("bin") + ":" + Path.of(JAVA).getParent() + ":" + checkout.env.get("PATH"));
        assertEquals("hello world", checkout.greeting());
        assertTrue(checkout.isRemembered("hello"));
    }

    @Test
    void a_jbang_on_PATH_with_its_jar_is_asked_once_and_remembered() throws Exception {
        Checkout checkout = checkout("checkout");
        Path bin = Files.createDirectories(temp.resolve("real/bin"));
        script(bin.resolve("jbang"), "echo not expected; exit 9");
        List<String> urls = new ArrayList<>();
        for (Path jar : find(home.resolve(".cache/sentry-mcp"), ".jar")) urls.add(jar.toUri().toString());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", urls));
        new JarOutputStream(Files.newOutputStream(bin.resolve("jbang.jar")), manifest).close();

        checkout.setting("PATH", bin + ":" + checkout.env.get("PATH")).setting("JBANG_BOOTSTRAP", "")
            .setting("SENTRY_MCP_CACHE", temp.resolve("cache").toString());
        assertEquals("hello world", checkout.greeting());
        assertEquals(0, checkout.withoutJBang("hello", "x").status);
    }

    @Test
    void Maven_and_JBang_run_in_the_checkout_without_tokens_and_keys_and_the_program_has_them() throws Exception {
        Checkout checkout = checkout("checkout");
        Path seen = temp.resolve("seen");
        Path jdk = jdk("jdk", "case \" $* \" in *' dev.jbang.Main '*) env >'" + seen + "'; pwd >>'" + seen
            + "' ;; esac; exec '" + JAVA + "' \"$@\"", null);
        List<String> secrets =
            List.of("SENTRY_ACCESS_TOKEN", "SENTRY_AUTH_TOKEN", "SENTRY_DSN", "OPENAI_API_KEY", "ANTHROPIC_API_KEY");
        for (String name : secrets) checkout.setting(name, "secret-" + name);
        checkout.setting("JAVA_HOME", jdk.toString()).in(hostileFolder());
        assertTrue(checkout.run("hello", "env").text().contains("SENTRY_ACCESS_TOKEN=secret-SENTRY_ACCESS_TOKEN\n"));
        assertTrue(Files.readString(seen).endsWith("\n" + checkout.root + "\n"), Files.readString(seen));
        assertFalse(Files.readString(seen).contains("secret-"), Files.readString(seen));

        Path bin = Files.createDirectories(temp.resolve("bin"));
        script(bin.resolve("mvn"), "env >'" + seen + "'; pwd >>'" + seen + "'; exit 1");
        checkout.setting("PATH", bin + ":" + checkout.env.get("PATH")).setting("SENTRY_MCP_CACHE",
            temp.resolve("empty").toString());
        assertEquals(1, checkout.run("hello", "env").status);
        assertTrue(Files.readString(seen).endsWith("\n" + checkout.root + "\n"), Files.readString(seen));
        assertFalse(Files.readString(seen).contains("secret-"), Files.readString(seen));
    }

    // ---- First starts ---------------------------------------------------------------------------------------------

    @Test
    void four_first_starts_at_once_on_an_empty_cache_all_answer_and_only_the_program_prints() throws Exception {
        for (int i = 0; i < 4; i++) {
            Run run = firstStarts.get(i);
            assertEquals("hello world\n[start " + i + "]\nin " + known().root + "\nspaced=a b quoted=null\n",
                run.text(),
                run.toString());
            assertEquals(0, run.status);
        }
        String said = firstStarts.toString();
        assertEquals(2, said.split("first start: fetching JBang", -1).length, said);
        assertEquals(4, said.split("waiting for another first start", -1).length, said);
        assertEquals(List.of(), find(home.resolve(".cache/sentry-mcp"), ".new"));
    }

    @Test
    void without_flock_and_perl_it_says_that_there_is_no_lock() throws Exception {
        Checkout checkout = checkout("checkout");
        Run run = checkout.setting("PATH", tools("flock", "perl", "mvn", "jbang").toString()).run("hello", "x");
        assertEquals("hello world\n[x]\n", run.text().substring(0, run.text().indexOf("in ")), run.toString());
        assertTrue(
            run.err.contains(
                "jbang: neither flock nor perl here: two first starts at the same time may disturb each other\n"),
            run.err);
    }

    // ---- Every way to fail is one line ----------------------------------------------------------------------------

    @Test
    void where_there_is_neither_JBang_nor_Maven_it_says_what_to_install_and_runs_nothing() throws Exception {
        Checkout checkout = checkout("checkout").setting("JBANG_BOOTSTRAP", "").setting("SENTRY_MCP_CACHE",
            temp.resolve("cache").toString());
        assertRefused(
            checkout.setting("PATH", tools("mvn", "jbang").toString()).setting("HOME", temp.toString()).run("hello",
                "x"),
            "jbang: neither JBang nor Maven here: install one of them (https://www.jbang.dev/download), then start "
                + "again\n");
    }

    @Test
    void a_registry_that_is_not_there_is_named_with_its_cause_and_the_proxy_of_the_environment_is_asked()
        throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            List<String> asked = new CopyOnWriteArrayList<>();
            Thread thread = new Thread(() -> {
                while (!proxy.isClosed()) {
                    try (Socket connection = proxy.accept()) {
                        asked.add(
                            new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8)).readLine());
                        connection.getOutputStream()
                            .write("HTTP/1.1 403 closed today\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8));
                    } catch (IOException gone) {
                        // the next one
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
            Checkout checkout = checkout("checkout").setting("HTTPS_PROXY", "http://127.0.0.1:" + proxy.getLocalPort());
            checkout.setting("JBANG_REPO", temp.resolve("empty repository").toString());
            Files.writeString(checkout.root.resolve("Hello.java"), "//DEPS io.sentry:sentry:8.62.0\n" + PROGRAM);
            assertEquals(1, checkout.run("hello", "x").status);
            assertTrue(asked.toString().contains("CONNECT "), "JBang does not know of the proxy: " + asked);
            asked.clear();
            Run run = checkout.setting("SENTRY_MCP_CACHE", temp.resolve("cache").toString()).run("hello", "x");
            assertTrue(asked.toString().contains("CONNECT "), "Maven does not know of the proxy: " + asked);
            assertRefused(run,
                "jbang: mvn could not fetch JBang: check the network and Maven's settings.xml, or install JBang "
                    + "(https://www.jbang.dev/download). It says: ");
            assertTrue(run.err.contains("closed today"), run.err);
        }
    }

    @Test
    void a_folder_that_cannot_be_written_is_named_with_the_variable_that_helps() throws Exception {
        Checkout checkout = checkout("checkout").setting("HOME", "/proc/nowhere");
        assertRefused(checkout.run("hello", "x"),
            "jbang: cannot write to /proc/nowhere/.cache/sentry-mcp: set SENTRY_MCP_CACHE to a folder of yours\n");
        Path cache = temp.resolve("cache");
        copy(home.resolve(".cache/sentry-mcp"), cache);
        assertEquals("hello world", checkout.setting("SENTRY_MCP_CACHE", cache.toString()).greeting());
        assertEquals(1, find(cache, "Hello.jar").size());
    }

    @Test
    void a_cache_folder_that_others_may_write_or_a_link_in_it_is_refused() throws Exception {
        Checkout checkout = known();
        Path cache = temp.resolve("cache");
        copy(home.resolve(".cache/sentry-mcp"), cache);
        checkout.setting("SENTRY_MCP_CACHE", cache.toString());
        assertEquals("hello world", checkout.greeting());

        Path link = Files.createSymbolicLink(temp.resolve("link to it"), cache);
        assertRefused(checkout.setting("SENTRY_MCP_CACHE", link.toString()).run("hello", "x"),
            "jbang: refused: " + link + " is a link, or others may write to it");

        checkout.setting("SENTRY_MCP_CACHE", cache.toString());
        for (Path path : List.of(cache, cache.resolve("launch"), checkout.remembered("hello").get(0),
            find(cache, "gson-2.13.1.jar").get(0))) {
            Set<PosixFilePermission> before = Files.getPosixFilePermissions(path);
            for (PosixFilePermission permission : List.of(PosixFilePermission.GROUP_WRITE,
                PosixFilePermission.OTHERS_WRITE)) {
                Set<PosixFilePermission> open = EnumSet.copyOf(before);
                open.add(permission);
                Files.setPosixFilePermissions(path, open);
                assertRefused(checkout.run("hello", "x"),
                    "jbang: refused: " + path + " is a link, or others may write to it");
            }
            Files.setPosixFilePermissions(path, before);
        }
        Files.createSymbolicLink(cache.resolve("launch/planted"), checkout.remembered("hello").get(0));
        assertRefused(checkout.run("hello", "x"), "jbang: refused: " + cache.resolve("launch/planted") + " is a link");
    }

    @Test
    void a_jar_of_JBang_that_was_tampered_with_is_refused_by_name() throws Exception {
        Checkout checkout = known();
        Path cache = temp.resolve("cache");
        copy(home.resolve(".cache/sentry-mcp"), cache);
        checkout.setting("SENTRY_MCP_CACHE", cache.toString());
        assertEquals("hello world", checkout.greeting());
        Path gson = find(cache, "gson-2.13.1.jar").get(0);
        byte[] bad = Files.readAllBytes(gson);
        bad[bad.length / 2] ^= 1;
        Files.write(gson, bad);
        assertEquals("hello world", checkout.greeting(), "a remembered start has no need of JBang");

        checkout.setting("JBANG_DOWNLOAD_SOURCES", "false");   // JBang would have to be asked again
        assertRefused(checkout.run("hello", "x"),
            "jbang: refused: com/google/code/gson/gson/2.13.1/gson-2.13.1.jar: FAILED");
        Files.delete(gson);
        assertRefused(checkout.run("hello", "x"), "gson-2.13.1.jar");
    }

    @Test
    void a_jar_that_differs_from_the_lock_is_refused_by_name_and_not_kept() throws Exception {
        Checkout checkout = checkout("checkout");
        Path bin = Files.createDirectories(temp.resolve("bin"));
        script(bin.resolve("mvn"), """
            for word; do case $word in -DoutputDirectory=*) to=${word#*=} ;; esac; done
            cp -r '%s' "$to" && echo tampered >>"$to/info/picocli/picocli/4.7.7/picocli-4.7.7.jar"
            """.formatted(jars()));
        Path cache = temp.resolve("cache");
        checkout.setting("PATH", bin + ":" + checkout.env.get("PATH")).setting("SENTRY_MCP_CACHE", cache.toString());
        assertRefused(checkout.run("hello", "x"),
            "jbang: refused: info/picocli/picocli/4.7.7/picocli-4.7.7.jar: FAILED");
        Files.delete(checkout.root.resolve(".jbang/jbang-cli.lock"));
        assertRefused(checkout.run("hello", "x"),
            "jbang-cli.lock is missing: it has the SHA-256 sums of JBang's jars, and nothing is run unchecked\n");
        try (Stream<Path> kept = Files.list(cache)) {
            assertEquals(List.of(), kept.filter(folder -> folder.toString().matches(".*/jbang-[0-9a-f]+")).toList());
        }
    }

    // ---- The throwaway checkouts ----------------------------------------------------------------------------------

    private static final List<Run> firstStarts = new ArrayList<>();

    /** Has the launcher fetch JBang once for all tests, into a home folder of its own: four times at once. */
    @BeforeAll
    static void fetchJBang() throws Exception {
        assumeTrue(onPath("mvn") != null, "needs mvn on PATH");
        home = Files.createDirectories(shared.toRealPath().resolve("home"));
        new Checkout(shared.toRealPath().resolve("first")).write();
        List<CompletableFuture<Run>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String name = "start " + i;
            starts
                .add(CompletableFuture.supplyAsync(() -> known().run("hello", name), task -> new Thread(task).start()));
        }
        for (CompletableFuture<Run> start : starts) firstStarts.add(start.join());
    }

    /** A checkout whose program is remembered. Nothing in it may be changed. */
    private static Checkout known() {
        return new Checkout(home.resolveSibling("first"));
    }

    /** JBang's jars, as the launcher keeps them. */
    private static Path jars() throws IOException {
        try (Stream<Path> folders = Files.list(home.resolve(".cache/sentry-mcp"))) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith("jbang-")).findFirst()
                .orElseThrow();
        }
    }

    private Checkout checkout(String name) throws IOException {
        return new Checkout(temp.toRealPath().resolve(name)).write();
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
        private List<String> launcher;
        private Path folder;
        private byte[] input = {};

        Checkout(Path root) {
            this.root = root;
            launcher = List.of(root.resolve("jbang").toString());
            folder = root;
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
            env.put("JBANG_BOOTSTRAP", "1");
        }

        /** Writes the program and the launcher there. */
        Checkout write() throws IOException {
            Files.createDirectories(root.resolve(".jbang"));
            Files.createDirectories(root.resolve("tools"));
            Files.copy(SOURCE.resolve("jbang"), root.resolve("jbang"), StandardCopyOption.COPY_ATTRIBUTES);
            Files.copy(SOURCE.resolve(".jbang/jbang-cli.lock"), root.resolve(".jbang/jbang-cli.lock"));
            Files.writeString(root.resolve("Hello.java"), PROGRAM);
            Files.writeString(root.resolve("word.txt"), "world");
            Files.writeString(root.resolve("tools/Greeting.java"), greetingSource("\"hello\""));
            Files.writeString(root.resolve("jbang-catalog.json"), CATALOG);
            return this;
        }

        Checkout setting(String name, String value) {
            env.put(name, value);
            return this;
        }

        Checkout in(Path folder) {
            this.folder = folder;
            return this;
        }

        Checkout calling(String... launcher) {
            this.launcher = List.of(launcher);
            return this;
        }

        /** Starts the launcher, and waits for it. */
        Run run(String... arguments) {
            try {
                List<String> command = new ArrayList<>(launcher);
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

        /** The files that remember how something starts, one for each JDK. */
        List<Path> remembered(String name) throws IOException {
            Path cache =
                Path.of(env.getOrDefault("SENTRY_MCP_CACHE", env.get("HOME") + "/.cache/sentry-mcp"), "launch");
            String key = (root + "/" + name + "%").replace('/', '%');
            try (Stream<Path> files = Files.list(cache)) {
                return files.filter(file -> file.getFileName().toString().startsWith(key)).toList();
            }
        }

        /** Whether it is, for the JDK of these tests. */
        boolean isRemembered(String name) throws IOException {
            String jdk = Path.of(System.getProperty("java.home")).toRealPath().toString().replace('/', '%');
            return remembered(name).stream().anyMatch(file -> file.toString().endsWith(jdk));
        }

        /** Starts the launcher where it can only remember: there is no JBang, and its lock is gone. */
        Run withoutJBang(String... arguments) throws IOException {
            Path lock = root.resolve(".jbang/jbang-cli.lock");
            byte[] kept = Files.readAllBytes(lock);
            Map<String, String> before = Map.copyOf(env);
            Files.delete(lock);
            Path jbang = root.getParent().resolve("real/bin/jbang.jar");
            byte[] jar = Files.exists(jbang) ? Files.readAllBytes(jbang) : null;
            if (jar != null) Files.write(jbang, new byte[0]);
            try {
                return run(arguments);
            } finally {
                Files.write(lock, kept);
                if (jar != null) Files.write(jbang, jar);
                env.putAll(before);
            }
        }
    }

    /**
     * A folder that looks like a JDK, with a java of our own.
     *
     * @param release what its file says; null for what this JDK's says
     */
    private Path jdk(String name, String java, String release) throws IOException {
        Path folder = temp.toRealPath().resolve(name);
        Files.createDirectories(folder.resolve("bin"));
        script(folder.resolve("bin/java"), java);
        script(folder.resolve("bin/javac"), "exec '" + Path.of(JAVA).resolveSibling("javac") + "' \"$@\"");
        Files.writeString(folder.resolve("release"),
            release != null ? release : Files.readString(Path.of(System.getProperty("java.home"), "release")));
        return folder;
    }

    /** JUnit deletes links, too, but warns about each. */
    @AfterEach
    void removeLinks() throws IOException {
        for (Path link : find(temp, "")) if (Files.isSymbolicLink(link)) Files.delete(link);
    }

    /** A folder with everything that the launcher calls but the tools named. */
    private Path tools(String... without) throws IOException {
        Path bin = Files.createDirectories(temp.resolve("tools only"));
        for (String tool : List.of("bash", "env", "sha256sum", "shasum", "perl", "flock", "readlink", "mkdir", "mv",
            "rm", "grep", "find", "sed", "awk", "tr", "tail", "touch", "mvn")) {
            if (onPath(tool) != null && !List.of(without).contains(tool))
                Files.createSymbolicLink(bin.resolve(tool), onPath(tool));
        }
        return bin;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void assertRefused(Run run, String message) {
        assertEquals(1, run.status, run.toString());
        assertEquals(1,
            run.err.lines().filter(line -> !line.contains("first start: ") && !line.startsWith("NOTE: ")).count(),
            "more than one line: " + run.err);
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
}
