///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS org.wiremock:wiremock-standalone:3.13.2
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS org.junit.platform:junit-platform-launcher:6.1.3
//SOURCES ../SentryMcp.java
//SOURCES *.java
//SOURCES demo/*.java
//FILES demo/acme-labs/=demo/acme-labs/*
//FILES translations.txt=fixtures/translations.txt
//RUNTIME_OPTIONS -Xmx512m

import demo.DemoSentry;
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
 * The server without a Sentry account: a made-up organization on loopback, and the real program against it. Further arguments go
 * to the program; {@code --serve} or {@code --serve=PORT} serves the organization alone and prints the flags that point a client's server at it.
 */
class Demo {
    /** Any token is good enough for a Sentry that is made up. */
    private static final String TOKEN = "demo-token-of-acme-labs";

    public static void main(String... args) {
        PrintStream out = System.out;
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.setErr(err);
        System.setOut(err);   // nothing but frames and answers belongs on standard output
        int status;
        try {
            status = run(out, err, args);
        } catch (Throwable failed) {   // an error too: threads of the server would keep a process alive that has nothing to do
            Throwable cause = failed;
            while (cause.getCause() != null) cause = cause.getCause();
            err.println("demo: cannot start: " + (cause.getMessage() == null ? cause : cause.getMessage()));
            status = 1;
        }
        Runtime.getRuntime().halt(status);
    }

    private static int run(PrintStream out, PrintStream err, String... args) throws IOException {
        String serve = Arrays.stream(args).filter(each -> each.equals("--serve") || each.startsWith("--serve=")).findFirst().orElse(null);
        DemoSentry sentry = DemoSentry.start(serve == null || serve.equals("--serve") ? 0 : Integer.parseInt(serve.substring("--serve=".length())));
        List<String> flags = new ArrayList<>(List.of("--access-token=" + TOKEN, "--insecure-http", "--host=127.0.0.1:" + sentry.port(), "--sentry-dsn="));
        if (serve != null) {
            out.println(String.join(" ", flags));
            err.println("demo: serving acme-labs until it is stopped (Ctrl-C)");
            while (true) pause();
        }
        if (args.length == 0) err.println("demo: the organization is acme-labs. Ask first: which unresolved issues does acme-labs have, and what is behind the worst one?");
        Map<String, String> environment = new HashMap<>(System.getenv());
        if (environment.getOrDefault("OPENAI_API_KEY", "").isBlank()) {   // without a key of one's own, a recorded model translates the questions of fixtures/translations.txt
            environment.put("OPENAI_API_KEY", "key-of-the-recorded-model");
            flags.add("--openai-base-url=" + RecordedModel.start().base());
        }
        flags.addAll(Arrays.asList(args));
        SentryMcp.Log log = new SentryMcp.Log(err);
        try {
            return SentryMcp.run(flags.toArray(String[]::new), environment, new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out), log);
        } catch (tools.Usage usage) {
            log.say(usage.getMessage());
            return 2;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException stop) {
            Runtime.getRuntime().halt(0);
        }
    }
}
