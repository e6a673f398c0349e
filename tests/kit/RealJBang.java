import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/**
 * JBang itself, as our launcher fetches and checks it, with an empty folder of its own, and GitHub as it will be: the
 * catalog of {@code publish/} in the repository getsentry/jbang-catalog, this checkout in the repository that the
 * catalog names. GitHub stands on loopback, behind a proxy that JBang's JVM is told of, so that what is started are the
 * literal commands of README.
 */
final class RealJBang implements Closeable {
    private static final String CATALOG = "/getsentry/jbang-catalog/HEAD/jbang-catalog.json";
    private static final String CHECKOUT = "/getsentry/sentry-mcp-jvm/HEAD/";

    /** A folder for everything that is written. */
    final Path folder = Files.createTempDirectory("real-jbang").toRealPath();
    /** The paths that were asked for, in order. */
    final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    /** What is served besides: path to text. */
    final Map<String, String> more = Collections.synchronizedMap(new HashMap<>());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpsServer github;
    private final ConnectProxy proxy;
    private final Map<String, String> environment = new HashMap<>();

    RealJBang() throws Exception {
        github = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        github.setHttpsConfigurator(new HttpsConfigurator(Certificates.context(Certificates.GITHUB)));
        github.setExecutor(threads);
        github.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            requests.add(path);
            byte[] body = served(path);
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                if (body != null) out.write(body);
            }
            exchange.close();
        });
        github.start();
        proxy = new ConnectProxy(github.getAddress().getPort(), null);

        Map<String, String> inherited = System.getenv();
        for (String name : List.of("HOME", "LANG", "TMPDIR", "SENTRY_MCP_CACHE", "XDG_CACHE_HOME")) {
            if (inherited.containsKey(name)) environment.put(name, inherited.get(name));
        }
        String java = System.getProperty("java.home");
        environment
            .putAll(Map.of("JAVA_HOME", java, "LC_ALL", "C.UTF-8", "JBANG_DIR", folder.resolve("jbang").toString(),
                "JBANG_REPO", inherited.getOrDefault("JBANG_REPO", System.getProperty("user.home") + "/.m2/repository"),
                "PATH", folder.resolve("bin") + ":" + java + "/bin:" + inherited.get("PATH")));
        makeCommand();
    }

    /** Stands for JBang's own start script, which starts its jar and does what that prints. */
    private void makeCommand() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path cache = Path.of(environment.getOrDefault("SENTRY_MCP_CACHE",
            environment.getOrDefault("XDG_CACHE_HOME", environment.get("HOME") + "/.cache") + "/sentry-mcp"));
        Ended fetched = launcher("version");
        if (fetched.status != 0) throw new IOException("the launcher brought no JBang: " + fetched);
        String lock = Fixtures.read(Fixtures.CHECKOUT.resolve(".jbang/jbang-cli.lock"));
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(lock.getBytes(StandardCharsets.UTF_8));
        Path jars = cache.resolve("jbang-" + HexFormat.of().formatHex(sum, 0, 8));
        String classPath = lock.lines().filter(line -> !line.startsWith("#")).map(line -> line.split(" +")[1])
            .map(file -> jars.resolve(file).toString()).collect(Collectors.joining(":"));
        Path trusted = Certificates.trusting(folder.resolve("trusted.p12"));
        Files.writeString(bin.resolve("jbang"), """
            #!/usr/bin/env bash
            [ -t 0 ] || export JBANG_STDIN_NOTTY=true
            output=$(JBANG_RUNTIME_SHELL=bash "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \\
                -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=%s -Djavax.net.ssl.trustStore=%s \\
                -Djavax.net.ssl.trustStorePassword=%s -classpath '%s' dev.jbang.Main "$@")
            status=$?
            if [ $status -eq 255 ]; then eval "exec $output"; fi
            [ -z "$output" ] || echo "$output"
            exit $status
            """.formatted(proxy.url().replaceAll(".*:", ""), trusted, Certificates.PASSWORD, classPath));
        Files.setPosixFilePermissions(bin.resolve("jbang"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private byte[] served(String path) throws IOException {
        if (more.containsKey(path)) return more.get(path).getBytes(StandardCharsets.UTF_8);
        if (path.equals(CATALOG)) return Files.readAllBytes(Fixtures.CHECKOUT.resolve("publish/jbang-catalog.json"));
        Path file =
            path.startsWith(CHECKOUT) ? Fixtures.CHECKOUT.resolve(path.substring(CHECKOUT.length())).normalize() : null;
        return file != null && file.startsWith(Fixtures.CHECKOUT) && Files.isRegularFile(file)
            ? Files.readAllBytes(file) : null;
    }

    /** Where {@code jbang} is found, and the JDK, Maven's repository and JBang's folder that it uses. */
    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    void set(String name, String value) { environment.put(name, value); }

    /** Starts the launcher of this checkout, which remembers what it can, in an empty folder. */
    Ended launcher(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Fixtures.CHECKOUT.resolve("jbang").toString()));
        command.addAll(List.of(words));
        Map<String, String> ours = new HashMap<>(environment);
        ours.keySet().removeAll(List.of("JBANG_DIR"));
        ours.putAll(Map.of("JBANG_BOOTSTRAP", "1", "PATH", System.getenv("PATH")));
        return run(folder, ours, command);
    }

    /** What a command said until it ended. */
    record Ended(int status, String out, String err) {}

    /** Starts a command in a folder, and waits for it. */
    Ended run(Path where, List<String> command) throws IOException, InterruptedException {
        return run(where, environment, command);
    }

    private Ended run(Path where, Map<String, String> environment, List<String> command)
        throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder = new ProcessBuilder(found(command, environment)).directory(where.toFile())
            .redirectInput(Path.of("/dev/null").toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new Ended(process.waitFor(), Files.readString(out), Files.readString(err));
    }

    /** The command with {@code jbang} found on the PATH of the environment, as a client finds it. */
    List<String> found(List<String> command, Map<String, String> environment) {
        List<String> found = new ArrayList<>(command);
        if (command.get(0).equals("jbang")) found.set(0, folder.resolve("bin/jbang").toString());
        return found;
    }

    @Override
    public void close() throws IOException {
        github.stop(0);
        threads.shutdownNow();
        proxy.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
