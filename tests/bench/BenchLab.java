import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import tools.shell.Clients;

/**
 * What measuring needs: JDKs, the program as JBang starts it, the floor beside it, a certificate, a Sentry; all in a
 * folder that goes again.
 */
final class BenchLab implements Closeable {
    static final String INITIALIZE =
        "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"bench\",\"version\":"
            + "\"1\"}}";
    /** A client's user thinks at least this long between the list of tools and the first call. */
    static final long THINKING_MS = 800;
    private static final String TOKEN = "token-of-a-made-up-user";

    /**
     * The least that can be called a server: it answers every line. And the least that can be called a client of
     * Sentry: it fetches at every line.
     */
    private static final String FLOOR =
        """
            class Floor {
                public static void main(String[] args) throws Exception {
                    byte[] line = new byte[4096];
                    for (int n; (n = System.in.read(line)) > 0; ) {
                        String text = new String(line, 0, n, "ISO-8859-1");
                        int id = text.indexOf("\\"id\\":") + 5;
                        System.out.println("{\\"jsonrpc\\":\\"2.0\\",\\"id\\":" + text.substring(id, id + 7) + \
            ",\\"result\\":{}" + (args.length > 0 ? ",\\"nanos\\":" + Fetch.nanos(args[0]) : "") + "}");
                    }
                }
            }

            class Fetch {
                static java.net.http.HttpClient client;

                static long nanos(String url) throws Exception {
                    long begin = System.nanoTime();
                    if (client == null) client = \
            java.net.http.HttpClient.newBuilder().version(java.net.http.HttpClient.Version.HTTP_1_1).build();
                    client.send(java.net.http.HttpRequest.newBuilder(java.net.URI.create(url)).build(), \
            java.net.http.HttpResponse.BodyHandlers.ofByteArray());
                    return System.nanoTime() - begin;
                }
            }
            """;

    /** @param name its version in short, which heads its columns. @param classPath the program's, as JBang gives it */
    record Jdk(Path home, String name, String version, String classPath) {
        String tool(String tool) { return home.resolve("bin").resolve(tool).toString(); }

        String floor() { return name + " floor"; }

        String ours() { return name + " ours"; }
    }

    final List<Jdk> jdks = new ArrayList<>();
    final Path work = Files.createTempDirectory("sentry-mcp-bench");
    private final Path authority = work.resolve("authority.pem");
    private final boolean telemetry;
    private final Process sentry;
    private final String http;
    private final String https;
    private RealJBang url;

    /** @param telemetry whether the program reports to the Sentry on loopback; otherwise it reports to nobody */
    BenchLab(List<Path> homes, boolean telemetry) throws Exception {
        this.telemetry = telemetry;
        for (Path home : homes) jdks.add(jdk(home));
        Path source = Files.writeString(work.resolve("Floor.java"), FLOOR);
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, "--release", "17",
            "-XDstringConcat=inline", "-d", work.toString(), source.toString());
        if (status != 0) throw new IOException("the floor does not compile");
        makeCertificates();
        sentry = new ProcessBuilder(own("java"), "-XX:TieredStopAtLevel=1", "-cp",
            System.getProperty("java.class.path"), "LightSentry", work.resolve("keys.p12").toString(), trace())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String[] ports = new BufferedReader(new InputStreamReader(sentry.getInputStream(), StandardCharsets.UTF_8))
            .readLine().split(" ");
        http = "127.0.0.1:" + ports[0];
        https = "localhost:" + ports[1];
    }

    private static String own(String tool) { return Path.of(System.getProperty("java.home"), "bin", tool).toString(); }

    /** Builds the program with a JDK, so that no build is measured, and asks JBang for its class path. */
    private Jdk jdk(Path home) throws Exception {
        String version =
            Files.readString(home.resolve("release")).replaceAll("(?s).*JAVA_RUNTIME_VERSION=\"([^\"]*)\".*", "$1");
        String jbang = Fixtures.CHECKOUT.resolve("jbang").toString();
        String program = Fixtures.CHECKOUT.resolve("SentryMcp.java").toString();
        Map<String, String> environment = Map.of("JAVA_HOME", home.toString());
        run(environment, jbang, "build", program);
        String classPath = run(environment, jbang, "info", "classpath", program).strip();
        String name = version.replaceAll("[^0-9].*", "");
        long namesakes = jdks.stream().filter(other -> other.name.startsWith(name)).count();
        return new Jdk(home, namesakes == 0 ? name : name + "-" + (namesakes + 1), version, classPath);
    }

    /** An authority, and a certificate for this machine that it signed. */
    private void makeCertificates() throws Exception {
        String store = work.resolve("keys.p12").toString();
        List<String> common = List.of("-keystore", store, "-storetype", "PKCS12", "-storepass", LightSentry.PASSWORD);
        keytool(common, "-genkeypair", "-alias", "authority", "-dname", "CN=Authority of a measurement", "-keyalg",
            "EC", "-groupname", "secp256r1", "-ext", "bc:c");
        keytool(common, "-exportcert", "-alias", "authority", "-rfc", "-file", authority.toString());
        keytool(common, "-genkeypair", "-alias", "sentry", "-dname", "CN=localhost", "-keyalg", "EC", "-groupname",
            "secp256r1", "-signer", "authority", "-ext", "san=dns:localhost,ip:127.0.0.1");
        keytool(
            List.of("-keystore", work.resolve("trust.p12").toString(), "-storetype", "PKCS12", "-storepass",
                LightSentry.PASSWORD),
            "-importcert", "-noprompt", "-alias", "authority", "-file", authority.toString());
        keytool(common, "-delete", "-alias", "authority");
    }

    private void keytool(List<String> common, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(own("keytool")));
        command.addAll(Arrays.asList(words));
        command.addAll(common);
        run(Map.of(), command.toArray(String[]::new));
    }

    /**
     * The ten thousand spans of the trace tests, as a file; "-" when there are none. They are asked for by name: this
     * must compile without those tests.
     */
    private String trace() throws IOException {
        try {
            Method large = Class.forName("TracesTest").getDeclaredMethod("large");
            large.setAccessible(true);
            return Files.writeString(work.resolve("trace.json"), (String) large.invoke(null)).toString();
        } catch (ReflectiveOperationException none) {
            return "-";
        }
    }

    boolean hasTrace() { return Files.exists(work.resolve("trace.json")); }

    /**
     * Runs a command to its end.
     * @return its standard output.
     * @throws IOException with its standard error, when it fails
     */
    private String run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(work, "out", "");
        Path err = Files.createTempFile(work, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        if (builder.start().waitFor() != 0) throw new IOException(
            String.join(" ", command) + " failed: " + Files.readString(err).strip() + Files.readString(out).strip());
        return Files.readString(out);
    }

    /** The live objects of a process in bytes: the histogram is made after a full collection. */
    double liveHeap(Jdk jdk, BenchChild child) throws IOException, InterruptedException {
        String[] total = run(Map.of(), jdk.tool("jcmd"), String.valueOf(child.pid()), "GC.class_histogram")
            .replaceAll("(?s).*\nTotal +", "").strip().split(" +");
        return Double.parseDouble(total[1]);
    }

    // ---------------------------------------------------------------- starting what is measured

    /**
     * The program: java with the script's options and JBang's class path. A directory or the tests' class path would
     * start otherwise.
     */
    BenchChild program(Jdk jdk, boolean secure) throws IOException {
        List<String> command = optioned(jdk);
        command.addAll(List.of("-classpath", jdk.classPath, "SentryMcp"));
        return started(jdk, command, secure, Map.of());
    }

    /** The program after its handshake and its user's first thoughts. */
    BenchChild ready(Jdk jdk, boolean secure) throws IOException, InterruptedException {
        BenchChild child = program(jdk, secure);
        child.ask("initialize", INITIALIZE);
        child.notify("notifications/initialized");
        child.list();
        Thread.sleep(THINKING_MS);
        return child;
    }

    /** The program, started by the first words of a command line. */
    BenchChild started(Jdk jdk, List<String> words, boolean secure, Map<String, String> more) throws IOException {
        List<String> command = new ArrayList<>(words);
        command.add("--sentry-dsn=" + (telemetry ? "http://key@" + http + "/1" : ""));
        if (!secure) command.add("--insecure-http");
        Map<String, String> environment = environment(jdk);
        environment.put("SENTRY_HOST", secure ? https : http);
        if (secure) environment.put("SSL_CERT_FILE", authority.toString());
        environment.putAll(more);
        return new BenchChild(work, environment, command);
    }

    /** A bare JVM that answers lines. */
    BenchChild floor(Jdk jdk) throws IOException {
        return new BenchChild(work, environment(jdk), List.of(jdk.tool("java"), "-cp", work.toString(), "Floor"));
    }

    /** A bare JVM with the program's options that makes the request behind a call, and nothing else, for each line. */
    BenchChild bareClient(Jdk jdk, boolean secure) throws IOException {
        List<String> command = optioned(jdk);
        if (secure) command.addAll(List.of("-Djavax.net.ssl.trustStore=" + work.resolve("trust.p12"),
            "-Djavax.net.ssl.trustStorePassword=" + LightSentry.PASSWORD));
        command.addAll(List.of("-cp", work.toString(), "Floor",
            (secure ? "https://" + https : "http://" + http) + "/api/0/organizations/acme-labs/projects/?per_page=25"));
        return new BenchChild(work, environment(jdk), command);
    }

    private static List<String> optioned(Jdk jdk) {
        List<String> command = new ArrayList<>(List.of(jdk.tool("java")));
        command.addAll(McpClient.launchOptions());
        return command;
    }

    BenchChild peer(String command) throws IOException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(Map.of("SENTRY_HOST", https, "SENTRY_ACCESS_TOKEN", TOKEN, "NODE_EXTRA_CA_CERTS",
            authority.toString(), "SSL_CERT_FILE", authority.toString()));
        return new BenchChild(work, environment, List.of("sh", "-c", "exec " + command));
    }

    /** With a key for natural-language search, since without one not every tool is listed. It is never used. */
    private static Map<String, String> environment(Jdk jdk) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().retainAll(Set.of("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR",
            "SENTRY_MCP_CACHE", "XDG_CACHE_HOME", "JBANG_REPO", "JBANG_BOOTSTRAP"));
        environment.putAll(Map.of("JAVA_HOME", jdk.home.toString(), "SENTRY_ACCESS_TOKEN", TOKEN, "OPENAI_API_KEY",
            "key-that-is-never-used"));
        return environment;
    }

    // ---------------------------------------------------------------- jbang

    /** The words with which JBang starts a script from its URL: the program, or the floor with the same libraries. */
    List<String> fromUrl(boolean floor) throws Exception {
        String program = Clients.FROM_URL.get(1);
        String floorUrl = program.replace("SentryMcp.java", "Floor.java");
        if (url == null) {
            url = new RealJBang();
            String libraries = Fixtures.read(Fixtures.CHECKOUT.resolve("SentryMcp.java")).lines()
                .filter(line -> line.startsWith("//DEPS ")).collect(Collectors.joining("\n", "", "\n"));
            url.more.put(floorUrl.replace("https://github.com", "").replace("/blob/", "/"),
                libraries + FLOOR.replace("args.length > 0", "false"));   // it is given the program's flags
        }
        return List.of(url.folder.resolve("bin/jbang").toString(), Clients.FROM_URL.get(0), floor ? floorUrl : program);
    }

    /** Where the JBang of {@link #fromUrl} keeps its cache: away from the user's, and one for each JDK. */
    Map<String, String> jbangHome(Jdk jdk) throws IOException {
        return jbangHome(work.resolve("jbang-" + jdk.name));
    }

    Map<String, String> emptyJbangHome(Jdk jdk) throws IOException {
        return jbangHome(Files.createTempDirectory(work, "jbang-empty"));
    }

    private Map<String, String> jbangHome(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("trusted-sources.json"), "[\"https://github.com/getsentry/\"]");
        return Map.of("JBANG_DIR", folder.toString(), "JBANG_REPO", url.environment().get("JBANG_REPO"));
    }

    // ---------------------------------------------------------------- the machine

    String machine(String loadBefore) {
        StringBuilder line = new StringBuilder(Runtime.getRuntime().availableProcessors() + " cores, " + processor()
            + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
            + System.getProperty("os.arch") + ", load " + loadBefore + " before and " + load() + " after");
        for (Jdk jdk : jdks) line.append("; ").append(jdk.name).append(": JDK ").append(jdk.version);
        return line.toString();
    }

    static String load() {
        return String.format(Locale.ROOT, "%.1f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name")).findFirst()
                .map(line -> line.replaceFirst("[^:]*: *", "") + ", ").orElse("");
        } catch (IOException | UncheckedIOException elsewhere) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        sentry.destroyForcibly();
        if (url != null) url.close();
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
