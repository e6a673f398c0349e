///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS org.wiremock:wiremock-standalone:3.13.2
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS org.junit.platform:junit-platform-launcher:6.1.3
//SOURCES ../SentryMcp.java
//SOURCES *.java
//RUNTIME_OPTIONS -Xmx512m

import com.github.tomakehurst.wiremock.WireMockServer;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The server without a Sentry account: a made-up organization on loopback, and the real program against it. Further arguments go
 * to the program; {@code --serve} serves the organization alone and prints the flags that point a client's server at it.
 */
class Demo {
    /** Any token is good enough for a Sentry that is made up. */
    private static final String TOKEN = "demo-token-of-acme-labs";

    public static void main(String... args) throws Exception {
        PrintStream stdout = System.out;
        System.setOut(System.err);   // WireMock's log must not reach the frames
        WireMockServer sentry = StubSentry.start();
        List<String> flags = new ArrayList<>(List.of("--access-token=" + TOKEN, "--insecure-http", "--host=127.0.0.1:" + sentry.port(), "--sentry-dsn="));
        if (Arrays.asList(args).contains("--serve")) {
            stdout.println(String.join(" ", flags));
            Thread.currentThread().join();
        }
        flags.addAll(Arrays.asList(args));
        SentryMcp.main(flags.toArray(String[]::new));
    }
}
