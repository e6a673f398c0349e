///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.knuddels:jtokkit:1.1.0
//DEPS org.commonmark:commonmark:0.29.0
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS org.junit.platform:junit-platform-launcher:6.1.3
//DEPS org.wiremock:wiremock-standalone:3.13.2
//SOURCES ../SentryMcp.java
//SOURCES *.java
//SOURCES answer/*.java
//SOURCES bench/*.java
//SOURCES demo/*.java
//SOURCES docs/*.java
//SOURCES door/*.java
//SOURCES events/*.java
//SOURCES house/*.java
//SOURCES issues/*.java
//SOURCES json/*.java
//SOURCES kit/*.java
//SOURCES mcp/*.java
//SOURCES monitors/*.java
//SOURCES projects/*.java
//SOURCES sentry/*.java
//SOURCES shell/*.java

import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the tests: all of them, or those of the classes named as arguments, several classes at once. Exits 1 when one
 * fails or none ran, 2 when a name is no test's.
 */
class RunTests {
    /**
     * JBang starts this class with the options of every script among its sources, the program's small heap too: the
     * tests run in a second JVM, which has these. They are short: what the second compiler would gain is lost on it.
     */
    private static final List<String> OPTIONS =
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms1g", "-Xmx2g",
            "-Djava.util.logging.SimpleFormatter.format=%4$s:%5$s%n");
    private static final String SECOND = "sentry.mcp.tests.second";

    /** The classes that take longest, longest first: begun last, they would run when everything else is done. */
    private static final List<String> FIRST = List.of("LauncherTest", "HostileNetworkTest", "DoorTest",
        "UrlStartTest", "HostileDataTest", "DistTest", "PropertyTest", "LargestAnswersTest", "WorstAnswersTest",
        "LoginTest", "ShellComfortTest", "ServerTest", "EveryToolTest");
    /** Many wait for a child process or for a clock. */
    private static final int AT_ONCE = Math.min(8, 2 * Runtime.getRuntime().availableProcessors());
    private static final long SILENCE = 8_000_000_000L;   // ns without a line, then one says what is running

    public static void main(String[] names) throws Exception {
        for (String name : names) {
            if (isTest(name)) continue;
            System.err.println(name.startsWith("-") ? "usage: ./jbang test [CLASS...]    without a class: all tests"
                : "there is no test class " + name + ": see the files *Test.java in tests/");
            System.exit(2);
        }
        System.exit(System.getProperty(SECOND) == null ? second(names) : new RunTests().run(names));
    }

    private static boolean isTest(String name) {
        try {
            Class.forName(name, false, RunTests.class.getClassLoader());
            return name.endsWith("Test");
            // LinkageError: a file system without upper and lower case
        } catch (ClassNotFoundException | LinkageError none) {
            return false;
        }
    }

    /** The same arguments in a JVM with the tests' own options; it ends when this one does. */
    private static int second(String[] names) throws IOException, InterruptedException {
        List<String> command =
            new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(OPTIONS);
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(option -> option.startsWith("-D"))
            .forEach(command::add);
        command.addAll(List.of("-D" + SECOND + "=yes", "-cp", System.getProperty("java.class.path"), "RunTests"));
        command.addAll(Arrays.asList(names));
        Process tests = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(tests::destroy));
        return tests.waitFor();
    }

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    /** What runs, with what has to be known of it. */
    private final Map<String, Running> running = new ConcurrentSkipListMap<>();
    private int passed;
    private int failed;
    private int done;
    private volatile long spoken = System.nanoTime();

    private int run(String[] names) throws URISyntaxException, InterruptedException {
        ProcessHandle.current().parent().ifPresent(
            first -> first.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
        List<String> classes = names.length == 0 ? all() : Stream.of(names).distinct().toList();
        Queue<String> waiting = new ConcurrentLinkedQueue<>(classes.stream()
            .sorted(Comparator.comparingInt(name -> FIRST.contains(name) ? FIRST.indexOf(name) : FIRST.size()))
            .toList());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Math.min(AT_ONCE, classes.size()); i++) {
            Thread thread = new Thread(() -> {
                for (String name; (name = waiting.poll()) != null;) run(name, classes.size());
            }, "tests-" + i);
            thread.start();
            threads.add(thread);
        }
        Thread pulse = new Thread(this::sayWhatRuns, "pulse");
        pulse.setDaemon(true);
        pulse.start();
        for (Thread thread : threads) thread.join();
        failures.forEach(failure -> System.out.println("\n" + failure));
        if (!Totals.lines().isEmpty()) System.out.println();
        Totals.lines().forEach(System.out::println);
        System.out.println("\n" + passed + " passed, " + failed + " failed");
        return failed == 0 && passed > 0 ? 0 : 1;
    }

    private static List<String> all() throws URISyntaxException {
        Path own = Path.of(RunTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClasspathRoots(Set.of(own))).filters(includeClassNamePatterns(".*Test")).build();
        TestPlan plan = LauncherFactory.create().discover(request);
        return plan.getRoots().stream().flatMap(engine -> plan.getChildren(engine).stream())
            .flatMap(test -> test.getSource().stream()).filter(ClassSource.class::isInstance)
            .map(source -> ((ClassSource) source).getClassName()).toList();
    }

    private void run(String name, int classes) {
        Running now = new Running();
        running.put(name, now);
        LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request().selectors(selectClass(name)).build(),
            now);
        running.remove(name);
        synchronized (this) {
            passed += now.passed;
            failed += now.failed;
            say(++done + "/" + classes + " " + name + ": " + now.passed + " passed"
                + (now.failed == 0 ? "" : ", " + now.failed + " FAILED") + ", " + now.seconds() + " s");
        }
    }

    private void say(String line) {
        System.out.println(line);
        spoken = System.nanoTime();
    }

    private void sayWhatRuns() {
        while (true) {
            try {
                Thread.sleep(500);
            } catch (InterruptedException ended) {
                return;
            }
            if (System.nanoTime() - spoken < SILENCE) continue;
            List<String> parts = new ArrayList<>();
            running.forEach((name, now) -> parts.add(name + " (" + now.passed + " passed, " + now.seconds() + " s)"));
            say("running: " + String.join(", ", parts));
        }
    }

    /** One class while it runs: what failed or was skipped is said when it happens. */
    private final class Running implements TestExecutionListener {
        private final long start = System.nanoTime();
        private volatile int passed;
        private volatile int failed;

        private long seconds() { return (System.nanoTime() - start) / 1_000_000_000L; }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) { skipped(test, reason); }

        private void skipped(TestIdentifier test, String reason) {
            say("skipped " + test.getDisplayName() + ": " + reason);
        }

        @Override
        public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
            switch (result.getStatus()) {
                case SUCCESSFUL -> passed += test.isTest() ? 1 : 0;
                case ABORTED -> skipped(test,
                    result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
                case FAILED -> {
                    failed++;
                    String failure = "FAILED " + test.getLegacyReportingName() + " (" + test.getUniqueId() + ")\n"
                        + result.getThrowable().map(RunTests::trace).orElse("");
                    failures.add(failure);
                    say(failure);
                }
            }
        }
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString().stripTrailing();
    }
}
