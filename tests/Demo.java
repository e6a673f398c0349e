///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//SOURCES ../SentryMcp.java
//SOURCES demo/Accounts.java
//SOURCES demo/Alerts.java
//SOURCES demo/Ask.java
//SOURCES demo/Autofix.java
//SOURCES demo/Checks.java
//SOURCES demo/Dataset.java
//SOURCES demo/DemoSentry.java
//SOURCES demo/Equation.java
//SOURCES demo/EventBody.java
//SOURCES demo/Events.java
//SOURCES demo/Issues.java
//SOURCES demo/Organization.java
//SOURCES demo/Plain.java
//SOURCES demo/Refused.java
//SOURCES demo/Search.java
//SOURCES demo/Settings.java
//SOURCES demo/Stack.java
//SOURCES demo/Story.java
//SOURCES demo/Traces.java
//SOURCES kit/Fixtures.java
//SOURCES kit/RecordedModel.java
//FILES demo/acme-labs/issues.json=demo/acme-labs/issues.json
//FILES demo/acme-labs/organization.json=demo/acme-labs/organization.json
//FILES demo/acme-labs/stacks.txt=demo/acme-labs/stacks.txt
//FILES demo/acme-labs/traces.json=demo/acme-labs/traces.json
//FILES translations.txt=kit/translations.txt
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
 * The server without a Sentry account: a made-up organization on loopback, and the real program against it. Further
 * arguments go to the program; {@code --serve} or {@code --serve=PORT} serves the organization alone and prints the
 * flags that point a client's server at it.
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
        } catch (Throwable failed) {   // an error too: threads of the made-up Sentry must not outlive it
            Throwable cause = failed;
            while (cause.getCause() != null) cause = cause.getCause();
            err.println("demo: cannot start: " + (cause.getMessage() == null ? cause : cause.getMessage()));
            status = 1;
        }
        Runtime.getRuntime().halt(status);
    }

    private static int run(PrintStream out, PrintStream err, String... args) throws Exception {
        String serve = Arrays.stream(args).filter(each -> each.equals("--serve") || each.startsWith("--serve="))
            .findFirst().orElse(null);
        DemoSentry sentry = DemoSentry.start(
            serve == null || serve.equals("--serve") ? 0 : Integer.parseInt(serve.substring("--serve=".length())));
        List<String> flags = new ArrayList<>(List.of("--access-token=" + TOKEN, "--insecure-http",
            "--host=127.0.0.1:" + sentry.port(), "--sentry-dsn="));
        if (serve != null) {
            out.println(String.join(" ", flags));
            err.println("demo: serving acme-labs until it is stopped (Ctrl-C)");
            Thread.currentThread().join();
        }
        if (args.length == 0) err.println(
            "demo: the organization is acme-labs. Ask first: which unresolved issues does acme-labs have, and "
                + "what is behind the worst one?");
        Map<String, String> environment = new HashMap<>(System.getenv());
        // without a key of one's own, a recorded model translates the questions of kit/translations.txt
        if (environment.getOrDefault("OPENAI_API_KEY", "").isBlank()) {
            environment.put("OPENAI_API_KEY", "key-of-the-recorded-model");
            flags.add("--openai-base-url=" + RecordedModel.start().base());
        }
        flags.addAll(Arrays.asList(args));
        SentryMcp.Log log = new SentryMcp.Log(err);
        try {
            return SentryMcp.run(flags.toArray(String[]::new), environment, new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out), log);
        } catch (tools.answer.UsageException usage) {
            log.say(usage.getMessage());
            return 2;
        } catch (IOException gone) {   // whoever read the answers has left, as SentryMcp.main sees it
            return 1;
        } catch (RuntimeException | Error fault) {
            fault.printStackTrace();
            return 1;
        }
    }
}
