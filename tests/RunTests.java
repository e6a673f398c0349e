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
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx1g -Djava.util.logging.SimpleFormatter.format=%4$s:%5$s%n

import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.nio.file.Path;
import java.util.Set;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Runs the tests: all of them, or those of the classes named as arguments. Exits 1 when one fails or none ran, 2 when a
 * name is no test's.
 */
class RunTests {
    public static void main(String[] names) throws Exception {
        for (String name : names) {
            if (isTest(name)) continue;
            System.err.println(name.startsWith("-") ? "usage: ./jbang test [CLASS...]    without a class: all tests"
                : "there is no test class " + name + ": see the files *Test.java in tests/");
            System.exit(2);
        }
        Path own = Path.of(RunTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        if (names.length == 0)
            request.selectors(selectClasspathRoots(Set.of(own))).filters(includeClassNamePatterns(".*Test"));
        for (String name : names) request.selectors(selectClass(name));
        LauncherDiscoveryRequest built = request.build();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(built, summary, new Progress());
        summary.getSummary().getFailures().forEach(failure -> {
            System.out.println("\nFAILED " + failure.getTestIdentifier().getLegacyReportingName() + " ("
                + failure.getTestIdentifier().getUniqueId() + ")");
            failure.getException().printStackTrace(System.out);
        });
        if (!Totals.lines().isEmpty()) System.out.println();
        Totals.lines().forEach(System.out::println);
        long failed = summary.getSummary().getTotalFailureCount();
        long passed = summary.getSummary().getTestsSucceededCount();
        System.out.println("\n" + passed + " passed, " + failed + " failed");
        System.exit(failed == 0 && passed > 0 ? 0 : 1);
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

    /** A line for each test that was skipped (with its reason) or took long enough to wonder about. */
    private static final class Progress implements TestExecutionListener {
        private final java.util.Map<String, Long> started = new java.util.concurrent.ConcurrentHashMap<>();

        @Override
        public void executionStarted(TestIdentifier test) { started.put(test.getUniqueId(), System.nanoTime()); }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            System.out.println("skipped " + test.getDisplayName() + ": " + reason);
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            long seconds =
                (System.nanoTime() - started.getOrDefault(test.getUniqueId(), System.nanoTime())) / 1_000_000_000L;
            if (test.isTest() && seconds >= 5) System.out.println(test.getDisplayName() + ": " + seconds + " s");
            if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
                System.out.println("skipped " + test.getDisplayName() + ": "
                    + result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
            }
        }
    }
}
