///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS org.wiremock:wiremock-standalone:3.13.2
//DEPS org.commonmark:commonmark:0.29.0
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS org.junit.platform:junit-platform-launcher:6.1.3
//SOURCES ../SentryMcp.java
//SOURCES *.java
//SOURCES answer/*.java
//SOURCES bench/*.java
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
//RUNTIME_OPTIONS -Xmx512m

import com.github.tomakehurst.wiremock.WireMockServer;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The server without a Sentry account: a made-up organization on loopback, and the real program against it. Further
 * arguments go to the program; {@code --serve} serves the organization alone and prints the flags that point a client's
 * server at it.
 */
class Demo {
    /** Any token is good enough for a Sentry that is made up. */
    private static final String TOKEN = "demo-token-of-acme-labs";

    public static void main(String... args) throws Exception {
        PrintStream stdout = System.out;
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        System.setOut(System.err);   // WireMock's log must not reach the frames
        WireMockServer sentry = StubSentry.start();
        List<String> flags = new ArrayList<>(List.of("--access-token=" + TOKEN, "--insecure-http",
            "--host=127.0.0.1:" + sentry.port(), "--sentry-dsn="));
        if (Arrays.asList(args).contains("--serve")) {
            stdout.println(String.join(" ", flags));
            Thread.currentThread().join();
        }
        Map<String, String> environment = new HashMap<>(System.getenv());
        // without a key of one's own, a recorded model translates the questions of kit/translations.txt
        if (environment.getOrDefault("OPENAI_API_KEY", "").isBlank()) {
            environment.put("OPENAI_API_KEY", "key-of-the-recorded-model");
            flags.add("--openai-base-url=" + RecordedModel.start().base());
        }
        flags.addAll(Arrays.asList(args));
        SentryMcp.Log log = new SentryMcp.Log(System.err);
        int status;
        try {
            status = SentryMcp.run(flags.toArray(String[]::new), environment, new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out), log);
        } catch (tools.answer.UsageException usage) {
            log.say(usage.getMessage());
            status = 2;
        } catch (IOException gone) {   // whoever read the answers has left, as SentryMcp.main sees it
            status = 1;
        } catch (RuntimeException | Error fault) {   // threads of the made-up Sentry must not outlive it
            fault.printStackTrace();
            status = 1;
        }
        Runtime.getRuntime().halt(status);
    }
}
